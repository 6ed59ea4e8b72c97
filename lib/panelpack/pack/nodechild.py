"""The processes that a worker of a Dask cluster starts to run notebooks, seen from the worker."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from pickle import UnpicklingError, dump, load

from panelpack.errors import DataError
from panelpack.kernels import forking

_PROGRAM = (
    "from panelpack.kernels.lean import import_jsonschema; import_jsonschema(); "
    "from panelpack.pack.nodeprocess import serve; serve()"
)
_LOOK = 0.25
_PATIENCE = 5.0


def this_worker():
    """Return the Dask worker that this thread works for."""
    from distributed import get_worker

    return get_worker()


class Process:
    """A process that runs one notebook at a time; it ends with the worker, however that ends."""

    def __init__(self, folder: Path, number: int, asked_for: Mapping[str, str]):
        own = folder / f"process-{number}"
        own.mkdir()
        with (own / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, str(folder / "workbook"), json.dumps(asked_for)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=own,
                env=forking.environment(),
                start_new_session=True,
            )

    def run(self, job: bytes, notebook: str, is_wanted: Callable[[], bool]) -> bytes:
        """Return what came of a job; the process is ended when nobody wants to know any more."""
        try:
            dump(job, self._process.stdin)
            self._process.stdin.flush()
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
            coming = reader.submit(load, self._process.stdout)
            while not wait([coming], _LOOK).done:
                if not is_wanted():
                    self.end()
            return coming.result()

    def end(self) -> None:
        """End the process with its kernel; may be called twice."""
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        self._process.terminate()  # while it still imports it does not listen
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
