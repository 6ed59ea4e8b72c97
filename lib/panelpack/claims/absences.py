"""What a report ought to hold and doesn't: assessments, panels, reasons, what it refers to."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator
from datetime import date

from panelpack import assessment
from panelpack.claims import vocabulary
from panelpack.claims.cells import words_of
from panelpack.claims.dates import dates_in
from panelpack.claims.findings import CONTRADICTED, LACKING, Finding
from panelpack.claims.promises import AS_AT, everything
from panelpack.claims.report import Report, Section, Sentence, Table
from panelpack.quarters import day_label

_CLASS = re.compile(
    r"\bimprov|\bdeterior|\bno (?:\w+ )*change|\bworse|\bbetter|\b(?:red|amber|green)\b"
    r"|on (?:track|target)|"
    r"\bstable\b|not tested|\bmet\b|missed|special cause|common cause|\b[GRA]\b|[▲▼►●↑↓→]",
    re.IGNORECASE,
)
_ASSESSED = re.compile(r"assess|\brag\b|\brating\b|\bstatus\b", re.IGNORECASE)
_REFERENCE = re.compile(
    r"\b(appendix|annex|figure|chart|table|graph)\s+([A-Z]\b|\d{1,2}\b)", re.IGNORECASE
)
_NAMED_FIRST = re.compile(
    r"^\W*(?:\d+\.?\s+)?(appendix|annex|figure|chart|table|graph)\s+([A-Z]|\d{1,2})\b"
    r"(?!\s+(?:[a-z]+s|is|are|below|above|and|or)\b)",
    re.I,
)
_EXPLAINED = re.compile(
    r"not (?:currently |yet )?available|unavailable|no data|no figures? (?:for|of|are|is|yet)"
    r"|in development"
    r"|being developed|to be (?:"
    r"presented|agreed|confirmed)|await(?:ing|ed)|small numbers|remain in development|too few"
    r"|not (?:collected|recorded)",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:figures?|data|measures?|indicators?)\b[^.]{0,60}\b(?:will|to) be (?:\w+ )?(?:included"
    r"|supplied|provided|published|reported|available)",
    re.IGNORECASE,
)
_REPEATED = re.compile(
    r"\b((?:\w+ ){2,}\w+)\s+(?:\w+ )?\1\b|\b(\w{4,}) \2\b"
    r"|\b(the|an?|of|to|in|and|for|is|was|are|by|with|on|at|from) \3\b",
    re.IGNORECASE,
)
_CLASSES = re.compile(
    rf"\W*(?:no )?(?:\w+ly )?(?:{vocabulary.pattern(' '.join(assessment.CLAIMING))})\W+"
    r"(?:improve|deterior|change)",
    re.IGNORECASE,
)
_TESTED = re.compile(rf"\b(?:{vocabulary.pattern(' '.join(assessment.CLAIMING))})\b", re.IGNORECASE)


def assessments(report: Report) -> Iterator[Finding]:
    """Yield columns headed as assessments that hold none, and a key that no cell uses."""
    cells = [(row, p, c) for t in report.tables for row in t.rows for p, c in enumerate(row.cells)]
    for table in report.tables:
        heads = [p for p, head in enumerate(table.heads) if _ASSESSED.search(head)]
        held = [(row, row.cells[p]) for row in table.rows for p in heads if p < len(row.cells)]
        if held and not any(_CLASS.search(cell) for _, cell in held):
            shown = "; ".join(f"{cell!r}" for _, cell in held[:3])
            words = f"column {table.heads[heads[0]]!r} of {table.title or 'a table'}"
            told, first = f"It holds {shown}.", held[0][0].shown
            yield Finding(table.line, words, "assessment", LACKING, told, row=first)
    keyed = _keyed(report)
    if (
        keyed
        and report.tables
        and not any(_CLASS.search(c) or _TESTED.search(c) for _, _, c in cells)
    ):
        yield Finding(
            keyed[0].line,
            " ".join(keyed[0].text.split()[:12]),
            "assessment",
            LACKING,
            "The key names classes, and no cell of any table holds one.",
        )


def _keyed(report: Report) -> list[Sentence]:
    """Return the sentences of a key to classes, in one paragraph or a line for each."""
    whole = [s for s in everything(report) if len(_CLASSES.findall(s.text)) >= 2]
    parts = [s for s in report.notes if _CLASSES.match(s.text)]
    return whole or (parts if len(parts) >= 2 else [])


def panels(report: Report) -> Iterator[Finding]:
    """Yield priorities of the text that have no panel where the others have one."""
    numbered = [s for s in report.sections if s.code]
    codes = {re.sub(r"\D", "", code) for code in report.panels}
    with_panel = [s for s in numbered if s.digits in codes]
    for section in numbered:
        if _is_to_come(section):
            continue
        if section.digits not in codes and 2 * len(with_panel) > len(numbered):
            told = (
                f"{len(with_panel)} of {len(numbered)} priorities have a panel; this one has none."
            )
            yield Finding(section.line, section.title, "panel", LACKING, told, section=section.code)


def _is_to_come(section: Section) -> bool:
    """Whether the text says when its figures will be there."""
    return any(_TO_COME.search(sentence.bare) for sentence in section.sentences)


def references(report: Report) -> Iterator[Finding]:
    """Yield what the text refers to and the report doesn't hold."""
    held = {
        (m[1].lower(), m[2].upper())
        for line in report.text.splitlines()
        if (m := _NAMED_FIRST.match(line))
    }
    seen = set()
    for section in report.sections:
        has_table = bool(report.tables_of(section))
        for sentence in section.sentences:
            for found in _REFERENCE.finditer(sentence.bare):
                name = (found[1].lower(), found[2].upper())
                if re.match(_NAMED_FIRST, sentence.text) or (name, section.line) in seen:
                    continue
                seen.add((name, section.line))
                if name not in held:
                    yield Finding(
                        sentence.line,
                        found[0],
                        "reference",
                        LACKING,
                        "The report holds nothing of that name.",
                    )
                elif section.code and report.panels and not has_table and _details(sentence):
                    told = "It is there, and holds nothing for this priority."
                    yield Finding(
                        sentence.line,
                        sentence.text,
                        "reference",
                        LACKING,
                        told,
                        section=section.code,
                    )


def _details(sentence: Sentence) -> bool:
    return bool(
        re.search(r"\bdetails?\b|\bfigures?\b|\bmeasures?\b|\bdata\b", sentence.bare, re.IGNORECASE)
    )


def gaps(report: Report) -> Iterator[Finding]:
    """Yield rows without a figure for which neither comments nor prose give a reason."""
    for table in report.tables:
        missing = [row for row in table.rows if row.is_missing and row.label]
        if not missing or _is_explained(report, table):
            continue
        yield Finding(
            missing[0].line,
            f"{table.title or 'table'}: {missing[0].label}: {missing[0].cells[0]}",
            "gap",
            LACKING,
            "Neither the notes nor the text say why there is no figure."
            + _others_told(report, missing[0].label),
            row=missing[0].shown,
        )


def _others_told(report: Report, label: str) -> str:
    """Return what tells that only the reason for other rows of that name is given."""
    named = words_of(label)
    for note in report.notes:
        if _codes_of(note.text) and named and named <= words_of(note.text):
            return f" The comment that tells of it names other priorities (line {note.line})."
    return ""


def _is_explained(report: Report, table: Table) -> bool:
    digits = re.sub(r"\D", "", table.code)
    sections = [s for s in report.sections if (digits and s.digits == digits) or table in s.tables]
    if any(_EXPLAINED.search(x.text) for s in sections for x in s.sentences):
        return True
    if not table.code:
        return any(_EXPLAINED.search(note.text) for note in report.notes)
    return any(table.code in _codes_of(note.text) for note in report.notes)


def _codes_of(note: str) -> set[str]:
    """Return the priorities that a comment is about: `SP5/6/14A Comments`."""
    match = re.match(r"\W*SP\s?([\dA-Z/,& ]+?)\s*(?:comments?|notes?)\b", note, re.IGNORECASE)
    return set(re.findall(r"\d+[A-Z]?", match[1].upper())) if match else set()


def stale(report: Report) -> Iterator[Finding]:
    """Yield figures that are as at a day before the period that the report covers began."""
    begins = _period_begins(report)
    if begins is None:
        return
    for sentence in everything(report):
        match = AS_AT.search(sentence.bare)
        for found in dates_in(sentence.bare[match.end() :]) if match else ():
            if found.has_year and found.end < begins and found.start < 8:
                told = f"The period begins on {day_label(begins)}."
                yield Finding(sentence.line, f"{match[0]} {found.words}", "stale", LACKING, told)


def _period_begins(report: Report) -> date | None:
    match = re.search(r"(\d{1,2}) months to (\w+) (\d{4})", report.text)
    names = {name: n for n, name in enumerate(month_name) if name}
    if not match or match[2] not in names:
        return None
    months = int(match[3]) * 12 + names[match[2]] - int(match[1])
    return date(months // 12, months % 12 + 1, 1)


def repeated_words(report: Report) -> Iterator[Finding]:
    """Yield words that stand twice in a row."""
    for sentence in everything(report):
        pair = re.search(rf"{_TESTED.pattern}\s+{_TESTED.pattern}", sentence.bare, re.IGNORECASE)
        if pair and pair[0].split()[0].lower() == "statistically":
            pair = None
        for found in (*_REPEATED.finditer(sentence.bare), *([pair] if pair else ())):
            told = "The same words stand there twice."
            yield Finding(
                sentence.line, found[0], "words", CONTRADICTED, told, sentence, found.span()
            )
