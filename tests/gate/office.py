"""Office files: no fault that a lint finds, and the same words and numbers as the pages."""

import io
import zipfile
from pathlib import Path

from lxml import etree

import office_closed
from gate import books, word
from gate.figures import QUARTER
from gate.leftovers import ALL, WORDS, remarks
from gate.page import Finding, Page, words
from office_lint import docx_faults, ods_faults, xlsx_faults

LINTS = {"docx": docx_faults, "xlsx": xlsx_faults, "ods": ods_faults}
BUILD = "Build the pack anew"
SAME = "Let both say the same"


def check(folder: Path, whole: Page) -> list[Finding]:
    """All faults of the pack's DOCX, XLSX and ODS files."""
    found, held = [], {}
    for name in ("report.docx", "tables/pack.xlsx", "tables/pack.ods"):
        if not (folder / name).is_file():
            found.append(Finding(name, "", "pack", "it is missing", BUILD))
            continue
        held[name] = (folder / name).read_bytes()
        for fault in LINTS[name.rpartition(".")[2]](held[name]):
            found.append(Finding(name, "", "office", fault, BUILD))
        found += _made(whole, name, held[name])
    if len(held) == 3:
        paper, xlsx, ods = held.values()
        found += word.check(whole, paper)
        found += books.check(folder, books.read_xlsx(xlsx), books.read_ods(ods))
    return found


def _made(whole: Page, name: str, content: bytes):
    """The file's title tells the quarter of the page, and its maker is the office named there."""
    place = "meta.xml" if name.endswith(".ods") else "docProps/core.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {part: archive.read(part) for part in archive.namelist()}
    root = etree.fromstring(files[place])
    for part, text in office_closed.said(files):
        yield from remarks(name, part, text, WORDS if part.startswith("word/") else ALL)
    told = {etree.QName(e).localname: e.text or "" for e in root.iter(etree.Element)}
    page = words(whole.soup.find("header")) + words(whole.soup.find("footer"))
    quarter = QUARTER.search(page)
    if quarter and quarter[0] not in told.get("title", ""):
        fault = f"the title {told.get('title', '')!r} is not of {quarter[0]}"
        yield Finding(name, "", "title", fault, SAME)
    for key in ("creator", "lastModifiedBy", "initial-creator"):
        if told.get(key) and told[key] not in page:
            fault = f"{key} {told[key]!r} is no office that the page names"
            yield Finding(name, "", "maker", fault, "Name the office, never a person")
