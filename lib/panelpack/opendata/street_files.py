"""Finding the police.uk street files and refusing those that cannot be read as published."""

from __future__ import annotations

import csv
import glob
import hashlib
import os
import re
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from panelpack.errors import DataError

REQUIRED = ("Month", "Falls within", "Crime type")
AT_ONCE = min(os.cpu_count() or 1, 8)
"""Files that are read at once; more would hold more of them in memory."""
_NAME = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2]))-(.+)-street\.csv")
_STREET = re.compile(r"[^.].*-street\.csv", re.IGNORECASE)
"""What is taken for a street file in a folder: a name without a month is told, not passed over."""
_LONGEST_HEADER = 2**16
_AGAIN = "Download it again from the publisher."


@dataclass(frozen=True)
class StreetFile:
    """One street file that can be opened: where it is, its month and its columns."""

    path: Path
    month: str
    """From the file's name, like `2014-04`."""
    force: str
    """From the file's name, like `leicestershire`."""
    columns: tuple[str, ...]


def find(places: tuple[str, ...]) -> list[StreetFile]:
    """Return the street files in the folders, or matching the globs, ordered by path.

    A folder is searched with its subfolders for `YYYY-MM-force-street.csv`; other files in it
    (outcomes, stop and search) are passed over. Raise DataError naming the file if one is
    missing, given twice, cut short, or has another header.
    """
    # A link may lead to a file of another name, as in stores that name files by their content.
    given = [path for place in places for path in _expand(place)]
    found = {(path.name, path.resolve()): path for path in given}
    paths = sorted(found.values())
    _refuse_same_name(paths)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(_open, paths))


def _expand(place: str) -> list[Path]:
    path = Path(place)
    if path.is_dir():
        found = [item for item in path.rglob("*") if _STREET.fullmatch(item.name)]
    elif path.exists():
        found = [path]
    else:
        found = [Path(name) for name in glob.glob(place, recursive=True)]
    if not found:
        raise DataError(
            f"{place}: no street files here. Give the folder the publisher's archive was "
            "unpacked to; its files are named like 2014-04-kent-street.csv."
        )
    return [Path(os.path.abspath(item)) for item in found]


def _refuse_same_name(paths: list[Path]) -> None:
    places = defaultdict(list)
    for path in paths:
        places[path.name].append(path)
    for copies in places.values():
        if len(copies) > 1:
            raise DataError(
                f"{copies[0]} and {copies[1]}: the same file twice, its crimes would count "
                "double. Take one of them away."
            )


def _open(path: Path) -> StreetFile:
    named = _NAME.fullmatch(path.name)
    if path.suffix.lower() in {".zip", ".gz", ".7z"}:
        raise DataError(f"{path}: packed. Unpack it and give the folder that this makes.")
    if not named:
        raise DataError(
            f"{path}: the name does not say month and force. Name it as the publisher does, "
            "like 2014-04-kent-street.csv."
        )
    try:
        with path.open("rb") as file:
            first = file.readline(_LONGEST_HEADER)
            ends_whole = _ends_with_a_line(file)
    except OSError as error:
        raise _unreadable(path, error) from error
    if not ends_whole:
        raise DataError(f"{path}: the file is empty or ends in the middle of a line. {_AGAIN}")
    return StreetFile(path, named[1], named[2], _columns(path, first))


def digest(file: StreetFile) -> str:
    """Return the SHA-256 of a file's content; raise DataError if it cannot be read."""
    try:
        with file.path.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(file.path, error) from error


def _unreadable(path: Path, error: OSError) -> DataError:
    return DataError(f"{path}: cannot be read ({error.strerror or error}). Check its permissions.")


def _ends_with_a_line(file) -> bool:
    size = file.seek(0, 2)
    if not size:
        return False
    file.seek(-1, 2)
    return file.read(1) == b"\n"


def _columns(path: Path, first: bytes) -> tuple[str, ...]:
    try:
        columns = tuple(next(csv.reader([first.decode("utf-8-sig")])))
    except (UnicodeDecodeError, StopIteration, csv.Error):
        columns = ()
    missing = [name for name in REQUIRED if name not in columns]
    if missing or len(set(columns)) < len(columns):
        raise DataError(
            f"{path}: the header is not the publisher's; it must have {', '.join(REQUIRED)} "
            f"once each{' and lacks ' + ', '.join(missing) if missing else ''}. {_AGAIN}"
        )
    return columns
