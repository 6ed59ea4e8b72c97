"""A claim weighed against the rows that it speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from panelpack.claims.cues import (
    BEFORE,
    CLASS,
    COMPARED,
    GOOD,
    LAST_YEAR,
    NEARLY,
    NO_CHANGE,
    OTHER,
    REDUCE,
    TEST_SHOWN,
    WITHIN,
)
from panelpack.claims.findings import CONTRADICTED, LACKING, SUPPORTED
from panelpack.claims.periods import period
from panelpack.claims.predicates import LARGE_PERCENT, STEADY_PERCENT, STEADY_POINTS
from panelpack.claims.relevance import is_opinion
from panelpack.claims.rows import Row
from panelpack.claims.standing import (
    extreme,
    is_fewer_better,
    lacking,
    level,
    limits,
    shown,
    target,
)

_TIMES = {"doubled": Decimal(2), "trebled": Decimal(3), "halved": Decimal("0.5")}
# By how much of itself a figure may miss being doubled or halved.
_ROOM, _ROOM_NEARLY = Decimal("0.03"), Decimal("0.1")
Weighed = tuple[str, str, str]


def weigh(claim, rows: Sequence[Row], every: Sequence[Row], title: str) -> Weighed:
    """Return verdict, evidence and kind of a claim about rows; `every` row of the report"
    " beside."""
    known = [row for row in rows if row.series or row.change or row.classed]
    if claim.kind in ("direction", "steady"):
        known = [row.until(claim.clause) for row in known]
    verdict, evidence = _WEIGHED[claim.kind](claim, known, every, title)
    if not known and verdict == LACKING and rows:
        evidence = f"{evidence} {rows[0].shown}."
    is_named = claim.is_definite or claim.is_compared or any(_names_periods(r) for r in rows)
    is_open = claim.kind == "direction" and not is_named
    if verdict == SUPPORTED and is_open and not COMPARED.search(claim.sentence.text):
        return LACKING, f"It isn't said what is compared with what. {evidence}", "comparator"
    return verdict, evidence, claim.kind


def _names_periods(row: Row) -> bool:
    """Whether the heads of a row's figures say which periods are compared."""
    return len(row.dated) > 1 and all(period(head) for head, _ in row.dated)


def _directed(claim) -> int:
    """Return 1 for words that say up, −1 for down, 0 for neither."""
    names = {said.sense for said in claim.senses}
    way = ("up" in names) - ("down" in names)
    return -way if claim.is_denied else way


def _moved(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.moved is not None]


def _direction(claim, rows, every, title) -> tuple[str, str]:
    way = _directed(claim) or _wished(claim, rows, title)
    times = claim.names & _TIMES.keys()
    if not way and not times:
        return lacking(rows)
    if found := _on_named_year(claim, rows, way):
        return found
    if OTHER.search(claim.sentence.text) and not LAST_YEAR.search(claim.after[:60]) and not times:
        return _other_period(claim, rows, way)
    moved = _moved(rows)
    if not moved:
        return lacking(rows)
    if times:
        return _multiplied(claim, moved[0], times)
    agreeing = [row for row in moved if (row.moved == way) != (claim.is_denied and not row.moved)]
    if agreeing and not _overstated(claim, agreeing[0]):
        return SUPPORTED, f"{agreeing[0].shown}."
    return CONTRADICTED, f"{(agreeing or moved)[0].shown}."


def _wished(claim, rows, title: str) -> int:
    """Return 1 or −1 for words that say better or worse, by the title's aim or what is counted."""
    good = ("better" in claim.names) - ("worse" in claim.names)
    is_harm = bool(rows and rows[0].now and is_fewer_better(rows[0], title))
    is_aim = REDUCE.search(title) and not is_opinion(claim.sentence.text)
    return -good if is_aim or is_harm else good


def _on_named_year(claim, rows, way: int) -> tuple[str, str] | None:
    """Weigh a change on a year that the words name, where a row prints that year."""
    named = BEFORE.search(claim.clause)
    for row in rows if named and way else ():
        then = row.then(named[1])
        if then is not None:
            agrees = (row.now.value - then.value) * way > 0
            return (SUPPORTED if agrees else CONTRADICTED), f"{row.shown}."
    return None


def _multiplied(claim, row: Row, times: frozenset[str]) -> tuple[str, str]:
    """Weigh `doubled`, `trebled` and `halved`, with more room where the words say nearly."""
    if row.percent is None:
        return lacking([row])
    ratio = 1 + row.percent / 100
    room = _ROOM_NEARLY if NEARLY.search(claim.before) else _ROOM
    wanted = max(_TIMES[name] for name in times)
    holds = ratio >= wanted * (1 - room) if wanted > 1 else ratio <= wanted * (1 + room)
    return (SUPPORTED if holds else CONTRADICTED), f"{row.shown}."


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
    return LACKING, "Fewer than three figures in a row are printed." + shown(rows)


def _steady(claim, rows, every, title) -> tuple[str, str]:
    is_other = OTHER.search(claim.sentence.text) or WITHIN.search(claim.sentence.text)
    if is_other and not any(len(r.series) > 2 for r in rows):
        return LACKING, "No figures of those periods are printed." + shown(rows)
    for row in _moved(rows):
        size = abs(row.percent) if row.percent is not None else Decimal(0)
        is_rate = row.now is not None and row.now.unit == "%"
        if is_rate and row.before is not None:
            size = abs(row.now.value - row.before.value)
        small = size <= (STEADY_POINTS if is_rate else STEADY_PERCENT)
        return (SUPPORTED if small != claim.is_denied else CONTRADICTED), f"{row.shown}."
    return lacking(rows)


_WEIGHED = {
    "direction": _direction,
    "test": _test,
    "limits": limits,
    "step": _step,
    "trend": _trend,
    "extreme": extreme,
    "steady": _steady,
    "level": level,
    "target": target,
}
