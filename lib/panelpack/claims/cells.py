"""Cells and words of a report: what number a cell is, and which texts are alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_NUMBER = re.compile(r"([+\N{MINUS SIGN}–-]?)\s*(£?)\s*([\d,]*\.?\d+)\s*(%|pp\b|m\b|k\b)?")
# The head of a column in thousands, not a number.
_THOUSANDS = re.compile(r"£\s?'?0{3}s?")
_WORD = re.compile(r"[a-z]+")
_STEM = 6
NOT_AVAILABLE = re.compile(
    r"(?:n/?a|not available|not yet available|unavailable|tbc|-|\[[xcz]\])\.?", re.IGNORECASE
)
IDLE = frozenset(
    {"a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "has", "have", "in"}
    | {"into", "is", "it", "its", "no", "number", "of", "on", "or", "out", "per", "that", "the"}
    | {"their", "this", "to", "was", "were", "which", "with", "who", "rate", "change", "level"}
    | {"actual", "total", "ytd"}
)


def words_of(text: str) -> frozenset[str]:
    """Return the stems of a text's words that carry meaning, to see whether texts are alike."""
    return frozenset(stem(w) for w in _WORD.findall(text.lower()) if w not in IDLE and len(w) > 2)


def stem(word: str) -> str:
    """Return how a word begins, without its commonest endings: `satisf` of satisfied."""
    for ending, instead in (("ies", "y"), ("ences", "enc"), ("ence", "enc"), ("ed", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return (word[: -len(ending)] + instead)[:_STEM]
    return word[:_STEM]


@dataclass(frozen=True)
class Number:
    """A printed number: its value, how many decimals it has, and whether it is % or money."""

    value: Decimal
    places: int
    unit: str
    text: str


def number(text: str) -> Number | None:
    """Return the number that a cell is, None for other cells."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None or _THOUSANDS.fullmatch(text.strip()):
        return None
    sign, pound, digits, unit = match.groups()
    try:
        value = Decimal(digits.replace(",", ""))
    except InvalidOperation:
        return None
    places = len(digits.partition(".")[2])
    return Number(-value if sign not in ("", "+") else value, places, pound or unit or "", text)


def percent(now: Decimal, before: Decimal) -> Decimal | None:
    """Return a change in per cent; None where it starts from zero."""
    return 100 * (now - before) / before if before else None
