"""The few elements that a paper for word processors is made of; words go in as text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from docx.oxml.ns import qn
from lxml import etree

from panelpack.document import Text
from panelpack.exporters.characters import clean

Element = etree._Element
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def w(tag: str, *children: Element | None, **attributes: object) -> Element:
    """Return an element of the main namespace; children that are None are left out."""
    made = etree.Element(_name(tag), {_name(n): str(value) for n, value in attributes.items()})
    made.extend([child for child in children if child is not None])
    return made


@cache
def _name(tag: str) -> str:
    return qn(f"w:{tag}")


def paragraph(style: str, *runs: Element, settings: Iterable[Element] = ()) -> Element:
    """Return a paragraph in a style; `settings` are its own properties, in the schema's order."""
    return w("p", w("pPr", w("pStyle", val=style), *settings), *runs)


def run(words: str, *looks: Element) -> Element:
    """Return words as one run; line feeds become line breaks, tabs tabs. `looks` are its style."""
    made = w("r", w("rPr", *looks) if looks else None)
    for number, line in enumerate(clean(words).split("\n")):
        if number:
            made.append(w("br"))
        for place, part in enumerate(line.split("\t")):
            if place:
                made.append(w("tab"))
            if part:
                made.append(_text(part))
    return made


def runs(spans: Text) -> list[Element]:
    """Return a run for each span of a text."""
    return [
        run(
            span.text,
            *([w("b"), w("bCs")] if span.strong else []),
            *([w("i"), w("iCs")] if span.emphasis else []),
        )
        for span in spans
    ]


def strong(words: str) -> Element:
    """Return words as one bold run."""
    return run(words, w("b"), w("bCs"))


def field(code: str, shown: str = "") -> list[Element]:
    """Return a field that a word processor works out; `shown` is what stands there until then."""
    mark = [w("r", w("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end")]
    order = w("r", w("instrText"))
    order[0].text = f" {code} "
    order[0].set(_SPACE, "preserve")
    return [mark[0], order, mark[1], *([run(shown)] if shown else []), mark[2]]


def bookmarked(name: str, number: int, *inside: Element) -> list[Element]:
    """Return elements within a bookmark, to which links inside the document lead."""
    start = w("bookmarkStart", id=number, name=name)
    return [start, *inside, w("bookmarkEnd", id=number)]


def _text(words: str) -> Element:
    made = w("t")
    made.text = words
    made.set(_SPACE, "preserve")
    return made
