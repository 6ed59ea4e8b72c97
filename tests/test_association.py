"""Two series set against each other: oracles, and how often chance is taken for more."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import pearsonr

from panelpack.association import (
    FEWEST_PAIRS,
    change_on_year,
    effective_number,
    lagged_correlation,
    seasonally_adjusted,
)


def series(values, start="2006-04", freq="M"):
    return pd.Series(
        values, index=pd.period_range(start, periods=len(values), freq=freq), dtype=float
    )


def autoregressive(phi, count, random):
    noise, values = random.normal(size=count + 100), np.zeros(count + 100)
    for at in range(1, count + 100):
        values[at] = phi * values[at - 1] + noise[at]
    return series(values[100:])


@pytest.mark.parametrize(("freq", "year"), [("M", 12), ("Q-MAR", 4)])
def test_adjusting_takes_out_what_a_regression_gives_each_part_of_the_year(freq, year):
    random = np.random.default_rng(5)
    season = random.normal(0, 30, year)
    given = series(400 + np.tile(season, 6) + random.normal(0, 9, 6 * year), freq=freq)
    given.iloc[[3, 17]] = np.nan
    at = np.arange(len(given))
    dummies = (at[:, None] % year == np.arange(year)).astype(float)
    known = given.notna().to_numpy()
    fit = sm.OLS(given[known].to_numpy(), np.column_stack([dummies, at])[known]).fit()
    effects = fit.params[:year] - fit.params[:year].mean()
    assert np.allclose(seasonally_adjusted(given), given - effects[at % year], equal_nan=True)
    assert seasonally_adjusted(given).std() < 0.5 * given.std()


def test_a_short_series_has_no_season_to_take_out():
    assert seasonally_adjusted(series(range(35))).isna().all()
    assert seasonally_adjusted(series(range(36))).notna().all()
    years = series(range(8), freq="Y-MAR")
    assert seasonally_adjusted(years).equals(years)


@given(st.lists(st.floats(0, 1e4), min_size=48, max_size=48))
def test_adjusting_moves_nothing_from_year_to_year_and_is_done_once(values):
    given = series(values)
    once = seasonally_adjusted(given)
    assert np.allclose(
        once.groupby(np.arange(48) // 12).sum(), given.groupby(np.arange(48) // 12).sum()
    )
    assert np.allclose(seasonally_adjusted(once), once, atol=1e-6)


def test_the_change_on_a_year_is_that_of_the_same_part_of_the_year():
    assert change_on_year(series([1, 2, 3, 4, 6, 8], freq="Q-MAR")).dropna().tolist() == [5, 6]
    assert change_on_year(series(range(13))).dropna().tolist() == [12]


def test_each_lag_is_the_correlation_of_the_first_with_the_second_so_much_later():
    random = np.random.default_rng(1)
    first, second = (series(random.normal(size=40)) for _ in range(2))
    second.iloc[7] = np.nan
    found = lagged_correlation(first, second, 3)
    assert list(found.index) == [-3, -2, -1, 0, 1, 2, 3]
    for lag in found.index:
        x = [first.iloc[t] for t in range(40) if 0 <= t + lag < 40 and t + lag != 7]
        y = [second.iloc[t + lag] for t in range(40) if 0 <= t + lag < 40 and t + lag != 7]
        assert found.loc[lag, "r"] == pytest.approx(pearsonr(x, y).statistic)
        assert found.loc[lag, "pairs"] == len(x)


def test_a_series_that_follows_two_months_later_is_found_there():
    first = autoregressive(0.3, 60, np.random.default_rng(2))
    found = lagged_correlation(first, first.shift(2), 12)
    assert found["r"].idxmax() == 2
    assert found.loc[2, "r"] > found.loc[2, "band"]


def test_few_or_constant_values_have_no_correlation():
    assert lagged_correlation(series(range(7)), series(range(7)), 1)["r"].isna().all()
    assert np.isfinite(lagged_correlation(series(range(8)), series(range(8)), 0).loc[0, "r"])
    assert FEWEST_PAIRS == 8
    assert lagged_correlation(series([5] * 20), series(range(20)), 0)["r"].isna().all()


def test_values_that_resemble_their_neighbours_count_for_less():
    """For two series with lag-one correlation .8 theory gives n (1 − .64) / (1 + .64)."""
    random = np.random.default_rng(3)
    numbers = [
        effective_number(*(autoregressive(0.8, 400, random).to_numpy() for _ in range(2)))
        for _ in range(60)
    ]
    assert np.median(numbers) == pytest.approx(400 * 0.36 / 1.64, rel=0.2)
    assert effective_number(*random.normal(size=(2, 400))) > 300


@pytest.mark.parametrize("phi", [0, 0.5, 0.8])
def test_chance_is_seldom_taken_for_more_however_slowly_series_move(phi):
    """Of unrelated series at most 5 in 100 should leave the range at any of 25 lags."""
    random, tries = np.random.default_rng(4), 120
    pairs = [[autoregressive(phi, 60, random) for _ in range(2)] for _ in range(tries)]
    tables = [lagged_correlation(*pair, 12) for pair in pairs]
    alarms = sum((t["r"].abs() > t["band"]).any() for t in tables) / tries
    naive = sum(abs(t.loc[0, "r"]) > 1.96 / np.sqrt(60) for t in tables) / tries
    assert alarms < 0.09
    if phi == 0.8:
        assert naive > 0.25
