"""Claims in the prose of a report, each held against the tables of its section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from panelpack import assessment
from panelpack.claims import vocabulary
from panelpack.claims.claim import Claim
from panelpack.claims.cues import COMPARED, DECLARED, LAST_YEAR
from panelpack.claims.dates import dates_in
from panelpack.claims.findings import CONTRADICTED, LACKING, UNCHECKED, Finding
from panelpack.claims.periods import years
from panelpack.claims.relevance import is_measured, rows_about
from panelpack.claims.report import Report, Section, Sentence
from panelpack.claims.vocabulary import Said
from panelpack.claims.weighing import weigh
from panelpack.claims.worked import has_own_figures

_TESTED = vocabulary.pattern(" ".join(assessment.CLAIMING))
# What such a word may stand before, so that it speaks of figures and not of work or people.
_TESTABLE = re.compile(
    rf"(?:fall\w*|fell|ris\w*|rose|(?:increas|reduc|drop|decreas|declin|improv|worsen)\w*) "
    rf"(?:{_TESTED})\b|"
    rf"(?:{_TESTED})\W+(?:\w+\W+)?(?:chang|ris|increas|reduc|fall|drop|decreas|declin|improv"
    rf"|better|"
    rf"worse|deterior|high|low|good|bad|few|more|less|differ|{_TESTED}|growth|up\b|down\b|above"
    rf"|below)|"
    rf"(?:\bnot|\bno|n['’]t|\bthough|\bis|\bare|\bwas|\bwere|statistically)\W+(?:{_TESTED})\b"
    rf"(?!\W+(?:work|part|role|amount|number of (?:staff|partners)|challenge|resource|effort))",
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
_REFERS = re.compile(
    r"^\W*(?:this|these|it|they|which|that|the (?:increase|reduction|rise|fall))\b", re.I
)
_AIM = re.compile(r"\b(?:to|of|on|for|towards?|by|at|in|and) (?:\w+ly )?$", re.IGNORECASE)
_BASE_FORM = re.compile(
    r"^(?:rise|increase|grow|fall|drop|decrease|decline|reduce|lower|improve|worsen|cut"
    r"|dip)$",
    re.I,
)
_GERUND = re.compile(r"ing$", re.IGNORECASE)
_IS_BEING = re.compile(
    r"\b(?:is|are|was|were|been|be) (?:(?:\w+ly|now|still|again|also) )?$", re.IGNORECASE
)
_TAKEN_UP = re.compile(r"^\W*(?:\d+(?:\.\d+)*\.?\s+)?(?:this|these) (?:\w+ )?$", re.IGNORECASE)
_DEFINITE = re.compile(
    r"\b(?:the|this|that|these|those|such|any|further) (?:(?!an? )\w+ )?$", re.IGNORECASE
)
# `47 fewer`, `3 points lower`: the sentence prints how much.
_AMOUNTS_TO = re.compile(
    r"\d(?:%|pp|m|k)? (?:(?:percentage )?points? |per cent |(?!ha[sd]|have|was|were|is|are)\w+ )?"
    r"(?:or \S+ )?$",
    re.IGNORECASE,
)
_BY_AMOUNT = re.compile(r"\W+(?:of|by) (?:\w+ )?£?\d")
_COMPOUND = re.compile(
    r"^\s+(?:steering|group|plan|team|programme|board|work|strateg\w+|notice|officer|media"
    r"|coverage|"
    r"awareness|use of|presence|patrols?|visibility|powers?|importance|burden|of getting|focus|"
    r"partners?|training|resources?|staff|funding|understanding|victims? feel|long|detail\w*|"
    r"information|complex|serious|than (?:one|two|three|just|ever|half|an? \w+ of)\b|effective"
    r"|likely|vulnerable|"
    r"young|time\b|quality|standards?|priority|end\b|in the order|ranking)",
    re.IGNORECASE,
)
_KINDS = (
    ("tested", "test"),
    ("expected", "limits"),
    ("step", "step"),
    ("continued", "trend"),
    *((sense, "extreme") for sense in ("highest", "lowest", "best", "worst")),
    *((sense, "target") for sense in ("met", "missed")),
    *((sense, "steady") for sense in ("steady", "same")),
    *((sense, "level") for sense in ("high", "low")),
)


def claims_of(report: Report, section: Section) -> Iterator[Finding]:
    """Yield the findings on every claim in a section's sentences, each kind once a paragraph."""
    seen: set[tuple] = set()
    said: set[str] = set()
    levels: dict[tuple, Finding] = {}
    for claim in _all_claims(report, section):
        key = (claim.sentence.line, claim.kind, claim.names)
        if key not in seen:
            seen.add(key)
            found = _finding(report, section, claim)
            if found is not None and _is_told(claim, found, said):
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
    return bool(_TAKEN_UP.match(claim.before)) and not claim.names & said


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
    for cluster in _clusters(text):
        before, after = text[: cluster[0].start], text[cluster[-1].end :]
        kind = _kind(cluster, text)
        if kind is None or (
            kind not in ("test", "limits", "step") and not _is_claim(kind, cluster, before, after)
        ):
            continue
        if not is_measured(f"{context} {title}" if kind == "test" else context, labels):
            continue
        if _MAY_BE.search(before) or _MAY_BE_AFTER.match(after):
            continue
        is_definite = bool(_DEFINITE.search(before))
        yield Claim(sentence, tuple(cluster), kind, is_definite, previous if refers else "")


def _kind(cluster: Sequence[Said], text: str) -> str | None:
    """Return the kind of claim that words make; None where they claim nothing of figures."""
    senses = {said.sense for said in cluster}
    kind = next((kind for sense, kind in _KINDS if sense in senses), "direction")
    if kind == "trend" and len(senses) == 1:
        return None
    near = text[max(0, cluster[0].start - 24) : cluster[-1].end + 30]
    return None if kind == "test" and not _TESTABLE.search(near) else kind


def _clusters(text: str) -> Iterator[list[Said]]:
    """Yield runs of claiming words that stand side by side."""
    cluster: list[Said] = []
    for said in vocabulary.said(text):
        if cluster and re.fullmatch(
            r"\s+(?:(?:in|a|the|to|most) )?", text[cluster[-1].end : said.start]
        ):
            cluster.append(said)
            continue
        if cluster:
            yield cluster
        cluster = [said]
    if cluster:
        yield cluster


def _is_claim(kind: str, cluster: list[Said], before: str, after: str) -> bool:
    """Whether words of direction or level say what is, not what is aimed at or a name's part."""
    word = cluster[-1].words
    if _COMPOUND.search(after):
        return False
    if kind == "target":
        return bool(
            re.search(
                r"\btargets?\b|\bstandards?\b|\bon track\b", before + word + after, re.IGNORECASE
            )
        )
    if kind == "extreme" and word.lower() in ("the most", "the least"):
        return False
    if kind in ("level", "extreme", "steady", "trend"):
        return True
    if _GERUND.search(word):
        return bool(_IS_BEING.search(before))
    if _BASE_FORM.match(word) and re.search(
        r"\b(?:to|and|or|can|helps?|did|not) (?:\w+ly )?$", before
    ):
        return False
    if word.lower() in ("up", "down", "above", "below", "cut", "met"):
        return bool(re.match(r"\s+(?:by\b|on\b|from\b|to \d|\d|£)", after))
    if word.lower() in ("more", "less", "fewer", "greater"):
        return bool(
            re.match(r"\s+(?:than\b|\w+ (?:than|were|was|have)\b|\w+ \w+ (?:than|were)\b)", after)
        )
    return not (_AIM.search(before) and re.search(r"\b(?:aim|priorit|work|focus|commit)", before))


def _finding(report: Report, section: Section, claim: Claim) -> Finding | None:
    if claim.kind in ("direction", "steady") and has_own_figures(claim.sentence):
        return None
    texts = (claim.clause, claim.sentence.text, f"{claim.sentence.text} {claim.previous}")
    rows = [row for row, _ in rows_about(report, section, *texts)]
    every = [row for table in report.tables for row in table.rows]
    verdict, evidence, kind = weigh(claim, rows, every, section.title)
    is_told = _AMOUNTS_TO.search(claim.before) or _BY_AMOUNT.match(claim.after)
    if verdict == LACKING and kind == "direction" and is_told:
        verdict, evidence = UNCHECKED, f"Only the difference is printed. {evidence}"
    return Finding(
        claim.sentence.line,
        _quoted(claim),
        kind,
        verdict,
        evidence,
        claim.sentence,
        claim.place,
        row="; ".join(row.shown for row in rows),
    )


def _quoted(claim: Claim) -> str:
    """Return the claiming words with a little of what stands around them."""
    text, first, last = claim.sentence.text, claim.senses[0].start, claim.senses[-1].end
    before = re.sub(r"^\W*\d+(?:\.\d+)*\.?\s", "", text[:first]).split()[-5:]
    after = text[last:].split()[:7]
    return " ".join([*before, text[first:last], *after])
