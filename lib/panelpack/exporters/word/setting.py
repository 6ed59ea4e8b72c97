"""How each kind of block is set in a paper for word processors."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from panelpack.document import (
    Assessment,
    Block,
    Chart,
    Column,
    Heading,
    KeyFigures,
    List,
    Notice,
    Numbered,
    Prose,
    Table,
)
from panelpack.exporters import outline, shapes
from panelpack.exporters.word.elements import Xml, paragraph, run, runs, strong, w
from panelpack.exporters.word.flow import Flow
from panelpack.exporters.word.grid import edge, fill, grid, ink
from panelpack.exporters.word.numbers import LIST, numbered

KEY_FIGURES = "Key figures"
BELOW = 720
"""Twentieths of a point above a section that begins no page."""
# Half-points of the notes of a table that paper keeps on one page with its neighbours, and
# twentieths of a point between the items of their lists.
_SMALL_NOTE, _CLOSE = 18, 40
# Styles of the title of a section and of the line under it.
_TITLES = ("Heading1", "Subtitle")

_Maker = Callable[[Flow, outline.Piece], None]


def set_section(flow: Flow, section: outline.Section, name: str, *, below: bool = False) -> None:
    """Add a section: its title as the highest heading, then its blocks.

    It begins a page, unless it stands `below` what is there. Raises DataError for a state or a
    tone that is unknown.
    """
    set_opening(flow, section, name, below=below)
    set_pieces(flow, section.pieces)


def set_opening(
    flow: Flow, section: outline.Section, name: str, *, below: bool, room: int = BELOW
) -> None:
    """Add a section's title and what stands under it; `room` above where it begins no page."""
    flow.add_target("Heading1", name, _standing_below(room) if below else ())
    flow.count_from_one()
    if section.title.subtitle.strip():
        # Where no room is given above, a page is to hold all that follows.
        low = [w("spacing", before=0, after=60)] if below and not room else []
        flow.add(paragraph("Subtitle", run(section.title.subtitle), settings=low))


def _standing_below(room: int) -> list[Xml]:
    """Return the settings of a title that begins no page."""
    spacing = w("spacing", before=room, after=120 if room else 20)
    return [w("pageBreakBefore", val=0), spacing]


def set_pieces(flow: Flow, pieces: Sequence[outline.Piece]) -> None:
    """Add blocks in their order; raises DataError as `set_section` does."""
    for piece in pieces:
        _SETTERS[type(piece.block)](flow, piece)
        flow.heading = piece.block.text if isinstance(piece.block, Heading) else ""


def _heading(flow: Flow, piece: outline.Piece) -> None:
    settings = [flow.number(1)] if piece.number else []
    if piece.one_page:
        settings.append(w("spacing", before=160, after=80))
    _add_heading(flow, piece.block.text, piece.level, settings)


def _add_heading(flow: Flow, words: str, level: int, settings: Sequence[Xml] = ()) -> None:
    # A heading without words would be a hole in the list of headings.
    if words.strip():
        flow.add(paragraph(f"Heading{level}", run(words), settings=settings))


def _numbered(flow: Flow, piece: outline.Piece) -> None:
    settings = [flow.number(piece.block.level)]
    flow.add(paragraph("NumberedParagraph", *runs(piece.block.text), settings=settings))


def _prose(flow: Flow, piece: outline.Piece) -> None:
    for words in piece.block.paragraphs:
        # The aim of a section stays with what it is about.
        settings = [w("keepNext")] if flow.stands_below(*_TITLES) else []
        flow.add(paragraph("Normal", *runs(words), settings=settings))


def _list(flow: Flow, piece: outline.Piece) -> None:
    style, settings = "ListBullet", []
    if piece.block.ordered:
        style, number = "ListNumber", flow.numbering.begin(LIST)
        settings = [numbered(number)]
    if piece.one_page:
        settings.append(w("spacing", before=0, after=_CLOSE))
    for item in piece.block.items:
        flow.add(paragraph(style, *runs(item), settings=settings))


def _key_figures(flow: Flow, piece: outline.Piece) -> None:
    items = piece.block.items
    labels = [Column("What"), Column("Figure", "number"), Column("Compared with or based on")]
    rows = tuple((item.label, item.value, item.detail) for item in items)
    if not any(item.detail for item in items):
        labels, rows = labels[:2], tuple(row[:2] for row in rows)
    _add_table(flow, Table(KEY_FIGURES, tuple(labels), rows))


def _table(flow: Flow, piece: outline.Piece) -> None:
    _add_table(flow, piece.block, one_page=piece.one_page)


def _add_table(flow: Flow, table: Table, compact: bool = False, one_page: bool = False) -> None:
    made, is_wide = grid(table, flow.figures, compact, one_page)
    parts: list[Xml] = []
    # A table under a heading of the same words need not repeat them.
    if table.caption.strip() and table.caption != flow.heading:
        parts.append(paragraph("Caption", run(table.caption)))
    small = [w("sz", val=_SMALL_NOTE), w("szCs", val=_SMALL_NOTE)] if one_page else []
    told = [note for note in _noted(table) if note.strip()]
    notes = [_note(note, small, note is not told[-1]) for note in told]
    (flow.turn if is_wide else flow.add)(*parts, made, *notes)


def _note(words: str, looks: Sequence[Xml], kept: bool) -> Xml:
    settings = [w("keepNext")] if kept else []
    return paragraph("TableNote", run(words, *looks), settings=settings)


def _noted(table: Table) -> list[str]:
    """Return a table's notes; the keys to the shorthand are short, and share a line."""
    keys = [note for note in table.notes if note.startswith("[")]
    return [*(note for note in table.notes if note not in keys), " ".join(keys)]


def _chart(flow: Flow, piece: outline.Piece) -> None:
    chart = piece.block
    flow.add(paragraph("Caption", run(chart.title)))
    flow.add(paragraph("Chart", flow.figures.chart(piece)))
    if chart.description.strip():
        flow.add(paragraph("ChartDescription", run(chart.description)))
    _add_table(flow, chart.table, compact=True)


def _assessment(flow: Flow, piece: outline.Piece) -> None:
    it = piece.block
    _add_heading(flow, it.measure, piece.level)
    looks = (w("b"), w("bCs"), ink(it.badge), edge("bdr"), fill(it.badge))
    word = run(f"\u00a0{it.badge.word}\u00a0", *looks)
    kept = [w("keepNext")]
    shape = flow.figures.shape(it.badge)
    flow.add(paragraph("Assessment", shape, run("\u00a0"), word, settings=kept))
    details = {"Method: ": it.method, "Compared with: ": it.baseline}
    flow.add(paragraph("Assessment", run(it.sentence)))
    for label, words in details.items():
        if words:
            flow.add(paragraph("AssessmentDetail", strong(label), run(words)))


def _notice(flow: Flow, piece: outline.Piece) -> None:
    it = piece.block
    flow.add(paragraph("NoticeTitle", run(f"{shapes.tone_word(it.tone)}: {it.title}")))
    flow.add(paragraph("Notice", run(it.text)))


_SETTERS: dict[type[Block], _Maker] = {
    Heading: _heading,
    Prose: _prose,
    List: _list,
    KeyFigures: _key_figures,
    Table: _table,
    Chart: _chart,
    Assessment: _assessment,
    Notice: _notice,
    Numbered: _numbered,
}
