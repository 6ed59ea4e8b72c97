"""The glossary: general words, and those of a plan beside them or in their place."""

from panelpack.plan import load_plan
from panelpack.section import open_section
from panelpack.section.glossary import GENERAL, TITLE, glossary
from section_cells import table


def test_the_words_of_a_plan_stand_among_the_general_ones_in_the_order_of_the_alphabet():
    shown = glossary({"OPCC": "the office", "ASB": "another meaning"})
    words = [row[0] for row in shown.rows]
    assert words[-1] == "YTD" and words.index("ONS") < words.index("OPCC")
    assert set(words) == {*GENERAL, "OPCC"} and len(words) == len(set(words))
    assert dict(shown.rows)["ASB"] == "another meaning"
    assert shown.caption == TITLE


def test_the_method_page_explains_what_the_plan_of_the_workbook_abbreviates(workbook):
    rows = dict(table(open_section("method", "2014-15-q1").words_and_abbreviations()))
    own = load_plan(workbook).settings.abbreviations
    assert own and own.items() <= rows.items()
