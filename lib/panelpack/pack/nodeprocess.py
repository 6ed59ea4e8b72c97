"""The process that runs notebooks for a worker of a Dask cluster, one at a time.

It reads jobs from its standard input and writes what came of them to its standard output. When
the input ends, so does the process, with its kernel: the worker has let go of it, or has died.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import traceback
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO

from panelpack.errors import DataError
from panelpack.kernels.forking import is_whole
from panelpack.kernels.server import WarmServer, is_loaded, load
from panelpack.pack import fingerprint
from panelpack.pack.kernel import end_kernels, isolate
from panelpack.ready import ready, unpack


def serve() -> None:
    """Run the jobs of whoever started this process, until it lets go.

    `sys.argv` names the folder of the workbook and the file of its packed figures.
    """
    workbook, figures = (Path(each).resolve() for each in sys.argv[1:])
    before = fingerprint.of_workbook(workbook)
    with _loaded(workbook, figures.read_bytes()), WarmServer() as warm:
        # Only now, so that the warm process has neither.
        asked, answers = (os.fdopen(os.dup(n), mode) for n, mode in ((0, "rb"), (1, "wb")))
        isolate(Path.cwd())
        signal.signal(signal.SIGTERM, lambda *_: _end())
        jobs: SimpleQueue[bytes] = SimpleQueue()
        threading.Thread(target=_listen, args=(asked, jobs), daemon=True).start()
        while True:
            pickle.dump(_outcome(jobs.get(), workbook, before, warm.folder), answers)
            answers.flush()


def _loaded(workbook: Path, figures: bytes) -> AbstractContextManager[None]:
    """Have all that notebooks use, figures too, before their kernels are forked."""
    if not is_whole():
        return nullcontext()
    if not is_loaded():
        load()
    return ready(unpack(figures, workbook))


def _listen(asked: BinaryIO, jobs: SimpleQueue[bytes]) -> None:
    try:
        while True:
            jobs.put(pickle.load(asked))
    finally:
        _end()


def _end() -> None:
    end_kernels()
    os._exit(1)


def _outcome(asked: bytes, workbook: Path, before: dict[str, str], warm: Path) -> tuple[str, Any]:
    """Return the word for how a job ended, and what it made or what was at fault."""
    try:
        work, job = pickle.loads(asked)
        try:
            made = work(replace(job, workbook=workbook), warm)
        except DataError as error:
            # Whoever builds knows the workbook by its own place.
            return "fault", str(error).replace(str(workbook), str(job.workbook))
        fingerprint.check_same(before, fingerprint.of_workbook(workbook))
        return "made", pickle.dumps(made)
    except DataError as error:
        return "fault", str(error)
    except Exception:  # a fault of ours: whoever builds raises it there, with where it was
        return "error", traceback.format_exc()
