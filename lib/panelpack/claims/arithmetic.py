"""Sums and percentages that the tables of a report print, worked out anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from panelpack.claims.cells import Number, percent
from panelpack.claims.findings import CONTRADICTED, LACKING, SUPPORTED, Finding
from panelpack.claims.periods import years
from panelpack.claims.report import Report, Table
from panelpack.claims.rows import Row

_TOTAL = re.compile(r"^\W*(?:grand |overall )?(?:total|sum)\b|\ball$|^all\b$", re.IGNORECASE)
_ALL = re.compile(r"\W*all\b", re.IGNORECASE)
_WHOLE = re.compile(r"\brequired\b|\brequirement\b|\bshortfall\b", re.IGNORECASE)
_REST = re.compile(
    r"\bfurther\b|\bremaining\b|\bstill\b|\bto be (?:found|identified)", re.IGNORECASE
)
# A sum further off than this share of the total was never meant as one.
_NEAR = Decimal("0.25")


def percentages(report: Report) -> Iterator[Finding]:
    """Yield a finding for each row that prints a change beside the two figures it comes from."""
    for table in report.tables:
        for row in table.rows:
            if row.change and row.before and row.change.unit == "%" and row.now.unit != "%":
                yield _percentage(row)


def _percentage(row: Row) -> Finding:
    follows = _follows(row.change, row.now.value, row.before.value)
    worked = percent(row.now.value, row.before.value)
    said = f"{row.now.text} against {row.before.text} is {worked:+.1f}%." if worked else ""
    return Finding(
        row.line,
        f"{row.label}: {row.change.text}",
        "percentage",
        SUPPORTED if follows else CONTRADICTED,
        said or "Nothing has changed, or the figure before is zero.",
    )


def _follows(printed: Number, now: Decimal, before: Decimal) -> bool:
    worked = percent(now, before)
    if worked is None:
        return False
    return abs(worked - printed.value) <= Decimal(10) ** -printed.places * Decimal("0.51")


def sums(report: Report) -> Iterator[Finding]:
    """Yield a finding for each total of a table that names its parts in the rows beside it."""
    for table in report.tables:
        is_money = "£" in " ".join(table.heads)
        totals = [
            row
            for row in table.rows
            if _TOTAL.search(row.label) or (is_money and _ALL.match(row.label))
        ]
        rest = [row for row in table.rows if row not in totals and _is_part(row, totals)]
        if len(totals) == 1 and len(rest) > 1:
            yield from _columns(totals[0], rest)
        wholes = [
            row for row in table.rows if _WHOLE.search(row.label) and not _REST.search(row.label)
        ]
        if len(wholes) == 1 and any(_REST.search(row.label) for row in table.rows):
            yield from _columns(wholes[0], [row for row in table.rows if row is not wholes[0]])


def _is_part(row: Row, totals: list[Row]) -> bool:
    """Whether a row is of the same years as the total, where both name one."""
    named = [set(years(total.label)) for total in totals]
    return not any(named) or not years(row.label) or set(years(row.label)) in named


def _columns(total: Row, parts: list[Row]) -> Iterator[Finding]:
    for place, printed in total.numbers.items():
        if (
            printed.unit == "%"
            or "%" in total.head(place)
            or re.search("change|var", total.head(place), re.I)
        ):
            continue
        found = [row.numbers.get(place) for row in parts]
        if any(n is None or n.unit != printed.unit for n in found):
            continue
        added = sum((n.value for n in found), Decimal(0))
        if abs(added - printed.value) > _NEAR * abs(printed.value):
            continue  # the rows are some of its parts, not all of them
        tolerance = Decimal(10) ** -printed.places * len(found) / 2 if printed.places else 0
        verdict = SUPPORTED if abs(added - printed.value) <= tolerance else CONTRADICTED
        words = f"{total.label}: {printed.text}"
        yield Finding(total.line, words, "sum", verdict, f"The other rows add up to {added:,}.")


def unnamed_comparators(report: Report) -> Iterator[Finding]:
    """Yield one finding for all changes that tables print without the figure they start from."""
    rows: list[tuple[Table, Row]] = [
        (table, row)
        for table in report.tables
        for row in table.rows
        if row.change is not None
        and row.before is None
        and row.change.unit == "%"
        and not any(re.search(r"\b20\d\d|last|prev|ytd", head, re.I) for head in row.heads)
    ]
    if rows:
        names = ", ".join(table.title or row.label for table, row in rows)
        first = rows[0][1]
        told = f"What it is a change from is not printed. So it is in: {names}."
        yield Finding(
            first.line, f"{first.label}: {first.change.text}", "comparator", LACKING, told
        )
