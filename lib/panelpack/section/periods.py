"""Parts of a series: from a day on, and from the last change of its level or recording."""

from __future__ import annotations

from datetime import date

import pandas as pd

from panelpack.plan import Measure


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
