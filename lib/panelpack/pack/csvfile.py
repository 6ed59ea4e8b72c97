"""CSV that a spreadsheet opens as it is meant: text stays text, numbers stay numbers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

# A spreadsheet takes a cell that begins so for a formula, quoted or not.
_FORMULA = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
# A number as it is printed, with sign, pounds, thousands and per cent, is no formula.
_NUMBER = re.compile(r"[+\-]?£?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?%?")

Value = str | Decimal | int | date | None


def csv_bytes(columns: Sequence[str], rows: Iterable[Mapping[str, Value]]) -> bytes:
    """Return rows as UTF-8 CSV with a header and `\\n` line ends; None is an empty cell.

    Text that a spreadsheet would run as a formula gets an apostrophe in front. Numbers, and text
    that is a printed number such as -4.4%, are left alone.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[column]) for column in columns])
    return file.getvalue().encode("utf-8", "replace")


def json_value(value: Value) -> Any:
    """Return a cell as JSON has it: numbers as numbers, days as text, nothing as null."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if not isinstance(value, str):
        return str(value)
    # The writer puts no quotes round a lone carriage return, which readers take for a new row.
    return safe_text(value.replace("\r\n", "\n").replace("\r", "\n"))


def safe_text(text: str) -> str:
    """Return text so that no spreadsheet takes it for a formula.

    >>> safe_text("=1+1"), safe_text("-4.4%"), safe_text("- none")
    ("'=1+1", '-4.4%', "'- none")
    """
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
