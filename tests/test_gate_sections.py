"""The gate's own test, fourth part: a page, a paper and a file of data beside one another.

Each fault is planted alone in a copy of a real file; the rules that compare it must find it.
"""

import re
import shutil

import pikepdf
import pymupdf
import pytest
from lxml import etree

from gate import (
    agreement,
    counted,
    datafiles,
    described,
    outline,
    paper,
    reading,
    required,
    sourced,
    vocabulary,
    ways,
    word,
)
from gate.page import Page
from gate.paper import _tags
from office_lint import W, docx_faults
from panelpack import office
from test_gate_faults import Planted, main, rules, spoilt
from test_gate_planted import exchanged

pytestmark = pytest.mark.pack
SECTION, PAPER = "sections/sp12.html", "sections/sp12.pdf"
REPORT, ONE_PAGE = "report.pdf", "summary.pdf"
# In parts, as no file of the project holds a person's name.
NAME = "ja" + "ne-smi" + "th"
NOT_BUILT = "it is not what was built"
LISTED = r'<ul class="pp-list">\s*<li>Domestic burglary: 930.*?</ul>'
MEASURES = (
    r'<div class="pp-data" id="sp12-\d+">\s*<section[^>]*>\s*<table[^>]*>\s*<caption[^>]*>'
    r"Measures of SP12, .*?</ul>\s*</div>"
)
DISTRICT = (
    r"(by district, Quarter 1 2014/15</caption>.*?"
    r'<th scope="row">Leicester</th>\s*<td class="pp-n">)'
)
SOURCE = "Source 1: Leicestershire Police, return for Quarter 1 2014/15"

ON_PAGE = {
    "no sentences of figures": Planted("part", LISTED, ""),
    "no table of measures": Planted("part", MEASURES, ""),
    "no day of knowledge in the head": Planted("date", " · Figures as known on [^<]*", ""),
    "no day of knowledge in the foot": Planted(
        "date", r"(<footer>.*?) Figures as known[^<]*", r"\1"
    ),
    "a person in an id": Planted("id", 'id="sp12-29"', f'id="{NAME}"'),
    "a person in a class": Planted("class", 'class="pp-prose"', f'class="pp-prose {NAME}"'),
    "numbers that begin at 4": main("attribute", '<ol start="4"><li>One more item</li></ol>'),
    "a very long paragraph": main("paragraph", f"<p>{'It is said in few words. ' * 25}</p>"),
    "a link to another part": main("link", '<p><a href="#sp12-4">Commentary</a></p>'),
    "words that lead past the head": main("link", '<p><a href="#main">Vehicle crime</a></p>'),
}
IN_DATA = {
    "no table of measures": Planted("source", MEASURES, ""),
    "a source of another force": Planted("source", SOURCE, SOURCE.replace("Leicester", "Derby")),
    "a source of another quarter": Planted("source", SOURCE, SOURCE.replace("2014/15", "2013/14")),
    "another version": Planted("source", r"(Source 1:[^<]*version )1", r"\g<1>2"),
    "another day of clearance": Planted("source", r"(Source 1:[^<]*, )29", r"\g<1>28"),
    "another count of a district": Planted("agreement", f"{DISTRICT}872", r"\g<1>827"),
    "a year before that is none": Planted(
        "agreement", DISTRICT + r"(872</td>\s*<td[^>]*>)\[x\]", r"\1\g<2>0"
    ),
    "a state of no measure": Planted(
        "state", "pp-badge pp-not-available", "pp-badge pp-deteriorated"
    ),
}
IN_WHOLE = {
    "a list set as a paragraph": Planted(
        "agreement", r'(yet, and why</h2>\s*)<ul [^>]*>\s*<li>(.*?)</li>\s*</ul>', r"\1<p>\2</p>"
    ),
    "a list with numbers": Planted(
        "agreement", '<ul class="pp-list">(.*?)</ul>', r'<ol class="pp-list">\1</ol>'
    ),
    "notes as words": Planted("agreement", '<ul class="pp-notes">', '<ul class="pp-list">'),
    "a later day in the head": Planted("agreement", "(<header>.*?known on )29", r"\g<1>30"),
    "another quarter": Planted("agreement", '(class="known">Quarter )1', r"\g<1>2"),
}  # fmt: skip


@pytest.fixture(scope="module")
def section(whole_pack):
    return Page.read(whole_pack, SECTION)


@pytest.fixture(scope="module")
def whole(whole_pack):
    return Page.read(whole_pack, "index.html")


@pytest.fixture(scope="module")
def data(whole_pack):
    return sourced.Data.read(whole_pack)


@pytest.mark.parametrize("name", ON_PAGE)
def test_a_fault_of_a_page_alone_is_found(name, section):
    page, parts = spoilt(section, ON_PAGE[name]), (required, vocabulary, outline, reading)
    assert ON_PAGE[name].rule in rules(f for part in parts for f in part.check(page))


@pytest.mark.parametrize("name", IN_DATA)
def test_a_page_of_other_data_is_found(name, section, data):
    assert IN_DATA[name].rule in rules(sourced.check(spoilt(section, IN_DATA[name]), data))


def test_a_figure_of_the_data_that_is_not_printed_is_found(section, data):
    row = {**data.measures["SP12"][0], "value": "4711", "printed": "4,711"}
    assert "figure" in rules(sourced.check(section, sourced.Data({"SP12": [row]}, data.rows)))


def test_pages_of_the_pack_are_of_its_data(section, whole, data):
    assert [*sourced.check(section, data), *sourced.check(whole, data)] == []


@pytest.mark.parametrize("name", IN_WHOLE)
def test_another_kind_of_block_than_in_the_whole_is_found(name, section, whole):
    page = spoilt(section, IN_WHOLE[name])
    held = whole.soup.select_one("section[aria-labelledby=sp12]")
    found = [*agreement._same(whole, held, page), *agreement._heads(whole, {"sp12": page})]
    assert IN_WHOLE[name].rule in rules(found)


# Papers: what is tagged, where links lead, what the one page says.


def every(pdf, *kinds):
    return [tag for tag in _tags(pdf.Root.StructTreeRoot) if str(tag.S) in kinds]


def renamed(old, new, most=None):
    """Return a spoiler that gives the tags of some kinds another kind, or the first of them."""

    def spoil(pdf):
        for tag in every(pdf, *old)[:most]:
            tag.S = pikepdf.Name(new)

    return spoil


def a_list_as_paragraphs(pdf):
    listed = every(pdf, "/L")[0]
    for tag in [listed, *_tags(listed)]:
        if str(tag.S) in ("/L", "/LI", "/LBody", "/Lbl"):
            tag.S = pikepdf.Name("/P" if str(tag.S) == "/LBody" else "/Div")


TAGGED = {
    "a list as paragraphs": (PAPER, a_list_as_paragraphs),
    "items without marks": (PAPER, renamed(["/Lbl"], "/Span")),
    "a row lost": (PAPER, renamed(["/TR"], "/Div", 1)),
    "a head of data": (PAPER, renamed(["/TH"], "/TD", 1)),
    "a list of the summary": (ONE_PAGE, a_list_as_paragraphs),
    "a heading of the report": (REPORT, renamed(["/H2"], "/P", 1)),
    "a level of the report": (REPORT, renamed(["/H2"], "/H3", 1)),
    "a table of the report": (REPORT, renamed(["/Table", "/TR"], "/Div", 3)),
}


@pytest.mark.parametrize("name", TAGGED)
def test_tags_that_are_fewer_than_on_the_page_are_found(name, whole_pack, section, whole):
    file, spoil = TAGGED[name]
    page = section if file == PAPER else whole
    with pikepdf.open(whole_pack / file) as pdf:
        spoil(pdf)
        assert counted.check(file, list(_tags(pdf.Root.StructTreeRoot)), page)


def test_tags_of_the_pack_are_those_of_its_pages(whole_pack, section, whole):
    for file, page in {PAPER: section, ONE_PAGE: whole, REPORT: whole}.items():
        with pikepdf.open(whole_pack / file) as pdf:
            assert counted.check(file, list(_tags(pdf.Root.StructTreeRoot)), page) == []


def test_a_link_that_leads_elsewhere_is_found():
    with pymupdf.open() as pages:
        for said in ("Vehicle crime", "Vehicle crime, by district", "Fraud"):
            pages.new_page().insert_text((72, 72), said)
        link = {"kind": pymupdf.LINK_GOTO, "from": pymupdf.Rect(70, 50, 200, 90), "page": 1}
        assert "link" in rules(ways.check(REPORT, pages))
        pages[0].insert_link(link)
        assert ways.check(REPORT, pages) == []
        pages[0].update_link({**pages[0].get_links()[0], "page": 2})
        assert "link" in rules(ways.check(REPORT, pages))


@pytest.mark.parametrize(
    ("old", "new"), [("930", "903"), ("Not tested", "Improved"), ("+127", "-127")]
)
def test_another_word_on_the_one_page_is_found(old, new, whole_pack, whole, tmp_path):
    held = whole.soup.select_one("section[aria-labelledby=summary]")
    part = agreement._of_one_page(held)
    assert list(agreement._on_paper(whole_pack / ONE_PAGE, whole, part)) == []
    with pymupdf.open(whole_pack / ONE_PAGE) as pages:
        pages[0].add_redact_annot(pages[0].search_for(old)[0], new, fontsize=7)
        pages[0].apply_redactions()
        pages.save(tmp_path / ONE_PAGE)
    assert rules(agreement._on_paper(tmp_path / ONE_PAGE, whole, part)) == {"agreement"}


@pytest.mark.parametrize(
    ("on_paper", "is_there"),
    [("FewerhomesarePage1of2HeadburgledthisyearPage2of2", True),
     ("FewerhomesareburglednowPage1of2burgledthisyear", False),
     ("Page1of2burgledthisyear", False)],
)  # fmt: skip
def test_words_go_on_over_the_foot_of_a_page_alone(on_paper, is_there):
    assert agreement._goes_on("Fewerhomesareburgledthisyear", on_paper) == is_there


@pytest.mark.parametrize(
    ("old", "new"),
    [(SOURCE.replace(" 1: L", " 2: L"), "Source 2: Derbyshire Police"),
     ('<span class="pp-badge pp-no-change">(.*?)No significant', r'<span class="pp-badge">\1Some'),
     ("Fewer homes are burgled", "More homes are burgled")],
)  # fmt: skip
def test_other_words_than_on_paper_are_found(old, new, section, whole_pack):
    page = spoilt(section, Planted("agreement", old, new))
    assert rules(agreement._on_paper(whole_pack / PAPER, page, page.soup.main)) == {"agreement"}


def test_a_headline_cut_short_is_one_of_its_row(whole):
    row = whole.soup.select_one("section[aria-labelledby=summary] tbody tr")
    first, headline, *rest = (agreement.words(cell) for cell in row.find_all(["th", "td"]))
    for said, is_there in ((headline[:20], True), ("Other words", False)):
        on_paper = agreement._letters("".join([first, said, "…", *rest]))
        assert agreement._is_cut(row, on_paper) == is_there


def test_a_running_header_of_another_quarter_is_found(whole_pack):
    with pymupdf.open(whole_pack / PAPER) as pages:
        assert [f for f in paper._pages(PAPER, pages) if f.rule == "running header"] == []
        pages[1].add_redact_annot(pages[1].search_for("Quarter 1")[0], "Quarter 2", fontsize=8)
        pages[1].apply_redactions()
        found = [f.where for f in paper._pages(PAPER, pages) if f.rule == "running header"]
    assert found == ["page 2"]


def test_pages_in_another_order_are_found(whole_pack, section, tmp_path):
    with pymupdf.open(whole_pack / PAPER) as pages:
        pages.move_page(0, 2)
        pages.save(tmp_path / "sp12.pdf")
    found = agreement._on_paper(tmp_path / "sp12.pdf", section, section.soup.main)
    assert "order" in rules(found)


# The DOCX beside the page, and what describes the data.

BODY, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
IN_WORD = {
    "lists": ('<w:pStyle w:val="ListBullet"/>', '<w:pStyle w:val="Normal"/>'),
    "numbers": ('<w:ilvl w:val="1"/>', '<w:ilvl w:val="0"/>'),
    "contents": ('w:anchor="_Toc000002"', 'w:anchor="_Toc000003"'),
}
IN_SHAPE = {
    "a picture drawn out": (BODY, '<wp:extent cx="', '<wp:extent cx="9'),
    "a list that begins at 3": (
        "word/numbering.xml",
        '<w:start w:val="1"/>',
        '<w:start w:val="3"/>',
    ),
    "pictures exchanged": (RELATIONS, "image12.png", "image13.png"),
}


def test_another_shape_of_the_document_is_found(whole_pack, whole):
    content = (whole_pack / "report.docx").read_bytes()
    for old, new in IN_WORD.values():
        content = exchanged(content, BODY, old, new)
    assert {finding.where for finding in word.check(whole, content)} >= IN_WORD.keys()


def test_paragraphs_in_another_order_are_found(whole_pack, whole):
    text = office.members((whole_pack / "report.docx").read_bytes())[BODY].decode()
    body = etree.fromstring(text.encode()).find(f"{W}body")
    assert list(word._order(whole.soup.main, body)) == []
    long = [p for p in body.iterchildren(f"{W}p") if len(word._text(p)) > 100]
    long[4].addprevious(long[9])
    assert "order" in rules(word._order(whole.soup.main, body))


@pytest.mark.parametrize("name", IN_SHAPE)
def test_another_picture_or_start_is_found(name, whole_pack):
    content = (whole_pack / "report.docx").read_bytes()
    assert docx_faults(exchanged(content, *IN_SHAPE[name]))


DESCRIPTION, MANIFEST = "tables/datapackage.json", "manifest.json"
IN_FILES = {
    "a number told as words": (DESCRIPTION, r'("value",\s*"type": )"number"', r'\1"string"'),
    "a state of its own": (DESCRIPTION, '"improved",', '"better",'),
    "points for per cent": (DESCRIPTION, "as a percentage of a year before", "in points"),
    "a mark for nothing": (DESCRIPTION, r'("missingValues": \[\s*)""', r'\1"NA"'),
    "another licence": (DESCRIPTION, "OGL-UK-3.0", "CC-BY-4.0"),
    "another day": (DESCRIPTION, "2014-09-29T", "2015-09-29T"),
    "another name": (DESCRIPTION, "2014-15-q1", "2014-15-q2"),
    "other letters": (DESCRIPTION, '"utf-8"', '"iso-8859-1"'),
    "another separator": (DESCRIPTION, '"lineTerminator"', '"delimiter": ";", "lineTerminator"'),
    "other months": (DESCRIPTION, "April to June 2014", "July to September 2014"),
    "another office": (DESCRIPTION, 'Commissioner for Leicester', 'Commissioner for Derby'),
    "another order": (MANIFEST, r'"sp01",(\s*)"sp02"', r'"sp02",\1"sp01"'),
    "no digest": (MANIFEST, r'(sp12\.md": ")[0-9a-f]{4}', r"\1zzzz"),
    "a commentary unlisted": (MANIFEST, r'"data/commentary/[^"]*/sp12\.md": "[0-9a-f]+",', ""),
    "no version": (MANIFEST, r'("panelpack": )"[^"]*"', r'\1""'),
}  # fmt: skip


def test_what_describes_the_data_tells_of_them_alone(whole_pack, whole, tmp_path):
    copied, missed = shutil.copytree(whole_pack, tmp_path / "public"), []
    for name, (file, old, new) in IN_FILES.items():
        text = (copied / file).read_text("utf-8")
        spoilt_text, count = re.subn(old, new, text, count=1)
        assert count == 1, name
        (copied / file).write_text(spoilt_text, "utf-8")
        look = {DESCRIPTION: described.check, MANIFEST: datafiles._manifest}[file]
        is_found = any(f.fault != NOT_BUILT for f in look(copied, whole))
        missed += [] if is_found else [name]
        (copied / file).write_text(text, "utf-8")
    assert missed == []
    assert datafiles.check(copied, whole) == []
