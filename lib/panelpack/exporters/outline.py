"""Blocks in their places on a page: groups taken apart, levels, paragraph numbers, unique ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from panelpack.document import (
    Block,
    Chart,
    Column,
    Group,
    Heading,
    Numbered,
    OnePage,
    Table,
    Title,
)
from panelpack.errors import DataError

_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")
_TAKEN = ("main", "contents")
SHORT = 700
"""Letters of a section that fills at most about a third of a page."""
SHORT_HEAD = 8
"""Letters of a head over numbers that is too short to be broken: `L. YTD`, `% change`."""


@dataclass(frozen=True)
class Piece:
    """A block on its page: the name that its ids begin with, and the level of its heading.

    The frame of its table is a landmark, unless one on the page has the same name. `number` is
    that of a numbered paragraph or heading, such as `5.1`, the same in every format. `one_page`
    says that paper keeps it on one page with its neighbours of which this is said too.
    """

    block: Block
    id: str
    level: int
    is_landmark: bool
    number: str = ""
    one_page: bool = False


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

    @property
    def is_short(self) -> bool:
        """Whether it leaves most of a page free, so that what follows begins below it."""
        blocks = [piece.block for piece in self.pieces]
        letters = sum(len(block.plain()) for block in blocks)
        return letters <= SHORT and not any(isinstance(b, (Chart, Table)) for b in blocks)


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


@dataclass
class Numbers:
    """The paragraph numbers of one section, given in reading order."""

    first: int = 0
    second: int = 0

    def next(self, block: Block) -> str:
        """Return the number of a block by its place, empty for one that has none.

        Raises DataError for a paragraph 5.1 where there is no 5.

        >>> numbers = Numbers()
        >>> numbers.next(Numbered((), 1)), numbers.next(Numbered((), 2)), numbers.next(Heading("B"))
        ('1', '1.1', '')
        """
        if isinstance(block, Numbered) and block.level == 2:
            if not self.first:
                said = block.plain()[:40]
                raise DataError(f"the paragraph {said!r} of level 2 has none of level 1 before it")
            self.second += 1
            return f"{self.first}.{self.second}"
        if isinstance(block, Numbered) or (isinstance(block, Heading) and block.numbered):
            self.first, self.second = self.first + 1, 0
            return str(self.first)
        return ""


def flat(block: Block) -> Iterator[Block]:
    """Yield a block, or the blocks of a group in reading order however deep they lie.

    What is to stand on one page of paper stays together.
    """
    if isinstance(block, Group) and not isinstance(block, OnePage):
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


def pieces(
    blocks: Iterable[Block], name: str, top: int, names: Names, is_whole: bool = True
) -> Iterator[Piece]:
    """Give each block its id, number and heading level; no level below `top` is left out.

    Only in a section that `is_whole` have paragraphs their numbers.
    """
    current, numbers = top, Numbers()
    for count, (block, one_page) in enumerate(_placed(blocks), 1):
        level, number = current + 1, numbers.next(block) if is_whole else ""
        if isinstance(block, Heading):
            level = current = min(level, top + 2 if block.level == 3 else top + 1)
        own = f"paragraph-{number}" if number else str(count)
        mark = names.id(f"{name}-{own}")
        yield Piece(block, mark, level, names.is_landmark(block), number, one_page)


def _placed(blocks: Iterable[Block]) -> Iterator[tuple[Block, bool]]:
    """Yield each block that is no group, and whether it belongs to a page of its own."""
    for outer in (inner for block in blocks for inner in flat(block)):
        if isinstance(outer, OnePage):
            yield from ((inner, True) for inner in flat(Group(outer.blocks)))
        else:
            yield outer, False


def heading_of(title: Title) -> str:
    """Return what a section is called: its title, or its id where that is blank."""
    return title.title if title.title.strip() else title.section.strip() or "Untitled"


def _title(blocks: Sequence[Block]) -> Title:
    if not blocks or not isinstance(blocks[0], Title):
        raise DataError("a section of the pack does not begin with its title")
    return blocks[0]


def is_one_line(column: Column) -> bool:
    """Say whether the head of a column is never broken over lines."""
    return column.align == "number" and len(column.label) <= SHORT_HEAD
