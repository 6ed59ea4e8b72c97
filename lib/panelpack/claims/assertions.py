"""Which words of a sentence assert something of a figure, and what kind of claim they make."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from panelpack import assessment
from panelpack.claims import vocabulary
from panelpack.claims.vocabulary import Said

_TESTED = vocabulary.pattern(" ".join(assessment.CLAIMING))
# What such a word may stand before, so that it speaks of figures and not of work or people.
_TESTABLE = re.compile(
    rf"(?:fall\w*|fell|ris\w*|rose|(?:increas|reduc|drop|decreas|declin|improv|worsen)\w*) "
    rf"(?:{_TESTED})\b|"
    rf"(?:{_TESTED})\W+(?:\w+\W+)?(?:chang|ris|increas|reduc|fall|drop|decreas|declin|improv"
    rf"|better|"
    rf"worse|deterior|high|low|good|bad|few|more|less|differ|{_TESTED}|growth|up\b|down\b|above"
    rf"|below)|"
    rf"(?:\bnot|\bno|n['’]t|\bthough|\bis|\bare|\bwas|\bwere|statistically)\W+(?:(?:highly|very|clearly|also|now)\W+)?"
    rf"(?:{_TESTED})\b"
    rf"(?!\W+(?:work|part|role|amount|number of (?:staff|partners)|challenge|resource|effort))",
    re.IGNORECASE,
)
_COMPARING = {"up", "down", "better", "worse"}
_OF_TARGET = re.compile(r"\s+(?:than )?(?:the|its|our|their) (?:\w+ )?target\b", re.IGNORECASE)
_AIM = re.compile(r"\b(?:to|of|on|for|towards?|by|at|in|and) (?:\w+ly )?$", re.IGNORECASE)
# What makes `up`, `down` and `below` speak of a figure.
_PLACED = re.compile(r"\s+(?:by\b|on\b|from\b|to \d|\d|£|(?:the )?(?:\w+ )?average\b)")
_WENT = re.compile(
    r"\b(?:is|are|was|were|been|went|gone|goes|remains?|stays?) (?:\w+ly |now |also )?$"
    r"|\b(?:well|much|far|\w+ly) $",
    re.IGNORECASE,
)
_BASE_FORM = re.compile(
    r"^(?:rise|increase|grow|fall|drop|decrease|decline|reduce|lower|improve|worsen|cut"
    r"|dip)$",
    re.I,
)
_GERUND = re.compile(r"ing$", re.IGNORECASE)
_IS_BEING = re.compile(
    r"\b(?:is|are|was|were|been|be) (?:(?:\w+ly|now|still|again|also) )?$"
    r"|\b(?:picture|trend|pattern|story|months|quarters|years?|one) of (?:\w+ly )?$",
    re.IGNORECASE,
)
_IN_A_ROW = re.compile(
    r"\b(?:in|for) (?:each|every)(?: one)? (?:of the (?:last|past|\w+) )?(?:\w+ )?"
    r"(?:months?|quarters?|years?)\b|\b(?:successive|consecutive) (?:months?|quarters?|years?)\b"
    r"|\b(?:months?|quarters?|years?) (?:in a row|running)\b"
    r"|\b(month on month|quarter on quarter|quarter by quarter|month by month)\b",
    re.IGNORECASE,
)
# `continue to reduce crime` tells what somebody does, `continue to reduce in the north` what is.
_MAKES = re.compile(r"(?:increase|improve|decrease|drop|lower|reduce|cut)", re.IGNORECASE)
_OBJECT = re.compile(
    r"\s+(?!(?:in|by|at|on|and|for|since|over|this|year|month|quarter|but|while|as|from|across"
    r"|though|although|into|to|within|during)\b)\w",
    re.IGNORECASE,
)
_RATED = re.compile(
    r"\b(?:rated|assessed as|classed as|marked|calls? (?:that|this|it))\W*$", re.IGNORECASE
)
_AT_FIRST = re.compile(r"\s+(?:[\w’'-]+\s+){1,8}than\b", re.IGNORECASE)
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


def kind_of(cluster: Sequence[Said], text: str) -> str | None:
    """Return the kind of claim that words make; None where they claim nothing of figures."""
    senses = {said.sense for said in cluster}
    kind = next((kind for sense, kind in _KINDS if sense in senses), "direction")
    if kind == "trend" and len(senses) == 1:
        return None
    if kind == "direction" and senses & _COMPARING and _IN_A_ROW.search(text[cluster[-1].end :]):
        return "trend"
    if senses & _COMPARING and _OF_TARGET.match(text[cluster[-1].end :]):
        return "target"
    near = text[max(0, cluster[0].start - 24) : cluster[-1].end + 30]
    return None if kind == "test" and not _TESTABLE.search(near) else kind


def clusters(text: str) -> Iterator[list[Said]]:
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


def _is_part_of_name(kind: str, word: str, before: str, after: str) -> bool:
    """Whether a word belongs to a name or a class, or tells what somebody does."""
    if kind == "trend" and _MAKES.fullmatch(word) and _OBJECT.match(after):
        return True
    return bool(_COMPOUND.search(after) or _RATED.search(before))


def is_claim(kind: str, cluster: list[Said], before: str, after: str) -> bool:
    """Whether words of direction or level say what is, not what is aimed at or a name's part."""
    word = cluster[-1].words
    if _is_part_of_name(kind, word, before, after):
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
        return bool(_PLACED.match(after) or (_WENT.search(before) and word.lower() != "met"))
    if word.lower() in ("more", "fewer") and not before.strip(" *-•"):
        return bool(_AT_FIRST.match(after))
    if word.lower() in ("more", "less", "fewer", "greater"):
        return bool(
            re.match(r"\s+(?:than\b|\w+ (?:than|were|was|have)\b|\w+ \w+ (?:than|were)\b)", after)
        )
    return not (_AIM.search(before) and re.search(r"\b(?:aim|priorit|work|focus|commit)", before))
