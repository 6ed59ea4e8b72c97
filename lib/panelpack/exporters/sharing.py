"""How the width of a table is shared among its columns, so that it takes the fewest lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import permutations

STEPS = (96.0, 48.0, 24.0, 12.0, 6.0)
"""Points that one column gives to another at a time."""
# Words end before the edge of their column: of a line so much stays empty.
_RAGGED = 1.08
# Each move saves a line of a cell at least; so many are enough for a page.
_MOST_MOVES = 60

Lengths = Sequence[Sequence[float]]
"""Of each cell of a column the lengths of its lines in points, when nothing breaks them."""


def fewest_lines(
    columns: Sequence[Lengths], widths: Sequence[float], least: Sequence[float], inset: float
) -> tuple[float, ...]:
    """Return widths of the same sum, none below its `least`, at which rows take fewest lines.

    All in points; `inset` is what a cell keeps free at each side. Begins with `widths`, and takes
    the move of width between two columns that saves most, until none saves a line of any cell.

    >>> words, numbers = [[300.0]] * 2, [[20.0]] * 2
    >>> fewest_lines([words, numbers], (160.0, 160.0), (60.0, 30.0), 5.0)
    (184.0, 136.0)
    """
    of_cells = _counter(columns, inset)

    def of_table(widths: Sequence[float]) -> tuple[int, int]:
        """Count the table's lines, and those of all its cells: fewer of these lead to fewer."""
        counted = [of_cells(column, width) for column, width in enumerate(widths)]
        return sum(map(max, zip(*counted, strict=True))), sum(map(sum, counted))

    best, now = tuple(widths), of_table(widths)
    if now[1] == sum(len(cell) for column in columns for cell in column):
        return best  # nothing is broken
    for _ in range(_MOST_MOVES):
        # Width that saves its taker no line can only cost the giver some.
        moves = [
            _moved(best, giver, taker, step)
            for giver, taker, step in _moves(best, least)
            if of_cells(taker, best[taker] + step) != of_cells(taker, best[taker])
        ]
        tries = [(of_table(moved), moved) for moved in moves]
        fewest, moved = min(tries, key=lambda tried: tried[0], default=(now, best))
        if fewest >= now:
            break
        best, now = moved, fewest
    return best


def _moves(widths: Sequence[float], least: Sequence[float]) -> Iterator[tuple[int, int, float]]:
    """Yield the moves that leave every column its least, small ones first: giver, taker, points."""
    for step in reversed(STEPS):
        for giver, taker in permutations(range(len(widths)), 2):
            if widths[giver] - step >= least[giver]:
                yield giver, taker, step


def _moved(widths: Sequence[float], giver: int, taker: int, step: float) -> tuple[float, ...]:
    made = list(widths)
    made[giver] -= step
    made[taker] += step
    return tuple(made)


def _counter(columns: Sequence[Lengths], inset: float) -> Callable[[int, float], tuple[int, ...]]:
    """Return what counts the lines of each cell of a column at a width, once for each width."""

    @cache
    def of_cells(column: int, width: float) -> tuple[int, ...]:
        room = width - 2 * inset
        return tuple([sum([_broken(length, room) for length in cell]) for cell in columns[column]])

    return of_cells


def _broken(length: float, room: float) -> int:
    return 1 if length <= room else 1 + int(length * _RAGGED // room)
