"""Values with their ranges, a row each."""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

from panelpack.charts import marks
from panelpack.charts.scales import line_scale
from panelpack.charts.table_rows import NO_FIGURE, TableRows, Written
from panelpack.charts.theme import DARK_BLUE, DARK_PINK, LINE_WIDTH, LONG_DASH, TEXT_GAP, THIN
from panelpack.charts.vegalite import unchecked
from panelpack.charts.words import clean, figure, places_for

BODY = 22
WHISKER = 10
DOT = 110


@unchecked
def intervals(frame: pd.DataFrame, unit: str, reference: float | None = None) -> alt.LayerChart:
    """Draw a dot and its range a row, with the figures written beside them.

    `frame`: columns `label`, `value`, `low` and `high`, in `unit`; a row without `low` and `high`
    (NaN) has no range. `reference`: a value to compare all rows with, drawn as a broken line.
    Raises ValueError if there is no row.
    """
    marks.check_any(frame)
    known = [float(v) for v in frame[["value", "low", "high"]].to_numpy().ravel()]
    places = places_for(known)
    scale = line_scale(known if reference is None else [*known, float(reference)])
    found = [tuple(float(v) for v in row) for row in frame[["value", "low", "high"]].to_numpy()]
    written = tuple(
        Written(n, _right_end(row, scale.low), _told(row, unit, places))
        for n, row in enumerate(found)
    )
    labels = tuple(clean(label) for label in frame["label"])
    top = 0 if reference is None else TEXT_GAP
    layout = TableRows(labels, scale, unit, written, BODY, top)
    layers = [] if reference is None else _reference(layout, float(reference))
    return layout.drawing(
        [*layers, *_whiskers(layout, found), _dots(layout, found), *layout.words()]
    )


def _right_end(row: tuple[float, float, float], least: float) -> float:
    return max((end for end in row if math.isfinite(end)), default=least)


def _told(row: tuple[float, float, float], unit: str, places: int) -> str:
    value, low, high = row
    said = figure(value, unit, places) if math.isfinite(value) else NO_FIGURE
    if not (math.isfinite(low) and math.isfinite(high)):
        return said
    return f"{said} ({figure(low, unit, places)} to {figure(high, unit, places)})"


def _reference(layout: TableRows, value: float) -> list[alt.Chart]:
    row = {"value": value, "down": float(layout.top), "bottom": layout.height}
    line = layout.upright([row], color=DARK_PINK, strokeDash=LONG_DASH, strokeWidth=THIN)
    places = places_for([value])
    words = {
        "value": value,
        "down": layout.top / 2,
        "words": f"reference {figure(value, layout.unit, places)}",
    }
    mark = marks.chart([words]).mark_text(color=DARK_PINK, baseline="middle", tooltip=None)
    return [line, mark.encode(x=layout.x, y=layout.y, text=alt.Text("words:N"))]


def _whiskers(layout: TableRows, found: list[tuple[float, float, float]]) -> list[alt.Chart]:
    values, ends = [], []
    for middle, (_, low, high) in zip(layout.middles, found, strict=True):
        if math.isfinite(low) and math.isfinite(high):
            values.append({"value": low, "until": high, "down": middle})
            tips = {"down": middle - WHISKER / 2, "bottom": middle + WHISKER / 2}
            ends += [{"value": end} | tips for end in (low, high)]
    style = {"color": DARK_BLUE, "strokeWidth": LINE_WIDTH}
    mark = marks.chart(values).mark_rule(tooltip=None, **style)
    return [
        mark.encode(x=layout.x, x2=alt.X2("until:Q"), y=layout.y),
        layout.upright(ends, **style),
    ]


def _dots(layout: TableRows, found: list[tuple[float, float, float]]) -> alt.Chart:
    rows = zip(layout.labels, layout.middles, layout.written, found, strict=True)
    values = [
        {"value": row[0], "down": middle, "name": label, "shown": told.words}
        for label, middle, told, row in rows
        if math.isfinite(row[0])
    ]
    tooltip = [alt.Tooltip("name:N", title="Row"), alt.Tooltip("shown:N", title="Value")]
    mark = marks.chart(values).mark_point(filled=True, opacity=1, color=DARK_BLUE, size=DOT)
    return mark.encode(x=layout.x, y=layout.y, tooltip=tooltip)
