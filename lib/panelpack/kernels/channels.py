"""The channels on which a client hears a kernel: nothing is overlooked, little is done twice."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime
from typing import Any

import zmq
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.session import json_unpacker

_HEADER = {"msg_id", "msg_type", "session", "date"}


class WakingChannel(AsyncZMQSocketChannel):
    """A channel on which no answer is overlooked that comes just as something is sent.

    Jupyter sends behind the back of the event loop, which then may not be told of what came: it
    waits until the cell's time is up. A cell that fills an Output widget sends while it runs.
    """

    def send(self, msg: dict[str, Any]) -> None:
        """Send a message, and let the loop look for what has come."""
        super().send(msg)
        self.socket.get(zmq.EVENTS)


class OutputChannel(AsyncZMQSocketChannel):
    """A channel that takes a message at once, where Jupyter asks first whether there is one."""

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """Return the next message; raise queue.Empty if none comes in so many seconds."""
        if timeout is not None:
            return await super().get_msg(timeout)
        await asyncio.sleep(0)  # a cell that prints without end leaves others their turn
        return await self._recv()


def unpacked(packed: bytes) -> Any:
    """Return the value that is packed as JSON, for a header with its time as a `datetime`.

    Jupyter finds out by itself what a time looks like, two for each message: a twelfth of the work
    of a client. It leaves alone what is a time already.
    """
    value = json_unpacker(packed)
    if isinstance(value, dict) and value.keys() >= _HEADER:
        with suppress(ValueError, TypeError):
            time = datetime.fromisoformat(value["date"])
            value["date"] = time if time.tzinfo else value["date"]
    return value
