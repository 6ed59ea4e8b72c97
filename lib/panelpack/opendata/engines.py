"""The engines that can count: DuckDB on this machine, or PostgreSQL or Spark by their address."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl

import ibis

from panelpack.errors import DataError
from panelpack.opendata.lake import Lake
from panelpack.opendata.lake_index import LakeFile
from panelpack.opendata.postgres_rows import load
from panelpack.plan.engine import DUCKDB, holds_secret, with_variables

MEMORY = "512MB"
_EMBEDDED = ibis.duckdb  # Ibis imports it now that it is named, not when it is first asked to count
_ROWS = "panelpack_street_rows"
_PACKAGES = {"postgres": "panelpack[postgres]", "pyspark": "panelpack[spark] and Java"}


def resolve(engine: str) -> tuple[str, str, list[str]]:
    """Return the engine's name, its whole address and what of it must not be shown.

    Raise DataError if it is none that can count, holds a password or names a variable not set.
    """
    if holds_secret(engine):
        raise DataError(
            "engine: the address holds a password. Write ${NAME} in its place and set that "
            "environment variable; on the command line put the address in single quotes."
        )
    address, secrets = with_variables(engine)
    name = address.partition("://")[0].replace("postgresql", "postgres")
    if name not in _READERS:
        raise DataError(
            f"engine: {name!r} is none of {', '.join(_READERS)}; write it like {DUCKDB}"
        )
    return name, address, secrets


@contextmanager
def rows_on(engine: str, lake: Lake, held: list[LakeFile]) -> Iterator[ibis.Table]:
    """Give the rows of these files as a table of the engine.

    DuckDB and Spark read the lake's Parquet files where they are. PostgreSQL keeps a copy, and
    only what it does not have yet is loaded. Raise DataError in one sentence, without any
    password, if the engine cannot be reached or fails.
    """
    name, address, secrets = resolve(engine)
    with _told(name, secrets), _quiet():
        connection = _connect(name, address, lake)
        try:
            yield _READERS[name](connection, lake, held)
        finally:
            connection.disconnect()


def _connect(name: str, address: str, lake: Lake) -> ibis.BaseBackend:
    if address == DUCKDB:
        spill = str(lake.folder / ".spill")
        return _EMBEDDED.connect(memory_limit=MEMORY, temp_directory=spill)
    return _spark(address) if name == "pyspark" else ibis.connect(address)


def _spark(address: str) -> ibis.BaseBackend:
    """Start Spark with the settings of an address, `pyspark://?spark.master=…`.

    Ibis would set them once more on the running session, which Spark refuses for most.
    """
    from pyspark.sql import SparkSession

    settings = dict(parse_qsl(address.partition("?")[2]))
    return ibis.pyspark.connect(SparkSession.builder.config(map=settings).getOrCreate())


def _on_duckdb(connection, lake: Lake, held: list[LakeFile]) -> ibis.Table:
    return connection.read_parquet([lake.path(item) for item in held])


def _on_spark(connection, lake: Lake, held: list[LakeFile]) -> ibis.Table:
    from pyspark.sql import SparkSession

    paths = [str(lake.path(item).resolve()) for item in held]
    SparkSession.active().read.parquet(*paths).createOrReplaceTempView(_ROWS)
    return connection.table(_ROWS)


def _on_postgres(connection, lake: Lake, held: list[LakeFile]) -> ibis.Table:
    table = load(connection.con, {item: lake.path(item) for item in held})
    rows = connection.table(table)
    return rows.filter(rows.sha256.isin([item.sha256 for item in held]))


_READERS = {"duckdb": _on_duckdb, "postgres": _on_postgres, "pyspark": _on_spark}


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence Ibis 12 calling functions of DuckDB 2 and PySpark by the names they had before."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", FutureWarning)
        yield


@contextmanager
def _told(name: str, secrets: list[str]) -> Iterator[None]:
    """Turn an engine's error into one sentence that holds no secret."""
    try:
        yield
    except DataError:
        raise
    except ImportError as error:
        missing = _PACKAGES.get(name, "panelpack")
        raise DataError(f"engine: {name} needs {missing} installed ({error}).") from None
    except Exception as error:
        text = str(error)
        for secret in sorted(filter(None, secrets), key=len, reverse=True):
            text = text.replace(secret, "…")
        first = next(filter(None, map(str.strip, text.splitlines())), type(error).__name__)
        raise DataError(
            f"engine: counting on {name} failed ({first}). Check that it is there and that the "
            "address in params/plan.yaml or --engine is right."
        ) from None
