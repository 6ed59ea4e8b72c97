"""Claims in the prose of a report, each held against the tables of its section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from panelpack.claims.assertions import clusters, is_claim, kind_of
from panelpack.claims.claim import Claim
from panelpack.claims.cues import CHANGED, COMPARED, DECLARED, LAST_YEAR
from panelpack.claims.dates import dates_in
from panelpack.claims.findings import CONTRADICTED, LACKING, UNCHECKED, Finding
from panelpack.claims.periods import years
from panelpack.claims.relevance import is_measured, rows_about
from panelpack.claims.report import Report, Section, Sentence
from panelpack.claims.weighing import weigh
from panelpack.claims.worked import has_own_figures

# What a change of a kind would mean, as somebody's view: it does not say that there was one.
_AS_A_VIEW = re.compile(
    r"\bit is (?:felt|believed|thought|understood|hoped) that an? $"
    r"|\bwe (?:feel|believe|think|hope) that an? $",
    re.IGNORECASE,
)
_MAY_BE = re.compile(
    r"\b(?:could|may|might|should|would|whether|if|unless|hopes?|hoped|in order to|so that|"
    r"will(?! (?:note|recall|remember|see|know|be aware))|"
    r"aims? (?:is|are|to)|intended|expected to|predicted|forecast)\b|\?$",
    re.IGNORECASE,
)
_MAY_BE_AFTER = re.compile(
    r"\W+(?:\w+ )?(?:is|are) (?:expected|hoped|predicted|intended|planned"
    r"|wanted)\b|\W+(?:that|which) (?:could|can|might|may|should|needs?)\b",
    re.IGNORECASE,
)
# A class that is given as one, `Assessment: no change`, and doesn't claim to follow from figures.
_CLASS_GIVEN = re.compile(r"\b(?:assessment|status|rating|class)\s*:\W*(?:no )?$", re.IGNORECASE)
_REFERS = re.compile(
    r"^\W*(?:this|these|it|they|which|that|the (?:increase|reduction|rise|fall))\b", re.I
)
_TAKEN_UP = re.compile(r"^\W*(?:\d+(?:\.\d+)*\.?\s+)?(?:this|these) (?:\w+ )?$", re.IGNORECASE)
# `This improvement` may take up whatever change or level the sentences before it tell.
_RISEN, _FALLEN = {"up", "high", "highest"}, {"down", "low", "lowest"}
_TAKES_UP = {"up": _RISEN, "down": _FALLEN}
_TAKES_UP |= {"better": _RISEN | _FALLEN | {"better", "best"}}
_TAKES_UP |= {"worse": _RISEN | _FALLEN | {"worse", "worst"}}
_DEFINITE = re.compile(
    r"\b(?:the|this|that|these|those|such|any|further) (?:(?!an? )\w+ )?$", re.IGNORECASE
)
# `47 fewer`, `3 points lower`: the sentence prints how much.
_AMOUNTS_TO = re.compile(
    r"\d(?:%|pp|m|k)? (?:(?:percentage )?points? |per cent |(?!ha[sd]|have|was|were|is|are)\w+ )?"
    r"(?:or \S+ )?$",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\([£\d][\d,.]*[%mk]?\)")
# `Eight of the eleven groups fell` counts what fell.
_SOME_OF = re.compile(r"\b(?:\d+|[a-z]+) of the (?:\d+|\w+) (?:\w+ ){1,3}$", re.IGNORECASE)
_BY_AMOUNT = re.compile(r"\W+(?:of|by) (?:\w+ )?£?\d")


def claims_of(report: Report, section: Section) -> Iterator[Finding]:
    """Yield the findings on the claims of a section, each kind once a paragraph and row."""
    seen: set[tuple] = set()
    said: set[str] = set()
    levels: dict[tuple, Finding] = {}
    for claim in _all_claims(report, section):
        found = _finding(report, section, claim)
        key = (claim.sentence.line, claim.kind, claim.names, (found and found.row) or claim.clause)
        if found is not None and key not in seen and _is_told(claim, found, said):
            seen.add(key)
            yield _beside_its_opposite(claim, found, levels)
        said |= claim.names


def _beside_its_opposite(claim: Claim, found: Finding, levels: dict[tuple, Finding]) -> Finding:
    """Contradict a level that the section called the opposite before, with no other day named."""
    ends = claim.names & {"high", "low"}
    if len(ends) != 1 or not found.row or any(dates_in(claim.clause)) or years(claim.clause):
        return found
    (end,) = ends
    levels.setdefault((found.row, end), found)
    other = levels.get((found.row, "low" if end == "high" else "high"))
    if other is None:
        return found
    told = f"{found.evidence} Line {other.line} says {other.words!r}."
    return replace(found, kind="opposite", verdict=CONTRADICTED, evidence=told)


def _is_told(claim: Claim, found: Finding, said: set[str]) -> bool:
    """Whether `this rise` claims anew, and doesn't take up a rise of which the section told."""
    if not claim.is_definite or claim.kind != "direction" or found.verdict != LACKING:
        return True
    told = set().union(*(_TAKES_UP.get(name, {name}) for name in claim.names))
    return bool(_TAKEN_UP.match(claim.before)) and not told & said


def _all_claims(report: Report, section: Section) -> Iterator[Claim]:
    labels = [row.label for row, _ in report.rows_of(section)]
    is_compared = any(DECLARED.search(s.bare) for x in report.sections for s in x.sentences)
    previous = ""
    for sentence in section.sentences:
        for claim in _claims(sentence, previous, section.title, labels):
            yield replace(claim, is_compared=is_compared)
        named = LAST_YEAR.search(sentence.bare) or years(sentence.bare)
        is_compared |= bool(named and COMPARED.search(sentence.bare))
        previous = sentence.text


def _claims(
    sentence: Sentence, previous: str, title: str, labels: Sequence[str]
) -> Iterator[Claim]:
    text = sentence.bare
    refers = bool(_REFERS.search(text))
    context = f"{text} {previous}" if refers else text
    for cluster in clusters(text):
        before, after = text[: cluster[0].start], text[cluster[-1].end :]
        kind = kind_of(cluster, text)
        if kind is None or (
            kind not in ("test", "limits", "step") and not is_claim(kind, cluster, before, after)
        ):
            continue
        if not is_measured(f"{context} {title}" if kind == "test" else context, labels):
            continue
        if _CLASS_GIVEN.search(before) or _MAY_BE.search(before) or _MAY_BE_AFTER.match(after):
            continue
        is_definite = bool(_DEFINITE.search(before))
        yield Claim(sentence, tuple(cluster), kind, is_definite, previous if refers else "")


def _finding(report: Report, section: Section, claim: Claim) -> Finding | None:
    if claim.kind in ("direction", "steady") and has_own_figures(claim.sentence):
        return None
    texts = (claim.clause, claim.sentence.text, f"{claim.sentence.text} {claim.previous}")
    rows = [row for row, _ in rows_about(report, section, *texts)]
    of_all = [row for table in report.tables for row in table.rows]
    of_its_own = [row for row, _ in report.rows_of(section)]
    is_own = claim.kind == "target" or CHANGED.search(claim.clause)
    every = of_its_own if is_own else of_all
    verdict, evidence, kind = weigh(claim, rows, every, section.title)
    is_told = any(words.search(claim.before) for words in (_AMOUNTS_TO, _SOME_OF))
    is_told |= bool(_BY_AMOUNT.match(claim.after) or _BESIDE.search(claim.after))
    if verdict == LACKING and kind == "direction" and is_told:
        verdict, evidence = UNCHECKED, f"The sentence prints figures of its own. {evidence}"
    if verdict == LACKING and kind == "direction" and _AS_A_VIEW.search(claim.before):
        verdict, evidence = UNCHECKED, f"It tells what such a change would mean. {evidence}"
    return Finding(
        claim.sentence.line,
        _quoted(claim),
        kind,
        verdict,
        evidence,
        claim.sentence,
        claim.place,
        section.code,
        row="; ".join(row.shown for row in rows),
    )


def _quoted(claim: Claim) -> str:
    """Return the claiming words with a little of what stands around them."""
    text, first, last = claim.sentence.text, claim.senses[0].start, claim.senses[-1].end
    before = re.sub(r"^\W*\d+(?:\.\d+)*\.?\s", "", text[:first]).split()[-5:]
    after = text[last:].split()[:7]
    return " ".join([*before, text[first:last], *after])
