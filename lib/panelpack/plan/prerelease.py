"""Who may see a pack before its release: roles, each with a reason and for how long."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from panelpack.quarters import day_label
from panelpack.yamlfile import Strict

# The Pre-release Access to Official Statistics Order 2008 allows no more.
MOST_HOURS = 24
_LONDON = ZoneInfo("Europe/London")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
_CONTACT = re.compile(r"@|\d{5}")


class Access(Strict):
    """A role that sees the internal pack before its release, why, and how many hours before."""

    role: str
    """A role in words, never a name or an address."""
    reason: str
    """Why it needs to see the pack early."""
    hours: int = Field(MOST_HOURS, ge=1, le=MOST_HOURS)
    """How many hours before the release."""

    @field_validator("role", "reason")
    @classmethod
    def _is_no_contact(cls, value: str) -> str:
        if not value.strip() or _CONTACT.search(value):
            raise ValueError("write a role or reason in words, without addresses and numbers")
        return value.strip()


def read_release(text: str) -> datetime:
    """Return the moment of release, written in London's time; raise ValueError if it is none.

    >>> read_release("2014-09-29T09:30").isoformat()
    '2014-09-29T09:30:00+01:00'
    """
    if not _MOMENT.fullmatch(text):
        raise ValueError("write the moment of release in London's time, like 2014-09-29T09:30")
    return datetime.fromisoformat(text).replace(tzinfo=_LONDON)


def told(access: Access, release: datetime) -> str:
    """Say from when a role has access.

    >>> told(Access(role="Chief constable", reason="to answer questions"),
    ...      read_release("2014-09-29T09:30"))
    'Chief constable, to answer questions, from 09:30 on 28 September 2014'
    """
    # Hours are counted, not read off the clock: one day of the year has 23 of them, one 25.
    begins = (release.astimezone(UTC) - timedelta(hours=access.hours)).astimezone(_LONDON)
    return f"{access.role}, {access.reason}, from {begins:%H:%M} on {day_label(begins.date())}"
