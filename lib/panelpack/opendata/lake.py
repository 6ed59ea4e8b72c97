"""The lake: every street-level row as published, in Parquet, outside the repository.

An index names what the lake holds, and is replaced in one step after all else is written. A
Parquet file that it does not name is not there for any reader, so a run that is stopped leaves
the lake as it was.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from panelpack.errors import DataError
from panelpack.locks import hold
from panelpack.opendata import lake_index, store
from panelpack.opendata.crime_types import KNOWN
from panelpack.opendata.lake_index import LakeFile, read_index
from panelpack.opendata.street_files import AT_ONCE, StreetFile, digest
from panelpack.opendata.street_parquet import convert

FOLDER = "lake/police-uk"
"""Where a workbook has its lake, unless it is told otherwise."""


class Lake:
    """A folder of Parquet files with their index."""

    def __init__(self, folder: Path):
        self.folder = folder

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the lake, so that no other run changes it; raise DataError if one is at it."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = (self.folder / ".lock").open("ab")
        except OSError as error:
            raise DataError(
                f"{self.folder}: cannot be written ({error.strerror or error}). "
                "Give write permission or name another folder with --lake."
            ) from error
        with lock:
            if not hold(lock):
                raise DataError(
                    f"{self.folder}: another run is at work on this lake; wait until it has ended."
                )
            yield

    def path(self, held: LakeFile) -> Path:
        """Return where the rows of a street file are."""
        return self.folder / held.parquet

    def everything(self) -> list[LakeFile]:
        """Return all that the lake holds; raise DataError if that is nothing, or cut short."""
        held = read_index(self.folder)
        for item in held:
            if not self._is_whole(item):
                raise DataError(
                    f"{self.path(item)}: missing or cut short. Run the command again with the "
                    f"folder that has {item.file}."
                )
        if not held:
            raise DataError(
                f"{self.folder}: the lake is empty. Name the folder of the publisher's archive: "
                "panelpack open-data police-uk FOLDER."
            )
        _refuse_shared_months(held)
        return held

    def bring_in(
        self, files: list[StreetFile], types: Collection[str] = KNOWN
    ) -> tuple[list[LakeFile], int]:
        """Have the lake hold these files; return them as held, and how many had to be read.

        A file whose content the lake has already is not read again. One with another content
        takes the place of its older one, and of any file whose months and forces it repeats.
        `types` are the crime types that a file may have.
        Raise DataError, with the lake as it was, if a file is not as published.
        """
        before = read_index(self.folder)
        held = self._unchanged(files, before)
        unread = [file for file, item in zip(files, held, strict=True) if item is None]
        after = before
        try:
            new = convert(unread, self.folder, types)
            asked = sorted([item for item in held if item] + new, key=lambda item: item.file)
            _refuse_shared_months(asked)
            joined = _joined(before, asked)
            if joined != before:
                store.publish(self.folder, {lake_index.NAME: lake_index.index_bytes(joined)})
            after = joined
        finally:
            self._clear_away_all_but(after)
        return asked, len(new)

    def _unchanged(self, files: list[StreetFile], before: list[LakeFile]) -> list[LakeFile | None]:
        """Return for each file what the lake has of its content, None if it must be read."""
        named = {item.file: item for item in before if self._is_whole(item)}

        def same(file: StreetFile) -> LakeFile | None:
            item = named.get(file.path.name)
            return item if item and digest(file) == item.sha256 else None

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(same, files))

    def _is_whole(self, item: LakeFile) -> bool:
        try:
            return self.path(item).stat().st_size == item.size
        except OSError:
            return False

    def _clear_away_all_but(self, held: list[LakeFile]) -> None:
        kept = {self.path(item) for item in held}
        for path in self.folder.glob("*/*.parquet"):
            if path not in kept:
                with contextlib.suppress(OSError):
                    path.unlink()


def _joined(before: list[LakeFile], new: list[LakeFile]) -> list[LakeFile]:
    names = {item.file for item in new}
    pairs = frozenset().union(*(item.pairs for item in new))
    kept = [item for item in before if item.file not in names and not item.pairs <= pairs]
    for item in kept:
        if half := sorted(item.pairs & pairs):
            month, force = half[0]
            others = ", ".join(sorted(name for _, name in item.pairs - pairs))
            raise DataError(
                f"the lake has {item.file}, which holds {month} of {force} and of {others}. "
                f"Give the files of {others} too, so that it is replaced whole."
            )
    return sorted(kept + new, key=lambda item: item.file)


def _refuse_shared_months(held: list[LakeFile]) -> None:
    """Refuse a month of a force in two files: its crimes would count double."""
    first: dict[tuple[str, str], str] = {}
    for item in held:
        for pair in item.pairs:
            if pair in first:
                month, force = pair
                raise DataError(
                    f"{first[pair]} and {item.file}: both hold {month} of {force}. "
                    "Give one of them."
                )
            first[pair] = item.file
