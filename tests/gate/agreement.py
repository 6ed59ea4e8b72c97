"""One thing said once: the whole page, the section's page and the paper hold the same words."""

import re
from difflib import SequenceMatcher
from pathlib import Path

import pymupdf
from bs4 import Tag

from gate.page import Finding, Page, short, words

BLOCKS = [
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "li",
    "dt",
    "dd",
    "figcaption",
    "summary",
    "caption",
    "th",
    "td",
]

IDS = ("id", "clip-path", "aria-labelledby")


def check(folder: Path, whole: Page, sections: dict[str, Page]) -> list[Finding]:
    """All places where two renderings of one section differ."""
    found = []
    held = {tag.get("aria-labelledby"): tag for tag in whole.soup.select("section.section")}
    told = {words(page.soup.select_one("header .subtitle")) for page in sections.values()}
    if len(told) > 1:
        fault = f"the heads of the sections differ: {short(' / '.join(sorted(told)))}"
        found.append(Finding(whole.name, "", "agreement", fault, "Let all say the same"))
    for name, page in sections.items():
        if name not in held:
            found.append(
                Finding(
                    whole.name,
                    "",
                    "agreement",
                    f"section {name} is not in the whole",
                    "Build the pack anew",
                )
            )
            continue
        found += [*_same(whole, held[name], page), *_drawn(whole, held[name], page)]
        found += _named(whole, held[name], page)
        found += _on_paper(folder / f"sections/{name}.pdf", page, page.soup.main or page.soup)
    found += _on_paper(folder / "report.pdf", whole, whole.soup.main or whole.soup)
    return found


def _same(whole: Page, section: Tag, page: Page):
    one = [text for _, text in _said(section)][1:]
    other = [text for _, text in _said(page.soup.main or page.soup)]
    subtitle = section.select_one(":scope > .subtitle")
    one = one[1:] if subtitle is not None else one
    if one == other:
        return
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Finding(
                whole.name,
                f"section “{short(words(section.find('h2')))}”",
                "agreement",
                f"the whole says {_some(one[a:b])}, {page.name} says {_some(other[c:d])}",
                "Let both say the same",
            )


def _named(whole: Page, section: Tag, page: Page):
    """The heading in the whole is number and title of the page, and states and names are one."""
    one, other = words(section.select_one(".subtitle")), words(page.soup.select_one(".subtitle"))
    if one != other:
        fault = f"its head says {one!r}, that of {page.name} {other!r}"
        yield whole.fault(section, "agreement", fault, "Let both say the same")
    head = words(section.find("h2")).replace(" ", "")
    eyebrow, title = words(page.soup.find(class_="eyebrow")), words(page.soup.find("h1"))
    if head not in ((eyebrow + title).replace(" ", ""), title.replace(" ", "")):
        fault = f"it is headed {short(head)!r}, {page.name} {short(title)!r}"
        yield whole.fault(section, "agreement", fault, "Let both say the same")
    main = page.soup.main or page.soup
    for kind in ("pp-badge", "pp-sign", "pp-notice", "pp-value"):
        one, other = ([t["class"] for t in part.find_all(class_=kind)] for part in (section, main))
        if one != other:
            fault = f"its {kind} are {len(one)} or of other kinds, {page.name} has {len(other)}"
            yield whole.fault(section, "agreement", fault, "Let both say the same")


def _drawn(whole: Page, section: Tag, page: Page):
    """Every line and label of a drawing stands in the same place in both."""
    one, other = section.select("figure svg"), page.soup.select("figure svg")
    for a, b in zip(one, other, strict=False):
        if _marks(a) != _marks(b):
            yield whole.fault(
                a, "agreement", f"the drawing is not that of {page.name}", "Draw both the same"
            )


def _marks(drawing: Tag) -> list[tuple]:
    """Each mark of a drawing with its looks, without the ids, which differ by page."""
    return [
        (part.name, part.string, *sorted((k, v) for k, v in part.attrs.items() if k not in IDS))
        for part in drawing.find_all(True)
        if part.name != "title"
    ]


def _some(texts: list[str]) -> str:
    return f"“{short(' / '.join(texts))}”" if texts else "nothing"


def _said(part: Tag) -> list[tuple[Tag, str]]:
    """The words of each block in reading order, and of each drawing its alternative and letters."""
    found = []
    for tag in part.find_all([*BLOCKS, "svg"]):
        said = " ".join(tag.get_text(" ").split()) if tag.name == "svg" else words(tag)
        if said and "back" not in tag.get("class", []):
            found.append((tag, said))
    return found


def _on_paper(path: Path, page: Page, part: Tag):
    """Every block of a page stands on paper too, letter by letter (spaces and breaks apart)."""
    name = f"{path.parent.name}/{path.name}" if path.parent.name == "sections" else path.name
    if not path.is_file():
        yield Finding(name, "", "agreement", "the PDF is missing", "Build the pack anew")
        return
    on_paper = _letters(text_of(path))
    for tag, said in _said(part):
        if tag.name in ("svg", "summary") or _letters(said) in on_paper:
            continue
        # The summary on paper is one page: it counts what the page lists.
        if tag.name == "li" and _is_summary(tag, page):
            continue
        # What is broken over lines or pages is found word by word.
        if all(_letters(word) in on_paper for word in said.split()):
            continue
        yield Finding(
            name,
            f"page {page.name}, line {tag.sourceline}",
            "agreement",
            f"{short(said)!r} of the page is not on paper",
            "Let both say the same",
        )


def _is_summary(tag: Tag, page: Page) -> bool:
    section = tag.find_parent("section", class_="section")
    return page.name == "sections/summary.html" or (
        section is not None and section.get("aria-labelledby") == "summary"
    )


def text_of(path: Path) -> str:
    """All words of a PDF in the order of its pages."""
    with pymupdf.open(path) as pages:
        return "\n".join(page.get_text() for page in pages)


def _letters(text: str) -> str:
    return re.sub(r"[\s\u200b\u00ad]+", "", text)
