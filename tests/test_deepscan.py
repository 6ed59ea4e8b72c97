"""No canary of what is withheld is anywhere in the public pack; the scanner finds each planted."""

import base64
import gzip
import html
import io
import urllib.parse
import zipfile
import zlib

import pypdf
import pytest

import deepscan
import withheld_workbook
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
    logs = {str(name): text.encode() for name, text in said.items() if isinstance(name, tuple)}
    pack = tmp_path / "out" / QUARTER / "public-only"
    files = {p.name: p.read_bytes() for p in pack.rglob("*") if p.is_file()}
    assert len(files) > 10
    holding = {n: deepscan.found(n, c, CANARIES) for n, c in (logs | files).items()}
    assert {n: canaries for n, canaries in holding.items() if canaries} == {}
