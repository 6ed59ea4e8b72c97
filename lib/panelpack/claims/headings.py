"""Which lines of a transcription are headings, comments, keys or points of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from panelpack.claims.report import Line
from panelpack.claims.tabular import cells_of

ENDED = re.compile(r"[.!?:;][”\"')*]*$")
NUMBERED = re.compile(
    r"^\s*(?:[-•*]\s+)?(?:(?:\d{1,3}[.)]|\d{1,3}(?=\t|\s{2,})|\d+(?:\.\d+)+[.)]?"
    r"|[A-Z]\.?\d+(?:\.\d+)*[.)]?(?=\s+\S+\s+\S))\s+"
    r"|[-•*]\s+|\((?:[a-z]|[ivx]+)\)\s+|[a-hivx]{1,4}[.)]\s+)"
)
_BULLET = re.compile(r"^\s*[-•*]\s")
_ONE_NUMBER = re.compile(r"^\d{1,3}[.)]\s")
PRIORITY = re.compile(
    r"(?:strategic\s+)?\bpriority\s+(\d{1,2}[A-Z]?)\b|\bSP\s?(\d{1,2}[A-Z]?)\b", re.I
)
COMMENT = re.compile(
    r"^\W*(?:SP ?\d[\dA-Z/,& ]*)?(?:comments?|notes?|key|source)\b\s*\d*\s*:", re.IGNORECASE
)
KEY = re.compile(r"^\W*key\W*$", re.IGNORECASE)
_NAMES_PRIORITY = re.compile(r"(?:strategic\s+)?priority\s+\d|SP\s?\d", re.IGNORECASE)
LONGEST_HEADING = 30
# A line at least so long may go on in the next one.
_FULL_LINE = 45


def bare(text: str) -> str:
    """Return a line without the marks of lists, headings and bold letters."""
    return NUMBERED.sub("", text.strip().lstrip("#").strip()).strip("*_# ")


def is_priority(text: str) -> bool:
    """Whether a line is the heading of a priority of the plan."""
    words = bare(text)
    is_short = 0 < len(words.split()) <= LONGEST_HEADING and not COMMENT.match(words)
    return is_short and not ENDED.search(words) and bool(_NAMES_PRIORITY.match(words))


def is_heading(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is a heading: marked as one, of a priority, or short and by itself."""
    text = lines[at].text.strip()
    words = bare(text)
    if text.startswith("#"):
        return True
    if ENDED.search(words) or not words or len(words.split()) > LONGEST_HEADING:
        return False
    if is_priority(text):
        return True
    if not words[0].isupper() or _BULLET.match(text) or _line(lines, at - 1):
        return False
    following = _line(lines, at + 1)
    if not following:
        below = next((x.text.strip() for x in lines[at + 1 :] if x.text.strip()), "")
        return len(words.split()) <= 12 and not below[:1].islower()
    is_list = bool(NUMBERED.match(lines[at].text) and re.match(r"\d+\.\d", following))
    return len(words.split()) <= 5 and len(words) < 45 and (following[0].isupper() or is_list)


def goes_on(lines: Sequence[Line], at: int) -> int:
    """Return the first line after a heading that the edge of the page wraps over several."""
    end = at + 1
    while len(lines[end - 1].text.strip()) >= _FULL_LINE and not ENDED.search(lines[end - 1].text):
        text = _line(lines, end)
        if not text or NUMBERED.match(text) or cells_of(text) or is_priority(text):
            break
        if "<" in text or len(text) > len(lines[at].text) + _FULL_LINE:
            break
        end += 1
    return end


def priority_of(title: str) -> tuple[str, str]:
    """Return the number of the priority that a title names, and the words after it.

    >>> priority_of("Strategic Priority 14A - To reduce theft"), priority_of("Purpose of report")
    (('14A', 'To reduce theft'), ('', 'Purpose of report'))
    """
    found = PRIORITY.search(title)
    if found is None:
        return "", title
    return (found[1] or found[2]).upper(), title[found.end() :].lstrip(" .:–—-")


def begins_item(lines: Sequence[Line], at: int) -> bool:
    """Whether a line begins a numbered paragraph or a point of a list.

    A number that ends the sentence of a full line before it does not.
    """
    if not NUMBERED.match(lines[at].text):
        return False
    before = _line(lines, at - 1)
    is_end = _ONE_NUMBER.match(lines[at].text) and len(before) >= _FULL_LINE
    return not (is_end and not ENDED.search(before))


def _line(lines: Sequence[Line], at: int) -> str:
    return lines[at].text.strip() if 0 <= at < len(lines) else ""
