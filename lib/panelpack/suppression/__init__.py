"""Small numbers: which figures stay hidden so that no count of a few people can be worked out.

A count below the plan's threshold (but not zero), a share with so few people on either side, and
every figure of a percentage without its count are hidden first. What is still printed could give
one of them back: a total less its other areas, a year less its other quarters, a rolling sum less
an earlier one. So bounds on each hidden figure are found by linear programming over all that is
printed, and further figures are hidden until every pair of bounds is at least the plan's width
apart (Fischetti and Salazar, Management Science 47, 2001, call it interval protection).

Which further figures are hidden follows from what is printed and from which figures are small. Were
the small ones any others as small, and those hidden for their sake any others of at least the
width, the public pack would be the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from panelpack.clearance import Entry, Key
from panelpack.plan import Measure, Plan
from panelpack.quarters import Period, Quarter
from panelpack.returns import Comment
from panelpack.suppression.small import HIDDEN, is_small, threshold_of
from panelpack.suppression.system import Cell, System
from panelpack.suppression.told import Told, World, told_by, worlds

__all__ = ["HIDDEN", "Told", "is_small", "protect", "remarks", "told_by"]

_QUANTITIES = ("value", "numerator", "base")


def protect(
    entries: Sequence[Entry], plan: Plan, quarter: Quarter, told: Sequence[Told] = ()
) -> list[Entry]:
    """Return figures with every small one hidden, and what else must be hidden to protect it.

    `entries` are partners' figures as the public may see them; hidden ones have the status
    `small_numbers` and no value, numerator, base or note. `quarter`: its own totals and those of
    a year before are headlines. `told` is what earlier issued packs print, the oldest first: it
    can't be hidden any more, and neither they nor this pack may give back what they or it hide.
    Raises DataError where a small figure can't be protected without hiding a headline that is not
    small itself, or what an issued pack prints.
    """
    by_measure: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_measure[entry.measure].append(entry)
    hidden: set[Key] = set()
    for name, own in by_measure.items():
        hidden |= _hidden(own, plan.measures[name], plan, quarter, told)
    hidden |= {e.key for e in entries if _tells(e, hidden, plan)}
    return [_without_figures(e) if e.key in hidden else e for e in entries]


def remarks(comments: Sequence[Comment], hidden: set[str], plan: Plan) -> list[Comment]:
    """Return the remarks that are about no measure with a hidden figure, which they could tell."""
    panels = (panel for priority in plan.priorities.values() for panel in priority.panels)
    codes = {panel.code for panel in panels if hidden & set(panel.rows)}
    return [c for c in comments if not (hidden & set(c.measures) or codes & set(c.panels))]


def _without_figures(entry: Entry) -> Entry:
    return replace(entry, value=None, numerator=None, base=None, note="", gap=None, status=HIDDEN)


def _tells(entry: Entry, hidden: set[Key], plan: Plan) -> bool:
    """Say whether a figure is the supplied change of one that is hidden."""
    return any(
        m.supplied_change == entry.measure and (m.id, entry.area, entry.period.text) in hidden
        for m in plan.measures.values()
    )


def _hidden(
    own: list[Entry], measure: Measure, plan: Plan, quarter: Quarter, told: Sequence[Told]
) -> set[Key]:
    threshold = threshold_of(measure, plan)
    width = measure.protect_width or plan.settings.protect_width
    hidden = {e.key for e in own if is_small(e, measure, threshold)}
    headlines = {e.key for e in own if _is_headline(e, quarter)}
    for world in worlds(own, hidden, told):
        for quantity in _QUANTITIES:
            if quantity == "value" and measure.is_level:
                continue  # rates and averages don't add up; their numerators and bases do
            cells = list(_cells(world, quantity, yearly=measure.cadence == "year"))
            system = System(cells, world.secret, hidden | world.secret)
            hidden |= system.protected(width, headlines, world.past, measure.name)
    return hidden


def _cells(world: World, quantity: str, yearly: bool) -> Iterator[Cell]:
    for figure in world.figures:
        number = getattr(figure, quantity)
        if number is not None:
            period = Period.parse(figure.key[2], yearly)
            yield Cell.of(figure.key, period, number, is_told=figure.key in world.told)


def _is_headline(entry: Entry, quarter: Quarter) -> bool:
    shown = (quarter, quarter.same_quarter_last_year)
    spans = [(q.year_to_date[0].start, q.end) for q in shown]
    inside = any(first <= entry.period.start and entry.period.end <= end for first, end in spans)
    return not entry.area and (inside or entry.period.end in [q.end for q in shown])
