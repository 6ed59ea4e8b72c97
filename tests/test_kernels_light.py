"""A light kernel shows all that any other shows, in the same order."""

import json
import sys

import nbformat
import pytest
import zmq
from ipykernel import debugger, ipkernel
from ipykernel.iostream import IOPubThread
from jupyter_client.session import Session

from panelpack.kernels.light import LightStream, _without_modules
from panelpack.kernels.run import run_notebook
from panelpack.kernels.server import WarmServer


@pytest.fixture(scope="module")
def warm():
    """A server whose kernels have no debugger, as those of a build."""
    modules = ("panelpack.kernels.lean:import_ipykernel", "panelpack.kernels.light")
    with WarmServer(modules) as server:
        yield server


@pytest.fixture
def run(warm, tmp_path):
    """Run cells in a kernel; `run(cell, …)` returns the outputs of each."""

    def run(*cells):
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
        return [cell.outputs for cell in run_notebook(made, {}, tmp_path, warm.folder).cells]

    return run


class Sent(IOPubThread):
    """The thread that sends a kernel's outputs, which notes them and how often it is woken."""

    def __init__(self, socket):
        super().__init__(socket)
        self.texts, self.woken = [], 0

    def schedule(self, f):
        self.woken += 1
        super().schedule(f)

    def send_multipart(self, parts, *_args, **_kwargs):
        self.texts.append(json.loads(parts[-1])["text"])


@pytest.fixture
def sent():
    with zmq.Context() as context, context.socket(zmq.PUB) as socket:
        thread = Sent(socket)
        thread.start()
        yield thread
        thread.stop()
        thread.close()


@pytest.fixture
def stream(sent):
    made = LightStream(Session(), sent, "stdout", watchfd=False)
    yield made
    made.close()


def test_what_was_written_has_gone_when_it_is_flushed(stream, sent):
    for number in range(100):
        stream.write(f"{number}\n")
        stream.flush()
        assert sent.texts[number] == f"{number}\n"
    print("a", "b", file=stream, flush=True)
    stream.writelines(["c", "d"])
    stream.flush()
    assert sent.texts[100:] == ["a b\n", "cd"]


def test_where_nothing_was_written_nothing_is_waited_for(stream, sent):
    stream.flush()
    assert sent.woken == 0
    stream.write("a")
    stream.flush()
    woken = sent.woken
    stream.flush()
    assert (sent.woken, sent.texts) == (woken, ["a"])


MIXED = """
import sys
from IPython.display import display
for number in range(20):
    print("out", number)
    display(number)
    print("aside", number, file=sys.stderr, end="")
    display({"text/plain": "raw"}, raw=True)
    display({"text/plain": "raw"}, raw=True)
"last"
"""


def kinds(outputs):
    """What the outputs of a cell are, in their order."""
    return [each.get("text") or each.data["text/plain"] for each in outputs]


def test_what_is_printed_and_what_is_shown_come_in_their_order(run):
    mixed, after = run(MIXED, "print('after')")
    one = [[f"out {n}\n", f"{n}", f"aside {n}", "raw", "raw"] for n in range(20)]
    assert kinds(mixed) == [text for texts in one for text in texts] + ["'last'"]
    assert kinds(after) == ["after\n"]


def test_a_kernel_without_debugger_lists_no_modules(run):
    """Tells too when a newer ipykernel makes its list in another way."""
    cell = """
import sys, ipykernel.ipkernel, ipykernel.debugger
kernel = get_ipython().kernel
print(type(kernel).__name__, type(sys.stdout).__name__, type(sys.stderr).__name__)
print(bool(kernel._kernel_modules), ipykernel.debugger._is_debugpy_available)
print(ipykernel.ipkernel.sys is sys, len(sys.modules) > 100, kernel.implementation)
"""
    ((shown,),) = run(cell)
    names, listed, rest = shown.text.splitlines()
    assert names == "LightKernel LightStream LightStream"
    assert listed == "False False"
    assert rest == "True True ipython"


def test_a_kernel_with_a_debugger_lists_its_modules(monkeypatch):
    monkeypatch.setattr(debugger, "_is_debugpy_available", True)
    with _without_modules():
        assert ipkernel.sys is sys


def test_only_modules_are_out_of_sight(monkeypatch):
    monkeypatch.setattr(debugger, "_is_debugpy_available", False)
    with pytest.raises(ZeroDivisionError), _without_modules():
        assert ipkernel.sys.modules == {}
        assert ipkernel.sys.version_info is sys.version_info
        raise ZeroDivisionError
    assert ipkernel.sys is sys
