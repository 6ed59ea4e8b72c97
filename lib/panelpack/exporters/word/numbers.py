"""Real numbering: each numbered list, and each section's paragraphs, counts from 1."""

from __future__ import annotations

from docx.document import Document
from docx.oxml.ns import qn

from panelpack.exporters.word.elements import Xml, parsed, w

# The templates of numbering in templates/word/numbering.xml.
LIST, PARAGRAPHS = 2, 3
_LEVELS = {LIST: 1, PARAGRAPHS: 2}


class Numbering:
    """The numberings of one document."""

    def __init__(self, document: Document):
        self._numbering = document.part.numbering_part.element

    def begin(self, kind: int) -> int:
        """Return the id of a numbering that starts anew; `kind` is LIST or PARAGRAPHS."""
        number = len(self._numbering.findall(qn("w:num"))) + 1
        starts = [
            w("lvlOverride", w("startOverride", val=1), ilvl=level)
            for level in range(_LEVELS[kind])
        ]
        made = w("num", w("abstractNumId", val=kind), *starts, numId=number)
        self._numbering.extend(parsed(made))
        return number


def numbered(number: int, level: int = 1) -> Xml:
    """Return the setting that gives a paragraph its number in a numbering; `level` from 1."""
    return w("numPr", w("ilvl", val=level - 1), w("numId", val=number))
