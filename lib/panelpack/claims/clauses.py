"""Parts of a sentence, so that a claim is held against what its own part speaks of."""

from __future__ import annotations

import re

_BREAK = re.compile(
    r"[,;:–]?\s(?:and|but|while|whilst|whereas|although|though|yet|which|where|with|then)\s"
    r"|[,;:–]\s+(?!since\b|the (?:highest|lowest|best|worst)\b)|[()]",
    re.IGNORECASE,
)


def clause(text: str, start: int, end: int) -> str:
    """Return the part of a sentence around a place in it.

    >>> clause("Burglary fell, while robbery rose.", 29, 33)
    'robbery rose.'
    """
    breaks = [match.span() for match in _BREAK.finditer(text)]
    first = max((after for _, after in breaks if after <= start), default=0)
    last = min((before for before, _ in breaks if before >= end), default=len(text))
    return text[first:last].strip()


def is_parted(text: str, start: int, end: int) -> bool:
    """Whether a new part of the sentence begins between two places.

    >>> is_parted("Burglary fell, while robbery rose.", 9, 29)
    True
    """
    spans = (match.span() for match in _BREAK.finditer(text))
    return any(start <= first and last <= end for first, last in spans)
