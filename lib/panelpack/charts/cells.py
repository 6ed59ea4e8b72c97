"""Which cells of a grid an area covers, and where in it a box has room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

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
        for (x0, y0), (x1, y1) in pairwise(ring):
            low, high = sorted((y0, y1))
            for row in range(math.ceil(low / GRAIN - 0.5), math.ceil(high / GRAIN - 0.5)):
                down = (row + 0.5) * GRAIN
                if 0 <= row < rows:
                    mask[row] ^= middles > x0 + (x1 - x0) * (down - y0) / (y1 - y0)
    return mask


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
