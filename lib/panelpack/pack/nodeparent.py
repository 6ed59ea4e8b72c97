"""The process that a worker of a Dask cluster keeps, to fork those from which run notebooks.

It has everything imported and nothing of any workbook, and is there for the next build too: to
import costs more than to run a section. It ends with its worker, however that ends; when the
library or a package has changed; and when no build has come for half an hour.
"""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from panelpack.kernels import forking, messages
from panelpack.kernels.handle import Forked, Refused
from panelpack.kernels.messages import Request
from panelpack.kernels.server import WarmServer

IDLE = 1800.0
"""Seconds that it is kept after the last build."""
_log = logging.getLogger("panelpack.pack")
_SERVE = "panelpack.pack.nodeprocess:serve"
_LOADED = ("panelpack.kernels.server:load", "panelpack.pack.nodeprocess")
_COLD = (
    "from panelpack.kernels.lean import import_all; "
    f"import_all(['panelpack.kernels.lean:import_jsonschema', {_SERVE!r}])"
)


class Parent:
    """A process with everything imported, and how many builds use it."""

    def __init__(self, made_with: object):
        self.users = 0
        self._made_with = made_with, _folders()
        self._server = WarmServer(_LOADED, forking.environment()).start()
        self._timer: threading.Timer | None = None

    def fits(self, made_with: object) -> bool:
        """Say whether the process is there, and is as one that was started now."""
        return self._server.is_running and self._made_with == (made_with, _folders())

    def start(self, arguments: list[str], folder: Path, files: Sequence[int]):
        """Start a process that runs notebooks, with these files as its input, output and errors.

        Returns what has the methods of `subprocess.Popen`. Where it can't be forked it starts cold,
        and the worker's log says why.
        """
        environment = forking.environment()
        request = Request(["", *arguments], environment, str(folder), _SERVE)
        try:
            address = messages.address(self._server.folder)
            return asyncio.run(Forked.fork(address, request, files))
        except Refused as refused:
            _log.warning(f"a process that runs notebooks starts cold: {refused}")
            asked, answers, log = files
            return subprocess.Popen(
                [sys.executable, "-c", _COLD, *arguments],
                stdin=asked,
                stdout=answers,
                stderr=log,
                cwd=folder,
                env=environment,
                start_new_session=True,
            )

    def use(self) -> None:
        """Keep the process for one more build."""
        self.users += 1
        if self._timer:
            self._timer.cancel()

    def rest(self) -> None:
        """End the process if no build comes for a while."""
        self._timer = threading.Timer(IDLE, _end_unused, (self,))
        self._timer.daemon = True
        self._timer.start()

    def end(self) -> None:
        """End the process with all that were forked from it."""
        self._server.stop()


_newest: list[Parent] = []
_lock = threading.Lock()


def take(made_with: object) -> Parent:
    """Return a process made with this library for one build, a new one only where it has to be."""
    with _lock:
        if not _newest or not _newest[0].fits(made_with):
            for old in _newest:
                if not old.users:
                    old.end()
            _newest[:] = [Parent(made_with)]
        _newest[0].use()
        return _newest[0]


def let_go(parent: Parent) -> None:
    """Tell that a build needs a process no longer; the newest stays for the next."""
    with _lock:
        parent.users -= 1
        if parent.users:
            return
        if parent in _newest:
            parent.rest()
        else:
            parent.end()


def _end_unused(parent: Parent) -> None:
    with _lock:
        if not parent.users:
            parent.end()
            _newest[:] = [other for other in _newest if other is not parent]


def _folders() -> dict[str, int]:
    """Return when a package was last put into, or taken from, each folder of installed ones."""
    folders = (path for path in sys.path if os.path.isdir(path))
    has_packages = (f for f in folders if any(name.endswith("-info") for name in os.listdir(f)))
    return {folder: os.stat(folder).st_mtime_ns for folder in has_packages}
