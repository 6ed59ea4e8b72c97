"""The lake's rows in PostgreSQL: what counting needs of them, loaded once for each file's content.

Two tables, `panelpack_street_rows` and `panelpack_street_files`, stand in the schema that the
address names. All that a run loads comes in one transaction.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from panelpack.opendata.lake_index import LakeFile

if TYPE_CHECKING:
    import psycopg

ROWS = "panelpack_street_rows"
FILES = "panelpack_street_files"
_COLUMNS = ("month", "falls_within", "crime_type", "lsoa_name")
_TABLES = f"""
    CREATE TABLE IF NOT EXISTS {FILES} (file text PRIMARY KEY, sha256 text NOT NULL);
    CREATE TABLE IF NOT EXISTS {ROWS} (
        sha256 text NOT NULL, {", ".join(f"{name} text" for name in _COLUMNS)});
    LOCK TABLE {FILES} IN SHARE ROW EXCLUSIVE MODE"""


def load(connection: psycopg.Connection, paths: dict[LakeFile, Path]) -> str:
    """Load the files that the database does not have yet; return the name of the table of rows.

    A file with another content than before takes the place of its older rows. Memory holds one
    piece of one file.
    """
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(_TABLES)
        cursor.execute(f"SELECT file, sha256 FROM {FILES}")
        there = dict(cursor.fetchall())
        missing = [item for item in paths if there.get(item.file) != item.sha256]
        old = [there[item.file] for item in missing if item.file in there]
        if old:
            cursor.execute(f"DELETE FROM {ROWS} WHERE sha256 = ANY(%s)", [old])
        if missing:
            with cursor.copy(f"COPY {ROWS} FROM STDIN (FORMAT csv)") as copy:
                for item in missing:
                    _copy_file(copy, item, paths[item])
        cursor.executemany(
            f"INSERT INTO {FILES} VALUES (%s, %s) "
            "ON CONFLICT (file) DO UPDATE SET sha256 = excluded.sha256",
            [(item.file, item.sha256) for item in missing],
        )
    return ROWS


def _copy_file(copy: psycopg.Copy, item: LakeFile, path: Path) -> None:
    # Text is quoted and a gap is not: that is how COPY tells an empty text from a gap.
    options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="all_valid")
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(columns=list(_COLUMNS)):
            content = io.BytesIO()
            marks = pa.array([item.sha256] * len(batch))
            whole = pa.record_batch([marks, *batch.columns], names=["sha256", *_COLUMNS])
            pyarrow.csv.write_csv(whole, content, options)
            copy.write(content.getvalue())
