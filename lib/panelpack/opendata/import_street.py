"""One run of the police.uk import: files in, merged tables and `source.yaml` out."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from panelpack.opendata import crime_types, read, store, street_counts, street_crime, street_files
from panelpack.opendata.tables import SOURCES, path_of, table_of

_COUNTS = "street-crime-monthly.csv"
_QUALITY = "data-quality.csv"


def run(places: tuple[str, ...], workbook: Path, engine: str, retrieved: str):
    """Count the street files in these places and merge them into the workbook's tables.

    Returns the paths written and what is to be said about the rows. Raise DataError, with
    nothing written, if a file is not as published.
    """
    districts = read.districts(workbook)
    files = street_files.find(places)
    counts = street_counts.count(files, engine)
    street_crime.check_counts(counts, files)
    placed = street_crime.place(counts, districts)
    tables, inputs = _merged(workbook, placed, districts, files)
    source = street_crime.SOURCE.describe(tables, inputs, _vintage(tables[_COUNTS]), retrieved)
    content = {name: store.csv_bytes(table) for name, table in tables.items()}
    folder = Path(workbook) / SOURCES["police-uk"]
    return store.publish(folder, content | {"source.yaml": source}), _remarks(placed, files)


def _merged(workbook, placed, districts, files) -> tuple[dict[str, pd.DataFrame], list[dict]]:
    new = street_crime.monthly(placed)
    quality = street_crime.quality(placed, districts)
    inputs = street_crime.inputs(placed, files)
    if path_of(workbook, "police-uk", _COUNTS).exists():
        old = table_of(workbook, "police-uk", _COUNTS)
        old_quality = table_of(workbook, "police-uk", _QUALITY)
        quality = street_crime.merge_tables(old_quality, quality, new)
        inputs = street_crime.merge_inputs(read.provenance(workbook, "police-uk")["inputs"], inputs)
        new = street_crime.merge_tables(old, new, new)
    tables = {_COUNTS: new, _QUALITY: quality, "crime-types.csv": crime_types.table()}
    return tables, inputs


def _vintage(counts: pd.DataFrame) -> str:
    months = sorted(counts["month"].unique())
    return f"{len(months)} months from {months[0]} to {months[-1]}"


def _remarks(placed: pd.DataFrame, files: list) -> list[str]:
    outside = placed.loc[placed["district"] == street_crime.OUTSIDE, "count"].sum()
    return [
        f"{len(files)} files, {placed['count'].sum():,} rows read and counted; {outside:,} of them "
        f"{street_crime.OUTSIDE}, in the force totals and listed in {_QUALITY}"
    ]
