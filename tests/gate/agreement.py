"""One thing said once: the whole page, the section's page and the paper hold the same words."""

import re
from calendar import month_name
from copy import copy
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

KNOWN = re.compile(r"[Ff]igures (?:as known on|up to) (\d+ [A-Z][a-z]+ \d{4})")
QUARTER = re.compile(r"Quarter [1-4] \d{4}/\d{2}")
MONTHS = list(month_name)
LONG, FOOT = 40, "Page"
# What is set whole on paper, its parts one after the other.
SET_WHOLE = "tr, .pp-verdict, .pp-figures"
IDS = ("id", "clip-path", "aria-labelledby")


def check(folder: Path, whole: Page, sections: dict[str, Page]) -> list[Finding]:
    """All places where two renderings of one section differ."""
    found = [*_heads(whole, sections)]
    held = {tag.get("aria-labelledby"): tag for tag in whole.soup.select("section.section")}
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
    if "summary" in held:
        found += _on_paper(folder / "summary.pdf", whole, _of_one_page(held["summary"]))
    return found


def _heads(whole: Page, sections: dict[str, Page]):
    """The heads of all sections tell one area and quarter, and nothing known after the whole."""
    told = {words(page.soup.select_one("header .subtitle")) for page in sections.values()}
    if len(told) > 1:
        fault = f"the heads of the sections differ: {short(' / '.join(sorted(told)))}"
        yield Finding(whole.name, "", "agreement", fault, "Let all say the same")
    quarters, ends = {}, {}
    for page in (whole, *sections.values()):
        said = " ".join(words(part) for part in page.soup.select("header .known, footer"))
        quarters[page.name] = set(QUARTER.findall(said))
        ends[page.name] = max(map(_day, KNOWN.findall(said)), default=(0, 0, 0))
    for name in quarters:
        if quarters[name] != quarters[whole.name] or ends[name] > ends[whole.name]:
            fault = "its quarter or day is another than that of the whole"
            yield Finding(name, "head and foot", "agreement", fault, "Let both say the same")


def _day(told: str) -> tuple[int, int, int]:
    day, month, year = told.split(" ")
    return int(year), MONTHS.index(month) if month in MONTHS else 0, int(day)


def _same(whole: Page, section: Tag, page: Page):
    """Each block has the same words, and is of the same kind: a heading, an item, a note."""
    one = [(_kind(tag, 1), text) for tag, text in _said(section)][1:]
    other = [(_kind(tag, 0), text) for tag, text in _said(page.soup.main or page.soup)]
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


def _kind(tag: Tag, deeper: int) -> tuple[str, ...]:
    """What a block is; in the whole a heading is one level deeper than on its section's page."""
    if re.fullmatch("h[2-6]", tag.name):
        return (f"h{int(tag.name[1]) - deeper}",)
    listed = [tag.parent.name, *tag.parent.get("class", [])] if tag.name == "li" else []
    return (" ".join([*listed, tag.name]), tag.get("scope", ""), *sorted(tag.get("class", [])))


def _some(blocks: list[tuple[tuple, str]]) -> str:
    said = " / ".join(f"{kind[0]}: {text}" for kind, text in blocks)
    return f"“{short(said)}”" if blocks else "nothing"


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
    yield from _in_order(name, page, part, on_paper)
    for row in part.select(SET_WHOLE):
        is_there = _letters(words(row)) in on_paper
        if not is_there and not (_is_summary(row, page) and _is_cut(row, on_paper)):
            fault = f"{short(words(row))!r} of the page is not on paper as it stands there"
            yield Finding(name, _where(page, row), "agreement", fault, "Let both say the same")
    for tag, said in _said(part):
        if tag.name in ("svg", "summary", "th", "td") or _letters(said) in on_paper:
            continue
        # The summary on paper is one page: it counts what the page lists.
        if tag.name == "li" and _is_summary(tag, page):
            continue
        if _goes_on(_letters(said), on_paper):
            continue
        yield Finding(
            name,
            _where(page, tag),
            "agreement",
            f"{short(said)!r} of the page is not on paper",
            "Let both say the same",
        )


def _goes_on(said: str, on_paper: str) -> bool:
    """Whether words begin on one page and go on to their end on the next."""
    low, high = 0, len(said)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if said[:middle] in on_paper else (low, middle - 1)
    # By chance the foot of the page may begin as the words go on.
    ends = range(low, max(low - len(FOOT), 0), -1)
    return any(said[:end] + FOOT in on_paper and said[end:] in on_paper for end in ends)


def _is_cut(row: Tag, on_paper: str) -> bool:
    """Whether a row stands on paper with its headline cut short, as one page may ask for."""
    first, headline, *rest = (_letters(words(cell)) for cell in row.find_all(["th", "td"]))
    found = re.search(f"{re.escape(first)}([^…]+)…{re.escape(''.join(rest))}", on_paper)
    return found is not None and headline.startswith(found[1])


def _in_order(name: str, page: Page, part: Tag, on_paper: str):
    """What stands on paper once stands there in the order of the page."""
    last = 0
    for tag in part.find_all(["p", "tr", "figcaption"]):
        said = _letters(words(tag))
        at = on_paper.find(said) if len(said) > LONG else -1
        if at < 0 or on_paper.find(said, at + 1) >= 0:
            continue
        if at < last:
            fault = f"{short(words(tag))!r} stands elsewhere than on the page"
            yield Finding(name, _where(page, tag), "order", fault, "Let both go the same way")
        last = max(at, last)


def _of_one_page(summary: Tag) -> Tag:
    """The summary without what its one page leaves to the pack: the table of every gap."""
    part = copy(summary)
    for table in part.find_all("table")[1:]:
        block = table.find_parent(class_="pp-data")
        for tag in (block.find_previous(re.compile("^h[2-6]$")), block):
            tag.decompose()
    return part


def _where(page: Page, tag: Tag) -> str:
    return f"page {page.name}, line {tag.sourceline}"


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
