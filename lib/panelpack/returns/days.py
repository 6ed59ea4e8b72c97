"""The calendar by which boards clear and offices publish: that of London, summer time and all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from panelpack import issued
from panelpack.plan import Plan

LONDON = ZoneInfo("Europe/London")


def london_day(moment: date | datetime | None = None) -> date:
    """Return the day that it is in London at a moment (now, if none is given).

    A day stays what it is. Raises ValueError for a moment that does not say its time zone.

    >>> london_day(datetime(2014, 9, 28, 23, 30, tzinfo=UTC))
    datetime.date(2014, 9, 29)
    """
    moment = datetime.now(UTC) if moment is None else moment
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is None:
        raise ValueError(f"{moment}: say in which time zone")
    return moment.astimezone(LONDON).date()


def moment_now() -> str:
    """Return this moment as it is recorded: 2014-09-29T14:05:09Z."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def known_from(plan: Plan, on: date) -> dict[str, str]:
    """Return from which day an act of the day `on` counts, if that is later than the day itself.

    A pack that was issued told what was known on its day. What is recorded afterwards counts
    from the day after at the earliest, so that the pack can always be built again.
    """
    closed = issued.closed_until(plan.folder)
    if closed is None or on > closed:
        return {}
    return {"known": (closed + timedelta(days=1)).isoformat()}
