"""Markdown to the blocks of a document: headings, paragraphs, lists, strong words and emphasis.

| Markdown | becomes |
|---|---|
| `#` and `##`, `###` and deeper | a heading of level 2, of level 3 |
| paragraphs in a row | one Prose block; a line break inside a paragraph is a space |
| `**strong**`, `*emphasis*` | spans |
| a list with `-` or `1.` | a List; each item one paragraph |
| `[words](https://…)` | the words, then the address in brackets; other addresses are dropped |
| code between backticks, `&pound;` | plain words, the character |

Anything else (HTML, pictures, tables, quotations, code blocks, lists in lists, rules) can't be
shown the same in HTML, PDF and DOCX, so it is refused. The text is untrusted: nothing in it
becomes markup, and entities can't bring in characters that a reader doesn't see.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Iterator
from html.entities import html5
from itertools import groupby
from typing import Any

import mistune

from panelpack.document import Block, Heading, List, Prose, Span, Text, plain
from panelpack.errors import DataError

ALLOWED = "headings, paragraphs, lists without lists inside, **strong** words, *emphasis* and links"
LONGEST = 50_000
"""Characters; a text for people is never longer, and an endless one would stop a build."""

_HIGHEST_HEADING, _LOWEST_HEADING = 2, 3
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_WEB_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n]+")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")

# Tables are read only so that they can be refused by name instead of shown as rows of bars.
_parse = mistune.create_markdown(renderer=None, plugins=["table"])

_REFUSED = {
    "block_code": "a code block (a line that begins with four spaces makes one, too)",
    "block_html": "HTML; write < as &lt; if it is meant as a sign",
    "inline_html": "HTML; write < as &lt; if it is meant as a sign",
    "block_quote": "a quotation block; put the words in quotation marks",
    "thematic_break": "a rule; use a heading",
    "table": "a table; figures belong in a table of the section",
    "image": "a picture; show a chart of the section",
}

_NO_WORDS = "this heading, paragraph or list item has no words; take it out"

Token = dict[str, Any]


def blocks(text: str) -> tuple[Block, ...]:
    """Return what a Markdown text says as blocks, in reading order; () for an empty text.

    Raises DataError, naming the line and what is allowed, when the text holds something that
    can't be shown, and when it is longer than `LONGEST` characters.

    >>> blocks("## Why\\n\\nIt *rose*.")[1].paragraphs[0][1]
    Span(text='rose', strong=False, emphasis=True)
    """
    if len(text) > LONGEST:
        raise DataError(f"the text has {len(text):,} characters: {LONGEST:,} are the most allowed")
    try:
        return _blocks(text)
    except _Unshown as fault:
        line, fault = _first_fault(text, fault)
        raise DataError(f"line {line}: {fault}. Allowed are {ALLOWED}") from None


class _Unshown(Exception):
    """Something that no document can show, in words without its place."""


def _first_fault(text: str, fault: _Unshown) -> tuple[int, _Unshown]:
    """Return the line that makes a text unshowable, and what is at fault there.

    The parser doesn't tell lines. So the shortest beginning of the text that fails is looked
    for by halving: its last line is the one.
    """
    lines = [line for line in _LINE.findall(text) if line]
    found = {len(lines): fault}

    def fails(count: int) -> bool:
        if count not in found:
            try:
                _blocks("".join(lines[:count]))
            except _Unshown as shorter:
                found[count] = shorter
        return count in found

    line = bisect_left(range(len(lines)), True, lo=1, key=fails)
    return line, found[line]


def _blocks(text: str) -> tuple[Block, ...]:
    tokens = [token for token in _parse(text) if token["type"] != "blank_line"]
    return tuple(
        block
        for kind, run in groupby(tokens, key=lambda token: token["type"])
        for block in _run(kind, run)
    )


def _run(kind: str, tokens: Iterator[Token]) -> Iterator[Block]:
    """Yield the blocks of tokens of one kind in a row; paragraphs in a row are one block."""
    if kind == "paragraph":
        yield Prose(tuple(_text(token) for token in tokens))
    elif kind == "heading":
        yield from map(_heading, tokens)
    elif kind == "list":
        yield from map(_list, tokens)
    else:
        raise _unshown(kind)


def _heading(token: Token) -> Heading:
    level = min(max(token["attrs"]["level"], _HIGHEST_HEADING), _LOWEST_HEADING)
    return Heading(plain(_text(token)), level)


def _list(token: Token) -> List:
    attributes = token["attrs"]
    if "start" in attributes:
        start = attributes["start"]
        raise _Unshown(
            f"this makes a numbered list that begins with {start}; begin it with 1, "
            f"or write {start}\\. if it is no list"
        )
    return List(tuple(map(_item, token["children"])), ordered=attributes["ordered"])


def _item(token: Token) -> Text:
    parts = [part for part in token["children"] if part["type"] != "blank_line"]
    for part in parts:
        if part["type"] == "list":
            raise _Unshown("this is a list inside a list; make it a list of its own")
        if part["type"] not in ("block_text", "paragraph"):
            raise _unshown(part["type"])
    if not parts:
        raise _Unshown(_NO_WORDS)
    if len(parts) > 1:
        raise _Unshown("a list item is one paragraph; make this a list or paragraphs of its own")
    return _text(parts[0])


def _text(token: Token) -> Text:
    """Return a token's words as spans, runs of one style joined, spaces and line breaks as one."""
    spans = list(_inline(token["children"], strong=False, emphasis=False))
    joined = [
        Span(_SPACES.sub(" ", "".join(span.text for span in run)), *style)
        for style, run in groupby(spans, key=lambda span: (span.strong, span.emphasis))
    ]
    if not plain(tuple(joined)).strip():
        raise _Unshown(_NO_WORDS)
    return tuple(span for span in joined if span.text)


def _inline(tokens: list[Token], **style: bool) -> Iterator[Span]:
    for token in tokens:
        kind = token["type"]
        if kind in ("strong", "emphasis"):
            yield from _inline(token["children"], **(style | {kind: True}))
        elif kind == "link":
            yield from _link(token, **style)
        elif kind in _PLAIN:
            yield Span(_PLAIN[kind](token), **style)
        else:
            raise _unshown(kind)


def _link(token: Token, **style: bool) -> Iterator[Span]:
    """Yield a link's words and, where it leads to the web and they don't say so, its address."""
    words = list(_inline(token["children"], **style))
    address = token["attrs"]["url"]
    yield from words
    if _WEB_ADDRESS.match(address) and plain(tuple(words)) != address:
        yield Span(f" ({address})", **style)


def _characters(token: Token) -> str:
    return _ENTITY.sub(_character, token["raw"])


def _character(entity: re.Match) -> str:
    """Return the character of an entity, or the entity as written if no reader would see it."""
    written = entity[0]
    is_known = written[1] == "#" or written[1:] in html5
    character = html.unescape(written) if is_known else written
    return character if character.isprintable() or character == "\N{NO-BREAK SPACE}" else written


_PLAIN = {
    "text": _characters,
    "codespan": lambda token: token["raw"],
    "softbreak": lambda token: " ",
    "linebreak": lambda token: " ",
}


def _unshown(kind: str) -> _Unshown:
    return _Unshown(f"this makes {_REFUSED.get(kind, kind.replace('_', ' '))}")
