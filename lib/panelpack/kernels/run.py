"""Run a notebook in a kernel of a warm server, through papermill."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from contextvars import Context
from pathlib import Path
from queue import Empty
from typing import Any

import nbformat
import papermill
from jupyter_client import AsyncKernelClient, AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from jupyter_core.utils import ensure_event_loop
from papermill.execute import raise_for_execution_errors
from papermill.iorw import write_ipynb
from traitlets import Type, Unicode, default
from traitlets.config import Config

from panelpack.kernels import messages
from panelpack.kernels.channels import OutputChannel, WakingChannel
from panelpack.kernels.engine import DirectEngine
from panelpack.kernels.environment import isolated
from panelpack.kernels.provisioner import WarmProvisioner

_KERNEL = "python3"
_LIGHT = "panelpack.kernels.light"
# Named, not imported: who runs notebooks needs no ipykernel.
_OPTIONS = (
    f"--IPKernelApp.outstream_class={_LIGHT}.LightStream",
    f"--IPKernelApp.kernel_class={_LIGHT}.LightKernel",
)
_UNPACKER = "panelpack.kernels.channels.unpacked"
_ASK_AGAIN = 1.0
_CANCEL_TIME = 1.0
_START_TIME = 60


class PromptClient(AsyncKernelClient):
    """A client that is ready as soon as its kernel is.

    Jupyter's own waits 0.2 seconds for silence; this one has seen the kernel's last word, the end
    of its answer, on the channel that cells' outputs come by.
    """

    shell_channel_class = Type(WakingChannel)
    iopub_channel_class = Type(OutputChannel)

    def start_channels(self, shell=True, iopub=True, stdin=False, hb=False, control=False):
        """Open the channels that running a notebook needs; a manager sees whether it is alive."""
        super().start_channels(shell=shell, iopub=iopub, stdin=stdin, hb=hb, control=control)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return when the kernel answers on both channels; RuntimeError if it dies or is late."""
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while not await self._answers():
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > end:
                raise RuntimeError(f"Kernel didn't respond in {timeout:g} seconds")

    async def _answers(self) -> bool:
        asked = self.kernel_info()
        try:
            reply = await self.get_shell_msg(timeout=_ASK_AGAIN)
            while reply["parent_header"].get("msg_id") != asked:
                reply = await self.get_shell_msg(timeout=_ASK_AGAIN)
            while not _ends(await self.get_iopub_msg(timeout=_ASK_AGAIN), asked):
                pass
        except Empty:
            return False
        self._handle_kernel_info_reply(reply)
        return True


class WarmKernelManager(AsyncKernelManager):
    """Manages a kernel that is forked from the server in `folder` and knows no user settings."""

    folder = Unicode(config=True, help="Folder of the running warm server.")
    client_class = "panelpack.kernels.run.PromptClient"
    client_factory = PromptClient

    @default("connection_file")
    def _connection_file_default(self) -> str:
        return str(Path(self.folder) / f"k{secrets.token_hex(4)}.json")

    @default("transport")
    def _transport_default(self) -> str:
        return "ipc" if os.name == "posix" and messages.fits(Path(self.folder)) else "tcp"

    @property
    def kernel_spec(self) -> KernelSpec:
        """This interpreter's own ipykernel, whatever kernels the user has installed."""
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", *_OPTIONS],
            display_name="Python 3",
            language="python",
        )

    async def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:
        """End the kernel; `now` without the interrupt before, which an idle kernel would report."""
        if now and self.has_kernel:
            await self.provisioner.kill(restart)
        await super().shutdown_kernel(now=now, restart=restart)

    async def _async_pre_start_kernel(self, **kwargs):
        kwargs.setdefault("env", isolated(Path(self.folder)))
        if self.provisioner is None:
            # Jupyter would find the same by name, among the entry points of all that is installed.
            self.kernel_id = self.kernel_id or str(uuid.uuid4())
            self.provisioner = WarmProvisioner(
                kernel_id=self.kernel_id,
                kernel_spec=self.kernel_spec,
                parent=self,
                folder=self.folder,
            )
        return await super()._async_pre_start_kernel(**kwargs)


def run_notebook(
    notebook: Path | nbformat.NotebookNode,
    parameters: Mapping[str, Any],
    cwd: Path,
    folder: Path,
    *,
    timeout: float | None = None,
    output: Path | None = None,
    **options: Any,
) -> nbformat.NotebookNode:
    """Run a notebook in the folder `cwd` with these parameters and return it executed.

    `folder` is that of a running `WarmServer`; `timeout` the seconds that a cell may take
    (default: any); `output` where papermill is to write the executed notebook, also when a cell
    fails; `options` go to papermill's engine. Threads may run several at once.

    Raises what papermill raises: PapermillExecutionError for a cell that fails, nbclient's
    CellTimeoutError and DeadKernelError for a cell that takes too long and a kernel that dies.
    """
    given = {
        "progress_bar": False,
        "log_output": False,
        "autosave_cell_every": 0,
        "execution_timeout": timeout,
        "shutdown_kernel": "immediate",
        "record_timing": False,
        "kernel_manager_class": WarmKernelManager,
        "config": Config(
            {"WarmKernelManager": {"folder": str(folder)}, "Session": {"unpacker": _UNPACKER}}
        ),
        # papermill's own `cwd` is the whole process's, which threads would take from each other.
        "resources": {"metadata": {"path": str(cwd)}},
    }
    return _in_own_loop(_executed, notebook, output, parameters, **given | options)


def _executed(
    notebook: Path | nbformat.NotebookNode,
    output: Path | None,
    parameters: Mapping[str, Any],
    **options: Any,
) -> nbformat.NotebookNode:
    """Do as `papermill.execute_notebook`, step by step.

    That one writes the executed notebook out even where there is nowhere to write it: a third of
    the time that a client takes.
    """
    kernel = {"kernel_name": _KERNEL, "language": "python"}
    prepared = papermill.execute_notebook(notebook, None, parameters, prepare_only=True, **kernel)
    executed = DirectEngine.execute_notebook(
        prepared, _KERNEL, output_path=None, start_timeout=_START_TIME, **options
    )
    raise_for_execution_errors(executed, output and str(output))
    if output:
        write_ipynb(executed, str(output))
    return executed


def _in_own_loop(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Return what `work` does, without the event loop that Jupyter opens for each thread."""

    def inside():
        loop = ensure_event_loop()
        try:
            return work(*args, **kwargs)
        finally:
            if not loop.is_running():  # it runs where a notebook runs notebooks
                _close(loop)

    return Context().run(inside)


def _close(loop: asyncio.AbstractEventLoop) -> None:
    """Close a loop, after what a cell that took too long has left waiting in it."""
    waiting = asyncio.all_tasks(loop)
    for task in waiting:
        task.cancel()
    if waiting:
        loop.run_until_complete(asyncio.wait(waiting, timeout=_CANCEL_TIME))
    loop.close()
    asyncio.set_event_loop(None)


def _ends(message: dict[str, Any], asked: str) -> bool:
    """Say whether a message is the kernel's last about what it was asked."""
    return (
        message["parent_header"].get("msg_id") == asked
        and message["msg_type"] == "status"
        and message["content"]["execution_state"] == "idle"
    )
