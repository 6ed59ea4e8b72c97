"""Where a CSV file is not CSV: slow and strict, for a file that a fast reader had trouble with."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

_QUOTE = "a quote is where none can be, or never ends"


def first_fault(path: Path, cells: int) -> tuple[int, str] | None:
    """Return the line at which the first faulty row begins and what is wrong; None if all is well.

    Each row must have this many cells, in UTF-8, and a quote must enclose the whole of a cell.
    Empty lines are no rows. Raise OSError if the file can't be read.
    """
    with path.open("rb") as file:
        rows, began = csv.reader(_lines(file), strict=True), 1
        try:
            for row in rows:
                if row and len(row) != cells:
                    return began, f"{len(row)} cells, and the header has {cells}"
                began = rows.line_num + 1
        except csv.Error:
            return began, _QUOTE
        except UnicodeDecodeError:
            return rows.line_num + 1, "not UTF-8 text"
    return None


def _lines(file) -> Iterator[str]:
    for number, line in enumerate(file):
        yield line.decode("utf-8" if number else "utf-8-sig")
