"""Series and wishes that no chart can be drawn from."""

import numpy as np
import pandas as pd
import pytest

from panelpack.spc import chart, xmr


def months(*values, start="2013-01"):
    index = pd.period_range(start, periods=len(values), freq="M")
    return pd.Series(values, index=index, dtype=float)


def test_wrong_series_are_refused():
    twice = pd.Series([1, 2], index=pd.to_datetime(["2013-01-01"] * 2))
    with pytest.raises(ValueError, match=r"repeated dates in the index: 2013-01-01$"):
        xmr(twice)
    with pytest.raises(ValueError, match="finite or missing"):
        xmr(months(1, np.inf))
    with pytest.raises(ValueError, match="missing date"):
        xmr(pd.Series([1, 2], index=pd.to_datetime(["2013-01-01", None])))
    with pytest.raises(TypeError, match="Series"):
        xmr([1, 2, 3])
    with pytest.raises(TypeError, match="DatetimeIndex or PeriodIndex"):
        xmr(pd.Series([1, 2, 3]))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"better": "less"}, "fewer, more or neutral"),
        ({"profile": "nelson"}, "unknown profile"),
        ({"rebase": ["2019-01-01"]}, "rebase date 2019-01-01 is not a date of the series"),
        ({"rebase": "soon"}, "'soon' is not a date"),
        ({"target": np.inf}, "target must be finite"),
        ({"baseline": 0}, "baseline 0 holds no period"),
        ({"baseline": "2010-01"}, "baseline 2010-01 holds no period"),
        ({"exclude": {"2013-02": " "}}, "needs a reason"),
    ],
)
def test_wrong_wishes_are_refused(asked, words):
    with pytest.raises(ValueError, match=words):
        xmr(months(1, 2, 3, 4), **asked)


@pytest.mark.parametrize(
    ("kind", "counts", "sizes", "words"),
    [
        ("x", [1, 2], None, "unknown kind"),
        ("p", [1, 2], None, "needs denominators"),
        ("c", [1, 2], [3, 4], "has no denominators"),
        ("p", [5, 2], [3, 4], "larger than their denominators"),
        ("u", [5, 2], [0, 4], "over a denominator of 0"),
        ("u", [5, 2], [-1, 4], "can't be negative"),
        ("c", [-1, 2], None, "needs values of 0 or more"),
        ("t", [0, 2], None, "needs values above 0"),
    ],
)
def test_counts_that_a_kind_cannot_have_are_refused(kind, counts, sizes, words):
    with pytest.raises(ValueError, match=words):
        chart(kind, months(*counts), None if sizes is None else months(*sizes))


def test_denominators_of_other_dates_are_refused():
    with pytest.raises(ValueError, match="share no dates"):
        chart("p", months(1, 2), months(3, 4, start="2015-01"))
    with pytest.raises(ValueError, match="counts are on a PeriodIndex and denominators on a Date"):
        chart("p", months(1, 2), months(3, 4).to_timestamp())
