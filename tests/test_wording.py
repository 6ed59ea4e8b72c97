"""Figures, changes and gaps in words."""

import dataclasses
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panelpack import comparison, shorthand, wording
from panelpack.clearance import Entry
from panelpack.quarters import Period, Quarter
from panelpack.reported import report
from panelpack.returns import Gap

QUARTER = Quarter.parse("2014-15-q1")
MEETING = date(2014, 9, 29)


def sentence(figures, measure):
    return wording.change_sentence(report(figures, measure), figures.plan, QUARTER, MEETING)


@pytest.mark.parametrize(
    ("value", "places", "words"),
    [
        (15243, 0, "15,243"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-2.5"), 0, "−3"),
        (2.675, 2, "2.68"),
        (Decimal("-4.35"), 1, "−4.4"),
        (Decimal("0.05"), 1, "0.1"),
        (Decimal("-0.04"), 1, "0.0"),
        (1234567.5, 0, "1,234,568"),
        (86, 1, "86.0"),
    ],
)
def test_numbers_are_rounded_half_up_and_grouped(value, places, words):
    assert wording.number(value, places) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(127, "+127"), (-52, "−52"), (0, "0"), (0.4, "0"), (0.5, "+1"), (-0.4, "0")],
)
def test_a_change_has_its_sign_unless_it_rounds_to_nothing(value, words):
    assert wording.signed(value) == words


@given(st.decimals(-(10**9), 10**9, places=3), st.integers(0, 2))
def test_a_written_number_is_within_half_a_unit(value, places):
    words = wording.number(value, places)
    back = Decimal(words.replace(",", "").replace(wording.MINUS, "-"))
    assert abs(back - value) <= Decimal("0.5").scaleb(-places)
    if abs(back - value) == Decimal("0.5").scaleb(-places):
        assert abs(back) > abs(value)


@pytest.mark.parametrize(
    ("measure", "value", "alone"),
    [
        ("sp12_level", 930, "930 offences"),
        ("sp12_satisfaction", Decimal("91.2"), "91.2%"),
        ("sp18_realised", Decimal("3.24"), "£3.24m"),
        ("sp18_realised", Decimal("-3.24"), "−£3.24m"),
    ],
)
def test_a_figure_stands_with_its_unit(plan, measure, value, alone):
    assert wording.figure_with_unit(plan.measures[measure], value) == alone


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("sp12_level",
         "Domestic burglary: 930 offences in Quarter 1 2014/15, "
         "127 more than in Quarter 1 2013/14 (+15.8%)."),
        ("sp13_recorded",
         "48 fewer than in Quarter 1 2013/14 (−4.5%)."),
        ("sp12_satisfaction",
         "Satisfaction of victims of burglary: 91.2% in Quarter 1 2014/15."),
        ("sp11_level",
         ", a change of +0.8% on the year before as supplied."),
        ("sp18_realised", "£3.24m at 31 March 2014."),
        ("sp01_first_time_entrants",
         "First-time entrants aged 10 to 17: to be published after the Youth Offending "
         "Management Board in September 2014."),
        ("sp06_late_week", ": Nearly 60%."),
    ],
)  # fmt: skip
def test_a_measure_is_said_in_one_sentence(figures, measure, said):
    assert sentence(figures, measure).endswith(said)


def test_a_rate_changes_by_points(figures):
    satisfaction = report(figures, "sp12_satisfaction")
    change = dataclasses.replace(
        satisfaction.change, before=Decimal("93.3"), difference=Decimal("-2.1"), state="compared"
    )
    changed = dataclasses.replace(satisfaction, before=Decimal("93.3"), change=change)
    assert wording.change_number(changed) == "−2.1 points"
    assert wording.change_percent(changed) == "[z]"
    said = wording.change_sentence(changed, figures.plan, QUARTER, MEETING)
    assert said.endswith(", 2.1 points lower than in Quarter 1 2013/14.")


@pytest.mark.parametrize(
    ("freq", "words"), [("M", "June 2014"), ("Q-MAR", "Quarter 1 2014/15"), ("Y-MAR", "2014/15")]
)
def test_a_period_is_said_as_the_report_does(freq, words):
    assert wording.period(pd.Period("2014-06-30", freq)) == words


def gap(status, **told):
    reason = Gap(**({"reason": "it is so"} | told)) if told or status == "in_development" else None
    period = Period.parse("2014-15-q1")
    board, source = "Youth Offending Management Board", "Youth offending services"
    return Entry("sp01_first_time_entrants", "", period, None, None, None, status, "", reason,
                 source, board, None)  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "sign", "said"),
    [
        (gap("no_return"), "[x]",
         "no return received from Youth offending services (due 14 August 2014)"),
        (gap("not_in_return"), "[x]",
         "the return of Youth offending services holds no figure for it"),
        (dataclasses.replace(gap("not_in_return"), period=Period.parse("2013-14-q4")), "[x]",
         "the return of Youth offending services holds no figure for Quarter 4 2013/14"),
        (gap("not_published"), "[x]", "not published for Quarter 1 2014/15"),
        (gap("awaiting_clearance"), "[c]",
         "to be published after the Youth Offending Management Board has cleared it"),
        (gap("awaiting_board"), "[x]",
         "to be published after the Youth Offending Management Board, at a date not yet known"),
        (gap("awaiting_board", awaits="Partnership Board", until="2014-10"), "[x]",
         "to be published after the Partnership Board in October 2014"),
        (gap("awaiting_board", awaits="The Board of All", until="2014-10"), "[x]",
         "to be published after the Board of All in October 2014"),
        (dataclasses.replace(gap("awaiting_clearance"), board="the Theatre Board"), "[c]",
         "to be published after the Theatre Board has cleared it"),
        (gap("awaiting_board", until="2014-10-03"), "[x]",
         "to be published after the Youth Offending Management Board of 3 October 2014"),
        (gap("awaiting_board", until="2014-09-19"), "[x]",
         "was to follow the Youth Offending Management Board of 19 September 2014; "
         "not received yet"),
        (gap("in_development"), "[x]", "in development: it is so"),
        (gap("nationally_unavailable"), "[x]", "nationally unavailable"),
        (gap("small_numbers"), "[c]",
     "small numbers: below 5, or hidden so that such a figure can't be worked out"),
        (gap("not_applicable"), "[z]", "not applicable"),
    ],
)  # fmt: skip
def test_every_gap_has_shorthand_and_reason(plan, entry, sign, said):
    assert shorthand.of_figure(entry) == sign
    assert wording.reason(entry, plan, QUARTER, MEETING) == said
    assert sign in shorthand.NOTES


@pytest.mark.parametrize(
    ("until", "late"),
    [("2014-09-19", True), ("2014-09-29", False), ("2014-09", False), ("", False)],
)
def test_a_promise_is_overdue_when_its_last_day_has_passed(until, late):
    assert wording.is_overdue(gap("awaiting_board", until=until), MEETING) == late


def test_money_is_compared_with_a_day(figures):
    reported = report(figures, "sp18_required")
    before = dataclasses.replace(reported.entry, period=Period.parse("2013-06-30"))
    moved = dataclasses.replace(
        reported,
        before=Decimal(20),
        entry_before=before,
        period_before=before.period.label,
        change=comparison.change(reported.value, 20),
    )
    said = wording.change_sentence(moved, figures.plan, QUARTER, MEETING)
    assert said.endswith("£3.00m higher than at 30 June 2013 (+15.0%).")
