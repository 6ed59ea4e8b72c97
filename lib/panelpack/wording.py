"""Figures, changes and gaps in words; nothing is computed here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import pandas as pd

from panelpack import shorthand
from panelpack.clearance import Entry
from panelpack.comparison import Change, round_half_up
from panelpack.issued import Printed
from panelpack.plan import Measure, Plan
from panelpack.quarters import Quarter, day_label
from panelpack.reported import Reported
from panelpack.revisions import Revision
from panelpack.units import counted

MINUS = "\N{MINUS SIGN}"

_STATUS_WORDS = {
    "supplied": "Supplied",
    "awaiting_board": "Awaiting its board",
    "awaiting_clearance": "Awaiting clearance",
    "awaiting_release": "Awaiting a check of its words",
    "nationally_unavailable": "Nationally unavailable",
    "in_development": "In development",
    "small_numbers": "Small numbers",
    "not_applicable": "Not applicable",
    "no_return": "No return received",
    "not_in_return": "Not in the return",
    "not_published": "Not published",
}


def number(value: Decimal | float, places: int = 0) -> str:
    """Write a number half up with thousands separators and a real minus.

    >>> number(15243), number(Decimal("-4.35"), 1)
    ('15,243', '−4.4')
    """
    return f"{round_half_up(value, places):,f}".replace("-", MINUS)


def marked(words: str, revised: Sequence[Revision] | bool) -> str:
    """Return a figure with the mark of a revised one, if it is one."""
    return f"{words} {shorthand.REVISED}" if revised else words


def revision(measure: Measure, revision: Revision) -> str:
    """Say what a figure was, and why and by whom it was changed."""
    was, now = told_before(measure, revision), revision.now
    return f"{now.period.label} revised, was {was} in {revision.told_in}: {revision.reason}"


def told_before(measure: Measure, revision: Revision) -> str:
    """Write the figure that a revised one takes the place of."""
    was = revision.before
    return shorthand.CONFIDENTIAL if was is None else figure_and_base(measure, was)


def figure_and_base(measure: Measure, told: Entry | Printed) -> str:
    """Write a figure, with the numbers behind it where it has any: `88.2% (60 of 68)`."""
    words = figure(measure, told.value)
    if told.numerator is None or told.base is None:
        return words
    return f"{words} ({number(told.numerator)} of {number(told.base)})"


def signed(value: Decimal | float, places: int = 0) -> str:
    """Write a change with its sign.

    >>> signed(127), signed(Decimal("-4.4"), 1), signed(0)
    ('+127', '−4.4', '0')
    """
    words = number(value, places)
    return f"+{words}" if round_half_up(value, places) > 0 else words


def lower_first(words: str) -> str:
    """Return words as they stand inside a sentence, the first letter small but of `ASB`.

    >>> lower_first("Domestic burglary"), lower_first("ASB incidents")
    ('domestic burglary', 'ASB incidents')
    """
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def figure(measure: Measure, value: Decimal | float) -> str:
    """Write a measure's value with its unit sign: `930`, `88.2%`, `−£3.24m`, `£411`."""
    words = number(value, measure.places)
    if measure.unit.startswith("£"):
        words = f"£{words}".replace(f"£{MINUS}", f"{MINUS}£")
        return f"{words}m" if measure.kind == "money" else words
    return f"{words}%" if measure.unit == "%" else words


def figure_with_unit(measure: Measure, value: Decimal | float) -> str:
    """Write a value so that it can stand alone: `930 offences`."""
    words, unit = figure(measure, value), measure.unit
    if measure.kind == "money" or unit == "%":
        return words
    return f"{words}{unit[1:]}" if unit.startswith("£") else counted(words, unit)


def change_number(reported: Reported) -> str:
    """Write the difference: `+127`, `−2.1 points`, or why there is none."""
    measure, change = reported.measure, reported.change
    if change.difference is None:
        return shorthand.of_change(change, reported.entry, reported.entry_before)
    words = signed(change.difference, measure.places)
    if measure.unit.startswith("£"):
        return f"{'+' if words[0] == '+' else ''}{figure(measure, change.difference)}"
    return f"{words} points" if measure.is_rate else words


def change_percent(reported: Reported) -> str:
    """Write the percentage change: `+15.8%`; rates have none, a zero comparator neither."""
    if reported.measure.is_rate:
        return shorthand.NOT_APPLICABLE
    if reported.change_percent is None:
        return shorthand.of_change(reported.change, reported.entry, reported.entry_before)
    return f"{signed(reported.change_percent, reported.measure.change_places)}%"


def count_change(change: Change, places: int) -> tuple[str, str]:
    """Write the difference of two counts and its percentage: `+127` and `+15.8%`."""
    missing, percent = shorthand.of_change(change), change.percent
    return (
        missing if change.difference is None else signed(change.difference),
        missing if percent is None else f"{signed(percent, places)}%",
    )


def period(of: pd.Period) -> str:
    """Say a pandas period of months, quarters or years that end in March.

    >>> period(pd.Period("2014-06", "M")), period(pd.Period("2014-06", "Q-MAR"))
    ('June 2014', 'Quarter 1 2014/15')
    """
    if of.freqstr.startswith("M"):
        return end_of(of)
    quarter = Quarter.containing(of.end_time.date())
    return quarter.label if of.freqstr.startswith("Q") else quarter.financial_year


def end_of(of: pd.Period) -> str:
    """Say the month in which a pandas period ends: `June 2014`."""
    return f"{of.end_time:%B %Y}"


def status(entry: Entry) -> str:
    """Say a figure's status in a few words."""
    return _STATUS_WORDS[entry.status]


def reason(entry: Entry, plan: Plan, quarter: Quarter, as_at: date) -> str:
    """Say in one clause why there is no figure, from whom it comes and when to expect it."""
    if entry.status == "no_return":
        partner = plan.settings.partners[plan.measures[entry.measure].partner]
        return f"no return received from {partner.name} (due {day_label(partner.due(quarter))})"
    if entry.status == "not_in_return":
        missing = "it" if entry.period.end >= quarter.start else entry.period.label
        return f"the return of {entry.source} holds no figure for {missing}"
    if entry.status == "not_published":
        return entry.note or f"not published for {entry.period.label}"
    if entry.status == "awaiting_clearance":
        return f"to be published after {_the(entry.board)} has cleared it"
    if entry.status == "awaiting_release":
        return "told in words, which are held until somebody has checked that they name nobody"
    if entry.status == "awaiting_board":
        return _awaiting(entry, as_at)
    told = entry.gap.reason if entry.gap else entry.note
    if entry.status == "small_numbers" and not told:
        below = plan.measures[entry.measure].suppress_below or plan.settings.suppress_below
        told = f"below {below}, or hidden so that such a figure can't be worked out"
    return f"{status(entry).lower()}: {told}" if told else status(entry).lower()


def by_reason(
    missing: Iterable[Reported], plan: Plan, quarter: Quarter, as_at: date
) -> dict[str, list[str]]:
    """Return each reason why there is no figure, with the names of the measures it holds for."""
    reasons: dict[str, list[str]] = {}
    for each in missing:
        reasons.setdefault(reason(each.entry, plan, quarter, as_at), []).append(each.measure.name)
    return reasons


def change_sentence(reported: Reported, plan: Plan, quarter: Quarter, as_at: date) -> str:
    """Say a measure's figure and its change on a year before in one plain sentence."""
    measure = reported.measure
    if measure.kind == "text" and reported.status == "supplied":
        return f"{measure.name}: {reported.entry.note}."
    if reported.value is None:
        return f"{measure.name}: {reason(reported.entry, plan, quarter, as_at)}."
    return f"{measure.name}: {_said(reported)}{_compared(reported)}."


def _said(reported: Reported) -> str:
    measure, entry = reported.measure, reported.entry
    words = figure_with_unit(measure, reported.value)
    if measure.kind == "cohort" and entry.base is not None:
        words = f"{number(entry.numerator)} of {number(entry.base)} {measure.unit}"
    return f"{marked(words, reported.revised)} {entry.period.preposition} {reported.when}"


def _compared(reported: Reported) -> str:
    change, measure = reported.change, reported.measure
    when = f"{reported.entry_before.period.preposition} {reported.when_before}"
    before = marked(when, reported.revised_before)
    if change.state == "not comparable":
        return f" (not comparable with {reported.when_before}: {change.reason})"
    if change.difference is None:
        supplied = f", a change of {change_percent(reported)} on the year before as supplied"
        return supplied if reported.change_percent is not None else ""
    if change.difference == 0:
        return f", the same as {before}"
    size = change_number(reported).lstrip(f"+{MINUS}")
    percent = "" if measure.is_rate or change.percent is None else f" ({change_percent(reported)})"
    return f", {size} {more_or_fewer(measure, change.difference)} than {before}{percent}"


def more_or_fewer(measure: Measure, difference: Decimal) -> str:
    """Return the word for a change that is not zero: of levels and money higher or lower."""
    words = ("fewer", "more") if measure.kind in ("count", "cohort") else ("lower", "higher")
    return words[difference > 0]


def is_overdue(entry: Entry, as_at: date) -> bool:
    """Say whether a figure was promised for a day that has passed."""
    ends = entry.gap.ends if entry.gap else None
    return entry.value is None and ends is not None and ends.end < as_at


def _awaiting(entry: Entry, as_at: date) -> str:
    gap, board = entry.gap, _the((entry.gap and entry.gap.awaits) or entry.board)
    if gap is None or gap.ends is None:
        return f"to be published after {board}, at a date not yet known"
    when = f"{'of' if gap.ends.kind == 'day' else 'in'} {gap.ends.label}"
    if gap.ends.end < as_at:
        return f"was to follow {board} {when}; not received yet"
    return f"to be published after {board} {when}"


def _the(board: str) -> str:
    """Return a board's name with one article, as it stands inside a sentence."""
    return f"the {board.removeprefix('The ').removeprefix('the ')}"
