"""Office files: no fault that a lint finds, and the same words and numbers as the pages."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path

import openpyxl
from bs4 import Tag
from lxml import etree

import office_closed
from gate.charts import FEWEST_WORDS
from gate.figures import QUARTER
from gate.leftovers import ALL, WORDS, remarks
from gate.page import Finding, Page, short, words
from office_lint import OF, TX, WP, T, W, docx_faults, ods_faults, xlsx_faults

LINTS = {"docx": docx_faults, "xlsx": xlsx_faults, "ods": ods_faults}
BUILD = "Build the pack anew"
SAME = "Let both say the same"
PARAGRAPHS = ["p", "li", "figcaption", "dt", "dd"]
# What paper adds: headline figures are a table there, and a wide table has a page on its side.
FIGURES = "What | Figure | Compared with or based on"
ADDED = {"Key figures", "The next page is upright again."}
FIGURE = re.compile(r"([+−-]?)£?(\d[\d,]*(?:\.\d+)?)(%|m| points)?")


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
        paper, *books = held.values()
        found += _paper(whole, paper)
        xlsx, ods = _xlsx(books[0]), _ods(books[1])
        found += [*_books(xlsx, ods), *_printed(whole, xlsx), *_csvs(folder, xlsx)]
        if list(xlsx)[:1] != ["Cover"]:
            fault = f"its first sheet is {next(iter(xlsx), 'none')!r}, not its cover"
            found.append(Finding("tables/pack.xlsx", "", "office", fault, BUILD))
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


def _paper(whole: Page, content: bytes):
    """Headings, tables, pictures and paragraphs of the DOCX, each in the order of the page."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = etree.fromstring(archive.read("word/document.xml")).find(f"{W}body")
    main = whole.soup.main or whole.soup
    sides = {
        "headings": (_page_headings(main), _paper_headings(body)),
        "tables": (_page_tables(main), _paper_tables(body)),
        "pictures": (_page_pictures(main), _paper_pictures(body)),
    }
    for what, (page, paper) in sides.items():
        yield from _compared(what, list(map(_plain, page)), list(map(_plain, paper)))
    yield from _paragraphs(main, body)


def _compared(what: str, page: list[str], paper: list[str]) -> Iterator[Finding]:
    for kind, a, b, c, d in SequenceMatcher(None, page, paper, autojunk=False).get_opcodes():
        if kind != "equal":
            one, other = (
                f"“{short(' / '.join(p))}”" if p else "nothing" for p in (page[a:b], paper[c:d])
            )
            fault = f"the page has {one}, the paper has {other}"
            yield Finding("report.docx", what, "agreement", fault, SAME)


def _page_headings(main: Tag) -> list[str]:
    heads = main.find_all(re.compile("^h[2-6]$"))
    return [f"{int(head.name[1]) - 1} {_unnumbered(head)}" for head in heads]


def _unnumbered(tag: Tag) -> str:
    """Words without the number of their paragraph, which Word gives by itself."""
    number = words(tag.select_one(".pp-paragraph"))
    return words(tag).removeprefix(number).strip()


def _paper_headings(body) -> list[str]:
    found = ((_style(p), _text(p)) for p in body.iter(f"{W}p"))
    return [f"{style[-1]} {said}" for style, said in found if re.fullmatch(r"Heading\d", style)]


def _page_tables(main: Tag) -> list[str]:
    """Every row of every table, its cells set apart; headline figures are a table on paper."""
    found = []
    for part in main.select("tr, .pp-figures, .pp-figures > div"):
        if part.name == "tr":
            cells = part.find_all(["th", "td"])
        elif part.name == "dl":
            found.append(FIGURES)
            continue
        else:
            cells = part.find_all(["dt", "dd"])
        found.append(" | ".join(words(cell) for cell in cells))
    return found


def _paper_tables(body) -> list[str]:
    return [
        " | ".join(_text(cell) for cell in row.iter(f"{W}tc"))
        for table in body.iter(f"{W}tbl")
        for row in table.iter(f"{W}tr")
    ]


def _page_pictures(main: Tag) -> list[str]:
    """The alternatives of charts, which on the page end with the name of the table."""
    titles = (title.get_text(" ") for title in main.select("svg > title"))
    return [said.partition(" Its numbers are in the table: ")[0] for said in titles]


def _paper_pictures(body) -> list[str]:
    """The alternatives of charts; those of a state's shape are a word or two."""
    told = (picture.get("descr", "") for picture in body.iter(f"{WP}docPr"))
    return [said for said in told if len(said.split()) >= FEWEST_WORDS]


def _paragraphs(main: Tag, body):
    """Every paragraph, item and label of the page is on paper, and no other stands there."""
    page, paper = _letters(words(main)), _letters(_text(body))
    for tag in main.find_all(PARAGRAPHS):
        said = _unnumbered(tag)
        if "back" not in tag.get("class", []) and _letters(said) not in paper:
            where = f"index.html, line {tag.sourceline}"
            yield Finding("report.docx", where, "agreement", f"{short(said)!r} is not in it", SAME)
    for paragraph in body.iterchildren(f"{W}p"):
        said = _text(paragraph)
        begun = _style(paragraph).startswith(("Title", "Subtitle", "Cover", "TOC"))
        if not begun and said not in ADDED and _letters(said) not in page:
            fault = f"{short(said)!r} is not on the page"
            yield Finding("report.docx", "", "agreement", fault, SAME)


def _style(paragraph) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else style.get(f"{W}val")


def _text(part) -> str:
    return "".join(node.text or "" for node in part.iter(f"{W}t"))


Sheets = dict[str, list[list[str]]]


def _xlsx(content: bytes) -> Sheets:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=False, data_only=False)
    return {sheet.title: _rows(sheet.iter_rows(values_only=True)) for sheet in book}


def _ods(content: bytes) -> Sheets:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read("content.xml"))
    return {
        sheet.get(f"{T}name"): _rows(
            [_ods_cell(cell) for cell in row.iter(f"{T}table-cell")]
            for row in sheet.iter(f"{T}table-row")
        )
        for sheet in root.iter(f"{T}table")
    }


def _ods_cell(cell):
    value = cell.get(f"{OF}value") or cell.get(f"{OF}date-value")
    return value or "\n".join("".join(p.itertext()) for p in cell.iter(f"{TX}p"))


def _rows(rows: Iterable) -> list[list[str]]:
    """Every row as words, its numbers written one way, without empty cells at its end."""
    found = []
    for row in rows:
        cells = [_cell(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        found.append(cells)
    return found


def _cell(value) -> str:
    said = "" if value is None else str(value).removesuffix(" 00:00:00")
    try:
        return f"{float(said):.9g}"
    except ValueError:
        return _plain(said)


def _books(xlsx: Sheets, ods: Sheets):
    if list(xlsx) != list(ods):
        fault = f"XLSX and ODS have other sheets: {short(str(set(xlsx) ^ set(ods)))}"
        yield Finding("tables/pack.ods", "", "agreement", fault, SAME)
    for name in xlsx.keys() & ods.keys():
        if xlsx[name] != ods[name]:
            differ = [f"{a} / {b}" for a, b in zip(xlsx[name], ods[name], strict=False) if a != b]
            fault = f"XLSX and ODS differ: {short(' '.join(differ) or 'in length', 120)}"
            yield Finding("tables/pack.ods", name, "agreement", fault, SAME)


def _csvs(folder: Path, book: Sheets):
    """Each CSV has the rows of the sheet of its name."""
    for path in sorted(folder.glob("tables/*.csv")):
        head, *rows = _rows(csv.reader(io.StringIO(path.read_text("utf-8"))))
        sheet = book.get(path.stem.capitalize(), [])
        begins = sheet[-len(rows) - 1 :][:1]
        is_headed = (
            bool(begins) and len(begins[0]) == len(head) and not re.search(r"\d", str(begins))
        )
        if sheet[len(sheet) - len(rows) :] != rows or not is_headed:
            fault = "its rows are not those of the book"
            yield Finding(f"tables/{path.name}", path.stem.capitalize(), "agreement", fault, SAME)


def _numbers_its_source(row) -> bool:
    heads = row.find_parent("table").select("thead th")
    return bool(heads) and words(heads[-1]) == "Source"


def _printed(whole: Page, book: Sheets):
    """Each row of a priority's table on the page is a row of the book."""
    rows = {tuple(map(_value, row)) for sheet in book.values() for row in sheet}
    sourced = {row[:-1] for row in rows}
    for section in whole.soup.select("section.section"):
        number = words(section.find("h2")).split(" ")[0]
        if not re.fullmatch(r"[A-Z]{1,4}\d+", number):
            continue
        for row in section.select("tbody tr"):
            cells = [_value(words(cell)) for cell in row.find_all(["th", "td"])]
            if _numbers_its_source(row):
                # Sources are told once on the page, and in each row of the book.
                cells, known = cells[:-1], sourced
            else:
                known = rows
            if tuple(cells) not in known and (number, *cells) not in known:
                fault = f"its row {short(str(cells))} is not in the book"
                where = f"{number}, {short(words(row.find_parent('table').caption))}"
                yield Finding("tables/pack.xlsx", where, "agreement", fault, SAME)


def _value(printed: str) -> str:
    """Write a printed figure as the book holds it: 15.8% is 0.158."""
    match = FIGURE.fullmatch(printed)
    if match is None:
        return _cell(printed)
    value = float(match[2].replace(",", "")) / (100 if match[3] == "%" else 1)
    return f"{-value if match[1] in ('−', '-') and match[1] else value:.9g}"


def _plain(said: str) -> str:
    return " ".join(said.replace("\xa0", " ").split())


def _letters(said: str) -> str:
    """Words without spaces, breaks, and the colon that paper sets after a label."""
    return re.sub(r"[\s\u200b\u00ad\xa0:]+", "", said)
