"""A PDF as it is heard: language, title, tags, headings and bookmarks, tables, contents, pages."""

import re
from itertools import pairwise
from pathlib import Path

import pikepdf
import pymupdf

from gate import ways
from gate.page import Finding, short

PAGE_OF = re.compile(r"Page (\d+)(?: of (\d+))?")
HEADING = re.compile(r"^/H([1-6])$")
QUARTER = re.compile(r"Quarter \d \d{4}/\d{2}")
HEAD = 60  # points from the top of a page, in which its running header stands
FEWEST_WORDS = 8
MOST_TITLE = 200


def check(folder: Path, name: str) -> list[Finding]:
    """All faults of one PDF of a pack."""
    path = folder / name
    with pikepdf.open(path) as pdf, pymupdf.open(path) as pages:
        found = [*_document(name, pdf), *_active(name, pdf), *_pages(name, pages)]
        found += ways.check(name, pages)
        if "/StructTreeRoot" in pdf.Root:
            tags = list(_tags(pdf.Root.StructTreeRoot))
            found += [*_headings(name, tags, pages), *_figures(name, tags), *_tables(name, tags)]
            found += _links(name, tags)
    return found


def _document(name: str, pdf: pikepdf.Pdf):
    root = pdf.Root
    if str(root.get("/Lang", "")) != "en-GB":
        yield Finding(
            name,
            "",
            "language",
            "the PDF does not say that it is in British English",
            "Set /Lang to en-GB",
        )
    title = str(pdf.docinfo.get("/Title", "")).strip()
    if len(title.split()) < 1 or re.search(r"(?i)\.(pdf|typ|html?)$|^untitled", title):
        yield Finding(name, "", "title", f"the title is {title!r}", "Give the PDF its title")
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield Finding(
            name,
            "",
            "title",
            "the window shows the file name, not the title",
            "Set DisplayDocTitle",
        )
    if "/StructTreeRoot" not in root or not root.get("/MarkInfo", {}).get("/Marked", False):
        yield Finding(name, "", "tags", "the PDF is not tagged", "Build it anew with its tags")
    if "/Outlines" not in root:
        yield Finding(name, "", "bookmarks", "the PDF has no bookmarks", "Build it anew")
    for number, page in enumerate(pdf.pages, 1):
        if page.get("/Tabs") != "/S" and "/Annots" in page:
            yield Finding(
                name,
                f"page {number}",
                "reading order",
                "keys do not follow the tags",
                "Set /Tabs to /S",
            )


def _active(name: str, pdf: pikepdf.Pdf):
    for key in ("/AcroForm", "/OpenAction", "/AA"):
        if key in pdf.Root:
            yield Finding(name, "", "active", f"the PDF holds {key}", "Take it out")
    if "/JavaScript" in pdf.Root.get("/Names", {}):
        yield Finding(name, "", "active", "the PDF holds a script", "Take it out")
    if pdf.is_encrypted:
        yield Finding(name, "", "active", "the PDF is locked", "Write it without a password")


def _tags(node):
    """Every structure element in reading order."""
    kids = node.get("/K")
    if kids is None:
        return
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _tags(kid)


def _headings(name: str, tags: list, pages: pymupdf.Document):
    levels = [int(m[1]) for tag in tags if (m := HEADING.match(str(tag.S)))]
    if not levels:
        yield Finding(name, "", "headings", "the PDF has no headings", "Tag its headings")
        return
    for before, after in pairwise(levels):
        if after > before + 1:
            yield Finding(
                name,
                "",
                "headings",
                f"H{after} follows H{before}: a level is skipped",
                "Nest the headings",
            )
    shown = "".join(_letters(page.get_text()) for page in pages)
    toc = pages.get_toc()
    if not toc:
        yield Finding(name, "", "bookmarks", "the PDF has no bookmarks", "Build it anew")
    for level, title, number in toc:
        on_page = _letters(pages[number - 1].get_text()) if 0 < number <= len(pages) else ""
        if _letters(title) not in on_page:
            yield Finding(
                name,
                f"page {number}",
                "bookmarks",
                f"{short(title)!r} is not there",
                "Let each bookmark lead to its heading",
            )
        if level > 1 and _letters(title) not in shown:
            yield Finding(name, "", "bookmarks", f"{short(title)!r} is no heading", "Build it anew")
    bookmarked = sum(1 for level in levels if level <= max((t[0] for t in toc), default=0))
    if toc and len(toc) > bookmarked:
        yield Finding(
            name,
            "",
            "bookmarks",
            f"{len(toc)} bookmarks, {bookmarked} headings",
            "Tag each heading, and bookmark it",
        )


def _figures(name: str, tags: list):
    for tag in tags:
        if str(tag.S) == "/Figure":
            said = str(tag.get("/Alt", ""))
            if len(said.split()) < FEWEST_WORDS or re.search(r"\.(svg|png|jpe?g)\b", said):
                yield Finding(
                    name,
                    "",
                    "alternative",
                    f"a figure is told as {short(said)!r}",
                    "Say finding, range and signals",
                )


def _tables(name: str, tags: list):
    for table in (tag for tag in tags if str(tag.S) == "/Table"):
        inside = list(_tags(table))
        heads = [tag for tag in inside if str(tag.S) == "/TH"]
        if not heads:
            yield Finding(name, "", "header", "a table has no header cells", "Tag them as TH")
        for cell in heads:
            if not _attribute(cell, "/Scope"):
                yield Finding(
                    name,
                    "",
                    "header",
                    "a header cell has no scope",
                    "Say whether it heads a row or a column",
                )
        for cell in inside:
            if _attribute(cell, "/ColSpan") or _attribute(cell, "/RowSpan"):
                yield Finding(
                    name,
                    "",
                    "merged cells",
                    "a cell spans several",
                    "Repeat the words in each cell",
                )


def _attribute(tag, key: str):
    held = tag.get("/A", pikepdf.Array([]))
    held = list(held) if isinstance(held, pikepdf.Array) else [held]
    return next((a[key] for a in held if isinstance(a, pikepdf.Dictionary) and key in a), None)


def _links(name: str, tags: list):
    for tag in tags:
        if str(tag.S) == "/Link" and not list(tag.get("/K", pikepdf.Array([]))):
            yield Finding(name, "", "link", "a link holds nothing", "Tag its words")


def _pages(name: str, pages: pymupdf.Document):
    """Numbers and running heads; the contents' numbers; words within the margins."""
    has_cover = name == "report.pdf"
    for number, page in enumerate(pages, 1):
        text = page.get_text()
        if not text.strip():
            yield Finding(
                name,
                f"page {number}",
                "text",
                "the page holds no words",
                "Set words as words, not as a picture",
            )
            continue
        told = PAGE_OF.findall(" ".join(text.split()))
        of = str(len(pages)) if len(pages) > 1 else ""
        if (str(number), of) not in told and not (has_cover and number == 1):
            yield Finding(
                name,
                f"page {number}",
                "page number",
                "the page does not say its number",
                "Number every page",
            )
        head = QUARTER.findall(page.get_textbox((0, 0, page.rect.width, HEAD)))
        title = QUARTER.findall(pages.metadata["title"] or "")
        if len(head) != 1 or (title and head != title):
            fault = f"it says {', '.join(head) or 'no quarter'}, not {', '.join(title) or 'one'}"
            remedy = "Give every page its running header"
            yield Finding(name, f"page {number}", "running header", fault, remedy)
        box = page.rect
        for x0, y0, x1, y1, word, *_ in page.get_text("words"):
            if x0 < box.x0 + 20 or x1 > box.x1 - 20 or y0 < box.y0 + 15 or y1 > box.y1 - 15:
                yield Finding(
                    name,
                    f"page {number}",
                    "cut off",
                    f"{word!r} is at the edge",
                    "Let it keep to the margins",
                )


def _letters(text: str) -> str:
    return re.sub(r"[\s\u200b\u00ad]+", "", text)
