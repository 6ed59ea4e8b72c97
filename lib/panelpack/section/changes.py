"""What changed since the last pack: revised figures, and what was promised."""

from __future__ import annotations

from collections.abc import Iterator

from panelpack import revisions, tables, wording
from panelpack.document import Group, Heading, Notice, Prose, Table
from panelpack.document import text as words
from panelpack.issued import SUPPLIED, Issue
from panelpack.reported import Reported, report
from panelpack.revisions import Revision
from panelpack.section.spine import Spine
from panelpack.series import Figures

_REVISED = ("Figure", "Before", "Now", "Told before in", "Why, and by whom")
# What the pack says of a figure that somebody still owes.
_PROMISED = ("awaiting_board", "awaiting_clearance", "no_return", "not_in_return")


class Changes(Spine):
    """What only the page of changes shows."""

    def last_packs(self) -> Group:
        """Say which issued packs this one is compared with."""
        last = self._last()
        if not last:
            nothing = (
                "No earlier pack has been issued, so there is nothing to compare this one with."
            )
            return Group((Notice("note", "No earlier pack", nothing),))
        told = " and ".join(issue.label for issue in last)
        return Group((Prose((words(f"This pack is compared with {told}."),)),))

    def revised(self) -> Group:
        """Show each figure that was changed after it was told: old, new, why and by whom."""
        found = [r for m in self.plan.measures for r in revisions.of(self.figures, m).values()]
        new, old = [r for r in found if r.is_new], [r for r in found if not r.is_new]
        heading = Heading("Revised figures")
        if not found:
            return Group((heading, Prose((words("No figure of this pack was revised."),))))
        shown = [(new, "Figures revised since the last pack"), (old, "Figures revised before it")]
        return Group((heading, *(self._revised(some, caption) for some, caption in shown if some)))

    def promised(self) -> Group:
        """Show what became of figures that the last packs owed, and which are no longer shown."""
        made = [make(issue) for issue in self._last() for make in (self._owed, self._gone)]
        blocks = [table for table in made if table is not None]
        return Group((Heading("Promised in the last pack"), *blocks)) if blocks else Group(())

    def _last(self) -> list[Issue]:
        """Return the last issued pack, and the last one of this quarter if that is another."""
        issued = self.figures.issued
        same = [issue for issue in issued if issue.quarter == self.quarter]
        return list(dict.fromkeys([*issued[-1:], *same[-1:]]))

    def _revised(self, found: list[Revision], caption: str) -> Table:
        columns = (tables.text(_REVISED[0]), *map(tables.numbers, _REVISED[1:3]))
        columns += tuple(map(tables.text, _REVISED[3:]))
        rows = tuple(map(self._revision, found))
        return Table(caption, columns, rows, tuple(tables.shorthand_notes(rows)))

    def _revision(self, revision: Revision) -> tuple[str, ...]:
        measure, now = self.measure(revision.now.measure), revision.now
        name = ", ".join(filter(None, (self._named(measure.id), now.area, now.period.label)))
        return (
            name,
            wording.told_before(measure, revision),
            wording.marked(wording.figure_and_base(measure, now), [revision]),
            revision.told_in,
            "; ".join(filter(None, (revision.reason, revision.by))),
        )

    def _named(self, measure: str) -> str:
        return f"{self.plan.priority_of(measure).number} {self.measure(measure).name}"

    def _owed(self, issue: Issue) -> Table | None:
        rows = tuple(
            (self._named(now.measure.id), row["reason"], self._state(now))
            for row, now in self._then_and_now(issue)
            if row["status"] in _PROMISED
        )
        columns = map(tables.text, ("Figure", "What that pack said", "Now"))
        caption = f"Figures that {issue.label} was waiting for"
        return Table(caption, tuple(columns), rows) if rows else None

    def _gone(self, issue: Issue) -> Table | None:
        rows = tuple(
            (self._named(now.measure.id), self._state(now))
            for row, now in self._then_and_now(issue)
            if row["status"] in (SUPPLIED, "revised") and now.status != SUPPLIED
        )
        columns = map(tables.text, ("Figure", "Why it is not shown now"))
        caption = f"Figures that {issue.label} printed and this one does not"
        return Table(caption, tuple(columns), rows) if rows else None

    def _then_and_now(self, issue: Issue) -> Iterator[tuple[dict[str, str], Reported]]:
        """Yield what a pack said of each measure, and what is known of the same quarter now."""
        known = self.figures
        if issue.quarter != self.quarter:
            known = Figures(self.plan, issue.quarter, self.audience, self.as_at)
        first = {row["measure"]: row for row in reversed(issue.measures)}
        for name in self.plan.measures:
            if name in first:
                yield first[name], report(known, name)

    def _state(self, now: Reported) -> str:
        if now.value is not None:
            return f"published: {wording.figure_with_unit(now.measure, now.value)}"
        if now.status == SUPPLIED:
            return f"published: {now.entry.note}"
        return wording.reason(now.entry, self.plan, self.quarter, self.as_at)
