"""Tables in a transcription: HTML in a line, columns by tabs, bars or wide spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from panelpack.claims.cells import NOT_AVAILABLE, number
from panelpack.claims.report import Line, Table
from panelpack.claims.rows import Row

_CODE = re.compile(
    r"\W*(?:SP|priority|strategic priority)?\s*(\d{1,2}[A-Z]?)\b[\s.:–-]*(?=[A-Za-z])", re.I
)
_ONLY_CODE = re.compile(r"(?:SP|priority)\s*(\d{1,2}[A-Z]?)", re.IGNORECASE)
_HEAD = re.compile(r"(?:19|20)\d\d|\D*|\D*\bper [\d,]+\D*")
# The number of a paragraph in whatever way, and a paragraph after it.
_MARK = re.compile(r"[(]?[\w.]{1,8}[.)]?")
_SENTENCE = re.compile(r"\w\W+\w+\W+\w+.*[.!?:;][”\"')]*$")
_MONEY = re.compile(r"£\s?(?:k|m|bn|'?0{3}s?|thousands?|millions?)\b", re.IGNORECASE)
# Figures that stand further to the right have no label before them.
_DEEPEST_MARGIN = 24
_ONE_BAR = re.compile(r" +\| [^|]{1,40}|[^|]+ \| [£+–-]*\d[^|]{0,40}|[^|]+ \| n/?a", re.IGNORECASE)
_DASHES = re.compile(r":?-{2,}:?")
_WIDE = re.compile(r"\t| {2,}")
_UNFINISHED = re.compile(r"\b(?:an?|and|at|by|for|from|in|of|on|or|the|their|to|with)$", re.I)
# A number and words with a gap between them are a heading or a paragraph of a list.
_NUMBERED_TITLE = re.compile(
    r"(?:[-•*]\s+)?(?:\d{1,2}(?:\.\d+)*[.)]?|[-•*]|\([a-z]\))\s+[A-Za-z‘“'\"£(](?:(?!\t| {2,}).)*"
)


def code_of(title: str) -> str:
    """Return the number of a priority that a title begins with: `14A`; empty without one.

    >>> code_of("14A To Reduce Theft From Motor Vehicles"), code_of("Burglary")
    ('14A', '')
    """
    match = _CODE.match(title)
    return match[1].upper() if match else ""


class Panels(HTMLParser):
    """Reads a line of HTML into its paragraphs and tables, in their order."""

    def __init__(self):
        super().__init__()
        self.pieces: list[str | list[list[str]]] = []
        self._text: list[str] | None = None
        self._table: list[list[str]] | None = None

    def handle_starttag(self, tag, attrs):
        """Open a paragraph, table, row or cell."""
        if tag == "table":
            self._table = []
        elif tag == "tr" and self._table is not None:
            self._table.append([])
        elif tag in ("p", "td", "th"):
            self._text = []

    def handle_endtag(self, tag):
        """Close it, and keep what it held."""
        if tag == "table" and self._table is not None:
            self.pieces.append(self._table)
            self._table = None
        elif tag in ("p", "td", "th") and self._text is not None:
            words = " ".join("".join(self._text).split())
            if self._table is None:
                self.pieces.append(words)
            elif self._table:
                self._table[-1].append(words)
            self._text = None

    def handle_data(self, data):
        """Keep the words of the open paragraph or cell."""
        if self._text is not None:
            self._text.append(data)


def html_pieces(line: str) -> list[str | list[list[str]]]:
    """Return paragraphs and tables (lists of rows) of a line that holds HTML."""
    reader = Panels()
    reader.feed(line)
    reader.close()
    return reader.pieces


def cells_of(line: str) -> list[str] | None:
    """Return the cells of a line of a table; None for a line of prose."""
    bare = line.strip().removeprefix("- ")
    if bare.startswith("|") or bare.count("|") >= 2 or _ONE_BAR.fullmatch(line):
        is_framed = not line.startswith(" ") or bare.endswith("|")
        return [cell.strip() for cell in (bare.strip("|") if is_framed else line).split("|")]
    if not _WIDE.search(line.strip("\n").rstrip()):
        return None
    if _NUMBERED_TITLE.fullmatch(line.strip()):
        return None
    cells = [cell.strip() for cell in _WIDE.split(line.rstrip())]
    if len(cells) == 2 and _MARK.fullmatch(cells[0]) and _SENTENCE.search(cells[1]):
        return None
    if "\t" not in line:
        cells = [cell for cell in cells if cell] if not line.startswith("  ") else cells
        filled = [cell for cell in cells if cell]
        long = [cell for cell in filled[1:] if len(cell) > 40 and not _DASHES.fullmatch(cell)]
        if len(cells) < 2 or long:
            return None
    return cells if sum(map(bool, cells)) >= (1 if line.startswith("\t") else 2) else None


def rows_at(lines: Sequence[Line], at: int) -> tuple[list[tuple[int, list[str]]], int]:
    """Return the rows of the table that begins at a place, and the place after it."""
    rows: list[tuple[int, list[str]]] = []
    margins: list[int] = []
    while at < len(lines) and "<p>" not in lines[at].text:
        text = lines[at].text
        cells = cells_of(text)
        if cells is None and not rows and text.strip():
            cells = ["", text.strip()]
        if cells is not None:
            rows.append((lines[at].number, cells))
            margins.append(len(text) - len(text.lstrip(" ")))
        elif rows and _is_rest_of_label(rows[-1][1], text):
            rows[-1][1][0] += f" {text.strip()}"
        elif text.strip() or not _goes_on(lines, at, rows[-1][1]):
            break
        at += 1
    return _without_margin(rows, margins), at


def _is_rest_of_label(row: list[str], text: str) -> bool:
    """Whether a line goes on with a label that the width of its column wraps."""
    words = text.strip()
    is_rest = words[:1].islower() or bool(_UNFINISHED.search(row[0]))
    return is_rest and len(row[0]) > 20 and 0 < len(words) < 70 and words[-1] != "."


def _goes_on(lines: Sequence[Line], at: int, row: list[str]) -> bool:
    """Whether after an empty line comes one more row with as many cells, and no new heads."""
    cells = cells_of(lines[at + 1].text) if at + 1 < len(lines) else None
    return cells is not None and len(cells) == len(row) and bool(cells[0]) and not _is_head(cells)


def _without_margin(rows: list[tuple[int, list[str]]], margins: Sequence[int]) -> list:
    """Drop the empty first cell that the margin of a table makes; a deeper one has no label."""
    least = min(margins)
    if not 2 <= least < _DEEPEST_MARGIN:
        return rows
    return [
        (at, cells[1:] if not cells[0] and margin == least else cells)
        for (at, cells), margin in zip(rows, margins, strict=True)
    ]


def table(line: int, title: str, code: str, rows: list[tuple[int, list[str]]]) -> list[Table]:
    """Return the tables that rows of cells make: each row of heads begins another."""
    heads: list[str] = []
    found: list[Row] = []
    tables: list[Table] = []

    def close():
        if found:
            tables.append(Table(line, title, code, tuple(heads[1:]), tuple(found)))

    for at, cells in rows:
        if not any(cells) or all(_DASHES.fullmatch(cell) or not cell for cell in cells):
            continue
        if _is_head(cells):
            close()
            found, heads = [], _with_unit(cells, title)
        else:
            found.append(Row(at, cells[0], tuple(heads[1:]), tuple(cells[1:])))
    close()
    return [part for t in tables for part in _by_code(t) if any(map(_is_figure, _cells(part)))]


def _by_code(whole: Table) -> list[Table]:
    """Return a table of several priorities, told by its first column, as one for each of them."""
    codes = [_ONLY_CODE.fullmatch(row.label) for row in whole.rows]
    if not all(codes) or any(not row.cells or number(row.cells[0]) for row in whole.rows):
        return [whole]
    rows: dict[str, list[Row]] = {}
    for code, row in zip(codes, whole.rows, strict=True):
        kept = [p for p, cell in enumerate(row.cells) if p and cell]
        heads = tuple(row.head(p) for p in kept)
        cells = tuple(row.cells[p] for p in kept)
        rows.setdefault(code[1].upper(), []).append(Row(row.line, row.cells[0], heads, cells))
    return [
        Table(found[0].line, f"{code} {whole.title}", code, found[0].heads, tuple(found))
        for code, found in rows.items()
    ]


def _with_unit(heads: list[str], title: str) -> list[str]:
    """Return heads, each with the unit of money that the first one or the title gives for all."""
    unit = _MONEY.search(heads[0]) or _MONEY.search(title)
    if unit is None or any("£" in head for head in heads[1:]):
        return heads
    return [heads[0], *(f"{head} {unit[0]}" if "%" not in head else head for head in heads[1:])]


def _cells(table: Table) -> list[str]:
    return [cell for row in table.rows for cell in row.cells]


def _is_figure(cell: str) -> bool:
    return bool(number(cell) or re.search(r"\d", cell) or NOT_AVAILABLE.fullmatch(cell.strip()))


def _is_head(cells: list[str]) -> bool:
    """Whether a row names columns: no cell beyond the first holds a figure."""
    beyond = [cell for cell in cells[1:] if cell]
    if beyond and all(_HEAD.fullmatch(cell) for cell in beyond):
        return not any(NOT_AVAILABLE.fullmatch(cell) for cell in beyond)
    return bool(beyond) and not any(
        number(cell)
        or NOT_AVAILABLE.fullmatch(cell.strip())
        or re.search(r"\d+ (?:of|out of) ", cell)
        for cell in beyond
    )
