"""The XLSX form that a partner fills in: its measures and periods, statuses to choose, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from panelpack import office
from panelpack.errors import DataError
from panelpack.plan import Measure, Plan
from panelpack.quarters import Quarter, day_label
from panelpack.returns.forms import COMMENT_COLUMNS, COMMENTS, FIGURES, GAP_COLUMNS, GAPS
from panelpack.returns.layout import COLUMNS, READING_AIDS
from panelpack.returns.model import STATUSES
from panelpack.returns.store import known_returns

HOW_TO = "How to fill it in"
# The columns of the figures as a person reads them: what it is before what to write.
FORM_COLUMNS = (COLUMNS[0], *READING_AIDS, *COLUMNS[1:])
_WIDTHS = {"measure": 26, "name": 46, "unit": 14, "area": 14, "period": 13, "value": 12,
           "numerator": 12, "base": 12, "status": 24, "note": 50, "reason": 60, "awaits": 34,
           "until": 14, "text": 80, "measures": 34, "panels": 20}  # fmt: skip
_SPARE_ROWS = 200

_HEAD = Font(bold=True, color="FFFFFF", name="Calibri", size=12)
_BODY = Font(name="Calibri", size=12)
_FILL = PatternFill("solid", fgColor="1F3A5F")
_TO_FILL_IN = PatternFill("solid", fgColor="FFF8DC")
_LINE = Border(bottom=Side("thin", color="B0B0B0"))
_WRAP = Alignment(wrap_text=True, vertical="top")

# A file made twice must be the same file: nothing in it may tell when it was made.
_PROPERTIES = "docProps/core.xml"
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")

STATUS_MEANS = {
    "supplied": "there is a value (or, for a measure in words, a note)",
    "awaiting_board": "there is a figure, but your board sees it first",
    "nationally_unavailable": "the national source does not supply it",
    "in_development": "the measure is still being agreed or built",
    "small_numbers": "too few to be shown",
    "not_applicable": "there can be no such figure",
}
"""What each status of a figure says."""

CELL_MEANS = {
    "value": "The figure in the unit named: 1021, 81.3 or 81.3%, 3.24. No formulas, no times.",
    "numerator and base": "How many, out of how many. A survey needs its base; so does an average, "
    "how many it is of, and has no numerator.",
    "area": "Empty for the whole area; else the district's name, in a row of its own.",
    "period": "2014-04, 2014-15-q1, 2013-14, r12-2014-06 (twelve months) or 2014-03-31.",
    "note": "A remark that may be printed. No names, no telephone or crime numbers.",
}
"""What belongs in the cells that a partner fills in."""


def form(plan: Plan, partner: str, quarter: Quarter) -> bytes:
    """Return the form of a partner for a quarter as the bytes of an XLSX, the same every time.

    Filled in and saved, it is received as it is. It also asks for the earlier figures that the
    pack compares with and nobody has sent; these rows may stay empty. Raises DataError for a
    partner that the plan doesn't know or that has no measures.
    """
    if partner not in plan.settings.partners:
        known = ", ".join(plan.settings.partners)
        raise DataError(f"unknown partner {partner!r}; the plan has {known}")
    measures = [m for m in plan.measures.values() if m.partner == partner]
    if not measures:
        raise DataError(f"partner {partner!r} has no measure in the plan, so no form either")
    book = Workbook()
    book.properties.title = f"{plan.settings.partners[partner].name}, return for {quarter.label}"
    book.properties.creator = plan.settings.office
    book.properties.language = "en-GB"
    figures = book.active
    _figures(figures, _rows(plan, measures, quarter))
    _guide(book.create_sheet(HOW_TO), plan, partner, quarter)
    _table(book.create_sheet(GAPS), GAP_COLUMNS)
    _table(book.create_sheet(COMMENTS), COMMENT_COLUMNS)
    return _settled(book)


def _rows(plan: Plan, measures: Sequence[Measure], quarter: Quarter) -> list[tuple[Measure, str]]:
    """Return what is asked for: the quarter's own periods, then earlier ones that are not here."""
    sent = [f for known in known_returns(plan, quarter, date.max) for f in known.figures]
    here = {(figure.measure, figure.period.text) for figure in sent}
    # What has been reported without any figure does not begin before it has one.
    waiting = {f.measure for f in sent} - {f.measure for f in sent if f.value is not None}
    rows = []
    for measure in measures:
        own = _periods(measure, quarter)
        rows += [(measure, period) for period in own]
        if measure.id not in waiting:
            before = (p for q in _compared(measure, quarter) for p in _periods(measure, q))
            missing = dict.fromkeys(p for p in before if (measure.id, p) not in here)
            rows += [(measure, period) for period in missing if period not in own]
    return rows


def _compared(measure: Measure, quarter: Quarter) -> tuple[Quarter, ...]:
    """Return the earlier quarters that a measure's figure rests on, or stands beside."""
    before = quarter.same_quarter_last_year
    if measure.kind == "count" and measure.cadence != "year":
        return (*quarter.year_to_date[:-1], *before.year_to_date)
    return () if measure.kind in ("money", "text") else (before,)


def _figures(sheet: Worksheet, rows: Sequence[tuple[Measure, str]]) -> None:
    sheet.title = FIGURES
    for measure, period in rows:
        sheet.append(_row(measure, period))
    sheet.insert_rows(1)
    last = len(rows) + 1 + _SPARE_ROWS
    _head(sheet, FORM_COLUMNS)
    for number, (measure, _) in enumerate(rows, 2):
        _style_row(sheet, number, measure)
    _choose(sheet, "status", STATUSES, last)
    _choose(sheet, "measure", (), last, tuple(dict.fromkeys(m.id for m, _ in rows)))
    period = get_column_letter(FORM_COLUMNS.index("period") + 1)
    # As text, or a spreadsheet makes a date of 2014-04 and of 2011-12.
    for number in range(2, last + 1):
        sheet[f"{period}{number}"].number_format = "@"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(FORM_COLUMNS))}{len(rows) + 1}"


def _periods(measure: Measure, quarter: Quarter) -> tuple[str, ...]:
    """Return the periods that a measure is asked for: its own within the quarter."""
    if measure.cadence == "month":
        return quarter.months
    if measure.cadence == "year":
        # A year is complete only with its last quarter; before that the last one is asked for.
        start = quarter.year if quarter.number == 4 else quarter.year - 1
        return (f"{start}-{(start + 1) % 100:02}",)
    return (str(quarter),)


def _row(measure: Measure, period: str) -> list[str | None]:
    filled = {"measure": measure.id, "name": measure.name, "unit": measure.unit, "period": period}
    return [filled.get(column) for column in FORM_COLUMNS]


def _style_row(sheet: Worksheet, number: int, measure: Measure) -> None:
    for place, column in enumerate(FORM_COLUMNS, 1):
        cell = sheet.cell(number, place)
        cell.font, cell.alignment, cell.border = _BODY, _WRAP, _LINE
        if column not in ("measure", "name", "unit", "period"):
            cell.fill, cell.protection = _TO_FILL_IN, Protection(locked=False)
        if column == "value":
            cell.number_format = _number_format(measure.places)
        elif column in ("numerator", "base"):
            cell.number_format = _number_format(0)


def _number_format(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")


def _choose(
    sheet: Worksheet, column: str, offered: Sequence[str], last: int, known: Sequence[str] = ()
) -> None:
    """Offer a list in a column; longer than Excel takes, it is left out."""
    listed = ",".join(offered or known)
    if len(listed) > 255:
        return
    choice = DataValidation("list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=True)
    choice.error, choice.errorTitle = "Choose one from the list.", f"Unknown {column}"
    letter = get_column_letter(FORM_COLUMNS.index(column) + 1)
    choice.add(f"{letter}2:{letter}{last}")
    sheet.add_data_validation(choice)


def _table(sheet: Worksheet, columns: Sequence[str]) -> None:
    _head(sheet, columns)
    for number in range(2, 32):
        for place, _ in enumerate(columns, 1):
            cell = sheet.cell(number, place)
            cell.fill, cell.font, cell.alignment = _TO_FILL_IN, _BODY, _WRAP
            cell.number_format = "@"


def _head(sheet: Worksheet, columns: Sequence[str]) -> None:
    for place, column in enumerate(columns, 1):
        cell = sheet.cell(1, place, column)
        cell.font, cell.fill, cell.alignment = _HEAD, _FILL, _WRAP
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS[column]
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _guide(sheet: Worksheet, plan: Plan, partner: str, quarter: Quarter) -> None:
    sheet.column_dimensions["A"].width = 26
    sheet.column_dimensions["B"].width = 96
    for row in _advice(plan, partner, quarter):
        sheet.append(row)
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.font, cell.alignment = _BODY, _WRAP
        cells[0].font = Font(name="Calibri", size=12, bold=True)


def _advice(plan: Plan, partner: str, quarter: Quarter) -> Iterator[tuple[str, str]]:
    who = plan.settings.partners[partner]
    boards = {plan.board_of(m) for m in plan.measures.values() if m.partner == partner}
    yield "Return of", who.name
    yield "For", f"{quarter.label} ({day_label(quarter.start)} to {day_label(quarter.end)})"
    yield "Due", day_label(who.due(quarter))
    yield "To", f"{plan.settings.contact}, {plan.settings.office}"
    yield "Sees it first", "; ".join(sorted(boards | {who.board}))
    yield "What to do", f"Fill in the yellow cells of the sheet {FIGURES}, a row for each figure."
    yield "Every row", "Choose a status. A row without a figure says by its status why."
    for status in STATUSES:
        yield status, STATUS_MEANS[status]
    yield from CELL_MEANS.items()
    yield (
        "Earlier periods",
        "Asked for once, as the report compares with them. Leave such a row if you don't know it.",
    )
    yield "More rows", "Copy a row for another period or area. A row is never given twice."
    yield (
        GAPS,
        "Why a figure is missing, what it waits for, until when (2014-09-19 or 2014-09).",
    )
    yield COMMENTS, f"Remarks for the report; name {_named(plan, partner)}, with commas."


def _named(plan: Plan, partner: str) -> str:
    """Say what a comment can be about, with examples of the partner's own."""
    own = next(m.id for m in plan.measures.values() if m.partner == partner)
    codes = [panel.code for panel in plan.priority_of(own).panels]
    return f"measures ({own})" + (f" or panels ({codes[0]})" if codes else "")


def _settled(book: Workbook) -> bytes:
    """Return the workbook with every time in it set to one that never changes."""
    files = office.written(book)
    files[_PROPERTIES] = _TIMES.sub(rb"\g<1>1980-01-01T00:00:00Z", files[_PROPERTIES])
    return office.packed(files)
