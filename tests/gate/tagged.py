"""A PDF beside its page: what its tags, its metadata and its words say is what the page says."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pymupdf

from gate import counted
from gate.leftovers import ALL, remarks
from gate.page import Finding, Page, short, words
from gate.paper import HEADING, _attribute, _letters, _tags

A4 = (595, 842)
INFO = {"/Title", "/Author", "/Creator", "/Producer", "/CreationDate", "/ModDate"}
STANDARD = {
    "/Document", "/Part", "/Sect", "/Div", "/NonStruct", "/P", "/H1", "/H2", "/H3", "/H4", "/H5",
    "/H6", "/L", "/LI", "/Lbl", "/LBody", "/Table", "/THead", "/TBody", "/TR", "/TH", "/TD",
    "/Caption", "/Figure", "/Span", "/Strong", "/Em", "/Link", "/TOC", "/TOCI", "/Reference",
    "/Note", "/Title",
}  # fmt: skip
NUMBER = re.compile(r"\d(?:[\d,]*\d)?(?:\.\d+)?%?")
ONE_PAGE = "summary.pdf"
SAME = "Let both say the same"
BUILD = "Build the pack anew"


def check(folder: Path, name: str, page: Page) -> list[Finding]:
    """All places where a PDF is another than its page, or holds what the page does not."""
    path = folder / name
    with pikepdf.open(path) as pdf, pymupdf.open(path) as pages:
        found = [*_metadata(name, pdf, page), *_sheets(name, pdf, pages), *_heard(name, pdf, page)]
        found += _numbers(name, "\n".join(leaf.get_text() for leaf in pages), page)
        for number, leaf in enumerate(pages, 1):
            # An address may go on in the next line.
            said = re.sub(r"//[\s\u200b]+", "//", leaf.get_text())
            found += remarks(name, f"page {number}", said, ALL)
    return found


def _metadata(name: str, pdf: pikepdf.Pdf, page: Page):
    info = {key: str(value) for key, value in pdf.docinfo.items()}
    if extra := sorted(info.keys() - INFO):
        yield Finding(name, "", "metadata", f"it also tells {', '.join(extra)}", "Take it out")
    told = words(page.soup.find("header")) + words(page.soup.find("footer"))
    if info.get("/Author") and info["/Author"] not in told:
        fault = f"the author {info['/Author']!r} is no office that the page names"
        yield Finding(name, "", "maker", fault, "Name the office, never a person")
    title, own = info.get("/Title", ""), words(page.soup.find("h1"))
    quarter = re.search(r"Quarter \d \d{4}/\d{2}", title)
    if own not in title or (quarter and quarter[0] not in told):
        yield Finding(name, "", "title", f"{title!r} is not that of the page, {own!r}", SAME)
    for key in ("/AF", "/PageLabels", "/Threads", "/Collection"):
        if key in pdf.Root:
            yield Finding(name, "", "metadata", f"the PDF holds {key}", "Take it out")
    if "/EmbeddedFiles" in pdf.Root.get("/Names", {}):
        yield Finding(name, "", "metadata", "a file is attached", "Take it out")
    if pdf.Root.get("/PageMode", "/UseOutlines") not in ("/UseOutlines", "/UseNone"):
        yield Finding(name, "", "metadata", "it opens in a mode of its own", "Take it out")


def _sheets(name: str, pdf: pikepdf.Pdf, pages: pymupdf.Document):
    """Pages of A4, upright and whole, of words in fonts of their own; links that stay inside."""
    if name == ONE_PAGE and len(pages) != 1:
        yield Finding(name, "", "pages", f"{len(pages)} pages, not one", "Let it fit one page")
    for number, (leaf, page) in enumerate(zip(pdf.pages, pages, strict=True), 1):
        where = f"page {number}"
        size = tuple(round(side) for side in (page.mediabox.width, page.mediabox.height))
        if size != A4 or page.rotation or page.cropbox != page.mediabox:
            yield Finding(name, where, "pages", f"{size} turned {page.rotation}", "Set it on A4")
        for link in leaf.get("/Annots", []):
            action = link.get("/A", pikepdf.Dictionary())
            is_inside = "/Dest" in link or action.get("/S") == "/GoTo"
            if link.get("/Subtype") != "/Link" or not is_inside:
                fault = f"{link.get('/Subtype')} {action.get('/URI', '')}"
                yield Finding(name, where, "link", f"it holds {fault}", "Lead nowhere outside")
        for font in page.get_fonts():
            if font[1] == "n/a":
                yield Finding(name, where, "font", f"{font[3]} is not in the file", "Embed it")
        area = page.rect.width * page.rect.height
        for image in page.get_image_info():
            if pymupdf.Rect(image["bbox"]).get_area() > area / 3:
                yield Finding(name, where, "picture", "a picture fills it", "Set words as words")


def _heard(name: str, pdf: pikepdf.Pdf, page: Page):
    """Tags in the order of the words, all of known kinds; headings, figures, tables of the page."""
    if "/StructTreeRoot" not in pdf.Root:
        return
    tags = list(_tags(pdf.Root.StructTreeRoot))
    kinds = Counter(str(tag.S) for tag in tags)
    if unknown := sorted(kinds.keys() - STANDARD):
        yield Finding(name, "", "tags", f"unknown kinds {', '.join(unknown)}", BUILD)
    for tag in tags:
        if "/ActualText" in tag or str(tag.get("/Lang", "en-GB")) != "en-GB":
            fault = f"a {tag.S} is read otherwise than it is written"
            yield Finding(name, "", "tags", fault, "Take /ActualText and /Lang off")
    yield from _order(name, pdf)
    yield from _rows(name, tags)
    yield from counted.check(name, tags, page)
    if name == ONE_PAGE:
        return
    told = [words_of(title) for title in page.soup.select("main svg > title")]
    alternatives = [str(t.get("/Alt", "")) for t in tags if str(t.S) == "/Figure"]
    plain = [text.partition(" Its numbers are")[0] for text in told]
    if [text.partition(" Its numbers are")[0] for text in alternatives] != plain:
        fault = f"{len(alternatives)} figures, or other words than the page's {len(told)}"
        yield Finding(name, "", "alternative", fault, SAME)
    tables = len(page.soup.select("main table"))
    if kinds["/Table"] < tables:
        yield Finding(name, "", "tags", f"{kinds['/Table']} tables, the page {tables}", SAME)
    levels = [int(m[1]) for tag in tags if (m := HEADING.match(str(tag.S)))]
    own = [int(head.name[1]) for head in page.soup.find_all(re.compile("^h[1-6]$"))]
    yield from _bookmarks(name, pdf, page)
    if name.startswith("sections/") and levels != own:
        yield Finding(name, "", "headings", f"levels {levels}, the page {own}", SAME)


def _bookmarks(name: str, pdf: pikepdf.Pdf, page: Page):
    """Each heading of the page has its bookmark, but for those of the assessments."""
    first = "h1" if name.startswith("sections/") else "main h2"
    heads = page.soup.select(f"{first}, main h2, main h3")
    heads = [head for head in heads if head.find_parent(class_="pp-assessment") is None]
    numbers = [words(head.select_one(".pp-paragraph")) for head in heads]
    wanted = [_letters(words(h).removeprefix(n)) for h, n in zip(heads, numbers, strict=True)]
    with pdf.open_outline() as outline:
        told = [_letters(entry.title) for entry in _entries(outline.root)]
    if lost := [title for title in wanted if not any(title in own for own in told)]:
        fault = f"{len(lost)} headings have none, as {short(lost[0])!r}"
        yield Finding(name, "", "bookmarks", fault, "Bookmark each heading")


def _entries(entries) -> Iterator:
    for entry in entries:
        yield entry
        yield from _entries(entry.children)


def words_of(tag) -> str:
    return " ".join(tag.get_text().split())


def _order(name: str, pdf: pikepdf.Pdf):
    """What is tagged is tagged in the order in which it stands, and nothing is left untagged."""
    last: dict[tuple, int] = {}
    held: dict[tuple, set] = {}
    for page, number in _marks(pdf.Root.StructTreeRoot, None):
        if number < last.get(page, -1):
            fault = f"mark {number} is read after mark {last[page]}"
            yield Finding(name, "", "reading order", fault, "Tag as it is read")
        last[page] = max(number, last.get(page, -1))
        held.setdefault(page, set()).add(number)
    for place, page in enumerate(pdf.pages, 1):
        own = held.get(page.obj.objgen, set())
        parts = page.Contents if isinstance(page.Contents, pikepdf.Array) else [page.Contents]
        drawn = b" ".join(part.read_bytes() for part in parts)
        marked = {int(number) for number in re.findall(rb"/MCID\s+(\d+)", drawn)}
        if lost := sorted(marked - own):
            fault = f"{len(lost)} parts of the page are in no tag"
            yield Finding(name, f"page {place}", "tags", fault, "Tag all that is read")


def _marks(node, page) -> Iterator[tuple[tuple, int]]:
    """Every marked piece of content below a tag, in reading order: its page and its number."""
    page = node["/Pg"].objgen if "/Pg" in node else page
    kids = node.get("/K")
    for kid in [] if kids is None else kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            yield page, kid
        elif isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid:
            yield (kid["/Pg"].objgen if "/Pg" in kid else page), int(kid.MCID)
        elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from _marks(kid, page)


def _rows(name: str, tags: list):
    """Where data cells outnumber headers, each row's first cell heads it, and only the first."""
    for table in (tag for tag in tags if str(tag.S) == "/Table"):
        rows = [[t for t in _tags(r) if str(t.S) in ("/TH", "/TD")] for r in _tags(table)
                if str(r.S) == "/TR"]  # fmt: skip
        body = [row for row in rows if row and _attribute(row[-1], "/Scope") != "/Column"]
        if any(_attribute(cell, "/Scope") == "/Row" for cell in rows[0]):
            yield Finding(name, "", "header", "a column's head is tagged for a row", BUILD)
        data = sum(len(row) - 1 for row in body)
        for row in body:
            must = data >= len(body) + len(row)
            if must and str(row[0].S) != "/TH":
                yield Finding(name, "", "row header", "a row has no header", "Tag its first cell")
                break
            if any(str(cell.S) == "/TH" for cell in row[1:]):
                yield Finding(name, "", "row header", "data is tagged as a header", "Tag it as TD")
                break


def _numbers(name: str, on_paper: str, page: Page):
    """Every number of the page is on paper as often, and no other number or word is."""
    if name.endswith(ONE_PAGE):
        return  # on paper it counts what the page lists
    main = page.soup.main
    not_set = [*main.select("summary, caption, svg > title, .back"), *main.select("h3, h4, h5")]
    said = Counter(NUMBER.findall(main.get_text(" ")))
    for tag in not_set:
        said.subtract(NUMBER.findall(tag.get_text(" ")))
    if lost := said - Counter(NUMBER.findall(on_paper)):
        fault = f"numbers of the page are not on paper: {short(', '.join(sorted(lost)))}"
        yield Finding(name, "", "agreement", fault, SAME)
    known = set(re.findall(r"[\w.,]+", page.soup.get_text(" ")))
    plain = "".join(page.soup.get_text().split())
    other = [w for w in re.findall(r"[\w.,]+", on_paper) if w not in known and w not in plain]
    if strange := sorted({w for w in other if re.search(r"\d", w)}):
        fault = f"numbers on paper are not on the page: {short(', '.join(strange))}"
        yield Finding(name, "", "agreement", fault, SAME)
