"""Counting street-level crime: one Ibis expression, on DuckDB or another engine."""

from __future__ import annotations

import re
import warnings
from collections import defaultdict
from contextlib import contextmanager

import ibis
import pandas as pd

from panelpack.errors import DataError
from panelpack.opendata.street_files import StreetFile

DUCKDB = "duckdb://"
_SMALL_AREA = r"\s+\d{3}[A-Z]$"
"""The end of an LSOA name: `Blaby 002A`."""
_LINE = re.compile(r"CSV Error on Line: (\d+)")
_FILE = re.compile(r"^\s*file = (.+)$", re.MULTILINE)
_REASON = re.compile(
    r"^(Expected Number.*|Value with.*|Invalid unicode.*|.*quote.*)$", re.MULTILINE
)


def count(files: list[StreetFile], engine: str = DUCKDB) -> pd.DataFrame:
    """Return the counts: file, month, force, crime_type, district, count, all as published.

    `file` is the path, `force` the publisher's "Falls within", `district` the district that the
    LSOA names (missing where there is no LSOA). Every row of every file is counted once; rows are
    never compared with each other, because anti-social behaviour has no ID and IDs repeat.
    Raise DataError naming file and line if a file is not CSV, or naming the engine if it fails.
    """
    with _quiet():
        reader = ibis.connect(DUCKDB)
        rows = _rows(reader, files)
        try:
            if engine != DUCKDB:
                rows = _on_engine(engine, rows)
            return _expression(rows).execute()
        except DataError:
            raise
        except Exception as error:
            raise _told(error, files, engine) from error


def _expression(rows):
    """Count the rows by file, month, force, crime type and named district."""
    district = rows.lsoa_name.strip().re_replace(_SMALL_AREA, "").nullif("")
    return (
        rows.mutate(district=district)
        .group_by("file", "month", "force", "crime_type", "district")
        .aggregate(count=lambda table: table.count())
    )


def _rows(connection, files: list[StreetFile]):
    """Return all rows of all files; files with the same columns are read together."""
    alike = defaultdict(list)
    for file in files:
        alike[file.columns].append(str(file.path))
    return (
        ibis.union(
            *(_read(connection, columns, paths) for columns, paths in alike.items()), distinct=False
        )
        if len(alike) > 1
        else _read(connection, *next(iter(alike.items())))
    )


def _read(connection, columns: tuple[str, ...], paths: list[str]):
    """Read files of one header. Nothing is guessed: a guessed quote can shift columns unseen."""
    table = connection.read_csv(
        paths,
        columns=dict.fromkeys(columns, "VARCHAR"),
        auto_detect=False,
        header=True,
        delim=",",
        quote='"',
        escape='"',
        filename=True,
    )
    has_lsoa = "LSOA name" in columns
    return table.select(
        file=table["filename"],
        month=table["Month"],
        force=table["Falls within"],
        crime_type=table["Crime type"],
        lsoa_name=table["LSOA name"] if has_lsoa else ibis.null("string"),
    )


def _on_engine(engine: str, rows):
    """Load the rows into another engine, for counting there."""
    connection = ibis.connect(engine)
    return connection.create_table("panelpack_street_rows", rows.to_pyarrow(), temp=True)


@contextmanager
def _quiet():
    """Silence Ibis 12 calling DuckDB 2 functions by the names they had before."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def _told(error: Exception, files: list[StreetFile], engine: str) -> DataError:
    """Turn an engine's error into one sentence."""
    text = str(error)
    line, file, reason = _LINE.search(text), _FILE.search(text), _REASON.search(text)
    if not line:
        first = text.splitlines()[0] if text else type(error).__name__
        return DataError(
            f"{files[0].path.parent}: counting on {engine.split('://')[0]} failed ({first}). "
            "Check the files and --engine."
        )
    where = file[1].strip() if file else f"one of {len(files)} files"
    what = reason[1].strip().rstrip(".") if reason else "not CSV as published"
    return DataError(
        f"{where}: line {line[1]} cannot be read ({what}). "
        "Download the file again from the publisher."
    )
