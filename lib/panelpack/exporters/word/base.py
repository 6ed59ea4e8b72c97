"""An empty paper: page, styles, numbering, language, running header and footer, properties."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files

import docx
from docx.document import Document

from panelpack import office
from panelpack.exporters.characters import clean
from panelpack.exporters.word.elements import field, paragraph, parsed, run

LANGUAGE = "en-GB"
NOT_FOR_PUBLICATION = "Not for publication"
LONGEST_PROPERTY = 255
"""Characters that a document property can hold."""
# Where each file of the template stands in a document.
_PLACES = {
    "[Content_Types].xml": "content-types.xml",
    "_rels/.rels": "package-rels.xml",
    "word/document.xml": "document.xml",
    "word/_rels/document.xml.rels": "document-rels.xml",
    "word/styles.xml": "styles.xml",
    "word/numbering.xml": "numbering.xml",
    "word/settings.xml": "settings.xml",
    "word/header1.xml": "header1.xml",
    "word/footer1.xml": "footer1.xml",
}


def empty(title: str, author: str, as_at: date) -> Document:
    """Return a document with the look of a committee paper, no content, and its properties set."""
    document = docx.Document(io.BytesIO(_template()))
    known = document.core_properties
    known.title = clean(title)[:LONGEST_PROPERTY]
    known.author = known.last_modified_by = clean(author)[:LONGEST_PROPERTY]
    known.language = LANGUAGE
    known.created = known.modified = datetime.combine(as_at, time())
    known.revision = 1
    return document


def set_running(document: Document, head: str, foot: str, internal: bool) -> None:
    """Write the header and footer of every page."""
    (section,) = document.sections
    header, footer = section.header._element, section.footer._element
    if internal:
        header.extend(parsed(paragraph("NotForPublication", run(NOT_FOR_PUBLICATION))))
    header.extend(parsed(paragraph("Header", run(head))))
    pages = [run("Page "), *field("PAGE", "1"), run(" of "), *field("NUMPAGES", "1")]
    office = [run(f"{foot}. ")] if foot.strip() else []
    footer.extend(parsed(paragraph("Footer", *office, *pages)))


def saved(document: Document) -> bytes:
    """Return the document as a file, the same bytes for the same content."""
    file = io.BytesIO()
    document.save(file)
    return office.packed(office.members(file.getvalue()))


@cache
def _template() -> bytes:
    folder = files("panelpack") / "templates" / "word"
    return office.packed({place: (folder / name).read_bytes() for place, name in _PLACES.items()})
