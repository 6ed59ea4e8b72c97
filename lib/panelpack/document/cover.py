"""What stands on the title page of a pack and in its running header."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cover:
    """The facts of a pack's title page, all as plain words; what is not known is empty.

    `quarter` and `period` name the quarter and its months, `as_at` the ISO day up to which
    figures were known, `contact` a role.
    """

    title: str
    quarter: str
    audience: str
    as_at: str
    subtitle: str = ""
    period: str = ""
    commissioner: str = ""
    office: str = ""
    panel: str = ""
    area: str = ""
    meeting: str = ""
    item: str = ""
    contact: str = ""

    @property
    def is_internal(self) -> bool:
        """Whether every page must say that it is not for publication."""
        return self.audience != "public"
