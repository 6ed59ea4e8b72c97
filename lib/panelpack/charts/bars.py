"""Bars: one a row, two a row, and the bridge from one total to another."""

from __future__ import annotations

import math
from itertools import pairwise

import altair as alt
import pandas as pd

from panelpack.charts import marks
from panelpack.charts.scales import bar_scale
from panelpack.charts.table_rows import NO_FIGURE, TableRows, Written
from panelpack.charts.theme import (
    DARK_BLUE,
    DARK_GREY,
    LIMIT_GREY,
    ORANGE,
    PAPER,
    SHORT_DASH,
    TURQUOISE,
)
from panelpack.charts.vegalite import unchecked
from panelpack.charts.words import clean, figure, places_for, signed

BAR = 24
PAIRED_BAR = 20
TOTAL, STEP = "total", "step"
_BEFORE = {"fill": PAPER, "stroke": DARK_GREY, "strokeWidth": 1.5, "strokeDash": [4, 2]}
_NOW = {"fill": DARK_BLUE, "stroke": DARK_BLUE, "strokeWidth": 1.5}


@unchecked
def bars(frame: pd.DataFrame, unit: str) -> alt.LayerChart:
    """Draw a bar a row in the given order, its value written at its end.

    `frame`: columns `label` and `value` (in `unit`; may be negative; NaN is said to be missing).
    Raises ValueError if there is no row.
    """
    marks.check_any(frame)
    places = places_for(frame["value"])
    values = [float(v) for v in frame["value"]]
    written = tuple(_at_end(n, value, unit, places) for n, value in enumerate(values))
    labels = tuple(clean(label) for label in frame["label"])
    layout = TableRows(labels, bar_scale(values), unit, written, BAR)
    drawn = [_bar(layout, n, value, BAR) for n, value in enumerate(values) if math.isfinite(value)]
    return layout.drawing([layout.bars(drawn, color=DARK_BLUE), layout.zero(), *layout.words()])


@unchecked
def paired_bars(
    frame: pd.DataFrame, unit: str, before: str = "a year before", now: str = "this quarter"
) -> alt.LayerChart:
    """Draw two bars a row: `now` filled, `before` hollow with a broken outline under it.

    `frame`: columns `label`, `before` and `now`, in `unit`. `before`, `now`: what the two are
    called; each bar carries its value, those of the first row their names as well. Raises
    ValueError if there is no row.
    """
    marks.check_any(frame)
    both = [*frame["now"], *frame["before"]]
    places, labels = places_for(both), tuple(clean(label) for label in frame["label"])
    kinds = (("now", now, -PAIRED_BAR / 2 - 1), ("before", before, PAIRED_BAR / 2 + 1))
    written = tuple(
        _at_end(n, float(value), unit, places, down, name if n == 0 else "")
        for column, name, down in kinds
        for n, value in enumerate(frame[column])
    )
    layout = TableRows(labels, bar_scale(both), unit, written, 2 * PAIRED_BAR + 2)
    layers = []
    for (column, name, down), style in zip(kinds, (_NOW, _BEFORE), strict=True):
        drawn = [
            _bar(layout, n, float(value), PAIRED_BAR, down) | {"of": clean(name)}
            for n, value in enumerate(frame[column])
            if math.isfinite(value)
        ]
        layers.append(layout.bars(drawn, **style))
    return layout.drawing([*layers, layout.zero(), *layout.words()])


@unchecked
def waterfall(frame: pd.DataFrame, unit: str) -> alt.LayerChart:
    """Draw how steps lead from one total to the next.

    `frame`: columns `label`, `amount` (in `unit`) and `kind`: a `total` stands on zero, a `step`
    begins where the row before it ends. Raises ValueError for another kind or without a row.
    """
    marks.check_any(frame)
    if wrong := set(frame["kind"]) - {TOTAL, STEP}:
        raise ValueError(f"kind is {sorted(wrong)[0]!r}; it can be total or step")
    amounts, totals = [float(a) for a in frame["amount"]], list(frame["kind"] == TOTAL)
    spans, places = _spans(amounts, totals), places_for(amounts)
    written = tuple(
        Written(n, max(span), figure(a, unit, places) if total else signed(a, unit, places))
        for n, (span, a, total) in enumerate(zip(spans, amounts, totals, strict=True))
    )
    labels = tuple(clean(label) for label in frame["label"])
    scale = bar_scale(end for span in spans for end in span)
    layout = TableRows(labels, scale, unit, written, BAR)
    layers = []
    for colour in (DARK_BLUE, TURQUOISE, ORANGE):
        drawn = [
            _bar(layout, n, span[1], BAR, start=span[0])
            for n, (span, a, total) in enumerate(zip(spans, amounts, totals, strict=True))
            if colour == (DARK_BLUE if total else TURQUOISE if a >= 0 else ORANGE)
        ]
        layers.append(layout.bars(drawn, fill=colour, stroke=DARK_GREY, strokeWidth=1))
    joints = [
        {"value": above[1], "down": layout.middles[n], "bottom": layout.middles[n + 1]}
        for n, (above, _) in enumerate(pairwise(spans))
    ]
    joined = layout.upright(joints, color=LIMIT_GREY, strokeDash=SHORT_DASH)
    return layout.drawing([joined, *layers, layout.zero(), *layout.words()])


def _spans(amounts: list[float], totals: list[bool]) -> list[tuple[float, float]]:
    """Return where each bar begins and ends."""
    spans, level = [], 0.0
    for amount, total in zip(amounts, totals, strict=True):
        start = 0.0 if total else level
        level = start + amount
        spans.append((start, level))
    return spans


def _at_end(
    row: int, value: float, unit: str, places: int, down: float = 0, name: str = ""
) -> Written:
    in_brackets = f" ({clean(name)})" if clean(name) else ""
    if not math.isfinite(value):
        return Written(row, 0.0, NO_FIGURE + in_brackets, False, down)
    words = figure(value, unit, places) + in_brackets
    return Written(row, value, words, value < 0, down)


def _bar(
    layout: TableRows, row: int, value: float, thick: float, down: float = 0, start: float = 0.0
) -> dict:
    middle = layout.middles[row] + down
    words = [w.words for w in layout.written if w.row == row and w.down == down]
    return {
        "value": start,
        "until": value,
        "down": middle - thick / 2,
        "bottom": middle + thick / 2,
        "name": layout.labels[row],
        "shown": words[0],
    }
