"""Funnels and maps: what is named, where labels stand, and shades that grey can tell."""

import itertools
import json
import math

import numpy as np
import pandas as pd
import pytest

from panelpack import charts
from panelpack.charts import cells, mapping, maps, theme
from panelpack.charts.words import width_of
from panelpack.opendata import read
from test_charts import box, contrast, districts, draw, funnel_of, layers, luminance, said, values

UNIT = "offences per 1,000 people"


def funnel_spec(**change):
    return charts.spec(charts.funnel(*funnel_of(**change), UNIT, "Population"))


# Funnels


def test_the_own_unit_and_those_outside_are_named_wherever_they_lie():
    """Five units on nearly one spot: two must be named, the others only if there is room."""
    spec = funnel_spec(rates=(1.2, 1.21, 1.2, 1.22, 1.21), outside=(2,), own=1)
    names = " ".join(said(draw(charts.funnel(*funnel_of((1.2,) * 5, (2,), 1), UNIT, "x"))))
    assert "Beechshire 1.20" in names and "Cedarshire 1.20" in names
    drawn = [row["value"] for layer in layers(spec, "point") for row in values(spec, layer)]
    assert sorted(drawn) == [1.2, 1.2, 1.21, 1.21, 1.22]


def test_a_name_stands_nearer_to_its_own_point_than_to_any_other():
    """Two pairs of neighbours: a name between the two of a pair would be either's."""
    for gap in (0.02, 0.1, 0.3):
        spec = funnel_spec(rates=(1.3, 1.3 + gap, 1.31, 1.3 - gap, 1.29), outside=())
        dots = {row["name"]: row for at in layers(spec, "point") for row in values(spec, at)}
        for layer in layers(spec, "text"):
            (row,) = values(spec, layer)
            name = row["words"].rpartition(" ")[0]
            if name in dots:
                near = min(dots, key=lambda n: _between(spec, dots[n], row))
                assert near == name, (gap, row)


def _between(spec, dot, words):
    """How far a point lies from words with their middle there, in pixels."""
    (low, high), (bottom, top) = (
        layers(spec, "point")[0]["encoding"][way]["scale"]["domain"] for way in "xy"
    )
    across = abs(dot["size"] - words["size"]) / (high - low) * theme.WIDTH
    down = abs(dot["value"] - words["value"]) / (top - bottom) * theme.HEIGHT
    half = width_of(words["words"]) / 2
    return math.hypot(max(across - half, 0), max(down - theme.TEXT_GAP / 2, 0))


def test_own_outside_and_other_units_differ_in_shape():
    spec = funnel_spec()
    shapes = {
        row["name"]: layer["mark"]["shape"]
        for layer in layers(spec, "point")
        for row in values(spec, layer)
    }
    assert (shapes["Ashshire"], shapes["Firshire"]) == ("diamond", "square")
    assert {shapes[n] for n in ("Beechshire", "Cedarshire", "Elmshire")} == {"circle"}


def test_the_limits_are_drawn_at_their_values_and_differ_in_dash():
    spec = funnel_spec()
    found = {
        values(spec, layer)[0]["value"]: layer["mark"].get("strokeDash")
        for layer in layers(spec, "line")
    }
    assert found == {
        0.5: [8, 4], 0.7: [3, 3], 1.3: None, 1.9: [3, 3], 2.2: [8, 4]
    }  # fmt: skip


# Maps


def test_every_label_inside_lies_in_its_own_area_and_none_overlaps():
    _, shapes = districts()
    layout = mapping.lay_out(shapes, dict.fromkeys(shapes, "12.3"))
    sides = {label.area: label.side for label in layout.labels}
    assert sides["Northfield"] == sides["Southmoor"] == 0
    assert sides["Little Wickton"] != 0
    for label in layout.labels:
        mask = cells.mask_of(layout.rings[label.area], layout.width, layout.height)
        at = label.anchor if label.side else label.middle
        assert mask[int(at[1] // cells.GRAIN), int(at[0] // cells.GRAIN)], label.area


@pytest.mark.parametrize("count", [1, 9, 16, 36])
def test_labels_of_many_small_areas_stand_apart(count):
    """As many areas as the largest force has, far too small for words."""
    side = int(np.ceil(np.sqrt(count)))
    shapes = {
        f"Borough number {n}": [
            box(
                0.1 * (n % side),
                51 + 0.06 * (n // side),
                0.1 * (n % side + 1),
                51.06 + 0.06 * (n // side),
            )
        ]
        for n in range(count)
    }
    series = pd.Series({area: 1.0 + n for n, area in enumerate(shapes)})
    svg = draw(charts.district_map(series, shapes, UNIT))
    words = said(svg)
    joined = " ".join(words)
    for area, value in series.items():
        assert f"{area} {value:.1f}" in joined or area.split()[0] in joined
    boxes = []
    layout = mapping.lay_out(shapes, {a: f"{v:.1f}" for a, v in series.items()})
    assert len(layout.labels) == count
    for label in layout.labels:
        wide = max(len(line) for line in label.lines) * theme.FONT_SIZE * theme.LETTER_WIDTH
        left = label.middle[0] - {-1: wide, 0: wide / 2, 1: 0}[label.side]
        high = len(label.lines) * theme.TEXT_GAP
        boxes.append((left, label.middle[1] - high / 2, left + wide, label.middle[1] + high / 2))
    for n, one in enumerate(boxes):
        assert one[0] >= -1 and one[2] <= theme.TOTAL_WIDTH + 1
        for other in boxes[n + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0]
            assert apart or one[3] <= other[1] + 0.01 or other[3] <= one[1] + 0.01


def test_the_real_boundaries_keep_their_shape_and_their_neighbours(workbook):
    shapes = {
        feature["properties"]["district"]: feature["geometry"]["coordinates"]
        for feature in read.boundaries(workbook)["features"]
        if feature["geometry"]["type"] == "Polygon"
    }
    layout = mapping.lay_out(shapes, dict.fromkeys(shapes, "9.9"))
    assert len(layout.labels) == len(shapes) >= 8
    masks = [cells.mask_of(rings, layout.width, layout.height) for rings in layout.rings.values()]
    together = np.sum(masks, axis=0)
    # Neighbours share one border: next to no cell belongs to two districts.
    assert (together > 1).sum() < 0.002 * (together > 0).sum()


def test_a_hole_is_no_part_of_its_area():
    mask = cells.mask_of([box(0, 0, 90, 90), box(30, 30, 60, 60)], 90, 90)
    assert mask.sum() * cells.GRAIN**2 == 90 * 90 - 30 * 30
    assert not mask[15, 15]


def test_cells_and_rooms_are_those_that_each_cell_tells_by_itself():
    """A ring that crosses itself and the edges of the grid, against one cell at a time."""
    rng = np.random.default_rng(5)
    ring = [tuple(p) for p in np.round(2 * rng.uniform(-20, 110, (12, 2))) / 2]
    rings = [[*ring, ring[0]], box(6, 6, 51, 84)]
    mask = cells.mask_of(rings, 90, 75)
    middles = [
        ((c + 0.5) * cells.GRAIN, (r + 0.5) * cells.GRAIN) for r in range(25) for c in range(30)
    ]
    assert mask.ravel().tolist() == [inside(spot, rings) for spot in middles]
    found = cells.room_for_box(mask, 4 * cells.GRAIN, 5 * cells.GRAIN)
    corners = [(r, c) for r in range(21) for c in range(27) if mask[r : r + 5, c : c + 4].all()]
    assert found.tolist() == [[r + 2.5, c + 2.0] for r, c in corners]
    assert 0 < len(corners) < 200
    assert cells.room_for_box(mask, 90, 75).shape == (0, 2)
    assert cells.room_for_box(np.zeros((25, 30), bool), 3, 3).shape == (0, 2)


def inside(spot, rings):
    """Return True where a line from a spot to the left crosses an odd number of sides."""
    (x, y), crossed = spot, 0
    for ring in rings:
        for (x0, y0), (x1, y1) in itertools.pairwise(ring):
            if min(y0, y1) <= y < max(y0, y1):
                crossed += x > x0 + (x1 - x0) * (y - y0) / (y1 - y0)
    return crossed % 2 == 1


def test_classes_hold_every_value_and_darken_evenly():
    ends = maps.class_ends([2.0, 9.9, 20.0, np.nan])
    assert ends[0] <= 2 and ends[-1] > 20
    light = [luminance(colour) for colour in theme.SEQUENCE]
    assert light == sorted(light, reverse=True)
    for n, colour in enumerate(theme.SEQUENCE):
        ink = theme.PAPER if n >= theme.LIGHT_TEXT_FROM else theme.TEXT
        assert contrast(ink, colour) >= 4.5


def test_a_shade_and_its_key_agree():
    series, shapes = districts()
    spec = charts.spec(charts.district_map(series, shapes, UNIT))
    fills = {
        feature["name"]: layer["mark"]["fill"]
        for layer in layers(spec, "geoshape")
        for feature in values(spec, layer)
    }
    keys = [layer["mark"]["fill"] for layer in layers(spec, "rect")]
    assert fills["Little Wickton"] == theme.PAPER == keys[-1]
    assert fills["Northfield"] == keys[0] == theme.SEQUENCE[0]
    assert fills["Southmoor"] == keys[3] == theme.SEQUENCE[-1]


@pytest.mark.parametrize("figures", [[5.0, 5.0], [0.0, 0.0], [np.nan, np.nan], [0.1, 1e6]])
def test_odd_values_are_drawn(figures):
    shapes = {"A": [box(0, 51, 1, 52)], "B": [box(1, 51, 2, 52)]}
    spec = charts.spec(charts.district_map(pd.Series(figures, index=["A", "B"]), shapes, UNIT))
    json.dumps(spec, allow_nan=False)
    assert len(layers(spec, "geoshape")) >= 1


def test_no_shape_at_all_is_refused():
    with pytest.raises(ValueError, match="no area"):
        charts.district_map(pd.Series({"A": 1.0}), {}, UNIT)
