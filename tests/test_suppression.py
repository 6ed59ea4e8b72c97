"""Small numbers stay hidden from anyone who adds and subtracts what is printed."""

import itertools
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from conftest import seal
from panelpack import suppression, wording
from panelpack.clearance import Entry
from panelpack.errors import DataError
from panelpack.issued import Printed
from panelpack.plan import load_plan
from panelpack.quarters import Period, Quarter
from panelpack.reported import report
from panelpack.returns import Comment
from panelpack.series import Figures
from panelpack.suppression.system import Cell, System

AS_AT = date(2014, 9, 29)
QUARTER = Quarter.parse("2014-15-q1")
MEASURE = "sp17_missing"
RATE = "sp09_satisfaction"
AREAS = ("Blaby", "Melton", "Oadby", "Rutland")
WIDTH = 5


def entry(value, area="", period="2014-15-q1", measure=MEASURE, numerator=None, base=None):
    value, numerator, base = (None if v is None else Decimal(v) for v in (value, numerator, base))
    of = Period.parse(period)
    return Entry(
        measure, area, of, value, numerator, base, "supplied", "a note", None, "", "", None
    )


def protect(plan, *entries):
    return suppression.protect(list(entries), plan, QUARTER)


def hidden(found):
    return {(e.area, e.period.text) for e in found if e.status == suppression.HIDDEN}


def table(values, total=None, period="2014-15-q1"):
    """Areas with their values, and the total of the force."""
    areas = [entry(v, a, period) for a, v in zip(AREAS, values, strict=False)]
    return [entry(sum(values) if total is None else total, "", period), *areas]


def test_nothing_small_nothing_hidden(plan):
    figures = table([10, 20, 0, 5])
    assert protect(plan, *figures) == figures


def test_a_hidden_figure_leaves_nothing_behind(plan):
    (found,) = protect(plan, entry(3))
    assert (found.value, found.numerator, found.base, found.note) == (None, None, None, "")
    assert found.status == "small_numbers"
    assert found.period.text == "2014-15-q1"


def test_the_only_small_area_takes_another_with_it(plan):
    found = protect(plan, *table([3, 40, 50, 60]))
    assert ("Blaby", "2014-15-q1") in hidden(found)
    assert len(hidden(found)) == 2
    assert ("", "2014-15-q1") not in hidden(found)


def test_two_small_areas_with_room_between_them_are_enough(plan):
    assert hidden(protect(plan, *table([3, 4, 50, 60]))) == {
        ("Blaby", "2014-15-q1"),
        ("Melton", "2014-15-q1"),
    }


def test_two_small_areas_that_leave_too_little_room_take_a_third(plan):
    assert len(hidden(protect(plan, *table([1, 2, 50, 60])))) == 3


def test_a_quarter_is_not_a_year_less_its_other_quarters(plan):
    quarters = [
        entry(v, "", q)
        for v, q in zip((30, 3, 40, 50), ("2012-13-q1", "2012-13-q2", "2012-13-q3", "2012-13-q4"),
                        strict=True)
    ]  # fmt: skip
    found = protect(plan, *quarters, entry(123, "", "2012-13"))
    assert ("", "2012-13-q2") in hidden(found)
    assert len(hidden(found)) == 2


def test_rolling_sums_that_differ_by_a_small_month_are_seen(plan):
    """r12 to June less r12 to May is June 2012 less June 2011, which is printed."""
    months = [f"{year}-{month:02}" for year in (2011, 2012) for month in range(1, 13)]
    values = dict.fromkeys(months, 20) | {"2012-06": 2}
    may = sum(values[m] for m in months[5:17])
    june = sum(values[m] for m in months[6:18])
    shown = [entry(values["2011-06"], "", "2011-06"), entry(2, "", "2012-06")]
    found = protect(plan, *shown, entry(may, "", "r12-2012-05"), entry(june, "", "r12-2012-06"))
    assert hidden(found) > {("", "2012-06")}


def test_a_headline_is_never_hidden_for_another_figure(plan):
    with pytest.raises(DataError, match=r"too small to publish.*hide a total of the quarter"):
        protect(plan, entry(3, "Blaby"), entry(43), entry(40, "", "2014-04"), entry(40, "Melton"),
                *[entry(v, a, m) for a, v in (("Blaby", 1), ("Melton", 10))
                  for m in ("2014-04", "2014-05", "2014-06")],
                entry(1, "", "2014-05"), entry(2, "", "2014-06"))  # fmt: skip


@pytest.mark.parametrize(
    ("numerator", "base", "small"),
    [(40, 50, False), (3, 50, True), (48, 50, True), (50, 50, False), (0, 50, False), (0, 4, True)],
)
def test_a_rate_is_small_by_either_side_or_its_base(plan, numerator, base, small):
    rate = entry(100 * numerator / base, measure=RATE, numerator=numerator, base=base)
    assert bool(hidden(protect(plan, rate))) is small


def test_a_rate_of_one_area_takes_another_with_it(plan):
    rates = [
        entry("10", a, measure=RATE, numerator=n, base=b)
        for a, n, b in (("", 52, 190), ("Blaby", 2, 60), ("Melton", 20, 70), ("Oadby", 30, 60))
    ]
    found = hidden(protect(plan, *rates))
    assert ("Blaby", "2014-15-q1") in found
    assert len(found) >= 2
    assert ("", "2014-15-q1") not in found


def test_a_supplied_change_goes_with_its_figure(plan):
    found = protect(plan, entry(4, measure="sp11_level"), entry("0.8", measure="sp11_change"))
    assert [e.value for e in found] == [None, None]


def test_a_measure_may_have_its_own_threshold(plan, monkeypatch):
    measure = plan.measures[MEASURE].model_copy(update={"suppress_below": 2})
    monkeypatch.setitem(plan.measures, MEASURE, measure)
    assert not hidden(protect(plan, entry(3)))
    assert hidden(protect(plan, entry(1)))


def test_money_and_words_are_never_small(plan):
    money = entry("3.24", "", "2014-03-31", "sp18_realised")
    assert protect(plan, money) == [money]


values = st.lists(st.integers(0, 12), min_size=3, max_size=4)


@settings(max_examples=60)
@given(values)
def test_no_hidden_figure_is_known_to_within_the_width(plan, areas):
    """Every way of filling the hidden cells that agrees with what is printed, tried out."""
    assume(sum(areas) >= WIDTH)
    found = protect(plan, *table(areas))
    total, *parts = found
    assert total.value == sum(areas)
    unknown = [n for n, e in enumerate(parts) if e.value is None]
    rest = int(total.value) - sum(int(e.value) for e in parts if e.value is not None)
    ways = [w for w in itertools.product(range(rest + 1), repeat=len(unknown)) if sum(w) == rest]
    for place, n in enumerate(unknown):
        if 0 < areas[n] < WIDTH:
            possible = [way[place] for way in ways]
            assert max(possible) - min(possible) >= WIDTH


@settings(max_examples=40)
@given(values, st.data())
def test_other_hidden_values_would_give_the_same_pack(plan, areas, data):
    assume(sum(areas) >= WIDTH)
    found = protect(plan, *table(areas))
    closed = hidden(found)
    assume(all(e.value for e in table(areas) if (e.area, e.period.text) in closed))
    as_small, as_large = st.integers(1, WIDTH - 1), st.integers(WIDTH, 99)
    changed = []
    for figure in table(areas):
        if (figure.area, figure.period.text) in closed and figure.value:
            others = as_small if figure.value < WIDTH else as_large
            figure = replace(figure, value=Decimal(data.draw(others)))
        changed.append(figure)
    assert protect(plan, *changed) == found


def test_bounds_are_those_of_a_transportation_polytope(plan):
    """Two areas by two months, all sums printed: the classic case (Fréchet bounds)."""
    cells = [entry(v, a, m) for a, m, v in (
        ("Blaby", "2012-04", 3), ("Blaby", "2012-05", 20),
        ("Melton", "2012-04", 30), ("Melton", "2012-05", 40))]  # fmt: skip
    secret = {cells[0].key}
    system = System([Cell.of(e.key, e.period, e.value) for e in cells], secret, secret)
    np.testing.assert_array_equal(system.matrix.toarray(), np.eye(4))
    assert system.protected(WIDTH, set(), set(), "x") == set()


def test_the_public_sees_no_small_figure_and_the_office_does(copy_of_workbook):
    values = copy_of_workbook / "data/returns/2014-15-q1/missing-people/v1/values.csv"
    text = values.read_text("utf-8")
    assert "2014-15-q1,112," in text
    values.write_text(text.replace("2014-15-q1,112,", "2014-15-q1,3,"), "utf-8")
    seal(values.parent)
    plan = load_plan(copy_of_workbook)
    measure, period = "sp17_key_locations", Period.parse("2014-15-q1")
    public = Figures(plan, QUARTER, "public", AS_AT)
    assert public.entry(measure, period).value is None
    assert report(public, measure).change.difference is None
    said = wording.reason(public.entry(measure, period), plan, QUARTER, AS_AT)
    assert said == "small numbers: below 5, or hidden so that such a figure can't be worked out"
    assert Figures(plan, QUARTER, "internal", AS_AT).entry(measure, period).value == 3


def test_a_remark_about_a_hidden_figure_is_hidden_with_it(plan):
    by_measure = Comment(text="only three", measures=(MEASURE,))
    by_panel = Comment(text="only three", panels=("SP17",))
    other = Comment(text="another matter", measures=(RATE,), panels=("SP9",))
    remarks = [by_measure, by_panel, other]
    assert suppression.remarks(remarks, {MEASURE}, plan) == [other]
    assert suppression.remarks(remarks, set(), plan) == remarks


def told(entries, small=()):
    """What an issued pack tells: these figures, and which it hid as small."""
    printed = {
        e.key: Printed(*e.key, e.value, e.numerator, e.base, "supplied")
        for e in entries
        if e.value is not None
    }
    return suppression.Told(printed, frozenset((MEASURE, a, "2014-15-q1") for a in small))


def later(plan, figures, *earlier):
    return suppression.protect(figures, plan, QUARTER, earlier)


def test_a_total_that_an_issued_pack_printed_takes_another_area_with_it(plan):
    """This pack prints no total, but everybody has last quarter's pack."""
    areas = table([3, 40, 50, 60])[1:]
    assert hidden(later(plan, areas)) == {("Blaby", "2014-15-q1")}
    found = later(plan, areas, told([entry(153)]))
    assert len(hidden(found)) == 2


def test_an_area_that_was_hidden_beside_a_small_one_is_not_printed_later(plan):
    """Melton was hidden for Blaby's sake; printed now, it would give Blaby back from the total."""
    first = later(plan, table([3, 40, 50, 60]))
    closed = {a for a, _ in hidden(first)}
    assert closed == {"Blaby", "Melton"}
    # Blaby is corrected to a number that is not small, so nothing of this pack is.
    now = [entry(163), *table([13, 40, 50, 60])[1:]]
    assert hidden(later(plan, now)) == set()
    found = later(plan, now, told(first, small=["Blaby"]))
    assert hidden(found) == {("Melton", "2014-15-q1")}


def test_an_area_that_comes_later_is_not_what_an_issued_total_lacked(plan):
    """The total and two areas went out; the last area, small, came afterwards."""
    issued = told([entry(93), entry(40, "Melton"), entry(50, "Oadby")])
    now = [entry(93), entry(3, "Blaby"), entry(40, "Melton"), entry(50, "Oadby")]
    with pytest.raises(DataError, match=r"Blaby, 2014-15-q1: .* issued packs have printed already"):
        later(plan, now, issued)


def test_a_small_figure_that_an_issued_pack_printed_protects_nothing(plan):
    """Everybody knows it; hiding more for its sake would cost and help nobody."""
    figures = table([3, 40, 50, 60])
    assert hidden(later(plan, figures, told(figures))) == {("Blaby", "2014-15-q1")}


def test_an_issued_pack_of_other_measures_changes_nothing(plan):
    figures = table([3, 40, 50, 60])
    other = told([entry(7, measure=RATE), entry(9, "Melton", measure=RATE)])
    assert later(plan, figures, other) == later(plan, figures)


def bounds(printed, unknown, place):
    """All a reader can say of an area, by trying every way to fill what isn't printed.

    `printed` are pairs of areas and their sum.
    """
    most = max(value for _, value in printed)
    ways = [
        way
        for way in itertools.product(range(most + 1), repeat=len(unknown))
        if all(
            value == sum(dict(zip(unknown, way, strict=True))[a] for a in areas)
            for areas, value in printed
        )
    ]
    found = [way[unknown.index(place)] for way in ways]
    return min(found), max(found)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 9), min_size=3, max_size=3), st.lists(st.booleans(), min_size=3,
       max_size=3), st.booleans())  # fmt: skip
def test_two_packs_together_give_back_no_small_figure(plan, numbers, was_sent, total_before):
    """A first pack with some of the areas, then one with all: whoever has both, tries all."""
    assume(sum(numbers) >= 3 * WIDTH)
    all_now = table(numbers)
    sent = [e for e, yes in zip(all_now[1:], was_sent, strict=True) if yes]
    try:
        first = later(plan, all_now[:1] * total_before + sent)
        small = [e.area for e in sent if 0 < e.value < WIDTH]
        second = later(plan, all_now, told(first, small))
    except DataError:
        return  # the build stops: nothing is printed
    areas = AREAS[:3]
    printed = {(e.area, e.value) for e in (*first, *second) if e.value is not None}
    sums = [((a,) if a else areas, int(v)) for a, v in printed]
    for area, number in zip(areas, numbers, strict=True):
        if 0 < number < WIDTH:
            low, high = bounds(sums, areas, area)
            assert high - low >= WIDTH


@settings(max_examples=25)
@given(st.integers(1, 4), st.integers(1, 4))
def test_what_a_later_pack_hides_does_not_depend_on_what_is_hidden(plan, one, other):
    """Non-interference holds with issued packs too."""
    packs = []
    for number in (one, other):
        first = later(plan, [entry(153), *table([number, 150 - 50 - 60 - number + 3, 50, 60])[1:]])
        now = [entry(163), *table([13, 40, 50, 60])[1:]]
        packs.append((first, later(plan, now, told(first, small=["Blaby"]))))
    assert packs[0] == packs[1]
