"""The covering report: its parts, their numbers, and what is said where nobody has written."""

import re
from datetime import date

import pytest

from panelpack.document import Heading, Notice, Numbered, OnePage, plain
from panelpack.errors import DataError
from panelpack.exporters import outline
from panelpack.plan import load_plan
from panelpack.quarters import Quarter
from panelpack.section import Section
from panelpack.section.covering import IMPLIED, NOT_STATED
from section_cells import of_type, said, shown_by, table

QUARTER = Quarter.parse("2014-15-q1")
MEETING = date(2014, 9, 29)


@pytest.fixture(scope="module")
def report(plan):
    return Section("covering-report", plan, QUARTER, "public", MEETING)


@pytest.fixture
def written(copy_of_workbook):
    """The report with another file of words."""

    def write(words):
        path = copy_of_workbook / "data/commentary/2014-15-q1/covering-report.md"
        path.write_text(words, "utf-8")
        return Section("covering-report", load_plan(copy_of_workbook), QUARTER, "public", MEETING)

    return write


def paragraphs(group):
    return [plain(block.text) for block in of_type(group, Numbered)]


def heading_of(report):
    return dict(line.split(": ", 1) for line in report.committee_heading().plain().split("\n\n"))


def test_the_heading_names_meeting_author_and_subject(report):
    assert heading_of(report) == {
        "Meeting": "Leicester, Leicestershire and Rutland Police and Crime Panel",
        "Date": "29 September 2014",
        "Report of": "Police and Crime Commissioner for Leicestershire",
        "Subject": "Quarter 1 performance report",
        "Author": "Planning and Performance Co-ordinator",
    }


def test_the_parts_stand_in_the_order_of_a_committee_paper(workbook, monkeypatch):
    monkeypatch.chdir(workbook)
    parameters = {"quarter": "2014-15-q1", "audience": "public", "as_at": ""}
    path = workbook / "notebooks/covering-report.ipynb"
    blocks = [block for _, block in shown_by(path, parameters)]
    (section,) = outline.sections((blocks,), 1)
    heads = [p.block.text for p in section.pieces if isinstance(p.block, Heading)]
    assert [h for h in heads if not re.match(r"SP\d", h)] == [
        "Purpose of report",
        "Recommendation",
        "Background",
        "Performance in Quarter 1 2014/15",
        "Contribution of community safety partnerships",
        "Implications",
        "List of appendices",
        "Background papers",
        "Contact",
    ]
    numbers = [p.number for p in section.pieces if p.number]
    firsts = [int(n) for n in numbers if "." not in n]
    assert firsts == list(range(1, len(firsts) + 1))
    numbered = {p.number: p.block.plain() for p in section.pieces if p.number}
    assert numbered["6"] == "SP1 Preventing and diverting young people from offending"
    assert numbered["23"].startswith("SP18 With staff and partners")
    assert numbered["17.1"].startswith("Domestic burglary: 930 offences in Quarter 1 2014/15, 127")


def test_a_priority_tells_what_is_known_then_what_is_not_then_what_was_written(report):
    told = paragraphs(report.performance())
    at = told.index(next(t for t in told if t.startswith("Offences by the 18 to 24")))
    assert told[at].endswith(
        "38 offences in Quarter 1 2014/15, 52 fewer than in Quarter 1 2013/14 (−58%). "
        "Assessment: not tested."
    )
    assert told[at + 1] == (
        "Not known yet: Re-offending rate of 18 to 24 year olds. Was to follow the Reducing "
        "Re-offending Board of 19 September 2014; not received yet."
    )
    assert told[at + 2].endswith("The full context goes to the Reducing Re-offending Board.")


def test_a_reason_that_several_figures_share_is_told_once(report):
    told = " ".join(paragraphs(report.performance()))
    shared = "the national source has stopped supplying treatment and criminal justice data"
    assert told.count(shared) == 1
    assert "Successful treatment completions; Re-presentations to treatment; Re-off" in told


def test_a_priority_without_a_figure_on_the_dashboard_tells_what_else_is_known(report):
    told = paragraphs(report.performance())
    assert any(t.startswith("Sexual offences recorded: 307 offences") for t in told)
    assert "Rapes reported more than a week later: Nearly 60%. Assessment: not tested." in told


def test_implications_stand_in_a_table_with_all_five(report):
    rows = dict(table(report.implications()))
    assert tuple(rows) == IMPLIED
    assert rows["Equality impact assessment"] == "Completed for the Police and Crime Plan."


def test_appendices_follow_the_order_of_the_pack_and_papers_name_their_publisher(report):
    assert paragraphs(report.appendices())[:3] == [
        "Sections SP1 to SP18: one for each priority",
        "Community safety partnerships",
        "Appendix A: Police and Crime Plan dashboard",
    ]
    (papers,) = paragraphs(report.background_papers())
    assert "Home Office." in papers and "Office for National Statistics." in papers
    assert paragraphs(report.contact_role()) == ["Planning and Performance Co-ordinator."]


def test_the_partnerships_are_compared_before_what_is_written_of_them(report):
    first, *written = paragraphs(report.partnerships())
    assert first.startswith("Street-level crime in Quarter 1 2014/15: highest in Leicester, 21.9")
    assert len(written) == 3


def test_what_nobody_has_written_is_said(plan):
    bare = Section("covering-report", plan, Quarter.parse("2018-19-q3"), "public", date(2019, 2, 1))
    for part in (bare.recommendation(), bare.background(), bare.partnerships()):
        (notice,) = of_type(part, Notice)
        assert notice.tone == "missing"
        assert notice.text.startswith("data/commentary/2018-19-q3/covering-report.md has no part")
    assert {row[1] for row in table(bare.implications())} == {NOT_STATED}
    (purpose,) = paragraphs(bare.purpose())
    assert "in Quarter 3 2018/19, and what is not known yet." in purpose
    assert heading_of(bare)["Date"] == "Not fixed yet"
    assert "No return received from" in said(bare.performance())


def test_a_purpose_that_is_written_stands_instead_of_the_usual_one(written):
    made = written("### purpose of report\n\nTo ask.\n\n### SP12\n\nMore on homes.")
    assert paragraphs(made.purpose()) == ["To ask."]
    assert "More on homes." in paragraphs(made.performance())


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("### Recomendation\n\nTo note.", "'Recomendation' is no part; the parts are Purpose of"),
        ("To note.", "begin with a heading; the parts are"),
        ("### Implications\n\n- **Finance**: None.", "'Finance' is no implication"),
    ],
)
def test_words_without_a_place_are_told_with_their_file(written, words, fault):
    made = written(words)
    with pytest.raises(DataError, match=fault) as told:
        made.implications()
    assert str(told.value).startswith("data/commentary/2014-15-q1/covering-report.md: ")


def test_one_page_is_one_output_of_a_notebook():
    assert OnePage(())._ipython_display_ is None
