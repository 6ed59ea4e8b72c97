"""What stands before the first section: the title page, and the contents as links."""

from __future__ import annotations

from collections.abc import Sequence

from panelpack.document import Cover
from panelpack.exporters import paper
from panelpack.exporters.word.base import NOT_FOR_PUBLICATION
from panelpack.exporters.word.elements import Xml, paragraph, run, strong, w
from panelpack.exporters.word.flow import bookmark

CONTENTS = "Contents"
# Half-points of the title above a summary.
_BAND = 36


def title_page(cover: Cover, internal: bool) -> list[Xml]:
    """Return the title page: what the pack is, and the facts that are known of it."""
    lines = [cover.subtitle, cover.quarter]
    made = [paragraph("Title", run(cover.title))]
    made += [paragraph("Subtitle", run(line)) for line in lines if line.strip()]
    return [*made, *_warning(internal), *facts(cover)]


def band(cover: Cover, internal: bool) -> list[Xml]:
    """Return the head of a pack whose first page is its summary: title and quarter, set low."""
    size = [w("sz", val=_BAND), w("szCs", val=_BAND)]
    words = paper.joined(cover.title, cover.quarter)
    low = [w("spacing", before=0, after=120)]
    return [paragraph("Title", run(words, *size), settings=low), *_warning(internal)]


def facts(cover: Cover) -> list[Xml]:
    """Return what is known of a pack, a line a fact, all on one page."""
    known = paper.facts(cover)
    kept = [[w("keepNext")] for _ in known[1:]] + [[]]
    return [
        paragraph("CoverFact", strong(label), run(f"\t{words}"), settings=settings)
        for (label, words), settings in zip(known, kept, strict=False)
    ]


def _warning(internal: bool) -> list[Xml]:
    # A page's head is not read aloud; this is.
    return [paragraph("NotForPublication", run(NOT_FOR_PUBLICATION))] if internal else []


def contents(names: Sequence[str]) -> list[Xml]:
    """Return the contents: a link to each section.

    Pages are left out: only the word processor that lays the paper out could know them.
    """
    lines = [_line(number, name) for number, name in enumerate(names, 1)]
    return [paragraph("TOCHeading", run(CONTENTS)), *lines]


def _line(number: int, name: str) -> Xml:
    return paragraph("TOC1", w("hyperlink", run(name), anchor=bookmark(number), history=1))
