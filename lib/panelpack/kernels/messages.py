"""What a client and the warm process say to each other: one line of JSON a message.

A client opens one connection for each kernel: it sends a request with the files that are to be the
kernel's standard output and error (before them its input, if it reads one), and is
told the kernel's process number or why it can't have one. Then it may send signals, one byte each,
and is told when the kernel ends. A connection that closes ends its kernel, so no kernel outlives
who asked for it.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ADDRESS = "server"
"""Name of the warm process's socket in its folder."""
# What the system allows (macOS the least), and the longest name of a kernel's socket.
_LONGEST_PATH, _NAME_LENGTH = 103, len("/k12345678-ipc-1")
_CHUNK = 1 << 16
_STREAMS = 3


@dataclass(frozen=True)
class Request:
    """A kernel to start: its command as a kernelspec gives it, its environment and folder.

    `call` names a function to call in place of a kernel, as `module:function`; the command is its
    `sys.argv`.
    """

    command: list[str]
    environment: dict[str, str]
    folder: str
    call: str = ""

    def send(self, connection: socket.socket, streams: Sequence[int]) -> None:
        """Send the request, and the open files for what the kernel reads and writes."""
        line = _line(asdict(self))
        socket.send_fds(connection, [line[:1]], streams)
        connection.sendall(line[1:])


def receive_request(connection: socket.socket) -> tuple[Request, list[int]]:
    """Return a request and the open files that came with it; EOFError if it breaks off."""
    received, files, _, _ = socket.recv_fds(connection, _CHUNK, _STREAMS)
    try:
        while not received.endswith(b"\n"):
            more = connection.recv(_CHUNK)
            if not more:
                raise EOFError("the request breaks off")
            received += more
        return Request(**json.loads(received)), files
    except BaseException:
        for file in files:
            os.close(file)
        raise


def send(connection: socket.socket, **message: Any) -> None:
    """Send a message."""
    connection.sendall(_line(message))


def fits(folder: Path) -> bool:
    """Return whether the path of a socket in this folder is short enough for the system."""
    return len(os.fsencode(folder)) + _NAME_LENGTH <= _LONGEST_PATH


def address(folder: Path) -> str:
    """Return where the warm process of a folder listens."""
    return str(folder / ADDRESS)


class Reader:
    """Puts a connection's bytes together to messages."""

    def __init__(self):
        self._rest = b""

    def feed(self, received: bytes) -> Iterator[dict[str, Any]]:
        """Yield each message that is complete with these bytes."""
        *lines, self._rest = (self._rest + received).split(b"\n")
        for line in lines:
            yield json.loads(line)


def _line(message: dict[str, Any]) -> bytes:
    return json.dumps(message).encode() + b"\n"
