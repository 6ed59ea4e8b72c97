"""Ways through a PDF: the contents name true pages, and links lead to the words that they say."""

import re

import pymupdf

from gate.page import Finding, short


def check(name: str, pages: pymupdf.Document) -> list[Finding]:
    """All faults of the contents and the links of one PDF."""
    found = list(_contents(name, pages)) if name == "report.pdf" else []
    return [*found, *_links(name, pages)]


def _contents(name: str, pages: pymupdf.Document):
    """The contents list the sections, each with the page that its bookmark leads to."""
    contents = "".join(letters(pages[n].get_text()) for n in (1, 2) if n < len(pages))
    sections = [(title, number) for level, title, number in pages.get_toc() if level == 1]
    listed = [(t, n, line) for t, n in sections if (line := _line_of(contents, letters(t)))]
    if len(listed) < 0.9 * len(sections):
        yield Finding(name, "contents", "contents", "it leaves sections out", "List each section")
    for title, number, line in listed:
        if not re.search(rf"{re.escape(line)}{number}(?!\d{{2}}\D*\d)", contents):
            yield Finding(
                name,
                "contents",
                "contents",
                f"{short(title)!r} is not given page {number}",
                "Give each section its true page",
            )


def _line_of(contents: str, name: str) -> str:
    """Return a title as the contents have it: its number stands in a column of its own."""
    return next((name[n:] for n in range(len(name) // 3) if name[n:] in contents), "")


def _links(name: str, pages: pymupdf.Document):
    """What a link says stands on the page to which it leads; in contents each line is a link."""
    linked, held = set(), {}
    for number, page in enumerate(pages, 1):
        for link in page.get_links():
            said = re.sub(r"[\s.]*\d*$", "", " ".join(page.get_textbox(link["from"]).split()))
            to = link.get("page", -1)
            if to not in held:
                held[to] = letters(pages[to].get_text()) if 0 <= to < len(pages) else ""
            linked.add(letters(said))
            if letters(said) not in held[to]:
                fault = f"a link says {short(said)!r} and leads to page {to + 1}"
                yield Finding(name, f"page {number}", "link", fault, "Lead to what it says")
    if name == "report.pdf" and not linked:
        yield Finding(name, "contents", "link", "no line of them leads on", "Link each line")


def letters(text: str) -> str:
    return re.sub(r"[\s\u200b\u00ad]+", "", text)
