"""Another force is another `force:` in the plan: what is known of it, and what isn't."""

import re
import shutil
from datetime import date

import pytest

from panelpack.document import Chart, Notice
from panelpack.errors import DataError
from panelpack.plan import load_plan
from panelpack.quarters import Period, Quarter
from panelpack.section import Section
from panelpack.series import Figures
from section_cells import of_type, said, table, words

QUESTION = "What is asked?"
FORCES = ("Kent", "City of London", "Metropolitan Police", "British Transport Police")
# A figure below zero; before and after burglary was recorded anew; the last quarter of all.
SEEN = (
    ("City of London", "2015-16-q2"),
    ("Kent", "2017-18-q2"),
    ("British Transport Police", "2017-18-q2"),
    ("Metropolitan Police", "2018-19-q3"),
)


@pytest.fixture(scope="module")
def opened(workbook, tmp_path_factory):
    """Open a section of another force: its plan by itself, the data shared."""
    folder = tmp_path_factory.mktemp("forces")
    plans = {}

    def plan_of(force):
        if force not in plans:
            copy = folder / force.replace(" ", "-")
            shutil.copytree(workbook / "params", copy / "params")
            (copy / "data").symlink_to(workbook / "data")
            plan = copy / "params/plan.yaml"
            text = plan.read_text("utf-8")
            text = re.sub("(?m)^force: .*$", f"force: {force}", text)
            # Some of these forces are among those that the plan compares its own with.
            plan.write_text(re.sub(r"(?m)^similar_forces: \[.*\]\n", "", text), "utf-8")
            plans[force] = load_plan(copy)
        return plans[force]

    def section(force, quarter, of="sp12"):
        quarter = Quarter.parse(quarter)
        return Section(of, plan_of(force), quarter, "public", quarter.end)

    return section


@pytest.mark.parametrize(("force", "quarter"), SEEN)
def test_what_the_home_office_knows_of_any_force_is_shown(opened, force, quarter):
    section = opened(force, quarter)
    shown = [
        *(section.control_chart(f"sp{n}_recorded") for n in (11, 12, 13, 14)),
        *(section.prediction(f"sp{n}_recorded") for n in (11, 12)),
        section.year_on_year("sp12_recorded"),
        section.rolling("sp12_recorded"),
        section.agreement("sp12_recorded"),
        section.yardsticks("sp12_recorded", QUESTION),
        section.step("sp11_recorded", QUESTION),
        section.same_quarter("sp13_recorded", QUESTION),
        section.headline(),
        section.assessments(),
        section.table(),
        section.gaps(),
    ]
    for block in shown:
        for text in words(block.to_json()):
            assert not re.search(r"\b(nan|None|inf)\b", text)
    total = section.series("sp11_recorded").iloc[-1]
    assert f"the last value, {total:,.0f}" in said(section.control_chart("sp11_recorded"))


@pytest.mark.parametrize("force", FORCES)
def test_what_the_workbook_does_not_hold_of_a_force_is_said(opened, force):
    section = opened(force, "2014-15-q1")
    for block in (
        section.year_on_year("sp14_street"),
        section.districts("sp12_street", QUESTION),
        section.line("sp01_arrests"),
    ):
        assert not of_type(block, Chart)
        assert of_type(block, Notice)[0].tone == "missing"
    entry = section.figures.entry("sp12_street", Period.parse("2014-06"))
    assert (entry.value, entry.status) == (None, "not_published")
    assert entry.note == f"the workbook has no police-uk data for {force}"
    assert section.judged("sp12_street").result.state == "not available"


def alone(workbook, tmp_path, rows):
    """Open a priority whose one measure, of a partner, has only these rows of its return."""
    for part in ("params", "data"):
        shutil.copytree(workbook / part, tmp_path / part)
    folder = tmp_path / "data/returns/2014-15-q1/supporting-families/v1"
    head = "measure,area,period,value,numerator,base,status,note\n"
    (folder / "values.csv").write_text(head + rows, "utf-8")
    text = (folder / "return.yaml").read_text("utf-8")
    (folder / "return.yaml").write_text(re.sub("(?m)^sha256: .*\n", "", text), "utf-8")
    day = date(2014, 9, 29)
    return Section("sp04", load_plan(tmp_path), Quarter.parse("2014-15-q1"), "internal", day)


def test_a_lone_figure_is_told_in_words_and_not_drawn(workbook, tmp_path):
    section = alone(workbook, tmp_path, "sp04_asb,,2013-14-q1,346,346,1883,supplied,\n")
    for block in (section.control_chart("sp04_asb"), section.year_on_year("sp04_asb")):
        assert not of_type(block, Chart)
        (told,) = of_type(block, Notice)
        assert told.text.endswith(
            "one figure is known, 346 people in Quarter 1 2013/14. A chart begins with two."
        )


def test_a_chart_without_limits_does_not_count_what_limits_come_from(workbook, tmp_path):
    rows = ("sp04_asb,,2013-14-q1,346,346,1883,supplied,", "sp04_asb,,2013-14-q3,9,9,30,supplied,")
    section = alone(workbook, tmp_path, "\n".join((*rows, "")))
    (chart,) = of_type(section.control_chart("sp04_asb"), Chart)
    assert chart.description.startswith(
        "A control chart of people: 2 values from Quarter 1 2013/14 to Quarter 3 2013/14, without "
        "limits."
    )


def test_a_force_that_no_table_knows_is_a_mistake(opened):
    with pytest.raises(DataError, match="nothing for 'Leicestershre'; it has Avon and Somerset"):
        opened("Leicestershre", "2014-15-q1").series("sp11_recorded")


def test_a_quarter_below_zero_is_a_gap_that_says_why(opened):
    section = opened("City of London", "2015-16-q3")
    entry = section.figures.entry("sp12_recorded", Period.parse("2015-16-q2"))
    assert (entry.value, entry.status) == (None, "nationally_unavailable")
    assert entry.note == "revisions of other quarters leave −1, which is no count"
    series = section.series("sp12_recorded")
    assert series.isna().sum() == 1
    assert (series.dropna() >= 0).all()
    (chart,) = of_type(section.year_on_year("sp12_recorded"), Chart)
    assert chart.table.rows[-1][:3] == ("2015/16", "5", "[x]")
    assert "[x] not available." in chart.table.notes
    reported = section.reported("sp12_recorded")
    assert reported.value is None
    assert "which is no count" in said(section.headline())


def test_no_open_series_of_any_force_is_below_zero(opened, workbook):
    for force in ("Surrey", "North Wales", "Norfolk", "Leicestershire"):
        section = opened(force, "2018-19-q3")
        for measure in (m for m in section.plan.measures.values() if m.open):
            series = section.series(measure.id)
            assert not (series < 0).any(), (force, measure.id)


def test_a_revision_within_a_larger_sum_stays_in_it(opened):
    # Norfolk's miscellaneous crimes of the quarter come out at -204; its twelve months add up.
    figures = opened("Norfolk", "2015-16-q4").figures
    entry = figures.entry("sp11_recorded", Period.parse("2015-16-q4"))
    assert entry.status == "supplied"
    assert entry.value > 5000


def test_limits_start_anew_where_recording_changed(opened):
    chart, *notices = of_type(opened("Leicestershire", "2018-19-q3").control_chart(
        "sp12_recorded"
    ), (Chart, Notice))  # fmt: skip
    rows = {row[0]: row for row in chart.table.rows}
    before, after = rows["Quarter 4 2016/17"], rows["Quarter 1 2017/18"]
    assert before[3] != after[3]
    told = [n.text for n in notices if n.title == "Limits start anew"]
    assert told == [
        "From 1 April 2017: burglary of sheds and garages counts as residential from April 2017."
    ]
    assert "a concern" not in opened("Leicestershire", "2017-18-q2").control_chart(
        "sp12_recorded"
    ).blocks[0].title  # fmt: skip


def test_twelve_months_are_not_summed_over_a_change_of_recording(opened):
    (chart,) = of_type(opened("Leicestershire", "2018-19-q3").rolling("sp12_recorded"), Chart)
    year = {row[0]: row[1:] for row in chart.table.rows}
    assert year["2017/18"][:3] == ("[x]", "[x]", "[x]")
    assert year["2017/18"][3] != "[x]"


def test_a_prediction_names_the_quarter_that_it_is_for(opened):
    """The table ends with Quarter 3 2018/19, so that is what a later quarter looks back on."""
    (chart,) = of_type(opened("Leicestershire", "2019-20-q1").prediction("sp11_recorded"), Chart)
    assert "expected in Quarter 4 2018/19" in chart.title
    assert "in the twelve months to December 2019" in chart.title
    assert chart.table.rows[0][0] == "Quarter 4 2018/19"


def test_a_district_without_a_population_has_no_rate(workbook, tmp_path):
    for part in ("params", "data"):
        shutil.copytree(workbook / part, tmp_path / part)
    path = tmp_path / "data/reference/populations.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if ",Melton," not in line), "utf-8")
    section = Section(
        "sp11", load_plan(tmp_path), Quarter.parse("2014-15-q1"), "public", date(2014, 9, 29)
    )
    rows = {row[0]: row[-1] for row in table(section.districts("sp11_street", QUESTION))}
    assert (rows["Melton"], rows["Leicester"], rows["All"]) == ("[x]", "21.9", "[x]")
    path.write_text(lines[0], "utf-8")
    section.figures = Figures(section.plan, section.quarter, "public", section.as_at)
    group = section.districts("sp11_street", QUESTION)
    assert {row[-1] for row in table(group)} == {"[x]", "[z]"}
    assert "mid-year population" not in " ".join(words(group.to_json()))
