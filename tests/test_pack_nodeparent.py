"""A worker's process to fork from: kept for the next build, never longer than it may be."""

import time

import pytest

from panelpack.pack import nodeparent


class FakeServer:
    """In the place of a process that takes seconds to start."""

    def __init__(self, modules, environment):
        self.is_running = False

    def start(self):
        self.is_running = True
        return self

    def stop(self):
        self.is_running = False


@pytest.fixture(autouse=True)
def no_processes(monkeypatch):
    monkeypatch.setattr(nodeparent, "WarmServer", FakeServer)
    monkeypatch.setattr(nodeparent, "_newest", [])


def runs(parent):
    return parent._server.is_running


def test_it_is_kept_for_the_next_build_and_shared_by_two():
    first, second = nodeparent.take("library"), nodeparent.take("library")
    nodeparent.let_go(first)
    nodeparent.let_go(second)
    assert first is second is nodeparent.take("library")
    assert runs(first)


def test_one_made_with_another_library_ends_at_once_if_nobody_uses_it():
    old = nodeparent.take("old")
    nodeparent.let_go(old)
    new = nodeparent.take("new")
    assert (runs(old), runs(new)) == (False, True)


def test_one_made_with_another_library_ends_when_its_last_build_does():
    old = nodeparent.take("old")
    new = nodeparent.take("new")
    assert (runs(old), runs(new)) == (True, True)
    nodeparent.let_go(old)
    assert (runs(old), runs(new)) == (False, True)


def test_a_package_that_was_put_in_again_is_loaded_again(tmp_path, monkeypatch):
    (tmp_path / "package-1.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    old = nodeparent.take("library")
    nodeparent.let_go(old)
    (tmp_path / "package").mkdir()
    assert nodeparent.take("library") is not old


def test_one_that_was_killed_is_not_used():
    killed = nodeparent.take("library")
    killed._server.stop()
    assert runs(nodeparent.take("library"))


def test_it_ends_when_no_build_comes_and_never_under_one(monkeypatch):
    monkeypatch.setattr(nodeparent, "IDLE", 0.05)
    used = nodeparent.take("library")
    nodeparent.let_go(used)
    assert nodeparent.take("library") is used
    time.sleep(0.2)
    assert runs(used)
    nodeparent.let_go(used)
    deadline = time.monotonic() + 30
    while runs(used) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not runs(used)
    assert nodeparent.take("library") is not used
