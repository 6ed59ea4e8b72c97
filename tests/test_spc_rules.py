"""Signals point by point, and how the rule sets differ."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from panelpack.spc import MDC2023, PTD, TEXTBOOK, chart
from panelpack.spc.rules import causes, types
from panelpack.spc.runs import fewest_crossings, run_tests

CENTRE, NEAR, LIMIT = 0.0, 2.0, 3.0


def judged(values, profile=PTD, **more):
    rows = np.ones(len(values))
    values = np.array(values, dtype=float)
    outer, near = (-LIMIT * rows, LIMIT * rows), (-NEAR * rows, NEAR * rows)
    return "".join(causes(values, CENTRE * rows, outer, near, profile, **more))


def test_a_point_on_a_limit_is_not_outside():
    assert judged([3, -3, 3.01, -3.01]) == "..UL"


def test_a_shift_is_seven_in_a_row():
    assert judged([1] * 6) == "......"
    assert judged([1] * 7) == "HHHHHHH"
    assert judged([-1] * 8 + [1]) == "WWWWWWWW."


def test_a_point_on_the_mean_breaks_a_run():
    assert judged([1] * 5 + [0] + [1] * 5) == "." * 11
    assert judged([0] * 9) == "." * 9


def test_a_gap_breaks_a_run_and_a_trend():
    assert judged([1, 1, 1, 1, np.nan, 1, 1, 1]) == "........"
    assert judged([-1.5, -1, -0.5, 0.1, np.nan, 0.5, 1, 1.5, 1.8]) == "........."


def test_a_trend_is_six_strict_steps():
    rising = [-1.5, -1, -0.5, 0.1, 0.5, 1, 1.5]
    assert judged(rising) == "IIIIIII"
    assert judged(rising[1:]) == "......"
    assert judged(rising[::-1]) == "DDDDDDD"
    assert judged([-1.5, -1, -0.5, 0.1, 0.1, 0.5, 1, 1.5]) == "........"


def test_where_two_trends_meet_the_later_one_counts():
    rising = [-1.5, -1, -0.5, 0.1, 0.5, 1, 1.5]
    assert judged(rising + rising[::-1][1:]) == "IIIIIIDDDDDDD"


def test_two_in_three_marks_the_near_points_only():
    assert judged([2.5, 1, 2.5]) == "A.A"
    assert judged([-2.5, -2.5, -1]) == "BB."
    assert judged([2.5, -1, 2.5]) == "..."
    assert judged([2.5, 2.5, -1]) == "..."
    assert judged([2, 2, 2]) == "..."


def test_the_stronger_signal_names_the_point():
    assert judged([4, 1, 1, 1, 1, 1, 1]) == "UHHHHHH"
    assert judged([2.5, 1, 2.5, 1, 1, 1, 1]) == "AHAHHHH"
    assert judged([0.1, 0.5, 1, 1.5, 1.8, 2.5, 2.6]) == "IIIIIII"


def test_the_2023_rules_count_points_outside_towards_two_in_three():
    assert judged([2.5, 4, 1]) == ".U."
    assert judged([2.5, 4, 1], MDC2023) == "AU."


def test_the_textbook_rules():
    assert judged([1] * 7, TEXTBOOK) == "......."
    assert judged([1] * 8, TEXTBOOK) == "HHHHHHHH"
    assert judged([1] * 4 + [0] + [1] * 4, TEXTBOOK) == "HHHH.HHHH"
    assert judged([2.5, -1, 2.5], TEXTBOOK) == "A.A"
    assert judged([-1.5, -1, -0.5, 0.1, 0.5, 1, 1.5], TEXTBOOK) == "......."


def test_values_that_depend_on_their_neighbours_are_judged_by_limits_only():
    assert judged([1] * 9 + [4], outside_only=True) == "." * 9 + "U"


@pytest.mark.parametrize(
    ("better", "expected"),
    [("fewer", ".-+-+-+-+"), ("more", ".+-+-+-+-"), ("neutral", ".hlhlhlhl")],
)
def test_types(better, expected):
    assert "".join(types(np.array(list(".ULIDABHW")), better)) == expected


@pytest.mark.parametrize(
    ("useful", "longest"), [(1, 3), (2, 4), (10, 6), (20, 7), (24, 8), (100, 10), (99_999, 20)]
)
def test_usual_numbers_of_runs_and_crossings(useful, longest):
    sides = np.resize([1.0, -1.0], useful)
    assert run_tests(sides)["longest_run_max"] == longest
    assert fewest_crossings(useful) == binom.ppf(0.05, useful - 1, 0.5)


def test_run_tests_pass_over_ties_and_gaps():
    found = run_tests(np.array([1, 0, 1, np.nan, 1, -1, 1.0]))
    assert (found["n_useful"], found["longest_run"], found["n_crossings"]) == (5, 3, 2)


def test_moving_ranges_have_no_runs():

    series = pd.Series(
        [10, 11] * 8 + [40], index=pd.period_range("2013-01", periods=17, freq="M"), dtype=float
    )
    assert chart("mr", series).causes == "." * 16 + "U"
