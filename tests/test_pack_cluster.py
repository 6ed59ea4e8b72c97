"""Sections on a Dask cluster: the same pack, whatever happens to workers, build or cluster."""

import os
import platform
import signal
import subprocess
import sys
import threading
import time
from importlib import metadata

import dask
import psutil
import pytest
from distributed import Client, LocalCluster, Security

import tiny_workbook
from panelpack.errors import DataError
from panelpack.pack import cluster, node, nodeparent
from panelpack.pack.build import build
from panelpack.pack.request import ask
from panelpack.quarters import Quarter
from test_pack_build import _runs, _wait_for, command, files

QUARTER = Quarter.parse("2014-15-q1")
NOWHERE = "tcp://127.0.0.1:9"
SOON = 60.0


@pytest.fixture(scope="module")
def dask_cluster(tmp_path_factory):
    """Two workers on this machine, each a process with one thread.

    A LocalCluster gives a killed worker up for good when it is not there again in a while (15
    seconds, too few for a busy machine); this one waits for as long as it takes.
    """
    scratch = tmp_path_factory.mktemp("dask")
    with (
        dask.config.set({"distributed.deploy.lost-worker-timeout": "1 hour"}),
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            dashboard_address=":0",
            host="127.0.0.1",
            local_directory=str(scratch),
        ) as running,
    ):
        running.scratch = scratch
        yield running


@pytest.fixture
def two_workers(dask_cluster):
    """The cluster with both its workers, also after a test that killed one; and a client."""
    with Client(dask_cluster.scheduler_address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=180)
        yield dask_cluster, client


def built(workbook, outputs, address="", **asked):
    """Build an internal pack; return its files and the sections that were run."""
    ran = []
    request = ask(workbook, QUARTER, "internal", outputs=outputs, cluster=address, **asked)
    build(request, ran.append)
    return files(request.target), sorted(ran)


def left_on(dask_cluster):
    """What builds have left in the workers' folders, which may just be going away (`os.walk`)."""
    folders = (name for _, names, _ in os.walk(dask_cluster.scratch) for name in names)
    return [name for name in folders if name.startswith("panelpack-")]


def within(seconds, holds):
    """Say whether something comes true in time."""
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    return holds()


def slow_at_first(mark):
    """A cell that waits for ever when it is run for the first time, and says in which kernel."""
    return (
        f"import os, time\n\nagain = os.path.exists({str(mark)!r})\n"
        f"open({str(mark)!r}, 'w').write(str(os.getpid()))\ntime.sleep(0 if again else 600)"
    )


def kill_the_worker_of(mark, running):
    """Kill the worker that runs a notebook, once it has begun.

    Returns the numbers of the kernel and of what the worker keeps.
    """
    kernel = _wait_for(mark)
    with Client(running.scheduler_address, set_as_default=False) as client:
        busy = {address for address, keys in client.processing().items() if keys}
        pids = client.run(os.getpid, workers=list(busy))
        kept = client.run(_kept, workers=list(busy))
    for pid in pids.values():
        os.kill(pid, signal.SIGKILL)
    return kernel, *kept.values()


def test_a_pack_is_the_same_as_one_built_here_and_nothing_is_left(two_workers, tiny, tmp_path):
    running, client = two_workers
    there, ran = built(tiny, tmp_path / "there", running.scheduler_address)
    here, _ = built(tiny, tmp_path / "here")
    assert there == here
    assert ran == ["one", "three", "two"]
    assert left_on(running) == []
    assert within(SOON, lambda: not any(client.who_has().values()))


def test_what_a_worker_keeps_between_builds_knows_nothing_of_the_workbook(
    two_workers, tiny, tmp_path
):
    running, client = two_workers
    built(tiny, tmp_path / "first", running.scheduler_address)
    kept = client.run(_kept)
    built(tiny, tmp_path / "second", running.scheduler_address)
    assert client.run(_kept) == kept
    for found in map(psutil.Process, kept.values()):
        assert within(SOON, lambda found=found: not found.children())
        assert found.num_threads() == 1
        assert [f.path for f in found.open_files() if "panelpack-scratch-" not in f.path] == []


def _kept():
    """The process that this worker keeps to fork others from."""
    return nodeparent._newest[0]._server._process.pid


def test_what_a_worker_keeps_ends_when_no_build_comes(two_workers, tiny, tmp_path):
    running, client = two_workers
    client.run(_keep_parent_for, 0.1)
    built(tiny, tmp_path, running.scheduler_address, only=["one"])
    client.run(_keep_parent_for, nodeparent.IDLE)
    assert within(SOON, lambda: not any(client.run(_keeps).values()))


def _keep_parent_for(seconds):
    nodeparent.IDLE = seconds


def _keeps():
    return bool(nodeparent._newest)


def test_where_nothing_can_be_forked_from_notebooks_run_all_the_same(two_workers, tiny, tmp_path):
    running, client = two_workers
    client.run(_load, ("no_such_module",))
    try:
        cold, _ = built(tiny, tmp_path / "cold", running.scheduler_address, only=["one"])
        assert not any(client.run(_keeps_a_running_one).values())
    finally:
        client.run(_load, nodeparent._LOADED)
    warm, _ = built(tiny, tmp_path / "warm", running.scheduler_address, only=["one"])
    assert cold == warm


def _load(modules):
    """Let this worker keep a process that imports these, begun anew."""
    nodeparent._LOADED = modules
    for kept in nodeparent._newest:
        kept.end()


def _keeps_a_running_one():
    return any(kept.fits(node.library()) for kept in nodeparent._newest)


def test_a_task_that_comes_after_the_end_leaves_nothing(two_workers):
    """A worker may get what it is to begin with when others have done all the work."""
    running, client = two_workers
    late, unused = (
        node.Sent(build, {"plan.yaml": b""}, node.library()) for build in ("late", "unused")
    )
    client.run(node.end, "late")
    for address in client.nthreads():
        with pytest.raises(DataError, match=r"^the build has ended$"):
            client.submit(node.begin, late, workers=[address], pure=False).result()
        told = client.submit(_begun_and_let_go, unused, workers=[address], pure=False).result()
        assert told == [True, False, True]
    client.run(node.end, "unused")
    assert left_on(running) == []


def _begun_and_let_go(sent):
    """What a worker holds after a task, when nobody used it for a while, and after another."""
    held = []
    for work in (node.begin, node._let_go, node.begin):
        work(sent.build if work is node._let_go else sent)
        held.append(sent.build in node._held)
    return held


def test_only_what_changed_is_sent(two_workers, tiny, tmp_path):
    running, _ = two_workers
    first, _ = built(tiny, tmp_path)
    tiny_workbook.write_notebook(tiny, "two", tiny_workbook.title("two"), "# a word")
    second, ran = built(tiny, tmp_path, running.scheduler_address)
    assert ran == ["two"]
    assert set(first) == set(second)


def test_the_sections_of_a_killed_worker_are_run_again(two_workers, tiny, tmp_path):
    running, _ = two_workers
    mark = tmp_path / "running"
    tiny_workbook.write_notebook(tiny, "one", tiny_workbook.title("one"), slow_at_first(mark))
    ended = []
    killer = threading.Thread(target=lambda: ended.extend(kill_the_worker_of(mark, running)))
    killer.start()
    there, ran = built(tiny, tmp_path / "there", running.scheduler_address)
    killer.join()
    here, _ = built(tiny, tmp_path / "here")
    assert there == here
    assert ran == ["one", "three", "two"]
    assert int(mark.read_text()) != ended[0]
    assert within(SOON, lambda: not any(_runs(pid) for pid in ended))


def test_a_section_that_costs_every_worker_its_life_is_told(
    two_workers, tiny, tmp_path, monkeypatch
):
    running, _ = two_workers
    monkeypatch.setattr(running.scheduler, "allowed_failures", 0)
    mark = tmp_path / "running"
    tiny_workbook.write_notebook(tiny, "one", slow_at_first(mark))
    killer = threading.Thread(target=kill_the_worker_of, args=(mark, running))
    killer.start()
    with pytest.raises(DataError, match="every worker of the cluster that ran one of the noteb"):
        built(tiny, tmp_path, running.scheduler_address)
    killer.join()


def test_a_failing_section_is_named_and_the_others_are_ended(two_workers, tiny, tmp_path):
    running, _ = two_workers
    mark = tmp_path / "running"
    wait = f"import os, time\n\nwhile not os.path.exists({str(mark)!r}):\n    time.sleep(0.1)\n"
    tiny_workbook.write_notebook(tiny, "one", wait + "open('none-such.csv')")
    tiny_workbook.write_notebook(tiny, "two", slow_at_first(mark))
    with pytest.raises(DataError) as told:
        built(tiny, tmp_path, running.scheduler_address)
    assert str(told.value) == (
        "notebooks/one.ipynb, cell 2 (import os, time) failed with FileNotFoundError: "
        "[Errno 2] No such file or directory: 'none-such.csv'"
    )
    assert within(SOON, lambda: not _runs(int(mark.read_text())))
    assert left_on(running) == []


def test_a_notebook_that_changes_its_copy_of_the_workbook_is_told(two_workers, tiny, tmp_path):
    running, _ = two_workers
    cell = "open('params/plan.yaml', 'a').write('# later\\n');\n" + tiny_workbook.title("one")
    tiny_workbook.write_notebook(tiny, "one", cell)
    with pytest.raises(DataError, match=r"^params/plan\.yaml: changed while the pack was built"):
        built(tiny, tmp_path, running.scheduler_address, only=["one"])
    assert "# later" not in (tiny / "params/plan.yaml").read_text()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_build_that_is_stopped_leaves_nothing_on_the_cluster(two_workers, tiny, tmp_path, number):
    running, client = two_workers
    client.run(_keep_for, 2.0)  # of a build that can't say any more that it has ended
    mark = tmp_path / "running"
    tiny_workbook.write_notebook(tiny, "one", slow_at_first(mark))
    address = ["--cluster", running.scheduler_address]
    process = subprocess.Popen([*command(tiny), *address], stderr=subprocess.PIPE, text=True)
    kernel = _wait_for(mark)
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    if number == signal.SIGINT:
        assert process.returncode == 130
        assert said.endswith("Stopped; nothing was changed.\n")
        assert left_on(running) == []
    assert within(SOON, lambda: not _runs(kernel) and left_on(running) == [])
    assert within(SOON, lambda: not any(client.processing().values()))


def _keep_for(seconds):
    node.KEPT = seconds


def test_a_worker_with_another_package_is_told(two_workers, tiny, tmp_path):
    running, client = two_workers
    (tmp_path / "other/bottleneck-9.9.dist-info").mkdir(parents=True)
    worker, _ = client.nthreads()
    other = str(tmp_path / "other")
    client.run(_add_to_path, other, workers=[worker])
    try:
        with pytest.raises(DataError) as told:
            built(tiny, tmp_path, running.scheduler_address)
    finally:
        client.run(_take_from_path, other, workers=[worker])
    assert str(told.value) == (
        f"the worker {worker} differs from this machine: it has bottleneck-9.9; make its "
        "environment from the requirements.lock that this machine's was made from"
    )


def _add_to_path(folder):
    sys.path.append(folder)


def _take_from_path(folder):
    sys.path.remove(folder)


def test_a_worker_with_another_distributed_is_told(two_workers, tiny, tmp_path):
    running, client = two_workers
    worker, _ = client.nthreads()
    client.run(_tell_version, "2020.1.0", workers=[worker])
    try:
        with pytest.raises(DataError) as told:
            built(tiny, tmp_path, running.scheduler_address)
    finally:
        client.run(_tell_version, "", workers=[worker])
    python = platform.python_version()
    assert str(told.value) == (
        f"the worker {worker} has Python {python} with distributed 2020.1.0, and this machine "
        f"Python {python} with distributed {metadata.version('distributed')}; make its environment "
        "from the requirements.lock that this machine's was made from"
    )


def _tell_version(version):
    """Let this worker seem to have another version, or again its own."""
    own = vars(metadata).setdefault("own_version", metadata.version)
    metadata.version = (lambda name: version) if version else own


def test_differences_are_named_a_few_of_them():
    ours = {"a.py": "1"}, ["3.12.1", "pandas-3.0.0.dist-info"]
    assert node.differing(ours, ours) == ""
    assert node.differing(ours, ({"a.py": "2"}, ours[1])) == "panelpack's own code"
    theirs = ours[0], ["3.12.1", *(f"x{n}-1.dist-info" for n in range(5))]
    assert node.differing(ours, theirs) == (
        "it lacks pandas-3.0.0; it has x0-1, x1-1, x2-1 and 2 more"
    )


def test_an_address_without_a_cluster_is_told_in_seconds(tiny, monkeypatch):
    monkeypatch.setattr(cluster, "_PATIENCE", 1.0)
    with pytest.raises(DataError, match=r"^no Dask cluster answers at tcp://127\.0\.0\.1:9: Timed"):
        build(ask(tiny, QUARTER, cluster=NOWHERE))
    with pytest.raises(DataError, match=r"^no Dask cluster answers at gopher://a:1: "):
        build(ask(tiny, QUARTER, cluster="gopher://a:1"))


SUBJECT = ["-subj", "/CN=office", "-days", "2", "-nodes", "-x509"]
KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """The settings of docs/how-to/cluster.md, with a certificate that signs itself."""
    folder = tmp_path_factory.mktemp("tls")
    files = ["-keyout", "office-key.pem", "-out", "office.pem"]
    command = ["openssl", "req", *KEY, *SUBJECT, *files]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    certificate, key = str(folder / "office.pem"), str(folder / "office-key.pem")
    own = {f"tls.{role}.cert": certificate for role in ("scheduler", "worker", "client")}
    own |= {f"tls.{role}.key": key for role in ("scheduler", "worker", "client")}
    own |= {"require-encryption": True, "tls.ca-file": certificate}
    return {f"distributed.comm.{name}": value for name, value in own.items()}


@pytest.mark.openssl
def test_a_cluster_whose_machines_talk_through_tls(certificates, tiny, tmp_path):
    with (
        dask.config.set(certificates),
        LocalCluster(
            n_workers=1,
            threads_per_worker=1,
            dashboard_address=":0",
            host="tls://127.0.0.1",
            protocol="tls://",
            security=Security(),
            local_directory=str(tmp_path),
        ) as running,
    ):
        address = running.scheduler_address
        assert address.startswith("tls://")
        assert built(tiny, tmp_path / "there", address, only=["one"])[1] == ["one"]
        with pytest.raises(DataError, match=r"^no Dask cluster answers at tcp://.*encryption"):
            built(tiny, tmp_path, address.replace("tls", "tcp"))


@pytest.mark.openssl
def test_certificates_that_are_missing_are_told_at_once(certificates, tiny):
    address = NOWHERE.replace("tcp", "tls")
    with pytest.raises(DataError) as told:
        build(ask(tiny, QUARTER, cluster=address))
    assert str(told.value) == (
        f"there are no certificates for {address}: see 'distributed.comm.tls' in Dask's settings, "
        "ca-file and client"
    )
    lacking = certificates | {"distributed.comm.tls.client.key": "no-key.pem"}
    with dask.config.set(lacking), pytest.raises(DataError) as told:
        build(ask(tiny, QUARTER, cluster=address))
    assert str(told.value).startswith(f"can't use the certificates for {address}: ")
    assert str(told.value).endswith("office.pem, no-key.pem")


def test_a_cluster_without_workers_is_told(tiny, monkeypatch):
    monkeypatch.setattr(cluster, "_PATIENCE", 1.0)
    alone = LocalCluster(n_workers=0, dashboard_address=":0", host="127.0.0.1")
    told = r"^the cluster at tcp://.* has no workers; start one on each machine with 'dask worker"
    with alone, pytest.raises(DataError, match=told):
        build(ask(tiny, QUARTER, cluster=alone.scheduler_address))


def test_a_cluster_that_loses_all_its_workers_is_told(two_workers, tiny, monkeypatch):
    running, _ = two_workers
    monkeypatch.setattr(cluster, "_WITHOUT_WORKERS", 0.0)
    with cluster.Cluster(running.scheduler_address, tiny) as entered:
        entered._look()
        monkeypatch.setattr(entered._client, "nthreads", dict)
        with pytest.raises(DataError, match=r"has lost all its workers; see their logs$"):
            entered._look()


def test_without_distributed_it_says_what_to_install(tiny, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(DataError, match=r"pip install 'panelpack\[cluster\]'$"):
        build(ask(tiny, QUARTER, cluster=NOWHERE))


def test_jobs_and_a_cluster_are_not_asked_for_together(tiny):
    ended = subprocess.run(
        [*command(tiny), "--jobs", "2", "--cluster", NOWHERE], capture_output=True, text=True
    )
    assert ended.returncode == 2
    assert "--jobs counts processes here" in ended.stderr


def test_a_worker_loads_no_more_than_it_needs():
    heavy = "{'distributed', 'nbformat', 'numpy', 'pandas', 'papermill', 'yaml'}"
    code = f"import sys, panelpack.pack.node; print(*sorted({heavy} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "\n"
