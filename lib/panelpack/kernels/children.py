"""The processes that a process has started or adopted: see their end, signal them, bury them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
from pathlib import Path

TASKS = Path("/proc/self/task")
"""A folder for each thread of this process."""
_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Become the parent of what kernels start and leave, so that it is seen and ended."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)


def living() -> list[int]:
    """Return the children of this process, also those not yet buried; none if Linux won't say."""
    with contextlib.suppress(FileNotFoundError):
        return [int(pid) for pid in (TASKS / str(os.getpid()) / "children").read_text().split()]
    return []


def has_ended(options: int = 0) -> int | None:
    """Return a child that has ended, which keeps its number until it is buried."""
    try:
        ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT | options)
    except ChildProcessError:
        return None
    return ended and ended.si_pid


def bury(pid: int) -> int:
    """Kill what is left of the group of a process that has ended, and return its exit code."""
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def send_signal(pid: int, number: int) -> None:
    """Send a signal to a kernel's group, or to the kernel that has not yet made one."""
    try:
        os.killpg(pid, number)
    except OSError:
        os.kill(pid, number)
