"""A plain transcription of a report, read for its claims and what bears each of them out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from panelpack import wording
from panelpack.claims import absences, amounts, arithmetic, conflicts, promises, prose, titles
from panelpack.claims.cells import words_of
from panelpack.claims.findings import Finding
from panelpack.claims.reading import read
from panelpack.claims.report import Section
from panelpack.reported import report
from panelpack.series import Figures

_OF_A_SECTION = (prose.claims_of, amounts.numbers_of, promises.available)
_OF_A_SECTION_ALONE = (arithmetic.worked_in_prose, promises.predictions)
_OF_THE_REPORT = (
    conflicts.conflicts,
    arithmetic.percentages,
    arithmetic.sums,
    arithmetic.unnamed_comparators,
    titles.labels,
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
    unique = dict.fromkeys(found)
    return sorted(unique, key=lambda finding: finding.line)


def _beside(
    found: Iterable[Finding], section: Section, figures: Figures | None
) -> Iterator[Finding]:
    """Yield findings, alarms with what the workbook knows of the same measure."""
    for finding in found:
        known = _known(finding, section, figures) if figures and finding.is_alarm else ""
        yield replace(finding, evidence=f"{finding.evidence} {known}".strip())


def _known(finding: Finding, section: Section, figures: Figures) -> str:
    """Return what a workbook says of the measure most like the words; empty without one."""
    numbers = {re.sub(r"\D", "", p.number): p for p in figures.plan.priorities.values()}
    priority = numbers.get(section.digits)
    if priority is None:
        return ""
    said = words_of(f"{finding.words} {section.title}")
    reported = [report(figures, m) for m in priority.measures]
    known = [r for r in reported if r.status == "supplied" and r.measure.kind != "text"]
    best = max(known, key=lambda r: len(said & words_of(r.measure.name)), default=None)
    if best is None or not said & words_of(best.measure.name):
        return ""
    told = wording.change_sentence(best, figures.plan, figures.quarter, figures.as_at)
    return f"The workbook has {wording.lower_first(told)}"
