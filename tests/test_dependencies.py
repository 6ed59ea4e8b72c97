"""What a section looks up is noted in a build's kernel, and nowhere else."""

import hashlib
import subprocess
import sys
from compileall import compile_file

import pytest

from panelpack import dependencies, judgement
from panelpack.judgement import judge_all


@pytest.fixture
def noting(monkeypatch):
    """As in a kernel that a build runs."""
    monkeypatch.setenv(dependencies.IN_A_BUILD, "1")
    monkeypatch.setattr(dependencies, "_noted", {})


def test_nothing_is_noted_outside_a_build(figures, monkeypatch):
    monkeypatch.setattr(dependencies, "_noted", {})
    figures.entries("sp12_recorded")
    assert dependencies.noted() == []


def test_each_figure_that_is_looked_up_is_noted(figures, noting):
    figures.entries("sp12_recorded")
    figures.areas("sp12_street")
    judged = judge_all(figures)
    assert dependencies.noted() == ["figures sp12_recorded", "figures sp12_street"]
    assert judged["sp11_level"].measure.id == "sp11_level"
    assert dependencies.noted()[-1] == "judgement sp11_level"


def test_the_judging_of_all_measures_is_no_look_at_them(plan, figures, noting):
    judgement._judged.clear()
    judge_all(figures)
    assert dependencies.noted() == []


def test_whoever_goes_through_all_judgements_has_looked_at_all(plan, figures, noting):
    assert len(dict(judge_all(figures).items())) == len(plan.measures)
    assert dependencies.noted() == sorted(f"judgement {measure}" for measure in plan.measures)


def test_comments_and_who_has_sent_are_noted_each_time(figures, noting):
    with dependencies.unnoted():
        assert figures.comments and figures.sent
    assert dependencies.noted() == []
    assert figures.comments and figures.sent
    assert dependencies.noted() == ["comments", "sent"]


def test_files_that_threads_read_while_another_is_digested_are_noted(tmp_path):
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text("1")
    code = (
        "import os; os.environ['PANELPACK_BUILD'] = '1'\n"
        "from pathlib import Path; from threading import Thread\n"
        "from panelpack import dependencies as d\n"
        f"folder = Path({str(tmp_path)!r}); d.watch(folder); of_file = d.of_file\n"
        "def meanwhile(path):\n"
        "    other = Thread(target=(folder / 'two.csv').read_text); other.start(); other.join()\n"
        "    return of_file(path)\n"
        "d.of_file = meanwhile; (folder / 'one.csv').read_text(); print(d.noted())"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "['file one.csv', 'file two.csv']"


def test_files_that_a_notebook_reads_itself_are_noted_as_it_found_them(tmp_path):
    (tmp_path / "data").mkdir()
    for name in ("data/own.csv", "data/hidden.csv", "module.py"):
        (tmp_path / name).write_text("1")
    compile_file(tmp_path / "module.py", quiet=2)
    code = (
        "import os, sys; os.environ['PANELPACK_BUILD'] = '1'\n"
        "from pathlib import Path; from panelpack import dependencies as d\n"
        f"folder = Path({str(tmp_path)!r}); d.watch(folder)\n"
        "open(folder / 'data/own.csv').close(); sys.path.append(str(folder)); import module, csv\n"
        "with d.unnoted(): open(folder / 'data/hidden.csv').close()\n"
        "(folder / 'data/own.csv').write_text('2'); (folder / 'written.csv').write_text('2')\n"
        "open(folder / 'data/own.csv').close()\n"
        "print(d.noted(), d.read())"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    as_opened = hashlib.sha256(b"1").hexdigest()
    read = {"data/own.csv": as_opened, "module.py": as_opened}
    assert told.stdout.strip() == f"{[f'file {name}' for name in read]} {read}"
