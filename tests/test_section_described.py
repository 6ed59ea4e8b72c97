"""What charts show, in words."""

from types import SimpleNamespace

import pandas as pd

from panelpack import spc
from panelpack.section import described

BURGLARY = SimpleNamespace(
    name="Burglary",
    title="Burglary in homes",
    kind="count",
    unit="offences",
    places=0,
    change_places=1,
)
SATISFACTION = SimpleNamespace(title="Satisfied victims", kind="survey", unit="%", places=1)
SAVINGS = SimpleNamespace(title="Savings", kind="money", unit="£ million", places=2)
QUARTERS = pd.Series(
    [10.0, 12, None, 11, 13, 14, 16, 15],
    index=pd.period_range("2012Q4", periods=8, freq="Q-MAR"),
)


def test_a_series_is_told_with_its_values_from_the_first_known_to_the_last():
    assert described.series(BURGLARY, QUARTERS) == (
        "Burglary in homes. 7 values from Quarter 4 2011/12 to Quarter 3 2013/14, between 10 and "
        "16 offences."
    )


def test_rates_and_money_are_told_with_their_sign():
    assert described.series(SATISFACTION, QUARTERS).endswith("between 10.0% and 16.0%.")
    assert described.series(SAVINGS, -QUARTERS).endswith("between −£16.00m and −£10.00m.")
    values = pd.Series([80.0, 82] * 7, index=pd.period_range("2013-05", periods=14, freq="M"))
    said = described.limits(spc.xmr(values, better="more", baseline=13), SATISFACTION)
    assert said.startswith("A control chart of percentages: 14 values from May 2013")


def test_values_that_are_sums_are_called_so():
    said = described.series(BURGLARY, QUARTERS, "twelve-month sums")
    assert said.startswith("Burglary in homes: twelve-month sums. 7 values from ")


def test_sums_are_compared_with_those_of_a_year_before():
    sums = pd.Series([40.0, 50], index=pd.PeriodIndex(["2013-06", "2014-06"], freq="M"))
    sums = sums.reindex(pd.period_range("2013-06", "2014-06", freq="M"))
    said = "Burglary: 50 offences in the twelve months to June 2014"
    assert described.rolling(sums, BURGLARY) == f"{said}, up 10 (25.0%) on the twelve months before"
    assert described.rolling(sums[-3:], BURGLARY) == said


def test_a_year_has_as_many_periods_as_the_series_has():
    spans = {freq: pd.period_range("2014-01", periods=2, freq=freq) for freq in ("M", "Q-MAR", "Y")}
    found = {f: described.periods_of_year(pd.Series([1, 2], index=i)) for f, i in spans.items()}
    assert found == {"M": 12, "Q-MAR": 4, "Y": 1}


def test_limits_are_told_with_where_they_come_from_and_each_signal():
    values = [10.0, 11, 10, 12, 11, 10, 11, 12, 10, 11, 12, 11, 10, 40]
    series = pd.Series(values, index=pd.period_range("2013-05", periods=14, freq="M"))
    said = described.limits(spc.xmr(series, better="fewer", baseline=13), BURGLARY)
    assert said == (
        "A control chart of offences: 14 values from May 2013 to June 2014, with limits from 13 "
        "of them. Signals: above the upper limit, June 2014."
    )
