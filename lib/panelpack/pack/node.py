"""What a worker of a Dask cluster does for a build: keep the workbook and run notebooks.

The worker itself only passes on jobs and what came of them. Notebooks are run by processes of
their own: a worker has threads and can't be forked. They are forked from one that imports what
they need and knows nothing of any workbook (`nodeparent`).
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from panelpack.errors import DataError
from panelpack.pack import fingerprint, nodeparent
from panelpack.pack.nodechild import Process, this_worker

Library = tuple[dict[str, str], list[str]]

_RUNS = {"executing", "long-running"}
_OVER = "the build has ended"
_REMEMBERED = 1000
KEPT = 30.0
"""Seconds that a worker keeps what a build has sent after the last use, if nobody ends it."""


def library() -> Library:
    """Return what decides on the bytes that a section gives: panelpack's files, all packages."""
    return fingerprint.of_code(), fingerprint.environment()


def differing(ours: Library, theirs: Library) -> str:
    """Name what differs between two machines, the first few of it; nothing if they are alike."""
    parts = []
    if ours[0] != theirs[0]:
        parts.append("panelpack's own code")
    here, there = (sorted(set(a[1]) - set(b[1])) for a, b in ((ours, theirs), (theirs, ours)))
    for words, names in (("it lacks", here), ("it has", there)):
        if names:
            shown = ", ".join(
                name.replace("\n", " ").partition(".dist-info")[0] for name in names[:3]
            )
            more = f" and {len(names) - 3} more" if len(names) > 3 else ""
            parts.append(f"{words} {shown}{more}")
    return "; ".join(parts)


@dataclass(frozen=True, repr=False)
class Sent:
    """A workbook's files for one build, as Dask passes them from worker to worker."""

    build: str
    files: dict[str, bytes]
    made_with: Library

    def __sizeof__(self) -> int:
        return sum(map(len, self.files.values()))


class Held:
    """What a worker has for a build: the workbook on its disk, and processes that run notebooks.

    Raises DataError if this worker would make another pack of the workbook than who sent it.
    """

    def __init__(self, sent: Sent):
        worker = this_worker()
        ours = library()
        if told := differing(sent.made_with, ours):
            raise DataError(f"the worker {worker.address} differs from the builder: {told}")
        self.users = 0
        self._is_over = False
        self.timer: threading.Timer | None = None
        self._lock = threading.Lock()
        self._processes: list[Process] = []
        self._idle: list[Process] = []
        self._folder = Path(tempfile.mkdtemp(prefix="panelpack-", dir=worker.local_directory))
        for name, content in sent.files.items():
            path = self._folder / "workbook" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        self._parent = nodeparent.take(ours)

    def run(self, figures: bytes, job: bytes, notebook: str) -> bytes:
        """Return what came of a job, by a process that has nothing else to do.

        `figures` are what `ready.pack` gave of the build's.
        """
        with self._lock:
            idle = self._idle.pop() if self._idle else None
        process = idle or self._started(figures)
        try:
            answer = process.run(job, notebook, _still_wanted())
        except BaseException:
            process.end()
            raise
        with self._lock:
            self._idle.append(process)
        return answer

    def end(self) -> None:
        """End all processes, and remove the copy of the workbook."""
        self._is_over = True  # a task that comes late starts nothing more
        self._clear()
        nodeparent.let_go(self._parent)

    def _started(self, figures: bytes) -> Process:
        if self._is_over:
            raise DataError(_OVER)
        process = Process(self._folder, figures, self._parent)
        with self._lock:
            self._processes.append(process)
        if self._is_over:
            self._clear()
            raise DataError(_OVER)
        return process

    def _clear(self) -> None:
        for process in self._processes:
            process.end()
        shutil.rmtree(self._folder, ignore_errors=True)


_held: dict[str, Held] = {}
_ended: deque[str] = deque(maxlen=_REMEMBERED)
_lock = threading.Lock()


@contextlib.contextmanager
def _use(sent: Sent) -> Iterator[Held]:
    """Give what is held for a build, and let go of it if nobody uses it for a while."""
    with _lock:
        if sent.build in _ended:
            raise DataError(_OVER)
        if sent.build not in _held:
            _held[sent.build] = Held(sent)
        held = _held[sent.build]
        held.users += 1
    try:
        yield held
    finally:
        # A build that was killed doesn't say that it has ended.
        timer = threading.Timer(KEPT, _end_unused, (sent.build, held))
        timer.daemon = True
        with _lock:
            held.users -= 1
            held.timer = timer
        timer.start()


def _end_unused(build: str, held: Held) -> None:
    with _lock:
        is_unused = not held.users and held.timer is threading.current_thread()
    if is_unused:
        _let_go(build)


def begin(sent: Sent) -> None:
    """Let a worker have what it was sent, and a process to fork others from."""
    with _use(sent):
        pass


def run(sent: Sent, figures: bytes, job: bytes, notebook: str) -> bytes:
    """Run a pickled job on a worker, and return what came of it pickled.

    `figures` are the build's, packed by `ready.pack`. Raises DataError as `run.run` does, and when
    the process was killed.
    """
    with _use(sent) as held:
        return held.run(figures, job, notebook)


def end(build: str) -> None:
    """End on a worker all that belongs to a build; a task of it that comes late does nothing."""
    with _lock:
        _ended.append(build)
    _let_go(build)


def _let_go(build: str) -> None:
    with _lock:
        held = _held.pop(build, None)
    if held:
        held.end()


def _still_wanted() -> Callable[[], bool]:
    """Return what says whether the cluster still wants the task that this thread runs.

    It doesn't after another section has failed, after Ctrl-C, when the build was killed, or when
    the worker is being closed.
    """
    worker = this_worker()
    key = worker.get_current_task()

    def is_wanted() -> bool:
        task = worker.state.tasks.get(key)
        return task is not None and task.state in _RUNS and worker.status.name == "running"

    return is_wanted
