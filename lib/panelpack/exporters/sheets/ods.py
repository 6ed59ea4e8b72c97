"""A book as ODS, with the same sheets, tables and numbers as its XLSX."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal
from itertools import product
from xml.sax.saxutils import escape

from odf import dc, meta, number, style, table
from odf.element import Element
from odf.namespaces import STYLENS, TABLENS
from odf.opendocument import OpenDocument, OpenDocumentSpreadsheet
from openpyxl.utils import get_column_letter

from panelpack import office
from panelpack.exporters.characters import clean
from panelpack.exporters.sheets.model import (
    AFTER_NUMBER,
    BY_NUMBER,
    Book,
    Number,
    Sheet,
    Value,
    words,
)

_FONT = {"fontfamily": "Arial", "fontsize": "12pt"}
_BOLD = _FONT | {"fontweight": "bold"}
_WRAPPED = {"wrapoption": "wrap", "verticalalign": "top"}
# The look of a cell's text, and of the cell.
_CELLS = {
    "title": (_BOLD | {"fontsize": "14pt"}, {}),
    "note": (_FONT, {}),
    "head": (_BOLD, {"wrapoption": "wrap", "borderbottom": "1pt solid #000000"}),
    "words": (_FONT, _WRAPPED),
}
# Words right of numbers stand clear of them.
_SIDES = {
    BY_NUMBER: {"textalign": "end"},
    AFTER_NUMBER: {"textalign": "start", "marginleft": "0.25cm"},
}
_LETTER = 0.26
"""Centimetres across a letter."""


def ods(book: Book) -> bytes:
    """Return a book as an ODS file, the same bytes for the same book."""
    # The library declares every namespace that the process has met, in other files too.
    Element.namespaces.clear()
    document = OpenDocumentSpreadsheet()
    _describe(document, book)
    styles = _Styles(document)
    ranges = table.DatabaseRanges()
    for place, sheet in enumerate(book.sheets, 1):
        document.spreadsheet.addElement(_page(sheet, styles))
        ranges.addElement(table.DatabaseRange(name=f"Table{place}", targetrangeaddress=_at(sheet)))
    document.spreadsheet.addElement(ranges)
    file = io.BytesIO()
    document.write(file)
    return office.packed(office.members(file.getvalue()))


def _describe(document: OpenDocument, book: Book) -> None:
    """Say what the document is, in which language, of which day."""
    day = datetime.combine(book.as_at, time()).isoformat()
    for known in (
        dc.Title(text=clean(book.title)),
        dc.Description(text=clean(book.description)),
        dc.Creator(text=clean(book.author)),
        dc.Language(text="en-GB"),
        dc.Date(text=day),
        meta.CreationDate(text=day),
    ):
        document.meta.addElement(known)
    default = style.DefaultStyle(family="table-cell")
    default.addElement(style.TextProperties(language="en", country="GB", **_FONT))
    document.styles.addElement(default)


def _page(sheet: Sheet, styles: _Styles) -> Element:
    page = table.Table(name=sheet.name, stylename=styles.page)
    for width in sheet.widths:
        page.addElement(table.TableColumn(stylename=styles.column(width)))
    for row, line in enumerate(sheet.lines):
        page.addElement(_Rows([[line]], ["note" if row else "title"], styles))
    heads = table.TableHeaderRows()
    sides = [sheet.side(column) for column in range(len(sheet.heads))]
    heads.addElement(_Rows([sheet.heads], ["head" + side for side in sides], styles))
    page.addElement(heads)
    page.addElement(_Rows(sheet.rows, ["words" + side for side in sides], styles))
    return page


def _at(sheet: Sheet) -> str:
    """Return where a sheet's table is, so that programs and screen readers know its header."""
    head = len(sheet.lines) + 1
    last = f"{get_column_letter(len(sheet.labels))}{head + len(sheet.rows)}"
    return f"'{sheet.name}'.A{head}:'{sheet.name}'.{last}"


class _Rows(Element):
    """Rows written as one piece of markup: an object for each cell takes four times as long.

    Its children are not written: they name the looks of the cells to the library, which leaves
    out every style that it finds in no element.
    """

    qname = (TABLENS, "table-row")

    def __init__(self, rows: Iterable[Iterable[Value]], looks: Sequence[str], styles: _Styles):
        super().__init__()
        self._styles = styles
        self._looks: dict[Element, str] = {}
        self._markup = "".join(
            f"<table:table-row>{''.join(map(self._cell, row, looks))}</table:table-row>"
            for row in rows
        )

    def toXml(self, level, f):
        f.write(self._markup)

    def _cell(self, value: Value, look: str) -> str:
        if value == "":
            return "<table:table-cell/>"
        if isinstance(value, Number):
            kind = "percentage" if value.after == "%" else "float"
            shown = self._named(self._styles.number(value))
            return (
                f'<table:table-cell office:value-type="{kind}" office:value="{value.value:f}" '
                f'table:style-name="{shown}"/>'
            )
        lines = (f"<text:p>{escape(line)}</text:p>" for line in words(value).split("\n"))
        shown = self._named(self._styles.cells[look])
        return (
            f'<table:table-cell office:value-type="string" table:style-name="{shown}">'
            f"{''.join(lines)}</table:table-cell>"
        )

    def _named(self, look: Element) -> str:
        """Return the name of a style, and let the library know that it is used."""
        if look not in self._looks:
            self.addElement(table.TableCell(stylename=look))
            self._looks[look] = look.getAttribute("name")
        return self._looks[look]


class _Styles:
    """The styles of one document, each made when it is first asked for."""

    def __init__(self, document: OpenDocument):
        self._made: dict[object, Element] = {}
        self._put = document.automaticstyles.addElement
        self.cells = {name: self._look(name, *looks) for name, looks in _CELLS.items()}
        for name, (end, side) in product(("head", "words"), _SIDES.items()):
            made = self._look(f"{name}{end.replace(' ', '')}", *_CELLS[name])
            made.addElement(style.ParagraphProperties(**side))
            self.cells[name + end] = made
        self.page = self._paper(document)

    def _paper(self, document: OpenDocument) -> Element:
        """Return the style of a sheet that prints on pages on their side, no wider than these."""
        layout = style.PageLayout(name="turned")
        sizes = {"pagewidth": "29.7cm", "pageheight": "21cm", "printorientation": "landscape"}
        made = style.PageLayoutProperties(margin="1.8cm", **sizes)
        made.setAttrNS(STYLENS, "scale-to-X", "1")
        made.setAttrNS(STYLENS, "scale-to-Y", "0")
        layout.addElement(made)
        document.automaticstyles.addElement(layout)
        master = style.MasterPage(name="Turned", pagelayoutname=layout)
        document.masterstyles.addElement(master)
        page = style.Style(name="sheet", family="table", masterpagename=master)
        page.addElement(style.TableProperties(display="true"))
        self._put(page)
        return page

    def column(self, width: int) -> Element:
        if width not in self._made:
            made = style.Style(name=f"width{width}", family="table-column")
            wide = f"{width * _LETTER:.2f}cm"
            made.addElement(style.TableColumnProperties(columnwidth=wide))
            self._put(made)
            self._made[width] = made
        return self._made[width]

    def number(self, shown: Number) -> Element:
        kind = replace(shown, value=Decimal(0))
        if kind not in self._made:
            name = f"number{len(self._made)}"
            self._put_number(name, kind)
            made = self._look(f"{name}cell", _FONT, _WRAPPED, datastylename=name)
            made.addElement(style.ParagraphProperties(textalign="end"))
            self._made[kind] = made
        return self._made[kind]

    def _put_number(self, name: str, kind: Number) -> None:
        if not kind.signed:
            self._put(_shown(name, kind))
            return
        self._put(_shown(f"{name}minus", kind, "-"))
        self._put(_shown(f"{name}zero", kind))
        made = _shown(name, kind, "+")
        made.addElement(style.Map(condition="value()<0", applystylename=f"{name}minus"))
        made.addElement(style.Map(condition="value()=0", applystylename=f"{name}zero"))
        self._put(made)

    def _look(self, name: str, of_text: dict, of_cell: dict, **more: str) -> Element:
        made = style.Style(name=name, family="table-cell", **more)
        made.addElement(style.TableCellProperties(**of_cell))
        made.addElement(style.TextProperties(**of_text))
        self._put(made)
        return made


def _shown(name: str, kind: Number, sign: str = "") -> Element:
    """Return how numbers of a kind are written, after a sign."""
    made = (number.PercentageStyle if kind.after == "%" else number.NumberStyle)(name=name)
    if sign + kind.before:
        made.addElement(number.Text(text=sign + kind.before))
    grouping = "true" if kind.grouped else "false"
    digits = number.Number(decimalplaces=kind.places, minintegerdigits=1, grouping=grouping)
    made.addElement(digits)
    if kind.after:
        made.addElement(number.Text(text=kind.after))
    return made
