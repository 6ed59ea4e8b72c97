"""Several charts in one drawing: a panel an area, and two charts with one brush."""

from __future__ import annotations

import altair as alt
import pandas as pd

from panelpack.charts import marks
from panelpack.charts.scales import ValueScale, line_scale
from panelpack.charts.theme import AXIS_EXTENT, FONT_SIZE, SMALL_POINT, TITLE_OFFSET, TOTAL_WIDTH
from panelpack.charts.timeaxis import TimeAxis, iso, room_for, rows, zoom
from panelpack.charts.vegalite import unchecked
from panelpack.charts.words import axis_title, clean, width_of, wrap

BRUSH = "window"
PANEL_HEIGHT = 88
LINKED_HEIGHT = 200
PANEL_TICKS = 3
MOST_IN_TWO_COLUMNS = 4
SCALE_RATIO = 5
"""Panels share a scale unless the greatest value of one is this many times another's."""
_BETWEEN = 16
_AXIS_GAP = 12


@unchecked
def small_multiples(
    frame: pd.DataFrame, unit: str, same_scale: bool | None = None
) -> alt.ConcatChart:
    """Draw a small panel an area, two or three a row, all over the same time.

    `frame`: a row a period (PeriodIndex), a column an area, in `unit`; NaN is a gap. `same_scale`:
    whether all panels have one value axis; None: unless some would be too flat to read. The
    heading says which. Areas without a value have no panel. Raises ValueError if none has one.
    """
    frame = frame.dropna(axis="columns", how="all")
    marks.check_any(frame.columns)
    same_scale = _fit_one_scale(frame) if same_scale is None else same_scale
    common = line_scale(frame.to_numpy().ravel(), PANEL_TICKS)
    own = [common if same_scale else line_scale(frame[a], PANEL_TICKS) for a in frame.columns]
    columns = 2 if len(frame.columns) <= MOST_IN_TWO_COLUMNS else 3
    width = _panel_width(own, columns)
    # Altair counts the panels of a drawing from 0 and names them so whatever they were called.
    names = [f"{marks.PLOT}_{n}" for n in range(len(own))]
    drawn = [rows(frame[area], unit) for area in frame.columns]
    # One room for all, so that the same time lies at the same place in every panel.
    axis = TimeAxis(frame.index, room_for(v[-1]["shown"] for v in drawn), width, titled=False)
    panels = [
        _panel(values, clean(area), marks.Plane(axis, scale, unit, PANEL_HEIGHT, False), name)
        for values, area, scale, name in zip(drawn, frame.columns, own, names, strict=True)
    ]
    words = wrap(_heading(unit, same_scale, all(scale.has_zero for scale in own)), TOTAL_WIDTH)
    title = alt.Title(words, fontWeight="normal", fontSize=FONT_SIZE, offset=TITLE_OFFSET)
    drawing = alt.concat(*panels, columns=columns, spacing=_BETWEEN, title=title)
    drawing.params = [zoom(*names)]
    return drawing


@unchecked
def linked(top: alt.LayerChart, bottom: alt.LayerChart) -> alt.VConcatChart:
    """Put two charts over the same time above each other; a brush on the lower zooms the upper.

    `top`, `bottom`: charts over time of this package. Dragging across the lower one chooses what
    the upper one shows; without a choice, as in print, both show everything.
    """
    ends = [_domain(top), _domain(bottom)]
    whole = [min(start for start, _ in ends), max(end for _, end in ends)]
    followed = alt.Scale(type="utc", domain={"param": BRUSH, "encoding": "x"}, nice=False)
    fixed = alt.Scale(type="utc", domain=whole, nice=False)
    upper, lower = _rescaled(top, followed, "upper"), _rescaled(bottom, fixed, "lower")
    upper.layer.append(_extent(upper, whole))
    brush = alt.selection_interval(name=BRUSH, encodings=["x"])
    lower.layer[0] = lower.layer[0].add_params(brush)
    return alt.vconcat(upper, alt.layer(*lower.layer, **_look(lower)))


def _heading(unit: str, same_scale: bool, zero: bool) -> str:
    remark = "the same scale in every panel" if same_scale else "each panel has its own scale"
    if not zero:
        remark += ", which does not start at zero" if same_scale else ", not all start at zero"
    words = axis_title(unit)
    return f"{words} ({remark})" if words else remark.capitalize()


def _fit_one_scale(frame: pd.DataFrame) -> bool:
    greatest = frame.abs().max()
    return bool(greatest.max() <= SCALE_RATIO * greatest.min())


def _panel_width(scales: list[ValueScale], columns: int) -> float:
    longest = max(
        AXIS_EXTENT, *(width_of(f"{tick:,g}") for scale in scales for tick in scale.ticks)
    )
    return int((TOTAL_WIDTH - (columns - 1) * _BETWEEN) / columns - longest - _AXIS_GAP)


def _panel(values: list[dict], area: str, plane: marks.Plane, name: str) -> alt.LayerChart:
    last = marks.Label(values[-1]["shown"], values[-1]["value"], strong=True)
    layers = [
        marks.line(values, plane),
        marks.points(values, plane, size=SMALL_POINT),
        marks.text(last, values[-1]["when"], plane),
    ]
    title = alt.Title(wrap(area, plane.axis.width), fontSize=FONT_SIZE)
    layers[0].name = name
    return alt.layer(*layers, width=plane.axis.width, height=PANEL_HEIGHT, title=title)


def _domain(drawing: alt.LayerChart) -> list[int]:
    return drawing.layer[0].encoding.x["scale"]["domain"]


def _rescaled(drawing: alt.LayerChart, scale: alt.Scale, name: str) -> alt.LayerChart:
    """Return a copy of a chart over time with another time scale and without its own zoom."""
    copy = drawing.copy(deep=True)
    copy.params = alt.Undefined
    copy.layer = [_on_scale(layer, scale) for layer in copy.layer]
    copy.height = LINKED_HEIGHT
    copy.layer[0].name = name
    return copy


def _on_scale(layer: alt.Chart, scale: alt.Scale) -> alt.Chart:
    x = layer.encoding.x.copy(deep=False)
    x["scale"] = scale
    return layer.encode(x=x)


def _extent(drawing: alt.LayerChart, ends: list[int]) -> alt.Chart:
    """Return points that can't be seen; a followed scale spans the data while nothing is chosen."""
    x = drawing.layer[0].encoding.x
    values = [{"when": iso(pd.Timestamp(end, unit="ms"))} for end in ends]
    return marks.chart(values).mark_point(opacity=0, clip=True, tooltip=None).encode(x=x)


def _look(drawing: alt.LayerChart) -> dict:
    kept = ("width", "height", "title")
    return {
        name: getattr(drawing, name) for name in kept if drawing._get(name) is not alt.Undefined
    }
