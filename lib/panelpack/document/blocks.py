"""The blocks a section is made of, and their JSON.

A notebook shows blocks, never markup: each block renders itself in JupyterLab and carries its
meaning as JSON of our own media type, from which the exporters make HTML, PDF and DOCX. The
JSON is the only thing that passes from a notebook to the pack.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import Any, ClassVar, Literal

from panelpack import dependencies
from panelpack.document.badges import Badge
from panelpack.document.spans import Text, plain

MEDIA_TYPE = "application/vnd.panelpack.block+json"

# JupyterLab 4.6 draws Vega-Lite 5 without the internet, and nothing newer.
VEGA_LITE_MEDIA_TYPE = "application/vnd.vegalite.v5+json"


@dataclass(frozen=True)
class Block:
    """What all blocks share: a type name, JSON, and how JupyterLab shows them."""

    type: ClassVar[str]

    def to_json(self) -> dict[str, Any]:
        """Return the block as plain JSON values with its `type`."""
        return {"type": self.type} | {f.name: _plain(getattr(self, f.name)) for f in fields(self)}

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, Any]:
        bundle = {MEDIA_TYPE: self.to_json(), "text/plain": self.plain()}
        if dependencies.is_in_a_build():
            return bundle  # the build draws what it needs of it
        from panelpack.exporters import html  # the exporters read blocks; only display needs them

        return bundle | {"text/html": html.shown(self)}

    def plain(self) -> str:
        """Return the block as plain words, for a terminal."""
        return self.type


@dataclass(frozen=True)
class Title(Block):
    """A section's opening: what it is about, and an echo of the parameters it was built with.

    The echo (`quarter`, `audience`, `as_at`) lets the runner refuse a notebook that silently
    reported its default quarter.
    """

    type: ClassVar[str] = "title"
    section: str
    number: str
    title: str
    subtitle: str
    quarter: str
    audience: str
    as_at: str

    def plain(self) -> str:
        """Return number and title."""
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True)
class Heading(Block):
    """A heading inside a section; `level` 2 or 3 (the title is level 1).

    A `numbered` heading takes the section's next paragraph number, as committee papers do.
    """

    type: ClassVar[str] = "heading"
    text: str
    level: int = 2
    numbered: bool = False

    def plain(self) -> str:
        """Return the heading's words."""
        return self.text


@dataclass(frozen=True)
class Prose(Block):
    """Paragraphs."""

    type: ClassVar[str] = "prose"
    paragraphs: tuple[Text, ...]

    def plain(self) -> str:
        """Return the paragraphs, a blank line between them."""
        return "\n\n".join(plain(p) for p in self.paragraphs)


@dataclass(frozen=True)
class Numbered(Block):
    """A paragraph of a committee paper; its number follows from its place in the section.

    `level` 1 counts 1, 2, 3 through the section, headings that are numbered among them; level 2
    counts 5.1, 5.2 under the last of these.
    """

    type: ClassVar[str] = "numbered"
    text: Text
    level: int = 1

    def plain(self) -> str:
        """Return the paragraph's words, without the number that its place will give it."""
        return plain(self.text)


@dataclass(frozen=True)
class List(Block):
    """A bulleted or numbered list."""

    type: ClassVar[str] = "list"
    items: tuple[Text, ...]
    ordered: bool = False

    def plain(self) -> str:
        """Return one line an item."""
        return "\n".join(f"- {plain(item)}" for item in self.items)


@dataclass(frozen=True)
class KeyFigure:
    """One figure with what it is (`label`) and what it is compared with or based on."""

    label: str
    value: str
    detail: str = ""


@dataclass(frozen=True)
class KeyFigures(Block):
    """The few figures a reader must take away."""

    type: ClassVar[str] = "key_figures"
    items: tuple[KeyFigure, ...]

    def plain(self) -> str:
        """Return one line a figure."""
        return "\n".join(f"{i.label}: {i.value} {i.detail}".rstrip() for i in self.items)


Cell = str | Badge


@dataclass(frozen=True)
class Column:
    """A table column; numbers are set flush right."""

    label: str
    align: Literal["text", "number"] = "text"


@dataclass(frozen=True)
class Table(Block):
    """A table: `rows` of as many cells as there are `columns`; the first cell heads its row.

    Lists are taken for tuples. Raises ValueError when a row has another number of cells, or the
    caption is missing.
    """

    type: ClassVar[str] = "table"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self):
        if not self.caption:
            raise ValueError("a table needs a caption")
        # How a table is set is remembered by what it holds, which lists could change.
        columns, rows, notes = tuple(self.columns), tuple(map(tuple, self.rows)), tuple(self.notes)
        vars(self).update(columns=columns, rows=rows, notes=notes)
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"table {self.caption!r}, row {number}: {len(row)} cells for "
                    f"{len(self.columns)} columns"
                )

    def plain(self) -> str:
        """Return the caption and one line a row."""
        head = " | ".join(c.label for c in self.columns)
        lines = [" | ".join(c.word if isinstance(c, Badge) else c for c in r) for r in self.rows]
        return "\n".join([self.caption, head, *lines])


@dataclass(frozen=True)
class Chart(Block):
    """A chart with the words that stand for it and the table of its numbers.

    `title` is the finding, `description` the full text alternative (what is drawn, range,
    signals), `spec` Vega-Lite, `table` the same numbers.
    """

    type: ClassVar[str] = "chart"
    title: str
    description: str
    spec: dict[str, Any]
    table: Table

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, Any]:
        return {
            MEDIA_TYPE: self.to_json(),
            VEGA_LITE_MEDIA_TYPE: self.spec,
            "text/plain": self.plain(),
        }

    @property
    def alternative(self) -> str:
        """All words that stand for the drawing: finding, description, and where its numbers are."""
        finding = self.title.rstrip(". ")
        return f"{finding}. {self.description} Its numbers are in the table: {self.table.caption}"

    def plain(self) -> str:
        """Return title and description."""
        return f"{self.title}\n{self.description}"


@dataclass(frozen=True)
class Assessment(Block):
    """A measure's class with its evidence: what was tested, how, against which baseline."""

    type: ClassVar[str] = "assessment"
    measure: str
    badge: Badge
    sentence: str
    method: str
    baseline: str

    def plain(self) -> str:
        """Return measure, class and sentence."""
        return f"{self.measure}: {self.badge.word}. {self.sentence}"


Tone = Literal["missing", "withheld", "caution", "note"]


@dataclass(frozen=True)
class Notice(Block):
    """Something the reader must know before using the figures."""

    type: ClassVar[str] = "notice"
    tone: Tone
    title: str
    text: str

    def plain(self) -> str:
        """Return title and text."""
        return f"{self.title}: {self.text}"


@dataclass(frozen=True)
class Group(Block):
    """Several blocks that one line of a notebook shows together, in reading order."""

    type: ClassVar[str] = "group"
    blocks: tuple[Block, ...]

    def _ipython_display_(self) -> None:
        """Show each block as an output of its own, so that charts keep what they can do."""
        from IPython.display import display  # only a notebook has it at hand

        for block in self.blocks:
            show_itself = getattr(block, "_ipython_display_", None)
            if show_itself:
                show_itself()
            else:  # as it is: IPython would ask ten formatters that know nothing of blocks
                display(block._repr_mimebundle_(), raw=True)

    def plain(self) -> str:
        """Return the blocks' words one after another."""
        return "\n\n".join(block.plain() for block in self.blocks)


@dataclass(frozen=True)
class OnePage(Group):
    """Blocks that stand together on exactly one page of paper, tables first.

    On a screen, and in a word processor, they are blocks like any others.
    """

    type: ClassVar[str] = "one_page"
    # A notebook shows it as one output, so that its blocks stay together.
    _ipython_display_ = None


def _plain(value: Any) -> Any:
    if isinstance(value, Block):
        return value.to_json()
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
