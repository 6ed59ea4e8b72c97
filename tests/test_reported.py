"""What the pack says of a measure: figure, comparator and change."""

import shutil
from datetime import date
from decimal import Decimal

import pytest

from conftest import seal
from panelpack import wording
from panelpack.plan import load_plan
from panelpack.quarters import Quarter
from panelpack.reported import report
from panelpack.series import Figures

MEETING = date(2014, 9, 29)


@pytest.mark.parametrize(
    ("measure", "value", "before", "percent"),
    [
        ("sp12_level", "930", "803", "15.8"),
        ("sp11_recorded", "15271", "15142", "0.9"),
        ("sp13_recorded", "1020", "1068", "-4.5"),
        ("sp13_level", "1021", "1068", "-4.4"),
        ("sp14b_level", "315", "265", "18.9"),
        ("sp02_offending", "38", "90", "-58"),
        ("sp17_missing", "1043", "1060", "-2"),
        ("sp17_key_locations", "112", "109", "3"),
        ("sp03_night_time", "361", "472", "-24"),
    ],
)
def test_a_count_is_compared_with_the_year_before(figures, measure, value, before, percent):
    reported = report(figures, measure)
    assert (reported.value, reported.before) == (Decimal(value), Decimal(before))
    assert reported.change_percent == Decimal(percent)
    assert reported.change.difference == Decimal(value) - Decimal(before)
    assert (reported.period, reported.period_before) == ("Quarter 1 2014/15", "Quarter 1 2013/14")


def test_months_are_added_up_to_the_quarter(figures):
    reported = report(figures, "sp11_street")
    assert (reported.value, reported.before) == (Decimal(15215), None)
    assert reported.period == "Quarter 1 2014/15"
    assert (reported.status, reported.change.state) == ("supplied", "missing")


def test_a_change_supplied_without_its_comparator_is_kept_apart(figures):
    reported = report(figures, "sp11_level")
    assert (reported.value, reported.before) == (Decimal(15243), None)
    assert reported.change.percent is None
    assert reported.change_percent == Decimal("0.8")
    assert reported.supplied_change.measure == "sp11_change"


def test_a_rate_has_no_percentage_of_a_percentage(figures):
    reported = report(figures, "sp12_satisfaction")
    assert (reported.value, reported.change_percent) == (Decimal("91.2"), None)
    assert reported.change.kind == "rate"


def test_money_is_that_of_the_latest_day(figures):
    reported = report(figures, "sp18_realised")
    assert (reported.value, reported.period) == (Decimal("3.24"), "31 March 2014")


def test_a_yearly_measure_gives_the_last_whole_year(figures):
    reported = report(figures, "sp01_arrests")
    assert (reported.value, reported.before) == (2140, 2388)
    assert (reported.period, reported.period_before) == ("2013/14", "2012/13")


def test_a_gap_keeps_its_status(figures):
    for measure, status in (
        ("sp01_first_time_entrants", "awaiting_board"),
        ("sp03_completions", "nationally_unavailable"),
        ("sp06_satisfaction", "small_numbers"),
        ("sp05_reports", "not_in_return"),
    ):
        reported = report(figures, measure)
        assert (reported.value, reported.status) == (None, status), measure


@pytest.fixture
def later(copy_of_workbook):
    """Figures of Quarter 3, for which the force sent 930, 1000 and 1100 burglaries."""
    first = copy_of_workbook / "data/returns/2014-15-q1/force/v1"
    third = copy_of_workbook / "data/returns/2014-15-q3/force/v1"
    shutil.copytree(first, third)
    head = (third / "return.yaml").read_text("utf-8").replace("2014-15-q1", "2014-15-q3")
    (third / "return.yaml").write_text(head.replace("2014-09-29", "2015-02-10"), "utf-8")

    def send(*rows):
        header = "measure,area,period,value,numerator,base,status,note"
        lines = [f"sp12_level,,{period},{value},,,{status}," for period, value, status in rows]
        (third / "values.csv").write_text("\n".join([header, *lines, ""]))
        seal(third)
        plan = load_plan(copy_of_workbook)
        return Figures(plan, Quarter.parse("2014-15-q3"), "public", date(2015, 3, 1))

    return send


def test_the_year_to_date_is_the_sum_of_its_quarters(later):
    figures = later(
        ("2014-15-q2", 1000, "supplied"),
        ("2014-15-q3", 1100, "supplied"),
        ("2013-14-q2", 900, "supplied"),
        ("2013-14-q3", 1000, "supplied"),
    )
    reported = report(figures, "sp12_level")
    assert (reported.value, reported.before) == (3030, 2703)
    assert reported.change_percent == Decimal("12.1")
    assert reported.period == "9 months to December 2014"
    quarter = figures.quarter
    said = wording.change_sentence(reported, figures.plan, quarter, quarter.end)
    assert said == (
        "Domestic burglary: 3,030 offences in the 9 months to December 2014, 327 more than in "
        "the 9 months to December 2013 (+12.1%)."
    )
    assert report(figures, "sp12_recorded").value == figures.series("sp12_recorded")[-3:].sum()


def test_a_missing_quarter_leaves_no_sum(later):
    figures = later(("2014-15-q2", "", "awaiting_board"), ("2014-15-q3", 1100, "supplied"))
    reported = report(figures, "sp12_level")
    assert (reported.value, reported.status) == (None, "awaiting_board")


def test_a_change_of_recording_between_the_figures_is_not_compared(copy_of_workbook):
    plan = load_plan(copy_of_workbook)
    figures = Figures(plan, Quarter.parse("2017-18-q1"), "public", date(2017, 9, 29))
    reported = report(figures, "sp12_recorded")
    assert reported.value is not None and reported.before is not None
    assert reported.change.state == "not comparable"
    assert reported.change.reason == (
        "burglary of sheds and garages counts as residential from April 2017"
    )
    assert reported.change_percent is None
