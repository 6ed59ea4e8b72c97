"""Rates of units of different size between funnel limits, with names where they matter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import altair as alt
import pandas as pd

from panelpack.charts import marks, placing
from panelpack.charts.scales import ValueScale, line_scale, round_ticks, spread
from panelpack.charts.theme import (
    DARK_BLUE,
    DARK_GREY,
    DARK_PINK,
    HEIGHT,
    LIMIT_GREY,
    LONG_DASH,
    ORANGE,
    POINT_SIZE,
    SHORT_DASH,
    SIGNAL_SIZE,
    TEXT,
    TEXT_GAP,
    THIN,
    WIDTH,
)
from panelpack.charts.timeaxis import room_for
from panelpack.charts.vegalite import unchecked
from panelpack.charts.words import clean, exact_places, figure, width_of

_LINES = {
    "upper_far": ("99.8% limit", LONG_DASH),
    "upper": ("95% limit", SHORT_DASH),
    "centre": ("all together", None),
    "lower": ("95% limit", SHORT_DASH),
    "lower_far": ("99.8% limit", LONG_DASH),
}
PLACES = 2
"""Decimals of a rate."""
_CLOSE = [(aside, side * TEXT_GAP) for aside in (0, 0.7, -0.7) for side in (-1, 1)]
_POINT = 6
"""Half the width of a point, in pixels."""


@dataclass(frozen=True)
class _Plane:
    """Sizes of units from left to right and their rates upwards; words stand at the right."""

    low: float
    high: float
    ticks: tuple[float, ...]
    scale: ValueScale
    room: float
    unit: str
    size: str

    @property
    def width(self) -> float:
        """Pixels that the words at the right leave."""
        return WIDTH - self.room

    @cached_property
    def xy(self) -> dict:
        each = (self.high - self.low) / self.width
        axis = alt.Axis(
            values=list(self.ticks),
            format=f",.{exact_places(self.ticks) or 0}f",
            title=clean(self.size),
            titleAnchor="start",
            grid=False,
            labelOverlap=False,
        )
        domain = [self.low, self.high + self.room * each]
        scale = alt.Scale(domain=domain, nice=False, zero=False)
        return {"x": alt.X("size:Q", scale=scale, axis=axis), "y": self.scale.y(self.unit)}

    def spot(self, size: float, value: float) -> placing.Spot:
        across = (size - self.low) / (self.high - self.low) * self.width
        return across, self.scale.pixels(value)

    def size_at(self, across: float) -> float:
        return self.low + across * (self.high - self.low) / self.width


@unchecked
def funnel(points: pd.DataFrame, limits: pd.DataFrame, unit: str, size: str) -> alt.LayerChart:
    """Draw rates by the size of their units between limits, the own unit the strongest.

    `points`: a row a unit, columns `label`, `size`, `value`, `own` (True for one) and `outside`
    (True beyond a limit). `limits`: a row a size in order, columns `size`, `centre`, `lower`,
    `upper`, `lower_far` and `upper_far`. `unit` and `size` name the axes. The own unit and those
    outside are always named, the others where there is room. Raises ValueError without a point.
    """
    marks.check_any(points)
    plane = _plane(points, limits, unit, size)
    lines = [_line(limits, name, dash, plane) for name, (_, dash) in _LINES.items()]
    ends = limits.iloc[-1]
    labels = [
        marks.Label(f"{words} {figure(ends[name], '', PLACES)}", float(ends[name]))
        for name, (words, _) in _LINES.items()
        if name.startswith(("upper", "centre")) or ends[name] > 0
    ]
    rows = [_row(point) for point in points.to_dict("records")]
    layers = [*lines, *_points(rows, plane), *_ends(labels, ends["size"], plane)]
    layers += _names(rows, limits, plane)
    return alt.layer(*layers, width=WIDTH, height=HEIGHT)


def _plane(points: pd.DataFrame, limits: pd.DataFrame, unit: str, size: str) -> _Plane:
    low, high = limits["size"].iloc[0], limits["size"].iloc[-1]
    ticks = tuple(t for t in round_ticks(low, high, 8) if low <= t <= high)
    values = [*points["value"], *limits[list(_LINES)].to_numpy().ravel()]
    room = room_for(f"{words} 00.00" for words, _ in _LINES.values())
    return _Plane(float(low), float(high), ticks, line_scale(values), room, unit, size)


def _row(point: dict) -> dict:
    return {
        "size": float(point["size"]),
        "value": float(point["value"]),
        "name": clean(point["label"]),
        "shown": figure(point["value"], "", PLACES),
        "own": bool(point["own"]),
        "outside": bool(point["outside"]),
    }


def _line(limits: pd.DataFrame, name: str, dash, plane: _Plane) -> alt.Chart:
    values = [
        {"size": float(s), "value": float(v)}
        for s, v in zip(limits["size"], limits[name], strict=True)
    ]
    style = {"strokeDash": dash} if dash else {}
    mark = marks.chart(values).mark_line(
        clip=True, tooltip=None, color=LIMIT_GREY, strokeWidth=THIN, **style
    )
    return mark.encode(**plane.xy)


def _points(rows: list[dict], plane: _Plane) -> list[alt.Chart]:
    looks = (
        ([r for r in rows if not r["own"] and not r["outside"]], "circle", DARK_GREY, POINT_SIZE),
        ([r for r in rows if not r["own"] and r["outside"]], "square", ORANGE, SIGNAL_SIZE),
        ([r for r in rows if r["own"]], "diamond", DARK_BLUE, 2 * SIGNAL_SIZE),
    )
    tooltip = [alt.Tooltip("name:N", title="Name"), alt.Tooltip("shown:N", title="Rate")]
    layers = []
    for found, shape, colour, area in looks:
        if found:
            mark = marks.chart(found).mark_point(
                shape=shape, filled=True, opacity=1, color=colour, size=area, stroke=DARK_GREY
            )
            layers.append(mark.encode(**plane.xy, tooltip=tooltip))
    return layers


def _ends(labels: list[marks.Label], size: float, plane: _Plane) -> list[alt.Chart]:
    heights = spread([plane.scale.pixels(label.value) for label in labels])
    return [
        _written(label, size, plane.scale.value_at(height), plane)
        for label, height in zip(labels, heights, strict=True)
    ]


def _written(label: marks.Label, size: float, value: float, plane: _Plane, **style) -> alt.Chart:
    row = {"size": float(size), "value": float(value), "words": clean(label.words)}
    return marks.written(row, label, **style).encode(**plane.xy, text=alt.Text("words:N"))


def _names(rows: list[dict], limits: pd.DataFrame, plane: _Plane) -> list[alt.Chart]:
    """Name the own unit, then those outside, then the others as far as there is room."""
    spots = {row["name"]: plane.spot(row["size"], row["value"]) for row in rows}
    taken = [_box(spot, _POINT, _POINT) for spot in spots.values()]
    lines = [spot for name in _LINES for spot in _along(limits, name, plane)]
    layers = []
    for row in sorted(rows, key=lambda row: (not row["own"], not row["outside"])):
        must = row["own"] or row["outside"]
        words = f"{row['name']} {row['shown']}"
        others = [spot for name, spot in spots.items() if name != row["name"]]
        doubts = [
            (place, placing.doubt(words, place, spots[row["name"]], others))
            for place in _near(words, row, plane, must)
        ]
        middle, hides = _clearest(words, doubts, taken, lines, must)
        if hides and not must:
            continue
        taken.append(_box(middle, width_of(words) / 2, TEXT_GAP / 2))
        colour = DARK_BLUE if row["own"] else DARK_PINK if row["outside"] else TEXT
        label = marks.Label(words, row["value"], row["own"], colour)
        at = plane.scale.value_at(middle[1])
        layers.append(_written(label, plane.size_at(middle[0]), at, plane, align="center", dx=0))
    return layers


def _near(words: str, row: dict, plane: _Plane, must: bool) -> list[placing.Spot]:
    """Return places for words: beside their point, above it or below; others if they must be."""
    half, spot = width_of(words) / 2, plane.spot(row["size"], row["value"])
    found = [(spot[0] + side * (half + 2 * _POINT), spot[1]) for side in (1, -1)]
    found += [(spot[0] + aside * half, spot[1] + away) for aside, away in _CLOSE]
    if must:
        found += placing.beside(words, spot, True)
    places = [(min(max(across, half), plane.width - half), down) for across, down in found]
    inside = [p for p in places if TEXT_GAP / 2 <= p[1] <= HEIGHT - TEXT_GAP / 2]
    return inside if must else [p for p in inside if p in found]


def _clearest(
    words: str,
    doubts: list[tuple[placing.Spot, float]],
    taken: list[placing.Box],
    lines: list[placing.Spot],
    must: bool,
) -> tuple[placing.Spot, int]:
    """Return the best of some places for words, and how much they would hide there.

    `doubts`: each place with its doubt whose the words are. Words that must be written may hide a
    line and leave a doubt, though nothing else if that can be; for others a doubt counts as hiding.
    """
    places = [place for place, _ in doubts]

    def covers(place: placing.Spot) -> int:
        box = _box(place, width_of(words) / 2, TEXT_GAP / 2)
        return sum(placing.overlaps(box, other) for other in taken)

    crossed = placing.hidden(words, places, lines)
    ranked = [(covers(p), doubt, crossed[n], n) for n, (p, doubt) in enumerate(doubts)]
    if not ranked:
        return (0.0, 0.0), 1
    hides, doubt, crossed, best = min(ranked)
    return places[best], hides if must else hides + crossed + (doubt > 0)


def _box(middle: placing.Spot, half: float, high: float) -> placing.Box:
    return middle[0] - half, middle[1] - high, middle[0] + half, middle[1] + high


def _along(limits: pd.DataFrame, name: str, plane: _Plane) -> list[placing.Spot]:
    return placing.along(
        plane.spot(s, v) for s, v in zip(limits["size"], limits[name], strict=True)
    )
