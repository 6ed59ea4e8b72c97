"""How wide the columns of a table need to be, in em, whatever size they are set in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from panelpack.document import Badge, Cell, Table
from panelpack.exporters import glyphs, outline
from panelpack.exporters.characters import held

# Figures and short notes up to this many letters stay on one line.
_ONE_LINE, _ONE_BADGE, _ONE_SIGN = 18, 24, 14
# A column of words is at least so many em wide, unless all its words fit in less.
_COMFORT = 9.0
_BADGE_EM = 2.4
# Where a line of a cell may end: not at a no-break space.
_BREAKS = re.compile("[\u200b \t\n]+")


@dataclass(frozen=True)
class Need:
    """What a column needs in em: at least, to be read with comfort, and at most."""

    least: float
    comfort: float
    most: float

    def widened(self, by: float) -> Need:
        """Return the need in a font that runs so much wider."""
        return Need(self.least * by, self.comfort * by, self.most * by)


def need_of(table: Table, index: int) -> Need:
    """Return what a column of a table needs."""
    column = table.columns[index]
    head, number = column.label, column.align == "number"
    cells = [(row[index], whole(row[index])) for row in table.rows]
    most = max([whole(head), *(wide for _, wide in cells)])
    unbroken = [wide for c, wide in cells if number and len(words_of(c)) <= _ONE_LINE]
    unbroken += [wide for c, wide in cells if isinstance(c, Badge) and len(c.word) <= _ONE_SIGN]
    unbroken += [whole(head)] if outline.is_one_line(column) else []
    least = max([_longest_word(head), *(_longest_word(c) for c, _ in cells), *unbroken])
    wished = [wide for c, wide in cells if isinstance(c, Badge) and len(c.word) <= _ONE_BADGE]
    comfort = max([least, 0 if number else min(most, _COMFORT), *wished])
    return Need(least, comfort, most)


def words_of(cell: Cell) -> str:
    """Return what is read in a cell, with the spaces at which no line ends."""
    return held(cell.word if isinstance(cell, Badge) else cell)


def whole(cell: Cell) -> float:
    """Return the width of a cell's longest line in em."""
    return max(line_widths(cell))


def line_widths(cell: Cell) -> list[float]:
    """Return the width of each line of a cell in em."""
    return [glyphs.width(line) + _extra(cell) for line in words_of(cell).split("\n")]


def _longest_word(cell: Cell) -> float:
    words = _BREAKS.split(words_of(cell))
    return max(map(glyphs.width, words), default=0.0) + _extra(cell)


def _extra(cell: Cell) -> float:
    return _BADGE_EM if isinstance(cell, Badge) else 0.0
