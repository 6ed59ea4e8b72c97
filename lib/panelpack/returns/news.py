"""The days on which returns, boards' words and promises come to count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from panelpack.plan import Plan
from panelpack.quarters import Quarter
from panelpack.returns import boards, store

_DAY = timedelta(days=1)


def days_of_returns(plan: Plan, upto: Quarter) -> Iterator[date]:
    """Yield each day, past or to come, on which something is heard of returns up to a quarter.

    A version counts from the day on which it was sent, a board's word from the day that it names,
    and a promise is overdue from the day after. Raises DataError for a file that can't be read.
    """
    for folder in store.partners(plan, upto):
        yield from boards_heard(plan, folder.name, upto)
        for version in store.versions(folder, plan):
            yield version.head.known_on
            ends = (gap.ends for gap in version.head.gaps.values())
            yield from (end.end + _DAY for end in ends if end is not None)


def boards_heard(plan: Plan, partner: str, upto: Quarter) -> Iterator[date]:
    """Yield the days from which boards' words on a partner's returns count."""
    for folder in store.partners(plan, upto):
        if folder.name == partner:
            for version in store.versions(folder, plan):
                yield from (boards.record(p, plan).known_on for p in boards.records(version.folder))
