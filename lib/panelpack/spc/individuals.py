"""The XmR chart: individual values and their moving ranges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from panelpack.spc.assemble import Request, assemble
from panelpack.spc.kinds import XMR
from panelpack.spc.profiles import Profile
from panelpack.spc.result import ControlChart


def xmr(
    series: pd.Series,
    better: str = "neutral",
    target: float | Mapping | None = None,
    rebase: Iterable = (),
    baseline: int | object | None = None,
    profile: str | Profile = "ptd",
    screen: bool | None = None,
    *,
    exclude: Mapping | None = None,
) -> ControlChart:
    """Judge a series of single values by its own month-to-month variation.

    `series`: numbers in any unit on a DatetimeIndex or PeriodIndex, in any order; NaN and absent
    periods are gaps, which end runs and give no moving range. `better`: the direction of
    improvement, `fewer`, `more` or `neutral`. `target`: one number, or a mapping from the date on
    which each target begins. `rebase`: dates at which a new phase begins, with limits and signals
    of its own. `baseline`: limits come from this many first periods of each phase, or from the
    periods up to this date, and are held from then on. `profile`: `ptd`, `mdc2023`, `textbook`,
    `cautious` or a `Profile`. `screen`: leave large moving ranges out once; None: as profiled.
    `exclude`: date -> reason for points that shall set no limit; they are still judged.

    Raises TypeError if it isn't such a series, ValueError for repeated dates, infinite values, an
    unknown word, a date that the series doesn't have or an exclusion without a reason.

    Method: Wheeler (Understanding Variation, 1993), limits at 2.66 mean moving ranges; signals,
    variation and assurance as in NHSRplotthedots 0.2.2, save that values without variation have
    no limits and that screening never leaves a chart without variation.

    >>> months = pd.period_range("2014-01", periods=6, freq="M")
    >>> result = xmr(pd.Series([10, 12, 11, 13, 10, 30], index=months), better="fewer")
    >>> result.sentence
    'The last value, 30 for June 2014, lies above the upper trial limit of 19.7: a concern.'
    """
    request = Request(better, target, rebase, baseline, exclude, profile, screen)
    return assemble("xmr", XMR, series, None, request)
