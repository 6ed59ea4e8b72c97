"""A document while blocks are added at its end: its pages, bookmarks and numberings."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from docx.document import Document
from docx.oxml.ns import qn

from panelpack.exporters.word.elements import (
    Element,
    Xml,
    bookmarked,
    paragraph,
    parsed,
    run,
    w,
)
from panelpack.exporters.word.figures import Figures
from panelpack.exporters.word.numbers import PARAGRAPHS, Numbering, numbered

_PARAGRAPH, _TABLE = qn("w:p"), qn("w:tbl")
# Twentieths of a point between a table and what follows it, where its style asks for no more.
_BELOW_TABLE = 160
# Styles with room of their own above.
_SET_OFF = ("Heading", "Caption", "NoticeTitle", "TableNote")


class Flow:
    """The end of a document, where the next block goes."""

    def __init__(self, document: Document, figures: Figures):
        self.figures = figures
        self.numbering = Numbering(document)
        self.heading = ""
        """The words of the heading that was added last, if nothing stands below it yet."""
        self._paragraphs = 0
        self._page = document.element.body[-1]
        self._bookmarks = 0

    def add(self, *elements: Xml) -> None:
        """Put elements at the end, before the settings of the last page."""
        for element in parsed(*elements):
            last = self._page.getprevious()
            if last is not None and last.tag == _TABLE and element.tag == _PARAGRAPH:
                _set_off(element)
            self._page.addprevious(element)

    def stands_below(self, *styles: str) -> bool:
        """Say whether what was added last is a paragraph in one of some styles."""
        last = self._page.getprevious()
        return last is not None and last.tag == _PARAGRAPH and _style(last) in styles

    def add_target(self, style: str, words: str, settings: Sequence[Xml] = ()) -> None:
        """Add a heading to which links inside the document lead, the nth to `bookmark(n)`."""
        self._bookmarks += 1
        name = bookmark(self._bookmarks)
        inside = bookmarked(name, self._bookmarks, run(words))
        self.add(paragraph(style, *inside, settings=settings))

    def count_from_one(self) -> None:
        """Let the paragraphs of what follows be numbered from 1."""
        self._paragraphs = 0

    def number(self, level: int) -> Xml:
        """Return the setting that gives a paragraph its number: 5 at level 1, 5.1 at level 2."""
        if not self._paragraphs:
            self._paragraphs = self.numbering.begin(PARAGRAPHS)
        return numbered(self._paragraphs, level)

    def turn(self, *elements: Xml) -> None:
        """Add elements on pages on their side; the pages before and after are upright."""
        self._end_page(landscape=False, else_say="The next table is on a page on its side.")
        self.add(*elements)
        self._end_page(landscape=True, else_say="The next page is upright again.")

    def _end_page(self, landscape: bool, else_say: str) -> None:
        """End the page after the last paragraph; where a table stands last, words follow it."""
        last = self._page.getprevious()
        if last is None or last.tag != _PARAGRAPH:
            self.add(paragraph("TableNote", run(else_say)))
            last = self._page.getprevious()
        page = deepcopy(self._page)
        if landscape:
            size = page.find(qn("w:pgSz"))
            height, width = size.get(qn("w:h")), size.get(qn("w:w"))
            size.attrib.update({qn("w:w"): height, qn("w:h"): width, qn("w:orient"): "landscape"})
        last[0].append(page)


def bookmark(number: int) -> str:
    """Return the name of the bookmark at the nth section, as contents name them."""
    return f"_Toc{number:06d}"


def _set_off(element: Element) -> None:
    """Give a paragraph room above; its style's room below stays."""
    if not _style(element).startswith(_SET_OFF):
        element.find(qn("w:pPr")).extend(parsed(w("spacing", before=_BELOW_TABLE)))


def _style(paragraph: Element) -> str:
    return paragraph.find(qn("w:pPr"))[0].get(qn("w:val"))
