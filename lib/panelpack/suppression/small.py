"""Which figures are of so few people that they are hidden for their own sake."""

from __future__ import annotations

from panelpack.clearance import Entry
from panelpack.plan import Measure, Plan

HIDDEN = "small_numbers"
_COUNTED = ("count", "cohort", "proportion", "survey", "average")


def is_small(entry: Entry, measure: Measure, threshold: int) -> bool:
    """Say whether a figure is of so few people that it is hidden for its own sake.

    >>> from decimal import Decimal
    >>> from panelpack.quarters import Period
    >>> july = Period.parse("2014-07")
    >>> three = Entry("m", "", july, Decimal(3), None, None, "supplied", "", None, "", "", None)
    >>> is_small(three, Measure.model_construct(kind="count"), 5)
    True
    """
    if measure.kind not in _COUNTED or entry.value is None:
        return False
    counted = [entry.numerator, entry.base]
    if entry.numerator is not None and entry.base is not None:
        counted.append(entry.base - entry.numerator)
    if measure.kind in ("count", "cohort"):
        counted.append(entry.value)
    return any(n is not None and 0 < n < threshold for n in counted)


def threshold_of(measure: Measure, plan: Plan) -> int:
    """Return below which number a measure's counts are too small to publish."""
    return measure.suppress_below or plan.settings.suppress_below
