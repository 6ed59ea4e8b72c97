"""A book as XLSX: real tables, texts that are never run as formulas, the same bytes each time."""

from __future__ import annotations

from copy import copy
from datetime import datetime, time
from itertools import product

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

from panelpack import office
from panelpack.exporters.characters import clean
from panelpack.exporters.sheets.model import (
    AFTER_NUMBER,
    BY_NUMBER,
    LANGUAGE,
    Book,
    Number,
    Sheet,
    Value,
    words,
)

_BODY, _BOLD = Font(name="Arial", size=12), Font(name="Arial", size=12, bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_STYLES = {
    "Sheet title": {"font": Font(name="Arial", size=14, bold=True)},
    "Sheet note": {"font": _BODY},
    "Table heading": {
        "font": _BOLD,
        "alignment": Alignment(wrap_text=True, vertical="bottom"),
        "border": Border(bottom=Side("medium")),
    },
    "Table text": {"font": _BODY, "alignment": _WRAPPED},
}
# Words right of numbers stand clear of them.
_SIDES = {BY_NUMBER: {"horizontal": "right"}, AFTER_NUMBER: {"horizontal": "left", "indent": 1}}
_PROPERTIES = "docProps/core.xml"
# Widths are told in letters of a smaller font than the one used here.
_LARGER = 1.2

# Points from line to line, and the most that a row can have.
_LINE, _TALLEST = 15.6, 409.0


def xlsx(book: Book) -> bytes:
    """Return a book as an XLSX file, the same bytes for the same book."""
    made = Workbook()
    made.remove(made.active)
    for name, look in _STYLES.items():
        made.add_named_style(NamedStyle(name, **look))
    for name, (end, side) in product(("Table heading", "Table text"), _SIDES.items()):
        alignment = copy(_STYLES[name]["alignment"])
        vars(alignment).update(side)
        made.add_named_style(NamedStyle(name + end, **_STYLES[name] | {"alignment": alignment}))
    for place, sheet in enumerate(book.sheets, 1):
        _add(made.create_sheet(sheet.name), sheet, place)
    files = office.written(made)
    # The library writes the time of saving.
    files[_PROPERTIES] = tostring(_properties(book).to_tree())
    return office.packed(files)


def _properties(book: Book) -> DocumentProperties:
    day = datetime.combine(book.as_at, time())
    return DocumentProperties(
        title=clean(book.title),
        creator=clean(book.author),
        lastModifiedBy=clean(book.author),
        description=clean(book.description),
        language=LANGUAGE,
        created=day,
        modified=day,
    )


def _add(page: Worksheet, sheet: Sheet, place: int) -> None:
    for row, line in enumerate(sheet.lines, 1):
        _write(page.cell(row, 1), line, "Sheet title" if row == 1 else "Sheet note")
    head = len(sheet.lines) + 1
    ends = [sheet.side(column) for column in range(len(sheet.heads))]
    for column, label in enumerate(sheet.heads, 1):
        _write(page.cell(head, column), label, "Table heading" + ends[column - 1])
    for row, values in enumerate(sheet.rows, head + 1):
        for column, value in enumerate(values, 1):
            if value != "":
                _write(page.cell(row, column), value, "Table text" + ends[column - 1])
    for column, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(column)].width = width * _LARGER
    for row, lines in enumerate(sheet.heights, head):
        page.row_dimensions[row].height = min(lines * _LINE, _TALLEST)
    _mark(page, sheet, head, place)
    page.freeze_panes = page.cell(head + 1, 1)
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = f"{head}:{head}"


def _mark(page: Worksheet, sheet: Sheet, head: int, place: int) -> None:
    """Say which cells are the table, so that programs and screen readers know its header."""
    last = f"{get_column_letter(len(sheet.labels))}{head + len(sheet.rows)}"
    table = Table(displayName=f"Table{place}", ref=f"A{head}:{last}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    page.add_table(table)


def _write(cell: Cell, value: Value, style: str) -> None:
    if isinstance(value, Number):
        cell.value = value.value
        cell.style = _number_style(cell.parent.parent, _format(value))
        return
    cell.value = words(value)
    # Whatever a text begins with, and even if it reads like an error, it is text.
    cell.data_type = "s"
    cell.style = style


def _number_style(made: Workbook, shown: str) -> str:
    """Return the style of numbers that are shown in one way; make it when it is first asked for."""
    name = f"Number {shown}"
    if name not in made.named_styles:
        right = Alignment(horizontal="right", vertical="top")
        made.add_named_style(NamedStyle(name, font=_BODY, alignment=right, number_format=shown))
    return name


def _format(number: Number) -> str:
    digits = ("#,##0" if number.grouped else "0") + ("." + "0" * number.places) * bool(
        number.places
    )
    after = number.after if number.after in ("%", "") else f'"{number.after}"'
    before = f'"{number.before}"' if number.before else ""
    one = f"{before}{digits}{after}"
    return f"+{one};-{one};{one}" if number.signed else one
