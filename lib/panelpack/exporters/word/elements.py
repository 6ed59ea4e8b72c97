"""The few elements that a paper for word processors is made of; words go in as text.

They are put together as markup, and parsed when they get their place in the document: making each
as an object takes three times as long.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from docx.oxml.ns import nsdecls
from lxml import etree

from panelpack.document import Text
from panelpack.exporters.characters import clean

Xml = str
"""The markup of an element of the main namespace."""
Element = etree._Element
_WHOLE = f"<w:body {nsdecls('w')}>%s</w:body>"
_PARSER = etree.XMLParser(resolve_entities=False, huge_tree=True)
# What an attribute can't hold as it is; a reader takes its line feeds and tabs for spaces.
_MARKS = {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"}


def parsed(*markup: Xml) -> list[Element]:
    """Return elements to be put into a document."""
    return list(etree.fromstring(_WHOLE % "".join(markup), _PARSER))


def w(tag: str, *children: Xml | None, **attributes: object) -> Xml:
    """Return an element of the main namespace; children that are None are left out."""
    told = "".join([f' w:{name}="{_quoted(value)}"' for name, value in attributes.items()])
    return f"<w:{tag}{told}>{''.join(filter(None, children))}</w:{tag}>"


def _quoted(value: object) -> str:
    words = str(value)
    return words if words.isalnum() else escape(words, _MARKS)


def paragraph(style: str, *runs: Xml, settings: Iterable[Xml] = ()) -> Xml:
    """Return a paragraph in a style; `settings` are its own properties, in the schema's order."""
    return w("p", w("pPr", w("pStyle", val=style), *settings), *runs)


def run(words: str, *looks: Xml) -> Xml:
    """Return words as one run; line feeds become line breaks, tabs tabs. `looks` are its style."""
    lines = (
        "<w:tab/>".join([_words("t", part) if part else "" for part in line.split("\t")])
        for line in clean(words).split("\n")
    )
    return w("r", w("rPr", *looks) if looks else None, "<w:br/>".join(lines))


def runs(spans: Text) -> list[Xml]:
    """Return a run for each span of a text."""
    return [
        run(
            span.text,
            *([w("b"), w("bCs")] if span.strong else []),
            *([w("i"), w("iCs")] if span.emphasis else []),
        )
        for span in spans
    ]


def strong(words: str) -> Xml:
    """Return words as one bold run."""
    return run(words, w("b"), w("bCs"))


def field(code: str, shown: str = "") -> list[Xml]:
    """Return a field that a word processor works out; `shown` is what stands there until then."""
    mark = [w("r", w("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end")]
    order = w("r", _words("instrText", f" {code} "))
    return [mark[0], order, mark[1], *([run(shown)] if shown else []), mark[2]]


def bookmarked(name: str, number: int, *inside: Xml) -> list[Xml]:
    """Return elements within a bookmark, to which links inside the document lead."""
    start = w("bookmarkStart", id=number, name=name)
    return [start, *inside, w("bookmarkEnd", id=number)]


def _words(tag: str, words: str) -> Xml:
    return f'<w:{tag} xml:space="preserve">{escape(words)}</w:{tag}>'
