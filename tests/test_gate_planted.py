"""The gate's own test, second part: leftovers, figures that disagree, data, papers, office files.

Each fault is planted alone, in a copy of a real file; none of these needs a browser.
"""

import re

import pikepdf
import pymupdf
import pytest

from gate import (
    agreement,
    books,
    charts,
    datafiles,
    figures,
    leftovers,
    office,
    reading,
    states,
    structure,
    stylesheet,
    tables,
    tagged,
)
from office_lint import docx_faults, ods_faults, xlsx_faults
from planted import Planted, exchanged, main, rules, said, spoilt, style, without_charts

pytestmark = pytest.mark.pack
PAPER = "sections/sp12.pdf"
# In two parts, as no file of the project holds a path of a machine or an address.
FOLDER, WRITE_TO = "/ho" + "me/desk", "a.b@" + "example.org"
VERDICT = r'(<div class="pp-verdict">.*?)pp-no-change(.*?)<span>No significant change</span>'


ON_PAGE = {
    # What nobody is meant to read.
    "a remark in the page": main("comment", "<!-- ask the force -->"),
    "a remark in a drawing": Planted("comment", "(<svg xmlns[^>]*>)", r"\1<!-- by hand -->"),
    "a remark in the style sheet": style("placeholder", "/* TODO: which green? */"),
    "a table folded away": Planted("hidden", "<details([^>]*) open>", r"<details\1>"),
    "an address": said("contact", f"Write to {WRITE_TO} for more."),
    "an address in the foot": Planted("contact", "</footer>", f"<p>{WRITE_TO}</p></footer>"),
    "a telephone": said("contact", "Call 01632 960 123 on working days."),
    "a telephone from abroad": said("contact", "Call +44 1632 960123 on working days."),
    "a postcode": said("contact", "The house is in ZZ9 9ZZ, near the park."),
    "a path of a machine": said("path", r"From C:\\returns\\force.xlsx, sheet 2."),
    "a path of a server": said("path", f"From {FOLDER}/returns/force.csv, row 2."),
    "a figure to come": said("placeholder", "The rate is TBC."),
    "words to come": said("placeholder", "The comparison is to be confirmed."),
    "a marked draft": said("marking", "DRAFT for comment."),
    "a protective marking": said("marking", "OFFICIAL - SENSITIVE"),
    "a template's braces": said("markup", "There were {{ level.value }} offences."),
    "a bound word unbound": said("markup", "It is [within expected levels]{sp12.level}."),
    "Markdown": said("markup", "There were **many** offences."),
    "markup shown": said("markup", "Leicester &amp;amp; Rutland"),
    "no number": said("raw value", "The rate is nan per 1,000 people."),
    "nothing, in the machine's word": said("raw value", "There were None offences."),
    "a fault of a program": said("raw value", "KeyError: 'sp12'"),
    "a number unrounded": said("raw value", "The share is 15.8333333%."),
    "a number with powers": said("raw value", "There were 1.5e+04 offences."),
    "letters of another code": said("letters", "Savings of Â£3.2m were made."),
    "a lost letter": said("letters", "The Commissioner\ufffds plan."),
    # Slips.
    "a word twice": said("slip", "This is the the number of offences."),
    "spread letters": said("slip", "This is I M P O R T A N T."),
    "a list of dashes": said("list", "- Patrols in the evening"),
    "a list of numbers": said("list", "1. Patrols in the evening"),
    "short capitals": said("capitals", "WHAT IT MEANS FOR VICTIMS"),
    "a pictogram": said("sign", "Burglary \N{DOWNWARDS BLACK ARROW}"),
    "a drawn arrow": said("sign", "Burglary --&gt; less"),
    "a day in figures": said("date", "As known on 29/09/2014."),
    "a day as programs write it": said("date", "As known on 2014-09-29."),
    "a day with its ending": said("date", "As known on 29th September 2014."),
    "thousands run together": said("number", "There were 15243 offences."),
    "a hyphen for a minus": said("number", "The change is -127."),
    "dollars": said("number", "It saved $3m."),
    "another English": said("spelling", "The neighborhood team has met."),
    "jargon": said("jargon", "Going forward, the force will do more."),
    "another language": said("language", "La criminalité a diminué dans tout le comté."),
    "told by a traffic light": said("state by colour", "The priority is rated amber."),
    "an amber rating": said("state by colour", "It keeps its RAG status."),
    "a percentage alone": said("claim", "Burglary rose by 15.8% in the quarter."),
    "significance unshown": said("claim", "Burglary has risen significantly."),
    "a link that says more": main("link", '<p><a href="#main">More information</a></p>'),
    "a sentence as heading": main("headings", "<h2>There were 930 offences in all.</h2>"),
    # Figures that disagree.
    "another quarter in the title": Planted(
        "quarter", "Quarter 1 2014/15</title>", "Quarter 4 2013/14</title>",
    ),
    "another quarter in the foot": Planted("quarter", "(<footer>.*?)Quarter 1", r"\1Quarter 2"),
    "two days of knowledge": Planted("quarter", "(<footer>.*?known on )29", r"\g<1>30"),
    "a change that does not follow": Planted("sum", r"\(\+15\.8%\) on", "(+51.8%) on"),
    "a sentence that does not follow": Planted(
        "sum", r"127 more than([^(<]*)\(\+15\.8%\)\.", r"127 more than\1(+18.5%).",
    ),
    "a change of two signs": Planted("direction", r"\+127 \(\+15", "−127 (+15"),
    "fewer that are more": Planted("direction", "127 more than", "127 fewer than"),
    "a headline of its own": Planted("figure", '(pp-value">)930', r"\g<1>390"),
    "a headline without period": Planted("figure", r"<dd>\+127[^<]*</dd>", ""),
    "a headline of a percentage": Planted("figure", r"\+127 \(\+15\.8%\) on", "+15.8% on"),
    "a better word than its sentence": Planted(
        "verdict", VERDICT, r"\1pp-improved\2<span>Improved</span>",
    ),
    "a better sentence than its word": Planted(
        "verdict", r": no significant change\.", ": a significant improvement.",
    ),
    "a table's change": Planted(
        "sum", r'(Domestic burglary</th>\s*<td[^>]*>930</td>\s*<td[^>]*>803</td>\s*<td[^>]*>\+)127',
        r"\g<1>172",
    ),
    # Tables and charts.
    "one name for two tables": main(
        "name",
        "<table><caption>Burglary, by place</caption><thead></thead></table>" * 2,
    ),
    "one name for two columns": Planted("name", ">Upper limit<", ">Lower limit<"),
    "a row twice": Planted("name", r"(<tbody>\s*)(<tr>.*?</tr>)", r"\1\2\2"),
    "a mark of its own": Planted("shorthand", r'(<td class="pp-n">[\d,.]+)<', r"\1*<"),
    "dots for a figure": Planted("shorthand", '(<td class="pp-n">).*?</td>', r"\1..</td>"),
    "thousands without comma": Planted("number", r'(<td class="pp-n">\d),(\d{3}<)', r"\1\2"),
    "one name for two rows": Planted("name", ">Quarter 2 2011/12<", ">Quarter 1 2011/12<"),
    "a needless decimal": Planted("number", '(<td class="pp-n">9)61<', r"\g<1>61.0<"),
    "a source without note": Planted("note", "<li>Source 1:", "<li>Source 9:"),
    "a picture of words": Planted(
        "data table", "</main>", '<p><img src="data:image/png;base64,AA" alt="Words"></p></main>'
    ),
    "a legend": Planted("labels", "(<figure.*?<svg xmlns.*?)<g", r'\1<g class="legend"></g><g'),
    "a list of nothing": main("empty", "<ul></ul>"),
    "words spaced apart": main("slip", "<p>One &nbsp;&nbsp; two.</p>"),
    "thousands set apart": said("number", "There were 15 243 offences."),
    # The style sheet.
    "a size that can't grow": style("zoom", "p { font-size: 16px }"),
    "small print": style("small words", "@media print { p { font-size: 6pt } }"),
    "upright only": style("style", "@media (orientation: portrait) { main { color: #000 } }"),
    "colours against the reader's": style("style", ".pp-badge { forced-color-adjust: none }"),
    "a soft scroll": style("motion", "html { scroll-behavior: smooth }"),
    "words shortened": style("hidden", "td { text-overflow: ellipsis }"),
    "words pushed away": style("hidden", "p { text-indent: -999em }"),
    "not printed": style("hidden", "@media print { .pp-data { display: none } }"),
}  # fmt: skip

IN_WHOLE = {
    "the summary's figure": Planted("summary", "(SP12 Domestic.*?)>930<", r"\1>903<"),
    "the summary's way": Planted(
        "direction", "Domestic burglary: more than", "Domestic burglary: fewer than",
    ),
    "the summary's state": Planted(
        "summary", "(SP12 Domestic.*?)No significant change", r"\1Small numbers"
    ),
    "a priority left out": Planted("summary", r"<tr>\s*<th[^>]*>SP12 Domestic.*?</tr>", ""),
    "an icon of another kind": Planted(
        "state by colour", "<span>Common cause</span>", "<span>Concern</span>",
    ),
    "a paragraph's number twice": Planted("numbering", '(pp-paragraph">)3<', r"\g<1>2<"),
    "a foot without its day": Planted("foot", r"<div><dt>Figures as known on.*?</div>", ""),
    "no way back": Planted("link", '<p class="back">.*?</p>', ""),
}  # fmt: skip


def found(page):
    parts = (structure, stylesheet, tables, charts, reading, states, leftovers, figures)
    return rules(finding for part in parts for finding in part.check(page))


@pytest.mark.parametrize("name", ON_PAGE)
def test_a_fault_in_a_page_is_found(name, sp12, sp12_words):
    planted = ON_PAGE[name]
    page = sp12_words if planted.old in ("</main>", "</style>") else sp12
    assert planted.rule in found(spoilt(page, planted))


@pytest.mark.parametrize("name", IN_WHOLE)
def test_a_fault_in_the_whole_is_found(name, whole):
    planted = IN_WHOLE[name]
    page = spoilt(without_charts(whole), planted)
    part = structure if planted.rule in ("numbering", "link", "foot") else figures
    assert planted.rule in rules(part.check(page))


def test_what_is_right_is_let_through(sp12_words):
    right = (
        "Up 4% on 2012/13. There were 15,243 offences, −127 on the year before. "
        "3 to 5 of 10-17 year olds were met at 10.30 at a cost of £3.24m."
    )
    page = spoilt(sp12_words, said("", right))
    assert [f for part in (leftovers, figures) for f in part.check(page)] == []


@pytest.mark.parametrize(
    "planted",
    [
        Planted("agreement", '(id="sp12" tabindex.*?)To reduce', r"\1To report"),
        Planted("agreement", '(id="sp12" tabindex.*?pp-badge )pp-no-change', r"\1pp-no-polarity"),
    ],
)
def test_a_section_of_another_name_or_state_is_found(planted, whole_pack, whole, sp12):
    page = spoilt(whole, planted)
    assert "agreement" in rules(agreement.check(whole_pack, page, {"sp12": sp12}))


# Data files.

TABLE, DESCRIPTION = "tables/measures.csv", "tables/datapackage.json"
IN_DATA = {
    "a formula": (TABLE, "young people", "=1+1", "formula"),
    "a column lost": (TABLE, ",cleared_on\n", "\n", "csv"),
    "a head of words": (TABLE, "priority,", "Priority of the plan,", "csv"),
    "another day": (TABLE, ",2014-09-29\n", ",29/09/2014\n", "csv"),
    "another state": (TABLE, ",awaiting clearance,", ",green,", "csv"),
    "another state in one table": (
        "tables/dashboard.csv", ",awaiting clearance\n", ",improved\n", "agreement",
    ),
    "a figure withheld": (
        TABLE, "Quarter 1 2014/15,YTD,,NA", "Quarter 1 2014/15,YTD,412,NA", "withheld",
    ),
    "an address": (TABLE, "Youth offending services,", f"{WRITE_TO},", "contact"),
    "a row twice": (TABLE, "\nSP2,", "\nSP2,a,,,,,,,,,,,,,,\nSP2,a,,,,,,,,,,,,,,\nSP2,", "csv"),
    "another digest": (DESCRIPTION, "sha256:", "sha256:00", "description"),
    "another column described": (DESCRIPTION, '"name": "period"', '"name": "term"', "description"),
    "a number described": (DESCRIPTION, '"type": "string"', '"type": "number"', "description"),
    "another quarter": (DESCRIPTION, "Quarter 1 2014/15", "Quarter 4 2013/14", "title"),
    "a broken description": (DESCRIPTION, "{", "{{", "description"),
    "another file's digest": ("manifest.json", '"index.html": "', '"index.html": "00', "manifest"),
    "a file unlisted": ("manifest.json", '"report.docx"', '"report.doc"', "manifest"),
    "another day of knowledge": (
        "manifest.json", '"as_at": "2014-09', '"as_at": "2014-10', "manifest",
    ),
    "an internal pack": ("manifest.json", '"public"', '"internal"', "manifest"),
    "the machine's name": ("manifest.json", '"format"', '"host": "desk", "format"', "manifest"),
    "the machine's folders": ("manifest.json", '"python"', f'"{FOLDER}"', "path"),
}  # fmt: skip


def test_data_without_a_fault_give_no_alarm(whole_pack, whole):
    assert datafiles.check(whole_pack, whole) == []


@pytest.mark.parametrize("name", IN_DATA)
def test_a_fault_in_data_is_found(name, copied, whole):
    file, old, new, rule = IN_DATA[name]
    text = (copied / file).read_text("utf-8")
    assert old in text
    try:
        (copied / file).write_text(text.replace(old, new, 1), "utf-8")
        assert rule in rules(datafiles.check(copied, whole))
    finally:
        (copied / file).write_text(text, "utf-8")


# Office files: what the project does not write is a fault, whatever it is.

P = '<w:p><w:pPr><w:pStyle w:val="Subtitle"/>'
RUN = '<w:r><w:rPr><w:lang w:val="en-GB"/>'
IN_OFFICE = {
    "a change not accepted": ("word/document.xml", P, '<w:p><w:ins w:id="9"/></w:p>' + P),
    "words struck out": ("word/document.xml", "<w:r>", "<w:del><w:r/></w:del><w:r>"),
    "words hidden": ("word/document.xml", "<w:t ", "<w:rPr><w:vanish/></w:rPr><w:t "),
    "words in a box": ("word/document.xml", "<w:r>", "<w:r><w:pict/></w:r><w:r>"),
    "a picture set free": ("word/document.xml", "<wp:inline ", "<wp:anchor/><wp:inline "),
    "small words": ("word/document.xml", '<w:sz w:val="20"/>', '<w:sz w:val="9"/>'),
    "pale words": ("word/styles.xml", 'w:color w:val="0B0C0C"', 'w:color w:val="CCCCCC"'),
    "white words": ("word/styles.xml", 'w:color w:val="0B0C0C"', 'w:color w:val="FFFFFF"'),
    "words of another language": (
        "word/document.xml", "<w:t ", '<w:rPr><w:lang w:val="fr-FR"/></w:rPr><w:t ',
    ),
    "justified words": ("word/document.xml", '<w:jc w:val="right"/>', '<w:jc w:val="both"/>'),
    "serifs": ("word/styles.xml", 'w:ascii="Arial"', 'w:ascii="Georgia"'),
    "small words all over": ("word/styles.xml", '<w:sz w:val="24"/>', '<w:sz w:val="18"/>'),
    "pages without number": ("word/footer1.xml", " PAGE ", " DATE "),
    "another running head": ("word/header1.xml", "Quarter 1", "Quarter 4"),
    "changes noted": ("word/settings.xml", "<w:compat>", "<w:trackRevisions/><w:compat>"),
    "another maker": (
        "docProps/core.xml", "<cp:lastModifiedBy>", "<cp:lastModifiedBy>A. Person for ",
    ),
    "a file within": ("word/embeddings/oleObject1.bin", None, "x"),
    "words of its own": ("docProps/custom.xml", None, "<Properties/>"),
}  # fmt: skip
IN_BOOKS = {
    "colour by rule": (
        "xl/worksheets/sheet4.xml", "</sheetData>", "</sheetData><conditionalFormatting/>",
    ),
    "a sheet locked": (
        "xl/worksheets/sheet4.xml", "</sheetData>", "</sheetData><sheetProtection/>",
    ),
    "a column without width": ("xl/worksheets/sheet4.xml", '<col width="12"', '<col width="0"'),
    "a head that scrolls away": ("xl/worksheets/sheet4.xml", 'state="frozen"', 'state="split"'),
    "one label twice": ("xl/worksheets/sheet4.xml", "<t>Period</t>", "<t>Measure</t>"),
    "cells of colour": (
        "xl/styles.xml", "<patternFill/>", '<patternFill><fgColor rgb="0028A197"/></patternFill>',
    ),
    "a picture": ("xl/media/image1.png", None, "x"),
}  # fmt: skip


@pytest.mark.parametrize("name", IN_OFFICE)
def test_a_fault_in_the_document_is_found(name, whole_pack):
    assert docx_faults(exchanged((whole_pack / "report.docx").read_bytes(), *IN_OFFICE[name]))


@pytest.mark.parametrize("name", IN_BOOKS)
def test_a_fault_in_the_book_is_found(name, whole_pack):
    content = (whole_pack / "tables/pack.xlsx").read_bytes()
    assert xlsx_faults(exchanged(content, *IN_BOOKS[name]))


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("content.xml", "<office:spreadsheet>", "<office:spreadsheet><table:tracked-changes/>"),
        ("content.xml", "<style:style ", '<style:style fo:background-color="#28a197" '),
        ("meta.xml", "<meta:generator>", "<meta:keyword>A. Person</meta:keyword><meta:generator>"),
        ("Pictures/a.png", None, "x"),
    ],
)  # fmt: skip
def test_a_fault_in_the_open_book_is_found(part, old, new, whole_pack):
    assert ods_faults(exchanged((whole_pack / "tables/pack.ods").read_bytes(), part, old, new))


IN_WORDS = {
    "an address": ("report.docx", "word/footer1.xml", "Page ", f"{WRITE_TO} ", "contact"),
    "words to write": ("report.docx", "word/document.xml", ">Summary<", ">TODO<", "placeholder"),
    "a day": ("report.docx", "word/header1.xml", "Quarter 1", "2014-06-30 Quarter 1", "date"),
    "another title": ("report.docx", "docProps/core.xml", "Quarter 1", "Quarter 4", "title"),
    "another maker": (
        "tables/pack.xlsx",
        "docProps/core.xml",
        "Office of",
        "A. Person of",
        "maker",
    ),
    "a path": ("tables/pack.ods", "content.xml", "<text:p>", "<text:p>C:\\returns\\a.csv ", "path"),
}


@pytest.mark.parametrize("name", IN_WORDS)
def test_a_fault_in_the_words_of_an_office_file_is_found(name, whole_pack, whole):
    file, part, old, new, rule = IN_WORDS[name]
    content = exchanged((whole_pack / file).read_bytes(), part, old, new)
    assert rule in rules(office._made(whole, file, content))


def test_a_table_of_other_rows_than_the_book_is_found(copied):
    book = books.read_xlsx((copied / "tables/pack.xlsx").read_bytes())
    assert list(books._csvs(copied, book)) == []
    text = (copied / TABLE).read_text("utf-8")
    for spoil in (text.replace(",930,", ",903,"), text.rsplit("\n", 2)[0] + "\n", text + ",,\n"):
        (copied / TABLE).write_text(spoil, "utf-8")
        assert "agreement" in rules(books._csvs(copied, book))
    (copied / TABLE).write_text(text, "utf-8")


# Papers beside their pages.


def first(pdf, kind):
    return next(tag for tag in tagged._tags(pdf.Root.StructTreeRoot) if str(tag.S) == kind)


def kids(pdf):
    every = [pdf.Root.StructTreeRoot, *tagged._tags(pdf.Root.StructTreeRoot)]
    return next(t.K for t in every if isinstance(t.get("/K"), pikepdf.Array) and len(t.K) > 4)


def a_person(pdf):
    pdf.docinfo["/Author"] = "A. Person"


def words_of_its_own(pdf):
    pdf.docinfo["/SourceFile"] = "a.docx"


def another_title(pdf):
    pdf.docinfo["/Title"] = "Report"


def a_page_turned(pdf):
    pdf.pages[0].Rotate = 90


def a_page_cut(pdf):
    pdf.pages[0].CropBox = pikepdf.Array([0, 0, 300, 842])


def another_alternative(pdf):
    figure = first(pdf, "/Figure")
    figure.Alt = pikepdf.String(str(figure.Alt).replace("930", "903"))


def a_figure_untold(pdf):
    first(pdf, "/Figure").S = pikepdf.Name.Div


def a_heading_lost(pdf):
    first(pdf, "/H2").S = pikepdf.Name.P


def a_table_lost(pdf):
    first(pdf, "/Table").S = pikepdf.Name.Div


def data_as_header(pdf):
    first(pdf, "/TD").S = pikepdf.Name.TH


def rows_without_headers(pdf):
    for tag in tagged._tags(pdf.Root.StructTreeRoot):
        if tagged._attribute(tag, "/Scope") == "/Row":
            tag.S = pikepdf.Name.TD


def the_wrong_scope(pdf):
    first(pdf, "/TH").A[0].Scope = pikepdf.Name.Row


def an_item_alone(pdf):
    first(pdf, "/L").S = pikepdf.Name.Div


def another_order(pdf):
    held = kids(pdf)
    held.insert(0, held[len(held) - 1])
    del held[len(held) - 1]


def a_tag_lost(pdf):
    del kids(pdf)[2]


def read_otherwise(pdf):
    first(pdf, "/P").ActualText = pikepdf.String("other words")


def a_page_lost(pdf):
    del pdf.pages[1]


OF_TAGS = {
    a_person: "maker",
    words_of_its_own: "metadata",
    another_title: "title",
    a_page_turned: "pages",
    a_page_cut: "pages",
    another_alternative: "alternative",
    a_figure_untold: "alternative",
    a_heading_lost: "headings",
    a_table_lost: "tags",
    data_as_header: "row header",
    rows_without_headers: "row header",
    the_wrong_scope: "header",
    an_item_alone: "tags",
    another_order: "reading order",
    a_tag_lost: "tags",
    read_otherwise: "tags",
    a_page_lost: "agreement",
}


def a_note(pages):
    pages[0].add_text_annot((100, 100), "check this")


def a_way_out(pages):
    link = {"kind": pymupdf.LINK_URI, "from": pymupdf.Rect(9, 9, 99, 29), "uri": "file:///a.pdf"}
    pages[0].insert_link(link)


def a_file_attached(pages):
    pages.embfile_add("a.txt", b"x")


def a_font_left_out(pages):
    pages[0].insert_text((72, 780), "Quarter 1 2014/15", fontname="helv")


def a_number_added(pages):
    pages[0].insert_text((72, 780), "98765")


def a_number_taken(pages):
    for place in pages[0].search_for("930"):
        pages[0].add_redact_annot(place)
    pages[0].apply_redactions()


def a_picture_for_words(pages):
    shown = pages[0].get_pixmap(dpi=30)
    pages[0].insert_image(pages[0].rect, pixmap=shown)


OF_PAGES = {
    a_note: "link",
    a_way_out: "link",
    a_file_attached: "metadata",
    a_font_left_out: "font",
    a_number_added: "agreement",
    a_number_taken: "agreement",
    a_picture_for_words: "picture",
}


def looked_at(whole_pack, spoil, page, into):
    (into / "sections").mkdir()
    if spoil in OF_TAGS:
        with pikepdf.open(whole_pack / PAPER) as pdf:
            spoil(pdf)
            pdf.save(into / PAPER)
    else:
        with pymupdf.open(whole_pack / PAPER) as pages:
            spoil(pages)
            pages.save(into / PAPER)
    return rules(tagged.check(into, PAPER, page))


@pytest.mark.parametrize("spoil", OF_TAGS | OF_PAGES, ids=lambda spoil: spoil.__name__)
def test_a_fault_on_paper_is_found(spoil, whole_pack, sp12, tmp_path):
    assert (OF_TAGS | OF_PAGES)[spoil] in looked_at(whole_pack, spoil, sp12, tmp_path)


def test_a_summary_of_two_pages_is_found(whole_pack, whole, tmp_path):
    with pymupdf.open(whole_pack / "summary.pdf") as pages:
        pages.copy_page(0)
        pages.save(tmp_path / "summary.pdf")
    assert "pages" in rules(tagged.check(tmp_path, "summary.pdf", whole))


def test_rules_look_for_a_property_not_for_one_string():
    """Variants of each leftover, none of which stands in the lists above."""
    variants = {
        "contact": [WRITE_TO.replace("a.b", "jo+x"), "(01632) 960 456", "07700 900 123", "LE1 1AA"],
        "path": [r"\\server\share", "file:///x", "D:/data/x.csv", FOLDER + "/a"],
        "raw value": ["<a.B object at 0x1>", "dtype: int64", "NaT", "#REF!", "-inf"],
        "markup": ["</p>", "&nbsp;", "# Heading here", "{% if x %}"],
        "placeholder": ["FIXME", "lorem ipsum", "figures to follow", "???"],
    }
    for rule, texts in variants.items():
        for text in texts:
            assert rule in rules(leftovers.remarks("a", "", text)), text
    quiet = ["Quarter 1 2014/15", "607 to 1,453", "0.90 for each 1,000", "£23.00m", "SP12 and 95%"]
    assert not [f for text in quiet for f in leftovers.remarks("a", "", text)]
    assert re.search(leftovers.TYPED_LIST, "5.1 Offences") is None
