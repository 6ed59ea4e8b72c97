"""The drawing of a measure by district, each part choosing what the next one shows."""

from __future__ import annotations

import altair as alt
import pandas as pd

from panelpack.charts import marks
from panelpack.charts.scales import line_scale
from panelpack.charts.theme import DARK_BLUE, GRID
from panelpack.charts.timeaxis import TimeAxis, rows
from panelpack.charts.words import clean
from panelpack.explore.parts import PALE, WIDTH, bars, heading, instructions
from panelpack.plan import Measure

MOST_COLUMNS = 12
"""Periods of the table under the charts: what fits in its width."""
_LABELS = 165
_ROW = 24


def drill(whole: pd.Series, districts: pd.DataFrame, measure: Measure) -> alt.VConcatChart:
    """Draw a force's series, its districts' sums (a rate's means), lines and table, all linked.

    `whole`: the force by period; `districts`: a column a district, on the same kind of periods.
    """
    when = alt.selection_interval(name="time", encodings=["x"])
    clicked = alt.selection_point(name="district", fields=["area"])
    values = [
        row | {"area": clean(area)}
        for area in districts
        for row in rows(districts[area], measure.unit)
    ]
    index = whole.index if len(whole) else districts.index
    axis = TimeAxis(index, width=WIDTH)
    parts = [
        _force(whole, measure, axis, when),
        _bars(values, districts, measure, when, clicked),
        _lines(values, districts, measure, axis, clicked),
        _table(values, districts, clicked),
    ]
    words = (
        "Drag across the force's line to choose a time: the bars are of that time alone. Click a "
        "bar for the district's own line and figures below it; hold shift for several. A double "
        "click lets go."
    )
    return alt.vconcat(*parts, spacing=26).properties(title=instructions(words))


def _force(whole: pd.Series, measure: Measure, axis: TimeAxis, when) -> alt.LayerChart:
    drawn = whole if whole.count() else pd.Series([0.0], index=axis.index[:1])
    plane = marks.Plane(axis, line_scale(drawn, 4), measure.unit)
    line = marks.line(rows(whole, measure.unit), plane).add_params(when)
    title = heading(f"1. {measure.name}: the whole force", 26)
    layers = alt.layer(line, marks.points(rows(whole, measure.unit), plane))
    return layers.properties(width=WIDTH, height=120, title=title)


def _bars(values, districts: pd.DataFrame, measure: Measure, when, clicked) -> alt.LayerChart:
    how, head = ("mean", "Mean") if measure.is_level else ("sum", "Total")
    order = [clean(a) for a in districts.sum().sort_values(ascending=False).index]
    base = (
        marks.chart(values)
        .transform_filter(when)
        .transform_aggregate(total=f"{how}(value)", periods="count()", groupby=["area"])
    )
    number = ",.1f" if measure.is_level else ",.0f"
    tooltip = [
        alt.Tooltip("area:N", title="District"),
        alt.Tooltip("total:Q", title=f"{head} of the time chosen", format=number),
        alt.Tooltip("periods:Q", title=f"{measure.cadence.capitalize()}s"),
    ]
    title = f"2. {head} by district in the time chosen"
    return bars(base, "area", order, clicked, title, tooltip, _LABELS, number)


def _lines(values, districts: pd.DataFrame, measure: Measure, axis, clicked) -> alt.LayerChart:
    plane = marks.Plane(axis, line_scale(districts.to_numpy().ravel(), 4), measure.unit)
    detail = [alt.Detail("area:N"), alt.Detail("run:N")]
    every = marks.chart(values).mark_line(color=PALE, strokeWidth=1, tooltip=None)
    one = marks.chart(values).transform_filter({"param": "district", "empty": False})
    names = (
        one.transform_joinaggregate(last="max(when)", groupby=["area"])
        .transform_filter("datum.when === datum.last")
        .mark_text(align="right", dx=-4, dy=-14, fontWeight=600, tooltip=None)
        .encode(**plane.xy, text="area:N")
    )
    tooltip = [
        alt.Tooltip("area:N", title="District"),
        alt.Tooltip("period:N", title="Period"),
        alt.Tooltip("shown:N", title="Value"),
    ]
    layers = [
        every.encode(**plane.xy, detail=detail),
        marks.chart(values)
        .mark_point(filled=True, opacity=1, size=18, color=PALE)
        .encode(**plane.xy, tooltip=tooltip),
        one.mark_line(color=DARK_BLUE, strokeWidth=2.5, tooltip=None).encode(
            **plane.xy, detail=detail
        ),
        one.mark_point(filled=True, opacity=1, size=46, color=DARK_BLUE).encode(
            **plane.xy, tooltip=tooltip
        ),
        names,
    ]
    title = heading(
        f"3. By {measure.cadence}: the districts clicked on, dark among all of them", 26
    )
    return alt.layer(*layers).properties(width=WIDTH, height=170, title=title)


def _table(values, districts: pd.DataFrame, clicked) -> alt.LayerChart:
    shown = {str(v["when"]): v["period"] for v in values}
    kept = sorted(shown)[-MOST_COLUMNS:]
    cells = [
        v | {"column": _short(v["period"]), "place": kept.index(v["when"])}
        for v in values
        if v["when"] in kept
    ]
    names = [_short(shown[when]) for when in kept]
    order = [clean(a) for a in districts]
    x = alt.X(
        "column:N",
        sort=names,
        axis=alt.Axis(orient="top", title=None, ticks=False, domain=False, labelAngle=0),
    )
    y = alt.Y(
        "area:N",
        sort=order,
        axis=alt.Axis(title=None, ticks=False, domain=False, minExtent=_LABELS),
    )
    base = marks.chart(cells).transform_filter(clicked)
    text = base.mark_text(tooltip=None).encode(x=x, y=y, text=alt.Text("value:Q", format=",.4~f"))
    rule = base.mark_rule(color=GRID, tooltip=None, yOffset=_ROW / 2).encode(y=y)
    title = heading("4. The figures of the districts clicked on, of all if none is")
    drawn = alt.layer(rule, text)
    return drawn.properties(width=WIDTH - _LABELS, height={"step": _ROW}, title=title)


def _short(period: str) -> str:
    """Write a period for the head of a narrow column: `Jun 14`, `Q1 14/15`, `14/15`.

    >>> _short("June 2014"), _short("Quarter 1 2014/15"), _short("2014/15")
    ('Jun 14', 'Q1 14/15', '14/15')
    """
    *words, year = period.split()
    if words[:1] == ["Quarter"]:
        return f"Q{words[1]} {year[2:]}"
    return " ".join([*(w[:3] for w in words), year[2:]])
