"""A client's channels take what a kernel sends as Jupyter's own do."""

import asyncio
import contextlib
import json
from queue import Empty

import pytest
import zmq
import zmq.asyncio
from jupyter_client.jsonutil import extract_dates
from jupyter_client.session import Session, json_unpacker

from panelpack.kernels.channels import OutputChannel, unpacked

HEADER = {"msg_id": "a_1", "msg_type": "status", "session": "a", "username": "b", "version": "5"}


def both(value):
    """What becomes of a value with our way to unpack, and with Jupyter's."""
    packed = json.dumps(value).encode()
    return extract_dates(unpacked(packed)), extract_dates(json_unpacker(packed))


@pytest.mark.parametrize(
    "date",
    [
        "2014-04-01T12:30:00.123456Z",
        "2014-04-01T12:30:00.123456+00:00",
        "2014-04-01T12:30:00+01:00",
        "2014-04-01T12:30:00.5-0530",
        "2014-04-01",
        "soon",
        "",
        None,
        3,
    ],
)
def test_a_headers_time_is_what_jupyter_makes_of_it(date):
    ours, theirs = both(HEADER | {"date": date})
    assert ours == theirs
    assert getattr(ours["date"], "isoformat", str)() == getattr(theirs["date"], "isoformat", str)()


def test_a_time_without_a_zone_is_left_to_jupyter():
    packed = json.dumps(HEADER | {"date": "2014-04-01T12:30:00"}).encode()
    assert unpacked(packed)["date"] == "2014-04-01T12:30:00"


@pytest.mark.parametrize("content", [{"date": "2014-04-01T12:30:00Z"}, {}, [1], "text", None])
def test_whatever_else_is_packed_stays_as_it_is(content):
    assert unpacked(json.dumps(content).encode()) == content


@contextlib.contextmanager
def channel():
    """A channel, and a function that sends on it as a kernel does."""
    with zmq.Context() as context, context.socket(zmq.PAIR) as kernel:
        port = kernel.bind_to_random_port("tcp://127.0.0.1")
        socket = zmq.asyncio.Context(context).socket(zmq.PAIR)
        socket.connect(f"tcp://127.0.0.1:{port}")
        session = Session()
        made = OutputChannel(socket, session, None)
        try:
            yield made, lambda name: session.send(kernel, name)
        finally:
            made.close()


def test_messages_come_in_their_order_and_leave_others_their_turn():
    async def heard():
        with channel() as (output, send):
            turns = 0

            async def count():
                nonlocal turns
                while True:
                    turns += 1
                    await asyncio.sleep(0)

            counting = asyncio.ensure_future(count())
            for number in range(50):
                send(f"m{number}")
            await asyncio.sleep(0.1)  # all are there
            before = turns
            names = [(await output.get_msg())["msg_type"] for _ in range(50)]
            counting.cancel()
            return names, turns - before

    names, turns = asyncio.run(heard())
    assert names == [f"m{number}" for number in range(50)]
    assert turns >= 50


def test_a_message_that_comes_later_is_waited_for():
    async def heard():
        with channel() as (output, send):
            with pytest.raises(Empty):
                await output.get_msg(timeout=0.01)
            waiting = asyncio.ensure_future(output.get_msg())
            await asyncio.sleep(0.05)
            assert not waiting.done()
            send("late")
            return (await asyncio.wait_for(waiting, 5))["msg_type"]

    assert asyncio.run(heard()) == "late"


def test_a_wait_that_is_given_up_loses_no_message():
    async def heard():
        with channel() as (output, send):
            waiting = asyncio.ensure_future(output.get_msg())
            await asyncio.sleep(0.05)
            waiting.cancel()
            await asyncio.sleep(0)
            send("next")
            return (await asyncio.wait_for(output.get_msg(), 5))["msg_type"]

    assert asyncio.run(heard()) == "next"
