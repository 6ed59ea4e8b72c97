"""The tables of a pack: each figure as it is known, nothing withheld, safe to open."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panelpack.authoring.quarter import write_quarter
from panelpack.clearance import AUDIENCES
from panelpack.pack.csvfile import csv_bytes, json_value, safe_text
from panelpack.pack.figures import (
    DASHBOARD_COLUMNS,
    FIGURE,
    MEASURE_COLUMNS,
    dashboard_rows,
    measure_rows,
    of_priorities,
    status_rows,
)
from panelpack.pack.inputs import input_files, is_wholly_shown
from panelpack.pack.manifest import versions
from panelpack.pack.request import ask
from panelpack.plan import load_plan, load_quarter
from panelpack.quarters import Quarter
from panelpack.returns import known_returns
from panelpack.series import Figures

QUARTER = Quarter.parse("2014-15-q1")
AS_AT = date(2014, 9, 29)


@pytest.fixture(scope="module")
def measures(figures):
    return measure_rows(figures)


def of(rows, measure, column):
    (row,) = (r for r in rows if (r["measure"], r["column"]) == (measure, column))
    return row


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("-", "'-"),
        ("-1+1", "'-1+1"),
        ("- none", "'- none"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("-4.4%", "-4.4%"),
        ("+15.8%", "+15.8%"),
        ("-12", "-12"),
        ("-1,068", "-1,068"),
        ("-£0.42", "-£0.42"),
        ("\N{MINUS SIGN}58%", "\N{MINUS SIGN}58%"),
        ("NA", "NA"),
        ("", ""),
    ],
)
def test_text_stays_text_and_printed_numbers_stay_as_they_are(text, safe):
    assert safe_text(text) == safe


@given(st.text())
def test_no_text_begins_as_a_formula_unless_it_is_a_number(text):
    made = safe_text(text)
    assert made.removeprefix("'") == text.removeprefix("'")
    if made[:1] in tuple("=+-@\t\r\n") and made:
        assert made[1:2].isdigit() or made[1:2] == "£"


def test_csv_is_plain():
    rows = [{"a": Decimal("1.50"), "b": "=x"}, {"a": None, "b": "é,"}, {"a": AS_AT, "b": 7}]
    assert csv_bytes(("a", "b"), rows).decode() == 'a,b\n1.50,\'=x\n,"é,"\n2014-09-29,7\n'
    assert [json_value(v) for v in (Decimal("3"), Decimal("1.5"), None, AS_AT, "x")] == [
        3,
        1.5,
        None,
        "2014-09-29",
        "x",
    ]
    assert csv_bytes(("a",), [{"a": Decimal("1E+3")}]) == b"a\n1000\n"


def test_half_a_character_does_not_stop_a_table():
    assert csv_bytes(("a",), [{"a": "x\ud800"}]) == b"a\nx?\n"


def test_measures_have_a_row_for_each_column_they_stand_in(measures, plan):
    assert all(tuple(sorted(row)) == tuple(sorted(MEASURE_COLUMNS)) for row in measures)
    assert {row["measure"] for row in measures} == set(plan.measures)
    keys = [(row["measure"], row["column"]) for row in measures]
    assert len(keys) == len(set(keys))
    assert [r["column"] for r in measures if r["measure"] == "sp12_level"] == ["Actual", "Total"]
    assert [r["column"] for r in measures if r["measure"] == "sp12_recorded"] == [FIGURE]


def test_a_count_is_told_with_its_comparator(measures):
    total, actual = of(measures, "sp12_level", "Total"), of(measures, "sp12_level", "Actual")
    assert (total["value"], total["printed"], total["unit"]) == (930, "930", "offences")
    assert (actual["value"], actual["printed"], actual["unit"]) == (Decimal("15.8"), "15.8%", "%")
    assert (total["comparator"], total["change"], total["change_pct"]) == (
        803,
        127,
        Decimal("15.8"),
    )
    assert (total["status"], total["cleared_on"]) == ("supplied", AS_AT)
    assert total["source"] == "Leicestershire Police, return for Quarter 1 2014/15, version 1"
    assert (total["reason"], total["priority"]) == ("", "SP12")


def test_what_has_no_figure_says_why(measures):
    outcome = of(measures, "sp12_outcome", "Actual")
    assert (outcome["value"], outcome["printed"], outcome["status"]) == (
        None,
        "NA",
        "in_development",
    )
    assert outcome["reason"].startswith("in development: ")
    missing = [r for r in measures if r["value"] is None and r["printed"] in ("", "NA")]
    assert len(missing) > 30
    assert all(len(r["reason"]) > 10 for r in missing)


def test_a_rate_without_comparator_says_so(measures):
    rate = of(measures, "sp05_satisfaction", "Actual")
    assert rate["value"] == Decimal("88.2")
    assert (rate["comparator"], rate["change"], rate["change_pct"]) == (None, None, None)
    assert rate["reason"] == "no figure for Quarter 1 2013/14 to compare with"
    assert of(measures, "sp05_satisfaction", "Total")["reason"] == "not applicable"


def test_the_dashboard_is_told_with_its_assessments(figures):
    rows = dashboard_rows(figures)
    assert len(rows) == 85
    assert all(tuple(row) == DASHBOARD_COLUMNS for row in rows)
    assert rows[0]["assessment"] == "awaiting clearance"
    chosen = of_priorities(rows, figures, ["sp14"])
    assert {row["priority"] for row in chosen} == {"SP14A", "SP14B"}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_an_uncleared_figure_is_in_no_public_table(tiny, audience):
    figures = Figures(load_plan(tiny), QUARTER, audience, AS_AT)
    texts = [
        csv_bytes(MEASURE_COLUMNS, measure_rows(figures)).decode(),
        csv_bytes(DASHBOARD_COLUMNS, dashboard_rows(figures)).decode(),
    ]
    for text in texts:
        cells = {cell for row in csv.reader(io.StringIO(text)) for cell in row}
        assert ("73" in cells) is (audience == "internal")
        assert "'=Thefts" in cells


def test_a_quarter_without_returns_says_so_of_every_partner(plan):
    figures = Figures(plan, Quarter.parse("2013-14-q4"), "public", date(2014, 6, 30))
    rows = [r for r in measure_rows(figures) if plan.measures[r["measure"]].partner]
    assert {row["status"] for row in rows} == {"no_return"}
    reasons = [r["reason"] for r in rows if r["reason"] != "not applicable"]
    assert all(reason.startswith("no return received from ") for reason in reasons)
    assert len(reasons) > 50


def test_status_tells_who_sends_what_and_when(figures, tiny):
    rows = {row["measure"]: row for row in status_rows(figures)}
    assert set(rows) == set(figures.plan.measures)
    assert rows["sp12_level"]["state"] == "Supplied"
    assert rows["sp01_first_time_entrants"]["state"] == "Awaiting its board"
    assert rows["sp05_reports"]["state"] == "Not in the return"
    assert rows["sp12_level"]["due"] == date(2014, 8, 14)
    assert (rows["sp12_recorded"]["board"], rows["sp12_recorded"]["due"]) == ("", None)
    (row,) = status_rows(Figures(load_plan(tiny), QUARTER, "public", AS_AT))
    assert (row["state"], row["board"]) == ("Awaiting clearance", "The board")


def test_a_partly_withheld_return_is_no_public_input(plan, figures):
    """One return is shown whole; of another a later version, or another audience, hides a part."""
    sent = {r.partner: r for r in known_returns(plan, QUARTER, AS_AT)}
    assert is_wholly_shown(sent["force"], figures)
    early = Figures(plan, QUARTER, "public", date(2014, 9, 28))
    assert not any(is_wholly_shown(r, early) for r in sent.values())


def test_inputs_are_all_that_decides_the_pack(plan, figures, workbook):
    request = ask(workbook, QUARTER)
    names = [p.relative_to(workbook).as_posix() for p in input_files(request, figures)]
    assert names == sorted(names)
    for part in (
        "params/plan.yaml",
        "params/priorities/sp12.yaml",
        "params/quarters/2014-15-q1.yaml",
        "notebooks/sp12-domestic-burglary.ipynb",
        "data/open/home-office/recorded-crime-quarterly.csv",
        "data/reference/districts.csv",
        "data/returns/2014-15-q1/force/v1/values.csv",
    ):
        assert part in names
    assert not [n for n in names if "explore" in n or n.startswith(("lib/", "tests/", "outputs/"))]


def test_the_versions_are_of_what_the_project_asks_for():
    told = versions()
    assert {"python", "papermill", "pandas", "typst", "vl-convert-python"} <= set(told)
    assert "pytest" not in told


def test_a_new_quarters_file_can_be_read(tiny):
    quarter = Quarter.parse("2014-15-q2")
    title = "Panel: 'special' # 1\nnext"
    path = write_quarter(tiny, quarter, meeting=date(2014, 12, 1), meeting_title=title)
    read = load_quarter(tiny, quarter)
    assert path.name == "2014-15-q2.yaml"
    assert (read.as_at, read.meeting) == (date(2014, 12, 31), date(2014, 12, 1))
    assert read.meeting_title == title
