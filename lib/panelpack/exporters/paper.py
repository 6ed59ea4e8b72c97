"""Blocks as the paper's template reads them: plain JSON with drawings, layouts and colours.

Every word is cleaned and written in characters that the font holds. The template sets words as
they are, so that what a partner wrote can never become markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date
from itertools import groupby
from typing import Any

from panelpack.document import (
    Assessment,
    Badge,
    Block,
    Chart,
    Cover,
    Heading,
    Notice,
    Table,
    from_json,
)
from panelpack.errors import DataError
from panelpack.exporters import columns, drawing, looks, onepage, outline, shapes
from panelpack.exporters.characters import clean, held
from panelpack.exporters.glyphs import one_line, printable, printable_drawing
from panelpack.quarters import Quarter, day_label

UNTITLED = "Untitled"
LONGEST_LINE = 40
"""The room of a line of a running head and of the foot, in em."""
MOST_WORDS = 7
"""The words of a line of a running head: one of more reads as prose that nobody hears."""
_FACTS = {
    "period": "Period covered",
    "area": "Area",
    "commissioner": "Commissioner",
    "panel": "Reported to",
    "meeting": "Meeting",
    "item": "Agenda item",
    "as_at": "Figures as known on",
    "contact": "Contact",
    "prerelease": "Access before release",
}


def of_section(blocks: Sequence[Block]) -> dict[str, Any]:
    """Return one section with all that its pages need; raises DataError without a Title."""
    (section,) = outline.sections([blocks], 1)
    title = section.title
    return _whole(
        title=name_of(section),
        author="",
        foot="",
        internal=title.audience != "public",
        cover=None,
        running=(quarter_words(title.quarter), ""),
        sections=[_section(section)],
    )


def of_pack(cover: Cover, parts: Sequence[Sequence[Block]]) -> dict[str, Any]:
    """Return a pack with all that its pages need; raises DataError where a Title is missing."""
    return _pack(cover, outline.sections(parts, 1))


def _pack(cover: Cover, sections: Sequence[outline.Section]) -> dict[str, Any]:
    return _whole(
        title=joined(cover.title, cover.quarter),
        author=cover.office,
        foot=one_line(cover.office, LONGEST_LINE),
        internal=cover.is_internal or any(s.title.audience != "public" for s in sections),
        cover=asdict(cover) | {"facts": facts(cover)},
        running=(cover.title, cover.quarter),
        sections=[_section(s) for s in sections],
    )


def of_page(cover: Cover, blocks: Sequence[Block]) -> dict[str, Any]:
    """Return the one page of a section by itself, under the head of the pack.

    Raises DataError when the section has no such page.
    """
    (section,) = outline.sections([blocks], 1)
    own = tuple(piece for piece in section.pieces if piece.one_page)
    if not own:
        raise DataError(f"section {section.title.section} shows nothing that stands on one page")
    return _pack(cover, [replace(section, pieces=own)]) | {"contents": False}


def day(as_at: str) -> date:
    """Return the day up to which figures were known; raises DataError when it is none."""
    try:
        return date.fromisoformat(as_at)
    except ValueError:
        raise DataError(f"as at {as_at!r}: write the day like 2014-09-29") from None


def _whole(running: tuple[str, str], **pack: Any) -> dict[str, Any]:
    common = {
        "badges": looks.badges(),
        "tones": looks.tones(),
        "tall": columns.TALL_CELL,
        "contents": True,
    }
    heads = [one_line(words, LONGEST_LINE, MOST_WORDS) for words in running]
    shown = _readable(common | pack | {"running": heads})
    # What a file is called is searched for, and stands in one line.
    return shown | {"title": printable(clean(pack["title"]))}


def _section(section: outline.Section) -> dict[str, Any]:
    name = name_of(section)
    shown: list[dict[str, Any]] = []
    for one_page, run in groupby(section.pieces, key=lambda piece: piece.one_page):
        pieces = tuple(run)
        shown += [_page(pieces)] if one_page else _blocks(pieces)
    return {
        "number": section.title.number,
        "heading": section.heading,
        "name": name,
        "subtitle": section.title.subtitle,
        "known": f"{shapes.known(section.title)} {day_label(day(section.title.as_at))}",
        "running": one_line(name, LONGEST_LINE, MOST_WORDS),
        "blocks": shown,
    }


def _blocks(pieces: Iterable[outline.Piece]) -> list[dict[str, Any]]:
    shown, heading = [], ""
    for piece in pieces:
        block = _block(piece)
        # A table under a heading of the same words need not repeat them.
        shown.append(block | {"captioned": block.get("caption") != heading})
        heading = piece.block.text if isinstance(piece.block, Heading) else ""
    return shown


def _page(pieces: Sequence[outline.Piece]) -> dict[str, Any]:
    """Return what stands on one page as each of its steps sets it."""
    return {"type": "one_page", "steps": [_step(pieces, step) for step in onepage.STEPS]}


def _step(pieces: Sequence[outline.Piece], step: onepage.Step) -> dict[str, Any]:
    cut = onepage.cut([piece.block for piece in pieces], step)
    placed = {id(b): replace(p, block=b) for p, b in zip(pieces, cut, strict=True)}
    wide, parts = onepage.columns_of(cut)
    return {
        "size": step.size,
        "wide": [_block(placed[id(block)], step.size) for block in wide],
        "shares": onepage.shares(parts),
        "parts": [[_block(placed[id(b)], step.size) for b in part] for part in parts],
    }


def _block(piece: outline.Piece, size: float | None = None) -> dict[str, Any]:
    """Return a block with level and number; tables with layout, charts with their drawing.

    `size` is the size of type on a page of its own.
    """
    block, level = piece.block, {"level": piece.level, "number": piece.number}
    if isinstance(block, Table):
        return _table(block, compact=False, size=size)
    if isinstance(block, Chart):
        words = {"type": block.type, "title": block.title, "description": block.description}
        words["alternative"] = block.alternative
        table = _table(block.table, compact=True) | {"captioned": True}
        return words | {"svg": drawing.svg(block, piece.id), "table": table}
    if isinstance(block, Notice):
        shapes.tone_word(block.tone)
    if isinstance(block, Assessment):
        _check(block.badge)
    return block.to_json() | level


def _table(table: Table, compact: bool, size: float | None = None) -> dict[str, Any]:
    for cell in (cell for row in table.rows for cell in row):
        _check(cell)
    told = table.to_json()
    # A caption may have no printable word; the layout does not depend on it.
    shown = _readable(told) | {"caption": table.caption}
    readable = table if shown == told else from_json(shown)
    if size is None:
        return told | {"layout": asdict(columns.layout(readable, compact))}
    return told | {"layout": asdict(columns.at_size(readable, size, onepage.ROOM))}


def _check(cell: str | Badge) -> None:
    """Raise DataError for a badge whose state is unknown."""
    if isinstance(cell, Badge):
        shapes.state_shape(cell.state)


def name_of(section: outline.Section) -> str:
    """Return the number and title of a section; never blank."""
    return printable(clean(f"{section.title.number} {section.heading}")).strip() or UNTITLED


def joined(title: str, quarter: str) -> str:
    """Return what a pack is called: its title and its quarter; never blank."""
    parts = (printable(clean(words)).strip() for words in (title, quarter))
    return ", ".join(filter(None, parts)) or UNTITLED


def quarter_words(words: str) -> str:
    """Say a quarter as a reader does; words that are no quarter are left as they are."""
    try:
        return Quarter.parse(words).label
    except ValueError:
        return words


def facts(cover: Cover) -> list[tuple[str, str]]:
    """Return what a cover knows, each fact under its name; raises DataError as `day` does."""
    known = asdict(cover) | {"as_at": day_label(day(cover.as_at))}
    return [(label, known[key]) for key, label in _FACTS.items() if known[key]]


def _readable(value: Any, key: str = "") -> Any:
    """Return JSON values with every text cleaned and in characters that the font holds."""
    if isinstance(value, str):
        # A long word of a drawing has its place; a break would fall inside a path or a colour.
        if key == "svg":
            return printable_drawing(clean(value))
        # What is only heard has no lines.
        return printable(clean(value) if key == "alternative" else held(clean(value)))
    if isinstance(value, dict):
        return {name: _readable(item, name) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_readable(item) for item in value]
    return value
