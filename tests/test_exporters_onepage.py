"""A page that must hold all: exactly one, at any number of rows and length of words."""

import io

import pypdf
import pytest
from bs4 import BeautifulSoup

from panelpack.document import (
    SIGNS,
    STATES,
    Badge,
    Column,
    Cover,
    Heading,
    List,
    Numbered,
    OnePage,
    Prose,
    Table,
    Title,
    plain,
    text,
)
from panelpack.errors import DataError
from panelpack.exporters import columns, html, onepage, outline, paper, pdf

COVER = Cover("The plan", "Quarter 1 2014/15", "public", "2014-09-29", office="The office")
TITLE = Title("summary", "", "Summary", "3 months", "2014-15-q1", "public", "2014-09-29")
SHORT, LONG = "Domestic burglary", "A priority whose name nobody has cut and that runs on " * 3
NAMES = ("Priority", "Headline", "Figure", "Change", "Variation", "Target", "State")


def summary(rows, words=SHORT, items=9):
    columns_ = tuple(Column(n, "number" if n in ("Figure", "Change") else "text") for n in NAMES)
    table = Table(
        f"The {rows} priorities",
        columns_,
        tuple(
            (
                f"P{i} {words}",
                f"{words}: more than a year before",
                "15,243",
                "+1,127 (+15.8%)",
                Badge("common cause", "Common cause"),
                Badge("consistently missed", "Consistently missed"),
                Badge("no change", "Nothing that counts"),
            )
            for i in range(rows)
        ),
        ("[x] not available.",),
    )
    points = List(tuple(text(f"Item {i}: {words} has not come") for i in range(items)))
    return OnePage(
        (table, Heading("Attention"), points, Prose((text("The rule."),)), Heading("Gaps"), points)
    )


def pages(made):
    return [
        " ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(made)).pages
    ]


@pytest.mark.parametrize("words", [SHORT, LONG])
@pytest.mark.parametrize("rows", [1, 8, 18, 25, 32])
def test_the_page_is_exactly_one_and_holds_every_row(rows, words):
    (page,) = pages(pdf.page_pdf(COVER, (TITLE, summary(rows, words), Prose((text("Below."),)))))
    assert all(f"P{i} " in page for i in range(rows))
    assert page.count("15,243") == page.count("+1,127 (+15.8%)") == rows
    assert page.count("Common cause") == rows
    assert "The rule." in page
    assert "Below." not in page


def test_what_fits_whole_is_not_cut():
    (page,) = pages(pdf.page_pdf(COVER, (TITLE, summary(18))))
    assert page.count(f"{SHORT}: more than a year before") == 18
    assert all(page.count(f"Item {i}: {SHORT} has not come") == 2 for i in range(9))
    assert "…" not in page


def test_rows_without_end_are_told_and_not_spread_over_pages():
    with pytest.raises(DataError, match="it does not fit on one page: shorten names"):
        pdf.page_pdf(COVER, (TITLE, summary(90)))


def test_a_section_without_such_a_page_has_none_by_itself():
    with pytest.raises(DataError, match="section summary shows nothing that stands on one page"):
        pdf.page_pdf(COVER, (TITLE, Heading("A heading")))


def test_in_a_pack_the_page_comes_first_then_the_contents_then_the_rest():
    below = (Heading("The whole list"), *[Prose((text("All of it."),))] * 6)
    other = Title("sp01", "SP1", "Other", "", "2014-15-q1", "public", "2014-09-29")
    made = pages(pdf.pack_pdf(COVER, [(TITLE, summary(18), *below), (other, Heading("Words"))]))
    assert "P17 Domestic burglary" in made[0]
    assert "Contents" in made[1]
    assert "The plan" in made[0]
    assert made[1].index("Contents") < made[1].index("The whole list") < made[1].index("All of it.")
    assert "SP1 Other" in made[2]
    assert len(made) == 3


def test_each_step_takes_no_more_than_the_one_before():
    """Sizes shrink first, then lists, then cells; never below the smallest size."""
    sizes = [step.size for step in onepage.STEPS]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] == onepage.SMALLEST == 8
    for name in ("items", "letters"):
        given = [getattr(step, name) or 10_000 for step in onepage.STEPS]
        assert given == sorted(given, reverse=True)
    firsts = [s for s in onepage.STEPS if s.items is None]
    assert all(step.letters is None for step in firsts)


def test_cutting_says_so_and_never_touches_numbers_or_states():
    step = onepage.Step(8, items=2, letters=20)
    table, _, points, *_ = onepage.cut(summary(3, LONG).blocks, step)
    assert [plain(i) for i in points.items][-1] == "and 7 more, told in full in the pack."
    for row in table.rows:
        assert row[0].endswith("…") and len(row[0]) <= 20
        assert row[2:4] == ("15,243", "+1,127 (+15.8%)")
        assert row[4].word == "Common cause"
    assert onepage.cut(summary(3).blocks, onepage.STEPS[0]) == summary(3).blocks


def test_the_table_is_as_wide_as_the_page_and_the_parts_stand_below():
    wide, parts = onepage.columns_of(summary(3).blocks)
    assert [type(block) for block in wide] == [Table]
    assert [[type(b) for b in part] for part in parts] == [[Heading, List, Prose], [Heading, List]]
    for size in (8, 11):
        layout = columns.at_size(wide[0], size, onepage.ROOM)
        assert sum(layout.widths) <= onepage.ROOM
        assert layout.parts == ((0, 3),)


def test_on_a_screen_the_page_is_blocks_like_any_others():
    page = BeautifulSoup(html.section_page((TITLE, summary(8))), "html.parser")
    assert len(page.find_all("table")) == 1
    assert [h.get_text() for h in page.main.find_all("h2")] == ["Attention", "Gaps"]
    signs = page.select("td .pp-sign")
    assert {s.get_text(strip=True) for s in signs} == {"Common cause", "Consistently missed"}
    assert all(s.svg["aria-hidden"] == "true" for s in signs)


NUMBERED = (
    TITLE,
    Heading("Purpose"),
    Numbered(text("To inform.")),
    Heading("Background"),
    Numbered(text("What was agreed.")),
    Heading("First priority", numbered=True),
    Numbered(text("It rose."), 2),
    Numbered(text("It fell."), 2),
    Heading("Second priority", numbered=True),
    Numbered(text("It stayed."), 2),
    Numbered(text("The end.")),
)
NUMBERS = ["1", "2", "3", "3.1", "3.2", "4", "4.1", "5"]


def test_paragraphs_are_numbered_by_their_place_alike_in_every_format():
    (section,) = outline.sections((NUMBERED,), 1)
    assert [p.number for p in section.pieces if p.number] == NUMBERS
    blocks = paper.of_section(NUMBERED)["sections"][0]["blocks"]
    assert [b["number"] for b in blocks if b.get("number")] == NUMBERS
    page = BeautifulSoup(html.section_page(NUMBERED), "html.parser")
    assert [s.get_text() for s in page.select(".pp-paragraph")] == NUMBERS
    assert page.find(id="summary-paragraph-3-2").get_text(" ", strip=True) == "3.2 It fell."
    (said,) = pages(pdf.section_pdf(NUMBERED))
    for words in (
        "1 To inform.",
        "3 First priority 3.1 It rose. 3.2 It fell. 4 Second",
        "5 The end.",
    ):
        assert words in said


def test_a_paragraph_below_none_is_refused():
    with pytest.raises(DataError, match=r"'It rose\.' of level 2 has none of level 1 before it"):
        html.section_page((TITLE, Numbered(text("It rose."), 2)))


def test_a_paragraph_shown_alone_has_no_number():
    assert "pp-paragraph" not in html.fragment(Numbered(text("It rose."), 2))
    assert "It rose." in html.fragment(Numbered(text("It rose."), 2))


def test_every_sign_and_state_is_drawn():
    for state in (*STATES, *SIGNS):
        table = Table("T", (Column("A"), Column("B")), (("a", Badge(state, f"word {state}")),))
        assert f"word {state}" in html.section_page((TITLE, table))
