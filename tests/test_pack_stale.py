"""Only what changed is run again, and the pack is the same as one built from nothing."""

import json
import os
import shutil
import subprocess
import sys
from datetime import date

import pytest

import tiny_workbook
from conftest import seal, unseal
from panelpack.errors import DataError
from panelpack.exporters import drawing, pictures
from panelpack.pack import fingerprint
from panelpack.pack.build import build
from panelpack.pack.kept import forget_all, is_unchanged
from panelpack.pack.request import ask
from panelpack.quarters import Quarter
from panelpack.workbook import find_quarter
from test_revisions import put_issue

pytestmark = pytest.mark.usefixtures("kept_workers")
QUARTER = Quarter.parse("2014-15-q1")
OPEN = (
    'import panelpack\n\nsection = panelpack.open("{}", quarter, audience, as_at)\nsection.title()'
)
RETURN = "data/returns/2014-15-q1/force/v1"
CHART = """from panelpack.document import Chart, Column, Table

bar = {"data": {"values": [{"a": 1}]}, "mark": "bar", "encoding": {"x": {"field": "a"}}}
Chart("Thefts", "A bar.", bar, Table("Thefts", (Column("a"),), ()))"""


def sealed(folder):
    """Write a workbook of which one section shows the figure, one the commentary, one neither."""
    tiny_workbook.write(folder)
    tiny_workbook.write_notebook(folder, "one", OPEN.format("one"), "section.headline()")
    tiny_workbook.write_notebook(folder, "two", OPEN.format("two"), "section.commentary()")
    tiny_workbook.write_notebook(folder, "three", OPEN.format("three"))
    seal(folder / RETURN)
    return folder


@pytest.fixture
def workbook(tmp_path):
    """Such a workbook, of which nothing is built."""
    return sealed(tmp_path / "tiny")


@pytest.fixture(scope="module")
def once_built(kept_workers, tmp_path_factory):
    """Such a workbook and its public pack, for which all sections were run."""
    folder = sealed(tmp_path_factory.mktemp("stale") / "tiny")
    assert built(folder) == {"one", "two", "three"}
    return folder


@pytest.fixture
def book(once_built, tmp_path):
    """A copy of workbook and pack, to change at will."""
    return shutil.copytree(once_built, tmp_path / "tiny")


def built(workbook, **asked):
    """Build, and return which sections were run; the others were told as unchanged."""
    ran, unchanged = [], []
    request = ask(workbook, QUARTER, **asked)
    build(request, ran.append, unchanged=unchanged.append)
    assert set(ran) | set(unchanged) == set(request.sections)
    return set(ran)


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def a_figure(workbook):
    was = "73" if ",73," in (workbook / RETURN / "values.csv").read_text("utf-8") else "75"
    _replace(workbook / RETURN / "values.csv", was, str(int(was) + 2))
    seal(workbook / RETURN)


def a_withdrawn_clearance(workbook):
    unseal(workbook / RETURN)


def a_new_commentary(workbook):
    path = workbook / "data/commentary/2014-15-q1/two.md"
    path.parent.mkdir(parents=True)
    path.write_text("Thefts came to {{ thefts.value }}.\n")


def a_notebook(workbook):
    more = "from panelpack.document import Prose, text\n\nProse((text('More.'),))"
    tiny_workbook.write_notebook(workbook, "three", OPEN.format("three"), more)


def the_plan(workbook):
    _replace(workbook / "params/priorities/one.yaml", "title: The first", "title: The very first")


def the_meeting(workbook):
    _replace(workbook / "params/quarters/2014-15-q1.yaml", "A report", "The report")


def another_quarter(workbook):
    path = workbook / "params/quarters/2014-15-q2.yaml"
    path.write_text("quarter: 2014-15-q2\nas_at: 2014-12-01\n")


def _replace(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("change", "run_again"),
    [
        (a_figure, {"one"}),
        (a_withdrawn_clearance, {"one"}),
        (a_new_commentary, {"two"}),
        (a_notebook, {"three"}),
        (the_plan, {"one", "two", "three"}),
        (the_meeting, {"one", "two", "three"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_a_change_touches_is_run_again_and_nothing_else(book, tmp_path, change, run_again):
    change(book)
    assert built(book) == run_again
    assert built(book, outputs=tmp_path / "anew") == {"one", "two", "three"}
    after, anew = (
        files(folder / "2014-15-q1/public") for folder in (book / "outputs", tmp_path / "anew")
    )
    assert after == anew


def test_a_pack_that_comes_out_the_same_stays_the_one_on_the_disk(book):
    request = ask(book, QUARTER)
    assert is_unchanged(request.asked)
    before = {path: path.stat() for path in request.target.rglob("*")}
    assert built(book) == set()
    another_quarter(book)
    assert not is_unchanged(request.asked)
    assert built(book) == set()
    assert is_unchanged(request.asked)
    after = {path: path.stat() for path in request.target.rglob("*")}
    assert {p: s.st_mtime_ns for p, s in after.items()} == {
        p: s.st_mtime_ns for p, s in before.items()
    }


def test_files_that_did_not_change_stay_those_on_the_disk(book):
    target = ask(book, QUARTER).target
    before = {path: path.stat().st_ino for path in target.rglob("*.*")}
    a_figure(book)
    built(book)
    kept = {p.name for p, number in before.items() if p.stat().st_ino == number}
    assert {"two.html", "two.pdf", "three.html", "three.pdf"} <= kept
    assert not {"one.html", "one.pdf", "index.html", "report.pdf", "manifest.json"} & kept


def test_what_became_of_another_quarters_promise_is_looked_at(workbook):
    """Also where a later return says the same, so that this quarter's figures stay as they are."""
    tiny_workbook.write_notebook(workbook, "three", OPEN.format("three"), "section.promised()")
    unseal(workbook / RETURN)
    put_issue(workbook, "2014-09-29", {}, status="awaiting_clearance")
    shutil.copytree(workbook / "data/returns/2014-15-q1", workbook / "data/returns/2014-15-q2")
    later = workbook / "data/returns/2014-15-q2/force/v1"
    _replace(later / "return.yaml", "2014-15-q1", "2014-15-q2")
    seal(later)
    quarters = workbook / "params/quarters"
    file = shutil.copy(quarters / "2014-15-q1.yaml", quarters / "2014-15-q2.yaml")
    _replace(file, "2014-15-q1", "2014-15-q2")
    _replace(file, "2014-09-29", "2014-12-12")
    request = ask(workbook, Quarter.parse("2014-15-q2"))
    page = request.target / "sections/three.html"
    build(request)
    assert "73 offences" not in page.read_text("utf-8")
    seal(workbook / RETURN)
    build(request)
    assert "published: 73 offences" in page.read_text("utf-8")


def test_what_was_kept_is_no_more_than_a_help(book):
    request = ask(book, QUARTER)
    pack = files(request.target)
    kept = sorted(request.target.with_name(".public.cache").rglob("*.json"))
    assert len(kept) == 4
    for path, harm in zip(kept, ('{"built": 1}', "{", "[]", '{"common": 1}'), strict=True):
        path.write_text(harm)
    assert not is_unchanged(request.asked)
    assert built(book) == {"one", "two", "three"}
    assert files(request.target) == pack


def test_what_was_kept_and_damaged_comes_into_no_pack(book):
    """Also where it can still be read, such as a letter that the disk has changed."""
    request = ask(book, QUARTER)
    pack = files(request.target)
    kept = request.target.with_name(".public.cache") / "sections/two.json"
    _replace(kept, "<h1", "<h2")
    (request.target / "index.html").unlink()
    assert built(book) == {"two"}
    assert files(request.target) == pack


OWN = "from panelpack.document import Heading\nHeading({})"


@pytest.mark.parametrize("place", ["notes.txt", "notebooks/explore/notes.txt"])
def test_a_file_of_no_other_use_is_looked_at_where_a_notebook_reads_it(book, place):
    """Even if it was read before the section was opened."""
    (book / place).parent.mkdir(exist_ok=True)
    (book / place).write_text("Ours")
    cells = f"words = open({place!r}).read()", OPEN.format("three"), OWN.format("words")
    tiny_workbook.write_notebook(book, "three", *cells)
    assert built(book) == {"three"}
    assert is_unchanged(ask(book, QUARTER).asked)
    (book / place).write_text("Ours and theirs")
    assert not is_unchanged(ask(book, QUARTER).asked)
    assert built(book) == {"three"}
    assert "Ours and theirs" in (ask(book, QUARTER).target / "index.html").read_text("utf-8")


def test_a_file_that_changes_once_a_notebook_has_read_it_stops_the_build(book):
    """Else the section would be kept with words that the file no longer has."""
    (book / "notes.txt").write_text("Ours")
    reads = "words = open('notes.txt').read()\nopen('seen.txt', 'w').write(words);"
    tiny_workbook.write_notebook(book, "three", reads, OPEN.format("three"), OWN.format("words"))
    target = ask(book, QUARTER).target
    before = files(target)

    def change(section):
        if section == "three":
            (book / "notes.txt").write_text("Ours and theirs")

    with pytest.raises(DataError, match=r"^notes\.txt: changed while the pack was built"):
        build(ask(book, QUARTER), change)
    assert files(target) == before
    assert built(book) == {"three"}
    assert is_unchanged(ask(book, QUARTER).asked)
    assert "Ours and theirs" in (target / "sections/three.html").read_text("utf-8")


@pytest.mark.parametrize(
    "changes",
    [
        "log = open('notes.txt', 'a+')\nlog.write('seen ')\nlog.close()",
        "import os\n\nopen('new.txt', 'w').write(words + '.')\nos.replace('new.txt', 'notes.txt')",
        "Path('notes.txt').unlink(missing_ok=True)",
    ],
)
def test_a_file_that_the_notebook_changes_itself_stops_no_build(book, changes):
    """It is run again, as it may then read something else."""
    (book / "notes.txt").write_text("Ours")
    notes = "Path('notes.txt')"
    reads = (
        f"from pathlib import Path\n\nwords = {notes}.read_text() if {notes}.exists() else 'None'"
    )
    cells = reads, changes, OPEN.format("three"), OWN.format("words")
    tiny_workbook.write_notebook(book, "three", *cells)
    assert built(book) == {"three"}
    assert built(book) == {"three"}
    after = "Ours." if "replace" in changes else "Oursseen " if "open" in changes else "None"
    assert after in (ask(book, QUARTER).target / "sections/three.html").read_text("utf-8")


def test_a_module_of_the_workbook_is_looked_at_where_a_notebook_imports_it(book):
    """Also if Python opened no more of it than what it had compiled."""
    (book / "notebooks/ours.py").write_text("WORDS = 'Old'\n")
    imports = "import sys\n\nsys.path.insert(0, 'notebooks')\nimport ours"
    for remark in ("", "# once more\n"):
        cells = remark + imports, OPEN.format("three"), OWN.format("ours.WORDS")
        tiny_workbook.write_notebook(book, "three", *cells)
        assert built(book) == {"three"}
    (book / "notebooks/ours.py").write_text("WORDS = 'Newer'\n")
    assert built(book) == {"three"}
    assert "Newer" in (ask(book, QUARTER).target / "sections/three.html").read_text("utf-8")


def test_what_stands_behind_a_link_belongs_to_the_workbook(book, tmp_path):
    shared = tmp_path / "shared"
    place = book / "data/returns/2014-15-q1/force"
    shutil.move(place, shared)
    place.symlink_to(shared)
    (shared / "up").symlink_to(book)
    assert is_unchanged(ask(book, QUARTER).asked)
    (tmp_path / "maps/towns").mkdir(parents=True)
    (tmp_path / "maps/towns/names.csv").write_text("name")
    (book / "data/reference").symlink_to(tmp_path / "maps")
    (book / "data/open").mkdir()
    (book / "data/open/more").symlink_to(tmp_path / "maps/towns")
    assert built(book) == {"one", "two", "three"}
    told = json.loads((ask(book, QUARTER).target / "manifest.json").read_text("utf-8"))
    assert {"data/reference/towns/names.csv", "data/open/more/names.csv"} <= told["inputs"].keys()
    a_figure(book)
    assert built(book) == {"one"}


def test_hidden_files_are_no_part_of_a_workbook(book):
    """Other programs leave them, such as ._name beside each file on a shared drive."""
    for place in ("params/priorities", "params/quarters", "data/releases"):
        (book / place).mkdir(exist_ok=True)
        (book / place / "._one.yaml").write_text("\x00")
    (book / "data/open/.checkpoints").mkdir(parents=True)
    (book / "data/open/.checkpoints/table.csv").write_text("old")
    (book / "data/returns/.checkpoints").mkdir()
    (book / "data/returns/2014-15-q1/.checkpoints/v1").mkdir(parents=True)
    assert is_unchanged(ask(book, QUARTER).asked)
    pack = files(ask(book, QUARTER).target)
    (ask(book, QUARTER).target / "index.html").unlink()
    assert built(book) == set()
    assert files(ask(book, QUARTER).target) == pack
    assert find_quarter("latest", book) == QUARTER


def test_a_pack_that_was_changed_by_hand_is_built_again(book):
    request = ask(book, QUARTER)
    pack = files(request.target)
    (request.target / "index.html").write_text("changed")
    (request.target / "extra.txt").write_text("more")
    assert not is_unchanged(request.asked)
    assert built(book) == set()
    assert files(request.target) == pack


def test_audiences_and_days_do_not_share_what_is_kept(workbook):
    unseal(workbook / RETURN)
    assert built(workbook) == built(workbook, audience="internal") == {"one", "two", "three"}
    assert built(workbook) == set()
    page = ask(workbook, QUARTER).target / "sections/one.html"
    assert "73" not in page.read_text("utf-8")
    assert built(workbook, as_at=date(2014, 10, 1)) == {"one", "two", "three"}


def test_the_command_says_at_once_when_nothing_has_changed(workbook):
    command = [sys.executable, "-m", "panelpack", "build", "latest", "--workbook", str(workbook)]

    def run(*more):
        return subprocess.run([*command, *more], capture_output=True, text=True, check=True)

    first, second, forced = run(), run(), run("--force")
    assert "one done (1 of 3)" in first.stderr or "one done" in first.stderr
    assert second.stderr == "nothing has changed since this pack was built\n"
    assert first.stdout == second.stdout == forced.stdout
    *sections, closing = forced.stderr.splitlines()
    assert {line.split()[1] for line in sections} == {"done"}
    assert closing == "3 sections, all run; no measure missing"
    a_figure(workbook)
    *sections, closing = run().stderr.splitlines()
    assert closing == "3 sections, 1 run again; no measure missing"
    assert sorted(line.rsplit(" (")[0] for line in sections) == [
        "one done",
        "three unchanged",
        "two unchanged",
    ]


def test_a_build_with_nothing_to_do_loads_nothing_heavy(book):
    code = (
        "import sys; from panelpack.__main__ import main\n"
        f"try: main(['build', 'latest', '--workbook', {str(book)!r}])\n"
        "except SystemExit: pass\n"
        "print({'pandas', 'pydantic', 'altair', 'papermill', 'yaml'} & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "set()"


def test_what_is_kept_can_be_read_by_its_owner_alone_and_forgotten(book):
    target = ask(book, QUARTER).target
    folder = target.with_name(".public.cache")
    assert folder.stat().st_mode & 0o077 == 0
    record = json.loads((folder / "sections/one.json").read_text("utf-8"))["record"]
    assert "figures thefts" in record["looked_up"]
    for path in (book / ".panelpack/key", folder / "last.json"):
        assert path.exists()
    assert (book / ".panelpack/key").stat().st_mode & 0o077 == 0
    forget_all(target)
    assert not folder.exists()
    assert os.listdir(target.parent) != []


def test_what_is_kept_tells_nothing_of_the_workbook_without_its_key(workbook, tmp_path):
    """Whoever has all outputs can't try what a withheld return may hold."""
    unseal(workbook / RETURN)
    other = shutil.copytree(workbook, tmp_path / "other")
    kept = []
    for each in (workbook, other):
        built(each)
        folder = ask(each, QUARTER).target.with_name(".public.cache")
        records = {p.name: json.loads(p.read_text("utf-8")) for p in folder.rglob("*.json")}
        kept.append({name: told["record"] for name, told in records.items()})
    one, same = ({n: dict(r) for n, r in each.items()} for each in kept)
    for name in one:
        assert one[name].pop("of") != same[name].pop("of")
    assert one == same
    outputs = b"".join(p.read_bytes() for p in (workbook / "outputs").rglob("*") if p.is_file())
    told = [p for p in (workbook / RETURN).iterdir() if fingerprint.of_file(p).encode() in outputs]
    assert told == []
    assert fingerprint.of_file(workbook / "params/plan.yaml").encode() in outputs


@pytest.mark.parametrize("key", [b"", b"short", None])
def test_without_a_key_of_its_own_a_workbook_is_built_anew(book, key):
    """An empty key would be everybody's, and nothing could be kept under it."""
    place = book / ".panelpack/key"
    place.unlink()
    if key is None:
        place.mkdir()
    else:
        place.write_bytes(key)
    assert not is_unchanged(ask(book, QUARTER).asked)
    assert built(book) == built(book) == {"one", "two", "three"}


def forget_charts(monkeypatch):
    """Forget what this process drew; return a list that grows with each chart drawn from now on."""
    drawn, converted = [], drawing._converted
    monkeypatch.setattr(drawing, "_drawings", {})
    monkeypatch.setattr(pictures, "_pictures", {})
    monkeypatch.setattr(
        drawing, "_converted", lambda *asked: drawn.append(asked) or converted(*asked)
    )
    return drawn


def test_a_chart_that_comes_out_the_same_is_not_drawn_again(workbook, monkeypatch):
    tiny_workbook.write_notebook(workbook, "one", OPEN.format("one"), "section.headline()", CHART)
    drawn = forget_charts(monkeypatch)
    assert built(workbook) == {"one", "two", "three"}
    assert len(drawn) == 1
    for _ in range(2):
        a_figure(workbook)
        drawn = forget_charts(monkeypatch)
        assert built(workbook) == {"one"}
        assert drawn == []
    shown = (ask(workbook, QUARTER).target / "sections/one.html").read_text("utf-8")
    assert shown.count('role="img"') == 1
    monkeypatch.setattr(fingerprint, "of_library", lambda: "another")
    drawn = forget_charts(monkeypatch)
    assert built(workbook) == {"one", "two", "three"}
    assert len(drawn) == 1
