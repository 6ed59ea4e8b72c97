"""Street-level rows against plain tools: benchmarks/opendata.py [COPIES [ROUNDS [TIMES]]].

Makes street files like the publisher's out of the shipped counts, COPIES times over (default 50,
3.8 million rows) with other forces, years and IDs. On the same files, in turn, ROUNDS times
(default 3), each step in a process of its own:

- CSV to Parquet. panelpack finds the files, checks that each is as published, digests it, tallies
  rows, IDs and repeated IDs for the quality table, and writes a Parquet file each and the index.
  DuckDB writes the same rows and columns as one file with one statement and does nothing else. Both
  read all as text, with the quote given, and compress by zstd at level 1.
- Counts by month, force, crime type and district from that Parquet, as a pandas table. panelpack
  opens the lake's index, counts through Ibis and compares the counts with the index. DuckDB runs
  one statement with the same rule of what a district is, polars one query, pandas a loop over the
  files that reads the four columns needed.
- The same counts from the CSV, without panelpack: DuckDB, polars and a pandas loop.
- The count as a command, from nothing to files. panelpack also places the counts in the force's
  districts, merges them into the workbook's tables and writes them with their provenance. DuckDB's
  is a script of two lines that writes the counts as CSV.

Then counts of TIMES as many rows (default 10). Seconds are without a step's imports, but for the
commands, which are whole processes; CPU is of all threads; MiB are the peak of the process. All
must count the same. Prints tables and writes benchmarks/results/opendata.json. Needs about 2.5 GB
in the temporary folder.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from statistics import median

import duckdb
import pandas as pd
import polars as pl

from panelpack.opendata import lake_index, street_counts, street_files
from panelpack.opendata.lake import Lake
from panelpack.plan.engine import DUCKDB

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results" / "opendata.json"
COPIES, ROUNDS, TIMES = 50, 3, 10
OUTSIDE, ABROAD = "outside or unknown", "Nowhere"
SMALL_AREA = r"\s+\d{3}[A-Z]$"
DISTRICT = r"^\s*(.*?)(?:\s+\d{3}[A-Z])?\s*$"
COLUMNS = {
    "Month": "month",
    "Falls within": "force",
    "Crime type": "crime_type",
    "LSOA name": "lsoa_name",
}
KEY = ["month", "force", "crime_type", "district"]
READ = "all_varchar=true, header=true, delim=',', quote='\"', escape='\"'"
ROWS = """
    COPY (
        SELECT CASE WHEN crime_type <> 'Anti-social behaviour' THEN
                 sha256(concat_ws('/', $force, $month, counts.district, crime_type, i)) END
                 AS "Crime ID",
               $month AS "Month", $force AS "Reported by", $force AS "Falls within",
               round(-1.2 + i / 7919, 6) AS "Longitude", round(52.6 + i / 7907, 6) AS "Latitude",
               'On or near ' || ['High Street', 'Market Place', 'Shop, "The Corner"',
                 'Parking Area', 'Sports/Recreation Area'][1 + i % 5] AS "Location",
               'E010' || lpad((i * 7919 % 90000)::VARCHAR, 5, '0') AS "LSOA code",
               named || ' ' || lpad((i % 60)::VARCHAR, 3, '0') || chr(65 + (i % 5)::INTEGER)
                 AS "LSOA name",
               crime_type AS "Crime type",
               CASE WHEN crime_type <> 'Anti-social behaviour' THEN
                 'Investigation complete; no suspect identified' END AS "Last outcome category",
               NULL AS "Context"
        FROM counts JOIN names ON counts.district = names.district, range(counts.count) AS r(i)
        WHERE counts.month = $counted)
    TO '{path}' (HEADER, QUOTE '"', ESCAPE '"')"""


def make_csv(folder: Path, copies: int) -> None:
    """Write a street file for each copy and month; the names of districts are its force's own."""
    counts = pd.read_csv(ROOT / "data/open/police-uk/street-crime-monthly.csv")
    lookup = pd.read_csv(ROOT / "data/reference/districts.csv").groupby("force")["district"]
    forces, places = sorted(lookup.groups), sorted(set(counts["district"]) - {OUTSIDE})
    with duckdb.connect() as connection:
        connection.register("counts", counts)
        for copy in range(copies):
            force = forces[copy % len(forces)]
            own = lookup.get_group(force).tolist()
            named = {place: own[i % len(own)] for i, place in enumerate(places)} | {OUTSIDE: ABROAD}
            names = pd.DataFrame(named.items(), columns=["district", "named"])
            connection.register("names", names)
            for counted in sorted(counts["month"].unique()):
                month = f"{int(counted[:4]) - copy // len(forces)}{counted[4:]}"
                path = folder / f"{month}-{force.lower().replace(' ', '-')}-street.csv"
                given = {"force": f"{force} Police", "month": month, "counted": counted}
                connection.execute(ROWS.format(path=path), given)


def grow(lake: Lake, into: Lake, times: int) -> None:
    """Fill another lake with these rows and those of as many years before, `times` in all."""
    work = [(item, years) for item in lake.everything() for years in range(times)]
    with duckdb.connect(config={"threads": 1}) as connection, ThreadPoolExecutor(2) as pool:

        def one(item, years):
            month = f"{int(item.month[:4]) - 2 * years}{item.month[4:]}"
            name = f"{month}/{Path(item.parquet).name}"
            path = into.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            query = f"SELECT * REPLACE ('{month}' AS month) FROM '{lake.path(item)}'"
            connection.cursor().execute(f"COPY ({query}) TO '{path}' (COMPRESSION zstd)")
            file = month + item.file[7:]
            size = path.stat().st_size
            return replace(item, file=file, month=month, parquet=name, size=size)

        held = list(pool.map(lambda pair: one(*pair), work))
    (into.folder / lake_index.NAME).write_bytes(lake_index.index_bytes(held))


def panelpack_to_parquet(folder: Path) -> None:
    """Bring the street files in: hashed, checked, tallied, written."""
    lake = Lake(folder / "lake")
    shutil.rmtree(lake.folder, ignore_errors=True)
    lake.folder.mkdir()
    lake.bring_in(street_files.find((str(folder / "csv"),)))


def duckdb_to_parquet(folder: Path) -> None:
    """Write the same columns with one statement: no hash, no check, one file."""
    path = folder / "bare.parquet"
    duckdb.connect().execute(
        f"COPY (FROM read_csv('{folder}/csv/*.csv', {READ})) TO '{path}' "
        "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
    )


def panelpack_from_parquet(folder: Path) -> pd.DataFrame:
    """Count what the lake holds."""
    lake = Lake(folder / "lake")
    return street_counts.count(lake, lake.everything(), DUCKDB)


def _query(source: str, force: str, kind: str, lsoa: str, month: str) -> str:
    return f"""
        SELECT {month} AS month, {force} AS force, {kind} AS crime_type,
            nullif(regexp_extract({lsoa}, '{DISTRICT}', 1), '') AS district,
            count(*) AS count
        FROM {source} GROUP BY ALL"""


def _from_parquet(folder: Path) -> str:
    source = f"read_parquet('{folder}/lake/*/*.parquet')"
    return _query(source, "falls_within", "crime_type", "lsoa_name", "month")


def duckdb_from_parquet(folder: Path) -> pd.DataFrame:
    """Count the lake's files with one statement."""
    return duckdb.connect().execute(_from_parquet(folder)).df()


def duckdb_from_csv(folder: Path) -> pd.DataFrame:
    """Count the publisher's files with one statement."""
    source = f"read_csv('{folder}/csv/*.csv', {READ})"
    query = _query(source, '"Falls within"', '"Crime type"', '"LSOA name"', '"Month"')
    return duckdb.connect().execute(query).df()


def _polars(rows: pl.LazyFrame) -> pd.DataFrame:
    district = pl.col("lsoa_name").str.strip_chars().str.replace(SMALL_AREA, "")
    counted = rows.with_columns(district=district).group_by(KEY).len("count")
    return pd.DataFrame(counted.collect(engine="streaming").to_dicts())


def polars_from_parquet(folder: Path) -> pd.DataFrame:
    """Count the lake's files with polars."""
    found = pl.scan_parquet(f"{folder}/lake/*/*.parquet")
    return _polars(found.rename({"falls_within": "force"}))


def polars_from_csv(folder: Path) -> pd.DataFrame:
    """Count the publisher's files with polars."""
    return _polars(pl.scan_csv(f"{folder}/csv/*.csv", infer_schema=False).rename(COLUMNS))


def _pandas(frames) -> pd.DataFrame:
    parts = []
    for rows in frames:
        district = rows["lsoa_name"].str.strip().str.replace(SMALL_AREA, "", regex=True)
        by = rows.assign(district=district).groupby(KEY, dropna=False)
        parts.append(by.size().reset_index(name="count"))
    return pd.concat(parts, ignore_index=True)


def pandas_from_parquet(folder: Path) -> pd.DataFrame:
    """Count the lake's files in a loop, reading only the columns that are needed."""
    columns = ["month", "falls_within", "crime_type", "lsoa_name"]
    paths = sorted(folder.glob("lake/*/*.parquet"))
    read = (pd.read_parquet(path, columns=columns) for path in paths)
    return _pandas(rows.rename(columns={"falls_within": "force"}) for rows in read)


def pandas_from_csv(folder: Path) -> pd.DataFrame:
    """Count the publisher's files in a loop."""
    read = (pd.read_csv(path, dtype=str) for path in sorted(folder.glob("csv/*.csv")))
    return _pandas(rows.rename(columns=COLUMNS) for rows in read)


def panelpack_command(folder: Path) -> None:
    """Count what the lake holds into the tables of a workbook that has districts."""
    office = folder / "office"
    shutil.copytree(ROOT / "data/reference", office / "data/reference", dirs_exist_ok=True)
    named = ["--workbook", office, "--lake", folder / "lake"]
    command = [sys.executable, "-m", "panelpack", "open-data", "police-uk", *named]
    subprocess.run(command, check=True, capture_output=True)


def duckdb_command(folder: Path) -> None:
    """Count the lake's files in a script."""
    script = folder / "bare.py"
    counted = f"duckdb.execute({_from_parquet(folder)!r}).df()"
    script.write_text(f"import duckdb\n{counted}.to_csv({str(folder / 'bare.csv')!r})\n")
    subprocess.run([sys.executable, script], check=True)


STEPS: dict[str, Callable[[Path], pd.DataFrame | None]] = {
    "CSV to Parquet, panelpack": panelpack_to_parquet,
    "CSV to Parquet, DuckDB": duckdb_to_parquet,
    "count Parquet, panelpack": panelpack_from_parquet,
    "count Parquet, DuckDB": duckdb_from_parquet,
    "count Parquet, polars": polars_from_parquet,
    "count Parquet, pandas": pandas_from_parquet,
    "count CSV, DuckDB": duckdb_from_csv,
    "count CSV, polars": polars_from_csv,
    "count CSV, pandas": pandas_from_csv,
    "as a command, panelpack": panelpack_command,
    "as a command, DuckDB": duckdb_command,
}
GROWN = ("count Parquet, panelpack", "count Parquet, DuckDB", "count Parquet, polars")
RATIOS = (
    ("CSV to Parquet, panelpack", "CSV to Parquet, DuckDB"),
    ("count Parquet, panelpack", "count Parquet, DuckDB"),
    ("count Parquet, panelpack", "count Parquet, polars"),
    ("count Parquet, panelpack", "count Parquet, pandas"),
    ("count Parquet, panelpack", "count CSV, pandas"),
    ("as a command, panelpack", "as a command, DuckDB"),
)
GROWN_RATIO = ("count Parquet, panelpack", "count Parquet, DuckDB")


def be_step(name: str, folder: Path) -> None:
    """Do one step in this process and print what it took and what it counted."""
    began, before = time.perf_counter(), _seconds()
    counts = STEPS[name](folder)
    took = {"wall": time.perf_counter() - began, "cpu": _seconds() - before}
    took["MiB"] = max(used.ru_maxrss for used in _used()) / 1024
    print(json.dumps(took | {"counted": _digest(counts)}))


def _seconds() -> float:
    return sum(used.ru_utime + used.ru_stime for used in _used())


def _used() -> list[resource.struct_rusage]:
    """Return what this process and those that it has run have used."""
    return [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]


def _digest(counts: pd.DataFrame | None) -> list[int] | None:
    """Return rows, groups and a sum that other counts would hardly give."""
    if counts is None:
        return None
    ordered = counts.assign(district=counts["district"].fillna("").replace({None: ""}))
    ordered = ordered[[*KEY, "count"]].astype({name: object for name in KEY})
    marks = pd.util.hash_pandas_object(ordered.astype({"count": "int64"}), index=False)
    return [int(counts["count"].sum()), len(counts), int(marks.sum() % 2**53)]


def measured(names: list[str], folder: Path, rounds: int) -> dict[str, dict]:
    """Return the medians of each step over the rounds; stop if two steps count differently."""
    command = [sys.executable, __file__, "--step"]
    found = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            done = subprocess.run([*command, name, folder], check=True, stdout=subprocess.PIPE)
            found[name].append(json.loads(done.stdout))
    counted = {str(each.pop("counted")) for runs in found.values() for each in runs} - {"None"}
    if len(counted) != 1:
        raise SystemExit(f"not the same counts: {counted}")
    rows = json.loads(counted.pop())[0]
    middle = {
        name: {unit: round(median(run[unit] for run in runs), 2) for unit in runs[0]}
        for name, runs in found.items()
    }
    _show(f"{rows:,} rows", middle)
    return {"rows": rows, "medians": middle}


def _show(title: str, middle: dict[str, dict]) -> None:
    print(f"{title:28} {'s wall':>8} {'s CPU':>8} {'MiB':>6}")
    for name, took in middle.items():
        print(f"{name:28} {took['wall']:8.2f} {took['cpu']:8.2f} {took['MiB']:6.0f}")


def _ratio(of: dict, ours: str, other: str) -> dict[str, float]:
    middle = of["medians"]
    units = ("wall", "cpu")
    return {unit: round(middle[ours][unit] / middle[other][unit], 2) for unit in units}


def main(copies: int = COPIES, rounds: int = ROUNDS, times: int = TIMES) -> None:
    """Measure, print and record."""
    with tempfile.TemporaryDirectory() as made:
        folder, grown = Path(made, "once"), Path(made, "grown")
        (folder / "csv").mkdir(parents=True)
        make_csv(folder / "csv", copies)
        size = sum(path.stat().st_size for path in folder.glob("csv/*.csv")) / 2**20
        once = measured(list(STEPS), folder, rounds)
        grow(Lake(folder / "lake"), Lake(grown / "lake"), times)
        more = measured(list(GROWN), grown, rounds)
    ratios = {
        f"{ours} / {other.split(', ')[1]}" + (" on CSV" if other.startswith("count CSV") else ""): (
            _ratio(once, ours, other)
        )
        for ours, other in RATIOS
    }
    ratios[f"{times} times: {GROWN_RATIO[0]} / DuckDB"] = _ratio(more, *GROWN_RATIO)
    for name, each in ratios.items():
        print(f"{name:50} {each['wall']:6.2f} wall {each['cpu']:6.2f} CPU")
    record = {
        "CSV MiB": round(size),
        "processors": len(os.sched_getaffinity(0)),
        "load at the end": os.getloadavg()[0],
        "rounds": rounds,
        "once": once,
        f"{times} times": more,
        "ratios": ratios,
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        be_step(sys.argv[2], Path(sys.argv[3]))
    else:
        main(*map(int, sys.argv[1:]))
