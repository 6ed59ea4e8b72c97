"""A series as a line."""

from __future__ import annotations

from collections.abc import Iterable

import altair as alt
import pandas as pd

from panelpack.charts import marks
from panelpack.charts.scales import line_scale
from panelpack.charts.theme import SMALL_POINT
from panelpack.charts.timeaxis import TimeAxis, room_for, rows
from panelpack.charts.vegalite import unchecked
from panelpack.quarters import month_label

MANY_POINTS = 60


@unchecked
def line(series: pd.Series, unit: str, label: str = "") -> alt.LayerChart:
    """Draw a series as a line with its points, the last value written beside it.

    `series`: numbers on a PeriodIndex of months, quarters (`Q-MAR`) or years (`Y-MAR`); NaN is a
    gap that breaks the line. `unit`: of the values, for the axis. `label`: a title, if any.
    Raises ValueError if there is no value at all.
    """
    style = {"size": SMALL_POINT} if series.count() > MANY_POINTS else {}
    return marks.titled(_drawn(series, unit, style), label)


@unchecked
def rolling(series: pd.Series, unit: str) -> alt.LayerChart:
    """Draw twelve-month sums as a plain line, the last one written beside it.

    `series`: the sums, each on the period in which its twelve months end, NaN where there is
    none. Raises ValueError if there is no sum at all.
    """
    names = [f"12 months to {month_label(p.end_time)}" for p in series.index]
    # Points that can't be seen still tell their values to a reader who moves over them.
    return _drawn(series, unit, {"opacity": 0}, names)


def _drawn(
    series: pd.Series, unit: str, style: dict, names: Iterable[str] | None = None
) -> alt.LayerChart:
    values = rows(series, unit, names)
    marks.check_any(values)
    last = marks.Label(values[-1]["shown"], values[-1]["value"], strong=True)
    axis = TimeAxis(series.index, room_for([last.words]))
    plane = marks.Plane(axis, line_scale(series), unit)
    layers = [
        marks.line(values, plane),
        marks.points(values, plane, **style),
        marks.points(values[-1:], plane),
        marks.text(last, values[-1]["when"], plane),
    ]
    return marks.over_time(layers, axis.width)
