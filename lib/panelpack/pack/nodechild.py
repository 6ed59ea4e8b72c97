"""The processes that a worker of a Dask cluster starts to run notebooks, seen from the worker."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from pickle import UnpicklingError, dump, load
from typing import BinaryIO

from panelpack.errors import DataError
from panelpack.pack.nodeparent import Parent

_LOOK = 0.25
_PATIENCE = 5.0


def this_worker():
    """Return the Dask worker that this thread works for."""
    from distributed import get_worker

    return get_worker()


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    """Return the reading and the writing end of a new pipe."""
    reader, writer = os.pipe()
    return os.fdopen(reader, "rb"), os.fdopen(writer, "wb")


class Process:
    """A process that runs one notebook at a time; it ends with the worker, however that ends."""

    def __init__(self, folder: Path, figures: bytes, parent: Parent):
        own = Path(tempfile.mkdtemp(prefix="process-", dir=folder))
        (own / "figures").write_bytes(figures)
        (asked, self._asked), (self._answers, answers) = _pipe(), _pipe()
        with asked, answers, (own / "log").open("wb") as log:
            files = [each.fileno() for each in (asked, answers, log)]
            self._process = parent.start([str(folder / "workbook"), "figures"], own, files)

    def run(self, job: bytes, notebook: str, is_wanted: Callable[[], bool]) -> bytes:
        """Return what came of a job; the process is ended when nobody wants to know any more."""
        try:
            dump(job, self._asked)
            self._asked.flush()
            kind, content = self._answer(is_wanted)
        except (OSError, EOFError, ValueError, UnpicklingError) as error:
            raise DataError(
                f"{notebook}: the process that ran it on the worker {this_worker().address} was "
                "killed, perhaps for want of memory; give workers more memory or fewer threads"
            ) from error
        if kind == "fault":
            raise DataError(content)
        if kind == "error":
            raise RuntimeError(content)
        return content

    def _answer(self, is_wanted: Callable[[], bool]):
        with ThreadPoolExecutor(1) as reader:
            coming = reader.submit(load, self._answers)
            while not wait([coming], _LOOK).done:
                if not is_wanted():
                    self.end()
            return coming.result()

    def end(self) -> None:
        """End the process with its kernel; may be called twice."""
        with contextlib.suppress(OSError):
            self._asked.close()
        self._process.terminate()  # while it still imports it does not listen
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
