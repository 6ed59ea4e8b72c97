"""The drawings of a pair of measures: linked series and clouds of points, and lags."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

import altair as alt
import pandas as pd

from panelpack import wording
from panelpack.charts import marks
from panelpack.charts.scales import line_scale
from panelpack.charts.theme import DARK_BLUE, LIMIT_GREY, SHADE
from panelpack.charts.timeaxis import TimeAxis, iso, moment
from panelpack.charts.words import clean, wrap
from panelpack.explore.parts import PALE, WIDTH, dark_if, heading, instructions
from panelpack.plan import Measure

SERIES_HEIGHT = 150
CLOUD = 172
LAG_HEIGHT = 170
_VALUE = {"first": "x", "second": "y"}


def linked(views: Mapping[str, pd.DataFrame], first: Measure, second: Measure) -> alt.VConcatChart:
    """Draw two series above each other and a cloud of points for each view, with two brushes.

    `views`: by its name a frame of `first` and `second` by period, NaN for a gap; the first two
    views are drawn as lines, all as clouds.
    """
    rows = _rows(views)
    when = alt.selection_interval(name="when", encodings=["x"])
    spots = [alt.selection_interval(name=f"spot{n}") for n in range(len(views))]
    chosen = when
    for spot in spots:
        chosen = chosen & spot
    index = next(iter(views.values())).index
    axis = TimeAxis(index, width=WIDTH)
    series = [
        _series(rows, views, side, measure, axis, when, chosen)
        for side, measure in (("first", first), ("second", second))
    ]
    names = (first.name, second.name)
    clouds = [
        _cloud(rows, n, name, names, spot, chosen)
        for n, (name, spot) in enumerate(zip(views, spots, strict=True))
    ]
    beside = alt.hconcat(*clouds, spacing=22)
    with warnings.catch_warnings():
        # One brush across both lines is what is meant, and Altair doubts it.
        warnings.filterwarnings("ignore", "Automatically deduplicated selection", UserWarning)
        drawing = alt.vconcat(*series, beside, spacing=26)
    return drawing.properties(title=_said_above(views))


def _said_above(views: Mapping[str, pd.DataFrame]) -> alt.Title:
    thin, bold, *_ = views
    words = (
        f"Thin line: {thin.lower()}. Thick line: {bold.lower()}, where it can be worked out. Drag "
        "across a line or a cloud of points to choose; a double click lets go."
    )
    return instructions(words)


def _rows(views: Mapping[str, pd.DataFrame]) -> list[dict]:
    """Return a row a period with what every part draws: one table, so that choices link."""
    frames = list(views.values())
    rows = []
    for at in frames[0].index:
        row = {"when": iso(moment(at)), "period": wording.period(at)}
        for n, frame in enumerate(frames):
            row |= {f"{_VALUE[side]}{n}": _plain(frame.loc[at, side]) for side in _VALUE}
        rows.append(row)
    return rows


def _plain(value: float) -> float | None:
    return None if pd.isna(value) else round(float(value), 4)


def _series(rows, views, side, measure, axis, when, chosen) -> alt.LayerChart:
    counted, adjusted, *_ = (frame[side] for frame in views.values())
    scale = line_scale([*counted, *adjusted.dropna()], 4)
    made = scale.y(measure.unit)
    letter = _VALUE[side]

    def y(number: int) -> alt.Y:
        return alt.Y(f"{letter}{number}:Q", scale=made["scale"], axis=made["axis"])

    thin = marks.chart(rows).mark_line(color=LIMIT_GREY, strokeWidth=1, tooltip=None)
    bold = marks.chart(rows).mark_line(color=DARK_BLUE, strokeWidth=2.5, tooltip=None)
    point = marks.chart(rows).mark_point(filled=True, opacity=1, size=34)
    layers = [
        thin.encode(x=axis.x(), y=y(0)).add_params(when),
        bold.encode(x=axis.x(), y=y(1)),
        point.encode(
            x=axis.x(),
            y=y(0),
            color=dark_if(chosen),
            tooltip=_tooltip(f"{letter}0", f"{letter}1"),
        ),
    ]
    title = heading(measure.name, 26)
    return alt.layer(*layers).properties(width=WIDTH, height=SERIES_HEIGHT, title=title)


def _tooltip(counted: str, adjusted: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("period:N", title="Period"),
        alt.Tooltip(f"{counted}:Q", title="As counted", format=","),
        alt.Tooltip(f"{adjusted}:Q", title="Seasonally adjusted", format=",.1f"),
    ]


def _cloud(rows, number, view, names, spot, chosen) -> alt.Chart:
    known = [row for row in rows if None not in (row[f"x{number}"], row[f"y{number}"])]
    axis = dict(grid=True, tickCount=4, titleAnchor="start")
    beside = wrap(names[1], CLOUD) if number == 0 else None
    x = alt.X(f"x{number}:Q", title=wrap(names[0], CLOUD), axis=alt.Axis(**axis))
    y = alt.Y(f"y{number}:Q", title=beside, axis=alt.Axis(**axis))
    encoded = (
        marks.chart(known)
        .mark_point(filled=True, opacity=0.9, size=44)
        .encode(
            x=x.scale(zero=False),
            y=y.scale(zero=False),
            color=dark_if(chosen),
            tooltip=[
                alt.Tooltip("period:N", title="Period"),
                alt.Tooltip(f"x{number}:Q", title=clean(names[0]), format=",.1f"),
                alt.Tooltip(f"y{number}:Q", title=clean(names[1]), format=",.1f"),
            ],
        )
    )
    title = heading(view, width=CLOUD)
    return encoded.add_params(spot).properties(width=CLOUD, height=CLOUD, title=title)


def lags(
    tables: Mapping[str, pd.DataFrame], first: str, second: str, kind: str
) -> alt.HConcatChart:
    """Draw the correlation at each lag over the band of chance, a panel a view.

    `tables`: by view the table of `association.lagged_correlation`; `kind`: month, quarter, year.
    """
    words = (
        f"Correlation of “{clean(first)}” with “{clean(second)}” so many {kind}s later (left of 0: "
        "earlier). Within the grey band lies what chance alone gives; a bar beyond it is dark."
    )
    panels = [_panel(table, view, kind, n == 0) for n, (view, table) in enumerate(tables.items())]
    return alt.hconcat(*panels, spacing=22).properties(title=instructions(words))


def _panel(table: pd.DataFrame, view: str, kind: str, is_first: bool) -> alt.LayerChart:
    rows = _lag_rows(table)
    ends = [int(table.index[0]), int(table.index[-1])]
    x = alt.X(
        "lag:Q",
        title=f"{kind.capitalize()}s later",
        scale=alt.Scale(domain=[ends[0] - 0.6, ends[1] + 0.6], nice=False),
        axis=alt.Axis(
            grid=False,
            values=[ends[0], -(ends[1] // 2), 0, ends[1] // 2, ends[1]],
            labelExpr="datum.value ? format(datum.value, '+d') : '0'",
        ),
    )
    across = alt.Axis(values=[-1, -0.5, 0, 0.5, 1], format=".1f", labels=is_first, ticks=False)
    y = alt.Y("r:Q", title=None, scale=alt.Scale(domain=[-1, 1]), axis=across)
    band = marks.chart(rows).mark_area(color=SHADE, opacity=1, tooltip=None, stroke=PALE)
    bars = marks.chart(rows).mark_bar(size=min(12, 120 / len(table)))
    layers = [
        band.encode(
            x=x, y=alt.Y("below:Q", scale=y["scale"], axis=across, title=None), y2=alt.Y2("band:Q")
        ),
        bars.encode(
            x=x,
            y=y,
            color=alt.condition("datum.beyond", alt.value(DARK_BLUE), alt.value("#86898b")),
            tooltip=[
                alt.Tooltip("lag:Q", title=f"{kind.capitalize()}s later", format="+d"),
                alt.Tooltip("r:Q", title="Correlation", format=".2f"),
                alt.Tooltip("band:Q", title="Chance gives up to ±", format=".2f"),
                alt.Tooltip("pairs:Q", title="Pairs of values"),
            ],
        ),
        marks.chart([{"r": 0}]).mark_rule(color=LIMIT_GREY, tooltip=None).encode(y=y),
    ]
    words = view if rows else f"{view}: too few values"
    title = heading(words, width=CLOUD)
    return alt.layer(*layers).properties(width=CLOUD, height=LAG_HEIGHT, title=title)


def _lag_rows(table: pd.DataFrame) -> list[dict]:
    return [
        {"lag": int(lag), "r": round(row["r"], 3), "band": round(row["band"], 3)}
        | {"below": -round(row["band"], 3), "pairs": int(row["pairs"])}
        | {"beyond": bool(abs(row["r"]) > row["band"])}
        for lag, row in table.dropna().iterrows()
    ]
