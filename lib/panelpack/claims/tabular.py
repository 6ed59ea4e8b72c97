"""Tables in a transcription: HTML in a line, columns by tabs, bars or wide spaces."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from panelpack.claims.cells import NOT_AVAILABLE, number
from panelpack.claims.report import Table
from panelpack.claims.rows import Row

_CODE = re.compile(
    r"\W*(?:SP|priority|strategic priority)?\s*(\d{1,2}[A-Z]?)\b[\s.:–-]*(?=[A-Za-z])", re.I
)
_MONEY = re.compile(r"£\s?(?:k|m|bn|'?0{3}s?|thousands?|millions?)\b", re.IGNORECASE)
_WIDE = re.compile(r"\t| {2,}")
# A number and words with a gap between them are a heading or a paragraph of a list.
_NUMBERED_TITLE = re.compile(r"\d{1,2}(?:\.\d+)*[.)]?\s+[A-Za-z](?:(?!\t| {2,}).)*")


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
    if bare.startswith("|") or bare.count("|") >= 2:
        return [cell.strip() for cell in bare.strip("|").split("|")]
    if not _WIDE.search(line.strip("\n").rstrip()):
        return None
    if _NUMBERED_TITLE.fullmatch(line.strip()):
        return None
    cells = [cell.strip() for cell in _WIDE.split(line.rstrip())]
    if "\t" not in line:
        cells = [cell for cell in cells if cell] if not line.startswith("  ") else cells
        if len(cells) < 2 or any(len(cell) > 40 for cell in cells[1:]):
            return None
    return cells if len([cell for cell in cells if cell]) >= 2 else None


def table(line: int, title: str, code: str, rows: list[tuple[int, list[str]]]) -> list[Table]:
    """Return the tables that rows of cells make: each row of heads begins another."""
    heads: list[str] = []
    found: list[Row] = []
    tables: list[Table] = []

    def close():
        if found:
            tables.append(Table(line, title, code, tuple(heads[1:]), tuple(found)))

    for at, cells in rows:
        if not any(cells) or all(re.fullmatch(r":?-{2,}:?|", cell) for cell in cells):
            continue
        if _is_head(cells):
            close()
            found, heads = [], _with_unit(cells, title)
        else:
            found.append(Row(at, cells[0], tuple(heads[1:]), tuple(cells[1:])))
    close()
    return [t for t in tables if any(map(_is_figure, _cells(t)))]


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
    if beyond and all(re.fullmatch(r"(?:19|20)\d\d|\D*", cell) for cell in beyond):
        return not any(NOT_AVAILABLE.fullmatch(cell) for cell in beyond)
    return bool(beyond) and not any(
        number(cell)
        or NOT_AVAILABLE.fullmatch(cell.strip())
        or re.search(r"\d+ (?:of|out of) ", cell)
        for cell in beyond
    )
