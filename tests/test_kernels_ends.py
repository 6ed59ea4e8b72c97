"""Nothing of a warm server outlives it, and where it can't be had notebooks run all the same."""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from nbclient.exceptions import DeadKernelError

from panelpack.kernels import provisioner, server
from panelpack.kernels.run import run_notebook
from panelpack.kernels.server import WarmServer

KERNEL_ONLY = ("ipykernel.kernelapp", "ipykernel.ipkernel")
SOON = 30.0

OWNER = """
import sys
from pathlib import Path
import nbformat
from panelpack.kernels.run import run_notebook
from panelpack.kernels.server import WarmServer

cell = '''
import os, subprocess, time
child = subprocess.Popen(["sleep", "300"])
daemon = subprocess.Popen(["sleep", "300"], start_new_session=True)
open("pids", "w").write(f"{os.getpid()} {os.getppid()} {child.pid} {daemon.pid}")
os.rename("pids", "ready")
while ENDLESS: time.sleep(0.1)
'''
cell = cell.replace("ENDLESS", sys.argv[2])
made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
with WarmServer(("ipykernel.kernelapp", "ipykernel.ipkernel")) as warm:
    Path("folder").write_text(str(warm.folder))
    run_notebook(made, {}, Path.cwd(), warm.folder)
    if sys.argv[1] == "fails":
        raise SystemExit("on purpose")
"""


def notebook(*cells):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])


def said(executed):
    outputs = [o for c in executed.cells for o in c.outputs if o.get("name") == "stdout"]
    return "".join(o.text for o in outputs)


def until(condition, seconds=SOON):
    """Wait until a condition holds, and return whether it did in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def exists(pid):
    """Whether a process is there, also as a zombie."""
    return psutil.pid_exists(pid)


def begin(folder, how, endless):
    """Start an owner whose kernel, child and daemon run; return it and their pids."""
    (folder / "owner.py").write_text(OWNER)
    owner = subprocess.Popen(
        [sys.executable, "owner.py", how, str(endless)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert until((folder / "ready").exists, 30)
    return owner, [int(pid) for pid in (folder / "ready").read_text().split()]


def assert_nothing_is_left(folder, pids):
    warm = Path((folder / "folder").read_text())
    assert until(lambda: not any(exists(pid) for pid in pids)), [p for p in pids if exists(p)]
    assert until(lambda: not warm.exists()), list(warm.iterdir())


@pytest.mark.parametrize("how", ["works", "fails"])
def test_nothing_is_left_when_the_owner_ends(tmp_path, how):
    owner, pids = begin(tmp_path, how, endless=False)
    _, errors = owner.communicate(timeout=SOON)
    assert owner.returncode == (how == "fails"), errors
    assert_nothing_is_left(tmp_path, pids)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_when_the_owner_is_stopped(tmp_path, number):
    owner, pids = begin(tmp_path, "works", endless=True)
    owner.send_signal(number)
    _, errors = owner.communicate(timeout=SOON)
    assert owner.returncode == -number
    assert (b"KeyboardInterrupt" in errors) == (number == signal.SIGINT)
    assert_nothing_is_left(tmp_path, pids)


def test_a_folder_whose_server_was_killed_with_its_owner_is_cleared_by_the_next(tmp_path):
    owner, (kernel, warm, child, daemon) = begin(tmp_path, "works", endless=True)
    os.kill(warm, signal.SIGSTOP)  # so that it sees nothing of the owner's end
    owner.kill()
    owner.wait()
    owner.stderr.close()
    os.kill(warm, signal.SIGKILL)
    assert until(lambda: not exists(kernel))  # the system ends it with its parent
    folder = Path((tmp_path / "folder").read_text())
    assert folder.exists()
    with WarmServer(KERNEL_ONLY) as other:
        assert other.folder.exists()
        assert not folder.exists()
    for left in (child, daemon):
        os.kill(left, signal.SIGKILL)


def test_running_servers_are_not_cleared_away(tmp_path):
    with WarmServer(KERNEL_ONLY) as one, WarmServer(KERNEL_ONLY) as other:
        assert one.folder.exists()
        assert other.wait()
        assert said(run_notebook(notebook("print(1)"), {}, tmp_path, one.folder)) == "1\n"
    assert not one.folder.exists()
    assert not other.folder.exists()


def test_stopping_twice_and_before_it_has_begun_is_harmless():
    warm = WarmServer()
    warm.stop()
    warm.start()
    pid = warm._process.pid
    warm.stop()
    warm.stop()
    assert not exists(pid)
    assert not warm.folder.exists()


@pytest.fixture
def told(caplog, monkeypatch):
    """What the log says of kernels, from the beginning."""
    monkeypatch.setattr(provisioner, "_told", set())
    caplog.set_level(logging.WARNING, "panelpack.kernels")

    def told():
        return [r.getMessage() for r in caplog.records if r.name == "panelpack.kernels"]

    return told


def test_a_killed_server_ends_its_kernel_and_the_next_starts_cold(tmp_path, told):
    cell = """
import os, subprocess, time
open("child", "w").write(str(subprocess.Popen(["sleep", "300"]).pid))
os.kill({}, 9)
time.sleep(60)
"""
    with WarmServer(KERNEL_ONLY) as warm:
        pid = warm._process.pid
        with pytest.raises(DeadKernelError):
            run_notebook(
                notebook(cell.format(pid)),
                {},
                tmp_path,
                warm.folder,
            )
        cold = run_notebook(notebook("import os; print(os.getppid())"), {}, tmp_path, warm.folder)
        assert int(said(cold)) == os.getpid()
    assert until(lambda: not exists(int((tmp_path / "child").read_text())))
    assert len(told()) == 1
    assert told()[0].startswith("this kernel starts cold: the warm process does not answer")
    assert not warm.folder.exists()


def test_a_module_that_fails_to_import_means_cold_kernels_and_is_told(tmp_path, told):
    (tmp_path / "broken.py").write_text("raise ValueError('no such luck')")
    given = dict(os.environ) | {"PYTHONPATH": str(tmp_path)}
    with WarmServer([*KERNEL_ONLY, "broken"], given) as warm:
        assert not warm.wait()
        cell = "import os; print(os.getppid())"
        made = run_notebook(notebook(cell), {}, tmp_path, warm.folder)
        assert int(said(made)) == os.getpid()
    assert [line.endswith("ValueError: no such luck") for line in told()] == [True]


def test_a_module_that_starts_a_thread_means_cold_kernels(tmp_path):
    module = (
        "import threading, time\nthreading.Thread(target=time.sleep, args=[9], daemon=True).start()"
    )
    (tmp_path / "threaded.py").write_text(module)
    given = dict(os.environ) | {"PYTHONPATH": str(tmp_path)}
    with WarmServer([*KERNEL_ONLY, "threaded"], given) as warm:
        assert not warm.wait()
        assert "started a thread" in server.last_words(warm.folder)


def test_where_nothing_can_be_forked_kernels_start_as_usual(tmp_path, told, monkeypatch):
    for module in (provisioner, server):
        monkeypatch.setattr(module, "on_linux", lambda: False)
    with WarmServer() as warm:
        assert not warm.wait()
        cell = "import os; print(os.getppid(), os.environ['IPYTHONDIR'])"
        made = run_notebook(notebook(cell), {}, tmp_path, warm.folder)
    assert said(made).split() == [str(os.getpid()), str(warm.folder / "ipython")]
    assert told() == ["this kernel starts cold: kernels are forked on Linux only"]
    assert not warm.folder.exists()


def test_a_folder_too_deep_for_sockets_does_without_them(tmp_path, monkeypatch):
    """A path of a socket may have 107 characters."""
    deep = tmp_path / ("d" * 90)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    with WarmServer(KERNEL_ONLY) as warm:
        assert said(run_notebook(notebook("print(1)"), {}, tmp_path, warm.folder)) == "1\n"
    assert list(deep.iterdir()) == []


def test_the_users_own_settings_do_not_get_in(tmp_path, monkeypatch):
    startup = tmp_path / "theirs" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("left = 1")
    (startup.parent / "ipython_config.py").write_text(
        "c.InteractiveShell.ast_node_interactivity='all'"
    )
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "theirs"))
    monkeypatch.setenv("PYTHONSTARTUP", str(startup / "00.py"))
    with WarmServer(KERNEL_ONLY) as warm:
        made = run_notebook(notebook("print('left' in globals())\n1\n2"), {}, tmp_path, warm.folder)
    assert said(made) == "False\n"
    assert [o.data["text/plain"] for o in made.cells[0].outputs if "data" in o] == ["2"]


CLIENT = """
import asyncio, json, os, sys
from jupyter_client import AsyncKernelManager
from panelpack.kernels import provisioner

async def pids():
    found = []
    for _ in range(2):
        manager = AsyncKernelManager(transport="ipc", ip=os.path.join(sys.argv[1], "k"))
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        await client.wait_for_ready(60)
        await manager.shutdown_kernel()
        client.stop_channels()
        found.append(manager.provisioner.pid)
    return found

found = asyncio.run(pids())
own = provisioner._own_servers[0]
print(json.dumps([found, own._process.pid, str(own.folder)]))
"""


def test_any_jupyter_client_can_use_the_provisioner_by_its_name(tmp_path):
    """As its owner's default, chosen as Jupyter documents it; the server ends with the client."""
    given = {**os.environ, "JUPYTER_DEFAULT_PROVISIONER_NAME": "panelpack-warm"}
    command = [sys.executable, "-c", CLIENT, str(tmp_path)]
    made = subprocess.run(
        command, env=given, capture_output=True, text=True, timeout=60, check=True
    )
    kernels, warm, folder = json.loads(made.stdout)
    assert len(set(kernels)) == 2
    assert not any(exists(pid) for pid in [*kernels, warm])
    assert not Path(folder).exists()
    assert made.stderr == ""


def test_the_grammar_is_left_out_and_nothing_needs_it():
    """The schemas of notebooks and of charts have no international address and no duration."""
    script = """
import sys
from panelpack.kernels.lean import import_jsonschema
import_jsonschema()
import nbformat, altair
nbformat.validate(nbformat.v4.new_notebook())
print({"rfc3987_syntax", "lark", "isoduration", "arrow"} & set(sys.modules) or "none")
import importlib.util
print(importlib.util.find_spec("rfc3987_syntax") is not None)
folders = [str(m.__path__[0]) for m in (nbformat, altair)]
print(*folders, sep="\\n")
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    first, second, *folders = run.stdout.splitlines()
    assert (first, second) == ("none", "True")
    schemas = [path for folder in folders for path in Path(folder).rglob("*schema*.json")]
    assert len(schemas) > 3
    for path in schemas:
        told = path.read_text("utf-8").replace(" ", "")
        assert not any(f'"format":"{kind}' in told for kind in ("iri", "duration"))
