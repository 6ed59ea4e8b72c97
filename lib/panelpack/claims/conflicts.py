"""One quantity to which the prose of a report gives two values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from panelpack.claims.amounts import Amount, amounts
from panelpack.claims.cells import words_of
from panelpack.claims.findings import CONTRADICTED, Finding
from panelpack.claims.periods import years
from panelpack.claims.relevance import is_measured
from panelpack.claims.report import Report

_EARLIER = re.compile(
    r"\b(?:from|compared (?:with|to)|against|than|last year|previous|earlier|before"
    r"|in 20\d\d)\W*(?:the )?$",
    re.I,
)

_SUBJECT = re.compile(
    r"^\W*(?:\d+(?:\.\d+)*\.?\s+)?(?:the )?(\w[^.,;:]*?) (?:was|were|stood at|came to|totalled) $",
    re.IGNORECASE,
)
_PARTLY = re.compile(r"\b(?:last|previous|before|earlier|average|and)\b", re.IGNORECASE)


def _counted(noun: str) -> str:
    """Return the words of a noun up to the one that is counted: `complaint cases`."""
    words = noun.split()
    ends = [n for n, word in enumerate(words, 1) if n > 1 and is_measured(word)]
    return " ".join(words[: ends[0]]) if ends else noun


def _named(amount: Amount) -> str | tuple[str, ...]:
    """Return what a number counts, by the words after it or as the subject before `was`."""
    if len(amount.noun.split()) > 1:
        return _counted(amount.noun)
    subject = _SUBJECT.match(amount.before)
    if subject is None or amount.unit == "%" or years(subject[1]) or _PARTLY.search(subject[1]):
        return ""
    words = tuple(sorted(words_of(subject[1])))
    return words if len(words) > 1 else ""


def conflicts(report: Report) -> Iterator[Finding]:
    """Yield a finding where prose gives one quantity of one section two values."""
    for section in report.sections:
        first: dict[tuple, Amount] = {}
        for sentence in section.sentences:
            for amount in amounts(sentence):
                counted = _named(amount)
                if _EARLIER.search(amount.before) or not counted or amount.about:
                    continue
                if re.search(
                    r"^\W*\w*\W*(?:in|a|for) (?:20\d\d|the (?:same|previous)|last)",
                    amount.after[len(amount.noun) :],
                    re.I,
                ):
                    continue
                known = first.setdefault((counted, amount.unit), amount)
                if known.value != amount.value and (known.line, known.before) != (
                    amount.line,
                    amount.before,
                ):
                    yield Finding(
                        amount.line,
                        amount.words,
                        "two values",
                        CONTRADICTED,
                        f"Line {known.line} has {known.words!r}.",
                        sentence,
                        amount.place,
                    )
