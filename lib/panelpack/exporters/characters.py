"""Characters of a document: those that none may hold, and spaces at which no line may end."""

from __future__ import annotations

import re
from typing import Any

# Control characters but tab and line feed, halves of pairs, and code points that are no character:
# HTML, XML and PDF forbid them. Marks that turn the reading direction round can make a figure
# read as another; without them the words stay, in the order in which they are stored.
_LAST_OF_PLANES = "".join(chr(end - 1) + chr(end) for end in range(0xFFFF, 0x110000, 0x10000))
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    f"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb{_LAST_OF_PLANES}]"
)
_NO_BREAK = "\N{NO-BREAK SPACE}"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NAMED = "Figure|Table|Source|Appendix|Chapter|Page|page|paragraph|version"
# What a reader takes for one word: quarters, days, what has a number, amounts with their unit. A
# month may part from its year: as heads of a table, twelve of them held would turn its page.
_ONE_WORD = re.compile(
    r"\b(?:Quarter [1-4]|Q[1-4])(?: \d{4}/\d\d)?(?!\w)"
    rf"|\b\d{{1,2}} (?:{_MONTHS})(?: \d{{4}})?(?!\w)"
    rf"|\b(?:{_NAMED}) (?:\d[\d.]*|[A-Z])(?!\w)"
    r"|(?<=\d) (?=(?:million|billion|per cent|percentage points?|points?)\b)"
)
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")


def clean(words: str) -> str:
    """Return words without characters that a document can't hold or that hide what is read.

    >>> clean("9\\x0030 \\u202e039 offences\\r\\n")
    '930 039 offences\\n'
    """
    if words.isprintable():  # as nearly all are; none of these characters is
        return words
    return _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", words))


def held(words: str) -> str:
    """Return words with no-break spaces where a line must not end: `Quarter 1`, `£3.2 million`.

    >>> held("Up 3.1 points in Quarter 1 2014/15").split(" ")
    ['Up', '3.1\\xa0points', 'in', 'Quarter\\xa01\\xa02014/15']
    """
    if " " not in words:
        return words
    return _ONE_WORD.sub(lambda found: found[0].replace(" ", _NO_BREAK), words)


def clean_json(value: Any) -> Any:
    """Return plain JSON values with every text in them cleaned, keys too."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(key): clean_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean_json(item) for item in value]
    return value
