"""Whole builds of a small workbook, and what the pack of Leicestershire holds."""

import csv
import hashlib
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from datetime import date

import pypdf
import pytest
from pypdf import PdfReader

import tiny_workbook
from panelpack.errors import DataError
from panelpack.pack.build import build
from panelpack.pack.request import ask, chosen
from panelpack.plan import load_plan
from panelpack.quarters import Quarter
from test_dashboard import printed

QUARTER = Quarter.parse("2014-15-q1")
SLOW = "import time\n\ntime.sleep(600)"


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def rows(text):
    return list(csv.DictReader(text.decode().splitlines()))


def command(workbook):
    return [sys.executable, "-m", "panelpack", "build", "2014-15-q1", "--workbook", str(workbook)]


def old_pack(workbook):
    """Put something in the place of an older pack, and return it."""
    folder = workbook / "outputs/2014-15-q1/public"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("old")
    return folder


def test_an_internal_pack_is_whole_and_the_same_each_time(tiny, tmp_path):
    done = []
    packs = []
    for outputs in (tmp_path / "first", tmp_path / "second"):
        request = ask(tiny, QUARTER, "internal", outputs=outputs)
        build(request, done.append)
        assert request.target == outputs / "2014-15-q1/internal"
        packs.append(files(request.target))
    assert packs[0] == packs[1]
    assert sorted(done) == sorted(["one", "two", "three"] * 2)
    sections = {f"sections/{s}.{kind}" for s in ("one", "two", "three") for kind in ("html", "pdf")}
    notebooks = {f"notebooks/{s}.ipynb" for s in ("one", "two", "three")}
    tables = {"measures.csv", "dashboard.csv", "datapackage.json", "pack.xlsx", "pack.ods"}
    tables = {f"tables/{name}" for name in tables}
    whole = {"index.html", "report.pdf", "report.docx", "manifest.json"}
    assert set(packs[0]) == sections | notebooks | tables | whole
    told = json.loads(packs[0]["manifest.json"])
    outputs = {n: hashlib.sha256(c).hexdigest() for n, c in packs[0].items()}
    outputs.pop("manifest.json")
    assert told["outputs"] == outputs
    assert "data/returns/2014-15-q1/force/v1/values.csv" in told["inputs"]
    for name, digest in told["inputs"].items():
        assert hashlib.sha256((tiny / name).read_bytes()).hexdigest() == digest
    assert [r["value"] for r in rows(packs[0]["tables/measures.csv"])] == ["73", "81", "-9.9"]


def test_a_public_pack_tells_nothing_of_what_is_withheld(tiny):
    """Two workbooks that differ in an uncleared return alone give the same public pack."""
    request = ask(tiny, QUARTER, only=["one"])
    values = tiny / "data/returns/2014-15-q1/force/v1/values.csv"
    packs = []
    for value in ("73", "74"):
        values.write_text(tiny_workbook.VALUES.replace("73", value))
        build(request)
        packs.append(files(request.target))
    assert packs[0] == packs[1]
    told = json.loads(packs[0]["manifest.json"])
    assert not [name for name in told["inputs"] if name.startswith("data/returns")]
    assert told["sections"] == ["one"]
    assert set(packs[0]) == {
        "index.html",
        "report.pdf",
        "report.docx",
        "manifest.json",
        "sections/one.html",
        "sections/one.pdf",
        "tables/measures.csv",
        "tables/dashboard.csv",
        "tables/datapackage.json",
        "tables/pack.xlsx",
        "tables/pack.ods",
    }
    assert request.target.name == "public-only"
    assert not request.target.with_name("public").exists()


def test_only_an_internal_pack_tells_who_has_access_before_release(tiny):
    file = tiny / "params/quarters/2014-15-q1.yaml"
    access = "prerelease: [{role: Chief constable, reason: to answer questions}]\n"
    file.write_text(file.read_text() + "release: 2014-10-01T09:30\n" + access)
    told = "Chief constable, to answer questions, from 09:30 on 30 September 2014"
    for audience in ("internal", "public"):
        request = ask(tiny, QUARTER, audience)
        build(request)
        held = files(request.target)
        is_internal = audience == "internal"
        listed = json.loads(held["manifest.json"]).get("prerelease")
        assert listed == ([told] if is_internal else None)
        assert (told.encode() in held["index.html"]) == is_internal
        assert request.cover.mark == ("Not for publication" if is_internal else "")
        pages = pypdf.PdfReader(io.BytesIO(held["report.pdf"])).pages
        marked = ["Not for publication" in page.extract_text() for page in pages]
        assert set(marked) == {is_internal}
        assert ("Chief constable" in pages[0].extract_text()) == is_internal


def test_every_section_that_failed_is_told_and_the_others_are_stopped(tiny):
    old = old_pack(tiny)
    tiny_workbook.write_notebook(tiny, "one", "raise ValueError('no')")
    tiny_workbook.write_notebook(tiny, "two", SLOW)
    begun = time.monotonic()
    with pytest.raises(DataError) as told:
        build(ask(tiny, QUARTER, jobs=2))
    assert time.monotonic() - begun < 40
    assert str(told.value) == (
        "notebooks/one.ipynb, cell 2 (raise ValueError('no')) failed with ValueError: no"
    )
    assert files(old) == {"index.html": b"old"}
    assert sorted(p.name for p in old.parent.iterdir()) == [".public.lock", "public"]


def test_a_workbook_that_changes_meanwhile_is_told(tiny):
    cell = "open('params/plan.yaml', 'a').write('# later\\n');\n" + tiny_workbook.title("one")
    tiny_workbook.write_notebook(tiny, "one", cell)
    with pytest.raises(DataError, match=r"^params/plan\.yaml: changed while the pack was built"):
        build(ask(tiny, QUARTER, only=["one"]))


def test_notebooks_that_cannot_run_are_all_told_before_one_does(tiny):
    tiny_workbook.write_notebook(tiny, "one", tags=())
    tiny_workbook.write_notebook(tiny, "two", parameters="quarter = ''")
    (tiny / "notebooks/three.ipynb").unlink()
    with pytest.raises(DataError) as told:
        build(ask(tiny, QUARTER))
    first, second, third = str(told.value).split("\n")
    assert first.startswith("notebooks/one.ipynb: no cell is tagged 'parameters'")
    assert second.startswith("notebooks/two.ipynb: the parameters cell does not set audience and")
    assert third.startswith("notebooks/: section 'three' needs exactly one notebook")


def test_a_broken_return_is_told_once(tiny):
    values = tiny / "data/returns/2014-15-q1/force/v1/values.csv"
    values.write_text(tiny_workbook.VALUES.replace("73", "many"))
    with pytest.raises(DataError) as told:
        build(ask(tiny, QUARTER))
    assert str(told.value).count("many") == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_build_that_is_told_to_stop_leaves_nothing_behind(tiny, tmp_path, number):
    old = old_pack(tiny)
    mark = tmp_path / "running"
    cell = f"import os\n\nopen({str(mark)!r}, 'w').write(str(os.getpid()))\n" + SLOW
    tiny_workbook.write_notebook(tiny, "one", cell)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    build_process = subprocess.Popen(
        [*command(tiny), "--jobs", "1"],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(temporary)},
    )
    kernel = _wait_for(mark)
    build_process.send_signal(number)
    _, said = build_process.communicate(timeout=30)
    assert build_process.returncode == 128 + number
    assert said == "Stopped; nothing was changed.\n"
    assert files(old) == {"index.html": b"old"}
    assert sorted(p.name for p in old.parent.iterdir()) == [".public.lock", "public"]
    assert list(temporary.iterdir()) == []
    assert not _runs(kernel)


def test_workers_and_kernels_end_with_a_build_that_is_killed(tiny, tmp_path):
    mark = tmp_path / "running"
    cell = f"import os\n\nopen({str(mark)!r}, 'w').write(str(os.getpid()))\n" + SLOW
    tiny_workbook.write_notebook(tiny, "one", cell)
    build_process = subprocess.Popen(
        [*command(tiny), "--jobs", "1"],
        stderr=subprocess.DEVNULL,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    kernel = _wait_for(mark)
    build_process.kill()
    build_process.wait()
    deadline = time.monotonic() + 60
    while _runs(kernel) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(kernel)


def _wait_for(mark):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if mark.exists() and mark.read_text():
            return int(mark.read_text())
        time.sleep(0.05)
    raise AssertionError("the notebook did not begin")


def _runs(pid):
    """Say whether a process is alive: there, and more than a dead child nobody asked after."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_sections_come_in_the_order_of_the_plan(tiny):
    plan = load_plan(tiny)
    assert chosen(plan, ()) == ("one", "two", "three")
    assert chosen(plan, ("three", "one", "three")) == ("one", "three")
    with pytest.raises(ValueError, match="no section four, x; the plan has one, two, three"):
        chosen(plan, ("four", "one", "x"))


def test_a_request_fills_in_what_is_left_out(tiny):
    request = ask(tiny, QUARTER)
    assert request.as_at == date(2014, 9, 29)
    assert request.target == tiny / "outputs/2014-15-q1/public"
    assert 1 <= request.jobs <= 3
    cover = request.cover
    assert (cover.quarter, cover.period) == ("Quarter 1 2014/15", "April to June 2014")
    assert (cover.meeting, cover.item) == ("A panel, 29 September 2014", "A report")
    assert (cover.title, cover.as_at, cover.is_internal) == ("A plan", "2014-09-29", False)
    without = ask(tiny, Quarter.parse("2013-14-q4"), as_at=date(2014, 7, 1), jobs=1)
    assert (without.as_at, without.jobs) == (date(2014, 7, 1), 1)
    assert without.cover.meeting == ""


@pytest.mark.parametrize(
    ("quarter", "as_at"), [("2014-15-q1", date(2014, 3, 31)), ("2998-99-q4", None)]
)
def test_a_quarter_that_has_not_begun_is_refused(tiny, quarter, as_at):
    """Its pack would say that all is missing, as if partners were late."""
    with pytest.raises(DataError, match=rf"^{quarter}: begins on 1 (April 2014|January 2999), "):
        ask(tiny, Quarter.parse(quarter), as_at=as_at)
    assert ask(tiny, QUARTER, as_at=date(2014, 4, 1)).as_at == date(2014, 4, 1)


@pytest.mark.pack
def test_the_whole_pack_prints_every_cell_of_appendix_a(whole_pack):
    table = rows((whole_pack / "tables/dashboard.csv").read_bytes())
    keys = ("priority", "panel_title", "measure", "footnote", "column", "printed")
    assert [tuple(row[key] for key in keys) for row in table] == printed()


@pytest.mark.pack
def test_the_whole_pack_holds_every_section(whole_pack, plan):
    held = files(whole_pack)
    for section in plan.settings.order:
        assert held[f"sections/{section}.pdf"].startswith(b"%PDF")
        assert 'lang="en-GB"' in held[f"sections/{section}.html"].decode()
    page = held["index.html"].decode()
    for priority in plan.priorities.values():
        assert priority.title in page
    assert not re.search(r"<script|https?://[^\s\"<]+\.(js|css)", page)
    assert held["report.pdf"].startswith(b"%PDF")


@pytest.mark.pack
def test_the_summary_is_one_page_by_itself_and_the_first_of_the_report(whole_pack, plan):
    alone, report = (PdfReader(whole_pack / name) for name in ("summary.pdf", "report.pdf"))
    (page,) = alone.pages
    for shown in (page.extract_text(), report.pages[0].extract_text()):
        assert all(f"{p.number} " in shown for p in plan.priorities.values())
        assert "Needs your attention" in shown
        assert "What we can't tell you yet, and why" in shown
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    assert "Contents" in report.pages[1].extract_text()


@pytest.mark.pack
def test_the_manifest_of_the_whole_pack_is_true(whole_pack, workbook):
    held = files(whole_pack)
    told = json.loads(held.pop("manifest.json"))
    assert told["outputs"] == {n: hashlib.sha256(c).hexdigest() for n, c in held.items()}
    for name, digest in told["inputs"].items():
        assert hashlib.sha256((workbook / name).read_bytes()).hexdigest() == digest
    for part in ("params/plan.yaml", "params/quarters/2014-15-q1.yaml", "notebooks/summary.ipynb"):
        assert part in told["inputs"]
    assert str(workbook) not in json.dumps(told)


def test_a_build_tells_of_areas_that_the_force_has_not(tiny):
    values = tiny / "data/returns/2014-15-q1/force/v1/values.csv"
    values.write_text(f"{tiny_workbook.VALUES}thefts,Exetter,2014-15-q1,9,,,supplied,\n")
    heard = []
    build(ask(tiny, QUARTER, "internal"), remark=heard.append)
    assert heard == []
    table = tiny / "data/reference/districts.csv"
    table.parent.mkdir(parents=True)
    table.write_text("district,code,csp,force\nExeter,E1,Exeter,A force\n")
    build(ask(tiny, QUARTER, "internal"), remark=heard.append)
    assert heard == [
        "thefts has figures of 'Exetter', no area of the force, and they are shown as sent. "
        "Did you mean Exeter? Leave it empty if it is the whole force. "
        "Have force correct its return."
    ]
    build(ask(tiny, QUARTER), remark=(unseen := []).append)
    assert unseen == []
