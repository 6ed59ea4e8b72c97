"""Lints for office documents: what a reader of DOCX, XLSX or ODS would stumble over, in words.

Each function takes a file's bytes and returns its faults, none for a good file.
"""

import io
import re
import zipfile
from collections import Counter

from lxml import etree
from openpyxl.utils import range_boundaries

import office_closed
import office_shape

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DC = "{http://purl.org/dc/elements/1.1/}"
T = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OF = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TX = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"

LANGUAGE = "en-GB"
LONGEST_SHEET_NAME = 31
_NO_NAME = re.compile(r"(?:Sheet|Table) ?\d*", re.IGNORECASE)
_TYPED_LIST = re.compile(r"\s*(?:[•·*–-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+\S")
_VAGUE = {"click here", "here", "link", "more", "read more", "this link"}
_FILE_NAME = re.compile(r"\S+\.(?:png|jpe?g|svg|gif|emf)|(?:image|picture|chart|shape) ?\d*", re.I)
_HEADING = re.compile(r"Heading([1-9])")
_LONGEST_HEADING = 80


def docx_faults(content):
    """Return the faults of a DOCX file."""
    files = _members(content)
    body = _parsed(files, "word/document.xml").find(f"{W}body")
    return [
        *_told(files),
        *_active(files),
        *_word_language(files),
        *_headings(body),
        *_paragraphs(body),
        *_word_tables(body),
        *_pictures(body),
        *office_closed.faults(files, "docx"),
        *office_shape.faults(files, "docx"),
    ]


def xlsx_faults(content):
    """Return the faults of an XLSX file."""
    files = _members(content)
    faults = [*_told(files), *_active(files)]
    book = _parsed(files, "xl/workbook.xml")
    targets = _targets(files, "xl/_rels/workbook.xml.rels")
    strings = _strings(files)
    for sheet in book.iter(f"{S}sheet"):
        name = sheet.get("name")
        if sheet.get("state", "visible") != "visible":
            faults.append(f"{name}: hidden sheet")
        faults += _xlsx_sheet(files, name, "xl/" + targets[sheet.get(f"{R}id")], strings)
    faults += _names([sheet.get("name") for sheet in book.iter(f"{S}sheet")])
    faults += [*office_closed.faults(files, "xlsx"), *office_shape.faults(files, "xlsx")]
    return faults


def ods_faults(content):
    """Return the faults of an ODS file."""
    files = _members(content)
    root = _parsed(files, "content.xml")
    faults = [*_told(files, "meta.xml"), *_active(files)]
    default = _parsed(files, "styles.xml").find(f".//*[@{FO}language]")
    if (
        default is None
        or f"{default.get(f'{FO}language')}-{default.get(f'{FO}country')}" != LANGUAGE
    ):
        faults.append(f"language of the cells is not {LANGUAGE}")
    ranges = [each.get(f"{T}target-range-address") for each in root.iter(f"{T}database-range")]
    hidden = {
        style.get("{urn:oasis:names:tc:opendocument:xmlns:style:1.0}name")
        for style in root.iter("{urn:oasis:names:tc:opendocument:xmlns:style:1.0}style")
        if style.find(f".//*[@{T}display='false']") is not None
    }
    sheets = root.findall(f".//{OF}spreadsheet/{T}table")
    for sheet in sheets:
        faults += _ods_sheet(sheet, ranges, hidden)
    faults += _names([sheet.get(f"{T}name") for sheet in sheets])
    faults += [*office_closed.faults(files, "ods"), *office_shape.faults(files, "ods")]
    return faults


def _members(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _parsed(files, name):
    return etree.fromstring(files[name])


def _text(element, tag):
    return "".join(node.text or "" for node in element.iter(tag))


def _told(files, place="docProps/core.xml"):
    core = _parsed(files, place)
    title, language = (core.find(f".//{DC}{tag}") for tag in ("title", "language"))
    if title is None or not (title.text or "").strip():
        yield "no title"
    if language is None or language.text != LANGUAGE:
        yield f"language of the document is not {LANGUAGE}"


def _active(files):
    for name, content in files.items():
        if re.search(r"vbaProject|macros|Basic/|Scripts/", name):
            yield f"macro: {name}"
        if name.endswith(".rels") and b'TargetMode="External"' in content:
            yield f"link to the outside: {name}"
        if re.search(r"comments|externalLink", name):
            yield f"comment or outside link: {name}"


def _word_language(files):
    default = _parsed(files, "word/styles.xml").find(f"{W}docDefaults//{W}lang")
    if default is None or default.get(f"{W}val") != LANGUAGE:
        yield f"language of the styles is not {LANGUAGE}"
    theme = _parsed(files, "word/settings.xml").find(f"{W}themeFontLang")
    if theme is None or theme.get(f"{W}val") != LANGUAGE:
        yield f"language of the settings is not {LANGUAGE}"


def _style(paragraph):
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "Normal" if style is None else style.get(f"{W}val")


def _headings(body):
    before = 0
    for paragraph in body.iter(f"{W}p"):
        match = _HEADING.fullmatch(_style(paragraph))
        if match:
            level, words = int(match[1]), _text(paragraph, f"{W}t")
            if not words.strip():
                yield "heading without words"
            if level > before + 1:
                yield f"heading {words!r} of level {level} follows level {before}"
            before = level
    if not before:
        yield "no heading"


def _paragraphs(body):
    for paragraph in body.iterchildren(f"{W}p"):
        words, style = _text(paragraph, f"{W}t"), _style(paragraph)
        if not words.strip() and paragraph.find(f".//{W}drawing") is None:
            yield "empty paragraph"
        if (
            _TYPED_LIST.match(words)
            and paragraph.find(f".//{W}numPr") is None
            and style == "Normal"
        ):
            yield f"list typed by hand: {words[:40]!r}"
        runs = [run for run in paragraph.iter(f"{W}r") if _text(run, f"{W}t").strip()]
        bold = runs and all(run.find(f"{W}rPr/{W}b") is not None for run in runs)
        if style == "Normal" and bold and len(words) <= _LONGEST_HEADING:
            yield f"bold words pose as a heading: {words!r}"
        for link in paragraph.iter(f"{W}hyperlink"):
            if _text(link, f"{W}t").strip().lower() in _VAGUE:
                yield f"link says {_text(link, f'{W}t')!r}"


def _word_tables(body):
    for table in body.iter(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        if rows[0].find(f"{W}trPr/{W}tblHeader") is None:
            yield "table without a header row"
        if table.find(f".//{W}gridSpan") is not None or table.find(f".//{W}vMerge") is not None:
            yield "merged cells"
        if len({len(row.findall(f"{W}tc")) for row in rows}) > 1:
            yield "rows of different length"
        before = table.getprevious()
        if before is None or not re.match("Caption|Heading", _style(before)):
            yield "table without a caption"


def _pictures(body):
    for picture in body.iter(f"{WP}docPr"):
        words = picture.get("descr", "").strip()
        if not words:
            yield "picture without an alternative"
        elif _FILE_NAME.fullmatch(words):
            yield f"alternative is a file name: {words!r}"


def _names(names):
    for name, count in Counter(name.casefold() for name in names).items():
        if count > 1:
            yield f"two sheets are called {name!r}"
    for name in names:
        if len(name) > LONGEST_SHEET_NAME:
            yield f"sheet name is too long: {name!r}"
        if _NO_NAME.fullmatch(name):
            yield f"sheet name says nothing: {name!r}"


def _targets(files, name):
    if name not in files:
        return {}
    return {r.get("Id"): r.get("Target").removeprefix("/xl/") for r in _parsed(files, name)}


def _strings(files):
    if "xl/sharedStrings.xml" not in files:
        return []
    return [_text(item, f"{S}t") for item in _parsed(files, "xl/sharedStrings.xml")]


def _xlsx_sheet(files, name, place, strings):
    page = _parsed(files, place)
    kinds = {"mergeCell": "merged cells", "f": "formula", "hyperlink": "link"}
    for tag, fault in kinds.items():
        if page.find(f".//{S}{tag}") is not None:
            yield f"{name}: {fault}"
    if page.find(f".//{S}row[@hidden='1']") is not None:
        yield f"{name}: hidden row"
    if page.find(f".//{S}col[@hidden='1']") is not None:
        yield f"{name}: hidden column"
    head, _, tail = place.rpartition("/")
    related = _targets(files, f"{head}/_rels/{tail}.rels")
    marks = [related[part.get(f"{R}id")] for part in page.iter(f"{S}tablePart")]
    tables = [_parsed(files, "xl/" + mark).get("ref") for mark in marks]
    if len(tables) != 1:
        yield f"{name}: {len(tables)} tables"
        return
    left, top, right, bottom = range_boundaries(tables[0])
    cells, box = _xlsx_cells(page, strings), (left, top, right, bottom)
    yield from (*_placed(name, cells, box), *_labels(name, cells, box))


def _xlsx_cells(page, strings):
    """Return the words of each filled cell by (column, row)."""
    cells = {}
    for cell in page.iter(f"{S}c"):
        value = cell.findtext(f"{S}v") or _text(cell, f"{S}t")
        if value:
            column, row, _, _ = range_boundaries(cell.get("r"))
            cells[column, row] = strings[int(value)] if cell.get("t") == "s" else value
    return cells


def _labels(name, cells, box):
    """Yield which labels stand over several columns."""
    left, top, right, _ = box
    labels = Counter(cells.get((column, top)) for column in range(left, right + 1))
    for label, count in labels.items():
        if label and count > 1:
            yield f"{name}: {count} columns are called {label!r}"


def _placed(name, cells, box):
    """Yield what is wrong with where the cells of a sheet stand."""
    left, top, right, bottom = box
    if left != 1 or (1, 1) not in cells:
        yield f"{name}: does not begin in A1"
    if any((1, row) not in cells for row in range(1, top)):
        yield f"{name}: blank row above the table"
    if any(row >= top and (column > right or row > bottom) for column, row in cells):
        yield f"{name}: cells outside the table"
    if any(row < top and column > 1 for column, row in cells):
        yield f"{name}: cells beside the notes"
    for row in range(top, bottom + 1):
        if not any((column, row) in cells for column in range(left, right + 1)):
            yield f"{name}: blank row {row}"
    for column in range(left, right + 1):
        if (column, top) not in cells:
            yield f"{name}: column {column} has no label"
        if not any((column, row) in cells for row in range(top, bottom + 1)):
            yield f"{name}: blank column {column}"


def _ods_sheet(sheet, ranges, hidden):
    name = sheet.get(f"{T}name")
    if sheet.get(f"{T}style-name") in hidden:
        yield f"{name}: hidden sheet"
    for attribute, fault in {
        "number-columns-spanned": "merged cells",
        "number-rows-spanned": "merged cells",
        "formula": "formula",
    }.items():
        if sheet.find(f".//*[@{T}{attribute}]") is not None:
            yield f"{name}: {fault}"
    for state in ("collapse", "filter"):
        if sheet.find(f".//*[@{T}visibility='{state}']") is not None:
            yield f"{name}: hidden row or column"
    if sheet.find(f".//{TX}a") is not None:
        yield f"{name}: link"
    if sheet.find(f".//{OF}annotation") is not None:
        yield f"{name}: comment"
    own = [r.replace(f"'{name}'.", "") for r in ranges if r.startswith(f"'{name}'.")]
    if len(own) != 1:
        yield f"{name}: {len(own)} tables"
        return
    cells, box = _ods_cells(sheet), range_boundaries(own[0])
    yield from (*_placed(name, cells, box), *_labels(name, cells, box))


def _ods_cells(sheet):
    return {
        (column, row): _text(cell, f"{TX}p") or cell.get(f"{OF}value")
        for row, line in enumerate(sheet.iter(f"{T}table-row"), 1)
        for column, cell in enumerate(line.iter(f"{T}table-cell"), 1)
        if cell.get(f"{OF}value-type")
    }
