"""A control chart: values, the limits that their own variation sets, and what signals."""

from __future__ import annotations

from itertools import groupby

import altair as alt
import pandas as pd

from panelpack.charts import marks, placing
from panelpack.charts.scales import line_scale
from panelpack.charts.signals import COMMON_CAUSE, excluded_points, named_signals, signal_points
from panelpack.charts.theme import (
    DARK_PINK,
    DASH_DOT,
    HEIGHT,
    LIMIT_GREY,
    LONG_DASH,
    SHORT_DASH,
    SMALL_POINT,
    TEXT,
    TEXT_GAP,
    THIN,
    VEIL,
)
from panelpack.charts.timeaxis import TimeAxis, as_periods, bounds, is_named, iso, room_for, rows
from panelpack.charts.vegalite import unchecked
from panelpack.charts.words import clean, exact_places, figure, period, places_of, width_of
from panelpack.spc import ControlChart

MANY_POINTS = 60
_MEDIANS = ("g", "run")
_TRIAL = "trial"
_LIMIT = {"strokeDash": LONG_DASH, "color": LIMIT_GREY, "strokeWidth": THIN}
_LIMITS = ("upper", "centre", "lower")
_LINES = {
    "upper": _LIMIT,
    "centre": {"color": LIMIT_GREY, "strokeWidth": THIN},
    "lower": _LIMIT,
    "target": {"strokeDash": DASH_DOT, "color": DARK_PINK, "strokeWidth": THIN},
}


@unchecked
def control_chart(result: ControlChart, unit: str = "") -> alt.LayerChart:
    """Draw a judged series with its centre line, limits, target and signals.

    `result`: what `panelpack.spc.xmr` and `chart` give back. `unit`: of the values. Lines are
    named at the right with the last phase's figures; the periods that set limits for later ones
    are shaded; a signal has the shape and colour of its type, and the last ones are named.
    Raises ValueError if there is no value at all.
    """
    table = result.shown.set_axis(as_periods(result.table.index))
    values = _values(table, unit)
    labels = _labels(result, table, unit)
    axis = TimeAxis(table.index, room_for(label.words for label in labels))
    plane = marks.Plane(axis, line_scale(table[["value", *_LINES]].to_numpy().ravel()), unit)
    levels = {name: _level(table, name) for name in _LINES}
    end = bounds(table.index[-1])[1]
    lines = _spots([values, *levels.values()], plane) + marks.under_labels(labels, end, plane)
    small = {"size": SMALL_POINT} if len(values) > MANY_POINTS else {}
    layers = [
        *_shaded(table, plane, lines),
        *_new_limits(table, plane, lines),
        *(marks.line(levels[name], plane, **style) for name, style in _LINES.items()),
        marks.line(values, plane),
        marks.points([v for v in values if v["type"] == COMMON_CAUSE], plane, **small),
        *excluded_points(values, plane),
        *signal_points(values, plane),
        *named_signals(values, plane, lines),
        *marks.end_labels(labels, end, plane),
    ]
    return marks.over_time(layers, axis.width)


def _values(table: pd.DataFrame, unit: str) -> list[dict]:
    names = [period(p) for p in table.index] if is_named(table.index) else table["label"]
    values = rows(table["value"], unit, names)
    marks.check_any(values)
    known = table[table["value"].notna()]
    judged = zip(known["type"], known["excluded"], known["value"] >= known["centre"], strict=True)
    for row, (type_, excluded, above) in zip(values, judged, strict=True):
        row |= {"type": str(type_), "excluded": clean(excluded), "above": bool(above)}
    return values


def _labels(result: ControlChart, table: pd.DataFrame, unit: str) -> list[marks.Label]:
    last, phase = table.iloc[-1], result.phases.iloc[-1]
    limit = "trial limit" if phase["limit_status"] == _TRIAL else "limit"
    held = "baseline " if _held(table[table["phase"] == phase["phase"]]) else ""
    centre = "median" if result.kind in _MEDIANS else "mean"
    words = {"upper": f"upper {limit}", "centre": held + centre, "lower": f"lower {limit}"}
    words |= {"target": "target", "value": "last value"}
    places = {"value": result.places, "target": exact_places([last["target"]])}
    places |= {line: _places(last[line], result.places) for line in _LIMITS}
    return [
        marks.Label(
            f"{words[name]} {figure(last[name], unit, places.get(name))}",
            last[name],
            strong=name == "value",
            colour=DARK_PINK if name == "target" else marks.TEXT,
        )
        for name in words
        if pd.notna(last[name])
    ]


def _places(line: float, places: int | None) -> int | None:
    """Return the decimals of a limit or centre: no finer than the table's, if these are known."""
    return None if places is None or pd.isna(line) else min(places_of(line), max(places, 1))


def _held(phase: pd.DataFrame) -> bool:
    """Return True where later values of a phase are judged by limits of earlier ones."""
    setting = phase.index[phase["baseline"]]
    return len(setting) > 0 and bool(phase.loc[phase.index > setting[-1], "value"].notna().any())


def _shaded(table: pd.DataFrame, plane: marks.Plane, lines: list[placing.Spot]) -> list[alt.Chart]:
    ends = {"value": plane.scale.low, "high": plane.scale.high}
    layers = []
    for _, phase in table.groupby("phase"):
        if _held(phase):
            setting = phase.index[phase["baseline"]]
            start, end = iso(bounds(setting[0])[0]), iso(bounds(setting[-1])[1])
            area = marks.chart([ends | {"when": edge} for edge in (start, end)])
            area = area.mark_area(color=TEXT, opacity=VEIL, clip=True, tooltip=None)
            layers.append(area.encode(**plane.xy, y2=alt.Y2("high:Q")))
            layers.append(_written_at("baseline", start, plane, lines))
    return layers


def _new_limits(
    table: pd.DataFrame, plane: marks.Plane, lines: list[placing.Spot]
) -> list[alt.Chart]:
    layers = []
    for _, phase in list(table.groupby("phase"))[1:]:
        start = iso(bounds(phase.index[0])[0])
        rule = marks.chart([{"when": start}]).mark_rule(
            strokeDash=SHORT_DASH, color=LIMIT_GREY, clip=True
        )
        layers.append(rule.encode(x=plane.xy["x"]))
        layers.append(_written_at("new limits", start, plane, lines))
    return layers


def _written_at(words: str, start: str, plane: marks.Plane, lines: list[placing.Spot]) -> alt.Chart:
    """Write words right of a moment where they hide least; what is written later avoids them."""
    left = plane.spot(start, plane.scale.high)[0]
    across = left + width_of(words) / 2 + TEXT_GAP / 3
    heights = [TEXT_GAP / 2, HEIGHT - TEXT_GAP / 2, *range(TEXT_GAP, HEIGHT, TEXT_GAP)]
    middle = placing.clearest(words, [(across, height) for height in heights], lines)
    lines += placing.covered(words, middle)
    return marks.text_at(marks.Label(words, plane.scale.high), middle, start, plane)


def _level(table: pd.DataFrame, name: str) -> list[dict]:
    """Return the corners of a line that is level within a period and new with each phase."""
    breaks = table[name].isna().cumsum() + table["phase"] * len(table)
    steps = zip(table.index, table[name], breaks, strict=True)
    values = [
        {"when": iso(edge), "value": float(level), "run": int(run)}
        for at, level, run in steps
        if pd.notna(level)
        for edge in bounds(at)
    ]
    flat = [list(group) for _, group in groupby(values, lambda v: (v["run"], v["value"]))]
    return [corner for group in flat for corner in (group[0], group[-1])]


def _spots(lines: list[list[dict]], plane: marks.Plane) -> list[placing.Spot]:
    return [
        spot
        for line in lines
        for _, run in groupby(line, lambda row: row["run"])
        for spot in placing.along(plane.spot(row["when"], row["value"]) for row in run)
    ]
