"""Rates of several units of different size, and which of them lie out of the ordinary."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, pi, sqrt

import numpy as np
import pandas as pd
from scipy.special import ndtri

FEWEST_UNITS = 5
"""Units below which the spread between them is not known well enough."""
NEAR, FAR = 0.95, 0.998
"""Levels of the inner and the outer limits."""
WINSORISED = 0.1
"""Share of the z scores at each end that is drawn in before the spread is measured."""


@dataclass(frozen=True, eq=False)
class Funnel:
    """Rates beside limits that hold chance and the ordinary spread between units.

    `table` has a row a unit: `count`, `exposure`, `rate` (per `per`), `z` (standard deviations
    from the centre) and `beyond` (0.998, 0.95, or 0 where the unit lies within the limits).
    `centre` is the rate of all together, `dispersion` the corrected winsorised variance of the z
    scores of chance alone, `spread` the standard deviation between units, in the rate's unit.
    """

    table: pd.DataFrame
    centre: float
    dispersion: float
    spread: float
    per: float

    def limits(self, exposure: float | np.ndarray, level: float) -> tuple:
        """Return the lower and upper limit for a unit of that exposure; never below 0."""
        reach = ndtri((1 + level) / 2) * self._error(np.asarray(exposure, dtype=float))
        return np.maximum(self.centre - reach, 0.0), self.centre + reach

    def _error(self, exposure: np.ndarray) -> np.ndarray:
        return np.sqrt(self.centre * self.per / exposure + self.spread**2)


def funnel(counts: pd.Series, exposure: pd.Series, per: float = 1000) -> Funnel:
    """Compare the rates of units, each a count over its own exposure (people, days).

    Limits are those of Spiegelhalter (Quality and Safety in Health Care 14, 2005, 347-351) with
    overdispersion as a spread between units: z scores of chance alone are winsorised at the
    outer tenths, their mean square is the dispersion φ, and the variance between units follows
    by the moments of DerSimonian and Laird. φ is divided by what winsorising leaves of a normal
    variance (0.679); without that, limits of 95% hold only 90%. A spread, unlike a factor on
    chance, treats large and small units alike.

    `counts` and `exposure` share an index of units, at least five. Raises ValueError for fewer
    units, a unit twice, a negative or missing count, an exposure that isn't above zero, or no
    count at all.

    >>> even = funnel(pd.Series([12, 9, 10, 11, 8]), pd.Series([1000.0] * 5))
    >>> even.centre, even.spread, [round(float(x), 2) for x in even.limits(1000, NEAR)]
    (10.0, 0.0, [3.8, 16.2])
    """
    if not (counts.index.is_unique and exposure.index.is_unique):
        raise ValueError("a unit is there twice; give each one count and one exposure")
    exposure = exposure.reindex(counts.index).astype(float)
    counts = counts.astype(float)
    _check(counts, exposure)
    centre = counts.sum() / exposure.sum()
    expected = centre * exposure
    by_chance = (counts - expected) / np.sqrt(expected)
    dispersion = _dispersion(by_chance.to_numpy())
    spread = np.sqrt(_between(dispersion, expected.to_numpy() / centre**2))
    rate = counts / exposure
    z = (rate - centre) / np.sqrt(centre / exposure + spread**2)
    beyond = np.select([z.abs() > ndtri((1 + level) / 2) for level in (FAR, NEAR)], (FAR, NEAR))
    table = pd.DataFrame(
        {"count": counts, "exposure": exposure, "rate": per * rate, "z": z, "beyond": beyond}
    )
    return Funnel(table, float(per * centre), dispersion, float(per * spread), per)


def _check(counts: pd.Series, exposure: pd.Series) -> None:
    if len(counts) < FEWEST_UNITS:
        raise ValueError(f"{len(counts)} units are too few to compare; {FEWEST_UNITS} are needed")
    if not counts.ge(0).all() or not np.isfinite(counts).all():
        raise ValueError("counts must be known and not below zero")
    if not exposure.gt(0).all() or not np.isfinite(exposure).all():
        raise ValueError("every unit needs an exposure above zero")
    if not counts.any():
        raise ValueError("there is no count above zero to compare")


def _dispersion(z: np.ndarray) -> float:
    drawn_in = np.clip(z, *np.quantile(z, [WINSORISED, 1 - WINSORISED]))
    return float(np.mean(drawn_in**2) / _normal_share(WINSORISED))


def _normal_share(share: float) -> float:
    """Return the variance of a standard normal winsorised by that share at each end."""
    end = ndtri(1 - share)
    return float((1 - 2 * share) - 2 * end * exp(-(end**2) / 2) / sqrt(2 * pi) + 2 * share * end**2)


def _between(dispersion: float, weights: np.ndarray) -> float:
    """Return the variance between units (DerSimonian and Laird); none below zero."""
    units = len(weights)
    scale = weights.sum() - (weights**2).sum() / weights.sum()
    return max(0.0, (units * dispersion - (units - 1)) / scale)
