"""The glossary: general words, and those of a plan beside them or in their place."""

from itertools import pairwise

from panelpack.document import Heading, List
from panelpack.plan import load_plan
from panelpack.section import open_section
from panelpack.section.glossary import GENERAL, TITLE, glossary
from section_cells import said, table


def test_the_words_of_a_plan_stand_among_the_general_ones_in_the_order_of_the_alphabet():
    shown = glossary({"OPCC": "the office", "ASB": "another meaning"})
    words = [row[0] for row in shown.rows]
    assert words[-1] == "YTD" and words.index("ONS") < words.index("OPCC")
    assert set(words) == {*GENERAL, "OPCC"} and len(words) == len(set(words))
    assert dict(shown.rows)["ASB"] == "another meaning"
    assert shown.caption == TITLE


def test_the_method_page_names_the_source_of_each_note_on_open_data(workbook):
    blocks = open_section("method", "2014-15-q1").open_data_quality().blocks
    under = {b.text: notes for b, notes in pairwise(blocks) if isinstance(b, Heading)}
    assert "A proxy for youth justice." in said(under["Arrests of 10 to 17 year olds"])
    assert "Incidents, not offences" in said(
        under["Anti-social behaviour incidents by police force area"]
    )
    assert all(isinstance(before, Heading) for before, b in pairwise(blocks) if isinstance(b, List))


def test_the_method_page_says_what_its_list_of_boards_is(workbook):
    words = said(open_section("method", "2014-15-q1").about_clearance())
    assert "Those who clear figures: - Community safety performance leads" in words


def test_the_method_page_explains_what_the_plan_of_the_workbook_abbreviates(workbook):
    rows = dict(table(open_section("method", "2014-15-q1").words_and_abbreviations()))
    own = load_plan(workbook).settings.abbreviations
    assert own and own.items() <= rows.items()
