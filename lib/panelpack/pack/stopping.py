"""Ctrl-C and other requests to stop: heard once, then the work is left tidily."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]
_heard: list[int] = []


class Stopped(KeyboardInterrupt):
    """The build was told to stop by a signal."""

    def __init__(self, number: int):
        super().__init__(number)
        self.exit_code = 128 + number
        """What a shell expects of a program that a signal has ended: 130 after Ctrl-C."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise Stopped at the first signal to stop; ignore more of them while things are tidied."""

    def stop(number, frame):
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        _heard.append(number)
        raise Stopped(number)

    try:
        with _handled_by(stop):
            yield
    finally:
        _heard.clear()


def heed() -> None:
    """Raise Stopped again if a signal to stop was heard and the work still goes on.

    Python drops an exception that is raised while it clears up an object: a generator that is not
    at its end, say. To be called between steps of the work, not while things are tidied.
    """
    if _heard:
        raise Stopped(_heard[0])


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let no signal to stop come between; for steps of a moment. One that was dropped is heeded."""
    with _handled_by(signal.SIG_IGN):
        heed()
        yield


@contextmanager
def _handled_by(handler: Callable | signal.Handlers) -> Iterator[None]:
    # Only the main thread hears signals; elsewhere there is nothing to do.
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # What whoever started us wants ignored (nohup) stays ignored.
    heard = [number for number in _SIGNALS if signal.getsignal(number) != signal.SIG_IGN]
    before = {number: signal.signal(number, handler) for number in heard}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old if old is not None else signal.SIG_DFL)
