"""No canary of what is withheld is anywhere in the public pack; the scanner finds each planted."""

import base64
import gzip
import html
import io
import subprocess
import sys
import urllib.parse
import zipfile
import zlib

import pymupdf
import pypdf
import pytest
import yaml

import deepscan
import withheld_workbook
from conftest import seal
from panelpack.plan import load_plan
from test_noninterference import QUARTER, Secret, told, without_kernels

WORD, NUMBER = "Zephyrquoll", 7318264
CANARIES = (WORD, NUMBER)


class Canary(Secret):
    """Gives the same word and number wherever something is withheld and any would do."""

    def __call__(self, name, least=None, most=None):
        if least is None:
            return WORD
        any_will_do = most in (900, 3000, 5000, 9999) and "sp" not in name.partition(" ")[0]
        return (
            NUMBER
            if any_will_do or name.startswith("sp17")
            else super().__call__(name, least, most)
        )


def zipped(content):
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/a.xml", content)
    return saved.getvalue()


def pdf_with(metadata="", attached=b""):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Subject": metadata})
    stream = pypdf.generic.StreamObject()
    stream.set_data(attached)
    writer._add_object(stream.flate_encode())
    saved = io.BytesIO()
    writer.write(saved)
    return saved.getvalue()


def pdf_that_shows(words):
    with pymupdf.open() as pages:
        pages.new_page().insert_text((72, 72), words)
        return pages.tobytes()


SAID = [WORD, WORD.upper(), str(NUMBER), "7,318,264", "7 318 264", "7318264.0", "7.318264e6",
        "7.3 million", "£7.32m"]  # fmt: skip
CARRIERS = {
    "plain": lambda said: said,
    "utf-16": lambda said: said.decode().encode("utf-16-le"),
    "zip": zipped,
    "zip in zip": lambda said: zipped(zipped(said)),
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "base64": lambda said: b"data:x;base64," + base64.b64encode(b"-- " + said + b" --"),
    "entities": lambda said: "".join(f"&#{ord(c)};" for c in said.decode()).encode(),
    "named entities": lambda said: html.escape(said.decode()).encode(),
    "address": lambda said: urllib.parse.quote(said.decode(), safe="").encode(),
    "hex": lambda said: (b"--" + said + b"--").hex().encode(),
    "pdf metadata": lambda said: pdf_with(metadata=said.decode()),
    "pdf stream": lambda said: pdf_with(attached=said),
    "pdf page": lambda said: pdf_that_shows(said.decode()),
    "zip of a pdf": lambda said: zipped(pdf_with(attached=said)),
}


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_planted_canary_is_found(carrier, said):
    content = CARRIERS[carrier](said.encode())
    wanted = WORD if said.casefold() == WORD.casefold() else NUMBER
    assert deepscan.found("a file", content, CANARIES) == {wanted}


def test_names_of_files_are_read_and_other_files_hold_nothing():
    assert deepscan.found(f"tables/{WORD}.csv", b"", CANARIES) == {WORD}
    assert deepscan.found("a file", b"731826, 7.4 million, Zephyr quill", CANARIES) == set()


@pytest.mark.pack
def test_no_canary_of_what_is_withheld_is_anywhere_in_the_public_pack(tmp_path):
    folder = withheld_workbook.copy(tmp_path / "workbook")
    withheld_workbook.write(folder, Canary(0))
    planted = b"".join(p.read_bytes() for p in (folder / "data/returns").rglob("*") if p.is_file())
    assert deepscan.found("returns", planted, CANARIES) == set(CANARIES)
    with without_kernels(folder):
        said = told(folder, tmp_path / "out")
    logs = {str(n): str(text).encode() for n, text in said.items() if isinstance(n, tuple)}
    assert holding(tmp_path / "out", logs) == {}


def holding(outputs, logs):
    """Look into all that a build left and said; return the canaries that are found, by name."""
    left = {p.relative_to(outputs).as_posix(): p for p in outputs.rglob("*") if p.is_file()}
    assert len(left) > 10
    told = logs | {name: path.read_bytes() for name, path in left.items()}
    known = {}
    looked_into = {name: deepscan.found(name, c, CANARIES, known) for name, c in told.items()}
    return {name: canaries for name, canaries in looked_into.items() if canaries}


SECRET = "A secret of the Zephyrquoll kind"


def withheld(plan, partner, quarter, day):
    """Return the files of a return that no board has seen: a canary wherever one can stand."""
    own = [m for m in plan.measures.values() if m.partner == partner]
    comments = [{"text": SECRET, "measures": [m.id]} for m in own] + [{"text": SECRET}]
    head = {
        "partner": partner,
        "quarter": quarter,
        "submitted": {"on": day, "by": SECRET},
        "validated": {"on": day, "by": SECRET},
        "board": plan.settings.partners[partner].board,
        "reason": SECRET,
        "comments": comments,
        "gaps": {m.id: {"reason": SECRET, "awaits": SECRET} for m in own},
    }
    rows = ["measure,area,period,value,numerator,base,status,note"]
    for measure in own:
        parts = f"100,{NUMBER},{NUMBER}" if measure.is_rate else f"{NUMBER},,"
        parts = ",," if measure.kind == "text" else parts
        for area in ("", WORD):
            rows.append(f"{measure.id},{area},{quarter},{parts},supplied,{SECRET}")
    return {"return.yaml": yaml.safe_dump(head), "values.csv": "\n".join([*rows, ""])}


def plant(folder):
    """Put canaries into the workbook of this repository, wherever the public may not look."""
    plan = load_plan(folder)
    uncleared = {(name, QUARTER, 2, "2014-09-29") for name in plan.settings.partners} - {
        ("force", QUARTER, 2, "2014-09-29")
    }
    # Of the force: an earlier quarter's that is not cleared, and one that came after the day.
    uncleared |= {("force", "2013-14-q4", 1, "2014-06-01"), ("force", QUARTER, 2, "2014-10-06")}
    for partner, quarter, number, day in uncleared:
        version = folder / "data/returns" / quarter / partner / f"v{number}"
        version.mkdir(parents=True)
        for name, text in withheld(plan, partner, quarter, day).items():
            (version / name).write_text(text)
    seal(folder / "data/returns" / QUARTER / "force/v2")
    refused = folder / "data/returns" / QUARTER / "force/refused/1"
    refused.mkdir(parents=True)
    (refused / "values.csv").write_text(SECRET)
    for path in (folder / "data/commentary" / QUARTER).glob("sp*.md"):
        own = plan.priorities[path.stem].measures.values()
        figures = [m for m in own if m.partner not in (None, "force") and m.kind != "text"]
        held = "".join(f"\n\n{SECRET} was {{{{ {m.id}.value }}}}, up {NUMBER}." for m in figures)
        named = f"\n\nPC Smith knows it, and it rose: {SECRET}.\n"
        path.write_text(path.read_text("utf-8").rstrip() + held + named, "utf-8")
    (folder / "notebooks/explore" / f"{WORD}.ipynb").write_text(SECRET)


@pytest.mark.pack
def test_no_canary_in_the_real_workbook_reaches_its_public_pack(copy_of_workbook, tmp_path):
    """Every section, as the command makes it: files, what is kept of them, what is said."""
    plant(copy_of_workbook)
    outputs = tmp_path / "out"
    command = [sys.executable, "-m", "panelpack", "build", QUARTER, "--outputs", str(outputs)]
    ended = subprocess.run(command, cwd=copy_of_workbook, capture_output=True)
    assert ended.returncode == 0, ended.stderr.decode()
    assert ended.stderr.count(b"as it may be about somebody") >= 18
    assert holding(outputs, {"stdout": ended.stdout, "stderr": ended.stderr}) == {}
