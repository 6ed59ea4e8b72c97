"""One run of the police.uk import: files in, merged tables and `source.yaml` out."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from panelpack.opendata import (
    crime_types,
    engines,
    read,
    store,
    street_counts,
    street_crime,
    street_files,
)
from panelpack.opendata.lake import FOLDER, Lake
from panelpack.opendata.lake_index import LakeFile
from panelpack.opendata.tables import SOURCES, path_of, table_of
from panelpack.plan import load_engine
from panelpack.units import counted

_COUNTS = "street-crime-monthly.csv"
_QUALITY = "data-quality.csv"


def run(
    places: tuple[str, ...],
    workbook: Path,
    engine: str | None = None,
    retrieved: str = "",
    lake: Path | None = None,
) -> tuple[list[Path], list[str]]:
    """Bring the street files in these places into the lake, count and merge into the tables.

    Without places all that the lake holds is counted. `engine` is the plan's unless one is given,
    `lake` the workbook's own. Returns the paths written and what is to be said about the rows.
    Raise DataError, with nothing written, if a file is not as published.
    """
    engine = engine or load_engine(Path(workbook))
    engines.resolve(engine)
    districts, types = read.districts(workbook), crime_types.table(workbook)
    rows = Lake(lake or Path(workbook) / FOLDER)
    with rows.alone():
        held, unread = _held(rows, places, types)
        counts = street_counts.count(rows, held, engine)
        placed = street_crime.place(counts, districts)
        tables, inputs = _merged(workbook, placed, districts, held)
        tables["crime-types.csv"] = types
        vintage = _vintage(tables[_COUNTS])
        source = street_crime.SOURCE.describe(tables, inputs, vintage, retrieved)
        content = {name: store.csv_bytes(table) for name, table in tables.items()}
        folder = Path(workbook) / SOURCES["police-uk"]
        paths = store.publish(folder, content | {"source.yaml": source})
    return paths, _remarks(placed, held, unread)


def _held(lake: Lake, places: tuple[str, ...], types: pd.DataFrame) -> tuple[list[LakeFile], int]:
    if not places:
        return lake.everything(), 0
    return lake.bring_in(street_files.find(places), frozenset(types["crime_type"]))


def _merged(workbook, placed, districts, held) -> tuple[dict[str, pd.DataFrame], list[dict]]:
    new = street_crime.monthly(placed)
    quality = street_crime.quality(placed, districts, held)
    inputs = street_crime.inputs(held)
    if path_of(workbook, "police-uk", _COUNTS).exists():
        old = table_of(workbook, "police-uk", _COUNTS)
        old_quality = table_of(workbook, "police-uk", _QUALITY)
        quality = street_crime.merge_tables(old_quality, quality, new)
        inputs = street_crime.merge_inputs(read.provenance(workbook, "police-uk")["inputs"], inputs)
        new = street_crime.merge_tables(old, new, new)
    return {_COUNTS: new, _QUALITY: quality}, inputs


def _vintage(counts: pd.DataFrame) -> str:
    months = sorted(counts["month"].unique())
    return f"{_so_many(len(months), 'months')} from {months[0]} to {months[-1]}"


def _remarks(placed: pd.DataFrame, held: list[LakeFile], unread: int) -> list[str]:
    outside = placed.loc[placed["district"] == street_crime.OUTSIDE, "count"].sum()
    return [
        f"{_so_many(len(held), 'files')}, {_so_many(placed['count'].sum(), 'rows')} counted, "
        f"{_so_many(unread, 'files')} read anew; {_so_many(outside, 'rows')} "
        f"{street_crime.OUTSIDE}, in the force totals and listed in {_QUALITY}"
    ]


def _so_many(number: int, unit: str) -> str:
    return counted(f"{number:,}", unit)
