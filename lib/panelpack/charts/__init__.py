"""Charts of figures that were computed elsewhere: plain pandas in, Altair charts out."""

from panelpack.charts.bars import bars, paired_bars, waterfall
from panelpack.charts.control import control_chart
from panelpack.charts.forecast import prediction
from panelpack.charts.funnel import funnel
from panelpack.charts.lines import line, rolling
from panelpack.charts.maps import district_map
from panelpack.charts.ranges import intervals
from panelpack.charts.several import linked, small_multiples
from panelpack.charts.vegalite import show_offline, spec
from panelpack.charts.years import year_on_year

show_offline()

__all__ = [
    "bars",
    "control_chart",
    "district_map",
    "funnel",
    "intervals",
    "line",
    "linked",
    "paired_bars",
    "prediction",
    "rolling",
    "small_multiples",
    "spec",
    "waterfall",
    "year_on_year",
]
