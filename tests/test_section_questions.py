"""The questions that sections answer: their numbers, and why they have no answer yet."""

import csv
from datetime import date
from math import sqrt

import pytest
import scipy.stats

from conftest import seal
from panelpack import evidence
from panelpack.document import Chart, Heading, Notice
from panelpack.errors import DataError
from panelpack.plan import load_plan
from panelpack.quarters import Quarter
from panelpack.section import Section, open_section
from section_cells import numbers, of_type, said, table

QUARTER = Quarter.parse("2014-15-q1")
MEETING = date(2014, 9, 29)
QUESTION = "What is asked?"


@pytest.fixture(scope="module")
def section(plan):
    return Section("summary", plan, QUARTER, "public", MEETING)


def at(plan, quarter):
    quarter = Quarter.parse(quarter)
    return Section("summary", plan, quarter, "public", quarter.end)


@pytest.fixture
def returned(copy_of_workbook):
    """Open a section on returns that a test changes: `{measure: {period: cells}}`."""

    def change(partner, changes, quarter="2014-15-q1"):
        version = copy_of_workbook / f"data/returns/2014-15-q1/{partner}/v1"
        path = version / "values.csv"
        with path.open(newline="") as file:
            rows = [r for r in csv.DictReader(file) if r["measure"] not in changes]
        for measure, periods in changes.items():
            for period, cells in periods.items():
                cells = cells if isinstance(cells, dict) else {"value": cells}
                rows.append({"measure": measure, "period": period, "status": "supplied"} | cells)
        fields = ["measure", "area", "period", "value", "numerator", "base", "status", "note"]
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, fields, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        seal(version)
        plan = load_plan(copy_of_workbook)
        return Section("summary", plan, Quarter.parse(quarter), "internal", MEETING)

    return change


def why_not(group):
    """Return the reason why a question has no answer."""
    heading, notice = group.blocks
    assert isinstance(heading, Heading)
    assert notice.title == "This can't be answered yet"
    return notice.text


@pytest.mark.parametrize(
    ("measure", "now", "before"),
    [("sp02_offending", 38, 90), ("sp17_absent", 772, 916), ("sp03_night_time", 361, 472)],
)
def test_a_ratio_has_the_exact_binomial_range(section, measure, now, before):
    exact = scipy.stats.binomtest(now, now + before).proportion_ci(0.95, method="exact")
    low, high = exact.low / (1 - exact.low), exact.high / (1 - exact.high)
    (row,) = table(section.rate_ratio(measure, QUESTION))
    assert row[1:] == (f"{now}", f"{before}", f"{now / before:.2f}", f"{low:.2f} to {high:.2f}")


def test_a_ratio_carries_what_the_partner_says_of_the_figure(section):
    (caution,) = of_type(section.rate_ratio("sp02_offending", QUESTION), Notice)
    assert "some were in prison for some of Q1 2014/15" in caution.text


def test_there_is_no_ratio_to_zero_nor_without_a_comparator_nor_of_rates(section, returned):
    none = {"sp02_offending": {"2014-15-q1": 5, "2013-14-q1": 0}}
    zero = returned("reducing-reoffending", none)
    assert "The figure before is zero" in why_not(zero.rate_ratio("sp02_offending", QUESTION))
    alone = why_not(section.rate_ratio("sp17_reports", QUESTION))
    assert alone.endswith("There is no figure for Quarter 1 2013/14 to compare with.")
    assert "It is not a count" in why_not(section.rate_ratio("sp12_satisfaction", QUESTION))


def test_there_is_no_ratio_across_a_change_of_recording(plan):
    why = why_not(at(plan, "2017-18-q1").rate_ratio("sp12_recorded", QUESTION))
    assert why.endswith("A ratio would compare two different things.")


def wilson(successes, n, z=1.959963984540054):
    p, square = successes / n, z * z
    middle = (p + square / (2 * n)) / (1 + square / n)
    half = z / (1 + square / n) * sqrt(p * (1 - p) / n + square / (4 * n * n))
    return 100 * (middle - half), 100 * (middle + half)


def test_shares_have_wilsons_range(section):
    rows = table(section.shares(QUESTION, "sp04_reoffending", "sp04_asb"))
    for row, count in zip(rows, (634, 346), strict=True):
        low, high = wilson(count, 1883)
        share = f"{100 * count / 1883:.1f}%"
        assert row[1:] == (f"{count}", "1,883", share, f"{low:.1f}% to {high:.1f}%")
    assert (rows[0][3], rows[1][3]) == ("33.7%", "18.4%")


def test_shares_without_a_base_or_of_nobody_have_no_answer(section, returned):
    assert "hold no numerator and base" in why_not(section.shares(QUESTION, "sp12_satisfaction"))
    nobody = {"sp04_asb": {"2014-15-q1": {"value": 0, "numerator": 0, "base": 0}}}
    empty = returned("supporting-families", nobody)
    assert "hold no numerator and base" in why_not(empty.shares(QUESTION, "sp04_asb"))


SAVINGS = ("sp18_required", "sp18_realised", "sp18_identified", "sp18_to_find")


def test_the_bridge_of_savings_adds_up(section):
    (chart,) = of_type(section.bridge(*SAVINGS, question=QUESTION), Chart)
    assert [numbers(row[1])[0] for row in chart.table.rows] == [23.00, 3.24, 1.84, 17.92, 0.00]
    assert chart.title == "The parts add up to £23.00m"


@pytest.mark.parametrize(("required", "left"), [("23.50", "£0.50m"), ("22.00", "−£1.00m")])
def test_a_bridge_that_does_not_add_up_says_so(returned, required, left):
    wrong = returned("opcc-finance", {"sp18_required": {"2014-03-31": required}})
    (chart,) = of_type(wrong.bridge(*SAVINGS, question=QUESTION), Chart)
    assert chart.title == f"The parts do not add up: {left} is left over"
    assert chart.table.rows[-1][1] == left


def test_a_bridge_with_a_missing_part_says_which(plan):
    why = why_not(at(plan, "2013-14-q2").bridge(*SAVINGS, question=QUESTION))
    assert "Savings identified; Savings still to find: no return received from OPCC" in why


def test_repeats_are_reports_less_people(section):
    rows = table(section.repeats("sp17_reports", "sp17_individuals", QUESTION))
    assert [row[1] for row in rows] == ["613", "412", "201", "32.8%", "1.49"]


@pytest.mark.parametrize(
    ("reports", "people", "why"),
    [
        (10, 12, "10 reports can't concern 12 people. One of the two is wrong."),
        (10, 0, "10 reports can't concern 0 people. One of the two is wrong."),
        (0, 0, "There were no reports."),
    ],
)
def test_repeats_that_can_not_be_are_not_calculated(returned, reports, people, why):
    changes = {"sp17_reports": {"2014-15-q1": reports}, "sp17_individuals": {"2014-15-q1": people}}
    group = returned("force", changes).repeats("sp17_reports", "sp17_individuals", QUESTION)
    assert why_not(group) == why


def test_repeats_are_those_of_the_quarter_not_of_the_year_to_date(returned):
    counts = {"sp17_reports": (500, 613), "sp17_individuals": (400, 412)}
    before, now = "2013-14-q4", "2014-15-q1"
    changes = {m: {before: a, now: b} for m, (a, b) in counts.items()}
    group = returned("force", changes).repeats("sp17_reports", "sp17_individuals", QUESTION)
    assert table(group)[2][1] == "201"


def test_the_yardsticks_of_burglary(section):
    rows = table(section.yardsticks("sp12_recorded", QUESTION))
    assert [row[1:] for row in rows] == [
        ("803", "930", "+127", "+15.8%"),
        ("1,112", "930", "−182", "−16.4%"),
        ("1,030", "930", "−100", "−9.7%"),
        ("920", "930", "+10", "+1.1%"),
        ("3,743", "4,326", "+583", "+15.6%"),
    ]
    assert "3 show a rise and 2 do not" in said(section.yardsticks("sp12_recorded", QUESTION))


def test_yardsticks_compare_quarters_with_quarters_late_in_the_year(plan):
    last = at(plan, "2013-14-q4")
    series = last.series("sp12_recorded")
    rows = table(last.yardsticks("sp12_recorded", QUESTION))
    assert rows[0][0] == "The same quarter a year before (Quarter 4 2012/13)"
    assert numbers(rows[0][1] + " " + rows[0][2]) == [series.iloc[-5], series.iloc[-1]]
    assert series.iloc[-1] == 1112


def test_yardsticks_leave_out_what_was_recorded_otherwise(plan):
    rows = table(at(plan, "2017-18-q2").yardsticks("sp12_recorded", QUESTION))
    assert rows == [("The quarter before (Quarter 1 2017/18)", "1,530", "1,511", "−19", "−1.2%")]
    first = at(plan, "2017-18-q1").yardsticks("sp12_recorded", QUESTION)
    assert why_not(first).endswith("No earlier figure that is recorded in the same way is known.")


def test_the_same_quarter_of_every_year(section):
    (chart,) = of_type(section.same_quarter("sp13_recorded", QUESTION), Chart)
    assert len(chart.table.rows) == 9
    assert chart.table.rows[-1] == ("Quarter 1 2014/15", "1,020")
    assert chart.title == (
        "1,020: down 48 (4.5%) on Quarter 1 2013/14, and the second lowest of 9 years"
    )
    words = said(section.same_quarter("sp13_recorded", QUESTION))
    assert "2013/14 had 5,043 offences, the second lowest of the 5 years to then" in words
    assert "mean is 5,404. It was not extreme" in words


def test_a_year_that_was_extreme_is_a_warning(plan):
    words = said(at(plan, "2017-18-q2").same_quarter("sp13_recorded", QUESTION))
    assert "2016/17 had 5,719 offences, the highest of the 5 years to then" in words
    assert "A change on such a year is no proof that anything worked." in words


def test_the_same_quarter_is_not_compared_across_a_change_of_recording(plan):
    why = why_not(at(plan, "2017-18-q2").same_quarter("sp12_recorded", QUESTION))
    assert why.endswith(
        "The same quarter of an earlier year, recorded in the same way, is not known."
    )
    rows = table(at(plan, "2018-19-q2").same_quarter("sp12_recorded", QUESTION))
    assert [row[0] for row in rows] == ["Quarter 2 2017/18", "Quarter 2 2018/19"]


def test_a_step_is_looked_for_where_recording_did_not_change(section, plan):
    words = said(section.step("sp11_recorded", QUESTION))
    assert "Quarter 2 2008/09 to Quarter 1 2014/15" in words
    assert "No step has been accepted" in words
    after = said(at(plan, "2018-19-q3").step("sp12_recorded", QUESTION))
    assert "Quarter 1 2017/18 to Quarter 3 2018/19" in after


def month(count):
    return f"{2012 + (count + 3) // 12}-{(count + 3) % 12 + 1:02}"


def test_a_run_counts_the_last_values_on_one_side_of_the_mean(returned):
    counts = [10, 12] * 9 + [9, 11, 9, 11, 10, 8] + [14, 15, 16]
    months = {month(i): value for i, value in enumerate(counts)}
    assert list(months)[-1] == "2014-06"
    group = returned("force", {"sp07_reports": months}).run("sp07_reports", QUESTION)
    mean = sum(counts[:-3]) / 24
    words = f"The last 3 of 27 values lie above the mean of {mean:.1f}. That is not a signal yet."
    assert words in said(group)


def test_a_run_of_seven_is_a_signal(returned):
    counts = [20] * 20 + [10] * 7
    months = {month(i): value for i, value in enumerate(counts)}
    words = said(returned("force", {"sp07_reports": months}).run("sp07_reports", QUESTION))
    assert "The last 7 of 27 values lie below the mean of 18.3. That is a signal." in words


def test_a_run_needs_values_before_the_year(section, plan):
    assert "holds no figure for it" in why_not(section.run("sp07_reports", QUESTION))
    early = why_not(at(plan, "2006-07-q2").run("sp12_recorded", QUESTION))
    assert (
        "No value recorded in the same way is known before this year, so there is no mean." in early
    )


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (1, "1 value recorded in the same way is known"),
        (2, "2 values recorded in the same way are"),
    ],
)
def test_too_few_values_before_the_year_are_counted(returned, values, told):
    months = {month(i): 20 for i in range(24 - values, 27)}
    group = returned("force", {"sp07_reports": months}).run("sp07_reports", QUESTION)
    assert told in why_not(group) and "before this year, too few for a mean. A shift" in why_not(
        group
    )


def test_volume_and_rate_are_shown_together_from_eight_quarters(returned):
    year = [f"{y}-{(y + 1) % 100}-q{n}" for y in (2012, 2013) for n in (1, 2, 3, 4)]
    rates_ = {q: 80 + i for i, q in enumerate(year)} | {"2014-15-q1": 82.7}
    opened = returned("force", {"sp08_satisfaction": rates_})
    group = opened.volume_and_rate("sp14_recorded", "sp08_satisfaction", QUESTION)
    (chart,) = of_type(group, Chart)
    volume = opened.series("sp14_recorded").loc["2012-06-30":]
    rho = scipy.stats.spearmanr(volume, list(rates_.values())).statistic
    assert f"rank correlation {rho:.2f}".replace("-", "−") in chart.title
    assert chart.title.endswith("over 9 quarters")
    assert chart.table.rows[-1] == ("Quarter 1 2014/15", "1,735", "82.7")


def test_volume_and_rate_that_never_move_have_no_correlation(returned):
    year = [f"{y}-{(y + 1) % 100}-q{n}" for y in (2012, 2013) for n in (1, 2, 3, 4)]
    opened = returned("force", {"sp08_satisfaction": dict.fromkeys(year, 80)})
    group = opened.volume_and_rate("sp14_recorded", "sp08_satisfaction", QUESTION)
    assert why_not(group).startswith("One of the two has not moved at all")


def test_two_measures_of_one_name_stand_side_by_side(section):
    # of one name, as where a measure is given twice
    group = section.volume_and_rate("sp14_recorded", "sp14_recorded", QUESTION)
    (chart,) = of_type(group, Chart)
    assert "rank correlation 1.00" in chart.title
    assert chart.table.rows[-1] == ("Quarter 1 2014/15", "1,735", "1,735")


def test_volume_and_rate_say_how_many_quarters_are_missing(section):
    why = why_not(section.volume_and_rate("sp08_incidents", "sp08_satisfaction", QUESTION))
    assert "Both are known together for 1 of the 8 quarters" in why


def test_rates_are_compared_in_order_with_one_of_them(section):
    group = section.compare(
        QUESTION, "sp09_satisfaction", "sp12_satisfaction", "sp14b_satisfaction"
    )
    rows = table(group)
    assert [row[1:] for row in rows] == [
        ("91.2%", "+7.1 points", "[x]"),
        ("84.1%", "0.0 points", "[x]"),
        ("76.2%", "−7.9 points", "[x]"),
    ]
    assert "All 3 of these rates came without the number of people asked" in said(group)


def test_rates_without_a_base_are_counted_where_others_have_one(returned):
    known = {"sp09_satisfaction": {"2014-15-q1": {"value": 80, "numerator": 640, "base": 800}}}
    group = returned("force", known).compare(QUESTION, "sp09_satisfaction", "sp12_satisfaction")
    assert "1 of these 2 rates came without the number of people asked" in said(group)


def test_a_surveys_error_is_that_of_its_base_or_of_several(section, returned):
    rows = table(section.survey_error("sp10_confidence", QUESTION))
    assert [row[0] for row in rows] == ["50", "100", "200", "400", "1,000"]
    low, high = evidence.wilson(0.818 * 400, 400)
    assert rows[3][1] == f"{100 * low:.1f}% to {100 * high:.1f}%"
    known = {"sp10_confidence": {"2014-15-q1": {"value": 80, "numerator": 640, "base": 800}}}
    (own,) = table(returned("opcc-survey", known).survey_error("sp10_confidence", QUESTION))
    low, high = wilson(640, 800)
    assert own == ("800", f"{low:.1f}% to {high:.1f}%", f"{(high - low) / 2:.1f} points")


def test_parts_and_their_sum(section, plan):
    rows = table(section.parts(QUESTION, "sp14a_level", "sp14b_level"))
    assert rows[-1] == ("Together", "1,641", "1,549", "+92", "+5.9%")
    why = why_not(at(plan, "2013-14-q2").parts(QUESTION, "sp14a_level", "sp14b_level"))
    assert "no return received from Leicestershire Police" in why


def test_a_figure_that_is_awaited_stands_beside_the_nearest_published_one(section):
    group = section.until_then("sp01_first_time_entrants", "sp01_arrests", QUESTION)
    assert "after the Youth Offending Management Board in September 2014" in said(group)
    (chart,) = of_type(group, Chart)
    assert chart.table.rows[-1] == ("2013/14", "2,140")


def test_what_is_agreed_is_told_once(plan):
    """The state of SP16's framework stands in the headline, which has no figure to show."""
    opened = Section("sp16", plan, QUARTER, "public", MEETING)
    shown = opened.agreed_so_far("What is settled?", "sp16_framework")
    assert said(shown) == (
        "What is settled? No more than stands above. Mental health partnership added no comment "
        "for the quarter."
    )
    assert "framework was finalised" in said(opened.headline())


def test_which_way_is_better_is_said(section):
    without = said(section.direction("sp05_reports", QUESTION))
    assert "Here more is better: " in without
    assert without.endswith("There is no figure yet that could say which way it went.")
    assert "Here fewer is better: " in said(section.direction("sp12_level", QUESTION))


def test_districts_are_counted_by_1000_people(section):
    rows = {row[0]: row[1:] for row in table(section.districts("sp11_street", QUESTION))}
    assert rows["Leicester"] == ("7,429", "[x]", "[x]", "[x]", "21.9")
    assert rows["Outside or unknown"][-1] == "[z]"
    assert rows["All"][0] == "15,215"
    (chart,) = of_type(section.districts("sp11_street", QUESTION), Chart)
    assert "by month. In Quarter 1 2014/15: Leicester 7,429; " in chart.description
    assert sum(numbers(row[0])[0] for name, row in rows.items() if name != "All") == 15215


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda s: s.series("sp12_recordet"), "did you mean 'sp12_recorded'?"),
        (lambda s: s.reported("zzz"), "the plan has no measure 'zzz'; see params/priorities."),
        (lambda s: s.judged("zzz"), "the plan has no measure 'zzz'"),
        (lambda s: s.control_chart("sp01_arrests"), "sp01_arrests has one figure a year"),
        (lambda s: s.prediction("sp08_yearly"), "sp08_yearly has one figure a year"),
        (lambda s: s.rolling("sp08_yearly"), "sp08_yearly has one figure a year"),
        (lambda s: s.counts_and_sums("sp08_yearly"), "sp08_yearly has one figure a year"),
        (lambda s: s.year_on_year("sp08_yearly"), "sp08_yearly has one figure a year"),
        (lambda s: s.rolling("sp12_satisfaction"), "is of kind survey, and this is for counts"),
        (lambda s: s.yardsticks("sp12_satisfaction", QUESTION), "is of kind survey"),
        (lambda s: s.same_quarter("sp18_realised", QUESTION), "is of kind money"),
        (lambda s: s.districts("sp12_satisfaction", QUESTION), "is of kind survey"),
        (lambda s: s.parts(QUESTION, "sp12_level", "sp12_outcome"), "sp12_outcome is of kind"),
        (lambda s: s.repeats("sp12_level", "sp12_satisfaction", QUESTION), "is of kind survey"),
        (lambda s: s.prediction("sp12_satisfaction"), "Show it with year_on_year() or line()"),
        (lambda s: s.step("sp18_realised", QUESTION), "sp18_realised is of kind money"),
        (lambda s: s.compare(QUESTION, "sp12_satisfaction", "sp12_level"), "sp12_level is no rate"),
        (lambda s: s.agreement("sp12_level"), "sp12_level has no 'beside' in the plan"),
        (lambda s: s.headline(), "section summary is about the whole pack"),
        (lambda s: s.table(), "section summary is about the whole pack"),
    ],
)
def test_a_call_that_asks_for_what_is_not_there_says_so(section, call, told):
    with pytest.raises(DataError) as error:
        call(section)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            {"section": "sp99"},
            "the plan has no section 'sp99'; it has summary, covering-report, sp01",
        ),
        ({"quarter": "2014-q1"}, "'2014-q1' is not a quarter; write it like 2014-15-q1"),
        ({"quarter": "2014-16-q1"}, "16 does not follow 2014"),
        ({"audience": "press"}, "audience 'press': use public or internal"),
        ({"as_at": "29/09/2014"}, "29/09/2014"),
    ],
)
def test_a_section_is_not_opened_with_what_does_not_exist(workbook, arguments, told):
    given = {"section": "sp12", "quarter": "2014-15-q1", "workbook": str(workbook)} | arguments
    with pytest.raises(DataError) as error:
        open_section(**given)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("priority", "quarter", "noted"),
    [
        ("sp01", "2014-15-q1", ["Figure of 2013/14: Arrests of people aged 10 to 17."]),
        ("sp12", "2014-15-q1", []),
        ("sp12", "2014-15-q2", []),
    ],
)
def test_figures_of_another_period_than_their_table_are_noted(plan, priority, quarter, noted):
    quarter = Quarter.parse(quarter)
    shown = Section(priority, plan, quarter, "public", date(2014, 10, 30)).table()
    assert [note for note in shown.notes if note.startswith("Figure")] == noted


def test_money_of_a_day_is_noted_as_such(plan):
    notes = Section("sp18", plan, QUARTER, "public", MEETING).table().notes
    assert (
        "Figures of 31 March 2014: Savings required; Savings realised; Savings identified; "
        "Savings still to find." in notes
    )


def test_two_counts_of_which_one_or_both_are_missing_are_not_compared(plan):
    later = at(plan, "2017-18-q2")
    when = "missing for the 6 months to September 2017, so they can't be compared."
    assert f"One of the two figures is {when}" in said(later.agreement("sp12_recorded"))
    assert f"Both figures are {when}" in said(later.agreement("sp11_street"))


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"2013-14-q1": 346}, "one figure is known, 346 reports in Quarter 1 2013/14."),
        (
            {"2013-14-q1": 346, "2013-14-q3": 9},
            "no twelve months in a row are known up to 30 June 2014",
        ),
    ],
)
def test_a_sum_of_twelve_months_that_is_not_known_is_told_in_words(returned, counts, told):
    section = returned("missing-people", {"sp17_absent": counts})
    assert told in said(section.rolling("sp17_absent"))
