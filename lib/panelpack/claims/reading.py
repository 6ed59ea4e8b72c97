"""A plain transcription read into sections, sentences and tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from panelpack.claims.dates import dates_in
from panelpack.claims.headings import (
    COMMENT,
    ENDED,
    KEY,
    LONGEST_HEADING,
    bare,
    begins_item,
    goes_on,
    is_heading,
    is_priority,
    priority_of,
)
from panelpack.claims.layout import lines_of, seen
from panelpack.claims.panels import Panel, drop_doubles, labelled, panel_of, priorities
from panelpack.claims.report import Line, Report, Section
from panelpack.claims.sentences import sentences
from panelpack.claims.tabular import cells_of, code_of, html_pieces, rows_at, table
from panelpack.errors import DataError

_CAPTION = re.compile(r"^\W*(?:table|figure|chart|graph)\s+\w{1,3}\b", re.IGNORECASE)
_COMMENT_OF_PANEL = re.compile(r"\b(?:comments?|notes?|key|source)\b\s*\d*\s*:", re.IGNORECASE)
_OF_THE_REPORT = re.compile(
    r"^\W*(?:published|presented|prepared|report(?: to| for| of)?|meeting)\b.{0,60}"
    r"\b(?:on|of|for)\b|^\W*published \d",
    re.IGNORECASE,
)
_HTML = re.compile(r"<table\b|<p\b", re.IGNORECASE)
LONGEST = 2_000_000
"""Bytes; the text of a report is never longer."""


def text_of(path: Path) -> str:
    """Return the text of a file; raise DataError if it is no text or endlessly long."""
    raw = path.read_bytes()
    if len(raw) > LONGEST:
        raise DataError(f"{path.name}: has {len(raw):,} bytes; {LONGEST:,} are the most allowed")
    if b"\0" in raw:
        raise DataError(f"{path.name}: is no plain text; save the report as text first")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def read(text: str, dated: date | None = None) -> Report:
    """Return a report read from its transcription; `dated` where the text itself tells no day."""
    lines = lines_of(text)
    report = Report(seen(text), _date_of(lines) or dated, [Section(1, "", "")])
    _Reader(report, lines, titles=priorities(lines)).read()
    drop_doubles(report)
    return report


def _date_of(lines: Sequence[Line]) -> date | None:
    """Return the day of the report: the first whole date near its beginning.

    A sentence tells of other days, unless it speaks of the meeting or the report.
    """
    for _, line in lines[:40]:
        if line.rstrip().endswith(".") and not _OF_THE_REPORT.search(line):
            continue
        for found in dates_in(line.title() if line.isupper() or "Date" in line[:8] else line):
            if found.has_day and found.has_year:
                return found.end
    return None


@dataclass
class _Reader:
    """Reads the lines of a transcription into a report, from the first to the last."""

    report: Report
    lines: Sequence[Line]
    panel: Panel = field(default_factory=Panel)
    html: Panel = field(default_factory=Panel)
    is_key: bool = False
    titles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The priorities that headings name."""

    def read(self) -> None:
        """Read every line."""
        at = 0
        while at < len(self.lines):
            text = self.lines[at].text
            if _HTML.search(text):
                at = self._take_html(at)
            elif not text.strip():
                at += 1
            elif cells_of(text) is not None or _is_lone_head(self.lines, at):
                at = self._take_table(at)
            else:
                at = self._take_prose(at)

    def _take_html(self, at: int) -> int:
        line, text = self.lines[at]
        self.panel = Panel()
        for piece in html_pieces(text):
            if not isinstance(piece, str):
                rows = [(line, row) for row in piece if row]
                title = self.html.title
                found = table(line, title, code_of(title), rows)
                self.report.tables += [labelled(t, self.html.labels) for t in found]
                continue
            if not _COMMENT_OF_PANEL.search(piece[:60]) and (code := code_of(piece)):
                self.report.panels.add(code)
                self.html = Panel(piece)
                continue
            self.html.labels.append(piece)
            self.report.notes += sentences([(line, piece)])
        return at + 1

    def _take_table(self, at: int) -> int:
        self.is_key = False
        rows, end = rows_at(self.lines, at)
        section = self.report.sections[-1]
        title, code = self.panel.title, self.panel.code
        if not title:
            above = next((x.text.strip() for x in reversed(self.lines[:at]) if x.text.strip()), "")
            is_title = len(above.split()) <= LONGEST_HEADING and not ENDED.search(above)
            title = above.strip("# *") if is_title and "<" not in above else section.title
            code = code_of(title) or section.code
        found = table(self.lines[at].number, title, code, rows)
        found = [labelled(t, self.panel.labels) for t in found]
        self.report.tables += found
        section.tables += found
        self.report.panels |= {t.code for t in found if t.code}
        return end

    def _take_prose(self, at: int) -> int:
        text = self.lines[at].text
        self.html = Panel()
        if _CAPTION.match(text) and not ENDED.search(text.strip()):
            return at + 1
        if KEY.match(text):
            self.is_key, self.panel = True, Panel()
            return at + 1
        end = goes_on(self.lines, at)
        title = " ".join(line.text.strip() for line in self.lines[at:end])
        if panel := panel_of(self.titles, self.lines, at, end):
            self.panel, self.is_key = Panel(panel), False
            self.report.panels.add(self.panel.code)
            return end
        if not COMMENT.match(text) and self._begins_section(at, title):
            return self._take_heading(at, end if is_priority(title) else at + 1)
        return self._take_paragraph(at)

    def _begins_section(self, at: int, title: str) -> bool:
        is_marked = self.lines[at].text.lstrip().startswith("#")
        if self.is_key and not (is_marked or is_priority(title) or bare(title).isupper()):
            return is_heading(self.lines, at) and self._is_above_text(at + 1)
        return is_priority(title) or is_heading(self.lines, at)

    def _is_above_text(self, at: int) -> bool:
        """Whether a table, a numbered paragraph or a long one comes next."""
        below = next((n for n in range(at, len(self.lines)) if self.lines[n].text.strip()), None)
        if below is None:
            return False
        is_item = begins_item(self.lines, below)
        text = self.lines[below].text
        return is_item or cells_of(text) is not None or len(text.split()) > LONGEST_HEADING

    def _take_heading(self, at: int, end: int) -> int:
        title = bare(" ".join(line.text.strip() for line in self.lines[at:end]).lstrip("#"))
        number = priority_of(title)[0]
        if number and number in {section.code for section in self.report.sections}:
            self.report.panels.add(number)
        self.report.sections.append(Section(self.lines[at].number, title, number))
        self.panel, self.is_key = Panel(), False
        return end

    def _take_paragraph(self, at: int) -> int:
        self.is_key &= not begins_item(self.lines, at)
        held, end = self._paragraph(at)
        found = sentences(held)
        if self._is_aside([text for _, text in held]):
            self.report.notes += found
            self.panel.labels.append(" ".join(text for _, text in held))
        else:
            self._section().sentences += found
        return end

    def _is_aside(self, held: Sequence[str]) -> bool:
        """Whether a paragraph is a comment, part of a key, or the words above a panel's table."""
        is_label = bool(self.panel.title) and not ENDED.search(held[-1])
        return bool(COMMENT.match(held[0])) or self.is_key or is_label

    def _section(self) -> Section:
        """Return the section that prose belongs to: under a panel, that of its priority."""
        sections = self.report.sections
        return next((s for s in sections if s.code and s.code == self.panel.code), sections[-1])

    def _paragraph(self, at: int) -> tuple[list[tuple[int, str]], int]:
        """Return the lines of the paragraph that begins at a place, and the place after it."""
        lines = self.lines
        held = [(lines[at].number, lines[at].text.strip())]
        at += 1
        while at < len(lines):
            text = lines[at].text
            if not text.strip():
                following = next((n for n in range(at, len(lines)) if lines[n].text.strip()), None)
                is_broken = following is not None and not ENDED.search(held[-1][1])
                if not is_broken or not lines[following].text.lstrip()[:1].islower():
                    break
                at = following
                continue
            if self._ends_paragraph(at):
                break
            held.append((lines[at].number, text.strip()))
            at += 1
        return held, at

    def _ends_paragraph(self, at: int) -> bool:
        text = self.lines[at].text
        is_other = begins_item(self.lines, at) or _HTML.search(text) or cells_of(text)
        return bool(is_other or KEY.match(text) or COMMENT.match(text)) or is_heading(
            self.lines, at
        )


def _is_lone_head(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is the head of a table with one column of figures, set far to the right."""
    text = lines[at].text
    following = lines[at + 1].text if at + 1 < len(lines) else ""
    margin = len(text) - len(text.lstrip(" "))
    filled = [cell for cell in cells_of(following) or () if cell]
    return margin >= 20 and len(text.strip()) <= 40 and len(filled) == 2
