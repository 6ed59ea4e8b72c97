"""A map of areas: a shade a class of values, with each area's name and figure on it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

import altair as alt
import pandas as pd

from panelpack.charts import marks
from panelpack.charts.mapping import Label, Layout, Ring, lay_out
from panelpack.charts.scales import round_ticks
from panelpack.charts.table_rows import NO_FIGURE
from panelpack.charts.theme import (
    DARK_GREY,
    FONT_SIZE,
    LIGHT_TEXT_FROM,
    PAPER,
    SEQUENCE,
    TEXT,
    TEXT_GAP,
    THIN,
    TOTAL_WIDTH,
)
from panelpack.charts.vegalite import unchecked
from panelpack.charts.words import axis_title, clean, exact_places, figure, width_of, wrap

CLASSES = 4
_SWATCH = 18
_GAP = 14
_NO_CLASS = -1


@unchecked
def district_map(
    values: pd.Series, shapes: Mapping[str, Sequence[Ring]], unit: str, places: int = 1
) -> alt.LayerChart:
    """Draw areas in shades of their values, the darker the greater, each with its figure.

    `values`: a figure (NaN: none) by area, in `unit`, written with `places` decimals. `shapes`:
    the rings of each area, points as degrees of longitude and latitude; areas without a shape are
    not drawn. The classes stand under the map. Raises ValueError if no area has a shape.
    """
    known = {clean(a): float(v) for a, v in values.items() if a in shapes}
    words = {a: figure(v, "", places) if math.isfinite(v) else NO_FIGURE for a, v in known.items()}
    layout = lay_out({clean(a): shapes[a] for a in values.index if a in shapes}, words)
    ends = class_ends(list(known.values()))
    classes = {area: _class_of(value, ends) for area, value in known.items()}
    key = _key(ends, _NO_CLASS in classes.values(), layout.height + 2 * _GAP)
    height = key[-1]["down"] + _SWATCH
    xy = _xy(height)
    layers = [
        *(_shaded(layout, words, classes, number, ends) for number in sorted({*classes.values()})),
        *_leaders(layout, xy),
        *_labels(layout, classes, ends, xy),
        *_drawn_key(key, xy),
    ]
    title = alt.Title(
        wrap(axis_title(unit), TOTAL_WIDTH), fontWeight="normal", fontSize=FONT_SIZE, offset=10
    )
    return alt.layer(*layers, width=TOTAL_WIDTH, height=height, title=title)


def class_ends(values: Sequence[float]) -> tuple[float, ...]:
    """Return the ends of the classes, from the least up: round numbers of equal distance.

    >>> class_ends([3.1, 18.2, 7])
    (0.0, 5.0, 10.0, 15.0, 20.0)
    """
    known = [v for v in values if math.isfinite(v)]
    if not known:
        return ()
    low, high = min(known), max(known)
    ends = round_ticks(low, high if high > low else low + 1, CLASSES)
    # The greatest value lies in the last class, which ends above it.
    return ends if high < ends[-1] else (*ends, 2 * ends[-1] - ends[-2])


def _class_of(value: float, ends: tuple[float, ...]) -> int:
    return sum(value >= end for end in ends) - 1 if math.isfinite(value) else _NO_CLASS


def _shade(number: int, ends: tuple[float, ...]) -> int:
    """Return the place of a class in the sequence, spread over all of it."""
    last = max(len(ends) - 2, 1)
    return min(round(number * (len(SEQUENCE) - 1) / last), len(SEQUENCE) - 1)


def _fill(number: int, ends: tuple[float, ...]) -> str:
    return PAPER if number == _NO_CLASS else SEQUENCE[_shade(number, ends)]


def _ink(number: int, ends: tuple[float, ...]) -> str:
    is_dark = number != _NO_CLASS and _shade(number, ends) >= LIGHT_TEXT_FROM
    return PAPER if is_dark else TEXT


def _shaded(
    layout: Layout,
    words: dict[str, str],
    classes: dict[str, int],
    number: int,
    ends: tuple[float, ...],
) -> alt.Chart:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": rings},
            "name": area,
            "shown": words[area],
        }
        for area, rings in layout.rings.items()
        if classes[area] == number
    ]
    mark = marks.chart(features).mark_geoshape(
        fill=_fill(number, ends), stroke=DARK_GREY, strokeWidth=THIN
    )
    tooltip = [alt.Tooltip("name:N", title="Area"), alt.Tooltip("shown:N", title="Value")]
    # The shapes are in pixels already.
    mark.projection = {"type": "identity", "scale": 1, "translate": [0, 0]}
    return mark.encode(tooltip=tooltip)


def _xy(height: float) -> dict:
    """Return the encodings of pixels from the left and from the top."""
    across = alt.Scale(domain=[0, TOTAL_WIDTH], nice=False, zero=False)
    down = alt.Scale(domain=[height, 0], nice=False, zero=False)
    return {
        "x": alt.X("across:Q", scale=across, axis=None),
        "y": alt.Y("down:Q", scale=down, axis=None),
    }


def _leaders(layout: Layout, xy: dict) -> list[alt.Chart]:
    """Return lines from the labels beside the map to their areas, seen on any shade."""
    beside = [label for label in layout.labels if label.side]
    values = [
        {
            "across": label.anchor[0],
            "down": label.anchor[1],
            "until": label.middle[0] - label.side * 4,
            "bottom": label.middle[1],
        }
        for label in beside
    ]
    if not values:
        return []
    layers = []
    for colour, thick, size in ((PAPER, 4, 70), (TEXT, THIN, 25)):
        line = marks.chart(values).mark_rule(color=colour, strokeWidth=thick, tooltip=None)
        dot = marks.chart(values).mark_point(
            color=colour, filled=True, opacity=1, size=size, tooltip=None
        )
        layers.append(line.encode(**xy, x2=alt.X2("until:Q"), y2=alt.Y2("bottom:Q")))
        layers.append(dot.encode(**xy))
    return layers


def _labels(
    layout: Layout, classes: dict[str, int], ends: tuple[float, ...], xy: dict
) -> list[alt.Chart]:
    looks: dict[tuple[str, str], list[dict]] = {}
    for label in layout.labels:
        ink = TEXT if label.side else _ink(classes[label.area], ends)
        looks.setdefault((_ALIGNED[label.side], ink), []).extend(_lines(label))
    return [
        marks.chart(rows)
        .mark_text(align=align, baseline="middle", color=ink, tooltip=None)
        .encode(**xy, text=alt.Text("words:N"))
        for (align, ink), rows in looks.items()
    ]


_ALIGNED = {-1: "right", 0: "center", 1: "left"}


def _lines(label: Label) -> list[dict]:
    across, down = label.middle
    top = down - (len(label.lines) - 1) / 2 * TEXT_GAP
    return [
        {"across": across, "down": top + n * TEXT_GAP, "words": line}
        for n, line in enumerate(label.lines)
    ]


def _key(ends: tuple[float, ...], with_gaps: bool, top: float) -> list[dict]:
    """Return where the swatch and the words of each class stand, in as many rows as it takes."""
    places = exact_places(ends) or 0
    named = [
        (_fill(n, ends), f"{figure(low, '', places)} to under {figure(high, '', places)}")
        for n, (low, high) in enumerate(pairwise(ends))
    ]
    named += [(PAPER, NO_FIGURE)] if with_gaps or not named else []
    across, down, found = 0.0, top, []
    for fill, words in named:
        wide = _SWATCH + 6 + width_of(words)
        if across and across + wide > TOTAL_WIDTH:
            across, down = 0.0, down + _SWATCH + _GAP / 2
        found.append({"across": across, "down": down, "words": words, "fill": fill})
        across += wide + 2 * _GAP
    return found


def _drawn_key(key: list[dict], xy: dict) -> list[alt.Chart]:
    layers = []
    for row in key:
        box = {
            "across": row["across"],
            "down": row["down"],
            "until": row["across"] + _SWATCH,
            "bottom": row["down"] + _SWATCH,
        }
        mark = marks.chart([box]).mark_rect(
            fill=row["fill"], stroke=DARK_GREY, strokeWidth=1, tooltip=None
        )
        layers.append(mark.encode(**xy, x2=alt.X2("until:Q"), y2=alt.Y2("bottom:Q")))
    words = [
        {"across": row["across"] + _SWATCH + 6, "down": row["down"] + _SWATCH / 2}
        | {"words": row["words"]}
        for row in key
    ]
    text = marks.chart(words).mark_text(align="left", baseline="middle", tooltip=None)
    return [*layers, text.encode(**xy, text=alt.Text("words:N"))]
