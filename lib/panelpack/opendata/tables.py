"""The open data tables of a workbook: where each stands, its columns, and reading it checked."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import pandas as pd
import yaml

from panelpack.errors import DataError
from panelpack.opendata.crime_types import columns_of

SOURCES = {
    "police-uk": "data/open/police-uk",
    "home-office": "data/open/home-office",
    "ons": "data/open/ons",
    "home-office-arrests": "data/open/home-office-arrests",
    "reference": "data/reference",
}
COMMANDS = {
    "police-uk": "panelpack open-data police-uk FOLDER",
    "home-office": "panelpack open-data home-office --rolling FILE --quarters FILE",
    "ons": "panelpack open-data asb FILE",
    "home-office-arrests": "panelpack open-data arrests FILE --force NAME",
    "reference": "panelpack open-data reference --lookup FILE …",
}
_TABLES = {
    "street-crime-monthly.csv": ("month", "force", "district", "crime_type", "count"),
    "recorded-crime-quarterly.csv": ("force", "offence_group", "quarter", "offences"),
    "recorded-crime-rolling-year.csv": ("force", "offence_group", "year_ending", "offences"),
    "groups.csv": ("offence_group", "first_quarter", "last_quarter", "reason"),
    "asb-incidents-yearly.csv": ("force", "year", "incidents", "per_1000", "publisher_notes"),
    "arrests-10-17-yearly.csv": ("force", "year", "arrests"),
    "districts.csv": ("district", "code", "csp", "force"),
    "populations.csv": ("code", "district", "year", "population"),
}
# Columns that a table's own cells tell.
_COLUMNS_OF = {"crime-types.csv": columns_of, "data-quality.csv": tuple}
_NUMBERS = {
    "count": "int64",
    "offences": "int64",
    "arrests": "int64",
    "population": "int64",
    "incidents": "Int64",
    "per_1000": "float64",
}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PROVENANCE = {
    "title": str,
    "publisher": str,
    "licence": str,
    "url": str,
    "retrieved": str,
    "vintage": str,
    "published": str,
    "derived": str,
    "notes": list,
    "tables": dict,
    "inputs": list,
}


def provenance(workbook: Path | str, source: str) -> dict:
    """Return the source's `source.yaml`; every key of it is there and of its kind.

    `source` is one of SOURCES. Raise DataError naming the key that is missing or wrong.
    """
    path = path_of(workbook, source, "source.yaml")
    try:
        record = yaml.load(path.read_text("utf-8"), Loader=_LOADER)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise missing(path, source, error) from error
    record = record if isinstance(record, dict) else {}
    for key, kind in _PROVENANCE.items():
        if not isinstance(record.get(key), kind):
            raise DataError(
                f"{path}: {key!r} is missing or not a {kind.__name__}; "
                f"make it again with '{COMMANDS[source]}'."
            )
    return record


def path_of(workbook: Path | str, source: str, name: str) -> Path:
    """Return where a source's file stands in the workbook."""
    return Path(workbook) / SOURCES[source] / name


def stamp(workbook: Path | str, source: str) -> tuple[tuple[str, int], ...]:
    """Return what changes whenever a file of a source does: its files and when each was changed."""
    with suppress(OSError), os.scandir(Path(workbook) / SOURCES[source]) as found:
        return tuple(sorted((file.name, file.stat().st_mtime_ns) for file in found))
    return ()


def missing(path: Path, source: str, error: Exception) -> DataError:
    """Return the error for a file that cannot be read: why, and the command that makes it."""
    reason = getattr(error, "strerror", None) or f"{type(error).__name__}"
    return DataError(f"{path}: cannot be read ({reason}); make it with '{COMMANDS[source]}'.")


def of_force(workbook: Path | str, source: str, name: str, force: str) -> pd.DataFrame:
    """Return a force's rows of a table; raise DataError naming the forces it has if none."""
    path = path_of(workbook, source, name)
    rows = _of_force(*_found(path, source), force)
    if rows.empty:
        has = ", ".join(sorted(table_of(workbook, source, name)["force"].unique())[:50])
        raise DataError(
            f"{path}: nothing for {force!r}; it has {has}. Add it with '{COMMANDS[source]}'."
        )
    return rows.copy()


def has_force(workbook: Path | str, source: str, name: str, force: str) -> bool:
    """Say whether a table has rows of a force."""
    return bool((table_of(workbook, source, name)["force"] == force).any())


def group_names(workbook: Path | str, source: str) -> set[str]:
    """Return the offence groups of the Home Office, or the crime types of police.uk.

    Types go by the publisher's names of all years and by those that compare them over the years.
    """
    if source == "police-uk":
        types = table_of(workbook, source, "crime-types.csv")
        return {
            name for column in types.columns.drop(["lists", "reason"]) for name in types[column]
        }
    return set(table_of(workbook, source, "groups.csv")["offence_group"])


def table_of(workbook: Path | str, source: str, name: str) -> pd.DataFrame:
    """Return a copy of a whole table; raise DataError if it is missing or not as it was made."""
    return _read(*_found(path_of(workbook, source, name), source)).copy()


def _found(path: Path, source: str) -> tuple[Path, int, str]:
    """Return a table's file, when it was changed and its source: what it is read by, once."""
    try:
        return path.resolve(), path.stat().st_mtime_ns, source
    except OSError as error:
        raise missing(path, source, error) from error


@lru_cache(maxsize=32)
def _of_force(path: Path, stamp: int, source: str, force: str) -> pd.DataFrame:
    table = _read(path, stamp, source)
    return table[table["force"] == force].drop(columns="force").reset_index(drop=True)


@lru_cache(maxsize=32)
def _read(path: Path, stamp: int, source: str) -> pd.DataFrame:
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
        wanted = _TABLES.get(path.name) or _COLUMNS_OF[path.name](table)
        if tuple(table.columns) != wanted:
            raise ValueError("columns")
        for name in _NUMBERS.keys() & set(wanted):
            table[name] = _as_numbers(table[name])
    except (OSError, ValueError) as error:
        raise DataError(
            f"{path}: not the table the command makes; make it again with '{COMMANDS[source]}'."
        ) from error
    return table


def _as_numbers(cells: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(cells.replace("", None))
    typed = numbers.astype(_NUMBERS[cells.name])
    if (typed != numbers)[numbers.notna()].any():
        raise ValueError("88.5 would have become 88")
    return typed
