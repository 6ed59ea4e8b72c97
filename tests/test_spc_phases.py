"""Rebasing, held limits, targets that change, and what a chart says about them."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from panelpack.spc import chart, result, xmr
from panelpack.spc.notes import notes_on

CALM = [10, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 11]
HIGH = [20, 22, 19, 21, 20, 22, 19, 21]


def months(*values, start="2013-01"):
    index = pd.period_range(start, periods=len(values), freq="M")
    return pd.Series(values, index=index, dtype=float)


def limits(values):
    """Wheeler's limits in the plainest way."""
    values = np.array(values, dtype=float)
    reach = 2.66 * np.abs(np.diff(values)).mean()
    return values.mean() - reach, values.mean(), values.mean() + reach


def lines(row):
    return row["lower"], row["centre"], row["upper"]


@pytest.mark.parametrize(
    "rebase",
    ["2014-01", ["2014-01-01"], [date(2014, 1, 15)], [pd.Timestamp("2014-01-31")], ("2014-01",)],
)
def test_each_phase_has_its_own_limits(rebase):
    table = xmr(months(*CALM, *HIGH), rebase=rebase).table
    assert table["phase"].tolist() == [1] * 12 + [2] * 8
    assert lines(table.iloc[0]) == pytest.approx(limits(CALM))
    assert lines(table.iloc[-1]) == pytest.approx(limits(HIGH))


def test_a_zoned_rebase_date_keeps_its_local_day():
    series = months(*CALM, *HIGH).to_timestamp().tz_localize("Europe/London")
    result = xmr(series, rebase=[pd.Timestamp("2014-01-01", tz="Europe/London")])
    assert result.phases["points"].tolist() == [12, 8]


def test_a_rebase_on_the_first_point_changes_nothing():
    series = months(*CALM)
    pd.testing.assert_frame_equal(xmr(series, rebase="2013-01").table, xmr(series).table)


def test_a_rebase_on_the_last_point_is_too_short():
    result = xmr(months(*CALM, 30), better="fewer", target=5, rebase="2014-01")
    assert (result.variation, result.assurance, result.limit_status) == ("too_short", None, "none")
    assert result.causes[-1] == "."
    assert "Too few values in phase 2 to be judged." in result.notes
    assert "stands alone" in result.sentence


def test_a_rebase_date_that_is_not_there_is_an_error():
    series = months(*CALM)
    with pytest.raises(ValueError, match="rebase date 2014-01-01 is not a date of the series"):
        xmr(series, rebase=["2013-05-01", "2014-01-01"])
    with pytest.raises(ValueError, match="rebase date 2013-05 is not a date of the series"):
        xmr(series.drop(pd.Period("2013-05", "M")), rebase="2013-05")
    days = series.to_timestamp()
    with pytest.raises(ValueError, match="rebase date 2013-05-02 is not a date of the series"):
        xmr(days, rebase="2013-05-02")


def test_a_run_does_not_cross_a_phase():
    run = months(9, 11, 9, 11, 9, 11, 12, 12, 12, 12, 12, 12, 12, 12, 9, 11, 9, 11, 9, 11)
    assert "H" * 8 in xmr(run).causes
    assert "H" not in xmr(run, rebase="2013-11").causes


@pytest.mark.parametrize("baseline", [12, np.int64(12), "2013-12", date(2013, 12, 31)])
def test_held_limits(baseline):
    result = xmr(months(*CALM, *HIGH), better="fewer", baseline=baseline)
    for row in (0, -1):
        assert lines(result.table.iloc[row]) == pytest.approx(limits(CALM))
    assert result.table["baseline"].tolist() == [True] * 12 + [False] * 8
    assert result.causes == "." * 11 + "H" + "U" * 8
    assert result.variation == "concern"
    assert (result.phases["used"].item(), result.limit_status) == (12, "trial")


def test_a_baseline_count_is_of_rows_so_that_gaps_count():
    result = xmr(months(10, np.nan, 12, 9, 30, 31), baseline=4)
    assert result.phases["used"].item() == 3
    assert result.table["centre"].iloc[0] == pytest.approx(31 / 3)


def test_each_phase_holds_its_own_first_points():
    later = [20, 22, 19, 21, 40, 41]
    result = xmr(months(*CALM, *later), rebase="2014-01", baseline=4)
    assert lines(result.table.iloc[0]) == pytest.approx(limits(CALM[:4]))
    assert lines(result.table.iloc[-1]) == pytest.approx(limits(later[:4]))
    assert result.causes.endswith("UU")


def test_a_phase_after_the_baseline_date_sets_its_own_limits():
    result = xmr(months(*CALM, *HIGH), rebase="2014-01", baseline="2013-06")
    assert lines(result.table.iloc[0]) == pytest.approx(limits(CALM[:6]))
    assert lines(result.table.iloc[-1]) == pytest.approx(limits(HIGH))


def test_held_limits_without_variation_flag_nothing():
    result = xmr(months(3, 3, 3, 3, 9, 9), better="fewer", target=4, baseline=4)
    assert result.causes == "......"
    assert result.table["upper"].isna().all()
    assert (result.limit_status, result.assurance) == ("none", "inconsistent")


@pytest.mark.parametrize(
    ("count", "status"), [(1, "none"), (2, "trial"), (12, "trial"), (13, "firm")]
)
def test_limits_are_firm_from_thirteen_values(count, status):
    assert xmr(months(*[10, 12] * 7).iloc[:count]).limit_status == status


def test_a_target_that_changes():
    targets = {"2013-01": 30, "2013-07": 2}
    result = xmr(months(*CALM), better="fewer", target=targets)
    assert result.table["target"].tolist() == [30] * 6 + [2] * 6
    assert result.assurance == "consistent_fail"
    assert xmr(months(*CALM), better="fewer", target=30).assurance == "consistent_pass"
    assert xmr(months(*CALM), better="neutral", target=30).assurance is None


def test_a_target_begins_where_it_is_dated():
    result = xmr(months(*CALM), better="fewer", target={"2013-04": 8})
    assert result.table["target"].isna().tolist() == [True] * 3 + [False] * 9


def test_an_excluded_point_breaks_the_moving_ranges():
    values = [10, 12, 11, 90, 12, 10, 11, 13]
    result = xmr(months(*values), exclude={"2013-04": "a riot"}, screen=False)
    kept = [10, 12, 11, 12, 10, 11, 13]
    reach = 2.66 * np.mean([2, 1, 2, 1, 2])
    assert result.table["upper"].iloc[0] == pytest.approx(np.mean(kept) + reach)
    assert result.causes == "...U...."
    assert "April 2013 doesn't set the limits: a riot." in result.notes


def test_screening_leaves_large_ranges_out_once_and_says_so():
    values = [10, 11, 10, 11, 10, 11, 90, 11, 10, 11, 10, 11]
    result = xmr(months(*values))
    assert result.phases["mean_range"].item() == 1
    assert (
        "2 unusually large jumps from one value to the next are left out of the limits."
        in result.notes
    )
    assert xmr(months(*values), screen=False).phases["mean_range"].item() == pytest.approx(167 / 11)


def test_laney_widens_the_limits_and_prints_sigma_z():
    sizes = months(*[10_000] * 12)
    counts = months(*[1000, 1200] * 6)
    plain, laney = (chart(kind, counts, sizes) for kind in ("p", "pp"))
    sigma = (0.11 * 0.89 / 10_000) ** 0.5
    sigma_z = (0.02 / sigma) / 1.128
    assert laney.phases["sigma_z"].item() == pytest.approx(sigma_z)
    assert laney.table["upper"].iloc[0] == pytest.approx(0.11 + 3 * sigma * sigma_z)
    assert f"The limits are those of chance alone times σz = {sigma_z:.2f}." in laney.notes
    assert plain.causes == "UL"[::-1] * 6 and laney.causes == "." * 12


def test_sigma_z_is_not_below_one():
    sizes, counts = months(*[100] * 12), months(*[50, 51] * 6)
    even, floored = (
        chart("pp", counts, sizes, sigma_z_floor=floor).table["upper"].iloc[0] for floor in (0, 1)
    )
    assert even < floored == pytest.approx(chart("p", counts, sizes).table["upper"].iloc[0])


def test_rates_for_each_thousand():
    counts, sizes = months(8, 10, 9, 12), months(*[2000] * 4)
    each, thousand = (chart("u", counts, sizes, multiply=by).table for by in (1, 1000))
    for line in ("value", "centre", "lower", "upper"):
        np.testing.assert_allclose(thousand[line], each[line] * 1000)
    assert thousand["centre"].iloc[0] == pytest.approx(4.875)


def test_a_season_is_said():
    wave = 100 + 30 * np.cos(2 * np.pi * np.arange(36) / 12)
    noise = np.random.default_rng(1).normal(0, 5, 36)
    said = "The values follow the seasons"
    assert any(note.startswith(said) for note in xmr(months(*(wave + noise))).notes)
    assert not any(note.startswith(said) for note in xmr(months(*(100 + noise))).notes)
    assert not any(note.startswith(said) for note in xmr(months(*(wave + noise)[:20])).notes)


def test_notes_and_phases_are_made_once_and_only_when_asked_for(monkeypatch):
    made = []
    monkeypatch.setattr(result, "notes_on", lambda *parts: made.append(1) or notes_on(*parts))
    judged = xmr(months(10, 12, 11, 13, 10, 30), better="fewer")
    assert (judged.variation, judged.limit_status, made) == ("concern", "trial", [])
    assert judged.notes[0] == "The limits are on trial, as they come from 6 values."
    assert judged.notes is judged.notes and judged.phases is judged.phases
    assert made == [1]
