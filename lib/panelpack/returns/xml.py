"""Walk through an XML part of a workbook; nothing in it is looked up, fetched or expanded."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.parsers import expat

from panelpack.returns.problems import Refused

# A sheet of twenty thousand rows; a form has some hundred.
MOST_ELEMENTS = 400_000
# A tag of more bytes than this is made to fill the memory with its attributes.
_LONG_TAG = re.compile(rb"<[^<]{131072}")

_REMEDY = "Save the workbook anew as XLSX, or as CSV UTF-8."

Attributes = dict[str, str]


class Budget:
    """How many elements may still be read of one workbook."""

    def __init__(self, left: int = MOST_ELEMENTS):
        self.left = left

    def spend(self) -> None:
        """Take one; raise Refused when there is none left."""
        self.left -= 1
        if self.left < 0:
            message = f"the workbook has more than {MOST_ELEMENTS:,} elements"
            raise Refused("G17", message, "Send the figures alone, as CSV.")


def walk(
    part: bytes,
    budget: Budget,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] = lambda name: None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call `start`, `end` and `text` for what a part holds, names without their namespaces.

    Raises Refused for a document type, for XML that is not well-formed and for too much of it.
    """
    if _LONG_TAG.search(part):
        raise Refused("G05", "the workbook holds an endless XML tag", _REMEDY)
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def opened(name: str, attributes: Attributes) -> None:
        budget.spend()
        start(name.rpartition(":")[2], attributes)

    parser.StartElementHandler = opened
    parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_types
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise Refused("G05", "the workbook holds broken XML", _REMEDY) from None


def attribute(attributes: Attributes, name: str) -> str:
    """Return an attribute whatever the prefix of its namespace, or an empty text."""
    for key, value in attributes.items():
        if key.rpartition(":")[2] == name:
            return value
    return ""


def _refuse_types(*_declared) -> None:
    raise Refused("G14", "the workbook declares XML entities or types", _REMEDY)
