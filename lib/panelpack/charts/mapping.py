"""Where areas and their labels lie on a map, in pixels from its top left corner.

A label stands inside its area if it fits there, and otherwise in a column beside the map with a
line to its area. So no two labels can overlap, however the areas lie.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from panelpack.charts.beside import (
    COLUMN_GAP,
    MOST_HIGH,
    WIDEST,
    column_lines,
    height_of,
    room_beside,
    stacked,
)
from panelpack.charts.cells import GRAIN, Ring, heart, mask_of, room_for_box
from panelpack.charts.placing import Spot, along
from panelpack.charts.theme import TEXT_GAP, TOTAL_WIDTH
from panelpack.charts.words import width_of, wrap

Shapes = Mapping[str, Sequence[Ring]]
Masks = Mapping[str, np.ndarray]
_PADDING = 2
_WIDTHS = (WIDEST, 90, 60)
"""Pixels at which a name inside an area is broken, if it can't stand in one line."""
_SHARE_OF_HEIGHT = 0.6
_LEAST_DEGREES = 1e-6


@dataclass(frozen=True)
class Label:
    """The lines of an area's label and their middle; `anchor` lies in the area.

    `side` is 0 inside, -1 in the column at the left and 1 at the right, where `middle` is the
    end of the words that is nearer to the map.
    """

    area: str
    lines: tuple[str, ...]
    middle: Spot
    anchor: Spot
    side: int = 0


@dataclass(frozen=True)
class Layout:
    """Outlines by area and their labels, on a map of `width` by `height` pixels."""

    rings: dict[str, list[Ring]]
    labels: tuple[Label, ...]
    width: float
    height: float


def lay_out(shapes: Shapes, words: Mapping[str, str]) -> Layout:
    """Return where areas and labels lie.

    `shapes`: the rings of each area, points as degrees of longitude and latitude. `words`: what
    is written of each area after its name. Raises ValueError if there is no shape.
    """
    if not shapes:
        raise ValueError("there is no area to draw")
    tried = _Try(_Ground(shapes), words, {})
    while tried.homeless:
        # One at a time: a column makes the map narrower, so few labels should stand in it.
        least = min(tried.homeless, key=lambda area: tried.masks[area].sum())
        tried = tried.beside([*tried.columns, least])
    for area in sorted(tried.columns, key=lambda area: -tried.masks[area].sum()):
        # What found no room early on may have some now.
        without = tried.beside([other for other in tried.columns if other != area])
        tried = tried if without.homeless else without
    return tried.layout()


class _Ground:
    """Areas as they lie, in degrees; drawn once in each frame that is tried."""

    def __init__(self, shapes: Shapes):
        self.shapes = {a: [np.asarray(ring) for ring in rings] for a, rings in shapes.items()}
        every = np.concatenate([ring for rings in self.shapes.values() for ring in rings])
        (self.west, self.south), (self.east, self.north) = every.min(axis=0), every.max(axis=0)
        self._drawn: dict[_Frame, tuple[dict[str, list[Ring]], Masks]] = {}

    def drawn(self, frame: _Frame) -> tuple[dict[str, list[Ring]], Masks]:
        """Return the rings of each area in pixels, and the cells that it covers."""
        if frame not in self._drawn:
            rings = {area: [frame.drawn(ring) for ring in of] for area, of in self.shapes.items()}
            size = frame.width, frame.height
            masks = {area: mask_of(of, *size) for area, of in rings.items()}
            self._drawn[frame] = rings, masks
        return self._drawn[frame]


class _Try:
    """A map with some labels in the columns: which of the others find room in their areas."""

    def __init__(self, ground: _Ground, words: Mapping[str, str], columns: dict[str, int]):
        self.ground, self.words, self.columns = ground, words, columns
        self.frame = _frame(ground, columns, words)
        self.rings, self.masks = ground.drawn(self.frame)
        inside = (area for area in ground.shapes if area not in columns)
        self.labels = {a: _inside(a, words[a], self.masks[a]) for a in inside}
        self.aside = _beside(columns, words, self.masks, self.frame)

    @property
    def homeless(self) -> list[str]:
        """The areas whose labels find no place, or only one that a line to another area strikes."""
        lines = [spot for label in self.aside for spot in along([label.anchor, label.middle])]
        return [a for a, label in self.labels.items() if label is None or _struck(label, lines)]

    def beside(self, areas: Sequence[str]) -> _Try:
        """Return the map with the labels of these areas in the columns."""
        return _Try(self.ground, self.words, _sides(areas, self.masks, self.frame))

    def layout(self) -> Layout:
        labels = (*self.labels.values(), *self.aside)
        return Layout(self.rings, labels, self.frame.width, self.frame.height)


@dataclass(frozen=True)
class _Frame:
    """How degrees become pixels: a map between a column at the left and one at the right."""

    left: float
    right: float
    west: float
    north: float
    across: float
    down: float
    width: float
    height: float

    def drawn(self, points: np.ndarray) -> Ring:
        """Return a ring on half pixels without repeated points; neighbours keep one border."""
        placed = np.column_stack(
            [
                self.left + (points[:, 0] - self.west) * self.across,
                (self.north - points[:, 1]) * self.down,
            ]
        )
        halves = np.round(2 * placed) / 2
        kept = np.r_[True, (np.diff(halves, axis=0) != 0).any(axis=1)]
        return list(map(tuple, halves[kept].tolist()))


def _frame(ground: _Ground, columns: Mapping[str, int], words: Mapping[str, str]) -> _Frame:
    sides = {s: [a for a, side in columns.items() if side == s] for s in (-1, 1)}
    lines = {s: column_lines(areas, words) for s, areas in sides.items()}
    left, right = (max(map(room_beside, lines[s].values()), default=0) for s in (-1, 1))
    least = max(sum(map(height_of, lines[s].values())) for s in (-1, 1))
    # A degree of longitude is shorter than one of latitude by the cosine of the latitude.
    narrowed = math.cos(math.radians((ground.south + ground.north) / 2))
    wide = max((ground.east - ground.west) * narrowed, _LEAST_DEGREES)
    high = max(ground.north - ground.south, _LEAST_DEGREES)
    scale = min((TOTAL_WIDTH - left - right) / wide, MOST_HIGH / high)
    return _Frame(
        left=left,
        right=right,
        west=float(ground.west),
        north=float(ground.north),
        across=narrowed * scale,
        down=scale,
        width=left + wide * scale + right,
        height=max(high * scale, least),
    )


def _sides(
    outside: Sequence[str], masks: Mapping[str, np.ndarray], frame: _Frame
) -> dict[str, int]:
    """Return the column of each label beside the map: one side for all while they fit there."""
    middle = (frame.left + frame.width - frame.right) / 2
    anchors = {area: heart(masks[area]) for area in outside}
    aside = {area: anchors[area][0] - middle for area in outside}
    if len(outside) * TEXT_GAP <= _SHARE_OF_HEIGHT * MOST_HIGH:
        side = 1 if sum(aside.values()) >= 0 else -1
        return dict.fromkeys(outside, side)
    ranked = sorted(outside, key=aside.__getitem__)
    half = len(ranked) // 2
    return dict.fromkeys(ranked[:half], -1) | dict.fromkeys(ranked[half:], 1)


def _inside(area: str, words: str, mask: np.ndarray) -> Label | None:
    """Return the label in the area's own room, nearest to its middle; None if it has none."""
    if not mask.any():
        return None
    middle = np.argwhere(mask).mean(axis=0)
    broken = ((*wrap(area, width), words) for width in _WIDTHS)
    for lines in dict.fromkeys(((f"{area} {words}",), (area, words), *broken)):
        wide = max(map(width_of, lines)) + 2 * _PADDING
        found = room_for_box(mask, wide, len(lines) * TEXT_GAP)
        if len(found):
            row, column = found[np.square(found - middle).sum(axis=1).argmin()]
            spot = (float(column * GRAIN), float(row * GRAIN))
            return Label(area, lines, spot, spot)
    return None


def _struck(label: Label, lines: Sequence[Spot]) -> bool:
    half, high = max(map(width_of, label.lines)) / 2, len(label.lines) * TEXT_GAP / 2
    across, down = label.middle
    return any(abs(x - across) <= half and abs(y - down) <= high for x, y in lines)


def _beside(
    columns: Mapping[str, int],
    words: Mapping[str, str],
    masks: Masks,
    frame: _Frame,
) -> list[Label]:
    """Return the labels in the columns, level with their areas where that is possible."""
    edge = {-1: frame.left - COLUMN_GAP, 1: frame.width - frame.right + COLUMN_GAP}
    found = []
    for side in (-1, 1):
        anchored = {area: heart(masks[area]) for area, of in columns.items() if of == side}
        areas = sorted(anchored, key=lambda area: anchored[area][1])
        lines, anchors = column_lines(areas, words), [anchored[area] for area in areas]
        heights = stacked(anchors, [height_of(lines[area]) for area in areas], frame.height)
        found += [
            Label(area, lines[area], (edge[side], down), anchor, side)
            for area, down, anchor in zip(areas, heights, anchors, strict=True)
        ]
    return found
