"""Two figures without a series: two shares, or two counts."""

from __future__ import annotations

import pandas as pd

from panelpack import evidence
from panelpack.assessment.counts import SMALLEST_COUNT
from panelpack.assessment.result import Detectable, Result, check_better, judged, unassessed
from panelpack.comparison import round_half_up

SMALLEST_BASE = 50
"""Base of a survey below which no class is given, unless a measure says otherwise."""


def assess_proportion(
    successes: float | None,
    n: float | None,
    successes_before: float | None,
    n_before: float | None,
    better: str,
    design_effect: float = 1.0,
    floor: float = SMALLEST_BASE,
    period_before: str = "",
) -> Result:
    """Test a share against that of before by Newcombe's interval for their difference.

    `successes` of `n`, None or NaN where unknown: then the state is "not tested". `design_effect`:
    variance over that of a simple random sample. A base below `floor` on either side is "small
    numbers". `period_before`: how sentences call it. Gives a Result, `difference` a fraction of 1.
    Raises ValueError for negative or more successes than `n`, and for an unknown `better`.

    >>> result = assess_proportion(80, 100, 70, 100, better="more")
    >>> result.state, [round(end, 2) for end in result.interval]
    ('no change', [-0.02, 0.22])
    """
    check_better(better)
    if any(map(pd.isna, (successes, n, successes_before, n_before))):
        return unassessed("not tested", "The number of people asked is not known")
    if min(n, n_before) < floor:
        return _small_base(n, n_before, better, floor, period_before)
    test = evidence.newcombe(successes, n, successes_before, n_before, design_effect=design_effect)
    return Result(
        state=judged(test.p, test.estimate, better),
        better=better,
        p=test.p,
        interval=(test.low, test.high),
        method="Newcombe's interval for the difference of two shares" + _design(design_effect),
        baseline=_bases(n, n_before, period_before),
        difference=test.estimate,
        detectable=_detectable(successes_before, n_before, n, design_effect),
        against=_against(period_before),
    )


def _small_base(n, n_before, better, floor, period_before) -> Result:
    if min(n, n_before) < 0:
        raise ValueError("a base can't be negative")
    return Result(
        state="small numbers",
        better=better,
        baseline=_bases(n, n_before, period_before),
        reason=f"Base of {_whole(min(n, n_before))}; a test needs {floor:g} in both periods",
    )


def _bases(n: float, n_before: float, period_before: str) -> str:
    return f"Base {_whole(n)} now, {_whole(n_before)} {_then(period_before)}"


def _against(period_before: str) -> str:
    return period_before or "the figure before"


def _then(period_before: str) -> str:
    return f"in {period_before}" if period_before else "before"


def _design(design_effect: float) -> str:
    if design_effect == 1:
        return ", for a simple random sample."
    return f", with a design effect of {design_effect:g}."


def _detectable(successes_before, n_before, n, design_effect) -> Detectable:
    needed = evidence.needed_standard_errors()
    low, high = evidence.detectable_share(successes_before, n_before, n, needed, design_effect)
    before = successes_before / n_before
    return Detectable(
        None if low is None else before - low, None if high is None else high - before
    )


def assess_two_counts(
    now: int,
    before: int,
    better: str,
    dispersion: float | None = None,
    floor: float = SMALLEST_COUNT,
    period_before: str = "",
) -> Result:
    """Compare two counts of equally long periods when they are all there is.

    Without a declared `dispersion` (variance over mean, of a related series) the state is "not
    tested" and only the exact Poisson range is shown. With one, the quasi-likelihood ratio is
    tested; "small numbers" if the count before is zero or below `floor`. `ratio` and `interval`
    are None where the count before is zero. `period_before` is what the sentences call the period
    of the count before. Raises ValueError for negative counts, counts that aren't whole without a
    dispersion, a dispersion below 1 or another `better`.

    >>> assess_two_counts(38, 90, better="fewer").state
    'not tested'
    """
    check_better(better)
    test = evidence.rate_ratio(now, before, dispersion=1 if dispersion is None else dispersion)
    shown = _shown(test, before, period_before) | {"better": better}
    if dispersion is None:
        why = _untested(before, period_before)
        return Result(state="not tested", method=_EXACT, reason=why, **shown)
    if before < floor or not before:
        few = f"Only {shown['baseline']}; a test needs {floor:g}"
        return Result(state="small numbers", method="", reason=few, **(shown | {"interval": None}))
    return Result(
        state=judged(test.p, test.ratio - 1, better),
        p=test.p,
        method=_QUASI.format(round_half_up(dispersion, 1)),
        dispersion=float(dispersion),
        detectable=_detectable_count(before, dispersion),
        **shown,
    )


def _shown(test, before: int, period_before: str) -> dict:
    """Return what every comparison of two counts tells."""
    return {
        "baseline": f"{_whole(before)} {_then(period_before)}",
        "ratio": test.ratio if before else None,
        "interval": (test.low, test.high) if before else None,
        "expected": float(before),
        "against": _against(period_before),
    }


_EXACT = "Exact Poisson range of the ratio of two counts, as if each event were independent."
_QUASI = "Ratio of two counts by quasi-likelihood, with a declared dispersion of {}."


def _untested(before: float, period_before: str) -> str:
    untested = "Not tested: two counts do not show how much the figure varies by itself"
    if before:
        return untested
    return f"The figure {_then(period_before)} is zero, so there is no ratio. {untested}"


def _detectable_count(before: float, dispersion: float) -> Detectable:
    needed = evidence.needed_standard_errors()
    low, high = evidence.detectable_ratios(before, before, dispersion, needed)
    return Detectable(None if low is None else 1 - low, None if high is None else high - 1)


def _whole(number: float) -> str:
    return f"{round_half_up(number):,f}"
