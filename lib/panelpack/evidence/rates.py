"""Two counts compared."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from math import ceil, exp, inf, log, nan

from scipy.optimize import brentq
from scipy.special import bdtr, bdtrc, betaincinv, betaln, chdtrc, xlog1py, xlogy

from panelpack.evidence.intervals import LEVEL, check_level, check_rate, normal_quantile

# On the scale of logarithms: closer than anyone prints, wider than any two counts lie apart.
_CLOSE = 1e-12
_FAR = 60.0
# Chances that differ by less, as shares of themselves, are the same.
_SAME = 1e-7


@dataclass(frozen=True)
class RateRatio:
    """The ratio of two rates with its range `low` to `high`, and p for a ratio of 1.

    `ratio` is infinite where only the second count is zero, and NaN where both are.
    """

    ratio: float
    low: float
    high: float
    p: float


def rate_ratio(
    now: float,
    before: float,
    exposure_now: float = 1,
    exposure_before: float = 1,
    dispersion: float = 1,
    level: float = LEVEL,
) -> RateRatio:
    """Compare two counts, each over its own exposure (time, people).

    With a `dispersion` (variance over mean) of 1 the test is the exact conditional one for whole
    Poisson counts: Clopper and Pearson's interval of the binomial share, p as the sum of all
    outcomes that are no likelier (Przyborowski and Wilenski, Biometrika 31, 1940; the same as
    R's poisson.test). Above 1 it is the quasi-likelihood ratio, whose range excludes 1 exactly
    where p is below 1 − `level`.

    Raises ValueError for a negative count, an exposure that isn't above zero, a count that isn't
    whole in the exact test, or a dispersion below 1.

    >>> test = rate_ratio(772, 916)
    >>> round(test.ratio, 3), round(test.low, 3), round(test.high, 3), round(test.p, 6)
    (0.843, 0.765, 0.929, 0.000497)
    """
    check_rate(now, exposure_now)
    check_rate(before, exposure_before)
    check_level(level)
    if not 1 <= dispersion < inf:
        raise ValueError(f"a dispersion is at least 1 and finite, not {dispersion}")
    if not now and not before:
        return RateRatio(nan, 0.0, inf, 1.0)
    exposure = exposure_now / exposure_before
    ratio = now / before / exposure if before else inf
    compare = _exact if dispersion == 1 else _quasi
    low, high, p = compare(now, before, exposure, dispersion, level)
    return RateRatio(ratio, low, high, p)


def _exact(now, before, exposure, dispersion, level) -> tuple[float, float, float]:
    if now != int(now) or before != int(before):
        raise ValueError("the exact test needs whole counts")
    tail = (1 - level) / 2
    # The odds of the second share are kept apart, as 1 − share would lose digits near 1.
    low = betaincinv(now, before + 1, tail) / betaincinv(before + 1, now, 1 - tail) if now else 0.0
    high = (
        betaincinv(now + 1, before, 1 - tail) / betaincinv(before, now + 1, tail) if before else inf
    )
    p = _no_likelier(int(now), int(now + before), exposure / (1 + exposure))
    return float(low / exposure), float(high / exposure), p


def _no_likelier(found: int, of: int, share: float) -> float:
    """Return the chance of all outcomes that are no likelier than `found` of `of`.

    scipy.stats.binomtest gives the same, but takes longer to import than a pack to assess.
    """
    if found > of * share:
        return _no_likelier(of - found, of, 1 - share)
    if found == of * share:
        return 1.0
    middle = ceil(of * share)
    most = _chance(found, of, share) * (1 + _SAME)
    others = range(middle, of + 1)
    first = bisect_left(others, True, key=lambda other: _chance(other, of, share) <= most)
    return float(min(1.0, bdtr(found, of, share) + bdtrc(middle + first - 1, of, share)))


def _chance(found: int, of: int, share: float) -> float:
    ways = -betaln(of - found + 1, found + 1) - log(of + 1)
    return exp(ways + xlogy(found, share) + xlog1py(of - found, -share))


def _quasi(now, before, exposure, dispersion, level) -> tuple[float, float, float]:
    limit = normal_quantile(level) ** 2 * dispersion

    def beyond(effect: float) -> float:
        return ratio_deviance(now, before, exposure * exp(effect)) - limit

    p = float(chdtrc(1, ratio_deviance(now, before, exposure) / dispersion))
    middle = log(max(now, _CLOSE) / max(before, _CLOSE) / exposure)
    low = exp(brentq(beyond, middle - _FAR, middle, xtol=_CLOSE)) if now else 0.0
    high = exp(brentq(beyond, middle, middle + _FAR, xtol=_CLOSE)) if before else inf
    return low, high, p


def ratio_deviance(now: float, before: float, ratio: float) -> float:
    """Return the Poisson deviance of two counts if the first is expected `ratio` times the other.

    Neither count need be whole; twice the logarithm of the likelihood ratio.
    """
    level = (now + before) / (1 + ratio)
    likely = xlogy(now, now / (level * ratio)) + xlogy(before, before / level)
    return max(2 * float(likely), 0.0)
