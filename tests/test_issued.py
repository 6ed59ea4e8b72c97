"""Issued packs: kept as they are, read back as they were printed, no change unnoticed."""

import json
import shutil
from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner

import tiny_workbook
from conftest import seal
from panelpack import issued
from panelpack.__main__ import main
from panelpack.errors import DataError
from panelpack.pack.build import build
from panelpack.pack.issue import Act, issue, verify
from panelpack.pack.request import ask
from panelpack.quarters import Period, Quarter
from panelpack.returns.intake import clear, receive, sending
from panelpack.series import Figures

QUARTER = Quarter.parse("2014-15-q1")
ACT = Act("Head of office", date(2014, 9, 30))
KEY = ("thefts", "", "2014-15-q1")


@pytest.fixture(scope="module")
def made(kept_workers, tmp_path_factory):
    """A small workbook with a cleared return and its public pack, built once."""
    folder = tiny_workbook.write(tmp_path_factory.mktemp("issued") / "tiny")
    seal(folder / "data/returns/2014-15-q1/force/v1")
    build(ask(folder, QUARTER))
    return folder


@pytest.fixture
def book(made, tmp_path):
    """A copy of it, to change at will."""
    return shutil.copytree(made, tmp_path / "tiny")


def held(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_an_issued_pack_is_kept_byte_for_byte_with_its_record(book):
    target = issue(ask(book, QUARTER), ACT)
    assert target == book / "data/issued/2014-15-q1/1"
    assert held(target / "pack") == held(book / "outputs/2014-15-q1/public")
    record = json.loads((target / "issue.json").read_text())
    assert record["issued"] == {"on": "2014-09-30", "by": "Head of office"}
    assert (record["as_at"], record["follows"]) == ("2014-09-29", {})
    assert set(record["files"]) == set(held(target)) - {"issue.json"}
    assert {p.stat().st_mode & 0o777 for p in target.rglob("*") if p.is_file()} == {0o444}
    assert sorted(p.name for p in target.parent.iterdir()) == ["1"]


def test_what_it_printed_is_read_back(book):
    issue(ask(book, QUARTER), ACT)
    (found,) = issued.issues(book)
    assert found.figures[KEY].value == Decimal(73)
    assert found.figures["thefts", "", "2013-14-q1"].value == Decimal(81)
    assert found.label == "the pack for Quarter 1 2014/15 (29 September 2014)"
    assert {row["measure"] for row in found.measures} == {"thefts"}
    assert issued.before(book, date(2014, 9, 29)) == []
    assert [i.folder for i in issued.before(book, date(2014, 9, 30))] == [found.folder]
    assert issued.closed_until(book) == date(2014, 9, 29)


def test_nothing_is_issued_that_was_not_built_or_is_out_of_date(book):
    request = ask(book, QUARTER)
    notebook = book / "notebooks/two.ipynb"
    before = notebook.read_bytes()
    notebook.write_bytes(before + b"\n")
    with pytest.raises(DataError, match=r"before notebooks/two\.ipynb changed; run 'panelpack bu"):
        issue(request, ACT)
    notebook.write_bytes(before)
    page = request.target / "index.html"
    page.write_text(page.read_text() + " ")
    with pytest.raises(DataError, match=r"index\.html changed after the pack was built"):
        issue(request, ACT)
    (request.target / "manifest.json").unlink()
    with pytest.raises(DataError, match=r"holds no pack; run 'panelpack build 2014-15-q1"):
        issue(request, ACT)
    assert not list((book / "data/issued").glob("*/*"))


def test_a_pack_is_out_of_date_when_a_return_came_that_it_does_not_name(book):
    version = book / "data/returns/2014-15-q1/force/v1"
    clear(version, ask(book, QUARTER).plan, "The board", date(2014, 9, 1), withdraw=True)
    with pytest.raises(DataError, match=r"the pack was built before .* changed"):
        issue(ask(book, QUARTER), ACT)


@pytest.mark.parametrize("act", [
    Act("", date(2014, 9, 30)), Act("someone@example", date(2014, 9, 30)),
    Act("Head", date(2999, 1, 1)), Act("Head", date(2014, 9, 28)),
])  # fmt: skip
def test_a_role_and_a_day_that_can_be_are_asked_for(book, act):
    with pytest.raises(DataError, match=r"--by|future|wasn't issued"):
        issue(ask(book, QUARTER), act)
    assert not (book / "data/issued/2014-15-q1/1").exists()


def test_an_edition_is_never_overwritten(book):
    first = issue(ask(book, QUARTER), ACT)
    before = held(first)
    with pytest.raises(DataError, match="is this very pack; there is nothing to issue"):
        issue(ask(book, QUARTER), ACT)
    tiny_workbook.write_notebook(book, "two", tiny_workbook.title("two") + "  # anew")
    build(ask(book, QUARTER))
    with pytest.raises(DataError, match=r"2014-15-q1/1 was issued already .* --reason"):
        issue(ask(book, QUARTER), ACT)
    second = issue(ask(book, QUARTER), Act("Head", date(2014, 10, 1), "A page was wrong"))
    assert second.name == "2"
    assert held(first) == before
    record = json.loads((second / "issue.json").read_text())
    assert (record["reason"], list(record["follows"])) == ("A page was wrong", ["2014-15-q1/1"])


def test_a_pack_of_an_earlier_day_is_not_issued_after_a_later_one(book):
    issue(ask(book, QUARTER), ACT)
    request = ask(book, QUARTER, as_at=date(2014, 9, 1))
    build(request)
    with pytest.raises(DataError, match="a pack as at 29 September 2014 has been issued"):
        issue(request, Act("Head", date(2014, 10, 1), "Another day"))


@pytest.mark.parametrize("name", ["pack/index.html", "figures.json", "pack/tables/measures.csv"])
def test_any_changed_byte_is_found(book, name):
    target = issue(ask(book, QUARTER), ACT)
    assert verify(ask(book, QUARTER)) == []
    path = target / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)
    assert verify(ask(book, QUARTER)) == [
        f"data/issued/2014-15-q1/1/{name}: was changed after it was issued"
    ]


def test_missing_and_added_files_and_a_changed_record_are_found(book):
    target = issue(ask(book, QUARTER), ACT)
    (target / "pack/report.pdf").unlink()
    (target / "pack/more.txt").write_text("more")
    assert verify(ask(book, QUARTER)) == [
        "data/issued/2014-15-q1/1/pack/report.pdf: is missing",
        "data/issued/2014-15-q1/1/pack/more.txt: was not part of what was issued",
    ]


def test_the_record_of_an_earlier_edition_is_held_by_the_next(book):
    first = issue(ask(book, QUARTER), ACT)
    tiny_workbook.write_notebook(book, "two", tiny_workbook.title("two") + "  # anew")
    build(ask(book, QUARTER))
    issue(ask(book, QUARTER), Act("Head", date(2014, 10, 1), "A page was wrong"))
    record = first / "issue.json"
    record.chmod(0o644)
    record.write_text(record.read_text().replace("Head of office", "Someone else"))
    assert verify(ask(book, QUARTER)) == [
        "data/issued/2014-15-q1/1/issue.json: was changed or removed after it was issued"
    ]


def test_a_build_stops_at_a_changed_figure_of_an_issued_pack(book):
    target = issue(ask(book, QUARTER), ACT)
    path = target / "figures.json"
    path.chmod(0o644)
    path.write_text(path.read_text().replace('"73"', '"37"'))
    with pytest.raises(DataError, match=r"figures\.json: is not what was issued; bring it back"):
        build(ask(book, QUARTER, as_at=date(2014, 11, 1), only=["one"]))


def test_a_quarter_without_an_issued_pack_says_so(book):
    with pytest.raises(DataError, match="no pack for Quarter 1 2014/15 has been issued"):
        verify(ask(book, QUARTER))


def test_what_is_recorded_late_counts_from_the_day_after_the_issued_pack(book, tmp_path):
    """Dated back into the issued pack's days, it must not change what that pack was."""
    issue(ask(book, QUARTER), ACT)
    plan = ask(book, QUARTER).plan
    late = tmp_path / "late.csv"
    late.write_text(tiny_workbook.VALUES.replace("73", "79"))
    sent = sending(plan, "force", "2014-15-q1", "", date(2014, 9, 1), "", "Late reports", None)
    version = receive(late, sent).path
    assert "known: 2014-09-30\n" in (version / "return.yaml").read_text()
    record = clear(version, plan, "The board", date(2014, 9, 2))
    assert "known: 2014-09-30\n" in record.read_text()
    period = Period.parse("2014-15-q1")
    shown = [
        Figures(plan, QUARTER, "public", date(2014, 9, day)).entry("thefts", period).value
        for day in (29, 30)
    ]
    assert shown == [73, 79]


def test_the_command_issues_verifies_and_says_what_is_wrong(book):
    def run(*arguments):
        call = ["issue", "2014-15-q1", "--workbook", str(book), *arguments]
        return CliRunner().invoke(main, call)

    ended = run("--verify")
    assert (ended.exit_code, ended.stderr) == (
        1, "no pack for Quarter 1 2014/15 has been issued\n"
    )  # fmt: skip
    assert run().exit_code == 1
    ended = run("--by", "Head of office")
    assert (ended.exit_code, ended.stdout) == (0, f"{book}/data/issued/2014-15-q1/1\n")
    assert run("--verify").stdout == "Quarter 1 2014/15: every file is as it was issued.\n"
    (book / "data/issued/2014-15-q1/1/pack/report.pdf").unlink()
    ended = run("--verify")
    assert ended.exit_code == 1
    assert ended.stderr == "data/issued/2014-15-q1/1/pack/report.pdf: is missing\n"
