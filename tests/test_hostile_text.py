"""Whatever partners and plans write stays text in pages, papers, tables and on the screen."""

import csv
import io
import json
import re
import unicodedata
import zipfile

import lxml.html
import pypdf
import pytest
from click.testing import CliRunner
from lxml import etree

import hostile_text
import hostile_workbook
from panelpack.__main__ import main
from panelpack.document import Heading, List, Notice, Prose, Title, from_json, text
from panelpack.exporters import html, pdf
from panelpack.exporters.characters import clean, clean_json
from panelpack.pack.csvfile import csv_bytes
from test_noninterference import without_kernels


def blocks(words):
    shown = (
        Title("one", words, words, words, "2014-15-q1", "public", "2014-09-29"),
        Heading(words),
        Prose((text(words),)),
        List((text(words),)),
        Notice("note", words, words),
    )
    return tuple(from_json(clean_json(block.to_json())) for block in shown)


@pytest.mark.parametrize("words", hostile_text.ALL)
def test_on_a_page_it_is_words(words):
    page = html.section_page(blocks(words))
    assert not re.search(r"<script|<img src=x|onload=alert\(1\)>|<!--\]|\x1b|\x00|\u202e", page)
    assert not re.search(r"<[^<>]*\son(?:error|load)=", page)


@pytest.mark.parametrize("words", [*hostile_text.MARKUP, *hostile_text.FORMULAS])
def test_on_paper_it_is_words(words):
    paper = pypdf.PdfReader(io.BytesIO(pdf.section_pdf(blocks(words))))
    said = "".join("".join(page.extract_text().split()) for page in paper.pages)
    # Wide signs are drawn with the plain ones of the font.
    assert "".join(unicodedata.normalize("NFKC", clean(words)).split()) in said
    assert "root:" not in said


@pytest.mark.parametrize("words", hostile_text.ALL)
def test_in_a_table_it_is_no_formula(words):
    table = io.StringIO(csv_bytes(["a"], [{"a": words}]).decode(), newline="")
    _, (cell,) = csv.reader(table)
    assert cell[:1] not in tuple("=+-@\t\r\uff1d")
    assert cell.removeprefix("'") == re.sub("\r\n?", "\n", words)


@pytest.mark.parametrize("words", hostile_text.NUMBERS)
def test_in_a_table_a_number_stays_one(words):
    assert csv_bytes(["a"], [{"a": words}]).decode().splitlines()[1].strip('"') == words


# A whole pack


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    """Every file of a pack in which all that anybody could write is hostile, and what was said."""
    folder = hostile_workbook.write(tmp_path_factory.mktemp("hostile") / "workbook")
    outputs = folder / "outputs"
    command = ["build", hostile_workbook.QUARTER, "--workbook", folder, "--outputs", outputs]
    with without_kernels(folder):
        ended = CliRunner().invoke(main, [*map(str, command)], catch_exceptions=False)
    assert ended.exit_code == 0, ended.output
    target = outputs / hostile_workbook.QUARTER / "public"
    files = {p.relative_to(target).as_posix(): p.read_bytes() for p in target.rglob("*.*")}
    return files | {"stdout": ended.stdout.encode(), "stderr": ended.stderr.encode()}


def parts(pack, name):
    """The XML parts of a file that is an archive."""
    with zipfile.ZipFile(io.BytesIO(pack[name])) as archive:
        return {
            part: etree.fromstring(archive.read(part))
            for part in archive.namelist()
            if part.endswith((".xml", ".rels"))
        }


def squeezed(words):
    return "".join(words.split())


@pytest.mark.parametrize("page", ["index.html", "sections/one.html", "sections/summary.html"])
def test_the_pages_of_a_pack_hold_no_markup_but_their_own(pack, page):
    tree = lxml.html.document_fromstring(pack[page].decode())
    names = {e.tag for e in tree.iter() if isinstance(e.tag, str)}
    assert not names & {"script", "img", "iframe", "object", "embed", "base", "foreignobject", "b"}
    assert list(tree.iter(etree.ProcessingInstruction)) == []
    for element in tree.iter(etree.Element):
        links = [v for k, v in element.attrib.items() if k.endswith("href") or k == "src"]
        assert not [k for k in element.attrib if k.startswith("on")]
        assert all(link.startswith("#") or link in pack for link in links), links
    said = squeezed(tree.text_content())
    assert all(squeezed(words) in said for words in hostile_workbook.PLAIN) or page != "index.html"


def test_the_paper_for_word_holds_words_no_fields_and_no_links(pack):
    found = parts(pack, "report.docx")
    assert all(
        r.get("TargetMode") != "External" for p in found.values() for r in p.iter("{*}Relationship")
    )
    said = squeezed("".join(found["word/document.xml"].itertext()))
    assert all(squeezed(words) in said for words in hostile_workbook.PLAIN)
    fields = {squeezed(f.text) for p in found.values() for f in p.iter("{*}instrText")}
    assert all(re.fullmatch(r'PAGE|NUMPAGES|TOC[\\\w"-]*|PAGEREF\w+\\h', field) for field in fields)


@pytest.mark.parametrize("name", ["tables/pack.xlsx", "tables/pack.ods"])
def test_the_spreadsheets_hold_words_no_formulas_and_no_links(pack, name):
    found = parts(pack, name)
    active = {"f", "hyperlink", "a", "script", "event-listener", "dde-source"}
    tags = {etree.QName(e).localname for p in found.values() for e in p.iter(etree.Element)}
    assert not tags & active
    attributes = {k for p in found.values() for e in p.iter(etree.Element) for k in e.attrib}
    assert not [k for k in attributes if k.endswith("}formula")]
    said = squeezed("".join(t for p in found.values() for t in p.itertext()))
    assert squeezed(hostile_text.MARKUP[0]) in said
    assert any(squeezed(words) in said for words in hostile_text.FORMULAS)


def test_the_tables_hold_nothing_that_a_spreadsheet_would_run(pack):
    for name in ("tables/measures.csv", "tables/dashboard.csv"):
        for row in csv.reader(io.StringIO(pack[name].decode(), newline="")):
            active = [cell for cell in row if cell.startswith(tuple("=+-@\t\r\uff1d"))]
            assert all(re.fullmatch(r"[+-]?[\d,.]+%?", cell) for cell in active), active
    assert json.loads(pack["tables/datapackage.json"])["name"].isascii()
    assert json.loads(pack["manifest.json"])["outputs"]


def test_names_and_logs_hold_nothing_hostile(pack):
    assert all(re.fullmatch(r"[a-z0-9./-]+", name) for name in pack)
    said = (pack["stdout"] + pack["stderr"]).decode()
    assert all(line.isprintable() for line in said.splitlines())
    assert len(pack["stdout"].splitlines()) == 1


@pytest.mark.parametrize("name", ["report.pdf", "summary.pdf", "sections/one.pdf"])
def test_the_papers_hold_no_action_and_no_link_to_outside(pack, name):
    paper = pypdf.PdfReader(io.BytesIO(pack[name]))
    objects = " ".join(str(paper.get_object(n)) for n in paper.xref[0] if n)
    assert not re.search(
        r"'/(JavaScript|JS|Launch|URI|SubmitForm|EmbeddedFile|OpenAction)'", objects
    )
    said = squeezed("".join(page.extract_text() for page in paper.pages))
    assert "<script>" in said and "root:" not in said
