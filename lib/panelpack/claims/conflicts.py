"""One quantity to which the prose of a report gives two values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from panelpack.claims.amounts import Amount, amounts
from panelpack.claims.findings import CONTRADICTED, Finding
from panelpack.claims.relevance import is_measured
from panelpack.claims.report import Report

_EARLIER = re.compile(
    r"\b(?:from|compared (?:with|to)|against|than|last year|previous|earlier|before"
    r"|in 20\d\d)\W*(?:the )?$",
    re.I,
)


def _counted(noun: str) -> str:
    """Return the words of a noun up to the one that is counted: `complaint cases`."""
    words = noun.split()
    ends = [n for n, word in enumerate(words, 1) if n > 1 and is_measured(word)]
    return " ".join(words[: ends[0]]) if ends else noun


def conflicts(report: Report) -> Iterator[Finding]:
    """Yield a finding where prose gives one quantity of one section two values."""
    for section in report.sections:
        first: dict[tuple, Amount] = {}
        for sentence in section.sentences:
            for amount in amounts(sentence):
                if _EARLIER.search(amount.before) or len(amount.noun.split()) < 2 or amount.about:
                    continue
                if re.search(
                    r"^\W*\w*\W*(?:in|a|for) (?:20\d\d|the (?:same|previous)|last)",
                    amount.after[len(amount.noun) :],
                    re.I,
                ):
                    continue
                known = first.setdefault((_counted(amount.noun), amount.unit), amount)
                if known.value != amount.value and known.before != amount.before:
                    yield Finding(
                        amount.line,
                        amount.words,
                        "two values",
                        CONTRADICTED,
                        f"Line {known.line} has {known.words!r}.",
                        sentence,
                        amount.place,
                    )
