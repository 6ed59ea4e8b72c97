"""A table with a real header row, as wide as its words need, on a turned page where it must be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from panelpack.document import STATES, Badge, Cell, Table
from panelpack.exporters import columns
from panelpack.exporters.characters import clean
from panelpack.exporters.looks import look
from panelpack.exporters.word.elements import Xml, paragraph, run, w
from panelpack.exporters.word.figures import Figures

WIDER, WIDER_WORDS = 1.2, 1.05
"""How much wider Arial runs than the font that widths are worked out with: bold, and not."""
FULL_SIZE = 11
"""Points of the style of a table's text."""
PAPER = columns.Medium(
    sizes=(FULL_SIZE, 10.5, 10),
    small=10,
    long_size=10.5,
    upright=(10, 9.5, 9, 8.5, 8),
    wider=WIDER,
    most_parts=1,
    low=180,
)
"""Tables of a paper for word processors: larger type, and split rather than a page half empty."""
WHOLE = replace(PAPER, low=640)
"""The same for a table whose repeated head reads like prose: it is split only where it must be.

In a PDF repeated heads are no part of the text, and a checker takes such a one for lost words.
"""
SUMMARY = 9
"""Points of the type of a table that paper keeps on one page with its neighbours."""
KEPT_ROWS = 3
"""Where a table is split, so many of its rows at least stand on either page."""
_TWIPS = 20
# How far words stand from a number before them, in insets.
_CLEAR = 1.8
# Twentieths of a point above and below small type in a cell.
_CLOSE, _SMALL = 25, 9
# Words in a column of numbers are read from the left, like all words.
_LONGEST_NUMBER = 30
# So many words are a sentence, if half of them begin with a small letter.
_SENTENCE = 8


def grid(
    table: Table, figures: Figures, compact: bool = False, one_page: bool = False
) -> tuple[Xml, bool]:
    """Return a table, and whether it needs a page on its side.

    It is set small when `compact`, behind a chart, and when it belongs to `one_page`.
    """
    setter = _Setter(table, figures, compact, one_page)
    widths = [w("gridCol", w=width) for width in setter.widths]
    made = w("tbl", setter.properties(), w("tblGrid", *widths), setter.head(), *setter.rows())
    return made, setter.layout.landscape


class _Setter:
    def __init__(self, table: Table, figures: Figures, compact: bool, one_page: bool):
        self.table, self.figures, self.compact = table, figures, compact
        self.one_page = one_page
        self.layout = (
            columns.at_size(table, SUMMARY, columns.PORTRAIT, wider=WIDER_WORDS)
            if one_page
            else columns.layout(table, compact, WHOLE if _has_prose_above(table) else PAPER)
        )
        self.widths = [round(width * _TWIPS) for width in self.layout.widths]
        size = round(self.layout.size * 2)
        full = size == FULL_SIZE * 2
        self._size = [] if full else [w("sz", val=size), w("szCs", val=size)]
        self._plain = [
            w("tcPr", self._width(place), self._room(place)) for place in range(len(self.widths))
        ]

    def is_kept(self, row: int) -> bool:
        """Whether a row stands on one page with the next one.

        A low table stays whole; a higher one leaves no row or two alone at its head or end. Its
        notes stand below its last row.
        """
        after = len(self.table.rows) - 1 - row
        kept = self.layout.together or row + 1 < KEPT_ROWS or after < KEPT_ROWS
        return kept and (after > 0 or any(note.strip() for note in self.table.notes))

    def properties(self) -> Xml:
        inset = round(self.layout.inset * _TWIPS)
        sides = [w(side, w=inset, type="dxa") for side in ("left", "right")]
        return w(
            "tblPr",
            w("tblStyle", val="ReportTable"),
            w("tblW", w=sum(self.widths), type="dxa"),
            w("tblLayout", type="fixed"),
            w("tblCellMar", *sides),
            w("tblLook", val="04A0", firstRow=1, lastRow=0, firstColumn=1, lastColumn=0, noHBand=0,
              noVBand=1),
            # What a reader hears of a table before its cells.
            w("tblCaption", val=clean(self.table.caption)),
        )  # fmt: skip

    def head(self) -> Xml:
        labels = (column.label for column in self.table.columns)
        cells = [self._cell(n, label, "TableHeading", True) for n, label in enumerate(labels)]
        return w("tr", w("trPr", w("cantSplit"), w("tblHeader")), *cells)

    def rows(self) -> Iterator[Xml]:
        for number, row in enumerate(self.table.rows):
            kept = self.is_kept(number)
            whole = max(len(_words(cell)) for cell in row) <= columns.TALL_CELL
            cells = [self._cell(n, cell, "TableText", kept) for n, cell in enumerate(row)]
            yield w("tr", w("trPr", w("cantSplit")) if whole else None, *cells)

    def _cell(self, place: int, cell: Cell, style: str, kept: bool) -> Xml:
        words = _words(cell)
        right = self.table.columns[place].align == "number" and len(words) <= _LONGEST_NUMBER
        settings = [w("keepNext")] if kept else []
        settings += [w("spacing", before=_CLOSE, after=_CLOSE)] if self.layout.size < _SMALL else []
        settings += [w("jc", val="right")] if right else []
        inside = self._badge(cell) if isinstance(cell, Badge) else [self._run(words)]
        return w("tc", self._look(place, cell), paragraph(style, *inside, settings=settings))

    def _look(self, place: int, cell: Cell) -> Xml:
        # Signs have a shape alone, states a box as well.
        if not isinstance(cell, Badge) or cell.state not in STATES:
            return self._plain[place]
        sides = [edge(side) for side in ("top", "left", "bottom", "right")]
        box = w("tcBorders", *sides), fill(cell)
        return w("tcPr", self._width(place), *box, self._room(place))

    def _width(self, place: int) -> Xml:
        return w("tcW", w=self.widths[place], type="dxa")

    def _room(self, place: int) -> Xml | None:
        """Let words that follow a number stand clear of it."""
        follows = place and self.table.columns[place - 1].align == "number"
        if not follows or self.table.columns[place].align == "number":
            return None
        inset = self.layout.inset * _TWIPS
        sides = {"left": _CLEAR * inset, "right": (2 - _CLEAR) * inset}
        return w("tcMar", *(w(side, w=round(room), type="dxa") for side, room in sides.items()))

    def _badge(self, badge: Badge) -> list[Xml]:
        return [self.figures.shape(badge), self._run(f"\u00a0{badge.word}", ink(badge))]

    def _run(self, words: str, *looks: Xml) -> Xml:
        return run(words, *looks, *self._size)


def edge(tag: str) -> Xml:
    """Return the dark line around a badge."""
    return w(tag, val="single", sz=8, space=0, color="0B0C0C")


def fill(badge: Badge) -> Xml:
    """Return the colour behind a badge."""
    return w("shd", val="clear", color="auto", fill=look(badge.state)[0].lstrip("#").upper())


def ink(badge: Badge) -> Xml:
    """Return the colour of a badge's word."""
    return w("color", val=look(badge.state)[1].lstrip("#").upper())


def _has_prose_above(table: Table) -> bool:
    """Say whether the heads of a table's columns, read in a row, could be part of a sentence."""
    words = " ".join(column.label for column in table.columns).split()
    return len(words) >= _SENTENCE and sum(word[:1].islower() for word in words) >= _SENTENCE // 2


def _words(cell: Cell) -> str:
    return cell.word if isinstance(cell, Badge) else cell
