"""Financial quarters and periods: the calendar that everything else rests on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panelpack.quarters import Period, Quarter, day_label, month_label

QUARTERS = st.builds(Quarter, st.integers(1990, 2090), st.integers(1, 4))
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def q(text):
    return Quarter.parse(text)


@pytest.mark.parametrize(
    ("text", "start", "end", "months"),
    [
        ("2014-15-q1", date(2014, 4, 1), date(2014, 6, 30), ("2014-04", "2014-05", "2014-06")),
        ("2014-15-q2", date(2014, 7, 1), date(2014, 9, 30), ("2014-07", "2014-08", "2014-09")),
        ("2014-15-q3", date(2014, 10, 1), date(2014, 12, 31), ("2014-10", "2014-11", "2014-12")),
        ("2014-15-q4", date(2015, 1, 1), date(2015, 3, 31), ("2015-01", "2015-02", "2015-03")),
        ("1999-00-q4", date(2000, 1, 1), date(2000, 3, 31), ("2000-01", "2000-02", "2000-03")),
    ],
)
def test_a_quarter_has_its_days_and_months(text, start, end, months):
    quarter = q(text)
    assert (quarter.start, quarter.end, quarter.months) == (start, end, months)


def test_a_quarter_says_itself_as_the_report_does():
    quarter = q("2014-15-q1")
    assert quarter.label == "Quarter 1 2014/15"
    assert quarter.period_covered == "3 months to June 2014"
    assert quarter.baseline_end == date(2014, 3, 31)
    assert q("2014-15-q4").period_covered == "12 months to March 2015"
    assert q("1999-00-q2").financial_year == "1999/00"


def test_year_to_date_is_quarter_one_up_to_this_one():
    assert [str(part) for part in q("2014-15-q3").year_to_date] == [
        "2014-15-q1",
        "2014-15-q2",
        "2014-15-q3",
    ]
    assert q("2014-15-q1").year_to_date == (q("2014-15-q1"),)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("2014-15-q5", "write it like 2014-15-q1"),
        ("2014-15", "write it like 2014-15-q1"),
        ("2014-15-Q1", "write it like 2014-15-q1"),
        (" 2014-15-q1", "write it like 2014-15-q1"),
        ("2014-15-q1\n", "write it like 2014-15-q1"),
        ("2014-16-q1", "16 does not follow 2014"),
        ("2014-14-q1", "14 does not follow 2014"),
        ("1999-99-q1", "99 does not follow 1999"),
    ],
)
def test_what_is_no_quarter_is_refused_in_words(text, fault):
    with pytest.raises(ValueError, match=fault):
        q(text)


def test_a_quarter_is_numbered_one_to_four():
    with pytest.raises(ValueError, match="numbered 1 to 4, not 0"):
        Quarter(2014, 0)


@given(QUARTERS)
def test_a_quarter_reads_back_what_it_writes(quarter):
    assert q(str(quarter)) == quarter


@given(QUARTERS, st.integers(-200, 200), st.integers(-200, 200))
def test_shifts_add_up_and_keep_the_order(quarter, one, other):
    assert quarter.shift(one).shift(other) == quarter.shift(one + other)
    assert (quarter.shift(one) < quarter) == (one < 0)


@given(QUARTERS)
def test_quarters_follow_each_other_without_a_day_between(quarter):
    assert quarter.shift(1).start - quarter.end == timedelta(days=1)
    assert 90 <= (quarter.end - quarter.start).days + 1 <= 92
    assert quarter.same_quarter_last_year.start.replace(year=quarter.start.year) == quarter.start


@given(DAYS)
def test_every_day_lies_in_exactly_one_quarter(day):
    quarter = Quarter.containing(day)
    assert quarter.start <= day <= quarter.end
    assert f"{day:%Y-%m}" in quarter.months


@given(QUARTERS)
def test_the_year_to_date_covers_every_day_since_april(quarter):
    days = sum((part.end - part.start).days + 1 for part in quarter.year_to_date)
    assert quarter.baseline_end + timedelta(days=days) == quarter.end


@pytest.mark.parametrize(
    ("text", "kind", "start", "end", "label"),
    [
        ("2014-04", "month", date(2014, 4, 1), date(2014, 4, 30), "April 2014"),
        ("2012-02", "month", date(2012, 2, 1), date(2012, 2, 29), "February 2012"),
        ("2014-15-q1", "quarter", date(2014, 4, 1), date(2014, 6, 30), "Quarter 1 2014/15"),
        ("2013-14", "year", date(2013, 4, 1), date(2014, 3, 31), "2013/14"),
        ("1999-00", "year", date(1999, 4, 1), date(2000, 3, 31), "1999/00"),
        ("r12-2014-06", "rolling", date(2013, 7, 1), date(2014, 6, 30), "12 months to June 2014"),
        ("r12-2013-12", "rolling", date(2013, 1, 1), date(2013, 12, 31),
         "12 months to December 2013"),
        ("2014-03-31", "day", date(2014, 3, 31), date(2014, 3, 31), "31 March 2014"),
    ],
)  # fmt: skip
def test_a_period_has_kind_days_and_words(text, kind, start, end, label):
    period = Period.parse(text)
    assert (period.kind, period.start, period.end, period.label) == (kind, start, end, label)


def test_december_2011_is_also_a_financial_year():
    assert Period.parse("2011-12").label == "December 2011"
    assert Period.parse("2011-12", yearly=True).label == "2011/12"
    assert Period.parse("2011-12", yearly=True).end == date(2012, 3, 31)


@pytest.mark.parametrize(
    "text", ["2014", "2014-13", "2014-00", "r12-2014-13", "2014-02-30", "", "June 2014", "r12-2014"]
)
def test_what_is_no_period_is_refused(text):
    with pytest.raises(ValueError, match=r"is not a period|does not follow"):
        Period.parse(text)


@given(DAYS)
def test_twelve_months_are_a_year_of_months(day):
    period = Period.parse(f"r12-{day:%Y-%m}")
    assert (period.end + timedelta(days=1)).replace(year=period.start.year) == period.start
    assert 365 <= (period.end - period.start).days + 1 <= 366


def test_periods_are_in_the_order_of_their_ends():
    texts = ["r12-2014-06", "2014-15-q1", "2014-06", "2014-05", "2013-14"]
    assert [p.text for p in sorted(map(Period.parse, texts))] == [
        "2013-14",
        "2014-05",
        "r12-2014-06",
        "2014-15-q1",
        "2014-06",
    ]


def test_days_and_months_are_said_without_a_leading_nought():
    assert day_label(date(2014, 9, 3)) == "3 September 2014"
    assert month_label(date(2014, 9, 3)) == "September 2014"
