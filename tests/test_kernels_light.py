"""A light kernel shows all that any other shows, in the same order."""

import json
import logging
import sys

import nbformat
import pytest
import zmq
from ipykernel import debugger, ipkernel
from ipykernel.iostream import IOPubThread
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.session import Session

from panelpack.kernels import forked
from panelpack.kernels.light import LightApp, LightKernel, LightStream, _without_modules
from panelpack.kernels.run import _OPTIONS, run_notebook
from panelpack.kernels.server import WarmServer


@pytest.fixture(scope="module")
def warm():
    """A server whose kernels have no debugger, as those of a build."""
    modules = ("panelpack.kernels.lean:import_ipykernel", "panelpack.kernels.light:note_modules")
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
    seen = []
    monkeypatch.setattr(ipkernel.IPythonKernel, "__init__", lambda _: seen.append(ipkernel.sys))
    for available in (True, False):
        monkeypatch.setattr(debugger, "_is_debugpy_available", available)
        LightKernel()
    assert seen[0] is sys
    assert seen[1].modules == {}


def test_only_modules_are_out_of_sight():
    with pytest.raises(ZeroDivisionError), _without_modules(ipkernel):
        assert ipkernel.sys.modules == {}
        assert ipkernel.sys.version_info is sys.version_info
        ipkernel.sys.told_by_a_test = 1
        raise ZeroDivisionError
    assert ipkernel.sys is sys
    assert vars(sys).pop("told_by_a_test") == 1


BUILDS = ["-f", "a file.json", *_OPTIONS, "--HistoryManager.hist_file=:memory:"]


@pytest.fixture
def read():
    """Let an application read arguments, and return it."""

    def read(application, *arguments):
        made = application()
        made.parse_command_line(list(arguments))
        return made

    yield read
    for application in (LightApp, IPKernelApp):
        logging.getLogger(application.__name__).handlers.clear()


def test_the_options_of_a_builds_kernel_are_read_as_ipykernel_reads_them(read):
    given = [*BUILDS, "--IPKernelApp.parent_handle=12"]
    light, stock = read(LightApp, *given), read(IPKernelApp, *given)
    assert light.cli_config == stock.cli_config
    for name in ("kernel_class", "outstream_class", "connection_file", "parent_handle", "argv"):
        assert getattr(light, name) == getattr(stock, name)
    assert light.kernel_class is LightKernel
    assert (light.parent_handle, light.extra_args, light.subapp) == (12, [], None)


@pytest.mark.parametrize(
    "others",
    [
        ["--debug"],
        ["--IPKernelApp.log_level=10"],
        ["--log-level=10"],
    ],
)
def test_other_options_are_left_to_ipykernel(read, others):
    assert read(LightApp, *BUILDS, *others).log_level == logging.DEBUG
    assert read(LightApp, *others, *BUILDS).connection_file == "a file.json"


def test_an_option_that_is_given_twice_is_refused_as_by_ipykernel(read):
    for application in (LightApp, IPKernelApp):
        with pytest.raises(SystemExit):
            read(application, *BUILDS, *BUILDS[2:3])


def test_a_list_of_several_is_left_to_ipykernel(read):
    several = ["--IPKernelApp.exec_lines=a = 1", "--IPKernelApp.exec_lines=b = 2"]
    assert read(LightApp, *BUILDS, *several).exec_lines == ["a = 1", "b = 2"]


def test_what_the_log_does_not_show_is_not_noted(read, capfd):
    app = read(LightApp, *BUILDS)
    app.log.info("unseen")
    app.log.warning("seen")
    assert not app.log.isEnabledFor(logging.INFO)
    assert "[LightApp] WARNING | seen" in capfd.readouterr().err
    app.log_level = "INFO"
    app.log.info("seen now")
    assert "[LightApp] seen now" in capfd.readouterr().err


@pytest.mark.parametrize(("options", "meant"), [(_OPTIONS, LightApp), ((), IPKernelApp)])
def test_only_a_builds_kernel_has_the_light_application(monkeypatch, options, meant):
    monkeypatch.setattr(sys, "argv", ["ipykernel_launcher.py", "-f", "a.json", *options])
    assert forked._application() is meant


RESET = """
import colorsys, sys
from IPython.core import shellapp
shell = get_ipython()
print(type(shell.kernel.parent).__name__, shellapp.sys is sys, "colorsys" in sys.modules)
shell.reset(aggressive=True)
import sys
print("decimal" in sys.modules, "colorsys" in sys.modules, len(sys.modules) > 100)
"""


def test_a_reset_takes_away_only_modules_that_the_notebook_has_loaded(run):
    """Tells too when a newer IPython notes the modules in another place."""
    ((shown,), after) = run(RESET, "import colorsys, json; print(json.dumps(1))")
    first, *_, last = shown.text.splitlines()
    assert first == "LightApp True True"
    assert last == "True False True"
    assert after[0].text == "1\n"
