"""The lines of a transcription, freed from what pages, wrapping and editors put into them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from panelpack.claims.report import Line
from panelpack.claims.tabular import cells_of

_BREAK = re.compile(r"\r\n|\r|\n")
_UNSEEN = {0xA0: " ", 0x2007: " ", 0x2009: " ", 0x202F: " ", 0xAD: None, 0x200B: None, 0xFEFF: None}
_ESCAPED = re.compile(r"\\([-.#*_()\[\]|>&%£$+!])")
# What a grid is drawn with between its rows.
_RULE = re.compile(r"\s*\+[-=+: ]{3,}\+\s*")
_PAGE = re.compile(
    r"\W*page\s+\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?\W*|\W*\d{1,3}\s*(?:of|/)\s*\d{1,3}\W*",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[.!?:;][”\"')*]*$")
_DIGITS = re.compile(r"\d+")
# A line longer than this is a whole paragraph, not the part of one.
_WHOLE_LINE = 150
# From this share of such lines on, the lines of a file are its paragraphs.
_SHARE = 0.05
_LONGEST_RUNNING = 100


def seen(text: str) -> str:
    """Return a text with the spaces that a reader sees, and without what nobody does."""
    return text.translate(_UNSEEN)


def lines_of(text: str) -> list[Line]:
    """Return the lines of a transcription, each with its number in the file.

    Rules between rows go, and so do the running lines at the top and foot of pages. Hard spaces
    become spaces, HTML that is spread over several lines becomes one line, and where each line is
    a paragraph of its own an empty line stands between them.
    """
    plain = [_ESCAPED.sub(r"\1", line) for line in _BREAK.split(seen(text))]
    lines = [Line(n, line) for n, line in enumerate(plain, 1) if not _RULE.fullmatch(line)]
    lines = _dedented(_without_pages(lines))
    lines = list(_whole_html(lines))
    return list(_parted(lines)) if _is_a_line_a_paragraph(lines) else lines


def _without_pages(lines: Sequence[Line]) -> list[Line]:
    """Drop page numbers and what runs beside them; a sentence goes on over the page."""
    marks = [n for n, line in enumerate(lines) if "\f" in line.text or _PAGE.fullmatch(line.text)]
    beside = {n: _beside(lines, n) for n in marks}
    told = Counter(shape for near in beside.values() for shape in near.values())
    gone = {m for m in marks if _PAGE.fullmatch(lines[m].text.replace("\f", ""))}
    for near in beside.values():
        gone |= {n for n, shape in near.items() if told[shape] > 1}
    kept: list[Line] = []
    at = 0
    while at < len(lines):
        if at not in gone:
            kept.append(Line(lines[at].number, lines[at].text.replace("\f", "")))
            at += 1
            continue
        while at < len(lines) and (at in gone or not lines[at].text.strip("\f ")):
            at += 1
        _join_pages(kept)
    return kept


def _dedented(lines: Sequence[Line]) -> list[Line]:
    """Take away the margin that all lines have."""
    margins = [len(x.text) - len(x.text.lstrip(" ")) for x in lines if x.text.strip()]
    margin = min(margins, default=0)
    return [Line(line.number, line.text[margin:]) for line in lines]


def _beside(lines: Sequence[Line], mark: int) -> dict[int, str]:
    """Return the short lines next to a page's end, by their place: what they read like."""
    near: dict[int, str] = {}
    for step in (-1, 1):
        at = mark + step
        while 0 <= at < len(lines) and abs(at - mark) < 4 and not lines[at].text.strip():
            at += step
        if 0 <= at < len(lines) and abs(at - mark) < 4:
            near[at] = lines[at].text
    if "\f" in lines[mark].text:
        near[mark] = lines[mark].text
    shapes = {n: _DIGITS.sub("0", " ".join(text.split())) for n, text in near.items()}
    return {n: shape for n, shape in shapes.items() if shape and len(shape) < _LONGEST_RUNNING}


def _join_pages(kept: list[Line]) -> None:
    """Take the empty lines before a page's end away where the sentence isn't over."""
    last = next((line.text for line in reversed(kept) if line.text.strip()), "")
    if _ENDED.search(last.strip()) or len(last.split()) < 5:
        kept.append(Line(kept[-1].number if kept else 1, ""))
        return
    while kept and not kept[-1].text.strip():
        kept.pop()


def _whole_html(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines, a table or paragraph of HTML that several of them hold in one."""
    ends = max((n for n, line in enumerate(lines) if "</table>" in line.text.lower()), default=-1)
    held: list[Line] = []
    depth = {"table": 0, "p": 0}
    for n, line in enumerate(lines):
        for tag in depth:
            depth[tag] = max(0, depth[tag] + _opened(tag, line.text))
        held.append(line)
        following = lines[n + 1].text.strip() if n + 1 < len(lines) else ""
        is_open = (depth["table"] and n < ends) or (depth["p"] and following)
        if not is_open:
            yield Line(held[0].number, " ".join(h.text for h in held))
            held, depth = [], {"table": 0, "p": 0}
    yield from held


def _opened(tag: str, text: str) -> int:
    """Return how many more tags of a name a line opens than it closes."""
    opened = re.findall(rf"<{tag}\b[^>]*>", text, re.IGNORECASE)
    return len(opened) - len(re.findall(rf"</{tag}>", text, re.IGNORECASE))


def _is_a_line_a_paragraph(lines: Sequence[Line]) -> bool:
    filled = [line for line in lines if line.text.strip() and "<" not in line.text]
    whole = [line for line in filled if len(line.text) > _WHOLE_LINE]
    return len(whole) > _SHARE * len(filled)


def _parted(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines with an empty one after each paragraph, none in a table."""
    for line, after in zip(lines, [*lines[1:], Line(0, "")], strict=True):
        yield line
        is_in_table = cells_of(line.text) or cells_of(after.text)
        if line.text.strip() and after.text.strip() and not is_in_table and "<" not in line.text:
            yield Line(line.number, "")
