"""Which rows of a report a sentence speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable

from panelpack.claims.cells import words_of
from panelpack.claims.report import Report, Section, Table
from panelpack.claims.rows import Row

Rows = list[tuple[Row, Table]]

_OPINION = re.compile(r"satisf|confiden|awareness|trust|feel safe|feeling of safety", re.IGNORECASE)
# What may be any measure, so that it tells nothing of which row is meant.
_GENERAL = (
    r"levels?|numbers?|offen[cd]\w*|crimes?|incidents?|report(?:s|ed|ing)|recorded|rates?|volumes?"
    r"|figures?|data|performance|counts?|cases|people|individuals|persons|victims|outcomes?|demand"
    r"|criminality|criminal\w*|news"
)
_SPECIFIC = (
    r"arrests?|burglar\w*|thefts?|robber\w*|violence|assaults?|callers?|calls?|deaths?|fatalit\w+|homicides?"
    r"|(?<!in )response(?! to)|complaints?|savings"
    r"|collisions?|casualt\w+|repeats?|satisf\w*|confidence|trust|re-?offending|detections?"
    r"|sickness|absence|waiting|waits?|response times?|dwellings?|homes|vehicles?|charges?"
    r"|referrals?"
    r"|workforce|vacanc\w+|stalking|harassment|fraud|officers? (?:numbers|in post)"
)
_GENERAL_WORDS = words_of("crimes offences incidents recorded reported reports victims cases")
_MEASURED = re.compile(rf"\b(?:{_GENERAL}|{_SPECIFIC})\b", re.IGNORECASE)
_NAMED = re.compile(rf"\b(?:{_SPECIFIC})\b", re.IGNORECASE)
# `knife` of knife crime: what kind of the general it is.
_KIND = re.compile(
    r"\b([a-z-]{3,}) (?:crimes?|offen[cd]es|incidents|arrests|calls|referrals|complaints)\b", re.I
)
_NO_KIND = words_of(
    "recorded reported reports reporting all total overall other such these those this lower higher"
    " fewer more less type types kind any both some many most latest each year month quarter solved"
    " current previous our force police local new reduced increased emergency"
)
_WHOLE = re.compile(r"\b(?:overall|total|all)\b", re.IGNORECASE)
_ALL_ROW = re.compile(
    r"\W*(?:(?:grand|overall|force|county|whole) )?(?:total|all|force|county|overall|area)\W*", re.I
)
_DIRECTED = re.compile(r"\b(theft|stolen) (of|from)\b|\bthefts (of|from)\b", re.IGNORECASE)


def is_measured(text: str, labels: Iterable[str] = ()) -> bool:
    """Whether a sentence speaks of something that is counted or surveyed, or of a row by name."""
    if _MEASURED.search(text):
        return True
    said = words_of(text)
    return any(
        (named := words_of(label)) and 2 * len(said & named) >= len(named) for label in labels
    )


def is_whole(text: str) -> bool:
    """Whether a text speaks of a total."""
    return bool(_WHOLE.search(text))


def is_opinion(text: str) -> bool:
    """Whether a text speaks of what people think, as surveys ask it."""
    return bool(_OPINION.search(text))


def rows_about(report: Report, section: Section, *texts: str, is_strict: bool = False) -> Rows:
    """Return the rows of a section that texts speak of, the nearest words first.

    Each text is tried in turn for rows that share its words. Where none does, every row of the
    kind (counted or surveyed) may be meant, unless the words name something that no row holds;
    with `is_strict` none is.
    """
    for text in texts:
        if found := _closest(_of_kind(report, section, text), text):
            return found
    rows = _of_kind(report, section, " ".join(texts[:2]))
    if is_whole(" ".join(texts[:2])) and (
        wholes := [pair for pair in rows if _ALL_ROW.fullmatch(pair[0].label)]
    ):
        return wholes
    is_many = len({id(table) for _, table in rows}) > 2
    is_strict |= not report.has_own_tables(section)
    return [] if is_strict or is_many or _is_foreign(section, rows, texts[0]) else rows


def _of_kind(report: Report, section: Section, text: str) -> Rows:
    """Return rows that are surveyed or counted, as the text is; outcomes only by name."""
    opinion = is_opinion(text)
    alike = [(r, t) for r, t in report.rows_of(section) if is_opinion(r.label) == opinion]
    if opinion:
        return alike
    return [
        (r, t) for r, t in alike if not re.search(r"outcome", r.label, re.I) or "outcome" in text
    ]


def _is_foreign(section: Section, rows: Rows, text: str) -> bool:
    """Whether a text names a measure that neither the section's title nor a row holds."""
    known = words_of(section.title).union(
        *(words_of(f"{table.title} {row.label}") for row, table in rows)
    )
    named = [words_of(match[0]) for match in _NAMED.finditer(text)]
    named += [words_of(match[1]) - _NO_KIND for match in _KIND.finditer(text)]
    return any(words and not words & known for words in named)


def _closest(rows: Rows, text: str) -> Rows:
    scores = [_likeness(row, table, text) for row, table in rows]
    best = max(scores, default=0)
    return [pair for pair, score in zip(rows, scores, strict=True) if best and score == best]


def _likeness(row: Row, table: Table, text: str) -> float:
    said = words_of(text)
    label = words_of(row.label)
    own = label - _GENERAL_WORDS
    shared = len(said & (own or label)) * (1 if own else 0.5)
    score = shared + 0.4 * shared / max(len(own or label), 1)
    score += 0.5 * len(said & (words_of(table.title) - _GENERAL_WORDS))
    score += bool(shared and is_whole(text) and is_whole(row.label))
    named = {m[0].lower().replace("thefts", "theft") for m in _DIRECTED.finditer(text)}
    titled = {m[0].lower() for m in _DIRECTED.finditer(f"{table.title} {row.label}")}
    return score + 2 * bool(named & titled)
