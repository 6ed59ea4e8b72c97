"""Clearance: the public sees what a board has cleared, and nothing else of a return."""

import dataclasses
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panelpack import clearance
from panelpack.plan import load_plan
from panelpack.quarters import Quarter
from panelpack.returns import Comment, Gap, known_returns
from panelpack.series import Figures

QUARTER = Quarter.parse("2014-15-q1")
MEETING = date(2014, 9, 29)
SECRET = "314159"
NOTE = "a note of the return"
REMARK = "a remark of the return"
REASON = "a reason of the return"


def return_of(plan, cleared_on, board=None):
    """The force's return with one figure and words that nobody may see before clearance."""
    sent = next(r for r in known_returns(plan, QUARTER, MEETING) if r.partner == "force")
    figure = next(f for f in sent.figures if f.measure == "sp12_level")
    number = type(figure.value)(SECRET)
    changed = dataclasses.replace(figure, value=number, numerator=number, base=number, note=NOTE)
    update = {
        "cleared_on": cleared_on,
        "board": board or sent.head.board,
        "comments": (Comment(text=REMARK),),
        "gaps": {"sp12_level": Gap(reason=REASON)},
    }
    return dataclasses.replace(sent, head=sent.head.model_copy(update=update), figures=(changed,))


def seen(plan, sent, audience, on=MEETING):
    (entry,) = clearance.entries([sent], audience, on, plan)
    return entry, clearance.comments([sent], str(QUARTER), audience, on, plan)


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


def test_nothing_of_an_uncleared_return_reaches_the_figures(copy_of_workbook):
    """The whole way: files, returns, clearance, series."""
    head = copy_of_workbook / "data/returns/2014-15-q1/force/v1/return.yaml"
    text = head.read_text("utf-8").replace("cleared_on: 2014-09-29\n", "")
    head.write_text(text, "utf-8")
    plan = load_plan(copy_of_workbook)
    public = Figures(plan, QUARTER, "public", MEETING)
    internal = Figures(plan, QUARTER, "internal", MEETING)
    mine = [m.id for m in plan.measures.values() if m.partner == "force"]
    shown = public.table[public.table["measure"].isin(mine)]
    assert len(shown) == 32
    assert shown[["value", "numerator", "base"]].isna().all(axis=None)
    assert set(shown["status"]) == {"awaiting_clearance"}
    assert public.series("sp12_level").isna().all()
    assert internal.series("sp12_level").tolist()[-1] == 930
    held_back = {c.text for c in internal.comments} - {c.text for c in public.comments}
    assert "Recording of night time economy incidents only started in April 2013." in held_back


def test_two_audiences_are_known():
    assert clearance.AUDIENCES == ("public", "internal")
