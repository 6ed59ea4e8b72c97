"""A measure's control chart for a quarter, and the parts of its series that it rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from panelpack import spc
from panelpack.plan import Measure
from panelpack.quarters import Quarter

# Control limits come from the last three financial years before the reported one.
BASELINE_YEARS = 3
# A recent step is looked for in the last three years of months, or six of quarters or years.
STEP_SPAN = {"M": 36, "Q": spc.FEWEST_FOR_STEPS, "Y": 6}


def control_chart(series: pd.Series, measure: Measure, quarter: Quarter) -> spc.ControlChart | None:
    """Return the control chart of a series by months or quarters; None without a baseline value.

    Limits come from `BASELINE_YEARS` financial years before the quarter's own, and start anew at
    steps that an analyst has accepted and where recording changed.
    """
    series = of_baseline(series, quarter)
    if not series[: baseline_end(series, quarter)].count():
        return None
    index = series.index
    chart = spc.xmr(
        series,
        better=measure.better,
        target={period_of(t.since, series): t.value for t in measure.targets} or None,
        rebase=[p for day in level_changes(measure) if (p := period_of(day, series)) in index],
        exclude={p: e.reason for e in measure.exclude if (p := period_of(e.on, series)) in index},
        baseline=quarter.baseline_end,
        profile=spc.CAUTIOUS,
    )
    return replace(chart, places=measure.places)


def of_baseline(series: pd.Series, quarter: Quarter) -> pd.Series:
    """Return the part of a series from the first year of its baseline on."""
    return from_day(series, f"{quarter.year - BASELINE_YEARS}-04-01")


def baseline_end(series: pd.Series, quarter: Quarter) -> pd.Period:
    """Return the last period of a series that sets limits."""
    return pd.Period(quarter.baseline_end, series.index.freq)


def from_day(series: pd.Series, day: str) -> pd.Series:
    """Return the part of a series from the period of an ISO day on."""
    return series[series.index >= pd.Period(day, series.index.freq)]


def period_of(day: date, series: pd.Series | pd.DataFrame) -> pd.Period:
    """Return the period of a series that a day lies in."""
    return pd.Period(day, series.index.freq)


def level_changes(measure: Measure) -> list[date]:
    """Return the days from which a measure's level is another: steps and changes of recording."""
    return sorted({*(s.on for s in measure.steps), *(b.since for b in measure.breaks)})


def since_break(series: pd.Series, measure: Measure) -> pd.Series:
    """Return the part of a series that is recorded as its last period is."""
    if series.empty:
        return series
    starts = [period_of(b.since, series) for b in measure.breaks]
    last = max((p for p in starts if p <= series.index[-1]), default=series.index[0])
    return series[last:]
