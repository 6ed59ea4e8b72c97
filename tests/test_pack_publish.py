"""Publishing: the old pack or the new one, whole; never a mixture and never nothing."""

import errno
import os
import re
import resource
import subprocess
import sys
import threading

import pytest

from panelpack.errors import DataError
from panelpack.pack import publish as module
from panelpack.pack.publish import exchange, publish, reserved

OLD = {"index.html": b"old", "sections/a.html": b"old a"}
NEW = {"index.html": b"new", "sections/b.html": b"new b"}


def held(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def beside(target):
    return sorted(path.name for path in target.parent.iterdir() if path != target)


@pytest.fixture
def target(tmp_path):
    with reserved(tmp_path / "outputs/2014-15-q1/public"):
        pass
    return tmp_path / "outputs/2014-15-q1/public"


def test_a_pack_becomes_exactly_its_files(target):
    publish(target, OLD)
    assert held(target) == OLD
    publish(target, NEW)
    assert held(target) == NEW
    assert beside(target) == [".public.lock"]


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_reader_never_sees_a_mixture(target, monkeypatch, can_exchange):
    """Read all along while packs replace each other; in one step there is always a pack."""
    if not can_exchange:
        monkeypatch.setattr(module, "exchange", lambda one, other: False)
    publish(target, OLD)
    seen, ended = set(), threading.Event()

    def read():
        while not ended.is_set():
            try:
                handle = os.open(target, os.O_RDONLY)
            except FileNotFoundError:
                seen.add("nothing")
                continue
            seen.add(frozenset(os.listdir(handle)))
            os.close(handle)

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(40):
        publish(target, {"new": b""})
        publish(target, {"old": b""})
    ended.set()
    reader.join()
    whole = {frozenset({"index.html", "sections"}), frozenset({"new"}), frozenset({"old"})}
    # A folder that was opened and then replaced may be half removed, or empty, when it is listed.
    assert all(any(names <= pack for pack in whole) for names in seen - {"nothing"})
    assert len(seen & whole) > 1
    if can_exchange:
        assert "nothing" not in seen


def test_two_folders_change_places(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert exchange(tmp_path / "one", tmp_path / "other")
    assert (tmp_path / "one" / "other").exists()
    assert (tmp_path / "other" / "one").exists()


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_failing_swap_leaves_the_old_pack(target, monkeypatch, can_exchange):
    publish(target, OLD)

    def refuse(one, other):
        raise OSError(errno.EIO, "Input/output error")

    rename = os.rename

    def rename_but_the_new(one, other):
        if str(one).endswith(".partial"):
            refuse(one, other)
        rename(one, other)

    monkeypatch.setattr(module, "exchange", refuse if can_exchange else lambda one, other: False)
    monkeypatch.setattr(module.os, "rename", rename_but_the_new)
    with pytest.raises(DataError, match=r"could not be written.*Input/output error"):
        publish(target, NEW)
    assert held(target) == OLD
    assert beside(target) == [".public.lock"]


def test_an_interruption_while_writing_leaves_the_old_pack(target, monkeypatch):
    publish(target, OLD)
    monkeypatch.setattr(module.os, "fsync", lambda handle: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        publish(target, NEW)
    assert held(target) == OLD
    assert beside(target) == [".public.lock"]


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 256 KiB; where none may be mounted, its place is told by None."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True).returncode == 0
    yield folder if mounted else None
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_and_leaves_the_old_pack(small_disk):
    if small_disk is None:
        pytest.skip("mounting a small disk needs root")
    target = small_disk / "public"
    publish(target, OLD)
    with pytest.raises(DataError, match=r"No space left on device.*Make room"):
        publish(target, NEW | {"large": bytes(1_000_000)})
    assert held(target) == OLD
    assert beside(target) == []


def test_a_file_that_may_not_grow_is_told_and_leaves_the_old_pack(target):
    publish(target, OLD)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    soft = 100_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    try:
        with pytest.raises(DataError, match="File too large"):
            publish(target, NEW | {"large": bytes(1_000_000)})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert held(target) == OLD


def test_a_file_in_the_place_of_the_pack_is_left_alone(target):
    target.write_text("mine")
    with pytest.raises(DataError, match="a file stands in its place"):
        publish(target, NEW)
    assert target.read_text() == "mine"


def test_two_builds_of_one_pack_at_once(target):
    """The other build is another process, as it is in life."""
    code = (
        "import sys; from pathlib import Path; from panelpack.errors import DataError\n"
        "from panelpack.pack.publish import reserved\n"
        "try:\n"
        "    with reserved(Path(sys.argv[1])): print('free')\n"
        "except DataError as error: print(error)"
    )

    def other(place):
        command = [sys.executable, "-c", code, str(place)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    with reserved(target):
        assert "another build of this pack is running" in other(target)
        assert other(target.with_name("internal")) == "free\n"
    assert other(target) == "free\n"


def test_what_a_killed_build_left_is_cleared_away(target):
    publish(target, OLD)
    left = target.with_name(".public-0123abcd.partial")
    others = [".public-only-0123abcd.partial", ".internal-0123abcd.partial", ".public-mine.partial"]
    for path in [left, *map(target.with_name, others)]:
        (path / "sections").mkdir(parents=True)
    with reserved(target):
        assert not left.exists()
    assert set(others) < set(beside(target))
    assert held(target) == OLD


def test_a_pack_that_was_moved_aside_and_not_replaced_comes_back(target):
    publish(target, OLD)
    target.rename(target.with_name(".public-0123abcd.old"))
    with reserved(target):
        assert held(target) == OLD


def test_a_place_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    with (
        pytest.raises(DataError, match=re.escape(f"{tmp_path}/file/q/public: the pack could not")),
        reserved(tmp_path / "file/q/public"),
    ):
        pass
