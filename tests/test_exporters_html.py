"""Blocks as HTML: what is on a page, how it can be heard and read, and that words stay words."""

import io
import itertools
import re
import subprocess
import sys
from dataclasses import replace
from io import BytesIO

import docx
import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from nbconvert.exporters import get_exporter
from nbformat.v4 import new_code_cell, new_notebook, new_output
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

from panelpack import charts, exporters
from panelpack import document as d
from panelpack.errors import DataError
from panelpack.exporters import cellwidths, characters, html, paper, shapes, word

HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>\x00\x08\u202e\ud800\ufffe=1+1"
SAID = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>=1+1"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
MOST_BYTES = 3_000_000


def title(section="sp12", number="SP12", words="Burglary", audience="public"):
    return d.Title(section, number, words, "3 months", "2014-15-q1", audience, "2014-09-29")


def table(caption="Figures", columns=3, notes=("[x] not available",)):
    names = (d.Column("Area"), *[d.Column(f"Count {n}", "number") for n in range(1, columns)])
    rows = (("Melton", *["1,204"] * (columns - 1)), ("Oadby", *["[x]"] * (columns - 1)))
    return d.Table(caption, names, rows, notes)


def drawn(values=(5, 7, 6)):
    index = pd.period_range("2013-04", periods=len(values), freq="M")
    return charts.spec(charts.line(pd.Series(values, index=index, dtype=float), "offences"))


def chart(words="Burglary rose", caption="Burglary by month"):
    return d.Chart(words, "A line from 5 to 7.", drawn(), table(caption))


def assessment(words="Burglary", state="improved"):
    return d.Assessment(words, d.Badge(state, state.title()), "Down 4%.", "F test.", "2013/14.")


def prose(words="Some words."):
    return d.Prose(((d.Span(words), d.Span(words, strong=True), d.Span(words, emphasis=True)),))


SECTION = (
    title(),
    prose(),
    d.KeyFigures((d.KeyFigure("Burglary", "930", "+127 on 2013/14"), d.KeyFigure("Robbery", "81"))),
    d.Heading("How it is judged", 3),
    assessment(),
    d.Heading("What happened"),
    chart(),
    d.Group((d.Heading("Where", 3), table("By district"), d.List((d.text("one"),), ordered=True))),
    d.Notice("withheld", "Not yet cleared", "The board meets in October."),
    table("Two columns", columns=2),
)
COVER = d.Cover(
    title="Performance report", quarter="2014-15-q1", audience="public", as_at="2014-09-29",
    subtitle="To the Panel", period="3 months to June 2014", office="Office", contact="Head of it",
)  # fmt: skip


def soup(page):
    return BeautifulSoup(page, "html.parser")


def pack(*sections, cover=COVER):
    return soup(html.pack_page(cover, sections))


def hostile_section():
    """Every field of every block holds the same hostile words."""
    spec = {
        "title": HOSTILE,
        "data": {"values": [{"words": HOSTILE}]},
        "mark": "text",
        "encoding": {"text": {"field": "words"}},
    }
    column, badge = (d.Column(HOSTILE), d.Column(HOSTILE, "number")), d.Badge("improved", HOSTILE)
    grid = d.Table(HOSTILE, column, ((HOSTILE, HOSTILE), (badge, badge)), (HOSTILE,))
    return (
        d.Title(*[HOSTILE] * 7),
        d.Heading(HOSTILE),
        prose(HOSTILE),
        d.List((d.text(HOSTILE),)),
        d.KeyFigures((d.KeyFigure(HOSTILE, HOSTILE, HOSTILE),)),
        grid,
        d.Chart(HOSTILE, HOSTILE, spec, grid),
        d.Assessment(HOSTILE, badge, HOSTILE, HOSTILE, HOSTILE),
        d.Notice("note", HOSTILE, HOSTILE),
    )


@pytest.fixture(scope="module")
def pages():
    """The section as a page, and in a pack; drawn by the first test that wants them."""
    two = (SECTION, (title("sp13", "SP13", "Violence"), *SECTION[1:]))
    return {
        "section": html.section_page(SECTION, "Last line"),
        "pack": html.pack_page(COVER, two),
    }


@pytest.fixture(params=["section", "pack"])
def page(pages, request):
    return pages[request.param]


# Words stay words


def hostile_pack():
    cover = d.Cover(**dict.fromkeys(d.Cover.__dataclass_fields__, HOSTILE))
    return html.pack_page(cover, [hostile_section(), hostile_section()])


@pytest.mark.parametrize(
    "make",
    [
        lambda: html.section_page(hostile_section(), HOSTILE),
        hostile_pack,
        lambda: "".join(html.shown(block) for block in hostile_section()),
    ],
    ids=["section", "pack", "jupyter"],
)
def test_no_words_become_markup(make):
    page = make()
    page.encode("utf-8")
    assert characters.clean(page) == page
    read = soup(page)
    attributes = {name for tag in read.find_all(True) for name in tag.attrs}
    assert not [name for name in attributes if name.startswith("on") or name in ("src", "srcset")]
    assert read.find_all(["script", "img"]) == []


def test_every_hostile_word_can_still_be_read():
    section = hostile_section()
    read = soup(html.section_page(section, HOSTILE))
    read.style.decompose()
    # Title, number, quarter … once each; the rest as often as the blocks hold them.
    in_blocks = str([block.to_json() for block in section[1:]]).count("alert(1)")
    drawing_says_title_and_words_and_names = 2
    assert read.main.get_text().count(SAID) >= in_blocks + drawing_says_title_and_words_and_names
    assert read.footer.get_text().count(SAID) >= 2


def test_characters_that_html_forbids_are_taken_out():
    assert characters.clean("a\x00b\x9fc\u2028d\r\ne\u2067f\ufdd0g\U0010ffffh") == "abc\nd\nefgh"
    assert characters.clean("£1,204 − 3½ naïve\t日本\u00a0x") == "£1,204 − 3½ naïve\t日本\u00a0x"
    assert characters.clean_json({"a\x00": ["b\x01", 1, None, True]}) == {"a": ["b", 1, None, True]}


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("in Quarter 1 2014/15, 127 more", ["in", "Quarter~1~2014/15,", "127", "more"]),
        ("some of Q1 2014/15.", ["some", "of", "Q1~2014/15."]),
        ("on 29 September 2014; not yet", ["on", "29~September~2014;", "not", "yet"]),
        ("3 months to June 2014", ["3", "months", "to", "June", "2014"]),
        ("£3.2 million, up 4.5 per cent", ["£3.2~million,", "up", "4.5~per", "cent"]),
        ("9.0 points, see Figure 3", ["9.0~points,", "see", "Figure~3"]),
        ("Appendix A: the May fair", ["Appendix~A:", "the", "May", "fair"]),
        ("In 2014 18 of 24 May", ["In", "2014", "18", "of", "24~May"]),
    ],
)
def test_no_line_ends_within_what_is_read_as_one_word(words, kept):
    assert characters.held(words).replace("\u00a0", "~").split(" ") == kept


def test_words_are_held_together_on_paper_and_stay_as_they_are_where_programs_search():
    said = "930 in Quarter 1 2014/15"
    held = said.replace("Quarter 1 2014", "Quarter\u00a01\u00a02014")
    section = (title(words=said), prose(said), table(said))
    page = soup(html.section_page(section))
    assert said in page.main.p.get_text() and said in page.caption.get_text()
    told = paper.of_section(section)
    assert held in str(told["sections"]).replace("\\xa0", "\u00a0") and said in told["title"]
    opened = docx.Document(io.BytesIO(word.section_docx(section)))
    assert any(p.text.startswith(said) for p in opened.paragraphs if p.style.name == "Normal")


def test_a_column_is_wide_enough_for_words_that_are_held_together():
    held, apart = (
        cellwidths.need_of(d.Table("Caption", (d.Column("When"),), ((words,),)), 0).least
        for words in ("Quarter 1 2014/15", "Quarterly 2014/15")
    )
    assert held > 1.5 * apart


# A page as a whole


def test_a_page_needs_nothing_else(page):
    read = soup(page)
    assert read.html["lang"] == "en-GB"
    assert read.find("meta", {"http-equiv": "Content-Security-Policy"})["content"] == POLICY
    assert read.find_all(["script", "link", "iframe", "object", "base", "form"]) == []
    assert all(a["href"].startswith("#") for a in read.find_all(href=True))
    assert "url(" not in "".join(s.get_text() for s in read.find_all("style"))
    assert "@import" not in page


def test_ids_are_unique_and_every_reference_has_its_end(page):
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    to = re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', page)
    named = itertools.chain.from_iterable(
        words.split() for words in re.findall(r'aria-labelledby="([^"]+)"', page)
    )
    assert {a or b for a, b in to} | set(named) <= set(ids)
    assert len(to) > 0


def test_headings_begin_with_one_h1_and_skip_no_level(page):
    levels = [int(h.name[1]) for h in soup(page).find_all(re.compile(r"^h[1-6]$"))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))
    assert all(h.get_text(strip=True) for h in soup(page).find_all(re.compile(r"^h[1-6]$")))


def test_landmarks_are_there_and_have_names_of_their_own(page):
    read = soup(page)
    for name in ("header", "main", "footer"):
        assert len(read.find_all(name)) == 1
    skip = read.body.find("a")
    assert (skip.get_text(), skip["href"]) == ("Skip to main content", "#main")
    assert read.main["id"] == "main"
    sections = read.find_all("section")
    names = [read.find(id=s["aria-labelledby"]).get_text(" ", strip=True) for s in sections]
    assert names and len(names) == len(set(names))


def test_a_section_page_says_what_of_when_and_for_whom():
    read = soup(html.section_page(SECTION, "Built by the office"))
    assert read.title.get_text() == "SP12 Burglary - Quarter 1 2014/15"
    assert read.h1.get_text() == "Burglary"
    assert "Figures as known on 29 September 2014" in " ".join(read.header.get_text().split())
    assert "Built by the office" in read.footer.get_text()
    assert "Not for publication" not in read.get_text()
    assert "NOT FOR PUBLICATION" not in str(read)


def test_the_pack_has_cover_contents_and_a_way_back():
    read = pack(SECTION, (title("sp13", "SP13", "Violence"),), (title("method", "", "Method"),))
    links = [(a.get_text(" ", strip=True), a["href"]) for a in read.nav.find_all("a")]
    assert links == [
        ("SP12 Burglary", "#sp12"),
        ("SP13 Violence", "#sp13"),
        ("Method", "#method"),
    ]
    sections = read.find_all("section", class_="section")
    assert [s.find("h2")["id"] for s in sections] == ["sp12", "sp13", "method"]
    assert [s.find_all("a")[-1]["href"] for s in sections] == ["#contents"] * 3
    facts = dict(zip(
        (t.get_text() for t in read.footer.find_all("dt")),
        (" ".join(t.get_text().split()) for t in read.footer.find_all("dd")),
        strict=True,
    ))  # fmt: skip
    assert facts == {
        "Quarter": "Quarter 1 2014/15",
        "Period covered": "3 months to June 2014",
        "Office": "Office",
        "Figures as known on": "29 September 2014",
        "Contact": "Head of it",
    }


def test_a_phone_shows_the_first_section_before_the_contents():
    read = pack(SECTION, (title("sp13", "SP13", "Violence"),))
    parts = [tag.name for tag in read.body.find_all(True, recursive=False)]
    assert parts == ["a", "header", "main", "nav", "footer"]
    (jump,) = read.header.find_all("a")
    assert (jump.get_text(), jump["href"]) == ("Contents", f"#{read.nav.h2['id']}")


def test_sentences_in_a_wide_table_are_not_squeezed_on_a_phone():
    sentence = "A sentence of more than thirty letters"
    wide = d.Table("Wide", tuple(map(d.Column, "ABC")), (("SP1", sentence, "short"),))
    cells = pack((title(), wide)).select("tbody > tr > *")
    assert [cell.get("class") for cell in cells] == [None, ["pp-words"], None]


def test_a_short_head_over_numbers_is_not_broken():
    heads = ("Measure", "L. YTD", "% change", "Quarter 1 2014/15")
    columns = tuple(d.Column(head, "number" if n else "text") for n, head in enumerate(heads))
    cells = pack((title(), d.Table("Heads", columns, (("Thefts", "1", "2", "3"),)))).select(
        "th[scope=col]"
    )
    assert [cell.get("class") for cell in cells] == [
        None,
        ["pp-n", "pp-one"],
        ["pp-n", "pp-one"],
        ["pp-n"],
    ]


def test_what_is_internal_says_so_at_the_top_and_on_every_page_of_paper():
    internal = (title(audience="internal"), prose())
    pages = (
        soup(html.section_page(internal)),
        pack(internal, cover=replace(COVER, audience="internal")),
    )
    for read in pages:
        assert read.header.get_text(" ", strip=True).startswith("Not for publication.")
        assert read.title.get_text().startswith("Not for publication: ")
        printed = read.style.get_text().rpartition("@media print")[2]
        assert '@top-center { content: "NOT FOR PUBLICATION"' in printed


def test_a_window_title_is_never_long():
    assert len(html.window_title("long " * 40, "2014-15-q1", True)) <= 70
    assert len(html.window_title("x" * 400, "y" * 400, True)) <= 70


def test_the_same_section_twice_has_ids_of_its_own():
    page = html.pack_page(COVER, [SECTION, SECTION, (title("sp12-2"), prose())])
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("blocks", [(), (prose(),), (d.Group((title(),)),)])
def test_a_section_without_its_title_is_refused(blocks):
    with pytest.raises(DataError, match="does not begin with its title"):
        html.section_page(blocks)


def test_blank_words_leave_no_empty_heading_list_or_header_cell():
    grid = d.Table("T", (d.Column(""), d.Column("b")), (("", "1"),))
    nothing = (d.Heading("  "), d.List(()), d.KeyFigures(()), d.Prose(()))
    read = soup(html.section_page((title(words=" ", number=""), *nothing, grid)))
    assert read.h1.get_text() == "sp12"
    assert read.main.find_all(["h2", "ul", "dl", "p"]) == []
    assert [c.name for c in read.table.find_all(["th", "td"])] == ["td", "th", "td", "td"]


def test_a_whole_pack_is_light_and_the_same_every_time():
    """21 sections with 70 charts of ten years of months."""
    values = [500 + (n * 37) % 60 for n in range(120)]
    index = pd.period_range("2004-04", periods=len(values), freq="M")
    spec = charts.spec(charts.line(pd.Series(values, index=index, dtype=float), "offences"))
    columns = (d.Column("Month"), d.Column("Offences", "number"))
    rows = tuple((str(p), str(v)) for p, v in zip(index, values, strict=True))
    shown = d.Chart("Burglary rose", "A line.", spec, d.Table("Burglary", columns, rows))
    sections = [
        (title(f"sp{n}"), *[shown] * (4 if n <= 7 else 3), assessment(), table())
        for n in range(1, 22)
    ]
    assert sum(block is shown for section in sections for block in section) == 70
    page = html.pack_page(COVER, sections)
    assert len(page.encode()) <= MOST_BYTES
    assert html.pack_page(COVER, sections) == page


# Blocks


def test_a_table_can_be_heard():
    read = soup(html.section_page((title(), table(notes=("[x] not available", "Note two")))))
    frame = read.find("section", class_="pp-scroll")
    assert frame["tabindex"] == "0"
    assert frame["aria-labelledby"] == read.table.caption["id"]
    assert read.table.caption.get_text() == "Figures"
    head, *rows = read.table.find_all("tr")
    assert [th["scope"] for th in head.find_all("th")] == ["col"] * 3
    assert [r.find("th")["scope"] for r in rows] == ["row", "row"]
    assert [r.find("th").get_text() for r in rows] == ["Melton", "Oadby"]
    assert [td.get("class") for td in rows[0].find_all("td")] == [["pp-n"]] * 2
    assert [li.get_text() for li in read.main.find_all("li")] == ["[x] not available", "Note two"]


def test_words_in_a_column_of_numbers_may_be_broken():
    row = ("Melton", "[x] to be published after the board of October")
    grid = d.Table("T", (d.Column("a"), d.Column("b", "number")), (row,))
    assert soup(html.fragment(grid)).td["class"] == ["pp-long"]


def test_a_narrow_table_needs_no_frame_and_a_second_of_one_name_is_no_landmark():
    read = soup(html.section_page((title(), table("A", 2), table("B"), table("B"))))
    assert read.find_all("table")[0].parent["class"] == ["pp-data"]
    frames = read.find_all(class_="pp-scroll")
    assert [f.name for f in frames] == ["section", "div"]
    assert (frames[1]["role"], frames[1]["tabindex"]) == ("group", "0")


def test_a_chart_stands_between_its_finding_and_its_numbers():
    figure = soup(html.section_page((title(), chart()))).figure
    assert figure.figcaption.get_text() == "Burglary rose"
    assert figure.svg["role"] == "img"
    assert figure.find("p").get_text() == "A line from 5 to 7."
    assert figure.details.summary.get_text() == "Data table: Burglary by month"
    assert figure.details.table.caption.get_text() == "Burglary by month"
    assert [c.name for c in figure.find_all(recursive=False)] == [
        "figcaption", "div", "p", "details",
    ]  # fmt: skip


def test_every_state_has_word_and_shape_of_its_own():
    drawings = {state: str(shapes.state_shape(state)) for state in d.STATES}
    assert len(set(drawings.values())) == len(d.STATES) == 9
    for state in d.STATES:
        badge = soup(html.fragment(assessment(state=state))).find(class_="pp-badge")
        assert badge.get_text(strip=True) == state.title()
        assert badge.svg["aria-hidden"] == "true"
        assert "currentColor" in str(badge.svg)


def test_an_unknown_state_or_tone_is_refused():
    with pytest.raises(DataError, match="'better' is not a state; a badge has one of: improved"):
        html.fragment(assessment(state="better"))
    with pytest.raises(DataError, match="'loud' is not a tone; a notice has one of: missing"):
        html.fragment(d.Notice("loud", "a", "b"))


def luminance(colour):
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("name", "ground", "ink"),
    [
        ("improved", "#28a197", "#0b0c0c"),
        ("no-change", "#ffdd00", "#0b0c0c"),
        ("deteriorated", "#942514", "#ffffff"),
    ],
)
def test_badges_have_the_colours_that_all_can_tell_apart(name, ground, ink):
    style = soup(html.section_page(SECTION)).style.get_text()
    (rule,) = re.findall(rf"\.pp-{name} {{([^}}]*)}}", style)
    assert f"background: {ground}" in rule
    assert ("color: #fff" in rule) == (ink == "#ffffff")
    high, low = sorted((luminance(ground), luminance(ink)), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= 4.5


def test_an_assessment_gives_its_evidence():
    read = soup(html.fragment(assessment()))
    assert read.find(re.compile("^h")).get_text() == "Burglary"
    terms = [(t.get_text(), t.find_next("dd").get_text()) for t in read.find_all("dt")]
    assert terms == [("Method", "F test."), ("Compared with", "2013/14.")]
    assert "Down 4%." in read.get_text()


@pytest.mark.parametrize("tone", ["missing", "withheld", "caution", "note"])
def test_a_notice_begins_with_its_word_and_icon(tone):
    read = soup(html.fragment(d.Notice(tone, "No figure", "It comes later.")))
    assert read.div["role"] == "note"
    assert read.p.get_text() == f"{tone.title()}: No figure It comes later."
    assert read.svg["aria-hidden"] == "true"


def test_jupyter_shows_a_block_with_its_look_and_a_chart_as_it_is():
    shown = soup(table()._repr_mimebundle_()["text/html"])
    assert ".pp-table" in shown.style.get_text()
    assert shown.table.caption.get_text() == "Figures"
    assert "text/html" not in chart()._repr_mimebundle_()
    first, second = html.fragment(table()), html.fragment(table("Others"))
    ids = re.findall(r'\sid="([^"]+)"', first + second)
    assert len(ids) == len(set(ids))


# The exporters of nbconvert


def executed(*blocks, **output):
    outputs = [new_output("display_data", {d.MEDIA_TYPE: b.to_json()}) for b in blocks]
    outputs += [new_output("stream", **output)] if output else []
    return new_notebook(cells=[new_code_cell("section.title()", outputs=outputs)])


def test_nbconvert_finds_the_exporter():
    exporter = get_exporter("panelpack-html")()
    page, resources = exporter.from_notebook_node(executed(*SECTION))
    assert page == html.section_page(SECTION)
    assert resources["output_extension"] == ".html"
    assert exporter.output_mimetype == "text/html"


def test_nbconvert_makes_a_pdf():
    exporter = get_exporter("panelpack-pdf")()
    made, resources = exporter.from_notebook_node(executed(title(), prose()))
    assert made.startswith(b"%PDF-")
    assert resources["output_extension"] == ".pdf"
    assert exporter.output_mimetype == "application/pdf"


def test_nbconvert_makes_a_document():
    made, resources = exporters.DOCXSection().from_notebook_node(executed(title(), prose()))
    assert made == word.section_docx((title(), prose()))
    assert resources["output_extension"] == ".docx"


def test_a_program_is_told_by_an_exception():
    with pytest.raises(DataError, match="prints 'hello'"):
        get_exporter("panelpack-html")().from_notebook_node(executed(title(), text="hello"))


@pytest.mark.parametrize(("text", "code"), [("", 0), ("hello", 1)])
def test_the_command_makes_a_page_or_ends_in_one_sentence(tmp_path, text, code):
    more = {"text": text} if text else {}
    nbformat.write(executed(*SECTION, **more), tmp_path / "out.ipynb")
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "panelpack-html", "out.ipynb"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    if code:
        (said,) = [line for line in done.stderr.splitlines() if line.startswith("panelpack: ")]
        assert "cell 1 (section.title()) prints 'hello'" in said
        assert not (tmp_path / "out.html").exists()
    else:
        assert (tmp_path / "out.html").read_text("utf-8") == html.section_page(SECTION)


# In a browser


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield opened
        opened.close()


@pytest.mark.browser
@pytest.mark.parametrize("which", [0, 1], ids=["section", "pack"])
def test_no_page_scrolls_sideways_on_a_phone(browser, which, tmp_path):
    wide = table("A table of many columns", columns=12)
    long = prose("Donaudampfschifffahrtsgesellschaft" * 5)
    more = (*SECTION, wide, long)
    made = html.section_page(more) if which == 0 else html.pack_page(COVER, [more])
    (tmp_path / "page.html").write_text(made, "utf-8")
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto((tmp_path / "page.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    widths = "[...document.querySelectorAll('.pp-scroll')].map(e => e.scrollWidth > e.clientWidth)"
    assert any(page.evaluate(widths))
    page.close()


@pytest.mark.browser
def test_paper_shows_the_data_tables(browser, tmp_path):
    """The paper holds their numbers, and its own warning."""
    made = html.section_page((title(audience="internal"), chart()))
    (tmp_path / "page.html").write_text(made, "utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    paper = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    page.close()
    said = "\n".join(leaf.extract_text() for leaf in paper.pages)
    assert "1,204" in said
    assert said.count("NOT FOR PUBLICATION") == len(paper.pages)
