"""Folders for a while, which never stay: what a killed process has left the next one removes.

Each holds a lock that its process keeps, and so do processes forked from it. The system lets go of
the lock with the last of them, however they end.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import time
from pathlib import Path

from panelpack import locks

PREFIX = "panelpack-scratch-"
_LOCK = "lock"
_ABANDONED_AFTER = 60.0


class Scratch:
    """A new folder at `path` that only this user can read; a context manager that gives the path.

    `lock` is the open file that tells others that it is used, None where locks aren't kept. Making
    one clears away those whose processes have all ended.
    """

    lock: int | None = None

    def __init__(self):
        _clear_abandoned()
        self._owner = os.getpid()
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        atexit.register(self.remove)  # Ctrl-C may come before whoever asked for it has it
        self.lock = _locked(self.path)

    def remove(self) -> None:
        """Remove the folder with all that is in it. May be called twice; a fork leaves it alone."""
        if os.getpid() != self._owner:
            return
        shutil.rmtree(self.path, ignore_errors=True)
        if self.lock is not None:
            os.close(self.lock)
            self.lock = None
        atexit.unregister(self.remove)

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_) -> None:
        self.remove()


def _locked(folder: Path) -> int | None:
    """Return the open lock of a new folder."""
    if not locks.ARE_KEPT:
        return None
    made = folder / f"{_LOCK}.new"
    lock = os.open(made, os.O_CREAT | os.O_RDWR, 0o600)
    locks.hold(lock)
    made.rename(folder / _LOCK)  # nobody ever sees it open
    return lock


def _clear_abandoned() -> None:
    """Remove the folders of this user that no process uses any more."""
    if not locks.ARE_KEPT:
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            if folder.stat().st_uid == os.getuid() and _is_abandoned(folder):
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue


def _is_abandoned(folder: Path) -> bool:
    lock = folder / _LOCK
    if not lock.exists():  # it may be in the making
        return time.time() - folder.stat().st_mtime > _ABANDONED_AFTER
    with lock.open("rb") as file:
        return locks.hold(file)
