"""Months and quarters on a complete calendar."""

import doctest
from datetime import date

import numpy as np
import pandas as pd
import pytest

from panelpack import months
from panelpack.months import days_in, month_number, month_start, on_grid

GAP = np.nan


def laid(dates, values=None, step=None):
    values = range(len(dates)) if values is None else values
    return on_grid(pd.Series(values, index=dates, dtype=float), step)


def days(*texts):
    return pd.to_datetime(list(texts))


def test_doctests():
    found = doctest.testmod(months)
    assert (found.failed, found.attempted > 0) == (0, True)


def test_month_numbers_are_consecutive_and_return():
    assert month_number(date(2015, 1, 1)) - month_number(date(2014, 12, 31)) == 1
    assert month_start(month_number(date(2014, 12, 31))) == date(2014, 12, 1)
    assert month_start(month_number(date(2016, 1, 5)) - 1) == date(2015, 12, 1)


def test_days_in_months_and_quarters():
    first = month_number(date(2012, 1, 1))
    assert days_in(np.arange(first, first + 3), 1).tolist() == [31, 29, 31]
    assert days_in(np.array([first, first + 12]), 3).tolist() == [91, 90]


def test_an_absent_month_is_a_gap():
    grid = laid(days("2014-04-01", "2014-05-01", "2014-07-01"), [5, 6, 8])
    np.testing.assert_array_equal(grid.values, [5, 6, GAP, 8])
    assert grid.step == 1
    assert month_start(grid.first) == date(2014, 4, 1)
    assert grid.index.tolist() == list(pd.date_range("2014-04-01", periods=4, freq="MS"))


def test_order_does_not_matter():
    grid = laid(days("2014-06-01", "2014-04-01", "2014-05-01"), [3, 1, 2])
    assert grid.values.tolist() == [1, 2, 3]
    assert grid.index.is_monotonic_increasing


@pytest.mark.parametrize(
    ("dates", "step"),
    [
        (pd.period_range("2014-04", periods=4, freq="M"), 1),
        (pd.period_range("2014Q1", periods=4, freq="Q-MAR"), 3),
        (pd.date_range("2014-04-30", periods=4, freq="ME"), 1),
        (pd.date_range("2014-06-30", periods=4, freq="QE"), 3),
        (pd.date_range("2014-04-01", periods=4, freq="MS", tz="Europe/London"), 1),
        (days("2014-06-30", "2014-09-30", "2014-12-31", "2015-03-31"), 3),
        (days("2014-04-15", "2014-05-15", "2014-06-15", "2014-07-15"), 1),
    ],
)
def test_months_and_quarters_are_recognised_and_keep_their_dates(dates, step):
    grid = laid(dates)
    assert (grid.step, grid.values.tolist()) == (step, [0, 1, 2, 3])
    naive = dates.tz_localize(None) if isinstance(dates, pd.DatetimeIndex) else dates
    assert grid.index.tolist() == naive.tolist()


@pytest.mark.parametrize(
    ("dates", "added"),
    [
        (days("2014-06-30", "2014-12-31"), pd.Timestamp("2014-09-30")),
        (days("2014-04-01", "2014-10-01"), pd.Timestamp("2014-07-01")),
        (pd.PeriodIndex(["2014Q1", "2014Q3"], freq="Q-MAR"), pd.Period("2014Q2", "Q-MAR")),
    ],
)
def test_an_absent_quarter_is_dated_like_the_others(dates, added):
    grid = laid(dates, [1, 3])
    np.testing.assert_array_equal(grid.values, [1, GAP, 3])
    assert grid.index[1] == added


def test_a_quarter_may_be_dated_by_any_of_its_days():
    grid = laid(days("2014-05-15", "2014-09-30", "2014-12-01"), step=3)
    assert grid.values.tolist() == [0, 1, 2]
    assert month_start(grid.first) == date(2014, 4, 1)


def test_a_single_date_is_a_month_unless_said():
    assert laid(days("2014-04-01")).step == 1
    assert laid(days("2014-04-01"), step=3).step == 3


def test_a_zone_keeps_local_dates():
    dates = pd.DatetimeIndex(["2014-03-31 23:30"], tz="UTC").tz_convert("Europe/London")
    assert month_start(laid(dates).first) == date(2014, 4, 1)


def test_starts_ends_and_positions():
    grid = laid(pd.period_range("2014Q1", periods=3, freq="Q-MAR"))
    assert [month_start(m) for m in grid.starts] == [
        date(2013, 4, 1),
        date(2013, 7, 1),
        date(2013, 10, 1),
    ]
    assert (grid.ends - grid.starts == 2).all()
    assert grid.position(month_number(date(2013, 8, 1))) == 1
    assert grid.position(month_number(date(2013, 3, 1))) == -1


def test_values_between_months():
    grid = laid(pd.period_range("2014-04", periods=3, freq="M"), [5, 6, 7])
    first = month_number(date(2014, 5, 1))
    np.testing.assert_array_equal(grid.between(first, first + 2), [6, 7, GAP])
    np.testing.assert_array_equal(grid.between(first - 2, first), [GAP, 5, 6])
    np.testing.assert_array_equal(grid.between(first + 12, first + 13), [GAP, GAP])


def test_quarters_of_other_years_do_not_fit():
    grid = laid(pd.period_range("2014Q1", periods=3, freq="Q-NOV"))
    april = month_number(date(2014, 4, 1))
    with pytest.raises(ValueError, match="don't begin in April"):
        grid.between(april, april + 2)


@pytest.mark.parametrize("dates", [pd.DatetimeIndex([]), pd.PeriodIndex([], freq="M")])
def test_no_rows(dates):
    grid = laid(dates)
    assert (len(grid.values), len(grid.index), len(grid.starts)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("series", "error", "words"),
    [
        (pd.Series([1, 2]), TypeError, "DatetimeIndex or PeriodIndex"),
        ([1, 2], TypeError, "pandas Series"),
        (
            pd.Series([1, 2], index=days("2014-04-01", "2014-04-20")),
            ValueError,
            "begins in April 2014$",
        ),
        (pd.DataFrame({"a": [1]}, index=days("2014-04-01")), TypeError, "pandas Series"),
        (pd.Series([1, 2], index=pd.to_datetime(["2014-04-01", None])), ValueError, "missing date"),
        (pd.Series([1, np.inf], index=days("2014-04-01", "2014-05-01")), ValueError, "finite"),
        (
            pd.Series([1], index=pd.period_range("2014", periods=1, freq="Y-MAR")),
            ValueError,
            "months or quarters",
        ),
    ],
)
def test_wrong_series_are_refused(series, error, words):
    with pytest.raises(error, match=words):
        on_grid(series)
