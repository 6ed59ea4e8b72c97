"""A measure as a block of YAML: what the plan asks of each, in the order that files have it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import yaml

from panelpack.errors import DataError

_ID = re.compile(r"[a-z][a-z0-9_]*")
_NOUNS = {
    "proportion": "%",
    "survey": "%",
    "cohort": "people",
    "money": "£ million",
    "text": "statement",
}


@dataclass(frozen=True)
class NewMeasure:
    """What is known of a new measure; it comes from a `partner` or of Home Office `groups`.

    `title` is its wording in Appendix A, its name where that is left empty.
    """

    id: str
    name: str
    kind: str
    better: str
    why: str
    review: date
    title: str = ""
    unit: str = ""
    cadence: str = "quarter"
    definition: str = ""
    partner: str = ""
    board: str = ""
    places: int | None = None
    groups: tuple[str, ...] = ()

    def block(self) -> str:
        """Return the measure as YAML, its id unindented and its keys by two spaces."""
        return block(
            self.id,
            {
                "title": self.title or self.name,
                "name": self.name,
                "kind": self.kind,
                "better": self.better,
                "unit": self.unit or self._noun(),
                "places": self._places(),
                "cadence": self.cadence,
                "partner": self.partner,
                "board": self.board,
                "open": self._open(),
                "why": self.why,
                "definition": self.definition,
                "review": self.review.isoformat(),
            },
        )

    def _noun(self) -> str:
        # What a partner counts is not always crime.
        return _NOUNS.get(self.kind, "offences" if self.groups else "cases")

    def _places(self) -> str:
        if self.places is not None:
            return str(self.places)
        return {"proportion": "1", "survey": "1", "average": "1", "money": "2"}.get(self.kind, "")

    def _open(self) -> str:
        if not self.groups:
            return ""
        groups = ", ".join(map(scalar, self.groups))
        return f"{{source: home-office, groups: [{groups}]}}"


def check(measure: NewMeasure) -> None:
    """Raise DataError for an id that no file could name, without one provider or its unit."""
    if not _ID.fullmatch(measure.id):
        raise DataError(
            f"{measure.id!r} can't name a measure; write it like sp12_repeats, in small letters, "
            "digits and underscores"
        )
    if bool(measure.partner) == bool(measure.groups):
        raise DataError(
            "a measure comes either from a partner (--partner) or of offences that the Home Office "
            "counts (--group); give one of the two"
        )
    if measure.groups and measure.kind != "count":
        raise DataError(f"the Home Office counts offences; leave --kind {measure.kind} out")
    if measure.kind == "average" and not measure.unit:
        raise DataError("an average needs --unit, what it is in, such as seconds or 'points of 10'")


def block(name: str, keys: dict[str, str]) -> str:
    """Return a mapping of plain values as YAML; empty ones are left out."""
    lines = [f"{name}:"]
    for key, value in keys.items():
        if value:
            lines.append(f"  {key}: {value if value[0] == '{' else scalar(value)}")
    return "\n".join(lines) + "\n"


def scalar(text: str) -> str:
    """Return text as YAML on one line, quoted only where it must be.

    >>> scalar("Domestic burglary"), scalar("a: b")
    ('Domestic burglary', "'a: b'")
    """
    # Days and numbers are text to our reader, and stay so unquoted.
    if re.fullmatch(r"[\w.-]+", text):
        return text
    return yaml.safe_dump(" ".join(text.split()), allow_unicode=True, width=10**9).splitlines()[0]
