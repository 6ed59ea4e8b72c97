"""The books of a pack, XLSX and ODS: the same sheets and rows, and those of the CSV files."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

import openpyxl
from lxml import etree

from gate.page import Finding, short
from office_lint import OF, TX, T

SAME = "Let both say the same"
Sheets = dict[str, list[list[str]]]


def check(folder: Path, xlsx: Sheets, ods: Sheets) -> list[Finding]:
    """All places where two files of the same tables differ."""
    found = [*_books(xlsx, ods), *_csvs(folder, xlsx)]
    if list(xlsx)[:1] != ["Cover"]:
        fault = f"its first sheet is {next(iter(xlsx), 'none')!r}, not its cover"
        found.append(Finding("tables/pack.xlsx", "", "office", fault, "Build the pack anew"))
    return found


def read_xlsx(content: bytes) -> Sheets:
    """The rows of each sheet of an XLSX as words, numbers written one way."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=False, data_only=False)
    return {sheet.title: _rows(sheet.iter_rows(values_only=True)) for sheet in book}


def read_ods(content: bytes) -> Sheets:
    """The rows of each sheet of an ODS, written in the same way."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read("content.xml"))
    return {
        sheet.get(f"{T}name"): _rows(
            [_ods_cell(cell) for cell in row.iter(f"{T}table-cell")]
            for row in sheet.iter(f"{T}table-row")
        )
        for sheet in root.iter(f"{T}table")
    }


def _ods_cell(cell):
    value = cell.get(f"{OF}value") or cell.get(f"{OF}date-value")
    return value or "\n".join("".join(p.itertext()) for p in cell.iter(f"{TX}p"))


def _rows(rows: Iterable) -> list[list[str]]:
    """Every row as words, its numbers written one way, without empty cells at its end."""
    found = []
    for row in rows:
        cells = [cell(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        found.append(cells)
    return found


def cell(value) -> str:
    """A value of a cell as words; a number is written one way."""
    said = "" if value is None else str(value).removesuffix(" 00:00:00")
    try:
        return f"{float(said):.9g}"
    except ValueError:
        return plain(said)


def _books(xlsx: Sheets, ods: Sheets):
    if list(xlsx) != list(ods):
        fault = f"XLSX and ODS have other sheets: {short(str(set(xlsx) ^ set(ods)))}"
        yield Finding("tables/pack.ods", "", "agreement", fault, SAME)
    for name in xlsx.keys() & ods.keys():
        if xlsx[name] != ods[name]:
            differ = [f"{a} / {b}" for a, b in zip(xlsx[name], ods[name], strict=False) if a != b]
            fault = f"XLSX and ODS differ: {short(' '.join(differ) or 'in length', 120)}"
            yield Finding("tables/pack.ods", name, "agreement", fault, SAME)


def _csvs(folder: Path, book: Sheets):
    """Each CSV has the rows of the sheet of its name."""
    for path in sorted(folder.glob("tables/*.csv")):
        head, *rows = _rows(csv.reader(io.StringIO(path.read_text("utf-8"))))
        sheet = book.get(path.stem.capitalize(), [])
        begins = sheet[-len(rows) - 1 :][:1]
        is_headed = (
            bool(begins) and len(begins[0]) == len(head) and not re.search(r"\d", str(begins))
        )
        if sheet[len(sheet) - len(rows) :] != rows or not is_headed:
            fault = "its rows are not those of the book"
            yield Finding(f"tables/{path.name}", path.stem.capitalize(), "agreement", fault, SAME)


def plain(said: str) -> str:
    return " ".join(said.replace("\xa0", " ").split())
