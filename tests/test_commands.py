"""The commands: what they print where, their exit codes, and what they leave alone."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time

import pytest
from click.testing import CliRunner

import tiny_workbook
from panelpack import __version__
from panelpack.__main__ import main
from panelpack.commands import build as build_module
from panelpack.kernels import lean
from panelpack.pack import build


@pytest.fixture
def call(tiny, monkeypatch):
    """Call the command in a folder of the small workbook."""
    monkeypatch.chdir(tiny / "notebooks")
    return lambda *arguments: CliRunner().invoke(main, arguments)


def commands(group=main, names=()):
    for name, command in group.commands.items():
        yield (*names, name)
        if hasattr(command, "commands"):
            yield from commands(command, (*names, name))


@pytest.mark.parametrize("names", list(commands()), ids=" ".join)
def test_every_command_has_help_with_an_example(names):
    ended = CliRunner().invoke(main, [*names, "--help"])
    assert ended.exit_code == 0
    assert f"Example: panelpack {names[0]}" in ended.stdout


def test_help_is_quick_and_loads_nothing_heavy():
    code = (
        "import sys\nfrom panelpack.__main__ import main\n"
        "main(['--help'], standalone_mode=False)\n"
        "print(*sorted({'pandas', 'papermill', 'pydantic', 'yaml', 'numpy'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ended.stdout.splitlines()[-1] == ""
    begun = time.process_time()
    CliRunner().invoke(main, ["--help"])
    assert time.process_time() - begun < 0.25


def test_the_module_is_the_command():
    command = [sys.executable, "-m", "panelpack", "--version"]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ended.stdout == f"panelpack, version {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["build"], "Missing argument"),
        (["build", "2014"], "'2014' is not a quarter"),
        (["build", "latest", "--only", "four"], "no section four; the plan has one, two, three"),
        (["build", "latest", "--only", " , "], "name at least one section"),
        (["build", "latest", "--jobs", "0"], "0 is not in the range"),
        (["build", "latest", "--as-at", "29/9/2014"], "is not a day"),
        (["build", "latest", "--audience", "all"], "'all' is not one of"),
        (["new", "quarter", "2014-16-q1"], "16 does not follow 2014"),
        (["none-such"], "No such command"),
    ],
)
def test_a_wrong_call_ends_with_2(call, arguments, told):
    ended = call(*arguments)
    assert ended.exit_code == 2
    assert told in " ".join(ended.stderr.split())
    assert ended.stdout == ""


@pytest.mark.parametrize("command", [["build"], ["measures"], ["status"]])
def test_a_typing_error_in_the_quarters_file_is_told_with_its_line(call, tiny, command):
    path = tiny / "params/quarters/2014-15-q1.yaml"
    path.write_text(tiny_workbook.QUARTER.replace("quarter:", "quater:"))
    ended = call(*command, "latest")
    assert ended.exit_code == 1
    assert ended.stderr.startswith(
        "params/quarters/2014-15-q1.yaml, line 1: key 'quarter' is missing"
    )
    assert "unknown key 'quater'; did you mean 'quarter'?" in ended.stderr
    assert "Traceback" not in ended.output


def test_outside_a_workbook_it_says_so(call, tmp_path):
    ended = call("status", "latest", "--workbook", str(tmp_path))
    assert ended.exit_code == 1
    assert "no workbook here or above" in ended.stderr


def test_a_build_says_what_it_does_and_what_it_made(call, tiny):
    ended = call("build", "latest", "--only", "two", "--outputs", "made")
    assert ended.exit_code == 0, ended.stderr
    done, closing = ended.stderr.splitlines()
    assert done == "two done (1 of 1)"
    assert closing == "1 section, all run; 1 measure missing, from The force"
    assert ended.stdout == f"{tiny}/notebooks/made/2014-15-q1/public-only\n"
    assert (tiny / "notebooks/made/2014-15-q1/public-only/sections/two.pdf").is_file()


def test_a_terminal_gets_a_bar(monkeypatch, capfd):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    before = threading.active_count()
    with build_module._progress(2) as tell:
        threads = threading.active_count()
        tell("done")("one")
        tell("unchanged")("two")
    said = capfd.readouterr().err
    assert "2/2" in said
    assert threads == before
    assert "done (" not in said


def test_measures_come_as_csv_and_json(call):
    public = call("measures", "latest")
    assert public.stdout_bytes.count(b"\r") == 0
    assert [r["status"] for r in csv.DictReader(public.stdout.splitlines())] == [
        "awaiting_clearance"
    ] * 3
    internal = call("measures", "latest", "--audience", "internal", "--format", "json")
    assert [r["value"] for r in json.loads(internal.stdout)] == [73, 81, -9.9]
    early = call("measures", "latest", "--audience", "internal", "--as-at", "2014-07-01")
    assert ",no_return," in early.stdout


def test_status_is_a_table_or_json(call):
    lines = call("status", "latest").stdout.splitlines()
    assert lines[0] == "Quarter 1 2014/15, as known on 2014-09-29"
    assert lines[1].split() == ["Priority", "Measure", "From", "State", "Board", "Return", "due"]
    cells = [cell.strip() for cell in lines[2].split("  ") if cell]
    assert cells == ["P1", "thefts", "The force", "Awaiting clearance", "The board", "2014-08-14"]
    (row,) = json.loads(call("status", "latest", "--format", "json").stdout)
    assert (row["measure"], row["state"], row["due"]) == (
        "thefts",
        "Awaiting clearance",
        "2014-08-14",
    )


def test_a_quarter_is_not_known_before_it_ends(call, tiny):
    ended = call("new", "quarter", "2014-15-q2", "--as-at", "2014-07-01")
    assert ended.exit_code == 1
    assert ended.stderr.startswith("--as-at 2014-07-01 lies before the quarter's end, 2014-09-30;")
    assert not (tiny / "params/quarters/2014-15-q2.yaml").exists()


def test_a_new_quarter_is_written_once(call, tiny):
    arguments = ["new", "quarter", "2014-15-q2", "--as-at", "2014-12-01", "--item", "Q2 report"]
    first = call(*arguments, "--meeting", "2014-12-01", "--meeting-title", "Police: Panel")
    path = tiny / "params/quarters/2014-15-q2.yaml"
    assert (first.exit_code, first.stdout) == (0, f"{path}\n")
    written = path.read_text()
    assert written == (
        "quarter: 2014-15-q2\nas_at: 2014-12-01\nmeeting: 2014-12-01\n"
        "meeting_title: 'Police: Panel'\nitem: Q2 report\n"
    )
    again = call("new", "quarter", "2014-15-q2")
    assert again.exit_code == 1
    assert again.stderr.startswith("params/quarters/2014-15-q2.yaml: is there already")
    assert path.read_text() == written


def test_a_closed_pipe_is_no_fault_to_tell(workbook):
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "panelpack", "measures", "latest"]
    ended = subprocess.run(command, cwd=workbook, stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert ended.stderr == ""


def test_explore_opens_jupyterlab_on_the_workbook(tiny):
    command = [sys.executable, "-m", "panelpack", "explore", "--", "--show-config-json"]
    ended = subprocess.run(command, cwd=tiny / "notebooks", capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["ServerApp"]["root_dir"] == str(tiny)


def test_ctrl_c_ends_with_130(call, monkeypatch):
    def interrupted(request):
        raise KeyboardInterrupt

    monkeypatch.setattr(build_module, "_build", interrupted)
    ended = call("build", "latest")
    assert (ended.exit_code, ended.stdout) == (130, "")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_ctrl_c_that_python_drops_while_it_imports_still_stops_the_build(call, monkeypatch):
    """It calls back at each import, and drops what is raised there."""

    class Cleared:
        def __del__(self):
            os.kill(os.getpid(), signal.SIGINT)

    def imports():
        Cleared()
        imported.append(True)

    imported = []
    monkeypatch.setattr(lean, "import_jsonschema", imports)
    monkeypatch.setattr(build, "build", lambda *_: pytest.fail("the build went on"))
    ended = call("build", "latest")
    assert (ended.exit_code, imported) == (130, [True]), ended.stderr
    assert "Stopped; nothing was changed." in ended.stderr


def test_a_backtest_tells_how_often_ranges_held(workbook):
    arguments = ["backtest", "2014-15-q1", "--workbook", str(workbook)]
    ended = CliRunner().invoke(main, [*arguments, "--measure", "sp11_recorded"])
    assert ended.exit_code == 0
    head, row = ended.stdout.splitlines()
    told = dict(zip(re.split(r"  +", head), re.split(r"  +", row), strict=True))
    assert told["measure"] == "sp11_recorded"
    assert int(told["predicted"]) > 50
    assert float(told["MASE"]) < 1.27
    assert 85 <= int(told["in 95%"].rstrip("%")) <= 100


def test_a_backtest_of_a_series_that_is_too_short_says_that_nothing_was_predicted(workbook):
    arguments = ["backtest", "2014-15-q1", "--workbook", str(workbook)]
    ended = CliRunner().invoke(main, [*arguments, "--measure", "sp17_missing"])
    assert ended.stdout.splitlines()[1].split() == ["sp17_missing", "0", *"--------"]
    ended = CliRunner().invoke(main, [*arguments, "--measure", "sp11_recorde"])
    assert ended.exit_code == 2
    assert "close to it: sp11_recorded" in ended.stderr
    ended = CliRunner().invoke(main, [*arguments, "--measure", "zzz"])
    assert "no measure 'zzz'; 'panelpack measures' lists them" in ended.stderr


@pytest.mark.parametrize("measure", ["sp08_yearly", "sp12_satisfaction", "sp18_realised"])
def test_a_backtest_of_what_is_never_predicted_is_refused(workbook, measure):
    arguments = ["backtest", "2014-15-q1", "--workbook", str(workbook), "--measure", measure]
    ended = CliRunner().invoke(main, arguments)
    assert ended.exit_code == 2, ended.output
    assert f"{measure} is no count by month or quarter" in ended.stderr
