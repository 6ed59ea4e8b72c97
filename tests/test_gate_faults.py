"""The gate's own test: a fault of every kind, one at a time on a real page, is found."""

import re
import shutil

import pikepdf
import pytest

from gate import (
    agreement,
    browser,
    charts,
    leftovers,
    office,
    paper,
    reading,
    states,
    structure,
    stylesheet,
    tables,
    validators,
)
from gate.page import Page
from panelpack.office import members
from planted import Planted, exchanged, main, rules, spoilt, style, without_charts

pytestmark = pytest.mark.pack
SECTION = "sections/sp03.html"
PAPER = "sections/sp03.pdf"
PROSE = r'<p class="pp-prose">'
BADGE = r'(<span class="pp-badge [^"]*">)(<svg.*?</svg>)<span>[^<]*</span>'
LINE = 'stroke="#12436D" stroke-width="2.5"'

STATIC = {
    # The head and the bones.
    "no language": Planted("language", ' lang="en-GB"', ""),
    "another language": Planted("language", 'lang="en-GB"', 'lang="fr"'),
    "foreign words unmarked": main("language", "<p>Les chiffres sont dans les tableaux</p>"),
    "no title": Planted("title", "<title>.*?</title>", ""),
    "a title that says nothing": Planted("title", "<title>.*?</title>", "<title>Report</title>"),
    "no zoom": Planted("head", "initial-scale=1", "initial-scale=1, user-scalable=no"),
    "a page that reloads": Planted(
        "head", "<title>", '<meta http-equiv="refresh" content="30"><title>'
    ),
    "no policy": Planted("head", '<meta http-equiv="Content-Security-Policy"[^>]*>', ""),
    "a weaker policy": Planted("head", "default-src 'none'", "default-src 'self'"),
    "a script": main("element", "<script>1</script>"),
    "a handler": Planted("attribute", PROSE, '<p class="pp-prose" onclick="x()">'),
    "a style of its own": Planted("attribute", PROSE, '<p class="pp-prose" style="color:red">'),
    "words only on hovering": Planted("attribute", PROSE, '<p class="pp-prose" title="more">'),
    "a picture from outside": main("outside", '<img src="https://example.org/a.png" alt="">'),
    "a style from outside": style("outside", "@import url(https://example.org/a.css);"),
    "a frame without title": main("element", '<iframe src="a.html"></iframe>'),
    "a field without label": main("element", '<input type="text">'),
    "a button without words": main("element", "<button></button>"),
    "words that run": main("element", "<marquee>930 offences</marquee>"),
    "a film that starts itself": main("element", '<video autoplay src="a.mp4"></video>'),
    "an id twice": main("id", '<p id="main">Some words.</p>'),
    "no h1": Planted("headings", "<h1([^>]*)>(.*?)</h1>", r"<p\1>\2</p>"),
    "a second h1": main("headings", "<h1>More</h1>"),
    "a level skipped": Planted("headings", "<h3>(.*?)</h3>", r"<h5>\1</h5>"),
    "a heading without words": main("empty", "<h2></h2>"),
    "a heading twice": Planted("headings", "(<h2[^>]*>.*?</h2>)(.*</main>)", r"\1\2\1"),
    "words in no paragraph": main("loose words", "<div>Burglary fell by a third.</div>"),
    "words in the main part alone": main("loose words", "Burglary fell by a third."),
    "no main": Planted("landmark", '<main id="main" tabindex="-1">(.*)</main>', r"<div>\1</div>"),
    "no skip link": Planted("skip link", '<a class="skip".*?</a>', ""),
    "a skip link to nowhere": Planted("link", 'href="#main"', 'href="#content"'),
    "a link to a file outside": main("link", '<p><a href="https://example.org/">The site</a></p>'),
    "click here": main("link", '<p><a href="#main">click here</a></p>'),
    "read more": main("link", '<p><a href="#main">Read more</a></p>'),
    "a link without words": main("empty", '<p><a href="#main"></a></p>'),
    "one name, two targets": main("link", '<p><a href="#sp03">Skip to main content</a></p>'),
    "an order of keys": Planted("focus", 'tabindex="0"', 'tabindex="3"'),
    "a region out of reach": Planted("scroll region", ' tabindex="0"', ""),
    "a region without name": Planted("scroll region", 'aria-labelledby="[^"]*_caption"', ""),
    "a region named by another": Planted(
        "scroll region", 'aria-labelledby="[^"]*_caption"', 'aria-labelledby="sp03"'
    ),
    "a name that leads nowhere": Planted("reference", 'aria-labelledby="', 'aria-labelledby="x-'),
    "a role that lies": Planted("role", 'role="note"', 'role="button"'),
    "an unknown attribute": Planted("attribute", "<h2 ", '<h2 aria-level="9" '),
    "words kept from readers": Planted("hidden", PROSE, '<p aria-hidden="true">'),
    "hidden words": Planted("attribute", PROSE, '<p class="pp-prose" hidden>'),
    "words added by style": style("style", '.pp-prose::before { content: "New: " }'),
    "motion": style("motion", ".pp-prose { animation: x 1s infinite }"),
    # Tables.
    "no caption": Planted("caption", "<caption.*?</caption>", ""),
    "an empty caption": Planted("caption", "(<caption[^>]*>).*?</caption>", r"\1</caption>"),
    "a caption that says nothing": Planted(
        "caption", "(<caption[^>]*>).*?</caption>", r"\1Table 1</caption>"
    ),
    "a header without scope": Planted("header", ' scope="col"', ""),
    "a header that is data": Planted("header", '<th scope="col">(.*?)</th>', r"<td>\1</td>"),
    "an empty header": Planted("empty", '(<th scope="col">).*?</th>', r"\1</th>"),
    "a row's header that is data": Planted(
        "row header", '<th scope="row">(.*?)</th>', r"<td>\1</td>"
    ),
    "data as a row's header": Planted(
        "row header", '<td class="pp-n">(.*?)</td>', r'<th scope="row">\1</th>'
    ),
    "the wrong scope": Planted("row header", 'scope="row"', 'scope="col"'),
    "merged cells": Planted("merged cells", '<td class="pp-n">', '<td class="pp-n" colspan="2">'),
    "a lost cell": Planted("merged cells", '<td class="pp-n">.*?</td>\n', ""),
    "an empty cell": Planted("empty cell", '(<td class="pp-n">).*?</td>', r"\1</td>"),
    "a dash for a figure": Planted("shorthand", '(<td class="pp-n">).*?</td>', r"\1-</td>"),
    "a mark without note": Planted("shorthand", r"<li>\[z\] not applicable.*?</li>", ""),
    "an unknown mark": Planted("shorthand", '(<td class="pp-n">).*?</td>', r"\1[q]</td>"),
    "a table for looks": main("table", "<table><tr><td>left</td><td>right</td></tr></table>"),
    # Charts.
    "no alternative": Planted("alternative", "(<svg xmlns[^>]*>)<title.*?</title>", r"\1"),
    "a file name": Planted(
        "alternative", "(<title id=[^>]*>).*?</title>", r"\1chart_12.png</title>"
    ),
    "a word for all": Planted("alternative", "(<title id=[^>]*>).*?</title>", r"\1Chart</title>"),
    "no role": Planted("alternative", ' role="img"', ""),
    "a hidden chart": Planted("alternative", ' role="img"', ' aria-hidden="true"'),
    "no data table": Planted("data table", "<details.*?</details>", ""),
    "an empty data table": Planted(
        "data table", "(<details.*?)<tbody>.*?</tbody>", r"\1<tbody></tbody>"
    ),
    "a summary that names nothing": Planted(
        "data table", "<summary>.*?</summary>", "<summary>Data table</summary>"
    ),
    "no description": Planted("data table", '<p class="pp-description">.*?</p>', ""),
    "another description": Planted(
        "alternative", '(<p class="pp-description">).*?</p>', r"\1See the table.</p>"
    ),
    "other numbers": Planted(
        "numbers", "between [0-9,]+ and", "between 17 and"
    ),
    "other values": Planted("numbers", r"\b\d+ values from", "77 values from"),
    # States and words.
    "a state without its word": Planted("state by colour", BADGE, r"\1\2"),
    "a state without its shape": Planted(
        "state by colour", '(<span class="pp-badge [^"]*">)<svg.*?</svg>', r"\1"
    ),
    "another state's word": Planted("state by colour", BADGE, r"\1\2<span>Improved</span>"),
    "a word of no state": Planted("state by colour", BADGE, r"\1\2<span>Good</span>"),
    "a cell in a state's colour": Planted(
        "state by colour", '<td class="pp-n">', '<td class="pp-n pp-deteriorated">'
    ),
    "told by colour": main("state by colour", "<p>Figures shown in red are worse.</p>"),
    "told by place": main("state by place", "<p>See the table on the right.</p>"),
    "a notice without its kind": Planted("notice", "Caution: ", ""),
    "bold as heading": main("heading", "<p><strong>What happened next</strong></p>"),
    "a very long sentence": main("sentence", f"<p>{'many words ' * 40}.</p>"),
    "words left to be written": main("placeholder", "<p>TODO: say why.</p>"),
    "capitals": main("capitals", "<p>THIS IS ALL WRITTEN IN CAPITAL LETTERS</p>"),
}  # fmt: skip

SEEN = {
    "pale chart line": Planted("pale line", LINE, 'stroke="#d0d5da" stroke-width="2.5"'),
    "faint chart line": Planted("pale line", LINE, LINE + ' stroke-opacity="0.2"'),
    "pale by style": style("pale line", ".pp-drawing path { stroke: #ddd !important }"),
    "sideways scroll": style("sideways scroll", ".pp-prose { min-width: 900px }"),
    "tables that don't scroll": style("sideways scroll", ".pp-scroll { overflow: visible }"),
    "words cut off": style("cut off", ".pp-prose { height: 1rem; overflow: hidden }"),
    "small words": style("small words", ".pp-notes { font-size: .7rem }"),
    "serifs": style("font", "body { font-family: Georgia, serif }"),
    "tight lines": style("line height", ".pp-prose { line-height: 1 }"),
    "justified": style("justified", "p { text-align: justify }"),
    "can't be copied": style("copying", "body { user-select: none }"),
    "no ring": style("focus", ":focus-visible { outline: none !important; box-shadow: none }"),
    "another order": style(
        "reading order", ".pp-assessment { display: flex; flex-direction: column-reverse }"
    ),
    "lifted out": style("reading order", ".pp-notice { position: absolute; top: 0 }"),
    "links by colour alone": style("link", "a, summary { text-decoration: none !important }"),
    "bold by style": style("heading", ".pp-prose { font-weight: 700 }"),
    "a coloured row": style("state by colour", "tbody tr:first-child { background: #f6d7d2 }"),
    "coloured words": style("state by colour", "tbody td { color: #942514 }"),
    "hidden by style": style("hidden", ".pp-assessment { visibility: hidden }"),
    "taken away by style": style("hidden", ".pp-description { display: none }"),
    "out of sight": style("hidden", ".pp-notes { position: absolute; left: -9999px }"),
    "badges without border": style("state by colour", ".pp-badge { border: 0 }"),
    "badges whose word is clear": style("state by colour", ".pp-badge span { color: transparent }"),
    "traffic lights": style("state by colour", ".pp-badge { background: #00ff00 }"),
    "another state's colour": style("state by colour", ".pp-badge { background: #28a197 }"),
    "blurred": style("style", ".pp-notes { filter: blur(2px) }"),
    "a pale ring": style("focus", ":focus-visible { outline-color: #ddd !important }"),
    "centred words": style("justified", ".pp-prose { text-align: center }"),
    "serifs before others": style("font", "body { font-family: Georgia, system-ui }"),
    "underlined words": style("link", ".pp-prose strong { text-decoration: underline }"),
    "clear words": style("hidden", ".pp-notes { color: transparent }"),
    "tables taken apart": style("table", ".pp-table td { display: block }"),
    "a caption below": style("caption", ".pp-table caption { caption-side: bottom }"),
    "words over words": style("overlap", ".pp-description { margin-top: -4rem }"),
    "very long lines": style("long lines", ".pp-prose { width: 70em; max-width: none }"),
    "words drawn small": style("style", ".pp-notes { scale: .5 }"),
    "small targets": style("target size", "a, summary { display: block; height: 12px }"),
}  # fmt: skip

AXE = {
    "weak contrast": style("axe color-contrast", ".pp-prose { color: #b8b8b8 }"),
    "aria misuse": Planted("axe aria-valid-attr", PROSE, '<p class="pp-prose" aria-labeledby="x">'),
    "no list": main("axe listitem", "<div><li>One</li></div>"),
    "no page language": Planted("axe html-has-lang", ' lang="en-GB"', ""),
    "a picture without words": main("axe image-alt", '<img src="data:image/png;base64,AA">'),
}

IN_VNU = {
    "an id twice": main("vnu", '<p id="main">Some words.</p>'),
    "an element not closed": main("vnu", "<div><p>Some words."),
    "an attribute that is none": Planted("vnu", PROSE, '<p class="pp-prose" align="center">'),
}


@pytest.fixture(scope="module")
def section(whole_pack):
    return Page.read(whole_pack, SECTION)


@pytest.fixture(scope="module")
def section_words(section):
    return without_charts(section)


@pytest.mark.parametrize("name", STATIC)
def test_a_fault_in_the_page_is_found(name, section, section_words):
    planted = STATIC[name]
    page = spoilt(section_words if planted.old in ("</main>", "</style>") else section, planted)
    parts = (structure, stylesheet, tables, charts, reading, states, leftovers)
    found = [f for part in parts for f in part.check(page)]
    assert planted.rule in rules(found), rules(found)
    assert all(f.file == SECTION and f.fault and f.remedy for f in found)


@pytest.mark.browser
def test_faults_that_are_seen_are_found(section, chromium):
    missed = {}
    for name, planted in SEEN.items():
        sizes = [browser.NARROW] if planted.rule == "sideways scroll" else [browser.WIDE]
        found = rules(browser.check(chromium, spoilt(section, planted), sizes))
        if planted.rule not in found:
            missed[name] = found
    assert missed == {}


@pytest.mark.browser
@pytest.mark.node
def test_faults_for_axe_are_found(section, chromium):
    source = validators.AXE.read_text("utf-8")
    for name, planted in AXE.items():
        page = spoilt(section, planted)
        found = rules(browser.check_axe(chromium, page, source, [browser.WIDE]))
        assert planted.rule in found, name


@pytest.mark.browser
def test_a_page_that_asks_for_something_is_found(section, chromium):
    page = spoilt(section, main("outside", '<img src="https://example.org/a.png" alt="">'))
    page = Page(page.name, re.sub("<meta http-equiv[^>]*>", "", page.text))
    assert "outside" in rules(browser.check(chromium, page, []))


@pytest.mark.java
@pytest.mark.node
def test_faults_for_vnu_are_found(section, tmp_path):
    names = {f"fault{n}.html": planted for n, planted in enumerate(IN_VNU.values())}
    made = [Page(name, planted.into(section.text)) for name, planted in names.items()]
    for page in made:
        (tmp_path / page.name).write_text(page.text, "utf-8")
    assert {f.file for f in validators.check_vnu(tmp_path, made)} == set(names)
    assert {f.file for f in validators.check_html_validate(tmp_path, made)} == set(names)


# One thing said once.


def test_a_number_changed_in_one_place_is_found(whole_pack, whole, section):
    cell = Planted("agreement", r'(id="sp03-.*?<td class="pp-n">\d)', r"\g<1>9")
    found = agreement.check(whole_pack, spoilt(whole, cell), {"sp03": section})
    assert rules(found) == {"agreement"}
    assert any(f.file == "index.html" and SECTION in f.fault for f in found)


@pytest.mark.parametrize(
    "planted",
    [
        Planted("agreement", r'(id="sp03".*?<svg xmlns.*?translate\()[\d.]+', r"\g<1>305"),
        Planted("agreement", r'(id="sp03".*?<svg xmlns.*?)<path [^>]*stroke[^>]*>', r"\1"),
    ],
)
def test_a_drawing_that_is_another_in_one_place_is_found(planted, whole_pack, whole, section):
    found = agreement.check(whole_pack, spoilt(whole, planted), {"sp03": section})
    assert any("drawing" in finding.fault for finding in found)


@pytest.mark.parametrize(
    "planted",
    [
        Planted("contents", '(<a href="#sp03">.*?)alcohol', r"\1cider"),
        Planted("contents", '<a href="#sp03">', '<a href="#sp04">'),
        Planted("contents", '<li[^>]*>\\s*<a href="#sp03">.*?</li>', ""),
    ],
)
def test_contents_that_name_another_heading_are_found(planted, whole):
    assert "contents" in rules(structure.check(spoilt(whole, planted)))


@pytest.mark.parametrize(
    "planted",
    [
        main("abbreviation", "<p>The LCJB has met.</p>"),
        Planted("abbreviation", "<caption[^>]*>Words and abbreviations</caption>", ""),
    ],
)
def test_an_abbreviation_that_nothing_explains_is_found(planted, whole):
    assert "abbreviation" not in rules(reading.check(whole))
    assert "abbreviation" in rules(reading.check(spoilt(whole, planted)))


def test_a_paragraph_that_paper_lacks_is_found(whole_pack, whole, section):
    page = spoilt(section, main("agreement", "<p>Only here it says 98765.</p>"))
    found = agreement.check(whole_pack, whole, {"sp03": page})
    assert {f.file for f in found} == {"index.html", PAPER}


# Office files.

IN_OFFICE = {
    "a table without header row": (
        "report.docx", "word/document.xml", "<w:tblHeader/>", "", "office"
    ),
    "another number in a cell": (
        "report.docx", "word/document.xml", ">15,243<", ">15,244<", "agreement"
    ),
    "another heading": (
        "report.docx", "word/document.xml", ">Needs your attention<", ">Attention<", "agreement"
    ),
    "another alternative": (
        "report.docx", "word/document.xml", "8 values from 2006/07", "9 values from 2006/07",
        "agreement",
    ),
    "a hidden sheet": (
        "tables/pack.xlsx", "xl/workbook.xml", ' state="visible"', ' state="hidden"', "office"
    ),
    "a number in the book": (
        "tables/pack.xlsx", "xl/worksheets/", "<v>3132</v>", "<v>3123</v>", "agreement"
    ),
    "a number in one book": ("tables/pack.ods", "content.xml", '"3132"', '"3123"', "agreement"),
    "no language": ("tables/pack.ods", "meta.xml", "en-GB", "de-DE", "office"),
}  # fmt: skip


@pytest.mark.parametrize("name", IN_OFFICE)
def test_a_fault_in_an_office_file_is_found(name, whole_pack, whole, tmp_path):
    file, part, old, new, rule = IN_OFFICE[name]
    (tmp_path / "tables").mkdir()
    for each in ("report.docx", "tables/pack.xlsx", "tables/pack.ods"):
        shutil.copy(whole_pack / each, tmp_path / each)
    content = (tmp_path / file).read_bytes()
    held_by = members(content).items()
    (part, *_) = [m for m, held in held_by if m.startswith(part) and old.encode() in held]
    (tmp_path / file).write_bytes(exchanged(content, part, old, new))
    found = office.check(tmp_path, whole)
    assert rule in rules(found)
    assert {f.file for f in found} <= {file, "tables/pack.ods"}


# Paper.


def no_language(pdf):
    del pdf.Root.Lang


def no_tags(pdf):
    del pdf.Root.StructTreeRoot
    del pdf.Root.MarkInfo


def no_title(pdf):
    del pdf.docinfo["/Title"]


def title_not_shown(pdf):
    del pdf.Root.ViewerPreferences


def no_bookmarks(pdf):
    del pdf.Root.Outlines


def first(pdf, kind):
    return next(tag for tag in paper._tags(pdf.Root.StructTreeRoot) if str(tag.S) == kind)


def no_alternative(pdf):
    for tag in paper._tags(pdf.Root.StructTreeRoot):
        if str(tag.S) == "/Figure" and "/Alt" in tag:
            del tag["/Alt"]


def file_name_as_alternative(pdf):
    for tag in paper._tags(pdf.Root.StructTreeRoot):
        if str(tag.S) == "/Figure" and "/Alt" in tag:
            tag["/Alt"] = pikepdf.String("chart.svg")


def no_scope(pdf):
    del first(pdf, "/TH")["/A"]


def no_headers(pdf):
    for tag in paper._tags(pdf.Root.StructTreeRoot):
        if str(tag.S) == "/TH":
            tag["/S"] = pikepdf.Name("/TD")


def level_skipped(pdf):
    first(pdf, "/H2")["/S"] = pikepdf.Name("/H5")


def no_words(pdf):
    pdf.pages[0].Contents = pdf.make_stream(b"")


def a_script(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


ON_PAPER = {
    no_language: "language",
    no_tags: "tags",
    no_title: "title",
    title_not_shown: "title",
    no_bookmarks: "bookmarks",
    no_alternative: "alternative",
    file_name_as_alternative: "alternative",
    no_scope: "header",
    no_headers: "header",
    level_skipped: "headings",
    no_words: "text",
    a_script: "active",
}


@pytest.mark.parametrize("spoil", ON_PAPER, ids=lambda spoil: spoil.__name__)
def test_a_fault_on_paper_is_found(spoil, whole_pack, tmp_path):
    (tmp_path / "sections").mkdir()
    with pikepdf.open(whole_pack / PAPER) as pdf:
        spoil(pdf)
        pdf.save(tmp_path / PAPER)
    assert ON_PAPER[spoil] in rules(paper.check(tmp_path, PAPER))


def test_contents_that_lead_astray_are_found(whole_pack, tmp_path):
    with pikepdf.open(whole_pack / "report.pdf") as pdf:
        pdf.pages.insert(3, pdf.pages[2])
        pdf.save(tmp_path / "report.pdf")
    assert {"contents", "page number"} <= rules(paper.check(tmp_path, "report.pdf"))


def test_what_outloud_finds_is_told(whole_pack, tmp_path):
    shutil.copy(whole_pack / PAPER, tmp_path / "whole.pdf")
    with pikepdf.open(whole_pack / PAPER) as pdf:
        no_tags(pdf)
        pdf.save(tmp_path / "spoilt.pdf")
    found = validators.check_pdf(tmp_path, ["whole.pdf", "spoilt.pdf"])
    assert {f.file for f in found} == {"spoilt.pdf"}
