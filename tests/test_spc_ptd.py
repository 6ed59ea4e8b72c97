"""XmR charts equal to NHSRplotthedots 0.2.2, save where that package fails."""

from functools import cache

import numpy as np
import pytest

from oracle_charts import CLOSE, cases, expected, numbers, series
from panelpack.spc import xmr

CASES = cases("NHSRplotthedots")
SCREENED, UNSCREENED = "screened", "unscreened"

FLAT = "constant series: a centre, no limits, assurance by comparison with its level"
DEVIATIONS = {
    ("syn_constant_one_missing", UNSCREENED): (FLAT, {"limits": None, "zones": "?" * 15}),
    ("syn_target_nan_limits", UNSCREENED): (
        FLAT,
        {"limits": None, "zones": "?" * 15, "assurance": "consistent_pass"},
    ),
    ("syn_target_nan_limits", SCREENED): (FLAT, {"assurance": "consistent_pass"}),
    ("syn_all_mr_screened_ties", SCREENED): (
        "screening leaves no variation: unscreened limits, only the point outside is a signal",
        {
            "limits": (-0.366410256410, 0.520256410256),
            "causes": ".U...........",
            "types": ".-...........",
            "zones": ".............",
            "variation": "common_cause",
        },
    ),
    ("syn_rebase_at_last", SCREENED): (
        "a phase of one point is too short to judge, not common cause",
        {"variation": "too_short"},
    ),
    ("syn_rebase_at_last", UNSCREENED): (
        "a phase of one point is too short to judge, not common cause",
        {"variation": "too_short"},
    ),
}
"""(case, way) -> (reason, what we give instead)."""

REFUSED = {"syn_duplicate_date": "repeated dates"}

DRAWN = [(name, way) for name in CASES if name not in REFUSED for way in (SCREENED, UNSCREENED)]


@cache
def drawn(name, way):
    case = CASES[name]
    return xmr(
        series(case),
        better=case["better"],
        target=case.get("target"),
        rebase=case.get("rebase", ()),
        screen=way == SCREENED,
    )


def instead(name, way):
    return DEVIATIONS.get((name, way), ("", {}))[1]


@pytest.mark.parametrize(("name", "way"), DRAWN)
def test_lines(name, way):
    table = drawn(name, way).table
    phases = expected(CASES[name]["NHSRplotthedots"], way == SCREENED)["phases"]
    other = instead(name, way)
    for start, rows, mean, *limits in phases:
        phase = table.iloc[start - 1 : start - 1 + rows]
        if "limits" in other:
            limits = other["limits"] or (None, None)
        for line, figure in zip(("centre", "lower", "upper"), (mean, *limits), strict=True):
            np.testing.assert_allclose(phase[line], numbers(figure, rows), rtol=CLOSE)


@pytest.mark.parametrize(("name", "way"), DRAWN)
def test_signals(name, way):
    result = drawn(name, way)
    told = expected(CASES[name]["NHSRplotthedots"], way == SCREENED) | instead(name, way)
    given = {
        "causes": result.causes,
        "types": result.types,
        "sides": sides(result.table),
        "zones": zones(result.table),
        "variation": result.variation,
        "assurance": result.assurance,
    }
    assert given == {key: told[key] for key in given}


def sides(table):
    side = np.sign(table["value"] - table["centre"])
    return "".join(side.map({1.0: "+", -1.0: "-", 0.0: "0"}).fillna("?"))


def zones(table):
    value = table["value"]
    upper = value.gt(table["near_upper"]) & ~value.gt(table["upper"])
    lower = value.lt(table["near_lower"]) & ~value.lt(table["lower"])
    zone = np.where(upper | lower, "x", ".")
    return "".join(np.where(value.isna() | table["upper"].isna(), "?", zone))


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_refused(name, reason):
    assert "refused" in expected(CASES[name]["NHSRplotthedots"], True)
    with pytest.raises(ValueError, match=reason):
        drawn(name, SCREENED)


def test_every_case_is_drawn_or_refused():
    assert len(CASES) == 78
    assert len(DRAWN) == 2 * 77


@pytest.mark.parametrize(("name", "way"), DEVIATIONS)
def test_deviations_are_needed(name, way):
    told = expected(CASES[name]["NHSRplotthedots"], way == SCREENED)
    other = instead(name, way)
    same = {key: told[key] for key in other if key != "limits"}
    limits = [tuple(phase[3:]) for phase in told["phases"]]
    assert same != {k: v for k, v in other.items() if k != "limits"} or "limits" in other
    assert "limits" not in other or other["limits"] not in limits


def test_screening_that_leaves_nothing_says_so():
    result = drawn("syn_all_mr_screened_ties", SCREENED)
    assert result.phases["fell_back"].tolist() == [True]
    assert any("Screening would leave no variation" in note for note in result.notes)
    whole = drawn("syn_all_mr_screened_ties", UNSCREENED)
    np.testing.assert_array_equal(result.table["upper"], whole.table["upper"])


LONGEST_SENTENCE = 25


@pytest.mark.parametrize(("name", "way"), DRAWN)
def test_sentences_are_short(name, way):
    result = drawn(name, way)
    sentences = [s for said in (result.sentence, *result.notes) for s in said.split(". ")]
    assert max(len(s.split()) for s in sentences) <= LONGEST_SENTENCE
