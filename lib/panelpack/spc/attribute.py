"""Control charts by kind: proportions, rates, counts, rare events, individuals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from panelpack.spc.assemble import Request, assemble
from panelpack.spc.calendar import on_calendar
from panelpack.spc.kinds import KINDS, Kind
from panelpack.spc.profiles import Profile
from panelpack.spc.result import ControlChart

SIGMA_Z_FLOOR = 1.0
"""Laney's σz is not let below this: less than binomial or Poisson variation is chance."""


def chart(
    kind: str,
    counts: pd.Series,
    denominators: pd.Series | None = None,
    *,
    better: str = "neutral",
    target: float | Mapping | None = None,
    rebase: Iterable = (),
    baseline: int | object | None = None,
    exclude: Mapping | None = None,
    profile: str | Profile = "ptd",
    screen: bool | None = None,
    sigma_z_floor: float = SIGMA_Z_FLOOR,
    multiply: float = 1.0,
) -> ControlChart:
    """Judge counts by the variation that a kind of chart expects.

    `kind`: `p` proportion and `u` rate (both need `denominators` on the same dates), `pp` and
    `up` the same after Laney, `c` count, `g` cases between events, `t` time between events, `i`
    single values, `ip` those weighted by denominators, `mr` moving ranges, `run` median and run
    tests only. `multiply` scales values and lines (1,000 for rates per 1,000). `sigma_z_floor`:
    least σz of `pp` and `up`, 0 for none. The other arguments are those of `xmr`.

    Raises ValueError for an unknown kind, missing or needless denominators, values that a kind
    can't have, and as `xmr` does. Methods: `spc.kinds`.

    >>> months = pd.period_range("2014-01", periods=4, freq="M")
    >>> asked = pd.Series([100, 100, 100, 100], index=months)
    >>> chart("p", pd.Series([80, 90, 85, 85], index=months), asked).phases["centre"].item()
    0.85
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r}; choose from {', '.join(KINDS)}")
    how = KINDS[kind]
    _check_denominators(kind, how, denominators)
    counts, denominators = _together(counts, denominators)
    _check_values(kind, how, counts, denominators)
    asked = (better, target, rebase, baseline, exclude, profile, screen, sigma_z_floor, multiply)
    return assemble(kind, how, counts, denominators, Request(*asked))


def _check_denominators(kind: str, how: Kind, denominators) -> None:
    if how.sizes == "needed" and denominators is None:
        raise ValueError(f"a {kind} chart needs denominators")
    if how.sizes == "none" and denominators is not None:
        raise ValueError(f"a {kind} chart has no denominators")


def _together(counts: pd.Series, denominators: pd.Series | None):
    """Return both on one calendar, each missing where the other is or the denominator is 0."""
    if denominators is None:
        return counts, None
    sizes = on_calendar(denominators)[0]
    known = on_calendar(counts)[0]
    kinds = type(known.index).__name__, type(sizes.index).__name__
    if len(set(kinds)) > 1:
        raise ValueError(
            "counts are on a {} and denominators on a {}; give both alike".format(*kinds)
        )
    if len(known) and not len(known.index.intersection(sizes.index)):
        raise ValueError("denominators and counts share no dates")
    if (sizes < 0).any():
        raise ValueError("denominators can't be negative")
    sizes = sizes.reindex(known.index)
    if ((sizes == 0) & (known > 0)).any():
        raise ValueError("there are counts over a denominator of 0")
    both = known.notna() & (sizes > 0)
    return known.where(both), sizes.where(both)


def _check_values(kind: str, how: Kind, counts: pd.Series, sizes: pd.Series | None) -> None:
    values = on_calendar(counts)[0].to_numpy() if sizes is None else counts.to_numpy()
    if how.positive and (values <= how.least).any():
        raise ValueError(f"a {kind} chart needs values above {how.least}")
    if (values < how.least).any():
        raise ValueError(f"a {kind} chart needs values of {how.least} or more")
    if how.ceiling == 1 and np.any(values > sizes.to_numpy()):
        raise ValueError("counts are larger than their denominators")
