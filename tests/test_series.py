"""One table of figures by measure and period, as an audience knows it on a date."""

import math
import shutil
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from conftest import seal
from panelpack import dependencies
from panelpack.errors import DataError
from panelpack.plan import load_plan
from panelpack.published import BOARD
from panelpack.quarters import Period, Quarter
from panelpack.series import Figures

QUARTER = Quarter.parse("2014-15-q1")
MEETING = date(2014, 9, 29)
SPRING = ["2014-04", "2014-05", "2014-06"]
DISTRICTS = [
    "Blaby",
    "Charnwood",
    "Harborough",
    "Hinckley and Bosworth",
    "Leicester",
    "Melton",
    "North West Leicestershire",
    "Oadby and Wigston",
    "Rutland",
]


def value(figures, measure, period, area="", yearly=False):
    return figures.entry(measure, Period.parse(period, yearly), area).value


@pytest.mark.parametrize(
    ("measure", "now", "before"),
    [
        ("sp12_recorded", 930, 803),
        ("sp11_recorded", 15271, 15142),
        ("sp13_recorded", 1020, 1068),
        ("sp14_recorded", 1735, 1614),
        ("sp12_level", 930, 803),
        ("sp03_night_time", 361, 472),
    ],
)
def test_quarter_1_beside_the_year_before(figures, measure, now, before):
    assert value(figures, measure, "2014-15-q1") == now
    assert value(figures, measure, "2013-14-q1") == before


def test_the_twelve_months_to_june_2014_are_four_quarters(figures):
    burglary = figures.series("sp12_recorded")
    assert burglary.index.freqstr == "Q-MAR"
    assert burglary.rolling(4).sum().iloc[-1] == 4326
    assert burglary.index[0] == pd.Period("2006-06", "Q-MAR")


def test_street_crime_from_april_to_june_2014(figures):
    crime = figures.series("sp11_street")
    assert crime[SPRING].tolist() == [4886, 5207, 5122]
    assert crime[SPRING].sum() == 15215
    assert figures.series("sp11_street", "Leicester")[SPRING].sum() == 7429
    assert figures.series("sp11_street", "Charnwood")[SPRING].sum() == 2104
    assert figures.series("sp11_street", "outside or unknown")[SPRING].sum() == 23


def test_the_districts_and_what_lies_outside_them_make_the_whole(figures):
    areas = figures.areas("sp11_street")
    assert areas == [*DISTRICTS, "outside or unknown"]
    parts = sum(figures.series("sp11_street", area) for area in areas)
    assert (parts == figures.series("sp11_street")).all()


def test_nothing_ends_after_the_quarter_or_the_day(plan, figures):
    assert figures.series("sp11_street").index[-1] == pd.Period("2014-06", "M")
    early = Figures(plan, QUARTER, "public", date(2014, 6, 15))
    assert early.series("sp11_street").index[-1] == pd.Period("2014-05", "M")
    assert early.series("sp12_recorded").index[-1] == pd.Period("2014-03", "Q-MAR")
    for entry in (e for m in plan.measures for e in figures.entries(m)):
        assert entry.period.end <= QUARTER.end, entry


def test_a_yearly_measure_is_read_as_years(figures):
    arrests = figures.series("sp01_arrests")
    assert arrests[pd.Period("2014-03", "Y-MAR")] == 2140
    assert value(figures, "sp01_arrests", "2011-12", yearly=True) == arrests["2012"]
    assert value(figures, "sp08_yearly", "2013-14", yearly=True) == 24544


def test_open_data_needs_no_board(figures):
    entry = figures.entry("sp12_recorded", Period.parse("2014-15-q1"))
    assert (entry.board, entry.status) == (BOARD, "supplied")
    assert entry.source == "Police recorded crime by police force area and offence group"


def test_a_partners_figure_says_where_it_comes_from(figures):
    entry = figures.entry("sp12_level", Period.parse("2014-15-q1"))
    assert entry.source == "Leicestershire Police, return for Quarter 1 2014/15, version 1"
    assert entry.cleared_on == MEETING


def test_a_figure_that_is_not_there_says_why(plan, figures):
    missing = figures.entry("sp12_level", Period.parse("2013-14-q4"))
    assert (missing.value, missing.status) == (None, "not_in_return")
    assert figures.entry("sp11_street", Period.parse("2013-12")).status == "not_published"
    before_any_return = Figures(plan, QUARTER, "public", date(2014, 9, 1))
    assert before_any_return.entry("sp12_level", Period.parse("2014-15-q1")).status == "no_return"
    assert before_any_return.series("sp12_level").empty


def test_a_series_has_every_period_and_gaps_as_nan(copy_of_workbook):
    values = copy_of_workbook / "data/returns/2014-15-q1/force/v1/values.csv"
    with values.open("a") as file:
        file.write(
            "sp12_level,,2012-13-q2,700,,,supplied,\nsp12_level,,2013-14-q3,,,,small_numbers,\n"
        )
    seal(values.parent)
    level = Figures(load_plan(copy_of_workbook), QUARTER, "public", MEETING).series("sp12_level")
    shown = [None if math.isnan(v) else v for v in level]
    assert shown == [700, None, None, 803, None, None, None, 930]


def test_figures_are_put_in_order_once_and_noted_each_time(plan, monkeypatch):
    figures = Figures(plan, QUARTER, "public", MEETING)
    first = figures.entries("sp11_level")
    figures.entries("sp11_level").clear()
    noted = []
    monkeypatch.setattr(dependencies, "note", noted.append)
    monkeypatch.setattr(figures, "all_of", None)
    assert figures.entries("sp11_level") == first
    assert [e.period.text for e in first] == sorted(e.period.text for e in first)
    assert figures.entry("sp11_level", first[-1].period) is first[-1]
    assert noted == ["figures sp11_level"] * 2


def test_a_later_return_replaces_an_earlier_ones_figure(copy_of_workbook):
    first = copy_of_workbook / "data/returns/2014-15-q1/force"
    second = copy_of_workbook / "data/returns/2014-15-q2/force"
    shutil.copytree(first, second)
    head = (second / "v1/return.yaml").read_text("utf-8").replace("2014-15-q1", "2014-15-q2")
    (second / "v1/return.yaml").write_text(head.replace("2014-09-29", "2014-11-10"), "utf-8")
    (second / "v1/values.csv").write_text(
        "measure,area,period,value,numerator,base,status,note\n"
        "sp12_level,,2014-15-q1,931,,,supplied,\nsp12_level,,2014-15-q2,1000,,,supplied,\n"
    )
    seal(second / "v1")
    plan = load_plan(copy_of_workbook)
    later = Figures(plan, QUARTER.shift(1), "public", date(2014, 12, 1))
    assert later.series("sp12_level").tolist()[-2:] == [931, 1000]
    assert value(later, "sp03_night_time", "2014-15-q1") == Decimal(361)
    assert Figures(plan, QUARTER, "public", date(2014, 12, 1)).series("sp12_level").iloc[-1] == 930
    assert Figures(plan, QUARTER.shift(1), "public", MEETING).series("sp12_level").iloc[-1] == 930


def test_the_table_has_a_row_for_every_figure(figures):
    table = figures.table
    assert list(table.columns) == [
        "measure", "area", "period", "value", "numerator", "base", "status", "source",
    ]  # fmt: skip
    assert not table.duplicated(["measure", "area", "period"]).any()
    assert len(table) == 538
    gaps = table[table["status"] != "supplied"]
    assert len(gaps) == 18
    assert gaps["value"].isna().all()


def test_a_missing_open_table_is_told_with_the_command_that_makes_it(copy_of_workbook):
    (copy_of_workbook / "data/open/police-uk/street-crime-monthly.csv").unlink()
    figures = Figures(load_plan(copy_of_workbook), QUARTER, "public", MEETING)
    assert value(figures, "sp12_recorded", "2014-15-q1") == 930
    with pytest.raises(DataError, match="make it with 'panelpack open-data police-uk FOLDER'"):
        figures.series("sp11_street")
