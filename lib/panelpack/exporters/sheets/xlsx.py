"""A book as XLSX: real tables, texts that are never run as formulas, the same bytes each time."""

from __future__ import annotations

import io
from copy import copy
from datetime import datetime, time
from itertools import product
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.compat import safe_string
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

from panelpack.exporters import archive
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
_PROPERTIES, _PAGE, _END = "docProps/core.xml", "xl/worksheets/sheet{}.xml", b"</sheetData>"
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
    rows = {}
    for place, sheet in enumerate(book.sheets, 1):
        page = made.create_sheet(sheet.name)
        _add(page, sheet, place)
        rows[_PAGE.format(place)] = _Rows(page).markup(sheet)
    file = io.BytesIO()
    made.save(file)
    files = archive.members(file.getvalue())
    for name, markup in rows.items():
        files[name] = files[name].replace(_END, markup.encode("ascii", "xmlcharrefreplace") + _END)
    # The library writes the time of saving.
    files[_PROPERTIES] = tostring(_properties(book).to_tree())
    return archive.packed(files)


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
    for column, (label, end) in enumerate(zip(sheet.heads, _ends(sheet), strict=True), 1):
        _write(page.cell(head, column), label, "Table heading" + end)
    for column, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(column)].width = width * _LARGER
    page.row_dimensions[head].height = _height(sheet.heights[0])
    _mark(page, sheet, head, place)
    page.freeze_panes = f"A{head + 1}"
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
    # The library sees no rows below the labels.
    page.calculate_dimension = lambda: f"A1:{last}"


def _ends(sheet: Sheet) -> list[str]:
    return [sheet.side(column) for column in range(len(sheet.heads))]


def _height(lines: int) -> float:
    return min(lines * _LINE, _TALLEST)


def _write(cell: Cell, words: str, style: str) -> None:
    cell.value = words
    # Whatever a text begins with, and even if it reads like an error, it is text.
    cell.data_type = "s"
    cell.style = style
    # A look gets its number when that is asked for: those of the labels come before the rows'.
    _ = cell.style_id


class _Rows:
    """The rows below a sheet's labels as markup: an object for each cell takes twice as long."""

    def __init__(self, page: Worksheet):
        self._page = page
        self._looks: dict[str, int] = {}

    def markup(self, sheet: Sheet) -> str:
        columns = [get_column_letter(column) for column in range(1, len(sheet.labels) + 1)]
        first, ends, made = len(sheet.lines) + 2, _ends(sheet), []
        for row, (values, lines) in enumerate(
            zip(sheet.rows, sheet.heights[1:], strict=True), first
        ):
            told = zip(columns, values, ends, strict=True)
            cells = [self._cell(f"{c}{row}", value, end) for c, value, end in told if value != ""]
            height = safe_string(_height(lines))
            made.append(f'<row r="{row}" ht="{height}" customHeight="1">{"".join(cells)}</row>')
        return "".join(made)

    def _cell(self, place: str, value: Value, end: str) -> str:
        if isinstance(value, Number):
            look = self._number(_format(value))
            return f'<c r="{place}" s="{look}" t="n"><v>{safe_string(value.value)}</v></c>'
        told = words(value)
        space = ' xml:space="preserve"' if told != told.strip() else ""
        inside = f"<is><t{space}>{escape(told)}</t></is>"
        return f'<c r="{place}" s="{self._look("Table text" + end)}" t="inlineStr">{inside}</c>'

    def _number(self, shown: str) -> int:
        """Return the look of numbers that are shown in one way; make it when first asked for."""
        name, made = f"Number {shown}", self._page.parent
        if name not in self._looks and name not in made.named_styles:
            right = Alignment(horizontal="right", vertical="top")
            made.add_named_style(NamedStyle(name, font=_BODY, alignment=right, number_format=shown))
        return self._look(name)

    def _look(self, name: str) -> int:
        """Return the number by which cells name a look."""
        if name not in self._looks:
            cell = Cell(self._page)
            cell.style = name
            self._looks[name] = cell.style_id
        return self._looks[name]


def _format(number: Number) -> str:
    digits = ("#,##0" if number.grouped else "0") + ("." + "0" * number.places) * bool(
        number.places
    )
    after = number.after if number.after in ("%", "") else f'"{number.after}"'
    before = f'"{number.before}"' if number.before else ""
    one = f"{before}{digits}{after}"
    return f"+{one};-{one};{one}" if number.signed else one
