"""Joint sample paths of the coming counts, and the ranges that hold most of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import gammaincinv, ndtri

from panelpack.outlook.model import Posterior

PATHS = 4000
SEED = 20140630
TAILS = {"80": 0.1, "95": 0.025}
"""Share of the paths beyond either end of a range."""
CHANGES, CHANGE_SIZE = 0.005, 0.4
"""Chance that a month brings a lasting change that nothing announced, as of recording, and the
standard deviation of its logarithm; chosen as the figures of `panelpack.outlook.model`."""


@dataclass(frozen=True)
class _Chances:
    """Fixed draws, so that a series always gets the same ranges, whatever else was predicted."""

    component: np.ndarray
    variance: np.ndarray
    normal: np.ndarray
    """Paths × periods; more periods leave the first ones as they are."""
    rounding: np.ndarray
    tie: np.ndarray
    change: np.ndarray
    """Paths × periods: what a count is multiplied by because of lasting changes until then."""


@lru_cache(maxsize=8)
def _chances(horizon: int, months: int = 1) -> _Chances:
    streams = [np.random.default_rng([SEED, part]) for part in range(6)]
    strata = (np.arange(PATHS) + 0.5) / PATHS
    normal = streams[2].standard_normal((horizon, PATHS // 2))
    return _Chances(
        component=streams[0].permutation(strata),
        variance=streams[1].permutation(strata),
        # Each path beside its mirror image keeps the mean exact.
        normal=np.hstack([normal, -normal]).T,
        rounding=streams[3].random((horizon, PATHS)).T,
        tie=streams[4].permutation(strata) - 0.5,
        change=_changes(streams[5], horizon, months),
    )


def _changes(rng: np.random.Generator, horizon: int, months: int) -> np.ndarray:
    """Return paths × periods of factors with a mean of 1; a period has so many `months`."""
    logs = rng.permuted(np.zeros((horizon, PATHS)) + _sizes(months), axis=1).T
    factors = np.exp(logs.cumsum(axis=1))
    return factors / factors.mean(axis=0)


def _sizes(months: int) -> np.ndarray:
    """Return for each path the logarithm of the change that a period brings, mostly 0."""
    happened = round(PATHS * CHANGES * months)
    sizes = CHANGE_SIZE * ndtri((np.arange(happened) + 0.5) / happened)
    return np.append(sizes, np.zeros(PATHS - happened))


def draw(posterior: Posterior, exposure: np.ndarray, whole: bool, months: int) -> np.ndarray:
    """Return paths × periods of counts; a period has so many `months`.

    The square of a root that strays below zero is kept as it is: the mean of the squares is the
    mean count. `whole` counts are made whole at random, which keeps the mean as well, and lets a
    rare count be zero as often as it is.
    """
    chances = _chances(posterior.means.shape[1], months)
    last = len(posterior.weights) - 1
    component = np.searchsorted(np.cumsum(posterior.weights), chances.component).clip(max=last)
    half = posterior.freedom / 2
    spread = np.sqrt(half / gammaincinv(half, chances.variance))
    moved = np.einsum("pij,pj->pi", posterior.roots[component], chances.normal)
    counts = (posterior.means[component] + spread[:, None] * moved) ** 2 * exposure * chances.change
    return np.floor(counts + chances.rounding) if whole else counts


def summary(counts: np.ndarray, whole: bool) -> dict[str, np.ndarray]:
    """Return mean, `lower80`, `upper80`, `lower95` and `upper95` over the paths (first axis).

    Ends of `whole` counts are those whole numbers that leave nearest to the promised share
    outside; rounding outwards would promise less than is kept.
    """
    mean = counts.mean(axis=0)
    found = {"mean": mean}
    tie = _chances(1).tie.reshape(-1, *[1] * mean.ndim)
    for name, tail in TAILS.items():
        low, high = np.quantile(counts + tie if whole else counts, [tail, 1 - tail], axis=0)
        if whole:
            low, high = np.ceil(low), np.floor(high)
            low, high = np.minimum(low, np.floor(mean)), np.maximum(high, np.ceil(mean))
        # Adding 0 turns a minus zero into zero.
        found |= {f"lower{name}": np.maximum(low, 0) + 0.0, f"upper{name}": high}
    return found
