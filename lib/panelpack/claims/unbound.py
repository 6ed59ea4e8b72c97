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


def unbound(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, words and fault of each claim of a commentary that is bound to no figure.

    Words are read sentence by sentence. A sentence that says what can, may or should be, or asks,
    claims nothing. A number typed by hand is a claim wherever it stands.
    """
    bare = _PLACEHOLDER.sub(_blank, _BOUND.sub(_blank, text))
    for said in vocabulary.said(bare):
        if not _NOT_SAID.search(sentence(bare, said.start)):
            yield _line(text, said.start), said.words, "claims something and is bound to no figure"
    for match in _NUMBER.finditer(_NAMES.sub(_blank, bare)):
        yield _line(text, match.start()), match[0], "is a figure typed by hand"


def _blank(match: re.Match) -> str:
    """Return as many spaces as were there, so that places stay as they are."""
    return re.sub(r"[^\n]", " ", match[0])


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
