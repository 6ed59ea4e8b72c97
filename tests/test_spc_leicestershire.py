"""Control charts of Leicestershire's recorded crime, as the method states them."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from oracle_charts import cases, series
from panelpack.plan import load_plan
from panelpack.quarters import Quarter
from panelpack.series import Figures
from panelpack.spc import chart, xmr

WORKBOOK = Path(__file__).parents[1]
QUARTER = Quarter(2014, 1)
BASELINE_END = date(2014, 3, 31)

LIMITS = {
    "sp11_recorded": (13535, 15534.2, 17534),
    "sp12_recorded": (607, 1030.4, 1453),
    "sp13_recorded": (978, 1211.6, 1445),
    "sp14_recorded": (1342, 1676.8, 2012),
}
"""Lower limit, mean and upper limit from the 12 quarters of 2011/12 to 2013/14."""


@cache
def since_2011(measure):
    figures = Figures(load_plan(WORKBOOK), QUARTER, "public", date(2014, 9, 29))
    return figures.series(measure)["2012Q1":]


def drawn(measure, screen):
    return xmr(since_2011(measure), better="fewer", baseline=BASELINE_END, screen=screen)


@pytest.mark.parametrize("screen", [True, False])
@pytest.mark.parametrize("measure", LIMITS)
def test_limits_from_twelve_quarters(measure, screen):
    # No moving range is large enough to be left out, so screening changes nothing.
    result = drawn(measure, screen)
    row = result.table.iloc[-1]
    assert (round(row["lower"]), round(row["centre"], 1), round(row["upper"])) == LIMITS[measure]
    phase = result.phases.iloc[0]
    assert (phase["used"], phase["left_out"], phase["limit_status"]) == (12, 0, "trial")


@pytest.mark.parametrize("measure", LIMITS)
def test_quarter_1_lies_inside(measure):
    result = drawn(measure, True)
    assert str(result.table.index[-1]) == "2015Q1"
    assert result.table["label"].iloc[-1] == "April to June 2014"
    assert not result.table["baseline"].iloc[-1]
    assert result.table["lower"].iloc[-1] < result.table["value"].iloc[-1]
    assert result.table["value"].iloc[-1] < result.table["upper"].iloc[-1]
    assert "U" not in result.causes[-1] and "L" not in result.causes[-1]


def test_police_counts_vary_more_than_a_c_chart_allows():
    burglary = series(cases("NHSRplotthedots")["puk_leics_burglary"])
    counts, single = chart("c", burglary), xmr(burglary)
    assert (counts.causes.count("U") + counts.causes.count("L"), single.causes) == (7, "." * 11)
    widths = [(r.table["upper"] - r.table["lower"]).iloc[0] for r in (single, counts)]
    assert widths[0] / widths[1] == pytest.approx(2.02, abs=0.005)
