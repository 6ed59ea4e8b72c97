"""Kernels that end with the build, and what they print besides a notebook's outputs."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

from panelpack.dependencies import IN_A_BUILD
from panelpack.kernels.environment import isolated
from panelpack.kernels.run import WarmKernelManager

_LOG = "kernels.log"

_running: list[WarmKernelManager] = []


class OwnedKernelManager(WarmKernelManager):
    """A kernel that `end_kernels` can end at once from any thread."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _running[:] = [self]


def end_kernels() -> None:
    """Kill the kernel of this process, and what it started, without asking it."""
    for manager in _running:
        pid = getattr(manager.provisioner, "pid", None)
        if pid is not None:
            with contextlib.suppress(OSError):
                if hasattr(os, "killpg"):
                    os.killpg(pid, signal.SIGKILL)
                else:
                    os.kill(pid, signal.SIGTERM)


def isolate(folder: Path) -> None:
    """Let kernels started from this process read and write nothing but `folder`.

    What kernels themselves print (never a notebook's outputs) goes to a log there.
    """
    ours = isolated(folder) | {"JUPYTER_PATH": str(folder), "TMPDIR": str(folder)}
    os.environ.clear()
    os.environ.update(ours | {IN_A_BUILD: "1"})
    log = os.open(folder / _LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.close(log)


def last_words() -> str:
    """Return the last line that any kernel printed before it died, or nothing."""
    log = Path(os.environ.get("JUPYTER_PATH", ".")) / _LOG
    lines = log.read_text("utf-8", "replace").split("\n") if log.is_file() else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
