"""Changes between two figures, rolling sums, year to date and year on year.

Plain numbers in and out. A figure that can't be compared says why; it is never made smaller,
joined over a gap or compared across a change of recording.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Literal, get_args

import numpy as np
import pandas as pd

from panelpack.months import MONTHS_IN_YEAR, Grid, month_number, on_grid
from panelpack.quarters import Quarter, day_label

COMPARED = "compared"
ZERO_COMPARATOR = "zero comparator"
NEGATIVE_COMPARATOR = "negative comparator"
MISSING = "missing"
NOT_COMPARABLE = "not comparable"
COMPLETE = "complete"

Kind = Literal["count", "rate"]
Breaks = Iterable[date] | Mapping[date, str]
"""Days from which recording differs, with the reason where one is known."""


@dataclass(frozen=True)
class Change:
    """The change from one figure to another.

    `difference` is in the figures' own unit, for rates in percentage points; `percent` is the
    change in per cent of the comparator. Both are None where they would mislead, and `state`
    (compared, zero comparator, negative comparator, missing, not comparable) with `reason`
    says why.
    """

    now: Decimal | None
    before: Decimal | None
    difference: Decimal | None
    percent: Decimal | None
    state: str
    reason: str = ""
    kind: Kind = "count"

    @property
    def words(self) -> str:
        """The change in a few words: `up 127 (15.8%)`."""
        if self.difference is None:
            return f"not comparable: {self.reason}" if self.state == NOT_COMPARABLE else self.state
        if not self.difference:
            return "no change"
        way = "up" if self.difference > 0 else "down"
        unit = " percentage points" if self.kind == "rate" else ""
        share = f" ({abs(self.percent):,f}%)" if self.percent is not None else ""
        return f"{way} {abs(self.difference):,f}{unit}{share}"

    @property
    def sentence(self) -> str:
        """The change in one sentence: `930 against 803 before: up 127 (15.8%).`"""
        now, before = (
            "no figure" if value is None else f"{value:,f}" for value in (self.now, self.before)
        )
        return f"{now[0].upper()}{now[1:]} against {before} before: {self.words}."


def round_half_up(value, places: int = 0) -> Decimal:
    """Round a number to `places` decimals, halves away from zero, never to a minus zero.

    A float counts as the decimal number it prints as. Raises ValueError if it isn't finite.

    >>> round_half_up(2.675, 2), round_half_up(-0.04, 1), round_half_up(-57.5)
    (Decimal('2.68'), Decimal('0.0'), Decimal('-58'))
    """
    exact = _decimal(value)
    if exact is None:
        raise ValueError(f"{value!r} is not a number")
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


def change(
    now,
    before,
    places: int = 0,
    kind: Kind = "count",
    *,
    comparable: bool = True,
    reason: str = "",
) -> Change:
    """Compare two figures, rounding half up.

    `now` and `before`: numbers, or None or NaN if missing. `places`: decimals of the percentage
    change, or of the difference in percentage points where `kind` is "rate"; the difference of
    counts is exact. `comparable=False` with a `reason` marks a comparator from before a change
    of recording. Raises ValueError for an infinite figure or another `kind`.

    >>> change(930, 803, 1).percent, change(5, 0).percent, change(5, 0).difference
    (Decimal('15.8'), None, Decimal('5'))
    """
    if kind not in get_args(Kind):
        raise ValueError(f"kind is {' or '.join(get_args(Kind))}, not {kind!r}")
    now, before = _decimal(now), _decimal(before)
    if now is None or before is None:
        return Change(now, before, None, None, MISSING, reason or "a figure is missing", kind)
    if not comparable:
        return Change(now, before, None, None, NOT_COMPARABLE, reason, kind)
    difference = now - before
    if kind == "rate":
        return Change(now, before, round_half_up(difference, places), None, COMPARED, reason, kind)
    if before <= 0:
        state = NEGATIVE_COMPARATOR if before else ZERO_COMPARATOR
        why = f"no percentage of a {state}"
        return Change(now, before, difference, None, state, reason or why, kind)
    percent = round_half_up(100 * difference / before, places)
    return Change(now, before, difference, percent, COMPARED, reason, kind)


def rolling_sum(series: pd.Series, months: int = MONTHS_IN_YEAR, breaks: Breaks = ()) -> pd.Series:
    """Sum the last `months` months at each period of a monthly or quarterly series.

    Returns floats on the complete calendar, NaN where a period of the window is missing or a
    change of recording (`breaks`) falls inside it; `rolling` says which. Raises as `rolling`.

    >>> months = pd.period_range("2014-01", periods=5, freq="M")
    >>> rolling_sum(pd.Series([10, 20, 30, 40, np.nan], index=months), 3).tolist()
    [nan, nan, 60.0, 90.0, nan]
    """
    return rolling(series, months, breaks)["value"].rename(series.name)


def rolling(series: pd.Series, months: int = MONTHS_IN_YEAR, breaks: Breaks = ()) -> pd.DataFrame:
    """Return rolling sums with their state: one row a period, columns `value` and `state`.

    `state` is complete, missing or not comparable. Raises ValueError for repeated dates, values
    that aren't finite, and a window that isn't whole periods of the series.
    """
    grid = on_grid(series)
    width, rest = divmod(months, grid.step)
    if width < 1 or rest:
        raise ValueError(f"{months} months are not whole periods of {grid.step} months")
    padded = np.concatenate([np.full(width, np.nan), grid.values])
    sums = np.lib.stride_tricks.sliding_window_view(padded, width)[1:].sum(axis=1)
    crossed = _crossed(grid.ends - months + 1, grid.ends, breaks)
    state = np.where(np.isnan(sums), MISSING, COMPLETE).astype(object)
    state[crossed] = NOT_COMPARABLE
    sums = np.where(crossed, np.nan, sums)
    return pd.DataFrame({"value": sums, "state": state}, index=grid.index)


def year_on_year(series: pd.Series, breaks: Breaks = (), places: int = 1) -> pd.DataFrame:
    """Compare each period of a monthly or quarterly series with the same one a year before.

    Returns one row a period of the complete calendar: floats `now, before, difference, percent`
    (NaN where there is none) and `state`, as `change` gives them. Raises as `rolling`.

    >>> months = pd.period_range("2013-06", periods=13, freq="M")
    >>> year_on_year(pd.Series(range(100, 113), index=months))["percent"].tail(2).tolist()
    [nan, 12.0]
    """
    grid = on_grid(series)
    lag = MONTHS_IN_YEAR // grid.step
    before = np.concatenate([np.full(lag, np.nan), grid.values])[: len(grid.values)]
    comparable = ~_crossed(grid.starts - MONTHS_IN_YEAR, grid.ends, breaks)
    rows = [
        change(*pair, places, comparable=bool(whole))
        for *pair, whole in zip(grid.values, before, comparable, strict=True)
    ]
    figures = {
        name: np.array([getattr(row, name) for row in rows], dtype=float)
        for name in ("now", "before", "difference", "percent")
    }
    state = np.array([row.state for row in rows], dtype=object)
    return pd.DataFrame(figures | {"state": state}, index=grid.index)


def year_to_date(
    series: pd.Series, quarter: Quarter | str, breaks: Breaks = (), places: int = 1
) -> Change:
    """Compare the financial year up to the end of `quarter` with the same months a year before.

    A missing month or quarter makes its sum missing; a change of recording between the two
    makes them not comparable. `places`: decimals of the percentage. Raises as `rolling`.

    >>> months = pd.period_range("2013-04", periods=15, freq="M")
    >>> year_to_date(pd.Series(range(100, 115), index=months), "2014-15-q1").sentence
    '339 against 303 before: up 36 (11.9%).'
    """
    quarter = Quarter.parse(quarter) if isinstance(quarter, str) else quarter
    grid = on_grid(series)
    first, last = month_number(quarter.year_to_date[0].start), month_number(quarter.end)
    start = first - MONTHS_IN_YEAR
    crossed = bool(_crossed(np.array([start]), np.array([last]), breaks)[0])
    return change(
        _sum(grid, first, last),
        _sum(grid, start, last - MONTHS_IN_YEAR),
        places,
        comparable=not crossed,
        reason=_why(start, last, breaks) if crossed else "",
    )


def _sum(grid: Grid, first: int, last: int) -> float:
    return float(grid.between(first, last).sum()) if len(grid.values) else math.nan


def _crossed(starts: np.ndarray, ends: np.ndarray, breaks: Breaks) -> np.ndarray:
    """Return True for the spans of months that begin before a break and end after it."""
    crossed = np.zeros(len(starts), dtype=bool)
    for day in breaks:
        # A break within a month leaves that month itself half recorded either way.
        mixed = month_number(day) + (day.day > 1)
        crossed |= (starts < mixed) & (ends >= month_number(day))
    return crossed


def _why(start: int, end: int, breaks: Breaks) -> str:
    reasons = breaks if isinstance(breaks, Mapping) else {}
    inside = [d for d in breaks if _crossed(np.array([start]), np.array([end]), [d])[0]]
    return reasons.get(max(inside)) or f"recording changed on {day_label(max(inside))}"


def _decimal(value) -> Decimal | None:
    if value is None or value is pd.NA:
        return None
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a number") from None
    if exact.is_nan():
        return None
    if exact.is_infinite():
        raise ValueError(f"{value!r} is not a finite number")
    # A whole float prints as 930.0, but a count as 930.
    whole = exact.to_integral_value()
    return whole if whole == exact else exact
