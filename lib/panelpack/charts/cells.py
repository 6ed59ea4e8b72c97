"""Which cells of a grid an area covers, and where in it a box has room."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from panelpack.charts.placing import Spot

Ring = list[Spot]
GRAIN = 3
"""Pixels of a cell."""


def mask_of(rings: Sequence[Ring], width: float, height: float) -> np.ndarray:
    """Return which cells of the grid have their middle inside an area (even-odd rule)."""
    rows, columns = math.ceil(height / GRAIN), math.ceil(width / GRAIN)
    middles = (np.arange(columns) + 0.5) * GRAIN
    mask = np.zeros((rows, columns), dtype=bool)
    for ring in rings:
        for (x0, y0), (x1, y1), first, last in _crossing(ring):
            for row in range(max(first, 0), min(last, rows)):
                down = (row + 0.5) * GRAIN
                mask[row] ^= middles > x0 + (x1 - x0) * (down - y0) / (y1 - y0)
    return mask


def _crossing(ring: Ring) -> Iterator[tuple[np.ndarray, np.ndarray, int, int]]:
    """Yield the sides of a ring that cross the middle of a row, and which rows: most cross none."""
    points = np.asarray(ring, dtype=float)
    ends = np.sort(np.column_stack([points[:-1, 1], points[1:, 1]]), axis=1)
    rows = np.ceil(ends / GRAIN - 0.5).astype(int)
    for side in np.flatnonzero(rows[:, 0] < rows[:, 1]):
        yield points[side], points[side + 1], int(rows[side, 0]), int(rows[side, 1])


def room_for_box(mask: np.ndarray, wide: float, high: float) -> np.ndarray:
    """Return the middles (row, column, in cells) at which a box lies wholly inside."""
    rows, columns = math.ceil(high / GRAIN), math.ceil(wide / GRAIN)
    if rows > mask.shape[0] or columns > mask.shape[1]:
        return np.empty((0, 2))
    sums = np.pad(mask.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    inside = sums[rows:, columns:] - sums[:-rows, columns:] - sums[rows:, :-columns]
    full = inside + sums[:-rows, :-columns] == rows * columns
    return np.argwhere(full) + np.array([rows, columns]) / 2


def heart(mask: np.ndarray) -> Spot:
    """Return a spot inside the area, as near to its middle as can be."""
    cells = np.argwhere(mask)
    if not len(cells):
        return mask.shape[1] * GRAIN / 2, mask.shape[0] * GRAIN / 2
    row, column = cells[np.square(cells - cells.mean(axis=0)).sum(axis=1).argmin()]
    return (column + 0.5) * GRAIN, (row + 0.5) * GRAIN
