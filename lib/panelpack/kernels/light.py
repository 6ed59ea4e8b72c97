"""ipykernel's parts that do less for a notebook that runs by itself, with nobody at the keyboard.

Everything that a client sees is as with ipykernel's own. `run` lets its kernels take them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ipykernel import debugger, ipkernel
from ipykernel.iostream import OutStream


class LightStream(OutStream):
    """A kernel's standard output or error, which waits only for what was written.

    ipykernel flushes both before whatever a cell shows and when it ends, and each time two threads
    wait for each other: half of a kernel's changes from one thread to another.
    """

    _written = False

    def write(self, string: str) -> int | None:
        """Write text, to be shown soon."""
        length = super().write(string)
        self._written = True  # not before: it would be lost to a flush meanwhile
        return length

    def flush(self) -> None:
        """Return when everything written is on its way."""
        if self._written:
            self._written = False
            super().flush()


class LightKernel(ipkernel.IPythonKernel):
    """A kernel that lists modules for its debugger only if it has one.

    To look at a module writes to its memory, which a forked kernel must copy first: a sixth of all
    that it copies.
    """

    def __init__(self, **kwargs: Any):
        with _without_modules():
            super().__init__(**kwargs)


class _NoModules:
    """`sys` without modules; all else is there."""

    def __init__(self):
        self.modules: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


@contextmanager
def _without_modules() -> Iterator[None]:
    """Let ipykernel's module of the kernel see none, unless there is a debugger to tell of them."""
    if getattr(debugger, "_is_debugpy_available", True):
        yield
        return
    ipkernel.sys = _NoModules()
    try:
        yield
    finally:
        ipkernel.sys = sys
