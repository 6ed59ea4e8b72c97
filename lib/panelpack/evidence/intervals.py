"""Ranges for one share and one rate."""

from __future__ import annotations

from math import sqrt

from scipy.special import chdtri, ndtri

LEVEL = 0.95
"""Confidence of a range where none is asked for."""

Interval = tuple[float, float]


def wilson(successes: float, n: float, level: float = LEVEL) -> Interval:
    """Return Wilson's score interval for a share, as fractions of 1.

    `successes` of `n`; weighted figures need not be whole. Wilson (Journal of the American
    Statistical Association 22, 1927). Raises ValueError for a level outside 0 to 1, no base, or
    successes outside 0 to `n`.

    >>> low, high = wilson(150, 170)
    >>> round(low, 4), round(high, 4)
    (0.8253, 0.9225)
    """
    check_share(successes, n)
    return score_interval(successes / n, n, normal_quantile(level))


def score_interval(share: float, n: float, z: float) -> Interval:
    """Return the shares that lie at most `z` standard errors of their own from `share`."""
    centre = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    # Rounding must not leave a trace where the bound is the end of the scale.
    lower = 0.0 if share == 0 else max((centre - half) / whole, 0.0)
    upper = 1.0 if share == 1 else min((centre + half) / whole, 1.0)
    return lower, upper


def exact_poisson_rate(count: float, exposure: float = 1, level: float = LEVEL) -> Interval:
    """Return the exact (Garwood) interval for a Poisson rate, in events per unit of exposure.

    Garwood (Biometrika 28, 1936). Raises ValueError for a negative count, an exposure that
    isn't above zero, or a level outside 0 to 1.

    >>> low, high = exact_poisson_rate(10)
    >>> round(low, 3), round(high, 3)
    (4.795, 18.39)
    """
    check_rate(count, exposure)
    tail = (1 - check_level(level)) / 2
    lower = chdtri(2 * count, 1 - tail) / 2 if count else 0.0
    return float(lower / exposure), float(chdtri(2 * count + 2, tail) / 2 / exposure)


def normal_quantile(level: float) -> float:
    """Return how many standard errors hold a share `level` of a normal distribution."""
    return float(ndtri(0.5 + check_level(level) / 2))


def check_level(level: float) -> float:
    """Return a confidence level; raise ValueError if it isn't between 0 and 1."""
    if not 0 < level < 1:
        raise ValueError(f"a confidence level lies between 0 and 1, not at {level}")
    return level


def check_share(successes: float, n: float) -> None:
    """Raise ValueError unless `successes` of `n` make a share."""
    if not 0 < n < float("inf"):
        raise ValueError(f"a share needs a base above zero, not {n}")
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is not a share")


def check_rate(count: float, exposure: float) -> None:
    """Raise ValueError unless `count` and `exposure` make a rate."""
    if not 0 <= count < float("inf"):
        raise ValueError(f"a count is not negative and is finite, not {count}")
    if not 0 < exposure < float("inf"):
        raise ValueError(f"an exposure is above zero and finite, not {exposure}")
