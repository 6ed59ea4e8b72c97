"""Replayed predictions: made from what was known, scored against what came."""

from dataclasses import FrozenInstanceError
from datetime import date

import numpy as np
import pandas as pd
import pytest

from panelpack.outlook import backtest, predict

FREQUENCIES = [("M", 12), ("Q-MAR", 4)]


def noisy(length, freq="M", mean=200, seed=4):
    rng = np.random.default_rng(seed)
    index = pd.period_range("2010-01", periods=length, freq=freq)
    return pd.Series(rng.poisson(rng.gamma(mean, 1, length)).astype(float), index)


def of_origin(replayed, month):
    return replayed.table[replayed.table["origin"] == pd.Period(month, "M")]


@pytest.fixture(scope="module")
def replayed():
    return backtest(noisy(48), horizon=12, first=36)


def test_there_is_a_row_for_each_origin_and_horizon_that_has_come(replayed):
    table = replayed.table
    assert len(table) == 12 * 13 / 2
    assert table["origin"].iloc[0] == pd.Period("2012-12", "M")
    assert (table["period"] == table["origin"] + table["ahead"]).all()
    assert table.groupby("origin").size().tolist() == list(range(12, 0, -1))
    with pytest.raises(FrozenInstanceError):
        replayed.table = None


def test_a_row_is_the_prediction_of_its_origin_and_the_value_that_came(replayed):
    series = noisy(48)
    row = of_origin(replayed, "2013-05").iloc[1]
    expected = predict(series[:"2013-05"], 12).table.loc["2013-07"]
    assert row[expected.index].to_dict() == expected.to_dict()
    assert row["actual"] == series["2013-07"]
    assert row["inside95"] == (expected["lower95"] <= row["actual"] <= expected["upper95"])
    assert row["inside80"] == (expected["lower80"] <= row["actual"] <= expected["upper80"])


def test_the_future_is_never_known():
    series = noisy(48)
    changed = series.copy()
    changed.iloc[40:] = 9999
    columns = ["origin", "period", "mean", "lower95", "upper95"]
    until = [backtest(s, 3, 36).table for s in (series, changed)]
    early = [table.loc[table["origin"] < series.index[40], columns] for table in until]
    pd.testing.assert_frame_equal(*early)
    assert len(early[0]) == 5 * 3


def test_totals_are_those_of_whole_quarters_and_years(replayed):
    series, totals = noisy(48), replayed.totals
    assert totals["periods"].value_counts().to_dict() == {3: 10, 12: 1}
    year = totals[totals["periods"] == 12].iloc[0]
    assert year["actual"] == series.iloc[36:].sum()
    assert year["upper95"] == predict(series.iloc[:36], 12).total(12).upper95
    assert year["period"] == pd.Period("2013-12", "M")


def test_scores_are_those_of_their_definitions():
    series = noisy(40)
    row = backtest(series, 1, 36).table.iloc[0]
    past, value = series.iloc[:36].to_numpy(), series.iloc[36]
    scale = np.abs(past[12:] - past[:-12]).mean()
    prediction = predict(series.iloc[:36], 1)
    assert row["error"] == pytest.approx(abs(prediction.table["mean"].iloc[0] - value) / scale)
    assert row["naive_error"] == pytest.approx(abs(past[24] - value) / scale)
    draws = prediction.paths[::8, 0]
    by_pairs = (
        np.abs(draws - value).mean() - np.abs(np.subtract.outer(draws, draws)).mean() / 2
    ) / scale
    assert row["crps"] == pytest.approx(by_pairs, rel=0.1)


def test_the_year_before_is_repeated_beyond_a_year():
    series = noisy(60)
    table = of_origin(backtest(series, 18, 36), "2012-12")
    past = series.iloc[:36].to_numpy()
    scale = np.abs(past[12:] - past[:-12]).mean()
    assert table["naive_error"].iloc[15] == pytest.approx(abs(past[27] - series.iloc[51]) / scale)


def test_the_summary_is_the_mean_of_the_rows(replayed):
    found = replayed.summary
    assert found["mase"] == pytest.approx(replayed.table["error"].mean())
    assert found["scrps"] == pytest.approx(replayed.table["crps"].mean())
    assert found["inside80"] == pytest.approx(replayed.table["inside80"].mean())
    quarters = replayed.totals[replayed.totals["periods"] == 3]
    assert found["quarter_inside95"] == pytest.approx(quarters["inside95"].mean())
    assert found["year_inside95"] in (0, 1)


def test_noise_without_a_season_is_predicted_better_than_by_the_year_before():
    found = backtest(noisy(72), 3, 36).summary
    assert found["mase"] < 0.85 * found["naive_mase"]
    assert found["scrps"] < 0.85 * found["naive_scrps"]
    assert found["inside95"] >= 0.85


def months_like_crime(seed):
    """Three years and a quarter of overdispersed, seasonal counts whose level drifts."""
    rng, index = np.random.default_rng(seed), pd.period_range("2010-01", periods=39, freq="M")
    mean = (5, 30, 200, 1200, 4000)[seed % 5]
    wave = 0.12 * np.cos(2 * np.pi * (index.month.to_numpy() - seed) / 12)
    level = mean * np.exp(wave + np.cumsum(rng.normal(0, 0.02, 39)))
    extra = 0.5 + mean / 500
    return pd.Series(rng.poisson(rng.gamma(level / extra, extra)).astype(float), index)


def test_three_years_of_months_predict_a_quarter_much_better_than_the_year_before():
    rows = pd.concat([backtest(months_like_crime(seed), 3, 36).table for seed in range(100)])
    rows = rows[rows["origin"] == pd.Period("2012-12", "M")]
    mean = rows[["error", "naive_error", "crps", "naive_crps", "inside80", "inside95"]].mean()
    assert len(rows) == 300
    # Of pure noise whose mean is known a prediction errs 0.71 times as much as the year before.
    assert mean["error"] < 0.78 * mean["naive_error"]
    assert mean["crps"] < 0.78 * mean["naive_crps"]
    assert 0.93 <= mean["inside95"] <= 0.97
    assert 0.78 <= mean["inside80"] <= 0.87


def test_real_quarters_of_forces_are_predicted_better_than_by_the_year_before(workbook):
    rows = pd.read_csv(workbook / "data/open/home-office/recorded-crime-quarterly.csv")
    # Forces rise and fall together, so a year of one kind of offence is hardly more than one trial.
    rows = rows[rows["offence_group"].isin(["Drug offences", "Vehicle offences"])]
    found = []
    for _, of in rows.groupby(["offence_group", "force"]):
        index = pd.period_range("2007Q1", periods=len(of), freq="Q-MAR")
        found.append(backtest(pd.Series(of["offences"].to_numpy(float), index), 4, 47))
    table = pd.concat([f.table for f in found])
    totals = pd.concat([f.totals for f in found])
    assert (len(found), len(table)) == (88, 88 * 10)
    assert table["error"].mean() < 0.84 * table["naive_error"].mean()
    assert 0.93 <= table["inside95"].mean() <= 0.97
    assert totals.loc[totals["periods"] == 4, "inside95"].mean() > 0.92


def test_the_sentence_says_how_often_the_ranges_held(replayed):
    found = replayed.summary
    assert replayed.sentence == (
        f"Of what came after 12 earlier predictions, {found['inside95']:.0%} lay in the 95% ranges "
        f"and {found['inside80']:.0%} in the 80% ranges."
    )
    assert "1 earlier prediction," in backtest(noisy(37), 3, 36).sentence


@pytest.mark.parametrize("freq, per_year", FREQUENCIES)
def test_without_more_said_it_starts_after_two_years_and_looks_a_year_ahead(freq, per_year):
    table = backtest(noisy(3 * per_year, freq)).table
    assert table["origin"].nunique() == per_year
    assert table["ahead"].max() == per_year


def test_quarters_are_summed_singly_and_by_four():
    totals = backtest(noisy(16, "Q-MAR"), 4, 10).totals
    assert totals["periods"].value_counts().to_dict() == {1: 6, 4: 3}


def test_a_short_history_can_be_asked_for():
    series = noisy(60)
    row = backtest(series, 1, 59, history=24).table.iloc[0]
    assert row["mean"] == predict(series.iloc[35:59], 1).table["mean"].iloc[0]


def test_a_step_is_known_from_its_day_on():
    series = noisy(48)
    series.iloc[40:] = np.round(series.iloc[40:] / 3)
    day = series.index[40].start_time.date()
    plain, told = (backtest(series, 1, 36, steps=s).table.set_index("origin") for s in ((), (day,)))
    before = plain.index < series.index[40]
    pd.testing.assert_frame_equal(plain[before], told[before])
    after = told.index[~before][1:]
    assert told.loc[after, "error"].mean() < plain.loc[after, "error"].mean()


def test_gaps_are_neither_predicted_from_nor_scored():
    series = noisy(48)
    series.iloc[[20, 40]] = np.nan
    replayed = backtest(series, 3, 36)
    assert series.index[40] not in set(replayed.table["period"])
    assert not replayed.table.isna().any(axis=None)
    assert not replayed.totals["period"].isin(series.index[40:43]).any()


@pytest.mark.parametrize("values", [[], [4.0] * 10, [np.nan] * 40, [5.0] * 13])
def test_where_nothing_came_after_a_prediction_nothing_is_scored(values):
    index = pd.period_range("2010-01", periods=len(values), freq="M")
    replayed = backtest(pd.Series(values, index, dtype=float))
    assert replayed.table.empty
    assert np.isnan(replayed.summary["mase"])
    assert replayed.sentence.startswith("No prediction has been overtaken")


def test_a_past_that_never_changed_has_ranges_but_no_scaled_scores():
    index = pd.period_range("2010-01", periods=40, freq="M")
    found = backtest(pd.Series(9.0, index), 1, 36).summary
    assert found["inside95"] == 1
    assert np.isnan(found["mase"])


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="from 1 up"):
        backtest(noisy(40), first=0)
    with pytest.raises(ValueError, match="from 1 up"):
        backtest(noisy(40), history=0)
    with pytest.raises(ValueError, match="1 to 60"):
        backtest(noisy(40), horizon=61)
    with pytest.raises(ValueError, match="negative"):
        backtest(noisy(40) - 1000)


def test_dates_may_come_as_days():
    series = noisy(40)
    by_day = series.set_axis(series.index.to_timestamp())
    expected = backtest(series, 3, 36).table
    pd.testing.assert_frame_equal(backtest(by_day, 3, 36).table, expected)
    assert expected["origin"].iloc[0].start_time.date() == date(2012, 12, 1)
