"""Files that one process holds at a time. The system lets go of them however the process ends."""

from __future__ import annotations

from typing import BinaryIO

try:
    import fcntl
except ImportError:  # Windows: nothing is held, so two at once are not noticed there
    fcntl = None

ARE_KEPT = fcntl is not None


def hold(file: BinaryIO | int, wait: bool = False) -> bool:
    """Hold an open file until it is closed; return False if another has it and `wait` is not set.

    A process that is forked meanwhile holds it too. Where locks are not kept it is always True.
    """
    if not ARE_KEPT:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
