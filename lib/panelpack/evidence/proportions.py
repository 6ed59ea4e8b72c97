"""Two shares compared."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, inf

from scipy.optimize import brentq
from scipy.special import ndtr

from panelpack.evidence.intervals import (
    LEVEL,
    Interval,
    check_share,
    normal_quantile,
    score_interval,
)

_CLOSE = 1e-12


@dataclass(frozen=True)
class Difference:
    """The first share less the second, as fractions of 1, with its range and p."""

    estimate: float
    low: float
    high: float
    p: float


def newcombe(
    successes: float,
    n: float,
    successes_before: float,
    n_before: float,
    level: float = LEVEL,
    design_effect: float = 1.0,
) -> Difference:
    """Compare two independent shares by Newcombe's hybrid score interval.

    Newcombe (Statistics in Medicine 17, 1998, method 10). `design_effect` is the survey's
    variance over that of a simple random sample of its size (not the root of it); both bases are
    divided by it. p is 1 less the confidence at which the interval just reaches zero, so the two
    always agree. Raises ValueError for shares outside 0 to 1, an empty base, a design effect
    that isn't above zero or a level outside 0 to 1.

    >>> test = newcombe(150, 170, 560, 650)
    >>> round(test.estimate, 4), round(test.low, 4), round(test.high, 4)
    (0.0208, -0.0413, 0.0702)
    """
    check_share(successes, n)
    check_share(successes_before, n_before)
    if not 0 < design_effect < inf:
        raise ValueError(f"a design effect is above zero, not {design_effect}")
    shares = successes / n, successes_before / n_before
    bases = n / design_effect, n_before / design_effect
    low, high = _interval(shares, bases, normal_quantile(level))
    reach = standard_errors(shares, bases)
    return Difference(shares[0] - shares[1], low, high, float(2 * ndtr(-reach)))


def _interval(shares: Interval, bases: Interval, z: float) -> Interval:
    (now, before), (n_now, n_before) = shares, bases
    low_now, high_now = score_interval(now, n_now, z)
    low_before, high_before = score_interval(before, n_before, z)
    difference = now - before
    return (
        difference - hypot(now - low_now, high_before - before),
        difference + hypot(high_now - now, before - low_before),
    )


def standard_errors(shares: Interval, bases: Interval) -> float:
    """Return how many standard errors wide Newcombe's interval must be to reach zero.

    `shares` and `bases`: now and before.
    """
    if shares[0] < shares[1]:
        return standard_errors(shares[::-1], bases[::-1])
    if shares[0] == shares[1]:
        return 0.0
    widest = 1.0
    while _interval(shares, bases, widest)[0] > 0:
        widest *= 2
    return brentq(lambda z: _interval(shares, bases, z)[0], 0.0, widest, xtol=_CLOSE)


def detectable_share(
    successes_before: float, n_before: float, n: float, needed: float, design_effect: float = 1.0
) -> tuple[float | None, float | None]:
    """Return the nearest shares below and above that of before that would be told apart.

    `needed`: the standard errors that the difference has to be wide. None where even a share of
    0 (or 1) would not be.
    """
    check_share(successes_before, n_before)
    before = successes_before / n_before
    bases = n / design_effect, n_before / design_effect

    def beyond(share: float) -> float:
        return standard_errors((share, before), bases) - needed

    def reached(end: float) -> float | None:
        if end == before or beyond(end) < 0:
            return None
        return float(brentq(beyond, min(end, before), max(end, before), xtol=1e-9))

    return reached(0.0), reached(1.0)
