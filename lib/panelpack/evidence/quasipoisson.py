"""Quasi-Poisson regression with a log link, and the test of one group's level in it."""

from __future__ import annotations

from dataclasses import dataclass
from math import copysign, exp, inf, log, sqrt

import numpy as np
from scipy.optimize import brentq
from scipy.special import fdtrc, fdtri

from panelpack.evidence.intervals import LEVEL

_ROUNDS = 100
_HALVINGS = 40
_CLOSE = 1e-13
_ROUNDING = 1e-13
"""Share of the total by which a deviance may rise through rounding alone."""
_LONGEST_STEP = 4.0
"""Most that one round moves the logarithm of a mean: further, it would only overflow."""
_LOWEST_MEAN = 1e-10
_SCALE_CLOSE = 1e-9
# A range that reaches a millionth or a million times the estimate has no end worth finding.
_FARTHEST = log(1e6)


@dataclass(frozen=True)
class Fit:
    """A fitted regression: coefficients, expected counts (one a value) and deviance."""

    coefficients: np.ndarray
    means: np.ndarray
    deviance: float


@dataclass(frozen=True)
class GroupEffect:
    """How a group of values compares with what the others lead one to expect.

    `ratio` of the group's total to `expected`, its range `low` to `high` and `p` for a ratio of
    1; `dispersion` with its degrees of `freedom`; `reference` is the number of events that the
    expectation is worth: it is as sure as one count of that size.
    """

    ratio: float
    low: float
    high: float
    p: float
    expected: float
    dispersion: float
    freedom: int
    reference: float


def fit(
    columns: np.ndarray,
    counts: np.ndarray,
    exposure: np.ndarray,
    start: np.ndarray | None = None,
) -> Fit:
    """Fit log(mean / exposure) = columns @ coefficients by Fisher scoring.

    `columns`: values × terms; `counts`: not negative, not all zero; `exposure`: above zero;
    `start`: coefficients to start from. McCullagh and Nelder (Generalized Linear Models, 1989);
    a step that raises the deviance is halved. A term that zeros would drive to minus infinity
    stops where it makes no more difference.
    """
    if start is None:
        middling = np.log((counts + counts.mean()) / 2 / exposure)
        start = np.linalg.lstsq(columns, middling, rcond=None)[0]
    now = _fit_at(start, columns, counts, exposure)
    for _ in range(_ROUNDS):
        step, gain = _step(columns, counts, now.means)
        better = _improved(now, step, columns, counts, exposure)
        if better is None:
            break
        now = better
        if gain <= _CLOSE:
            break
    return now


def _fit_at(coefficients, columns, counts, exposure) -> Fit:
    slopes = columns @ coefficients
    means = exposure * np.exp(slopes)
    # log(count / mean) without dividing by a mean that may be nearly zero.
    surprise = np.log(np.where(counts > 0, counts, 1) / exposure) - slopes
    deviance = 2 * np.sum(counts * surprise - (counts - means))
    return Fit(coefficients, means, max(float(deviance), 0.0))


def _step(columns, counts, means) -> tuple[np.ndarray, float]:
    """Return Fisher's step for the coefficients and how far it lowers the deviance."""
    information = (columns * means[:, None]).T @ columns
    slope = columns.T @ (counts - means)
    scale = 1 / np.sqrt(np.maximum(np.diag(information), np.finfo(float).tiny))
    scaled = information * np.outer(scale, scale)
    step = scale * np.linalg.lstsq(scaled, scale * slope, rcond=None)[0]
    longest = np.abs(columns @ step).max()
    gain = float(slope @ step)
    return step * min(1.0, _LONGEST_STEP / max(longest, _LONGEST_STEP)), gain


def _improved(now: Fit, step, columns, counts, exposure) -> Fit | None:
    """Return the fit after a step, halved until it is no worse; None if it never is."""
    for _ in range(_HALVINGS):
        found = _fit_at(now.coefficients + step, columns, counts, exposure)
        if found.deviance <= now.deviance + _ROUNDING * counts.sum():
            return found
        step = step / 2
    return None


def group_effect(
    columns: np.ndarray,
    counts: np.ndarray,
    exposure: np.ndarray,
    group: np.ndarray,
    level: float = LEVEL,
) -> GroupEffect:
    """Test by F whether the values of `group` share the level that `columns` give them.

    `group`: True for the values with a level of their own in the wider model; `columns` must be
    estimable without them. The dispersion is Pearson's chi-squared per degree of freedom in the
    wider model, not below 1. The range is the profile of the same quasi-likelihood, so it
    excludes 1 exactly where p is below 1 − `level`; beyond a millionfold it ends at 0 or infinity.

    Raises ValueError if there are no more values than terms.
    """
    wider = _Wider(columns, counts, exposure, group)
    narrow = fit(columns, counts, exposure)
    raised = max(narrow.deviance - wider.deviance, 0.0)
    low, high = wider.profile(fdtri(1, wider.freedom, level) * wider.dispersion)
    return GroupEffect(
        ratio=wider.ratio,
        low=low,
        high=high,
        p=float(fdtrc(1, wider.freedom, raised / wider.dispersion)),
        expected=wider.expected,
        dispersion=wider.dispersion,
        freedom=wider.freedom,
        reference=wider.reference(),
    )


class _Wider:
    """The model in which the group has a level of its own.

    That level makes the group's expected total its observed one; where this is zero the level
    is minus infinity, and the model is that of the other values.
    """

    def __init__(self, columns, counts, exposure, group):
        self.columns, self.counts, self.exposure, self.group = columns, counts, exposure, group
        self.total = float(counts[group].sum())
        chosen = np.ones(len(counts), dtype=bool) if self.total else ~group
        terms = np.column_stack([columns, group])[chosen] if self.total else columns[chosen]
        fitted = fit(terms, counts[chosen], exposure[chosen])
        self.own = fitted.coefficients[: columns.shape[1]]
        self.usual = exposure * np.exp(columns @ self.own)
        self.expected = max(float(self.usual[group].sum()), _LOWEST_MEAN)
        self.ratio = self.total / self.expected
        self.deviance = fitted.deviance
        self.freedom = int(chosen.sum()) - int(np.linalg.matrix_rank(terms))
        if self.freedom < 1:
            raise ValueError("there are no more values than terms, so nothing can be tested")
        spread = np.sum((counts[chosen] - fitted.means) ** 2 / fitted.means)
        self.dispersion = max(float(spread) / self.freedom, 1.0)

    def profile(self, limit: float) -> tuple[float, float]:
        """Return the ratios at which the deviance has risen by `limit`."""
        # Without events the deviance rises by about twice the expected ones: start well below.
        middle = log(self.ratio if self.total else limit / 100 / self.expected)
        step = sqrt(limit * (1 / max(self.total, 1.0) + 1 / self.reference()))
        step = min(step, _LONGEST_STEP)
        low = exp(self._reached(limit, middle, -step)) if self.total else 0.0
        return low, exp(self._reached(limit, middle, step))

    def _reached(self, limit: float, middle: float, step: float) -> float:
        def beyond(effect: float) -> float:
            risen = max(self._deviance_at(effect) - self.deviance, 0.0)
            return sqrt(risen) - sqrt(limit)

        near, end = middle, middle + step
        while beyond(end) < 0:
            near, end = end, end + step
            if abs(end - middle) > _FARTHEST:
                return copysign(inf, step)
        return float(brentq(beyond, near, end, xtol=_SCALE_CLOSE, rtol=_SCALE_CLOSE))

    def _deviance_at(self, effect: float) -> float:
        scaled = np.where(self.group, self.exposure * exp(effect), self.exposure)
        return fit(self.columns, self.counts, scaled, self.own).deviance

    def reference(self) -> float:
        """Return the size of a count that is as sure as the expectation."""
        terms = np.column_stack([self.columns, self.group])
        spread = np.linalg.pinv((terms * self.usual[:, None]).T @ terms)[-1, -1]
        return 1 / max(float(spread) - 1 / self.expected, 1e-300)
