"""The register: every file kept whole and once, whatever is killed; and cleared by its bytes."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import date, timedelta
from hashlib import sha256

import click
import pytest
import yaml
from click.testing import CliRunner

from conftest import seal
from panelpack.commands.intake import (
    check_command,
    clear_command,
    receive_command,
    template_command,
)
from panelpack.errors import DataError
from panelpack.plan import load_plan
from panelpack.quarters import Period, Quarter
from panelpack.returns import (
    clearing,
    durable,
    intake,
    known_returns,
    london_day,
    records_by,
    register,
)
from panelpack.returns.layout import COLUMNS
from panelpack.returns.store import read_return
from panelpack.series import Figures

QUARTER = Quarter.parse("2014-15-q2")
SENT = date(2014, 11, 3)
BOARD = "Leicestershire Police chief officer team"
HEADER = ",".join(COLUMNS)
LONGEST_SECONDS = 120
MOST_KILLS = 12


@pytest.fixture
def plan(copy_of_workbook):
    return load_plan(copy_of_workbook)


@pytest.fixture
def kept(copy_of_workbook):
    return copy_of_workbook / "data/returns/2014-15-q2/force"


@pytest.fixture
def write(tmp_path):
    """Write a return of the force with so many burglaries."""

    def make(value, name="sent.csv", note=""):
        file = tmp_path / name
        row = f"sp12_level,,2014-15-q2,{value},,,supplied,{note}"
        file.write_text(f"{HEADER}\n{row}\n", "utf-8")
        return file

    return make


def read_yaml(path):
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)


def sending(plan, on=SENT, **said):
    return register.Sending(plan, "force", QUARTER, "Analyst", on, **said)


def test_a_file_is_kept_as_it_came_with_what_was_said_of_it(plan, write, kept):
    file = write(930)
    outcome = register.receive(file, sending(plan))
    assert (outcome.state, outcome.path) == ("recorded", kept / "v1")
    assert (kept / "v1/values.csv").read_bytes() == file.read_bytes()
    said = read_yaml(kept / "v1/return.yaml")
    assert said.pop("received").endswith("Z")
    assert said == {
        "partner": "force",
        "quarter": "2014-15-q2",
        "version": "1",
        "submitted": {"on": "2014-11-03", "by": "Analyst"},
        "validated": {"on": london_day().isoformat(), "by": "panelpack check"},
        "board": BOARD,
        "sha256": sha256(file.read_bytes()).hexdigest(),
    }
    sent = read_return(kept / "v1", plan)
    assert [f.value for f in sent.figures] == [930]


def test_a_correction_needs_a_reason_and_the_same_file_changes_nothing(plan, write, kept):
    register.receive(write(930), sending(plan))
    with pytest.raises(DataError, match=r"force/v1 is there already; say with --reason why"):
        register.receive(write(931), sending(plan))
    assert sorted(p.name for p in kept.iterdir()) == ["v1"]
    later = sending(plan, SENT + timedelta(1), reason="two were counted twice")
    assert register.receive(write(931), later).path == kept / "v2"
    for value, version in ((930, "v1"), (931, "v2")):
        again = register.receive(write(value), later)
        assert (again.state, again.path) == ("known", kept / version)
    assert sorted(p.name for p in kept.iterdir()) == ["v1", "v2"]
    assert read_return(kept / "v2", plan).head.reason == "two were counted twice"


def test_nothing_is_received_out_of_order_or_from_the_future(plan, write, kept):
    register.receive(write(930), sending(plan))
    with pytest.raises(DataError, match="its correction can't be older"):
        register.receive(write(931), sending(plan, SENT - timedelta(1), reason="x"))
    tomorrow = london_day() + timedelta(1)
    with pytest.raises(DataError, match="is in the future"):
        register.receive(write(931), sending(plan, tomorrow, reason="x"))
    with pytest.raises(DataError, match=f"unknown board 'B'; force has {BOARD}"):
        register.receive(write(931), sending(plan, board="B", reason="x"))
    assert sorted(p.name for p in kept.iterdir()) == ["v1"]


def test_a_refused_file_is_kept_aside_with_its_problems(plan, write, kept):
    file = write(-1, name="../x/Return Q2 (2).csv".rpartition("/")[2])
    outcome = register.receive(file, sending(plan))
    assert outcome.state == "refused"
    (aside,) = (kept / "refused").iterdir()
    hash_ = sha256(file.read_bytes()).hexdigest()
    assert aside == outcome.path == kept / f"refused/{hash_[:12]}-Return-Q2-2-csv"
    assert (aside / "received.csv").read_bytes() == file.read_bytes()
    told = json.loads((aside / "problems.json").read_text("utf-8"))
    assert [(p["cell"], p["rule"]) for p in told["problems"]] == [("D2", "V01")]
    assert (told["on"], told["by"]) == ("2014-11-03", "Analyst")
    assert register.receive(file, sending(plan)).path == aside
    assert register.receive(write(930), sending(plan)).path == kept / "v1"
    assert [r.partner for r in known_returns(plan, QUARTER, SENT) if r.quarter == QUARTER] == [
        "force"
    ]


def test_a_file_that_cannot_be_taken_in_leaves_its_problems(plan, tmp_path, kept):
    (tmp_path / "none.csv").mkdir()
    outcome = register.receive(tmp_path / "none.csv", sending(plan))
    assert outcome.path == kept / "refused/unreadable-none-csv"
    assert [p.name for p in outcome.path.iterdir()] == ["problems.json"]


def test_a_mistyped_name_leaves_nothing(plan, tmp_path, kept):
    with pytest.raises(DataError, match=r"none.csv: the file is missing. Name a file"):
        register.receive(tmp_path / "none.csv", sending(plan))
    assert not kept.exists()


def test_gaps_and_comments_come_from_notes(plan, write, kept, tmp_path):
    notes = tmp_path / "notes.yaml"
    notes.write_text(
        "gaps:\n  sp05_outcome: {reason: 'no: being agreed', until: 2014-12}\n"
        "comments:\n  - {text: 'A remark', panels: [SP5]}\n"
    )
    said = intake.sending(plan, "force", "2014-15-q2", "", SENT, "", "", notes)
    assert said.by == "Leicestershire Police"
    register.receive(write(930), said)
    head = read_return(kept / "v1", plan).head
    assert head.gaps["sp05_outcome"].reason == "no: being agreed"
    assert head.comments[0].panels == ("SP5",)
    notes.write_text("gaps:\n  sp99: {reason: x}\n")
    with pytest.raises(DataError, match=r"notes\.yaml, line 2: unknown measure 'sp99'"):
        intake.sending(plan, "force", "2014-15-q2", "", SENT, "", "", notes)


# Clearance by hash


@pytest.fixture
def cleared(plan, write, kept):
    register.receive(write(930), sending(plan))
    clearing.record(read_return(kept / "v1", plan), plan, BOARD, SENT)
    return kept


def public(plan, on, period="2014-15-q2"):
    entry = Figures(plan, QUARTER, "public", on).entry("sp12_level", Period.parse(period))
    return entry.value, entry.status


def test_a_clearance_counts_from_its_day_on(plan, write, kept):
    register.receive(write(930), sending(plan))
    sent = read_return(kept / "v1", plan)
    record = clearing.record(sent, plan, BOARD, SENT + timedelta(7), by="Clerk")
    assert record == kept / "clearances/v1-1.yaml"
    assert public(plan, SENT + timedelta(6)) == (None, "awaiting_clearance")
    assert public(plan, SENT + timedelta(7)) == (930, "supplied")
    said = read_yaml(record)
    assert said["values_sha256"] == sent.head.sha256
    assert (said["says"], said["by"]) == ("cleared", "Clerk")


@pytest.mark.parametrize("name", ["values.csv", "return.yaml"])
def test_what_was_changed_after_it_was_cleared_is_not_cleared(plan, cleared, name):
    file = cleared / "v1" / name
    file.write_text(file.read_text("utf-8").replace("930", "931") + "\n", "utf-8")
    assert public(plan, SENT) == (None, "awaiting_clearance")


def test_values_that_are_not_those_that_came_cannot_be_cleared(plan, cleared):
    file = cleared / "v1/values.csv"
    file.write_text(file.read_text("utf-8").replace("930", "931"), "utf-8")
    with pytest.raises(DataError, match="the values are no longer those that came"):
        clearing.record(read_return(cleared / "v1", plan), plan, BOARD, SENT)


def test_a_correction_hides_what_was_cleared_until_it_is_cleared_too(plan, cleared, write):
    """Neither the new figure nor, without a word, the old one that is known to be wrong."""
    day = SENT + timedelta(3)
    register.receive(write(931), sending(plan, day, reason="recounted"))
    assert public(plan, day - timedelta(1)) == (930, "supplied")
    assert public(plan, day) == (None, "awaiting_clearance")
    clearing.record(read_return(cleared / "v2", plan), plan, BOARD, day + timedelta(1))
    assert public(plan, day) == (None, "awaiting_clearance")
    assert public(plan, day + timedelta(1)) == (931, "supplied")
    assert public(plan, SENT) == (930, "supplied")


def test_the_clearance_of_one_version_is_none_of_another(plan, cleared, write):
    register.receive(write(931), sending(plan, reason="recounted"))
    first = (cleared / "clearances/v1-1.yaml").read_bytes()
    (cleared / "clearances/v2-1.yaml").write_bytes(first)
    assert public(plan, SENT) == (None, "awaiting_clearance")


def test_a_withdrawal_counts_from_its_day_even_of_other_bytes(plan, cleared):
    sent = read_return(cleared / "v1", plan)
    clearing.record(sent, plan, BOARD, SENT + timedelta(5), withdrawn=True)
    assert public(plan, SENT + timedelta(4)) == (930, "supplied")
    assert public(plan, SENT + timedelta(5)) == (None, "awaiting_clearance")
    record = cleared / "clearances/v1-2.yaml"
    text = record.read_text("utf-8")
    record.write_text(text.replace(sent.head.sha256, "0" * 64), "utf-8")
    assert public(plan, SENT + timedelta(5)) == (None, "awaiting_clearance")
    clearing.record(sent, plan, BOARD, SENT + timedelta(6))
    assert public(plan, SENT + timedelta(6)) == (930, "supplied")


@pytest.mark.parametrize(
    ("board", "days", "withdrawn", "told"),
    [
        ("Another board", 0, False, f"waits for {BOARD}, not for 'Another board'"),
        (BOARD, -1, False, "was submitted on 2014-11-03, so nobody cleared it on 2014-11-02"),
        (BOARD, 0, True, "has not cleared it, so nothing can be withdrawn"),
    ],
)
def test_what_a_board_cannot_have_said_is_not_recorded(
    plan, write, kept, board, days, withdrawn, told
):
    register.receive(write(930), sending(plan))
    sent = read_return(kept / "v1", plan)
    with pytest.raises(DataError, match=told):
        clearing.record(sent, plan, board, SENT + timedelta(days), withdrawn=withdrawn)
    assert not (kept / "clearances").exists()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("on: 2014-11-03\n", "", "key 'on' is missing"),
        ("2014-11-03", "soon", "on: 'soon' is wrong: write a day like 2014-09-29"),
        ("says: cleared", "says: perhaps", "says: 'perhaps' is wrong"),
        ("values_sha256: ", "values_sha256: z", "values_sha256: 'z"),
    ],
)
def test_a_record_that_cannot_be_read_stops_everything(plan, cleared, old, new, told):
    record = cleared / "clearances/v1-1.yaml"
    assert old in record.read_text("utf-8")
    record.write_text(record.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(DataError) as error:
        public(plan, SENT)
    assert told in str(error.value)
    assert "data/returns/2014-15-q2/force/clearances/v1-1.yaml, line" in str(error.value)


def test_the_pack_of_september_is_the_same_after_a_correction_in_march(plan, write, tmp_path):
    """As at a day, only what was known by then counts."""
    quarter, on = Quarter.parse("2014-15-q1"), date(2014, 9, 29)
    before = Figures(plan, quarter, "public", on).table
    said = register.Sending(plan, "force", quarter, "Analyst", date(2015, 3, 2), reason="recount")
    file = tmp_path / "march.csv"
    file.write_text(f"{HEADER}\nsp12_level,,2014-15-q1,1,,,supplied,\n")
    assert register.receive(file, said).state == "recorded"
    version = plan.folder / "data/returns/2014-15-q1/force/v1"
    clearing.record(read_return(version, plan), plan, BOARD, date(2015, 3, 3), withdrawn=True)
    assert Figures(plan, quarter, "public", on).table.equals(before)
    (sent,) = (r for r in known_returns(plan, quarter, on) if r.partner == "force")
    assert [p.name for p in records_by(sent, plan, on)] == ["v1-1.yaml"]
    assert [p.name for p in records_by(sent, plan, date(2015, 3, 3))] == ["v1-1.yaml", "v1-2.yaml"]
    later = Figures(plan, quarter, "public", date(2015, 3, 2)).table
    assert "awaiting_clearance" in set(later["status"])


# Crashes and crowds


def test_what_a_killed_call_left_is_ignored_and_cleaned(plan, write, kept):
    register.receive(write(930), sending(plan))
    half = kept / ".receiving-dead"
    half.mkdir()
    (half / "values.csv").write_text("half")
    assert len([r for r in known_returns(plan, QUARTER, SENT) if r.quarter == QUARTER]) == 1
    register.receive(write(931), sending(plan, reason="recount"))
    assert sorted(p.name for p in kept.iterdir()) == ["v1", "v2"]


def test_a_folder_is_put_in_one_step_and_never_over_another(tmp_path):
    assert durable.put_folder(tmp_path / "v1", {"a": b"1", "b": b"2"}, tmp_path)
    assert not durable.put_folder(tmp_path / "v1", {"a": b"3"}, tmp_path)
    assert durable.put_file(tmp_path / "c", b"4")
    assert not durable.put_file(tmp_path / "c", b"5")
    files = {p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in tmp_path.rglob("?")}
    assert files == {"v1/a": b"1", "v1/b": b"2", "c": b"4"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["c", "v1"]


def test_a_disk_that_refuses_is_told_in_words(plan, write, kept, monkeypatch):
    kept.parent.mkdir(parents=True)
    kept.write_text("a file where a folder belongs")
    with pytest.raises(DataError, match=r"force: could not be written \(.*\)\. Make room or give"):
        register.receive(write(930), sending(plan))
    kept.unlink()

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable.os, "fsync", full)
    with pytest.raises(DataError, match="No space left on device"):
        register.receive(write(930), sending(plan))
    monkeypatch.undo()
    assert register.receive(write(930), sending(plan)).path == kept / "v1"


@pytest.mark.parametrize("step", range(12))
def test_a_crash_at_any_step_leaves_the_register_whole(plan, write, kept, monkeypatch, step):
    """Each call to the system is in turn the last that the process makes."""
    register.receive(write(930), sending(plan))
    count = 0

    def dying(real):
        def call(*args, **named):
            nonlocal count
            count += 1
            if count > step:
                raise KeyboardInterrupt
            return real(*args, **named)

        return call

    with monkeypatch.context() as patched:
        for name in ("fsync", "rename"):
            patched.setattr(durable.os, name, dying(getattr(os, name)))
        patched.setattr(durable, "_write", dying(durable._write))
        patched.setattr(durable.shutil, "rmtree", lambda *_, **__: None)
        with suppress(KeyboardInterrupt):
            register.receive(write(931), sending(plan, reason="recount"))
    (sent,) = (r for r in known_returns(plan, QUARTER, SENT) if r.quarter == QUARTER)
    assert [f.value for f in sent.figures] in ([930], [931])
    outcome = register.receive(write(931), sending(plan, reason="recount"))
    assert outcome.path == kept / "v2"
    assert sorted(p.name for p in kept.iterdir()) == ["v1", "v2"]


RECEIVE = """
import sys
from datetime import date
from pathlib import Path
from panelpack.plan import load_plan
from panelpack.quarters import Quarter
from panelpack.returns.register import Sending, receive
plan, quarter = load_plan(Path(sys.argv[1])), Quarter.parse("2014-15-q2")
sending = Sending(plan, "force", quarter, "Analyst", date(2014, 11, 3), reason="another count")
print("ready", flush=True)
for file in sys.argv[2:]:
    receive(Path(file), sending)
"""


def test_many_at_once_with_some_killed_lose_and_mix_nothing(plan, write, kept):
    """Four processes receive sixty files; most are killed at random and started again."""
    files = [write(value, f"{value}.csv", note=f"file {value}") for value in range(60)]
    chance, end, kills = random.Random(5), time.monotonic() + LONGEST_SECONDS, 0
    waiting = [files[n::4] for n in range(4)]
    while waiting and time.monotonic() < end:
        command = [sys.executable, "-c", RECEIVE, plan.folder]
        workers = [subprocess.Popen([*command, *g], stdout=subprocess.PIPE) for g in waiting]
        for worker in workers:
            assert worker.stdout.readline() == b"ready\n"
        for worker in workers[: max(0, MOST_KILLS - kills)]:
            time.sleep(chance.uniform(0, 0.02))
            kills += worker.poll() is None
            worker.send_signal(signal.SIGKILL)
        ends = [(worker.communicate(), worker.returncode)[1] for worker in workers]
        waiting = [g for g, code in zip(waiting, ends, strict=True) if code != 0]
    assert waiting == []
    assert kills >= 4
    versions = sorted(p.name for p in kept.iterdir())
    assert versions == sorted(f"v{n}" for n in range(1, 61))
    received = [(kept / v / "values.csv").read_bytes() for v in versions]
    assert sorted(received) == sorted(f.read_bytes() for f in files)
    for version in versions:
        sent = read_return(kept / version, plan)
        note = (kept / version / "values.csv").read_text("utf-8")
        assert sent.figures[0].note in note
        assert sent.head.sha256 == sha256(note.encode()).hexdigest()
        assert sent.head.version == sent.version


# The commands


@pytest.fixture
def run(copy_of_workbook):
    """Call a command as the command line does; DataError is the exit code 1."""
    group = click.Group(commands=[check_command, receive_command, clear_command, template_command])

    def call(*words):
        words = [words[0], "--workbook", str(copy_of_workbook), *map(str, words[1:])]
        return CliRunner().invoke(group, words)

    return call


def test_the_commands_take_a_return_from_form_to_public(run, plan, kept, tmp_path, write):
    form = tmp_path / "form.xlsx"
    made = run("template", "force", "2014-15-q2", "--out", form)
    assert (made.exit_code, made.stdout) == (0, f"{form}\n")
    assert isinstance(run("template", "force", "2014-15-q2", "--out", form).exception, DataError)
    checked = run("check", form, "--format", "json")
    assert checked.exit_code == 1
    assert json.loads(checked.stdout)["files"][0]["accepted"] is False
    file = write(930)
    assert run("check", file).stdout == f"{file}: 1 row right, 0 problems.\n"
    said = ("--partner", "force", "--quarter", "2014-15-q2", "--on", "2014-11-03")
    received = run("receive", file, *said, "--by", "Analyst")
    assert (received.exit_code, received.stdout) == (0, f"{kept}/v1\n")
    assert received.stderr == f"{file}: recorded as data/returns/2014-15-q2/force/v1\n"
    again = run("receive", file, *said)
    assert "is data/returns/2014-15-q2/force/v1 already; nothing was changed" in again.stderr
    refused = run("receive", write(-1), *said)
    assert refused.exit_code == 1
    assert "D2: not a count ('-1'). A count is a whole number from 0. [V01]" in refused.stderr
    assert refused.stdout == ""
    cleared = run("clear", "2014-15-q2/force/v1", "--board", BOARD, "--on", "2014-11-05")
    assert cleared.stdout == f"{kept}/clearances/v1-1.yaml\n"
    assert public(plan, date(2014, 11, 5)) == (930, "supplied")
    again = run("clear", "2014-15-q2/force/v1", "--board", BOARD, "--on", "2014-11-05")
    assert (again.exit_code, again.stdout) == (0, cleared.stdout), "one word is recorded once"
    back = run("clear", kept / "v1", "--board", BOARD, "--on", "2014-11-07", "--withdraw")
    assert back.exit_code == 0
    assert public(plan, date(2014, 11, 7)) == (None, "awaiting_clearance")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("clear", "v1", "--board", "B", "--on", "2014-11-05"), "name a version like"),
        (("clear", "2014-15-q2/force/v9", "--board", "B", "--on", "2014-11-05"), "no such version"),
        (("clear", "2014-15-q1/force/v9", "--board", BOARD, "--on", "2014-11-05"),
         "no such version; there are 2014-15-q1/force/v1"),
        (("clear", "2014-15-q1/forse/v1", "--board", BOARD, "--on", "2014-11-05"),
         "no such version; there are 2014-15-q1/councils/v1, 2014-15-q1/force/v1, "),
        (("clear", "2013-14-q1/force/v1", "--board", BOARD, "--on", "2014-11-05"),
         "no such version; nothing has been received for it"),
        (("clear", "2014-15-q1/force/v1", "--board", BOARD, "--on", "2999-01-01"), "future"),
        (("receive", "x.csv", "--partner", "forse", "--quarter", "2014-15-q1"), "unknown partner"),
        (("receive", "x.csv", "--partner", "force", "--quarter", "Q1"), "'Q1' is not a quarter"),
        (("receive", "x.csv", "--partner", "force", "--quarter", "2014-15-q1", "--by", "a\nb"),
         "write it in one line"),
        (("check", "x.csv", "--partner", "forse"), "unknown partner 'forse'; the plan has force, "),
        (("template", "forse", "2014-15-q1"), "unknown partner 'forse'"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_told_in_words(run, words, told):
    outcome = run(*words)
    assert isinstance(outcome.exception, DataError)
    assert told in str(outcome.exception)


@pytest.mark.parametrize("name", ["check", "receive", "clear", "template"])
def test_every_command_has_an_example(run, name):
    said = run(name, "--help").stdout
    assert f"Example: panelpack {name} " in said
    assert "--workbook" in said


def test_seal_clears_what_a_test_changed(plan):
    """Other tests change returns and clear them anew with it."""
    version = plan.folder / "data/returns/2014-15-q1/force/v1"
    values = version / "values.csv"
    values.write_text(values.read_text("utf-8").replace(",930,", ",931,"), "utf-8")
    assert public(plan, SENT, "2014-15-q1") == (None, "awaiting_clearance")
    seal(version)
    assert public(plan, SENT, "2014-15-q1") == (931, "supplied")
