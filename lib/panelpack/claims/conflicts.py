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
_THE = re.compile(r"(?:^|[.;] |\bof )\W*(?:\d+(?:\.\d+)*\.?\s+)?the $", re.IGNORECASE)
_OF_OTHER = re.compile(
    r"^\W*\w*\W*(?:in|a|for) (?:20\d\d|the (?:same|previous)|last)", re.IGNORECASE
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
        counted: dict[str, list[Amount]] = {}
        for sentence in section.sentences:
            for amount in amounts(sentence):
                known = _taken_up(amount, counted) or _first_of(amount, first)
                if known is not None:
                    told = f"Line {known.line} has {known.words!r}."
                    line, words, place = amount.line, amount.words, amount.place
                    yield Finding(line, words, "two values", CONTRADICTED, told, sentence, place)
                if not amount.unit:
                    counted.setdefault(_first_word(amount), []).append(amount)


def _first_of(amount: Amount, first: dict[tuple, Amount]) -> Amount | None:
    """Return the first number of the same quantity where it is another one."""
    counted = _named(amount)
    is_other = _EARLIER.search(amount.before) or _OF_OTHER.search(amount.after[len(amount.noun) :])
    if is_other or not counted or amount.about:
        return None
    known = first.setdefault((counted, amount.unit), amount)
    is_same = (known.line, known.before) == (amount.line, amount.before)
    return None if is_same or known.value == amount.value else known


def _first_word(amount: Amount) -> str:
    """Return the word after a number if it names what is counted; empty for others."""
    word = amount.noun.partition(" ")[0]
    return word if is_measured(word) else ""


def _taken_up(amount: Amount, counted: dict[str, list[Amount]]) -> Amount | None:
    """Return what `the 198 complaints` takes up where no number of complaints before is that."""
    known = counted.get(_first_word(amount), [])
    is_named = (
        bool(_first_word(amount) and _THE.search(amount.before))
        and not amount.unit
        and not amount.about
    )
    is_named &= not _EARLIER.search(amount.before)
    if not is_named or any(k.value == amount.value for k in known):
        return None
    return known[0] if known else None
