"""The gate's own test, third part: broken files, what is drawn and said besides, persons, forms.

Each fault is planted alone in a copy of a real file, and the rule that must find it is named.
"""

import re

import pikepdf
import pymupdf
import pytest

from gate import browser, drawn, followed, leftovers, required, sealed, stylesheet, tagged, whole
from office_lint import docx_faults, xlsx_faults
from planted import Planted, exchanged, main, rules, said, spoilt, style

pytestmark = pytest.mark.pack
SECTION, PAPER = "sections/sp12.html", "sections/sp12.pdf"
# In parts, as no file of the project holds a person's name.
NAME = "Ja" + "ne Smi" + "th"


ON_PAGE = {
    # Persons and ways to reach them.
    "a person to ask": said("person", f"Contact: {NAME}, Performance Manager."),
    "a rank and a name": said("person", "Sergeant Wil" + "liams led the operation in June."),
    "a victim": said("person", "The victim, Mrs Ann L" + "ee, was satisfied."),
    "an officer's number": said("person", "For more, ask PC 12" + "34 at the station."),
    "an extension": said("contact", "Call 101, extension 4567."),
    "a handle": said("contact", "Follow the work at @examp" + "le_police."),
    "a site without its link": said("contact", "More is told on www.examp" + "le.police.uk."),
    # Machines, drafts, templates.
    "a folder of a home": said("path", "It is held in ~/ret" + "urns/force.csv."),
    "a bucket": said("path", "It is held at s3://ret" + "urns/force.csv."),
    "an office's own net": said("path", "It is held at http://intra" + "net/returns."),
    "one brace": said("placeholder", "There were {value} offences in the quarter."),
    "a form's percent": said("placeholder", "There were %s offences in the quarter."),
    "words in brackets": said("placeholder", "The [name of board] has met."),
    "an amount to come": said("placeholder", "Savings of £X.Xm are forecast."),
    "a list of a program": said("raw value", "The counts are [1, 2, 3]."),
    "a p of nothing": said("raw value", "The fall is clear (p = 0.000)."),
    "an embargo": said("marking", "EMBARGOED until noon."),
    "a note to oneself": said("marking", "Note to self: check this."),
    "a letter that looks alike": said("letters", "The \u0430nnual figures are shown."),
    "a soft hyphen": said("letters", "The fig\u00adures are shown."),
    "an American day": said("date", "On September 29, 2014 the board met."),
    "a year of two figures": said("date", "In Q1 14/15 it rose."),
    "per cent in words": said("number", "15.8 per cent of them came back."),
    "a raised number": said("sign", "Figures are provisional\u00b9."),
    "a space before a stop": said("slip", "It was so , as said before."),
    "no space after a stop": said("slip", "It is known.The next one follows."),
    "a cheer": said("slip", "Great news! Burglary is down."),
    # What is referred to, and what is left out.
    "a table of no number": said("reference", "More is said, see Table 9 below."),
    "a paragraph that is not": said("reference", "As paragraph 99 says, it is known."),
    "a day that is not": said("date", "The board met on 31 June 2014."),
    "another weekday": said("date", "The Panel met on Tuesday 29 September 2014."),
    "told by bold": said("state by looks", "Figures shown in bold are worse."),
    "told by hovering": said("state by looks", "Hover over the chart for its numbers."),
    "a day without date": said("words", "As of yesterday, nothing is known."),
    "a bracket left open": said("slip", "It was said (so they say."),
    "no assessments": Planted(
        "part", r'<h2 id="sp12-4">.*?<div class="pp-data"', '<div class="pp-data"'
    ),
    "no so what": Planted("part", r"<h3[^>]*>So what</h3>.*?(<h3[^>]*>What next)", r"\1"),
    "no one responsible": Planted("part", r"<li>Responsible:.*?</li>", ""),
    "no headline figures": Planted("part", r'<dl class="pp-figures">.*?</dl>', ""),
    "no aim": Planted("part", r'<p class="pp-prose"><strong>Aim.*?</p>', ""),
    # What is drawn.
    "a scale without name": Planted("drawing", r"<text [^>]*>Offences</text>", ""),
    "times without name": Planted(
        "drawing", r"<text [^>]*>Financial year, April to March</text>", ""
    ),
    "an uneven scale": Planted("drawing", ">500</text>", ">5,000</text>"),
    "years out of order": Planted(
        "drawing", ">2012/13</text>(.*?)>2013/14</text>", r">2013/14</text>\1>2012/13</text>"
    ),
    "a scale from above zero": Planted("drawing", r" \(the scale does not start at zero\)", ""),
    "a value drawn elsewhere": Planted("drawing", r'(L354\.32,)114"', r'\g<1>54"'),
    "a value outside the plot": Planted("drawing", r'(L354\.32,)114"', r'\g<1>-40"'),
    "a limit drawn elsewhere": Planted("drawing", "M0,9.33L368.6,9.33", "M0,49.33L368.6,49.33"),
    "no line of the figures": Planted("drawing", '<path d="M13.97,107[^>]*>', ""),
    "a red line": Planted("drawing", 'stroke="#12436D"', 'stroke="#d4351c"'),
    # What is said of tables and figures.
    "another last value": Planted("finding", "last value 930</text>", "last value 921</text>"),
    "above the limits": Planted("finding", "lies within the trial", "lies above the trial"),
    "another expectation": Planted("finding", r"expected \d+</text>", "expected 1,976</text>"),
    "another force's rate": Planted("finding", r">Essex 0\.89<", ">Essex 0.98<"),
    "bands without names": Planted("labels", ">95% range</text>", "></text>"),
    "signals that are none": Planted(
        "signal", '(pp-description">[^<]*)No value gives a signal', r"\1Three values give a signal"
    ),
    "a signal of a usual value": Planted(
        "signal", "(>930</td>.*?)<td>none</td>", r"\1<td>above the upper limit</td>"
    ),
    "a value beyond, no signal": Planted(
        "signal", '(Quarter 3 2013/14</th>\\s*<td class="pp-n">)1,363', r"\g<1>1,863"
    ),
    "limits the wrong way": Planted(
        "limits", r"607\.5(</td>.*?)1,453\.4", r"1,453.4\g<1>607.5"
    ),
    "another rank": Planted("rank", "the second highest of 8", "the second lowest of 8"),
    "an estimate out of range": Planted("verdict", "Down 4% on what", "Down 40% on what"),
    "a range that proves it": Planted("verdict", r"−25% to \+22%", "−25% to −2%"),
    "a range the wrong way": Planted(
        "range", r"([\d,]+) to ([\d,]+) offences expected", r"\2 to \1 offences expected"
    ),
    "a forecast that failed": Planted(
        "range", "which is also inside the 80%", "which is outside the 95%"
    ),
    "another change": Planted("figure", r"<dd>\+127 \(\+15\.8%\) on", "<dd>+137 (+17.3%) on"),
    "a rise told as a fall": said("direction", "There were 127 fewer cases of domestic burglary."),
    "a fall that was a rise": said("direction", "Domestic burglary fell on the year before."),
    "a number of its own": Planted("figure", "(who were asked, )91.2%", r"\g<1>92.1%"),
    "a quarter to come": Planted(
        "quarter", "930 offences in Quarter 1 2014/15, ", "930 offences in Quarter 2 2014/15, "
    ),
    "another month": Planted("quarter", "3 months to June 2014 ·", "3 months to July 2014 ·"),
    "another priority": Planted("caption", "Measures of SP12 without", "Measures of SP13 without"),
    "cleared too late": Planted(
        "withheld", "officer team, 29 September", "officer team, 30 September"
    ),
    "quarters out of order": Planted(
        "order", "(>Q2</th>)(\\s*<th[^>]*)>Q3</th>", r">Q3</th>\2>Q2</th>"
    ),
    "a number set as words": Planted("number", '<td class="pp-n">930</td>', "<td>930</td>"),
    "one number of other places": Planted("number", "1,030.4", "1,030"),
    "more than all": Planted("share", '(pp-value">)91.2%', r"\g<1>912%"),
    # The style sheet.
    "a loud edge": style("colour", ".pp-table td { border-left: 6px solid #d4351c }"),
    "a property of its own": style("style", "p { text-shadow: 2px 2px #0b0c0c }"),
    "words on hovering": style("style", "a:hover { color: #0b0c0c }"),
    "pale on paper": style("print", "@media print { p { color: #b1b4b6 } }"),
    "a badge lost on paper": style("print", "@media print { .pp-badge { background: none } }"),
    "other paper": style("print", "@page { size: A5 landscape; margin: 18mm }"),
    "no margins": style("print", "@page { size: A4; margin: 0 }"),
}  # fmt: skip

SEEN = {
    "numbers flush left": style("number", ".pp-table .pp-n { text-align: left }"),
    "numbers in the middle": style("number", ".pp-table tbody td { text-align: center }"),
    "a page cut off": style("cut off", "body { overflow: hidden }"),
    "a pale page": style("contrast", "body { background: #f8f8c8 }"),
    "rows run together": style("table", ".pp-table th, .pp-table td { border: 0 }"),
    "a small heading": style("headings", "main h2 { font-size: 1.1rem }"),
    "thin words": style("font", ".pp-prose { font-weight: 200 }"),
    "white words in a chart": Planted(
        "contrast", "(<svg xmlns.*?)(<defs>)", r'\1<text fill="#ffffff" x="50" y="60">4711</text>\2'
    ),
    "a label cut off": Planted(
        "cut off",
        '(<clipPath id="sp12-7_11">)<rect[^>]*>',
        r'\1<rect x="0" y="0" width="400" height="300">',
    ),
}  # fmt: skip
PARTS = (stylesheet, drawn, required, leftovers, followed)


@pytest.mark.parametrize("name", ON_PAGE)
def test_a_fault_in_a_page_is_found(name, sp12, sp12_words):
    planted = ON_PAGE[name]
    page = sp12_words if planted.old in ("</main>", "</style>") else sp12
    page = spoilt(page, planted)
    assert any(planted.rule in rules(part.check(page)) for part in PARTS)


def test_a_clean_page_gives_no_alarm(sp12):
    assert [finding for part in PARTS for finding in part.check(sp12)] == []


@pytest.mark.browser
def test_faults_that_are_seen_are_found(sp12, chromium):
    missed = {}
    for name, planted in SEEN.items():
        found = rules(browser.check(chromium, spoilt(sp12, planted), [browser.WIDE]))
        if planted.rule not in found:
            missed[name] = found
    assert missed == {}


@pytest.mark.parametrize(
    "planted",
    [
        main("reference", "<p>More is said in Appendix C.</p>"),
        main("reference", "<p>As SP21 tells, more is known.</p>"),
        Planted("part", '(id="sp12".*?)<h4[^>]*>So what</h4>', r"\1"),
    ],
)
def test_what_the_whole_names_or_lacks_is_found(planted, whole):
    assert planted.rule in rules(required.check(spoilt(whole, planted)))


# Files that don't open, or have no place.

FILES = [
    "index.html", SECTION, "report.pdf", PAPER, "summary.pdf", "report.docx", "tables/pack.xlsx",
    "tables/pack.ods", "tables/measures.csv", "tables/datapackage.json", "manifest.json",
]  # fmt: skip
BREAKS = {
    "cut off": lambda content: content[: len(content) * 2 // 3],
    "empty": lambda content: b"",
    "of another kind": lambda content: bytes(range(256)) * 9,
    "gone": None,
}


def test_a_whole_pack_is_no_line(whole_pack):
    assert whole.check(whole_pack) == []


@pytest.mark.parametrize("how", BREAKS)
@pytest.mark.parametrize("name", FILES)
def test_a_broken_file_is_a_line(name, how, copied):
    before = (copied / name).read_bytes()
    try:
        if BREAKS[how] is None:
            (copied / name).unlink()
        else:
            (copied / name).write_bytes(BREAKS[how](before))
        assert name in {finding.file for finding in whole.check(copied)}
    finally:
        (copied / name).write_bytes(before)


@pytest.mark.parametrize(
    "name",
    ["notes.txt", ".DS_Store", "sections/sp12.ipynb", "index.html.bak", "tables/returns.xlsx",
     "sections/sp99.pdf", "sections/sp99.html", "logs/build.log"],
)  # fmt: skip
def test_a_file_too_many_is_found(name, copied):
    (copied / name).parent.mkdir(exist_ok=True)
    (copied / name).write_bytes(b"x")
    try:
        assert name in {finding.file for finding in whole.check(copied)}
    finally:
        (copied / name).unlink()
        if name.startswith("logs"):
            (copied / "logs").rmdir()


def test_what_stands_behind_the_end_of_a_file_is_found(copied):
    for name in (PAPER, "tables/pack.xlsx", "report.docx"):
        before = (copied / name).read_bytes()
        (copied / name).write_bytes(before + b"\nfrom the desk of the office")
        assert name in {finding.file for finding in whole.check(copied)}
        (copied / name).write_bytes(before)


def test_a_name_given_twice_in_data_is_found(copied):
    path = copied / "tables/datapackage.json"
    before = path.read_text("utf-8")
    path.write_text(before.replace("{", '{"title": "Another",', 1), "utf-8")
    assert {finding.file for finding in whole.check(copied)} == {"tables/datapackage.json"}
    path.write_text(before, "utf-8")


# What a PDF holds and does not show.


def _in_xmp(pdf, pattern, new):
    content, count = re.subn(pattern, new, pdf.Root.Metadata.read_bytes(), flags=re.DOTALL)
    assert count
    pdf.Root.Metadata = pdf.make_stream(content)


def no_xmp(pdf):
    del pdf.Root["/Metadata"]


def no_title_in_xmp(pdf):
    _in_xmp(pdf, rb"<dc:title>.*?</dc:title>", b"")


def another_title_in_xmp(pdf):
    _in_xmp(pdf, rb"(<dc:title>.*?<rdf:li[^>]*>).*?<", rb"\1Draft<")


def no_language_in_xmp(pdf):
    _in_xmp(pdf, rb"<dc:language>.*?</dc:language>", b"")


def no_mark_of_access(pdf):
    _in_xmp(pdf, rb"<pdfuaid:part>.*?</pdfuaid:part>", b"")


def words_in_xmp(pdf):
    _in_xmp(pdf, rb"</rdf:Description>", b"<pdf:Keywords>x</pdf:Keywords></rdf:Description>")


def data_of_a_program(pdf):
    pdf.Root.PieceInfo = pikepdf.Dictionary(X=pdf.make_stream(b"x"))


def a_page_that_acts(pdf):
    pdf.pages[0].AA = pikepdf.Dictionary()


def shown_without_menus(pdf):
    pdf.Root.ViewerPreferences["/HideMenubar"] = True


def _covered(colour):
    def cover(pages):
        pages[0].draw_rect(pages[0].search_for("930")[0], color=colour, fill=colour)

    return cover


def clear_words(pages):
    pages[0].insert_text((72, 780), "4711", render_mode=3)


def white_words(pages):
    pages[0].insert_text((72, 780), "4711", color=(1, 1, 1))


def tiny_words(pages):
    pages[0].insert_text((72, 780), "4711", fontsize=2)


def words_off_the_page(pages):
    pages[0].insert_text((-300, 780), "4711")


IN_PDF = {
    no_xmp: "metadata", no_title_in_xmp: "metadata", another_title_in_xmp: "metadata",
    no_language_in_xmp: "metadata", no_mark_of_access: "metadata", words_in_xmp: "metadata",
    data_of_a_program: "metadata", a_page_that_acts: "metadata", shown_without_menus: "metadata",
}  # fmt: skip
UNSEEN = {
    "under a black box": _covered((0, 0, 0)), "under a white box": _covered((1, 1, 1)),
    "clear": clear_words, "white": white_words, "tiny": tiny_words, "off": words_off_the_page,
}  # fmt: skip


def test_a_paper_that_holds_nothing_unseen_gives_no_alarm(whole_pack):
    assert sealed.check(whole_pack, PAPER) == []


@pytest.mark.parametrize("spoil", IN_PDF, ids=lambda spoil: spoil.__name__)
def test_what_a_paper_holds_besides_is_found(spoil, whole_pack, tmp_path):
    (tmp_path / "sections").mkdir()
    with pikepdf.open(whole_pack / PAPER) as pdf:
        spoil(pdf)
        pdf.save(tmp_path / PAPER)
    assert IN_PDF[spoil] in rules(sealed.check(tmp_path, PAPER))


@pytest.mark.parametrize("name", UNSEEN)
def test_words_that_a_paper_does_not_show_are_found(name, whole_pack, tmp_path):
    (tmp_path / "sections").mkdir()
    with pymupdf.open(whole_pack / PAPER) as pages:
        UNSEEN[name](pages)
        pages.save(tmp_path / PAPER)
    assert "hidden" in rules(sealed.check(tmp_path, PAPER))


def test_a_bookmark_too_few_is_found(whole_pack, sp12, tmp_path):
    (tmp_path / "sections").mkdir()
    with pikepdf.open(whole_pack / PAPER) as pdf:
        with pdf.open_outline() as outline:
            (outline.root[-1].children or outline.root).pop()
        pdf.save(tmp_path / PAPER)
    assert "bookmarks" in rules(tagged.check(tmp_path, PAPER, sp12))


# How office files open.

IN_DOCX = {
    "another paper": ("word/document.xml", 'w:w="11906"', 'w:w="12240"'),
    "no margins": ("word/document.xml", 'w:left="1134"', 'w:left="100"'),
    "a link to nothing": ("word/document.xml", 'w:anchor="_Toc', 'w:anchor="_Toe'),
    "no running head": ("word/document.xml", "<w:headerReference ", "<w:header "),
    "a table without name": ("word/document.xml", "<w:tblCaption ", "<w:tblCaptio "),
    "tabs for a table": ("word/document.xml", "<w:t ", "<w:tab/><w:tab/><w:t "),
    "a ground of its own": ("word/document.xml", 'w:fill="FFFFFF"', 'w:fill="FF0000"'),
    "a broken picture": ("word/media/image1.png", None, "x"),
}
IN_XLSX = {
    "a blank cover": ("xl/worksheets/sheet1.xml", None, "<worksheet><sheetData/></worksheet>"),
    "a sheet without name": ("xl/workbook.xml", 'name="Cover"', 'name="Sheet1"'),
    "a narrow column": ("xl/worksheets/sheet4.xml", '<col width="12"', '<col width="1.5"'),
    "another sheet first": ("xl/workbook.xml", 'activeTab="0"', 'activeTab="3"'),
    "a hidden row": ("xl/worksheets/sheet4.xml", '<row r="9"', '<row hidden="1" r="9"'),
    "a format that hides": ("xl/styles.xml", 'formatCode="0.0"', 'formatCode=";;;"'),
    "white words": ("xl/styles.xml", "<font>", '<font><color rgb="FFFFFFFF"/>'),
}


def test_a_document_that_opens_well_gives_no_alarm(whole_pack):
    assert docx_faults((whole_pack / "report.docx").read_bytes()) == []


@pytest.mark.parametrize("name", IN_DOCX)
def test_a_fault_in_how_a_document_opens_is_found(name, whole_pack):
    content = (whole_pack / "report.docx").read_bytes()
    assert docx_faults(exchanged(content, *IN_DOCX[name]))


@pytest.mark.parametrize("name", IN_XLSX)
def test_a_fault_in_how_a_book_opens_is_found(name, whole_pack):
    content = (whole_pack / "tables/pack.xlsx").read_bytes()
    assert xlsx_faults(exchanged(content, *IN_XLSX[name]))
