"""The spine that every section shares: title, headline, assessment, charts, table, sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from difflib import get_close_matches

from panelpack import commentary, document, shorthand, tables, wording
from panelpack.clearance import Audience
from panelpack.document import Group, Heading, KeyFigure, KeyFigures, Notice, Prose, Table
from panelpack.errors import DataError
from panelpack.judgement import Judgement, judge_all
from panelpack.opendata import read
from panelpack.plan import Measure, Plan, Priority
from panelpack.quarters import Quarter
from panelpack.ready import figures_of
from panelpack.reported import Reported, report
from panelpack.section.assessed import shared, untested

# A line of key figures stays readable on a phone and on paper up to this many.
MOST_KEY_FIGURES = 4


class Spine:
    """A section of the pack with what all sections have in common."""

    def __init__(self, section: str, plan: Plan, quarter: Quarter, audience: Audience, as_at: date):
        self.id, self.plan, self.quarter = section, plan, quarter
        self.audience, self.as_at = audience, as_at
        self.priority: Priority | None = plan.priorities.get(section)
        self.figures = figures_of(plan, quarter, audience, as_at)

    def __repr__(self) -> str:
        return f"<Section {self.id}, {self.quarter.label}, {self.audience}, as at {self.as_at}>"

    def measure(self, measure: str) -> Measure:
        """Return what the plan says of a measure; raise DataError if it has none of that id."""
        found = self.plan.measures.get(measure)
        if found is None:
            near = get_close_matches(measure, self.plan.measures, n=1)
            meant = f"did you mean {near[0]!r}?" if near else "see params/priorities."
            raise DataError(f"section {self.id}: the plan has no measure {measure!r}; {meant}")
        return found

    def reported(self, measure: str) -> Reported:
        """Return figure, comparator and change of a measure, for an analyst to look into."""
        return report(self.figures, self.measure(measure).id)

    def series(self, measure: str, area: str = ""):
        """Return a measure as a pandas Series on a PeriodIndex, gaps as NaN.

        `area`: one of its districts, without it the whole. Raises DataError for a measure that the
        plan hasn't, and for an area that the measure has no figures of.
        """
        name = self.measure(measure).id
        if area and area not in (known := self.figures.areas(name)):
            has = f"it has {', '.join(known)}" if known else "it has the whole area alone"
            raise DataError(f"section {self.id}: {name} has no figures of {area!r}; {has}")
        return self.figures.series(name, area)

    def judged(self, measure: str) -> Judgement:
        """Return a measure's assessment, after the control of false alarms over the plan."""
        return judge_all(self.figures)[self.measure(measure).id]

    def title(self) -> document.Title:
        """Show what the section is about, for which quarter, audience and day."""
        number = self.priority.number if self.priority else ""
        title = self.priority.title if self.priority else _page_title(self)
        return document.Title(
            section=self.id,
            number=number,
            title=title,
            subtitle=f"{self.quarter.period_covered} · {self.plan.settings.area}",
            quarter=str(self.quarter),
            audience=self.audience,
            as_at=self.as_at.isoformat(),
        )

    def headline(self) -> Group:
        """Show the aim, one sentence a figure, and the figures a reader must take away."""
        supplied = [r for r in self._own() if r.status == "supplied"]
        blocks: list[document.Block] = [Prose((self._aim(),))]
        if supplied:
            blocks.append(KeyFigures(tuple(map(_key_figure, supplied[:MOST_KEY_FIGURES]))))
            said = [self._said(r) for r in supplied]
            blocks += [document.List(tuple(map(document.text, said))), *revised_told(said)]
        else:
            blocks += self._none_known([self._said(r) for r in self._own()])
        return Group(tuple(blocks))

    def _none_known(self, reasons: list[str]) -> list[document.Block]:
        """Say that no figure may be shown, and why; a single reason stands in the notice itself."""
        title = "No figure for this quarter"
        if len(reasons) == 1:
            return [Notice("missing", title, reasons[0])]
        why = "No measure of this priority has a figure that may be shown yet."
        return [Notice("missing", title, why), document.List(tuple(map(document.text, reasons)))]

    def gaps(self) -> Group:
        """Show what can't be told yet, why, from whom it comes and by when.

        Where that is everything, the headline has said so.
        """
        own = self._own()
        missing = [r for r in own if r.status != "supplied"]
        if not missing or len(missing) == len(own):
            return Group(())
        return Group(
            (
                Heading("What we can't tell you yet, and why"),
                document.List(tuple(document.text(self._said(r)) for r in missing)),
            )
        )

    def assessments(self) -> Group:
        """Show each measure's class with method and baseline; those without a test in a table.

        Measures that are judged on one series share their assessment.
        """
        measures = [r.measure for r in self._own() if r.measure.kind != "text"]
        if not measures:
            return Group(())
        judged = [self.judged(m.id) for m in measures]
        return Group(
            (
                Heading("Assessment against the end of the last financial year"),
                *shared([j for j in judged if j.result.method]),
                *untested([j for j in judged if not j.result.method], self.priority.number),
            )
        )

    def table(self) -> Table:
        """Show every measure of the priority in one table."""
        reported = self._own()
        covered = self.quarter.period_covered
        of = {covered, self.quarter.label} if self.quarter.number == 1 else {covered}
        table = tables.measures(reported, f"Measures of {self.priority.number}, {covered}")
        return replace(table, notes=(*_other_periods(reported, of), *table.notes))

    def commentary(self) -> Group:
        """Show the quarter's commentary: what happened, so what, what next."""
        blocks = commentary.read(self.figures, self.id)
        if blocks:
            return Group((Heading("Commentary"), *blocks))
        missing = f"data/commentary/{self.quarter}/{self.id}.md has not been written."
        return Group((Notice("missing", "No commentary for this quarter", missing),))

    def sources(self) -> Group:
        """Show where each figure comes from, what it counts and who answers for it."""
        measures = list(self._measures().values())
        rows = tuple((m.name, m.definition or m.title, self._source(m)) for m in measures)
        columns = (tables.text("Measure"), tables.text("What it counts"), tables.text("Source"))
        sources = dict.fromkeys(m.open.source for m in measures if m.open)
        notes = (f"Responsible: {self.priority.owner}.", *(self._credit(s) for s in sources))
        caption = f"Definitions of the measures of {self.priority.number}"
        return Group((Heading("Sources and definitions"), Table(caption, columns, rows, notes)))

    def _own(self) -> list[Reported]:
        """Return what the section reports on, without measures that complete another one."""
        measures = self._measures().values()
        completing = {m.supplied_change for m in measures}
        return [self.reported(m.id) for m in measures if m.id not in completing]

    def _measures(self) -> dict[str, Measure]:
        if self.priority is None:
            raise DataError(f"section {self.id} is about the whole pack: it has no own measures")
        return self.priority.measures

    def _aim(self) -> document.Text:
        return (document.Span("Aim: ", strong=True), document.Span(self.priority.aim))

    def _said(self, reported: Reported) -> str:
        return wording.change_sentence(reported, self.plan, self.quarter, self.as_at)

    def _said_together(self, reported: Iterable[Reported]) -> str:
        """Say several figures, and of those that are missing each reason once."""
        reported = list(reported)
        missing = [r for r in reported if r.status != "supplied"]
        reasons = wording.by_reason(missing, self.plan, self.quarter, self.as_at)
        told = [self._said(r) for r in reported if r.status == "supplied"]
        return " ".join([*told, *(f"{'; '.join(names)}: {why}." for why, names in reasons.items())])

    def _source(self, measure: Measure) -> str:
        if measure.open:
            return f"Open data: {read.provenance(self.plan.folder, measure.open.source)['title']}"
        partner = self.plan.settings.partners[measure.partner]
        return f"{partner.name}; board: {self.plan.board_of(measure)}"

    def _credit(self, source: str) -> str:
        facts = read.provenance(self.plan.folder, source)
        return f"{facts['title']}: {facts['publisher']}, {facts['licence']}, {facts['url']}."


def revised_told(said: list[str]) -> tuple[Prose, ...]:
    """Return what the mark of revised figures means, where one of the sentences has it."""
    if not any(shorthand.REVISED in words for words in said):
        return ()
    return (Prose((document.text(f"{shorthand.NOTES[shorthand.REVISED]}."),)),)


def _page_title(section: Spine) -> str:
    return PAGE_TITLES.get(section.id, section.id)


PAGE_TITLES = {
    "summary": "Summary",
    "covering-report": "Covering report",
    "csp": "Community safety partnerships",
    "appendix-a": "Appendix A: Police and Crime Plan dashboard",
    "changes": "Changes since the last pack",
    "method": "Method and data quality",
}


def _other_periods(reported: list[Reported], of: set[str]) -> list[str]:
    """Say which known figures are of another period than their table; `of`: how its own is said."""
    names: dict[str, list[str]] = {}
    for r in reported:
        if r.value is not None and r.period not in of:
            names.setdefault(r.period, []).append(r.measure.name)
    return [
        f"Figure{'s' if len(found) > 1 else ''} of {period}: {'; '.join(found)}."
        for period, found in names.items()
    ]


def _key_figure(reported: Reported) -> KeyFigure:
    measure = reported.measure
    if measure.kind == "text":
        return KeyFigure(measure.name, reported.entry.note, reported.period)
    detail = reported.period
    if reported.change.difference is not None:
        change = wording.change_number(reported)
        percent = "" if measure.is_rate else f" ({wording.change_percent(reported)})"
        detail = f"{change}{percent} on {reported.when_before}"
    elif reported.change_percent is not None and not measure.is_rate:
        detail = f"{wording.change_percent(reported)} on the year before, as supplied"
    value = wording.marked(wording.figure(measure, reported.value), reported.revised)
    return KeyFigure(measure.with_unit(measure.name), value, detail)
