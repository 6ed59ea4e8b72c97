"""Which figures have come, from whom, when their boards cleared them, and what still waits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from panelpack import wording
from panelpack.clearance import Entry
from panelpack.errors import DataError
from panelpack.explore import received_chart
from panelpack.plan import Measure
from panelpack.quarters import Quarter, day_label
from panelpack.reported import report
from panelpack.returns import Return
from panelpack.series import Figures

CLEARED, PUBLISHED, WAITS, HIDDEN, NONE, BEFORE, MISSING = "C", "P", "W", "S", "N", "·", "M"
KEY = {
    CLEARED: "received and cleared",
    PUBLISHED: "published, open data",
    WAITS: "waits for its board or a check",
    HIDDEN: "small numbers",
    NONE: "does not exist yet, or not nationally",
    BEFORE: "before anything of the kind was received or published",
    MISSING: "missing",
}
"""What each letter of the chart stands for, from the best to the worst."""
_LETTERS = {
    "awaiting_board": WAITS,
    "awaiting_clearance": WAITS,
    "awaiting_release": WAITS,
    "small_numbers": HIDDEN,
    "nationally_unavailable": NONE,
    "in_development": NONE,
    "not_applicable": NONE,
}


@dataclass(frozen=True)
class Cell:
    """What is known of one measure for one quarter."""

    measure: Measure
    quarter: Quarter
    letter: str
    said: str


class Received:
    """The state of a plan's figures over some quarters up to the reported one."""

    def __init__(self, figures: Figures, quarters: int):
        self.figures, self.plan, self.quarter = figures, figures.plan, figures.quarter
        if not isinstance(quarters, int) or quarters < 1:
            raise DataError(f"quarters {quarters!r}: give a number from 1 up")
        self.quarters = [self.quarter.shift(n) for n in range(1 - quarters, 1)]

    def returns(self) -> pd.DataFrame:
        """Return a row a return known on the day: who sent it, when, and what its board said."""
        rows = [self._return_row(sent) for sent in self.figures.returns]
        columns = ["Quarter", "Partner", "Version", "Submitted", "Validated", "Board", "Cleared"]
        table = pd.DataFrame(rows, columns=[*columns, "Figures"])
        return table.sort_values(["Quarter", "Partner"], ascending=[False, True], ignore_index=True)

    def waiting(self) -> pd.DataFrame:
        """Return a row a measure without a figure for the quarter: why, from whom, when."""
        reported = [report(self.figures, name) for name in self.plan.measures]
        missing = [r for r in reported if r.status != "supplied"]
        rows = [
            {
                "Priority": self.plan.priority_of(r.measure.id).number,
                "Measure": r.measure.name,
                "From": r.entry.source,
                "State": wording.status(r.entry),
                "Why": wording.reason(r.entry, self.plan, self.quarter, self.figures.as_at),
            }
            for r in missing
        ]
        return pd.DataFrame(rows, columns=["Priority", "Measure", "From", "State", "Why"])

    def chart(self):
        """Draw a cell a measure and quarter, with a letter and a shade for what is known of it."""
        return received_chart.cells(self.cells, self.plan, self.quarters, KEY)

    def table(self) -> pd.DataFrame:
        """Return the letters of the chart: a row a measure, a column a quarter."""
        frame = pd.DataFrame(
            [(c.measure.name, c.quarter.label, c.letter) for c in self.cells],
            columns=["Measure", "Quarter", "State"],
        )
        columns = [quarter.label for quarter in self.quarters]
        names = [m.name for m in self.plan.measures.values()]
        table = frame.pivot_table("State", "Measure", "Quarter", aggfunc="first")
        return table.reindex(index=dict.fromkeys(names), columns=columns)

    @cached_property
    def cells(self) -> list[Cell]:
        """One cell a measure and quarter, in the order of the plan."""
        return [self._cell(m, q) for m in self.plan.measures.values() for q in self.quarters]

    @cached_property
    def _sent(self) -> set[tuple[str, Quarter]]:
        return {(r.partner, r.quarter) for r in self.figures.returns}

    def _cell(self, measure: Measure, quarter: Quarter) -> Cell:
        found = self._entries(measure, quarter)
        if not found:
            letter = BEFORE if quarter < self._since(measure) else MISSING
            return Cell(measure, quarter, letter, self._why_missing(measure, quarter))
        letters = {self._letter(measure, entry): entry for entry in found}
        worst = max(letters, key=list(KEY).index)
        return Cell(measure, quarter, worst, self._said(measure, letters[worst], quarter))

    def _since(self, measure: Measure) -> Quarter:
        """Return from when on a figure is missed: the first return or publication, if any."""
        if measure.open is not None:
            known = self.figures.entries(measure.id)
            first = [Quarter.containing(known[0].period.end)] if known else []
        else:
            first = [quarter for partner, quarter in self._sent if partner == measure.partner]
        return min(first, default=self.quarter)

    def _entries(self, measure: Measure, quarter: Quarter) -> list[Entry]:
        """Return what is known of a measure for a quarter, as the pack would report it.

        Of years the last that has ended, of days the last within a year, as for money.
        """
        ended = [e for e in self.figures.entries(measure.id) if e.period.end <= quarter.end]
        if measure.kind == "money" or measure.cadence == "year":
            year_before = quarter.same_quarter_last_year.end
            return [e for e in ended if e.period.end > year_before][-1:]
        return [e for e in ended if e.period.end >= quarter.start]

    def _letter(self, measure: Measure, entry: Entry) -> str:
        if entry.status != "supplied":
            return _LETTERS.get(entry.status, MISSING)
        if measure.open is not None:
            return PUBLISHED
        return CLEARED if entry.cleared_on else WAITS

    def _said(self, measure: Measure, entry: Entry, quarter: Quarter) -> str:
        if entry.status != "supplied":
            said = wording.reason(entry, self.plan, quarter, self.figures.as_at)
            return f"{entry.source}: {said}"
        if measure.open is not None:
            return entry.source
        cleared = day_label(entry.cleared_on) if entry.cleared_on else "not yet"
        return f"{entry.source}; {entry.board}: {cleared}"

    def _why_missing(self, measure: Measure, quarter: Quarter) -> str:
        if measure.open is not None:
            return f"nothing published for {quarter.label}"
        partner = self.plan.settings.partners[measure.partner]
        if (measure.partner, quarter) in self._sent:
            return f"the return of {partner.name} holds no figure for it"
        return f"no return received from {partner.name} (due {day_label(partner.due(quarter))})"

    def _return_row(self, sent: Return) -> tuple:
        boards = {sent.head.board, *(self._boards(sent))}
        on = self.figures.as_at
        days = {board: sent.cleared_on(board, on) for board in sorted(boards)}
        cleared = "; ".join(f"{day_label(d) if d else 'not yet'}" for d in days.values())
        validated = sent.head.validated
        return (
            sent.quarter.label,
            self.plan.settings.partners[sent.partner].name,
            sent.version,
            day_label(sent.head.submitted.on),
            day_label(validated.on) if validated else "",
            "; ".join(days),
            cleared,
            sum(f.status == "supplied" for f in sent.figures),
        )

    def _boards(self, sent: Return) -> set[str]:
        measures = {self.plan.measures[f.measure] for f in sent.figures}
        return {self.plan.board_of(m) for m in measures}
