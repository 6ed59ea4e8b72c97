"""What a prediction gives back."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from panelpack.outlook.paths import summary
from panelpack.spc.sentence import number

COLUMNS = ("mean", "lower80", "upper80", "lower95", "upper95")


@dataclass(frozen=True)
class Total:
    """The sum of the first periods to come: its mean and the ranges of the sum itself."""

    periods: int
    mean: float
    lower80: float
    upper80: float
    lower95: float
    upper95: float


@dataclass(frozen=True, repr=False, eq=False)
class Prediction:
    """What the coming periods are likely to bring.

    `table` has one row a period, on a PeriodIndex: `mean`, `lower80`, `upper80`, `lower95`,
    `upper95`; it is empty where there was too little data. `sentence` says it in words.
    """

    table: pd.DataFrame
    sentence: str
    history: pd.Series
    """The known counts on a complete PeriodIndex, NaN where there is a gap."""
    paths: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))
    """Joint sample paths of the counts: paths × periods. Sum along a path, never over ranges."""
    whole: bool = True
    """Whether counts are whole numbers, as in the history."""

    def total(self, n: int) -> Total:
        """Return mean and ranges of the sum of the first `n` periods.

        From joint paths: adding up the ends of single ranges would be far too wide, and summing
        as if periods were independent far too narrow. Raises ValueError if `n` isn't between 1
        and the number of periods predicted.
        """
        if n not in range(1, len(self.table) + 1):
            raise ValueError(f"{n} periods asked for; {len(self.table)} are predicted")
        return _total(self.paths, int(n), self.whole)

    def chart(self, unit: str = "cases"):
        """Draw it (imported only now: numbers don't need a drawing library)."""
        from panelpack import charts

        return charts.prediction(self.history, self.table, unit)

    def __repr__(self) -> str:
        return f"<Prediction, {len(self.table)} periods: {self.sentence}>"


def predicted(history: pd.Series, paths: np.ndarray, whole: bool) -> Prediction:
    """Return the prediction that joint paths amount to."""
    index = pd.period_range(history.index[-1] + 1, periods=paths.shape[1], freq=history.index.freq)
    table = pd.DataFrame(summary(paths, whole), index=index, columns=list(COLUMNS))
    return Prediction(table, _sentence(table, paths, whole), history, paths, whole)


def refused(history: pd.Series, sentence: str) -> Prediction:
    """Return a prediction without periods, and the sentence that says why."""
    empty = pd.DataFrame(columns=list(COLUMNS), index=history.index[:0], dtype=float)
    return Prediction(empty, sentence, history)


def _total(paths: np.ndarray, n: int, whole: bool) -> Total:
    figures = summary(paths[:, :n].sum(axis=1), whole)
    return Total(n, **{name: float(value) for name, value in figures.items()})


def _sentence(table: pd.DataFrame, paths: np.ndarray, whole: bool) -> str:
    """Say the coming quarter, or what there is of it."""
    quarter = 3 if table.index.freqstr.startswith("M") else 1
    soon = min(len(table), quarter)
    total = _total(paths, soon, whole)
    mean = round(total.mean) if whole and total.mean >= 1 else total.mean
    return (
        f"{number(mean)} can be expected in {_span(table.index[0], table.index[soon - 1])}, "
        f"with a 95% range from {number(total.lower95)} to {number(total.upper95)}."
    )


def _span(first: pd.Period, last: pd.Period) -> str:
    """Say the months from the start of one period to the end of another."""
    start, end = first.start_time, last.end_time
    if (start.year, start.month) == (end.year, end.month):
        return f"{end:%B %Y}"
    year = "" if start.year == end.year else f" {start.year}"
    return f"{start:%B}{year} to {end:%B %Y}"
