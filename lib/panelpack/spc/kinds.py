"""The kinds of control chart: how each gets its values and its limits.

Formulas: Montgomery (Introduction to Statistical Quality Control), Provost and Murray (The Health
Care Data Guide) and, for p′ and u′, Laney (Quality Engineering 14, 2002); I′ after Taylor
(Normalized Individuals Control Chart, 2017). They reproduce qicharts2 0.8.1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from panelpack.spc.limits import (
    D2,
    SCREEN_FACTOR,
    Limits,
    Spread,
    around,
    exact_mean,
    mean_range,
    moving_ranges,
    without_if_flat,
    xmr_limits,
)

T_POWER = 3.6
"""Exponential times raised to 1/3.6 are nearly normal (Nelson 1994)."""


@dataclass(frozen=True)
class Phase:
    """One phase as given: numbers a row, NaN for gaps."""

    counts: np.ndarray
    sizes: np.ndarray | None
    """Denominators, or None for kinds without."""
    used: np.ndarray
    """True where a row sets the limits."""
    excluded: np.ndarray
    """True where a row is left out for a reason (it sets no limits either)."""
    screen: bool
    sigma_z_floor: float

    @property
    def rates(self) -> np.ndarray:
        """Counts per denominator, or the counts where there is none."""
        return self.counts if self.sizes is None else self.counts / self.sizes


@dataclass(frozen=True)
class Kind:
    """How one kind of chart works."""

    limits: Callable[[Phase], Limits]
    values: Callable[[Phase], np.ndarray] = lambda phase: phase.rates
    sizes: str = "none"
    """Denominators are `needed`, `optional` or `none`."""
    floor: float = -np.inf
    ceiling: float = np.inf
    outside_only: bool = False
    least: float = -np.inf
    """Smallest value that makes sense, itself included unless `positive`."""
    positive: bool = False


def clipped(kind: Kind, limits: Limits) -> Limits:
    """Keep limits where values can be."""
    lines = ("lower", "upper", "near_lower", "near_upper")
    inside = {line: np.clip(getattr(limits, line), kind.floor, kind.ceiling) for line in lines}
    return replace(limits, **inside)


def _ranges(phase: Phase) -> np.ndarray:
    return np.concatenate([[np.nan], np.abs(np.diff(phase.counts))])[: len(phase.counts)]


def _present(values: np.ndarray) -> np.ndarray:
    return values[~np.isnan(values)]


def _xmr(phase: Phase) -> Limits:
    return xmr_limits(phase.counts, phase.used, phase.screen)


def _individuals(phase: Phase) -> Limits:
    # As in qicharts2 an excluded point closes the rank: its neighbours give a moving range.
    values = phase.rates[phase.used]
    spread = mean_range(moving_ranges(values), phase.screen)
    centre = exact_mean(_present(values))
    return without_if_flat(around(centre, spread.mean_range / D2, spread))


def _moving_range(phase: Phase) -> Limits:
    used = _present(_ranges(phase)[phase.used])
    centre = exact_mean(used)
    upper = SCREEN_FACTOR * centre
    near = upper * 2 / 3
    return Limits(centre, 0.0, upper, 0.0, near, Spread(centre), varies=centre > 0)


def _run(phase: Phase) -> Limits:
    used = _present(phase.rates[phase.used])
    centre = float(np.median(used)) if len(used) else np.nan
    return Limits(centre, *[np.nan] * 4, Spread(np.nan), varies=False)


def _pooled(phase: Phase) -> float:
    used = phase.used & ~np.isnan(phase.rates)
    sizes = exact_mean(phase.sizes[used])
    return exact_mean(phase.counts[used]) / sizes if used.any() else np.nan


def _from_model(variance: Callable[[float], float]) -> Callable[[Phase], Limits]:
    def limits(phase: Phase) -> Limits:
        centre = _pooled(phase)
        sigma = np.sqrt(variance(centre) / phase.sizes)
        flat = not variance(centre) > 0
        return replace(around(centre, sigma, Spread(np.nan)), varies=not flat)

    return limits


def _laney(variance: Callable[[float], float]) -> Callable[[Phase], Limits]:
    def limits(phase: Phase) -> Limits:
        centre = _pooled(phase)
        if not variance(centre) > 0:
            return without_if_flat(around(centre, np.nan, Spread(np.nan)))
        sigma = np.sqrt(variance(centre) / phase.sizes)
        z = ((phase.rates - centre) / sigma)[phase.used]
        spread = mean_range(moving_ranges(z), phase.screen)
        sigma_z = max(spread.mean_range / D2, phase.sigma_z_floor)
        limits = without_if_flat(around(centre, sigma * sigma_z, spread))
        return replace(limits, sigma_z=sigma_z) if limits.varies else limits

    return limits


def _proportion(centre: float) -> float:
    return centre * (1 - centre)


def _rate(centre: float) -> float:
    return centre


def _count(phase: Phase) -> Limits:
    centre = exact_mean(_present(phase.counts[phase.used]))
    sigma = np.sqrt(centre)
    return replace(around(centre, sigma, Spread(np.nan)), varies=bool(centre > 0))


def _between(phase: Phase) -> Limits:
    used = _present(phase.counts[phase.used])
    mean = exact_mean(used)
    limits = around(mean, np.sqrt(mean * (mean + 1)), Spread(np.nan))
    # Geometric counts are so skewed that runs are judged about the median.
    centre = float(np.median(used)) if len(used) else np.nan
    return replace(limits, centre=centre, varies=bool(mean > 0))


def _time_between(phase: Phase) -> Limits:
    roots = _individuals(replace(phase, counts=phase.counts ** (1 / T_POWER)))
    lines = ("centre", "lower", "upper", "near_lower", "near_upper")
    return replace(roots, **{line: max(getattr(roots, line), 0) ** T_POWER for line in lines})


def _normalised(phase: Phase) -> Limits:
    sizes = np.ones(len(phase.counts)) if phase.sizes is None else phase.sizes
    centre = _pooled(replace(phase, sizes=sizes))
    rates, weights = (phase.counts / sizes)[phase.used], 1 / sizes[phase.used]
    ranges = np.abs(np.diff(rates)) / np.sqrt(weights[:-1] + weights[1:]) * np.sqrt(np.pi / 2)
    spread = mean_range(_present(ranges), phase.screen)
    return without_if_flat(around(centre, spread.mean_range * np.sqrt(1 / sizes), spread))


XMR = Kind(_xmr, values=lambda phase: phase.counts)

KINDS = {
    "p": Kind(_from_model(_proportion), sizes="needed", floor=0, ceiling=1, least=0),
    "pp": Kind(_laney(_proportion), sizes="needed", floor=0, ceiling=1, least=0),
    "u": Kind(_from_model(_rate), sizes="needed", floor=0, least=0),
    "up": Kind(_laney(_rate), sizes="needed", floor=0, least=0),
    "c": Kind(_count, floor=0, least=0),
    "g": Kind(_between, floor=0, least=0),
    "t": Kind(_time_between, least=0, positive=True),
    "i": Kind(_individuals, sizes="optional"),
    "ip": Kind(_normalised, sizes="optional"),
    "mr": Kind(_moving_range, values=_ranges, outside_only=True),
    "run": Kind(_run, sizes="optional"),
}
"""Proportions, counts per size, counts, events or time between, individuals, ranges, medians."""
