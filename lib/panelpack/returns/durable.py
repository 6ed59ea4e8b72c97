"""Write files and folders so that a reader sees them whole or not at all, come what may."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from panelpack.errors import DataError
from panelpack.locks import hold

_UNFINISHED = ".receiving-"


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Make the folder and hold its lock; what a killed holder left unfinished is removed.

    The system gives the lock back when its holder dies. Everybody who writes into the folder
    holds it, so whatever is unfinished now has nobody left to finish it. A disk that refuses, here
    or while the lock is held, is a DataError.
    """
    try:
        with _locked(folder):
            yield
    except OSError as error:
        raise DataError(
            f"{error.filename or folder}: could not be written ({error.strerror or error}). "
            "Make room or give write permission, then run the command again."
        ) from error


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        hold(handle, wait=True)
        for left in folder.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
            with suppress(OSError):
                left.unlink()
        yield
    finally:
        os.close(handle)


def put_folder(target: Path, files: Mapping[str, bytes], beside: Path) -> bool:
    """Make `target` with these files in one step; False if something is there already.

    The folder is written in `beside`, on the same disk, and renamed, which fails over another
    folder that isn't empty.
    """
    made = beside / f"{_UNFINISHED}{secrets.token_hex(8)}"
    made.mkdir()
    for name, content in files.items():
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        _write(made / name, content)
    for folder in [*(p for p in made.rglob("*") if p.is_dir()), made]:
        _settle(folder)
    try:
        os.rename(made, target)
    except OSError:
        shutil.rmtree(made, ignore_errors=True)
        if target.exists():
            return False
        raise
    _settle(target.parent)
    return True


def put_file(target: Path, content: bytes) -> bool:
    """Make `target` in one step; False if it is there already."""
    made = target.parent / f"{_UNFINISHED}{secrets.token_hex(8)}"
    _write(made, content)
    try:
        os.link(made, target)
    except FileExistsError:
        return False
    finally:
        made.unlink()
    _settle(target.parent)
    return True


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Have the disk remember the names in a folder too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
