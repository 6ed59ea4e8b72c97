"""Anti-social behaviour incidents by force and year, as the Office for National Statistics has."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from panelpack.errors import DataError
from panelpack.opendata.names import force_name
from panelpack.opendata.source_table import read_table, refuse_repeats
from panelpack.opendata.store import Input, Source

SOURCE = Source(
    title="Anti-social behaviour incidents by police force area",
    publisher="Office for National Statistics",
    url=(
        "https://www.ons.gov.uk/peoplepopulationandcommunity/crimeandjustice/datasets/"
        "policeforceareadatatables"
    ),
    published="Incidents recorded by each force in a financial year, and the rate per 1,000.",
    derived=(
        "Names of forces without the publisher's note numbers, which stand in a column; rates "
        "rounded to two decimals. Nations and regions are left out."
    ),
    notes=(
        "An empty cell is not available: the publisher prints [x] or [u1] there.",
        "The forces without the British Transport Police add up to the published total of "
        "England and Wales in every year; this is checked on reading.",
        "Incidents, not offences; forces differ in what they record.",
    ),
)

_HEADER = ("area", "financial_year", "asb_incidents", "per_1000")
_TOTAL = "ENGLAND AND WALES (exc. BTP)"
_TRANSPORT_POLICE = "British Transport Police"
_NOTE = re.compile(r"\s*\[note ([\d,]+)\]")
_NOT_AVAILABLE = re.compile(r"\[\w+\]")


def read(path: Path, forces: frozenset[str]) -> tuple[pd.DataFrame, Input]:
    """Read the table: force, year (`2013-14`), incidents, per_1000, publisher_notes.

    `forces` are the forces of the lookup. Raise DataError if the forces do not add up to the
    published total.
    """
    raw, record = read_table(path, _HEADER)
    table = pd.DataFrame(
        {
            "force": [force_name(_NOTE.sub("", area)) for area in raw["area"]],
            "year": [_year(path, text) for text in raw["financial_year"]],
            "incidents": _numbers(path, raw["asb_incidents"]).astype("Int64"),
            "per_1000": _numbers(path, raw["per_1000"]).round(2),
            "publisher_notes": [" ".join(_NOTE.findall(area)) for area in raw["area"]],
        }
    )
    total = table[raw["area"] == _TOTAL].set_index("year")["incidents"]
    kept = _without_regions(table[table["force"].isin([*forces, _TRANSPORT_POLICE])])
    refuse_repeats(path, kept, ["force", "year"])
    _check_total(path, kept, total)
    return kept.sort_values(["force", "year"], ignore_index=True), record


def _year(path: Path, text: str) -> str:
    if not re.fullmatch(r"\d{4}/\d{2}", text):
        raise DataError(f"{path}: {text!r} is not a financial year like 2013/14. Correct it.")
    return text.replace("/", "-")


def _numbers(path: Path, cells: pd.Series) -> pd.Series:
    shown = cells.where(~cells.str.fullmatch(_NOT_AVAILABLE), None)
    numbers = pd.to_numeric(shown, errors="coerce")
    wrong = shown.notna() & numbers.isna()
    if wrong.any():
        raise DataError(f"{path}: {shown[wrong].iloc[0]!r} is not a number. Correct the cell.")
    return numbers


def _without_regions(table: pd.DataFrame) -> pd.DataFrame:
    """Take the region out where it has a force's name: West Midlands contains its force.

    The region is then the larger of the two figures of a year.
    """
    ordered = table.sort_values(["force", "year", "incidents"], kind="stable")
    named_twice = ordered.groupby(["force", "year"])["force"].transform("size") == 2
    return ordered[~(named_twice & ordered.duplicated(["force", "year"]))]


def _check_total(path: Path, table: pd.DataFrame, total: pd.Series) -> None:
    counted = table[table["force"] != _TRANSPORT_POLICE].groupby("year")["incidents"].sum()
    differ = total[total != counted.reindex(total.index)]
    if total.empty or not differ.empty:
        year = "any year" if total.empty else differ.index[0]
        raise DataError(
            f"{path}: the forces do not add up to {_TOTAL!r} in {year}. A force is missing from "
            "the file or from the table of districts."
        )
