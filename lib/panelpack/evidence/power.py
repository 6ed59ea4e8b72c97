"""What a test could have seen."""

from __future__ import annotations

from functools import lru_cache
from math import inf

from scipy.optimize import brentq
from scipy.special import nctdtr, ndtri, stdtrit

from panelpack.evidence.intervals import LEVEL
from panelpack.evidence.rates import ratio_deviance

POWER = 0.80
"""How often a change must be seen to count as one that could have been."""

_LARGEST_RATIO = 1000.0


@lru_cache(maxsize=256)
def needed_standard_errors(
    freedom: float = inf, power: float = POWER, level: float = LEVEL
) -> float:
    """Return how many standard errors wide a difference must be to be seen with `power`.

    For a two-sided t test with that many degrees of `freedom`, by the non-central t; without
    them for a normal test.

    >>> round(needed_standard_errors(), 3), round(needed_standard_errors(33), 3)
    (2.802, 2.886)
    """
    if freedom == inf:
        return float(ndtri(0.5 + level / 2) + ndtri(power))
    critical = stdtrit(freedom, 0.5 + level / 2)
    return brentq(lambda shift: 1 - nctdtr(freedom, shift, critical) - power, 0.0, 10 * critical)


def detectable_ratios(
    expected: float, reference: float, dispersion: float, needed: float
) -> tuple[float | None, float | None]:
    """Return the nearest ratios below and above 1 of a count to `expected` that would be seen.

    The expectation is as sure as a count of `reference`; variances are `dispersion` times the
    Poisson ones; `needed` standard errors on the scale of the root of the deviance. None where
    even a count of zero (or a thousandfold one) would not be seen.
    """

    def beyond(ratio: float) -> float:
        moved = ratio_deviance(ratio * expected, reference, expected / reference)
        return moved / dispersion - needed**2

    fall = brentq(beyond, 0.0, 1.0) if beyond(0.0) >= 0 else None
    rise = brentq(beyond, 1.0, _LARGEST_RATIO) if beyond(_LARGEST_RATIO) >= 0 else None
    return fall, rise
