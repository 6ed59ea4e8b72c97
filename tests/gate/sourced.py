"""Pages beside the data of the pack: their figures, states, sources and rows are those of files."""

import csv
import io
import re
from calendar import month_name
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bs4 import Tag

from gate.books import cell, read_xlsx
from gate.page import Finding, Page, short, words

SAME = "Let both follow from the same figures"
FIGURE = re.compile(r"([+−-]?)£?(\d[\d,]*(?:\.\d+)?)(%|m| points)?")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
SOURCE = re.compile(r"Source \d+: (.*?)(?:; cleared by .*, (\d+) ([A-Z][a-z]+) (\d{4}))?\.$")
TESTED = {"pp-improved", "pp-no-change", "pp-deteriorated", "pp-no-polarity"}
NUMBERED = re.compile(r"[A-Z]{1,4}\d+")


@dataclass(frozen=True)
class Data:
    """What the pack's data files hold: each priority's rows of measures, and the book's sheets."""

    measures: dict[str, list[dict[str, str]]]
    rows: set[tuple[str, ...]]

    @classmethod
    def read(cls, folder: Path) -> "Data":
        told: dict[str, list[dict[str, str]]] = {}
        text = (folder / "tables/measures.csv").read_text("utf-8")
        for row in csv.DictReader(io.StringIO(text)):
            told.setdefault(row["priority"], []).append(row)
        book = read_xlsx((folder / "tables/pack.xlsx").read_bytes())
        return cls(told, {tuple(map(_value, row)) for sheet in book.values() for row in sheet})


def check(page: Page, data: Data) -> list[Finding]:
    """All places where the section of a priority is other than the data of the pack."""
    rules = (_sources, _figures, _states, _rows)
    found = []
    for number, part in _parts(page):
        told = data.measures.get(number, [])
        found += [finding for rule in rules for finding in rule(page, number, part, told, data)]
    return found


def _parts(page: Page) -> Iterator[tuple[str, Tag]]:
    """Each section of a priority, with its number."""
    for number in page.soup.select("section.section > h2 > .number, header .eyebrow"):
        if NUMBERED.fullmatch(words(number)):
            yield words(number), number.find_parent("section") or page.soup.main


def _sources(page: Page, number: str, part: Tag, told: list[dict], data: Data):
    """The notes name each source of the priority's measures, with a day when it was cleared."""
    found = [m for li in part.select(".pp-notes li") if (m := SOURCE.match(words(li)))]
    known = {row["source"] for row in told} - {""}
    for name in sorted({m[1] for m in found} ^ known if told else ()):
        fault = f"{short(name)!r} is {'named by no note' if name in known else 'no source of it'}"
        yield page.fault(part.find(["h1", "h2"]), "source", f"{number}: {fault}", SAME)
    for note in (m for m in found if m[2]):
        day = f"{note[4]}-{list(month_name).index(note[3]):02}-{int(note[2]):02}"
        if told and day not in {row["cleared_on"] for row in told if row["source"] == note[1]}:
            fault = f"{number}: {short(note[1])!r} was not cleared on {day}"
            yield page.fault(part.find(["h1", "h2"]), "source", fault, SAME)


def _figures(page: Page, number: str, part: Tag, told: list[dict], data: Data):
    """Each figure of the priority's measures is printed in its section."""
    held = set(map(_number, NUMBER.findall(part.get_text(" "))))
    for row in told:
        for figure in NUMBER.findall(row["printed"]) if row["value"] else ():
            if _number(figure) not in held:
                fault = f"{number}: {figure} of {short(row['title'])!r} is not printed"
                yield page.fault(part.find(["h1", "h2"]), "figure", fault, SAME)


def _states(page: Page, number: str, part: Tag, told: list[dict], data: Data):
    """Each state is that of a measure, and what a test has found stands in the section."""
    known = {f"pp-{row['assessment'].replace(' ', '-')}" for row in told}
    badges = {name for badge in part.select(".pp-badge") for name in badge["class"]} - {"pp-badge"}
    wrong = (badges - known) | ((known & TESTED) - badges)
    for state in sorted(wrong if told else ()):
        where = "that of no measure in the data" if state in badges else "in the data alone"
        yield page.fault(part.find(["h1", "h2"]), "state", f"{state} is {where}", SAME)


def _rows(page: Page, number: str, part: Tag, told: list[dict], data: Data):
    """Each row of a table is a row of the book, where sources stand in words."""
    sourced = {row[:-1] for row in data.rows}
    for row in part.select("tbody tr"):
        cells = [_value(words(cell)) for cell in row.find_all(["th", "td"])]
        known = data.rows
        if _numbers_its_source(row):
            # Sources are told once on the page, and in each row of the book.
            cells, known = cells[:-1], sourced
        if tuple(cells) not in known and (number, *cells) not in known:
            fault = f"its row {short(str(cells))} is not in the book"
            where = f"{number}, {short(words(row.find_parent('table').caption))}"
            yield page.fault(row, "agreement", f"{where}: {fault}", SAME)


def _numbers_its_source(row: Tag) -> bool:
    heads = row.find_parent("table").select("thead th")
    return bool(heads) and words(heads[-1]) == "Source"


def _value(printed: str) -> str:
    """Write a printed figure as the book holds it: 15.8% is 0.158."""
    match = FIGURE.fullmatch(printed)
    if match is None:
        return cell(printed)
    value = float(match[2].replace(",", "")) / (100 if match[3] == "%" else 1)
    return f"{-value if match[1] in ('−', '-') and match[1] else value:.9g}"


def _number(printed: str) -> float:
    return float(printed.replace(",", ""))
