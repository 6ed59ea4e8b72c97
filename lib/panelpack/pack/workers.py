"""Several notebooks at once, in processes that never outlive the build.

Workers hold the reading end of a pipe whose writing end only the build holds. When the build
stops them it closes the pipe; when it is killed the system does. Either way they end their kernels
and themselves at once.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from panelpack.errors import DataError
from panelpack.kernels.forking import is_whole
from panelpack.kernels.lean import import_jsonschema
from panelpack.kernels.server import WarmServer, is_loaded
from panelpack.pack.kernel import end_kernels, isolate
from panelpack.scratch import Scratch

_LOOK = 1.0


class Workers:
    """Processes that run notebooks, and the warm process that their kernels are forked from.

    A context manager. Where this process can be forked they begin at once, before it holds any
    data of the workbook; elsewhere each starts anew when the first notebook is to be run.
    """

    def __init__(self, number: int):
        self._number = number
        self._all = ExitStack()
        self._pool: ProcessPoolExecutor | None = None
        self._warm: Path | None = None

    def __enter__(self) -> Workers:
        if is_loaded() and is_whole():
            try:
                self._start()
            except BaseException:
                self._all.close()
                raise
        return self

    def __exit__(self, *_) -> None:
        self._all.close()

    def run_all(
        self, work: Callable[[Any, Path], Any], jobs: Iterable[Any], done: Callable[[Any], None]
    ) -> list[Any]:
        """Return `work(job, folder)` for every job, in their order, several at a time.

        `folder` is that of the `WarmServer` from which the jobs' kernels are forked.
        `done` is called with each result as it comes. When a job fails the others are stopped, and
        DataError tells of every one that has failed by then.
        """
        if self._pool is None:
            self._start()
        return collect([self._pool.submit(work, job, self._warm) for job in jobs], done)

    def _start(self) -> None:
        # A worker that is forked from a process which has drawn charts hangs, and so may one
        # that is forked from a process with several threads: then each starts anew.
        context = multiprocessing.get_context("fork" if is_loaded() and is_whole() else "spawn")
        folder = self._all.enter_context(Scratch())
        self._warm = self._all.enter_context(WarmServer()).folder
        reader, writer = context.Pipe(duplex=False)
        # A forked worker has the owner's end of the pipe too, and must let go of it.
        theirs = writer if context.get_start_method() == "fork" else None
        self._pool = ProcessPoolExecutor(
            self._number, mp_context=context, initializer=_begin, initargs=(reader, theirs, folder)
        )
        self._all.callback(self._end, reader, writer)
        if theirs:
            self._pool.submit(os.getpid).result()
            _close_results(self._pool)

    def _end(self, reader: Connection, writer: Connection) -> None:
        writer.close()
        _close_results(self._pool)
        self._pool.shutdown(wait=True, cancel_futures=True)
        reader.close()


def _close_results(pool: ProcessPoolExecutor) -> None:
    """Close this process's own end for writing results, which it never uses.

    A worker that ends while it sends a result leaves half of one. While that end is open the pool
    waits for the rest, for ever. To be called when all workers have begun, or are to end.
    """
    results = getattr(pool, "_result_queue", None)
    if ours := getattr(results, "_writer", None):
        ours.close()


def collect(
    futures: list[Future],
    done: Callable[[Any], None],
    look: Callable[[], None] | None = None,
) -> list[Any]:
    """Return what the futures give, in their order; `done` is called with each result as it comes.

    `look` is called every second that none comes, and may raise. Raises DataError that tells of
    every one that has failed when the first does.
    """
    for finished in _as_they_come(futures, look):
        failures = [str(f.exception()) for f in finished if f.exception() is not None]
        if failures:
            raise DataError("\n".join(dict.fromkeys(failures)))
        for future in finished:
            done(future.result())
    return [future.result() for future in futures]


def _as_they_come(futures: list[Future], look: Callable[[], None] | None) -> Iterator[list[Future]]:
    """Yield the futures as they finish, those that finished together at once."""
    waiting = set(futures)
    while waiting:
        finished, waiting = wait(waiting, look and _LOOK, FIRST_COMPLETED)
        if look and not finished:
            look()
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


def _begin(owner: Connection, owners_end: Connection | None, folder: Path) -> None:
    """Make a new worker ready: quiet, isolated, tied to its owner."""
    import_jsonschema()
    if owners_end:
        owners_end.close()
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
