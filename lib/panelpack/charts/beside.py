"""Labels in a column beside a map: how they are broken, and how they stand under one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from panelpack.charts.placing import Spot
from panelpack.charts.theme import TEXT_GAP
from panelpack.charts.words import width_of, wrap

MOST_HIGH = 400
"""Pixels that a map may be high, unless its labels need more."""
COLUMN_GAP = 14
"""Pixels between a column and the map."""
WIDEST = 130
"""Pixels at which a label is broken while there is height for more lines."""
_BETWEEN = 4


def column_lines(areas: Sequence[str], words: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the lines of the labels in a column, broken to be narrow while there is height."""
    whole = {area: f"{area} {words[area]}" for area in areas}
    broken = {area: _broken(area, words[area]) for area in areas}
    if sum(map(height_of, broken.values())) <= MOST_HIGH:
        return broken
    return {area: (text,) for area, text in whole.items()}


def _broken(area: str, words: str) -> tuple[str, ...]:
    """Break a name, its words in one piece on the last line or under it."""
    *above, last = wrap(area, WIDEST)
    together = f"{last} {words}"
    below = (together,) if width_of(together) <= WIDEST else (last, words)
    return (*above, *below)


def height_of(lines: Sequence[str]) -> float:
    """Return how many pixels a label in a column takes, with the room to the next one."""
    return len(lines) * TEXT_GAP + _BETWEEN


def stacked(anchors: Sequence[Spot], heights: Sequence[float], most: float) -> list[float]:
    """Return the middles of labels of these heights, one under the other, near their anchors."""
    above = [sum(heights[:n]) + high / 2 for n, high in enumerate(heights)]
    free = [down - before for (_, down), before in zip(anchors, above, strict=True)]
    groups: list[tuple[float, int]] = []
    for place in free:
        groups.append((place, 1))
        while len(groups) > 1 and groups[-2][0] > groups[-1][0]:
            (upper, many), (lower, few) = groups[-2:]
            groups[-2:] = [((upper * many + lower * few) / (many + few), many + few)]
    room = max(most - sum(heights), 0)
    moved = [min(max(place, 0), room) for place, size in groups for _ in range(size)]
    return [place + before for place, before in zip(moved, above, strict=True)]


def room_beside(lines: Sequence[str]) -> float:
    """Return how many pixels a label takes from the width of the map."""
    return max(map(width_of, lines)) + COLUMN_GAP
