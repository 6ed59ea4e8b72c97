"""Characters that no document may hold, taken out of words that others wrote."""

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
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")


def clean(words: str) -> str:
    """Return words without characters that a document can't hold or that hide what is read.

    >>> clean("9\\x0030 \\u202e039 offences\\r\\n")
    '930 039 offences\\n'
    """
    if words.isprintable():  # as nearly all are; none of these characters is
        return words
    return _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", words))


def clean_json(value: Any) -> Any:
    """Return plain JSON values with every text in them cleaned, keys too."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(key): clean_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean_json(item) for item in value]
    return value
