"""Centre lines and limits of one phase, from the values that set them."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

import numpy as np

XMR_FACTOR = 2.66
"""Three sigma in mean moving ranges, rounded as Wheeler prints it (3 / 1.128)."""
D2 = 1.128
"""Mean range of two normal values in sigmas."""
SCREEN_FACTOR = 3.267
"""Upper limit of a moving range in mean moving ranges (D4 for two values)."""
SIGMAS = 3
"""Limits lie three sigmas from the centre, near limits two."""
FIRM_FROM = 13
"""Values from which limits are called firm."""
FEWEST_VALUES = 2
"""Values without which there is no range, so no limit."""
ROUNDING = 1e-14
"""Share of the centre below which a mean range is left over from rounding, not variation."""

NONE, TRIAL, FIRM = "none", "trial", "firm"


@dataclass(frozen=True)
class Spread:
    """Mean moving range and what screening did to get it."""

    mean_range: float
    left_out: int = 0
    fell_back: bool = False


@dataclass(frozen=True)
class Limits:
    """Lines of a phase: numbers, or arrays with one number a row."""

    centre: float
    lower: np.ndarray | float
    upper: np.ndarray | float
    near_lower: np.ndarray | float
    near_upper: np.ndarray | float
    spread: Spread
    sigma_z: float = np.nan
    varies: bool = True
    """False where the values that set the limits give no variation to measure."""


def exact_mean(values: np.ndarray) -> float:
    """Return the mean without accumulated rounding, NaN for no values.

    A constant series has exactly its value as mean, and a point that is the mean is on it.

    >>> exact_mean(np.array([0.1] * 10)) == 0.1
    True
    """
    count = len(values)
    if not count:
        return np.nan
    mean = fsum(values) / count
    return mean + fsum([*values, *[-mean] * count]) / count


def moving_ranges(values: np.ndarray) -> np.ndarray:
    """Return |y_i − y_(i−1)| where both values exist."""
    ranges = np.abs(np.diff(values))
    return ranges[~np.isnan(ranges)]


def mean_range(ranges: np.ndarray, screen: bool) -> Spread:
    """Average moving ranges; with `screen`, once without those of 3.267 means or more.

    Screening follows Nelson (Journal of Quality Technology 14, 1982). Where it would leave
    nothing that varies, all ranges count and the result says so.

    >>> mean_range(np.array([1., 2., 1., 2., 40.]), screen=True)
    Spread(mean_range=1.5, left_out=1, fell_back=False)
    """
    average = exact_mean(ranges)
    if not screen or not average > 0:
        return Spread(average)
    kept = ranges[ranges < SCREEN_FACTOR * average]
    screened = exact_mean(kept)
    if not screened > 0:
        return Spread(average, fell_back=True)
    return Spread(screened, left_out=len(ranges) - len(kept))


def around(centre, unit, spread: Spread, factor: float = SIGMAS) -> Limits:
    """Put limits `factor` units from the centre and near limits two thirds of the way.

    `unit`: a number, or one a row: a sigma, or a mean moving range with its own factor.
    """
    near = 2 * (factor / 3)
    lines = [centre + sign * way * unit for way in (factor, near) for sign in (-1, 1)]
    return Limits(centre, *lines, spread)


def xmr_limits(values: np.ndarray, used: np.ndarray, screen: bool) -> Limits:
    """Limits of individual values: mean ∓ 2.66 mean moving ranges (Wheeler).

    `values`: one number a row, NaN for a gap; `used`: True where a value sets the limits. A gap
    or an unused value gives no range. Without a range that varies the limits are NaN.
    """
    kept = np.where(used, values, np.nan)
    spread = mean_range(moving_ranges(kept), screen)
    centre = exact_mean(kept[~np.isnan(kept)])
    return without_if_flat(around(centre, spread.mean_range, spread, XMR_FACTOR))


def without_if_flat(limits: Limits) -> Limits:
    """Return NaN limits where the mean range is zero or missing: there is nothing to measure."""
    if limits.spread.mean_range > ROUNDING * abs(limits.centre):
        return limits
    return without_lines(limits)


def without_lines(limits: Limits) -> Limits:
    """Return NaN limits around the same centre: nothing can be judged by them."""
    return Limits(limits.centre, *[np.nan] * 4, limits.spread, varies=False)


def limit_status(limits: Limits, values: int) -> str:
    """Say how far limits can be trusted: `none`, `trial` (from fewer than 13 values), `firm`."""
    if values < FEWEST_VALUES or not limits.varies:
        return NONE
    return FIRM if values >= FIRM_FROM else TRIAL
