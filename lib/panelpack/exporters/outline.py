"""Blocks in their places on a page: groups taken apart, heading levels, ids that are unique."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from panelpack.document import Block, Chart, Group, Heading, Table, Title
from panelpack.errors import DataError

_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")
_TAKEN = ("main", "contents")


@dataclass(frozen=True)
class Piece:
    """A block on its page: the name that its ids begin with, and the level of its heading.

    The frame of its table is a landmark, unless one on the page has the same name.
    """

    block: Block
    id: str
    level: int
    is_landmark: bool


@dataclass(frozen=True)
class Section:
    """One section on a page: its title, the name that its ids begin with, and what follows."""

    title: Title
    id: str
    pieces: tuple[Piece, ...]

    @property
    def heading(self) -> str:
        """What the section is called: its title, or its id where it has none."""
        return heading_of(self.title)


@dataclass
class Names:
    """What is taken on a page: ids, and the names of its landmarks."""

    ids: set[str] = field(default_factory=lambda: set(_TAKEN))
    landmarks: set[str] = field(default_factory=set)

    def id(self, words: str) -> str:
        """Return an id made of words that nothing on the page has yet.

        >>> names = Names()
        >>> names.id("sp12"), names.id("SP 12"), names.id("sp12"), names.id("<2>")
        ('sp12', 'sp-12', 'sp12-again', 's-2')
        """
        stem = _NOT_IN_A_NAME.sub("-", words.lower()).strip("-") or "section"
        name = stem if stem[0].isalpha() else f"s-{stem}"
        while name in self.ids:
            name += "-again"
        self.ids.add(name)
        return name

    def is_landmark(self, block: Block) -> bool:
        """Say whether the frame of a block's table can be a landmark: its caption is new here."""
        table = block.table if isinstance(block, Chart) else block
        if not isinstance(table, Table) or table.caption in self.landmarks:
            return False
        self.landmarks.add(table.caption)
        return True


def flat(block: Block) -> Iterator[Block]:
    """Yield a block, or the blocks of a group in reading order however deep they lie."""
    if isinstance(block, Group):
        for inner in block.blocks:
            yield from flat(inner)
    else:
        yield block


def sections(parts: Sequence[Sequence[Block]], level: int) -> tuple[Section, ...]:
    """Return the sections of one page, their own headings at `level`.

    Raises DataError when a section does not begin with its title.
    """
    titles = [_title(blocks) for blocks in parts]
    names = Names(landmarks={"Contents", *(f"{t.number} {heading_of(t)}".strip() for t in titles)})
    # Readers link to sections, so these choose their ids first.
    ids = [names.id(title.section) for title in titles]
    return tuple(
        Section(title, name, tuple(pieces(blocks[1:], name, level, names)))
        for title, name, blocks in zip(titles, ids, parts, strict=True)
    )


def pieces(blocks: Iterable[Block], name: str, top: int, names: Names) -> Iterator[Piece]:
    """Give each block its id and heading level; no level below `top` is left out."""
    current = top
    shown = (inner for block in blocks for inner in flat(block))
    for number, block in enumerate(shown, 1):
        level = current + 1
        if isinstance(block, Heading):
            level = current = min(level, top + 2 if block.level == 3 else top + 1)
        yield Piece(block, names.id(f"{name}-{number}"), level, names.is_landmark(block))


def heading_of(title: Title) -> str:
    """Return what a section is called: its title, or its id where that is blank."""
    return title.title if title.title.strip() else title.section.strip() or "Untitled"


def _title(blocks: Sequence[Block]) -> Title:
    if not blocks or not isinstance(blocks[0], Title):
        raise DataError("a section of the pack does not begin with its title")
    return blocks[0]
