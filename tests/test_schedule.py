"""The files for schedulers can be read by what they are for, and call commands that exist."""

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest
import yaml

from panelpack.__main__ import main

FOLDER = Path(__file__).resolve().parents[1] / "docs/schedule"
RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


def check_cron(fields):
    """Assert that five fields name minutes, hours, days, months and weekdays that exist."""
    assert len(fields) == 5
    for field, (least, most) in zip(fields, RANGES, strict=True):
        assert re.fullmatch(r"(\*|\d+(-\d+)?)(,\d+)*", field), field
        assert all(least <= int(number) <= most for number in re.findall(r"\d+", field)), field


def check_command(words):
    """Assert that a command line is one of panelpack's, with options that it has."""
    assert words[0].endswith("panelpack")
    name, command, rest = main.resolve_command(click.Context(main), list(words[1:]))
    command.make_context(name, rest)


def test_the_cron_table_can_be_read():
    lines = (FOLDER / "panelpack.cron").read_text("utf-8").splitlines()
    (job,) = [x for x in lines if x and not x.startswith("#") and not re.match(r"\w+=", x)]
    *fields, command = job.split(None, 5)
    check_cron(fields)
    check_command(shlex.split(command.rpartition("&& ")[2]))


def test_the_units_can_be_read():
    service, timer = (unit("panelpack.service"), unit("panelpack.timer"))
    assert service["Service"]["Type"] == "oneshot"
    check_command(shlex.split(service["Service"]["ExecStart"]))
    assert timer["Install"]["WantedBy"] == "timers.target"
    assert re.fullmatch(r"Mon\.\.Fri \d\d:\d\d Europe/London", timer["Timer"]["OnCalendar"])


def unit(name):
    read = configparser.ConfigParser(interpolation=None)
    read.optionxform = str
    read.read_string((FOLDER / name).read_text("utf-8"))
    return read


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_reads_when_it_runs():
    when = unit("panelpack.timer")["Timer"]["OnCalendar"]
    subprocess.run(["systemd-analyze", "calendar", when], check=True, capture_output=True)


def test_the_workflow_can_be_read():
    told = yaml.load((FOLDER / "workflow.yaml").read_text("utf-8"), yaml.BaseLoader)
    check_cron(told["on"]["schedule"][0]["cron"].split())
    makefile = (FOLDER.parents[1] / "Makefile").read_text("utf-8")
    for step in told["jobs"]["build"]["steps"]:
        if "run" in step:
            assert re.search(rf"(?m)^{step['run'].removeprefix('make ')}:", makefile)
