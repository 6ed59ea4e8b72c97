"""Sections and packs on paper: read back as a reader, a screen reader and a publisher would."""

import io
import tempfile
from dataclasses import replace
from itertools import pairwise

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panelpack.document import (
    SIGNS,
    STATES,
    Assessment,
    Badge,
    Chart,
    Column,
    Cover,
    Group,
    Heading,
    KeyFigure,
    KeyFigures,
    List,
    Notice,
    Prose,
    Span,
    Table,
    Title,
    text,
)
from panelpack.errors import DataError
from panelpack.exporters import columns, glyphs, lettering, paper, pdf
from panelpack.exporters.characters import clean

TITLE = Title(
    "sp12", "SP12", "Burglary", "April to June 2014", "2014-15-q1", "public", "2014-09-29"
)
COVER = Cover(
    "Plan report",
    "Quarter 1 2014/15",
    "public",
    "2014-09-29",
    period="April to June 2014",
    office="Office of the Commissioner",
    panel="The Panel",
    contact="Performance manager",
)
SPEC = {
    "data": {"values": [{"x": 1, "y": 2}, {"x": 2, "y": 3}]},
    "mark": "line",
    "encoding": {
        "x": {"field": "x", "type": "quantitative"},
        "y": {"field": "y", "type": "quantitative"},
    },
}
HOSTILE = (
    '#import "secret.typ" *bold* $x^2$ \\ <label> `code` @ref // = Heading ~ #sys.inputs',
    "#panic[no] ]#[ } { ) ( \"' --- ... /* comment",
    "null \x00 bell \x07 escape \x1b end",
    "\u202eright to left\u202c \ufeff and \u2066back\u2069",
    "grin \U0001f600 hebrew \u05e2 chinese \u4e2d",
    "w" * 400,
    "https://example.org/" + "path/" * 60,
)


def table(caption="Offences", rows=3, width=4):
    cells = tuple((f"Row {r}", *(str(100 * r + c) for c in range(1, width))) for r in range(rows))
    labels = (Column("Period"), *(Column(f"C{c}", "number") for c in range(1, width)))
    return Table(caption, labels, cells, ("[x] not available.",))


def chart(rows=3):
    return Chart("930 offences, a rise", "A line from 2 to 3.", SPEC, table("The numbers", rows))


SECTION = (
    TITLE,
    Prose(((Span("Aim: ", strong=True), Span("fewer burglaries.", emphasis=True)),)),
    KeyFigures((KeyFigure("Burglary", "930", "+127 on a year before"), KeyFigure("Per day", "10"))),
    List((text("First point"), text("Second point"))),
    Group((Heading("Assessments"), Heading("In detail", 3))),
    Assessment("Burglary", Badge("no change", "No change"), "It is level.", "F test", "2013/14"),
    chart(),
    Notice("caution", "Reading this chart", "The limits are on trial."),
    table(),
)


def read(made):
    return pypdf.PdfReader(io.BytesIO(made))


def words(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.fixture(scope="module")
def section():
    return read(pdf.section_pdf(SECTION))


@pytest.fixture(scope="module")
def pack():
    other = replace(TITLE, section="method", number="", title="Method")
    long = (other, *(Prose((text(f"Paragraph {n}. " * 30),)) for n in range(20)))
    return read(pdf.pack_pdf(COVER, [SECTION, long]))


def elements(reader):
    """Every structure element of a PDF in reading order."""

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for kid in node:
                yield from walk(kid)
        elif isinstance(node, dict):
            yield node
            if "/K" in node:
                yield from walk(node["/K"])

    return list(walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"]))


def tags(reader, kind):
    return [node for node in elements(reader) if node.get("/S") == kind]


def scopes(reader):
    """The scope of each header cell."""
    return [
        attribute["/Scope"]
        for node in tags(reader, "/TH")
        for attribute in node["/A"]
        if "/Scope" in attribute
    ]


def outline(reader, items=None, depth=1):
    for item in reader.outline if items is None else items:
        if isinstance(item, list):
            yield from outline(reader, item, depth + 1)
        else:
            yield depth, item.title, reader.get_destination_page_number(item) + 1


def test_a_section_tells_its_blocks_in_order(section):
    said = words(section)
    order = (
        "SP12 Burglary",
        "Aim: fewer burglaries.",
        "930 +127 on a year before",
        "First point",
        "Assessments",
        "In detail",
        "No change",
        "It is level.",
        "Method: F test",
        "930 offences, a rise",
        "A line from 2 to 3.",
        "The numbers",
        "Caution: Reading this chart",
        "Offences",
        "Row 2 201 202 203",
        "[x] not available.",
    )
    at = 0
    for phrase in order:
        at = said.index(phrase, at) + len(phrase)


def test_the_file_says_what_it_is(section):
    root = section.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert section.metadata.title == "SP12 Burglary"
    assert section.metadata.creation_date.date().isoformat() == "2014-09-29"
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_object().get_data()
    assert section.pages[0].mediabox.width == pytest.approx(595.3, abs=0.1)


def test_headings_are_bookmarks(section):
    assert list(outline(section)) == [
        (1, "SP12 Burglary", 1),
        (2, "Assessments", 1),
        (3, "In detail", 1),
    ]
    kinds = [n["/S"] for n in elements(section) if str(n.get("/S"))[:2] == "/H"]
    assert kinds == ["/H1", "/H2", "/H3", "/H4"]


def test_a_level_that_is_left_out_is_no_hole():
    made = read(pdf.section_pdf((TITLE, Heading("Deep", 3), Heading("Wide", 2))))
    assert [depth for depth, *_ in outline(made)] == [1, 2, 2]


def test_a_chart_has_its_words(section):
    (figure,) = [n for n in tags(section, "/Figure") if "/Alt" in n]
    said = "930 offences, a rise. A line from 2 to 3. Its numbers are in the table: The numbers"
    assert figure["/Alt"] == said


def test_header_cells_have_a_scope(section):
    # Two tables of three rows and four columns each.
    assert scopes(section).count("/Column") == 8
    assert scopes(section).count("/Row") == 6
    assert len(tags(section, "/TD")) == 18
    assert len(tags(section, "/Caption")) == 2


def test_a_table_that_would_be_mostly_headers_keeps_its_cells():
    made = read(pdf.section_pdf((TITLE, table(rows=5, width=2))))
    assert set(scopes(made)) == {"/Column"}
    assert len(tags(made, "/TD")) == 10


def test_a_caption_is_not_printed_under_the_same_heading():
    said = words(read(pdf.section_pdf((TITLE, Heading("Offences"), table(), table("Other")))))
    assert said.count("Offences") == 1
    assert said.count("Other") == 1


def test_a_pack_has_a_title_page_and_contents(pack):
    cover, contents = (" ".join(p.extract_text().split()) for p in pack.pages[:2])
    assert "Plan report" in cover
    assert "Office of the Commissioner" in cover
    assert "Figures as known on 29 September 2014" in cover
    assert "Contact Performance manager" in cover
    assert "Agenda item" not in cover
    assert "Contents SP12 Burglary 3" in contents
    starts = {title: page for _, title, page in outline(pack)}
    assert starts["SP12 Burglary"] == 3
    assert f"Method {starts['Method']}" in contents
    assert pack.metadata.title == "Plan report, Quarter 1 2014/15"
    assert pack.metadata.author == "Office of the Commissioner"
    assert len(tags(pack, "/Link")) == 2


@pytest.mark.parametrize(("paragraphs", "page"), [(3, 3), (20, 3), (26, 4), (44, 4)])
def test_a_section_begins_below_one_that_leaves_much_of_its_page_free(paragraphs, page):
    filled = (TITLE, *(Prose((text(f"Paragraph {n}."),)) for n in range(paragraphs)))
    following = (replace(TITLE, section="sp13", number="SP13", title="Violence"), table())
    made = read(pdf.pack_pdf(COVER, [filled, following]))
    assert {title: on for _, title, on in outline(made)}["SP13 Violence"] == page


def test_every_page_but_the_title_page_has_head_and_foot(pack):
    total = len(pack.pages)
    starts = {title: page for _, title, page in outline(pack)}
    assert total > starts["Method"]
    for number, page in enumerate(pack.pages, 1):
        said = " ".join(page.extract_text().split())
        assert (f"Page {number} of {total}" in said) == (number > 1)
        assert "Plan report" in said
        assert "Quarter 1 2014/15" in said
        if number > 2:
            assert ("Method" if number >= starts["Method"] else "SP12 Burglary") in said


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_an_internal_paper_says_so_on_every_page(audience):
    title = replace(TITLE, audience=audience)
    cover = replace(COVER, audience=audience)
    long = [Prose((text("Words. " * 900),)), table(rows=60)]
    for made in (pdf.section_pdf([title, *long]), pdf.pack_pdf(cover, [[title, *long]])):
        pages = read(made).pages
        assert len(pages) >= 3
        marked = ["Not for publication" in page.extract_text() for page in pages]
        assert marked == [audience == "internal"] * len(pages)
        # The head of a page is not read aloud, so the first page says it in its text too.
        said = pages[0].extract_text().count("Not for publication")
        assert said == (2 if audience == "internal" else 0)


def test_an_internal_section_marks_a_public_cover():
    made = read(pdf.pack_pdf(COVER, [[replace(TITLE, audience="internal")]]))
    assert all("Not for publication" in page.extract_text() for page in made.pages)


def test_the_same_blocks_give_the_same_bytes():
    assert pdf.section_pdf(SECTION) == pdf.section_pdf(SECTION)
    assert pdf.pack_pdf(COVER, [SECTION]) == pdf.pack_pdf(COVER, [SECTION])
    assert pdf.pack_pdf(COVER, [SECTION]) != pdf.pack_pdf(replace(COVER, item="6"), [SECTION])


def test_nothing_is_left_behind(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    pdf.section_pdf(SECTION)
    monkeypatch.setattr(pdf, "STANDARD", "no such standard")
    with pytest.raises(Exception, match="standard"):
        pdf.section_pdf(SECTION)
    assert list(tmp_path.iterdir()) == []


def everywhere(said):
    """A section in which each field that a person can fill holds the same words."""
    rows = ((said, said), (Badge("improved", said), said))
    data = Table(said, (Column(said), Column(said, "number")), rows, (said,))
    return (
        replace(TITLE, number=said, title=said, subtitle=said, section=said),
        Heading(said),
        Prose((text(said),)),
        List((text(said),), ordered=True),
        KeyFigures((KeyFigure(said, said, said),)),
        Assessment(said, Badge("improved", said), said, said, said),
        Notice("note", said, said),
        data,
        Chart(said, said, SPEC, data),
    )


@pytest.mark.parametrize("said", HOSTILE)
def test_hostile_words_stay_words(said):
    cover = Cover(**(vars(COVER) | {"title": said, "office": said, "contact": said}))
    made = read(pdf.pack_pdf(cover, [everywhere(said)]))
    seen = words(made).replace(" ", "")
    expected = glyphs.printable(clean(said)).replace(glyphs.BREAK, "")
    assert seen.count("".join(expected.split())) >= 10
    assert not any(c in seen for c in "\x00\x07\x1b\u202e\u2066\ufeff")
    assert [n for n in tags(made, "/Link") if "/A" in n and "/URI" in str(n["/A"])] == []


def test_names_stand_for_what_the_font_lacks():
    said = words(read(pdf.section_pdf((TITLE, Prose((text("− – — £ ½ é ŵ \U0001f600 \u4e2d"),))))))
    assert "− – — £ ½ é ŵ [grinning face] [cjk unified ideograph-4e2d]" in said


@settings(max_examples=25)
@given(st.text(max_size=60))
def test_any_words_can_be_set(said):
    made = read(pdf.pack_pdf(COVER, [everywhere(said or " ")]))
    assert len(made.pages) >= 3
    assert all(title.strip() for _, title, _ in outline(made))


def boxes(page):
    """Where words begin on a page, from the left in points."""
    found = []

    def visit(said, _, matrix, *rest):
        if said.strip():
            found.append(matrix[4])

    page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("width", [7, 13, 26])
def test_wide_tables_stay_on_their_page(width):
    labels = [Column("Financial year"), *(Column(f"Month {c}", "number") for c in range(1, width))]
    rows = tuple((f"20{r}/15", *["12,345"] * (width - 1)) for r in range(10, 13))
    made = read(pdf.section_pdf((TITLE, Table("Wide", tuple(labels), rows))))
    assert words(made).count("12,345") == 3 * (width - 1)
    page = next(p for p in made.pages if "12,345" in p.extract_text())
    assert max(boxes(page)) < page.mediabox.width - 57


def test_a_long_table_repeats_its_head_and_keeps_rows_whole():
    tall = tuple((f"Row {n}", "three lines of words " * 8) for n in range(60))
    block = Table("Long", (Column("Measure"), Column("Source")), tall)
    made = read(pdf.section_pdf((TITLE, block)))
    assert len(made.pages) >= 3
    for page in made.pages:
        said = " ".join(page.extract_text().split())
        assert "Measure Source" in said
        assert said.count("three lines of words") % 8 == 0


def test_a_row_higher_than_a_page_is_split():
    block = Table("Tall", (Column("A"), Column("B")), (("x", "many words " * 1500),))
    assert words(read(pdf.section_pdf((TITLE, block)))).count("many words") == 1500


def test_a_heading_is_never_last_on_its_page():
    for lines in range(30, 44):
        blocks = (TITLE, *[Prose((text("Line."),))] * lines, Heading("Stays"), table())
        made = read(pdf.section_pdf(blocks))
        page = next(p for p in made.pages if "Stays" in p.extract_text())
        assert "Row 0" in page.extract_text()


@pytest.mark.parametrize("rows, parts", [(9, 1), (10, 2), (30, 3)])
def test_many_numbers_behind_a_chart_stand_side_by_side(rows, parts):
    layout = columns.layout(table(rows=rows), compact=True)
    assert len(layout.parts) == parts
    assert layout.parts[0][0] == 0
    assert layout.parts[-1][1] == rows
    assert all(a[1] == b[0] for a, b in pairwise(layout.parts))
    said = words(read(pdf.section_pdf((TITLE, chart(rows)))))
    assert said.count("Period C1 C2 C3") == parts
    assert all(f"Row {n} {100 * n + 1}" in said for n in range(rows))


def test_a_short_head_over_numbers_stays_on_one_line():
    """`L. YTD` broken after its stop reads as two heads."""
    head = Column("L. YTD", "number")
    words = Column("Measure")
    rows = tuple(("A long measure " * 9, "[x]") for _ in range(3))
    layout = columns.layout(Table("Measures", (words, head), rows))
    room = (layout.widths[1] - 2 * layout.inset) / layout.size
    assert room >= glyphs.width("L. YTD")


def test_layouts_take_the_largest_size_that_fits():
    assert columns.layout(table()).size == columns.SIZES[0]
    dense = columns.layout(table(width=26))
    assert dense.size < columns.SIZES[0] or dense.landscape
    for block in (table(), table(width=26), table(width=60)):
        layout = columns.layout(block)
        assert layout.size >= 8.5
        room = columns.LANDSCAPE if layout.landscape else columns.PORTRAIT
        assert sum(layout.widths) <= room


def test_every_state_has_its_own_shape_and_only_three_have_colour():
    pack = paper.of_section((TITLE,))
    assert set(pack["badges"]) == {*STATES, *SIGNS}
    assert {state for state, look in pack["badges"].items() if look["boxed"]} == set(STATES)
    shapes = {state: look["svg"] for state, look in pack["badges"].items()}
    # Where a chart or a target says nothing there is the same dash, beside words that differ.
    silent = {"no chart", "no figure", "no series", "too few values", "too old"}
    silent |= {"no target", "not judged"}
    assert {state for state in SIGNS if shapes[state] == shapes["no chart"]} == silent
    assert len(set(shapes.values())) == len(STATES) + len(SIGNS) - len(silent) + 1
    fills = {state: look["fill"] for state, look in pack["badges"].items()}
    assert fills.pop("improved") == "#28a197"
    assert fills.pop("no change") == "#ffdd00"
    assert fills.pop("deteriorated") == "#942514"
    assert set(fills.values()) == {"#ffffff"}
    rows = tuple((state, Badge(state, f"word of {state}")) for state in STATES)
    key = Table("Key", (Column("State"), Column("Badge")), rows)
    said = words(read(pdf.section_pdf((TITLE, key))))
    assert all(f"word of {state}" in said for state in STATES)


def test_all_faces_hold_the_same_characters():
    held = [set(lettering.face(weight).glyphs) for weight in ("normal", "600", "bold")]
    assert held[0] == held[1] == held[2]
    assert len(held[0]) > 1000


def test_long_words_may_break_and_short_ones_not():
    assert glyphs.printable("y" * 30) == "y" * 30
    broken = glyphs.printable("y" * 31)
    assert broken.replace(glyphs.BREAK, "") == "y" * 31
    assert glyphs.BREAK in broken
    assert glyphs.width(broken) == pytest.approx(glyphs.width("y" * 31))


@pytest.mark.parametrize(
    "blocks, said",
    [
        ((), "does not begin with its title"),
        ((Heading("First"), TITLE), "does not begin with its title"),
        ((TITLE, Notice("shout", "A", "B")), "'shout' is not a tone"),
        ((TITLE, Assessment("A", Badge("great", "Great"), "", "", "")), "'great' is not a state"),
        (
            (TITLE, Table("T", (Column("A"), Column("B")), (("x", Badge("great", "Great")),))),
            "'great' is not a state",
        ),
        ((TITLE, replace(chart(), spec={"mark": "no such mark"})), "can't be drawn"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(blocks, said):
    with pytest.raises(DataError, match=said):
        pdf.section_pdf(blocks)
    with pytest.raises(DataError, match=said):
        pdf.pack_pdf(COVER, [blocks])


def test_a_pack_needs_a_section_and_a_day():
    with pytest.raises(DataError, match="no section"):
        pdf.pack_pdf(COVER, [])
    with pytest.raises(DataError, match="write the day"):
        pdf.pack_pdf(replace(COVER, as_at=""), [SECTION])
    with pytest.raises(DataError, match="as at 'soon': write the day like 2014-09-29"):
        pdf.section_pdf((replace(TITLE, as_at="soon"),))


def test_what_typst_refuses_is_told_without_its_source(monkeypatch):
    monkeypatch.setattr(paper, "printable", str)
    with pytest.raises(DataError, match="accessible PDF: PDF/UA-1 error") as told:
        pdf.section_pdf((TITLE, Prose((text("\U0001f600"),))))
    assert "\n" not in str(told.value)


def test_a_long_table_is_set_smaller_so_that_it_fills_fewer_pages():
    assert columns.layout(table(rows=10)).size == columns.SIZES[0]
    assert columns.layout(table(rows=40)).size == columns.LONG_SIZE
