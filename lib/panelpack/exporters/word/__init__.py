"""Blocks as DOCX for committee software: one section, or the whole pack with title and contents.

Headings, lists, tables, captions and language are the word processor's own, so that whoever
pastes, listens or converts finds them. The same blocks give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from panelpack.document import Block, Cover
from panelpack.errors import DataError
from panelpack.exporters import outline, paper
from panelpack.exporters.word import base
from panelpack.exporters.word.figures import draw_ahead, drawn
from panelpack.exporters.word.flow import Flow
from panelpack.exporters.word.front import band, contents, facts, title_page
from panelpack.exporters.word.setting import set_opening, set_pieces, set_section

__all__ = ["draw_ahead", "pack_docx", "section_docx"]


def section_docx(blocks: Sequence[Block]) -> bytes:
    """Return one section as a DOCX file; its first block is its Title.

    The same blocks give the same bytes. Raises DataError when the Title is missing or its day is
    none, when a chart can't be drawn, or when a state or tone is unknown.
    """
    (section,) = outline.sections([blocks], 1)
    title, name = section.title, paper.name_of(section)
    document = base.empty(name, "", paper.day(title.as_at))
    internal = title.audience != "public"
    base.set_running(document, paper.quarter_words(title.quarter), "", internal)
    flow = Flow(document, drawn(document, [section]))
    set_section(flow, section, name)
    return base.saved(document)


def pack_docx(cover: Cover, parts: Sequence[Sequence[Block]]) -> bytes:
    """Return a whole pack as a DOCX file: title page, contents, each section on a new page.

    A summary for one page of paper stands in place of the title page. `parts` in the order of
    the pack, each beginning with its Title. Raises DataError as `section_docx` does, and when
    there is no section.
    """
    if not parts:
        raise DataError("the pack has no section: build at least one before joining them")
    sections = outline.sections(parts, 1)
    names = [paper.name_of(section) for section in sections]
    title = paper.joined(cover.title, cover.quarter)
    document = base.empty(title, cover.office, paper.day(cover.as_at))
    internal = cover.is_internal or any(s.title.audience != "public" for s in sections)
    base.set_running(document, title, cover.office, internal)
    flow = Flow(document, drawn(document, sections))
    if any(piece.one_page for piece in sections[0].pieces):
        _open_with_summary(flow, cover, sections[0], names, internal)
    else:
        flow.add(*title_page(cover, internal), *contents(names))
        set_section(flow, sections[0], names[0])
    for (before, section), name in zip(pairwise(sections), names[1:], strict=True):
        set_section(flow, section, name, below=before.is_short or _go_on(before, section))
    return base.saved(document)


def _go_on(before: outline.Section, section: outline.Section) -> bool:
    """Say whether a section begins below another: a page for each priority ends half empty."""
    return bool(before.title.number and section.title.number)


def _open_with_summary(
    flow: Flow, cover: Cover, summary: outline.Section, names: Sequence[str], internal: bool
) -> None:
    """Add the summary, then the contents and the facts of the pack, then the summary's rest."""
    flow.add(*band(cover, internal))
    set_opening(flow, summary, names[0], below=True, room=0)
    set_pieces(flow, [piece for piece in summary.pieces if piece.one_page])
    flow.add(*contents(names), *facts(cover))
    set_pieces(flow, [piece for piece in summary.pieces if not piece.one_page])
