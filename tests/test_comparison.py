"""Changes, rolling sums, year to date and year on year, in published figures where there are."""

import doctest
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panelpack import comparison
from panelpack.comparison import (
    change,
    rolling,
    rolling_sum,
    round_half_up,
    year_on_year,
    year_to_date,
)
from panelpack.quarters import Quarter

GAP = np.nan


def months(values, start="2012-04"):
    index = pd.period_range(start, periods=len(values), freq="M")
    return pd.Series(values, index=index, dtype=float)


def quarters(values, start="2013Q1"):
    index = pd.period_range(start, periods=len(values), freq="Q-MAR")
    return pd.Series(values, index=index, dtype=float)


def test_doctests():
    found = doctest.testmod(comparison)
    assert (found.failed, found.attempted > 0) == (0, True)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (0.15, 1, "0.2"),
        (-0.04, 1, "0.0"),
        (1234, -2, "1200"),
        (Decimal("15.8157"), 1, "15.8"),
        (np.float64(4.45), 1, "4.5"),
        (np.int64(7), 1, "7.0"),
    ],
)
def test_half_up_as_people_round(value, places, expected):
    assert round_half_up(value, places) == Decimal(expected)
    assert not str(round_half_up(value, places)).startswith("-0.0")


@pytest.mark.parametrize("value", [None, GAP, float("inf"), "many", pd.NaT, True])
def test_what_is_no_number_is_not_rounded(value):
    with pytest.raises(ValueError, match="is not a"):
        round_half_up(value)


@settings(max_examples=200, deadline=None)
@given(st.integers(-(10**12), 10**12), st.integers(0, 4))
def test_rounding_is_within_half_a_unit(number, places):
    exact = Decimal(number).scaleb(-6)
    off = round_half_up(exact, places) - exact
    half = Decimal(1).scaleb(-places) / 2
    assert abs(off) <= half
    assert abs(off) < half or (off > 0) == (exact > 0)


@pytest.mark.parametrize(
    ("now", "before", "difference", "percent", "words"),
    [
        (930, 803, "127", "15.8", "up 127 (15.8%)"),
        (803, 930, "-127", "-13.7", "down 127 (13.7%)"),
        (15243, 15243, "0", "0.0", "no change"),
        (1, 1000, "-999", "-99.9", "down 999 (99.9%)"),
        (12000, 1000, "11000", "1100.0", "up 11,000 (1,100.0%)"),
        (0, 40, "-40", "-100.0", "down 40 (100.0%)"),
        (2.5, 2.4, "0.1", "4.2", "up 0.1 (4.2%)"),
        (201, 200, "1", "0.5", "up 1 (0.5%)"),
        (20001, 20000, "1", "0.0", "up 1 (0.0%)"),
        (2001, 2000, "1", "0.1", "up 1 (0.1%)"),
    ],
)
def test_the_change_of_a_count(now, before, difference, percent, words):
    found = change(now, before, 1)
    assert (found.difference, found.percent) == (Decimal(difference), Decimal(percent))
    assert (found.state, found.words) == ("compared", words)
    assert change(float(now), np.float64(before), 1) == found


def test_the_places_of_the_percentage():
    shown = [str(change(930, 803, places).percent) for places in (0, 1, 2)]
    assert shown == ["16", "15.8", "15.82"]


def test_a_rate_changes_by_percentage_points():
    found = change(88.2, 92.55, 1, kind="rate")
    assert (found.difference, found.percent) == (Decimal("-4.4"), None)
    assert found.words == "down 4.4 percentage points"
    assert change(0, 50, 1, kind="rate").difference == Decimal("-50.0")


def test_a_zero_comparator_has_a_number_only():
    found = change(5, 0, 1)
    assert (found.difference, found.percent) == (Decimal(5), None)
    assert (found.state, found.reason) == ("zero comparator", "no percentage of a zero comparator")
    assert found.words == "up 5"
    assert change(0, 0).words == "no change"


def test_a_negative_comparator_has_a_number_only():
    found = change(1.5, -3)
    assert (found.difference, found.percent) == (Decimal("4.5"), None)
    assert found.state == "negative comparator"


@pytest.mark.parametrize("missing", [None, GAP, np.float32("nan"), pd.NA, Decimal("NaN")])
def test_a_missing_figure_is_missing_not_zero(missing):
    for found in (change(missing, 5), change(5, missing)):
        assert (found.difference, found.percent, found.state) == (None, None, "missing")
        assert found.words == "missing"
    assert change(5, missing).sentence == "5 against no figure before: missing."
    assert change(missing, 1930).sentence == "No figure against 1,930 before: missing."


def test_a_comparator_from_before_a_change_of_recording():
    found = change(930, 803, 1, comparable=False, reason="counted by victim since April")
    assert (found.difference, found.percent, found.state) == (None, None, "not comparable")
    assert found.words == "not comparable: counted by victim since April"
    assert (found.now, found.before) == (930, 803)


@pytest.mark.parametrize("wrong", [float("inf"), -np.inf, "many"])
def test_what_is_no_number_is_not_compared(wrong):
    with pytest.raises(ValueError, match="is not a"):
        change(wrong, 1)


def test_another_kind_of_change_is_refused():
    with pytest.raises(ValueError, match="kind is count or rate, not 'percent'"):
        change(2, 1, kind="percent")


def test_whole_floats_print_as_counts():
    found = change(930.0, 800.0)
    assert (str(found.now), str(found.before), str(found.difference)) == ("930", "800", "130")
    assert found.sentence == "930 against 800 before: up 130 (16%)."


def test_twelve_months_rolling():
    sums = rolling_sum(months(range(1, 15)).rename("crimes"), 12)
    assert sums.isna().tolist() == [True] * 11 + [False] * 3
    assert sums.iloc[11:].tolist() == [78, 90, 102]
    assert sums.name == "crimes"
    assert sums.index[11] == pd.Period("2013-03", "M")


def test_a_gap_makes_every_sum_over_it_missing():
    series = months([1] * 30)
    series.iloc[14] = GAP
    found = rolling(series)
    assert found["value"].isna().tolist() == [True] * 11 + [False] * 3 + [True] * 12 + [False] * 4
    assert found["state"].tolist() == (
        ["missing"] * 11 + ["complete"] * 3 + ["missing"] * 12 + ["complete"] * 4
    )
    pd.testing.assert_frame_equal(rolling(series.dropna()), found)


def test_no_sum_is_made_across_a_change_of_recording():
    found = rolling(months([1] * 30), breaks=[date(2013, 6, 1)])
    # From June 2013 to April 2014 the twelve months begin before the change and end after it.
    assert found["state"].tolist() == (
        ["missing"] * 11 + ["complete"] * 3 + ["not comparable"] * 11 + ["complete"] * 5
    )
    assert found["value"].isna().tolist() == [s != "complete" for s in found["state"]]


def test_a_change_within_a_month_spoils_that_month_too():
    first = rolling(months([1] * 30), breaks=[date(2013, 6, 1)])["state"]
    middle = rolling(months([1] * 30), breaks=[date(2013, 6, 15)])["state"]
    assert (first == "not comparable").sum() == 11
    assert (middle == "not comparable").sum() == 12


def test_four_quarters_are_twelve_months():
    assert rolling_sum(quarters([1, 2, 3, 4, 5])).tolist()[3:] == [10, 14]
    with pytest.raises(ValueError, match="not whole periods of 3 months"):
        rolling_sum(quarters([1, 2, 3]), 4)
    with pytest.raises(ValueError, match="not whole periods"):
        rolling_sum(months([1, 2]), 0)


def test_a_single_month_is_its_own_sum():
    assert rolling_sum(months([4, 5, 6]), 1).tolist() == [4, 5, 6]


@pytest.mark.parametrize("empty", [pd.PeriodIndex([], freq="M"), pd.DatetimeIndex([])])
def test_no_rows(empty):
    series = pd.Series([], index=empty, dtype=float)
    assert len(rolling(series)) == len(year_on_year(series)) == 0
    assert year_to_date(series, "2014-15-q1").state == "missing"


@settings(max_examples=50, deadline=None)
@given(st.lists(st.one_of(st.integers(0, 10**9), st.none()), min_size=1, max_size=40))
def test_a_rolling_sum_is_the_sum_of_its_months(values):
    series = months(values)
    sums = rolling_sum(series, 12)
    for row, total in enumerate(sums):
        window = series.iloc[max(row - 11, 0) : row + 1]
        whole = window.count() == 12
        assert (total == window.sum()) if whole else np.isnan(total)


def test_year_on_year():
    found = year_on_year(months([*[100] * 12, 110, 95, GAP, 100]))
    assert found["state"].tolist() == (
        ["missing"] * 12 + ["compared", "compared", "missing", "compared"]
    )
    assert found["difference"].tolist()[12:14] == [10, -5]
    assert found["percent"].iloc[12] == 10.0
    assert found["before"].iloc[15] == 100


def test_year_on_year_of_quarters_with_zero_and_a_break():
    series = quarters([0, 10, 10, 10, 5, 12, 12, 12, 6])
    found = year_on_year(series, breaks=[date(2013, 10, 1)])
    assert found["state"].tolist() == [
        *["missing"] * 4,
        "zero comparator",
        "compared",
        "not comparable",
        "not comparable",
        "not comparable",
    ]
    assert found["difference"].iloc[4] == 5
    assert np.isnan(found["percent"].iloc[4])
    assert found["percent"].iloc[5] == 20.0


def test_year_to_date_is_april_to_the_quarters_end():
    series = months(range(1, 31))
    second = year_to_date(series, "2013-14-q2")
    assert (second.now, second.before) == (sum(range(13, 19)), sum(range(1, 7)))
    assert second.percent == Decimal("342.9")
    fourth = year_to_date(series, Quarter(2013, 4))
    assert (fourth.now, fourth.before) == (sum(range(13, 25)), sum(range(1, 13)))


def test_year_to_date_of_quarters_equals_that_of_months():
    series = months(range(1, 25))
    whole = series.groupby(series.index.asfreq("Q-MAR")).sum()
    for quarter in ("2013-14-q1", "2013-14-q3"):
        assert year_to_date(whole, quarter) == year_to_date(series, quarter)


def test_a_missing_month_makes_the_year_to_date_missing():
    series = months([100] * 24)
    series.iloc[13] = GAP
    assert year_to_date(series, "2013-14-q1").state == "missing"
    assert year_to_date(series, "2014-15-q1").state == "missing"


def test_a_change_of_recording_makes_the_years_not_comparable():
    series = months([100] * 24)
    reason = {date(2013, 4, 1): "counted by victim"}
    found = year_to_date(series, "2013-14-q1", reason)
    assert (found.state, found.reason) == ("not comparable", "counted by victim")
    plain = year_to_date(series, "2013-14-q1", [date(2012, 8, 10)])
    assert plain.reason == "recording changed on 10 August 2012"
    for outside in (date(2012, 4, 1), date(2013, 7, 1)):
        assert year_to_date(series, "2013-14-q1", [outside]).state == "compared"
