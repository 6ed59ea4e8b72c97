"""Kernels that know no settings but ours, and that end with the build.

The kernel runs the interpreter that runs the build, whatever is on the PATH. Nothing of the
user's own Jupyter or IPython gets in: no start-up file, no profile, no other kernel of the name.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from pathlib import Path

from jupyter_client import AsyncKernelManager

_OURS = ("JUPYTER", "IPYTHON", "PAPERMILL")
# A start-up file or a warnings filter of the user would make another pack.
_UNSET = ("PYTHONSTARTUP", "PYTHONWARNINGS", "PYTHONINSPECT")
_LOG = "kernels.log"

_running: list[AsyncKernelManager] = []


class OwnedKernelManager(AsyncKernelManager):
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
    for name in [n for n in os.environ if n.startswith(_OURS) or n in _UNSET]:
        del os.environ[name]
    os.environ |= {
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "JUPYTER_PATH": str(folder),
        "TMPDIR": str(folder),
        "PYTHONHASHSEED": "0",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    log = os.open(folder / _LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.close(log)


def last_words() -> str:
    """Return the last line that any kernel printed before it died, or nothing."""
    log = Path(os.environ.get("JUPYTER_PATH", ".")) / _LOG
    lines = log.read_text("utf-8", "replace").split("\n") if log.is_file() else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def write_kernelspec(folder: Path) -> None:
    """Write the kernel `python3` that runs this interpreter, before all others on the path."""
    spec = folder / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True)
    command = [sys.executable, "-m", "panelpack.pack.launcher", "-f", "{connection_file}"]
    command.append("--IPKernelApp.log_level=ERROR")
    content = {"argv": command, "display_name": "Python 3", "language": "python"}
    spec.write_text(json.dumps(content), "utf-8")
