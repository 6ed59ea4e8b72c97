"""The tags of a PDF are as many, and of the kinds, that its page has: lists, headings, rows."""

from collections import Counter
from collections.abc import Iterator

from gate.page import Finding, Page
from gate.paper import HEADING, _tags

ONE_PAGE = "summary.pdf"
# Notes of a table are lines of words on paper.
LISTS = "ul:not(.pp-notes), ol"
CONTENTS = [2]
SAME = "Tag on paper what the page has"


def check(name: str, tags: list, page: Page) -> list[Finding]:
    """All places where the tags of one PDF are other than the elements of its page."""
    rules = (_lists, _levels, _rows, _heads)
    return [Finding(name, "", *told, SAME) for rule in rules for told in rule(name, tags, page)]


def _part(name: str, page: Page):
    """What of the page the PDF sets: its main part, or the summary alone."""
    summary = page.soup.select_one("section.section:has(> h2#summary)")
    return summary if name == ONE_PAGE and summary else page.soup.main


def _lists(name: str, tags: list, page: Page) -> Iterator[tuple[str, str]]:
    """Each list is a list with all of its items; the summary on paper may cut its items short."""
    kinds = Counter(str(tag.S) for tag in tags)
    lists = _part(name, page).select(LISTS)
    items = [
        len(each.find_all("li", recursive=False)) for each in lists if not _is_summary(each, page)
    ]
    if kinds["/L"] != len(lists) or kinds["/LI"] < sum(items):
        fault = f"{kinds['/L']} lists of {kinds['/LI']} items, the page has {len(lists)}"
        yield "tags", fault
    if not kinds["/LI"] == kinds["/Lbl"] == kinds["/LBody"]:
        yield "tags", "an item has no mark or no words"


def _is_summary(tag, page: Page) -> bool:
    section = tag.find_parent("section", class_="section")
    own = section.get("aria-labelledby") if section is not None else page.name
    return own in ("summary", "sections/summary.html")


def _levels(name: str, tags: list, page: Page) -> Iterator[tuple[str, str]]:
    """The headings of the report are those of the page, and that of the contents."""
    if name != "report.pdf":
        return
    levels = [int(m[1]) for tag in tags if (m := HEADING.match(str(tag.S)))]
    wanted = [int(head.name[1]) - 1 for head in page.soup.main.find_all(["h2", "h3", "h4", "h5"])]
    pairs = zip(levels, wanted, strict=False)
    at = next((n for n, (one, other) in enumerate(pairs) if one != other), len(wanted))
    if levels[at : at + 1] != CONTENTS or levels[:at] + levels[at + 1 :] != wanted:
        yield "headings", f"{len(levels)} of the levels from heading {at + 1} are not the page's"


def _rows(name: str, tags: list, page: Page) -> Iterator[tuple[str, str]]:
    """Each row is there; a table that goes on in another has its head twice."""
    kinds = Counter(str(tag.S) for tag in tags)
    tables = _part(name, page).find_all("table")
    tables = tables[:1] if name == ONE_PAGE else tables
    rows = sum(len(table.find_all("tr")) for table in tables)
    if kinds["/TR"] - kinds["/Table"] != rows - len(tables):
        yield "tags", f"{kinds['/TR']} rows in {kinds['/Table']} tables, the page has {rows}"


def _heads(name: str, tags: list, page: Page) -> Iterator[tuple[str, str]]:
    """The first row of a table heads its columns, cell by cell."""
    for table in (tag for tag in tags if str(tag.S) == "/Table"):
        first = next((tag for tag in _tags(table) if str(tag.S) == "/TR"), None)
        cells = [str(cell.S) for cell in _tags(first)] if first is not None else []
        if "/TD" in cells:
            yield "header", "a cell of a head is tagged as data"
