"""What must hold for every series."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from panelpack.spc import PROFILES, chart, xmr

LINES = ("centre", "lower", "upper", "near_lower", "near_upper")
MIRROR = str.maketrans("ULIDABHW", "LUDIBAWH")
TIE = 1e-9

whole = st.integers(0, 300)
values = st.lists(whole, min_size=2, max_size=40)
gappy = st.lists(st.one_of(whole, st.none()), min_size=2, max_size=40)
profiles = st.sampled_from(list(PROFILES))
small = settings(max_examples=40, deadline=None)


def months(numbers, start="2010-01"):
    index = pd.period_range(start, periods=len(numbers), freq="M")
    return pd.Series(np.array(numbers, dtype=float), index=index)


def drawn(numbers, **more):
    result = xmr(months(numbers), **more)
    # A value that equals a limit but for rounding may fall on either side of it.
    limits = result.table[list(LINES[1:])].to_numpy()
    apart = np.abs(limits - result.table["value"].to_numpy()[:, None])
    assume(not (apart < TIE * 300).any())
    return result


def lines(result):
    return result.table[list(LINES)].to_numpy()


@small
@given(gappy, st.integers(-1000, 1000), profiles)
def test_shifting_moves_the_lines_and_no_signal(numbers, by, profile):
    before = drawn(numbers, profile=profile)
    after = xmr(before.table["value"] + by, profile=profile)
    assert after.causes == before.causes
    np.testing.assert_allclose(lines(after), lines(before) + by, atol=1e-7)


@small
@given(gappy, st.sampled_from([0.5, 2, 3, 10, 1e6]), profiles)
def test_scaling_scales_the_lines_and_no_signal(numbers, by, profile):
    before = drawn(numbers, profile=profile)
    after = xmr(before.table["value"] * by, profile=profile)
    assert after.causes == before.causes
    np.testing.assert_allclose(lines(after), lines(before) * by, atol=1e-9 * by)


@small
@given(gappy, profiles)
def test_turning_the_series_over_turns_the_signals(numbers, profile):
    up = drawn(numbers, better="more", profile=profile)
    down = xmr(-up.table["value"], better="fewer", profile=profile)
    assert down.causes == up.causes.translate(MIRROR)
    assert down.types == up.types
    assert down.variation == up.variation


@small
@given(gappy)
def test_the_other_direction_swaps_improvement_and_concern(numbers):
    fewer, more, neutral = (
        xmr(months(numbers), better=better) for better in ("fewer", "more", "neutral")
    )
    assert fewer.types == more.types.translate(str.maketrans("+-", "-+"))
    assert neutral.types == more.types.translate(str.maketrans("+-", "hl"))
    assert fewer.causes == more.causes == neutral.causes
    assert [c == "." for c in fewer.types] == [c == "." for c in fewer.causes]


@small
@given(gappy, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(numbers, random):
    series = months(numbers)
    rows = random.sample(range(len(series)), len(series))
    pd.testing.assert_frame_equal(xmr(series.iloc[rows]).table, xmr(series).table)


@small
@given(gappy)
def test_an_absent_row_is_a_missing_value(numbers):
    series = months([0, *numbers, 1])
    pd.testing.assert_frame_equal(xmr(series.dropna()).table, xmr(series).table)


@small
@given(gappy)
def test_dates_and_periods_are_judged_alike(numbers):
    series = months(numbers)
    periods, dates = xmr(series), xmr(series.to_timestamp())
    assert dates.sentence == periods.sentence
    pd.testing.assert_frame_equal(
        dates.table.reset_index(drop=True), periods.table.reset_index(drop=True)
    )


@small
@given(gappy, gappy, gappy)
def test_a_phase_does_not_feel_another(first, other, second):
    length = min(len(first), len(other))
    start = pd.Period("2010-01", "M") + length
    one, two = (
        xmr(months([*head[:length], *second]), rebase=[str(start)]).table.iloc[length:]
        for head in (first, other)
    )
    pd.testing.assert_frame_equal(one, two)


@small
@given(values, gappy)
def test_held_limits_do_not_feel_later_values(first, later):
    held = xmr(months([*first, *later]), baseline=len(first))
    alone = xmr(months(first))
    np.testing.assert_array_equal(lines(held)[: len(first)], lines(alone))
    np.testing.assert_array_equal(lines(held)[-1], lines(alone)[-1])


@small
@given(gappy)
def test_signals_outside_are_exactly_the_points_beyond_limits(numbers):
    result = xmr(months(numbers))
    table = result.table
    assert (table["cause"].eq("U") == table["value"].gt(table["upper"])).all()
    assert (table["cause"].eq("L") == table["value"].lt(table["lower"])).all()
    assert (table.loc[table["value"].isna(), "cause"] == ".").all()


@small
@given(whole, st.integers(2, 30), profiles)
def test_a_constant_series_never_signals(value, length, profile):
    result = xmr(months([value] * length), profile=profile)
    assert result.causes == "." * length
    assert (result.table["centre"] == value).all()
    assert result.limit_status == "none"


@small
@given(st.floats(1e-6, 1e12), st.integers(2, 50))
def test_the_mean_of_equal_values_is_that_value(value, length):
    assert (xmr(months([value] * length)).table["centre"] == value).all()


@small
@given(gappy, st.sampled_from(["fewer", "more"]), st.integers(-50, 350))
def test_assurance_follows_the_limits(numbers, better, target):
    result = xmr(months(numbers), better=better, target=target)
    last = result.table.iloc[-1]
    assume(not np.isnan(last["lower"]))
    met = last["upper"] < target if better == "fewer" else last["lower"] > target
    missed = last["lower"] > target if better == "fewer" else last["upper"] < target
    expected = "consistent_pass" if met else "consistent_fail" if missed else "inconsistent"
    assert result.assurance == expected


@pytest.mark.parametrize("kind", ["p", "pp", "u", "up"])
@small
@given(pairs=st.lists(st.tuples(st.integers(0, 50), st.integers(50, 400)), min_size=2, max_size=30))
def test_limits_of_rates(kind, pairs):
    counts, sizes = (months(list(column)) for column in zip(*pairs, strict=True))
    result = chart(kind, counts, sizes)
    table = result.table
    centre = counts.sum() / sizes.sum()
    np.testing.assert_allclose(table["centre"], centre, rtol=1e-12)
    assert not (table["lower"] < 0).any()
    assert kind in ("u", "up") or not (table["upper"] > 1).any()
    if kind in ("pp", "up") and result.limit_status != "none":
        plain = chart(kind[0], counts, sizes).table
        assert (table["upper"] >= plain["upper"] * (1 - 1e-12)).all()
        assert (table["lower"] <= plain["lower"] * (1 + 1e-12)).all()


@pytest.mark.parametrize("kind", ["c", "g", "t", "i", "ip", "mr", "run", "xmr"])
@small
@given(numbers=st.lists(st.one_of(st.integers(1, 10**9), st.none()), max_size=25))
def test_every_sentence_is_free_of_nan(kind, numbers):
    result = xmr(months(numbers)) if kind == "xmr" else chart(kind, months(numbers))
    said = " ".join((result.sentence, *result.notes)).lower()
    assert "nan" not in said and "inf" not in said and "none" not in said
    assert result.sentence.endswith(".")
