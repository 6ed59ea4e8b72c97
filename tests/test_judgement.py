"""Every measure's class: which test its figures allow, and what lends what to whom."""

import dataclasses
from datetime import date
from decimal import Decimal

import pytest

from conftest import unseal
from panelpack import assessment, document, evidence, judgement
from panelpack.assessment import WORDS
from panelpack.assessment.layout import lay_out
from panelpack.judgement import judge_all
from panelpack.plan import load_plan
from panelpack.quarters import Quarter
from panelpack.reported import report
from panelpack.series import Figures

QUARTER = Quarter.parse("2014-15-q1")


@pytest.fixture(scope="module")
def judged(figures):
    return judge_all(figures)


class Changed:
    """Figures with some entries of one quarter put in the place of others."""

    def __init__(self, figures, changes):
        self._figures, self._changes = figures, changes

    def __getattr__(self, name):
        return getattr(self._figures, name)

    def entry(self, measure, period, area=""):
        found = self._figures.entry(measure, period, area)
        return dataclasses.replace(found, **self._changes.get((measure, period.text), {}))

    def entries(self, measure, area=""):
        return self._figures.entries(measure, area)


def rate(of, base):
    value = Decimal(100 * of) / base
    return {"value": value, "numerator": Decimal(of), "base": Decimal(base), "status": "supplied"}


def test_every_measure_has_one_of_the_stated_classes(plan, judged):
    assert list(judged) == list(plan.measures)
    for one in judged.values():
        assert one.badge.state in document.STATES
        assert one.badge.word == WORDS[one.badge.state]
        assert one.result.sentence.endswith(".")


def test_the_classes_of_quarter_1(judged):
    by_state = {}
    for measure, one in judged.items():
        by_state.setdefault(one.result.state, set()).add(measure)
    assert set(by_state) == {
        "no change", "not enough data", "not tested", "not available", "small numbers",
        "awaiting clearance",
    }  # fmt: skip
    assert by_state["no change"] == {
        "sp03_drug_offences", "sp06_recorded", "sp11_level", "sp11_recorded", "sp12_level",
        "sp12_recorded", "sp13_level", "sp13_recorded", "sp14a_level", "sp14b_level",
        "sp14_recorded",
    }  # fmt: skip
    assert by_state["small numbers"] == {"sp06_satisfaction"}
    assert {"sp01_first_time_entrants", "sp02_reoffending"} <= by_state["awaiting clearance"]
    assert {"sp02_offending", "sp12_satisfaction", "sp18_to_find"} <= by_state["not tested"]
    assert {"sp01_arrests", "sp12_street"} <= by_state["not enough data"]
    assert {"sp05_reports", "sp12_outcome", "sp03_completions"} <= by_state["not available"]


def test_a_class_is_given_only_where_p_and_direction_support_it(judged):
    for one in judged.values():
        result = one.result
        if result.state in ("improved", "deteriorated", "no polarity"):
            assert result.p_adjusted < assessment.LEVEL
        if result.state == "no change":
            assert result.p is not None
            assert result.p_adjusted >= assessment.LEVEL


def test_burglary_is_judged_on_the_home_offices_count(figures, judged):
    series = figures.series("sp12_recorded")
    layout = lay_out(series, QUARTER, None, [date(2017, 4, 1)])
    direct = evidence.group_effect(
        layout.columns, layout.counts, layout.exposure, layout.in_quarter
    )
    one = judged["sp12_level"]
    assert one.judged_on == "Domestic burglary recorded, by quarter (Home Office)"
    assert one.result.state == "no change"
    assert one.result.p == pytest.approx(direct.p, rel=1e-12)
    assert one.result.ratio == pytest.approx(930 / direct.expected, rel=1e-12)
    assert 0.05 < one.result.p < 1
    block = one.block("Domestic burglary")
    assert block.method.startswith(f"Judged on: {one.judged_on}. Quasi-Poisson model")
    assert block.baseline == "32 quarters, April 2006 to March 2014; level of 2013/14"
    assert judged["sp12_recorded"].judged_on == ""
    assert judged["sp12_recorded"].result == one.result


def test_a_series_beside_several_measures_lends_them_no_class(judged):
    for measure in ("sp14a_level", "sp14b_level"):
        assert judged[measure].judged_on == ""
        assert judged[measure].result.p != judged["sp14_recorded"].result.p
        # Only how much such counts vary is taken from the series that the plan names.
        assert judged[measure].result.dispersion == judged["sp14_recorded"].result.dispersion
    assert judged["sp14a_level"].result.ratio == pytest.approx(1326 / 1284)


def test_a_figure_that_is_missing_is_lent_nothing(plan):
    quarter = Quarter.parse("2013-14-q4")
    late = judge_all(Figures(plan, quarter, "public", quarter.end))
    assert late["sp12_recorded"].result.p is not None
    assert late["sp12_level"].result.state == "not available"
    assert late["sp12_level"].result.sentence == (
        "No return received from Leicestershire Police (due 15 May 2014)."
    )


def test_a_series_with_another_direction_lends_nothing(plan, judged):
    level, recorded = plan.measures["sp12_level"], plan.measures["sp12_recorded"]
    untested = {"sp12_level": assessment.unassessed("not tested", "No"),
                "sp12_recorded": judged["sp12_recorded"].result}  # fmt: skip
    both = {"sp12_level": level, "sp12_recorded": recorded}
    assert judgement._lender(level, both, untested) is recorded
    turned = recorded.model_copy(update={"better": "more"})
    assert judgement._lender(level, both | {"sp12_recorded": turned}, untested) is None


def test_p_of_zero_is_still_a_test(plan, judged):
    level, recorded = plan.measures["sp12_level"], plan.measures["sp12_recorded"]
    certain = dataclasses.replace(judged["sp12_recorded"].result, p=0.0)
    results = {"sp12_level": assessment.unassessed("not enough data", "No")}
    results["sp12_recorded"] = certain
    both = {"sp12_level": level, "sp12_recorded": recorded}
    assert judgement._lender(level, both, results) is recorded


def test_false_alarms_are_controlled_with_each_series_counted_once(judged):
    tested = {m: one for m, one in judged.items() if one.result.p is not None}
    own = {m: one.result for m, one in tested.items() if not one.judged_on}
    assert {one.result.tests for one in tested.values()} == {len(own)} == {8}
    adjusted = evidence.benjamini_hochberg([r.p for r in own.values()])
    assert [r.p_adjusted for r in own.values()] == pytest.approx(list(adjusted))


def test_a_rate_without_its_base_is_not_tested(judged):
    result = judged["sp12_satisfaction"].result
    assert (result.state, result.p) == ("not tested", None)
    assert result.sentence == "The return gives no number of people asked."


@pytest.mark.parametrize(
    ("now", "before", "state"),
    [
        (rate(912, 1000), rate(800, 1000), "improved"),
        (rate(800, 1000), rate(912, 1000), "deteriorated"),
        (rate(912, 1000), rate(910, 1000), "no change"),
        (rate(20, 24), rate(910, 1000), "small numbers"),
        (rate(912, 1000), {}, "not tested"),
    ],
)
def test_a_rate_with_bases_is_tested_by_newcombe(figures, now, before, state):
    changes = {
        ("sp12_satisfaction", "2014-15-q1"): now,
        ("sp12_satisfaction", "2013-14-q1"): before,
    }
    result = judge_all(Changed(figures, changes))["sp12_satisfaction"].result
    assert result.state == state
    if result.p is not None:
        direct = evidence.newcombe(
            *(float(r[of]) for r in (now, before) for of in ("numerator", "base"))
        )
        assert result.p == pytest.approx(direct.p)
        assert result.interval == pytest.approx((direct.low, direct.high))
        # One more test than in the pack: its p is adjusted for nine.
        assert result.tests == 9


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("awaiting_board", "awaiting clearance"),
        ("awaiting_clearance", "awaiting clearance"),
        ("small_numbers", "small numbers"),
        ("in_development", "not available"),
        ("nationally_unavailable", "not available"),
        ("not_applicable", "not available"),
    ],
)
def test_a_status_decides_the_class_of_a_missing_figure(figures, status, state):
    gap = {"value": None, "numerator": None, "base": None, "status": status}
    changed = Changed(figures, {("sp12_satisfaction", "2014-15-q1"): gap})
    one = judge_all(changed)["sp12_satisfaction"]
    assert (one.result.state, one.result.p, one.result.interval) == (state, None, None)


def test_the_public_sees_a_class_only_after_clearance(plan):
    before = date(2014, 9, 28)
    public, internal = (
        judge_all(Figures(plan, QUARTER, audience, before)) for audience in ("public", "internal")
    )
    # Nothing was submitted before the day of the meeting.
    assert public["sp12_level"].result.state == "not available"
    assert internal["sp12_level"].result.state == "not available"
    assert public["sp12_recorded"].result == internal["sp12_recorded"].result


def test_a_figure_that_is_not_cleared_has_no_class_in_public(copy_of_workbook):
    unseal(copy_of_workbook / "data/returns/2014-15-q1/force/v1")
    plan = load_plan(copy_of_workbook)
    meeting = date(2014, 9, 29)
    public = judge_all(Figures(plan, QUARTER, "public", meeting))["sp12_level"]
    internal = judge_all(Figures(plan, QUARTER, "internal", meeting))["sp12_level"]
    assert (public.result.state, public.judged_on) == ("awaiting clearance", "")
    assert (public.result.p, public.result.ratio) == (None, None)
    assert internal.result.state == "no change"


def test_a_change_of_recording_leaves_nothing_to_compare(plan):
    quarter = Quarter.parse("2017-18-q2")
    figures = Figures(plan, quarter, "public", quarter.end)
    result = judge_all(figures)["sp12_recorded"].result
    assert report(figures, "sp12_recorded").change.state == "not comparable"
    assert (result.state, result.p) == ("not tested", None)
    assert "counts as residential from April 2017" in result.sentence


def test_a_clear_difference_is_told_from_chance(plan):
    quarter = Quarter.parse("2018-19-q3")
    judged = judge_all(Figures(plan, quarter, "public", quarter.end))
    for one in judged.values():
        result = one.result
        if result.p is None:
            continue
        is_clear = result.p_adjusted < assessment.LEVEL
        assert is_clear == (result.state != "no change")
        low, high = result.interval
        assert low < result.ratio < high
        if is_clear:
            assert not low <= 1 <= high
