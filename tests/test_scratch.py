"""Folders for a while: gone when they are done with, and when whoever made them was killed."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from panelpack.scratch import PREFIX, Scratch


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def left(tmp_path):
    return sorted(path.name for path in tmp_path.glob(f"{PREFIX}*"))


def begun(tmp_path, then="time.sleep(600)"):
    """Make a folder in a process of its own, which then does more; return process and folder."""
    code = "import os, time\nfrom panelpack.scratch import Scratch\n"
    code += "print(Scratch().path, flush=True)\n"
    process = subprocess.Popen(
        [sys.executable, "-c", code + then],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    return process, Path(process.stdout.readline().strip())


def test_a_folder_is_gone_with_what_it_held(tmp_path):
    with Scratch() as folder:
        (folder / "inner").mkdir()
        (folder / "inner" / "file").write_text("words")
        assert folder.stat().st_mode & 0o777 == 0o700
    assert left(tmp_path) == []


def test_it_is_gone_after_a_fault_too(tmp_path):
    with pytest.raises(ValueError), Scratch():
        raise ValueError
    assert left(tmp_path) == []


@pytest.mark.parametrize("then", ["", "raise KeyboardInterrupt", "exit(1)"])
def test_a_process_that_ends_takes_along_what_nobody_removed(tmp_path, then):
    process, _ = begun(tmp_path, then)
    process.stdout.close()
    process.wait()
    assert left(tmp_path) == []


def test_a_fork_that_ends_leaves_the_folder_to_its_owner():
    with Scratch() as folder:
        code = "import os, sys\nfrom panelpack.scratch import Scratch\ns = Scratch()\n"
        code += "if not os.fork():\n    sys.exit()\nos.wait()\nassert s.path.exists()\n"
        subprocess.run([sys.executable, "-c", code], check=True)
        assert folder.exists()


def test_it_may_be_removed_twice(tmp_path):
    scratch = Scratch()
    scratch.remove()
    scratch.remove()
    assert left(tmp_path) == []


def test_folders_in_use_are_not_cleared_away():
    with Scratch() as one, Scratch() as other:
        assert one.exists()
        assert other.exists()


def test_the_next_clears_away_what_a_killed_process_has_left(tmp_path):
    process, folder = begun(tmp_path)
    process.kill()
    process.wait()
    process.stdout.close()
    assert folder.exists()
    with Scratch():
        assert not folder.exists()


def test_a_folder_that_a_fork_still_uses_stays(tmp_path):
    process, folder = begun(tmp_path, "print(os.fork() or '', flush=True)\ntime.sleep(600)")
    said = process.stdout.readline().strip() or process.stdout.readline().strip()
    process.kill()
    process.wait()
    with Scratch():
        assert folder.exists()
    os.kill(int(said), signal.SIGKILL)
    process.stdout.read()  # until the fork has ended, which holds the other end
    process.stdout.close()
    with Scratch():
        assert not folder.exists()
    assert left(tmp_path) == []


def test_a_folder_without_a_lock_is_cleared_away_only_when_it_is_old(tmp_path):
    young, old = (tmp_path / f"{PREFIX}{name}" for name in ("young", "old"))
    young.mkdir()
    old.mkdir()
    os.utime(old, (0, 0))
    with Scratch():
        assert young.exists()
        assert not old.exists()
