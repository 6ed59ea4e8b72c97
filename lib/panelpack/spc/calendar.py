"""Time series on a complete calendar: sorted, without duplicates, every absent period a gap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

_MONTHS_BY_CODE = {"M": 1, "Q": 3, "Y": 12}
_MONTHS_IN_YEAR = 12
_FEWEST_SEASONS = 4
_MOST = 0.5


@dataclass(frozen=True)
class Calendar:
    """The periods of a series, one row each, with what is needed to find and name them."""

    index: pd.DatetimeIndex | pd.PeriodIndex
    given: np.ndarray
    """True where the series had a row (its value may be missing), False where we added one."""
    months: int | None
    """Months in a period; None for days, weeks and irregular dates."""

    @property
    def per_year(self) -> int | None:
        """Periods in a year where a season can show (12 or 4 and the like), else None."""
        if not self.months or _MONTHS_IN_YEAR % self.months:
            return None
        seasons = _MONTHS_IN_YEAR // self.months
        return seasons if seasons >= _FEWEST_SEASONS else None

    @property
    def bounds(self) -> tuple[pd.DatetimeIndex, pd.DatetimeIndex]:
        """First and last day of each period; the same day twice for days and events."""
        if isinstance(self.index, pd.PeriodIndex):
            start, end = self._stamps
            return start, end.normalize()
        if not self.months:
            return self.index.normalize(), self.index.normalize()
        month = self.index.to_period("M")
        if _are_month_ends(self.index):
            return (month - (self.months - 1)).start_time, month.end_time.normalize()
        return month.start_time, (month + (self.months - 1)).end_time.normalize()

    @property
    def days(self) -> np.ndarray:
        """Length of each period in days."""
        first, last = self.bounds
        return np.asarray((last - first).days + 1, dtype=float)

    def rows_of(self, dates: Iterable, what: str) -> list[int]:
        """Return the row of each date, in order; ValueError names a date that has no row."""
        return sorted({self.row_of(day, what) for day in _as_tuple(dates)})

    def row_of(self, day, what: str) -> int:
        """Return the row that `day` (a date, period or text such as `2014-04`) points to."""
        start, end = _window(day, self._freq)
        first, last = self._stamps
        rows = np.flatnonzero((first <= end) & (last >= start) & self.given)
        if not len(rows):
            ends = (
                f"{self.labels[0]} to {self.labels[-1]}" if len(self.labels) else "no date at all"
            )
            raise ValueError(f"{what} {day} is not a date of the series, which has {ends}")
        return int(rows[0])

    def last_row_until(self, day) -> int:
        """Return how many rows begin on or before the end of `day`."""
        return int(np.sum(self._stamps[0] <= _window(day, self._freq)[1]))

    def start_of(self, day) -> pd.Timestamp:
        """Return the first moment of a date, period or text such as `2014-04`."""
        return _window(day, self._freq)[0]

    def rows_from(self, day) -> np.ndarray:
        """Return True for the rows that don't lie wholly before `day`."""
        return np.asarray(self._stamps[1] >= _window(day, self._freq)[0])

    @property
    def labels(self) -> list[str]:
        """Each period as a reader names it: `June 2014`, `April to June 2014`, `5 May 2014`."""
        return [_label(*days) for days in zip(*self.bounds, strict=True)]

    @property
    def _freq(self):
        return self.index.freq if isinstance(self.index, pd.PeriodIndex) else None

    @cached_property
    def _stamps(self):
        if isinstance(self.index, pd.PeriodIndex):
            return self.index.start_time, self.index.end_time
        return self.index, self.index


def on_calendar(series: pd.Series) -> tuple[pd.Series, Calendar]:
    """Sort a series and add a gap for each absent period.

    `series`: numbers on a DatetimeIndex or PeriodIndex, in any order; a time zone is dropped,
    keeping local dates. Months, quarters and years are recognised from the dates. Dates that
    follow no step (days of events) stay as they are. Raises TypeError for another index, and
    ValueError for repeated or missing dates and for values that aren't finite numbers.
    """
    series = _as_numbers(series).sort_index()
    if series.index.hasnans:
        raise ValueError("the index has a missing date")
    twice = series.index[series.index.duplicated()].unique()
    if len(twice):
        named = ", ".join(str(day).removesuffix(" 00:00:00") for day in twice)
        raise ValueError(f"repeated dates in the index: {named}")
    complete, months = _complete(series.index)
    given = np.asarray(complete.isin(series.index))
    return series.reindex(complete), Calendar(complete, given, months)


@lru_cache(maxsize=1024)
def _label(first: pd.Timestamp, last: pd.Timestamp) -> str:
    if first == last:
        return f"{first.day} {first:%B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        whole_month = first.day == 1 and last.is_month_end
        return f"{first:%B %Y}" if whole_month else f"{first.day} to {last.day} {last:%B %Y}"
    if first.day > 1 or not last.is_month_end:
        return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
    if first.year < last.year:
        return f"{first:%B %Y} to {last:%B %Y}"
    whole_year = (first.month, last.month) == (1, _MONTHS_IN_YEAR)
    return str(first.year) if whole_year else f"{first:%B} to {last:%B %Y}"


def _as_numbers(series: pd.Series) -> pd.Series:
    if not isinstance(series, pd.Series):
        raise TypeError(f"a pandas Series is needed, not {type(series).__name__}")
    index = series.index
    if not isinstance(index, pd.DatetimeIndex | pd.PeriodIndex):
        raise TypeError(f"a DatetimeIndex or PeriodIndex is needed, not {type(index).__name__}")
    values = pd.to_numeric(series).to_numpy(dtype=float, na_value=np.nan)
    if np.isinf(values).any():
        raise ValueError("values must be finite or missing")
    if isinstance(index, pd.DatetimeIndex) and index.tz is not None:
        index = index.tz_localize(None)
    return pd.Series(values, index=index, name=series.name)


def _complete(index):
    if isinstance(index, pd.PeriodIndex):
        return _complete_periods(index)
    if len(index) == 0:
        return index, None
    if _are_month_ends(index) or index.day.nunique() == 1:
        return _complete_months(index)
    return _complete_days(index), None


def _complete_periods(index):
    code = index.freqstr.lstrip("0123456789")[:1]
    months = _MONTHS_BY_CODE.get(code, 0) * index.freq.n or None
    if len(index):
        whole = pd.period_range(index[0], index[-1], freq=index.freq)
        index = whole.union(index) if len(whole) else index
    return index, months


def _complete_months(index):
    month = index.to_period("M")
    steps = np.diff(month.astype("int64"))
    if (steps == 0).any():
        return index, None
    step = int(np.gcd.reduce(steps)) or 1
    whole = pd.period_range(month[0], month[-1], freq="M")[::step]
    if _are_month_ends(index):
        made = whole.end_time.normalize()
    else:
        made = whole.start_time + pd.Timedelta(days=int(index[0].day) - 1)
    stamps = pd.Series(made, index=whole)
    stamps.loc[month] = index.to_numpy()
    return pd.DatetimeIndex(stamps.to_numpy(), name=index.name), step


def _complete_days(index):
    # Dates of events have no step to complete: most of their distances aren't the smallest one.
    steps = np.diff(index.normalize().to_numpy()) // np.timedelta64(1, "D")
    if len(steps) == 0 or (steps == 0).any():
        return index
    smallest = int(np.gcd.reduce(steps))
    if np.mean(steps == smallest) <= _MOST:
        return index
    return pd.date_range(index[0], index[-1], freq=f"{smallest}D").union(index)


def _are_month_ends(index) -> bool:
    return len(index) > 0 and bool(index.is_month_end.all())


def _as_tuple(dates) -> tuple:
    if isinstance(dates, str | date | pd.Timestamp | pd.Period | np.datetime64):
        return (dates,)
    return tuple(dates)


def _window(day, freq=None) -> tuple[pd.Timestamp, pd.Timestamp]:
    # A text means the whole month, quarter or day that it names, in the series' own quarters.
    if isinstance(day, str):
        day = _read(day, freq)
    if isinstance(day, pd.Period):
        return day.start_time, day.end_time
    stamp = pd.Timestamp(day)
    if stamp is pd.NaT:
        raise ValueError("a date is missing")
    stamp = stamp.tz_localize(None) if stamp.tz is not None else stamp
    return stamp.normalize(), stamp.normalize() + pd.Timedelta(days=1) - pd.Timedelta(1, "us")


def _read(text: str, freq) -> pd.Period:
    try:
        return pd.Period(text, freq=freq) if freq is not None else pd.Period(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a date") from None
