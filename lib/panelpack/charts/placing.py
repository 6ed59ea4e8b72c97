"""Where words stand clear of lines and of other words, in pixels of the plot."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from panelpack.charts.theme import HEIGHT, TEXT_GAP, WIDTH
from panelpack.charts.words import width_of

Spot = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""

STEP = 4
"""Pixels between the spots that stand for a line."""
_MARGIN = 9
# Pixels by which words are nearer to their own point than to any other.
_NEARER = 4
_AWAY = (1, 1.6, 2.4, 3.4)
_ASIDE = (0, -0.5, 0.5, -0.8, 0.8)


def along(corners: Iterable[Spot]) -> list[Spot]:
    """Return spots along a line through corners, close enough that no word slips between."""
    corners = list(corners)
    found = corners[:1]
    for (x0, y0), (x1, y1) in pairwise(corners):
        parts = max(1, math.ceil(math.hypot(x1 - x0, y1 - y0) / STEP))
        found += [
            (x0 + (x1 - x0) * n / parts, y0 + (y1 - y0) * n / parts) for n in range(1, parts + 1)
        ]
    return found


def covered(words: str, middle: Spot) -> list[Spot]:
    """Return spots on words with that middle and on their edges, so that others keep away."""
    half, across, down = width_of(words) / 2, *middle
    return [
        spot
        for edge in (down - TEXT_GAP / 2, down, down + TEXT_GAP / 2)
        for spot in along([(across - half, edge), (across + half, edge)])
    ]


def beside(words: str, spot: Spot, above: bool) -> list[Spot]:
    """Return places for the middle of words near a point, the best first."""
    sides = (-1, 1) if above else (1, -1)
    width = width_of(words)
    return [
        (spot[0] + aside * width, spot[1] + side * away * TEXT_GAP)
        for away in _AWAY
        for aside in _ASIDE
        for side in sides
    ]


def clearest(words: str, places: Sequence[Spot], obstacles: Sequence[Spot]) -> Spot:
    """Return the first of the places inside the plot where the words hide fewest obstacles."""
    half = width_of(words) / 2
    inside = [_moved_in(place, half) for place in places]
    crossed = hidden(words, inside, obstacles)
    return inside[crossed.index(min(crossed))]


def hidden(words: str, middles: Sequence[Spot], obstacles: Sequence[Spot]) -> list[int]:
    """Return of each place for the middle of words how many obstacles they would hide there."""
    size = np.array([width_of(words) / 2 + _MARGIN, TEXT_GAP / 2])
    spots, places = np.reshape(obstacles, (-1, 2)), np.reshape(middles, (-1, 1, 2))
    return (np.abs(spots - places) < size).all(axis=2).sum(axis=1).tolist()


def doubt(words: str, middle: Spot, own: Spot, others: Sequence[Spot]) -> float:
    """Return how much nearer words should be to their own point, lest another is taken for it."""
    half = width_of(words) / 2, TEXT_GAP / 2

    def away(spot: Spot) -> float:
        return math.hypot(*(max(abs(spot[n] - middle[n]) - half[n], 0) for n in (0, 1)))

    return max(0.0, away(own) + _NEARER - min(map(away, others), default=math.inf))


def overlaps(one: Box, other: Box) -> bool:
    """Say whether two boxes share any room; touching edges share none."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _moved_in(place: Spot, half: float) -> Spot:
    across = min(max(place[0], half), WIDTH - half)
    return across, min(max(place[1], TEXT_GAP / 2), HEIGHT - TEXT_GAP / 2)
