"""What is to stand on one page of paper, in steps: each takes less room than the one before.

The page takes the first step that fits. In this order gives way: the size of type, then the ends
of long lists, then the ends of long cells. What is cut ends with a sign that it is, and stands
whole elsewhere in the pack. Numbers and states are never cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from textwrap import shorten

from panelpack.document import Block, Cell, Column, Heading, List, Table, plain, text

ROOM = 515.9
"""Points between the margins of the page: 182 mm."""
SMALLEST = 8
"""Points of the smallest type."""
NARROWEST = 0.36
"""The least share of the width that one of two parts side by side is given."""
_CUT = "…"


@dataclass(frozen=True)
class Step:
    """One way to set the page: size of type, most items of a list, most letters of a cell."""

    size: float
    items: int | None = None
    letters: int | None = None


STEPS = (
    *(Step(size) for size in (11, 10.5, 10, 9.5, 9, 8.5)),
    *(Step(8.5, items) for items in (8, 6)),
    Step(SMALLEST, 6),
    *(Step(SMALLEST, 6, letters) for letters in (80, 60, 44)),
    *(Step(SMALLEST, 5, letters) for letters in (44, 36, 30, 25, 20)),
    Step(SMALLEST, 2, 16),
)


def cut(blocks: Sequence[Block], step: Step) -> tuple[Block, ...]:
    """Return the blocks of the page as a step sets them."""
    return tuple(_cut_block(block, step) for block in blocks)


def columns_of(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[tuple[Block, ...], ...]]:
    """Return what is as wide as the page, and the parts below it that stand side by side.

    A heading after the first table begins a part.
    """
    firsts = [i for i, block in enumerate(blocks) if isinstance(block, Heading)]
    starts = [*firsts, len(blocks)]
    parts = tuple(tuple(blocks[start:end]) for start, end in pairwise(starts))
    return tuple(blocks[: starts[0]]), parts


def shares(parts: Sequence[Sequence[Block]]) -> list[float]:
    """Return how wide the parts are to one another: those with more words wider, within reason."""
    lengths = [len(" ".join(block.plain() for block in part)) for part in parts]
    total = sum(lengths) or 1
    return [min(max(length / total, NARROWEST), 1 - NARROWEST) for length in lengths]


def _cut_block(block: Block, step: Step) -> Block:
    if isinstance(block, List) and step.items is not None and len(block.items) > step.items:
        kept, left = block.items[: step.items], len(block.items) - step.items
        block = replace(block, items=(*kept, text(f"and {left} more, told in full in the pack.")))
    if step.letters is None:
        return block
    if isinstance(block, List):
        most = 3 * step.letters
        return replace(block, items=tuple(text(_short(plain(i), most)) for i in block.items))
    if isinstance(block, Table):
        return replace(block, rows=tuple(_cut_row(r, block.columns, step) for r in block.rows))
    return block


def _cut_row(row: tuple[Cell, ...], columns: Sequence[Column], step: Step) -> tuple[Cell, ...]:
    return tuple(
        _short(cell, step.letters) if isinstance(cell, str) and column.align == "text" else cell
        for cell, column in zip(row, columns, strict=True)
    )


def _short(words: str, most: int) -> str:
    """Cut words between two of them; a single long one within."""
    if len(words) <= most:
        return words
    line = shorten(words, most, placeholder=_CUT)
    return line if line != _CUT else words[: most - 1] + _CUT
