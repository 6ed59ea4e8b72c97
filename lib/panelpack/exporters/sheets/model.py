"""What a spreadsheet holds, whatever its format: sheets of one table each, numbers as printed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from panelpack.exporters import lettering
from panelpack.exporters.characters import clean

LANGUAGE = "en-GB"
LONGEST_NAME = 31
"""Letters of a sheet's name: the most that every program takes."""
LONGEST_CELL = 32_767
"""Characters that a cell can hold."""
WIDEST, NARROWEST = 60, 8
"""Letters across a column."""
# Em of Arial for each letter of a column's width, and how much wider it runs than our own font.
_ROOM, _WIDER = 0.54, 1.12
_SPACE = 0.25
BY_NUMBER, AFTER_NUMBER = " by number", " after number"
"""How words stand that have numbers above them, or left of them."""
_SHORT = 20
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']+")
_PRINTED = re.compile(
    r"(?P<sign>[+−-]?)(?P<before>£?)(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<places>\.\d+)?"
    r"(?P<after>%|m| points)?"
)


@dataclass(frozen=True)
class Number:
    """A number and how it is printed: decimal places, what stands around it, its sign.

    `before` and `after` are signs such as £, % or " points"; with `signed` a rise has a plus,
    with `grouped` thousands have commas. A percentage is written as such: 15.8% is 0.158.
    """

    value: Decimal
    places: int = 0
    before: str = ""
    after: str = ""
    signed: bool = False
    grouped: bool = True


Value = str | Number


@dataclass(frozen=True)
class Sheet:
    """One table: `name` on its tab, `title` in A1, `notes` below, then labels and rows.

    Every row has as many values as there are `labels`; an empty text is an empty cell. Raises
    ValueError when a row does not, or there is no row.
    """

    name: str
    title: str
    labels: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self):
        if not self.rows or any(len(row) != len(self.labels) for row in self.rows):
            raise ValueError(f"sheet {self.name!r}: each row needs {len(self.labels)} values")

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """The labels as a spreadsheet's table needs them: none empty, none twice."""
        return _unlike((words(label) or f"Column {n}" for n, label in enumerate(self.labels, 1)))

    @property
    def lines(self) -> tuple[str, ...]:
        """The title and the notes, which stand above the table, a row each."""
        return tuple(map(words, (self.title, *self.notes)))

    @cached_property
    def widths(self) -> tuple[int, ...]:
        """Letters across each column: its longest figure, or its words on a few lines."""
        columns = zip(self.heads, *self.rows, strict=True)
        return tuple(_width(head, cells) for head, *cells in columns)

    def side(self, column: int) -> str:
        """Return how words stand in a column, counted from 0: by number, after numbers, or left.

        Short words among numbers stand by the right edge, as these do.
        """
        if self._holds_numbers(column):
            cells = (row[column] for row in self.rows)
            short = all(isinstance(c, Number) or len(c) <= _SHORT for c in cells)
            return BY_NUMBER if short else ""
        return AFTER_NUMBER if column and self._holds_numbers(column - 1) else ""

    def _holds_numbers(self, column: int) -> bool:
        return any(isinstance(row[column], Number) for row in self.rows)

    @cached_property
    def heights(self) -> tuple[int, ...]:
        """Lines of words in the row of labels, and in each row below it."""
        widths = self.widths
        return tuple(max(map(_lines, row, widths)) for row in (self.heads, *self.rows))


@dataclass(frozen=True)
class Book:
    """A spreadsheet: what it is called, by whom, as known when, and its sheets in order."""

    title: str
    description: str
    author: str
    as_at: date
    sheets: tuple[Sheet, ...]


def number(printed: str) -> Value:
    """Return a printed figure as a number that is shown the same, or the text if it is none.

    >>> number("−4.4%")
    Number(value=Decimal('-0.044'), places=1, before='', after='%', signed=False, grouped=True)
    >>> number("10 to 20")
    '10 to 20'
    """
    match = _PRINTED.fullmatch(printed)
    if match is None:
        return printed
    digits, places = match["digits"], match["places"] or ""
    value = Decimal(digits.replace(",", "") + places)
    # Zeros in front are part of a code, not of a number.
    if len(digits) > 1 and digits.startswith("0"):
        return printed
    after = match["after"] or ""
    value = value.scaleb(-2) if after == "%" else value
    return Number(
        value=-value if match["sign"] in ("−", "-") and match["sign"] else value,
        places=max(0, len(places) - 1),
        before=match["before"],
        after=after,
        signed=match["sign"] == "+",
        grouped="," in digits or len(digits) < 4,
    )


def plain(value: Decimal | int | date | str | None) -> Value:
    """Return a value of a data table as a cell: numbers with the decimals that they have."""
    if isinstance(value, int | Decimal):
        exact = Decimal(value)
        return Number(exact, max(0, -exact.as_tuple().exponent), grouped=False)
    return "" if value is None else str(value)


def words(text: str) -> str:
    """Return text that a cell can hold."""
    return clean(text)[:LONGEST_CELL]


def sheet_names(wanted: Iterable[str]) -> tuple[str, ...]:
    """Return names that every spreadsheet takes: short, without its own signs, none twice.

    >>> sheet_names(["SP1 [a]", "sp1 a"])
    ('SP1 a', 'sp1 a (2)')
    """
    short = (_NOT_IN_A_NAME.sub("", words(name)).strip()[:LONGEST_NAME] for name in wanted)
    return _unlike((name or "Sheet" for name in short), LONGEST_NAME)


def _unlike(names: Iterable[str], longest: int = LONGEST_CELL) -> tuple[str, ...]:
    """Number names that came before, in capitals or not."""
    made: dict[str, str] = {}
    for name in names:
        tried, count = name, 1
        while tried.casefold() in made:
            count += 1
            end = f" ({count})"
            tried = f"{name[: longest - len(end)]}{end}"
        made[tried.casefold()] = tried
    return tuple(made.values())


def _width(head: str, cells: list[Value]) -> int:
    texts = [cell for cell in cells if isinstance(cell, str)]
    longest_word = max((len(part) for text in (head, *texts) for part in text.split()), default=0)
    whole = max((len(text) for text in texts), default=0)
    figure = max((len(f"{c.value:,}") + 4 for c in cells if isinstance(c, Number)), default=0)
    wished = max(longest_word + 2, min(whole, 40) + 2, min(len(head), 16) + 2, figure, NARROWEST)
    return min(wished, WIDEST)


def _lines(value: Value, width: int) -> int:
    """Return on about how many lines words stand in a column."""
    if isinstance(value, Number):
        return 1
    return sum(_wrapped(line, width * _ROOM / _WIDER) for line in words(value).split("\n"))


def _wrapped(line: str, room: float) -> int:
    lines, used = 1, 0.0
    for word in line.split(" "):
        wide = lettering.face("normal").width(word)
        if used and used + wide > room:
            lines, used = lines + 1, 0.0
        lines += int(wide // room)
        used += wide % room + _SPACE
    return lines
