"""Predict the coming counts of a monthly or quarterly series from its own past."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from panelpack.months import MONTHS_IN_YEAR, Grid, days_in, month_number, on_grid
from panelpack.outlook.model import fit
from panelpack.outlook.paths import draw
from panelpack.outlook.result import Prediction, predicted, refused

FEWEST = {12: 13, 4: 8}
"""Known values without which nothing is predicted, by periods in a year."""
LONGEST_HISTORY = 120
"""Periods that are looked back upon; what lies further back says little of the next year."""
LONGEST_HORIZON = 60
"""Periods that can be predicted."""

_DAYS_IN_YEAR = 365.25
_FREQUENCY = {12: "M", 4: "Q-MAR"}
_NAMES = {12: "month", 4: "quarter"}


def predict(series: pd.Series, horizon: int, steps: Iterable[date] = ()) -> Prediction:
    """Predict the next `horizon` periods, singly and summed, with 80% and 95% ranges.

    `series`: counts (not negative) of months or quarters, on a DatetimeIndex or PeriodIndex in
    any order, NaN or absent periods being gaps. It takes 13 known months or 8 known quarters
    among the last 120; with fewer the table is empty and the sentence says so. The first
    predicted period is the one after the last of the series, known or not. `steps`: days on
    which the level was declared to have changed; one after the last known value is left out, its
    size being unknown. The same series gives the same numbers.

    Raises TypeError and ValueError as `panelpack.months.on_grid` does, and ValueError for
    negative counts or a horizon that isn't from 1 to 60 periods.

    Method: a Bayesian dynamic linear model on the square roots of the counts per average period,
    see `panelpack.outlook.model`. A change of recording that nobody declared is hardly foreseen:
    over real quarters with such changes the 95% ranges of a year's total hold about 95%.

    >>> months = pd.period_range("2012-01", periods=24, freq="M")
    >>> result = predict(pd.Series([90, 110] * 12, index=months), 3)
    >>> result.table.loc["2014-01", ["mean", "lower95", "upper95"]].round().tolist()
    [103.0, 74.0, 135.0]
    >>> result.sentence
    '300 can be expected in January to March 2014, with a 95% range from 240 to 370.'
    """
    if horizon not in range(1, LONGEST_HORIZON + 1):
        raise ValueError(f"{horizon} periods asked for; 1 to {LONGEST_HORIZON} can be predicted")
    grid = on_grid(series)
    if (grid.values < 0).any():
        raise ValueError("counts can't be negative")
    per_year = MONTHS_IN_YEAR // grid.step
    history = _history(grid, per_year)
    count, fewest = int(history[-LONGEST_HISTORY:].count()), FEWEST[per_year]
    if count < fewest:
        return refused(history, _too_few(count, fewest, _NAMES[per_year]))
    return _predicted(history, grid, int(horizon), steps)


def _predicted(history: pd.Series, grid: Grid, horizon: int, steps: Iterable[date]) -> Prediction:
    first = _first_used(grid.values)
    counts, per_year = grid.values[first:], MONTHS_IN_YEAR // grid.step
    starts = grid.starts[first] + grid.step * np.arange(len(counts) + horizon)
    exposure = days_in(starts, grid.step) / (_DAYS_IN_YEAR / per_year)
    roots = np.sqrt(counts / exposure[: len(counts)])
    rows = _rows(steps, grid, first, roots)
    posterior = fit(roots, horizon, per_year, rows, float(np.nanmean(counts)))
    known = counts[~np.isnan(counts)]
    whole = bool((known == np.round(known)).all())
    paths = draw(posterior, exposure[len(counts) :], whole, grid.step)
    return predicted(history, paths, whole)


def _first_used(values: np.ndarray) -> int:
    """Return the row of the first known value that isn't too far back."""
    known = np.flatnonzero(~np.isnan(values))
    return int(known[known >= len(values) - LONGEST_HISTORY][0])


def _rows(steps: Iterable[date], grid: Grid, first: int, roots: np.ndarray) -> list[int]:
    """Return the rows from which declared steps hold, where there is a value on either side."""
    known = np.flatnonzero(~np.isnan(roots))
    rows = {grid.position(month_number(day)) - first for day in steps}
    return sorted(row for row in rows if known[0] < row <= known[-1])


def _history(grid: Grid, per_year: int) -> pd.Series:
    index = grid.index
    if isinstance(index, pd.DatetimeIndex):
        index = index.to_period(_FREQUENCY[per_year])
    return pd.Series(grid.values, index, name="count")


def _too_few(count: int, fewest: int, name: str) -> str:
    counted = f"1 {name} is" if count == 1 else f"{count} {name}s are"
    return f"There is not enough data: {counted} too few for a prediction; it takes {fewest}."
