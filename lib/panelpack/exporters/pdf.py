"""Blocks as a tagged PDF: one section, or the whole pack with title page and contents.

Typst sets one template, which reads the blocks as JSON. The same blocks give the same bytes.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from panelpack.document import Block, Cover
from panelpack.errors import DataError
from panelpack.exporters import paper
from panelpack.exporters.typesetting import fonts

STANDARD = "ua-1"
# How Typst tags a cell of a table, told apart by the number of the table.
_HEAD_CELL = re.compile(rb"/S/TH/P \d+ 0 R/ID\(U(\d+)x\d+y0\)")
_DATA_CELL = re.compile(
    rb"(?P<kind>obj\s*<</Type/StructElem/S/T)D(?P<parent>/P \d+ 0 R/A\[<</O/Table)"
    rb"(?P<heads>/Headers\[\(U(?P<table>\d+)x(?P<column>\d+)y0\)\])"
)


def section_pdf(blocks: Sequence[Block]) -> bytes:
    """Return one section as a tagged PDF (A4, PDF/UA-1); its first block is its Title.

    The same blocks give the same bytes. Raises DataError when the Title is missing or its day is
    none, when a chart can't be drawn, or when the blocks can't be set as an accessible PDF.
    """
    pack = paper.of_section(blocks)
    return _set(pack, paper.day(blocks[0].as_at))


def pack_pdf(cover: Cover, sections: Sequence[Sequence[Block]]) -> bytes:
    """Return a whole pack as a tagged PDF: title page, contents, then each section.

    A section begins a page, unless the one before left much of one free. `sections` in the order
    of the pack, each beginning with its Title. Raises DataError as `section_pdf` does, and when
    there is no section.
    """
    if not sections:
        raise DataError("the pack has no section: build at least one before joining them")
    return _set(paper.of_pack(cover, sections), paper.day(cover.as_at))


def page_pdf(cover: Cover, blocks: Sequence[Block]) -> bytes:
    """Return the part of a section that stands on one page as a tagged PDF of exactly that page.

    Raises DataError as `section_pdf` does, when the section has no such part, and when it does not
    fit even at its smallest.
    """
    return _set(paper.of_page(cover, blocks), paper.day(cover.as_at))


def _set(pack: dict[str, Any], as_at: date) -> bytes:
    """Compile the template with a pack's words."""
    template = Path(str(files("panelpack") / "templates" / "report.typ"))
    try:
        made = typst.compile(
            template,
            root=template.parent,
            sys_inputs={"pack": json.dumps(pack)},
            pdf_standards=[STANDARD],
            timestamp=datetime.combine(as_at, time(), UTC),
            font_paths=fonts(),
        )
    except typst.TypstError as error:
        reason = next(iter(error.message.strip().splitlines()), "no reason given")
        raise DataError(f"{pack['title']!r} can't be set as an accessible PDF: {reason}") from error
    return _row_headed(made)


def _row_headed(pdf: bytes) -> bytes:
    """Tag the first cell of each row as the row's header, where data cells outnumber headers.

    Typst tags every cell below the head as data that names its column's head, and then no reader
    looks for a row's header. Each mark is as long as what it replaces: offsets in the file stay.
    A table of two columns, or of one row, is plain without, and checkers take one that is mostly
    headers for a broken one.
    """
    cells = [(m["table"], m["column"] == b"0") for m in _DATA_CELL.finditer(pdf)]
    data, firsts = Counter(t for t, _ in cells), Counter(t for t, first in cells if first)
    heads = Counter(m[1] for m in _HEAD_CELL.finditer(pdf))
    marked = {t for t in data if heads[t] + firsts[t] <= data[t] - firsts[t]}
    return _DATA_CELL.sub(lambda m: _scoped(m) if m["table"] in marked else m[0], pdf)


def _scoped(cell: re.Match[bytes]) -> bytes:
    is_head = cell["column"] == b"0"
    kind, scope = (b"H", b"/Scope/Row") if is_head else (b"D", b"")
    return cell["kind"] + kind + cell["parent"] + scope.ljust(len(cell["heads"]))
