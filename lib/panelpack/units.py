"""What a number counts, `930 offences` but `1 offence`, and its place among others."""

from __future__ import annotations

import re
from collections.abc import Iterable

_OF_WHAT = re.compile(r" (?=per |of [0-9])")
_PLACES = ("", "", "second ", "third ", "fourth ", "fifth ", "sixth ", "seventh ", "eighth ")
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_ONE = {"people": "person", "men": "man", "women": "woman", "children": "child"}


def counted(number: str, unit: str) -> str:
    """Return a written number with its unit, which the plan gives in the plural.

    What is counted stands before its `per`.

    >>> counted("930", "offences"), counted("1", "offences"), counted("1", "young people")
    ('930 offences', '1 offence', '1 young person')
    >>> counted("1", "days per case"), counted("1", "points of 10")
    ('1 day per case', '1 point of 10')
    """
    return f"{number} {_singular(unit) if number == '1' else unit}"


def _singular(unit: str) -> str:
    whole = _OF_WHAT.split(unit, maxsplit=1)[0]
    head, space, last = whole.rpartition(" ")
    if last.endswith("ies"):
        one = f"{last[:-3]}y"
    elif last.endswith("s") and not last.endswith("ss"):
        one = last[:-1]
    else:
        one = _ONE.get(last, last)
    return f"{head}{space}{one}{unit.removeprefix(whole)}"


def standing(value: float, values: Iterable[float]) -> str:
    """Return which a value is among some values, itself too, counted from the nearer end.

    >>> standing(2, [1, 2, 3, 4, 5]), standing(5, [1, 2, 5, 5]), standing(1, [1, 2, 3])
    ('the second lowest', 'the joint highest', 'the lowest')
    """
    values = list(values)
    above, below = (sum(v > value for v in values), sum(v < value for v in values))
    joint = "joint " if above + below < len(values) - 1 else ""
    place, end = (above + 1, "highest") if above <= below else (below + 1, "lowest")
    return f"the {joint}{_ordinal(place)}{end}"


def _ordinal(place: int) -> str:
    """Return a place as it stands before `highest`; the first needs no word."""
    if place < len(_PLACES):
        return _PLACES[place]
    last = 0 if place % 100 in (11, 12, 13) else place % 10
    return f"{place}{_ENDINGS.get(last, 'th')} "
