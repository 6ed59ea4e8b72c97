"""The model behind a prediction: level, slope, season and noise of a series of root counts.

A Bayesian dynamic linear model (West and Harrison, Bayesian Forecasting and Dynamic Models,
1997) whose level walks at random, whose slope fades, whose season is a sum of shrunken waves and
whose noise has an unknown variance with a conjugate prior. Everything but that variance is
Gaussian, so known and coming periods have one joint covariance: instead of filtering period by
period, its Cholesky factor gives the likelihood, the prediction and the joint paths at once, and
a gap is simply a row left out. What the data can't pin down, how fast level, slope and season
move against the noise, is averaged over a grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np

LEVEL_MOVES = (0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
"""Variance of a month's change of level, in units of the noise variance."""
SLOPE_MOVES = (0.0, 0.0001, 0.001, 0.01, 0.1)
"""Variance of a month's change of slope, in the same units."""
SEASON_SIZES = (0.0, 0.01, 0.04, 0.2, 1.0, 5.0)
"""Variance of the season, in the same units."""


class Usual(NamedTuple):
    """What is expected beforehand of level, slope or season.

    `none`: how likely it is that it never moves, or that there is none. Else `share` is by what
    share of the level it usually moves in a month, or how large it is, and `spread` the standard
    deviation of the logarithm of that share's square. The share is alike for large and small
    counts; so against their noise, large ones move more.
    """

    none: float
    share: float
    spread: float


LEVEL, SLOPE, SEASON = Usual(0.05, 0.04, 1.0), Usual(0.05, 0.0031, 1.5), Usual(0.055, 0.054, 1.0)
"""What makes most likely what came in half of the police forces: months made of the quarters of
2006/07 to 2018/19, whole and thinned to the size of a district. Those would have a level move by
0.034. It moves by more here, so that ranges of whole forces hold what they promise: a thinned
series moves only as the larger one it comes from. The other half was kept to check them."""
DAMPING = {12: 0.93, 4: 0.93**3}
"""Share of a slope that is left a period later."""
SEASON_MEMORY = 0.99
"""Correlation of a season with that of the next year."""
VAGUE = 1e4
"""Variance of the first level and of a declared step, in units of the noise variance."""
PRIOR_VALUES = 13.0
"""How many values the prior of the noise variance is worth."""
RAREST = 0.05
"""Mean count of a period below which noise and slopes are expected as at it."""


@dataclass(frozen=True)
class Posterior:
    """What is known of the coming periods: a mixture of multivariate Student distributions.

    `weights` has one entry a component, `means` a row of root values, `roots` the lower
    triangular root of the scale matrix; all have `freedom` degrees of freedom.
    """

    weights: np.ndarray
    means: np.ndarray
    roots: np.ndarray
    freedom: float


def fit(
    roots: np.ndarray, horizon: int, per_year: int, steps: Sequence[int], mean: float
) -> Posterior:
    """Return what root counts a period (NaN = gap) say of the `horizon` periods after them.

    `per_year`: 12 or 4. `steps`: rows from which the level differs by an unknown amount.
    `mean`: the mean count of a period, which says what noise and slopes to expect.
    """
    known = np.flatnonzero(~np.isnan(roots))
    given, rows = len(known), np.append(known, len(roots) + np.arange(horizon))
    factor = np.linalg.cholesky(_covariance(rows, per_year, steps))
    past = factor[:, :given, :given]
    centre = roots[known].mean()
    surprises = np.linalg.solve(past, (roots[known] - centre)[:, None])
    expected = PRIOR_VALUES * expected_variance(mean, 12 // per_year)
    squares = expected + (surprises[..., 0] ** 2).sum(axis=1)
    freedom = PRIOR_VALUES + given
    means = centre + (factor[:, given:, :given] @ surprises)[..., 0]
    scales = np.sqrt(squares / freedom)[:, None, None]
    diagonals = np.diagonal(past, axis1=1, axis2=2)
    weights = _weights(_beforehand(mean * per_year / 12), diagonals, squares, freedom)
    return Posterior(weights, means, scales * factor[:, given:, given:], freedom)


def expected_variance(mean: float, months: int = 1) -> float:
    """Return the noise variance of root counts, of so many months each, expected beforehand.

    A Poisson count's root has a variance of about 1/4, that of a rare count, mostly 0 and else
    1, no more than its mean. Recorded counts vary more, the more so the larger they are: variance
    over mean was found to be about 2 at a mean of 100 a month, 5 at 1,000 and 17 above 5,000. A
    sum of independent months has the variance over mean of its months.

    >>> [round(4 * expected_variance(mean), 1) for mean in (0, 0.1, 100, 1000, 10_000)]
    [0.2, 0.4, 2.3, 5.7, 17.7]
    >>> round(4 * expected_variance(300, months=3), 1)
    2.3
    """
    return min((1 + (mean / months / 60) ** 0.55) / 4, max(mean, RAREST))


def _beforehand(mean: float) -> np.ndarray:
    """Return how likely each point of the grid is for counts of this mean a month."""
    # A share of a level moves its root by half of that share.
    unit = max(mean, RAREST) / 4 / expected_variance(mean)
    levels, slopes, seasons = (
        _likely(np.array(sizes[1:]) / unit, usual)
        for sizes, usual in ((LEVEL_MOVES, LEVEL), (SLOPE_MOVES, SLOPE), (SEASON_SIZES, SEASON))
    )
    return (levels[:, None, None] * slopes[:, None] * seasons).ravel()


def _likely(squares: np.ndarray, usual: Usual) -> np.ndarray:
    """Return how likely none is, and then each of these squares of shares of the level."""
    far = np.log(squares / usual.share**2) / usual.spread
    some = np.exp(-(far**2 - (far**2).min()) / 2)
    return np.append(usual.none, (1 - usual.none) * some / some.sum())


def _weights(
    beforehand: np.ndarray, diagonals: np.ndarray, squares: np.ndarray, freedom: float
) -> np.ndarray:
    """Return how likely each point of the grid is, the noise variance integrated out."""
    volumes = np.log(diagonals).sum(axis=1)
    logs = np.log(beforehand) - volumes - freedom / 2 * np.log(squares)
    weights = np.exp(logs - logs.max())
    return weights / weights.sum()


def _grid() -> list:
    return list(product(LEVEL_MOVES, SLOPE_MOVES, SEASON_SIZES))


def _covariance(rows: np.ndarray, per_year: int, steps: Sequence[int]) -> np.ndarray:
    """Return the prior covariance of these rows for each point of the grid, in noise variances."""
    covariance = _kernels(int(rows[-1]) + 1, per_year)
    # Copying is slow, and most series have neither gaps nor steps.
    if len(rows) < covariance.shape[1]:
        covariance = covariance[:, rows[:, None], rows]
    for step in steps:
        after = (rows >= step).astype(float)
        covariance = covariance + VAGUE * np.outer(after, after)
    return covariance


@lru_cache(maxsize=2)
def _kernels(periods: int, per_year: int) -> np.ndarray:
    """Return the prior covariance of a series without gaps or steps."""
    apart = np.subtract.outer(np.arange(periods), np.arange(periods))
    level = np.tril(np.ones((periods, periods)))[:, 1:]
    slope = _slope(periods, DAMPING[per_year])
    parts = (level @ level.T, slope @ slope.T, _season(apart, per_year))
    # A sum over a quarter holds so many months of everything, and of the noise.
    months = 12 // per_year
    scales = [(a * months**2, b * months**4, c * months) for a, b, c in _grid()]
    return np.tensordot(np.array(scales), np.array(parts), 1) + VAGUE + np.eye(periods)


def _slope(periods: int, damping: float) -> np.ndarray:
    """Return how a unit change of slope, by its period, moves the level of each period."""
    apart = np.subtract.outer(np.arange(periods), np.arange(periods))
    moved = np.where(apart > 0, (1 - damping ** np.maximum(apart, 0)) / (1 - damping), 0)
    # The first slope has been moving for ever.
    moved[:, 0] /= np.sqrt(1 - damping**2)
    return moved


def _season(apart: np.ndarray, per_year: int) -> np.ndarray:
    """Return the covariance of a season of variance 1; shorter waves are expected smaller."""
    waves = np.arange(1, per_year // 2 + 1)
    shares = 1.0 / waves**2
    shares = shares / shares.sum()
    angle = 2 * np.pi * apart[..., None] * waves / per_year
    return (np.cos(angle) @ shares) * SEASON_MEMORY ** (np.abs(apart) / per_year)
