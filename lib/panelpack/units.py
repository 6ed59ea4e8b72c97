"""What a number counts: `930 offences`, but `1 offence`."""

from __future__ import annotations

import re

_OF_WHAT = re.compile(r" (?=per |of [0-9])")
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
