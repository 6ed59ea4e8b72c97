"""Figures filled into the words of blocks; what may not be shown leaves its paragraph out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby

from panelpack.commentary.placeholders import MARKS, Found
from panelpack.document import Block, List, Notice, Prose, Text, plain
from panelpack.errors import DataError

Fill = Callable[[Text], Text | None]


def check_places(blocks: tuple[Block, ...], found: Found) -> None:
    """Raise DataError for the first placeholder that stands in no paragraph or list item.

    A heading can't be left out without its text, and an address must not depend on figures.
    """
    texts = [text for block in blocks for text in _texts(block)]
    placed = {mark for text in texts for mark in MARKS.findall(plain(text))}
    for mark, placeholder in found.items():
        if mark not in placed:
            raise DataError(
                f"{placeholder.place} stands in a heading or an address: "
                "move it into a paragraph or a list item"
            )


def fill(blocks: tuple[Block, ...], said: dict[str, str | None]) -> Iterator[Block]:
    """Yield the blocks with `said` in place of the marks, and a notice for what is left out."""

    def filled(text: Text) -> Text | None:
        if any(said[mark] is None for mark in MARKS.findall(plain(text))):
            return None
        return tuple(replace(s, text=MARKS.sub(lambda m: said[m[0]], s.text)) for s in text)

    for block in blocks:
        if isinstance(block, Prose):
            yield from _paragraphs(block, filled)
        elif isinstance(block, List):
            yield from _items(block, filled)
        else:
            yield block


def _texts(block: Block) -> tuple[Text, ...]:
    if isinstance(block, Prose):
        return block.paragraphs
    return block.items if isinstance(block, List) else ()


def _paragraphs(block: Prose, filled: Fill) -> Iterator[Block]:
    """Yield paragraphs in their order; each run that is left out gives way to one notice."""
    runs = groupby(map(filled, block.paragraphs), key=lambda text: text is None)
    for is_left_out, run in runs:
        texts = tuple(run)
        yield _left_out(len(texts)) if is_left_out else Prose(texts)


def _items(block: List, filled: Fill) -> Iterator[Block]:
    """Yield what is left of a list as one, so that its numbers run on, and the notice below."""
    items = tuple(item for item in map(filled, block.items) if item is not None)
    if items:
        yield replace(block, items=items)
    if len(items) < len(block.items):
        yield _left_out(len(block.items) - len(items))


def _left_out(count: int) -> Notice:
    what, whose = ("A paragraph is", "its") if count == 1 else (f"{count} paragraphs are", "their")
    said = f"{what} left out until {whose} figures are supplied and cleared."
    return Notice("withheld", "Part of the commentary", said)
