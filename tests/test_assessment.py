"""Classes, their evidence and their words: on real figures, at the edges, and in simulation."""

import math
import re
from dataclasses import FrozenInstanceError, replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.genmod.families import Poisson

from panelpack import document, evidence
from panelpack.assessment import (
    CLASSES,
    LEVEL,
    MEANINGS,
    WORDS,
    Result,
    assess_counts,
    assess_proportion,
    assess_two_counts,
    control_false_alarms,
    sentences,
    unassessed,
)

QUARTER = "2014-15-q1"
MOST_WORDS = 25
SWAPPED = {"improved": "deteriorated", "deteriorated": "improved"}


def months(values, end="2014-06"):
    values = np.asarray(values, dtype=float)
    return pd.Series(values, index=pd.period_range(end=end, periods=len(values), freq="M"))


def quarters(values, end="2015Q1"):
    values = np.asarray(values, dtype=float)
    return pd.Series(values, index=pd.period_range(end=end, periods=len(values), freq="Q-MAR"))


def simulated(seed, mean=200.0, dispersion=2.0, effect=1.0, periods=36, end="2014-06", last=3):
    """Overdispersed, seasonal months: `periods` of baseline and what follows up to `end`."""
    rng = np.random.default_rng(seed)
    index = pd.period_range(end=end, periods=periods + last, freq="M")
    season = 1 + 0.15 * np.cos(2 * np.pi * (index.month.to_numpy() - 7) / 12)
    expected = mean * season * index.days_in_month.to_numpy() / 30.4
    expected[-3:] *= effect
    counts = rng.poisson(rng.gamma(expected / (dispersion - 1), dispersion - 1))
    return pd.Series(counts.astype(float), index=index)


def assess(series, quarter=QUARTER, better="fewer", **more):
    return assess_counts(series, quarter, better, **more)


def by_statsmodels(series, season, own):
    """The same test from formulas and a published fit: p, ratio and dispersion.

    `own` marks the quarter's periods, which share the year before's level.
    """
    starts = series.index.asfreq("M", how="start")
    year = starts.year - (starts.month < 4)
    table = pd.DataFrame(
        {
            "y": series.to_numpy(),
            "days": (series.index.end_time.normalize() - series.index.start_time).days + 1,
            "year": np.where(own, max(year) - 1, year),
            "angle": 2 * np.pi * starts.month / 12,
            "quarter": starts.month,
            "own": own.astype(float),
        }
    )

    def fitted(formula):
        model = smf.glm(formula, table, family=Poisson(), offset=np.log(table["days"]))
        return model.fit(tol=1e-13)

    narrow = fitted(f"y ~ C(year) + {season}")
    wide = fitted(f"y ~ C(year) + {season} + own")
    phi = max(wide.pearson_chi2 / wide.df_resid, 1)
    p = stats.f.sf((narrow.deviance - wide.deviance) / phi, 1, wide.df_resid)
    return p, math.exp(wide.params["own"]), phi


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("periods", [24, 31, 36, 60])
def test_months_as_statsmodels(seed, periods):
    series = simulated(seed, effect=0.9, periods=periods)
    result = assess(series)
    own = np.arange(len(series)) >= periods
    p, ratio, phi = by_statsmodels(series, "np.cos(angle) + np.sin(angle)", own)
    assert (result.p, result.ratio, result.dispersion) == (
        pytest.approx(p, rel=1e-6),
        pytest.approx(ratio, rel=1e-6),
        pytest.approx(phi, rel=1e-6),
    )


@pytest.mark.parametrize("seed", range(4))
def test_quarters_as_statsmodels(seed):
    series = quarters(np.random.default_rng(seed).poisson([300, 350, 380, 320] * 4 + [300]))
    result = assess(series)
    own = np.arange(len(series)) == len(series) - 1
    p, ratio, phi = by_statsmodels(series, "C(quarter)", own)
    assert (result.p, result.ratio, result.dispersion) == (
        pytest.approx(p, rel=1e-6),
        pytest.approx(ratio, rel=1e-6),
        pytest.approx(phi, rel=1e-6),
    )


REAL = {
    # measure: quarter's count, ratio, p, dispersion
    "sp11_recorded": (15271, 0.9642, 0.518, 35.8),
    "sp12_recorded": (930, 0.9604, 0.730, 9.57),
    "sp13_recorded": (1020, 0.8146, 0.058, 8.78),
    "sp14_recorded": (1735, 0.9732, 0.789, 13.2),
}


@pytest.mark.parametrize("measure", REAL)
def test_no_recorded_crime_of_quarter_1_2014_15_changed_beyond_chance(figures, measure):
    count, ratio, p, dispersion = REAL[measure]
    series = figures.series(measure)
    result = assess(series)
    assert result.state == "no change"
    assert series.iloc[-1] == count
    assert result.ratio * result.expected == pytest.approx(count)
    assert result.ratio == pytest.approx(ratio, abs=5e-5)
    assert (result.p, result.dispersion) == (
        pytest.approx(p, abs=5e-4),
        pytest.approx(dispersion, rel=5e-3),
    )
    assert result.baseline == "32 quarters, April 2006 to March 2014; level of 2013/14"


def test_domestic_burglary_in_words(figures):
    result = assess(figures.series("sp12_recorded"))
    assert result.sentence == (
        "Down 4% on what 2013/14 leads one to expect (95% range −25% to +22%): "
        "no significant change."
    )
    assert result.power_sentence == (
        "Only a fall of 32% or more, or a rise of 36% or more, could have been seen "
        "with 80% certainty."
    )


@pytest.mark.parametrize(
    "effect, better, state, direction",
    [
        (0.6, "fewer", "improved", "down"),
        (0.6, "more", "deteriorated", "down"),
        (0.6, "neutral", "no polarity", "down"),
        (1.6, "fewer", "deteriorated", "up"),
        (1.6, "more", "improved", "up"),
    ],
)
def test_a_large_change_gets_its_class(effect, better, state, direction):
    result = assess(simulated(1, effect=effect), better=better)
    assert (result.state, result.direction) == (state, direction)
    assert result.p < 0.001
    assert result.interval[0] < effect < result.interval[1]


@pytest.mark.parametrize("number, end, last", [(2, "2014-09", 6), (3, "2014-12", 9)])
def test_the_months_between_are_left_out(number, end, last):
    series = simulated(2, end=end, last=last)
    quarter = f"2014-15-q{number}"
    result = assess(series, quarter)
    changed = series.copy()
    changed.iloc[36:-3] = 5 * changed.iloc[36:-3]
    assert assess(changed, quarter) == result
    assert result.baseline == "36 months, April 2011 to March 2014; level of 2013/14"
    assert result.method.endswith("The months between are left out.")
    assert assess(changed.drop(changed.index[36:-3]), quarter) == result


def test_what_comes_after_the_quarter_changes_nothing():
    series = simulated(3)
    later = pd.concat([series, simulated(4, end="2015-06", periods=9)])
    assert assess(later) == assess(series)


def test_any_order_index_and_time_zone_give_the_same():
    series = simulated(5)
    result = assess(series)
    assert assess(series.sample(frac=1, random_state=1)) == result
    stamps = series.set_axis(series.index.to_timestamp())
    assert assess(stamps) == result
    assert assess(stamps.tz_localize("Europe/London")) == result
    assert assess(series.astype("Int64")) == result


def test_quarters_may_be_dated_by_their_ends():
    series = quarters([300, 350, 380, 320] * 3 + [200])
    ends = series.set_axis(series.index.to_timestamp(how="end").normalize())
    assert assess(ends) == assess(series)
    assert assess(series).state == "improved"


def test_gaps_are_left_out_of_the_baseline():
    series = simulated(6)
    gappy = series.copy()
    gappy.iloc[[3, 8, 20]] = np.nan
    result = assess(gappy)
    assert result == assess(series.drop(series.index[[3, 8, 20]]))
    assert result.baseline.startswith("33 months")
    assert result.p != assess(series).p


@pytest.mark.parametrize(
    "series, reason",
    [
        (months([]), "complete figure"),
        (months([np.nan] * 39), "complete figure"),
        (months([5], end="2011-04"), "complete figure"),
        (months([100] * 38 + [np.nan]), "complete figure"),
        (months([100] * 38, end="2014-05"), "complete figure"),
    ],
)
def test_an_incomplete_quarter_is_not_available(series, reason):
    result = assess(series)
    assert (result.state, result.p, result.interval) == ("not available", None, None)
    assert reason in result.sentence


@pytest.mark.parametrize(
    "series, sentence",
    [
        (months([100] * 3), "No month of baseline; a test needs 12."),
        (months([100] * 4), "Only 1 month of baseline; a test needs 12."),
        (months([100] * 14), "Only 11 months of baseline; a test needs 12."),
        (quarters([100] * 12), "Only 11 quarters of baseline; a test needs 12."),
        (
            months([100] * 30 + [np.nan] * 8 + [100] * 7),
            "2013/14 has no half year that compares with the quarter.",
        ),
    ],
)
def test_a_short_baseline_is_not_enough_data(series, sentence):
    result = assess(series)
    assert (result.state, result.sentence, result.p) == ("not enough data", sentence, None)


def test_twelve_months_and_twelve_quarters_are_enough():
    assert assess(months([100] * 15)).state == "no change"
    assert assess(quarters([300] * 13)).state == "no change"


def test_under_two_years_the_season_is_not_modelled_and_this_is_said():
    assert "no season" in assess(simulated(7, periods=23)).method
    assert "one yearly wave" in assess(simulated(7, periods=24)).method


def test_a_season_alone_is_no_change_even_where_it_is_not_modelled():
    """A perfect season of 30% against one year: the peak quarter isn't news."""
    index = pd.period_range(end="2014-09", periods=18, freq="M")
    season = 1 + 0.3 * np.cos(2 * np.pi * (index.month.to_numpy() - 8) / 12)
    series = pd.Series(np.round(2000 * season), index=index)
    assert assess(series, "2014-15-q2").state == "no change"


@pytest.mark.parametrize(
    "values, expected",
    [
        ([0] * 39, 0),
        ([0] * 36 + [100] * 3, 0),
        ([100] * 24 + [0] * 12 + [5] * 3, 0),
        ([3] * 39, 9),
        ([0, 0, 0, 2] * 9 + [9, 9, 9], 1.5),
    ],
)
def test_small_numbers_get_no_class(values, expected):
    result = assess(months(values))
    assert (result.state, result.p, result.interval) == ("small numbers", None, None)
    assert result.expected == pytest.approx(expected, abs=0.3)
    assert result.sentence.endswith("expected in the quarter; a test needs 23.")
    assert result.power_sentence == ""


def test_the_floor_is_the_measures_own():
    series = months([5] * 39)
    assert assess(series).state == "small numbers"
    assert assess(series, floor=10).state == "no change"
    assert assess(months([500] * 39), floor=5000).state == "small numbers"


def test_spikes_that_no_season_explains_are_not_modelled():
    spikes = [0] * 5 + [10**4, 10**5] + [0] * 20 + [10**8, 10**3] + [0] * 10
    result = assess(months(spikes))
    assert (result.state, result.p) == ("not enough data", None)
    assert result.sentence == "The figures vary too wildly to be modelled."


def test_a_season_of_one_month_is_modelled():
    """Nothing but each November: its quarter is judged, the others are small numbers."""
    index = pd.period_range(end="2014-12", periods=45, freq="M")
    series = pd.Series(np.where(index.month == 11, 100.0, 0), index=index)
    assert assess(series, "2014-15-q1").state == "small numbers"
    november = assess(series, "2014-15-q3")
    assert november.state == "no change"
    assert november.expected == pytest.approx(100, rel=1e-4)


def test_a_constant_series_has_no_change():
    for level in (10, 100, 1e9):
        result = assess(months([level] * 39))
        assert result.state == "no change"
        assert result.ratio == pytest.approx(1, abs=0.01)
        assert result.interval[0] < 1 < result.interval[1]


def test_a_fall_to_nothing_is_a_finding():
    result = assess(months([100] * 36 + [0] * 3))
    assert (result.state, result.ratio, result.interval[0]) == ("improved", 0, 0)
    assert result.interval[1] < 0.02


def test_idle_years_say_nothing_of_the_others():
    busy = [90, 120, 100, 110, 95, 105, 100, 98, 104, 99, 108, 97]
    idle = months([0] * 12 + busy * 2 + [100] * 3)
    short = months(busy * 2 + [100] * 3)
    assert assess(idle).p == pytest.approx(assess(short).p, rel=1e-6)


def test_a_quarter_of_the_year_without_events_is_left_out():
    without = quarters([300, 0, 310, 290] * 3 + [200])
    assert assess(without).state == "improved"
    assert assess(quarters([0, 300, 310, 290] * 3 + [50])).state == "small numbers"


def test_counts_of_a_thousand_million():
    result = assess(months(1e9 * np.r_[1 + 0.01 * np.sin(np.arange(36)), 0.8, 0.8, 0.8]))
    assert result.state == "improved"
    assert result.ratio == pytest.approx(0.8, abs=0.03)


def test_an_exposure_takes_the_place_of_days():
    people = months(np.r_[[1000] * 36, [2000] * 3])
    counts = months([100] * 36 + [200] * 3)
    assert assess(counts).state == "deteriorated"
    result = assess(counts, exposure=people)
    assert (result.state, result.ratio) == ("no change", pytest.approx(1))
    assert "the given exposure" in result.method
    assert assess(counts, exposure=people.iloc[:-1]).state == "not available"


def test_levels_across_a_change_of_recording_are_not_compared():
    rng = np.random.default_rng(8)
    series = months(rng.poisson([100] * 30 + [200] * 9))
    assert assess(series).state == "deteriorated"
    since = date(2013, 10, 1)
    result = assess(series, breaks=[since])
    assert result.state == "no change"
    assert result.ratio == pytest.approx(1, abs=0.1)
    assert result.baseline.endswith("level of 2013/14 from October 2013")


def test_the_month_of_a_change_of_recording_is_left_out():
    series = months([100] * 30 + [999] + [200] * 8)
    assert assess(series, breaks=[date(2013, 10, 1)]).dispersion > 5
    assert assess(series, breaks=[date(2013, 10, 1)]).baseline.startswith("36 months")
    mixed = assess(series, breaks=[date(2013, 9, 15)])
    assert mixed == assess(series, breaks=[date(2013, 9, 15), date(2017, 4, 1)])
    without = assess(months([100] * 29 + [np.nan] + [999] + [200] * 8), breaks=[date(2013, 9, 15)])
    assert mixed == without


@pytest.mark.parametrize("day", [date(2014, 2, 1), date(2014, 4, 1), date(2014, 5, 10)])
def test_a_recent_change_of_recording_leaves_nothing_to_compare_with(day):
    result = assess(months([100] * 39), breaks=[day])
    assert result.state == "not enough data"
    assert "half year" in result.sentence


@pytest.mark.parametrize(
    "call, error",
    [
        (lambda: assess(pd.concat([months([1] * 39)] * 2)), ValueError),
        (lambda: assess(months([-1] * 39)), ValueError),
        (lambda: assess(months([math.inf] * 39)), ValueError),
        (lambda: assess(pd.Series([1.0, 2.0])), TypeError),
        (lambda: assess(months([1] * 39), better="up"), ValueError),
        (lambda: assess(months([1] * 39), "2014-q1"), ValueError),
        (lambda: assess(months([1] * 39), breaks=["2013-04-01"]), TypeError),
        (lambda: assess(months([1] * 39), exposure=months([0] * 39)), ValueError),
        (lambda: assess_proportion(1, 2, 1, 2, "up"), ValueError),
        (lambda: assess_proportion(60, 50, 1, 60, "more"), ValueError),
        (lambda: assess_proportion(1, -2, 1, 60, "more"), ValueError),
        (lambda: assess_two_counts(1, 2, "up"), ValueError),
        (lambda: assess_two_counts(-1, 2, "more"), ValueError),
        (lambda: assess_two_counts(100, 90, "more", dispersion=0), ValueError),
        (lambda: unassessed("improved", "x"), ValueError),
        (lambda: unassessed("unknown", "x"), ValueError),
    ],
)
def test_wrong_calls_are_refused(call, error):
    with pytest.raises(error):
        call()


counts = st.lists(st.integers(0, 400), min_size=39, max_size=39)


@given(counts)
def test_the_range_holds_the_estimate_and_agrees_with_p(values):
    result = assess(months(values))
    assume(result.p is not None)
    low, high = result.interval
    assert low <= result.ratio <= high and math.isfinite(high)
    assert 0 <= result.p <= 1 and result.dispersion >= 1
    assume(abs(result.p - LEVEL) > 1e-5)
    assert (low > 1 or high < 1) == (result.p < LEVEL) == (result.state != "no change")


@given(counts, st.booleans())
def test_turning_the_better_direction_swaps_the_class(values, quarterly):
    series = quarters(values[:17]) if quarterly else months(values)
    fewer, more = assess(series, better="fewer"), assess(series, better="more")
    assert more.state == SWAPPED.get(fewer.state, fewer.state)
    assert (more.p, more.interval, more.direction) == (fewer.p, fewer.interval, fewer.direction)


@given(st.integers(0, 1000), st.sampled_from([2, 7, 1000]))
def test_scaling_overdispersed_counts_changes_nothing_but_the_dispersion(seed, by):
    series = simulated(seed, dispersion=4, effect=0.8)
    one, many = assess(series), assess(series * by)
    assert (many.state, many.ratio) == (one.state, pytest.approx(one.ratio, rel=1e-6))
    assert many.p == pytest.approx(one.p, rel=1e-5)
    assert many.dispersion == pytest.approx(by * one.dispersion, rel=1e-6)


@given(st.integers(0, 1000))
def test_scaling_the_exposure_changes_nothing(seed):
    series = simulated(seed)
    exposure = pd.Series(series.index.days_in_month.astype(float), index=series.index)
    one, other = assess(series), assess(series, exposure=exposure * 1000)
    assert other.p == pytest.approx(one.p, rel=1e-6)
    assert other.interval == pytest.approx(one.interval, rel=1e-6)


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 10**9)), min_size=1, max_size=60),
    st.integers(0, 12),
)
def test_no_series_says_nonsense(values, shift):
    values = [np.nan if v is None else v for v in values]
    result = assess(months(values, end=pd.Period("2014-06", "M") + shift))
    assert result.state in WORDS
    _plain(result)


def _plain(result):
    said = f"{result.sentence} {result.power_sentence} {result.method} {result.baseline}"
    assert not re.search(r"nan|inf\b|None|e[+-]\d|−0%|-\d", said)
    for sentence in re.split(r"(?<=[.!?])\s", f"{result.sentence} {result.power_sentence}"):
        assert len(sentence.split()) <= MOST_WORDS
    assert result.sentence.endswith(".")


@pytest.mark.parametrize("mean, dispersion", [(20, 1.5), (300, 2.3), (5000, 17.0)])
def test_false_alarms_and_power_in_simulation(mean, dispersion):
    still = [assess(simulated(s, mean, dispersion)) for s in range(400)]
    assert 0.02 <= np.mean([result.p < LEVEL for result in still]) <= 0.08
    promised = np.median([result.detectable.fall for result in still[:100]])
    fallen = [assess(simulated(s, mean, dispersion, 1 - promised)).state for s in range(300)]
    assert np.mean(np.array(fallen) == "improved") == pytest.approx(0.8, abs=0.08)


def test_proportions_are_compared_by_newcombe():
    result = assess_proportion(150, 170, 560, 650, "more")
    test = evidence.newcombe(150, 170, 560, 650)
    assert (result.state, result.p) == ("no change", test.p)
    assert (result.difference, result.interval) == (test.estimate, (test.low, test.high))
    assert result.sentence == (
        "Up 2.1 percentage points on the figure before (95% range −4 to +7): no significant change."
    )
    assert result.baseline == "Base 170 now, 650 before"
    assert result.detectable.rise == pytest.approx(0.080, abs=0.0005)


def test_a_clear_change_of_a_rate_has_a_class():
    assert assess_proportion(60, 100, 80, 100, "more").state == "deteriorated"
    assert assess_proportion(60, 100, 80, 100, "fewer").state == "improved"
    assert assess_proportion(60, 100, 80, 100, "neutral").state == "no polarity"
    assert assess_proportion(60, 100, 80, 100, "more", design_effect=4).state == "no change"


@pytest.mark.parametrize("unknown", [None, math.nan, pd.NA])
@pytest.mark.parametrize("missing", range(4))
def test_a_rate_without_its_base_is_not_tested(missing, unknown):
    given_ = [150, 170, 560, 650]
    given_[missing] = unknown
    result = assess_proportion(*given_, "more")
    assert (result.state, result.p) == ("not tested", None)


@pytest.mark.parametrize("n, before, floor", [(49, 500, 50), (500, 49, 50), (24, 30, 25)])
def test_a_rate_on_a_small_base_is_small_numbers(n, before, floor):
    result = assess_proportion(1, n, 20, before, "more", floor=floor)
    assert (result.state, result.p, result.interval) == ("small numbers", None, None)
    assert result.sentence.endswith(f"a test needs {floor} in both periods.")
    assert assess_proportion(1, floor, 20, floor, "more", floor=floor).state in CLASSES


def test_two_counts_alone_are_not_tested_but_their_range_is_shown():
    result = assess_two_counts(930, 803, "fewer")
    test = evidence.rate_ratio(930, 803)
    assert (result.state, result.p) == ("not tested", None)
    assert (result.ratio, result.interval) == (test.ratio, (test.low, test.high))
    assert result.sentence == (
        "Up 16% on the figure before (95% range +5% to +27%). "
        "Not tested: two counts do not show how much the figure varies by itself."
    )


def test_the_period_before_is_named_where_it_is_known():
    when = {"period_before": "Quarter 1 2013/14"}
    result = assess_two_counts(38, 90, "fewer", **when)
    assert result.sentence.startswith("Down 58% on Quarter 1 2013/14 (95% range")
    assert result.baseline == "90 in Quarter 1 2013/14"
    few = assess_two_counts(9, 12, "fewer", dispersion=2, **when)
    assert few.sentence == "Only 12 in Quarter 1 2013/14; a test needs 23."
    none = assess_two_counts(5, 0, "more", **when)
    assert "The figure in Quarter 1 2013/14 is zero" in none.reason
    share = assess_proportion(80, 100, 70, 90, "more", **when)
    assert "on Quarter 1 2013/14 (95% range" in share.sentence
    assert share.baseline == "Base 100 now, 90 in Quarter 1 2013/14"
    few = assess_proportion(8, 10, 7, 9, "more", **when)
    assert few.baseline == "Base 10 now, 9 in Quarter 1 2013/14"


def test_two_counts_with_a_declared_dispersion_are_tested():
    assert assess_two_counts(930, 803, "fewer", dispersion=1).state == "deteriorated"
    result = assess_two_counts(930, 803, "fewer", dispersion=4.5)
    assert (result.state, result.p) == ("no change", pytest.approx(0.150, abs=5e-4))
    assert assess_two_counts(30, 10, "fewer", dispersion=2).state == "small numbers"


def test_two_counts_with_none_before_have_no_ratio():
    for now in (0, 5):
        result = assess_two_counts(now, 0, "fewer")
        assert (result.state, result.ratio, result.interval) == ("not tested", None, None)
        assert "The figure before is zero" in result.sentence
        assert assess_two_counts(now, 0, "fewer", dispersion=2, floor=0).state == "small numbers"


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from([None, 1, 5.0]))
def test_two_counts_say_no_nonsense(now, before, dispersion):
    _plain(assess_two_counts(now, before, "fewer", dispersion=dispersion))


@given(st.integers(50, 3000), st.integers(50, 3000), st.floats(0, 1), st.floats(0, 1))
def test_proportions_say_no_nonsense(n, n_before, share, share_before):
    _plain(assess_proportion(int(n * share), n, int(n_before * share_before), n_before, "more"))


def test_false_alarms_are_controlled_over_all_tests():
    p = {"a": 0.001, "b": 0.02, "c": 0.04, "d": 0.6}
    change = Result("improved", "fewer", p=0.5, interval=(0.7, 0.99), ratio=0.8)
    results = {key: replace(change, p=value) for key, value in p.items()}
    results["d"] = replace(results["d"], state="no change")
    results["none"] = unassessed("not tested", "No base")
    controlled = control_false_alarms(results)
    assert list(controlled) == list(results)
    assert {key: controlled[key].p for key in p} == p
    adjusted = [controlled[key].p_adjusted for key in p]
    assert adjusted == pytest.approx([0.004, 0.04, 0.04 * 4 / 3, 0.6])
    assert [controlled[key].state for key in p] == [
        "improved",
        "improved",
        "no change",
        "no change",
    ]
    assert controlled["none"] == results["none"]
    assert controlled["a"].sentence == results["a"].sentence
    assert controlled["c"].sentence.endswith(
        "no significant change once all 4 tests are taken together."
    )
    assert controlled["d"].sentence.endswith(": no significant change.")


def test_one_test_needs_no_control():
    result = assess(simulated(1, effect=0.6))
    controlled = control_false_alarms({"only": result})["only"]
    assert (controlled.state, controlled.p_adjusted) == ("improved", result.p)
    assert control_false_alarms({}) == {}


def test_forty_unchanged_measures_raise_few_alarms():
    packs = []
    for pack in range(60):
        results = {str(m): assess(simulated(1000 * pack + m)) for m in range(20)}
        states = {r.state for r in control_false_alarms(results).values()}
        packs.append(states != {"no change"})
    assert np.mean(packs) <= 0.12


def test_every_state_of_a_document_has_its_words():
    assert tuple(WORDS) == document.STATES
    assert tuple(MEANINGS) == document.STATES
    assert set(CLASSES) < set(WORDS)
    assert all(len(words.split()) <= MOST_WORDS for words in MEANINGS.values())


def test_a_result_without_evidence_has_only_its_reason():
    result = unassessed("awaiting clearance", "Its board has not met")
    assert result.sentence == "Its board has not met."
    assert (result.power_sentence, result.direction, result.p) == ("", None, None)
    with pytest.raises(FrozenInstanceError):
        result.state = "improved"


@pytest.mark.parametrize(
    "ratio, interval, sentence",
    [
        (0.955, (0.877, 1.041), "Down 4.5% on 2013/14 (95% range −12% to +4%): "),
        (0.9, (0.81, 0.9972), "Down 10.0% on 2013/14 (95% range −19% to −0.3%): "),
        (1.0001, (0.9, 1.1), "About the same as 2013/14 (95% range −10% to +10%): "),
        (1.012, (1.001, 1.023), "Up 1.2% on 2013/14 (95% range +0.1% to +2.3%): "),
        (21.5, (11.0, 60.0), "Up 2,050% on 2013/14 (95% range +1,000% to +5,900%): "),
    ],
)
def test_changes_are_said_no_more_precisely_than_they_are_known(ratio, interval, sentence):
    result = Result("no change", ratio=ratio, interval=interval, against="2013/14")
    assert result.sentence == f"{sentence}no significant change."


def test_a_range_beyond_ten_times_is_too_wide_to_be_told():
    told = sentences.change(0.0, (-0.99, 77.5), "the figure before")
    assert told == (
        "About the same as the figure before "
        "(too few to say how much: the 95% range goes beyond ten times)"
    )
    assert "(95% range -50% to +900%)".replace("-", "\N{MINUS SIGN}") in sentences.change(
        1.0, (-0.5, 9.0), "the figure before"
    )
