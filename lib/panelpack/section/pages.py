"""The pages of the whole pack: the summary and the dashboard."""

from __future__ import annotations

from panelpack import assessment, dashboard, tables, wording
from panelpack.dashboard import DashboardCell, PanelFacts
from panelpack.document import (
    STATES,
    Badge,
    Block,
    Column,
    Group,
    Heading,
    List,
    Prose,
    Span,
    Table,
)
from panelpack.document import text as words
from panelpack.plan import Priority
from panelpack.quarters import day_label
from panelpack.reported import Reported
from panelpack.section.pictures import Pictures

MOST_ATTENTION = 5
SIGN_CONVENTION = (
    "Percentage increases are positive numbers, decreases negative. Assessments compare with the "
    "end of the last financial year; one quarter alone is often too short to show a change."
)


class Pages(Pictures):
    """What only the summary and Appendix A show."""

    def summary_table(self) -> Table:
        """Show a row for each priority: its first figure, the change and its class."""
        columns = (
            tables.text("Priority"),
            tables.text("Measure"),
            tables.numbers("Figure"),
            tables.numbers("Change on a year before"),
            tables.text("Assessment"),
        )
        rows = tuple(self._summary_row(p) for p in self.plan.priorities.values())
        caption = f"The {len(rows)} priorities, {self.quarter.period_covered}"
        return Table(caption, columns, rows, tuple(tables.shorthand_notes(rows)))

    def attention(self) -> Group:
        """Show what needs the reader's attention, by the rule that it states."""
        found = [*self._worsened(), *self._overdue()]
        rule = (
            f"Listed here, at most {MOST_ATTENTION}: measures assessed as deteriorated, "
            "then figures that are overdue."
        )
        heading = Heading("Needs your attention")
        if not found:
            nothing = "No measure is assessed as deteriorated and no promised figure is overdue."
            return Group((heading, Prose((words(nothing), words(rule)))))
        items = List(tuple(words(item) for item in found[:MOST_ATTENTION]))
        return Group((heading, items, Prose((words(rule),))))

    def cannot_tell(self) -> Group:
        """Show what can't be told yet in any priority, why, from whom and by when."""
        items = []
        for priority in self.plan.priorities.values():
            missing = [r for r in map(self.reported, priority.measures) if r.status != "supplied"]
            if missing:
                items.append(self._cannot_tell(priority, missing))
        heading = Heading("What we can't tell you yet, and why")
        if not items:
            return Group((heading, Prose((words("Every measure has its figure."),))))
        return Group((heading, List(tuple(items))))

    def dashboard(self) -> Group:
        """Show every panel of Appendix A with its footnotes, comments and assessments."""
        blocks: list[Block] = []
        judged = {m: self.judged(m).badge for m in self.plan.measures}
        for facts in dashboard.panels(self.figures):
            blocks.append(Heading(f"{facts.panel.code} {facts.panel.title}"))
            blocks.append(panel_table(facts, judged))
        return Group(tuple(blocks))

    def key(self) -> Group:
        """Show the key to assessments and to the shorthand in tables."""
        states = tuple((Badge(s, assessment.WORDS[s]), assessment.MEANINGS[s]) for s in STATES)
        shorthand = tuple(
            (mark, note.removeprefix(mark).strip())
            for mark, note in wording.SHORTHAND_NOTES.items()
        )
        return Group(
            (
                Heading("Key"),
                Prose((words(SIGN_CONVENTION),)),
                Table(
                    "Key to the assessments",
                    (tables.text("Assessment"), tables.text("What it means")),
                    states,
                ),
                Table(
                    "Key to the shorthand in tables",
                    (tables.text("Shorthand"), tables.text("What it means")),
                    shorthand,
                ),
            )
        )

    def about(self) -> Prose:
        """Say what the page covers, for whom and as known on which day."""
        settings = self.plan.settings
        return Prose(
            (
                words(
                    f"{settings.title}: {self.quarter.period_covered}, {settings.area}. "
                    f"Figures as known on {day_label(self.as_at)}."
                ),
            )
        )

    def _headline_measure(self, priority: Priority) -> Reported:
        """Return the first measure of the dashboard with a figure, else the first."""
        listed = [self.reported(m) for panel in priority.panels for m in panel.rows]
        listed = listed or [self.reported(m) for m in priority.measures]
        return next((r for r in listed if r.status == "supplied"), listed[0])

    def _summary_row(self, priority: Priority) -> tuple[str | Badge, ...]:
        reported = self._headline_measure(priority)
        measure = reported.measure
        return (
            f"{priority.number} {priority.short}",
            measure.name,
            tables.figure(reported),
            tables.change(reported),
            self.judged(measure.id).badge,
        )

    def _worsened(self) -> list[str]:
        measures = self.plan.measures.values()
        return [
            f"{self.plan.priority_of(m.id).number}: {self._said(self.reported(m.id))}"
            for m in measures
            if self.judged(m.id).result.state == "deteriorated"
        ]

    def _overdue(self) -> list[str]:
        reported = map(self.reported, self.plan.measures)
        return [
            f"{self.plan.priority_of(r.measure.id).number}: {self._said(r)}"
            for r in reported
            if wording.is_overdue(r.entry, self.as_at)
        ]

    def _cannot_tell(self, priority: Priority, missing: list[Reported]) -> tuple[Span, ...]:
        reasons: dict[str, list[str]] = {}
        for r in missing:
            why = wording.reason(r.entry, self.plan, self.quarter, self.as_at)
            reasons.setdefault(why, []).append(r.measure.name)
        told = "; ".join(f"{', '.join(names)}: {why}" for why, names in reasons.items())
        return (Span(f"{priority.number} {priority.short}. ", strong=True), Span(f"{told}."))


def panel_table(facts: PanelFacts, badges: dict[str, Badge]) -> Table:
    """Return a dashboard panel: the printed columns, and the assessment beside them.

    `badges` holds a measure's assessment by its id. A number that is missing shows its shorthand;
    the reason stands once under the table, after the footnotes and comments.
    """
    columns = [*map(_panel_column, facts.panel.columns)]
    rows, reasons = [], []
    for cells in facts.rows:
        first = cells[0]
        mark = f" ({first.footnote})" if first.footnote else ""
        parts = [
            _marked(cell) if column.align == "number" else (cell.shown, "")
            for cell, column in zip(cells, columns, strict=True)
        ]
        values = [shown for shown, _ in parts]
        rows.append((first.measure + mark, *values, badges[first.measure_id]))
        name = first.reported.measure.name
        reasons += [f"{name}: {reason}." for _, reason in parts if reason]
    caption = f"{facts.panel.code} {facts.panel.title}"
    heads = (tables.text("Measure"), *columns, tables.text("Assessment"))
    notes = (*facts.comments, *dict.fromkeys(reasons), *tables.shorthand_notes(rows))
    return Table(caption, heads, tuple(rows), notes)


def _marked(cell: DashboardCell) -> tuple[str, str]:
    """Return a cell's words, and apart from them the reason of one without a figure."""
    if cell.value is not None or not cell.shown.startswith("["):
        return cell.shown, ""
    shorthand, _, reason = cell.shown.partition(" ")
    return shorthand, reason


def _panel_column(name: str) -> Column:
    if name in ("Assessment", "(text)", "(absent)"):
        return tables.text({"Assessment": "As supplied"}.get(name, "What is known"))
    return tables.numbers(name)
