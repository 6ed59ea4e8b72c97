"""Partners' returns: read strictly, every problem at once, and the version known on a date."""

import re
import shutil
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from panelpack.errors import DataError
from panelpack.plan import Measure, load_plan
from panelpack.quarters import Quarter
from panelpack.returns import cells, intake, known_returns
from panelpack.returns.layout import COLUMNS
from panelpack.returns.problems import SHOWN_ALIKE, Refused
from panelpack.returns.ranges import out_of_range
from panelpack.returns.store import read_return

QUARTER = Quarter.parse("2014-15-q1")
MEETING = date(2014, 9, 29)
HEADER = ",".join(COLUMNS)
RATE = Measure(
    id="rate", title="A rate", name="A rate", kind="survey", better="more", unit="%", places=1,
    cadence="quarter", partner="force", why="It matters.", review="2015-03-31",
)  # fmt: skip
HEAD = """\
partner: force
quarter: 2014-15-q1
submitted: {on: 2014-09-01, by: Analyst}
board: Leicestershire Police chief officer team
reason: as agreed
"""


@pytest.fixture
def force(copy_of_workbook):
    """The folder of the force's returns, emptied."""
    folder = copy_of_workbook / "data/returns/2014-15-q1/force"
    shutil.rmtree(folder)
    return folder


@pytest.fixture
def receive(force, copy_of_workbook):
    """Write a return of the force and read it; `rows` are lines under the header."""
    plan = load_plan(copy_of_workbook)

    def write(*rows, head=HEAD, version="v1", header=HEADER, encoding="utf-8", end="\n"):
        folder = force / version
        folder.mkdir(parents=True)
        (folder / "return.yaml").write_text(head, "utf-8")
        content = end.join([header, *rows, ""])
        (folder / "values.csv").write_bytes(content.encode(encoding))
        return read_return(folder, plan)

    return write


def refused(receive, *rows, **how):
    with pytest.raises(DataError) as error:
        receive(*rows, **how)
    return str(error.value)


def test_the_returns_of_quarter_1_are_all_read(plan):
    returns = {r.partner: r for r in known_returns(plan, QUARTER, MEETING)}
    assert len(returns) == 10
    force = {f.measure: f for f in returns["force"].figures if str(f.period.text) == "2014-15-q1"}
    assert force["sp12_level"].value == Decimal(930)
    assert force["sp05_satisfaction"].value == Decimal("88.2")
    assert force["sp05_outcome"].status == "in_development"
    assert returns["force"].version == 1
    assert returns["force"].head.submitted.on == MEETING


def test_a_return_that_was_not_sent_by_then_is_not_known(plan):
    assert known_returns(plan, QUARTER, date(2014, 9, 28)) == []
    assert known_returns(plan, QUARTER.shift(-1), MEETING) == []


def test_a_figure_says_where_it_stands(receive):
    sent = receive(
        "sp12_level,,2014-15-q1,930,,,supplied,", "sp12_level,,2013-14-q1,803,,,supplied,"
    )
    second = sent.figures[1]
    assert second.cell == "data/returns/2014-15-q1/force/v1/values.csv, row 3"
    assert (second.value, second.numerator, second.note) == (Decimal(803), None, "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_spreadsheets_write_is_read(receive, encoding, end):
    row = 'sp06_late_week,,2014-15-q1,,,,supplied,"Nearly 60%, as said by ""the force"""'
    (figure,) = receive(row, encoding=encoding, end=end).figures
    assert figure.measure == "sp06_late_week"
    assert figure.note == 'Nearly 60%, as said by "the force"'


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("sp12_levle,,2014-15-q1,930,,,supplied,",
         "A2: unknown measure ('sp12_levle'). Did you mean sp12_level? [M01]"),
        (",,2014-15-q1,930,,,supplied,",
         "A2: no measure. Name one in every row; undo merged cells. [M01]"),
        ("sp01_first_time_entrants,,2014-15-q1,9,,,supplied,",
         "A2: not this partner's measure ('sp01_first_time_entrants'). "
         "Leave it to youth-offending, who provides it. [M02]"),
        ("sp12_recorded,,2014-15-q1,9,,,supplied,", "Leave it to open data, who provides it."),
        ("sp12_level,,2014-15-q5,930,,,supplied,", "C2: not a period ('2014-15-q5')"),
        ("sp12_level,,2014-15-q3,930,,,supplied,",
         "C2: the period had not ended ('2014-15-q3'). The return was submitted on 2014-09-01"),
        ("sp12_level,,2014-07,930,,,supplied,",
         "C2: the period ends after the quarter ('2014-07'). The return is for 2014-15-q1"),
        ("sp12_level,,2014-15-q1,\"1,93\",,,supplied,",
         "D2: not a number ('1,93'). Write digits only, with a point before decimals. [N01]"),
        ("sp12_level,,2014-15-q1,nan,,,supplied,", "D2: not a number ('nan')"),
        ("sp12_level,,2014-15-q1,1_930,,,supplied,", "D2: not a number ('1_930')"),
        ("sp12_level,,2014-15-q1,1e3,,,supplied,", "D2: not a number ('1e3')"),
        ("sp12_level,,2014-15-q1,930%,,,supplied,", 
         "D2: a % where none belongs ('930%'). The measure is counted in offences; write digits"),
        ("sp12_level,,2014-15-q1,£930,,,supplied,", "D2: a £ where none belongs ('£930')"),
        ("sp12_satisfaction,,2014-15-q1,81,8%,9,supplied,", "E2: a % where none belongs ('8%')"),
        ("sp12_level,,2014-15-q1,NA,,,nationally_unavailable,",
         "D2: a sign instead of a number ('NA'). Leave it empty and give the status nationally_"),
        ("sp12_level,,2014-15-q1,<5,,,supplied,",
         "('<5'). Leave it empty and give the status small_numbers. [N02]"),
        ("sp12_level,,2014-15-q1,*,,,supplied,", "give the status small_numbers. [N02]"),
        ("sp12_level,,2014-15-q1,-,,,supplied,", "('-'). Write 0 if there were none; else"),
        ("sp12_level,,2014-15-q1,=2+2,,,supplied,", "D2: a formula ('=2+2'). Give its result"),
        ("sp12_level,,2014-15-q1,930,,,supplied,=A1", "H2: a formula ('=A1')"),
        ("sp12_level,,2014-15-q1,930,,,supplied,\x1b[31m", "H2: holds control characters"),
        ("sp12_level,,2014-15-q1,930,,,supplied,a\u202eb", "H2: holds control characters"),
        ("sp12_level,,2014-15-q1,930,,,supplied," + "a" * 1001,
         "H2: longer than 1000 characters"),
        ("sp12_level,,2014-15-q1,930,,,,",
         "G2: no status. Say supplied, or why there is no figure"),
        ("sp12_level,,01/04/2014,930,,,supplied,",
         "C2: not a period: day and month could be swapped ('01/04/2014')"),
        ("sp12_level,,20140331,930,,,supplied,", "C2: not a period ('20140331')"),
        ("sp12_level,,2014-15-q1,93.5,,,supplied,", "D2: not a count ('93.5')"),
        ("sp12_level,,2014-15-q1,-1,,,supplied,", "D2: not a count ('-1')"),
        ("sp12_satisfaction,,2014-15-q1,101,,,supplied,", "D2: not a percentage ('101')"),
        ("sp12_level,,2014-15-q1,,,,supplied,", "D2: supplied, but without a value."),
        ("sp06_late_week,,2014-15-q1,,,,supplied,", "H2: supplied, but without a note."),
        ("sp12_level,,2014-15-q1,930,,,provisional,", "G2: unknown status ('provisional')"),
        ("sp12_level,,2014-15-q1,930,,,awaiting_board,",
         "D2: given with status awaiting_board ('930')"),
        ("sp12_satisfaction,,2014-15-q1,,3,9,small_numbers,",
         "E2: given with status small_numbers ('3')"),
        ("sp12_satisfaction,,2014-15-q1,81.3,80,100,supplied,",
         "D2: not what its numerator and base give ('81.3'). 80 of 100 is 80.0%"),
        ("sp12_outcome,,2014-15-q1,100.1,,,supplied,", "D2: not a percentage ('100.1')"),
        ("sp12_outcome,,2014-15-q1,50,1,,supplied,", "E2: a numerator without its base ('1')"),
        ("sp12_outcome,,2014-15-q1,50,,0,supplied,", "F2: a base that is not above 0 ('0')"),
        ("sp12_outcome,,2014-15-q1,50,,-9,supplied,", "F2: a base that is not above 0 ('-9')"),
        ("sp12_outcome,,2014-15-q1,,-1,9,supplied,", "E2: outside its base ('-1')"),
        ("sp12_outcome,,2014-15-q1,,10,9,supplied,", "E2: outside its base ('10')"),
        ("sp12_level,,2014-15-q1,930", "row 2: the row has 4 cells. Give 8 cells"),
        ('sp12_level,,2014-15-q1,930,,,supplied,"a note that never ends',
         "values.csv: the file is not CSV: unexpected end of data"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_told_with_its_cell_and_remedy(receive, row, told):
    message = refused(receive, row)
    assert message.startswith("data/returns/2014-15-q1/force/v1/values.csv")
    assert told in message


def test_a_repeated_row_names_both(receive):
    row = "sp12_level,,2014-15-q1,930,,,supplied,"
    again = row.replace("930", "931").replace("q1", "Q1")
    assert "row 4: repeats row 2 ('sp12_level  2014-15-q1'). Keep one. [R01]" in refused(
        receive, row, "sp12_level,,2013-14-q1,803,,,supplied,", again
    )


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (HEADER + ",extra", "I1: a column is unknown ('extra'). Take it out"),
        (HEADER.replace("period", "perod"), "C1: a column is unknown ('perod'). Write period."),
        (HEADER.replace("period", "perod"), "row 1: the column period is missing."),
        (HEADER.replace("note", "value"), "H1: a column is repeated ('value'). Keep one."),
        ("a;b", "no row is the header. Write measure,area,period,value"),
    ],
)
def test_another_header_is_told_with_what_is_wrong_with_it(receive, header, told):
    row = "sp12_level,,2014-15-q1,930,,,supplied,"
    assert told in refused(receive, row, header=header)


def test_a_header_is_known_by_its_words(receive):
    """Capitals, blanks and order don't matter, nor titles above it."""
    header = "Quarterly return,,,,,,,\n\nNOTE, Value ,measure,AREA,period,numerator,base,Status"
    (figure,) = receive("x,930,sp12_level,,2014-15-q1,,,Supplied", header=header).figures
    assert (figure.value, figure.note, figure.status) == (930, "x", "supplied")
    assert figure.cell.endswith("row 4")


@pytest.mark.parametrize(
    ("measure", "text", "value"),
    [
        ("sp12_level", '"1,930"', "1930"),
        ("sp12_level", '"1,001,930"', "1001930"),
        ("sp12_level", " 930 ", "930"),
        ("sp12_satisfaction", "81.3%", "81.3"),
        ("sp12_satisfaction", "81.3 %", "81.3"),
    ],
)
def test_a_number_is_understood_where_it_can_mean_one_thing(receive, measure, text, value):
    (figure,) = receive(f"{measure},,2014-15-q1,{text},,,supplied,").figures
    assert figure.value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("£3.24", "3.24"), ("£3.24m", "3.24"), ("-£3.24", "-3.24"), ('"£1,021.50"', "1021.50")],
)
def test_money_may_have_its_sign(plan, text, value):
    measure = plan.measures["sp18_realised"]
    assert cells.amount(text.strip('"'), measure) == Decimal(value)


def test_a_comma_between_semicolons_is_a_thousand_only_in_a_count(plan):
    assert cells.amount("1,021", plan.measures["sp12_level"], True) == 1021
    with pytest.raises(Refused, match="may be a decimal point"):
        cells.amount("1,021", plan.measures["sp18_realised"], True)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Apr-14", "2014-04"), ("april 2014", "2014-04"), ("Sept-13", "2013-09"),
        ("2014-15-Q1", "2014-15-q1"), ("R12-2014-06", "r12-2014-06"),
        ("2014-04-01", "2014-04"), ("2014-04-30", "2014-04-30"), ("2011-12", "2011-12"),
    ],
)  # fmt: skip
def test_a_period_is_understood_as_excel_rewrites_it(plan, text, period):
    monthly = next(m for m in plan.measures.values() if m.cadence == "month" and m.partner)
    assert cells.period(text, monthly).text == period


def test_excels_december_is_a_year_where_figures_are_yearly(plan):
    yearly = plan.measures["sp12_level"].model_copy(update={"cadence": "year"})
    assert cells.period("Dec-11", yearly).end == date(2012, 3, 31)
    assert cells.period("2014-04-01", yearly).kind == "day"


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 6))
def test_a_rate_that_was_rounded_agrees_with_its_parts(numerator, base, places):
    """However far it is rounded, none is told to be wrong."""
    assume(numerator <= base)
    exact = Decimal(numerator) * 100 / Decimal(base)
    for value in (round(exact, places), round(exact, 1), round(exact)):
        assert list(out_of_range(RATE, Decimal(value), Decimal(numerator), Decimal(base))) == []


@given(st.integers(0, 100), st.sampled_from([-1, 1]))
def test_a_rate_that_is_off_is_told(numerator, way):
    value = Decimal(numerator) + Decimal("0.2") * way
    assume(0 <= value <= 100)
    faults = out_of_range(RATE, value, Decimal(numerator), Decimal(100))
    assert [(column, fault.rule) for column, fault in faults] == [("value", "V06")]


def test_windows_1252_is_read(receive):
    row = "sp06_late_week,,2014-15-q1,,,,supplied,£60 – “late”"
    (figure,) = receive(row, encoding="cp1252").figures
    assert figure.note == "£60 – “late”"


def test_a_missing_or_empty_file_is_a_problem(plan, tmp_path):
    (tmp_path / "empty.csv").touch()
    (tmp_path / "bare.csv").write_text(HEADER)
    for name, rule in (("none.csv", "F01"), ("empty.csv", "F03"), ("bare.csv", "F09")):
        checked = intake.check_file(tmp_path / name, intake.expected(plan, MEETING, "force", ""))
        (problem,) = checked.found.problems.shown
        assert (checked.rows, problem.rule, checked.accepted) == (0, rule, False)
        assert problem.file.endswith(name)


def test_a_measure_that_left_the_plan_is_told_with_the_remedy(copy_of_workbook):
    path = copy_of_workbook / "params/priorities/sp04.yaml"
    path.write_text(path.read_text("utf-8").replace("sp04_asb", "sp04_behaviour"), "utf-8")
    version = copy_of_workbook / "data/returns/2014-15-q1/supporting-families/v1"
    with pytest.raises(DataError) as raised:
        read_return(version, load_plan(copy_of_workbook))
    *faults, remedy = str(raised.value).splitlines()
    assert "unknown measure ('sp04_asb')" in faults[0]
    assert remedy == (
        "data/returns/2014-15-q1/supporting-families/v1 was received, and is never changed: put "
        "the measure back into the plan, or give it the id that it had"
    )


def test_a_version_without_values_is_told(receive, force, copy_of_workbook):
    receive("sp12_level,,2014-15-q1,930,,,supplied,")
    (force / "v1/values.csv").unlink()
    with pytest.raises(DataError, match=r"force/v1: holds no values.csv or values.xlsx"):
        read_return(force / "v1", load_plan(copy_of_workbook))


def test_every_problem_is_told_at_once_but_not_the_same_hundred_times(receive):
    rows = [
        f"sp12_level,,{year}-{(year + 1) % 100:02}-q1,many,,,supplie," for year in range(1990, 2014)
    ]
    lines = refused(receive, *rows).splitlines()
    assert len(lines) == 2 * (SHOWN_ALIKE + 1)
    assert [line[-5:] for line in lines[:21]] == ["[S01]"] * 21
    assert lines[20].endswith(f"values.csv: and {len(rows) - SHOWN_ALIKE} more like it [S01]")
    assert [line[-5:] for line in lines[21:]] == ["[N01]"] * 21


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("partner: force", "partner: forse", "line 1: unknown partner 'forse'; the plan has fo"),
        ("partner: force", "partner: councils", "names councils and 2014-15-q1"),
        ("partner: force", "partner: no", "unknown partner 'no'"),
        ("quarter: 2014-15-q1", "quater: 2014-15-q1", "did you mean 'quarter'?"),
        ("quarter: 2014-15-q1", "quarter: 07", "'07' is not a quarter"),
        ("2014-09-01", "yes", "line 3: on: 'yes' is wrong"),
        ("2014-09-01", "0", "line 3: on: '0' is wrong in submitted: write a day like 2014-09-29"),
        ("reason: as agreed", "cleared_on: 2014-09-10", "line 5: unknown key 'cleared_on'"),
        ("reason: as agreed", "sha256: abc", "line 5: sha256: 'abc' is wrong"),
        ("reason: as agreed", 'gaps: {sp12_level: {reason: "a\\x1bb"}}',
         "holds control characters: Type it anew as plain text."),
        ("reason: as agreed", "gaps: {sp12_levle: {reason: x}}",
         "unknown measure 'sp12_levle'"),
        ("reason: as agreed", "gaps: {sp12_level: {reason: x, until: soon}}",
         "'soon' is not a period"),
        ("reason: as agreed", "gaps: {sp12_level: {reason: x, until: 2014-15-q1}}",
         "write a day 2014-09-19 or a month 2014-09"),
        ("reason: as agreed", "comments: [{text: x, measures: [sp12_levle]}]",
         "unknown measure 'sp12_levle'"),
    ],
)  # fmt: skip
def test_a_wrong_return_yaml_is_refused_with_its_line(receive, old, new, told):
    message = refused(receive, head=HEAD.replace(old, new))
    assert re.match(r"data/returns/2014-15-q1/force/v1/return\.yaml, line \d: ", message)
    assert told in message


def test_of_several_versions_the_newest_known_counts(receive, plan, force):
    row = "sp12_level,,2014-15-q1,{},,,supplied,"
    for number, day in ((1, "2014-08-01"), (2, "2014-08-15"), (10, "2014-09-01")):
        head = HEAD.replace("2014-09-01", day)
        receive(row.format(900 + number), head=head, version=f"v{number}")
    plan = load_plan(force.parents[3])

    def known(on):
        returns = known_returns(plan, QUARTER, on)
        return [(r.version, r.figures[0].value) for r in returns if r.partner == "force"]

    assert known(date(2014, 7, 31)) == []
    assert known(date(2014, 8, 14)) == [(1, 901)]
    assert known(date(2014, 8, 31)) == [(2, 902)]
    assert known(date(2014, 9, 1)) == [(10, 910)]


def test_a_folder_that_is_no_quarter_is_refused(copy_of_workbook):
    (copy_of_workbook / "data/returns/2014-Q1").mkdir()
    with pytest.raises(DataError, match="data/returns/2014-Q1: '2014-Q1' is not a quarter"):
        known_returns(load_plan(copy_of_workbook), QUARTER, MEETING)


def test_a_workbook_without_returns_has_none(copy_of_workbook):
    shutil.rmtree(copy_of_workbook / "data/returns")
    assert known_returns(load_plan(copy_of_workbook), QUARTER, MEETING) == []


@pytest.mark.parametrize(
    ("value", "numerator", "base", "faults"),
    [
        ("9.4", None, None, []),
        ("-9.4", None, "12", []),
        ("130.5", None, "12", []),
        ("9.4", "113", "12", [("numerator", "V07")]),
        ("9.4", None, "0", [("base", "V04")]),
    ],
)
def test_an_average_is_any_number_and_has_a_base_alone(value, numerator, base, faults):
    average = RATE.model_copy(update={"kind": "average", "unit": "seconds"})
    numbers = [None if text is None else Decimal(text) for text in (value, numerator, base)]
    found = [(column, fault.rule) for column, fault in out_of_range(average, *numbers)]
    assert found == faults
