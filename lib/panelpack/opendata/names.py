"""One spelling for each police force and district, whatever a publisher calls it.

The package writes forces as the Home Office tables do: `Devon and Cornwall`, `City of London`,
`Metropolitan Police`, `Bedfordshire`.
"""

from __future__ import annotations

import re

OUTSIDE = "outside or unknown"
"""The line of rows that name no district of their force."""

_FORCE_TITLE = re.compile(r" (Police Service|Police|Constabulary)$")
_WHOLE_NAMES = {
    "London, City of": "City of London",
    "Metropolitan Police Service": "Metropolitan Police",
    "Metropolitan Police": "Metropolitan Police",
    "British Transport Police": "British Transport Police",
}
_STYLE = re.compile(r", (City|County) of$")


def force_name(published: str) -> str:
    """Return the package's name of a force.

    >>> force_name("Devon & Cornwall Police"), force_name("London, City of")
    ('Devon and Cornwall', 'City of London')
    """
    name = published.strip()
    if name in _WHOLE_NAMES:
        return _WHOLE_NAMES[name]
    return _FORCE_TITLE.sub("", name).replace(" & ", " and ")


def district_key(name: str) -> str:
    """Return what two spellings of a district have in common.

    Lookups write `Bristol, City of`, small-area names only `Bristol`.

    >>> district_key("Bristol, City of") == district_key("Bristol ")
    True
    """
    return _STYLE.sub("", name.strip()).casefold()
