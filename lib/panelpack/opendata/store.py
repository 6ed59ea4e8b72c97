"""Writing a source's tables and its `source.yaml`: the same bytes each time, all or nothing."""

from __future__ import annotations

import contextlib
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd
import yaml

from panelpack.errors import DataError

LICENCE = "Open Government Licence v3.0"
LICENCE_URL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
NOT_RECORDED = "not recorded"
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


@dataclass(frozen=True)
class Input:
    """One file that was read: its name (never its folder), SHA-256 and number of data rows."""

    file: str
    sha256: str
    rows: int


@dataclass(frozen=True)
class Source:
    """What `source.yaml` says about where a source's tables come from."""

    title: str
    publisher: str
    url: str
    published: str
    """What the publisher printed and is kept as it is."""
    derived: str
    """What was worked out from it."""
    notes: tuple[str, ...] = ()
    attribution: str = "Contains public sector information licensed under the " + LICENCE + "."

    def describe(self, tables: dict, inputs: list[dict], vintage: str, retrieved: str) -> bytes:
        """Return the bytes of `source.yaml` for these tables, read from these inputs."""
        record = {
            "title": self.title,
            "publisher": self.publisher,
            "licence": LICENCE,
            "licence_url": LICENCE_URL,
            "attribution": self.attribution,
            "url": self.url,
            "retrieved": retrieved or NOT_RECORDED,
            "vintage": vintage,
            "published": self.published,
            "derived": self.derived,
            "notes": list(self.notes),
            "tables": {name: len(table) for name, table in tables.items()},
            "inputs": inputs,
        }
        text = yaml.dump(record, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=98)
        return text.encode()


def as_records(inputs: list[Input]) -> list[dict]:
    """Return the inputs as `source.yaml` lists them, by file name."""
    return [asdict(item) for item in sorted(inputs, key=lambda item: item.file)]


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return the table as UTF-8 CSV with `\\n` line ends, no index and empty cells for gaps."""
    return table.to_csv(index=False, lineterminator="\n").encode()


def publish(folder: Path, files: dict[str, bytes]) -> list[Path]:
    """Put all the files in the folder, or leave it as it was; return their paths.

    Every file is first written beside its place, so a full disk stops the work before any old
    file is touched. Raise DataError naming the folder if the disk refuses.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            _write(_new(folder / name), content)
        _replace_all([folder / name for name in files])
    except OSError as error:
        reason = error.strerror or error
        raise DataError(
            f"{folder}: the tables could not be written ({reason}); the old ones are untouched. "
            "Make room or give write permission, then run the command again."
        ) from error
    finally:
        for name in files:
            _remove(_new(folder / name))
    return [folder / name for name in files]


def _new(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _old(path: Path) -> Path:
    return path.with_name(f".{path.name}.old")


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _replace_all(paths: list[Path]) -> None:
    """Move every new file to its place; on a failure move the old ones back."""
    replaced = []
    try:
        for path in paths:
            replaced.append(path)
            if path.exists():
                os.replace(path, _old(path))
            os.replace(_new(path), path)
    except OSError:
        for path in replaced:
            _put_back(path)
        raise
    for path in paths:
        _remove(_old(path))


def _put_back(path: Path) -> None:
    if _old(path).exists():
        os.replace(_old(path), path)
    elif not _new(path).exists():
        _remove(path)
