"""What was recorded, and the ranges in which the next values may lie."""

from __future__ import annotations

import altair as alt
import pandas as pd

from panelpack.charts import marks, placing
from panelpack.charts.scales import line_scale
from panelpack.charts.theme import (
    BAND_80,
    BAND_95,
    DARK_BLUE,
    DARK_PINK,
    PAPER,
    SHORT_DASH,
    SIGNAL_SIZE,
    THIN,
)
from panelpack.charts.timeaxis import TimeAxis, bounds, iso, room_for, rows
from panelpack.charts.vegalite import unchecked
from panelpack.charts.words import figure, places_for, places_of

HISTORY_YEARS = 3
_PER_YEAR = {"M": 12, "Q": 4, "Y": 1}
_BANDS = {
    "95% range": ("lower95", "upper95", BAND_95),
    "80% range": ("lower80", "upper80", BAND_80),
}


@unchecked
def prediction(
    history: pd.Series, table: pd.DataFrame, unit: str, actual: pd.Series | None = None
) -> alt.LayerChart:
    """Draw the last three years of a series and the ranges in which its next values may lie.

    `history`: as for `line`. `table`: a row a period to come, with `mean`, `lower80`, `upper80`,
    `lower95` and `upper95`. `actual`: what was recorded in those periods since, if it is known.
    Raises ValueError if history or table is empty.
    """
    if table.empty:
        raise ValueError("the table of predicted values is empty")
    recent, since = _recent(history), _trimmed(actual)
    labels = _labels(table, unit, since)
    axis = TimeAxis(_together(recent, table, since), room_for(label.words for label in labels))
    drawn = [*recent, *table[_columns()].to_numpy().ravel(), *since]
    plane = marks.Plane(axis, line_scale(drawn), unit)
    layers = [
        *(_band(table, plane, *band) for band in _BANDS.values()),
        *_recorded(recent, plane),
        *_expected(table, plane),
        *_came(since, plane),
        *marks.end_labels(labels, bounds(axis.index[-1])[1], plane),
    ]
    return marks.over_time(layers, axis.width)


def _columns() -> list[str]:
    return ["mean", *(end for low, high, _ in _BANDS.values() for end in (low, high))]


def _recent(history: pd.Series) -> pd.Series:
    known = history.dropna()
    marks.check_any(known)
    periods = HISTORY_YEARS * _PER_YEAR[history.index.freqstr[0]]
    recent = history[: known.index[-1]].iloc[-periods:]
    return recent[recent.first_valid_index() :]


def _trimmed(actual: pd.Series | None) -> pd.Series:
    if actual is None or not actual.count():
        return pd.Series(dtype=float)
    return actual[actual.first_valid_index() : actual.last_valid_index()]


def _together(recent: pd.Series, table: pd.DataFrame, since: pd.Series) -> pd.PeriodIndex:
    ends = [recent.index[0], *table.index, *since.index]
    return pd.period_range(min(ends), max(ends), freq=recent.index.freq)


def _labels(table: pd.DataFrame, unit: str, since: pd.Series) -> list[marks.Label]:
    last = table.iloc[-1]
    labels = [marks.Label(name, last[high]) for name, (_, high, _) in _BANDS.items()]
    expected = figure(last["mean"], unit, _places(table))
    labels.append(marks.Label(f"expected {expected}", last["mean"], strong=True))
    if len(since):
        words = f"recorded {figure(since.iloc[-1], unit, places_for(since))}"
        labels.append(marks.Label(words, since.iloc[-1], True, DARK_PINK))
    return labels


def _places(table: pd.DataFrame) -> int:
    return places_of(table[_columns()].abs().to_numpy().max())


def _band(table: pd.DataFrame, plane: marks.Plane, low: str, high: str, colour: str) -> alt.Chart:
    """Return a range that is level within each period, so that a single one shows as well."""
    values = [
        {"when": iso(edge), "value": float(row[low]), "high": float(row[high])}
        for at, row in table.iterrows()
        for edge in bounds(at)
    ]
    mark = marks.chart(values).mark_area(color=colour, opacity=1, clip=True, tooltip=None)
    return mark.encode(**plane.xy, y2=alt.Y2("high:Q"))


def _recorded(recent: pd.Series, plane: marks.Plane) -> list[alt.Chart]:
    values = rows(recent, plane.unit)
    corners = [plane.spot(v["when"], v["value"]) for v in values]
    label = marks.Label("recorded", values[0]["value"])
    near = [p for spot in corners[:4] for p in placing.beside(label.words, spot, above=True)]
    middle = placing.clearest(label.words, near, placing.along(corners))
    word = marks.text_at(label, middle, values[0]["when"], plane)
    return [marks.line(values, plane), marks.points(values, plane), word]


def _expected(table: pd.DataFrame, plane: marks.Plane) -> list[alt.Chart]:
    places = _places(table)
    values = rows(table["mean"], plane.unit)
    for row, (_, ranges) in zip(values, table.iterrows(), strict=True):
        row["shown"] = figure(row["value"], plane.unit, places)
        for name, (low, high, _) in _BANDS.items():
            ends = (figure(ranges[end], plane.unit, places) for end in (low, high))
            row[name[:2]] = " to ".join(ends)
    more = [alt.Tooltip(f"{name[:2]}:N", title=name) for name in _BANDS]
    dashed = marks.line(values, plane, strokeDash=SHORT_DASH, strokeWidth=THIN)
    hollow = {"fill": PAPER, "stroke": DARK_BLUE, "strokeWidth": THIN}
    return [dashed, marks.points(values, plane, *more, **hollow)]


def _came(since: pd.Series, plane: marks.Plane) -> list[alt.Chart]:
    if not len(since):
        return []
    values = rows(since, plane.unit)
    diamonds = {"shape": "diamond", "size": SIGNAL_SIZE, "color": DARK_PINK}
    line = marks.line(values, plane, color=DARK_PINK)
    return [line, marks.points(values, plane, **diamonds)]
