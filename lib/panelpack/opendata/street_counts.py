"""Counting street-level crime: one Ibis expression, on DuckDB, PostgreSQL or Spark."""

from __future__ import annotations

import pandas as pd

from panelpack.errors import DataError
from panelpack.opendata.engines import rows_on
from panelpack.opendata.lake import Lake
from panelpack.opendata.lake_index import LakeFile

_DISTRICT = r"^\s*(.*?)(?:\s+\d{3}[A-Z])?\s*$"
"""What an LSOA name begins with: `Blaby 002A`. One match is faster than cutting off the end."""


def count(lake: Lake, held: list[LakeFile], engine: str) -> pd.DataFrame:
    """Return the counts: month, force, crime_type, district, count, all as published.

    `force` is the publisher's "Falls within", `district` the district that the LSOA names
    (missing where there is no LSOA). Every row counts once; rows are never compared with each
    other, because anti-social behaviour has no ID and IDs repeat. Raise DataError naming the
    engine if it fails, or if it counted other rows than the lake holds.
    """
    with rows_on(engine, lake, held) as rows:
        counts = expression(rows).execute()
    _refuse_other_rows(counts, held)
    return counts


def expression(rows):
    """Count rows (month, falls_within, crime_type, lsoa_name) of any engine's table."""
    district = rows.lsoa_name.re_extract(_DISTRICT, 1).nullif("")
    return (
        rows.mutate(district=district, force=rows.falls_within)
        .group_by("month", "force", "crime_type", "district")
        .aggregate(count=lambda table: table.count())
    )


def _refuse_other_rows(counts: pd.DataFrame, held: list[LakeFile]) -> None:
    counted = counts.groupby(["month", "force"])["count"].sum().to_dict()
    for item in held:
        for part in item.forces:
            found = counted.get((item.month, part.force), 0)
            if found != part.rows:
                raise DataError(
                    f"engine: counted {found} rows for {item.month} of {part.force}, but "
                    f"{item.file} has {part.rows}. Another program has changed the rows. In "
                    "PostgreSQL drop panelpack_street_files and panelpack_street_rows; "
                    "elsewhere remove the lake. Then run the command again."
                )
