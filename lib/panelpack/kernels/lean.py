"""Make imports cost less: leave out what is worth nothing to a build.

jsonschema takes `rfc3987_syntax` if it is installed (JupyterLab brings it), and that builds a
grammar for international addresses while it is imported: 1.0 to 1.5 seconds. `isoduration` brings a
library of dates. Neither notebooks nor charts have such an address or a duration in their schemas.
ipykernel takes `debugpy`, and then each kernel begins with a debugger, which nobody can reach in a
build. In our own processes both are loaded as if these were not installed.
"""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


def import_jsonschema() -> None:
    """Import jsonschema without its grammar; to be called before nbformat, nbclient or altair.

    Only jsonschema goes without: code that asks for the grammar itself gets it. Where jsonschema
    has been imported already nothing changes.
    """
    _import("jsonschema", without=("rfc3987_syntax", "isoduration"))


def import_ipykernel() -> None:
    """Import ipykernel without its debugger; for processes that fork the kernels of a build."""
    _import("ipykernel.debugger", without=("debugpy",))


def import_all(names: Iterable[str]) -> None:
    """Import modules and call functions: a name is that of a module, or `module:function`."""
    for name in names:
        module, _, function = name.partition(":")
        loaded = importlib.import_module(module)
        if function:
            getattr(loaded, function)()


@contextmanager
def uncollected() -> Iterator[None]:
    """Do not look for garbage: imports leave next to none, and it takes a tenth of their time.

    So do the joint files of a pack, which are made of some hundred thousand small parts.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _import(module: str, without: Iterable[str]) -> None:
    absent = [name for name in without if name not in sys.modules]
    for name in absent:
        sys.modules[name] = None  # Python's own way to say: not installed
    try:
        importlib.import_module(module)
    finally:
        for name in absent:
            del sys.modules[name]
