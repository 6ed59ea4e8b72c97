"""As known on a day: what came, was cleared or issued later changes nothing of an older pack."""

import csv
import io
import json
import re
import shutil
from datetime import date
from hashlib import sha256

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import tiny_workbook
from conftest import AS_AT, QUARTER, seal
from panelpack import judgement, ready
from panelpack.pack.build import build
from panelpack.pack.csvfile import csv_bytes
from panelpack.pack.figures import MEASURE_COLUMNS, measure_rows
from panelpack.pack.issue import Act, issue
from panelpack.pack.request import ask
from panelpack.plan import load_plan
from panelpack.returns.intake import clear, receive, sending
from panelpack.section import spine
from panelpack.series import Figures
from section_cells import shown_by

NOVEMBER = date(2014, 11, 1)
OCTOBER = "2014-10-20"
# A notebook that shows all that a section knows of its figures.
SHOWN = """\
import panelpack

section = panelpack.open("one", quarter, audience, as_at)
section.title()
"""
CELLS = ["section.headline()", "section.gaps()", "section.table()", "section.assessments()"]


def held(folder):
    paths = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths}


def resubmit(folder, values, on, cleared):
    """Have the force send a correction, and the board clear it."""
    plan = load_plan(folder)
    file = folder / "sent.csv"
    file.write_text(values)
    sent = sending(plan, "force", "2014-15-q1", "", on, "", "Late reports were added", None)
    version = receive(file, sent).path
    file.unlink()
    clear(version, plan, "The board", cleared)
    return version


@pytest.mark.usefixtures("kept_workers")
def test_a_pack_of_september_rebuilt_in_march_has_the_same_bytes(tiny, tmp_path):
    """After it was issued: a correction, another quarter's pack, words of a board dated back."""
    version = tiny / "data/returns/2014-15-q1/force/v1"
    seal(version)
    tiny_workbook.write_notebook(tiny, "one", SHOWN, *CELLS)
    build(ask(tiny, QUARTER))
    first = held(tiny / "outputs/2014-15-q1/public")
    issue(ask(tiny, QUARTER), Act("Head of office", date(2014, 9, 30)))
    resubmit(tiny, tiny_workbook.VALUES.replace("73", "79"), date(2015, 3, 10), date(2015, 3, 20))
    build(ask(tiny, QUARTER, as_at=date(2015, 3, 31), outputs=tiny / "outputs"))
    assert b"79 [r]" in held(tiny / "outputs/2014-15-q1/public")["index.html"]
    issue(ask(tiny, QUARTER), Act("Head of office", date(2015, 4, 1), "A correction"))
    clear(version, load_plan(tiny), "The board", date(2014, 9, 1), withdraw=True)
    again = ask(tiny, QUARTER, as_at=AS_AT, outputs=tmp_path / "again")
    build(again)
    assert held(again.target) == first


def test_a_correction_counts_from_the_day_on_which_it_came(tiny):
    """The public sees the first version, then that the second waits, then the second."""
    seal(tiny / "data/returns/2014-15-q1/force/v1")
    resubmit(tiny, tiny_workbook.VALUES.replace("73", "79"), date(2015, 3, 10), date(2015, 3, 20))
    seen = {}
    for day in (date(2015, 3, 9), date(2015, 3, 10), date(2015, 3, 19), date(2015, 3, 20)):
        for audience in ("public", "internal"):
            known = Figures(load_plan(tiny), QUARTER, audience, day)
            seen[audience, day.day] = [e.value for e in known.entries("thefts")]
    assert seen["public", 9] == [81, 73]
    assert seen["internal", 9] == [81, 73]
    for day in (10, 19):
        assert seen["public", day] == [None]
        assert seen["internal", day] == [81, 79]
    assert seen["public", 20] == [81, 79]


DAYS = st.dates(date(2014, 9, 1), date(2014, 9, 12))


@settings(max_examples=25)
@given(DAYS, DAYS, st.none() | DAYS, st.none() | DAYS, DAYS)
def test_whatever_the_order_of_days_the_public_sees_only_what_was_cleared(
    tmp_path_factory, first, second, cleared, withdrawn, on
):
    """Version 1 is cleared as it comes; then version 2 comes, and is cleared, or not, or no longer.

    The same day's later word is the withdrawal, as it is recorded after the clearance.
    """
    second = max(first, second)
    folder = tiny_workbook.write(tmp_path_factory.mktemp("days") / "tiny")
    versions = folder / "data/returns/2014-15-q1/force"
    put_day(versions / "v1", first)
    shutil.copytree(versions / "v1", versions / "v2")
    (versions / "v2/values.csv").write_text(tiny_workbook.VALUES.replace("73", "79"))
    put_day(versions / "v2", second)
    (versions / "clearances/v2-1.yaml").unlink()
    plan = load_plan(folder)
    if cleared is not None:
        cleared = max(second, cleared)
        clear(versions / "v2", plan, "The board", cleared)
        if withdrawn is not None:
            withdrawn = max(second, withdrawn)
            clear(versions / "v2", plan, "The board", withdrawn, withdraw=True)
    seen = Figures(plan, QUARTER, "public", on).entries("thefts")
    shutil.rmtree(folder)
    is_cleared = cleared is not None and cleared <= on
    is_withdrawn = withdrawn is not None and is_cleared and cleared <= withdrawn <= on
    if on < first:
        assert seen == []
    elif on < second:
        assert [e.value for e in seen] == [81, 73]
    else:
        shown = is_cleared and not is_withdrawn
        assert [e.value for e in seen] == ([81, 79] if shown else [None])


def put_day(version, day):
    """Have a version come, and be cleared, on a day."""
    head = (version / "return.yaml").read_text()
    (version / "return.yaml").write_text(re.sub("on: [0-9-]+", f"on: {day}", head))
    seal(version)


# The last bar: two figures that wait for their boards in September are there in November.

WAITING = {
    "youth-offending": ("sp01_first_time_entrants", "312"),
    "reducing-reoffending": ("sp02_reoffending", "41.5"),
}


@pytest.fixture(scope="module")
def cleared_in_october(tmp_path_factory, workbook):
    """The workbook, with the second versions of two returns: whole and cleared in October."""
    folder = tmp_path_factory.mktemp("october") / "workbook"
    for part in ("params", "data", "notebooks"):
        shutil.copytree(workbook / part, folder / part)
    for partner, (measure, value) in WAITING.items():
        second_version(folder / "data/returns/2014-15-q1" / partner, measure, value)
    return folder


def second_version(folder, measure, value):
    """Put a second version there with the figure that waited; all else as it was."""
    head = yaml.load((folder / "v1/return.yaml").read_text("utf-8"), yaml.BaseLoader)
    values = (folder / "v1/values.csv").read_text("utf-8")
    rows = list(csv.reader(io.StringIO(values)))
    for row in rows:
        if row[0] == measure:
            row[3:] = [value, "", "", "supplied", ""]
    version = folder / "v2"
    version.mkdir()
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    (version / "values.csv").write_text(text.getvalue(), "utf-8")
    head |= {"version": "2", "reason": "The board has seen the figure", "gaps": {}}
    head["submitted"]["on"] = OCTOBER
    head["sha256"] = sha256(text.getvalue().encode()).hexdigest()
    (version / "return.yaml").write_text(yaml.safe_dump(head, allow_unicode=True), "utf-8")
    seal(version)


def rows_of(folder, as_at):
    known = Figures(load_plan(folder), QUARTER, "public", as_at)
    text = csv_bytes(MEASURE_COLUMNS, measure_rows(known)).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_in_september_both_figures_wait_and_say_for_which_board(cleared_in_october, workbook):
    rows = rows_of(cleared_in_october, AS_AT)
    assert rows == rows_of(workbook, AS_AT)
    said = {r["measure"]: (r["value"], r["status"], r["reason"]) for r in rows}
    assert said["sp01_first_time_entrants"] == (
        "", "awaiting_board",
        "to be published after the Youth Offending Management Board in September 2014",
    )  # fmt: skip
    assert said["sp02_reoffending"] == (
        "", "awaiting_board",
        "was to follow the Reducing Re-offending Board of 19 September 2014; "
        "not received yet",
    )  # fmt: skip
    earlier = {r["measure"]: r["reason"] for r in rows_of(workbook, date(2014, 9, 29))}
    assert earlier["sp02_reoffending"] == said["sp02_reoffending"][2]


# What a row of a return says of itself follows the version that was cleared.
OF_THE_VERSION = {"source", "cleared_on"}


def test_in_november_they_are_there_and_no_other_figure_moves(cleared_in_october):
    before, after = (rows_of(cleared_in_october, day) for day in (AS_AT, NOVEMBER))
    assert len(before) == len(after)
    moved = {}
    for then, now in zip(before, after, strict=True):
        changed = {name for name in then if then[name] != now[name]}
        if changed:
            moved.setdefault(now["measure"], set()).update(changed)
    found = {r["measure"]: (r["value"], r["status"]) for r in after if r["column"] != "% Var"}
    assert found["sp01_first_time_entrants"][1] == found["sp02_reoffending"][1] == "supplied"
    assert {r["printed"] for r in after if r["measure"] == "sp01_first_time_entrants"} >= {"312"}
    waited = {measure for measure, _ in WAITING.values()}
    assert set(moved) == waited | {"sp02_offending"}
    assert moved["sp02_offending"] == OF_THE_VERSION


def shown(folder, section, as_at):
    """The JSON of all that a section shows, both as-at days left out."""
    notebook = load_plan(folder).notebook(section)
    parameters = {"quarter": str(QUARTER), "audience": "public", "as_at": as_at.isoformat()}
    blocks = [json.dumps(block.to_json()) for _, block in shown_by(notebook, parameters)]
    said = "\n".join(blocks)
    # Returns of the workbook were cleared on the as-at day of September itself.
    for day in (AS_AT, NOVEMBER):
        for words in (day.isoformat(), f"{day.day} {day:%B %Y}"):
            said = said.replace(words, "THE DAY")
    return said


@pytest.fixture
def quick(monkeypatch, cleared_in_october):
    """Sections of the workbook share what a day's figures are, as they do within one notebook."""
    known, judged = {}, {}

    def open_figures(plan, *of):
        return known.setdefault(of, Figures(plan, *of))

    def judge_all(of):
        return judged.setdefault(of, judge(of))

    judge = judgement.judge_all
    monkeypatch.setattr(ready, "Figures", open_figures)
    monkeypatch.setattr(spine, "judge_all", judge_all)
    monkeypatch.chdir(cleared_in_october)


# Where a figure that waited stands, besides its own section.
TELLS_OF_ALL = {"summary", "appendix-a", "covering-report"}


@pytest.mark.pack
@pytest.mark.usefixtures("quick")
def test_no_other_section_changes(cleared_in_october):
    order = load_plan(cleared_in_october).settings.order
    changed = {
        section
        for section in order
        if len({shown(cleared_in_october, section, day) for day in (AS_AT, NOVEMBER)}) > 1
    }
    assert changed == {"sp01", "sp02"} | TELLS_OF_ALL
