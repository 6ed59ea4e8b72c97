"""Street files from CSV to Parquet, a file a month and force, checked and tallied on the way.

DuckDB reads each file as text, with nothing guessed, and writes it in pieces, so memory depends
on how many are read at once and never on how large they are.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from panelpack.errors import DataError
from panelpack.opendata.lake_index import ForceRows, LakeFile
from panelpack.opendata.street_crime import Tally, check_tallies
from panelpack.opendata.street_files import AT_ONCE, StreetFile

PUBLISHED = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location",
    "LSOA code", "LSOA name", "Crime type", "Last outcome category", "Context",
)  # fmt: skip
MEMORY = "256MB"

# A guessed quote or delimiter can shift columns without an error, so none is guessed.
_CSV = "auto_detect=false, header=true, delim=',', quote='\"', escape='\"'"
_PARQUET = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1"
_TALLY = """
    SELECT month, falls_within AS force, crime_type, count(*) AS rows, count(crime_id) AS with_id
    FROM read_parquet(?) GROUP BY ALL ORDER BY ALL"""
_DIFFERENT_IDS = "SELECT count(DISTINCT crime_id) FROM read_parquet(?) WHERE falls_within = ?"

_LINE = re.compile(r"CSV Error on Line: (\d+)")
_REASON = re.compile(
    r"^(Expected Number.*|Value with.*|Invalid unicode.*|.*quote.*)$", re.MULTILINE
)


def convert(files: list[StreetFile], folder: Path) -> list[LakeFile]:
    """Write each street file as Parquet in `folder`, named after its content; return the records.

    Every row is kept, and every column of the publisher's as text. Raise DataError naming file
    and line if a file is not CSV or does not hold what it says.
    """
    settings = {"threads": 1, "memory_limit": MEMORY, "temp_directory": str(folder / ".spill")}
    with duckdb.connect(config=settings) as connection, ThreadPoolExecutor(AT_ONCE) as pool:
        work = [pool.submit(_convert, connection.cursor(), file, folder) for file in files]
        try:
            return [each.result() for each in work]
        finally:
            pool.shutdown(cancel_futures=True)


def _convert(connection, file: StreetFile, folder: Path) -> LakeFile:
    name = f"{file.month}/{file.force}-{file.sha256[:16]}.parquet"
    path = folder / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection.execute(f"COPY ({_rows(file)}) TO {_text(path)} ({_PARQUET})")
        found = connection.execute(_TALLY, [str(path)]).fetchall()
        tallies = [Tally(*row) for row in found]
        check_tallies(tallies, file)
        forces = _forces(connection, tallies, path)
    except (duckdb.Error, OSError) as error:
        raise _told(error, file, folder) from error
    return LakeFile(file.path.name, file.month, file.sha256, name, path.stat().st_size, forces)


def _rows(file: StreetFile) -> str:
    """Return the query for the rows, in snake case; a column that the file lacks is empty."""
    types = ", ".join(f"{_text(name)}: 'VARCHAR'" for name in file.columns)
    columns = (
        f"{_column(name) if name in file.columns else 'NULL::VARCHAR'} "
        f"AS {name.lower().replace(' ', '_')}"
        for name in PUBLISHED
    )
    source = f"read_csv({_text(file.path)}, columns={{{types}}}, {_CSV})"
    return f"SELECT {', '.join(columns)} FROM {source}"


def _forces(connection, tallies: list[Tally], path: Path) -> tuple[ForceRows, ...]:
    parts = []
    for force in sorted({tally.force for tally in tallies}):
        own = [tally for tally in tallies if tally.force == force]
        rows, with_id = sum(tally.rows for tally in own), sum(tally.with_id for tally in own)
        ((different,),) = connection.execute(_DIFFERENT_IDS, [str(path), force]).fetchall()
        parts.append(ForceRows(force, rows, rows - with_id, with_id - different))
    return tuple(parts)


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _column(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _told(error: Exception, file: StreetFile, folder: Path) -> DataError:
    """Turn DuckDB's error into one sentence."""
    text = str(error)
    line, reason = _LINE.search(text), _REASON.search(text)
    if not line:
        first = text.splitlines()[0] if text else type(error).__name__
        return DataError(
            f"{folder}: {file.path.name} could not be brought in ({first}). Make room or give "
            "write permission, then run the command again."
        )
    what = reason[1].strip().rstrip(".") if reason else "not CSV as published"
    return DataError(
        f"{file.path}: line {line[1]} cannot be read ({what}). "
        "Download the file again from the publisher."
    )
