"""Check a table of figures row by row; faults are collected, never one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import itemgetter

from panelpack.plan import Measure, Plan
from panelpack.quarters import Period, Quarter
from panelpack.returns import cells
from panelpack.returns.layout import COLUMNS, Layout, letters
from panelpack.returns.model import Figure
from panelpack.returns.problems import Problem, Problems, Refused
from panelpack.returns.ranges import out_of_range
from panelpack.returns.remarks import Remarks

_NUMBERS = ("value", "numerator", "base")


@dataclass(frozen=True)
class Expected:
    """Against what a file is checked: whose it is, for which quarter, and when it was sent.

    `newest` is the last quarter that a file names, where nobody has said which it is for. `areas`
    are those that figures may be of besides the whole; none where they aren't known.
    """

    plan: Plan
    on: date
    partner: str | None = None
    quarter: Quarter | None = None
    newest: Quarter | None = None
    areas: frozenset[str] = frozenset()


@dataclass
class Found:
    """What one file gives: its faults, remarks that refuse nothing, and the rows seen so far.

    `newest` is the last day of the latest faultless row, those of days and years left out.
    """

    problems: Problems = field(default_factory=Problems)
    remarks: Problems = field(default_factory=Problems)
    seen: dict[str, str] = field(default_factory=dict)
    newest: date = date.min


class Checker:
    """Checks the rows of one table; a million of them in seconds, so what repeats is kept."""

    def __init__(self, expected: Expected, found: Found, file: str, sheet: str, layout: Layout):
        self.expected, self.found, self.file, self.sheet = expected, found, file, sheet
        self.layout = layout
        self.comma_may_be_decimal = False
        self.any_row = False
        self._pick = itemgetter(*(layout.places[name] for name in COLUMNS))
        self._periods: dict[tuple[str, str], Period] = {}
        self._remarks = Remarks(expected.areas, self._remark)
        self._changes = {m.supplied_change for m in expected.plan.measures.values()}
        self._where = f"{file}, sheet {sheet}" if sheet else file

    def figures(self, rows: Iterator[tuple[int, list[str]]]) -> Iterator[Figure]:
        """Yield the figure of every faultless row below the header."""
        header, width = self.layout.header, self.layout.width
        for number, row in rows:
            if number <= header or not any(row):
                continue
            if len(row) != width:
                row = self._fitted(number, row, width)
            if row and (figure := self._figure(number, row)):
                yield figure
        self._remarks.at_the_end()

    def _fitted(self, number: int, row: list[str], width: int) -> list[str] | None:
        if not any(cell.strip() for cell in row):
            return None
        if self.sheet:
            row = row + [""] * (width - len(row))
        if len(row) < width or any(cell.strip() for cell in row[width:]):
            remedy = f"Give {width} cells, as in the header; put quotes round what holds a comma."
            self._wrong(number, "", "", Refused("F04", f"the row has {len(row)} cells", remedy))
            return None
        return row

    def _figure(self, number: int, row: list[str]) -> Figure | None:
        texts = [cell.strip() for cell in self._pick(row)]
        name, area, when, *amounts, status, note = texts
        if not any(texts):
            return None
        self.any_row = True
        before = len(self.found.problems)
        measure = self._measure(number, name)
        if measure and not any((*amounts, status, note)) and self._may_stay_empty(measure, when):
            return None
        self._words(number, area, note)
        status = self._status(number, status)
        if measure is None:
            return None
        period = self._period(number, measure, when)
        value, numerator, base = self._amounts(number, measure, amounts)
        self._check_status(number, measure, status, amounts, note, (value, numerator, base))
        # A percentage that completes a count is a change, and no rate.
        change = name in self._changes
        for column, fault in out_of_range(measure, value, numerator, base, is_change=change):
            self._wrong(number, column, amounts[_NUMBERS.index(column)], fault)
        if period is None:
            return None
        place = f"{self._where}, row {number}"
        self._check_repeat(number, f"{name} {area} {period.text}", place)
        if len(self.found.problems) != before:
            return None
        self._remarks.of_figure(number, measure, period, value, base)
        if measure.is_rate and value is not None and not change:
            self._remarks.of_rate(number, measure, value, base)
        if period.kind != "day" and measure.cadence != "year":
            self.found.newest = max(self.found.newest, period.end)
        return Figure(name, area, period, value, numerator, base, status, note, place)

    def _may_stay_empty(self, measure: Measure, when: str) -> bool:
        """Say whether an empty row is of an earlier period, which the form asks for once."""
        quarter = self.expected.quarter or self.expected.newest
        with suppress(Refused):
            return quarter is not None and cells.period(when, measure).end < quarter.start
        return False

    def _wrong(self, row: int, column: str, value: str, fault: Refused) -> None:
        self.found.problems.add(self._problem(row, column, value, fault))

    def _problem(self, row: int, column: str, value: str, fault: Refused) -> Problem:
        cell = f"{letters(self.layout.places[column])}{row}" if column else f"row {row}"
        message = fault.message
        return Problem(self.file, self.sheet, cell, value, fault.rule, message, fault.remedy)

    def _measure(self, row: int, name: str) -> Measure | None:
        measure = self.expected.plan.measures.get(name)
        if measure is None:
            fault = cells.unknown_measure(name, self.expected.plan.measures)
        elif measure.partner is None or measure.partner != self.expected.partner:
            remedy = f"Leave it to {measure.partner or 'open data'}, who provides it."
            fault = Refused("M02", "not this partner's measure", remedy)
        else:
            return measure
        self._wrong(row, "measure", name, fault)
        return None

    def _words(self, row: int, area: str, note: str) -> None:
        for column, text, longest in (
            ("area", area, cells.LONGEST_AREA),
            ("note", note, cells.LONGEST_NOTE),
        ):
            if text:
                try:
                    cells.words(text, longest)
                except Refused as fault:
                    self._wrong(row, column, text, fault)
                self._remarks.of_words(row, column, text)

    def _status(self, row: int, text: str) -> str | None:
        if text == "supplied":
            return text
        try:
            return cells.status(text)
        except Refused as fault:
            self._wrong(row, "status", text, fault)
            return None

    def _period(self, row: int, measure: Measure, text: str) -> Period | None:
        try:
            period = self._periods.get((measure.id, text)) or cells.period(text, measure)
        except Refused as fault:
            self._wrong(row, "period", text, fault)
            return None
        self._periods[measure.id, text] = period
        on, quarter = self.expected.on, self.expected.quarter
        if period.end > on:
            remedy = f"The return was submitted on {on}; correct the period."
            self._wrong(row, "period", text, Refused("P02", "the period had not ended", remedy))
        elif quarter is not None and period.end > quarter.end:
            remedy = f"The return is for {quarter}; keep it for the next one."
            fault = Refused("P03", "the period ends after the quarter", remedy)
            self._wrong(row, "period", text, fault)
        return period

    def _amounts(self, row: int, measure: Measure, texts: list[str]) -> list[Decimal | None]:
        found: list[Decimal | None] = [None, None, None]
        for place, text in enumerate(texts):
            if text:
                try:
                    found[place] = self._amount(text, measure if place == 0 else None)
                except Refused as fault:
                    self._wrong(row, _NUMBERS[place], text, fault)
        return found

    def _amount(self, text: str, measure: Measure | None) -> Decimal:
        if text.startswith("="):
            raise Refused("X01", "a formula", "Give its result as plain text or number.")
        return cells.amount(text, measure, self.comma_may_be_decimal)

    def _check_status(
        self,
        row: int,
        measure: Measure,
        status: str | None,
        texts: list[str],
        note: str,
        numbers: tuple[Decimal | None, ...],
    ) -> None:
        if status == "supplied":
            column, given = ("note", note) if measure.kind == "text" else ("value", texts[0])
            if not given:
                remedy = "Give it, or a status that says why there is none."
                fault = Refused("S02", f"supplied, but without a {column}", remedy)
                self._wrong(row, column, "", fault)
        elif status is not None:
            for column, text, number in zip(_NUMBERS, texts, numbers, strict=True):
                if number is not None:
                    remedy = f"Take out the {column}, or write the status supplied."
                    fault = Refused("S03", f"given with status {status}", remedy)
                    self._wrong(row, column, text, fault)

    def _check_repeat(self, row: int, key: str, place: str) -> None:
        first = self.found.seen.setdefault(key, place)
        if first is not place:
            shown = first.removeprefix(f"{self._where}, ")
            self._wrong(row, "", key.strip(), Refused("R01", f"repeats {shown}", "Keep one."))

    def _remark(self, row: int, column: str, text: str, remark: Refused) -> None:
        self.found.remarks.add(self._problem(row, column, text, remark))
