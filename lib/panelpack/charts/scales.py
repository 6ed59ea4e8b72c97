"""Value axes with round ticks, and labels that keep out of each other's way."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import altair as alt

from panelpack.charts.theme import HEIGHT, TEXT_GAP
from panelpack.charts.words import axis_title, exact_places

TICKS = 5
_TINY = 1e-9
_STEPS = (1, 2, 2.5, 5, 10)
ZERO_SHARE = 0.6
"""Lines start at zero unless that left more than this share of the height empty."""
MARGIN = 0.02
"""Room beyond the least and greatest value, as a share of their distance."""


@dataclass(frozen=True)
class ValueScale:
    """The ends of a value axis and its ticks, in the values' unit."""

    ticks: tuple[float, ...]

    @property
    def low(self) -> float:
        """Lower end."""
        return self.ticks[0]

    @property
    def high(self) -> float:
        """Upper end."""
        return self.ticks[-1]

    @property
    def has_zero(self) -> bool:
        """True where zero is on the axis."""
        return self.low <= 0 <= self.high

    def y(self, unit: str, titled: bool = True) -> alt.Y:
        """Return the encoding of a vertical axis, its title written above it."""
        words = axis_title(unit, self.has_zero) if titled else None
        axis = alt.Axis(
            values=list(self.ticks),
            format=f",.{exact_places(self.ticks) or 0}f",
            title=words or None,
            titleAngle=0,
            titleAlign="left",
            titleBaseline="bottom",
            titleX=0,
            titleY=-10,
            domain=False,
            ticks=False,
            labelPadding=6,
        )
        scale = alt.Scale(domain=[self.low, self.high], nice=False, zero=False)
        return alt.Y("value:Q", scale=scale, axis=axis)

    def pixels(self, value: float, height: float = HEIGHT) -> float:
        """Return how far below the top of the plot a value lies."""
        return (self.high - value) / (self.high - self.low) * height

    def value_at(self, pixels: float, height: float = HEIGHT) -> float:
        """Return the value that lies so far below the top of the plot."""
        return self.high - pixels / height * (self.high - self.low)


def line_scale(values: Iterable[float], ticks: int = TICKS) -> ValueScale:
    """Return the axis for a line: from zero, unless most of the height were then empty."""
    values = list(values)
    low, high = _ends(values)
    if low == high:
        low, high = min(0.0, low), max(0.0, high) or 1.0
    margin = MARGIN * (high - low)
    bottom = 0.0 if 0 <= low <= ZERO_SHARE * high else low - margin
    top = 0.0 if ZERO_SHARE * low <= high <= 0 else high + margin
    return ValueScale(round_ticks(bottom, top, ticks, _whole(values)))


def bar_scale(values: Iterable[float], ticks: int = TICKS) -> ValueScale:
    """Return the axis for bars, which always holds zero."""
    values = [*values, 0.0]
    low, high = _ends(values)
    return ValueScale(round_ticks(low, high if high > low else low + 1, ticks, _whole(values)))


def round_ticks(
    low: float, high: float, count: int = TICKS, whole: bool = False
) -> tuple[float, ...]:
    """Return about `count` round numbers from at or below `low` to at or above `high`.

    >>> round_ticks(0, 1540), round_ticks(0, 2, whole=True)
    ((0.0, 500.0, 1000.0, 1500.0, 2000.0), (0.0, 1.0, 2.0))
    """
    raw = (high - low) / count
    unit = 10.0 ** math.floor(math.log10(raw))
    steps = [s * unit * ten for ten in (1, 10) for s in _STEPS]
    allowed = (s for s in steps if not whole or s.is_integer())
    step = next(s for s in allowed if s >= raw * (1 - _TINY))
    first, last = math.floor(low / step + _TINY), math.ceil(high / step - _TINY)
    return tuple(float(f"{n * step:.12g}") for n in range(first, last + 1))


def spread(places: list[float], gap: float = TEXT_GAP, height: float = HEIGHT) -> list[float]:
    """Move places (pixels from the top) apart to at least `gap`, inside the plot if they fit.

    Each keeps its rank; those that have room stay where they are.

    >>> spread([100, 105, 200], gap=20)
    [92.5, 112.5, 200.0]
    """
    order = sorted(range(len(places)), key=places.__getitem__)
    groups: list[tuple[float, int]] = []
    for n in order:
        groups.append((float(places[n]), 1))
        while len(groups) > 1 and _touch(*groups[-2:], gap):
            groups[-2:] = [_joined(*groups[-2:])]
    moved = [m + (k - (size - 1) / 2) * gap for m, size in groups for k in range(size)]
    moved = _inside(moved, gap, height)
    return [moved[order.index(n)] for n in range(len(places))]


def _touch(above: tuple[float, int], below: tuple[float, int], gap: float) -> bool:
    return below[0] - above[0] < gap * (above[1] + below[1]) / 2


def _joined(above: tuple[float, int], below: tuple[float, int]) -> tuple[float, int]:
    size = above[1] + below[1]
    return (above[0] * above[1] + below[0] * below[1]) / size, size


def _inside(moved: list[float], gap: float, height: float) -> list[float]:
    limit = height - gap / 2
    for n in reversed(range(len(moved))):
        moved[n] = min(moved[n], limit)
        limit = moved[n] - gap
    floor = gap / 2
    for n, place in enumerate(moved):
        moved[n] = max(place, floor)
        floor = moved[n] + gap
    return moved


def _whole(values: Iterable[float]) -> bool:
    return exact_places(values) == 0


def _ends(values: Iterable[float]) -> tuple[float, float]:
    finite = [float(v) for v in values if math.isfinite(v)]
    low, high = (min(finite), max(finite)) if finite else (0.0, 1.0)
    # Values that differ by rounding alone are one value: no whole number lies between them.
    one = math.isclose(low, high, rel_tol=_TINY, abs_tol=_TINY)
    return (round(low, 9), round(low, 9)) if one else (low, high)
