"""What each column of the pack's data tables holds: read by people, and by programs."""

from __future__ import annotations

from dataclasses import dataclass

from panelpack.document import STATES


@dataclass(frozen=True)
class Field:
    """A column: its title, what it says, its type, and the only values it may have, if few."""

    title: str
    description: str
    type: str = "string"
    only: tuple[str, ...] = ()


_PRIORITY = Field("Priority", "Number of the priority in the Police and Crime Plan.")
_ASSESSMENT = Field("Assessment", "What the evidence says of the change.", only=STATES)
MEASURES = {
    "priority": _PRIORITY,
    "measure": Field("Measure", "Identifier of the measure."),
    "title": Field("Title", "Name of the measure as the dashboard prints it."),
    "period": Field("Period", "What the figure covers."),
    "column": Field("Column", "Column of the dashboard that the figure stands in."),
    "value": Field("Value", "The figure, in the unit named beside it.", "number"),
    "printed": Field("As printed", "The figure as the dashboard prints it."),
    "unit": Field("Unit", "What the value counts."),
    "comparator": Field("A year before", "The same figure a year before, in the unit.", "number"),
    "change": Field("Change", "Difference from a year before, in the unit.", "number"),
    "change_pct": Field("Change in %", "Difference as a percentage of a year before.", "number"),
    "assessment": _ASSESSMENT,
    "reason": Field("Reason", "Why there is no value, or no change on the year before."),
    "status": Field("Status", "Whether the figure was supplied, and if not what it waits for."),
    "source": Field("Source", "The return or open data that the figure comes from."),
    "cleared_on": Field("Cleared on", "Day on which the partner's board cleared it.", "date"),
}
DASHBOARD = {
    "priority": Field("Panel", "Number of the dashboard's panel."),
    "panel_title": Field("Panel title", "Title of the panel."),
    "measure": Field("Measure", "Name of the measure as the panel prints it."),
    "footnote": Field("Footnote", "Mark of the footnote at the measure."),
    "column": Field("Column", "Column of the panel."),
    "printed": Field("As printed", "The cell in the manner of the report of September 2014."),
    "shown": Field("Shown", "The cell as the pack shows it, with shorthand in square brackets."),
    "assessment": _ASSESSMENT,
}
