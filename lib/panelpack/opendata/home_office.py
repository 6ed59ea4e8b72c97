"""Home Office recorded crime: published rolling years and the quarters worked out from them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from panelpack.errors import DataError
from panelpack.opendata.names import force_name
from panelpack.opendata.recorded_crime_checks import QUALITY_COLUMNS, quality_row
from panelpack.opendata.source_table import read_table, refuse_repeats, whole_numbers
from panelpack.opendata.store import Input, Source
from panelpack.quarters import Quarter

SOURCE = Source(
    title="Police recorded crime by police force area and offence group",
    publisher="Home Office",
    url="https://www.gov.uk/government/statistics/police-recorded-crime-open-data-tables",
    published=(
        "recorded-crime-rolling-year.csv: the number of offences in the twelve months to the end "
        "of each quarter, as printed (financial years up to 2006/07)."
    ),
    derived=(
        "recorded-crime-quarterly.csv: offences in each quarter, worked out from the published "
        "rolling years and the quarters of 2017/18, for every force and group. Four quarters "
        "give back the published rolling year; data-quality.csv has the count of this check."
    ),
    notes=(
        "One date is mended: the publisher prints 30-12-2017 where the quarter ends on "
        "31 December 2017.",
        "Negative quarters are kept. They come from revisions between two published years and "
        "each is listed in data-quality.csv.",
        "A group that was not collected has no row, and is not zero: groups.csv says from and to "
        "which quarter each group exists. Burglary changed in April 2017 from domestic and "
        "non-domestic to residential and non-residential, which are different things; fraud "
        "went to Action Fraud by March 2013.",
        "recorded-crime-rolling-year.csv keeps the zeros that the publisher prints for groups "
        "before they began and after they ended.",
        "All crime in the sense of the report is the sum of all groups without fraud.",
    ),
)

_ROLLING_HEADER = (
    "12 months ending",
    "PFA",
    "Region",
    "Offence",
    "Rolling year total number of offences",
)
_QUARTERS_HEADER = (
    "force",
    "offence_group",
    "quarter_end",
    "offences",
    "financial_year",
    "financial_quarter",
)
_MENDED_DATES = {"30-12-2017": "31-12-2017"}


def read_rolling(path: Path) -> tuple[pd.DataFrame, pd.DataFrame, Input]:
    """Read the publisher's rolling years.

    Return the table (force, offence_group, year_ending as ISO date, offences), the quality rows
    for mended dates, and the record of the file. Raise DataError on anything unexpected.
    """
    raw, record = read_table(path, _ROLLING_HEADER)
    printed = raw["12 months ending"]
    dates = printed.replace(_MENDED_DATES)
    ends = {text: _quarter_end(path, text) for text in dates.unique()}
    table = pd.DataFrame(
        {
            "force": raw["PFA"].map(force_name),
            "offence_group": raw["Offence"],
            "year_ending": dates.map(ends),
            "offences": whole_numbers(path, raw, _ROLLING_HEADER[-1]),
        }
    )
    key = ["force", "offence_group", "year_ending"]
    refuse_repeats(path, table, key)
    return table.sort_values(key, ignore_index=True), _mended(printed), record


def _mended(printed: pd.Series) -> pd.DataFrame:
    counts = printed[printed.isin(list(_MENDED_DATES))].value_counts().sort_index()
    rows = [
        quality_row(
            "date mended", value=rows, period=text, note=f"read as {_MENDED_DATES[text]}; rows"
        )
        for text, rows in counts.items()
    ]
    return pd.DataFrame(rows, columns=QUALITY_COLUMNS)


def _quarter_end(path: Path, text: str) -> str:
    try:
        day, month, year = (int(part) for part in text.split("-"))
        end = date(year, month, day)
    except ValueError:
        end = None
    if end is None or Quarter.containing(end).end != end:
        raise DataError(
            f"{path}: {text!r} is not the last day of a quarter, written like 30-06-2014. "
            "Correct the date, or declare it among the mended dates if the publisher printed it."
        )
    return end.isoformat()


def read_quarters(path: Path) -> tuple[pd.DataFrame, Input]:
    """Read the quarterly table: force, offence_group, quarter (`2014-15-q1`), offences.

    Raise DataError if a date is not a quarter's end or disagrees with the row's own quarter.
    """
    raw, record = read_table(path, _QUARTERS_HEADER)
    named = raw[["quarter_end", "financial_year", "financial_quarter"]].drop_duplicates()
    quarters = {row.quarter_end: _quarter(path, row) for row in named.itertuples()}
    table = pd.DataFrame(
        {
            "force": raw["force"].map(force_name),
            "offence_group": raw["offence_group"],
            "quarter": raw["quarter_end"].map(quarters),
            "offences": whole_numbers(path, raw, "offences"),
        }
    )
    key = ["force", "offence_group", "quarter"]
    refuse_repeats(path, table, key)
    return table.sort_values(key, ignore_index=True), record


def _quarter(path: Path, row) -> str:
    try:
        quarter = Quarter.containing(date.fromisoformat(row.quarter_end))
    except ValueError:
        raise DataError(
            f"{path}: {row.quarter_end!r} is not a date like 2014-06-30. Correct it."
        ) from None
    said = (row.financial_year, row.financial_quarter)
    if quarter.end.isoformat() != row.quarter_end or said != (
        quarter.financial_year,
        str(quarter.number),
    ):
        raise DataError(
            f"{path}: {row.quarter_end} stands beside {' quarter '.join(said)}, which does not "
            "end on that day. Correct whichever is wrong."
        )
    return str(quarter)
