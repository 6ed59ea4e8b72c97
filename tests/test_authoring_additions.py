"""A measure is one block, a priority one file and one notebook; all else stays byte for byte."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from panelpack.__main__ import main
from panelpack.authoring import edits
from panelpack.errors import DataError
from panelpack.plan import load_plan

REPOSITORY = Path(__file__).resolve().parents[1]
MEASURE = ("--name", "Repeats: homes", "--why", "They fear.", "--review", "2015-03-31")
PRIORITY = ("--title", "To reduce robbery", "--short", "Robbery", "--aim", "Fewer.", *MEASURE)


@pytest.fixture
def call(tiny, monkeypatch):
    monkeypatch.chdir(tiny)
    shutil.copytree(REPOSITORY / "data/open/home-office", tiny / "data/open/home-office")
    return lambda *arguments: CliRunner().invoke(main, ["new", *arguments])


def state(folder):
    return {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_measure_is_one_block_and_nothing_else_changes(call, tiny):
    path = tiny / "params/priorities/one.yaml"
    before = path.read_text() + "\n# the end\n"
    path.write_text(before)
    ended = call("measure", "repeats", "--priority", "one", "--partner", "force", *MEASURE)
    assert (ended.exit_code, ended.stdout) == (0, f"{path}\n"), ended.stderr
    after = path.read_text()
    head, tail = before[: before.index("\n# the end")], "\n# the end\n"
    assert after.startswith(head) and after.endswith(tail)
    block = after[len(head) : -len(tail)]
    assert block.splitlines()[:3] == [
        "  repeats:",
        "    title: 'Repeats: homes'",
        "    name: 'Repeats: homes'",
    ]
    measure = load_plan(tiny).measures["repeats"]
    assert (measure.partner, measure.kind, measure.better) == ("force", "count", "fewer")
    assert list(load_plan(tiny).measures) == ["thefts", "repeats"]


def test_all_that_the_plan_asks_of_a_measure_can_be_said_at_once(call, tiny):
    ended = call(
        "measure", "users", "--priority", "one", "--partner", "force", "--panel", "P1",
        "--kind", "survey", "--cadence", "year", "--unit", "% of users", "--places", "0",
        "--better", "more", "--definition", "Of those asked.", "--title", "Users served well",
        "--board", "Users' board", *MEASURE,
    )  # fmt: skip
    assert ended.exit_code == 0, ended.stderr
    plan = load_plan(tiny)
    found = plan.measures["users"]
    assert (found.kind, found.cadence, found.unit, found.places) == (
        "survey",
        "year",
        "% of users",
        0,
    )
    assert (found.title, found.definition) == ("Users served well", "Of those asked.")
    assert (found.board, plan.priorities["one"].panels[0].rows) == (
        "Users' board",
        ("thefts", "users"),
    )


@pytest.mark.parametrize(
    ("given", "unit", "places"),
    [
        (("--partner", "force"), "cases", 0),
        (("--group", "Robbery"), "offences", 0),
        (("--partner", "force", "--kind", "survey"), "%", 1),
        (("--partner", "force", "--kind", "money"), "£ million", 2),
    ],
)
def test_a_unit_that_is_not_given_follows_from_the_kind(call, tiny, given, unit, places):
    assert call("measure", "new", "--priority", "one", *given, *MEASURE).exit_code == 0
    found = load_plan(tiny).measures["new"]
    assert (found.unit, found.places) == (unit, places)


def test_a_priority_of_a_partner_begins_with_the_one_chart_that_two_returns_can_fill(call, tiny):
    assert call("priority", "sp19", *PRIORITY, "--partner", "force").exit_code == 0
    text = load_plan(tiny).notebook("sp19").read_text()
    assert "control_chart" in text
    assert not re.search("year_on_year|rolling|prediction|similar_forces", text)


@pytest.mark.parametrize(
    ("rows", "after"),
    [("[a]", "[a, b]"), ("[]", "[b]"), ("\n      - a # one", "\n      - a # one\n      - b")],
)
def test_a_row_is_added_to_a_panel_however_its_rows_are_written(rows, after):
    text = "panels:\n  - code: P1\n    rows: {}\nmeasures: {{}}\n"
    assert edits.with_row(text.format(rows), "P1", "b", "one.yaml") == text.format(after)


def test_a_priority_is_a_file_a_notebook_and_a_place(call, tiny):
    plan = tiny / "params/plan.yaml"
    before = plan.read_text()
    ended = call("priority", "sp19", *PRIORITY, "--group", "Robbery", "--number", "SP 19")
    assert ended.exit_code == 0, ended.stderr
    names = ("notebooks/sp19-robbery.ipynb", "params/priorities/sp19.yaml", "params/plan.yaml")
    assert ended.stdout == "".join(f"{tiny / name}\n" for name in names)
    assert plan.read_text() == before.replace("[one, two", "[one, sp19, two")
    found = load_plan(tiny)
    assert found.priorities["sp19"].number == "SP 19"
    assert found.measures["sp19_recorded"].open.groups == ("Robbery",)
    assert found.notebook("sp19").name == "sp19-robbery.ipynb"
    assert "similar_forces" in found.notebook("sp19").read_text()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("measure", "x", "--priority", "on", "--partner", "force"), "no priority 'on'"),
        (("measure", "thefts", "--priority", "one", "--partner", "force"), "'thefts' already"),
        (("measure", "X 1", "--priority", "one", "--partner", "force"), "can't name a measure"),
        (("measure", "x", "--priority", "one"), "either from a partner (--partner) or"),
        (("measure", "x", "--priority", "one", "--partner", "fire"),
         "unknown partner 'fire'; the plan has force. Write it under 'partners' in"),
        (("measure", "x", "--priority", "one", "--partner", "force", "--places", "1"),
         "params/priorities/one.yaml, which was not written: x: is wrong in measures: a count is"),
        (("measure", "x", "--priority", "one", "--group", "Robery"), "did you mean 'Robbery'?"),
        (("measure", "x", "--priority", "one", "--group", "Robbery", "--kind", "survey"),
         "the Home Office counts offences; leave --kind survey out"),
        (("measure", "x", "--priority", "one", "--partner", "force", "--panel", "P9"),
         "params/priorities/one.yaml: there is no panel 'P9'; it has P1"),
        (("priority", "sp9", "--group", "Robery"), "did you mean 'Robbery'?"),
        (("priority", "one", "--partner", "force"), "a section 'one' already"),
        (("priority", "s 9", "--partner", "force"), "can't name a priority"),
        (("priority", "sp9", "--after", "nine", "--partner", "force"), "has no 'nine'; it has one"),
        (("priority", "sp9", "--partner", "fire"), "unknown partner 'fire'"),
    ],
)  # fmt: skip
def test_what_can_not_be_added_is_told_and_changes_nothing(call, tiny, arguments, told):
    before = state(tiny)
    ended = call(*arguments, *(PRIORITY if arguments[0] == "priority" else MEASURE))
    assert (ended.exit_code, told in ended.stderr) == (1, True), ended.stderr
    assert ", line " not in ended.stderr  # of a file that nobody has
    assert state(tiny) == before


def test_a_place_is_found_in_either_way_of_writing_a_list():
    assert edits.with_section("order: [a,\n  b]\nx: 1\n", "c", "a") == "order: [a, c,\n  b]\nx: 1\n"
    text = "order:\n  - a # first\n  - b\n"
    assert edits.with_section(text, "c", "b") == "order:\n  - a # first\n  - b\n  - c\n"
    assert edits.with_section(text, "c", "a") == "order:\n  - a # first\n  - c\n  - b\n"


def test_measures_on_one_line_are_left_alone():
    with pytest.raises(DataError, match="over several lines"):
        edits.with_measure("measures: {a: {b: c}}\n", "x: 1\n", "one.yaml")


def test_a_plan_of_read_only_files_is_tried_out_in_a_copy_that_can_be_written(tiny, monkeypatch):
    paths = [tiny / "params/priorities/one.yaml", tiny / "params/priorities"]
    modes = {}

    def look(folder):
        copies = [folder / path.relative_to(tiny) for path in paths]
        modes.update((copy.name, copy.stat().st_mode & 0o200) for copy in copies)

    monkeypatch.setattr(edits, "load_plan", look)
    for path in paths:
        path.chmod(path.stat().st_mode & ~0o222)
    edits.write_all(tiny, {})
    for path in paths:
        path.chmod(path.stat().st_mode | 0o200)
    assert modes == {"one.yaml": 0o200, "priorities": 0o200}


def test_a_disk_that_refuses_leaves_all_as_it_was(tiny, monkeypatch):
    before, done = state(tiny), []

    def replace(source, target):
        if done:
            raise OSError(28, "No space left on device", str(target))
        done.append(source.rename(target))

    monkeypatch.setattr(edits.os, "replace", replace)
    plan = (tiny / "params/plan.yaml").read_bytes()
    with pytest.raises(DataError, match="No space left"):
        edits.write_all(tiny, {"notebooks/new.ipynb": b"{}", "params/plan.yaml": plan + b"# x\n"})
    assert state(tiny) == before


@pytest.mark.parametrize(
    ("kind", "columns"), [("text", ("(text)",)), ("average", ("Actual", "Total"))]
)
def test_the_panel_of_a_new_priority_prints_what_its_measure_has(call, tiny, kind, columns):
    given = ("--partner", "force", "--kind", kind, "--unit", "days", *PRIORITY)
    ended = call("priority", "sp9", *given)
    assert ended.exit_code == 0, ended.stderr
    (panel,) = load_plan(tiny).priorities["sp9"].panels
    assert panel.columns == columns
    is_charted = b"control_chart" in (tiny / "notebooks/sp9-robbery.ipynb").read_bytes()
    assert is_charted == (kind == "average")
