"""Predicted ranges: right on average, never narrower than promised, and never at a loss."""

import subprocess
import sys
import warnings
from dataclasses import FrozenInstanceError
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panelpack import charts
from panelpack.outlook import predict
from panelpack.outlook.model import (
    LEVEL_MOVES,
    SEASON_SIZES,
    SLOPE_MOVES,
    Posterior,
    expected_variance,
    fit,
)
from panelpack.outlook.paths import draw
from panelpack.quarters import Quarter
from panelpack.series import Figures

RANGES = ["lower95", "lower80", "mean", "upper80", "upper95"]
SP_MEASURES = ("sp11_recorded", "sp12_recorded", "sp13_recorded", "sp14_recorded")


def months(values, first="2010-01"):
    return pd.Series(values, pd.period_range(first, periods=len(values), freq="M"), dtype=float)


def quarters(values, first="2008Q1"):
    return pd.Series(values, pd.period_range(first, periods=len(values), freq="Q-MAR"), dtype=float)


def counts(mean, length, seed=1, dispersion=2.0, season=0.0, drift=0.0):
    """Overdispersed counts with a yearly wave and a level that walks by `drift` a month."""
    rng = np.random.default_rng(seed)
    index = pd.period_range("2010-01", periods=length, freq="M")
    wave = season * np.cos(2 * np.pi * index.month.to_numpy() / 12)
    level = np.cumsum(rng.normal(0, drift, length)) if drift else 0
    expected = mean * np.exp(wave + level) * index.days_in_month.to_numpy() / 30.4375
    extra = dispersion - 1
    return pd.Series(rng.poisson(rng.gamma(expected / extra, extra)).astype(float), index)


def is_sound(prediction):
    table = prediction.table[RANGES]
    assert not table.isna().any(axis=None)
    assert (table >= 0).all(axis=None)
    for low, high in pairwise(RANGES):
        assert (table[low] <= table[high]).all(), (low, high)


# What comes out


def test_a_prediction_has_a_row_a_period_after_the_last():
    prediction = predict(counts(100, 36), 12)
    table = prediction.table
    assert table.index.equals(pd.period_range("2013-01", "2013-12", freq="M"))
    assert list(table.columns) == ["mean", "lower80", "upper80", "lower95", "upper95"]
    is_sound(prediction)
    with pytest.raises(FrozenInstanceError):
        prediction.table = None


def test_quarters_give_quarters_of_the_financial_year():
    prediction = predict(quarters(counts(300, 24).to_numpy()), 4)
    assert prediction.table.index.equals(pd.period_range("2014Q1", "2014Q4", freq="Q-MAR"))
    assert prediction.sentence.startswith(
        f"{round(prediction.total(1).mean)} can be expected in April to June 2013, "
    )


def test_the_sentence_says_the_coming_quarter_and_its_range():
    prediction = predict(counts(2000, 48, season=0.2), 12)
    total = prediction.total(3)
    assert prediction.sentence == (
        f"{round(total.mean):,} can be expected in January to March 2014, "
        f"with a 95% range from {total.lower95:,.0f} to {total.upper95:,.0f}."
    )
    assert "in January 2014," in predict(counts(2000, 48), 1).sentence
    assert "in December 2013 to February 2014," in predict(counts(2000, 47), 3).sentence


def test_ends_of_whole_counts_are_whole_and_of_others_are_not():
    whole = predict(counts(20, 36), 3).table[["lower80", "upper80", "lower95", "upper95"]]
    assert (whole % 1 == 0).all(axis=None)
    shares = predict(counts(20, 36) + 0.5, 3).table[["lower80", "upper80"]]
    assert (shares % 1 != 0).all(axis=None)


def test_the_chart_draws_the_table():
    prediction = predict(counts(100, 36), 3)
    spec = str(charts.spec(prediction.chart("cases")))
    assert str(float(prediction.table["upper95"].iloc[0])) in spec


# Totals


def test_a_total_is_narrower_than_the_sum_of_ranges_and_wider_than_if_independent():
    prediction = predict(counts(1000, 48, drift=0.03), 12)
    total, table = prediction.total(12), prediction.table
    width = (table["upper95"] - table["lower95"]).to_numpy()
    assert np.sqrt((width**2).sum()) * 1.3 < total.upper95 - total.lower95 < width.sum()
    assert total.mean == pytest.approx(table["mean"].sum(), rel=1e-9)


def test_the_total_of_one_period_is_that_period():
    prediction = predict(counts(50, 30), 3)
    total = prediction.total(1)
    assert {name: getattr(total, name) for name in RANGES} == prediction.table.iloc[0].to_dict()
    assert prediction.total(1.0) == total


@pytest.mark.parametrize("n", [0, -1, 4, 1.5])
def test_a_total_of_periods_that_are_not_predicted_is_refused(n):
    with pytest.raises(ValueError, match=f"{n} periods asked for; 3 are predicted"):
        predict(counts(50, 30), 3).total(n)


def test_no_total_is_given_without_a_prediction():
    with pytest.raises(ValueError, match="1 periods asked for; 0 are predicted"):
        predict(counts(50, 5), 3).total(1)


# The same numbers every time


def test_the_same_series_gives_the_same_numbers_whatever_else_ran():
    series = counts(80, 40, season=0.1)
    before = predict(series, 6)
    predict(counts(5, 60), 24), np.random.default_rng().random(7)
    again = predict(series, 6)
    pd.testing.assert_frame_equal(before.table, again.table, check_exact=True)
    assert before.total(6) == again.total(6)


def test_another_process_gives_the_same_numbers():
    code = (
        "import pandas as pd; from panelpack.outlook import predict;"
        "s = pd.Series([float(7 * i % 11) for i in range(30)],"
        " pd.period_range('2010-01', periods=30, freq='M'));"
        "print(predict(s, 3).table.to_json())"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    mine = predict(months([7 * i % 11 for i in range(30)]), 3).table.to_json()
    assert run.stdout.strip() == mine


def test_a_longer_horizon_leaves_the_first_periods_as_they_are():
    series = counts(200, 40)
    short, long = predict(series, 3), predict(series, 12)
    pd.testing.assert_frame_equal(short.table, long.table.iloc[:3])


@pytest.mark.parametrize("style", ["dates", "zoned", "month ends", "shuffled", "gaps left out"])
def test_the_way_a_series_is_dated_makes_no_difference(style):
    series = counts(60, 40)
    series.iloc[[7, 20]] = np.nan
    starts = series.set_axis(series.index.to_timestamp())
    given = {
        "dates": starts,
        "zoned": starts.tz_localize("Europe/London"),
        "month ends": series.set_axis(series.index.to_timestamp(how="end").normalize()),
        "shuffled": series.sample(frac=1, random_state=3),
        "gaps left out": series.dropna(),
    }[style]
    expected = predict(series, 3)
    pd.testing.assert_frame_equal(predict(given, 3).table, expected.table)


# Right on average, and as wide as promised


def test_ranges_hold_what_comes_as_often_as_they_promise():
    kept = {name: [] for name in ("95", "80", "quarter", "year")}
    for seed in range(160):
        mean = (4, 40, 400, 4000)[seed % 4]
        series = counts(mean, 48, seed, 1.5 + mean / 500, season=0.15, drift=0.02)
        prediction, came = predict(series.iloc[:36], 12), series.iloc[36:]
        first = prediction.table.iloc[:3]
        for tail in ("95", "80"):
            inside = came.iloc[:3].between(first[f"lower{tail}"], first[f"upper{tail}"])
            kept[tail].append(inside.mean())
        for name, n in (("quarter", 3), ("year", 12)):
            total = prediction.total(n)
            kept[name].append(total.lower95 <= came.iloc[:n].sum() <= total.upper95)
    shares = {name: np.mean(values) for name, values in kept.items()}
    assert 0.92 <= shares["95"] <= 0.98
    assert 0.76 <= shares["80"] <= 0.88
    assert 0.90 <= shares["quarter"] <= 0.99
    # Real levels also turn: ranges of a year that allow for it are wide for counts that only drift.
    assert shares["year"] >= 0.93


def test_means_are_right_on_average_at_every_level():
    for mean in (20, 300):
        found = [predict(counts(mean, 48, seed), 12).total(12).mean / 12 for seed in range(25)]
        assert np.mean(found) == pytest.approx(mean, rel=0.03)


def test_the_season_and_the_days_of_the_month_are_known():
    table = predict(counts(3000, 60, season=0.2, dispersion=3), 12).table
    days = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    expected = 3000 * np.exp(0.2 * np.cos(2 * np.pi * np.arange(1, 13) / 12)) * days / 30.4375
    np.testing.assert_allclose(table["mean"], expected, rtol=0.05)


def test_a_slope_goes_on_but_fades():
    rising = months(np.round(200 + 10.0 * np.arange(48)))
    means = predict(rising, 24).table["mean"] / rising.iloc[-1]
    unfaded = 10 / rising.iloc[-1]
    assert means.iloc[:12].mean() > 1 + 2 * unfaded
    assert means.iloc[12:].mean() < 1 + 12 * unfaded


def test_ranges_widen_with_distance_and_with_a_gap_at_the_end():
    series = counts(500, 60, drift=0.04)
    width = predict(series, 24).table.eval("upper95 - lower95")
    assert width.iloc[20:].mean() > 1.3 * width.iloc[:4].mean()
    late = series.copy()
    late.iloc[-4:] = np.nan
    assert predict(late, 1).table.eval("upper95 - lower95").iloc[0] > 1.05 * width.iloc[0]


def test_quarters_agree_with_their_months():
    series = counts(400, 60, drift=0.02, season=0.1)
    summed = series.groupby(series.index.asfreq("Q-MAR")).sum()
    by_month, by_quarter = predict(series, 3).total(3), predict(summed, 1).total(1)
    assert by_quarter.mean == pytest.approx(by_month.mean, rel=0.05)
    ratio = (by_quarter.upper95 - by_quarter.lower95) / (by_month.upper95 - by_month.lower95)
    assert 0.6 < ratio < 1.8


def test_a_slope_of_large_counts_is_believed_sooner_than_one_of_small_counts():
    def share_that_slopes(mean):
        tilted = np.sqrt(mean) * (1 + 0.002 * np.arange(36.0)) + counts(9, 36).to_numpy() / 9
        weights = fit(tilted, 2, 12, (), mean).weights
        grid = weights.reshape(len(LEVEL_MOVES), len(SLOPE_MOVES), len(SEASON_SIZES))
        return grid[:, 3:].sum()

    assert share_that_slopes(5000) > 1.5 * share_that_slopes(5)


def test_large_counts_are_expected_to_move_more_against_their_noise():
    def weights(mean):
        roots = np.sqrt(mean) + np.array([0.5, -0.5] * 12)
        found = fit(roots, 2, 12, (), mean).weights
        return found.reshape(len(LEVEL_MOVES), len(SLOPE_MOVES), len(SEASON_SIZES))

    small, large = weights(5), weights(5000)
    for parts in ((1, 2), (0, 1)):
        moving = [w.sum(axis=parts)[4:].sum() for w in (small, large)]
        assert moving[1] > 3 * moving[0]


def test_a_sum_of_months_is_expected_to_vary_as_its_months_do():
    assert expected_variance(180, months=3) == expected_variance(60)
    assert expected_variance(0.2, months=3) == 0.2


def test_the_root_of_a_rare_count_varies_no_more_than_its_mean():
    assert [expected_variance(mean) for mean in (0, 0.1, 0.2)] == [0.05, 0.1, 0.2]
    assert expected_variance(60) == 0.5
    rare = predict(months(([0.0] * 11 + [1.0]) * 3), 12)
    assert 0.7 < rare.total(12).mean < 2
    assert rare.total(12).upper80 <= 3


def test_the_weights_of_the_grid_are_probabilities_and_follow_the_data():
    roots = np.sqrt(counts(400, 60).to_numpy())
    still = fit(roots, 2, 12, (), 400)
    moved = fit(roots + np.cumsum(np.random.default_rng(1).normal(size=60)), 2, 12, (), 400)
    assert still.weights.sum() == pytest.approx(1)
    per_level = len(still.weights) // len(LEVEL_MOVES)
    assert still.weights[:per_level].sum() > 10 * moved.weights[:per_level].sum()


# Changes that nothing announces


@pytest.mark.parametrize("step, happened", [(1, 20), (3, 60)])
def test_some_paths_change_for_good_and_the_mean_stays(step, happened):
    roots, far = np.full((1, 4), 100.0), np.zeros((1, 4, 4))
    paths = draw(Posterior(np.ones(1), roots, far, 50.0), np.ones(4), False, step)
    logs = np.log(paths / 1e4)
    assert paths.mean(axis=0) == pytest.approx(np.full(4, 1e4))
    for so_far in (1, 2, 3, 4):
        changed = np.abs(logs[:, so_far - 1]) > 0.005
        assert happened * so_far - 12 <= changed.sum() <= happened * so_far
    lasting = np.abs(logs[:, 0]) > 0.005
    assert np.abs(logs[lasting]).min() > 0.003
    assert 0.3 < np.log(paths[lasting, 0]).std() < 0.45


# Declared steps


def test_a_declared_step_is_believed_at_once():
    series = counts(1000, 40, seed=2)
    series.iloc[37:] = np.round(series.iloc[37:] * 0.5)
    told = predict(series, 3, steps=[date(2013, 2, 1)]).total(3)
    untold = predict(series, 3).total(3)
    assert told.mean == pytest.approx(1500, rel=0.03)
    assert told.lower95 <= 1500 <= told.upper95
    assert told.upper95 - told.lower95 < (untold.upper95 - untold.lower95) / 2


@pytest.mark.parametrize("day", [date(2014, 6, 1), date(2009, 1, 1), date(2010, 1, 1)])
def test_a_step_without_a_value_on_either_side_changes_nothing(day):
    series = counts(100, 36)
    expected = predict(series, 3)
    pd.testing.assert_frame_equal(predict(series, 3, steps=[day]).table, expected.table)


def test_a_step_declared_twice_counts_once():
    series = counts(100, 36)
    once = predict(series, 3, steps=[date(2012, 3, 1)])
    twice = predict(series, 3, steps=[date(2012, 3, 1), pd.Timestamp("2012-03-20")])
    pd.testing.assert_frame_equal(once.table, twice.table)


# Little data, odd data


@pytest.mark.parametrize(
    "values, said",
    [
        ([], "There is not enough data: 0 months are too few for a prediction; it takes 13."),
        ([5.0], "There is not enough data: 1 month is too few for a prediction; it takes 13."),
        ([np.nan] * 40, "There is not enough data: 0 months are too few"),
        ([3.0] * 12 + [np.nan] * 9, "There is not enough data: 12 months are too few"),
    ],
)
def test_too_little_data_says_how_much_it_takes(values, said):
    prediction = predict(months(values), 12)
    assert prediction.table.empty
    assert isinstance(prediction.table.index, pd.PeriodIndex)
    assert prediction.sentence.startswith(said)


@pytest.mark.parametrize("series", [months([]), months([]).to_timestamp()])
def test_nothing_at_all_is_not_enough(series):
    assert predict(series, 3).table.empty


def test_it_takes_thirteen_months_and_eight_quarters():
    assert len(predict(counts(30, 13), 12).table) == 12
    assert predict(quarters([30, 31, 35, 28, 33, 30, 29]), 4).table.empty
    assert len(predict(quarters([30, 31, 35, 28, 33, 30, 29, 31]), 4).table) == 4


def test_only_the_last_ten_years_count():
    recent = counts(100, 120)
    old = months([9e6] * 200, "1993-05")
    assert old.index[-1] + 1 == recent.index[0]
    pd.testing.assert_frame_equal(
        predict(pd.concat([old, recent]), 3).table, predict(recent, 3).table
    )


ODD = {
    "all zero": [0.0] * 36,
    "one case": [0.0] * 35 + [1.0],
    "constant": [7.0] * 36,
    "huge": list(1e9 + 1e7 * np.sin(np.arange(36.0))),
    "constant and huge": [1e9] * 36,
    "from zero to many": [0.0] * 18 + [5000.0] * 18,
    "every other month": [10.0, np.nan] * 20,
    "a year missing": [12.0, 15.0, 9.0] * 8 + [np.nan] * 12 + [11.0, 14.0],
    "ends in gaps": [12.0, 15.0, 9.0] * 8 + [np.nan] * 5,
    "tiny": [1e-9] * 20,
}


@pytest.mark.parametrize("values", ODD.values(), ids=ODD)
def test_odd_series_get_sound_ranges_without_a_warning(values):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        prediction = predict(months(values), 12)
    is_sound(prediction)
    said = f"{prediction!r} {prediction.total(3)} {prediction.total(12)} {prediction.table}"
    assert "nan" not in said.lower()
    assert "inf" not in said.lower()
    assert not np.signbit(prediction.table).any(axis=None)


def test_zeros_predict_next_to_nothing_and_a_constant_itself():
    zeros = predict(months([0.0] * 36), 12)
    assert zeros.table["mean"].max() < 0.03
    assert zeros.total(12).upper95 <= 1
    same = predict(months([700.0] * 36), 12).table
    assert same["mean"].between(600, 760).all()
    assert (same["lower95"] > 550).all()


@given(
    st.lists(
        st.one_of(st.integers(0, 3), st.integers(0, 10**6), st.none()), min_size=0, max_size=50
    ),
    st.integers(1, 15),
)
def test_any_counts_give_sound_ranges_or_a_reason(values, horizon):
    series = months([np.nan if v is None else v for v in values])
    prediction = predict(series, horizon)
    if series.count() < 13:
        assert prediction.table.empty
        return
    is_sound(prediction)
    assert len(prediction.table) == horizon
    wide, narrow = prediction.total(horizon), prediction.table
    assert wide.lower95 <= wide.lower80 <= wide.mean <= wide.upper80 <= wide.upper95
    assert wide.mean == pytest.approx(narrow["mean"].sum())


# What is refused


@pytest.mark.parametrize("horizon", [0, -3, 61, 2.5])
def test_a_horizon_out_of_bounds_is_refused(horizon):
    with pytest.raises(ValueError, match="1 to 60 can be predicted"):
        predict(counts(30, 30), horizon)


def test_what_is_not_a_series_of_counts_is_refused():
    series = counts(30, 30)
    with pytest.raises(ValueError, match="more than one value for the period that begins in "):
        predict(pd.concat([series, series.iloc[:1]]), 3)
    with pytest.raises(ValueError, match="can't be negative"):
        predict(series - 100, 3)
    with pytest.raises(ValueError, match="finite"):
        predict(series.replace(series.iloc[3], np.inf), 3)
    with pytest.raises(TypeError, match="DatetimeIndex or PeriodIndex"):
        predict(series.reset_index(drop=True), 3)
    with pytest.raises(TypeError, match=r"a date is needed, .* not '2010-04-01'"):
        predict(series, 3, steps=["2010-04-01"])


def test_a_series_is_left_as_it_was():
    series = counts(30, 30)
    before = series.copy()
    predict(series, 3)
    pd.testing.assert_series_equal(series, before)


# What came


@pytest.mark.parametrize("measure", SP_MEASURES)
def test_the_quarter_after_june_2014_came_within_its_range(measure, figures, plan):
    later = Figures(plan, Quarter.parse("2014-15-q2"), "public", date(2015, 3, 31))
    known, came = figures.series(measure), later.series(measure)
    assert came.index[-1] == known.index[-1] + 1 == pd.Period("2015Q2", "Q-MAR")
    total = predict(known, 4).total(1)
    assert total.lower95 <= came.iloc[-1] <= total.upper95
    assert total.upper95 < 2 * total.lower95
