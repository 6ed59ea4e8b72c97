"""What tests share: the workbook of this repository, its plan, and the figures of one quarter."""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from panelpack.plan import load_plan
from panelpack.quarters import Quarter
from panelpack.series import Figures

# The same examples every time, and no failure because a machine is busy.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

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


def pytest_collection_modifyitems(items):
    """Skip the browser tests with a reason where there is no browser."""
    if shutil.which("chromium"):
        return
    missing = pytest.mark.skip(reason="needs Debian's chromium: apt-get install chromium")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(missing)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Make a skipped browser test a failure in CI, which has a browser."""
    report = yield
    if os.environ.get("CI") and report.skipped and item.get_closest_marker("browser"):
        report.outcome = "failed"
    return report
