"""How a table is set on paper: its type size, column widths, and whether the page is turned.

Widths are in points. Numbers are never broken over lines, words only between words, and no table
is wider than its page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import pairwise

from panelpack.document import Cell, Table
from panelpack.exporters import sharing
from panelpack.exporters.cellwidths import Need, line_widths, need_of, whole, words_of

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
# Where that saves lines elsewhere, a column of words is narrower than is comfortable.
_NARROW = 6.5
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
# A cell of more letters may be split over pages, so that no row is higher than a page.
TALL_CELL = 1500


@dataclass(frozen=True)
class _Setting:
    """A way to set a table: type size, points of room, inset, and the need that must be met."""

    size: float
    room: float
    inset: float
    need: str

    def points(self, em: float) -> float:
        return em * self.size * _MARGIN + 2 * self.inset

    def fits(self, columns: Sequence[Need]) -> bool:
        return sum(self.points(getattr(c, self.need)) for c in columns) <= self.room


@dataclass(frozen=True)
class Medium:
    """What a kind of paper does with tables; as it stands, our own PDF.

    `sizes` are tried from the largest, `small` is the size behind charts and the least, `upright`
    is tried in the narrowest columns before a page is turned. `wider` says how much wider another
    font runs than ours. A table of at most `low` points is never split over pages.
    """

    sizes: tuple[float, ...] = SIZES
    small: float = COMPACT
    long_size: float = LONG_SIZE
    upright: tuple[float, ...] = ()
    wider: float = 1.0
    most_parts: int = MOST_PARTS
    low: float = LOW

    def settings(self, longest: float | None = None) -> list[_Setting]:
        """Return the ways to set a table, best first, none larger than `longest`."""
        sizes = [size for size in self.sizes if longest is None or size <= longest]
        tries = [_Setting(size, PORTRAIT, INSET, "comfort") for size in sizes]
        turned = [replace(t, room=LANDSCAPE) for t in tries]
        least = _Setting(self.small, LANDSCAPE, COMPACT_INSET, "least")
        return [*tries, *self._upright(), *turned, least]

    def compact_settings(self, parts: int) -> list[_Setting]:
        """Return the ways to set the numbers behind a chart in so many parts side by side."""
        room = (PORTRAIT - GUTTER * (parts - 1)) / parts
        tries = [(room, "comfort"), (PORTRAIT, "least"), (LANDSCAPE, "comfort")]
        tries.append((LANDSCAPE, "least"))
        settings = [_Setting(self.small, room, COMPACT_INSET, need) for room, need in tries]
        return [*settings[:2], *self._upright(), *settings[2:]]

    def _upright(self) -> list[_Setting]:
        return [_Setting(size, PORTRAIT, COMPACT_INSET, "least") for size in self.upright]


OWN = Medium()


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


@lru_cache(maxsize=1 << 10)
def layout(table: Table, compact: bool = False, medium: Medium = OWN) -> Layout:
    """Return how to set a table on a kind of paper; `compact` for the numbers behind a chart.

    The largest size is taken at which every column has room on an upright page; then the page is
    turned; then columns of words are narrowed, and in the end words are broken. Numbers behind a
    chart are set small, and in parts side by side when they are many.
    """
    needs = [need_of(table, i).widened(medium.wider) for i in range(len(table.columns))]
    parts = _parts(needs, len(table.rows), medium) if compact else 1
    tries = medium.compact_settings(parts) if compact else medium.settings()
    air = _COMPACT_AIR if compact else LANDSCAPE
    setting, widths = _first_fitting(needs, tries, air)
    if not compact and _height(table, setting, widths) > LONG:
        setting, widths = _first_fitting(needs, medium.settings(medium.long_size), air)
    widths = _shared(table, needs, setting, widths) if parts == 1 else widths
    ranges = _ranges(len(table.rows), parts)
    return Layout(
        size=setting.size,
        inset=setting.inset,
        widths=widths,
        landscape=setting.room == LANDSCAPE,
        parts=ranges,
        together=_height(table, setting, widths) <= medium.low * len(ranges),
    )


@lru_cache(maxsize=1 << 10)
def at_size(table: Table, size: float, room: float, *, wider: float = 1.0) -> Layout:
    """Return the lowest way to set a table at one type size in so many points of room."""
    needs = [need_of(table, i).widened(wider) for i in range(len(table.columns))]
    tries = [_Setting(size, room, COMPACT_INSET, need) for need in ("comfort", "least")]
    fitting = [t for t in tries if t.fits(needs)] or tries[-1:]
    found = [(t, _shared(table, needs, t, _widths(needs, t, LANDSCAPE))) for t in fitting]
    setting, widths = min(found, key=lambda way: _height(table, *way))
    whole = _ranges(len(table.rows), 1)
    return Layout(size, setting.inset, widths, landscape=False, parts=whole, together=True)


def _first_fitting(
    needs: Sequence[Need], tries: Sequence[_Setting], air: float
) -> tuple[_Setting, tuple[float, ...]]:
    setting = next((t for t in tries if t.fits(needs)), tries[-1])
    return setting, _widths(needs, setting, air)


def _parts(needs: Sequence[Need], rows: int, medium: Medium) -> int:
    """Return in how many parts side by side a long table fits on an upright page."""
    wanted = min(medium.most_parts, -(-rows // MOST_ROWS))
    fitting = [n for n in range(1, wanted + 1) if medium.compact_settings(n)[0].fits(needs)]
    return max(fitting, default=1)


def _ranges(rows: int, parts: int) -> tuple[tuple[int, int], ...]:
    """Cut rows into parts of nearly equal length, the first the longest."""
    height = -(-rows // parts)
    cuts = [min(rows, height * i) for i in range(parts + 1)]
    return tuple((a, b) for a, b in pairwise(cuts) if a < b) or ((0, 0),)


def _widths(needs: Sequence[Need], setting: _Setting, air: float) -> tuple[float, ...]:
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
    table: Table, needs: Sequence[Need], setting: _Setting, widths: Sequence[float]
) -> tuple[float, ...]:
    """Return widths at which the table takes fewest lines."""
    rows = [tuple(column.label for column in table.columns), *table.rows]
    least = [setting.points(max(n.least, min(n.comfort, _NARROW))) for n in needs]
    points = [[[w * setting.size for w in line_widths(c)] for c in row] for row in rows]
    return sharing.fewest_lines(list(zip(*points, strict=True)), widths, least, setting.inset)


def _height(table: Table, setting: _Setting, widths: Sequence[float]) -> float:
    """Return about how many points high a table is when its rows stand in one column."""
    rows = [tuple(column.label for column in table.columns), *table.rows]
    lines = sum(max(map(partial(_lines, setting), row, widths)) for row in rows)
    return lines * setting.size * _LINE + len(rows) * 2 * setting.inset


def _lines(setting: _Setting, cell: Cell, width: float) -> float:
    room = (width - 2 * setting.inset) / setting.size
    return sum(1 + whole(line) // room for line in words_of(cell).split("\n"))


def _rounded(widths: Iterable[float]) -> tuple[float, ...]:
    """Round down to a hundredth of a point, so that the sum stays within the page."""
    return tuple(int(w * 100) / 100 for w in widths)
