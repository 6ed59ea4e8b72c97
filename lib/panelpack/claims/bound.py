"""Bound words held against the figures of their measure."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from panelpack.claims import vocabulary
from panelpack.claims.aspects import ASPECTS, Aspects, Withheld
from panelpack.claims.binding import HOW, NAME, QUOTED, Bound
from panelpack.claims.predicates import Evidence
from panelpack.errors import DataError
from panelpack.series import Figures


@dataclass(frozen=True)
class Judged:
    """Bound words with what their figures say; `holds` is None where these may not be seen."""

    bound: Bound
    holds: bool | None
    told: str = ""


def judge(bound: Bound, figures: Figures) -> Judged:
    """Return whether bound words are true of the figures that an audience may see.

    Raises DataError, naming the line and the words, for an unknown measure or aspect, for words
    that claim nothing, and for those that the aspect can't bear out.
    """
    if bound.target in (QUOTED, NAME):
        return Judged(bound, True)
    senses = list(vocabulary.said(bound.words))
    if not senses:
        raise DataError(
            f"{bound.place}: these words claim nothing that can be checked; unbind them"
        )
    try:
        evidence = _evidence(bound, figures)
    except Withheld:
        return Judged(bound, None)
    except DataError as error:
        raise DataError(f"{bound.place}: {error}") from None
    claimed = [(s.sense, s.denied) for s in senses]
    claimed += [(degree, False) for degree in vocabulary.degrees(bound.words)]
    return Judged(bound, all([_holds(bound, evidence, *c) for c in claimed]), evidence.told)


def _evidence(bound: Bound, figures: Figures) -> Evidence:
    measure, *others = (_aspects(name, figures) for name in (bound.measure, *bound.others))
    if bound.aspect not in ASPECTS:
        known = ", ".join(f".{name}" for name in ASPECTS)
        raise DataError(f"there is no aspect .{bound.aspect}; there are {known}")
    if bool(others) != (bound.aspect == "against"):
        raise DataError("name other measures after .against, and after nothing else")
    return getattr(measure, bound.aspect)(bound.words, *others)


def _aspects(name: str, figures: Figures) -> Aspects:
    found = figures.plan.measures.get(name)
    if found is None:
        close = get_close_matches(name, figures.plan.measures, n=1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise DataError(f"the plan has no measure {name!r}{hint}")
    if found.kind == "text":
        raise DataError(f"{name} is a text, which has no figure; {HOW}")
    return Aspects(figures, found)


def _holds(bound: Bound, evidence: Evidence, sense: str, is_denied: bool) -> bool:
    if is_denied and sense == "tested" and "same" in evidence.truths:
        return evidence.truths["same"]  # no change is a finding of a test, not the want of one
    if sense not in evidence.truths:
        known = ", ".join(evidence.truths)
        raise DataError(
            f"{bound.place}: .{bound.aspect} can't bear out {sense!r}, only {known}; "
            "bind the words to another aspect"
        )
    return evidence.truths[sense] != is_denied
