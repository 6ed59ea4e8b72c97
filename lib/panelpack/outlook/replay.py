"""Replay the predictions that a series would have had, and see how they fared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from scipy.special import ndtri

from panelpack.months import MONTHS_IN_QUARTER, MONTHS_IN_YEAR, on_grid
from panelpack.outlook.paths import TAILS
from panelpack.outlook.prediction import FEWEST, predict
from panelpack.outlook.result import COLUMNS, Prediction

_SCORES = ("error", "naive_error", "crps", "naive_crps")


@dataclass(frozen=True, repr=False, eq=False)
class Backtest:
    """How a series' predictions fared, each made from what was known at its origin.

    `table` has one row an origin and period predicted: `origin` (the last period known),
    `period`, `ahead` (1 for the next), `mean`, `lower80`, `upper80`, `lower95`, `upper95`,
    `actual`, `inside80`, `inside95`, and four scores in units of the past's own mean change from
    a year before: `error` and `crps` of the prediction, `naive_error` and `naive_crps` of
    repeating the year before. Periods without a value, or without one the year before, are left
    out. `totals` has a row an origin and total that came whole: `periods` summed, `period` the
    last of them, and the same figures without the scores.
    """

    table: pd.DataFrame
    totals: pd.DataFrame
    per_year: int

    @property
    def summary(self) -> dict[str, float]:
        """The figures over all origins; NaN where nothing could be scored.

        `mase` and `naive_mase`: mean absolute scaled error (Hyndman and Koehler, International
        Journal of Forecasting 22, 2006) of prediction and of repeating the year before. `scrps`
        and `naive_scrps`: the continuous ranked probability score in the same units. `inside80`
        and `inside95`: share of values in their range; `quarter_…` and `year_…` that of the
        totals.
        """
        scores = self.table[list(_SCORES)].mean().astype(float)
        names = ("mase", "naive_mase", "scrps", "naive_scrps")
        found = dict(zip(names, map(float, scores), strict=True)) | _kept(self.table, "")
        lengths = {"quarter_": self.per_year // 4, "year_": self.per_year}
        for name, periods in lengths.items():
            found |= _kept(self.totals[self.totals["periods"] == periods], name)
        return found

    @property
    def sentence(self) -> str:
        """One plain sentence on how often the ranges held."""
        if self.table.empty:
            return "No prediction has been overtaken by events yet, so none can be checked."
        found, origins = self.summary, self.table["origin"].nunique()
        made = "1 earlier prediction" if origins == 1 else f"{origins} earlier predictions"
        return (
            f"Of what came after {made}, {found['inside95']:.0%} lay in the 95% ranges "
            f"and {found['inside80']:.0%} in the 80% ranges."
        )

    def __repr__(self) -> str:
        return f"<Backtest, {len(self.table)} values: {self.sentence}>"


def backtest(
    series: pd.Series,
    horizon: int | None = None,
    first: int | None = None,
    steps: Iterable[date] = (),
    history: int | None = None,
) -> Backtest:
    """Predict a series from every one of its periods on, and compare with what came.

    `series` and `steps`: as for `predict`; at each origin only steps until then are known.
    `horizon`: periods predicted each time, a year without it. `first`: periods known at the
    first origin, two years without it. `history`: use no more than so many last periods, to see
    what a short history would give. Origins whose past has too few values are left out.
    Raises what `predict` raises, and ValueError for `first` or `history` below 1.
    """
    grid = on_grid(series)
    per_year = MONTHS_IN_YEAR // grid.step
    horizon, first = horizon or per_year, 2 * per_year if first is None else first
    if first < 1 or (history is not None and history < 1):
        raise ValueError("first and history are numbers of periods, from 1 up")
    whole = pd.Series(grid.values, grid.index)
    steps, rows, totals = list(steps), [], []
    for origin in range(max(first, FEWEST[per_year]), len(whole)):
        past = whole.iloc[max(0, origin - (history or origin)) : origin]
        prediction = predict(past, horizon, steps)
        if not prediction.table.empty:
            to_come = grid.values[origin : origin + horizon]
            rows += _periods(prediction, to_come, past.to_numpy(), per_year)
            totals += _totals(prediction, to_come, per_year)
    return Backtest(_frame(rows, ("ahead",), _SCORES), _frame(totals, ("periods",)), per_year)


def _periods(
    prediction: Prediction, actual: np.ndarray, past: np.ndarray, per_year: int
) -> Iterator[dict]:
    changes = past[per_year:] - past[:-per_year]
    scale, spread = _scale(changes)
    for i, value in enumerate(actual):
        # A year before, or as many years as it takes to be in the past.
        before = past[len(past) - per_year + i % per_year] if len(past) >= per_year else np.nan
        if np.isnan(value) or np.isnan(before):
            continue
        row, paths = prediction.table.iloc[i], prediction.paths[:, i]
        yield _judged(prediction, i, row, value) | {
            "ahead": i + 1,
            "error": abs(row["mean"] - value) / scale,
            "naive_error": abs(before - value) / scale,
            "crps": _crps(paths, value) / scale,
            "naive_crps": _crps(before + spread * _normal_scores(), value) / scale,
        }


def _scale(changes: np.ndarray) -> tuple[float, float]:
    """Return the mean and the root mean square of the changes, NaN where there is none."""
    changes = np.abs(changes[~np.isnan(changes)])
    if not changes.any():
        return np.nan, np.nan
    return float(changes.mean()), float(np.sqrt(np.mean(changes**2)))


def _totals(prediction: Prediction, actual: np.ndarray, per_year: int) -> Iterator[dict]:
    for periods in (per_year * MONTHS_IN_QUARTER // MONTHS_IN_YEAR, per_year):
        came = actual[:periods]
        if len(came) == periods and not np.isnan(came).any():
            total = prediction.total(periods)
            row = {name: getattr(total, name) for name in COLUMNS}
            yield _judged(prediction, periods - 1, row, came.sum()) | {"periods": periods}


def _judged(prediction: Prediction, i: int, row, value: float) -> dict:
    inside = {
        f"inside{name}": bool(row[f"lower{name}"] <= value <= row[f"upper{name}"]) for name in TAILS
    }
    at = {"origin": prediction.history.index[-1], "period": prediction.table.index[i]}
    return at | {name: float(row[name]) for name in COLUMNS} | {"actual": float(value)} | inside


def _frame(rows: list[dict], extra: tuple[str, ...], scores: tuple[str, ...] = ()) -> pd.DataFrame:
    inside = [f"inside{name}" for name in TAILS]
    columns = ["origin", "period", *extra, *COLUMNS, "actual", *inside, *scores]
    return pd.DataFrame(rows, columns=columns)


def _kept(frame: pd.DataFrame, name: str) -> dict[str, float]:
    inside = [f"inside{tail}" for tail in TAILS]
    return {name + column: float(frame[column].astype(float).mean()) for column in inside}


def _crps(draws: np.ndarray, value: float) -> float:
    """Return the continuous ranked probability score of equally likely draws."""
    draws = np.sort(draws)
    ranks = 2 * np.arange(len(draws)) + 1 - len(draws)
    return float(np.abs(draws - value).mean() - (ranks * draws).sum() / len(draws) ** 2)


def _normal_scores(count: int = 400) -> np.ndarray:
    from_zero = (np.arange(count) + 0.5) / count
    return ndtri(from_zero)
