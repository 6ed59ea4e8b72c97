"""Start and end the warm process that kernels are forked from."""

from __future__ import annotations

import gc
import importlib
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from panelpack.kernels import messages
from panelpack.kernels.environment import isolated
from panelpack.kernels.forking import SINGLE, Child, fork, is_whole, on_linux
from panelpack.kernels.lean import import_all, import_ipykernel, uncollected
from panelpack.scratch import Scratch

PRELOADED = (
    "panelpack.kernels.lean:import_jsonschema",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "panelpack.kernels.light",
    "panelpack.section",
    "panelpack.kernels.rehearsal:rehearse",
    "panelpack.kernels.light:note_modules",
)
"""What the warm process imports and calls: a kernel, and what a section's notebook opens."""
_loaded: list[bool] = []
_LOG = "log"
_PATIENCE = 5.0


class WarmServer:
    """A process with everything imported, from which kernels are forked; a context manager.

    `start` returns at once: the process imports while its owner does other things, and the first
    kernel waits for it. Where it can't be had (no fork, or a module fails to import) kernels are
    started as usual. Its folder, its sockets and all of its kernels end with `stop` and also with
    the owner, however that ends.
    """

    def __init__(
        self,
        modules: Sequence[str] = PRELOADED,
        environment: Mapping[str, str] | None = None,
    ):
        self._modules, self._environment = modules, environment
        self._process: subprocess.Popen | Child | None = None
        self._owner: socket.socket | None = None
        self._scratch: Scratch | None = None
        self.folder: Path | None = None
        """What a worker needs to know of a started server: the folder of its sockets."""

    def start(self) -> WarmServer:
        """Start the process, and clear away what servers killed with their owners have left."""
        self._scratch = Scratch()
        self.folder = self._scratch.path
        if on_linux() and messages.fits(self.folder):
            self._launch()
        return self

    def stop(self) -> None:
        """End the process and its kernels, and remove their folder. May be called twice."""
        if self._process and not self.wait(0):
            self._process.kill()  # it is still importing, and has no kernels
        if self._owner:
            self._owner.close()
        if self._process:
            try:
                self._process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._scratch:
            self._scratch.remove()
        self._process = self._owner = None

    @property
    def is_running(self) -> bool:
        """Whether the process is there, also while it imports."""
        return self._process is not None and self._process.poll() is None

    def wait(self, seconds: float = 60.0) -> bool:
        """Wait until everything is imported; return whether kernels can be forked."""
        if not self._owner:
            return False
        self._owner.settimeout(seconds)
        try:
            return bool(self._owner.recv(1, socket.MSG_PEEK))
        except OSError:
            return False

    def __enter__(self) -> WarmServer:
        return self.start()

    def __exit__(self, *_) -> None:
        self.stop()

    def _is_here(self) -> bool:
        """Say whether this process itself has everything loaded, and can be forked."""
        return self._modules is PRELOADED and is_loaded() and is_whole()

    def _fork(self, theirs: socket.socket, environment: dict[str, str]) -> None:
        """Fork the warm process from this one."""
        warm = importlib.import_module("panelpack.kernels.warm")  # too much for who only asks
        with theirs, _listening(self.folder) as listener:

            def work() -> None:
                self._owner.close()
                warm.serve(listener, theirs, self._scratch.lock)

            self._process = fork(work, self.folder / _LOG, self.folder, environment)

    def _launch(self) -> None:
        environment = self._environment
        if environment is None:
            environment = isolated(self.folder)
        self._owner, theirs = socket.socketpair()
        if self._is_here():
            self._fork(theirs, {**environment, **SINGLE})
            return
        with theirs, _listening(self.folder) as listener, (self.folder / _LOG).open("wb") as log:
            files = (listener.fileno(), theirs.fileno(), self._scratch.lock)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "panelpack.kernels.warm", *map(str, files), *self._modules],
                env={**environment, **SINGLE},
                cwd=self.folder,
                pass_fds=files,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def load() -> None:
    """Import in this process what a warm one imports, so that it can be forked from here.

    Its kernels have no debugger: they are those of a build.
    """
    with uncollected():
        import_ipykernel()
        import_all(PRELOADED)
        gc.freeze()  # it stays to the end, and is not to be searched for garbage
    _loaded.append(True)


def is_loaded() -> bool:
    """Say whether `load` has been called in this process."""
    return bool(_loaded)


def last_words(folder: Path) -> str:
    """Return the last line that a warm process wrote before it ended, or nothing."""
    log = folder / _LOG
    lines = log.read_text("utf-8", "replace").split("\n") if log.is_file() else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _listening(folder: Path) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(messages.address(folder))
    listener.listen(socket.SOMAXCONN)
    return listener
