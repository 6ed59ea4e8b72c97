"""Charts and the shapes of states as pictures, each with the words that stand for it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from docx.document import Document
from docx.oxml.shape import CT_Inline
from docx.shared import Pt
from lxml import etree

from panelpack.document import Assessment, Badge, Block, Chart, Table
from panelpack.exporters import drawing, outline, pictures, shapes
from panelpack.exporters.characters import clean
from panelpack.exporters.looks import inked, look
from panelpack.exporters.word.elements import Xml, w

CHART_WIDTH, CHART_DOTS = 425.0, 150
"""Points (150 mm) and dots to the inch of a chart on paper."""
SHAPE_WIDTH, SHAPE_DOTS = 9.0, 400
# Where nothing is said of the room around a picture, some programs leave a third of a centimetre.
_SIDES = ("distT", "distB", "distL", "distR")


@dataclass
class Figures:
    """The pictures of one document, drawn before its words are set."""

    document: Document
    charts: dict[str, bytes]
    shapes: dict[str, bytes]
    _count: int = field(default=0)
    _relations: dict[bytes, str] = field(default_factory=dict)

    def chart(self, piece: outline.Piece) -> Xml:
        """Return the picture of a chart as a run."""
        chart = piece.block
        words = f"{chart.title}. {chart.description}"
        return self._placed(self.charts[piece.id], CHART_WIDTH, words, "Chart")

    def shape(self, badge: Badge) -> Xml:
        """Return the shape of a state as a run, in the ink of its badge."""
        words = shapes.shape_name(badge.state)
        return self._placed(self.shapes[badge.state], SHAPE_WIDTH, words, "Shape")

    def _placed(self, png: bytes, width: float, words: str, kind: str) -> Xml:
        self._count += 1
        name = f"{kind} {self._count}"
        if png not in self._relations:
            relation, _ = self.document.part.get_or_add_image(io.BytesIO(png))
            self._relations[png] = relation
        across, down = pictures.size(png)
        height = Pt(width * down / across)
        made = CT_Inline.new_pic_inline(
            self._count, self._relations[png], f"{name}.png", Pt(width), height
        )
        made.attrib.update(dict.fromkeys(_SIDES, "0"))
        made.docPr.set("name", name)
        made.docPr.set("descr", clean(words))
        return w("r", w("drawing", etree.tostring(made, encoding="unicode")))


def drawn(document: Document, sections: Sequence[outline.Section]) -> Figures:
    """Draw all charts and shapes of some sections; raises DataError when one can't be drawn."""
    pieces = [piece for section in sections for piece in section.pieces]
    charts = {piece.id: piece.block for piece in pieces if isinstance(piece.block, Chart)}
    marks = {state: _mark(state) for state in sorted(set(_states(p.block for p in pieces)))}
    made = pictures.pngs([drawing.svg(c) for c in charts.values()], CHART_WIDTH, CHART_DOTS)
    small = pictures.pngs(list(marks.values()), SHAPE_WIDTH, SHAPE_DOTS)
    return Figures(
        document, dict(zip(charts, made, strict=True)), dict(zip(marks, small, strict=True))
    )


def draw_ahead(charts: Iterable[Chart]) -> dict[str, bytes]:
    """Draw charts for the paper that will hold them, and return their pictures to remember.

    Raises DataError when one can't be drawn.
    """
    return pictures.kept([drawing.svg(chart) for chart in charts], CHART_WIDTH, CHART_DOTS)


def _mark(state: str) -> str:
    return inked(shapes.state_shape(state), look(state)[1])


def _states(blocks: Iterable[Block]) -> Iterable[str]:
    """Yield the state of every badge in some blocks."""
    for block in blocks:
        if isinstance(block, Assessment):
            yield block.badge.state
        elif isinstance(block, (Table, Chart)):
            table = block.table if isinstance(block, Chart) else block
            yield from (c.state for row in table.rows for c in row if isinstance(c, Badge))
