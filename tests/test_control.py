"""The control chart of a measure: which values set its limits."""

from datetime import date

import pandas as pd
import pytest

from panelpack import spc
from panelpack.control import baseline_end, control_chart, of_baseline, since_break
from panelpack.plan import Break
from panelpack.quarters import Quarter

QUARTER = Quarter.parse("2014-15-q1")


@pytest.fixture
def measure(plan):
    return plan.measures["sp12_recorded"]


def quarters(values, first="2010Q1"):
    return pd.Series(
        values, index=pd.period_range(first, periods=len(values), freq="Q-MAR"), dtype=float
    )


def test_limits_come_from_the_three_years_before(measure):
    series = quarters([900, 10] * 2 + [100, 120] * 6 + [110], "2011Q1")
    chart = control_chart(series, measure, QUARTER)
    assert list(chart.table["baseline"]) == [True] * 12 + [False]
    last = chart.table.iloc[-1]
    assert last["centre"] == pytest.approx(110)
    assert last["upper"] == pytest.approx(110 + spc.XMR_FACTOR * 20)


def test_without_a_value_before_the_year_there_is_no_chart(measure):
    assert control_chart(quarters([5.0], "2015Q1"), measure, QUARTER) is None


def test_the_parts_of_a_series(measure):
    series = quarters(range(20), "2011Q1")
    assert str(of_baseline(series, QUARTER).index[0]) == "2012Q1"
    assert str(baseline_end(series, QUARTER)) == "2014Q4"
    broken = measure.model_copy(update={"breaks": (Break(since=date(2013, 4, 1), reason="x"),)})
    assert list(since_break(series, broken)) == list(range(12, 20))
