"""What needs the reader's attention, by one rule that is printed beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MOST = 5
"""Points shown at most."""
GROUNDS = {
    "deteriorated": "a measure assessed as deteriorated",
    "concern": "a control chart that signals concern",
    "missed": "a target that is consistently missed",
    "overdue": "a promised figure or a return that is overdue",
}
"""Why something is listed, the first before the second and so on."""
RULE = (
    f"Listed by rule, at most {MOST}: {'; then '.join(GROUNDS.values())}. "
    "Each in the order of the plan, a measure once."
)
NOTHING = "Nothing is listed by the rule."


@dataclass(frozen=True)
class Point:
    """Something that may need attention: on which ground, of which measure or partner, in words."""

    ground: str
    about: str
    words: str


def chosen(points: Iterable[Point]) -> tuple[tuple[Point, ...], int]:
    """Return the points that are shown, and how many more there are by the same rule.

    `points` in the order of the plan; what is known about one measure counts on its first ground.

    >>> late, worse = Point("overdue", "a", "late"), Point("deteriorated", "b", "worse")
    >>> [point.words for point in chosen([late, worse, late])[0]]
    ['worse', 'late']
    """
    order = list(GROUNDS)
    first: dict[str, Point] = {}
    for point in sorted(points, key=lambda point: order.index(point.ground)):
        first.setdefault(point.about, point)
    found = tuple(first.values())
    return found[:MOST], len(found[MOST:])
