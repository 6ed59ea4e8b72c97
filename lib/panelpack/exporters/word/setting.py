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
from panelpack.exporters.word.elements import Element, paragraph, run, runs, strong, w
from panelpack.exporters.word.flow import Flow
from panelpack.exporters.word.grid import edge, fill, grid, ink
from panelpack.exporters.word.numbers import LIST, numbered

KEY_FIGURES = "Key figures"


_Maker = Callable[[Flow, outline.Piece], None]


def set_section(flow: Flow, section: outline.Section, name: str) -> None:
    """Add a section: its title as the highest heading, then its blocks.

    Raises DataError for a state or a tone that is unknown.
    """
    flow.add_target("Heading1", name)
    flow.count_from_one()
    if section.title.subtitle.strip():
        flow.add(paragraph("Subtitle", run(section.title.subtitle)))
    for piece in section.pieces:
        _SETTERS[type(piece.block)](flow, piece)
        flow.heading = piece.block.text if isinstance(piece.block, Heading) else ""


def _heading(flow: Flow, piece: outline.Piece) -> None:
    settings = [flow.number(1)] if piece.number else []
    _add_heading(flow, piece.block.text, piece.level, settings)


def _add_heading(flow: Flow, words: str, level: int, settings: Sequence[Element] = ()) -> None:
    # A heading without words would be a hole in the list of headings.
    if words.strip():
        flow.add(paragraph(f"Heading{level}", run(words), settings=settings))


def _numbered(flow: Flow, piece: outline.Piece) -> None:
    settings = [flow.number(piece.block.level)]
    flow.add(paragraph("NumberedParagraph", *runs(piece.block.text), settings=settings))


def _prose(flow: Flow, piece: outline.Piece) -> None:
    flow.add(*(paragraph("Normal", *runs(words)) for words in piece.block.paragraphs))


def _list(flow: Flow, piece: outline.Piece) -> None:
    style, settings = "ListBullet", []
    if piece.block.ordered:
        style, number = "ListNumber", flow.numbering.begin(LIST)
        settings = [lambda: numbered(number)]
    for item in piece.block.items:
        flow.add(paragraph(style, *runs(item), settings=[make() for make in settings]))


def _key_figures(flow: Flow, piece: outline.Piece) -> None:
    items = piece.block.items
    labels = [Column("What"), Column("Figure", "number"), Column("Compared with or based on")]
    rows = tuple((item.label, item.value, item.detail) for item in items)
    if not any(item.detail for item in items):
        labels, rows = labels[:2], tuple(row[:2] for row in rows)
    _add_table(flow, Table(KEY_FIGURES, tuple(labels), rows))


def _table(flow: Flow, piece: outline.Piece) -> None:
    _add_table(flow, piece.block)


def _add_table(flow: Flow, table: Table, compact: bool = False) -> None:
    made, is_wide = grid(table, flow.figures, compact)
    parts: list[Element] = []
    # A table under a heading of the same words need not repeat them.
    if table.caption.strip() and table.caption != flow.heading:
        parts.append(paragraph("Caption", run(table.caption)))
    notes = [paragraph("TableNote", run(note)) for note in table.notes if note.strip()]
    (flow.turn if is_wide else flow.add)(*parts, made, *notes)


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
