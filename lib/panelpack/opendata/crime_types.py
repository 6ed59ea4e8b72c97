"""The crime types of police.uk, and which of them mean the same across the changes of list.

The publisher has used three lists: 6 types at first (5 of them crime), 11 types from 2011 (10 of
them crime) and 14 types from 2013. A type that was split or widened would show as a step that
never happened, so each type has a comparable group for series that reach back to 2011 and one
for series that reach back to 2010. Groups are as wide as they must be and no wider.

A workbook may have a list of its own, so that a new type of the publisher needs no new panelpack.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from panelpack.errors import DataError

PLACE = "data/reference/crime-types.csv"
"""Where a workbook has its own list, which then takes the place of this one."""
_REST = "All other crime"
_THEFT = "Other theft, bicycle theft and theft from the person"
_DISORDER = "Public disorder and weapons"
_VIOLENCE = "Violence, sexual offences and other crime"

_SAME = "In every list under this name."
_WITHIN_OTHER = (
    "In the list of 2010 it was part of other or violent crime and cannot be told apart."
)
_SPLIT_THEFT = "The list of 2013 took bicycle theft and theft from the person out of other theft."
_SPLIT_DISORDER = "The list of 2013 split public disorder and weapons in two."
_SEXUAL = "The list of 2013 moved sexual offences from other crime to violence; only the sum lasts."

COLUMNS = ("crime_type", "lists", "comparable_since_2011", "comparable_since_2010", "reason")
_ROWS = (
    ("Anti-social behaviour", "2010 2011 2013", "Anti-social behaviour",
     "Anti-social behaviour", _SAME),
    ("Bicycle theft", "2013", _THEFT, _REST, _SPLIT_THEFT),
    ("Burglary", "2010 2011 2013", "Burglary", "Burglary", _SAME),
    ("Criminal damage and arson", "2011 2013", "Criminal damage and arson", _REST, _WITHIN_OTHER),
    ("Drugs", "2011 2013", "Drugs", _REST, _WITHIN_OTHER),
    ("Other crime", "2010 2011 2013", _VIOLENCE, _REST, _SEXUAL),
    ("Other theft", "2011 2013", _THEFT, _REST, _SPLIT_THEFT),
    ("Possession of weapons", "2013", _DISORDER, _REST, _SPLIT_DISORDER),
    ("Public disorder and weapons", "2011", _DISORDER, _REST, _SPLIT_DISORDER),
    ("Public order", "2013", _DISORDER, _REST, _SPLIT_DISORDER),
    ("Robbery", "2010 2011 2013", "Robbery", "Robbery", _SAME),
    ("Shoplifting", "2011 2013", "Shoplifting", _REST, _WITHIN_OTHER),
    ("Theft from the person", "2013", _THEFT, _REST, _SPLIT_THEFT),
    ("Vehicle crime", "2010 2011 2013", "Vehicle crime", "Vehicle crime", _SAME),
    ("Violence and sexual offences", "2013", _VIOLENCE, _REST, _SEXUAL),
    ("Violent crime", "2010 2011", _VIOLENCE, _REST, _SEXUAL),
)  # fmt: skip

KNOWN = frozenset(row[0] for row in _ROWS)


def table(workbook: Path | str) -> pd.DataFrame:
    """Return the crime types with their lists, comparable groups and the reason, a row a type.

    Raise DataError if the workbook has its own list and that isn't one.
    """
    path = Path(workbook) / PLACE
    if not path.exists():
        return pd.DataFrame(_ROWS, columns=list(COLUMNS))
    try:
        own = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
        _check(own)
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: not a list of crime types, {error}") from error
    return own


def columns_of(types: pd.DataFrame) -> tuple[str, ...]:
    """Return the columns that a list of crime types has: a comparable group for each older list.

    Raises ValueError if it doesn't say which lists its types are in.

    >>> columns_of(pd.DataFrame({"lists": ["2010 2011 2013", "2013"]})) == COLUMNS
    True
    """
    lists = sorted({year for cell in types.get("lists", ()) for year in cell.split()})
    if not lists or not all(year.isdecimal() and len(year) == 4 for year in lists):
        raise ValueError("its column 'lists' should hold the years of the lists of each type")
    older = (f"comparable_since_{year}" for year in reversed(lists[:-1]))
    return ("crime_type", "lists", *older, "reason")


def _check(own: pd.DataFrame) -> None:
    columns = columns_of(own)
    if tuple(own.columns) != columns:
        raise ValueError(f"its header should be {','.join(columns)}")
    if own.duplicated("crime_type").any() or own.eq("").any(axis=None):
        raise ValueError("each type should have one row without an empty cell")
