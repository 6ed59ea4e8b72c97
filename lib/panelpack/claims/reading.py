"""A plain transcription read into sections, sentences and tables."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from panelpack.claims.dates import dates_in
from panelpack.claims.report import Report, Section, Sentence, Table
from panelpack.claims.tabular import cells_of, code_of, html_pieces, table
from panelpack.errors import DataError

_PRIORITY = re.compile(
    r"(?:strategic\s+)?\bpriority\s+(\d{1,2}[A-Z]?)\b|\bSP\s?(\d{1,2}[A-Z]?)\b", re.I
)
_NUMBERED = re.compile(
    r"^\s*(?:[-•*]\s+)?(?:(?:\d+[.)]|\d+(?:\.\d+)+[.)]?)\s+|[-•*]\s+|\([a-z]\)\s+)"
)
_ENDED = re.compile(r"[.!?:;][”\"')*]*$")
_STOP = re.compile(r"(?<=[.!?])[”\"')*]*\s+(?=[\"“(*]*[A-Z0-9£])|;\s+")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]{12,}\"")
_CAPTION = re.compile(r"^\W*(?:table|figure|chart|graph)\s+\w{1,3}\b", re.IGNORECASE)
_COMMENT = re.compile(r"\b(?:comments?|notes?|key|source)\b\s*\d*\s*:", re.IGNORECASE)
_OF_THE_REPORT = re.compile(
    r"^\W*(?:published|presented|prepared|report(?: to| for| of)?|meeting)\b.{0,60}"
    r"\b(?:on|of|for)\b",
    re.IGNORECASE,
)
# A word that the end of a line cuts in two.
_HYPHENATED = re.compile(r"[a-z]- $")
_PARAGRAPH = re.compile(r"^\W*\d{1,2}(?:\.\d{1,2})+\.?\s+(?=[A-Z0-9£(“\"])")
_LONGEST_HEADING = 30
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
    report = Report(text, _date_of(text) or dated, [Section(1, "", "")])
    lines, at = text.splitlines(), 0
    while at < len(lines):
        line = lines[at]
        if "<table" in line or "<p>" in line:
            _take_html(report, at + 1, line)
            at += 1
        elif (cells := cells_of(line)) is not None:
            at = _take_table(report, lines, at, cells)
        elif line.strip():
            at = _take_prose(report, lines, at)
        else:
            at += 1
    _drop_doubles(report)
    return report


def _date_of(text: str) -> date | None:
    """Return the day of the report: the first whole date near its beginning.

    A sentence tells of other days, unless it speaks of the meeting or the report.
    """
    for line in text.splitlines()[:40]:
        if line.rstrip().endswith(".") and not _OF_THE_REPORT.search(line):
            continue
        for found in dates_in(line.title() if line.isupper() or "Date" in line[:8] else line):
            if found.has_day and found.has_year:
                return found.end
    return None


def _take_html(report: Report, line: int, text: str) -> None:
    title, labels = "", []
    for piece in html_pieces(text):
        if isinstance(piece, str):
            if _COMMENT.search(piece[:60]):
                report.notes += sentences([(line, piece)])
            elif code := code_of(piece):
                report.panels.add(code)
                title, labels = piece, []
            else:
                labels.append(piece)
                report.notes += sentences([(line, piece)])
            continue
        rows = [(line, row) for row in piece if row]
        found = table(line, title, code_of(title), rows)
        report.tables += [_labelled(t, labels) for t in found]


def _labelled(found: Table, labels: list[str]) -> Table:
    """Name the one row without a label by the words above the table."""
    if len(found.rows) != 1 or found.rows[0].label or not labels:
        return found
    row = found.rows[0]
    named = type(row)(row.line, labels[-1], row.heads, row.cells)
    return Table(found.line, found.title, found.code, found.heads, (named,))


def _take_table(report: Report, lines: list[str], at: int, cells: list[str]) -> int:
    first, rows = at, []
    while at < len(lines) and "<p>" not in lines[at]:
        cells = cells_of(lines[at])
        if cells is None:
            break
        rows.append((at + 1, cells))
        at += 1
    rows = _without_margin(rows, lines)
    section = report.sections[-1]
    above = next((x.strip() for x in reversed(lines[:first]) if x.strip()), "")
    is_title = len(above.split()) <= _LONGEST_HEADING and not _ENDED.search(above)
    title = above.strip("# *") if is_title and "<" not in above else section.title
    found = table(first + 1, title, code_of(title) or section.code, rows)
    report.tables += found
    section.tables += found
    report.panels |= {t.code for t in found if t.code}
    return at


def _without_margin(rows: list[tuple[int, list[str]]], lines: list[str]) -> list:
    """Drop the empty first cell that the margin of a table makes; a deeper one has no label."""
    margins = [len(lines[at - 1]) - len(lines[at - 1].lstrip(" ")) for at, _ in rows]
    least = min(margins)
    if least < 2:
        return rows
    return [
        (at, cells[1:] if not cells[0] and margin == least else cells)
        for (at, cells), margin in zip(rows, margins, strict=True)
    ]


def _take_prose(report: Report, lines: list[str], at: int) -> int:
    first, held = at, [(at + 1, lines[at].strip())]
    at += 1
    if _CAPTION.match(lines[first]) and not _ENDED.search(lines[first].strip()):
        return at
    if _is_heading(lines, first):
        title = _NUMBERED.sub("", lines[first].strip().lstrip("#").strip()).strip("* ")
        code = _PRIORITY.search(title)
        number = (code[1] or code[2]) if code else ""
        report.sections.append(Section(first + 1, title, number))
        return at
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            following = next((n for n in range(at, len(lines)) if lines[n].strip()), None)
            is_broken = following is not None and not _ENDED.search(held[-1][1])
            if not is_broken or not lines[following].lstrip()[:1].islower():
                break
            at = following
            continue
        if _NUMBERED.match(line) or "<p>" in line or cells_of(line) or _is_heading(lines, at):
            break
        held.append((at + 1, line.strip()))
        at += 1
    found = sentences(held)
    target = report.notes if _COMMENT.match(held[0][1]) else report.sections[-1].sentences
    target += found
    return at


def _continues(lines: list[str], at: int) -> bool:
    return at < len(lines) and bool(lines[at].strip())


def _is_heading(lines: list[str], at: int) -> bool:
    line = lines[at].strip()
    bare = _NUMBERED.sub("", line).strip("*# ")
    if line.startswith("#"):
        return True
    if _ENDED.search(bare) or not bare or len(bare.split()) > _LONGEST_HEADING:
        return False
    if re.match(r"(?:strategic\s+)?priority\s+\d|SP\s?\d", bare, re.IGNORECASE):
        return True
    if not bare[0].isupper() or (at > 0 and lines[at - 1].strip()):
        return False
    if not _continues(lines, at + 1):
        following = next((x.strip() for x in lines[at + 1 :] if x.strip()), "")
        return len(bare.split()) <= 12 and not following[:1].islower()
    following = lines[at + 1].strip()
    is_list = bool(_NUMBERED.match(lines[at]) and re.match(r"\d+\.\d", following))
    return len(bare.split()) <= 5 and len(bare) < 45 and (following[0].isupper() or is_list)


def sentences(held: list[tuple[int, str]]) -> list[Sentence]:
    """Return the sentences of the lines of one paragraph, each with the line it begins on."""
    text, starts = "", []
    for line, words in held:
        starts.append((len(text), line))
        text = text[:-2] if _HYPHENATED.search(text) and words[:1].islower() else text
        text += words + " "
    bare = _QUOTED.sub(lambda m: " " * len(m[0]), text)
    bare = _PARAGRAPH.sub(lambda m: " " * len(m[0]), bare)
    found, begin = [], 0
    for end in [*(match.end() for match in _STOP.finditer(text)), len(text)]:
        words = text[begin:end]
        if words.strip():
            line = max((s for s in starts if s[0] <= begin), default=starts[0])[1]
            lead = begin + len(words) - len(words.lstrip())  # both keep their places
            found.append(Sentence(line, words.strip(), bare[lead:end].rstrip()))
        begin = end
    return found


def _drop_doubles(report: Report) -> None:
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
