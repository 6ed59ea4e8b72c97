"""Clearance: the public sees what a board has cleared, and nothing else of a return."""

import dataclasses
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conftest import unseal
from panelpack import clearance
from panelpack.plan import load_plan
from panelpack.quarters import Period, Quarter
from panelpack.returns import Clearance, Comment, Gap, Return, known_returns, london_day
from panelpack.returns.model import ReturnFile, Signed
from panelpack.series import Figures

QUARTER = Quarter.parse("2014-15-q1")
MEETING = date(2014, 9, 29)
EMPTY = Return(
    ReturnFile(
        partner="force", quarter="2014-15-q1", board="A board",
        submitted=Signed(on="2014-09-01", by="An analyst"),
    ), 1, "", (),
)  # fmt: skip
SECRET = "314159"
NOTE = "a note of the return"
REMARK = "a remark of the return"
REASON = "a reason of the return"


def word(sent, on, board=None, says="cleared"):
    """What a board, without a name the return's, says of it."""
    hashes = {"values_sha256": "a" * 64, "return_sha256": "b" * 64}
    return Clearance(board=board or sent.head.board, on=on, says=says, **hashes)


def return_of(plan, cleared_on, board=None):
    """The force's return with one figure and words that nobody may see before clearance."""
    sent = next(r for r in known_returns(plan, QUARTER, MEETING) if r.partner == "force")
    figure = next(f for f in sent.figures if f.measure == "sp12_level")
    number = type(figure.value)(SECRET)
    changed = dataclasses.replace(figure, value=number, numerator=number, base=number, note=NOTE)
    update = {"comments": (Comment(text=REMARK),), "gaps": {"sp12_level": Gap(reason=REASON)}}
    return dataclasses.replace(
        sent,
        head=sent.head.model_copy(update=update),
        figures=(changed,),
        clearances=(word(sent, cleared_on, board),) if cleared_on else (),
    )


def burglary(returns, audience, on, plan):
    """What an audience sees of the one figure that `return_of` gives."""
    (entry,) = (
        e for e in clearance.entries(returns, audience, on, plan) if e.measure == "sp12_level"
    )
    return entry


def seen(plan, sent, audience, on=MEETING):
    return burglary([sent], audience, on, plan), clearance.comments(
        [sent], str(QUARTER), audience, on, plan
    )


@pytest.mark.parametrize(
    ("cleared_on", "board"),
    [
        (None, None),
        (MEETING + timedelta(days=1), None),
        (MEETING, "Another board"),
        (MEETING, "leicestershire police chief officer team"),
    ],
    ids=["no date", "a later date", "another board", "another spelling"],
)
def test_unless_its_board_has_cleared_it_the_public_sees_nothing_of_a_figure(
    plan, cleared_on, board
):
    entry, _ = seen(plan, return_of(plan, cleared_on, board), "public")
    assert entry.status == "awaiting_clearance"
    assert (entry.value, entry.numerator, entry.base, entry.gap) == (None, None, None, None)
    assert entry.cleared_on is None
    for held_back in (SECRET, NOTE, REASON):
        assert held_back not in repr(entry)


@pytest.mark.parametrize("days", [0, 1, 400])
def test_what_its_board_has_cleared_by_the_day_is_public(plan, days):
    entry, comments = seen(plan, return_of(plan, MEETING - timedelta(days=days)), "public")
    assert (str(entry.value), entry.status, entry.note) == (SECRET, "supplied", NOTE)
    assert entry.cleared_on == MEETING - timedelta(days=days)
    assert [c.text for c in comments] == [REMARK]


def test_comments_wait_for_clearance(plan):
    for day in (None, MEETING + timedelta(days=1)):
        _, comments = seen(plan, return_of(plan, day), "public")
        assert comments == ()


def test_comments_of_a_return_that_another_board_cleared_stay_back(plan):
    _, comments = seen(plan, return_of(plan, MEETING, "Another board"), "public")
    assert comments == ()


def test_the_office_sees_everything(plan):
    entry, comments = seen(plan, return_of(plan, None), "internal")
    assert (str(entry.value), entry.gap.reason) == (SECRET, REASON)
    assert [c.text for c in comments] == [REMARK]


def test_a_word_that_is_no_audience_sees_nothing(plan):
    entry, comments = seen(plan, return_of(plan, None), "Internal")
    assert (entry.value, comments) == (None, ())


@given(cleared=st.none() | st.dates(date(2014, 1, 1), date(2015, 12, 31)),
       on=st.dates(date(2014, 1, 1), date(2015, 12, 31)))  # fmt: skip
def test_a_figure_is_public_from_the_day_of_clearance_on(plan, cleared, on):
    entry, comments = seen(plan, return_of(plan, cleared), "public", on)
    public = cleared is not None and cleared <= on
    assert (entry.value is not None) == public
    assert bool(comments) == public


@given(
    st.lists(st.tuples(st.dates(date(2014, 9, 1), date(2014, 9, 9)), st.booleans()), max_size=6),
    st.dates(date(2014, 8, 31), date(2014, 9, 10)),
)
def test_the_last_word_of_a_board_counts(words, on):
    """Whatever was said before: the last day, and of one day the last record."""
    sent = dataclasses.replace(EMPTY, clearances=tuple(
        word(EMPTY, day, says="cleared" if yes else "withdrawn") for day, yes in words
    ))  # fmt: skip
    by_then = sorted((pair for pair in words if pair[0] <= on), key=lambda pair: pair[0])
    expected = by_then[-1][0] if by_then and by_then[-1][1] else None
    assert sent.cleared_on(EMPTY.head.board, on) == expected
    assert sent.cleared_on("Another board", on) is None


def test_a_withdrawn_clearance_holds_until_it_is_withdrawn(plan):
    sent = return_of(plan, MEETING)
    later = MEETING + timedelta(days=10)
    sent = dataclasses.replace(
        sent, clearances=(*sent.clearances, word(sent, later, says="withdrawn"))
    )
    assert seen(plan, sent, "public", later - timedelta(days=1))[0].value is not None
    entry, comments = seen(plan, sent, "public", later)
    assert (entry.value, entry.cleared_on, comments) == (None, None, ())


LONDON_MIDNIGHTS = [
    # Summer time: London is an hour ahead of UTC.
    (datetime(2014, 9, 28, 22, 59, 59, tzinfo=UTC), False),
    (datetime(2014, 9, 28, 23, 0, tzinfo=UTC), True),
    # The clock shows half past one twice in this night; the day began before both.
    (datetime(2014, 10, 26, 0, 30, tzinfo=UTC), True),
    (datetime(2014, 10, 26, 1, 30, tzinfo=UTC), True),
    # A clock far east is in the 29th already, one far west still in the 28th.
    (datetime(2014, 9, 29, 6, 0, tzinfo=timezone(timedelta(hours=12))), False),
    (datetime(2014, 9, 28, 19, 0, tzinfo=timezone(timedelta(hours=-5))), True),
]


@pytest.mark.parametrize(("moment", "public"), LONDON_MIDNIGHTS)
def test_the_day_of_clearance_begins_at_midnight_in_london(plan, moment, public):
    entry, comments = seen(plan, return_of(plan, MEETING), "public", moment)
    assert (entry.value is not None, bool(comments)) == (public, public)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2014, 3, 29, 23, 59, tzinfo=UTC), date(2014, 3, 29)),
        (datetime(2014, 3, 30, 0, 59, tzinfo=UTC), date(2014, 3, 30)),
        (datetime(2014, 3, 30, 22, 59, tzinfo=UTC), date(2014, 3, 30)),
        (datetime(2014, 3, 30, 23, 0, tzinfo=UTC), date(2014, 3, 31)),
        (datetime(2014, 10, 25, 23, 0, tzinfo=UTC), date(2014, 10, 26)),
        (datetime(2014, 10, 26, 23, 30, tzinfo=UTC), date(2014, 10, 26)),
        (datetime(2014, 10, 27, 0, 0, tzinfo=UTC), date(2014, 10, 27)),
    ],
)
def test_days_change_at_londons_midnight_when_the_clocks_change_too(moment, day):
    assert london_day(moment) == day


def last_sunday(year, month):
    """The last Sunday of a month of 31 days."""
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)


@given(st.datetimes(datetime(2008, 1, 1), datetime(2025, 12, 31), timezones=st.just(UTC)))
@example(datetime(2014, 3, 30, 0, 59, 59, tzinfo=UTC))
@example(datetime(2014, 10, 26, 23, 59, 59, tzinfo=UTC))
@example(datetime(2014, 6, 30, 23, 0, tzinfo=UTC))
def test_londons_day_is_that_of_the_rule_for_summer_time(moment):
    """An hour ahead from the last Sunday of March to that of October, each at one o'clock UTC."""
    summer = last_sunday(moment.year, 3) <= moment < last_sunday(moment.year, 10)
    assert london_day(moment) == (moment + timedelta(hours=summer)).date()


def test_a_moment_without_a_time_zone_is_no_moment(plan):
    with pytest.raises(ValueError, match="say in which time zone"):
        seen(plan, return_of(plan, MEETING), "public", datetime(2014, 9, 29))


def test_each_measure_waits_for_its_own_board(plan):
    """The return's board clears nothing that is another board's."""
    sent = return_of(plan, MEETING)
    measure = plan.measures["sp12_level"].model_copy(update={"board": "A second board"})
    priority = plan.priority_of("sp12_level")
    changed = priority.model_copy(update={"measures": priority.measures | {measure.id: measure}})
    other = dataclasses.replace(plan, priorities=plan.priorities | {priority.id: changed})
    entry = burglary([sent], "public", MEETING, other)
    assert (entry.value, entry.board) == (None, "A second board")
    both = dataclasses.replace(
        sent, clearances=(*sent.clearances, word(sent, MEETING, "A second board"))
    )
    entry = burglary([both], "public", MEETING, other)
    assert (str(entry.value), entry.cleared_on) == (SECRET, MEETING)


def test_nothing_of_an_uncleared_return_reaches_the_figures(copy_of_workbook):
    """The whole way: files, returns, clearance, series."""
    unseal(copy_of_workbook / "data/returns/2014-15-q1/force/v1")
    plan = load_plan(copy_of_workbook)
    public = Figures(plan, QUARTER, "public", MEETING)
    internal = Figures(plan, QUARTER, "internal", MEETING)
    mine = [m.id for m in plan.measures.values() if m.partner == "force"]
    shown = public.table[public.table["measure"].isin(mine)]
    assert set(shown["measure"]) == set(mine)
    assert set(shown["period"]) == {"2014-15-q1", "2014-04", "2014-05", "2014-06"}
    assert shown[["value", "numerator", "base"]].isna().all(axis=None)
    assert set(shown["status"]) == {"awaiting_clearance"}
    assert public.series("sp12_level").isna().all()
    assert internal.series("sp12_level").tolist()[-1] == 930
    held_back = {c.text for c in internal.comments} - {c.text for c in public.comments}
    assert "Recording of night time economy incidents only started in April 2013." in held_back


def test_what_the_public_sees_of_an_uncleared_return_follows_from_the_plan_alone(plan):
    """Not which areas and periods it has, nor which figures, nor which version it is."""
    sent = return_of(plan, None)
    (figure,) = sent.figures
    elsewhere = dataclasses.replace(figure, area="A street")
    earlier = dataclasses.replace(figure, period=Period.parse("2012-13-q3"))
    others = [
        dataclasses.replace(sent, figures=()),
        dataclasses.replace(sent, figures=(figure, elsewhere, earlier)),
        dataclasses.replace(sent, version=7),
    ]
    shown = clearance.entries([sent], "public", MEETING, plan)
    assert {e.measure for e in shown} == {
        m.id for m in plan.measures.values() if m.partner == "force"
    }
    for other in others:
        assert clearance.entries([other], "public", MEETING, plan) == shown


def test_a_figure_awaits_clearance_for_each_period_that_its_return_reports(plan):
    measure = plan.measures["sp12_level"]
    priority = plan.priority_of("sp12_level")

    def periods(**changes):
        changed = {measure.id: measure.model_copy(update=changes)}
        other = priority.model_copy(update={"measures": priority.measures | changed})
        new = dataclasses.replace(plan, priorities=plan.priorities | {priority.id: other})
        seen = clearance.entries([return_of(plan, None)], "public", MEETING, new)
        return [e.period.text for e in seen if e.measure == measure.id]

    assert periods(cadence="month") == ["2014-04", "2014-05", "2014-06"]
    assert periods(cadence="year") == ["2013-14"]
    assert periods(cadence="quarter") == ["2014-15-q1"]


def test_an_uncleared_return_takes_nothing_back_that_another_return_has_published(plan):
    first = return_of(plan, MEETING)
    head = first.head.model_copy(update={"quarter": "2014-15-q2"})
    second = dataclasses.replace(return_of(plan, None), head=head)
    shown = clearance.entries([first, second], "public", MEETING, plan)
    found = {e.period.text: e.status for e in shown if e.measure == "sp12_level"}
    assert found == {"2014-15-q1": "supplied", "2014-15-q2": "awaiting_clearance"}


def test_a_remark_on_a_panel_waits_for_the_boards_of_its_measures(plan):
    measure = plan.measures["sp12_level"].model_copy(update={"board": "A second board"})
    priority = plan.priority_of("sp12_level")
    changed = priority.model_copy(update={"measures": priority.measures | {measure.id: measure}})
    other = dataclasses.replace(plan, priorities=plan.priorities | {priority.id: changed})
    sent = return_of(plan, MEETING)
    remark = Comment(text=REMARK, panels=("SP12",))
    sent = dataclasses.replace(sent, head=sent.head.model_copy(update={"comments": (remark,)}))
    assert clearance.comments([sent], str(QUARTER), "public", MEETING, other) == ()
    assert clearance.comments([sent], str(QUARTER), "public", MEETING, plan) == (remark,)


def test_two_audiences_are_known():
    assert clearance.AUDIENCES == ("public", "internal")
