"""The plot of a chart over time, and the marks that such charts are put together from."""

from __future__ import annotations

from collections.abc import Sequence, Sized
from dataclasses import dataclass
from functools import cached_property

import altair as alt
import pandas as pd

from panelpack.charts.placing import Spot, covered
from panelpack.charts.scales import ValueScale, spread
from panelpack.charts.shared import Marks
from panelpack.charts.theme import (
    DARK_BLUE,
    HEIGHT,
    LINE_WIDTH,
    POINT_SIZE,
    TEXT,
    TITLE_OFFSET,
    TITLE_SIZE,
    TOTAL_WIDTH,
)
from panelpack.charts.timeaxis import TOOLTIP, TimeAxis, iso, zoom
from panelpack.charts.words import clean, width_of, wrap

PLOT = "plot"
_LABEL_OFFSET = 8


@dataclass(frozen=True)
class Label:
    """Words that stand at a value."""

    words: str
    value: float
    strong: bool = False
    colour: str = TEXT


@dataclass(frozen=True)
class Plane:
    """A time axis, a value axis and the unit of its values."""

    axis: TimeAxis
    scale: ValueScale
    unit: str
    height: float = HEIGHT
    titled: bool = True

    @cached_property
    def xy(self) -> dict:
        """The encodings of both axes, for fields `when` and `value`."""
        return {"x": self.axis.x(), "y": self.scale.y(self.unit, self.titled)}

    def spot(self, when: str | pd.Timestamp, value: float) -> Spot:
        """Return where a value lies, in pixels from the top left corner of the plot."""
        stamp = pd.Timestamp(when)
        stamp = stamp.tz_localize(None) if stamp.tz else stamp
        return self.axis.pixels(stamp), self.scale.pixels(value, self.height)


def chart(values: Sequence[dict]) -> alt.Chart:
    """Return a chart without a mark on rows of plain values, which may change afterwards."""
    # A tuple is what Altair neither copies nor looks through.
    return Marks({"values": tuple(values)})


def line(values: Sequence[dict], plane: Plane, **style) -> alt.Chart:
    """Return a line that breaks between runs."""
    style = {"color": DARK_BLUE, "strokeWidth": LINE_WIDTH, "strokeJoin": "round"} | style
    mark = chart(values).mark_line(clip=True, tooltip=None, **style)
    return mark.encode(**plane.xy, detail=alt.Detail("run:N"))


def points(values: Sequence[dict], plane: Plane, *more: alt.Tooltip, **style) -> alt.Chart:
    """Return a point a value, with its period, its value and more in the tooltip."""
    colour = {} if "fill" in style else {"color": DARK_BLUE}
    style = {"shape": "circle", "size": POINT_SIZE, "filled": True, "opacity": 1} | colour | style
    return (
        chart(values).mark_point(clip=True, **style).encode(**plane.xy, tooltip=[*TOOLTIP, *more])
    )


def text(label: Label, at: pd.Timestamp | str, plane: Plane, **style) -> alt.Chart:
    """Return words at a moment and a value."""
    when = at if isinstance(at, str) else iso(at)
    row = {"when": when, "value": float(label.value), "words": clean(label.words)}
    return written(row, label, **style).encode(**plane.xy, text=alt.Text("words:N"))


def text_at(label: Label, middle: Spot, near: str, plane: Plane) -> alt.Chart:
    """Return words with their middle at a spot; when zoomed they stay with a moment."""
    aside = middle[0] - plane.spot(near, label.value)[0]
    moved = Label(label.words, plane.scale.value_at(middle[1]), label.strong, label.colour)
    return text(moved, near, plane, align="center", dx=round(aside, 1))


def written(row: dict, label: Label, **style) -> alt.Chart:
    """Return a row's words as a mark in the look of a label, beside the place that it is given."""
    style = {"align": "left", "baseline": "middle", "dx": _LABEL_OFFSET, "clip": True} | style
    weight = 600 if label.strong else 400
    return chart([row]).mark_text(fontWeight=weight, color=label.colour, tooltip=None, **style)


def end_labels(labels: Sequence[Label], at: pd.Timestamp, plane: Plane) -> list[alt.Chart]:
    """Return words at the right of a moment, moved apart where they would overlap."""
    places = spread([plane.scale.pixels(label.value) for label in labels])
    heights = [plane.scale.value_at(place) for place in places]
    return [
        text(Label(label.words, height, label.strong, label.colour), at, plane)
        for label, height in zip(labels, heights, strict=True)
    ]


def under_labels(labels: Sequence[Label], at: pd.Timestamp, plane: Plane) -> list[Spot]:
    """Return the spots that `end_labels` cover, so that words inside the plot keep away."""
    places = spread([plane.scale.pixels(label.value) for label in labels])
    left = plane.spot(at, plane.scale.low)[0] + _LABEL_OFFSET
    return [
        spot
        for label, down in zip(labels, places, strict=True)
        for spot in covered(label.words, (left + width_of(label.words) / 2, down))
    ]


def over_time(layers: Sequence[alt.Chart], width: float) -> alt.LayerChart:
    """Lay marks over one another and let the reader zoom along the time axis."""
    # Altair's `properties` would check what it is given.
    first = layers[0].copy()
    first.name = PLOT
    return alt.layer(first, *layers[1:], width=width, height=HEIGHT, params=[zoom(PLOT)])


def titled(drawing: alt.LayerChart, words: str) -> alt.LayerChart:
    """Write a title above a new chart, in as many lines as it needs; none without words."""
    if clean(words):
        lines = wrap(words, TOTAL_WIDTH, TITLE_SIZE)
        drawing.title = alt.Title(lines, offset=TITLE_OFFSET)
    return drawing


def check_any(values: Sized) -> None:
    """Raise ValueError if there is nothing to draw."""
    if not len(values):
        raise ValueError("the series has no value to draw")
