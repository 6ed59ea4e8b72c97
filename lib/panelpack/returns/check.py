"""Check one file of a partner: safe to open, a table in it, every row in order."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

from panelpack.quarters import Quarter
from panelpack.returns.cells import period
from panelpack.returns.delimited import Delimited
from panelpack.returns.guard import Received
from panelpack.returns.layout import COLUMNS, Layout, find_header, read_header
from panelpack.returns.model import Figure
from panelpack.returns.problems import Problem, Refused
from panelpack.returns.spreadsheet import Sheet, read_sheets
from panelpack.returns.values import Checker, Expected, Found

# Enough rows to see whose figures they are.
_ROWS_THAT_TELL = 10_000

Source = Delimited | Sheet


def opened(received: Received, shown_as: str, found: Found) -> list[Source]:
    """Return the sheets of a file (of a CSV, its only one); a fault goes to `found`.

    `shown_as` is the file's name in messages. No Refused leaves here: it becomes a problem.
    """
    try:
        if received.kind == "csv":
            return [Delimited(received.data)]
        return list(read_sheets(received.data))
    except Refused as fault:
        found.problems.add(fault.problem(shown_as))
        return []


def figures(
    sources: list[Source], shown_as: str, expected: Expected, found: Found
) -> Iterator[Figure]:
    """Yield the figures of the faultless rows; faults and remarks go to `found`.

    Without a partner in `expected` the file is taken to be of the one whose measures most rows
    name. No Refused leaves here either.
    """
    try:
        if sources:
            yield from _figures(sources, shown_as, expected, found)
    except Refused as fault:
        found.problems.add(fault.problem(shown_as))


def name_of(path: Path) -> str:
    """Return a file's name as it can be printed, whatever bytes it is made of."""
    text = os.fsencode(path).decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _figures(
    sources: list[Source], file: str, expected: Expected, found: Found
) -> Iterator[Figure]:
    tables = [(source, header) for source in sources if (header := find_header(source.rows()))]
    if not tables:
        found.problems.add(_no_header(sources, file))
    any_row = False
    for source, (row, cells) in tables:
        if getattr(source, "hidden", False):
            found.problems.add(_hidden(file, source.sheet))
            continue
        layout = read_header(row, cells, file, source.sheet, found.problems)
        if layout is None:
            any_row = True
            continue
        is_told = expected.partner and expected.quarter
        whose = expected if is_told else _guessed(source, layout, expected)
        checker = Checker(whose, found, file, source.sheet, layout)
        checker.comma_may_be_decimal = source.comma_may_be_decimal
        yield from checker.figures(source.rows())
        any_row = any_row or checker.any_row
    if tables and not any_row and not found.problems:
        found.problems.add(_no_rows(file))
    quarter = expected.quarter
    if quarter and date.min < found.newest < quarter.start:
        found.remarks.add(_of_old(file, quarter))


def _guessed(source: Source, layout: Layout, expected: Expected) -> Expected:
    """Return whose measures most rows name, and the newest quarter of them, where not known."""
    partners: Counter[str] = Counter()
    newest = date.min
    for _, row in islice(source.rows(), _ROWS_THAT_TELL):
        texts = {name: row[at].strip() for name, at in layout.places.items() if len(row) > at}
        measure = expected.plan.measures.get(texts.get("measure", ""))
        if measure is not None and measure.partner is not None:
            partners[measure.partner] += 1
            with suppress(Refused):
                newest = max(newest, period(texts.get("period", ""), measure).end)
    return replace(
        expected,
        partner=expected.partner or max(partners, key=partners.get, default=None),
        newest=None if newest == date.min else Quarter.containing(newest),
    )


def _no_header(sources: list[Source], file: str) -> Problem:
    wanted = ",".join(COLUMNS)
    if not any(any(cells) for source in sources for _, cells in source.rows()):
        return Problem(file, "", "", "", "F03", "the file is empty", f"Begin with {wanted}.")
    sheets = ", ".join(source.sheet for source in sources if source.sheet)
    return Problem(file, "", "", sheets, "F03", "no row is the header", f"Write {wanted}.")


def _of_old(file: str, quarter: Quarter) -> Problem:
    remedy = "Ask whether it is the return of another quarter."
    return Problem(file, "", "", "", "A03", f"no row is of {quarter}", remedy)


def _hidden(file: str, sheet: str) -> Problem:
    message = "a hidden sheet holds figures"
    return Problem(file, sheet, "", "", "F08", message, "Show the sheet or delete it.")


def _no_rows(file: str) -> Problem:
    remedy = "Write a row for each measure; one that has no figure gets a status."
    return Problem(file, "", "", "", "F09", "the table has no rows", remedy)
