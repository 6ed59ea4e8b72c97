"""The points of a control chart that signal: a shape and a colour a type, and words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import altair as alt

from panelpack.charts import marks, placing
from panelpack.charts.theme import (
    DARK_BLUE,
    DARK_GREY,
    DARK_PINK,
    LIGHT_PURPLE,
    ORANGE,
    PAPER,
    SIGNAL_SIZE,
    THIN,
    TURQUOISE,
)

MOST_NAMED = 4
"""Runs of signals that are named each; of more, only the last."""
COMMON_CAUSE = "."


@dataclass(frozen=True)
class Signal:
    """How a type of signal looks and what it is called."""

    word: str
    shape: str
    colour: str


SIGNALS = {
    "+": Signal("improvement", "diamond", TURQUOISE),
    "-": Signal("concern", "square", ORANGE),
    "h": Signal("high", "triangle-up", DARK_PINK),
    "l": Signal("low", "triangle-down", LIGHT_PURPLE),
}


def signal_points(values: list[dict], plane: marks.Plane) -> list[alt.Chart]:
    """Return one layer for each type of signal among the rows of a control chart."""
    word = alt.Tooltip("signal:N", title="Signal")
    style = {"stroke": DARK_GREY, "strokeWidth": 1, "size": SIGNAL_SIZE}
    layers = []
    for kind, look in SIGNALS.items():
        found = [v | {"signal": look.word} for v in values if v["type"] == kind]
        if found:
            style |= {"shape": look.shape, "color": look.colour}
            layers.append(marks.points(found, plane, word, **style))
    return layers


def excluded_points(values: list[dict], plane: marks.Plane) -> list[alt.Chart]:
    """Return hollow points for values that set no limit, with the reason in their tooltip."""
    found = [v for v in values if v["excluded"] and v["type"] == COMMON_CAUSE]
    if not found:
        return []
    style = {"fill": PAPER, "stroke": DARK_BLUE, "strokeWidth": THIN, "size": SIGNAL_SIZE / 2}
    reason = alt.Tooltip("excluded:N", title="Left out of the limits")
    return [marks.points(found, plane, reason, **style)]


def named_signals(
    values: list[dict], plane: marks.Plane, obstacles: list[placing.Spot]
) -> list[alt.Chart]:
    """Name the last point of each run of signals, the last first, clear of the obstacles."""
    runs = [list(run) for kind, run in groupby(values, lambda v: v["type"]) if kind in SIGNALS]
    layers = []
    for run in (runs if len(runs) <= MOST_NAMED else runs[-1:])[::-1]:
        end = run[-1]
        label = marks.Label(SIGNALS[end["type"]].word, end["value"], strong=True)
        near = placing.beside(label.words, plane.spot(end["when"], end["value"]), end["above"])
        middle = placing.clearest(label.words, near, obstacles)
        obstacles = obstacles + placing.covered(label.words, middle)
        layers.append(marks.text_at(label, middle, end["when"], plane))
    return layers
