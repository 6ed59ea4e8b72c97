"""Several notebooks at once, in processes that never outlive the build.

Workers hold the reading end of a pipe whose writing end only the build holds. When the build
stops them it closes the pipe; when it is killed the system does. Either way they end their kernels
and themselves at once.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from panelpack.errors import DataError
from panelpack.kernels.lean import import_jsonschema
from panelpack.kernels.server import WarmServer
from panelpack.pack.kernel import end_kernels, isolate

# A worker that is forked from a process which has drawn charts hangs, so each starts anew.
_CONTEXT = multiprocessing.get_context("spawn")


def run_all(
    work: Callable[[Any, Path], Any], jobs: Iterable[Any], workers: int, done: Callable[[Any], None]
) -> list[Any]:
    """Return `work(job, folder)` for every job, in their order, `workers` at a time.

    `folder` is that of the `WarmServer` from which the jobs' kernels are forked.
    `done` is called with each result as it comes. When a job fails the others are stopped, and
    DataError tells of every one that has failed by then.
    """
    with _pool(workers) as (pool, warm):
        futures = [pool.submit(work, job, warm) for job in jobs]
        for finished in _as_they_come(futures):
            failures = [str(f.exception()) for f in finished if f.exception() is not None]
            if failures:
                raise DataError("\n".join(dict.fromkeys(failures)))
            for future in finished:
                done(future.result())
        return [future.result() for future in futures]


def _as_they_come(futures: list[Future]) -> Iterator[list[Future]]:
    """Yield the futures as they finish, those that finished together at once."""
    waiting = set(futures)
    while waiting:
        finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        for future in finished:
            _tell_apart(future.exception())
        yield sorted(finished, key=futures.index)


def _tell_apart(error: BaseException | None) -> None:
    """Let pass what a job is at fault for; raise what is a fault of ours."""
    if isinstance(error, BrokenProcessPool):
        raise DataError(
            "a process that ran notebooks was killed, perhaps for want of memory; "
            "try fewer at once with --jobs 1"
        ) from error
    if error is not None and not isinstance(error, DataError):
        raise error


@contextmanager
def _pool(workers: int) -> Iterator[tuple[ProcessPoolExecutor, Path]]:
    reader, writer = _CONTEXT.Pipe(duplex=False)
    scratch = tempfile.TemporaryDirectory(prefix="panelpack-", ignore_cleanup_errors=True)
    with scratch as folder, WarmServer() as warm:
        pool = ProcessPoolExecutor(
            workers, mp_context=_CONTEXT, initializer=_begin, initargs=(reader, Path(folder))
        )
        try:
            yield pool, warm.folder
        finally:
            writer.close()
            pool.shutdown(wait=True, cancel_futures=True)
            reader.close()


def _begin(owner: Connection, folder: Path) -> None:
    """Make a new worker ready: quiet, isolated, tied to its owner."""
    import_jsonschema()
    isolate(folder)
    # Ctrl-C reaches the owner as well, and the owner decides.
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: _end())
    threading.Thread(target=_end_with, args=(owner,), daemon=True).start()


def _end_with(owner: Connection) -> None:
    owner.poll(None)
    _end()


def _end() -> None:
    end_kernels()
    os._exit(1)
