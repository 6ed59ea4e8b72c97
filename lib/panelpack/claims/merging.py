"""One alarm a fault: findings that tell of the same fault are told as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from panelpack.claims.cells import words_of
from panelpack.claims.clauses import is_parted
from panelpack.claims.findings import CONTRADICTED, LACKING, VERDICTS, Finding

_OF_WORDS = {
    "direction", "comparator", "test", "limits", "step", "trend", "extreme", "level", "steady",
    "words", "opposite",
}  # fmt: skip
_NO_TEST = re.compile(r"\b(?:not|no|n['’]t)\b", re.IGNORECASE)
_RANK = list(VERDICTS)


def merged(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings in their order, those joined that tell of one fault.

    Words that claim something of one figure in one part of a sentence are one fault, and so is
    `not significant` beside the change that it speaks of. A promise is one fault wherever the
    report repeats it, a priority without a panel one with the reference to that panel, and an aim
    that no row counts one with the first claim of its priority that lacks a figure.
    """
    kept: list[Finding] = []
    for finding in _with_aims(findings):
        place = next((n for n, k in enumerate(kept) if _is_one(k, finding)), None)
        if place is None:
            kept.append(finding)
        else:
            kept[place] = _joined(kept[place], finding)
    return kept


def _with_aims(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings, an aim that no row counts told beside the first claim of its priority."""
    kept = list(findings)
    for aim in (f for f in findings if f.kind == "aim"):
        of_it = (n for n, f in enumerate(kept) if f.section == aim.section and _tells(f))
        place = next(of_it, None)
        if place is not None:
            kept[place] = replace(kept[place], evidence=f"{kept[place].evidence} {aim.evidence}")
            kept.remove(aim)
    return kept


def _tells(finding: Finding) -> bool:
    return finding.kind in _OF_WORDS and finding.verdict == LACKING


def _is_one(first: Finding, second: Finding) -> bool:
    if not (first.is_alarm and second.is_alarm):
        return False
    kinds = frozenset((first.kind, second.kind))
    if kinds in _ALIKE:
        return _ALIKE[kinds](first, second)
    if first.sentence is None or first.sentence is not second.sentence:
        return False
    if kinds == {"number", "two values"}:
        return first.place == second.place
    if kinds <= _OF_WORDS:
        return _in_one_part(first, second)
    if kinds <= _OF_WORDS | {"number"} and {first.verdict, second.verdict} == {LACKING}:
        is_one_part = len(kinds) > 1 and _in_one_part(first, second)
        return is_one_part or first.evidence == second.evidence
    are_two = kinds == {"number"} and first.verdict == CONTRADICTED
    return kinds <= _OF_WORDS | {"number"} and first.evidence == second.evidence and not are_two


def _in_one_part(first: Finding, second: Finding) -> bool:
    one, other = sorted((first.place, second.place))
    if not is_parted(first.sentence.text, one[1], other[0]):
        return True
    return any(f.kind == "test" and _NO_TEST.search(f.words) for f in (first, second))


def _same_promise(first: Finding, second: Finding) -> bool:
    """Whether two passages promise the same for the same day."""
    days = [re.sub(r"\W*(?:the )?", "", f.words.rpartition("…")[2]) for f in (first, second)]
    if not (days[0].startswith(days[1]) or days[1].startswith(days[0])):
        return False
    said = [words_of(f.sentence.text) if f.sentence else frozenset() for f in (first, second)]
    return len(said[0] & said[1]) >= max(2, len(min(said, key=len)) // 3)


def _same_row(first: Finding, second: Finding) -> bool:
    return first.row == second.row != ""


# When findings of these kinds are one, whatever their sentences are.
_ALIKE = {
    frozenset({"date"}): _same_promise,
    frozenset({"panel", "reference"}): lambda one, other: one.section == other.section != "",
    frozenset({"aim"}): lambda one, other: True,
    frozenset({"comparator", "assessment"}): _same_row,
    frozenset({"availability", "gap"}): _same_row,
}


def _joined(first: Finding, second: Finding) -> Finding:
    """Return one finding with the graver verdict and both evidences."""
    if {first.kind, second.kind} == {"comparator", "assessment"}:
        first, second = sorted((first, second), key=lambda f: f.kind)
    lead = min((first, second), key=lambda f: _RANK.index(f.verdict))
    told = second.evidence if second.evidence not in first.evidence else ""
    if first.line != second.line:
        told = f"Line {second.line} has it too: {second.words.rstrip('.')}."
    words = first.words
    if first.line == second.line and second.words not in words:
        words = " … ".join(f.words for f in sorted((first, second), key=lambda f: f.place))
    return replace(
        lead,
        line=first.line,
        words=words,
        evidence=f"{first.evidence} {told}".strip(),
    )
