"""Series that other programs draw wrongly or not at all."""

import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import panelpack
from panelpack.spc import PROFILES, chart, xmr

GAP = np.nan
PLAIN_KINDS = ("c", "g", "t", "i", "ip", "mr", "run")
SIZED_KINDS = ("p", "u", "pp", "up")


def months(*values, start="2013-01"):
    index = pd.period_range(start, periods=len(values), freq="M")
    return pd.Series(values, index=index, dtype=float)


def said(result):
    return " ".join((repr(result), result.sentence, *result.notes))


def no_limits(table):
    return table[["lower", "upper", "near_lower", "near_upper"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("target", "better", "assurance", "words"),
    [
        (6, "fewer", "consistent_pass", "consistently met"),
        (4, "fewer", "consistent_fail", "consistently missed"),
        (5, "fewer", "consistent_pass", "consistently met"),
        (4, "more", "consistent_pass", "consistently met"),
        (6, "more", "consistent_fail", "consistently missed"),
    ],
)
def test_a_constant_series_has_a_centre_and_no_signal(target, better, assurance, words):
    result = xmr(months(*[5] * 20), better=better, target=target)
    assert result.causes == "." * 20
    assert (result.table["centre"] == 5).all()
    assert no_limits(result.table)
    assert (result.variation, result.limit_status) == ("common_cause", "none")
    assert result.assurance == assurance
    assert result.sentence.endswith(f" The target of {target} is {words}.")


def test_rounding_is_no_variation():
    result = xmr(months(0.3, 0.1 + 0.2, 0.3, 0.1 + 0.2))
    assert no_limits(result.table)
    assert result.limit_status == "none"


def test_all_zero():
    result = xmr(months(*[0] * 12), better="fewer", target=0)
    assert (result.causes, result.assurance) == ("." * 12, "consistent_pass")
    assert result.table["centre"].tolist() == [0] * 12


def test_nineteen_zeros_and_a_one_are_one_signal():
    for row in (0, 9, 19):
        values = [0] * 20
        values[row] = 1
        result = xmr(months(*values), better="fewer")
        assert result.causes == "." * row + "U" + "." * (19 - row)
        assert any(note.startswith("Screening would leave no variation") for note in result.notes)


def test_one_value():
    result = xmr(months(5), better="fewer", target=4)
    assert (result.variation, result.assurance, result.limit_status) == ("too_short", None, "none")
    assert result.sentence == (
        "The last value, 5 for January 2013, stands alone, so no limits can be set."
    )
    assert result.table["centre"].tolist() == [5]


@pytest.mark.parametrize("empty", [months(), pd.Series([], index=pd.DatetimeIndex([]))])
def test_no_rows(empty):
    result = xmr(empty, target=4, better="more")
    assert len(result.table) == len(result.phases) == 0
    assert list(result.table.columns[:3]) == ["value", "centre", "lower"]
    assert (result.variation, result.assurance) == ("too_short", None)
    assert result.sentence == "There are no values, so no limits can be set."


def test_all_missing():
    result = xmr(months(GAP, GAP, GAP), target=4, better="more")
    assert (result.causes, result.variation, result.assurance) == ("...", "too_short", None)
    assert result.table["centre"].isna().all()
    assert result.sentence == "There are no values, so no limits can be set."


def test_a_gap_gives_no_moving_range_and_ends_runs():
    values = [10, 12, GAP, 30, 31]
    result = xmr(months(*values), screen=False)
    assert result.phases["mean_range"].item() == pytest.approx(1.5)
    assert result.table["centre"].iloc[2] == pytest.approx(20.75)
    run = months(*[1, 9, 5] * 8, 4, 4, 3, GAP, 4, 3, 4, 4)
    assert xmr(run).causes == "." * len(run)
    assert xmr(run.fillna(4)).causes.endswith("." + "W" * 8)


def test_values_with_a_gap_between_each_have_no_limits():
    result = xmr(months(1, GAP, 3, GAP, 4))
    assert no_limits(result.table)
    assert result.causes == "....."
    assert "has no limits to be judged by" in result.sentence


def test_an_absent_month_is_a_gap():
    whole = months(1, 2, GAP, 4, 3, 5)
    absent = whole.drop(pd.Period("2013-03", "M"))
    pd.testing.assert_frame_equal(xmr(absent).table, xmr(whole).table)


def test_a_missing_last_value_is_said():
    result = xmr(months(4, 5, 4, 6, GAP))
    assert result.sentence == (
        "The last value, 6 for April 2013, lies within the trial limits of 1.2 to 8.3 "
        "and gives no signal. There is no value for May 2013."
    )
    assert result.notes == ("The limits are on trial, as they come from 4 values.",)


def test_thousands_of_millions_keep_their_figures():
    small = months(100, 110, 105, 100, 90, 102, 160)
    large = xmr(small + 1e9, better="fewer")
    near = xmr(small, better="fewer")
    np.testing.assert_allclose(large.table["upper"] - 1e9, near.table["upper"], atol=1e-5)
    assert large.causes == near.causes == "......U"
    assert "1,000,000,160 for July 2013" in large.sentence


@pytest.mark.parametrize("shuffled", [False, True])
@pytest.mark.parametrize(
    "index",
    [
        pd.period_range("2013-01", periods=8, freq="M"),
        pd.period_range("2011Q1", periods=8, freq="Q-MAR"),
        pd.period_range("2007", periods=8, freq="Y-MAR"),
        pd.date_range("2013-01-01", periods=8, freq="MS"),
        pd.date_range("2013-01-31", periods=8, freq="ME"),
        pd.date_range("2013-01-01", periods=8, freq="MS", tz="Europe/London"),
        pd.date_range("2013-03-31", periods=8, freq="QE"),
        pd.date_range("2013-01-07", periods=8, freq="W-MON"),
        pd.date_range("2013-01-01", periods=8, freq="D"),
        pd.to_datetime(["2013-01-0" + d for d in "1234"] + ["2013-03-1" + d for d in "0369"]),
    ],
)
def test_every_calendar_gives_the_same_chart(index, shuffled):
    values = [10, 14, 9, 13, 10, 14, 11, 30]
    series = pd.Series(values, index=index)
    result = xmr(series.sample(frac=1, random_state=3) if shuffled else series, better="fewer")
    table = result.table.dropna(subset="value")
    assert table["value"].tolist() == values
    if len(result.table) == 8:
        same = xmr(months(*values), better="fewer")
        assert (result.causes, same.causes) == (same.causes, ".......U")
        np.testing.assert_array_equal(result.table["upper"], same.table["upper"])


def test_irregular_days_stay_as_they_are():
    days = pd.to_datetime(["2014-01-03", "2014-01-20", "2014-02-11", "2014-05-02"])
    result = chart("t", pd.Series([17, 17, 22, 80], index=days))
    assert result.table.index.tolist() == days.tolist()


@pytest.mark.parametrize(
    ("freq", "label"),
    [
        ("M", "March 2014"),
        ("Q-MAR", "January to March 2014"),
        ("Y-MAR", "April 2013 to March 2014"),
    ],
)
def test_periods_are_named_as_people_name_them(freq, label):
    index = pd.period_range(end=pd.Period("2014-03-31", freq), periods=3, freq=freq)
    assert xmr(pd.Series([1, 2, 3], index=index)).table["label"].iloc[-1] == label


ODD = {
    "empty": [],
    "one": [3],
    "missing": [GAP] * 3,
    "constant": [10] * 5,
    "with gaps": [1, GAP, 3, 4, GAP],
    "huge": [1e9, 2e9, 3e9],
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("kind", [*PLAIN_KINDS, *SIZED_KINDS])
def test_odd_series_of_every_kind_print_no_nan(kind, name):
    counts = months(*ODD[name])
    result = chart(kind, counts, counts * 0 + 4e9 if kind in SIZED_KINDS else None)
    assert len(result.causes) == len(counts)
    assert "nan" not in said(result).lower() and "inf" not in said(result).lower()
    values, causes = result.table["value"], result.table["cause"]
    assert (causes[values.isna()] == ".").all()


@pytest.mark.parametrize("kind", SIZED_KINDS)
def test_a_zero_denominator_is_a_gap(kind):
    result = chart(kind, months(0, 1, 2, 3), months(0, 10, 10, 10))
    assert result.table["value"].isna().tolist() == [True, False, False, False]
    assert result.table["centre"].iloc[1] == pytest.approx(0.2)


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_draws_the_odd_series(profile):
    for values in ODD.values():
        assert "nan" not in said(xmr(months(*values), profile=profile)).lower()


def test_a_chart_is_drawn_from_the_result(monkeypatch):
    drawing = SimpleNamespace(control_chart=lambda result: ("drawn", result))
    monkeypatch.setitem(sys.modules, "panelpack.charts", drawing)
    monkeypatch.setattr(panelpack, "charts", drawing, raising=False)
    result = xmr(months(1, 2, 3))
    assert result.chart() == ("drawn", result)


@pytest.mark.parametrize("known", [2, 5])
def test_in_a_pack_few_values_have_a_centre_but_no_limits(known):
    series = months(*[50, 54, 47, 52, 49, 51, 55] * 2, *[90, 30, 91, 33, 95][:known])
    rebase = [series.index[14]]
    by_rules = xmr(series, better="fewer", rebase=rebase)
    assert by_rules.limit_status == "trial"
    result = xmr(series, better="fewer", rebase=rebase, profile="cautious")
    new = result.table.iloc[14:]
    assert no_limits(new)
    assert new["centre"].notna().all()
    assert (result.limit_status, result.causes[14:]) == ("none", "." * known)
    last = f"The last value, {series.iloc[-1]:.0f} for"
    assert result.sentence.startswith(last)
    assert f"has no limits, as they take 6 values and {known} may set them." in result.sentence
    before = ["lower", "upper", "cause"]
    pd.testing.assert_frame_equal(result.table[before][:14], by_rules.table[before][:14])


def test_in_a_pack_limits_of_six_values_are_those_of_the_rules_on_trial():
    series = months(90, 30, 91, 33, 95, 40)
    result, by_rules = (xmr(series, profile=p) for p in ("cautious", "ptd"))
    pd.testing.assert_frame_equal(result.table, by_rules.table)
    assert result.limit_status == "trial"
    assert "The limits are on trial, as they come from 6 values." in result.notes


def test_no_limit_below_zero_is_shown_where_no_value_is():
    series = months(3, 0, 9, 1, 8, 0, 2, 7, 0, 4, 9, 1, 0)
    result = xmr(series, better="fewer")
    assert (result.table["lower"] < 0).all()
    assert (result.shown[["lower", "near_lower"]] >= 0).all(axis=None)
    assert (result.shown["lower"] == 0).all()
    others = result.table.columns.drop(["lower", "near_lower"])
    pd.testing.assert_frame_equal(result.shown[others], result.table[others])
    assert "within the limits of 0 to " in result.sentence
    assert result.causes[-1] == "."


def test_limits_of_values_that_can_be_negative_are_shown_as_they_are():
    result = xmr(months(3, -1, 9, 1, 8, 0, 2, 7, 0, 4, 9, 1, 0))
    pd.testing.assert_frame_equal(result.shown, result.table)
    assert "within the limits of \N{MINUS SIGN}" in result.sentence
