"""The sentences of a paragraph, each with the line that it begins on."""

from __future__ import annotations

import re

from panelpack.claims.report import Sentence

_STOP = re.compile(r"(?<=[.!?])[”\"')*]*\s+(?=[\"“(*]*[A-Z0-9£])|;\s+")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]{12,}\"")
# A word that the end of a line cuts in two.
_HYPHENATED = re.compile(r"[a-z]- $")
_PARAGRAPH = re.compile(r"^\W*[A-Z]?\.?\d{1,2}(?:\.\d{1,2})*\.?\s+(?=[A-Z£(“\"])")


def sentences(held: list[tuple[int, str]]) -> list[Sentence]:
    """Return the sentences of the lines of one paragraph, each with the line it begins on."""
    text, starts = "", []
    for line, words in held:
        starts.append((len(text), line))
        text = text[:-2] if _HYPHENATED.search(text) and words[:1].islower() else text
        text += words + " "
    bare = _QUOTED.sub(lambda m: " " * len(m[0]), text)
    bare = _PARAGRAPH.sub(lambda m: " " * len(m[0]), bare)
    found, begin = [], 0
    for end in [*(match.end() for match in _STOP.finditer(text)), len(text)]:
        words = text[begin:end]
        if words.strip():
            line = max((s for s in starts if s[0] <= begin), default=starts[0])[1]
            lead = begin + len(words) - len(words.lstrip())  # both keep their places
            found.append(Sentence(line, words.strip(), bare[lead:end].rstrip()))
        begin = end
    return found
