"""Days as prose writes them: `29th September 2014`, `the 3rd September`, `Quarter 2 2014/15`."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = {name.lower(): number for number, name in enumerate(month_name) if name}
_MONTHS |= {name[:3]: number for name, number in list(_MONTHS.items())} | {"sept": 9}
_NAMED = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{_NAMED})\b\.?"
    r"(?:\s+(?P<dayafter>\d{1,2})(?:st|nd|rd|th)?\b,?(?!\d))?"
    r"(?:,?\s+['’]?(?P<year>\d{4}|\d{2})\b)?"
    r"|(?<![/\w])(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>\d{4}|\d{2})\b"
    r"|\b(?P<iso>\d{4}-\d{2}-\d{2})\b",
    re.IGNORECASE,
)
_SINCE = re.compile(rf"\bsince\s+(?:(?P<month>{_NAMED})\s+)?(?P<year>\d{{4}})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Dated:
    """A day or month in a text: its last day, whether it names a day and a year, and where."""

    end: date
    words: str
    start: int
    has_day: bool
    has_year: bool


def dates_in(text: str, about: date | None = None) -> Iterator[Dated]:
    """Yield the days and months of a text; those without a year take that of `about`.

    >>> text = "on the 3rd September, in May 2014, by 31/3/17"
    >>> [str(d.end) for d in dates_in(text, date(2014, 9, 29))]
    ['2014-09-03', '2014-05-31', '2017-03-31']
    """
    for match in _DATE.finditer(text):
        found = _dated(match, about)
        if found is not None:
            yield found


def since_when(words: str) -> date | None:
    """Return the day that words such as `since February 2012` begin with; a year begins in"
    " January.

    >>> since_when("the highest since February 2012")
    datetime.date(2012, 2, 1)
    """
    match = _SINCE.search(words)
    if match is None:
        return None
    return date(int(match["year"]), _MONTHS.get((match["month"] or "jan").lower(), 1), 1)


def _dated(match: re.Match, about: date | None) -> Dated | None:
    if match["month"] and match["month"] == match["month"].lower():
        return None  # may, march: words of other kinds
    try:
        if match["iso"]:
            return Dated(date.fromisoformat(match["iso"]), match[0], match.start(), True, True)
        if match["d"]:
            end = date(_year(match["y"]), int(match["m"]), int(match["d"]))
            return Dated(end, match[0], match.start(), True, True)
        year = _year(match["year"]) if match["year"] else about and about.year
        if not year or (
            match["month"] in ("May", "March") and not match["year"] and not match["day"]
        ):
            return None
        month, day = _MONTHS[match["month"].lower()], match["day"] or match["dayafter"]
        end = date(year, month, int(day or monthrange(year, month)[1]))
        return Dated(end, match[0].strip(), match.start(), bool(day), bool(match["year"]))
    except ValueError:
        return None


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)
