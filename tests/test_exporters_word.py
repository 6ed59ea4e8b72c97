"""Sections and packs as DOCX, read back as a word processor does."""

import io
import tempfile
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from panelpack import office
from panelpack.document import (
    SIGNS,
    STATES,
    Assessment,
    Badge,
    Chart,
    Column,
    Cover,
    Heading,
    KeyFigure,
    KeyFigures,
    List,
    Notice,
    Numbered,
    Prose,
    Span,
    Table,
    Title,
    text,
)
from panelpack.errors import DataError
from panelpack.exporters import lettering, looks, pictures, shapes, typesetting, word
from panelpack.exporters.characters import clean
from panelpack.exporters.word import elements

TITLE = Title(
    "sp12", "SP12", "Burglary", "April to June 2014", "2014-15-q1", "public", "2014-09-29"
)
COVER = Cover(
    "A report", "Quarter 1 2014/15", "public", "2014-09-29", office="An office", contact="A role"
)
SPEC = {
    "data": {"values": [{"x": 1, "y": 2}, {"x": 2, "y": 3}]},
    "mark": "line",
    "encoding": {
        "x": {"field": "x", "type": "quantitative"},
        "y": {"field": "y", "type": "quantitative"},
    },
}
LABELS = (Column("Period"), Column("Offences", "number"), Column("Assessment"))
ROWS = (("Quarter 1", "930", Badge("no change", "No change")), ("Quarter 2", "803", "[x]"))
TABLE = Table("Offences by quarter", LABELS, ROWS, ("[x] not available.",))
NUMBERS = Table("The numbers", LABELS[:2], (("1", "2"), ("2", "3")))
CHART = Chart("930 offences", "A line from 2 to 3.", SPEC, NUMBERS)
STATE = Assessment("Burglary", Badge("no change", "No change"), "It is so.", "F test", "2013/14")
SECTION = (
    TITLE,
    Prose((text("The words."), (Span("Aim", strong=True), Span(" so", emphasis=True)))),
    KeyFigures((KeyFigure("Burglaries", "930", "803 before"),)),
    Heading("Why it matters"),
    List((text("first"), text("second"))),
    List((text("one"), text("two")), ordered=True),
    TABLE,
    CHART,
    STATE,
    Notice("caution", "Take care", "Few cases."),
)
HOSTILE = (
    "<w:p><w:r/></w:p> &lt; ]]> <!-- x -->",
    "null \x00 bell \x07 \ud800 \ufffe",
    "{ HYPERLINK https://example.org } MERGEFIELD",
    "tab\tfeed\nend",
    "w" * 400,
)


def opened(blocks=SECTION):
    return docx.Document(io.BytesIO(word.section_docx(blocks)))


def styled(document, style):
    return [p for p in document.paragraphs if p.style.name == style]


def test_a_section_is_read_in_order():
    document = opened()
    words = [p.text for p in document.paragraphs if p.text]
    assert words[:6] == [
        "SP12 Burglary", "April to June 2014", "The words.", "Aim so", "Key figures",
        "Why it matters",
    ]  # fmt: skip
    assert [p.text for p in styled(document, "Heading 1")] == ["SP12 Burglary"]
    assert [p.text for p in styled(document, "Heading 2")] == ["Why it matters"]
    assert [p.text for p in styled(document, "Heading 3")] == ["Burglary"]
    bold, slanted = styled(document, "Normal")[1].runs
    assert (bold.bold, slanted.italic) == (True, True)


def test_tables_have_captions_header_rows_and_no_merged_cells():
    document = opened()
    captions = [p.text for p in styled(document, "Caption")]
    assert captions == ["Key figures", "Offences by quarter", "930 offences", "The numbers"]
    assert len(document.tables) == 3
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert len({len(row.cells) for row in table.rows}) == 1
    cells = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    assert cells == [
        ["Period", "Offences", "Assessment"],
        ["Quarter 1", "930", "\u00a0No change"],
        ["Quarter 2", "803", "[x]"],
    ]


def test_a_table_under_a_heading_of_its_words_does_not_repeat_them():
    document = opened((TITLE, Heading("Offences by quarter"), TABLE))
    assert styled(document, "Caption") == []
    assert len(document.tables) == 1


def test_pictures_say_what_they_show():
    pictures_ = opened().element.body.iter(qn("wp:docPr"))
    told = [(p.get("name"), p.get("descr")) for p in pictures_]
    assert told == [
        ("Shape 1", "Two level lines"),
        ("Chart 2", "930 offences. A line from 2 to 3."),
        ("Shape 3", "Two level lines"),
    ]


def test_an_assessment_is_word_shape_and_colour():
    first, sentence = styled(opened((TITLE, STATE)), "Assessment")
    assert sentence.text == "It is so."
    run = first.runs[-1]
    assert run.text.strip() == "No change"
    assert run._r.rPr.find(qn("w:shd")).get(qn("w:fill")) == "FFDD00"
    assert run._r.rPr.find(qn("w:bdr")) is not None


def test_lists_are_real_and_each_counts_from_one():
    ordered = List((text("one"), text("two")), ordered=True)
    document = opened((TITLE, ordered, ordered))
    ids = [p._p.pPr.numPr.numId.val for p in styled(document, "List Number")]
    assert len(set(ids)) == 2
    assert ids[0] == ids[1] and ids[2] == ids[3]
    assert [p.text for p in styled(opened(), "List Bullet")] == ["first", "second"]


def test_paragraphs_are_numbered_by_word_and_begin_anew_in_each_section():
    section = (
        TITLE,
        Heading("Purpose", numbered=True),
        Numbered(text("The words."), 2),
        Heading("Plain"),
    )
    made = word.pack_docx(COVER, [section, (replace(TITLE, section="sp13"), *section[1:])])
    document = docx.Document(io.BytesIO(made))
    numbers = [
        (p.text, p._p.pPr.numPr.numId.val, p._p.pPr.numPr.ilvl.val)
        for p in document.paragraphs
        if p._p.pPr.numPr is not None
    ]
    assert [(words, level) for words, _, level in numbers] == [
        ("Purpose", 0), ("The words.", 1), ("Purpose", 0), ("The words.", 1)
    ]  # fmt: skip
    assert numbers[0][1] == numbers[1][1] != numbers[2][1] == numbers[3][1]


def test_properties_and_language_are_told():
    document = opened()
    known = document.core_properties
    assert (known.title, known.language) == ("SP12 Burglary", "en-GB")
    assert known.created == known.modified
    assert known.created.date().isoformat() == "2014-09-29"
    normal = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:sz')}")
    assert normal.get(qn("w:val")) == "24"


def test_a_pack_has_a_title_page_contents_and_running_lines():
    made = word.pack_docx(COVER, [SECTION, (replace(TITLE, number="SP13", title="Violence"),)])
    document = docx.Document(io.BytesIO(made))
    assert [p.text for p in styled(document, "Title")] == ["A report"]
    assert [p.text for p in styled(document, "toc 1")] == ["SP12 Burglary", "SP13 Violence"]
    targets = {b.get(qn("w:name")) for b in document.element.body.iter(qn("w:bookmarkStart"))}
    links = [link.get(qn("w:anchor")) for link in document.element.body.iter(qn("w:hyperlink"))]
    assert set(links) == targets
    (section,) = document.sections
    assert section.header.paragraphs[0].text == "A report, Quarter 1 2014/15"
    assert section.footer.paragraphs[0].text == "An office. Page 1 of 1"
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert "Contact\tA role" in [p.text for p in document.paragraphs]


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_only_an_internal_paper_says_not_for_publication(audience):
    internal = audience == "internal"
    section = opened((replace(TITLE, audience=audience),)).sections[0]
    assert ("Not for publication" in section.header.paragraphs[0].text) is internal
    made = word.pack_docx(replace(COVER, audience=audience), [(TITLE,)])
    document = docx.Document(io.BytesIO(made))
    assert ("Not for publication" in [p.text for p in document.paragraphs]) is internal


def test_a_wide_table_is_on_a_page_on_its_side():
    labels = tuple(Column(f"Quite a long label {n}", "number") for n in range(16))
    wide = Table("Wide", labels, (tuple("1,234,567" for _ in labels),) * 2)
    document = opened((TITLE, Prose((text("Before."),)), wide, Prose((text("After."),)), wide))
    turned = [s.page_width > s.page_height for s in document.sections]
    assert turned == [False, True, False, True, False]
    assert all(p.text.strip() for p in document.paragraphs)
    assert all(s.header.paragraphs[0].text == "Quarter 1 2014/15" for s in document.sections)


def kept(table):
    """Of each row below the head, whether it stands on one page with what follows it."""
    cells = [row.cells[0].paragraphs[0] for row in table.rows[1:]]
    return [cell.paragraph_format.keep_with_next is True for cell in cells]


def rows_of(count, notes=()):
    rows = tuple((f"Quarter {n}", "930") for n in range(count))
    return Table("Many", LABELS[:2], rows, notes)


def test_a_low_table_stays_whole_and_above_its_notes():
    low, noted = opened((TITLE, rows_of(4), rows_of(4, ("[x] not available.",)))).tables
    assert kept(low) == [True] * 3 + [False]
    assert kept(noted) == [True] * 4


def test_a_higher_table_is_split_with_rows_enough_on_both_sides():
    """Its head is repeated; no row is split; neither two rows nor a note stand alone."""
    document = opened((TITLE, rows_of(40, ("[x] not available.", "A source."))))
    (table,) = document.tables
    assert kept(table) == [True] * 2 + [False] * 35 + [True] * 3
    settings = [row._tr.trPr for row in table.rows]
    assert all(row.find(qn("w:cantSplit")) is not None for row in settings)
    assert [row.find(qn("w:tblHeader")) is not None for row in settings] == [True] + [False] * 40
    first, last = styled(document, "Table Note")
    assert first.paragraph_format.keep_with_next and not last.paragraph_format.keep_with_next


def test_type_is_large_enough_to_read():
    """Tables of few columns are set in 11 points, behind charts in 10, words in 12."""
    document = opened((TITLE, Prose((text("Words."),)), TABLE, CHART))
    sizes = [table.cell(1, 0).paragraphs[0].runs[0].font.size for table in document.tables]
    assert [size and size.pt for size in sizes] == [None, 10]
    assert document.styles["Table Text"].font.size.pt == 11
    assert min(s.font.size.pt for s in document.styles if s.type == 1 and s.font.size) == 10


def begins_page(heading):
    return heading.paragraph_format.page_break_before is not False


def test_priorities_follow_one_another_without_a_page_each():
    other = Title("method", "", "Method", "", "2014-15-q1", "public", "2014-09-29")
    third = replace(TITLE, section="sp13", number="SP13")
    long = Prose((text("So it is. " * 90),))
    parts = [(title, long) for title in (TITLE, third, other, third)]
    document = docx.Document(io.BytesIO(word.pack_docx(COVER, parts)))
    headings = styled(document, "Heading 1")
    assert [begins_page(h) for h in headings] == [True, False, True, True]


def test_the_aim_stays_with_what_follows_it():
    document = opened((TITLE, Prose((text("Aim."),)), Prose((text("More."),)), NUMBERS))
    aim, more = styled(document, "Normal")
    assert aim.paragraph_format.keep_with_next and not more.paragraph_format.keep_with_next


def test_room_follows_a_table():
    document = opened((TITLE, NUMBERS, Prose((text("After."),))))
    assert styled(document, "Normal")[0].paragraph_format.space_before.pt == 8


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_words(words):
    table = Table(words, (Column(words),), ((words,),), (words,))
    blocks = (TITLE, Prose((text(words),)), Heading(words), List((text(words),)), table)
    document = opened((*blocks, Notice("note", words, words)))
    assert styled(document, "Normal")[0].text == clean(words)
    assert document.tables[0].cell(1, 0).text == clean(words)
    assert not list(document.element.body.iter(qn("w:hyperlink"), qn("w:instrText")))


@given(st.text(st.characters(), min_size=1, max_size=80))
@settings(max_examples=30)
def test_any_words_come_back(words):
    (shown,) = styled(opened((TITLE, Prose((text(f"a{words}b"),)))), "Normal")
    assert shown.text == clean(f"a{words}b")


@pytest.mark.parametrize("words", [*HOSTILE, "a \"b\" & 'c' <d>\n\te", "%s {x}", "]]>"])
def test_hostile_words_are_words_in_markup(words):
    (made,) = elements.parsed(elements.w("tblCaption", val=clean(words)))
    assert made.get(qn("w:val")) == clean(words) and len(made) == 0
    (told,) = elements.parsed(elements.run(f"{words}\t%s\n"))
    kinds = {qn("w:t"): lambda t: t.text, qn("w:tab"): lambda _: "\t", qn("w:br"): lambda _: "\n"}
    assert "".join(kinds[each.tag](each) for each in told) == clean(f"{words}\t%s\n")


def test_the_same_blocks_give_the_same_bytes():
    assert word.section_docx(SECTION) == word.section_docx(SECTION)
    assert word.pack_docx(COVER, [SECTION]) == word.pack_docx(COVER, [SECTION])


def test_nothing_of_the_machine_stays(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made = word.section_docx(SECTION)
    assert list(tmp_path.iterdir()) == []
    assert not any(str(tmp_path).encode() in part for part in office.members(made).values())


def test_every_state_and_sign_has_a_shape_with_a_name():
    names = {shapes.shape_name(state) for state in (*STATES, *SIGNS)}
    assert len(names) >= len(STATES)
    badges = tuple((state, Badge(state, state)) for state in (*STATES, *SIGNS))
    table = Table("All", (Column("Name"), Column("Badge")), badges)
    document = opened((TITLE, table))
    fills = [cell._tc.find(f".//{qn('w:shd')}") for cell in document.tables[0].columns[1].cells]
    assert sum(fill is not None for fill in fills) == len(STATES)
    assert fills[1].get(qn("w:fill")) == looks.look("improved")[0].lstrip("#").upper()


def test_faults_are_told():
    with pytest.raises(DataError, match="no section"):
        word.pack_docx(COVER, [])
    with pytest.raises(DataError, match="does not begin with its title"):
        word.section_docx((Heading("x"),))
    with pytest.raises(DataError, match="is not a state"):
        word.section_docx((TITLE, replace(STATE, badge=Badge("fine", "Fine"))))


def test_drawings_become_pictures_of_the_size_asked():
    square = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"></svg>'
    flat = square.replace("0 0 10 10", "0 0 10 5")
    made = pictures.pngs([square, flat], 72, 200)
    assert [pictures.size(png) for png in made] == [(200, 200), (200, 100)]
    assert pictures.pngs([], 72, 200) == []
    with pytest.raises(DataError, match="can't be made a picture"):
        pictures.pngs(["<svg"], 72, 200)


def test_a_picture_is_made_once(monkeypatch):
    square = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"></svg>'
    kept = pictures.kept([square, square], 36, 100)
    (first,) = kept.values()
    monkeypatch.setattr(pictures, "_drawn", lambda *_: pytest.fail("made again"))
    assert pictures.pngs([square, square], 36, 100) == [first, first]
    monkeypatch.setattr(pictures, "_pictures", {})
    pictures.remember(kept)
    assert pictures.pngs([square], 36, 100) == [first]


def test_charts_drawn_ahead_are_those_of_the_paper(monkeypatch):
    assert word.draw_ahead(block for block in SECTION if isinstance(block, Chart))
    made = word.section_docx(SECTION)
    monkeypatch.setattr(pictures, "_drawn", lambda *_: pytest.fail("made again"))
    assert word.section_docx(SECTION) == made


def test_fonts_are_the_projects_own():
    assert typesetting.fonts().families() == [lettering.FAMILY]
    assert len(typesetting.fonts().fonts()) == len(lettering.FACES)
