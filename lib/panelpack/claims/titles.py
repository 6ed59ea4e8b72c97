"""Titles and labels that say a direction, held against the figures below them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from panelpack.claims import vocabulary
from panelpack.claims.findings import CONTRADICTED, LACKING, SUPPORTED, Finding
from panelpack.claims.relevance import is_opinion, rows_about
from panelpack.claims.report import Report

_AIM = re.compile(
    r"\bto (?:\w+ )?(?:reduce|increase|improve|cut|lower|prevent)\b|\b(?:reduc|increas|improv"
    r"|prevent)ing\b"
    r"|\baims?\b|\btargets?\b|\bpriority\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\W*(reduction|decrease|fall|fewer|drop|increase|rise|growth|more)\b", re.IGNORECASE
)
_CHANGED = re.compile(r"\breduc|\bdecreas|\bfell\b|\bincreas|\brose\b|\bchange", re.IGNORECASE)
_AIMED = re.compile(
    r"\bto (?:\w+ )?(?:increase|reduce|prevent|cut|lower)\b (?:the )?(?:number of |levels? of )?"
    r"(?:reporting of )?(?P<what>repeat\b)?.{0,40}?(?=\band (?:to |ensure)|$|[,.;])",
    re.IGNORECASE,
)
_NO_COUNT = re.compile(r"outcome|awareness", re.IGNORECASE)
_DOWN = ("reduction", "decrease", "fall", "fewer", "drop")


def labels(report: Report) -> Iterator[Finding]:
    """Yield rows whose label begins with a direction, beside the way that their figures went."""
    for table in report.tables:
        for row in table.rows:
            match = _LABEL.match(row.label)
            if match and row.moved is not None:
                way = -1 if match[1].lower() in _DOWN else 1
                verdict = CONTRADICTED if row.moved == -way else SUPPORTED
                yield Finding(row.line, row.label, "title", verdict, f"{row.shown}.")


def unmeasured(report: Report) -> Iterator[Finding]:
    """Yield one finding for all rows named after a change that print no figure to see it from."""
    rows = [
        row
        for table in report.tables
        for row in table.rows
        if _LABEL.match(row.label)
        and row.moved is None
        and re.search(r"\d", " ".join(row.cells))
        and not _CHANGED.search(" ".join((*row.cells, *row.heads)))
    ]
    if rows:
        told = f"No earlier figure is printed. {' '.join(f'{row.shown}.' for row in rows[:3])}"
        line, label, first = rows[0].line, rows[0].label, rows[0].shown
        yield Finding(line, label, "comparator", LACKING, told, row=first)


def aims(report: Report) -> Iterator[Finding]:
    """Yield priorities that aim at more or fewer of what no row of their panel counts."""
    for section in report.sections:
        rows = [row for row, _ in report.rows_of(section)]
        match = _AIMED.search(section.title)
        if not match or not section.code or not report.has_own_tables(section) or not rows:
            continue
        of_views = is_opinion(match[0])
        alike = [r for r in rows if is_opinion(r.label) == of_views]
        counted = [r for r in alike if of_views or not _NO_COUNT.search(r.label)]
        is_other = match["what"] and not any(
            match["what"].lower() in f"{r.label} {r.cells}".lower() for r in counted
        )
        if not counted or is_other:
            told = f"No row of the panel counts it: {' '.join(match[0].split())}."
            yield Finding(section.line, section.title, "aim", LACKING, told, section=section.code)


def headings(report: Report) -> Iterator[Finding]:
    """Yield headings that say, and don't only aim at, a direction."""
    for section in report.sections:
        if _AIM.search(section.title) and not re.search(
            r"\bpriority \d+\W+\w+ (?:falls?|rises?|down|up)", section.title, re.I
        ):
            continue
        ways = {s.sense for s in vocabulary.said(section.title) if not s.denied} & {"up", "down"}
        moved = [r for r, _ in rows_about(report, section, section.title) if r.moved is not None]
        if len(ways) == 1 and moved:
            way = 1 if "up" in ways else -1
            verdict = SUPPORTED if any(r.moved == way for r in moved) else CONTRADICTED
            yield Finding(section.line, section.title, "title", verdict, f"{moved[0].shown}.")
