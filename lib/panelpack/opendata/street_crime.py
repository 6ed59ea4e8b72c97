"""police.uk street-level crime by month, force, district and crime type."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import pandas as pd

from panelpack.errors import DataError
from panelpack.opendata import crime_types
from panelpack.opendata.lake_index import LakeFile
from panelpack.opendata.names import district_key, force_name
from panelpack.opendata.read import OUTSIDE
from panelpack.opendata.store import Source
from panelpack.opendata.street_files import StreetFile
from panelpack.units import counted

SOURCE = Source(
    title="Street-level crime",
    publisher="data.police.uk (Home Office)",
    url="https://data.police.uk/data/",
    published=(
        "Single crimes and anti-social behaviour incidents by month, as each force supplied "
        "them: month, force, approximate place, crime type. They are not kept here."
    ),
    derived=(
        "street-crime-monthly.csv: the number of rows by month, force, district and crime type "
        "as published. The district is the one that the LSOA name begins with. crime-types.csv "
        "says which types are comparable across the publisher's changes of list."
    ),
    notes=(
        "Every row counts once. Rows are never compared with each other: anti-social behaviour "
        "has no ID, and some forces use an ID more than once.",
        f"Rows in a district of another force, or without LSOA, are in the line '{OUTSIDE}' and "
        "so in the force's total; data-quality.csv says which districts they name.",
        "data-quality.csv also tells, by month and force, the rows, those without an ID and those "
        "whose ID an earlier row of the month has. None is left out.",
        "The month is all that is known of the time; there is no hour.",
        "A combination without a row had no crime in a month that was read.",
    ),
)

KEY = ["month", "force", "district", "crime_type"]
QUALITY_COLUMNS = ["month", "force", "check", "value", "count"]


class Tally(NamedTuple):
    """How many rows of a street file agree in month, force and crime type, all as published."""

    month: str | None
    force: str | None
    crime_type: str | None
    rows: int
    with_id: int


def check_tallies(tallies: list[Tally], file: StreetFile, types: Collection[str]) -> None:
    """Raise DataError if a file does not hold what it claims to.

    There must be rows, only of the month in the file's name, with a force, and of the known crime
    `types`: shifted columns show as unknown ones.
    """
    if not tallies:
        raise DataError(
            f"{file.path}: a header and no rows. Download it again; if the publisher has none, "
            "take the file away: what a force did not supply is not a month without crime."
        )
    unknown = [tally for tally in tallies if tally.crime_type not in types]
    if unknown:
        raise DataError(
            f"{file.path}: {unknown[0].crime_type or ''!r} is not a crime type of police.uk "
            f"({_rows(unknown)}). If columns have shifted, download the file "
            f"again; if the publisher has a new type, list it in {crime_types.PLACE} "
            "(docs/open-data.md says how)."
        )
    wrong = [tally for tally in tallies if tally.month != file.month]
    if wrong:
        raise DataError(
            f"{file.path}: {_rows(wrong)} not of the month in the file's name, such as of "
            f"{wrong[0].month or ''!r}. Give the file as the publisher named it."
        )
    if not all(tally.force for tally in tallies):
        raise DataError(
            f"{file.path}: rows without 'Falls within', so without a force. "
            "Download the file again."
        )


def _rows(tallies: list[Tally]) -> str:
    return counted(f"{sum(tally.rows for tally in tallies):,}", "rows")


def place(counts: pd.DataFrame, districts: pd.DataFrame) -> pd.DataFrame:
    """Add the package's force name and the line a count goes to.

    Returns month, force, district, named, crime_type, count: `named` is the district that the
    rows name, `district` the same if it lies in the force by the lookup, else OUTSIDE.
    """
    inside = {
        (row.force, district_key(row.district)): row.district for row in districts.itertuples()
    }
    forces = {name: force_name(name) for name in counts["force"].unique()}
    placed = counts.assign(
        force=counts["force"].map(forces), named=counts["district"].fillna("")
    ).drop(columns="district")
    pairs = placed[["force", "named"]].drop_duplicates()
    lines = [
        inside.get((row.force, district_key(row.named)), OUTSIDE) for row in pairs.itertuples()
    ]
    return placed.merge(pairs.assign(district=lines), on=["force", "named"], validate="m:1")


def monthly(placed: pd.DataFrame) -> pd.DataFrame:
    """Return month, force, district, crime_type, count, sorted."""
    return placed.groupby(KEY, as_index=False)["count"].sum().sort_values(KEY, ignore_index=True)


def quality(placed: pd.DataFrame, districts: pd.DataFrame, held: list[LakeFile]) -> pd.DataFrame:
    """Return by month and force how good the rows are; every one of them is counted.

    `rows` is their number; `no ID` and `ID used before` (in the same month of the force) say why
    rows can't be told apart; the rest is what is outside or unknown, by the district it names.
    """
    by = QUALITY_COLUMNS[:-1]
    found = pd.concat([_tallied(held), _outside(placed, districts)], ignore_index=True)
    return found.groupby(by, as_index=False)["count"].sum().sort_values(by, ignore_index=True)


def _tallied(held: list[LakeFile]) -> pd.DataFrame:
    found = [
        (item.month, force_name(part.force), check, "", count)
        for item in held
        for part in item.forces
        for check, count in (
            ("rows", part.rows),
            ("no ID", part.without_id),
            ("ID used before", part.repeated_id),
        )
        if count
    ]
    return pd.DataFrame(found, columns=QUALITY_COLUMNS)


def _outside(placed: pd.DataFrame, districts: pd.DataFrame) -> pd.DataFrame:
    outside = placed[placed["district"] == OUTSIDE]
    known_force = outside["force"].isin(districts["force"])
    check = pd.Series("district outside the force", index=outside.index, dtype=object)
    check[outside["named"] == ""] = "no LSOA"
    check[~known_force] = "force not in the table of districts"
    return outside.assign(check=check, value=outside["named"])[QUALITY_COLUMNS]


def inputs(held: list[LakeFile]) -> list[dict]:
    """Return what `source.yaml` lists: file, sha256, rows, month and the forces in the file."""
    return [
        {
            "file": item.file,
            "sha256": item.sha256,
            "rows": item.rows,
            "month": item.month,
            "forces": sorted({force_name(part.force) for part in item.forces}),
        }
        for item in held
    ]


def merge_tables(old: pd.DataFrame, new: pd.DataFrame, read: pd.DataFrame) -> pd.DataFrame:
    """Return the new rows and those old ones whose month and force were not read this time.

    `read` has the months and forces of this run, a row each.
    """
    pairs = read[["month", "force"]].drop_duplicates()
    again = old[["month", "force"]].merge(pairs, how="left", indicator=True)["_merge"] == "both"
    kept = old[~again.to_numpy()]
    merged = pd.concat([kept, new], ignore_index=True) if len(kept) else new
    return merged.sort_values(list(new.columns[:-1]), ignore_index=True)


def merge_inputs(old: list[dict], new: list[dict]) -> list[dict]:
    """Return the inputs that the merged tables rest on; a month and force counts once."""
    replaced = {(record["month"], force) for record in new for force in record["forces"]}
    kept = [
        record
        for record in old
        if not {(record["month"], force) for force in record["forces"]} <= replaced
    ]
    return sorted(kept + new, key=lambda record: (record["file"], record["sha256"]))
