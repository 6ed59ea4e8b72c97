"""What a section has looked up, so that it is run again only when one of these has changed.

A section's notebook may ask for any figure of the plan, so what it depends on is known only when it
has run. Its kernel notes the name of each thing looked up, `figures sp12_recorded` say, and the
build keeps the names with digests of what stood there; it need not run a section again
while every digest is the same. (Dynamic dependencies, verified by their traces: Mokhov, Mitchell
and Peyton Jones, Build systems à la carte, 2018.)

Of a file that a notebook opens the digest is taken before: what it then reads may change while the
build goes on.

Outside a build's kernels nothing is noted.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

IN_A_BUILD = "PANELPACK_BUILD"
"""Environment variable of kernels that a build runs."""

# The library and the environment are part of every section.
_COMMON = (os.path.dirname(os.path.abspath(__file__)), sys.prefix)
_CACHED = f"{os.sep}__pycache__{os.sep}"

_noted: dict[str, None] = {}
_read: dict[str, str] = {}
_changed: set[str] = set()
_within = 0
_CHUNK = 1 << 20
_WRITES = os.O_WRONLY | os.O_RDWR
# The file that an event of Python's audit is about.
_NAMED = {
    "open": lambda details: details[0],
    "exec": lambda details: details[0].co_filename,
    "os.rename": lambda details: details[1],
    "os.remove": lambda details: details[0],
}


def of_file(path: Path) -> str:
    """Return the SHA-256 of a file, nothing if it is not there."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return ""
    return digest.hexdigest()


def note(name: str) -> None:
    """Note that the thing of this name was looked up, unless it is part of another one."""
    if not _within and is_in_a_build():
        _noted[name] = None


@contextmanager
def unnoted() -> Iterator[None]:
    """Note nothing of what is looked up inside: whoever asks notes the whole that it makes."""
    global _within
    _within += 1
    try:
        yield
    finally:
        _within -= 1


def noted() -> list[str]:
    """Return the names of all that was looked up in this process, sorted."""
    return sorted(_noted)


def read() -> dict[str, str]:
    """Return the digests of files as this process found them, by their path in the workbook."""
    return dict(_read)


def changed() -> list[str]:
    """Return the files that this process has changed itself, by their path in the workbook."""
    return sorted(_changed)


def is_in_a_build() -> bool:
    """Say whether a build runs this process's notebook, rather than a person."""
    return IN_A_BUILD in os.environ


def watch(folder: Path) -> None:
    """From now on note each file below `folder` that Python reads or runs, as `file` and its path.

    For what a notebook reads by itself, and modules that it imports: of these Python may open no
    more than what it compiled before. Python has no way to end this.
    """
    if not is_in_a_build():
        return
    root = os.path.join(os.path.realpath(folder), "")
    common = tuple(os.path.join(os.path.realpath(place), "") for place in _COMMON)

    def heard(event: str, details: tuple) -> None:
        if event not in _NAMED or _within:
            return
        name = _NAMED[event](details)
        if not isinstance(name, str | bytes) or os.fsdecode(name).startswith("<"):
            return
        # A link stands in the workbook, whatever it leads to.
        for path in {os.path.abspath(os.fsdecode(name)), os.path.realpath(os.fsdecode(name))}:
            if path.startswith(root) and not path.startswith(common) and _CACHED not in path:
                _hear(event, details, path, Path(path).relative_to(root).as_posix())

    sys.addaudithook(heard)


def _hear(event: str, details: tuple, path: str, name: str) -> None:
    """Note a file that is read, changed or both."""
    mode = details[2] & _WRITES if event == "open" else os.O_RDONLY
    is_moved = event.startswith("os.")
    if not is_moved and mode != os.O_WRONLY:
        _note_file(path, name)
    if is_moved or mode != os.O_RDONLY:
        _changed.add(name)


def _note_file(path: str, name: str) -> None:
    note(f"file {name}")
    if name not in _read:
        _read[name] = ""  # heard again as it is opened below; other threads go on being heard
        if os.path.isfile(path):
            _read[name] = of_file(Path(path))
