"""Suggest the one date at which a series of counts may have changed its level."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from panelpack.spc.calendar import Calendar, on_calendar
from panelpack.spc.quasipoisson import Fit, dispersion, fit
from panelpack.spc.season import FEWEST_YEARS, yearly_wave

STEP_LEVEL = 0.01
"""Probability below which a change is called a step: safe to look at every month for a year."""
POSSIBLE_LEVEL = 0.05
"""Probability below which a change is called possible."""
LEAST_EVIDENCE = 2.0
"""Quasi-BIC by which a step must beat a straight trend: "positive" evidence (Kass and Raftery,
Journal of the American Statistical Association 90, 1995)."""
SHORTEST_SIDE = 5
"""Values needed before and after a change."""
FEWEST_POINTS = 24
"""Values without which no change is looked for."""
SMALLEST_TOTAL = 10
"""Cases in all without which no change is looked for."""
PERMUTATIONS = 1999
"""Shuffled series that a p comes from: it is good to .001 near .01, at some 3 ms a series."""
SEED = 20140401
STEP, POSSIBLE, TREND, NO_CHANGE, TOO_SHORT = "step", "possible", "trend", "none", "too_short"


@dataclass(frozen=True, repr=False, eq=False)
class StepSuggestion:
    """What was found: a suggestion for an analyst to accept or not, never applied by itself."""

    table: pd.DataFrame
    """At most one row, the likeliest change: `date` (of the first period after it), `label`,
    `size` (new level over old; infinite after nothing but zeros), `p`, `evidence` (quasi-BIC by
    which a step beats a straight trend) and `verdict`. Empty if there was too little to test."""
    verdict: str
    """`step` (p < .01), `possible` (p < .05), `trend`, `none` or `too_short`."""
    sentence: str

    def __repr__(self) -> str:
        return f"<StepSuggestion {self.verdict}: {self.sentence}>"


def suggest_steps(series: pd.Series, permutations: int = PERMUTATIONS) -> StepSuggestion:
    """Look for at most one lasting change of level in a series of counts.

    `series`: counts (not negative) on a DatetimeIndex or PeriodIndex, NaN or absent periods being
    gaps; 24 values and 10 cases at least. Months and quarters get one yearly wave, if two years
    are there, and their number of days as exposure. `permutations`: more give a finer p; the same
    series always gives the same p. Raises TypeError and ValueError as `xmr` does, and for
    negative values.

    Method: the largest F statistic over all dates with five values on either side (Andrews,
    Econometrica 61, 1993), on quasi-Poisson residuals, its p from permuting them. A change also
    has to beat a straight trend clearly by quasi-BIC, or it is called a trend.

    >>> months = pd.period_range("2012-04", periods=24, freq="M")
    >>> counts = [100, 104, 98, 101, 103, 99] * 2 + [60, 63, 58, 61, 62, 59] * 2
    >>> suggest_steps(pd.Series(counts, index=months)).sentence.split(" (")[0]
    'The level is 40% lower from April 2013 on'
    """
    series, calendar = on_calendar(series)
    data = _Data.of(series.to_numpy(), calendar)
    if (data.counts < 0).any():
        raise ValueError("steps are looked for in counts, which can't be negative")
    if len(data.counts) < FEWEST_POINTS:
        return _too_short("value", len(data.counts), FEWEST_POINTS)
    if np.ptp(data.counts) == 0:
        return StepSuggestion(_one_row(), NO_CHANGE, "All values are equal: there is no step.")
    if data.counts.sum() < SMALLEST_TOTAL:
        return _too_short("case", int(data.counts.sum()), SMALLEST_TOTAL)
    candidate, p = _strongest(data, permutations)
    return _conclude(data, calendar, candidate, p)


@dataclass(frozen=True)
class _Data:
    rows: np.ndarray
    counts: np.ndarray
    exposure: np.ndarray
    columns: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray, calendar: Calendar) -> _Data:
        rows = np.flatnonzero(~np.isnan(values))
        exposure = calendar.days[rows] if calendar.months else np.ones(len(rows))
        columns = np.ones((len(rows), 1))
        if calendar.per_year and len(rows) >= FEWEST_YEARS * calendar.per_year:
            columns = np.column_stack([columns, yearly_wave(rows, calendar.per_year)])
        return cls(rows, values[rows], exposure, columns)

    def fit(self, *more: np.ndarray) -> Fit:
        return fit(np.column_stack([self.columns, *more]), self.counts, self.exposure)

    def after(self, candidate: int) -> np.ndarray:
        return (np.arange(len(self.counts)) >= candidate).astype(float)


def _strongest(data: _Data, permutations: int) -> tuple[int, float]:
    """Return the first position after the likeliest change, and the p of there being none.

    The F statistic rises with the share of the residual sum of squares that a step explains, so
    shares are compared. Every step column is first freed of what level and season explain.
    """
    null = data.fit()
    root = np.sqrt(null.means)
    residuals = (data.counts - null.means) / root
    base = np.linalg.qr(data.columns * root[:, None])[0]
    first = SHORTEST_SIDE
    candidates = np.arange(first, len(residuals) - SHORTEST_SIDE + 1)
    steps = (np.arange(len(residuals))[:, None] >= candidates) * root[:, None]
    steps = steps - base @ (base.T @ steps)
    steps /= np.linalg.norm(steps, axis=0)
    shuffled = residuals[_orders(len(residuals), permutations)]
    found = _shares(residuals[None], base, steps)[0]
    chance = _shares(shuffled, base, steps).max(axis=1)
    best = int(found.argmax())
    # A draw that ties with the series, as its own order does, counts against it.
    as_large = np.sum(chance >= found[best] * (1 - 1e-9))
    return int(candidates[best]), float((1 + as_large) / (1 + permutations))


def _shares(residuals: np.ndarray, base: np.ndarray, steps: np.ndarray) -> np.ndarray:
    total = np.sum(residuals**2, axis=1) - np.sum((residuals @ base) ** 2, axis=1)
    return (residuals @ steps) ** 2 / np.maximum(total, np.finfo(float).tiny)[:, None]


@lru_cache(maxsize=16)
def _orders(length: int, permutations: int) -> np.ndarray:
    rows = np.tile(np.arange(length), (permutations, 1))
    return np.random.default_rng(SEED).permuted(rows, axis=1)


def _conclude(data: _Data, calendar: Calendar, candidate: int, p: float) -> StepSuggestion:
    step, row = data.after(candidate), data.rows[candidate]
    stepped = data.fit(step)
    evidence = _evidence(data, stepped, step)
    size = _size(data.counts, candidate, stepped)
    verdict = _verdict(p, evidence)
    table = _one_row(calendar.index[row], calendar.labels[row], size, p, evidence, verdict)
    return StepSuggestion(table, verdict, _say(verdict, size, calendar.labels[row], p))


def _size(counts: np.ndarray, candidate: int, stepped: Fit) -> float:
    # From or to nothing but zeros a log ratio has no end, so the fit stops anywhere.
    if not counts[:candidate].any():
        return float("inf")
    return float(np.exp(stepped.coefficients[-1])) if counts[candidate:].any() else 0.0


def _evidence(data: _Data, stepped: Fit, step: np.ndarray) -> float:
    """Return the quasi-BIC of a straight trend less that of the step, whose date is a term too."""
    slope = data.rows / data.rows[-1]
    trend, both = data.fit(slope), data.fit(slope, step)
    scale = dispersion(both, data.counts, data.columns.shape[1] + 2)
    return (trend.deviance - stepped.deviance) / scale - float(np.log(len(data.counts)))


def _verdict(p: float, evidence: float) -> str:
    if p >= POSSIBLE_LEVEL:
        return NO_CHANGE
    if evidence < LEAST_EVIDENCE:
        return TREND
    return STEP if p < STEP_LEVEL else POSSIBLE


def _say(verdict: str, size: float, label: str, p: float) -> str:
    # Spaces that no line is broken at: half of it says nothing.
    chance = "p < .001" if p < 0.001 else f"p = {p:.3f}".replace("0.", ".")
    chance = chance.replace(" ", "\N{NO-BREAK SPACE}")
    if verdict == NO_CHANGE:
        return f"There is no sign of a step ({chance})."
    if verdict == TREND:
        return f"The level changes, but a straight trend fits about as well as a step ({chance})."
    lead = "The level is" if verdict == STEP else "The level is possibly"
    return f"{lead} {_moved(size)} from {label} on ({chance})."


def _moved(size: float) -> str:
    if np.isinf(size):
        return "above zero, which it never was before,"
    return f"{abs(size - 1):.0%} {'higher' if size > 1 else 'lower'}" if size else "zero"


def _one_row(*values) -> pd.DataFrame:
    names = ["date", "label", "size", "p", "evidence", "verdict"]
    return pd.DataFrame([values] if values else [], columns=names)


def _too_short(of: str, count: int, needed: int) -> StepSuggestion:
    counted = f"{count} {of} is" if count == 1 else f"{count} {of}s are"
    said = f"{counted} too few to look for a step; it takes {needed}."
    return StepSuggestion(_one_row(), TOO_SHORT, said)
