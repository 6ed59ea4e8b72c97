"""Appendix A: the dashboard with its key."""

from __future__ import annotations

from panelpack import assessment, dashboard, shorthand, tables
from panelpack.dashboard import DashboardCell, PanelFacts
from panelpack.document import (
    STATES,
    Badge,
    Block,
    Column,
    Group,
    Heading,
    Prose,
    Table,
)
from panelpack.document import text as words
from panelpack.section.spine import Spine

SIGN_CONVENTION = (
    "Percentage increases are positive numbers, decreases negative. Assessments compare with the "
    "end of the last financial year; one quarter alone is often too short to show a change."
)


ABOUT = {
    "appendix-a": (
        "The dashboard has a panel for each priority, with the columns that the plan gives it. "
        "Beside each figure stands its assessment as word and shape."
    ),
    "csp": (
        "This section shows how the measures that the plan names lie across the community safety "
        "partnerships, for each 1,000 people."
    ),
}
"""What a page of the whole pack covers, by its section."""


class Pages(Spine):
    """What only Appendix A shows."""

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
        signs = tuple(
            (mark, note.removeprefix(mark).strip()) for mark, note in shorthand.NOTES.items()
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
                    signs,
                ),
            )
        )

    def about(self) -> Prose:
        """Say what the page covers; its period and area stand under its title."""
        return Prose((words(ABOUT.get(self.id, f"A page of the {self.plan.settings.title}.")),))


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
        measure = first.reported.measure
        name = measure.with_unit(first.measure)
        rows.append((name + mark, *values, badges[first.measure_id]))
        reasons += [f"{measure.name}: {reason}." for _, reason in parts if reason]
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
