"""A quarter's count against what the last baseline year leads one to expect."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from panelpack import evidence
from panelpack.assessment.layout import Layout, lay_out
from panelpack.assessment.result import Detectable, Result, check_better, judged, unassessed
from panelpack.assessment.sentences import counted
from panelpack.comparison import round_half_up
from panelpack.evidence import GroupEffect
from panelpack.months import MONTHS_IN_QUARTER, month_start
from panelpack.quarters import Quarter, month_label

SMALLEST_COUNT = 23
"""Expected count of a quarter below which no class is given: less can't even show a halving."""

FEWEST_FREE = 3
"""Degrees of freedom below which the dispersion is not known well enough."""


def assess_counts(
    series: pd.Series,
    quarter: Quarter | str,
    better: str,
    exposure: pd.Series | None = None,
    breaks: Iterable[date] = (),
    floor: float = SMALLEST_COUNT,
) -> Result:
    """Test a quarter's count against the last financial year before the quarter's own.

    `series`: counts on a DatetimeIndex or PeriodIndex of months or quarters, in any order, NaN a
    gap. `exposure`: what the counts are in proportion to, on the same periods (default: days).
    `breaks`: days from which recording differs; levels on either side are not compared.

    The model is quasi-Poisson with a log link: a level for each financial year, and a season (one
    yearly harmonic for months, quarter-of-year terms for quarters). Below 24 months the season is
    not modelled: months are summed to quarters, so that it counts as dispersion. The F test is
    that the quarter has the last year's level, with a dispersion of at least 1. Periods between
    the baseline and the quarter are left out.

    Returns a Result whose `ratio` is the quarter's count over `expected`. State: "not available"
    if the quarter isn't complete in the series, "not enough data" below 12 months or quarters of
    baseline or without a comparable half year before, "small numbers" if less than `floor` is
    expected. Raises TypeError for another index, ValueError for negative counts, repeated
    periods, exposures that aren't above zero, or another `better`.

    >>> months = pd.period_range("2011-04", periods=39, freq="M")
    >>> counts = pd.Series([300, 310, 290] * 12 + [200, 210, 190], index=months)
    >>> result = assess_counts(counts, "2014-15-q1", better="fewer")
    >>> result.state, f"{result.expected:.0f} expected, {result.ratio:.2f} of them came"
    ('improved', '899 expected, 0.67 of them came')
    """
    check_better(better)
    quarter = Quarter.parse(quarter) if isinstance(quarter, str) else quarter
    layout = lay_out(series, quarter, exposure, breaks)
    if layout is None:
        what = "complete figure" if exposure is None else "complete figure with its exposure"
        return unassessed("not available", f"There is no {what} for {quarter.label}")
    return _lacking(layout, quarter) or _assessed(layout, quarter, better, exposure, floor)


def _lacking(layout: Layout, quarter: Quarter) -> Result | None:
    """Return the result of a baseline that is too short, or None if it is long enough."""
    period = _period(layout)
    if layout.observed < layout.fewest:
        only = counted(layout.observed, period) if layout.observed else f"No {period}"
        had = f"{'Only ' if layout.observed else ''}{only} of baseline"
        return unassessed("not enough data", f"{had}; a test needs {layout.fewest}")
    if layout.reference is None:
        return unassessed(
            "not enough data",
            f"{_year_before(quarter)} has no half year that compares with the quarter",
        )
    return None


def _assessed(layout, quarter, better, exposure, floor) -> Result:
    used = layout.for_model()
    alive = used.without_zeros()
    if not used.has_comparator or (alive.in_quarter.any() and not _can_be_fitted(alive)):
        return unassessed("not enough data", "The baseline has too many gaps to be modelled")
    if not alive.in_quarter.any():
        return _small(0.0, better, floor, layout, quarter)
    effect = evidence.group_effect(alive.columns, alive.counts, alive.exposure, alive.in_quarter)
    if effect.expected < floor:
        return _small(effect.expected, better, floor, layout, quarter)
    if effect.dispersion > alive.counts.sum():
        # More than all events in one period would give: the season was fitted to a few spikes.
        return unassessed("not enough data", "The figures vary too wildly to be modelled")
    return Result(
        state=judged(effect.p, effect.ratio - 1, better),
        better=better,
        p=effect.p,
        interval=(effect.low, effect.high),
        method=_method(layout, quarter, exposure is not None, effect),
        baseline=_baseline(layout, quarter),
        ratio=effect.ratio,
        expected=effect.expected,
        dispersion=effect.dispersion,
        detectable=_detectable(effect),
        against=f"what {_year_before(quarter)} leads one to expect",
    )


def _can_be_fitted(layout: Layout) -> bool:
    """Say whether the baseline alone fixes every term, with enough freedom left."""
    baseline = layout.columns[~layout.in_quarter]
    terms = baseline.shape[1]
    free = len(layout.counts) - terms - 1
    return free >= FEWEST_FREE and np.linalg.matrix_rank(baseline) == terms


def _small(expected, better, floor, layout, quarter) -> Result:
    about = f"About {round_half_up(expected)} were" if expected >= 1 else "Fewer than 1 was"
    return Result(
        state="small numbers",
        better=better,
        expected=expected,
        baseline=_baseline(layout, quarter),
        reason=f"{about} expected in the quarter; a test needs {floor:g}",
    )


def _detectable(effect: GroupEffect) -> Detectable:
    needed = evidence.needed_standard_errors(effect.freedom)
    low, high = evidence.detectable_ratios(
        effect.expected, effect.reference, effect.dispersion, needed
    )
    return Detectable(None if low is None else 1 - low, None if high is None else high - 1)


_SEASONS = {
    "wave": "one yearly wave",
    "quarters": "terms for the quarters of the year",
    "none": "no season (too short a baseline; months summed to quarters)",
}


def _method(layout: Layout, quarter: Quarter, is_given: bool, effect: GroupEffect) -> str:
    season = _SEASONS[layout.season]
    sizes = "the given exposure" if is_given else f"the days in each {_period(layout)}"
    between = " The months between are left out." if quarter.number > 1 else ""
    return (
        f"Quasi-Poisson model with a level for each financial year, {season} and {sizes}; F test. "
        f"The variance is {round_half_up(effect.dispersion, 1)} times the mean.{between}"
    )


def _baseline(layout: Layout, quarter: Quarter) -> str:
    starts = layout.starts[~layout.in_quarter]
    first = month_label(month_start(int(starts.min())))
    last = month_label(month_start(int(starts.max()) + layout.step - 1))
    own = starts[layout.level[~layout.in_quarter] == layout.reference]
    since = month_label(month_start(int(own.min())))
    year = _year_before(quarter)
    is_part = own.min() > (quarter.year - 1) * 12 + 3
    level = f"{year} from {since}" if is_part else year
    return f"{counted(layout.observed, _period(layout))}, {first} to {last}; level of {level}"


def _period(layout: Layout) -> str:
    return "quarter" if layout.step == MONTHS_IN_QUARTER else "month"


def _year_before(quarter: Quarter) -> str:
    return quarter.shift(-4).financial_year
