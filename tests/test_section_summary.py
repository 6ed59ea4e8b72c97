"""The summary: a row for each priority, what needs attention by its rule, and every gap."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from panelpack.comparison import change
from panelpack.document import Badge, Heading, List, OnePage, Prose, Table, plain
from panelpack.plan import load_plan
from panelpack.quarters import Quarter
from panelpack.reported import report
from panelpack.section import Section, attention
from panelpack.section.attention import Point, chosen
from panelpack.section.headline import headline
from panelpack.section.quoted import (
    EXPLAINED,
    FEWEST_CHARTED,
    TOO_OLD,
    explained,
    is_quotable,
    known_before,
    uncharted,
)
from section_cells import of_type, said, table

QUARTER = Quarter.parse("2014-15-q1")
MEETING = date(2014, 9, 29)


@pytest.fixture(scope="module")
def section(plan):
    return Section("summary", plan, QUARTER, "public", MEETING)


@pytest.fixture(scope="module")
def rows(section):
    return {row[0].split()[0]: row for row in table(section.summary())}


def point(ground, about, words="said"):
    return Point(ground, about, words)


def test_there_is_a_row_for_each_priority_in_the_order_of_the_plan(rows, plan):
    assert list(rows) == [p.number for p in plan.priorities.values()]
    assert len(rows) == 18


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("SP1", ("First-time entrants aged 10 to 17: awaiting its board.", "[x]", "[x]")),
        ("SP2", ("Offences by the 18 to 24 year old cohort: fewer than a year before.", "38")),
        ("SP6", ("Sexual offences recorded: fewer than a year before, within chance.", "307")),
        ("SP11", ("All crime: more than a year before", "15,243", "+0.8%", "Common cause")),
        ("SP12", ("Domestic burglary: more than", "930", "+127 (+15.8%)", "Common cause")),
        ("SP13", ("Violence with injury: fewer than", "1,021", "−47 (−4.4%)", "Common cause")),
        ("SP15", ("Victim focused performance framework: in development.", "[x]", "[z]")),
        ("SP18", ("Savings required, 31 March 2014.", "£23.00m", "[x]", "No series", "Not tested")),
    ],
)
def test_a_row_tells_figure_change_variation_and_state(rows, number, told):
    row = rows[number]
    assert row[1].startswith(told[0])
    assert row[2 : 1 + len(told)] == told[1:]
    assert len(row) == 6


def test_a_chart_of_few_values_is_not_quoted(rows, section):
    """The row says how many values of the baseline there are, and how many a chart takes."""
    night = section._control("sp03_night_time")
    assert night.table["baseline"].sum() == 4
    assert known_before(night) == 1
    assert rows["SP3"][4] == rows["SP2"][4] == "Too few values"
    assert section._control("sp05_satisfaction") is None
    assert rows["SP5"][4] == "Too few values"
    assert section._control("sp12_recorded").table["baseline"].sum() == FEWEST_CHARTED


def test_every_row_without_a_chart_says_why(rows, section):
    assert rows["SP1"][4] == rows["SP15"][4] == "No figure"
    assert rows["SP18"][4] == "No series"
    assert "No chart" not in {row[4] for row in rows.values()}
    (found,) = of_type(section.summary(), Table)
    assert found.notes[0] == (
        f"{EXPLAINED} Too few values: 1 in SP2, SP3, SP14, SP17; "
        "0 in SP4, SP5, SP7, SP8, SP9, SP10. No series: words, money or one figure a year."
    )


def test_a_series_that_ends_before_the_quarter_is_too_old(section):
    badge = uncharted(section.reported("sp12_level"), known=FEWEST_CHARTED)
    assert badge == TOO_OLD
    told = explained([("SP12", badge, FEWEST_CHARTED)])
    assert told == f"{EXPLAINED} Too old: the series has no value of the quarter."


def test_there_is_no_column_of_targets_without_a_target(section):
    (found,) = of_type(section.summary(), Table)
    assert "Target" not in [c.label for c in found.columns]
    assert "The plan sets no target for any of these measures." in found.notes


def with_target(plan, measure, value):
    """The plan with a target for one measure."""
    owner = plan.priority_of(measure)
    measures = dict(owner.measures)
    target = {"since": date(2011, 4, 1), "value": value}
    measures[measure] = type(measures[measure]).model_validate(
        measures[measure].model_dump() | {"targets": [target]}
    )
    changed = owner.model_copy(update={"measures": measures})
    return replace(plan, priorities=dict(plan.priorities) | {owner.id: changed})


@pytest.mark.parametrize(
    ("value", "assurance"),
    [(2000, "Consistently met"), (500, "Consistently missed"), (1000, "Hit and miss")],
)
def test_assurance_stands_where_there_is_a_target(plan, value, assurance):
    """The limits of domestic burglary are 607 to 1,453: fewer than 2,000, never as few as 500."""
    aimed = with_target(plan, "sp12_level", value)
    one = Section("summary", aimed, QUARTER, "public", MEETING).summary()
    (found,) = of_type(one, Table)
    assert [c.label for c in found.columns][5] == "Target"
    told = {row[0].split()[0]: row for row in table(one)}
    assert told["SP12"][5] == assurance
    assert told["SP13"][5] == "No target"
    missed = "SP12: Domestic burglary: " in " ".join(map(plain, one.blocks[2].items))
    assert missed == (assurance == "Consistently missed")


def test_a_target_that_no_chart_can_judge_says_so(plan):
    aimed = with_target(plan, "sp05_satisfaction", 90)
    one = Section("summary", aimed, QUARTER, "public", MEETING).summary()
    told = {row[0].split()[0]: row for row in table(one)}
    assert told["SP5"][4:6] == ("Too few values", "Not judged")


def test_the_page_is_one_block_with_its_parts_in_order(section):
    one = section.summary()
    assert isinstance(one, OnePage)
    kinds = [type(block) for block in one.blocks]
    assert kinds == [Table, Heading, List, Prose, Heading, List]
    signs = [cell for row in one.blocks[0].rows for cell in row if isinstance(cell, Badge)]
    assert len(signs) == 36


def test_gaps_stand_by_reason_and_again_one_by_one(section, plan):
    gaps = [plain(item) for item in section.summary().blocks[-1].items]
    missing = [m for m in plan.measures if section.reported(m).status != "supplied"]
    counted = sum(int(re.search(r"\. (\d+) figures?(?: from |\.)", gap)[1]) for gap in gaps)
    assert counted == len(missing) == 20
    assert gaps[0] == (
        "SP5, SP6, SP7, SP12, SP13, SP14: in development: the outcome metric is being developed by "
        "the force with the OPCC. 7 figures from Leicestershire Police."
    )
    assert [gap for gap in gaps if gap.count("Leicestershire Police") > 1] == []
    each = table(section.cannot_tell())
    assert len(each) == 20
    assert each[0] == (
        "SP1 First-time entrants aged 10 to 17",
        "To be published after the Youth Offending Management Board in September 2014",
        "Youth offending services",
        "September 2014",
    )
    assert each[1][2:] == ("Reducing re-offending partnership", "Was due 19 September 2014")


def test_what_is_overdue_needs_attention(section):
    (item,) = section.summary().blocks[2].items
    assert plain(item) == (
        "SP2: Re-offending rate of 18 to 24 year olds: was to follow the Reducing Re-offending "
        "Board of 19 September 2014; not received yet."
    )


def test_a_return_that_never_came_needs_attention_once_a_partner(plan):
    quarter = Quarter.parse("2013-14-q4")
    one = Section("summary", plan, quarter, "public", date(2014, 6, 30)).summary()
    items = [plain(item) for item in one.blocks[2].items]
    assert items[0] == "No return received from Youth offending services (due 15 May 2014)."
    assert len(items) == len(set(items)) == attention.MOST
    assert "more by this rule stand in the sections." in said(one)


def test_a_signal_is_listed_though_the_return_beside_it_never_came(plan):
    quarter = Quarter.parse("2018-19-q3")
    one = Section("summary", plan, quarter, "public", date(2019, 2, 28)).summary()
    concerned = {row[0].split()[0] for row in table(one) if row[4] == "Concern"}
    items = [plain(item) for item in one.blocks[2].items]
    assert concerned == {"SP11", "SP13", "SP14"}
    assert {item.split(":")[0] for item in items[:3]} == concerned
    notes = [note for note in one.blocks[0].notes if note.startswith("SP")]
    assert len(notes) == len({note.split(": ", 1)[1] for note in notes})
    assert any(note.startswith("SP11, SP13, SP14: ") for note in notes)


def test_before_a_return_is_due_nothing_needs_attention(plan):
    quarter = Quarter.parse("2013-14-q4")
    one = Section("summary", plan, quarter, "public", quarter.end).summary()
    assert [plain(i) for i in one.blocks[2].items] == [attention.NOTHING]


def test_the_public_rule_sees_only_what_the_public_may_see(copy_of_workbook):
    """Whatever stands in a withheld cell: the public page is the same."""
    version = copy_of_workbook / "data/returns/2014-15-q1/force/v1"
    seen = set()
    for value in ("930", "9", "99999"):
        path = version / "values.csv"
        lines = path.read_text("utf-8").splitlines()
        lines = [
            f"sp12_level,,2014-15-q1,{value},,,supplied,"
            if x.startswith("sp12_level,,2014-15")
            else x
            for x in lines
        ]
        path.write_text("\n".join(lines) + "\n", "utf-8")
        # The bytes are no longer those that the board has cleared, so all of them are withheld.
        plan = load_plan(copy_of_workbook)
        made = Section("summary", plan, QUARTER, "public", MEETING)
        if value != "930":
            seen.add((said(made.summary()), said(made.cannot_tell())))
    assert len(seen) == 1


def test_points_are_chosen_by_ground_then_in_the_order_given():
    points = [
        point("overdue", "a"),
        point("concern", "b"),
        point("deteriorated", "c"),
        point("missed", "d"),
        point("deteriorated", "e"),
        point("overdue", "f"),
        point("concern", "g"),
    ]
    kept, left = chosen(points)
    assert [p.about for p in kept] == ["c", "e", "b", "g", "d"]
    assert left == 2


def test_a_measure_is_listed_once_on_its_first_ground():
    kept, left = chosen([point("missed", "a"), point("concern", "a"), point("overdue", "b")])
    assert [(p.about, p.ground) for p in kept] == [("a", "concern"), ("b", "overdue")]
    assert left == 0
    assert chosen([]) == ((), 0)


def test_the_printed_rule_is_the_one_that_is_used():
    told = [attention.RULE.index(words) for words in attention.GROUNDS.values()]
    assert told == sorted(told)
    assert f"at most {attention.MOST}:" in attention.RULE


@pytest.mark.parametrize(
    ("now", "before", "state", "told"),
    [
        (10, 8, "deteriorated", "more than a year before, a deterioration"),
        (8, 10, "improved", "fewer than a year before, an improvement"),
        (8, 8, "no change", "as a year before, within chance"),
        (8, None, "not tested", "no figure of a year before"),
    ],
)
def test_a_headline_names_direction_and_class(figures, now, before, state, told):
    reported = report(figures, "sp12_level")
    before = None if before is None else Decimal(before)
    moved = replace(reported, change=change(Decimal(now), before, 1))
    assert headline(moved, state, QUARTER) == f"Domestic burglary: {told}."


def test_a_headline_names_a_period_that_is_not_the_quarter(figures):
    yearly = report(figures, "sp01_arrests")
    assert headline(yearly, "not enough data", QUARTER) == (
        f"{yearly.measure.name}, 2013/14: fewer than a year before."
    )


def test_series_that_end_before_the_quarter_are_not_quoted(section, plan):
    assert is_quotable(section._control("sp12_recorded"), QUARTER)
    late = Section("summary", plan, Quarter.parse("2014-15-q2"), "public", date(2014, 7, 31))
    chart = late._control("sp12_recorded")
    assert chart is None or not is_quotable(chart, late.quarter)
