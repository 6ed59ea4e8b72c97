"""Arrests of 10 to 17 year olds by financial year: a proxy where youth justice has no open data."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from panelpack.errors import DataError
from panelpack.opendata.source_table import read_table, refuse_repeats, whole_numbers
from panelpack.opendata.store import Input, Source

SOURCE = Source(
    title="Arrests of 10 to 17 year olds",
    publisher="Home Office",
    url="https://www.gov.uk/government/collections/police-powers-and-procedures-england-and-wales",
    published="Arrests for notifiable offences by force, year, offence group, age group and sex.",
    derived="Arrests of 10 to 17 year olds, added up over offence groups and both sexes.",
    notes=(
        "A proxy for youth justice. It counts arrests, so one young person can count more than "
        "once; it is not the number of first-time entrants.",
        "The offence groups changed in 2015/16, and the figure fell by more than half in that "
        "year: do not compare across it without asking the force.",
    ),
)

_HEADER = ("financial_year", "offence_group", "age_group", "sex", "arrests")
_AGES = "10 - 17 years"


def read(path: Path, force: str) -> tuple[pd.DataFrame, Input]:
    """Read the table of one force: force, year (`2013-14`), arrests.

    Raise DataError if there is no row of this age group or a cell is not a whole number.
    """
    raw, record = read_table(path, _HEADER)
    refuse_repeats(path, raw, list(_HEADER[:-1]))
    raw["arrests"] = whole_numbers(path, raw, "arrests")
    young = raw[raw["age_group"] == _AGES]
    if young.empty:
        raise DataError(
            f"{path}: no row of the age group {_AGES!r}. Give the publisher's table by age."
        )
    table = young.groupby("financial_year", as_index=False)["arrests"].sum()
    table.insert(0, "force", force)
    table.insert(1, "year", table.pop("financial_year").str.replace("/", "-"))
    return table, record
