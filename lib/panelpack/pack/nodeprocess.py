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
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO

from panelpack import published
from panelpack.errors import DataError
from panelpack.kernels.forking import is_whole
from panelpack.kernels.server import WarmServer, load
from panelpack.pack import fingerprint
from panelpack.pack.kernel import end_kernels, isolate
from panelpack.plan import load_plan


def serve() -> None:
    """Run the jobs of whoever started this process, until it lets go."""
    workbook = Path(sys.argv[1]).resolve()
    before = fingerprint.of_workbook(workbook)
    if is_whole():
        load()
        published.load(load_plan(workbook))  # before the kernels begin, so that they have it too
    with WarmServer() as warm:
        # Only now, so that the warm process has neither.
        asked, answers = (os.fdopen(os.dup(n), mode) for n, mode in ((0, "rb"), (1, "wb")))
        isolate(Path.cwd())
        signal.signal(signal.SIGTERM, lambda *_: _end())
        jobs: SimpleQueue[bytes] = SimpleQueue()
        threading.Thread(target=_listen, args=(asked, jobs), daemon=True).start()
        while True:
            pickle.dump(_outcome(jobs.get(), workbook, before, warm.folder), answers)
            answers.flush()


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
