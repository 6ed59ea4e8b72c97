"""Data beside the pages: CSV files that a program reads, their description, the manifest."""

import csv
import hashlib
import io
import json
import re
from calendar import month_name
from pathlib import Path

from gate import described
from gate.leftovers import ALL, remarks
from gate.page import Finding, Page, short, words

BUILD = "Build the pack anew"
LIVE = re.compile(r"[=@\t\r]|[+-](?![\d.,]+%?$)")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
MONTHS = list(month_name)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
STATES = {
    "improved",
    "no change",
    "deteriorated",
    "no polarity",
    "not enough data",
    "small numbers",
    "not available",
    "awaiting clearance",
    "not tested",
}
MANIFEST = {"as_at", "audience", "format", "inputs", "made_with", "outputs", "panelpack", "quarter"}
MANIFEST |= {"sections"}
DIGEST = re.compile(r"[0-9a-f]{64}")
VERSION = re.compile(r"\d+\.\d+\.\d+")
COMMENTARY = "data/commentary/{}/{}.md"


def check(folder: Path, whole: Page | None = None) -> list[Finding]:
    """All faults of a pack's data files; with the whole page also what disagrees with it."""
    found = [*_manifest(folder, whole), *described.check(folder, whole)]
    tables = {path.name: _read(folder, path) for path in sorted(folder.glob("tables/*.csv"))}
    for name, rows in tables.items():
        found += _table(f"tables/{name}", rows)
    return [*found, *_one_state(tables)]


def _read(folder: Path, path: Path) -> list[list[str]] | str:
    """The rows of a CSV, or what is wrong with the file as a whole."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return "it is not in UTF-8"
    if content.startswith(b"\xef\xbb\xbf") or "\r" in text:
        return "it begins with a mark, or its lines end in two ways"
    return list(csv.reader(io.StringIO(text), strict=True))


def _table(name: str, rows: list[list[str]] | str):
    if isinstance(rows, str) or not rows:
        yield Finding(name, "", "csv", rows or "it is empty", BUILD)
        return
    head, *body = rows
    if len(set(head)) < len(head) or not all(re.fullmatch(r"[a-z][a-z_]*", h) for h in head):
        yield Finding(name, "row 1", "csv", f"its head is {short(str(head))}", BUILD)
    seen = set()
    for number, row in enumerate(body, 2):
        where = f"row {number}"
        if len(row) != len(head) or not any(row):
            yield Finding(name, where, "csv", f"{len(row)} cells, not {len(head)}", BUILD)
        if tuple(row) in seen:
            yield Finding(name, where, "csv", "the row is there twice", BUILD)
        seen.add(tuple(row))
        for column, cell in zip(head, row, strict=False):
            yield from _cell(name, f"{where}, {column}", column, cell)


def _cell(name: str, where: str, column: str, cell: str):
    if LIVE.match(cell):
        fault = f"{short(cell)!r} is a formula to a spreadsheet"
        yield Finding(name, where, "formula", fault, "Neutralise what leads it")
    is_number = column in ("value", "comparator", "change", "change_pct")
    if is_number and cell and not NUMBER.fullmatch(cell):
        yield Finding(name, where, "csv", f"{cell!r} is no number", "Write it as 1021.5")
    if column.endswith(("_on", "date")) and cell and not DAY.fullmatch(cell):
        yield Finding(name, where, "csv", f"{cell!r} is no day", "Write it as 2014-09-29")
    if column == "assessment" and cell and cell not in STATES:
        yield Finding(name, where, "csv", f"{cell!r} is no state", "Use one of the nine states")
    yield from remarks(name, where, cell, ALL)


def _one_state(tables: dict):
    """A measure has one state in a pack, and no figure where it has none to show."""
    told: dict[tuple, dict[str, set]] = {}
    for name, rows in tables.items():
        if isinstance(rows, str) or not rows:
            continue
        for row in (dict(zip(rows[0], row, strict=False)) for row in rows[1:]):
            key = row.get("priority", ""), row.get("title") or row.get("measure"), row.get("column")
            told.setdefault(key, {}).setdefault(name, set()).add(row.get("assessment", ""))
            if row.get("assessment") in ("awaiting clearance", "small numbers") and row.get(
                "value"
            ):
                fault = f"{row['value']} is given though it is {row['assessment']}"
                yield Finding(f"tables/{name}", str(key[1]), "withheld", fault, BUILD)
    for key, by_file in told.items():
        states = list(by_file.values())
        if len(states) > 1 and not all(a & b for a in states for b in states):
            fault = f"{short(str(key))}: {by_file}"
            yield Finding("tables", "", "agreement", fault, "Let all tables say one state")


def _manifest(folder: Path, whole: Page | None):
    """The manifest lists every file of the pack, as it is, and tells nothing of the machine."""
    name = "manifest.json"
    try:
        told = json.loads((folder / name).read_text("utf-8"))
    except (OSError, ValueError) as error:
        yield Finding(name, "", "manifest", f"it can't be read: {error}", BUILD)
        return
    listed = told.get("outputs", {})
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {name}
    for path in sorted(there ^ listed.keys()):
        fault = f"{path} is {'not listed' if path in there else 'missing'}"
        yield Finding(name, path, "manifest", fault, BUILD)
    for path in sorted(there & listed.keys()):
        if hashlib.sha256((folder / path).read_bytes()).hexdigest() != listed[path]:
            yield Finding(path, "", "manifest", "it is not what was built", BUILD)
    yield from _made(name, told)
    if extra := sorted(told.keys() - MANIFEST):
        yield Finding(name, "", "manifest", f"it also tells {', '.join(extra)}", "Take it out")
    for said in described.texts(told):
        yield from remarks(name, "", said, ALL)
    if whole is not None:
        yield from _day(name, told, whole)
        yield from _sections(name, told, whole)


def _made(name: str, told: dict):
    """What the pack was made of and with: each file by its digest, each package by its version."""
    broken = [
        path for path, digest in told.get("inputs", {}).items() if not DIGEST.fullmatch(str(digest))
    ]
    for path in broken:
        yield Finding(name, path, "manifest", "its digest is none", BUILD)
    if not VERSION.fullmatch(str(told.get("panelpack"))) or "python" not in told.get(
        "made_with", {}
    ):
        yield Finding(name, "", "manifest", "it does not tell what built the pack", BUILD)


def _sections(name: str, told: dict, whole: Page):
    """Sections go in the order of the page, and a commentary was read from its file."""
    heads = whole.soup.select("section.section > h2")
    order = [head.get("id") for head in heads]
    if told.get("sections") != order:
        yield Finding(name, "sections", "manifest", "they are not in the order of the page", BUILD)
    for head in heads:
        said = [words(each) for each in head.parent.find_all(["h3", "h4"])]
        path = COMMENTARY.format(told.get("quarter"), head.get("id"))
        if "Commentary" in said and path not in told.get("inputs", {}):
            yield Finding(name, path, "manifest", "it was read and is not listed", BUILD)


def _day(name: str, told: dict, whole: Page):
    said = re.search(
        rf"as known on (\d+) ({'|'.join(MONTHS[1:])}) (\d{{4}})", words(whole.soup.body)
    )
    if said and str(told.get("as_at")) != f"{said[3]}-{MONTHS.index(said[2]):02}-{int(said[1]):02}":
        fault = f"as at {told.get('as_at')}, the page says {' '.join(said.groups())}"
        yield Finding(name, "", "manifest", fault, BUILD)
    quarter = re.search(r"Quarter ([1-4]) (\d{4})/(\d{2})", words(whole.soup.find("header")))
    own = f"{quarter[2]}-{quarter[3]}-q{quarter[1]}" if quarter else told.get("quarter")
    if told.get("quarter") != own:
        fault = f"it is of {told.get('quarter')}, the page of {own}"
        yield Finding(name, "", "manifest", fault, BUILD)
    is_internal = whole.soup.find(class_="internal") is not None
    if is_internal == (told.get("audience") == "public"):
        fault = f"it is {told.get('audience')}, the page {'internal' if is_internal else 'public'}"
        yield Finding(name, "", "manifest", fault, BUILD)
