"""One line a financial year, from April to March."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import altair as alt
import pandas as pd

from panelpack.charts import marks, placing
from panelpack.charts.scales import ValueScale, line_scale, spread
from panelpack.charts.theme import (
    DARK_BLUE,
    DARK_GREY,
    LONG_DASH,
    POINT_SIZE,
    SHORT_DASH,
    SMALL_POINT,
    TEXT,
    WIDTH,
)
from panelpack.charts.timeaxis import TOOLTIP, room_for, rows
from panelpack.charts.vegalite import unchecked
from panelpack.quarters import Quarter

MOST_YEARS = 4
_MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")
_QUARTERS = ("Q1", "Q2", "Q3", "Q4")
_NAMES = {"M": _MONTHS, "Q": _QUARTERS}
_TITLES = {"M": "Month", "Q": "Quarter of the financial year"}
# From this year back; the further back, the finer the line.
_STYLES = (
    {"color": DARK_BLUE, "strokeWidth": 4},
    {"color": DARK_GREY, "strokeWidth": 2},
    {"color": DARK_GREY, "strokeWidth": 2, "strokeDash": LONG_DASH},
    {"color": DARK_GREY, "strokeWidth": 1.5, "strokeDash": SHORT_DASH},
)


@dataclass(frozen=True)
class _Seasons:
    """The axis of a financial year (places from 0) beside a value axis."""

    names: tuple[str, ...]
    title: str
    room: float
    scale: ValueScale
    unit: str

    @property
    def step(self) -> float:
        return (WIDTH - self.room) / len(self.names)

    @cached_property
    def xy(self) -> dict:
        # Each place is as wide as any other; the words stand in the room at the right.
        domain = [-0.5, len(self.names) - 0.5 + self.room / self.step]
        said = "[" + ",".join(f"'{name}'" for name in self.names) + "][datum.value]"
        axis = alt.Axis(
            values=list(range(len(self.names))),
            labelExpr=said,
            labelOverlap=False,
            title=self.title,
            titleAnchor="start",
            grid=False,
        )
        scale = alt.Scale(domain=domain, nice=False, zero=False)
        return {"x": alt.X("place:Q", scale=scale, axis=axis), "y": self.scale.y(self.unit)}

    def spot(self, row: dict) -> placing.Spot:
        return (row["place"] + 0.5) * self.step, self.scale.pixels(row["value"])


@unchecked
def year_on_year(series: pd.Series, unit: str) -> alt.LayerChart:
    """Draw the last four financial years over one another, each named at its end.

    `series`: numbers on a PeriodIndex of months or quarters (`Q-MAR`); NaN is a gap. The last
    year is drawn strongest. Raises ValueError if there is no value, or the periods are years.
    """
    code = series.index.freqstr[0]
    if code not in _NAMES:
        raise ValueError(f"months or quarters are needed, not periods of {series.index.freqstr}")
    years = _by_year(series, unit)
    marks.check_any(years)
    scale = line_scale(row["value"] for values in years.values() for row in values)
    seasons = _Seasons(_NAMES[code], _TITLES[code], room_for(years), scale, unit)
    layers = []
    for (_, values), style in reversed(list(zip(years.items(), _STYLES, strict=False))):
        layers += [_line(values, seasons, style), _points(values, seasons, style["color"])]
    return marks.over_time([*layers, *_names(years, seasons)], WIDTH)


def _by_year(series: pd.Series, unit: str) -> dict[str, list[dict]]:
    """Return the rows of each of the last years, the latest first; `place` counts from 0."""
    months_each = 12 // len(_NAMES[series.index.freqstr[0]])
    found: dict[str, list[dict]] = {}
    for at, row in zip(series.index[series.notna()], rows(series, unit), strict=True):
        last = at.end_time.date()
        place = (last.month - 4) % 12 // months_each
        year = Quarter.containing(last).financial_year
        found.setdefault(year, []).append(row | {"place": place})
    return {year: found[year] for year in sorted(found, reverse=True)[:MOST_YEARS]}


def _line(values: list[dict], seasons: _Seasons, style: dict) -> alt.Chart:
    mark = marks.chart(values).mark_line(clip=True, tooltip=None, strokeJoin="round", **style)
    return mark.encode(**seasons.xy, detail=alt.Detail("run:N"))


def _points(values: list[dict], seasons: _Seasons, colour: str) -> alt.Chart:
    size = 2 * POINT_SIZE if colour == DARK_BLUE else SMALL_POINT
    mark = marks.chart(values).mark_point(
        filled=True, opacity=1, color=colour, size=size, clip=True
    )
    return mark.encode(**seasons.xy, tooltip=list(TOOLTIP))


def _names(years: dict[str, list[dict]], seasons: _Seasons) -> list[alt.Chart]:
    """Name each year: in a column at the right if its line ends there, else beside its end."""
    ends = {year: values[-1] for year, values in years.items()}
    whole = [year for year, end in ends.items() if end["place"] == len(seasons.names) - 1]
    heights = spread([seasons.spot(ends[year])[1] for year in whole])
    places = {year: None for year in ends} | dict(zip(whole, heights, strict=True))
    obstacles, layers = _obstacles(years, seasons), []
    for year, end in ends.items():
        spot, height, style = seasons.spot(end), places[year], {}
        if height is None:
            near = placing.beside(year, spot, above=True)
            across, height = placing.clearest(year, near, obstacles)
            obstacles += placing.covered(year, (across, height))
            style = {"align": "center", "dx": round(across - spot[0], 1)}
        layers.append(_name(year, end["place"], height, seasons, year == next(iter(ends)), style))
    return layers


def _name(
    year: str, place: int, height: float, seasons: _Seasons, strong: bool, style: dict
) -> alt.Chart:
    row = {"place": place, "value": seasons.scale.value_at(height), "words": year}
    label = marks.Label(year, row["value"], strong, DARK_BLUE if strong else TEXT)
    return marks.written(row, label, **style).encode(**seasons.xy, text=alt.Text("words:N"))


def _obstacles(years: dict[str, list[dict]], seasons: _Seasons) -> list[placing.Spot]:
    spots = []
    for values in years.values():
        for _, run in groupby(values, lambda row: row["run"]):
            spots += placing.along(map(seasons.spot, run))
    return spots
