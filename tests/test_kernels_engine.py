"""A client that looks at outputs itself takes them as nbformat does, and leaves it the rest."""

import copy

import nbformat
import pytest
from nbformat.v4 import output_from_msg

from panelpack.kernels.engine import as_output, is_plain
from panelpack.kernels.run import run_notebook
from panelpack.kernels.server import WarmServer

DATA = {
    "text/plain": "a chart",
    "application/json": [1, {"deep": {"er": None}}],
    "application/vnd.panelpack.block+json": {"type": "chart", "spec": {"data": [{"x": 1}]}},
}


def message(kind, **content):
    """What a kernel sends, as far as a client looks at it."""
    content = {"data": DATA, "metadata": {"text/plain": {"width": 1}}} | content
    return {"msg_type": kind, "header": {"msg_type": kind}, "content": content}


@pytest.mark.parametrize(
    "msg",
    [
        message("display_data"),
        message("display_data", data={}, metadata={}),
        message("execute_result", execution_count=7),
    ],
)
def test_a_plain_output_is_what_nbformat_makes_of_it(msg):
    assert is_plain(msg)
    made = as_output(copy.deepcopy(msg))
    assert made == output_from_msg(msg)
    nbformat.validate(made, ref=msg["msg_type"], version=4)


@pytest.mark.parametrize(
    "msg",
    [
        message("display_data", data={"text/plain": ["in", "lines"]}),
        message("display_data", data={"text/plain": 1}),
        message("display_data", data={"image/json": {}}),
        message("display_data", data={"application/json\n": {}}),
        message("display_data", data=[]),
        message("display_data", metadata=None),
        message("execute_result", execution_count=None),
        message("execute_result", execution_count="1"),
        message("execute_result", execution_count=True),
        message("stream", name="stdout", text="printed"),
        message("error", ename="E", evalue="v", traceback=[]),
    ],
)
def test_what_is_not_plain_is_left_to_nbformat(msg):
    assert not is_plain(msg)


@pytest.fixture(scope="module")
def warm():
    with WarmServer(("ipykernel.kernelapp", "panelpack.kernels.light")) as server:
        yield server


@pytest.fixture
def run(warm, tmp_path):
    """Run cells in a kernel; `run(cell, …)` returns the outputs of each."""

    def run(*cells):
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
        done = run_notebook(made, {}, tmp_path, warm.folder)
        nbformat.validate(done)
        return [cell.outputs for cell in done.cells]

    return run


def test_outputs_that_change_later_are_changed(run):
    shown, updated, cleared, late = run(
        "from IPython.display import clear_output, display\n"
        "handle = display('first', display_id=True); display('other')",
        "handle.update('second'); handle.display('third')",
        "display('gone'); clear_output()",
        "display('gone'); clear_output(wait=True); display('stays')",
    )
    texts = [[o.data["text/plain"] for o in each] for each in (shown, updated, cleared, late)]
    assert texts == [["'third'", "'other'"], ["'third'"], [], ["'stays'"]]


def test_an_output_that_no_notebook_may_hold_stops_the_run(run):
    with pytest.raises(nbformat.ValidationError):
        run("from IPython.display import display\ndisplay({'text/plain': 1}, raw=True)")
