"""Tests and ranges against published programs, against each other, and where they must not fail."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from panelpack import evidence

ORACLE = Path(__file__).parent / "oracle"
EXACT = 1e-9

counts = st.integers(0, 5000)
dispersions = st.floats(1.01, 30)


def cases(name):
    lines = (ORACLE / name).read_text("utf-8").splitlines()
    return [pytest.param(row, id=row["case"]) for row in csv.DictReader(lines[1:])]


def near(text):
    return pytest.approx(float(text), rel=EXACT, abs=1e-12)


@pytest.mark.parametrize("row", cases("two-counts.csv"))
def test_two_counts_as_r_has_them(row):
    test = evidence.rate_ratio(int(row["now"]), int(row["before"]))
    if not row["p"]:
        assert (math.isnan(test.ratio), test.low, test.high, test.p) == (True, 0, math.inf, 1)
        return
    found = (test.ratio, test.low, test.high, test.p)
    assert found == tuple(near(row[name]) for name in ("ratio", "low", "high", "p"))


@pytest.mark.parametrize("row", cases("two-proportions.csv"))
def test_two_proportions_as_r_has_them(row):
    now, of, before, of_before = (int(row[c]) for c in ("now", "of_now", "before", "of_before"))
    test = evidence.newcombe(now, of, before, of_before)
    found = (test.estimate, test.low, test.high)
    assert found == tuple(near(row[name]) for name in ("difference", "low", "high"))
    assert evidence.wilson(now, of) == (near(row["wilson_low"]), near(row["wilson_high"]))


def test_unequal_exposures_scale_the_ratio_and_its_range():
    equal = evidence.rate_ratio(30, 60)
    unequal = evidence.rate_ratio(30, 60, exposure_now=1, exposure_before=2)
    assert unequal.ratio == pytest.approx(2 * equal.ratio)
    assert (unequal.low, unequal.high) == (near(2 * equal.low), near(2 * equal.high))
    assert unequal.p == pytest.approx(stats.binomtest(30, 90, 1 / 3).pvalue, rel=EXACT)


@given(st.integers(0, 4000), st.integers(0, 4000), st.floats(0.05, 20))
def test_the_exact_p_is_that_of_the_binomial_test(now, before, exposure):
    assume(now + before > 0)
    found = evidence.rate_ratio(now, before, exposure_now=exposure).p
    known = stats.binomtest(now, now + before, exposure / (1 + exposure)).pvalue
    assert found == pytest.approx(known, rel=EXACT, abs=1e-280)


def test_the_exact_p_of_counts_beyond_any_table():
    now, before = 10**9 + 60_000, 10**9
    known = stats.binomtest(now, now + before, 0.5).pvalue
    # One outcome more or less at the far end; at sizes like this that is a hundred thousandth.
    assert evidence.rate_ratio(now, before).p == pytest.approx(known, rel=1e-5)


def test_exact_rate_is_garwoods():
    low, high = evidence.exact_poisson_rate(10, exposure=2)
    assert (low, high) == (near(stats.chi2.ppf(0.025, 20) / 4), near(stats.chi2.ppf(0.975, 22) / 4))
    assert evidence.exact_poisson_rate(0) == (0, near(-math.log(0.025)))


def test_dispersion_makes_the_burglary_counts_unremarkable():
    assert evidence.rate_ratio(930, 803).p == pytest.approx(0.0025, abs=1e-4)
    assert evidence.rate_ratio(930, 803, dispersion=4.5).p == pytest.approx(0.15, abs=0.005)


def test_quasi_ratio_is_the_likelihood_ratio_test():
    now, before, phi = 130, 90, 2.0
    pooled = (now + before) / 2
    deviance = 2 * (now * math.log(now / pooled) + before * math.log(before / pooled))
    test = evidence.rate_ratio(now, before, dispersion=phi)
    assert test.p == near(stats.chi2.sf(deviance / phi, 1))


@given(counts, counts, dispersions)
def test_quasi_range_holds_the_ratio_and_agrees_with_p(now, before, dispersion):
    assume(now or before)
    test = evidence.rate_ratio(now, before, dispersion=dispersion)
    assert test.low <= test.ratio * (1 + EXACT) and test.ratio <= test.high * (1 + EXACT)
    assume(abs(test.p - 0.05) > 1e-6)
    assert (test.low > 1 or test.high < 1) == (test.p < 0.05)


@given(counts, counts, st.one_of(st.just(1), dispersions))
def test_swapping_two_counts_turns_the_ratio_over(now, before, dispersion):
    assume(now and before)
    test = evidence.rate_ratio(now, before, dispersion=dispersion)
    back = evidence.rate_ratio(before, now, dispersion=dispersion)
    assert (back.low, back.high) == (
        pytest.approx(1 / test.high, rel=1e-8),
        pytest.approx(1 / test.low, rel=1e-8),
    )
    assert back.p == pytest.approx(test.p, rel=1e-6, abs=1e-12)


def test_counts_of_a_thousand_million_are_compared():
    for dispersion in (1, 50):
        test = evidence.rate_ratio(1_001_000_000, 1_000_000_000, dispersion=dispersion)
        assert test.low < 1.001 < test.high < 1.002
        assert (test.p < 0.05) == (test.low > 1)


shares = st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(shares, shares, st.floats(0.5, 4))
def test_newcombe_holds_the_difference_and_agrees_with_p(now, before, effect):
    test = evidence.newcombe(*now, *before, design_effect=effect)
    assert -1 - EXACT <= test.low <= test.estimate <= test.high <= 1 + EXACT
    assume(abs(test.p - 0.05) > 1e-6)
    assert (test.low > 0 or test.high < 0) == (test.p < 0.05)


@given(shares, shares)
def test_swapping_two_shares_turns_the_difference_round(now, before):
    test, back = evidence.newcombe(*now, *before), evidence.newcombe(*before, *now)
    assert (back.low, back.high) == (near(-test.high), near(-test.low))
    assert back.p == pytest.approx(test.p, rel=1e-6)


def test_a_design_effect_is_a_smaller_sample():
    wide = evidence.newcombe(80, 100, 150, 200, design_effect=2)
    small = evidence.newcombe(40, 50, 75, 100)
    assert (wide.low, wide.high, wide.p) == (near(small.low), near(small.high), near(small.p))


@given(shares)
def test_wilson_holds_the_share_and_mirrors(share):
    successes, n = share
    low, high = evidence.wilson(successes, n)
    assert 0 <= low <= successes / n <= high <= 1
    assert evidence.wilson(n - successes, n) == (near(1 - high), near(1 - low))


def test_benjamini_hochberg_as_statsmodels():
    rng = np.random.default_rng(3)
    for size in (1, 2, 40):
        p = np.round(rng.uniform(0, 0.2, size), 2)
        expected = multipletests(p, method="fdr_bh")[1]
        np.testing.assert_allclose(evidence.benjamini_hochberg(p), expected, rtol=1e-12)
    assert len(evidence.benjamini_hochberg([])) == 0


@pytest.mark.parametrize(
    "call",
    [
        lambda: evidence.wilson(1, 0),
        lambda: evidence.wilson(3, 2),
        lambda: evidence.wilson(-1, 2),
        lambda: evidence.wilson(1, 2, level=1),
        lambda: evidence.newcombe(1, 2, 1, 2, design_effect=0),
        lambda: evidence.newcombe(math.nan, 2, 1, 2),
        lambda: evidence.exact_poisson_rate(-1),
        lambda: evidence.exact_poisson_rate(1, exposure=0),
        lambda: evidence.rate_ratio(1, 2, dispersion=0.5),
        lambda: evidence.rate_ratio(1.5, 2),
        lambda: evidence.rate_ratio(1, math.inf),
        lambda: evidence.benjamini_hochberg([0.2, 1.2]),
        lambda: evidence.benjamini_hochberg([math.nan]),
    ],
)
def test_wrong_calls_are_refused(call):
    with pytest.raises(ValueError):
        call()


def regression(seed, mean=80.0, dispersion=2.0, last=1.0):
    """Three years of months and a quarter: terms, counts, days, and which are the quarter."""
    rng = np.random.default_rng(seed)
    month = np.arange(39)
    group = month >= 36
    levels = np.minimum(month // 12, 2)[:, None] == np.arange(3)
    angle = 2 * np.pi * month / 12
    columns = np.column_stack([levels, np.cos(angle), np.sin(angle)]).astype(float)
    days = rng.choice([28.0, 30.0, 31.0], 39)
    expected = mean * days / 30 * np.exp(0.1 * np.cos(angle)) * np.where(group, last, 1)
    counts = rng.poisson(rng.gamma(expected / (dispersion - 1), dispersion - 1)).astype(float)
    return columns, counts, days, group


def reference_fit(columns, counts, days, shift=0.0):
    model = sm.GLM(counts, columns, family=sm.families.Poisson(), offset=np.log(days) + shift)
    return model.fit(tol=1e-13, maxiter=200)


@pytest.mark.parametrize("seed", range(6))
def test_quasi_poisson_test_as_statsmodels(seed):
    columns, counts, days, group = regression(seed, mean=[5, 80, 5000][seed % 3], last=0.8)
    effect = evidence.group_effect(columns, counts, days, group)
    narrow = reference_fit(columns, counts, days)
    wide = reference_fit(np.column_stack([columns, group]), counts, days)
    dispersion = max(wide.pearson_chi2 / wide.df_resid, 1)
    p = stats.f.sf((narrow.deviance - wide.deviance) / dispersion, 1, wide.df_resid)
    assert effect.ratio == pytest.approx(math.exp(wide.params[-1]), rel=1e-6)
    assert effect.dispersion == pytest.approx(dispersion, rel=1e-6)
    assert effect.p == pytest.approx(p, rel=1e-6)
    assert effect.freedom == wide.df_resid
    assert effect.expected == pytest.approx(counts[group].sum() / effect.ratio, rel=1e-9)
    limit = stats.f.ppf(0.95, 1, wide.df_resid) * dispersion
    for bound in (effect.low, effect.high):
        risen = reference_fit(columns, counts, days, np.log(bound) * group).deviance
        assert risen - wide.deviance == pytest.approx(limit, rel=1e-5)


def test_a_quarter_without_events_has_a_range_from_zero():
    columns, counts, days, group = regression(1)
    effect = evidence.group_effect(columns, np.where(group, 0, counts), days, group)
    assert (effect.ratio, effect.low) == (0, 0)
    assert 0 < effect.high < 0.1 and effect.p < 1e-9
    others = reference_fit(columns[~group], counts[~group], days[~group])
    assert effect.expected == pytest.approx(
        float(np.sum(days[group] * np.exp(columns[group] @ others.params))), rel=1e-6
    )


def test_wild_counts_are_fitted_all_the_same():
    """At the fitted values every term's total is the observed one, however far they start."""
    rng = np.random.default_rng(9)
    for _ in range(40):
        columns, _, days, group = regression(0)
        counts = np.round(np.exp(rng.normal(5, 4, 39)))
        effect = evidence.group_effect(columns, counts, days, group)
        wide = reference_fit(np.column_stack([columns, group]), counts, days)
        assert effect.ratio == pytest.approx(math.exp(wide.params[-1]), rel=1e-6)
        assert effect.low <= effect.ratio <= effect.high


def test_without_more_values_than_terms_there_is_no_test():
    with pytest.raises(ValueError, match="no more values than terms"):
        evidence.group_effect(np.eye(2), np.ones(2), np.ones(2), np.array([True, False]))


@pytest.mark.parametrize("freedom", [3, 6, 33, 200])
def test_needed_standard_errors_give_the_power(freedom):
    shift = evidence.needed_standard_errors(freedom)
    drawn = np.random.default_rng(4).standard_normal(200_000) + shift
    scale = np.sqrt(np.random.default_rng(5).chisquare(freedom, 200_000) / freedom)
    seen = np.mean(drawn / scale > stats.t.ppf(0.975, freedom))
    assert seen == pytest.approx(0.8, abs=0.005)


def test_the_smallest_count_is_what_a_halving_needs():
    needed = evidence.needed_standard_errors()
    known = 1e12
    assert evidence.detectable_ratios(23, known, 1, needed)[0] < 0.5
    assert evidence.detectable_ratios(20, known, 1, needed)[0] < 0.46
    assert evidence.detectable_ratios(23, 23, 20, needed)[0] is None


@pytest.mark.parametrize("expected, reference, dispersion", [(300, 1200, 1), (900, 3000, 3)])
def test_a_detectable_change_is_seen_four_times_in_five(expected, reference, dispersion):
    needed = evidence.needed_standard_errors()
    fall, rise = evidence.detectable_ratios(expected, reference, dispersion, needed)
    rng = np.random.default_rng(6)

    def draw(mean):
        if dispersion == 1:
            return rng.poisson(mean)
        return rng.poisson(rng.gamma(mean / (dispersion - 1), dispersion - 1))

    phi = 1 + 1e-9 if dispersion == 1 else dispersion
    for ratio in (fall, rise):
        p = [
            evidence.rate_ratio(
                draw(ratio * expected), draw(reference), expected, reference, dispersion=phi
            ).p
            for _ in range(1500)
        ]
        assert np.mean(np.array(p) < 0.05) == pytest.approx(0.8, abs=0.04)


def test_a_detectable_share_is_seen_four_times_in_five():
    low, high = evidence.detectable_share(600, 1000, 300, evidence.needed_standard_errors())
    assert low < 0.6 < high
    rng = np.random.default_rng(7)
    for share in (low, high):
        pairs = zip(rng.binomial(300, share, 1500), rng.binomial(1000, 0.6, 1500), strict=True)
        p = np.array([evidence.newcombe(now, 300, before, 1000).p for now, before in pairs])
        assert np.mean(p < 0.05) == pytest.approx(0.8, abs=0.04)
    assert evidence.detectable_share(60, 60, 5, evidence.needed_standard_errors())[1] is None
