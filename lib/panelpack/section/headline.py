"""Where a measure stands, in a few words for the summary."""

from __future__ import annotations

from panelpack import wording
from panelpack.quarters import Quarter
from panelpack.reported import Reported

_CLASS_TOLD = {
    "improved": ", an improvement",
    "deteriorated": ", a deterioration",
    "no change": ", within chance",
    "no polarity": ", by more than chance",
}


def headline(reported: Reported, state: str, quarter: Quarter) -> str:
    """Say in a few words where a measure stands; `state` is its class.

    The period is named where it is not the reported quarter; figures stand beside it in a table.
    """
    measure = reported.measure
    if reported.status != "supplied":
        return f"{measure.name}: {wording.status(reported.entry).lower()}."
    if measure.kind == "text":
        return f"{measure.name}: {reported.entry.note}."
    period = reported.entry.period
    when = "" if period.end == quarter.end and period.kind != "day" else f", {reported.period}"
    if measure.kind == "money":
        return f"{measure.name}{when}."
    name = measure.with_unit(measure.name)
    return f"{name}{when}: {_direction(reported)}{_CLASS_TOLD.get(state, '')}."


def _direction(reported: Reported) -> str:
    change = reported.change
    if change.state == "not comparable":
        return "not comparable with a year before"
    difference = change.difference
    if difference is None:
        difference = reported.change_percent
    if difference is None:
        return "no figure of a year before"
    if difference == 0:
        return "as a year before"
    return f"{wording.more_or_fewer(reported.measure, difference)} than a year before"
