"""A series of months or quarters laid on a complete calendar, one value a period.

An absent period is a gap (NaN), so nothing downstream can join its neighbours by mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from panelpack.quarters import month_label

MONTHS_IN_YEAR = 12
MONTHS_IN_QUARTER = 3


@dataclass(frozen=True)
class Grid:
    """Values of consecutive periods and the labels they came with."""

    first: int
    """Number of the first month covered, counted as year × 12 + month − 1."""
    step: int
    """Months in a period: 1 or 3."""
    values: np.ndarray
    """One float a period, NaN where there is a gap."""
    index: pd.DatetimeIndex | pd.PeriodIndex
    """The complete calendar in the style of the given index."""

    @property
    def starts(self) -> np.ndarray:
        """First month of each period."""
        return self.first + self.step * np.arange(len(self.values))

    @property
    def ends(self) -> np.ndarray:
        """Last month of each period."""
        return self.starts + self.step - 1

    def position(self, month: int) -> int:
        """Return how many periods `month` lies after the first; negative if it lies before."""
        return (month - self.first) // self.step

    def between(self, first: int, last: int) -> np.ndarray:
        """Return the values from month `first` to month `last`, NaN outside the calendar.

        Raises ValueError if these months don't make whole periods of the series.
        """
        if (first - self.first) % self.step or (last + 1 - self.first) % self.step:
            raise ValueError("the series' quarters don't begin in April, July, October and January")
        rows = np.arange(self.position(first), self.position(last) + 1)
        inside = (rows >= 0) & (rows < len(self.values))
        found = np.full(len(rows), np.nan)
        found[inside] = self.values[rows[inside]]
        return found


def month_number(day: date) -> int:
    """Number the month of a day so that consecutive months differ by one.

    Raises TypeError for what is no date, such as its text.

    >>> month_number(date(2015, 1, 1)) - month_number(date(2014, 12, 31))
    1
    """
    if not isinstance(day, date):
        raise TypeError(f"a date is needed, like date(2014, 4, 1), not {day!r}")
    return day.year * MONTHS_IN_YEAR + day.month - 1


def month_start(number: int) -> date:
    """Return the first day of a numbered month."""
    return date(number // MONTHS_IN_YEAR, number % MONTHS_IN_YEAR + 1, 1)


def days_in(first: np.ndarray, step: int) -> np.ndarray:
    """Return the days in each period of `step` months that begins with a numbered month.

    >>> days_in(np.array([month_number(date(2014, 4, 1))]), 3)
    array([91.])
    """
    months = np.asarray(first, dtype="int64") - 1970 * MONTHS_IN_YEAR
    start = months.astype("datetime64[M]").astype("datetime64[D]")
    end = (months + step).astype("datetime64[M]").astype("datetime64[D]")
    return (end - start).astype(float)


def on_grid(series: pd.Series, step: int | None = None) -> Grid:
    """Lay a monthly or quarterly series on its complete calendar.

    `series` holds numbers on a DatetimeIndex or PeriodIndex, in any order; NaN is a gap. A time
    zone is dropped, keeping local dates; given dates stay as they are. `step` is 1 for months and
    3 for quarters; without it a PeriodIndex or a DatetimeIndex with a frequency says so itself,
    and otherwise dates that all lie whole quarters apart are quarters. A quarter may be dated by
    any of its days.

    Raises TypeError for another index, and ValueError for repeated or missing dates, values
    that aren't finite, or periods that are neither months nor quarters.
    """
    index = _checked_index(series)
    step = step or _step(index)
    months = _month_numbers(index)
    if isinstance(index, pd.DatetimeIndex) and step == MONTHS_IN_QUARTER:
        months = months - months % MONTHS_IN_QUARTER
    values = _finite(series)
    seen, times = np.unique(months, return_counts=True)
    if len(seen) < len(months):
        twice = ", ".join(month_label(month_start(int(n))) for n in seen[times > 1])
        raise ValueError(
            f"the series has more than one value for the period that begins in {twice}"
        )
    if not len(months):
        return Grid(0, step, np.empty(0), index)
    rows = (months - months.min()) // step
    complete = np.full(rows.max() + 1, np.nan)
    complete[rows] = values
    return Grid(int(months.min()), step, complete, _complete_index(index, rows, step))


def _checked_index(series) -> pd.DatetimeIndex | pd.PeriodIndex:
    index = series.index if isinstance(series, pd.Series) else None
    if not isinstance(index, pd.DatetimeIndex | pd.PeriodIndex):
        raise TypeError("a pandas Series on a DatetimeIndex or PeriodIndex is needed")
    if index.hasnans:
        raise ValueError("the index has a missing date")
    return index.tz_localize(None) if isinstance(index, pd.DatetimeIndex) else index


def _finite(series: pd.Series) -> np.ndarray:
    values = pd.to_numeric(series).to_numpy(dtype=float, na_value=np.nan)
    if np.isinf(values).any():
        raise ValueError("values must be finite or missing")
    return values


def _step(index) -> int:
    freq = index.freqstr or ""
    for code, months in (("M", 1), ("Q", MONTHS_IN_QUARTER), ("BQ", MONTHS_IN_QUARTER)):
        if freq.startswith(code):
            return months
    if isinstance(index, pd.PeriodIndex):
        raise ValueError(f"periods must be months or quarters, not {freq}")
    months = _month_numbers(index)
    apart = (months - months[0]) % MONTHS_IN_QUARTER if len(months) > 1 else np.ones(1)
    return 1 if apart.any() else MONTHS_IN_QUARTER


def _month_numbers(index) -> np.ndarray:
    if isinstance(index, pd.PeriodIndex):
        index = index.asfreq("M", how="start")
    return np.asarray(index.year * MONTHS_IN_YEAR + index.month - 1, dtype="int64")


def _complete_index(index, rows, step):
    if isinstance(index, pd.PeriodIndex):
        return pd.period_range(index.min(), index.max(), freq=index.freq, name=index.name)
    first = index.min().to_period("M")
    whole = pd.period_range(first, periods=rows.max() + 1, freq=f"{step}M")
    at_end = index.is_month_end.all()
    stamps = whole.asfreq("M", how="start").to_timestamp(how="end" if at_end else "start")
    dates = stamps.normalize().as_unit(index.unit).to_numpy().copy()
    dates[rows] = index.to_numpy()
    return pd.DatetimeIndex(dates, name=index.name)
