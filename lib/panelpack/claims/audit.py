"""A plain transcription of a report, read for its claims and what bears each of them out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from panelpack import wording
from panelpack.claims import (
    absences,
    arithmetic,
    conflicts,
    numbers,
    promises,
    prose,
    titles,
    worked,
)
from panelpack.claims.cells import words_of
from panelpack.claims.findings import Finding
from panelpack.claims.merging import merged
from panelpack.claims.reading import read
from panelpack.claims.relevance import is_opinion
from panelpack.claims.report import Section
from panelpack.reported import report
from panelpack.series import Figures

# A measure of the workbook is the one meant from this share of its words on.
_ALIKE = 0.5
_OF_A_SECTION = (prose.claims_of, numbers.numbers_of, promises.available, promises.ratings)
_OF_A_SECTION_ALONE = (worked.worked_in_prose, promises.predictions, promises.causes)
_OF_THE_REPORT = (
    conflicts.conflicts,
    arithmetic.percentages,
    arithmetic.sums,
    arithmetic.unnamed_comparators,
    titles.labels,
    titles.unmeasured,
    titles.aims,
    titles.headings,
    promises.passed_dates,
    absences.assessments,
    absences.panels,
    absences.references,
    absences.gaps,
    absences.stale,
    absences.repeated_words,
)


def audit(text: str, dated: date | None = None, figures: Figures | None = None) -> list[Finding]:
    """Return every claim of a report with what supports, contradicts or lacks it, by its line.

    `text`: the plain text of the report, tables as HTML, tabs, bars or wide spaces. `dated`: the
    day of the report where the text doesn't begin with one. `figures`: what a workbook knows, which
    is told beside an alarm. The verdict rests on the report alone: a claim is borne out by what its
    readers can see.
    """
    whole = read(text, dated)
    found: list[Finding] = []
    for section in whole.sections:
        for rule in _OF_A_SECTION:
            found += _beside(rule(whole, section), section, figures)
        for rule in _OF_A_SECTION_ALONE:
            found += rule(section)
    for rule in _OF_THE_REPORT:
        found += rule(whole)
    return merged(sorted(dict.fromkeys(found), key=lambda finding: finding.line))


def _beside(
    found: Iterable[Finding], section: Section, figures: Figures | None
) -> Iterator[Finding]:
    """Yield findings, alarms with what the workbook knows of the same measure."""
    for finding in found:
        known = _known(finding, section, figures) if figures and finding.is_alarm else ""
        yield replace(finding, evidence=f"{finding.evidence} {known}".strip())


def _likeness(said: frozenset[str], name: str) -> float:
    """Return the share of a measure's words that a claim and its heading hold."""
    named = words_of(name)
    return len(said & named) / len(named) if named else 0


def _known(finding: Finding, section: Section, figures: Figures) -> str:
    """Return what a workbook says of the measure most like the words; empty without one."""
    numbered = {re.sub(r"\D", "", p.number): p for p in figures.plan.priorities.values()}
    priority = numbered.get(section.digits)
    if priority is None:
        return ""
    said = words_of(f"{finding.words} {section.title}")
    reported = [report(figures, m) for m in priority.measures]
    known = [r for r in reported if r.status == "supplied" and r.measure.kind != "text"]
    alike = [r for r in known if is_opinion(r.measure.name) == is_opinion(finding.words)]
    best = max(alike, key=lambda r: _likeness(said, r.measure.name), default=None)
    if best is None or _likeness(said, best.measure.name) < _ALIKE:
        return ""
    told = wording.change_sentence(best, figures.plan, figures.quarter, figures.as_at)
    return f"The workbook has {wording.lower_first(told)}"
