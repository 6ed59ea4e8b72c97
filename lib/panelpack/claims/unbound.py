"""Claims in commentary that no figure stands behind: words and numbers that are not bound."""

from __future__ import annotations

import re
from collections.abc import Iterator

from panelpack.claims import vocabulary
from panelpack.claims.binding import sentence

_BOUND = re.compile(r"\[[^\[\]]+\]\{[^{}\[\]]*\}")
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}")
# What may be, is wanted or is asked claims nothing.
_NOT_SAID = re.compile(
    r"\b(?:can|can['’]t|cannot|could|may|might|must|should|would|whether|if|unless|hopes?|hoped|"
    r"wants?|wanted|aims?|asks?|will|shall|need not|needs? to)\b|\?",
    re.IGNORECASE,
)
# Where another part of a sentence begins, for which what may be no longer holds.
_PART = re.compile(
    r"[;:–]\s|,\s(?:and|but|so|yet|while|whereas|although|though|which|where)\s"
    r"|\s(?:but|while|whereas|although|though|because)\s",
    re.IGNORECASE,
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# Days, quarters, years, priorities, ages, times and numbers of a list are names, not figures.
_NAMES = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:{_MONTHS})(?: \d{{4}})?\b|\bQuarter [1-4]\b|"
    r"\b(?:19|20)\d\d(?:[/-]\d\d(?:\d\d)?)?\b|\b[A-Z]{1,4}\d+[A-Z]?\b|\b\d+[ -]year[ -]olds?\b|"
    r"\baged? \d+(?: (?:to|and) \d+)?\b|\b\d+ to \d+ year[ -]olds?\b|^\d+[.)] |^#+ \d+|"
    r"\b\d{1,2}(?:[.:]\d\d)? ?[ap]m\b|\b(?:24/7|101|999)\b",
    re.MULTILINE,
)
_NUMBER = re.compile(r"(?<![\w.])[+\N{MINUS SIGN}-]?£?\d[\d,]*(?:\.\d+)?(?:%|m\b)?")

_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_SMALL = "two|three|four|five|six|seven|eight|nine|ten"
# Numbers and shares in words; small whole numbers are left to prose.
_IN_WORDS = re.compile(
    r"\b(?:an?|one|two|three|four) (?:thirds?|quarters?|fifths?|tenths?) of\b|\bhalf (?:of|the)\b"
    rf"|\b(?:two|three)[- ](?:thirds|quarters)\b|\b(?:one|{_SMALL}) (?:in|out of) (?:{_SMALL})\b"
    rf"|\b(?:(?:{_TENS})(?:-\w+)?|dozens?|hundreds?|thousands?|millions?)\b"
    r"(?![ -](?:minutes?|hours?|days?|weeks?|months?|years?))|\b(?:majority|most) of\b"
    r"|\bmost (?:victims|residents|users|callers|offenders|families|districts|crimes|cases)\b",
    re.IGNORECASE,
)


def unbound(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, words and fault of each claim of a commentary that is bound to no figure.

    Words are read sentence by sentence. A sentence that says what can, may or should be, or asks,
    claims nothing. A number typed by hand is a claim wherever it stands.
    """
    bare = _PLACEHOLDER.sub(_blank, _BOUND.sub(_blank, text))
    for said in vocabulary.said(bare):
        if not _NOT_SAID.search(_part(bare, said.start)):
            yield _line(text, said.start), said.words, "claims something and is bound to no figure"
    named = _NAMES.sub(_blank, bare)
    for match in (*_NUMBER.finditer(named), *_IN_WORDS.finditer(named)):
        yield _line(text, match.start()), match[0], "is a figure typed by hand"


def _part(text: str, at: int) -> str:
    """Return the part of a sentence that a place lies in, with the mark that ends a question."""
    whole = sentence(text, at)
    first = text.rfind(whole, 0, at + len(whole))
    breaks = [first + match.start() for match in _PART.finditer(whole)]
    begin = max((place for place in breaks if place < at), default=first)
    end = min((place for place in breaks if place >= at), default=first + len(whole))
    return text[begin:end] + ("?" if whole.endswith("?") else "")


def _blank(match: re.Match) -> str:
    """Return as many spaces as were there, so that places stay as they are."""
    return re.sub(r"[^\n]", " ", match[0])


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
