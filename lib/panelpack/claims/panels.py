"""Panels of a dashboard: their titles, the tables under them, and tables that stand there twice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from panelpack.claims.cells import words_of
from panelpack.claims.headings import (
    ENDED,
    LONGEST_HEADING,
    bare,
    goes_on,
    is_priority,
    priority_of,
)
from panelpack.claims.report import Line, Report, Table
from panelpack.claims.tabular import cells_of, code_of

# So many lines may stand between the title of a panel and its table.
_NEAR = 12
# So many headings of one number are looked at; a report has two or three.
_MOST_ALIKE = 20


@dataclass
class Panel:
    """The panel that a table belongs to: its title, and the words between title and table."""

    title: str = ""
    labels: list[str] = field(default_factory=list)

    @property
    def code(self) -> str:
        """The number of the priority that the panel is of."""
        return code_of(self.title)


def priorities(lines: Sequence[Line]) -> dict[str, list[str]]:
    """Return the titles of the priorities that headings tell, by number without a letter."""
    titles: dict[str, list[str]] = {}
    for n in (n for n, line in enumerate(lines) if is_priority(line.text)):
        title = bare(" ".join(x.text.strip() for x in lines[n : goes_on(lines, n)]))
        titles.setdefault(_digits(priority_of(title)[0]), []).append(title)
    return titles


def panel_of(titles: Mapping[str, Sequence[str]], lines: Sequence[Line], at: int, end: int) -> str:
    """Return the title of a panel with its number first; empty for other lines.

    The headings of a report tell its priorities: a panel has the number of one and its words. A
    heading of a priority is the title of a panel where there is another one, and its own stands
    above a table.
    """
    title = " ".join(line.text.strip() for line in lines[at:end]).strip("*_# ")
    if is_priority(title):
        number, words = priority_of(bare(title))
        if _is_above_table(lines, end) and len(titles.get(_digits(number), ())) > 1:
            return f"{number} {words}"
        return ""
    code = code_of(title)
    if not code or len(title.split()) > LONGEST_HEADING:
        return ""
    named = words_of(title)
    wanted = max(3, len(named) / 2) if ENDED.search(title) else min(2, len(named))
    for other in titles.get(_digits(code), ())[:_MOST_ALIKE]:
        if len(named & words_of(other)) >= wanted:
            return title
    return ""


def _digits(code: str) -> str:
    return re.sub(r"\D", "", code)


def _is_above_table(lines: Sequence[Line], at: int) -> bool:
    """Whether a table comes before any sentence and heading does."""
    for line in lines[at : at + _NEAR]:
        if cells_of(line.text) is not None:
            return True
        if ENDED.search(line.text.strip()) or is_priority(line.text):
            return False
    return False


def labelled(found: Table, labels: list[str]) -> Table:
    """Name the one row without a label by the words above the table."""
    if len(found.rows) != 1 or found.rows[0].label or not labels:
        return found
    return replace(found, rows=(replace(found.rows[0], label=labels[-1]),))


def drop_doubles(report: Report) -> None:
    """Drop tables that repeat, without a title of their own, rows that an earlier one has."""
    seen: set[tuple] = set()
    kept = []
    for found in report.tables:
        rows = {(row.label, tuple(filter(None, row.cells))) for row in found.rows}
        unnamed = {cells for _, cells in seen}
        if found.code or not all(r in seen or (not r[0] and r[1] in unnamed) for r in rows):
            kept.append(found)
        seen |= rows
    report.tables[:] = kept
    for section in report.sections:
        section.tables[:] = [t for t in section.tables if t in kept]
