"""A warm kernel is to a notebook what any other is, and shares nothing with the next."""

import asyncio
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import entry_points
from pathlib import Path

import nbformat
import pytest
import zmq
import zmq.asyncio
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.session import Session
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from panelpack.kernels import channels, messages
from panelpack.kernels.environment import isolated
from panelpack.kernels.handle import Forked, Refused
from panelpack.kernels.messages import Request
from panelpack.kernels.provisioner import WarmProvisioner
from panelpack.kernels.run import PromptClient, WarmKernelManager, run_notebook
from panelpack.kernels.server import WarmServer

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
SOCKETS = {"log", "lock", "server", "ipython"}


def notebook(*cells):
    """A notebook whose first cell holds the parameter `number`."""
    made = [nbformat.v4.new_code_cell(source) for source in ("number = 0", *cells)]
    made[0].metadata.tags = ["parameters"]
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": spec})


def said(executed):
    """All that a notebook printed."""
    outputs = [o for c in executed.cells for o in c.get("outputs", []) if o.get("name") == "stdout"]
    return "".join(o.text for o in outputs)


@pytest.fixture(scope="module")
def warm():
    with WarmServer() as server:
        assert server.wait()
        yield server


@pytest.fixture(scope="module")
def outside_tests():
    """Let ipykernel show what programs print, which it doesn't where it finds itself in a test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_CURRENT_TEST")
        yield


@pytest.fixture
def run(warm, tmp_path):
    """Run cells in a warm kernel; `run(cell, …, number=3)` returns the executed notebook."""

    def run(*cells, number=1, **options):
        return run_notebook(notebook(*cells), {"number": number}, tmp_path, warm.folder, **options)

    return run


def test_the_provisioner_is_registered():
    (entry,) = entry_points(group="jupyter_client.kernel_provisioners", name="panelpack-warm")
    assert entry.load() is WarmProvisioner


def test_parameters_reach_a_kernel_that_is_forked_from_a_loaded_process(run, warm):
    cell = "import os, sys; print(number, 'panelpack.section' in sys.modules, os.getppid())"
    number, loaded, parent = said(run(cell, number=7)).split()
    assert (number, loaded) == ("7", "True")
    assert int(parent) == warm._process.pid


def test_a_kernel_looks_as_if_it_had_been_started_by_itself(run, tmp_path, monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)  # Dask's tests leave it behind
    cell = """
import os, signal, sys
print(os.getcwd(), os.getpgrp() == os.getpid() == os.getsid(0))
print(sys.argv[0].rpartition("/")[2], "" in sys.path, __name__, sys.stdin.fileno())
print(os.environ.get("OPENBLAS_NUM_THREADS"), signal.getsignal(signal.SIGCHLD).name)
print(sorted(os.listdir("/proc/self/fd"), key=int)[:3], os.readlink("/proc/self/fd/0"))
"""
    lines = said(run(cell)).splitlines()
    assert lines[0] == f"{tmp_path} True"
    assert lines[1] == "ipykernel_launcher.py True __main__ 0"
    assert lines[2] == "None SIG_DFL"
    assert lines[3] == "['0', '1', '2'] /dev/null"


def test_no_state_reaches_the_next_kernel(run):
    run(
        "import builtins, os, sys, warnings, pandas as pd, panelpack.section",
        "left = builtins.left = sys.left = panelpack.section.left = 1; os.environ['LEFT'] = '1'",
        "pd.set_option('display.max_rows', 7); sys.path.insert(0, 'left'); os.chdir('/')",
        "warnings.filterwarnings('ignore', 'left')",
    )
    seen = run(
        "import builtins, os, sys, warnings, pandas as pd, panelpack.section",
        "print([hasattr(each, 'left') for each in (builtins, sys, panelpack.section)])",
        "print('left' in globals(), 'LEFT' in os.environ, 'left' in sys.path, os.getcwd() == '/')",
        "print(pd.get_option('display.max_rows'), 'left' in str(warnings.filters))",
    )
    assert said(seen).splitlines() == [
        "[False, False, False]",
        "False False False False",
        "60 False",
    ]


def test_each_kernel_has_random_numbers_of_its_own(run):
    cell = """
import random, tempfile, uuid, numpy as np
print(random.random(), np.random.rand(), np.random.default_rng().random(), uuid.uuid4())
print(next(tempfile._get_candidate_names()))
"""
    one, other = said(run(cell)).split(), said(run(cell)).split()
    assert len(one) == len(other) == 5
    assert not set(one) & set(other)


def test_temporary_files_are_put_where_the_environment_of_a_kernel_says(tmp_path, monkeypatch):
    """The warm process has asked where they are put before, to make a folder."""
    cell = "import tempfile\nprint(tempfile.gettempdir())"
    with WarmServer(["ipykernel.kernelapp", "tempfile:gettempdir"]) as server:
        assert server.wait()
        monkeypatch.setenv("TMPDIR", str(tmp_path))
        seen = said(run_notebook(notebook(cell), {}, tmp_path, server.folder))
    assert seen.strip() == str(tmp_path)


CELLS = (
    "import pandas as pd, sys\nprint(number)\nprint('aside', file=sys.stderr)",
    "pd.DataFrame({'a': [number, 2]})",
    # What a program prints comes by a thread, on a busy machine with a later cell.
    "import os, time\n_ = os.system('echo from a program')\ntime.sleep(1)",
    "from IPython.display import display\ndisplay({'text/html': '<b>1</b>'}, raw=True)\n1 + 1",
    "def halve(text):\n    return 1 / text\n",
    "halve(0)",
    "never = 1",
)


@pytest.fixture(scope="module")
def both(warm, tmp_path_factory, outside_tests):
    """The same failing notebook run by papermill alone and in a warm kernel: errors, files."""
    folder = tmp_path_factory.mktemp("both")
    source, stock, ours = (folder / f"{name}.ipynb" for name in ("source", "stock", "ours"))
    nbformat.write(notebook(*CELLS), source)
    command = [sys.executable, "-m", "papermill", source, stock, "-p", "number", "3"]
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stderr
    with pytest.raises(PapermillExecutionError) as caught:
        run_notebook(source, {"number": 3}, folder, warm.folder, output=ours)
    files = [nbformat.read(path, as_version=4) for path in (stock, ours)]
    return (told, files[0]), (caught.value, files[1])


def without_numbers(text):
    """A traceback without colours and the numbers of processes."""
    return re.sub(r"ipykernel_\d+/\d+", "", COLOUR.sub("", text))


def test_a_failing_cell_is_told_as_papermill_tells_it(both):
    (told, stock), (error, ours) = both
    assert error.ename == "ZeroDivisionError"
    assert without_numbers(told).rstrip().endswith(without_numbers(str(error)).rstrip())
    one, other = (notebook.cells[-2].outputs[0] for notebook in (stock, ours))
    assert one.output_type == other.output_type == "error"
    assert without_numbers("\n".join(one.traceback)) == without_numbers("\n".join(other.traceback))


def test_outputs_are_those_of_a_plain_kernel(both):
    (_, stock), (_, ours) = both
    assert len(stock.cells) == len(ours.cells) > len(CELLS)
    for one, other in zip(stock.cells, ours.cells, strict=True):
        assert one.source == other.source
        assert one.get("execution_count") == other.get("execution_count")
        if one.get("outputs", [{}])[:1] != other.get("outputs", [{}])[:1]:
            assert one.outputs[0].output_type == "error"
    assert stock.metadata.language_info == ours.metadata.language_info


def test_much_output_of_a_program_holds_up_nothing(run, monkeypatch):
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    text = said(run("import os", "_ = os.system('yes x | head -c 3000000; echo end')"))
    assert len(text) == 3_000_004
    assert text.endswith("x\nend\n")


def test_libraries_with_threads_work_in_a_forked_kernel(run):
    cell = """
import duckdb, numpy as np, pandas as pd, pyarrow as pa, pyarrow.compute as pc
figures = pd.DataFrame({"a": np.arange(300_000), "b": [str(n % 7) for n in range(300_000)]})
print(duckdb.sql("select sum(a) from figures where b = '3'").fetchall()[0][0])
print(pa.table(figures).group_by("b").aggregate([("a", "sum")]).num_rows)
square = np.random.rand(300, 300)
print((square @ np.linalg.inv(square)).trace().round(3))
"""
    total = sum(range(3, 300_000, 7))
    assert said(run(cell, timeout=20)).split() == [str(total), "7", "300.0"]


@pytest.mark.parametrize("end", ["os._exit(3)", "os.kill(os.getpid(), 9)"])
def test_a_kernel_that_dies_is_told_soon(run, warm, end):
    began = time.monotonic()
    with pytest.raises(DeadKernelError):
        run("import os", end)
    assert time.monotonic() - began < 5
    assert {path.name for path in warm.folder.iterdir()} <= SOCKETS


def test_a_cell_that_takes_too_long_is_ended_with_its_kernel(run, warm, tmp_path):
    cell = "import os, pathlib, time; pathlib.Path('pid').write_text(str(os.getpid()))"
    with pytest.raises(CellTimeoutError):
        run(cell, "time.sleep(60)", timeout=1)
    assert ends(int((tmp_path / "pid").read_text()))
    assert {path.name for path in warm.folder.iterdir()} <= SOCKETS


def ends(pid, seconds=30.0):
    """Whether a process ends in time; a signal takes a moment to reach it."""
    end = time.monotonic() + seconds
    while Path(f"/proc/{pid}").exists() and time.monotonic() < end:
        time.sleep(0.02)
    return not Path(f"/proc/{pid}").exists()


def test_sixty_starts_several_wide_all_succeed(warm, tmp_path):
    cell = "import os; print(number, os.getpid())"

    def one(number):
        return said(run_notebook(notebook(cell), {"number": number}, tmp_path, warm.folder))

    with ThreadPoolExecutor(6) as pool:
        pairs = [text.split() for text in pool.map(one, range(60))]
    assert [int(number) for number, _ in pairs] == list(range(60))
    assert len({pid for _, pid in pairs}) == 60
    assert {path.name for path in warm.folder.iterdir()} <= SOCKETS


def test_an_answer_that_comes_as_something_is_sent_is_not_overlooked():
    """As when a cell has filled an Output widget."""

    async def waited():
        with zmq.Context() as context, context.socket(zmq.ROUTER) as kernel:
            address = f"tcp://127.0.0.1:{kernel.bind_to_random_port('tcp://127.0.0.1')}"
            socket = zmq.asyncio.Context(context).socket(zmq.DEALER)
            socket.connect(address)
            session = Session()
            channel = PromptClient().shell_channel_class(socket, session, None)
            channel.send(session.msg("execute_request"))
            sender, _ = session.feed_identities(kernel.recv_multipart())
            waiting = asyncio.ensure_future(channel.get_msg(timeout=5))
            await asyncio.sleep(0.1)
            session.send(kernel, "execute_reply", ident=sender)
            time.sleep(0.1)  # the answer is there, and the loop has not had its turn
            channel.send(session.msg("comm_msg"))
            began = time.monotonic()
            assert (await waiting)["msg_type"] == "execute_reply"
            channel.close()
            return time.monotonic() - began

    assert asyncio.run(waited()) < 2


def test_a_client_hears_its_kernel_the_quick_way(run):
    managers = []

    class Known(WarmKernelManager):
        def __init__(self, **options):
            super().__init__(**options)
            managers.append(self)

    run("1", kernel_manager_class=Known)
    assert managers[0].session.unpack is channels.unpacked
    assert managers[0].client().session.unpack is channels.unpacked
    assert managers[0].client().iopub_channel_class is channels.OutputChannel


async def answer(client, code):
    """Run code in a kernel, and return what it prints and its reply's status."""
    printed = []

    def note(message):
        if message["msg_type"] == "stream":
            printed.append(message["content"]["text"])

    reply = await client.execute_interactive(code, output_hook=note, timeout=20)
    return "".join(printed).strip(), reply["content"]["status"]


@pytest.fixture
def manager(warm):
    """A Jupyter client's own manager, told by its kernelspec to use the provisioner."""
    named = {"provisioner_name": "panelpack-warm", "config": {"folder": str(warm.folder)}}
    made = AsyncKernelManager(transport="ipc", ip=str(warm.folder / "plain"))
    made._kernel_spec = KernelSpec(
        argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        language="python",
        metadata={"kernel_provisioner": named},
    )
    return made


def test_interrupt_restart_and_shutdown_are_as_with_any_kernel(manager, warm, tmp_path):
    async def through_its_life():
        await manager.start_kernel(env=isolated(warm.folder), cwd=str(tmp_path))
        client = manager.client()
        client.start_channels()
        await client.wait_for_ready(timeout=20)
        assert await answer(client, "import os; kept = 1; print(os.getpid())") == (
            str(manager.provisioner.pid),
            "ok",
        )
        sleeping = asyncio.ensure_future(answer(client, "import time; time.sleep(60)"))
        await asyncio.sleep(0.5)
        await manager.interrupt_kernel()
        assert (await sleeping)[1] == "error"
        assert await answer(client, "print(kept)") == ("1", "ok")

        first = manager.provisioner.pid
        await manager.restart_kernel()
        await client.wait_for_ready(timeout=20)
        assert manager.provisioner.pid != first
        assert ends(first)
        assert await answer(client, "print('kept' in globals())") == ("False", "ok")

        await manager.shutdown_kernel()
        client.stop_channels()
        assert not await manager.is_alive()
        assert ends(manager.provisioner.pid)

    asyncio.run(through_its_life())
    assert {path.name for path in warm.folder.iterdir()} <= SOCKETS


def test_a_kernel_takes_what_it_started_with_it(run, tmp_path):
    run(
        "import subprocess; child = subprocess.Popen(['sleep', '60'])",
        "open('pid', 'w').write(str(child.pid))",
    )
    assert ends(int((tmp_path / "pid").read_text()))


def refused(warm, command=None, **environment):
    """Why the warm process can't be a kernel with this command and environment."""
    usual = [sys.executable, "-m", "ipykernel_launcher", "-f", "none.json"]
    request = Request(command or usual, isolated(warm.folder) | environment, str(warm.folder))

    async def ask():
        (await Forked.fork(messages.address(warm.folder), request, (1, 2))).kill()

    with pytest.raises(Refused) as caught:
        asyncio.run(ask())
    return str(caught.value)


def test_another_kernel_than_a_fork_can_be_is_refused(warm):
    assert "not this environment's ipykernel" in refused(warm, ["R", "-e", "IRkernel::main()"])
    assert "not this environment's ipykernel" in refused(warm, [sys.executable, "-c", "1"])
    elsewhere = ["/elsewhere/bin/python", "-m", "ipykernel_launcher", "-f", "none.json"]
    assert "not this environment's ipykernel" in refused(warm, elsewhere)
    assert refused(warm, PYTHONHASHSEED="1") == "it is to have another PYTHONHASHSEED"
    assert refused(warm, PYTHONPATH="extra") == "it is to have another PYTHONPATH"


def test_a_function_can_be_forked_in_place_of_a_kernel(warm):
    (asked, ours), (read, answers) = os.pipe(), os.pipe()
    command = ["", "--compact"]
    request = Request(command, isolated(warm.folder), str(warm.folder), "json.tool:main")
    forked = asyncio.run(Forked.fork(messages.address(warm.folder), request, (asked, answers, 2)))
    for file in (asked, answers):
        os.close(file)
    with pytest.raises(subprocess.TimeoutExpired):
        forked.wait(0.1)
    with open(ours, "w") as input_, open(read) as output:
        input_.write('{"number": 1}')
        input_.close()
        assert output.read() == '{"number":1}\n'
    assert forked.wait(20) == 0


def test_a_module_that_was_edited_since_is_not_used(tmp_path):
    """Someone at the keyboard restarts a kernel to see a change."""
    module = tmp_path / "edited.py"
    module.write_text("value = 1")
    path = os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH"))))
    environment = isolated(tmp_path) | {"PYTHONPATH": path}
    with WarmServer(["ipykernel.kernelapp", "edited"], environment) as server:
        assert server.wait()
        module.write_text("value = 2")
        said_why = refused(server, PYTHONPATH=path)
    assert said_why == "a module has been changed since the warm process loaded it"


def test_a_module_that_was_written_since_is_found(tmp_path, monkeypatch):
    """Also where the folder's time does not tell that it has changed, as on a coarse clock."""
    (tmp_path / "known.py").write_text("value = 1")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    with WarmServer(["ipykernel.kernelapp", "known"]) as server:
        assert server.wait()
        was = tmp_path.stat()
        (tmp_path / "new.py").write_text("value = 2")
        os.utime(tmp_path, ns=(was.st_atime_ns, was.st_mtime_ns))
        cell = "import known, new; print(known.value + new.value)"
        assert said(run_notebook(notebook(cell), {}, tmp_path, server.folder)) == "3\n"


def test_a_kernel_has_what_charts_and_texts_load_late(run):
    """It was rehearsed in the warm process, which has drawn nothing all the same."""
    cell = """
import sys
from narwhals import plugins
print(plugins._discover_entrypoints.cache_info().currsize, "vl_convert" in sys.modules)
from panelpack import charts, markdown
import pandas as pd
before = set(sys.modules)
months = pd.Series([1.0, None, 3.0], pd.period_range("2014-04", periods=3, freq="M"))
_ = charts.spec(charts.line(months, "offences")), markdown.blocks("*One* text.")
print(set(sys.modules) - before)
"""
    assert said(run(cell)).splitlines() == ["1 False", "set()"]


def test_a_build_loads_neither_a_debugger_nor_a_grammar_that_others_still_can():
    code = (
        "import sys\n"
        "from panelpack.kernels.lean import import_jsonschema\nimport_jsonschema()\n"
        "from panelpack.kernels.server import load\nload()\n"
        "assert not {'debugpy', 'rfc3987_syntax'} & set(sys.modules)\n"
        "import debugpy, rfc3987_syntax\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
