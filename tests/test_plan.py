"""The plan: what the workbook's own says, and that a wrong one is refused with file and line."""

import re
from datetime import date

import pytest

from panelpack.errors import DataError
from panelpack.plan import find_workbook, load_plan, load_quarter, quarters_on_file
from panelpack.quarters import Quarter

QUARTER = Quarter.parse("2014-15-q1")


def change(workbook, file, old, new):
    path = workbook / "params" / file
    text = path.read_text("utf-8")
    assert text.count(old) >= 1, f"{file} has no {old!r}"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text.split(old, 1)[0].count("\n") + 1


def refused(workbook):
    with pytest.raises(DataError) as error:
        load_plan(workbook)
    return str(error.value)


def test_the_plan_has_eighteen_priorities_in_the_order_of_the_pack(plan):
    assert list(plan.priorities) == [f"sp{n:02}" for n in range(1, 19)]
    assert plan.settings.order[0] == "summary"
    assert plan.settings.order[-2:] == ("changes", "method")
    assert plan.settings.force == "Leicestershire"


def test_a_measure_is_said_as_the_dashboard_prints_it(plan):
    level = plan.measures["sp12_level"]
    assert (level.title, level.kind, level.better) == (
        "Change in level of offences",
        "count",
        "fewer",
    )
    assert plan.priority_of("sp12_level").title.startswith("To reduce domestic burglary")
    assert plan.board_of(level) == "Leicestershire Police chief officer team"
    assert not level.is_rate
    assert plan.measures["sp12_satisfaction"].is_rate


def test_a_recurring_measure_is_filled_in(plan):
    outcome = plan.measures["sp12_outcome"]
    assert outcome.name == "Victim focused outcomes, domestic burglary"
    assert outcome.title == "A victim focused crime outcome"
    assert outcome.partner == "force"


def test_every_measure_says_why_and_when_it_is_looked_at_again(plan):
    for measure in plan.measures.values():
        assert measure.why.endswith("."), measure.id
        assert measure.review >= date(2014, 9, 29), measure.id


def test_a_return_is_due_45_days_after_the_quarter(plan):
    assert plan.settings.partners["youth-offending"].due(QUARTER) == date(2014, 8, 14)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("plan.yaml", "office: ", "ofice: ", "unknown key 'ofice'; did you mean 'office'?"),
        ("plan.yaml", "contact: ", "title: ", "key 'title' is repeated (first in line 3)"),
        ("plan.yaml", "    name: Youth offending services", "    due_days: soon\n    name: Y",
         "due_days: 'soon' is wrong in partners.youth-offending"),
        ("plan.yaml", "    cadence: quarter", "    cadance: quarter",
         "unknown key 'cadance' in recurring outcome"),
        ("priorities/sp12.yaml", "    better: fewer", "    beter: fewer",
         "unknown key 'beter' in measures.sp12_level; did you mean 'better'?"),
        ("priorities/sp12.yaml", "    better: fewer", "    better: less",
         "better: 'less' is wrong in measures.sp12_level"),
        ("priorities/sp12.yaml", "    better: fewer", "    better: no",
         "better: 'no' is wrong in measures.sp12_level"),
        ("priorities/sp12.yaml", "    partner: force", "    partner: forse",
         "unknown partner 'forse'; the plan has force, youth-offending"),
        ("priorities/sp12.yaml", "    beside: sp12_level", "    beside: sp12_levle",
         "unknown measure 'sp12_levle' in sp12_recorded"),
        ("priorities/sp12.yaml", "sp12_level, sp12_outcome", "sp12_levle, sp12_outcome",
         "panel SP12 names unknown measure 'sp12_levle'"),
        ("priorities/sp12.yaml", "{use: satisfaction,", "{use: satisfacton,",
         "no recurring measure 'satisfacton' in params/plan.yaml"),
        ("priorities/sp12.yaml", "{use: satisfaction,", "{use: satisfaction, zz: 1,",
         "unknown key 'zz' in measures.sp12_satisfaction"),
        ("priorities/sp12.yaml", "groups: [Burglary]", "groups: [Burglary], but: [Drugs]",
         "give either 'groups' or 'but' with source police-uk"),
        ("priorities/sp12.yaml", "review: 2015-03-31", "review: 07",
         "review: '07' is wrong in measures.sp12_level: write a day like 2014-09-29"),
        ("priorities/sp12.yaml", "review: 2015-03-31", "review: 0",
         "review: '0' is wrong in measures.sp12_level: write a day like 2014-09-29"),
        ("plan.yaml", "partners:\n", "suppress_below: ten\npartners:\n",
         "suppress_below: 'ten' is wrong: write a whole number in digits"),
        ("plan.yaml", "partners:\n", "suppress_below: 0\npartners:\n",
         "suppress_below: '0' is wrong: write a number above 0"),
        ("priorities/sp18.yaml", "    unit: £ million", "    unit: £",
         "money is told in millions: write 'unit: £ million'"),
        ("priorities/sp12.yaml", "    better: fewer", "    better: fewer\n    places: 1",
         "a count is a whole number: leave 'places' out"),
        ("priorities/sp12.yaml", "id: sp12", "id: sp13",
         "id is 'sp13', but the file is named sp12.yaml"),
        ("priorities/sp12.yaml", 'columns: [Actual, Total]', "columns: [Actual, Totals]",
         "1: 'Totals' is wrong in panels.0.columns"),
    ],
)  # fmt: skip
def test_a_wrong_plan_is_refused_with_file_and_line(copy_of_workbook, file, old, new, message):
    change(copy_of_workbook, file, old, new)
    told = refused(copy_of_workbook)
    assert re.match(rf"params/{re.escape(file)}, line \d+: ", told), told
    assert message in told


def test_the_line_is_the_line_of_the_fault(copy_of_workbook):
    line = change(
        copy_of_workbook, "priorities/sp12.yaml", "    beside: sp12_level", "    beside: x"
    )
    assert refused(copy_of_workbook).startswith(f"params/priorities/sp12.yaml, line {line}: ")


@pytest.mark.parametrize("said", ["£m", "£ millions", "£Million", "£ mn"])
def test_millions_of_pounds_are_said_in_one_way(copy_of_workbook, said):
    change(copy_of_workbook, "priorities/sp18.yaml", "    unit: £ million", f"    unit: {said}")
    assert load_plan(copy_of_workbook).measures["sp18_required"].unit == "£ million"


def test_a_measure_has_one_provider(copy_of_workbook):
    change(copy_of_workbook, "priorities/sp12.yaml", "    partner: force\n", "")
    assert "a measure comes either from a 'partner' or from 'open' data" in refused(
        copy_of_workbook
    )


def test_a_priority_without_a_measure_is_refused(copy_of_workbook):
    path = copy_of_workbook / "params/priorities/sp16.yaml"
    head = path.read_text("utf-8").partition("measures:")[0]
    path.write_text(head.replace("[sp16_framework]", "[]") + "measures: {}\n", "utf-8")
    told = refused(copy_of_workbook)
    assert re.fullmatch(
        r"params/priorities/sp16.yaml, line \d+: measures: {} is wrong: give it one; of kind text "
        "where no figure has been agreed yet",
        told,
    )


def test_a_priority_that_the_order_does_not_name_is_refused(copy_of_workbook):
    change(copy_of_workbook, "plan.yaml", "sp12, ", "")
    assert "'order' does not name sp12" in refused(copy_of_workbook)


def test_two_priorities_cannot_share_a_measure(copy_of_workbook):
    text = "\n  sp12_level: {use: outcome, of: nobody}\n"
    path = copy_of_workbook / "params/priorities/sp13.yaml"
    path.write_text(path.read_text("utf-8").rstrip() + text, "utf-8")
    told = refused(copy_of_workbook)
    assert told.startswith("params/priorities/sp13.yaml, line ")
    assert "measure 'sp12_level' is sp12's already" in told


def test_the_quarter_file_is_what_papermill_is_given(workbook):
    settings = load_quarter(workbook, QUARTER)
    assert (settings.quarter, settings.as_at) == ("2014-15-q1", date(2014, 9, 29))
    assert settings.meeting_title == "Police and Crime Panel"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("quarter:", "quater:", "unknown key 'quater'; did you mean 'quarter'?"),
        ("quarter: 2014-15-q1", "quarter: 2014-15-q2",
         "line 1: says 2014-15-q2, but the file is named for 2014-15-q1"),
        ("quarter: 2014-15-q1", "quarter: 2014-16-q1", "16 does not follow 2014"),
        ("as_at: 2014-09-29", "as_at: yes", "line 2: as_at: 'yes' is wrong"),
        ("as_at: 2014-09-29", "as_at: 1411948800", "write a day like 2014-09-29"),
        ("as_at: 2014-09-29", "as_at: 2014-09-31", "line 2: as_at: '2014-09-31' is wrong"),
    ],
)  # fmt: skip
def test_a_wrong_quarter_file_is_refused(copy_of_workbook, old, new, message):
    change(copy_of_workbook, "quarters/2014-15-q1.yaml", old, new)
    with pytest.raises(DataError) as error:
        load_quarter(copy_of_workbook, QUARTER)
    assert str(error.value).startswith("params/quarters/2014-15-q1.yaml, line ")
    assert message in str(error.value)


def test_a_quarter_without_a_file_is_built_as_at_the_next_quarters_end(workbook):
    assert load_quarter(workbook, QUARTER.shift(8)).as_at == date(2016, 9, 30)


def test_quarters_on_file_are_in_order(copy_of_workbook):
    folder = copy_of_workbook / "params/quarters"
    for name in ("2014-15-q3", "2013-14-q4"):
        (folder / f"{name}.yaml").write_text(f"quarter: {name}\nas_at: 2015-03-31\n")
    found = [str(quarter) for quarter in quarters_on_file(copy_of_workbook)]
    assert found == sorted(found)
    assert {"2013-14-q4", "2014-15-q1", "2014-15-q3"} <= set(found)


def test_a_file_that_is_named_for_no_quarter_is_refused(copy_of_workbook):
    (copy_of_workbook / "params/quarters/next.yaml").write_text("quarter: 2014-15-q2\n")
    with pytest.raises(DataError, match=r"params/quarters/next\.yaml: .*write it like 2014-15-q1"):
        quarters_on_file(copy_of_workbook)


def test_a_workbook_is_found_from_any_folder_in_it(workbook, tmp_path):
    assert find_workbook(workbook / "notebooks") == workbook
    with pytest.raises(DataError, match="no workbook here or above"):
        find_workbook(tmp_path)


def test_a_section_has_exactly_one_notebook(copy_of_workbook):
    folder = copy_of_workbook / "notebooks"
    for old in folder.glob("*.ipynb"):
        old.unlink()
    plan = load_plan(copy_of_workbook)
    with pytest.raises(DataError, match=r"needs exactly one notebook .* found none"):
        plan.notebook("sp12")
    (folder / "sp12-domestic-burglary.ipynb").write_text("{}")
    assert plan.notebook("sp12").name == "sp12-domestic-burglary.ipynb"
    (folder / "sp12.ipynb").write_text("{}")
    with pytest.raises(DataError, match=r"found sp12-domestic-burglary\.ipynb, sp12\.ipynb"):
        plan.notebook("sp12")


PRERELEASE = """
release: 2015-03-29T09:30
prerelease:
  - {role: Chief constable, reason: to answer questions}
  - {role: Head of press, reason: to write the notice, hours: 2}
"""


def test_access_before_release_is_told_by_role_reason_and_time(copy_of_workbook):
    """On 29 March 2015 the clocks go forward: 24 hours before 9:30 it was 8:30."""
    path = copy_of_workbook / "params/quarters/2014-15-q1.yaml"
    path.write_text(path.read_text("utf-8") + PRERELEASE, "utf-8")
    assert load_quarter(copy_of_workbook, QUARTER).access == (
        "Chief constable, to answer questions, from 08:30 on 28 March 2015",
        "Head of press, to write the notice, from 07:30 on 29 March 2015",
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("role: Chief constable", "role: chief@example", "without addresses and numbers"),
        ("role: Chief constable", "role: Press 0116 22222", "without addresses and numbers"),
        ("role: Chief constable", "role: ''", "'role' has no value"),
        ("role: Chief constable", "role: Head of press", "names a role twice"),
        ("hours: 2", "hours: 25", "less than or equal to 24"),
        ("hours: 2", "hours: 0", "greater than or equal to 1"),
        ("release: 2015-03-29T09:30", "release: Monday", "like 2014-09-29T09:30"),
        ("release: 2015-03-29T09:30", "item: Report", "'prerelease' needs 'release'"),
    ],
)
def test_a_wrong_list_of_access_is_refused(copy_of_workbook, old, new, message):
    path = copy_of_workbook / "params/quarters/2014-15-q1.yaml"
    text = path.read_text("utf-8").replace("item: Quarter 1 performance report\n", "")
    path.write_text(text + PRERELEASE.replace(old, new), "utf-8")
    with pytest.raises(DataError) as error:
        load_quarter(copy_of_workbook, QUARTER)
    assert str(error.value).startswith("params/quarters/2014-15-q1.yaml")
    assert message in str(error.value)
