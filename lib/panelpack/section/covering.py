"""The covering report in the form of a committee paper, its paragraphs numbered by their place.

What people must write stands in `data/commentary/<quarter>/covering-report.md`, a heading for each
part; a heading that is a priority's number adds paragraphs to that priority. All else comes from
the plan, the quarter's file and the figures, so that nothing is typed twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from panelpack import commentary, tables, wording
from panelpack.document import (
    Block,
    Group,
    Heading,
    List,
    Notice,
    Numbered,
    Prose,
    Span,
    Table,
    plain,
    text,
)
from panelpack.errors import DataError
from panelpack.opendata import read
from panelpack.plan import Priority, QuarterFile, load_quarter
from panelpack.quarters import day_label
from panelpack.reported import Reported
from panelpack.section.partnerships import Partnerships
from panelpack.section.spine import PAGE_TITLES, revised_told

PURPOSE, RECOMMENDATION, BACKGROUND = "Purpose of report", "Recommendation", "Background"
PARTNERSHIPS = "Contribution of community safety partnerships"
IMPLICATIONS, PAPERS = "Implications", "Background papers"
PARTS = (PURPOSE, RECOMMENDATION, BACKGROUND, PARTNERSHIPS, IMPLICATIONS, PAPERS)
IMPLIED = (
    "Financial",
    "Legal",
    "Equality impact assessment",
    "Risks and impact",
    "Link to the Police and Crime Plan",
)
"""What a committee paper must say the implications for; written as `- **Financial**: None.`"""
NOT_STATED = "Not stated for this quarter."
# These open the pack, or are about one priority: no appendix.
_NO_APPENDIX = ("summary", "covering-report")


class Covering(Partnerships):
    """What only the covering report shows."""

    def committee_heading(self) -> Prose:
        """Show which meeting the report goes to, when, from whom and about what, a line each."""
        file, settings = self._quarter_file, self.plan.settings
        facts = {
            "Meeting": _meeting(settings.panel, file.meeting_title),
            "Date": day_label(file.meeting) if file.meeting else "Not fixed yet",
            "Report of": settings.commissioner,
            "Subject": file.item or f"Performance report, {self.quarter.label}",
            "Author": settings.contact,
        }
        lines = ((Span(f"{name}: ", strong=True), Span(said)) for name, said in facts.items())
        return Prose(tuple(lines))

    def purpose(self) -> Group:
        """Show what the report is for: as written, or as the plan and the quarter have it."""
        usual = (
            f"This report is for the {self.plan.settings.panel}. It tells how the priorities of "
            f"the {self.plan.settings.title} fared in {self.quarter.label}, and what is not known "
            "yet."
        )
        return self._part(PURPOSE, (Numbered(text(usual)),))

    def recommendation(self) -> Group:
        """Show what the Panel is asked to do."""
        return self._part(RECOMMENDATION)

    def background(self) -> Group:
        """Show what a member should know before reading the figures."""
        return self._part(BACKGROUND)

    def performance(self) -> Group:
        """Show a block of numbered paragraphs for each priority: what is known and what isn't."""
        heading = Heading(f"Performance in {self.quarter.label}")
        lead = (
            "Each priority has a section of its own in the pack, with charts, tables and sources. "
            f"Changes compare with {self.quarter.same_quarter_last_year.label}, assessments with "
            f"the end of {self.quarter.baseline_end.year - 1}/{self.quarter.baseline_end:%y}."
        )
        told = [block for p in self.plan.priorities.values() for block in self._priority_block(p)]
        marks = revised_told([block.plain() for block in told])
        return Group((heading, Numbered(text(lead)), *told, *marks))

    def partnerships(self) -> Group:
        """Show how the area's partnerships compare, and what is written of their contribution."""
        heading, *written = self._part(PARTNERSHIPS).blocks
        known = (Numbered(text(self.partnership_sentence())),)
        return Group((heading, *(known if self.plan.settings.partnerships else ()), *written))

    def implications(self) -> Group:
        """Show what follows for money, law, equality and risk, and the link to the plan."""
        written = {}
        for block in self._written.get(IMPLICATIONS, ()):
            for item in block.items if isinstance(block, List) else ():
                name, _, said = plain(item).partition(":")
                written[self._implied(name.strip())] = said.strip()
        rows = tuple((name, written.get(name) or NOT_STATED) for name in IMPLIED)
        columns = (tables.text("Implication"), tables.text("What is said"))
        return Group((Heading(IMPLICATIONS), Table("Implications of the report", columns, rows)))

    def appendices(self) -> Group:
        """Show the list of appendices, in the order of the pack."""
        own = [s for s in self.plan.settings.order if s not in self.plan.priorities]
        names = [PAGE_TITLES.get(s, s) for s in own if s not in _NO_APPENDIX]
        lines = (Numbered(text(name)) for name in (*self._sections_named(), *names))
        return Group((Heading("List of appendices"), *lines))

    def background_papers(self) -> Group:
        """Show the published data that the report rests on, and papers that the office names."""
        sources = {m.open.source: None for m in self.plan.measures.values() if m.open}
        told = [read.provenance(self.plan.folder, source) for source in sources]
        papers = [f"{facts['title']}: {facts['publisher']}." for facts in told]
        usual = Numbered(text(" ".join(papers) or "None."))
        written = tuple(self._numbered(self._written.get(PAPERS, ()), 1))
        return Group((Heading(PAPERS), usual, *written))

    def contact_role(self) -> Group:
        """Show whom to ask: a role, never a person."""
        return Group((Heading("Contact"), Numbered(text(f"{self.plan.settings.contact}."))))

    @cached_property
    def _quarter_file(self) -> QuarterFile:
        return load_quarter(self.plan.folder, self.quarter)

    @cached_property
    def _written(self) -> dict[str, tuple[Block, ...]]:
        """Return the blocks of each part that people wrote, by its heading.

        Raises DataError for words before any heading, and for a heading that names no part.
        """
        known = {name.lower(): name for name in (*PARTS, *self._numbers)}
        parts: dict[str, list[Block]] = {}
        part = None
        for block in commentary.read(self.figures, self.id):
            if isinstance(block, Heading):
                part = known.get(block.text.strip().lower())
                if part is None:
                    raise DataError(f"{self._file}: {block.text!r} is no part; {self._parts_told}")
            elif part is None:
                raise DataError(f"{self._file}: begin with a heading; {self._parts_told}")
            else:
                parts.setdefault(part, []).append(block)
        return {name: tuple(blocks) for name, blocks in parts.items()}

    @property
    def _numbers(self) -> list[str]:
        return [priority.number for priority in self.plan.priorities.values()]

    @property
    def _file(self) -> str:
        return f"data/commentary/{self.quarter}/{self.id}.md"

    @property
    def _parts_told(self) -> str:
        return f"the parts are {', '.join(PARTS)}, and the number of a priority"

    def _part(self, name: str, usual: Sequence[Block] = ()) -> Group:
        """Return a part as written, else as it usually is, else the notice that it is missing."""
        missing = Notice("missing", f"{name} not written", f"{self._file} has no part {name!r}.")
        written = tuple(self._numbered(self._written.get(name, ()), 1))
        return Group((Heading(name), *(written or usual or (missing,))))

    def _numbered(self, blocks: Iterable[Block], level: int) -> Iterator[Block]:
        """Yield paragraphs with numbers, and lists and notices as they are."""
        for block in blocks:
            if isinstance(block, Prose):
                yield from (Numbered(paragraph, level) for paragraph in block.paragraphs)
            else:
                yield block

    def _priority_block(self, priority: Priority) -> Iterator[Block]:
        yield Heading(f"{priority.number} {priority.title}", level=3, numbered=True)
        listed = [self.reported(m) for panel in priority.panels for m in panel.rows]
        known = [r for r in listed if r.status == "supplied"] or self._others(priority)
        for reported in known:
            yield Numbered(text(self._told(reported)), 2)
        for gap in self._gaps([r for r in listed if r.status != "supplied"]):
            yield Numbered(text(gap), 2)
        yield from self._numbered(self._written.get(priority.number, ()), 2)

    def _gaps(self, missing: Iterable[Reported]) -> Iterator[str]:
        """Yield why figures are missing, each reason once, in two short sentences."""
        reasons = wording.by_reason(missing, self.plan, self.quarter, self.as_at)
        for why, names in reasons.items():
            yield f"Not known yet: {'; '.join(names)}. {why[:1].upper()}{why[1:]}."

    def _others(self, priority: Priority) -> list[Reported]:
        """Return what else is known of a priority whose dashboard has no figure this quarter."""
        found = [self.reported(m.id) for m in priority.measures.values() if m.cadence != "year"]
        return [r for r in found if r.status == "supplied"]

    def _told(self, reported: Reported) -> str:
        badge = self.judged(reported.measure.id).badge
        return f"{self._said(reported)} Assessment: {wording.lower_first(badge.word)}."

    def _implied(self, name: str) -> str:
        known = {implied.lower(): implied for implied in IMPLIED}
        if name.lower() not in known:
            raise DataError(
                f"{self._file}: {name!r} is no implication; write '- **Financial**: …' with "
                f"{', '.join(IMPLIED)}"
            )
        return known[name.lower()]

    def _sections_named(self) -> Iterator[str]:
        """Yield the sections of priorities as one line of the list."""
        numbers = self._numbers
        if numbers:
            yield f"Sections {numbers[0]} to {numbers[-1]}: one for each priority"


def _meeting(panel: str, title: str) -> str:
    """Name a meeting by its panel, and by its own title where that says more."""
    return panel if title in panel else f"{panel}, {title}"
