"""The summary: one page with a row for each priority, what needs attention, what can't be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from panelpack import assessment, shorthand, spc, tables, wording
from panelpack.control import control_chart
from panelpack.document import (
    Block,
    Cell,
    Group,
    Heading,
    List,
    OnePage,
    Prose,
    Table,
)
from panelpack.document import text as words
from panelpack.plan import Measure, Priority
from panelpack.quarters import day_label
from panelpack.reported import Reported
from panelpack.section import attention
from panelpack.section.attention import Point
from panelpack.section.headline import headline
from panelpack.section.pictures import Pictures
from panelpack.section.quoted import (
    ASSURANCES,
    VARIATIONS,
    charted,
    explained,
    is_quotable,
    known_before,
    uncharted,
    without_assurance,
)

GAPS = "What we can't tell you yet, and why"


class Summary(Pictures):
    """What only the summary shows."""

    def summary(self) -> OnePage:
        """Show the one page: every priority in a row, needs for attention, and gaps by reason."""
        return OnePage((self._priorities(), *self._attention(), *self._gaps_by_reason()))

    def cannot_tell(self) -> Group:
        """Show every figure that can't be told yet, why, from whom it comes and by when."""
        missing = [r for r in map(self.reported, self.plan.measures) if r.status != "supplied"]
        heading = Heading(f"{GAPS}: every figure")
        if not missing:
            return Group((heading, Prose((words("Every measure has its figure."),))))
        columns = ("Measure", "Reason", "From", "Expected")
        rows = tuple(self._gap_row(r) for r in missing)
        return Group((heading, Table(heading.text, tuple(map(tables.text, columns)), rows)))

    def _priorities(self) -> Table:
        told = [
            (p, self._headline_measure(p), self._quoted_chart(self._headline_measure(p)))
            for p in self.plan.priorities.values()
        ]
        has_targets = any(r.measure.targets for _, r, _ in told)
        columns = (
            *map(tables.text, ("Priority", "Headline")),
            *map(tables.numbers, ("Figure", "Change on a year before")),
            *map(tables.text, ("Variation", "Target", "Assessment, or why none")),
        )
        rows = [self._row(*of) for of in told]
        if not has_targets:
            columns, rows = (*columns[:5], columns[6]), [(*r[:5], r[6]) for r in rows]
        notes = [
            explained(
                (p.number, row[4], self._known(r))
                for (p, r, _), row in zip(told, rows, strict=True)
            )
        ]
        notes += [] if has_targets else ["The plan sets no target for any of these measures."]
        notes += self._disagreements(told)
        caption = f"The {len(rows)} priorities, {self.quarter.period_covered}"
        return Table(caption, columns, tuple(rows), (*notes, *tables.shorthand_notes(rows)))

    def _row(self, priority: Priority, reported: Reported, chart) -> tuple[Cell, ...]:
        badge = self.judged(reported.measure.id).badge
        is_words = reported.measure.kind == "text" and reported.status == "supplied"
        return (
            f"{priority.number} {priority.short}",
            headline(reported, badge.state, self.quarter),
            shorthand.NOT_APPLICABLE if is_words else tables.figure(reported),
            tables.change(reported),
            VARIATIONS[chart.variation] if chart else uncharted(reported, self._known(reported)),
            ASSURANCES.get(chart.assurance if chart else None, without_assurance(reported.measure)),
            badge,
        )

    def _headline_measure(self, priority: Priority) -> Reported:
        """Return the first figure of the dashboard, else the first of the quarter, else a gap."""
        listed = [self.reported(m) for panel in priority.panels for m in panel.rows]
        others = [self.reported(m) for m in priority.measures]
        recent = [r for r in others if r.measure.cadence != "year"]
        supplied = (r for r in (*listed, *recent) if r.status == "supplied")
        return next(supplied, (listed or others)[0])

    def _quoted_chart(self, reported: Reported) -> spc.ControlChart | None:
        """Return the chart that speaks of a figure: its own, or of the open series beside it."""
        if reported.status != "supplied":
            return None
        own = reported.measure
        for measure in self._speaking(own):
            if is_quotable(chart := self._control_of(measure), self.quarter):
                return self._aimed(measure, own) if measure is not own else chart
        return None

    def _aimed(self, measure: Measure, own: Measure) -> spc.ControlChart:
        """Return the chart of an open series, judged by the target of the measure it speaks of."""
        aimed = measure.model_copy(update={"targets": own.targets or measure.targets})
        return control_chart(self.series(measure.id), aimed, self.quarter)

    def _speaking(self, own: Measure) -> list[Measure]:
        """Return a measure and the open series beside it, those that can make a chart."""
        beside = [m for m in self.plan.measures.values() if m.beside == (own.id,)]
        return [m for m in (own, *beside) if charted(m)]

    def _known(self, reported: Reported) -> int:
        """Return the most values that the limits of a figure's chart could come from."""
        charts = map(self._control_of, self._speaking(reported.measure))
        return max(map(known_before, charts), default=0)

    def _control_of(self, measure: Measure) -> spc.ControlChart | None:
        if measure.id not in self._charts:
            self._charts[measure.id] = self._control(measure.id)
        return self._charts[measure.id]

    @cached_property
    def _charts(self) -> dict[str, spc.ControlChart | None]:
        """The control charts drawn so far, each once."""
        return {}

    def _disagreements(self, told: Sequence[tuple]) -> list[str]:
        """Say where the quarter's test and the control chart differ, and why, each reason once."""
        reasons: dict[str, list[str]] = {}
        for priority, reported, chart in told:
            state = self.judged(reported.measure.id).result.state
            if chart and (differs := assessment.disagreement(state, chart.variation)):
                reasons.setdefault(differs, []).append(priority.number)
        return [f"{', '.join(numbers)}: {why}" for why, numbers in reasons.items()]

    def _attention(self) -> Iterator[Block]:
        found, left = attention.chosen(self._points())
        yield Heading("Needs your attention")
        yield List(tuple(words(point.words) for point in found) or (words(attention.NOTHING),))
        more = f" {left} more by this rule stand in the sections." if left else ""
        yield Prose((words(attention.RULE + more),))

    def _points(self) -> Iterator[Point]:
        for measure in self.plan.measures.values():
            reported = self.reported(measure.id)
            if self._speaks_through_another(measure):
                continue
            chart = self._quoted_chart(reported)
            number = self.plan.priority_of(measure.id).number
            if self.judged(measure.id).result.state == "deteriorated":
                yield Point("deteriorated", measure.id, f"{number}: {self._said(reported)}")
            if chart and chart.variation == "concern":
                said = f"{number}: {measure.name}: {wording.lower_first(chart.sentence)}"
                yield Point("concern", measure.id, said)
            if chart and chart.assurance == "consistent_fail":
                said = f"{number}: {measure.name}: {wording.lower_first(chart.sentence)}"
                yield Point("missed", measure.id, said)
            if wording.is_overdue(reported.entry, self.as_at):
                yield Point("overdue", measure.id, f"{number}: {self._said(reported)}")
            if reported.status == "no_return" and self._due(measure) < self.as_at:
                why = wording.reason(reported.entry, self.plan, self.quarter, self.as_at)
                yield Point("overdue", measure.partner, f"{why[:1].upper()}{why[1:]}.")

    def _speaks_through_another(self, measure: Measure) -> bool:
        """Say whether an open series stands beside one measure that has a figure of its own."""
        if len(measure.beside) != 1:
            return False
        return self.reported(measure.beside[0]).status == "supplied"

    def _gaps_by_reason(self) -> Iterator[Block]:
        """Yield gaps by reason and partner, the reason with most figures first."""
        groups: dict[tuple[str, str], list[str]] = {}
        for measure in self.plan.measures.values():
            reported = self.reported(measure.id)
            if reported.status != "supplied":
                why = wording.reason(reported.entry, self.plan, self.quarter, self.as_at)
                number = self.plan.priority_of(measure.id).number
                groups.setdefault((why, self._from(measure)), []).append(number)
        yield Heading(GAPS)
        said = [
            f"{', '.join(dict.fromkeys(numbers))}: {why}. {_figures(len(numbers), partner, why)}."
            for (why, partner), numbers in sorted(groups.items(), key=lambda g: -len(g[1]))
        ]
        yield List(tuple(map(words, said or ["Every measure has its figure."])))

    def _gap_row(self, reported: Reported) -> tuple[str, ...]:
        measure, entry = reported.measure, reported.entry
        why = wording.reason(entry, self.plan, self.quarter, self.as_at)
        ends = entry.gap.ends if entry.gap else None
        due = self._due(measure) if entry.status in ("no_return", "not_in_return") else None
        expected = ends.label if ends else day_label(due) if due else "Not known"
        passed = (ends and ends.end < self.as_at) or (due and due < self.as_at)
        return (
            f"{self.plan.priority_of(measure.id).number} {measure.name}",
            why[:1].upper() + why[1:],
            self._from(measure),
            f"Was due {expected}" if passed else expected,
        )

    def _from(self, measure: Measure) -> str:
        if measure.partner is None:
            return "open data"
        return self.plan.settings.partners[measure.partner].name

    def _due(self, measure: Measure):
        """Return the day on which the return of a partner's measure was due; open data has none."""
        partner = self.plan.settings.partners.get(measure.partner)
        return partner.due(self.quarter) if partner else None


def _figures(count: int, partner: str, why: str) -> str:
    """Say how many figures are missing, and from whom unless the reason has named them."""
    counted = f"{count} figures" if count > 1 else "1 figure"
    return counted if partner in why else f"{counted} from {partner}"
