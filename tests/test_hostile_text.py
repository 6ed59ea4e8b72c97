"""Whatever partners and plans write stays text in pages, papers, tables and on the screen."""

import csv
import io
import re
import unicodedata

import pypdf
import pytest

import hostile_text
from panelpack.document import Heading, List, Notice, Prose, Title, from_json, text
from panelpack.exporters import html, pdf
from panelpack.exporters.characters import clean, clean_json
from panelpack.pack.csvfile import csv_bytes


def blocks(words):
    shown = (
        Title("one", words, words, words, "2014-15-q1", "public", "2014-09-29"),
        Heading(words),
        Prose((text(words),)),
        List((text(words),)),
        Notice("note", words, words),
    )
    return tuple(from_json(clean_json(block.to_json())) for block in shown)


@pytest.mark.parametrize("words", hostile_text.ALL)
def test_on_a_page_it_is_words(words):
    page = html.section_page(blocks(words))
    assert not re.search(r"<script|<img src=x|onload=alert\(1\)>|<!--\]|\x1b|\x00|\u202e", page)
    assert not re.search(r"<[^<>]*\son(?:error|load)=", page)


@pytest.mark.parametrize("words", [*hostile_text.MARKUP, *hostile_text.FORMULAS])
def test_on_paper_it_is_words(words):
    paper = pypdf.PdfReader(io.BytesIO(pdf.section_pdf(blocks(words))))
    said = "".join("".join(page.extract_text().split()) for page in paper.pages)
    # Wide signs are drawn with the plain ones of the font.
    assert "".join(unicodedata.normalize("NFKC", clean(words)).split()) in said
    assert "root:" not in said


@pytest.mark.parametrize("words", hostile_text.ALL)
def test_in_a_table_it_is_no_formula(words):
    table = io.StringIO(csv_bytes(["a"], [{"a": words}]).decode(), newline="")
    _, (cell,) = csv.reader(table)
    assert cell[:1] not in tuple("=+-@\t\r\uff1d")
    assert cell.removeprefix("'") == re.sub("\r\n?", "\n", words)


@pytest.mark.parametrize("words", hostile_text.NUMBERS)
def test_in_a_table_a_number_stays_one(words):
    assert csv_bytes(["a"], [{"a": words}]).decode().splitlines()[1].strip('"') == words
