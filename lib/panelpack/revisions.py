"""Figures that were changed after readers, or the office, had been told another one.

A figure is revised when the one in force differs from what an issued pack printed, or from what
an earlier version of the return, or an earlier return, said. Both are looked at as the audience
could see them then and now: what was withheld or hidden on either side is no revision, and no old
figure is told of a measure in which small numbers are hidden.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import pandas as pd

from panelpack import clearance, dependencies, published, suppression
from panelpack.clearance import Entry, Key
from panelpack.errors import DataError
from panelpack.issued import Issue, Printed
from panelpack.plan import Measure
from panelpack.quarters import Period, day_label
from panelpack.returns import Return, superseded_returns
from panelpack.series import Figures

_DAY = timedelta(days=1)
_NO_REASON = "the reason may tell of figures that are not published"


@dataclass(frozen=True)
class Revision:
    """One figure in force (`now`) and what was said before (`before`, None if it can't be told).

    `told_in` says where that was, `reason` and `by` why and by whom it was changed. `is_new` is
    whether no issued pack has printed the figure in force yet.
    """

    now: Entry
    before: Entry | Printed | None
    told_in: str
    reason: str
    by: str
    is_new: bool


def of(figures: Figures, measure: str) -> dict[Key, Revision]:
    """Return the revised figures of a measure, by measure, area and period.

    Raises DataError when a version that was corrected can't be read, or an issued pack is no
    longer as it was issued.
    """
    dependencies.note(f"revisions {measure}")
    with dependencies.unnoted():
        return _of(figures, measure)


def in_series(
    figures: Figures, measure: str, periods: pd.PeriodIndex, area: str = "", over: int = 1
) -> frozenset[pd.Period]:
    """Return which periods of a series hold a revised figure; each value is a sum `over` so many.

    `periods` may be coarser than those of the measure, as where months are shown by quarter.
    """
    changed = [r.now.period for key, r in of(figures, measure).items() if key[1] == area]
    return frozenset(p for p in periods if any(_lies_in(c, p - (over - 1), p) for c in changed))


def _lies_in(changed: Period, first: pd.Period, last: pd.Period) -> bool:
    return first.start_time.date() <= changed.start and changed.end <= last.end_time.date()


@lru_cache(maxsize=512)
def _of(figures: Figures, measure: str) -> dict[Key, Revision]:
    m = figures.plan.measures[measure]
    areas = ("",) if m.open else ("", *figures.areas(measure))
    shown = [e for a in areas for e in figures.entries(measure, a) if e.value is not None]
    history = [] if m.open else _history(figures, m)
    found = (_revision(entry, history, figures) for entry in shown)
    return {r.now.key: r for r in found if r is not None}


def _revision(now: Entry, history: list[Return], figures: Figures) -> Revision | None:
    issued = [i for i in reversed(figures.issued) if _number(i, now.key) is not None]
    other = (i for i in issued if _differs(_number(i, now.key), now))
    if (issue := next(other, None)) is not None:
        before, told_in = _number(issue, now.key), issue.label
    elif (earlier := _earlier(now, history, figures)) is not None:
        before, told_in = earlier
    else:
        return None
    reason, by = _reason(now, figures)
    is_new = not issued or _differs(_number(issued[0], now.key), now)
    return Revision(now, before, told_in, reason, by, is_new)


def _number(issue: Issue, key: Key) -> Printed | None:
    """Return what an issued pack printed of a figure, if it printed a number."""
    printed = issue.figures.get(key)
    return printed if printed is not None and printed.value is not None else None


def _differs(before: Entry | Printed, now: Entry) -> bool:
    return any(getattr(before, n) != getattr(now, n) for n in ("value", "numerator", "base"))


def _history(figures: Figures, measure: Measure) -> list[Return]:
    """Return every version that a measure's partner has sent, in the order of the days."""
    known = (*_superseded(figures), *figures.returns)
    mine = (sent for sent in known if sent.partner == measure.partner)
    return sorted(mine, key=lambda r: (r.head.known_on, r.quarter, r.version))


@lru_cache(maxsize=4)
def _superseded(figures: Figures) -> list[Return]:
    return superseded_returns(figures.plan, figures.quarter, figures.as_at)


def _earlier(
    now: Entry, history: list[Return], figures: Figures
) -> tuple[Entry | None, str] | None:
    """Return what was last said of a figure before it became what it is, and where."""
    telling = [sent for sent in history if _says(sent, now.key, figures)]
    days = sorted({sent.head.known_on for sent in telling[1:]}, reverse=True)
    for day in days:
        before, is_partly_hidden = _as_at(day - _DAY, now, history, figures)
        if before is not None and _differs(before, now):
            told_in = f"{before.source} (known until {day_label(day - _DAY)})"
            return (None if is_partly_hidden else before), told_in
    return None


def _says(sent: Return, key: Key, figures: Figures) -> bool:
    """Say whether a return has a figure, and the audience may know that it has."""
    if figures.audience != "internal":
        board = figures.plan.board_of(figures.plan.measures[key[0]])
        if sent.cleared_on(board, figures.as_at) is None:
            return False
    return any((f.measure, f.area, f.period.text) == key for f in sent.figures)


def _as_at(
    day: date, now: Entry, history: list[Return], figures: Figures
) -> tuple[Entry | None, bool]:
    """Return a figure as the audience could see it on a day, if it could.

    The second is whether its measure has hidden figures, on that day or in force.
    """
    newest = {(r.quarter, r.partner): r for r in history if r.head.known_on <= day}
    returns = [newest[place] for place in sorted(newest)]
    seen = clearance.entries(returns, figures.audience, day, figures.plan)
    own = list({e.key: e for e in seen if e.measure == now.measure}.values())
    shown = own
    if figures.audience != "internal":
        try:
            shown = suppression.protect(own, figures.plan, figures.quarter)
        except DataError:
            return None, True  # no public pack could be built then, so nothing was told
    before = next((e for e in shown if e.key == now.key and e.value is not None), None)
    return before, shown != own or now.measure in figures.suppressed


def _reason(now: Entry, figures: Figures) -> tuple[str, str]:
    """Return why a figure was changed and by whom, as far as the audience may know."""
    if now.board == published.BOARD:
        return "the publisher's table is a newer one", now.source
    with suppress(StopIteration):
        sent = next(r for r in reversed(figures.returns) if _says(r, now.key, figures))
        restated = f"restated in the return for {sent.quarter.label}"
        told = sent.head.reason if _may_tell(sent, figures) else _NO_REASON
        return (told if sent.head.reason else restated), sent.head.submitted.by
    return "", ""


def _may_tell(sent: Return, figures: Figures) -> bool:
    """Say whether all that a partner may report is shown, so that words can't tell what is not."""
    if figures.audience == "internal":
        return True
    own = [m for m in figures.plan.measures.values() if m.partner == sent.partner]
    boards = {figures.plan.board_of(m) for m in own}
    cleared = all(sent.cleared_on(board, figures.as_at) is not None for board in boards)
    return cleared and figures.suppressed.isdisjoint(m.id for m in own)
