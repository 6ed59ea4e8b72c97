"""The pack's DOCX as a word processor opens it: LibreOffice's own PDF of it holds the same.

LibreOffice is no part of the gate, as it is larger than all else that the tests need: where it is
missing, these tests are skipped.
"""

import re
import shutil
import subprocess
import unicodedata

import docx
import outloud
import pdfua
import pymupdf
import pytest
from bs4 import BeautifulSoup
from docx.table import Table

from panelpack.exporters.word import setting

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
AS_ACCESSIBLE = 'pdf:writer_pdf_Export:{"PDFUACompliance":{"type":"boolean","value":"true"}}'
# Points of a page's head and foot, where running lines stand.
HEAD, FOOT = 68, 44
NOT_IN_THE_REPORT = ("Title", "Subtitle", "TOC Heading", "toc 1", "Cover Fact")

pytestmark = [
    pytest.mark.pack,
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed here"),
]


@pytest.fixture(scope="module")
def opened(whole_pack):
    return docx.Document(whole_pack / "report.docx")


@pytest.fixture(scope="module")
def exported(whole_pack, tmp_path_factory):
    """The PDF that LibreOffice makes of the paper, with settings of its own."""
    folder = tmp_path_factory.mktemp("office")
    settings = f"-env:UserInstallation={(folder / 'settings').as_uri()}"
    command = [OFFICE, settings, "--headless", "--convert-to", AS_ACCESSIBLE, "--outdir"]
    paper = str(whole_pack / "report.docx")
    subprocess.run([*command, str(folder), paper], check=True, capture_output=True, timeout=300)
    return folder / "report.pdf"


def letters(words):
    """Return words without what a page may do to them: room, breaks, joined letters."""
    return re.sub(r"[\s\u200b\u00ad]+", "", unicodedata.normalize("NFKC", words))


def read(path):
    """Return the letters of a PDF in reading order, without running heads and feet."""
    with pymupdf.open(path) as pages:
        return letters("".join(page.get_text(clip=_between(page.rect)) for page in pages))


def _between(page):
    return pymupdf.Rect(page.x0, page.y0 + HEAD, page.x1, page.y1 - FOOT)


def parts(document):
    """Yield the words of paragraphs and cells in the order of the document, none twice."""
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row.cells)
        else:
            yield block.text


def test_all_paragraphs_and_cells_are_there_in_their_order(opened, exported):
    shown, place = read(exported), 0
    for words in filter(None, map(letters, parts(opened))):
        found = shown.find(words, place)
        assert found >= 0, f"{words} does not follow {shown[max(0, place - 60) : place]}"
        place = found + len(words)


def test_paragraphs_have_the_numbers_of_the_pack(whole_pack, exported):
    page = BeautifulSoup((whole_pack / "index.html").read_text("utf-8"), "lxml")
    numbered = [letters(tag.get_text()) for tag in page.select(".pp-numbered")]
    assert len(numbered) > 20
    for path in (exported, whole_pack / "report.pdf"):
        shown, place = read(path), 0
        for words in numbered:
            place = shown.find(words, place)
            assert place >= 0, (path.name, words)


def test_what_is_said_is_said_in_the_report_too(whole_pack, opened):
    """But what the report's first page cuts to fit, and the name of tables of key figures."""
    shown = read(whole_pack / "report.pdf")
    styles = [p.style.name for p in opened.paragraphs]
    after_summary = opened.paragraphs[styles.index("TOC Heading") :]
    said = [p for p in after_summary if p.style.name not in NOT_IN_THE_REPORT]
    assert len(said) > 500
    missing = [p.text for p in said if letters(p.text) not in shown]
    assert set(missing) <= {setting.KEY_FIGURES}


def test_every_table_is_one_with_a_head(opened, exported):
    with pymupdf.open(exported) as pages:
        objects = [pages.xref_object(n, compressed=True) for n in range(1, pages.xref_length())]
    kinds = [found[1] for o in objects if (found := re.search(r"/S/(Table|TH)[/>]", o))]
    assert kinds.count("Table") == len(opened.tables)
    assert kinds.count("TH") >= sum(len(table.columns) for table in opened.tables)


def test_the_export_passes_the_checkers(exported):
    heard = outloud.check(str(exported)).findings
    assert [(f.rule, f.page, f.message) for f in heard if f.severity == "error"] == []
    found = pdfua.validate(str(exported)).findings
    assert [(f.rule_id, f.message) for f in found if f.severity.name == "ERROR"] == []
