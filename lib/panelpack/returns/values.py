"""Read a `values.csv` and check every row; problems are collected, never one at a time."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from panelpack.plan import Measure, Plan
from panelpack.quarters import Period
from panelpack.returns.model import STATUSES, Figure, Problem, ReturnFile

COLUMNS = ("measure", "area", "period", "value", "numerator", "base", "status", "note")

Row = dict[str, str]

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass
class _Sheet:
    """One file being checked: what is expected of it and what was found wrong."""

    shown_as: str
    head: ReturnFile
    plan: Plan
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, row: int, column: str, value: str, rule: str, message: str, remedy: str):
        cell = f"{chr(65 + COLUMNS.index(column))}{row}" if column else f"row {row}"
        self.problems.append(Problem(self.shown_as, cell, value, rule, message, remedy))


def read_values(
    path: Path, shown_as: str, head: ReturnFile, plan: Plan
) -> tuple[list[Figure], list[Problem]]:
    """Return the figures of a `values.csv` and every problem found in it.

    `path` is the file, `shown_as` its name in messages, `head` the return it belongs to. A row
    with a problem gives no figure.
    """
    sheet = _Sheet(shown_as, head, plan)
    figures: list[Figure] = []
    seen: dict[tuple[str, str, str], int] = {}
    for number, row in _rows(path, sheet):
        before = len(sheet.problems)
        figure = _figure(number, row, sheet)
        key = (row["measure"], row["area"], row["period"])
        if key in seen:
            sheet.wrong(
                number, "", " ".join(key).strip(), "R01", f"repeats row {seen[key]}", "Keep one."
            )
        seen.setdefault(key, number)
        if figure and len(sheet.problems) == before:
            figures.append(figure)
    return figures, sheet.problems


def _rows(path: Path, sheet: _Sheet) -> Iterator[tuple[int, Row]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        sheet.wrong(1, "", "", "F01", "the file is missing", "Send values.csv with return.yaml.")
        return
    except UnicodeDecodeError:
        sheet.wrong(1, "", "", "F02", "the file is not UTF-8 text", "Save it as CSV UTF-8.")
        return
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        sheet.wrong(1, "", "", "F05", f"the file is not CSV: {error}", "Save it as CSV UTF-8.")
        return
    header = rows[0] if rows else []
    if tuple(header) != COLUMNS:
        wanted = ",".join(COLUMNS)
        sheet.wrong(1, "", ",".join(header), "F03", "the header is wrong", f"Write {wanted}.")
        return
    for number, cells in enumerate(rows[1:], 2):
        if len(cells) == len(COLUMNS):
            yield number, {k: v.strip() for k, v in zip(COLUMNS, cells, strict=True)}
        elif cells:
            wanted = f"Give {len(COLUMNS)} cells, as in the header."
            sheet.wrong(number, "", "", "F04", f"the row has {len(cells)} cells", wanted)


def _figure(number: int, row: Row, sheet: _Sheet) -> Figure | None:
    measure = _measure(number, row, sheet)
    if measure is None:
        return None
    period = _period(number, row, measure, sheet)
    numbers = {c: _number(number, c, row[c], sheet) for c in ("value", "numerator", "base")}
    _check_status(number, row, measure, sheet)
    _check_range(number, row, measure, numbers, sheet)
    if period is None:
        return None
    return Figure(
        measure=measure.id,
        area=row["area"],
        period=period,
        status=row["status"],
        note=row["note"],
        cell=f"{sheet.shown_as}, row {number}",
        **numbers,
    )


def _measure(number: int, row: Row, sheet: _Sheet) -> Measure | None:
    measure = sheet.plan.measures.get(row["measure"])
    if measure is None:
        remedy = "Use a measure's id from params/priorities."
        sheet.wrong(number, "measure", row["measure"], "M01", "unknown measure", remedy)
    elif measure.partner != sheet.head.partner:
        remedy = f"Leave it to {measure.partner or 'open data'}, who provides it."
        sheet.wrong(number, "measure", row["measure"], "M02", "not this partner's measure", remedy)
        return None
    return measure


def _period(number: int, row: Row, measure: Measure, sheet: _Sheet) -> Period | None:
    try:
        period = Period.parse(row["period"], yearly=measure.cadence == "year")
    except ValueError as error:
        sheet.wrong(number, "period", row["period"], "P01", "not a period", f"{error}.")
        return None
    if period.end > sheet.head.submitted.on:
        remedy = f"The return was submitted on {sheet.head.submitted.on}; correct the period."
        sheet.wrong(number, "period", row["period"], "P02", "the period had not ended", remedy)
    return period


def _number(number: int, column: str, value: str, sheet: _Sheet) -> Decimal | None:
    if not value:
        return None
    if not _NUMBER.fullmatch(value):
        remedy = "Write digits only, without commas or units."
        sheet.wrong(number, column, value, "N01", "not a number", remedy)
        return None
    return Decimal(value)


def _check_status(number: int, row: Row, measure: Measure, sheet: _Sheet) -> None:
    status = row["status"]
    if status not in STATUSES:
        sheet.wrong(
            number, "status", status, "S01", "unknown status", f"Use {', '.join(STATUSES)}."
        )
        return
    given = row["note"] if measure.kind == "text" else row["value"]
    column = "note" if measure.kind == "text" else "value"
    if status == "supplied" and not given:
        remedy = "Give it, or a status that says why there is none."
        sheet.wrong(number, column, "", "S02", f"supplied, but without a {column}", remedy)
    for column in ("value", "numerator", "base"):
        if status != "supplied" and row[column]:
            remedy = f"Take out the {column}, or write the status supplied."
            sheet.wrong(number, column, row[column], "S03", f"given with status {status}", remedy)


def _check_range(
    number: int,
    row: Row,
    measure: Measure,
    numbers: dict[str, Decimal | None],
    sheet: _Sheet,
) -> None:
    value, numerator, base = numbers["value"], numbers["numerator"], numbers["base"]
    if value is not None and measure.kind in ("count", "cohort"):
        if value < 0 or value != value.to_integral_value():
            remedy = "A count is a whole number from 0."
            sheet.wrong(number, "value", row["value"], "V01", "not a count", remedy)
    elif value is not None and measure.kind == "survey" and not 0 <= value <= 100:
        remedy = "A survey rate lies between 0 and 100."
        sheet.wrong(number, "value", row["value"], "V02", "not a percentage", remedy)
    if numerator is not None and base is not None and not 0 <= numerator <= base:
        remedy = "The numerator lies between 0 and the base."
        sheet.wrong(number, "numerator", row["numerator"], "V03", "outside its base", remedy)
