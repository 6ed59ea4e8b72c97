"""Read the cells of an XLSX as text, in one pass; formulas are shown, never evaluated."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field

from panelpack.returns.archive import Parts, unpack
from panelpack.returns.formats import Format, format_of, written
from panelpack.returns.problems import Refused
from panelpack.returns.xml import Attributes, Budget, attribute, walk

# No return is wider; cells further right are formatted blanks.
MOST_COLUMNS = 256

_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Row = tuple[int, list[str]]


@dataclass
class Sheet:
    """One worksheet: its name, whether a person can see it, and its rows of text."""

    sheet: str
    hidden: bool
    filled: list[Row] = field(default_factory=list)
    comma_may_be_decimal = False

    def rows(self):
        """Return an iterator of each row that has a cell, with its number."""
        return iter(self.filled)


def read_sheets(data: bytes) -> list[Sheet]:
    """Return the worksheets of an XLSX in order; raise Refused for an unsafe or broken one."""
    book = _Book(unpack(data))
    return [sheet for sheet in map(book.sheet, book.listed) if sheet is not None]


class _Book:
    """A workbook's parts, with its shared texts and formats read."""

    def __init__(self, parts: Parts):
        self.parts, self.budget = parts, Budget()
        self.from_1904 = False
        self.listed: list[Attributes] = []
        walk(parts["xl/workbook.xml"], self.budget, self._workbook)
        self.targets: dict[str, tuple[str, str]] = {}
        self._walk("xl/_rels/workbook.xml.rels", self._relation)
        self.texts = _Texts()
        self._walk(self._part_of("/sharedStrings", "xl/sharedstrings.xml"), self.texts.start,
                   self.texts.end, self.texts.text)  # fmt: skip
        self.styles = _Styles()
        styles = self._part_of("/styles", "xl/styles.xml")
        self._walk(styles, self.styles.start, self.styles.end)

    def sheet(self, listed: Attributes) -> Sheet | None:
        """Return a listed sheet, None when it is a chart or anything without cells."""
        kind, part = self.targets.get(attribute(listed, "id"), ("", ""))
        if not kind.endswith("/worksheet") or part not in self.parts:
            return None
        hidden = listed.get("state", "visible") != "visible"
        cells = _Cells(self)
        self._walk(part, cells.start, cells.end, cells.text)
        return Sheet(listed.get("name", ""), hidden, cells.rows)

    def _walk(self, part: str, *handlers) -> None:
        if part in self.parts:
            walk(self.parts[part], self.budget, *handlers)

    def _workbook(self, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            self.listed.append(attributes)
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")

    def _relation(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            place = (attributes.get("Type", ""), target.lstrip("/").lower())
            self.targets[attributes.get("Id", "")] = place

    def _part_of(self, kind: str, usual: str) -> str:
        found = (part for type_, part in self.targets.values() if type_.endswith(kind))
        return next(found, usual)


class _Texts(list):
    """The shared texts; how a Japanese name is pronounced (rPh) is no part of it."""

    def __init__(self):
        super().__init__()
        self._said: list[str] = []
        self._open = self._aside = False

    def start(self, name: str, _attributes: Attributes) -> None:
        self._open = name == "t" and not self._aside
        self._aside = self._aside or name == "rPh"
        if name == "si":
            self._said = []

    def end(self, name: str) -> None:
        self._open = False
        self._aside = self._aside and name != "rPh"
        if name == "si":
            self.append(unescaped("".join(self._said)))

    def text(self, text: str) -> None:
        if self._open:
            self._said.append(text)


class _Styles:
    """What each cell format shows, by its place in the list that cells refer to."""

    def __init__(self):
        self.codes: dict[str, str] = {}
        self.shows: list[Format] = []
        self._within = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._within = True
        elif name == "xf" and self._within:
            number = attributes.get("numFmtId", "0")
            code = self.codes.get(number, "")
            self.shows.append(format_of(int(number) if number.isdecimal() else 0, code))

    def end(self, name: str) -> None:
        self._within = self._within and name != "cellXfs"

    def __getitem__(self, style: str) -> Format:
        place = int(style) if style.isdecimal() and len(style) < 8 else 0
        return self.shows[place] if place < len(self.shows) else "number"


class _Cells:
    """The rows of one worksheet while it is walked through."""

    def __init__(self, book: _Book):
        self.book = book
        self.rows: list[Row] = []
        self._row = self._place = 0
        self._cell: Attributes = {}
        self._raw: list[str] = []
        self._formula: list[str] | None = None
        self._into: list[str] | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._begin(attributes)
        elif name == "row":
            number = attributes.get("r", "")
            plain = number.isascii() and number.isdecimal() and len(number) < 8
            self._begin_row(int(number) if plain else self._row + 1)
        elif name == "f":
            self._into = self._formula = []
        elif name in ("v", "t"):
            self._into = self._raw

    def end(self, name: str) -> None:
        self._into = None
        if name == "c" and self._place < MOST_COLUMNS and self.rows:
            self._put(self._text())

    def text(self, text: str) -> None:
        if self._into is not None:
            self._into.append(text)

    def _begin_row(self, number: int) -> None:
        self._row, self._place = number, -1
        self.rows.append((number, []))

    def _begin(self, attributes: Attributes) -> None:
        self._cell, self._raw, self._formula = attributes, [], None
        place = _CELL.fullmatch(attributes.get("r", ""))
        self._place = _place(place[1]) if place else self._place + 1

    def _put(self, text: str) -> None:
        if text:
            cells = self.rows[-1][1]
            cells += [""] * (self._place + 1 - len(cells))
            cells[self._place] = text

    def _text(self) -> str:
        if self._formula is not None:
            return "=" + ("".join(self._formula) or "…")
        raw = "".join(self._raw)
        return _MEANINGS.get(self._cell.get("t", "n"), _as_text)(raw, self)

    def number(self, raw: str) -> str:
        return written(raw, self.book.styles[self._cell.get("s", "0")], self.book.from_1904)

    def shared(self, raw: str) -> str:
        try:
            return self.book.texts[int(raw)]
        except (ValueError, IndexError):
            message = "a cell refers to a text that is not there"
            raise Refused("G05", message, "Save the workbook anew as XLSX.") from None


def _as_text(raw: str, _cells: _Cells) -> str:
    return unescaped(raw)


_MEANINGS = {
    "n": lambda raw, cells: cells.number(raw) if raw else "",
    "s": lambda raw, cells: cells.shared(raw) if raw else "",
    "b": lambda raw, cells: "TRUE" if raw == "1" else "FALSE",
    "d": lambda raw, cells: raw.removesuffix("T00:00:00"),
}


def unescaped(text: str) -> str:
    """Return a text with the characters that XLSX writes as `_x000D_` put back."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(_character, text).replace("\r\n", "\n")


def _character(found: re.Match) -> str:
    character = chr(int(found[1], 16))
    # Half a character can't be written to any file.
    return found[0] if "\ud800" <= character <= "\udfff" else character


def _place(column: str) -> int:
    found = 0
    for letter in column:
        found = found * 26 + ord(letter) - 64
    return found - 1
