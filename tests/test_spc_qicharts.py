"""Charts of every kind equal to qicharts2 0.8.1, save where that package fails."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from oracle_charts import CLOSE, cases, numbers, series
from panelpack.spc import chart

CASES = cases("qicharts2")
SIZED = {"p", "pp", "u", "up", "ip"}
LINES = ("centre", "lower", "near_lower", "near_upper", "upper")
RUNS = ("n_useful", "longest_run", "longest_run_max", "n_crossings", "n_crossings_min")
ZERO = 1e-12

NO_LIMITS = (None,) * 4
TIES = CASES["syn_all_mr_screened_ties"]["qicharts2"]["i"]
FLAT = "constant series: a centre, no limits"
DEVIATIONS = {
    ("syn_constant_one_missing", "i", "unscreened"): (FLAT, {"limits": NO_LIMITS}),
    ("syn_target_nan_limits", "i", "unscreened"): (FLAT, {"limits": NO_LIMITS}),
    ("syn_all_mr_screened_ties", "i", "screened"): (
        "screening leaves no variation: unscreened limits instead of twelve points outside",
        {"limits": tuple(TIES["unscreened"]["lines"][0][3:]), "outside": [2]},
    ),
}
"""(case, kind, way) -> (reason, what we give instead)."""

DRAWN = [
    (name, kind, way)
    for name, case in CASES.items()
    for kind, results in case["qicharts2"].items()
    for way in results
]


@cache
def drawn(name, kind, way):
    case = CASES[name]
    return chart(
        kind,
        series(case),
        series(case, "denominators") if kind in SIZED and "denominators" in case else None,
        rebase=case.get("rebase", ()),
        baseline=case.get("held_after"),
        screen=way != "unscreened",
        sigma_z_floor=0,
    )


def told(name, kind, way):
    return CASES[name]["qicharts2"][kind][way], DEVIATIONS.get((name, kind, way), ("", {}))[1]


@pytest.mark.parametrize(("name", "kind", "way"), DRAWN)
def test_lines(name, kind, way):
    table = drawn(name, kind, way).table
    theirs, instead = told(name, kind, way)
    for start, rows, centre, *limits in theirs["lines"]:
        lines = (centre, *instead.get("limits", limits))
        phase = table.iloc[start - 1 : start - 1 + rows]
        for line, figure in zip(LINES, lines, strict=True):
            np.testing.assert_allclose(
                phase[line], numbers(figure, rows), rtol=CLOSE, atol=ZERO, err_msg=line
            )


@pytest.mark.parametrize(("name", "kind", "way"), DRAWN)
def test_points_outside(name, kind, way):
    theirs, instead = told(name, kind, way)
    causes = drawn(name, kind, way).causes
    outside = [row for row, cause in enumerate(causes, start=1) if cause in "UL"]
    assert outside == instead.get("outside", theirs["outside"])


@pytest.mark.parametrize(("name", "kind", "way"), [d for d in DRAWN if d[1] != "mr"])
def test_run_tests(name, kind, way):
    phases = drawn(name, kind, way).phases
    mine = phases[[*RUNS, "runs_signal"]].astype(object)
    assert mine.where(mine.notna(), None).to_numpy().tolist() == told(name, kind, way)[0]["runs"]


@pytest.mark.parametrize("name", [d[0] for d in DRAWN if d[1] == "mr"])
def test_moving_ranges(name):
    values = drawn(name, "mr", "either").table["value"]
    theirs = np.array(told(name, "mr", "either")[0]["values"], dtype=float)
    np.testing.assert_allclose(values, theirs, rtol=CLOSE, atol=ZERO)


def test_every_case_and_kind_is_compared():
    assert len(CASES) == 108
    kinds = {kind for _, kind, _ in DRAWN}
    assert kinds == {"i", "mr", "run", "ip", "p", "pp", "u", "up", "c", "g", "t"}


@pytest.mark.parametrize(("name", "kind", "way"), DEVIATIONS)
def test_deviations_are_needed(name, kind, way):
    theirs, instead = told(name, kind, way)
    assert tuple(theirs["lines"][0][3:]) != instead["limits"]
    assert theirs["outside"] != instead.get("outside")


MONTHS = pd.period_range("2013-01", periods=8, freq="M")


def on_months(*values):
    return pd.Series(values, index=MONTHS[: len(values)], dtype=float)


def test_an_excluded_point_sets_no_limit_and_is_still_judged():
    counts = on_months(10, 12, 11, 90, 12, 10, 11, 13)
    result = chart("i", counts, exclude={"2013-04": "counted twice"}, screen=False)
    # Left out, the neighbours 11 and 12 give a moving range.
    kept = np.array([10, 12, 11, 12, 10, 11, 13])
    sigma = np.abs(np.diff(kept)).mean() / 1.128
    row = result.table.iloc[3]
    assert row["centre"] == pytest.approx(kept.mean(), rel=CLOSE)
    assert row["upper"] == pytest.approx(kept.mean() + 3 * sigma, rel=CLOSE)
    assert result.causes == "...U...."
    assert row["excluded"] == "counted twice"
    assert not row["baseline"]
    assert "April 2013 doesn't set the limits: counted twice." in result.notes
    assert result.phases["n_useful"].item() == 7


@pytest.mark.parametrize("kind", ["p", "u"])
def test_held_limits_use_the_pooled_rate_of_the_first_points(kind):
    counts = on_months(10, 20, 15, 15, 90, 80, 85, 95)
    sizes = on_months(100, 200, 100, 200, 100, 100, 100, 200)
    result = chart(kind, counts, sizes, baseline=4)
    rate = 60 / 600
    spread = rate * (1 - rate) if kind == "p" else rate
    assert (result.table["centre"] == rate).all()
    np.testing.assert_allclose(
        result.table["upper"], rate + 3 * np.sqrt(spread / sizes), rtol=CLOSE
    )
    assert result.causes[4:] == "UUUU"


def test_each_part_has_its_own_centre():
    counts = on_months(4, 6, 4, 6, 40, 60, 40, 60)
    result = chart("c", counts, rebase=["2013-05-01"])
    assert result.phases["centre"].tolist() == [5, 50]
    assert result.table["upper"].tolist() == pytest.approx(
        [5 + 3 * 5**0.5] * 4 + [50 + 3 * 50**0.5] * 4
    )
