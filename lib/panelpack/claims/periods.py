"""Heads of columns as periods, so that the newest figure is told from the earlier ones."""

from __future__ import annotations

import re
from calendar import month_abbr
from collections.abc import Sequence

_MONTHS = {name.lower(): number for number, name in enumerate(month_abbr) if name}
_YEAR = re.compile(
    r"\b(?P<whole>(?:19|20)\d\d)(?:\s?[/–-]\s?\d\d(?:\d\d)?)?\b"
    r"|(?<![\d/])(?P<first>\d\d)\s?/\s?(?P<second>\d\d)(?![\d/])"
    r"|\bFY\s?['’]?(?P<fy>\d\d)\b"
    rf"|\b(?:{'|'.join(_MONTHS)})[a-z]*[ -]['’]?(?P<short>\d\d)\b",
    re.IGNORECASE,
)
_QUARTER = re.compile(r"\b(?:q|quarter )([1-4])\b", re.IGNORECASE)
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]*\b", re.IGNORECASE)


def years(text: str) -> list[int]:
    """Return the years that a text names, a financial year by the one that it begins in.

    >>> years("lower than in 2013/14, Q3 18/19 and Oct-Dec 2017")
    [2013, 2018, 2017]
    """
    found = []
    for match in _YEAR.finditer(text):
        short = match["first"] or match["fy"] or match["short"]
        if match["second"] and (int(match["first"]) + 1) % 100 != int(match["second"]):
            continue  # a day and month, or a ratio
        found.append(int(match["whole"] or 2000 + int(short)))
    return found


def period(head: str) -> tuple[int, int] | None:
    """Return a sortable name of the period in a head: its year, and the quarter or last month.

    >>> period("Q3 2018/19"), period("Oct-Dec 2018"), period("Target")
    ((2018, 3), (2018, 12), None)
    """
    named = years(head)
    if not named:
        return None
    quarter, months = _QUARTER.search(head), _MONTH.findall(head)
    within = int(quarter[1]) if quarter else _MONTHS[months[-1].lower()] if months else 0
    return named[-1], within


def in_order(heads: Sequence[str]) -> list[int] | None:
    """Return the places of heads from the oldest period; None unless each names another one."""
    found = [period(head) for head in heads]
    if None in found or len(set(found)) < len(found):
        return None
    return sorted(range(len(heads)), key=lambda place: found[place])
