"""Spreadsheets: one description, two formats, read back with the same words and numbers."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from odf.namespaces import STYLENS, TABLENS

from panelpack import office
from panelpack.exporters.sheets import Book, Number, Sheet, number, ods, plain, sheet_names, xlsx

HOSTILE = (
    "=HYPERLINK(\"https://example.org\")", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)",
    "\t=1", "null \x00 bell \x07", "<b>&amp;</b>", "#REF!", "TRUE", "007", "1e5", "line\nbreak",
)  # fmt: skip
THEFTS = Sheet(
    "SP1 table 1",
    "SP1: Thefts",
    ("Period", "Thefts", "Change"),
    (
        ("Thefts", number("1,021"), number("+15.8%")),
        ("Share", number("81.3%"), number("−4.4 points")),
        ("Cost", number("£17.92m"), "[x]"),
    ),
    ("This sheet contains one table.", "A note."),
)
OTHER = Sheet("Other", "Hostile words", ("Words", ""), tuple((w, plain(3)) for w in HOSTILE))
BOOK = Book("A book", "What it holds.", "An office", date(2014, 9, 29), (THEFTS, OTHER))


def excel():
    return openpyxl.load_workbook(io.BytesIO(xlsx(BOOK)))


def calc(name):
    return pd.read_excel(
        io.BytesIO(ods(BOOK)),
        name,
        engine="odf",
        header=None,
        na_filter=False,
        keep_default_na=False,
    )


@pytest.mark.parametrize(
    ("printed", "value", "shown"),
    [
        ("1,021", "1021", ("", 0, "", False, True)),
        ("+15.8%", "0.158", ("", 1, "%", True, True)),
        ("−4.4 points", "-4.4", ("", 1, " points", False, True)),
        ("£17.92m", "17.92", ("£", 2, "m", False, True)),
        ("2014", "2014", ("", 0, "", False, False)),
        ("0", "0", ("", 0, "", False, True)),
    ],
)
def test_a_printed_figure_becomes_a_number(printed, value, shown):
    made = number(printed)
    assert made.value == Decimal(value)
    assert (made.before, made.places, made.after, made.signed, made.grouped) == shown


@pytest.mark.parametrize("printed", ["", "[x]", "10 to 20", "+127 (+15.8%)", "1,02", "007", "£"])
def test_what_is_no_number_stays_text(printed):
    assert number(printed) == printed


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=2))
def test_every_number_that_is_printed_is_read_back(value):
    assert number(f"{value:,}".replace("-", "−")).value == value


def test_numbers_in_xlsx_are_numbers_shown_as_printed():
    page = excel()["SP1 table 1"]
    assert [page["A1"].value, page["A3"].value] == ["SP1: Thefts", "A note."]
    assert [page[f"B{row}"].value for row in (5, 6, 7)] == [1021, 0.813, 17.92]
    shown = [page[f"B{row}"].number_format for row in (5, 6, 7)]
    assert shown == ["#,##0", "#,##0.0%", '"£"#,##0.00"m"']
    assert page["C5"].number_format == "+#,##0.0%;-#,##0.0%;#,##0.0%"
    assert page["C7"].value == "[x]"
    assert [table.ref for table in page.tables.values()] == ["A4:C7"]
    assert page.freeze_panes == "A5"


def test_both_formats_hold_the_same():
    for sheet in BOOK.sheets:
        page = excel()[sheet.name]
        told = [[cell.value for cell in row] for row in page.iter_rows()]
        read = calc(sheet.name).to_numpy().tolist()
        assert len(told) == len(read) == len(sheet.lines) + 1 + len(sheet.rows)
        for ours, theirs in zip(told, read, strict=True):
            assert ["" if cell is None else cell for cell in ours] == theirs


def test_hostile_words_are_text_in_both():
    page = excel()["Other"]
    cells = [page.cell(row, 1) for row in range(3, 3 + len(HOSTILE))]
    assert {cell.data_type for cell in cells} == {"s"}
    assert cells[0].value == HOSTILE[0]
    assert cells[5].value == "null  bell "
    made = office.members(xlsx(BOOK))["xl/worksheets/sheet2.xml"]
    assert b"<f>" not in made and b"hyperlink" not in made
    content = office.members(ods(BOOK))["content.xml"].decode()
    assert "table:formula" not in content and "text:a " not in content
    assert '=HYPERLINK("https://example.org")' in content.replace("&quot;", '"')


def test_an_ods_holds_the_look_of_every_cell():
    # Rows are our own markup: the library leaves out a style that it sees in no element.
    content = etree.fromstring(office.members(ods(BOOK))["content.xml"])
    styles = content.findall(".//{*}automatic-styles/{*}style")
    names = {look.get(f"{{{STYLENS}}}name") for look in styles}
    cells = [cell for cell in content.iterfind(".//{*}table-cell") if len(cell.attrib) > 0]
    assert len(cells) == 2 + 3 + 9 + 1 + 2 + 2 * len(HOSTILE) + 1
    assert {cell.get(f"{{{TABLENS}}}style-name") for cell in cells} <= names
    assert [p.text for p in content.iterfind(".//{*}p")][-2:] == ["line", "break"]


def test_labels_are_there_and_differ():
    twice = Sheet("a", "b", ("Figure", "figure", ""), (("1", "2", "3"),))
    assert twice.heads == ("Figure", "figure (2)", "Column 3")


def test_names_of_sheets_are_short_and_differ():
    names = sheet_names(["a" * 40, "A" * 40, "b[1]:*?/\\'", ""])
    assert names == ("a" * 31, f"{'A' * 27} (2)", "b1", "Sheet")


def test_a_row_too_short_is_refused():
    with pytest.raises(ValueError, match="needs 2 values"):
        Sheet("a", "b", ("x", "y"), (("1",),))


def test_the_same_book_gives_the_same_bytes():
    first = xlsx(BOOK), ods(BOOK)
    # Reading another file must leave no trace in what is written next.
    pd.read_excel(io.BytesIO(first[1]), engine="odf")
    assert (xlsx(BOOK), ods(BOOK)) == first


def test_properties_say_what_it_is():
    known = excel().properties
    assert (known.title, known.language, known.creator) == ("A book", "en-GB", "An office")
    assert known.created == known.modified
    assert known.created.date() == BOOK.as_at


def test_a_number_of_a_data_table_has_the_places_it_has():
    assert plain(Decimal("-9.90")) == Number(Decimal("-9.90"), 2, grouped=False)
    assert plain(date(2014, 9, 29)) == "2014-09-29"
    assert plain(None) == ""
