"""Fork a child of this process, where a fork of it is whole.

A build imports once what its workers and kernels need and forks them, instead of starting each
anew: three times two seconds. For that it runs in an interpreter with fixed string hashes and
one thread, which `restart` begins.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from panelpack.kernels import children
from panelpack.kernels.environment import UNSET

# One thread: what has several can't be forked whole.
SINGLE = {
    **{f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "NUMEXPR")},
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "ARROW_IO_THREADS": "1",
}
_SETTINGS = {"PYTHONHASHSEED": "0", "PYDEVD_DISABLE_FILE_VALIDATION": "1", **SINGLE}
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
# A process in which it has drawn hangs when it is forked and draws again.
_DRAWS = "vl_convert"
_POLL = 0.005


def on_linux() -> bool:
    """Return whether processes can be forked here. Elsewhere than on Linux libraries forbid it."""
    return sys.platform.startswith("linux")


def is_whole() -> bool:
    """Say whether a fork of this process is as good as a new one that imports the same."""
    return (
        on_linux()
        and all(os.environ.get(name) == value for name, value in _SETTINGS.items())
        and not sys.warnoptions
        and _DRAWS not in sys.modules
        and children.TASKS.is_dir()
        and len(list(children.TASKS.iterdir())) == 1
    )


def environment() -> dict[str, str]:
    """Return this process's environment with the settings of an interpreter that can be forked."""
    return {k: v for k, v in os.environ.items() if k not in UNSET} | _SETTINGS


def restart() -> None:
    """Begin this program again with the settings that only a new interpreter takes, if it can.

    To be called by a command before it loads anything, and only where the command is the program.
    """
    wanted = environment()
    if on_linux() and wanted != dict(os.environ):
        sys.stdout.flush()
        sys.stderr.flush()
        with contextlib.suppress(OSError):
            os.execve(sys.executable, sys.orig_argv, wanted)


class Child:
    """A forked process, with the methods of `subprocess.Popen` that its owner needs."""

    def __init__(self, pid: int):
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        if self.returncode is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended; raise subprocess.TimeoutExpired after so many seconds."""
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while self.poll() is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired("a forked process", timeout)
            time.sleep(_POLL)
        return self.returncode

    def kill(self) -> None:
        """End it at once."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)


def fork(work: Callable[[], None], log: Path, folder: Path, environment: dict[str, str]) -> Child:
    """Fork a process that does `work` in `folder` and ends; what it prints goes to `log`."""
    gc.freeze()  # so that the forks share its memory
    sys.stdout.flush()
    sys.stderr.flush()
    old = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        pid = os.fork()
        if pid == 0:
            _be_child(work, log, folder, environment)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old)
    return Child(pid)


def _be_child(
    work: Callable[[], None], log: Path, folder: Path, environment: dict[str, str]
) -> None:
    """Do the work and end without a look back: what stands below on the stack is the parent's."""
    code = 1
    try:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        os.setsid()
        _redirect(log)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        work()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _redirect(log: Path) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for number, file in ((0, nothing), (1, written), (2, written)):
        os.dup2(file, number)
    os.close(nothing)
    os.close(written)
