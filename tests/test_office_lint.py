"""The lints of office documents: silent on what the project makes, loud at each planted fault."""

import io
import zipfile

import pytest

from office_lint import docx_faults, ods_faults, xlsx_faults
from panelpack.exporters import word
from panelpack.exporters.sheets import ods, xlsx
from planted import exchanged
from test_exporters_sheets import BOOK
from test_exporters_word import COVER, SECTION

DOCX = word.pack_docx(COVER, [SECTION])
XLSX, ODS = xlsx(BOOK), ods(BOOK)


def test_what_the_project_makes_has_no_fault():
    assert docx_faults(DOCX) == []
    assert xlsx_faults(XLSX) == []
    assert ods_faults(ODS) == []


BODY, CORE = "word/document.xml", "docProps/core.xml"
RELATIONS = "word/_rels/document.xml.rels"
RELATION = '<Relationship Id="rId99" Type="x" Target="https://example.org" TargetMode="External"/>'
RELATION += "</Relationships>"


@pytest.mark.parametrize(
    ("part", "old", "new", "fault"),
    [
        (CORE, ">A report, Quarter 1 2014/15<", "><", "no title"),
        (CORE, "en-GB", "de-DE", "language of the document"),
        ("word/styles.xml", 'w:lang w:val="en-GB"', 'w:lang w:val="fr-FR"', "of the styles"),
        ("word/settings.xml", 'w:val="en-GB"', 'w:val="fr-FR"', "of the settings"),
        (BODY, 'w:val="Heading2"', 'w:val="Heading4"', "of level 4 follows level 1"),
        (BODY, ">Why it matters<", "> <", "heading without words"),
        (BODY, "<w:tblHeader/>", "", "without a header row"),
        (BODY, "<w:tcPr>", '<w:tcPr><w:gridSpan w:val="2"/>', "merged cells"),
        (BODY, 'w:val="Caption"', 'w:val="Normal"', "table without a caption"),
        (BODY, 'descr="Two level lines"', 'descr=""', "picture without"),
        (BODY, 'descr="Two level lines"', 'descr="image1.png"', "is a file name"),
        (BODY, "<w:sectPr>", "<w:p/><w:sectPr>", "empty paragraph"),
        (BODY, ">The words.<", ">- The words.<", "typed by hand"),
        (BODY, "<w:t xml:space=\"preserve\">The words.<",
         "<w:rPr><w:b/></w:rPr><w:t>The words.<", "pose as a heading"),
        (BODY, 'history="1"><w:r><w:t xml:space="preserve">SP12 Burglary<',
         'history="1"><w:r><w:t>Click here<', "link says"),
        ("word/vbaProject.bin", None, "x", "macro"),
        (RELATIONS, "</Relationships>", RELATION, "outside"),
        ("word/comments.xml", None, "<x/>", "comment"),
    ],
)  # fmt: skip
def test_a_fault_in_a_paper_is_found(part, old, new, fault):
    found = docx_faults(exchanged(DOCX, part, old, new))
    assert any(fault in each for each in found), found


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("part", "old", "new", "fault"),
    [
        (CORE, ">A book<", "><", "no title"),
        (CORE, "en-GB", "cy", "language"),
        ("xl/workbook.xml", 'state="visible"', 'state="hidden"', "hidden sheet"),
        ("xl/workbook.xml", 'state="visible"', 'state="veryHidden"', "hidden sheet"),
        ("xl/workbook.xml", 'name="SP1 table 1"', 'name="Sheet1"', "says nothing"),
        ("xl/workbook.xml", 'name="SP1 table 1"', f'name="{"x" * 32}"', "too long"),
        ("xl/workbook.xml", 'name="SP1 table 1"', 'name="Other"', "two sheets"),
        (SHEET, "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
         "merged cells"),
        (SHEET, "<v>1021</v>", "<f>1+1</f><v>1021</v>", "formula"),
        (SHEET, "</sheetData>", '</sheetData><hyperlink ref="A1"/>', "link"),
        (SHEET, '<row r="5"', '<row hidden="1" r="5"', "hidden row"),
        (SHEET, "<col ", '<col hidden="1" ', "hidden column"),
        (SHEET, "<tablePart ", "<noPart ", "0 tables"),
        ("xl/tables/table1.xml", 'ref="A4:C7"', 'ref="B4:C7"', "begin in A1"),
        ("xl/tables/table1.xml", 'ref="A4:C7"', 'ref="A5:C7"', "beside the notes"),
        ("xl/tables/table1.xml", 'ref="A4:C7"', 'ref="A4:C6"', "outside the table"),
        ("xl/tables/table1.xml", 'ref="A4:C7"', 'ref="A4:C8"', "blank row 8"),
        ("xl/tables/table1.xml", 'ref="A4:C7"', 'ref="A4:D7"', "blank column 4"),
        (SHEET, "<is><t>A note.</t></is>", "", "blank row above"),
        ("xl/comments1.xml", None, "<x/>", "comment"),
        ("xl/vbaProject.bin", None, "x", "macro"),
    ],
)  # fmt: skip
def test_a_fault_in_an_xlsx_is_found(part, old, new, fault):
    found = xlsx_faults(exchanged(XLSX, part, old, new))
    assert any(fault in each for each in found), found


CONTENT = "content.xml"


@pytest.mark.parametrize(
    ("part", "old", "new", "fault"),
    [
        ("meta.xml", "<dc:title>A book<", "<dc:title><", "no title"),
        ("meta.xml", "en-GB", "cy", "language"),
        ("styles.xml", 'fo:country="GB"', 'fo:country="US"', "of the cells"),
        (CONTENT, 'table:name="SP1 table 1"', 'table:name="Sheet1"', "says nothing"),
        (CONTENT, 'table:name="SP1 table 1"', f'table:name="{"x" * 32}"', "too long"),
        (CONTENT, "<table:table-cell ", '<table:table-cell table:number-columns-spanned="2" ',
         "merged cells"),
        (CONTENT, "<table:table-cell ", '<table:table-cell table:formula="of:=1+1" ', "formula"),
        (CONTENT, "table:table-row>", 'table:table-row table:visibility="collapse">', "hidden row"),
        (CONTENT, "<text:p>Thefts</text:p>", "<text:p><text:a>Thefts</text:a></text:p>", "link"),
        (CONTENT, "<text:p>Thefts<", "<office:annotation/><text:p>Thefts<", "comment"),
        (CONTENT, "'SP1 table 1'.C7", "'SP1 table 1'.C6", "outside the table"),
        (CONTENT, "'SP1 table 1'.C7", "'SP1 table 1'.C8", "blank row 8"),
        (CONTENT, "'SP1 table 1'.A4", "'Other'.A4", "0 tables"),
        ("Basic/script.xml", None, "<x/>", "macro"),
    ],
)  # fmt: skip
def test_a_fault_in_an_ods_is_found(part, old, new, fault):
    found = ods_faults(exchanged(ODS, part, old, new))
    assert any(fault in each for each in found), found


def test_a_hidden_sheet_of_an_ods_is_found():
    style = '<style:style style:name="gone" style:family="table">'
    style += '<style:table-properties table:display="false"/></style:style>'
    made = exchanged(
        ODS, CONTENT, "</office:automatic-styles>", f"{style}</office:automatic-styles>"
    )
    made = exchanged(made, CONTENT, 'table:style-name="sheet"', 'table:style-name="gone"')
    assert any("hidden sheet" in each for each in ods_faults(made))


@pytest.mark.pack
def test_the_office_files_of_a_whole_pack_have_no_fault(whole_pack):
    assert docx_faults((whole_pack / "report.docx").read_bytes()) == []
    assert xlsx_faults((whole_pack / "tables/pack.xlsx").read_bytes()) == []
    assert ods_faults((whole_pack / "tables/pack.ods").read_bytes()) == []


def test_files_name_no_time_but_the_day_of_the_figures():
    for made in (DOCX, XLSX, ODS):
        with zipfile.ZipFile(io.BytesIO(made)) as read:
            assert {entry.date_time for entry in read.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert {entry.create_system for entry in read.infolist()} == {0}
