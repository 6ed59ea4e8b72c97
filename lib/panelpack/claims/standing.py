"""Claims of where a figure stands: its limits, its level, the highest, its target."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from panelpack.claims.cues import AMONG_ITS_OWN, CHANGED, HARM, OTHER, RANGE_SHOWN, REDUCE
from panelpack.claims.dates import since_when
from panelpack.claims.findings import CONTRADICTED, LACKING, SUPPORTED
from panelpack.claims.periods import period
from panelpack.claims.rows import Row

_OF_ALL = re.compile(r"^\W*(?:(?:grand|overall|force|county) )?(?:total|all|force|county)\b", re.I)
_AMONG = re.compile(
    r"\bof (?:all|these|any)\b|\bamong"
    r"|\bof the (?!lowest|highest|best|worst|largest|smallest|country|nation)",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(r"\b(?:outside|beyond|not within) (?:\w+ )?$", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\b(?:in|across) (?:the (?:country|region|nation)|England|Britain)|\bnational(?:ly)?\b"
    r"|\bone of the\b|\bforces\b",
    re.IGNORECASE,
)
_EVERY_TARGET = re.compile(r"\b(?:all|every|each|both)\b[^.]*\b(?:targets?|standards?)\b", re.I)
_ROWS_AT_MOST = 40


def limits(claim, rows, every, title) -> tuple[str, str]:
    """Weigh whether the figure is as expected."""
    for row in rows:
        if row.limits and row.now:
            low, high = row.limits
            holds = _as_placed(claim, row.now.value, low, high)
            return (SUPPORTED if holds else CONTRADICTED), f"{row.shown}."
    if RANGE_SHOWN.search(claim.sentence.text):
        return SUPPORTED, "The sentence prints the range."
    return LACKING, "No limits are printed" + ("." if rows else ", and no figure.")


def _as_placed(claim, value: Decimal, low: Decimal, high: Decimal) -> bool:
    """Whether a figure is within its limits, or above, below or outside as the words say."""
    ways = {said.sense for said in claim.senses} & {"up", "down"}
    if ways:
        holds = value > high if "up" in ways else value < low
    else:
        is_outside = bool(_OUTSIDE.search(claim.before))
        holds = (low <= value <= high) != is_outside
    return holds != claim.is_denied


def extreme(claim, rows, every, title) -> tuple[str, str]:
    """Weigh whether it is the highest or lowest, of its own figures or of others."""
    names = claim.names
    top = bool(names & {"highest", "best"})
    if OTHER.search(claim.sentence.text) or AMONG_ITS_OWN.search(claim.sentence.text):
        return _among_earlier(claim, rows, top)
    numbered = [row for row in rows if row.now]
    if not numbered:
        return lacking(rows)
    own = numbered[0]
    if CHANGED.search(claim.clause):
        return _among_changes(own, every, top)
    place = _place_meant(own, claim.clause)
    is_elsewhere = bool(_ELSEWHERE.search(claim.sentence.text))
    is_among = bool(_AMONG.search(claim.sentence.text)) or own.numbers[place] is not own.now
    alike = [r for r in _alike(own, every, is_among and not is_elsewhere) if place in r.numbers]
    if len(alike) < 2:
        return LACKING, f"Nothing is printed that it could be compared with.{shown(rows)}"
    end = (max if top else min)(alike, key=lambda row: row.numbers[place].value)
    found = end.numbers[place]
    verdict = SUPPORTED if found.value == own.numbers[place].value else CONTRADICTED
    return verdict, f"{own.shown}; among the others stands {found.text} (line {end.line})."


def _place_meant(row: Row, text: str) -> int:
    """Return the column that a text names by a word of its head, else that of the newest figure."""
    for place in row.numbers:
        words = re.findall(r"[a-z]{4,}", row.head(place).lower())
        if not period(row.head(place)) and any(word in text.lower() for word in words):
            return place
    return next(place for place, found in row.numbers.items() if found is row.now)


def _name(row: Row) -> list[str]:
    return re.findall("[a-z]+", row.label.lower())


def _alike(own: Row, every: Sequence[Row], is_among: bool) -> list[Row]:
    """Return the rows of the same name in other tables, else those beside it in its own."""
    label = _name(own)
    named = [r for r in every if r.now and r.now.unit == own.now.unit and _name(r) == label]
    if len(named) > 1 or not is_among:
        return named
    beside = [r for r in every if r.heads == own.heads and abs(r.line - own.line) < _ROWS_AT_MOST]
    beside = [r for r in beside if r.line != own.line or r is own]
    return [r for r in beside if not _OF_ALL.search(r.label)] if len(beside) > 2 else []


def _among_changes(own: Row, every: Sequence[Row], top: bool) -> tuple[str, str]:
    """Weigh the size of a change among those of all rows that are counted alike."""
    if own.percent is None:
        return lacking([own])
    alike = [
        r
        for r in every
        if r.heads == own.heads and r.percent is not None and r.percent * own.percent > 0
    ]
    end = (max if top else min)(alike, key=lambda row: abs(row.percent))
    verdict = SUPPORTED if end.percent == own.percent else CONTRADICTED
    return verdict, f"{own.shown}; among the others stands {end.shown}."


def _among_earlier(claim, rows, top: bool) -> tuple[str, str]:
    """Weigh the newest figure among its own earlier ones, where they reach back far enough."""
    since = since_when(claim.sentence.text)
    for row in rows:
        values = [n.value for n in row.series]
        if len(values) > 1 and values[-1] != (max(values) if top else min(values)):
            return CONTRADICTED, f"{row.shown}."
        begins = period(row.dated[0][0]) if row.dated else None
        is_short = since is not None and (begins is None or begins[0] > since.year)
        if len(values) > 2 and not is_short:
            return SUPPORTED, f"{row.shown}."
    return LACKING, "The earlier figures are not printed." + shown(rows)


def level(claim, rows, every, title) -> tuple[str, str]:
    """Weigh whether the level is high or low."""
    top = "high" in {said.sense for said in claim.senses}
    for row in rows:
        if row.limits and row.now:
            low, high = row.limits
            holds = row.now.value > high if top else row.now.value < low
            return (SUPPORTED if holds != claim.is_denied else CONTRADICTED), f"{row.shown}."
        if re.search(r"\bhigh|\blow|above|below|special cause", row.classed, re.IGNORECASE):
            return SUPPORTED, f"{row.shown}."
    contrary = [row for row in rows if row.moved == (-1 if top else 1)]
    if contrary and not claim.is_denied and not OTHER.search(claim.sentence.text):
        return CONTRADICTED, f"{contrary[0].shown}."
    return LACKING, "Nothing is printed that says what is high or low." + shown(rows)


def target(claim, rows, every, title) -> tuple[str, str]:
    """Weigh whether the target is met, or every target that the rows of the section print."""
    is_all = claim.names == {"met"} and _EVERY_TARGET.search(claim.clause)
    aimed = [row for row in (every if is_all else rows) if _off_target(row) is not None]
    if not aimed:
        return LACKING, "No target is printed." + shown(rows)
    row = next((r for r in aimed if is_all and not _is_met(r, title)), aimed[0])
    holds = _as_claimed(claim, _is_met(row, title), _off_target(row))
    return (SUPPORTED if holds else CONTRADICTED), f"{row.shown}."


def _off_target(row: Row) -> Decimal | None:
    """Return how far the figure of a row lies above its target; None without one."""
    aims = [n for p, n in row.numbers.items() if re.search("target", row.head(p), re.IGNORECASE)]
    return (row.whole or row.now).value - aims[0].value if aims and row.now else None


def _is_met(row: Row, title: str) -> bool:
    off = _off_target(row)
    return off <= 0 if is_fewer_better(row, title) else off >= 0


def _as_claimed(claim, met: bool, off: Decimal) -> bool:
    """Whether a figure that lies so far off its target is where the words say."""
    names = {said.sense for said in claim.senses}
    told = {"met": met, "missed": not met, "better": met and off != 0, "worse": not met}
    told |= {"up": off > 0, "down": off < 0}
    return all(told[name] for name in names & told.keys()) != claim.is_denied


def is_fewer_better(row: Row, title: str) -> bool:
    """Whether fewer are better: of crimes and of minutes, not of a share done in time."""
    if re.search(r"\b(?:fewer|lower|less) is better|abandon", row.label, re.IGNORECASE):
        return True
    is_share = row.now.unit == "%"
    return bool(REDUCE.search(title) or HARM.search(row.label)) and not is_share


def lacking(rows) -> tuple[str, str]:
    """Return the verdict where no figure and comparator tell."""
    return LACKING, "No figure and comparator are printed." + shown(rows)


def shown(rows: Sequence[Row]) -> str:
    """Return the first row, as evidence of what is printed instead."""
    return f" Printed is {rows[0].shown}." if rows else ""
