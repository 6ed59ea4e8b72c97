"""A forked kernel as its client sees it: with the methods of `subprocess.Popen`."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Sequence

from panelpack.kernels import messages
from panelpack.kernels.messages import Request

_POLL = 0.002
_START_TIME = 60.0


class Refused(Exception):
    """The warm process is not there, or can't be the kernel that was asked for."""


class Forked:
    """A process that was forked from the warm one. It ends when its connection closes."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket):
        self._connection = connection
        self._reader = messages.Reader()
        self.pid: int | None = None
        self.returncode: int | None = None

    @classmethod
    async def fork(cls, address: str, request: Request, streams: Sequence[int]) -> Forked:
        """Ask the warm process at this address for a kernel; raise Refused if there is none."""
        connection = socket.socket(socket.AF_UNIX)
        forked = cls(connection)
        try:
            connection.connect(address)
            request.send(connection, streams)
            connection.setblocking(False)
            await asyncio.wait_for(forked._answer(), _START_TIME)
        except BaseException as error:
            connection.close()
            if isinstance(error, OSError):  # a time-out is one too
                raise Refused(f"the warm process does not answer ({error})") from error
            raise
        return forked

    async def _answer(self) -> None:
        loop = asyncio.get_running_loop()
        while self.pid is None:
            received = await loop.sock_recv(self._connection, 1 << 12)
            if not received:
                raise Refused("the warm process has ended")
            self._take(received)

    def _take(self, received: bytes) -> None:
        for message in self._reader.feed(received):
            if "refused" in message:
                raise Refused(message["refused"])
            self.pid = message.get("pid", self.pid)
            self.returncode = message.get("exit", self.returncode)

    def poll(self) -> int | None:
        """Return the exit code, or None while the process runs."""
        while self.returncode is None:
            try:
                received = self._connection.recv(1 << 12)
            except BlockingIOError:
                break
            except OSError:
                received = b""
            if received:
                self._take(received)
            else:
                self._be_orphaned()
        return self.returncode

    def _be_orphaned(self) -> None:
        """Note that the warm process was killed, the kernel with it, and kill what it started."""
        self.returncode = -signal.SIGKILL
        with contextlib.suppress(OSError):
            os.killpg(self.pid, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended; raise subprocess.TimeoutExpired after so many seconds."""
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while self.poll() is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired("a forked process", timeout)
            time.sleep(_POLL)
        self._connection.close()
        return self.returncode

    async def gone(self, seconds: float) -> None:
        """Return as soon as the process has ended, or after so many seconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while self.poll() is None and loop.time() < end:
            await asyncio.sleep(_POLL)

    def send_signal(self, number: int) -> None:
        """Send a signal to the process and those that it started, if it still runs."""
        if self.poll() is None:
            with contextlib.suppress(OSError):
                self._connection.sendall(bytes([number]))

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process at once."""
        self.send_signal(signal.SIGKILL)

    def close(self) -> None:
        """Let go of the process, which ends it."""
        self._connection.close()
