"""A table with a real header row, as wide as its words need, on a turned page where it must be."""

from __future__ import annotations

from collections.abc import Iterator

from panelpack.document import STATES, Badge, Cell, Table
from panelpack.exporters import columns
from panelpack.exporters.characters import clean
from panelpack.exporters.looks import look
from panelpack.exporters.word.elements import Element, paragraph, run, w
from panelpack.exporters.word.figures import Figures

WIDER, WIDER_WORDS = 1.2, 1.1
"""How much wider Arial runs than the font that widths are worked out with: bold, and not."""
UPRIGHT = (8.5, 8, 7.5)
"""Points of the smaller type that a wide table is tried in before its page is turned."""
SUMMARY = 8
"""Points of the type of a table that paper keeps on one page with its neighbours."""
FULL_SIZE = 10
"""Points of the style of a table's text."""
MOST_KEPT_ROWS = 40
"""A chart's table of so many rows fits on a page, and is not split."""
_TWIPS = 20
# How far words stand from a number before them, in insets.
_CLEAR = 1.8
# Twentieths of a point above and below small type in a cell.
_CLOSE, _SMALL = 25, 9
# Words in a column of numbers are read from the left, like all words.
_LONGEST_NUMBER = 30


def grid(
    table: Table, figures: Figures, compact: bool = False, one_page: bool = False
) -> tuple[Element, bool]:
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
            else columns.layout(table, compact, wider=WIDER, most_parts=1, upright=UPRIGHT)
        )
        self.widths = [round(width * _TWIPS) for width in self.layout.widths]

    @property
    def is_kept(self) -> bool:
        """Whether it stays on one page: a low table, or the numbers behind a chart."""
        behind_chart = self.compact and len(self.table.rows) <= MOST_KEPT_ROWS
        # A heading stands above it on the page, and must not be left alone there.
        return (self.layout.together and not self.one_page) or behind_chart

    def properties(self) -> Element:
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

    def head(self) -> Element:
        labels = (column.label for column in self.table.columns)
        cells = [self._cell(n, label, "TableHeading", True) for n, label in enumerate(labels)]
        return w("tr", w("trPr", w("cantSplit"), w("tblHeader")), *cells)

    def rows(self) -> Iterator[Element]:
        last = len(self.table.rows) - 1
        for number, row in enumerate(self.table.rows):
            kept = self.is_kept and number < last
            whole = max(len(_words(cell)) for cell in row) <= columns.TALL_CELL
            cells = [self._cell(n, cell, "TableText", kept) for n, cell in enumerate(row)]
            yield w("tr", w("trPr", w("cantSplit")) if whole else None, *cells)

    def _cell(self, place: int, cell: Cell, style: str, kept: bool) -> Element:
        words = _words(cell)
        right = self.table.columns[place].align == "number" and len(words) <= _LONGEST_NUMBER
        settings = [w("keepNext")] if kept else []
        settings += [w("spacing", before=_CLOSE, after=_CLOSE)] if self.layout.size < _SMALL else []
        settings += [w("jc", val="right")] if right else []
        inside = self._badge(cell) if isinstance(cell, Badge) else [self._run(words)]
        return w("tc", self._look(place, cell, style), paragraph(style, *inside, settings=settings))

    def _look(self, place: int, cell: Cell, style: str) -> Element:
        width = w("tcW", w=self.widths[place], type="dxa")
        low = w("vAlign", val="bottom") if style == "TableHeading" else None
        # Signs have a shape alone, states a box as well.
        if not isinstance(cell, Badge) or cell.state not in STATES:
            return w("tcPr", width, self._room(place), low)
        sides = [edge(side) for side in ("top", "left", "bottom", "right")]
        return w("tcPr", width, w("tcBorders", *sides), fill(cell), self._room(place))

    def _room(self, place: int) -> Element | None:
        """Let words that follow a number stand clear of it."""
        follows = place and self.table.columns[place - 1].align == "number"
        if not follows or self.table.columns[place].align == "number":
            return None
        inset = self.layout.inset * _TWIPS
        sides = {"left": _CLEAR * inset, "right": (2 - _CLEAR) * inset}
        return w("tcMar", *(w(side, w=round(room), type="dxa") for side, room in sides.items()))

    def _badge(self, badge: Badge) -> list[Element]:
        return [self.figures.shape(badge), self._run(f"\u00a0{badge.word}", ink(badge))]

    def _run(self, words: str, *looks: Element) -> Element:
        size = round(self.layout.size * 2)
        own = [] if size == FULL_SIZE * 2 else [w("sz", val=size), w("szCs", val=size)]
        return run(words, *looks, *own)


def edge(tag: str) -> Element:
    """Return the dark line around a badge."""
    return w(tag, val="single", sz=8, space=0, color="0B0C0C")


def fill(badge: Badge) -> Element:
    """Return the colour behind a badge."""
    return w("shd", val="clear", color="auto", fill=look(badge.state)[0].lstrip("#").upper())


def ink(badge: Badge) -> Element:
    """Return the colour of a badge's word."""
    return w("color", val=look(badge.state)[1].lstrip("#").upper())


def _words(cell: Cell) -> str:
    return cell.word if isinstance(cell, Badge) else cell
