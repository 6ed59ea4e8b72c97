"""The process that runs notebooks for a worker of a Dask cluster, one at a time.

It reads jobs from its standard input and writes what came of them to its standard output. When
the input ends, so does the process, with its kernel: the worker has let go of it, or has died.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys
import threading
import traceback
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO

from panelpack.errors import DataError
from panelpack.kernels.forking import is_whole
from panelpack.kernels.server import WarmServer, load
from panelpack.pack import fingerprint
from panelpack.pack.kernel import end_kernels, isolate
from panelpack.plan import load_plan
from panelpack.quarters import Quarter
from panelpack.ready import ready
from panelpack.series import Figures


def serve() -> None:
    """Run the jobs of whoever started this process, until it lets go."""
    workbook, asked_for = Path(sys.argv[1]).resolve(), json.loads(sys.argv[2])
    before = fingerprint.of_workbook(workbook)
    with _loaded(workbook, **asked_for), WarmServer() as warm:
        # Only now, so that the warm process has neither.
        asked, answers = (os.fdopen(os.dup(n), mode) for n, mode in ((0, "rb"), (1, "wb")))
        isolate(Path.cwd())
        signal.signal(signal.SIGTERM, lambda *_: _end())
        jobs: SimpleQueue[bytes] = SimpleQueue()
        threading.Thread(target=_listen, args=(asked, jobs), daemon=True).start()
        while True:
            pickle.dump(_outcome(jobs.get(), workbook, before, warm.folder), answers)
            answers.flush()


def _loaded(
    workbook: Path, quarter: str, audience: str, as_at: str
) -> AbstractContextManager[None]:
    """Have all that notebooks use, figures too, before their kernels are forked."""
    if not is_whole():
        return nullcontext()
    load()
    day = date.fromisoformat(as_at)
    return ready(Figures(load_plan(workbook), Quarter.parse(quarter), audience, day))


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
