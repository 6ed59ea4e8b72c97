"""A claim weighed against the rows that it speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from panelpack.claims.cells import words_of
from panelpack.claims.cues import (
    AMONG_ITS_OWN,
    CLASS,
    COMPARED,
    GOOD,
    LAST_YEAR,
    NO_CHANGE,
    OTHER,
    RANGE_SHOWN,
    REDUCE,
    TEST_SHOWN,
)
from panelpack.claims.findings import CONTRADICTED, LACKING, SUPPORTED
from panelpack.claims.predicates import LARGE_PERCENT, STEADY_PERCENT, STEADY_POINTS
from panelpack.claims.report import Row

Weighed = tuple[str, str, str]


def weigh(claim, rows: Sequence[Row], every: Sequence[Row], title: str) -> Weighed:
    """Return verdict, evidence and kind of a claim about rows; `every` row of the report"
    " beside."""
    known = [row for row in rows if row.series or row.change or row.classed]
    verdict, evidence = _WEIGHED[claim.kind](claim, known, every, title)
    if not known and verdict == LACKING and rows:
        evidence = f"{evidence} {rows[0].shown}."
    is_indefinite = claim.kind == "direction" and not claim.is_definite
    if verdict == SUPPORTED and is_indefinite and not COMPARED.search(claim.sentence.text):
        return LACKING, f"It isn't said what is compared with what. {evidence}", "comparator"
    return verdict, evidence, claim.kind


def _directed(claim) -> int:
    """Return 1 for words that say up, −1 for down, 0 for neither."""
    names = {said.sense for said in claim.senses}
    way = ("up" in names) - ("down" in names)
    return -way if claim.is_denied else way


def _moved(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.moved is not None]


def _direction(claim, rows, every, title) -> tuple[str, str]:
    moved, way = _moved(rows), _directed(claim)
    if not way:
        names = claim.names
        good = ("better" in names) - ("worse" in names)
        wanted = -1 if REDUCE.search(title) and "satisf" not in claim.sentence.text.lower() else 1
        way = good * wanted
    if not way:
        return _lacking(rows)
    if OTHER.search(claim.sentence.text) and not LAST_YEAR.search(claim.after[:60]):
        return _other_period(claim, rows, way)
    if not moved:
        return _lacking(rows)
    agreeing = [row for row in moved if (row.moved == way) != (claim.is_denied and not row.moved)]
    if agreeing:
        if _overstated(claim, agreeing[0]):
            return CONTRADICTED, f"{agreeing[0].shown}."
        return SUPPORTED, f"{agreeing[0].shown}."
    return CONTRADICTED, f"{moved[0].shown}."


def _overstated(claim, row: Row) -> bool:
    """Whether a change is called large or slight that the figures don't make so."""
    if row.percent is None or row.now is None or row.now.unit == "%":
        return False
    size = abs(row.percent)
    is_small = "large" in claim.degrees and size < STEADY_PERCENT
    return is_small or ("slight" in claim.degrees and size > LARGE_PERCENT)


def _other_period(claim, rows, way) -> tuple[str, str]:
    """Weigh a change on something else than the figure of a year before."""
    series = [row for row in rows if len(row.series) > 2]
    for row in series:
        first, last = row.series[0].value, row.series[-1].value
        agrees = (last - first) * way > 0
        return (SUPPORTED if agrees else CONTRADICTED), f"{row.shown}."
    moved = _moved(rows)
    beside = f" The table shows another comparison: {moved[0].shown}." if moved else ""
    against = moved and all(row.moved == -way for row in moved)
    verdict = (
        CONTRADICTED if against and not re.search("since|between", claim.sentence.text) else LACKING
    )
    return verdict, f"No figures of those periods are printed.{beside}"


def _test(claim, rows, every, title) -> tuple[str, str]:
    text = claim.sentence.text
    for row in (row for row in rows if CLASS.search(row.classed)):
        is_none = bool(NO_CHANGE.search(row.classed))
        agrees = is_none == claim.is_denied
        return (SUPPORTED if agrees else CONTRADICTED), f"{row.shown}."
    if TEST_SHOWN.search(text):
        return SUPPORTED, "The sentence prints its test."
    way, moved = _directed(claim), _moved(rows)
    if moved and way and all(row.moved == -way for row in moved) and not OTHER.search(text):
        return CONTRADICTED, f"{moved[0].shown}."
    return _bad_news(claim, rows, title) or (LACKING, "No test is printed.")


def _bad_news(claim, rows, title) -> tuple[str, str] | None:
    """Return the contradiction of good news over a figure that moves the wrong way."""
    counts = [r for r in _moved(rows) if r.moved > 0]
    if claim.is_denied or not GOOD.search(claim.sentence.text) or not REDUCE.search(title):
        return None
    return (CONTRADICTED, f"The aim is a reduction. {counts[0].shown}.") if counts else None


def _limits(claim, rows, every, title) -> tuple[str, str]:
    for row in rows:
        if row.limits and row.now:
            low, high = row.limits
            inside = low <= row.now.value <= high
            verdict = SUPPORTED if inside != claim.is_denied else CONTRADICTED
            return verdict, f"{row.shown}."
    if RANGE_SHOWN.search(claim.sentence.text):
        return SUPPORTED, "The sentence prints the range."
    return LACKING, "No limits are printed" + ("." if rows else ", and no figure.")


def _step(claim, rows, every, title) -> tuple[str, str]:
    if contrary := _bad_news(claim, rows, title):
        return contrary
    classed = [row for row in rows if re.search(r"\bstep\b|\bshift\b", row.classed, re.I)]
    if classed:
        return SUPPORTED, f"{classed[0].shown}."
    return LACKING, "No series and no test of a step are printed."


def _trend(claim, rows, every, title) -> tuple[str, str]:
    way = _directed(claim) or (1 if "better" in claim.names else 0)
    for row in rows:
        values = [n.value for n in row.series]
        if len(values) > 2:
            steps = [(b - a) * way > 0 for a, b in zip(values[-3:], values[-2:], strict=False)]
            return (SUPPORTED if all(steps) else CONTRADICTED), f"{row.shown}."
    contrary = [row for row in _moved(rows) if row.moved == -way]
    if contrary and not OTHER.search(claim.sentence.text):
        return CONTRADICTED, f"{contrary[0].shown}."
    return LACKING, "Fewer than three figures in a row are printed." + _shown(rows)


def _extreme(claim, rows, every, title) -> tuple[str, str]:
    names = claim.names
    top = bool(names & {"highest", "best"})
    if OTHER.search(claim.sentence.text) or AMONG_ITS_OWN.search(claim.sentence.text):
        for row in rows:
            values = [n.value for n in row.series]
            if len(values) > 2:
                end = max(values) if top else min(values)
                return (SUPPORTED if values[-1] == end else CONTRADICTED), f"{row.shown}."
        return LACKING, "The earlier figures are not printed." + _shown(rows)
    numbered = [row for row in rows if row.now]
    if not numbered:
        return _lacking(rows)
    own = numbered[0]
    label = words_of(own.label)
    alike = [
        r for r in every if r.now and r.now.unit == own.now.unit and words_of(r.label) == label
    ]
    if len(alike) < 2:
        return LACKING, f"Nothing is printed that it could be compared with.{_shown(rows)}"
    end = (max if top else min)(alike, key=lambda row: row.now.value)
    verdict = SUPPORTED if end.now.value == own.now.value else CONTRADICTED
    return verdict, f"{own.shown}; among the others stands {end.now.text} (line {end.line})."


def _steady(claim, rows, every, title) -> tuple[str, str]:
    if OTHER.search(claim.sentence.text) and not any(len(r.series) > 2 for r in rows):
        return LACKING, "No figures of those periods are printed." + _shown(rows)
    for row in _moved(rows):
        size = abs(row.percent) if row.percent is not None else Decimal(0)
        is_rate = row.now is not None and row.now.unit == "%"
        if is_rate and row.before is not None:
            size = abs(row.now.value - row.before.value)
        small = size <= (STEADY_POINTS if is_rate else STEADY_PERCENT)
        return (SUPPORTED if small != claim.is_denied else CONTRADICTED), f"{row.shown}."
    return _lacking(rows)


def _level(claim, rows, every, title) -> tuple[str, str]:
    top = "high" in {said.sense for said in claim.senses}
    for row in rows:
        if row.limits and row.now:
            low, high = row.limits
            holds = row.now.value > high if top else row.now.value < low
            return (SUPPORTED if holds != claim.is_denied else CONTRADICTED), f"{row.shown}."
        if re.search(r"\bhigh|\blow|above|below|special cause", row.classed, re.IGNORECASE):
            return SUPPORTED, f"{row.shown}."
    contrary = [row for row in _moved(rows) if row.moved == (-1 if top else 1)]
    if contrary and not claim.is_denied and not OTHER.search(claim.sentence.text):
        return CONTRADICTED, f"{contrary[0].shown}."
    return LACKING, "Nothing is printed that says what is high or low." + _shown(rows)


def _target(claim, rows, every, title) -> tuple[str, str]:
    for row in rows:
        for place, found in row.numbers.items():
            if re.search(r"target", row.head(place), re.IGNORECASE) and row.now:
                fewer = bool(REDUCE.search(f"{title} {row.label}"))
                met = row.now.value <= found.value if fewer else row.now.value >= found.value
                claimed = ("met" in {s.sense for s in claim.senses}) != claim.is_denied
                return (SUPPORTED if met == claimed else CONTRADICTED), f"{row.shown}."
    return LACKING, "No target is printed." + _shown(rows)


def _lacking(rows) -> tuple[str, str]:
    return LACKING, "No figure and comparator are printed." + _shown(rows)


def _shown(rows: Sequence[Row]) -> str:
    return f" Printed is {rows[0].shown}." if rows else ""


_WEIGHED = {
    "direction": _direction,
    "test": _test,
    "limits": _limits,
    "step": _step,
    "trend": _trend,
    "extreme": _extreme,
    "steady": _steady,
    "level": _level,
    "target": _target,
}
