"""How a table is set on paper: its type size, column widths, and whether the page is turned.

Widths are in points. Numbers are never broken over lines, words only between words, and no table
is wider than its page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from panelpack.document import Badge, Cell, Table
from panelpack.exporters import glyphs, sharing

PORTRAIT = 481.9
"""Points between the margins of an upright A4 page: 170 mm."""
LANDSCAPE = 728.5
"""The same of a page on its side: 257 mm."""
SIZES = (10, 9.5, 9, 8.5)
COMPACT = 8.5
"""Type size of the tables behind charts, and the least of any table."""
INSET, COMPACT_INSET = 5, 3.5
"""Points left and right of the words in a cell."""
GUTTER = 20
"""Points between the parts of a table set side by side."""
MOST_ROWS = 9
"""A chart's table with more rows is set in parts side by side, if they fit."""
MOST_PARTS = 3
# Figures and short notes up to this many letters stay on one line.
_ONE_LINE, _ONE_BADGE, _ONE_SIGN = 18, 24, 14
# A column of words is at least so many em wide, unless all its words fit in less.
# Where that saves lines elsewhere, fewer do.
_COMFORT, _NARROW = 9.0, 6.5
# Points from line to line, as a share of the type size.
_LINE = 1.25
# The numbers behind a chart are drawn out by at most so many points a column; other tables are
# as wide as the page, so that those below one another line up.
_COMPACT_AIR = 14
LONG, LONG_SIZE = 480, 9.5
"""A table of more than about so many points at its full size is set at most this large."""
LOW = 560
"""A table of at most about so many points (four fifths of a page) is never split over pages."""
# Kerning and rounding differ from the sum of widths by less than this share.
_MARGIN = 1.03
_BADGE_EM = 2.4
# A cell of more letters may be split over pages, so that no row is higher than a page.
TALL_CELL = 1500


@dataclass(frozen=True)
class Layout:
    """How one table is set: `parts` are its row ranges, set side by side."""

    size: float
    inset: float
    widths: tuple[float, ...]
    landscape: bool
    parts: tuple[tuple[int, int], ...]
    together: bool
    """Whether it is low enough to be kept on one page."""


@dataclass(frozen=True)
class _Column:
    """What a column needs in em: at least, to be read with comfort, and at most."""

    least: float
    comfort: float
    most: float

    def widened(self, by: float) -> _Column:
        return _Column(self.least * by, self.comfort * by, self.most * by)


@dataclass(frozen=True)
class _Setting:
    """A way to set a table: type size, points of room, inset, and the need that must be met."""

    size: float
    room: float
    inset: float
    need: str

    def points(self, em: float) -> float:
        return em * self.size * _MARGIN + 2 * self.inset

    def fits(self, columns: Sequence[_Column]) -> bool:
        return sum(self.points(getattr(c, self.need)) for c in columns) <= self.room


def layout(
    table: Table,
    compact: bool = False,
    *,
    wider: float = 1.0,
    most_parts: int = MOST_PARTS,
    upright: Sequence[float] = (),
) -> Layout:
    """Return how to set a table; `compact` for the numbers behind a chart.

    `wider` says how much wider another font runs than ours, `upright` which smaller sizes of type
    are tried before the page is turned.

    The largest size is taken at which every column has room on an upright page; then the page is
    turned; then columns of words are narrowed, and in the end words are broken. Numbers behind a
    chart are set small, and in parts side by side when they are many.
    """
    needs = [_column(table, i).widened(wider) for i in range(len(table.columns))]
    parts = _parts(needs, len(table.rows), most_parts) if compact else 1
    tries = _compact_settings(parts, upright) if compact else _settings(SIZES, upright)
    air = _COMPACT_AIR if compact else LANDSCAPE
    setting, widths = _first_fitting(needs, tries, air)
    if not compact and _height(table, setting, widths) > LONG:
        smaller = _settings([size for size in SIZES if size <= LONG_SIZE], upright)
        setting, widths = _first_fitting(needs, smaller, air)
    widths = _shared(table, needs, setting, widths) if parts == 1 else widths
    ranges = _ranges(len(table.rows), parts)
    return Layout(
        size=setting.size,
        inset=setting.inset,
        widths=widths,
        landscape=setting.room == LANDSCAPE,
        parts=ranges,
        together=_height(table, setting, widths) <= LOW * len(ranges),
    )


def at_size(table: Table, size: float, room: float, *, wider: float = 1.0) -> Layout:
    """Return the lowest way to set a table at one type size in so many points of room."""
    needs = [_column(table, i).widened(wider) for i in range(len(table.columns))]
    tries = [_Setting(size, room, COMPACT_INSET, need) for need in ("comfort", "least")]
    fitting = [t for t in tries if t.fits(needs)] or tries[-1:]
    found = [(t, _shared(table, needs, t, _widths(needs, t, LANDSCAPE))) for t in fitting]
    setting, widths = min(found, key=lambda way: _height(table, *way))
    whole = _ranges(len(table.rows), 1)
    return Layout(size, setting.inset, widths, landscape=False, parts=whole, together=True)


def _first_fitting(
    needs: Sequence[_Column], tries: Sequence[_Setting], air: float
) -> tuple[_Setting, tuple[float, ...]]:
    setting = next((t for t in tries if t.fits(needs)), tries[-1])
    return setting, _widths(needs, setting, air)


def _settings(sizes: Sequence[float], upright: Sequence[float] = ()) -> list[_Setting]:
    tries = [_Setting(size, PORTRAIT, INSET, "comfort") for size in sizes]
    turned = [replace(t, room=LANDSCAPE) for t in tries]
    least = _Setting(COMPACT, LANDSCAPE, COMPACT_INSET, "least")
    return [*tries, *_upright(upright), *turned, least]


def _compact_settings(parts: int, upright: Sequence[float] = ()) -> list[_Setting]:
    room = (PORTRAIT - GUTTER * (parts - 1)) / parts
    tries = [(room, "comfort"), (PORTRAIT, "least"), (LANDSCAPE, "comfort"), (LANDSCAPE, "least")]
    settings = [_Setting(COMPACT, room, COMPACT_INSET, need) for room, need in tries]
    return [*settings[:2], *_upright(upright), *settings[2:]]


def _upright(sizes: Sequence[float]) -> list[_Setting]:
    return [_Setting(size, PORTRAIT, COMPACT_INSET, "least") for size in sizes]


def _parts(needs: Sequence[_Column], rows: int, most: int) -> int:
    """Return in how many parts side by side a long table fits on an upright page."""
    wanted = min(most, -(-rows // MOST_ROWS))
    fitting = [n for n in range(1, wanted + 1) if _compact_settings(n)[0].fits(needs)]
    return max(fitting, default=1)


def _ranges(rows: int, parts: int) -> tuple[tuple[int, int], ...]:
    """Cut rows into parts of nearly equal length, the first the longest."""
    height = -(-rows // parts)
    cuts = [min(rows, height * i) for i in range(parts + 1)]
    return tuple((a, b) for a, b in pairwise(cuts) if a < b) or ((0, 0),)


def _column(table: Table, index: int) -> _Column:
    head, number = table.columns[index].label, table.columns[index].align == "number"
    cells = [row[index] for row in table.rows]
    most = max(map(_whole, [head, *cells]))
    unbroken = [_whole(c) for c in cells if number and len(_words(c)) <= _ONE_LINE]
    unbroken += [_whole(c) for c in cells if isinstance(c, Badge) and len(c.word) <= _ONE_SIGN]
    least = max([*map(_longest_word, [head, *cells]), *unbroken])
    wished = [_whole(c) for c in cells if isinstance(c, Badge) and len(c.word) <= _ONE_BADGE]
    comfort = max([least, 0 if number else min(most, _COMFORT), *wished])
    return _Column(least, comfort, most)


def _widths(needs: Sequence[_Column], setting: _Setting, air: float) -> tuple[float, ...]:
    """Share the room: each column what it needs, the rest where words would fill it."""
    low = [setting.points(getattr(need, setting.need)) for need in needs]
    if sum(low) > setting.room:
        return _rounded(w * setting.room / sum(low) for w in low)
    wishes = [max(0.0, setting.points(n.most) - w) for n, w in zip(needs, low, strict=True)]
    spare = setting.room - sum(low)
    share = min(1.0, spare / sum(wishes)) if sum(wishes) else 1.0
    more = min(air, (spare - share * sum(wishes)) / len(needs))
    return _rounded(w + wish * share + more for w, wish in zip(low, wishes, strict=True))


def _shared(
    table: Table, needs: Sequence[_Column], setting: _Setting, widths: Sequence[float]
) -> tuple[float, ...]:
    """Return widths at which the table takes fewest lines."""
    rows = [tuple(column.label for column in table.columns), *table.rows]
    least = [setting.points(max(n.least, min(n.comfort, _NARROW))) for n in needs]
    points = [[[w * setting.size for w in _line_widths(c)] for c in row] for row in rows]
    return sharing.fewest_lines(list(zip(*points, strict=True)), widths, least, setting.inset)


def _height(table: Table, setting: _Setting, widths: Sequence[float]) -> float:
    """Return about how many points high a table is when its rows stand in one column."""
    rows = [tuple(column.label for column in table.columns), *table.rows]
    lines = sum(max(map(partial(_lines, setting), row, widths)) for row in rows)
    return lines * setting.size * _LINE + len(rows) * 2 * setting.inset


def _lines(setting: _Setting, cell: Cell, width: float) -> float:
    room = (width - 2 * setting.inset) / setting.size
    return sum(1 + _whole(line) // room for line in _words(cell).split("\n"))


def _rounded(widths: Iterable[float]) -> tuple[float, ...]:
    """Round down to a hundredth of a point, so that the sum stays within the page."""
    return tuple(int(w * 100) / 100 for w in widths)


def _words(cell: Cell) -> str:
    return cell.word if isinstance(cell, Badge) else cell


def _whole(cell: Cell) -> float:
    """Return the width of a cell's longest line in em."""
    return max(_line_widths(cell))


def _line_widths(cell: Cell) -> list[float]:
    return [glyphs.width(line) + _extra(cell) for line in _words(cell).split("\n")]


def _longest_word(cell: Cell) -> float:
    words = _words(cell).replace("\u200b", " ").split()
    return max(map(glyphs.width, words), default=0.0) + _extra(cell)


def _extra(cell: Cell) -> float:
    return _BADGE_EM if isinstance(cell, Badge) else 0.0
