"""Where similar forces stand: figures by hand, any force and quarter, and what is left out."""

import re
import shutil

import pandas as pd
import pytest

from panelpack.document import Chart, Notice
from panelpack.errors import DataError
from panelpack.opendata import read
from panelpack.plan import load_plan
from panelpack.quarters import Quarter
from panelpack.section import Section, open_section
from section_cells import of_type, said, table, words

QUESTION = "Where do similar forces stand?"
GROUP = ("Bedfordshire", "Derbyshire", "Essex", "Kent", "Northamptonshire", "Staffordshire")


@pytest.fixture(scope="module")
def opened(workbook, tmp_path_factory):
    """Open a section of a force with a declared group of similar ones."""
    folder, copies = tmp_path_factory.mktemp("similar"), []

    def section(force, quarter, group=GROUP, of="sp12"):
        if (force, group) not in copies:
            copies.append((force, group))
        copy = folder / str(copies.index((force, group)))
        if not copy.exists():
            shutil.copytree(workbook / "params", copy / "params")
            (copy / "data").symlink_to(workbook / "data")
            text = (copy / "params/plan.yaml").read_text("utf-8")
            text = re.sub("(?m)^force: .*$", f"force: {force}", text)
            listed = f"similar_forces: [{', '.join(group)}]"
            text = re.sub(r"(?m)^similar_forces: .*$", listed if group else "", text)
            (copy / "params/plan.yaml").write_text(text, "utf-8")
        period = Quarter.parse(quarter)
        return Section(of, load_plan(copy), period, "public", period.end)

    return section


def test_the_figures_are_those_of_the_published_tables(workbook):
    """930 of 1,033,000 people: 21,050 incidents at 20.38 for each 1,000 give the people."""
    shown = open_section("sp12", "2014-15-q1", workbook=str(workbook)).similar_forces(
        "sp12_recorded", QUESTION
    )
    rows = {row[0]: row for row in table(shown)}
    own = ("Leicestershire", "0.90", "930", "1,033,000", "0.46 to 1.08", "0.28 to 1.26", "within")
    assert rows["Leicestershire"] == own
    assert round(21050 / 20.38) == 1033
    raw = pd.read_csv(workbook / "data/open/home-office/recorded-crime-quarterly.csv")
    one = raw[(raw["quarter"] == "2014-15-q1") & (raw["offence_group"] == "Domestic burglary")]
    counts = one.set_index("force")["offences"]
    plan = load_plan(workbook)
    for force in plan.settings.similar_forces:
        assert rows[force][2] == f"{counts[force]:,}"
    total = sum(counts[force] for force in ("Leicestershire", *plan.settings.similar_forces))
    assert rows["Together"][2] == f"{total:,}"


def test_the_people_agree_with_the_sum_of_the_districts(workbook):
    """The estimate of the calendar year before, to the nearest thousand."""
    people = read.force_people(workbook)
    own = people[people["force"] == "Leicestershire"].set_index("year")["people"]
    summed = read.force_population(workbook, "Leicestershire")
    for year in range(2007, 2016):
        assert abs(own[f"{year}-{(year + 1) % 100:02}"] - summed[year - 1]) <= 1000
    assert abs(own["2018-19"] - summed[2020]) <= 1000
    assert people["force"].nunique() == 42


def test_the_drawing_holds_the_rates_of_the_table(workbook):
    section = open_section("sp14", "2014-15-q1", workbook=str(workbook))
    (chart,) = of_type(section.similar_forces("sp14_recorded", QUESTION), Chart)
    drawn = {
        row["name"]: row["shown"]
        for data in chart.spec["datasets"].values()
        for row in data
        if "own" in row
    }
    assert drawn == {row[0]: row[1] for row in chart.table.rows if row[0] != "Together"}
    outside = [row[0] for row in chart.table.rows if "limit" in row[-1]]
    assert outside == ["Bedfordshire", "Staffordshire"]
    for force in outside:
        assert force in chart.description


# Before and after the burglary groups changed; the first and the last quarter there is.
@pytest.mark.parametrize("quarter", ["2006-07-q1", "2012-13-q4", "2017-18-q1", "2018-19-q3"])
@pytest.mark.parametrize("force", ["Leicestershire", "Metropolitan Police", "Dyfed-Powys"])
def test_any_force_and_quarter_can_be_compared(opened, force, quarter):
    section = opened(force, quarter)
    for measure in ("sp11_recorded", "sp12_recorded", "sp13_recorded", "sp14_recorded"):
        shown = section.similar_forces(measure, QUESTION)
        rows = [row for row in table(shown) if row[0] != "Together"]
        assert {row[0] for row in rows} == {force, *GROUP}
        rates = [float(row[1]) for row in rows]
        assert rates == sorted(rates, reverse=True) and rates[-1] > 0
        assert Quarter.parse(quarter).label in said(shown)
        for text in words(shown.to_json()):
            assert not re.search(r"\b(nan|None|inf)\b", text)


@pytest.mark.parametrize("force", ["City of London", "British Transport Police"])
def test_a_force_without_residents_is_not_compared_and_says_why(opened, force):
    shown = opened(force, "2014-15-q1").similar_forces("sp12_recorded", QUESTION)
    assert of_type(shown, Chart) == []
    (notice,) = of_type(shown, Notice)
    assert "few or none live" in notice.text


def test_a_force_without_residents_is_left_out_of_the_others(opened):
    group = (*GROUP, "City of London")
    shown = opened("Leicestershire", "2014-15-q1", group).similar_forces("sp12_recorded", QUESTION)
    assert "City of London is left out" in said(shown)
    assert "City of London" not in {row[0] for row in table(shown)}


def test_a_count_below_zero_is_left_out(opened):
    """Homicides of Cheshire in Quarter 1 of 2008/09 are −3 after a revision."""
    section = opened("Leicestershire", "2008-09-q1", (*GROUP, "Cheshire"))
    plan = section.plan
    measure = plan.measures["sp13_recorded"]
    open_data = measure.open.model_copy(update={"groups": ("Homicide",)})
    plan.measures["sp13_recorded"] = measure.model_copy(update={"open": open_data})
    shown = said(section.similar_forces("sp13_recorded", QUESTION))
    assert "Cheshire is left out: revisions" in shown


def test_without_a_declared_group_it_says_how_to_declare_one(opened):
    shown = opened("Leicestershire", "2014-15-q1", ()).similar_forces("sp12_recorded", QUESTION)
    (notice,) = of_type(shown, Notice)
    assert "similar_forces in params/plan.yaml" in notice.text


def test_too_few_forces_are_not_compared(opened):
    section = opened("Leicestershire", "2014-15-q1", ("Kent", "Essex"))
    (notice,) = of_type(section.similar_forces("sp12_recorded", QUESTION), Notice)
    assert "3 forces are too few" in notice.text


def test_a_quarter_that_is_not_published_yet_is_not_compared(opened):
    section = opened("Leicestershire", "2019-20-q1")
    (notice,) = of_type(section.similar_forces("sp12_recorded", QUESTION), Notice)
    assert "no figure of Leicestershire for Quarter 1 2019/20" in notice.text


def test_mistakes_in_the_plan_are_told(opened):
    section = opened("Leicestershire", "2014-15-q1", (*GROUP, "Nottinghamshir"))
    with pytest.raises(DataError, match="did you mean 'Nottinghamshire'"):
        section.similar_forces("sp12_recorded", QUESTION)
    with pytest.raises(DataError, match="names Leicestershire itself"):
        opened("Leicestershire", "2014-15-q1", (*GROUP, "Leicestershire"))
    with pytest.raises(DataError, match="names Kent twice"):
        opened("Leicestershire", "2014-15-q1", (*GROUP, "Kent"))
    with pytest.raises(DataError, match="not Home Office data"):
        opened("Leicestershire", "2014-15-q1").similar_forces("sp12_street", QUESTION)
