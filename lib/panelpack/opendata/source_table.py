"""Reading a publisher's CSV table strictly and as text."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

import pandas as pd

from panelpack.errors import DataError
from panelpack.opendata.store import Input

_AGAIN = "Download the file again from the publisher."


def read_bytes(path: Path) -> bytes:
    """Return the whole file; raise DataError if it is missing, unreadable or empty."""
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise DataError(f"{path}: cannot be read ({reason}). Check the name.") from error
    if not content.strip():
        raise DataError(f"{path}: the file is empty. {_AGAIN}")
    return content


def read_table(path: Path, columns: tuple[str, ...]) -> tuple[pd.DataFrame, Input]:
    """Return the table with every cell as text, and the record of what was read.

    The header must be exactly `columns`. Raise DataError naming the file, the line and the
    remedy for anything else: another header, a row of another length, a file cut short.
    """
    content = read_bytes(path)
    lines = _lines(path, content)
    header = tuple(next(lines)[1])
    if header != columns:
        raise DataError(
            f"{path}: the header is {', '.join(header)!r} and should be {', '.join(columns)!r}. "
            "Give the publisher's table, or rename its columns."
        )
    rows = [_checked(path, number, row, len(columns)) for number, row in lines]
    if not rows:
        raise DataError(f"{path}: a header and no rows. {_AGAIN}")
    table = pd.DataFrame(rows, columns=list(columns), dtype=str)
    return table, Input(path.name, hashlib.sha256(content).hexdigest(), len(table))


def whole_numbers(path: Path, table: pd.DataFrame, column: str) -> pd.Series:
    """Return the column as integers; raise DataError naming the first row that is not one."""
    wrong = ~table[column].str.fullmatch(r"-?\d+(\.0)?")
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        raise DataError(
            f"{path}: row {row + 1} has {table[column].iloc[row]!r} as {column!r}, "
            "which is not a whole number. Correct the cell or download the file again."
        )
    return table[column].str.removesuffix(".0").astype("int64")


def refuse_repeats(path: Path, table: pd.DataFrame, key: list[str]) -> None:
    """Raise DataError if two rows give a figure for the same key."""
    repeated = table.duplicated(key)
    if repeated.any():
        named = ", ".join(str(value) for value in table.loc[repeated, key].iloc[0])
        raise DataError(
            f"{path}: {int(repeated.sum())} rows come twice, the first for {named}. "
            "Take the second figure out."
        )


def _lines(path: Path, content: bytes):
    """Yield each row with the number of the line it ends on."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path}: not UTF-8 text from byte {error.start} on. Save it as CSV UTF-8."
        ) from error
    if not text.endswith("\n"):
        raise DataError(f"{path}: the file ends in the middle of a line. {_AGAIN}")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise DataError(f"{path}: line {reader.line_num} is not CSV ({error}). {_AGAIN}") from error


def _checked(path: Path, number: int, row: list[str], width: int) -> list[str]:
    if len(row) != width:
        raise DataError(
            f"{path}: line {number} has {len(row)} cells and should have {width}. {_AGAIN}"
        )
    return row
