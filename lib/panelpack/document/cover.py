"""What stands on the title page of a pack and in its running header."""

from __future__ import annotations

from dataclasses import dataclass

NOT_FOR_PUBLICATION = "Not for publication"


@dataclass(frozen=True)
class Cover:
    """The facts of a pack's title page, all as plain words; what is not known is empty.

    `mark` is what every page and sheet of an internal pack must bear; a public one has none.
    `prerelease` says who may see an internal pack before its release. `quarter` and `period` name
    the quarter and its months, `as_at` the ISO day up to which figures were known, `contact` a
    role.
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
    prerelease: str = ""

    @property
    def mark(self) -> str:
        """The words that every page and sheet must bear, empty for a public pack."""
        return NOT_FOR_PUBLICATION if self.is_internal else ""

    @property
    def is_internal(self) -> bool:
        """Whether every page must say that it is not for publication."""
        return self.audience != "public"
