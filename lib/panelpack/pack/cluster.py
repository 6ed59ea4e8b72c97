"""Run notebooks on the workers of a Dask cluster instead of in processes of this machine.

The workbook is sent along, so the workers need no file system in common. Dask runs the sections of
a worker that is lost on another one, and lets go of everything when the build ends or is killed.
"""

from __future__ import annotations

import pickle
import platform
import threading
import uuid
import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError
from contextlib import suppress
from functools import cache, partial
from importlib import metadata
from pathlib import Path
from time import monotonic
from typing import Any

from panelpack.errors import DataError
from panelpack.pack import fingerprint, node
from panelpack.pack.workers import collect
from panelpack.ready import pack
from panelpack.series import Figures

_PATIENCE = 10.0
_WITHOUT_WORKERS = 60.0
_SAME = "make its environment from the requirements.lock that this machine's was made from"


class Cluster:
    """The workers of the Dask cluster at an address, in the place of `workers.Workers`.

    A context manager. Entering it checks that the cluster is there, has workers, and that they
    have this machine's Python, packages and panelpack, so that they give the same bytes. Raises
    DataError where they don't, in seconds.
    """

    def __init__(self, address: str, workbook: Path):
        self._address, self._workbook = address, workbook
        self._build = uuid.uuid4().hex
        self._library = node.library()
        self._seen = monotonic()

    def __enter__(self) -> Cluster:
        self._client = _connected(self._address)
        try:
            self._check()
            self._send()
        except BaseException:
            self._client.close()
            raise
        return self

    def __exit__(self, *_) -> None:
        self._executor.shutdown(wait=False)
        self._sent = self._figures = None
        with suppress(Exception):  # a cluster that has gone has nothing left to end
            _in_time(partial(self._client.run, node.end, self._build, on_error="ignore"))
        self._client.close()

    def send_figures(self, figures: Figures) -> None:
        """Send the figures of all notebooks, so that no worker reads and judges them again."""
        self._figures = self._client.submit(bytes, pack(figures), pure=False)

    def run_all(
        self, work: Callable[[Any, Path], Any], jobs: Iterable[Any], done: Callable[[Any], None]
    ) -> list[Any]:
        """Return `work(job, folder)` for every job, in their order; see `Workers.run_all`.

        Each job's `workbook` is the copy on its worker.
        """
        fingerprint.check_same(self._digests, fingerprint.of_workbook(self._workbook))
        futures = [
            self._executor.submit(node.run, self._sent, self._figures, asked, job.notebook)
            for job, asked in ((job, pickle.dumps((work, job))) for job in jobs)
        ]
        opened = cache(pickle.loads)
        try:
            answers = collect(futures, lambda answer: done(opened(answer)), self._look)
        except CancelledError:
            raise DataError(
                f"the connection to the cluster at {self._address} was lost; build again"
            ) from None
        except self._lost as error:
            raise DataError(
                "every worker of the cluster that ran one of the notebooks was lost, perhaps for "
                f"want of memory ({error}); see the workers' logs"
            ) from error
        return list(map(opened, answers))

    def _check(self) -> None:
        """Raise DataError unless there are workers, all like this machine."""
        with suppress(TimeoutError):
            self._client.wait_for_workers(1, timeout=_PATIENCE)
        if not self._client.nthreads():
            raise DataError(
                f"the cluster at {self._address} has no workers; start one on each machine with "
                f"'dask worker {self._address} --nthreads 1'"
            )
        try:
            faults = _in_time(self._of_dask) or _in_time(self._of_panelpack)
        except TimeoutError:
            faults = [f"the workers of the cluster at {self._address} don't answer; see their logs"]
        if faults:
            raise DataError("\n".join(faults))

    def _of_dask(self) -> list[str]:
        """Tell of each process of the cluster that has another Python or distributed."""
        ours = _versions(lambda ask, *args: ask(*args))
        python, distributed = _versions(self._client.run)
        found = {"the scheduler": _versions(self._client.run_on_scheduler)}
        found |= {f"the worker {name}": [python[name], distributed[name]] for name in python}
        return [
            f"{name} has Python {theirs[0]} with distributed {theirs[1]}, "
            f"and this machine Python {ours[0]} with distributed {ours[1]}; {_SAME}"
            for name, theirs in found.items()
            if theirs != ours
        ]

    def _of_panelpack(self) -> list[str]:
        """Tell of each worker whose sections might differ from this machine's."""
        told = self._client.run(node.library, on_error="return")
        faults = []
        for worker, theirs in told.items():
            if isinstance(theirs, Exception):
                faults.append(f"the worker {worker} can't load panelpack ({theirs}); {_SAME}")
            elif differing := node.differing(self._library, theirs):
                faults.append(
                    f"the worker {worker} differs from this machine: {differing}; {_SAME}"
                )
        return faults

    def _send(self) -> None:
        """Send the workbook, and let each worker get ready while we do other things."""
        from distributed import KilledWorker

        self._lost = KilledWorker
        names = fingerprint.of_workbook(self._workbook)
        files = {name: (self._workbook / name).read_bytes() for name in names}
        self._digests = {name: fingerprint.of_bytes(content) for name, content in files.items()}
        self._executor = self._client.get_executor(pure=False)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
            self._sent = self._client.submit(
                node.Sent, self._build, files, self._library, pure=False
            )
        self._begun = [
            self._client.submit(node.begin, self._sent, workers=[worker], pure=False)
            for worker in self._client.nthreads()
        ]

    def _look(self) -> None:
        """Raise DataError when all workers have been gone for a while."""
        if self._client.nthreads():
            self._seen = monotonic()
        elif monotonic() - self._seen > _WITHOUT_WORKERS:
            raise DataError(
                f"the cluster at {self._address} has lost all its workers; see their logs"
            )


def _connected(address: str):
    """Return a client of the scheduler at an address; TLS as Dask's own settings have it."""
    try:
        from distributed import Client, Security
        from distributed.versions import VersionMismatchWarning
    except ModuleNotFoundError:
        raise DataError(
            "--cluster needs the library distributed: pip install 'panelpack[cluster]'"
        ) from None
    _check_certificates(address, Security())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VersionMismatchWarning)  # told as errors below
        try:
            return Client(address, timeout=_PATIENCE, set_as_default=False, name="panelpack")
        except (OSError, TypeError, ValueError, RuntimeError) as error:
            reason = str(error).partition("\n")[0] or type(error).__name__
            raise DataError(f"no Dask cluster answers at {address}: {reason}") from error


def _check_certificates(address: str, settings) -> None:
    """Raise DataError where Dask's settings lack certificates that an address needs."""
    given = (settings.tls_ca_file, settings.tls_client_cert, settings.tls_client_key)
    files = [each for each in given if each and "\n" not in each]  # else it is the key itself
    told = "see 'distributed.comm.tls' in Dask's settings"
    try:
        context = settings.get_connection_args("client")["ssl_context"]
    except OSError as error:
        raise DataError(
            f"can't use the certificates for {address}: {error}; {told}, which name "
            f"{', '.join(files)}"
        ) from error
    if address.startswith("tls:") and context is None:
        raise DataError(f"there are no certificates for {address}: {told}, ca-file and client")


def _versions(run: Callable[..., Any]) -> list[Any]:
    """Return what `run` tells of Python and distributed, also where there is no panelpack."""
    return [run(platform.python_version), run(metadata.version, "distributed")]


def _in_time(work: Callable[[], Any]) -> Any:
    """Return what `work` does; raise TimeoutError if a worker lets us wait too long."""
    answer: list[Any] = []
    faults: list[Exception] = []

    def do() -> None:
        try:
            answer.append(work())
        except Exception as error:
            faults.append(error)

    thread = threading.Thread(target=do, daemon=True)
    thread.start()
    thread.join(_PATIENCE)
    if thread.is_alive():
        raise TimeoutError
    if faults:
        raise faults[0]
    return answer[0]
