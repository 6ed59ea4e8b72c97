"""What tests share: the workbook of this repository, its plan, and the figures of one quarter."""

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from datetime import date
from glob import glob
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from hypothesis import settings

import one_thread  # noqa: F401  first of all that loads NumPy
import tiny_workbook
from gate.page import Page
from panelpack.opendata.lake import Lake
from panelpack.plan import load_plan
from panelpack.quarters import Quarter
from panelpack.series import Figures
from planted import without_charts
from street_archive import Archive

# The same examples every time, and no failure because a machine is busy.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

# What a shell begins in the background ignores Ctrl-C, and so does all that comes of it. Tests
# send it.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Tests run in two processes, and each looks for what is left in a temporary folder of its own.
WORKER = os.environ.get("PYTEST_XDIST_WORKER")
if WORKER:
    own_folder = tempfile.TemporaryDirectory(prefix="pp-")
    os.chmod(own_folder.name, 0o755)  # PostgreSQL runs as another user where we are root
    os.environ["TMPDIR"] = tempfile.tempdir = own_folder.name

REPOSITORY = Path(__file__).resolve().parents[1]
QUARTER = Quarter.parse("2014-15-q1")
AS_AT = date(2014, 9, 29)


@pytest.fixture(scope="session")
def workbook():
    """The repository, which is the workbook of Leicestershire."""
    return REPOSITORY


@pytest.fixture(scope="session")
def plan(workbook):
    """The plan of the workbook."""
    return load_plan(workbook)


@pytest.fixture(scope="session")
def figures(plan):
    """What the public knew of Quarter 1 2014/15 at the meeting of 29 September 2014."""
    return Figures(plan, QUARTER, "public", AS_AT)


@pytest.fixture
def copy_of_workbook(workbook, tmp_path):
    """A copy of the workbook's own files, to change at will."""
    copy = tmp_path / "workbook"
    for part in ("params", "data", "notebooks"):
        shutil.copytree(workbook / part, copy / part)
    return copy


@pytest.fixture
def tiny(tmp_path):
    """A small workbook of three quick notebooks, to change at will."""
    return tiny_workbook.write(tmp_path / "tiny")


@pytest.fixture(scope="session")
def whole_pack(workbook, tmp_path_factory, request):
    """The public pack of the workbook as the command builds it, or that of --pack: its folder."""
    if given := request.config.getoption("--pack"):
        return Path(given).resolve()
    common = tmp_path_factory.getbasetemp()
    common = common.parent if WORKER else common
    command = [sys.executable, "-m", "panelpack", "build", "latest"]
    command += ["--outputs", str(common / "outputs")]
    with (common / "outputs.lock").open("w") as lock:
        # The second process that asks has nothing to build.
        fcntl.flock(lock, fcntl.LOCK_EX)
        ended = subprocess.run(command, cwd=workbook, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return Path(ended.stdout.strip())


@pytest.fixture(scope="module")
def copied(whole_pack, tmp_path_factory):
    """A copy of the pack in which one file at a time is spoilt and put right."""
    return shutil.copytree(whole_pack, tmp_path_factory.mktemp("copy") / "public")


@pytest.fixture(scope="module")
def whole(whole_pack):
    """The page that holds the whole pack."""
    return Page.read(whole_pack, "index.html")


@pytest.fixture(scope="module")
def sp12(whole_pack):
    """The page of a section in which everything is shown that sections show."""
    return Page.read(whole_pack, "sections/sp12.html")


@pytest.fixture(scope="module")
def sp12_words(sp12):
    """That section without its charts."""
    return without_charts(sp12)


@pytest.fixture(scope="module")
def chromium():
    """A browser for all tests of a module."""
    from gate import browser  # takes seconds to load, which most tests need not wait for

    with browser.opened() as opened:
        yield opened


@pytest.fixture(scope="module")
def kept_workers():
    """Run the notebooks of all builds of a module in one process: to start one takes seconds."""
    from panelpack.pack import build, workers  # what most tests need not wait for

    with workers.Workers(1) as running, pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "Workers", lambda number: nullcontext(running))
        yield


def seal(version):
    """Clear a return that a test has changed, on the day of its submission and as it is now."""
    unseal(version)
    head = (version / "return.yaml").read_text("utf-8")
    values = sha256(next(version.glob("values.*")).read_bytes()).hexdigest()
    head = re.sub("(?m)^sha256: .*$", f"sha256: {values}", head)
    (version / "return.yaml").write_text(head, "utf-8")
    said = yaml.load(head, yaml.BaseLoader)
    word = {
        "board": said["board"],
        "on": said["submitted"]["on"],
        "says": "cleared",
        "values_sha256": values,
        "return_sha256": sha256(head.encode()).hexdigest(),
    }
    folder = version.parent / "clearances"
    folder.mkdir(exist_ok=True)
    (folder / f"{version.name}-1.yaml").write_text(yaml.safe_dump(word), "utf-8")


def unseal(version):
    """Take what boards have said of a return out of the register."""
    for record in (version.parent / "clearances").glob(f"{version.name}-*.yaml"):
        record.unlink()


MODULES = Path(__file__).parent / "browser/node_modules"
# Debian keeps the server's programs out of the path.
POSTGRES = shutil.which("initdb") or max(
    glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: float(path.split("/")[4]), default=""
)
# What some tests need of the machine, by their mark.
NEEDS = {
    "browser": (shutil.which("chromium"), "Debian's chromium: apt-get install chromium"),
    "java": (shutil.which("java"), "Java: apt-get install default-jre-headless"),
    "node": (
        shutil.which("node") and MODULES.is_dir(),
        "npm's packages: apt-get install npm, then make test installs them",
    ),
    "openssl": (shutil.which("openssl"), "openssl: apt-get install openssl"),
    "postgres": (POSTGRES, "Debian's PostgreSQL: apt-get install postgresql"),
    "spark": (
        shutil.which("java") and find_spec("pyspark"),
        "PySpark: apt-get install default-jre-headless, then make test installs it",
    ),
}


def pytest_addoption(parser):
    """Let the gate look at any built pack."""
    parser.addoption("--pack", help="the folder of a built pack; without it one is built")


def pytest_configure(config):
    """Let two processes take files in the order below: xdist puts those of few tests last."""
    config.option.loadscopereorder = False


def pytest_collection_modifyitems(items):
    """Begin with the files of whole packs, which take long; skip what the machine can't run."""
    of_packs = {item.path for item in items if item.get_closest_marker("pack")}
    items.sort(key=lambda item: item.path not in of_packs)
    for item in items:
        for mark, (found, what) in NEEDS.items():
            if item.get_closest_marker(mark) and not found:
                item.add_marker(pytest.mark.skip(reason=f"needs {what}"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Make such a skip a failure in CI, where nothing may be missing."""
    report = yield
    if os.environ.get("CI") and report.skipped and any(map(item.get_closest_marker, NEEDS)):
        report.outcome = "failed"
    return report


@pytest.fixture
def archive(tmp_path):
    """An empty archive of street files; call it to write one."""
    return Archive(tmp_path / "archive")


@pytest.fixture
def lake(tmp_path):
    """An empty lake of street-level rows."""
    lake = Lake(tmp_path / "lake")
    lake.folder.mkdir()
    return lake
