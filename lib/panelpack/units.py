"""What a number counts: `930 offences`, but `1 offence`."""

from __future__ import annotations

_ONE = {"people": "person", "men": "man", "women": "woman", "children": "child"}


def counted(number: str, unit: str) -> str:
    """Return a written number with its unit, which the plan gives in the plural.

    >>> counted("930", "offences"), counted("1", "offences"), counted("1", "young people")
    ('930 offences', '1 offence', '1 young person')
    """
    return f"{number} {_singular(unit) if number == '1' else unit}"


def _singular(unit: str) -> str:
    head, space, last = unit.rpartition(" ")
    if last.endswith("ies"):
        one = f"{last[:-3]}y"
    elif last.endswith("s") and not last.endswith("ss"):
        one = last[:-1]
    else:
        one = _ONE.get(last, last)
    return f"{head}{space}{one}"
