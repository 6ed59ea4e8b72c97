"""Texts that may be about somebody wait for a release, whoever has cleared their figures."""

from datetime import date

import pytest
import yaml
from click.testing import CliRunner

from conftest import seal
from panelpack import commentary, personal, releases
from panelpack.__main__ import main
from panelpack.document import Notice
from panelpack.errors import DataError
from panelpack.pack import held
from panelpack.pack.request import ask
from panelpack.plan import load_plan
from panelpack.quarters import Period, Quarter
from panelpack.returns import intake
from panelpack.series import Figures

QUARTER = Quarter.parse("2014-15-q1")
MEETING = date(2014, 9, 29)
REMARK = "PC Smith counted these by hand."
HELD_NOTE = "reported by Mrs Patel"
PARAGRAPH = "We thank PC Smith."
ROLE = {"by": "Data protection officer", "reason": "He agreed in writing."}


@pytest.fixture
def workbook(copy_of_workbook):
    """The workbook with a remark, a note and a paragraph that name somebody; all is cleared."""
    version = copy_of_workbook / "data/returns/2014-15-q1/missing-people/v1"
    head = (version / "return.yaml").read_text("utf-8")
    remark = yaml.safe_dump({"comments": [{"panels": ["SP17"], "text": REMARK}]})
    (version / "return.yaml").write_text(head + remark, "utf-8")
    values = (version / "values.csv").read_text("utf-8").rstrip()
    (version / "values.csv").write_text(f"{values}{HELD_NOTE}\n", "utf-8")
    seal(version)
    written = copy_of_workbook / "data/commentary/2014-15-q1/sp17.md"
    written.write_text(f"Two remarks.\n\n{PARAGRAPH}\n\n- {PARAGRAPH}\n- Another.\n")
    return copy_of_workbook


def figures(workbook, audience="public", on=MEETING):
    return Figures(load_plan(workbook), QUARTER, audience, on)


def remarks(seen):
    return [c.text for c in seen.comments if "SP17" in c.panels]


def notes(seen):
    return {e.note for e in seen.entries("sp17_key_locations")}


def words(seen):
    return "\n".join(block.plain() for block in commentary.read(seen, "sp17"))


def test_what_names_somebody_is_not_public(workbook):
    public, internal = figures(workbook), figures(workbook, "internal")
    assert remarks(public) == []
    assert HELD_NOTE not in notes(public)
    assert remarks(internal) == [REMARK]
    assert HELD_NOTE in notes(internal)
    assert words(internal).count(PARAGRAPH) == 2
    blocks = commentary.read(public, "sp17")
    said = [b.text for b in blocks if isinstance(b, Notice)]
    assert (
        said
        == ["A paragraph is left out until its words have been checked for names of people."] * 2
    )
    assert words(public).splitlines()[0] == "Two remarks."
    assert "- Another." in words(public)
    assert "Smith" not in words(public)
    # The figure itself stays.
    assert public.entry("sp17_key_locations", Period.parse("2013-14-q1")).value == 109


def test_a_release_holds_for_these_words_from_its_day_on(workbook):
    written = workbook / "data/commentary/2014-15-q1/sp17.md"
    made = releases.record(commentary.passages(written), workbook, on=MEETING, **ROLE)
    assert [p.parent.relative_to(workbook).as_posix() for p in made] == ["data/releases"]
    told = yaml.safe_load(made[0].read_text())
    assert told["text_sha256"] == personal.digest(PARAGRAPH)
    assert (told["by"], told["reason"], told["holds"]) == (*ROLE.values(), ["a name"])
    assert "Smith" not in made[0].read_text()
    assert words(figures(workbook)).count(PARAGRAPH) == 2
    assert PARAGRAPH not in words(figures(workbook, on=date(2014, 9, 28)))
    assert remarks(figures(workbook)) == []
    written.write_text(written.read_text().replace("We thank", "We don't thank"))
    assert "Smith" not in words(figures(workbook))


def test_a_release_needs_a_role_a_reason_and_a_day_that_has_come(workbook):
    passages = [releases.Passage("a file", "line 1", PARAGRAPH)]
    for wrong in ({"by": " "}, {"reason": ""}, {"on": date(2999, 1, 1)}):
        with pytest.raises(DataError):
            releases.record(passages, workbook, **ROLE | wrong)
    assert not (workbook / "data/releases").exists()


def test_the_same_text_is_released_once(workbook):
    passages = [releases.Passage("a file", "line 1", PARAGRAPH)] * 2
    assert len(releases.record(passages, workbook, **ROLE)) == 1
    assert releases.record(passages, workbook, **ROLE) == []


def test_whoever_builds_is_told_what_is_held_and_nothing_of_its_words(workbook):
    request = ask(workbook, QUARTER, only=["sp17"])
    lines = list(held.told(request, figures(workbook)))
    folder = "data/returns/2014-15-q1/missing-people/v1"
    assert [line.partition(":")[0] for line in lines] == [
        f"{folder}/return.yaml, comment 1",
        f"{folder}, sp17_key_locations of 2013-14-q1",
        "data/commentary/2014-15-q1/sp17.md, passage 2",
        "data/commentary/2014-15-q1/sp17.md, passage 3",
    ]
    assert "Smith" not in "".join(lines)
    assert "Patel" not in "".join(lines)
    internal = ask(workbook, QUARTER, "internal", only=["sp17"])
    assert list(held.told(internal, figures(workbook, "internal"))) == []


def test_words_instead_of_a_figure_are_held_as_a_whole(workbook):
    values = workbook / "data/returns/2014-15-q1/force/v1/values.csv"
    values.write_text(values.read_text().replace("Nearly 60%", "Nearly 60% says PC Smith"))
    seal(values.parent)
    entry = figures(workbook).entry("sp06_late_week", Period.parse("2014-15-q1"))
    assert (entry.status, entry.note) == ("awaiting_release", "")


def test_the_command_lists_and_releases(workbook):
    def run(*more):
        return CliRunner().invoke(main, ["release", *more, "--workbook", str(workbook)])

    listed = run("2014-15-q1/missing-people/v1")
    assert listed.exit_code == 0
    assert listed.stdout == ""
    assert "comment 1: a name (held)\n  'PC Smith'\n" in listed.stderr
    done = run("2014-15-q1/missing-people/v1", "--by", "DPO", "--reason", "An officer on duty.")
    assert len(done.stdout.splitlines()) == 2
    assert remarks(figures(workbook, on=date.today())) == [REMARK]
    assert "(released)" in run("2014-15-q1/missing-people/v1").stderr
    assert "nothing in it" in run("2014-15-q1/force/v1").stderr
    for_nothing = run("2014-15-q1/force/v1", "--by", "DPO", "--reason", "An officer on duty.")
    assert (for_nothing.exit_code, for_nothing.stdout) == (0, "")
    assert "nothing in it" in for_nothing.stderr
    half = run("data/commentary/2014-15-q1/sp17.md", "--by", "DPO")
    assert (half.exit_code, "--reason" in half.stderr) == (1, True)
    assert run("data/commentary/2014-15-q1/none.md").exit_code == 1


def test_a_check_remarks_on_it_and_refuses_nothing(workbook, tmp_path):
    file = tmp_path / "values.csv"
    file.write_text(
        "measure,area,period,value,numerator,base,status,note\n"
        "sp12_level,,2014-15-q1,930,,,supplied,reported by Mrs Patel\n"
    )
    expected = intake.expected(load_plan(workbook), MEETING, "force", "2014-15-q1")
    checked = intake.check_file(file, expected)
    assert checked.accepted
    (remark,) = [p for p in checked.found.remarks.shown if p.rule == "H01"]
    assert (remark.cell, remark.message) == ("H2", "may be about somebody: a name")
