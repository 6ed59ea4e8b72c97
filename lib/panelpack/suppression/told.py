"""What earlier issued packs print, beside what this one would: what readers can put together.

Where a figure was corrected since, nobody can subtract the old one from the new others and know
what comes of it; but somebody who takes the hidden figures for unchanged can. So bounds must hold
for this pack's figures with whatever else was printed, and for each earlier pack's figures with
whatever else is printed now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from panelpack import clearance
from panelpack.clearance import Entry, Key
from panelpack.issued import Issue, Printed
from panelpack.plan import Plan
from panelpack.returns import known_returns
from panelpack.suppression.small import HIDDEN, is_small, threshold_of


@dataclass(frozen=True)
class Told:
    """What one issued pack prints (figures with a number), and which small ones it hid."""

    printed: Mapping[Key, Printed]
    small: frozenset[Key]


@dataclass(frozen=True)
class World:
    """Figures that somebody may put together: one a key.

    `secret` must not be worked out, `told` is printed already; `past` are secrets of an earlier
    pack that are none of this one.
    """

    figures: tuple[Entry | Printed, ...]
    secret: frozenset[Key]
    told: frozenset[Key]
    past: frozenset[Key] = frozenset()


def told_by(issue: Issue, plan: Plan) -> Told:
    """Return what an issued pack tells; which figures it hid as small, the register still knows."""
    printed = {k: p for k, p in issue.figures.items() if p.value is not None}
    hidden = {k for k, p in issue.figures.items() if p.status == HIDDEN}
    if not hidden:
        return Told(printed, frozenset())
    known = known_returns(plan, issue.quarter, issue.as_at)
    then = {e.key: e for e in clearance.entries(known, "internal", issue.as_at, plan)}
    small = (e for k, e in then.items() if k in hidden and _is_small(e, plan))
    return Told(printed, frozenset(e.key for e in small))


def _is_small(entry: Entry, plan: Plan) -> bool:
    measure = plan.measures[entry.measure]
    return is_small(entry, measure, threshold_of(measure, plan))


def worlds(own: Sequence[Entry], small: set[Key], told: Sequence[Told]) -> Iterator[World]:
    """Yield what readers of this pack, and of each earlier one, can put together of a measure.

    `own` are the measure's figures in this pack, of which `small` ones must be hidden.
    """
    names = {e.measure for e in own}
    mine = {e.key: e for e in own if e.value is not None}
    earlier = [_of_measure(each, names) for each in told]
    newest: dict[Key, Printed] = {}
    for each in earlier:
        newest |= each.printed
    known = {k for k, p in newest.items() if k in mine and _same(mine[k], p)}
    if secret := small - known:
        seen = newest | mine
        is_told = known | (set(newest) - set(mine))
        yield World(tuple(seen.values()), frozenset(secret), frozenset(is_told))
    for each in earlier:
        corrected = {k for k, p in each.printed.items() if k in mine and not _same(mine[k], p)}
        if each.small or (secret and corrected):
            yield _past(each, mine, newest, secret)


def _past(each: Told, mine: dict[Key, Entry], newest: dict[Key, Printed], secret: set[Key]):
    """Return what a reader of an earlier pack knows who takes its hidden figures for unchanged."""
    seen: dict[Key, Entry | Printed] = newest | mine | each.printed
    # What was hidden then and is printed now was corrected: it says nothing of what it was.
    hidden_then = {k for k in each.small if k in mine and k not in secret}
    placed = {k: Printed(*k, 0, 0, 0, "") for k in each.small if k not in seen or k in hidden_then}
    now = secret - set(each.printed)
    return World(
        tuple((seen | placed).values()),
        frozenset(now | each.small),
        frozenset((set(newest) - set(mine)) | set(each.printed)),
        frozenset(each.small - now),
    )


def _of_measure(told: Told, names: set[str]) -> Told:
    printed = {k: p for k, p in told.printed.items() if k[0] in names}
    return Told(printed, frozenset(k for k in told.small if k[0] in names))


def _same(mine: Entry, printed: Printed) -> bool:
    mine_now = (mine.value, mine.numerator, mine.base)
    return mine_now == (printed.value, printed.numerator, printed.base)
