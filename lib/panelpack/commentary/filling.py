"""Figures filled into the words of blocks; what may not be shown leaves its paragraph out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby

from panelpack.commentary.placeholders import MARKS, Found
from panelpack.document import Block, Heading, List, Notice, Prose, Text, plain
from panelpack.errors import DataError

Fill = Callable[[Text], Text | str]
"""A text with its figures, or why it is left out."""

WITHOUT_FIGURES = "figures are supplied and cleared"
UNCHECKED = "words have been checked for names of people"


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


def fill(
    blocks: tuple[Block, ...], said: dict[str, str | None], is_held: Callable[[str], bool]
) -> Iterator[Block]:
    """Yield the blocks with `said` in place of the marks, and a notice for what is left out.

    `is_held` says of a text, as `words_of` gives it, whether it waits for somebody's check.
    """

    def filled(text: Text) -> Text | str:
        if is_held(words_of(text)):
            return UNCHECKED
        if any(said[mark] is None for mark in MARKS.findall(plain(text))):
            return WITHOUT_FIGURES
        return tuple(replace(s, text=MARKS.sub(lambda m: said[m[0]], s.text)) for s in text)

    for block in blocks:
        if isinstance(block, Prose):
            yield from _paragraphs(block, filled)
        elif isinstance(block, List):
            yield from _items(block, filled)
        elif isinstance(block, Heading) and is_held(block.text):
            yield _left_out(1, UNCHECKED)
        else:
            yield block


def texts_of(blocks: tuple[Block, ...]) -> list[str]:
    """Return every heading, paragraph and list item in its order, as `words_of` gives it."""
    return [
        words
        for block in blocks
        for words in ([block.text] if isinstance(block, Heading) else map(words_of, _texts(block)))
    ]


def words_of(text: Text) -> str:
    """Return the words of a text, with the same sign for every figure."""
    return MARKS.sub("{}", plain(text))


def _texts(block: Block) -> tuple[Text, ...]:
    if isinstance(block, Prose):
        return block.paragraphs
    return block.items if isinstance(block, List) else ()


def _paragraphs(block: Prose, filled: Fill) -> Iterator[Block]:
    """Yield paragraphs in their order; each run that is left out gives way to one notice."""
    runs = groupby(map(filled, block.paragraphs), key=lambda text: isinstance(text, str) and text)
    for why, run in runs:
        texts = tuple(run)
        yield _left_out(len(texts), why) if why else Prose(texts)


def _items(block: List, filled: Fill) -> Iterator[Block]:
    """Yield what is left of a list as one, so that its numbers run on, and the notices below."""
    texts = [filled(item) for item in block.items]
    items = tuple(text for text in texts if not isinstance(text, str))
    if items:
        yield replace(block, items=items)
    for why in (WITHOUT_FIGURES, UNCHECKED):
        if why in texts:
            yield _left_out(texts.count(why), why)


def _left_out(count: int, why: str) -> Notice:
    what, whose = ("A paragraph is", "its") if count == 1 else (f"{count} paragraphs are", "their")
    return Notice("withheld", "Part of the commentary", f"{what} left out until {whose} {why}.")
