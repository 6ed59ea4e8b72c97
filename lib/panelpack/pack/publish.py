"""Put a pack in its place whole: a reader sees the old one or the new one, never a mixture."""

from __future__ import annotations

import ctypes
import errno
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from panelpack.errors import DataError
from panelpack.locks import hold
from panelpack.pack.stopping import uninterrupted

_PARTIAL, _OLD = "partial", "old"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_NO_EXCHANGE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}


@contextmanager
def reserved(target: Path) -> Iterator[None]:
    """Hold the place of a pack while it is built, and clear away what a killed build left.

    Raises DataError when another build holds it, or the folder can't be written.
    """
    with _told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = (target.parent / f".{target.name}.lock").open("ab")
    with lock:
        if not hold(lock):
            raise DataError(
                f"{target}: another build of this pack is running; wait until it has ended"
            )
        with _told(target):
            _clear_leftovers(target)
        yield


def publish(target: Path, files: Mapping[str, bytes]) -> None:
    """Make `target` a folder of exactly these files (path inside it to content), at once.

    They are written to a folder beside it, which then takes its place; a file that is the same as
    in the old pack stays the one on the disk, with its time of change, and a pack that is the same
    stays as it is. Raises DataError and leaves the old pack as it was when anything goes wrong.
    """
    if _holds(target, files):
        return
    staging = _beside(target, _PARTIAL)
    try:
        with _told(target):
            if target.exists() and not target.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, "a file stands in its place")
            _write(staging, files, target)
            with uninterrupted():
                _swap(staging, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


@contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DataError(
            f"{target}: the pack could not be written ({error.strerror or error}); "
            "an older pack there is as it was. Make room or give write permission, then build again"
        ) from error


def _beside(target: Path, kind: str) -> Path:
    return target.with_name(f".{target.name}-{secrets.token_hex(4)}.{kind}")


def _holds(target: Path, files: Mapping[str, bytes]) -> bool:
    """Say whether a folder holds exactly these files."""
    found = {p.relative_to(target).as_posix() for p in target.rglob("*") if not p.is_dir()}
    return found == set(files) and all(_is(target / name, files[name]) for name in files)


def _is(path: Path, content: bytes) -> bool:
    try:
        return path.is_file() and not path.is_symlink() and path.read_bytes() == content
    except OSError:
        return False


def _write(folder: Path, files: Mapping[str, bytes], old: Path) -> None:
    """Write the files that the old pack does not have, and make sure that all are on the disk."""
    folder.mkdir()
    folders = {folder}
    for name, content in sorted(files.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        folders.add(path.parent)
        if not (_is(old / name, content) and _link(old / name, path)):
            with path.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
    for made in folders:
        _sync(made)


def _link(old: Path, new: Path) -> bool:
    """Let a file stand at a second place too; return False where the system can't."""
    try:
        os.link(old, new)
    except OSError:
        return False
    return True


def _sync(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _swap(staging: Path, target: Path) -> None:
    if not os.path.lexists(target):
        os.rename(staging, target)
    elif not exchange(staging, target):
        _swap_in_two(staging, target)
    _sync(target.parent)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; return False where the system can't."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    names = os.fsencode(one), os.fsencode(other)
    if rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], ctypes.c_uint(_RENAME_EXCHANGE)) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NO_EXCHANGE:
        return False
    raise OSError(code, os.strerror(code))


def _swap_in_two(staging: Path, target: Path) -> None:
    """Replace the folder in two steps, and go back if the second fails."""
    old = _beside(target, _OLD)
    os.rename(target, old)
    try:
        os.rename(staging, target)
    except OSError:
        os.rename(old, target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _clear_leftovers(target: Path) -> None:
    """Remove what killed builds left; a pack that was moved aside and not replaced comes back."""
    ours = re.compile(rf"\.{re.escape(target.name)}-[0-9a-f]{{8}}\.({_PARTIAL}|{_OLD})")
    for path in sorted(target.parent.iterdir()):
        match = ours.fullmatch(path.name)
        if match and match[1] == _OLD and not target.exists():
            path.rename(target)
        elif match:
            with suppress(OSError):
                shutil.rmtree(path)
