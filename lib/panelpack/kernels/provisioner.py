"""`panelpack-warm`: a kernel provisioner that forks kernels instead of starting them."""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import threading
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Unicode

from panelpack.kernels import messages
from panelpack.kernels.forking import on_linux
from panelpack.kernels.handle import Forked, Refused
from panelpack.kernels.messages import Request
from panelpack.kernels.server import WarmServer, last_words

FOLDER = "PANELPACK_WARM_KERNELS"
"""Environment variable: the folder of a running `WarmServer` to use."""
_KNOWN = {"env", "cwd", "extra_arguments", "kernel_id"}
_POLL = 0.003
_BOUND_TIME = 10.0
_KILL_TIME = 1.0

_log = logging.getLogger("panelpack.kernels")
_own_servers: list[WarmServer] = []
_making = threading.Lock()
_told: set[str] = set()


class WarmProvisioner(LocalProvisioner):
    """Forks each kernel from a process that has imported already what notebooks need.

    All else is as with Jupyter's own provisioner: the kernel is ipykernel in a process and group
    of its own, is interrupted, restarted, shut down and killed the same way. Where a kernel can't
    be forked it is started as usual, and the log says why, once for each reason.

    `folder` is that of a running `WarmServer`; by default the environment variable
    PANELPACK_WARM_KERNELS names it, and without one the process that asks for a kernel starts a
    server for itself.
    """

    folder = Unicode(config=True, help="Folder of the running warm server.")

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel, and return how to connect to it once it listens."""
        try:
            self.process = await self._fork(cmd, kwargs)
        except Refused as refused:
            _say(f"this kernel starts cold: {refused}")
            return await super().launch_kernel(cmd, **kwargs)
        self.pid, self.pgid = self.process.pid, None
        self.cwd = kwargs.get("cwd") or os.getcwd()
        await self._listening()
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel and what it started, and see it gone."""
        await super().kill(restart)
        if isinstance(self.process, Forked):
            await self.process.gone(_KILL_TIME)

    async def cleanup(self, restart: bool = False) -> None:
        """Let go of the kernel's process and ports."""
        if isinstance(self.process, Forked):
            self.process.close()
            self.process = None
        await super().cleanup(restart)

    async def _fork(self, cmd: list[str], kwargs: dict[str, Any]) -> Forked:
        unknown = kwargs.keys() - _KNOWN
        if unknown:
            raise Refused(f"it is to have its own {min(unknown)}")
        environment = dict(kwargs.get("env") or os.environ)
        request = Request(cmd, environment, os.path.abspath(kwargs.get("cwd") or os.getcwd()))
        folder = self._server_folder()
        try:
            return await Forked.fork(messages.address(folder), request, _streams())
        except Refused as refused:
            said = last_words(folder)
            raise Refused(f"{refused}: {said}" if said else str(refused)) from None

    def _server_folder(self) -> Path:
        if not on_linux():
            raise Refused("kernels are forked on Linux only")
        known = self.folder or os.environ.get(FOLDER)
        return Path(known) if known else _own_server()

    async def _listening(self) -> None:
        """Wait until the kernel's last socket is there: a client that is early waits longer."""
        info = self.connection_info
        if info.get("transport") != "ipc":
            return
        last, loop = Path(f"{info['ip']}-{info['hb_port']}"), asyncio.get_running_loop()
        end = loop.time() + _BOUND_TIME
        while not last.exists() and self.process.poll() is None and loop.time() < end:
            await asyncio.sleep(_POLL)


def _own_server() -> Path:
    """Return the folder of this process's own server, with the settings of its user."""
    with _making:
        if not _own_servers:
            _own_servers.append(WarmServer(environment=dict(os.environ)).start())
            atexit.register(_own_servers[0].stop)
        return _own_servers[0].folder


def _streams() -> tuple[int, int]:
    """Return the open files of this process's output, which a kernel of its own would inherit."""
    return 1, 2


def _say(message: str) -> None:
    if message not in _told:
        _told.add(message)
        _log.warning(message)
