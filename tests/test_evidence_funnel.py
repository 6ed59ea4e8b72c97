"""Funnel limits: by hand, beside statsmodels, and how often they are wrong."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.meta_analysis import combine_effects

from panelpack.evidence import FAR, NEAR, funnel, funnels

COUNTS = pd.Series({"A": 120, "B": 80, "C": 210, "D": 150, "E": 440})
PEOPLE = pd.Series({"A": 100_000, "B": 90_000, "C": 150_000, "D": 160_000, "E": 300_000})


def test_rates_and_centre_are_those_worked_out_by_hand():
    found = funnel(COUNTS, PEOPLE)
    assert found.centre == pytest.approx(1.25)
    expected = {"A": 1.2, "B": 0.889, "C": 1.4, "D": 0.9375, "E": 1.4667}
    for unit, rate in expected.items():
        assert found.table.loc[unit, "rate"] == pytest.approx(rate, abs=5e-4)


def test_the_limits_follow_from_dispersion_and_spread_by_hand():
    """z of chance: −0.4472, −3.0641, 1.6432, −3.5355, 3.3566; tenths at −3.3469 and 2.6712."""
    found = funnel(COUNTS, PEOPLE)
    drawn_in = (-0.4472, -3.0641, 1.6432, -3.3469, 2.6712)
    phi = sum(z * z for z in drawn_in) / 5 / 0.67865
    assert found.dispersion == pytest.approx(phi, rel=1e-3)
    theta, people = 0.00125, PEOPLE.to_numpy()
    weights = people / theta
    scale = weights.sum() - (weights**2).sum() / weights.sum()
    between = (5 * phi - 4) / scale
    assert found.spread == pytest.approx(1000 * math.sqrt(between), rel=1e-3)
    reach = 1.95996 * 1000 * math.sqrt(theta / 100_000 + between)
    low, high = found.limits(100_000, NEAR)
    assert (low, high) == pytest.approx((1.25 - reach, 1.25 + reach), rel=1e-3)


def test_the_variance_between_units_is_that_of_dersimonian_and_laird():
    theta = COUNTS.sum() / PEOPLE.sum()
    z = (COUNTS - theta * PEOPLE) / np.sqrt(theta * PEOPLE)
    variance = theta / PEOPLE
    ours = funnels._between(float(np.mean(z**2)), (1 / variance).to_numpy())
    theirs = combine_effects((COUNTS / PEOPLE).to_numpy(), variance.to_numpy(), method_re="dl")
    assert ours == pytest.approx(theirs.tau2, rel=1e-9)


def test_without_more_than_chance_the_limits_are_those_of_counts_alone():
    found = funnel(pd.Series([100, 104, 97, 99, 101]), pd.Series([50_000] * 5))
    assert found.spread == 0
    low, high = found.limits(np.array([50_000]), FAR)
    reach = 3.0902 * math.sqrt(found.centre * 1000 / 50_000)
    assert high[0] - found.centre == pytest.approx(reach, rel=1e-4)
    assert low[0] == pytest.approx(found.centre - reach, rel=1e-4)


def test_a_unit_far_out_is_found_and_does_not_hide_itself():
    counts = pd.Series([500, 520, 480, 510, 490, 505, 495, 515, 900])
    found = funnel(counts, pd.Series([100_000] * 9))
    assert found.table["beyond"].tolist() == [0] * 8 + [FAR]


def test_about_one_in_twenty_lies_beyond_the_inner_limits_large_or_small():
    """Real forces vary by about a fifth; the factor on chance alone would flag the large ones."""
    draw = np.random.default_rng(7)
    flagged = {"small": [], "large": []}
    for _ in range(400):
        people = pd.Series(np.exp(draw.uniform(np.log(5.5e5), np.log(1.8e6), 8)))
        rates = 0.012 * (1 + 0.2 * draw.standard_normal(8)).clip(0.1)
        found = funnel(pd.Series(draw.poisson(people * rates)), people)
        beyond = found.table["beyond"] > 0
        flagged["small"] += beyond[people < 1e6].tolist()
        flagged["large"] += beyond[people >= 1e6].tolist()
    for share in map(np.mean, flagged.values()):
        assert 0.025 < share < 0.075


@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**7)), min_size=5, max_size=45),
    st.integers(1, 10**8),
)
def test_limits_are_ordered_and_flags_agree_with_them(units, people):
    counts, exposure = (pd.Series(column) for column in zip(*units, strict=True))
    if not counts.any():
        return
    found = funnel(counts, exposure)
    (low, high), (lowest, highest) = found.limits(people, NEAR), found.limits(people, FAR)
    assert 0 <= lowest <= low <= found.centre <= high <= highest
    at = found.limits(exposure.to_numpy(), NEAR)
    rate, margin = found.table["rate"], 1e-9 * found.centre
    outside = found.table["beyond"] > 0
    assert (rate[outside] > at[1][outside] - margin).where(found.table["z"] > 0, True).all()
    assert (rate[~outside] <= at[1][~outside] + margin).all()
    assert (rate[~outside] >= at[0][~outside] - margin).all()


@pytest.mark.parametrize(
    ("counts", "people", "why"),
    [
        ([1, 2, 3, 4], [10] * 4, "too few"),
        ([1, 2, 3, 4, -1], [10] * 5, "not below zero"),
        ([1, 2, 3, 4, math.nan], [10] * 5, "must be known"),
        ([1, 2, 3, 4, 5], [10, 10, 10, 10, 0], "above zero"),
        ([1, 2, 3, 4, 5], [10, 10, 10, 10], "above zero"),
        ([0] * 5, [10] * 5, "no count"),
    ],
)
def test_what_cannot_be_compared_is_refused(counts, people, why):
    with pytest.raises(ValueError, match=why):
        funnel(pd.Series(counts), pd.Series(people))


def test_a_unit_that_is_there_twice_is_refused():
    """Its cases would count double."""
    twice = pd.Series([10] * 6, index=list("aabcde"))
    with pytest.raises(ValueError, match="twice"):
        funnel(twice, twice * 1000)
