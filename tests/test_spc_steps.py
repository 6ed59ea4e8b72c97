"""Suggested steps: what is found, what is not, and how often it is wrong."""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.stats import binom

from panelpack.spc import suggest_steps
from panelpack.spc.quasipoisson import dispersion, fit

BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "steps.py"
# No line is broken inside it.
RARE = "p < .001".replace(" ", "\N{NO-BREAK SPACE}")


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("steps_benchmark", BENCHMARK)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def months(values, start="2011-04"):
    index = pd.period_range(start, periods=len(values), freq="M")
    return pd.Series(values, index=index, dtype=float)


def stepped(before=300, after=240, at=29, length=36, seed=1):
    rng = np.random.default_rng(seed)
    days = pd.period_range("2011-04", periods=length, freq="M").days_in_month.to_numpy() / 30.4375
    means = np.where(np.arange(length) < at, before, after) * days
    return months(rng.poisson(means))


def test_a_clear_step():
    found = suggest_steps(stepped())
    row = found.table.iloc[0]
    assert found.verdict == row["verdict"] == "step"
    assert (row["date"], row["label"]) == (pd.Period("2013-09", "M"), "September 2013")
    assert row["size"] == pytest.approx(0.8, abs=0.02)
    assert row["p"] < 0.001 and row["evidence"] > 2
    assert found.sentence == f"The level is 18% lower from September 2013 on ({RARE})."


def test_the_size_is_that_of_a_regression():
    series = stepped()
    found = suggest_steps(series)
    angle = 2 * np.pi * np.arange(36) / 12
    step = series.index >= found.table["date"].iloc[0]
    columns = np.column_stack([np.ones(36), np.cos(angle), np.sin(angle), step])
    model = sm.GLM(
        series.to_numpy(),
        columns,
        family=sm.families.Poisson(),
        exposure=series.index.days_in_month.to_numpy(),
    ).fit()
    assert found.table["size"].iloc[0] == pytest.approx(np.exp(model.params[-1]), rel=1e-6)


def test_a_rise_is_higher():
    assert suggest_steps(stepped(300, 390)).sentence.startswith("The level is 3")
    assert " higher from September 2013 on" in suggest_steps(stepped(300, 390)).sentence


def test_a_trend_is_called_a_trend():
    trend = months(np.round(3000 * 0.99 ** np.arange(36)))
    found = suggest_steps(trend)
    assert found.verdict == "trend"
    assert found.sentence == (
        f"The level changes, but a straight trend fits about as well as a step ({RARE})."
    )


def test_a_season_is_no_step():
    angle = 2 * np.pi * np.arange(36) / 12
    rng = np.random.default_rng(3)
    found = suggest_steps(months(rng.poisson(300 * np.exp(0.3 * np.cos(angle)))))
    assert found.verdict == "none"
    assert found.sentence.startswith(
        "There is no sign of a step (p\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}."
    )


def test_long_months_are_no_step():
    months_of_one_rate = pd.period_range("2011-04", periods=36, freq="M")
    series = pd.Series(months_of_one_rate.days_in_month * 100.0, index=months_of_one_rate)
    assert suggest_steps(series).verdict == "none"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([], "0 values are too few to look for a step; it takes 24."),
        ([5, np.nan] * 20, "20 values are too few to look for a step; it takes 24."),
        ([np.nan] * 30, "0 values are too few to look for a step; it takes 24."),
        ([0] * 35 + [1], "1 case is too few to look for a step; it takes 10."),
    ],
)
def test_too_little_to_look_at(values, words):
    found = suggest_steps(months(values))
    assert (found.verdict, found.sentence, len(found.table)) == ("too_short", words, 0)
    assert list(found.table.columns) == ["date", "label", "size", "p", "evidence", "verdict"]


@pytest.mark.parametrize("value", [0, 7, 1e9])
def test_a_constant_series_has_no_step(value):
    found = suggest_steps(months([value] * 36))
    assert (found.verdict, len(found.table)) == ("none", 0)


@pytest.mark.parametrize(
    ("halves", "size", "words"),
    [
        ((0, 5), np.inf, "The level is above zero, which it never was before, from October 2012"),
        ((5, 0), 0.0, "The level is zero from October 2012"),
    ],
)
def test_from_or_to_nothing(halves, size, words):
    found = suggest_steps(months([halves[0]] * 18 + [halves[1]] * 18))
    assert found.table["size"].iloc[0] == size
    assert found.sentence == f"{words} on ({RARE})."


def test_gaps_and_order_do_not_matter():
    series = stepped(length=48, at=40)
    series.iloc[[3, 10, 11, 25]] = np.nan
    found = suggest_steps(series)
    mixed = suggest_steps(series.dropna().sample(frac=1, random_state=1))
    assert found.verdict == "step"
    pd.testing.assert_frame_equal(mixed.table, found.table)


def test_the_same_series_gives_the_same_p():
    series = stepped(300, 285)
    first, again = suggest_steps(series).table, suggest_steps(series.copy()).table
    pd.testing.assert_frame_equal(first, again)
    assert 0 < first["p"].iloc[0] <= 1


@pytest.mark.parametrize("freq", ["Q-MAR", "Y-MAR"])
def test_quarters_and_years(freq):
    index = pd.period_range(pd.Period("2000-04-01", freq), periods=30, freq=freq)
    rng = np.random.default_rng(5)
    series = pd.Series(rng.poisson([900] * 20 + [600] * 10).astype(float), index=index)
    found = suggest_steps(series)
    assert found.table["date"].iloc[0] == index[20]
    assert found.table["size"].iloc[0] == pytest.approx(2 / 3, abs=0.03)


def test_wrong_series_are_refused():
    with pytest.raises(ValueError, match="can't be negative"):
        suggest_steps(months([-1] * 36))
    with pytest.raises(TypeError, match="Series"):
        suggest_steps([1] * 36)


def test_the_regression_is_that_of_statsmodels():
    rng = np.random.default_rng(2)
    columns = np.column_stack([np.ones(40), rng.normal(size=(40, 2))])
    exposure = rng.uniform(28, 31, 40)
    counts = rng.poisson(exposure * np.exp(columns @ [0.5, 0.2, -0.3])).astype(float)
    mine = fit(columns, counts, exposure)
    theirs = sm.GLM(counts, columns, family=sm.families.Poisson(), exposure=exposure).fit()
    np.testing.assert_allclose(mine.coefficients, theirs.params, rtol=1e-7)
    assert mine.deviance == pytest.approx(theirs.deviance, rel=1e-9)
    pearson = max(theirs.pearson_chi2 / theirs.df_resid, 1)
    assert dispersion(mine, counts, 3) == pytest.approx(pearson, rel=1e-7)


SERIES = 300


def test_shares_of_right_and_wrong_suggestions(benchmark):
    level = benchmark.Level(300, 2.3)
    quiet = benchmark.without_effect(level, SERIES)
    fall = benchmark.recent_fall(level, SERIES)
    trend = benchmark.steady_trend(level, SERIES)
    looks = benchmark.twelve_looks(level, SERIES // 4)
    assert quiet["false at .05"] <= 0.06
    # Too many of so few series to be chance, were the true share .01.
    assert quiet["false at .01"] * SERIES <= binom.ppf(0.999, SERIES, 0.01)
    assert fall["20% fall found"] >= 0.80
    assert trend["1% a month called a step"] <= 0.20
    assert looks["false in 12 looks at .01"] <= 0.08


def test_recorded_results_keep_the_promises(benchmark):
    shares = pd.DataFrame(json.loads(benchmark.RESULTS.read_text())["shares"])
    shares.columns = shares.columns.astype(int)
    assert benchmark.broken(shares) == []
    assert benchmark.broken(shares * 0 + 0.5) != []
