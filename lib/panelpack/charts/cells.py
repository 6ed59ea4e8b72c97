"""Which cells of a grid an area covers, and where in it a box has room."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from panelpack.charts.placing import Spot

Ring = list[Spot]
GRAIN = 3
"""Pixels of a cell."""


def mask_of(rings: Sequence[Ring], width: float, height: float) -> np.ndarray:
    """Return which cells of the grid have their middle inside an area (even-odd rule)."""
    rows, columns = math.ceil(height / GRAIN), math.ceil(width / GRAIN)
    middles = (np.arange(columns) + 0.5) * GRAIN
    turns = np.zeros((rows, columns + 1), dtype=int)
    for ring in rings:
        crossed, across = _crossings(ring, rows)
        np.add.at(turns, (crossed, np.searchsorted(middles, across, side="right")), 1)
    return turns[:, :-1].cumsum(axis=1) % 2 == 1


def _crossings(ring: Ring, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows the sides of a ring cross in their middle, and how far right."""
    points = np.asarray(ring, dtype=float)
    ends = np.sort(np.column_stack([points[:-1, 1], points[1:, 1]]), axis=1)
    first, last = np.ceil(ends / GRAIN - 0.5).astype(int).clip(0, rows).T
    times = last - first
    side = np.repeat(np.arange(len(times)), times)
    row = np.arange(len(side)) - np.repeat(times.cumsum() - times, times) + first[side]
    (x0, y0), (x1, y1) = points[side].T, points[side + 1].T
    return row, x0 + (x1 - x0) * ((row + 0.5) * GRAIN - y0) / (y1 - y0)


def room_for_box(mask: np.ndarray, wide: float, high: float) -> np.ndarray:
    """Return the middles (row, column, in cells) at which a box lies wholly inside."""
    rows, columns = math.ceil(high / GRAIN), math.ceil(wide / GRAIN)
    down, right = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if len(down) < rows or len(right) < columns:
        return np.empty((0, 2))
    # Elsewhere there is nothing to add up.
    mask = mask[down[0] : down[-1] + 1, right[0] : right[-1] + 1]
    sums = np.pad(mask.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    inside = sums[rows:, columns:] - sums[:-rows, columns:] - sums[rows:, :-columns]
    full = inside + sums[:-rows, :-columns] == rows * columns
    return np.argwhere(full) + np.array([down[0] + rows / 2, right[0] + columns / 2])


def heart(mask: np.ndarray) -> Spot:
    """Return a spot inside the area, as near to its middle as can be."""
    cells = np.argwhere(mask)
    if not len(cells):
        return mask.shape[1] * GRAIN / 2, mask.shape[0] * GRAIN / 2
    row, column = cells[np.square(cells - cells.mean(axis=0)).sum(axis=1).argmin()]
    return (column + 0.5) * GRAIN, (row + 0.5) * GRAIN
