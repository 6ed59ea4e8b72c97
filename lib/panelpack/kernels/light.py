"""ipykernel's parts that do less for a notebook that runs by itself, with nobody at the keyboard.

Everything that a client sees is as with ipykernel's own. `run` lets its kernels take them.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from itertools import takewhile
from pathlib import Path
from types import ModuleType
from typing import Any

from ipykernel import debugger, ipkernel
from ipykernel.iostream import OutStream
from ipykernel.kernelapp import IPKernelApp
from IPython.core import shellapp
from traitlets.config.loader import Config, DeferredConfigString

from panelpack.dependencies import watch

_FILE = "--IPKernelApp.connection_file"
# Each takes one value.
_OPTION = re.compile(
    r"--(IPKernelApp\.(?:connection_file|kernel_class|outstream_class|parent_handle)"
    r"|HistoryManager\.hist_file)=(.*)"
)
_loaded: set[str] = set()


class LightApp(IPKernelApp):
    """The application of a build's kernel, which reads nothing but what it needs to.

    A third of a kernel's start goes into a parser with all that ipykernel can be told, into records
    for a log that shows none of them, and into a look at the name of each module that is loaded.
    """

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """Take the few options of a build's kernel; any others are read as ipykernel reads them."""
        given = list(sys.argv[1:] if argv is None else argv)
        settings = _settings(given)
        if settings is None:
            super().parse_command_line(argv)
            return
        self.argv, self.cli_config = given, settings
        self.update_config(settings)

    def get_default_logging_config(self) -> dict[str, Any]:
        """Return how to log: what is not shown is not even noted."""
        config = super().get_default_logging_config()
        for logger in config["loggers"].values():
            logger["level"] = logging.getLevelName(self.log_level)
        return config

    def init_code(self) -> None:
        """Run what is to be run first, and note which modules are there, as `%reset` asks."""
        with _without_modules(shellapp):
            super().init_code()
        _loaded.update(takewhile(lambda name: name not in _loaded, reversed(sys.modules)))
        self.shell._sys_modules_keys = _loaded


def note_modules() -> None:
    """Note the names of all modules, so that a forked kernel looks at newer ones only."""
    _loaded.update(sys.modules)


def _settings(arguments: list[str]) -> Config | None:
    """Return the settings of a build's kernel; None where other arguments are among them."""
    if arguments[:1] != ["-f"] or len(arguments) < 2:
        return None
    options = [_OPTION.fullmatch(text) for text in [f"{_FILE}={arguments[1]}", *arguments[2:]]]
    if None in options or len({option[1] for option in options}) < len(options):
        return None
    settings = Config()
    for place, value in (option.groups() for option in options):
        section, name = place.split(".")
        trait = getattr(IPKernelApp, name, None)
        settings[section][name] = trait.from_string(value) if trait else DeferredConfigString(value)
    return settings


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
    that it copies. In a build it notes from the beginning which files of its folder are read.
    """

    def __init__(self, **kwargs: Any):
        watch(Path.cwd())
        has_debugger = getattr(debugger, "_is_debugpy_available", True)
        with nullcontext() if has_debugger else _without_modules(ipkernel):
            super().__init__(**kwargs)


class _NoModules:
    """`sys` without modules; all else is there."""

    def __init__(self):
        vars(self)["modules"] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(sys, name, value)


@contextmanager
def _without_modules(module: ModuleType) -> Iterator[None]:
    """Let a module that lists what is loaded see nothing: whoever looks at it writes to it."""
    module.sys = _NoModules()
    try:
        yield
    finally:
        module.sys = sys
