"""Read CSV as real programs write it: which encoding, which delimiter, then the rows."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice

from panelpack.returns.layout import HEADER_WITHIN, matching
from panelpack.returns.problems import Refused

# As many as a worksheet has; the longest line and the widest row are far from any return.
MOST_ROWS = 2**20
LONGEST_LINE = 2**16
MOST_CELLS_A_ROW = 64

DELIMITERS = (",", ";", "\t", "|")
_AS_UTF8 = "Save it as CSV UTF-8."

Rows = Iterator[tuple[int, list[str]]]


class Delimited:
    """One CSV file, decoded and with its delimiter known; can be read several times.

    Raises Refused when it is not text, or larger in rows or cells than any return.
    """

    sheet = ""

    def __init__(self, data: bytes):
        self._data = data
        self.encoding = encoding_of(data)
        _check_size(data)
        self.delimiter = self._find_delimiter()

    @property
    def comma_may_be_decimal(self) -> bool:
        """Whether the file comes from where 81,3 means 81.3: it has semicolons between cells."""
        return self.delimiter == ";"

    def rows(self) -> Rows:
        """Yield each record with the row that a spreadsheet shows it in, from 1."""
        return enumerate(self._records(self.delimiter), 1)

    def _records(self, delimiter: str) -> Iterator[list[str]]:
        text = io.TextIOWrapper(io.BytesIO(self._data), self.encoding, newline="")
        try:
            yield from csv.reader(text, delimiter=delimiter, strict=True)
        except csv.Error as error:
            raise Refused("F05", f"the file is not CSV: {error}", _AS_UTF8) from None

    def _find_delimiter(self) -> str:
        """Return the delimiter that makes the best header, the comma when none makes any."""
        return max(DELIMITERS, key=self._headings)

    def _headings(self, delimiter: str) -> int:
        try:
            return max(map(matching, islice(self._records(delimiter), HEADER_WITHIN)), default=0)
        except Refused:
            return 0


def encoding_of(data: bytes) -> str:
    """Return the encoding of a text: by its mark, else UTF-8, else Windows-1252.

    Raises Refused when it is none of them, or holds NULs, which text does not.
    """
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise Refused("F02", "the file is UTF-32", _AS_UTF8)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(data, "utf-16")
    if b"\0" in data:
        raise Refused(
            "G15", "the file holds NUL bytes, so it is binary or unmarked UTF-16", _AS_UTF8
        )
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return _checked(data, encoding)
        except Refused:
            continue
    raise Refused("F02", "the file is in an unknown encoding", _AS_UTF8)


def _checked(data: bytes, encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(data)
    try:
        for start in range(0, len(data), LONGEST_LINE):
            text = decoder.decode(view[start : start + LONGEST_LINE])
            if "\0" in text:
                raise Refused("G15", "the file holds NUL characters", _AS_UTF8)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise Refused("F02", f"the file is not whole {encoding.upper()} text", _AS_UTF8) from None
    return encoding


def _check_size(data: bytes) -> None:
    for start in range(0, len(data) - LONGEST_LINE, LONGEST_LINE):
        end = start + LONGEST_LINE
        if data.find(b"\n", start, end) < 0 and data.find(b"\r", start, end) < 0:
            raise Refused("G16", "the file has a line that never ends", _AS_UTF8)
    lines = max(data.count(b"\n"), data.count(b"\r")) + 1
    if lines > MOST_ROWS:
        raise Refused("G17", f"the file has more than {MOST_ROWS:,} rows", "Send less at a time.")
    for delimiter in DELIMITERS:
        if data.count(delimiter.encode()) > lines * MOST_CELLS_A_ROW:
            raise Refused("G17", "the rows have too many cells", "Send the columns asked for.")
