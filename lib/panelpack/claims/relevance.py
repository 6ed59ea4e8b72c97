"""Which rows of a report a sentence speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable

from panelpack.claims.cells import words_of
from panelpack.claims.report import Report, Row, Section, Table

_OPINION = re.compile(r"satisf|confiden|awareness|trust|feel safe|feeling of safety", re.IGNORECASE)
_MEASURED = re.compile(
    r"\b(?:levels?|numbers?|offen[cd]\w*|crimes?|incidents?|report(?:s|ed|ing)|recorded|rates?"
    r"|volumes?|"
    r"arrests?|burglar\w*|thefts?|robber\w*|violence|assaults?|demand|calls?|complaints?|savings|"
    r"collisions?|casualt\w+|victims|repeats?|figures?|data|performance|satisf\w*|confidence"
    r"|trust|"
    r"re-?offending|detections?|outcomes?|sickness|absence|waiting|response times?|criminality|"
    r"dwellings?|homes|vehicles?|charges?|referrals?|counts?|cases|people|individuals|persons"
    r"|criminal\w*|news)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"\b(?:overall|total|all) (?:\w+ )?crime", re.IGNORECASE)
_DIRECTED = re.compile(r"\b(theft|stolen) (of|from)\b|\bthefts (of|from)\b", re.IGNORECASE)


def is_measured(text: str, labels: Iterable[str] = ()) -> bool:
    """Whether a sentence speaks of something that is counted or surveyed, or of a row by name."""
    if _MEASURED.search(text):
        return True
    said = words_of(text)
    return any(
        (named := words_of(label)) and 2 * len(said & named) > len(named) for label in labels
    )


def rows_about(report: Report, section: Section, text: str) -> list[tuple[Row, Table]]:
    """Return the rows of a section that a sentence speaks of: those most alike, of its own"
    " kind."""
    rows = report.rows_of(section)
    opinion = bool(_OPINION.search(text))
    alike = [(r, t) for r, t in rows if bool(_OPINION.search(r.label)) == opinion]
    if opinion or len(alike) < 2:
        return _closest(alike, text)
    counted = [
        (r, t) for r, t in alike if not re.search(r"outcome", r.label, re.I) or "outcome" in text
    ]
    return _closest(counted, text)


def _closest(rows: list[tuple[Row, Table]], text: str) -> list[tuple[Row, Table]]:
    scores = [_likeness(row, table, text) for row, table in rows]
    best = max(scores, default=0)
    if len({id(table) for _, table in rows}) > 2 and not best:
        return []
    return [pair for pair, score in zip(rows, scores, strict=True) if score == best]


def _likeness(row: Row, table: Table, text: str) -> float:
    said = words_of(text)
    label = words_of(row.label)
    shared = len(said & label)
    score = shared + 0.4 * shared / max(len(label), 1)
    score += 0.5 * len(said & words_of(table.title))
    score += bool(_WHOLE.search(text) and _WHOLE.search(row.label))
    named = {m[0].lower().replace("thefts", "theft") for m in _DIRECTED.finditer(text)}
    titled = {m[0].lower() for m in _DIRECTED.finditer(f"{table.title} {row.label}")}
    return score + 2 * bool(named & titled)
