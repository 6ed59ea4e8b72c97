"""The index of the lake: which street files it holds, in one file that is replaced whole."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from panelpack.errors import DataError

NAME = "index.json"
_LAYOUT = 1


@dataclass(frozen=True)
class ForceRows:
    """The rows of one force in a street file, and what is wrong with them. None is left out."""

    force: str
    """As published, "Falls within"."""
    rows: int
    without_id: int
    repeated_id: int
    """Rows whose ID stands on an earlier row of the force in the same file."""


@dataclass(frozen=True)
class LakeFile:
    """One street file as the lake holds it."""

    file: str
    """The publisher's name of it."""
    month: str
    sha256: str
    """Of the CSV."""
    parquet: str
    """The path of its rows in the lake's folder."""
    size: int
    """Bytes of the Parquet file: what a crash cut short is read again."""
    forces: tuple[ForceRows, ...]

    @property
    def rows(self) -> int:
        """All rows of the file."""
        return sum(part.rows for part in self.forces)

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Month and force of its rows."""
        return frozenset((self.month, part.force) for part in self.forces)


def read_index(folder: Path) -> list[LakeFile]:
    """Return what the lake in this folder holds; nothing if there is no lake yet."""
    path = folder / NAME
    try:
        record = json.loads(path.read_text("utf-8"))
        if record["layout"] != _LAYOUT:
            raise ValueError("layout")
        return [_lake_file(**entry) for entry in record["files"]]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise DataError(
            f"{path}: not the index of a lake that this version can read. Remove the folder and "
            "bring the street files in again."
        ) from error


def _lake_file(forces: list[dict], **entry) -> LakeFile:
    return LakeFile(forces=tuple(ForceRows(**part) for part in forces), **entry)


def index_bytes(held: list[LakeFile]) -> bytes:
    """Return the index as it is written: a street file a line, by name."""
    lines = (json.dumps(asdict(item)) for item in sorted(held, key=lambda item: item.file))
    body = ",\n".join(lines)
    return f'{{"layout": {_LAYOUT}, "files": [\n{body}\n]}}\n'.encode()
