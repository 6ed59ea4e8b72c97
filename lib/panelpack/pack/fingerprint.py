"""Digests of what a build depends on: the workbook's files, the library, the environment.

Light, so that a build which has nothing to do says so at once.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import panelpack
from panelpack.dependencies import of_file
from panelpack.errors import DataError

PARTS = ("params", "data", "notebooks")
"""The folders of a workbook that a pack is made from."""
_NOT_THE_PACKS = ("notebooks/explore/",)


def of_bytes(content: bytes) -> str:
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def of_each(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the digest of each file by its path in a folder, nothing of one that is not there."""
    return {name: of_file(folder / name) for name in names}


def of_all(values: object) -> str:
    """Return the digest of plain JSON values."""
    return of_bytes(json.dumps(values, sort_keys=True, ensure_ascii=False).encode())


def of_workbook(folder: Path) -> dict[str, str]:
    """Return the digest of each file that a pack may be made from, by its path in the workbook.

    Hidden files and the analysts' own notebooks are left out.
    """
    up = (os.path.realpath(folder),)
    return _of_files(folder, (p for part in PARTS for p in below(folder / part, True, up)))


def check_same(before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Raise DataError if a file of the workbook was changed meanwhile: parts would disagree."""
    changed = {name for name, _ in before.items() ^ after.items()}
    if changed:
        raise DataError(
            f"{', '.join(sorted(changed))}: changed while the pack was built, so that its parts "
            "may not agree; build again"
        )


def of_library() -> str:
    """Return one digest of the library's own files, and of what is installed beside it."""
    return of_all([of_code(), environment()])


def of_code() -> dict[str, str]:
    """Return the digest of each of the library's own files."""
    folder = Path(panelpack.__file__).parent
    return _of_files(folder, (path for path in below(folder) if path.suffix != ".pyc"))


def environment() -> list[str]:
    """Return the names and versions of all packages, of Python and of the kind of machine."""
    folders = {path for path in sys.path if os.path.isdir(path)}
    installed = {name for path in folders for name in os.listdir(path) if name.endswith("-info")}
    return [sys.version, platform.machine(), sys.platform, *sorted(installed)]


def _of_files(folder: Path, files: Iterable[Path]) -> dict[str, str]:
    named: Mapping[str, Path] = {path.relative_to(folder).as_posix(): path for path in files}
    return {
        name: of_file(path)
        for name, path in sorted(named.items())
        if not name.startswith(_NOT_THE_PACKS)
    }


def below(folder: Path, links: bool = False, above: tuple[str, ...] = ()) -> Iterable[Path]:
    """Yield the files below a folder, those and the folders with a hidden name left out.

    `links` is whether to go into folders that a link leads to, unless it leads back to one `above`.
    """
    place = os.path.realpath(folder)
    _, folders, names = next(os.walk(folder), ("", [], []))
    yield from (Path(folder, name) for name in names if not name.startswith("."))
    for inner in (Path(folder, n) for n in folders if not n.startswith((".", "__pycache__"))):
        if place not in above and (links or not inner.is_symlink()):
            yield from below(inner, links, (*above, place))
