"""Partners' returns: read strictly, every problem at once, and the version known on a date."""

import re
import shutil
from datetime import date
from decimal import Decimal

import pytest

from panelpack.errors import DataError
from panelpack.plan import load_plan
from panelpack.quarters import Quarter
from panelpack.returns import known_returns
from panelpack.returns.store import SHOWN_PROBLEMS, read_return
from panelpack.returns.values import COLUMNS, read_values

QUARTER = Quarter.parse("2014-15-q1")
MEETING = date(2014, 9, 29)
HEADER = ",".join(COLUMNS)
HEAD = """\
partner: force
quarter: 2014-15-q1
submitted: {on: 2014-09-01, by: Analyst}
board: Leicestershire Police chief officer team
cleared_on: 2014-09-10
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
         "A2: unknown measure ('sp12_levle'). Use a measure's id from params/priorities. [M01]"),
        ("sp01_first_time_entrants,,2014-15-q1,9,,,supplied,",
         "A2: not this partner's measure ('sp01_first_time_entrants'). "
         "Leave it to youth-offending, who provides it. [M02]"),
        ("sp12_recorded,,2014-15-q1,9,,,supplied,", "Leave it to open data, who provides it."),
        ("sp12_level,,2014-15-q5,930,,,supplied,", "C2: not a period ('2014-15-q5')"),
        ("sp12_level,,2014-15-q3,930,,,supplied,",
         "C2: the period had not ended ('2014-15-q3'). The return was submitted on 2014-09-01"),
        ("sp12_level,,2014-15-q1,\"1,930\",,,supplied,",
         "D2: not a number ('1,930'). Write digits only, without commas or units. [N01]"),
        ("sp12_level,,2014-15-q1,nan,,,supplied,", "D2: not a number ('nan')"),
        ("sp12_level,,2014-15-q1,1_930,,,supplied,", "D2: not a number ('1_930')"),
        ("sp12_level,,2014-15-q1,1e3,,,supplied,", "D2: not a number ('1e3')"),
        ("sp12_level,,2014-15-q1,930%,,,supplied,", "D2: not a number ('930%')"),
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
        ("sp12_outcome,,2014-15-q1,,10,9,supplied,", "E2: outside its base ('10')"),
        ("sp12_level,,2014-15-q1,930", "row 2: the row has 4 cells. Give 8 cells"),
        ('sp12_level,,2014-15-q1,930,,,supplied,"a note that never ends',
         "row 1: the file is not CSV: unexpected end of data"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_told_with_its_cell_and_remedy(receive, row, told):
    message = refused(receive, row)
    assert message.startswith("data/returns/2014-15-q1/force/v1/values.csv, ")
    assert told in message


def test_a_repeated_row_names_both(receive):
    row = "sp12_level,,2014-15-q1,930,,,supplied,"
    assert "row 4: repeats row 2 ('sp12_level  2014-15-q1'). Keep one. [R01]" in refused(
        receive, row, "sp12_level,,2013-14-q1,803,,,supplied,", row.replace("930", "931")
    )


@pytest.mark.parametrize("header", [HEADER + ",extra", HEADER.replace("value", "Value"), "", "a;b"])
def test_another_header_is_refused(receive, header):
    assert "row 1: the header is wrong" in refused(receive, header=header)


def test_a_file_in_another_encoding_is_refused(receive):
    row = "sp06_late_week,,2014-15-q1,,,,supplied,£60"
    assert "the file is not UTF-8 text. Save it as CSV UTF-8." in refused(
        receive, row, encoding="cp1252"
    )


def test_a_missing_or_empty_file_is_a_problem(plan, tmp_path):
    (tmp_path / "empty.csv").touch()
    for name, rule in (("none.csv", "F01"), ("empty.csv", "F03")):
        figures, (problem,) = read_values(tmp_path / name, name, None, plan)
        assert (figures, problem.file, problem.rule) == ([], name, rule)


def test_every_problem_is_told_at_once_but_not_the_same_hundred_times(receive):
    rows = [
        f"sp12_level,,{year}-{(year + 1) % 100:02}-q1,x,,,supplie," for year in range(1990, 2014)
    ]
    lines = refused(receive, *rows).splitlines()
    assert len(lines) == SHOWN_PROBLEMS + 1
    assert lines[0].endswith("[N01]")
    assert lines[1].endswith("[S01]")
    assert lines[-1] == f"… and {48 - SHOWN_PROBLEMS} more problems"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("partner: force", "partner: forse", "line 1: unknown partner 'forse'; force, "),
        ("partner: force", "partner: councils", "names councils and 2014-15-q1"),
        ("partner: force", "partner: no", "unknown partner 'no'"),
        ("quarter: 2014-15-q1", "quater: 2014-15-q1", "did you mean 'quarter'?"),
        ("quarter: 2014-15-q1", "quarter: 07", "'07' is not a quarter"),
        ("2014-09-10", "yes", "line 5: cleared_on: 'yes' is wrong"),
        ("2014-09-10", "0", "line 5: cleared_on: '0' is wrong: write a day like 2014-09-29"),
        ("2014-09-10", "2014-08-31",
         "line 5: is before the day of submitting, so it is of another version"),
        ("cleared_on: 2014-09-10", "gaps: {sp12_levle: {reason: x}}",
         "unknown measure 'sp12_levle'"),
        ("cleared_on: 2014-09-10", "gaps: {sp12_level: {reason: x, until: soon}}",
         "'soon' is not a period"),
        ("cleared_on: 2014-09-10", "gaps: {sp12_level: {reason: x, until: 2014-15-q1}}",
         "write a day 2014-09-19 or a month 2014-09"),
        ("cleared_on: 2014-09-10", "comments: [{text: x, measures: [sp12_levle]}]",
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
