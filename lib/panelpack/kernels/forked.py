"""What a forked process does to become a kernel like one that was started by itself.

Or to do something else: a worker of a cluster forks those that run notebooks for it.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import random
import signal
import sys
import tempfile
import time

import ipykernel_launcher
import numpy as np
from ipykernel.kernelapp import IPKernelApp

from panelpack.kernels.lean import import_all
from panelpack.kernels.messages import Request

_PR_SET_PDEATHSIG = 1
_LAUNCHER = ipykernel_launcher.__file__
_LIGHT = "--IPKernelApp.kernel_class=panelpack.kernels.light.LightKernel"
_LAUNCHERS = ("ipykernel_launcher", "ipykernel")
# Frozen modules are a matter of the debugger; the warm process keeps them.
_IGNORED = ("-Xfrozen_modules=off",)


def arguments(command: list[str]) -> list[str] | None:
    """Return what a command passes to ipykernel; None if it isn't this interpreter's ipykernel."""
    program, *rest = command or [""]
    rest = [argument for argument in rest if argument not in _IGNORED]
    if not _is_this_interpreter(program) or rest[:1] != ["-m"] or rest[1:2] == []:
        return None
    return rest[2:] if rest[1] in _LAUNCHERS else None


def _is_this_interpreter(program: str) -> bool:
    # The folder decides on the environment, and the link's target on the version.
    same_folder = os.path.dirname(program) == os.path.dirname(sys.executable)
    return same_folder and os.path.realpath(program) == os.path.realpath(sys.executable)


def run(request: Request, streams: list[int], parent: int) -> None:
    """Be what was asked for, from a process that has just been forked by `parent`."""
    _begin(request, streams, parent)
    if request.call:
        sys.argv[:] = request.command
        import_all([request.call])
        return
    sys.argv[:] = [_LAUNCHER, *(arguments(request.command) or [])]
    # ipykernel reads its parent when it is imported, which was long before this process began.
    sys.argv.append(f"--IPKernelApp.parent_handle={parent}")
    _application().launch_instance()


def _application() -> type[IPKernelApp]:
    """Return what runs the kernel of this process's command."""
    if _LIGHT not in sys.argv:
        return IPKernelApp
    # Not before: what it imports is for the warm process to choose.
    return importlib.import_module("panelpack.kernels.light").LightApp


def _begin(request: Request, streams: list[int], parent: int) -> None:
    """Give the process what a new one has: own group, files, signals, settings and seeds."""
    os.setsid()
    _end_with(parent)
    _take_streams(streams)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(request.environment)
    tempfile.tempdir = None  # its environment names another
    time.tzset()
    os.chdir(request.folder)
    random.seed()
    np.random.seed()


def _end_with(parent: int) -> None:
    """Let the system kill this process when the warm process ends in whatever way."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _take_streams(streams: list[int]) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    taken = streams if len(streams) > 2 else (nothing, *streams)
    for number, file in zip((0, 1, 2), taken, strict=True):
        os.dup2(file, number)
    for file in {nothing, *streams} - {0, 1, 2}:
        os.close(file)
