"""Street files from CSV to Parquet, a file a month and force, digested and tallied on the way.

Arrow reads a file in blocks, all as text with nothing guessed. A block is digested, tallied and
written before the next, so memory depends on how many files are read at once and never on how
large they are. Only how many IDs differ needs all of a file at once. A file with more rows than
any force has in a month leaves that to DuckDB, which puts on the disk what its memory can't hold.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections import Counter
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet as pq

from panelpack.errors import DataError
from panelpack.opendata.csv_faults import first_fault
from panelpack.opendata.lake_index import ForceRows, LakeFile
from panelpack.opendata.street_crime import Tally, check_tallies
from panelpack.opendata.street_files import AT_ONCE, StreetFile

PUBLISHED = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location",
    "LSOA code", "LSOA name", "Crime type", "Last outcome category", "Context",
)  # fmt: skip
MEMORY = "128MB"
_BLOCK = 4 * 2**20
_IDS_AT_ONCE = 300_000
"""Rows whose IDs are compared in memory."""

_NAMES = [name.lower().replace(" ", "_") for name in PUBLISHED]
_GROUP = ["month", "falls_within", "crime_type"]
_ID = ["falls_within", "crime_id"]
_DIFFERENT_IDS = f"SELECT {_ID[0]}, count(DISTINCT {_ID[1]}) FROM read_parquet(?) GROUP BY ALL"

# What is given here is not guessed: a guessed quote can shift columns without an error.
_READ = pa.csv.ReadOptions(use_threads=False, block_size=_BLOCK)
_CSV = pa.csv.ParseOptions(
    delimiter=",", quote_char='"', double_quote=True, newlines_in_values=True
)
_AS_TEXT = pa.csv.ConvertOptions(
    include_columns=list(PUBLISHED),
    include_missing_columns=True,
    column_types=dict.fromkeys(PUBLISHED, pa.string()),
    strings_can_be_null=True,
    null_values=[""],
)


class _Digested(io.RawIOBase):
    """A file that is digested, and its line ends counted, as it is read."""

    def __init__(self, file: io.RawIOBase):
        self._file = file
        self.sha256 = hashlib.sha256()
        self.lines = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(size)
        self.sha256.update(content)
        # bytes.count takes as long as the digest
        self.lines += np.count_nonzero(np.frombuffer(content, np.uint8) == ord("\n"))
        return content


@dataclass
class _Read:
    """What was seen of a street file while it was read."""

    sha256: str = ""
    lines: int = 0
    rows: Counter = field(default_factory=Counter)
    """By month, force and crime type."""
    with_id: Counter = field(default_factory=Counter)
    ids: list[pa.Table] = field(default_factory=list)
    """Force and ID, row by row; none if there are too many rows for that."""

    def add(self, rows: pa.Table) -> None:
        groups = rows.group_by(_GROUP, use_threads=False)
        counted = groups.aggregate([([], "count_all"), ("crime_id", "count")]).to_pylist()
        for group in counted:
            key = tuple(group[name] for name in _GROUP)
            self.rows[key] += group["count_all"]
            self.with_id[key] += group["crime_id_count"]
        few = self.rows.total() <= _IDS_AT_ONCE
        self.ids = [*self.ids, rows.select(_ID)] if few else []

    def tallies(self) -> list[Tally]:
        ordered = sorted(self.rows, key=lambda key: [cell or "" for cell in key])
        return [Tally(*key, self.rows[key], self.with_id[key]) for key in ordered]


def convert(files: list[StreetFile], folder: Path, types: Collection[str]) -> list[LakeFile]:
    """Write each street file as Parquet in `folder`, named after its content; return the records.

    Every row is kept, and every column of the publisher's as text. `types` are the crime types
    that there may be. Raise DataError naming file and line if a file is not CSV or does not hold
    what it says.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        work = [pool.submit(_convert, file, folder, types) for file in files]
        try:
            return [each.result() for each in work]
        finally:
            pool.shutdown(cancel_futures=True)


def _convert(file: StreetFile, folder: Path, types: Collection[str]) -> LakeFile:
    place = folder / file.month
    new = place / f"{file.force}-new.parquet"
    try:
        place.mkdir(parents=True, exist_ok=True)
        read = _write(file, new)
        check_tallies(read.tallies(), file, types)
        forces = _forces(read, _different_ids(read, new))
        path = place / f"{file.force}-{read.sha256[:16]}.parquet"
        os.replace(new, path)
        size = path.stat().st_size
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise _told(error, file, folder) from error
    name = path.relative_to(folder).as_posix()
    return LakeFile(file.path.name, file.month, read.sha256, name, size, forces)


def _write(file: StreetFile, path: Path) -> _Read:
    """Write the rows, in snake case; a column that the file lacks is empty."""
    read = _Read()
    schema = pa.schema([(name, pa.string()) for name in _NAMES])
    with pq.ParquetWriter(path, schema, compression="zstd", compression_level=1) as writer:
        for rows in _blocks(file, read):
            read.add(rows)
            writer.write_table(rows)
    if read.lines != sum(read.rows.values()) + 1:  # a line is empty or has an end inside a cell
        _refuse(file, first_fault(file.path, len(file.columns)))
    return read


def _blocks(file: StreetFile, read: _Read) -> Iterator[pa.Table]:
    with file.path.open("rb", buffering=0) as opened:
        source = _Digested(opened)
        for batch in pa.csv.open_csv(source, _READ, _CSV, _AS_TEXT):
            yield pa.Table.from_batches([batch]).rename_columns(_NAMES)
        read.sha256, read.lines = source.sha256.hexdigest(), source.lines


def _different_ids(read: _Read, path: Path) -> dict[str, int]:
    """Return the number of different IDs of each force."""
    if read.ids:
        only_ids = pa.compute.CountOptions(mode="only_valid")
        by_force = pa.concat_tables(read.ids).group_by(_ID[0], use_threads=False)
        counted = by_force.aggregate([(_ID[1], "count_distinct", only_ids)])
        return dict(zip(*(column.to_pylist() for column in counted.columns), strict=True))
    spill = str(path.with_suffix(".spill"))  # of its own: two at once must not share one
    settings = {"threads": 1, "memory_limit": MEMORY, "temp_directory": spill}
    with duckdb.connect(config=settings) as connection:
        return dict(connection.execute(_DIFFERENT_IDS, [str(path)]).fetchall())


def _forces(read: _Read, different: dict[str, int]) -> tuple[ForceRows, ...]:
    rows, with_id = Counter(), Counter()
    for (_, force, _), count in read.rows.items():
        rows[force] += count
    for (_, force, _), count in read.with_id.items():
        with_id[force] += count
    return tuple(
        ForceRows(name, rows[name], rows[name] - with_id[name], with_id[name] - different[name])
        for name in sorted(rows)
    )


def _refuse(file: StreetFile, fault: tuple[int, str] | None) -> None:
    if fault:
        line, what = fault
        raise DataError(
            f"{file.path}: line {line} cannot be read ({what}). "
            "Download the file again from the publisher."
        )


def _told(error: Exception, file: StreetFile, folder: Path) -> DataError:
    """Turn an error of Arrow, DuckDB or the disk into one sentence."""
    if isinstance(error, pa.ArrowInvalid):
        _refuse(file, first_fault(file.path, len(file.columns)))
    text = str(error)
    first = text.splitlines()[0] if text else type(error).__name__
    return DataError(
        f"{folder}: {file.path.name} could not be brought in ({first}). Make room or give "
        "write permission, then run the command again."
    )
