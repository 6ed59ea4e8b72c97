"""Files made to do harm are refused with one sentence, fast and in little memory."""

import io
import json
import os
import re
import stat
import struct
import subprocess
import sys
import zipfile
import zlib
from datetime import date
from functools import cache

import pytest
from openpyxl import Workbook

from panelpack.returns import archive, delimited, guard, intake
from panelpack.returns.layout import COLUMNS

ROW = ("sp12_level", "", "2014-15-q1", "930", "", "", "supplied", "")
LONGEST_SECONDS = 2
MOST_MEGABYTES = 300
# What a million rows may take; tried here with fewer.
MILLION_SECONDS = 20
MILLION_MEGABYTES = 1000

PLAIN_CSV = ",".join(COLUMNS).encode() + b"\n" + ",".join(ROW).encode() + b"\n"
SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"
BOMB = 2**30


def whole():
    """The parts of an honest workbook."""
    workbook = Workbook()
    workbook.active.append(COLUMNS)
    workbook.active.append(ROW)
    saved = io.BytesIO()
    workbook.save(saved)
    with zipfile.ZipFile(saved) as source:
        return {name: source.read(name) for name in source.namelist()}


def packed(parts):
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return saved.getvalue()


def with_part(name, content=b"x"):
    return packed(whole() | {name: content})


def with_sheet(old, new):
    parts = whole()
    assert old in parts[SHEET]
    return packed(parts | {SHEET: parts[SHEET].replace(old, new, 1)})


def with_relation(kind, target):
    link = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="http://x/{kind}" Target="{target}" TargetMode="External"/>'
        "</Relationships>"
    )
    return with_part(RELATIONS, link.encode())


@cache
def blanks():
    """A gigabyte of blanks, packed."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    return b"".join(packer.compress(b" " * 2**20) for _ in range(BOMB // 2**20)) + packer.flush()


def bomb(says):
    """A sheet that unpacks to a gigabyte; the directory says `says` bytes."""
    content = blanks()
    head = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, 0, len(content), says, len(SHEET), 0)
    local = b"PK\x03\x04" + head + SHEET.encode()
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + head
    entry += struct.pack("<HHHII", 0, 0, 0, 0, 0) + SHEET.encode()
    start = len(local) + len(content)
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(entry), start, 0)
    return local + content + entry + end


def with_many_entries(number=10**5):
    """An archive that says a hundred thousand times where its one empty part is."""
    head = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 33, 0, 0, 0, 8, 0)
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + head + struct.pack("<HHHII", 0, 0, 0, 0, 0)
    local = b"PK\x03\x04" + head + b"00000000"
    entries = b"".join(entry + b"%08d" % n for n in range(number))
    end = struct.pack("<HHHHIIH", 0, 0, number % 2**16, number % 2**16, len(entries), len(local), 0)
    return local + entries + b"PK\x05\x06" + end


def with_symlink():
    saved = io.BytesIO(packed(whole()))
    with zipfile.ZipFile(saved, "a") as target:
        link = zipfile.ZipInfo("xl/media/image1.png")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        target.writestr(link, "../../etc/passwd")
    return saved.getvalue()


def with_duplicate():
    saved = io.BytesIO(packed(whole()))
    with zipfile.ZipFile(saved, "a") as target, pytest.warns(UserWarning, match="Duplicate"):
        target.writestr(SHEET, b"<worksheet/>")
    return saved.getvalue()


def encrypted():
    data = bytearray(packed(whole()))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(mark), bytes(data)):
            data[found.start() + place] |= 1
    return bytes(data)


def ole(stream):
    return guard.OLE + b"\0" * 512 + stream.encode("utf-16-le") + b"\0" * 512


BILLION = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<worksheet>&b;</worksheet>"
)
XXE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;'
CELLS = b"<sheetData>" + b"<row>" + b"<c/>" * 3_000_000 + b"</row>"
ROWS = b"<sheetData>" + b"<row/>" * 3_000_000
WIDE_TAG = b"<sheetData " + b" ".join(b'a%d=""' % n for n in range(500_000)) + b">"

HOSTILE = {
    "bomb": (lambda: bomb(BOMB), "G09"),
    "bomb with a lying directory": (lambda: bomb(100), "G05"),
    "many entries": (with_many_entries, "G04"),
    "nested archive": (lambda: with_part("xl/media/a.png", packed({"a": b"b"})), "G10"),
    "name that leads out": (lambda: with_part("xl/../../../etc/cron.d/x"), "G07"),
    "absolute name": (lambda: with_part("/etc/passwd"), "G07"),
    "name of Windows": (lambda: with_part("C:evil.xml"), "G07"),
    "link": (with_symlink, "G08"),
    "name twice": (with_duplicate, "G06"),
    "name twice in capitals": (lambda: with_part("XL/worksheets/SHEET1.xml"), "G06"),
    "password": (encrypted, "G03"),
    "macro": (lambda: with_part("xl/vbaProject.bin"), "G11"),
    "macro by its type": (
        lambda: packed(
            whole() | {"[Content_Types].xml": b"application/vnd.ms-excel.sheet.macroEnabled.main"}
        ),
        "G11",
    ),
    "external link": (lambda: with_part("xl/externalLinks/externalLink1.xml"), "G12"),
    "outside relation": (lambda: with_relation("image", "http://203.0.113.9/x.png"), "G12"),
    "connection": (lambda: with_part("xl/connections.xml"), "G12"),
    "embedded file": (lambda: with_part("xl/embeddings/oleObject1.bin"), "G13"),
    "OLE under another name": (lambda: with_part("xl/media/a.png", guard.OLE), "G13"),
    "XXE": (lambda: packed(whole() | {SHEET: XXE}), "G14"),
    "billion laughs": (lambda: packed(whole() | {SHEET: BILLION}), "G14"),
    "XXE in UTF-16": (
        lambda: packed(whole() | {SHEET: XXE.decode().encode("utf-16")}), "G14"
    ),
    "XXE where nothing is read": (lambda: with_part("docProps/custom.xml", XXE), "G14"),
    "three million cells": (lambda: with_sheet(b"<sheetData>", CELLS), "G17"),
    "three million rows": (lambda: with_sheet(b"<sheetData>", ROWS), "G17"),
    "endless tag": (lambda: with_sheet(b"<sheetData>", WIDE_TAG), "G05"),
    "broken XML": (lambda: packed(whole() | {SHEET: b"<worksheet><row></c>"}), "G05"),
    "cut off": (lambda: packed(whole())[:-40], "G05"),
    "no workbook": (lambda: packed({"word/document.xml": b"<x/>"}), "G03"),
    "old xls": (lambda: ole("Workbook"), "G03"),
    "encrypted xlsx": (lambda: ole("EncryptedPackage"), "G03"),
    "pdf": (lambda: b"%PDF-1.7\n" + PLAIN_CSV, "G03"),
    "web page": (lambda: b"\r\n <!DOCTYPE html><table><tr><td>" + PLAIN_CSV, "G03"),
    "gzip": (lambda: b"\x1f\x8b\x08" + b"\0" * 99, "G03"),
    "NUL": (lambda: PLAIN_CSV + b"\0", "G15"),
    "UTF-16 without mark": (lambda: PLAIN_CSV.decode().encode("utf-16-le"), "G15"),
    "too large": (lambda: b"a,b\n" * (guard.LARGEST_CSV // 4 + 1), "G02"),
    "endless line": (lambda: b"a" * (guard.LARGEST_CSV - 1), "G16"),
    "blank lines": (lambda: b"\n" * (guard.LARGEST_CSV - 1), "G17"),
    "wide rows": (lambda: (b"," * 65_000 + b"\n") * 1900, "G17"),
    "quote that never ends": (lambda: PLAIN_CSV + b'"' + b"a,b\n" * 10**6, "F05"),
    "wide cells": (lambda: PLAIN_CSV + (b"sp12_level," + b"a" * 60_000 + b"\n") * 100, "F04"),
}  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Each hostile file under its name."""
    folder = tmp_path_factory.mktemp("hostile")
    made = {}
    for number, (name, (make, _)) in enumerate(HOSTILE.items()):
        made[name] = folder / f"{number}.bin"
        made[name].write_bytes(make())
    return made


CHECK = """
import json, re, sys, time
from pathlib import Path
from datetime import date
from panelpack.plan import load_plan
from panelpack.returns import intake
expected = intake.expected(load_plan(Path(sys.argv[1])), date(2014, 9, 1), "force", "2014-15-q1")
told = []
for path in sys.argv[2:]:
    start = time.process_time()
    checked = intake.check_file(Path(path), expected)
    seconds = time.process_time() - start
    said = [[p.rule, str(p).removeprefix(p.file)] for p in checked.found.problems.shown]
    told.append([said, checked.rows, seconds])
# Not ru_maxrss, which begins with that of the process that started this one.
peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) // 1024
print(json.dumps([told, peak]))
"""


def checked_apart(workbook, *paths):
    """Check files in one process of their own; return what was told, and its peak in MB."""
    command = [sys.executable, "-c", CHECK, str(workbook), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_every_hostile_file_is_refused_fast_and_in_little_memory(hostile, workbook):
    told, peak = checked_apart(workbook, *hostile.values())
    for name, (said, rows, seconds) in zip(hostile, told, strict=True):
        rule = HOSTILE[name][1]
        assert {found for found, _ in said} == {rule}, name
        assert rows <= 1, name
        assert seconds < LONGEST_SECONDS, name
        # One sentence and its remedy.
        assert len(said) == 1 or not rule.startswith("G"), name
        assert all(re.fullmatch(r".{10,220}\. \[\w+\]", line) for _, line in said), name
    assert peak < MOST_MEGABYTES


def test_an_honest_workbook_passes_the_guard_and_so_do_logos_and_links():
    parts = archive.unpack(packed(whole()))
    assert SHEET in parts
    archive.unpack(with_part("xl/media/image1.png", b"\x89PNG"))
    archive.unpack(with_part("xl/printerSettings/printerSettings1.bin", b"\0\1"))
    archive.unpack(with_relation("relationships/hyperlink", "https://example.org"))


@pytest.mark.parametrize("kind", ["folder", "pipe", "device", "loop", "secret"])
def test_what_is_no_file_is_told(tmp_path, plan, kind):
    path = tmp_path / "values.csv"
    make = {
        "folder": path.mkdir,
        "pipe": lambda: os.mkfifo(path),
        "device": lambda: path.symlink_to("/dev/zero"),
        "loop": lambda: path.symlink_to(path),
        "secret": lambda: path.symlink_to(tmp_path / ("a" * 300)),
    }
    make[kind]()
    checked = intake.check_file(path, intake.expected(plan, date(2014, 9, 1), "force", ""))
    assert next(p.rule for p in checked.found.problems.shown) in ("F01", "G01")


def test_a_name_cannot_steer_the_screen(tmp_path, plan):
    for name in (b"a\x1b[2Jb.csv", b"a\nb.csv", b"\xff\xfe.csv"):
        path = tmp_path / os.fsdecode(name)
        path.write_bytes(b"x")
        checked = intake.check_file(path, intake.expected(plan, date(2014, 9, 1), "force", ""))
        text = "\n".join(checked.lines())
        assert "\x1b" not in text
        assert text.encode("utf-8")
        assert len(text.splitlines()) == 2


def test_many_rows_are_checked_in_seconds(tmp_path, workbook):
    """A fifth of a million, in areas that were never heard of, over ten years of quarters."""
    file = tmp_path / "many.csv"
    periods = [f"{y}-{(y + 1) % 100:02}-q{q}" for y in range(2004, 2014) for q in (1, 2, 3, 4)]
    with file.open("w") as out:
        out.write(",".join(COLUMNS) + "\n")
        for number in range(5_000):
            area = f"E0100{number:05}"
            out.writelines(f"sp12_level,{area},{p},{number},,,supplied,\n" for p in periods)
    ((rules, rows, seconds),), peak = checked_apart(workbook, file)
    assert (rules, rows) == ([], 200_000)
    assert seconds < MILLION_SECONDS / 5
    assert peak < MILLION_MEGABYTES / 5


def test_the_limits_leave_room_for_a_million_rows():
    assert delimited.MOST_ROWS > 10**6
    assert guard.LARGEST_CSV > 100 * 10**6
