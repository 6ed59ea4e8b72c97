"""police.uk street-level crime by month, force, district and crime type."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from panelpack.errors import DataError
from panelpack.opendata import crime_types
from panelpack.opendata.names import district_key, force_name
from panelpack.opendata.read import OUTSIDE
from panelpack.opendata.store import Source
from panelpack.opendata.street_files import StreetFile

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
        "The month is all that is known of the time; there is no hour.",
        "A combination without a row had no crime in a month that was read.",
    ),
)

KEY = ["month", "force", "district", "crime_type"]
QUALITY_COLUMNS = ["month", "force", "check", "value", "count"]


def check_counts(counts: pd.DataFrame, files: list[StreetFile]) -> None:
    """Raise DataError if the counts are not what the files claim to hold.

    Known crime types only, rows only of the month in the file's name, no file without rows, and
    no month of a force spread over two files (reading one of them again would halve the month).
    """
    _refuse_unknown_types(counts)
    months = {str(file.path): file.month for file in files}
    wrong = counts[counts["month"] != counts["file"].map(months)]
    if not wrong.empty:
        row = wrong.iloc[0]
        raise DataError(
            f"{row['file']}: {int(wrong['count'].sum())} rows are not of the month in the file's "
            f"name, the first says {row['month']!r}. Give the file as the publisher named it."
        )
    for path in months.keys() - set(counts["file"]):
        raise DataError(f"{path}: a header and no rows. Download it again from the publisher.")
    if counts["force"].isna().any():
        path = counts.loc[counts["force"].isna(), "file"].iloc[0]
        raise DataError(
            f"{path}: rows without 'Falls within', so without a force. Download the file again."
        )
    _refuse_shared_months(counts)


def _refuse_unknown_types(counts: pd.DataFrame) -> None:
    unknown = counts[~counts["crime_type"].isin(list(crime_types.KNOWN))]
    if not unknown.empty:
        row = unknown.iloc[0]
        raise DataError(
            f"{row['file']}: {row['crime_type']!r} is not a crime type of police.uk "
            f"({int(unknown['count'].sum())} rows). If columns have shifted, download the file "
            "again; if the publisher has a new type, add it to panelpack.opendata.crime_types."
        )


def _refuse_shared_months(counts: pd.DataFrame) -> None:
    pairs = counts[["file", "month", "force"]].drop_duplicates()
    shared = pairs[pairs.duplicated(["month", "force"], keep=False)]
    if not shared.empty:
        month, force = shared.iloc[0][["month", "force"]]
        both = shared[(shared["month"] == month) & (shared["force"] == force)]["file"]
        raise DataError(
            f"{' and '.join(both.iloc[:2])}: both hold {month} of {force}. Give one of them."
        )


def place(counts: pd.DataFrame, districts: pd.DataFrame) -> pd.DataFrame:
    """Add the package's force name and the line a count goes to.

    Returns month, force, district, named, crime_type, count, file: `named` is the district that
    the rows name, `district` the same if it lies in the force by the lookup, else OUTSIDE.
    """
    inside = {
        (row.force, district_key(row.district)): row.district for row in districts.itertuples()
    }
    placed = counts.assign(
        force=counts["force"].map(force_name), named=counts["district"].fillna("")
    )
    placed["district"] = [
        inside.get((row.force, district_key(row.named)), OUTSIDE) for row in placed.itertuples()
    ]
    return placed


def monthly(placed: pd.DataFrame) -> pd.DataFrame:
    """Return month, force, district, crime_type, count, sorted."""
    return placed.groupby(KEY, as_index=False)["count"].sum().sort_values(KEY, ignore_index=True)


def quality(placed: pd.DataFrame, districts: pd.DataFrame) -> pd.DataFrame:
    """Return which rows are outside or unknown, by month, force and the district they name."""
    outside = placed[placed["district"] == OUTSIDE]
    known_force = outside["force"].isin(districts["force"])
    check = pd.Series("district outside the force", index=outside.index)
    check[outside["named"] == ""] = "no LSOA"
    check[~known_force] = "force not in the table of districts"
    rows = outside.assign(check=check, value=outside["named"])
    by = QUALITY_COLUMNS[:-1]
    return rows.groupby(by, as_index=False)["count"].sum().sort_values(by, ignore_index=True)


def inputs(placed: pd.DataFrame, files: list[StreetFile]) -> list[dict]:
    """Return what `source.yaml` lists: file, sha256, rows, month and the forces in the file."""
    hashes = {str(file.path): file.sha256 for file in files}
    records = []
    for (path, month), rows in placed.groupby(["file", "month"]):
        records.append(
            {
                "file": Path(path).name,
                "sha256": hashes[path],
                "rows": int(rows["count"].sum()),
                "month": month,
                "forces": sorted(rows["force"].unique()),
            }
        )
    return sorted(records, key=lambda record: record["file"])


def merge_tables(old: pd.DataFrame, new: pd.DataFrame, read: pd.DataFrame) -> pd.DataFrame:
    """Return the new rows and those old ones whose month and force were not read this time.

    `read` has the months and forces of this run, a row each.
    """
    pairs = set(zip(read["month"], read["force"], strict=True))
    kept = [pair not in pairs for pair in zip(old["month"], old["force"], strict=True)]
    merged = pd.concat([old[kept], new], ignore_index=True) if any(kept) else new
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
