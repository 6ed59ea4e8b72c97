"""The DOCX beside the page: headings, tables, pictures, lists, numbers, contents, paragraphs."""

import io
import re
import zipfile
from collections.abc import Iterator
from difflib import SequenceMatcher

from bs4 import Tag
from lxml import etree

from gate.charts import FEWEST_WORDS
from gate.page import Finding, Page, short, words
from office_lint import WP, W

SAME = "Let both say the same"
PARAGRAPHS = ["p", "li", "figcaption", "dt", "dd"]
# What paper adds: headline figures are a table there, and a wide table has a page on its side.
FIGURES = "What | Figure | Compared with or based on"
# Notes of a table are lines of words on paper.
LISTED = "ul:not(.pp-notes) > li, ol > li"
LONG = 40
ADDED = {"Key figures", "The next page is upright again."}


def check(whole: Page, content: bytes) -> list[Finding]:
    """All places where headings, tables, lists and words of the DOCX are not the page's."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = etree.fromstring(archive.read("word/document.xml")).find(f"{W}body")
    main = whole.soup.main or whole.soup
    sides = {
        "headings": (_page_headings(main), _paper_headings(body)),
        "tables": (_page_tables(main), _paper_tables(body)),
        "pictures": (_page_pictures(main), _paper_pictures(body)),
        "lists": (list(map(words, main.select(LISTED))), _paper_lists(body)),
        "numbers": (_page_numbers(main), _paper_numbers(body)),
        "contents": (list(map(words, whole.soup.select("nav li a"))), _paper_contents(body)),
    }
    found = []
    for what, (page, paper) in sides.items():
        found += _compared(what, list(map(_plain, page)), list(map(_plain, paper)))
    return [*found, *_paragraphs(main, body), *_order(main, body)]


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


def _order(main: Tag, body):
    """Paragraphs of many letters, each there once, follow one another as on the page."""
    page = [_letters(_unnumbered(tag)) for tag in main.find_all(PARAGRAPHS)]
    paper = [_letters(_text(paragraph)) for paragraph in body.iterchildren(f"{W}p")]
    once = {said for said in page if len(said) > LONG and page.count(said) == 1}
    once &= {said for said in paper if paper.count(said) == 1}
    one, other = ([said for said in side if said in once] for side in (page, paper))
    if wrong := [b for a, b in zip(one, other, strict=True) if a != b]:
        fault = f"{short(wrong[0])!r} stands elsewhere than on the page"
        yield Finding("report.docx", "", "order", fault, SAME)


def _style(paragraph) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else style.get(f"{W}val")


def _text(part) -> str:
    return "".join(node.text or "" for node in part.iter(f"{W}t"))


def _paper_lists(body) -> list[str]:
    """The words of each paragraph that is an item of a list by its style."""
    return [_text(p) for p in body.iter(f"{W}p") if _style(p).startswith("List")]


def _page_numbers(main: Tag) -> list[str]:
    return [
        f"{words(tag.select_one('.pp-paragraph'))} {_unnumbered(tag)}"
        for tag in main.select(".pp-numbered")
    ]


def _paper_numbers(body) -> list[str]:
    """The words of each paragraph that Word numbers, with the number that it gives them."""
    found, last = [], [0]
    for paragraph in body.iter(f"{W}p"):
        level = paragraph.find(f"{W}pPr/{W}numPr/{W}ilvl")
        if level is None or _style(paragraph).startswith("List"):
            continue
        depth = int(level.get(f"{W}val"))
        last = [*last, *[0] * depth][: depth + 1]
        last[-1] += 1
        found.append(f"{'.'.join(map(str, last))} {_text(paragraph)}")
    return found


def _paper_contents(body) -> list[str]:
    """The line of each section in the contents, or where it leads if that is elsewhere."""
    heads = {
        mark.get(f"{W}name"): _text(paragraph)
        for paragraph in body.iter(f"{W}p")
        for mark in paragraph.iter(f"{W}bookmarkStart")
    }
    found = []
    for link in (k for p in body.iter(f"{W}p") if _style(p) == "TOC1" for k in p):
        if link.tag == f"{W}hyperlink":
            said, head = _text(link), heads.get(link.get(f"{W}anchor"), "nowhere")
            found.append(said if said == head else f"{said}, which leads to {head}")
    return found


def _plain(said: str) -> str:
    return " ".join(said.replace("\xa0", " ").split())


def _letters(said: str) -> str:
    """Words without spaces, breaks, and the colon that paper sets after a label."""
    return re.sub(r"[\s\u200b\u00ad\xa0:]+", "", said)
