"""Running one section: what stops a pack, how it is told, and what does not get into one."""

import json
import os
import subprocess
import sys

import nbformat
import pytest

import tiny_workbook
from panelpack.document import Heading, Title
from panelpack.errors import DataError
from panelpack.kernels.server import WarmServer
from panelpack.pack import run as running
from panelpack.pack.notebook import check_notebook, first_line, stable_bytes
from panelpack.pack.run import Job, check_echo, export

NAMES = ("quarter", "audience", "as_at")


@pytest.fixture(scope="module")
def warm():
    """The server that the build's kernels are forked from."""
    with WarmServer() as server:
        yield server.folder


@pytest.fixture
def run(tiny, tmp_path, monkeypatch, warm):
    """Run a notebook of these cells as the section one; its kernel is the build's."""
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))

    def run(*sources, keep=False, **how):
        tiny_workbook.write_notebook(tiny, "one", *sources, **how)
        asked = "2013-14-q4", "internal", "2014-05-01"
        job = Job("one", tiny, "notebooks/one.ipynb", *asked, keep_notebook=keep)
        return export(running.run(job, warm))

    return run


def test_a_section_is_made_with_the_parameters_it_was_given(run):
    cell = "from panelpack.document import Heading\n\nHeading('A heading')"
    made = run(tiny_workbook.title("one"), cell, keep=True)
    title = Title("one", "", "Section one", "", "2013-14-q4", "internal", "2014-03-31")
    assert made.blocks == (title, Heading("A heading"))
    assert "A heading" in made.html
    assert made.pdf.startswith(b"%PDF")
    assert made.remarks == ()


def test_an_executed_notebook_holds_no_trace_of_the_run(run, tiny):
    first, second = (run(tiny_workbook.title("one"), keep=True).notebook for _ in range(2))
    assert first == second
    notebook = nbformat.reads(first.decode(), as_version=4)
    assert "'2013-14-q4'" in notebook.cells[1].source.replace('"', "'")
    assert str(tiny).encode() not in first
    assert b"start_time" not in first
    assert b"duration" not in first


def test_a_failing_cell_is_named_as_the_analyst_numbers_it(run):
    with pytest.raises(DataError) as told:
        run(tiny_workbook.title("one"), "# what a ratio\nratio = 1 / 0")
    assert str(told.value) == (
        "notebooks/one.ipynb, cell 3 (ratio = 1 / 0) failed with ZeroDivisionError: division by "
        "zero"
    )


def test_a_failing_parameters_cell_is_named_too(run):
    parameters = tiny_workbook.PARAMETERS + "\nnone_such"
    with pytest.raises(DataError, match=r"one\.ipynb, cell 1 \(quarter = .*NameError"):
        run(tiny_workbook.title("one"), parameters=parameters)


def test_a_fault_in_the_data_is_told_as_it_is(run):
    cell = "from panelpack.errors import DataError\n\nraise DataError('a.csv, row 2: is wrong')"
    with pytest.raises(DataError) as told:
        run(tiny_workbook.title("one"), cell)
    assert str(told.value) == (
        "notebooks/one.ipynb, cell 3 (from panelpack.errors import DataError): "
        "a.csv, row 2: is wrong"
    )


def test_a_kernel_that_dies_is_told(run):
    with pytest.raises(DataError, match=r"notebooks/one\.ipynb: the kernel that ran it died"):
        run("import os; os._exit(1)")


def test_a_warning_is_told_and_is_no_part_of_the_section(run):
    cell = "import warnings\n\nwarnings.warn('look out')"
    made = run(tiny_workbook.title("one"), cell)
    (remark,) = made.remarks
    assert remark.startswith("notebooks/one.ipynb, cell 3 (import warnings) warns: ")
    assert "UserWarning: look out" in remark
    assert "look out" not in made.html
    assert len(made.blocks) == 1


def test_a_notebook_that_reports_on_something_else_is_refused(run):
    with pytest.raises(DataError) as refused:
        run(tiny_workbook.title("one").replace("quarter,", "'2014-15-q1',"))
    assert str(refused.value) == (
        "notebooks/one.ipynb, the title says quarter '2014-15-q1', but '2013-14-q4' was asked "
        'for: let panelpack.open("one", quarter, audience, as_at) take the parameters'
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [("section", "two"), ("quarter", "2014-15-q1"), ("audience", "public"), ("as_at", "")],
)
def test_a_title_must_say_all_that_was_asked_for(tmp_path, key, value):
    asked = {"section": "one", "quarter": "2013-14-q4", "audience": "internal", "as_at": "x"}
    job = Job(workbook=tmp_path, notebook="one.ipynb", **asked)
    same = {"number": "", "title": "", "subtitle": ""} | asked
    check_echo(Title(**same), job)
    with pytest.raises(DataError, match=f"the title says {key} {value!r}, but {asked[key]!r}"):
        check_echo(Title(**same | {key: value}), job)


def test_a_notebook_that_shows_no_block_is_refused(run):
    with pytest.raises(DataError, match=r"^notebooks/one\.ipynb, cell 2 \(1 \+ 1\) shows the"):
        run("1 + 1")


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"tags": ()}, "one.ipynb: no cell is tagged 'parameters'"),
        (
            {"parameters": 'quater = ""\naudience = ""'},
            "one.ipynb: the parameters cell does not set quarter and as_at: it needs "
            "quarter, audience, as_at; it sets quater, audience",
        ),
        ({"parameters": "pass"}, "it sets nothing"),
    ],
)
def test_a_notebook_must_declare_the_parameters(tiny, how, told):
    path = tiny_workbook.write_notebook(tiny, "one", **how)
    with pytest.raises(DataError) as refused:
        check_notebook(path, "one.ipynb", NAMES)
    assert told in str(refused.value)


def test_typed_and_commented_parameters_are_declared(tiny):
    typed = 'quarter: str = "a"  # one\naudience = "b"\nas_at: str = ""  # two'
    check_notebook(tiny_workbook.write_notebook(tiny, "one", parameters=typed), "one", NAMES)


def test_every_notebook_of_the_workbook_declares_them(plan):
    for section in plan.settings.order:
        check_notebook(plan.notebook(section), section, NAMES)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"cells": 1, "nbformat": 4}', "\x00"])
def test_what_is_no_notebook_is_told(tmp_path, text):
    path = tmp_path / "one.ipynb"
    path.write_text(text)
    with pytest.raises(DataError, match=r"^one\.ipynb: is not a Jupyter notebook"):
        check_notebook(path, "one.ipynb", NAMES)


def test_a_missing_notebook_is_told(tmp_path):
    with pytest.raises(DataError, match=r"^one\.ipynb: there is no such file"):
        check_notebook(tmp_path / "one.ipynb", "one.ipynb", NAMES)


def test_a_long_first_line_is_cut():
    assert first_line("# why\n\n  x = 1  \ny = 2") == "x = 1"
    assert first_line("# only words") == "# only words"
    assert len(first_line("x" * 200)) == 60
    assert first_line("") == ""


def test_stable_bytes_take_out_times_and_random_names():
    def executed(moment):
        cell = nbformat.v4.new_code_cell("x", metadata={"tags": ["injected-parameters"]})
        cell.metadata |= {"papermill": {"start_time": moment}, "execution": {"started": moment}}
        kept = nbformat.v4.new_code_cell("y", id="kept")
        papermill = {"input_path": moment, "parameters": {}}
        return nbformat.v4.new_notebook(cells=[cell, kept], metadata={"papermill": papermill})

    assert stable_bytes(executed("1")) == stable_bytes(executed("2"))
    assert json.loads(stable_bytes(executed("1")))["cells"][1]["id"] == "kept"


def test_nothing_of_the_users_own_settings_reaches_a_kernel(tmp_path):
    """Start-up files, profiles and kernels of the same name are looked for and not found."""
    startup = tmp_path / "ipython/profile_default/startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("leaked = 'profile'")
    (tmp_path / "rc.py").write_text("leaked = 'PYTHONSTARTUP'")
    other = tmp_path / "data/kernels/python3"
    other.mkdir(parents=True)
    spec = {"argv": ["none-such"], "display_name": "Other", "language": "python"}
    (other / "kernel.json").write_text(json.dumps(spec))
    code = (
        "from pathlib import Path; import sys; sys.path.insert(0, sys.argv[2])\n"
        "from panelpack.pack.workers import Workers; import tiny_workbook\n"
        "from panelpack.pack.run import Job, run\n"
        "if __name__ == '__main__':\n"
        "    folder = tiny_workbook.write(Path(sys.argv[1]))\n"
        "    cell = tiny_workbook.title('one') + '\\nimport sys\\nassert \"leaked\" not in dir()'\n"
        "    cell += f'\\nassert sys.executable == {sys.executable!r}'\n"
        "    tiny_workbook.write_notebook(folder, 'one', cell, tiny_workbook.title('one'))\n"
        "    what = '2014-15-q1', 'public', '2014-09-29'\n"
        "    job = Job('one', folder, 'notebooks/one.ipynb', *what)\n"
        "    with Workers(1) as workers:\n"
        "        (made,) = workers.run_all(run, [job], print)\n"
        "    print(made.blocks[0].section)\n"
    )
    script = tmp_path / "script.py"
    script.write_text(code)
    user = {
        "IPYTHONDIR": tmp_path / "ipython",
        "JUPYTER_DATA_DIR": tmp_path / "data",
        "JUPYTER_PATH": tmp_path / "data",
        "PYTHONSTARTUP": tmp_path / "rc.py",
        "PYTHONWARNINGS": "error",
        "PATH": "",
    }
    ended = subprocess.run(
        [sys.executable, script, tmp_path / "tiny", os.path.dirname(tiny_workbook.__file__)],
        env=os.environ | {name: str(value) for name, value in user.items()},
        capture_output=True,
        text=True,
    )
    assert ended.stdout.splitlines()[-1:] == ["one"], ended.stderr
