"""Find the table in a sheet: its header row, and which column holds what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from panelpack.returns.problems import Problem, Problems, shortened

COLUMNS = ("measure", "area", "period", "value", "numerator", "base", "status", "note")
# What our own form adds for the person who fills it in; read by nobody.
READING_AIDS = ("name", "unit")

# Titles, a logo and an address stand above a header; a table of figures begins within these.
HEADER_WITHIN = 50
# Fewer of our headings in a row may be chance: a title can hold the words period or status.
FEWEST_HEADINGS = 3


@dataclass(frozen=True)
class Layout:
    """Where a table begins: the row of its header, and the place of each column in a row."""

    header: int
    places: dict[str, int]
    width: int


def heading(text: str) -> str:
    """Return a heading as it is compared: small letters, without blanks around it.

    >>> heading(" Measure ")
    'measure'
    """
    return re.sub(r"[\s\u00a0\ufeff_]+", " ", text).strip().casefold()


def matching(cells: Sequence[str]) -> int:
    """Return how many of our columns a row names."""
    return len({heading(cell) for cell in cells} & set(COLUMNS))


def find_header(rows: Iterable[tuple[int, Sequence[str]]]) -> tuple[int, Sequence[str]] | None:
    """Return the row among the first `HEADER_WITHIN` that names most columns, if any does."""
    best: tuple[int, Sequence[str]] | None = None
    for number, (row, cells) in enumerate(rows):
        if number >= HEADER_WITHIN:
            break
        if matching(cells) >= FEWEST_HEADINGS and (
            best is None or matching(cells) > matching(best[1])
        ):
            best = row, cells
    return best


def read_header(
    row: int, cells: Sequence[str], file: str, sheet: str, problems: Problems
) -> Layout | None:
    """Return the layout that a header gives; faults go to `problems`, and then it is None."""
    before = len(problems)
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = heading(cell)
        if name in places:
            problems.add(_wrong(file, sheet, row, place, cell, "is repeated", "Keep one."))
        elif name in COLUMNS:
            places[name] = place
        elif name and name not in READING_AIDS:
            problems.add(_unknown(file, sheet, row, place, cell, name))
    for name in COLUMNS:
        if name not in places:
            remedy = f"Write {','.join(COLUMNS)}."
            message = f"the column {name} is missing"
            problems.add(Problem(file, sheet, f"row {row}", "", "F06", message, remedy))
    width = max((i for i, cell in enumerate(cells) if cell.strip()), default=-1) + 1
    return Layout(row, places, width) if len(problems) == before else None


def _unknown(file: str, sheet: str, row: int, place: int, cell: str, name: str) -> Problem:
    close = get_close_matches(name[:40], COLUMNS, 1)
    remedy = (
        f"Write {close[0]}." if close else f"Take it out, or name it one of {', '.join(COLUMNS)}."
    )
    return _wrong(file, sheet, row, place, cell, "is unknown", remedy)


def _wrong(
    file: str, sheet: str, row: int, place: int, cell: str, fault: str, remedy: str
) -> Problem:
    where = f"{letters(place)}{row}"
    return Problem(file, sheet, where, shortened(cell), "F07", f"a column {fault}", remedy)


def letters(place: int) -> str:
    """Return a column's letters as a spreadsheet shows them, from 0.

    >>> letters(0), letters(25), letters(26), letters(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    found = ""
    place += 1
    while place:
        place, last = divmod(place - 1, 26)
        found = chr(65 + last) + found
    return found
