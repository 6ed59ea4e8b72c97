"""Titles and labels that say a direction, held against the figures below them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from panelpack.claims import vocabulary
from panelpack.claims.findings import CONTRADICTED, SUPPORTED, Finding
from panelpack.claims.relevance import rows_about
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
