"""The outline of a page: title, landmarks, headings, contents, links, numbers of paragraphs."""

import re
from collections import Counter
from itertools import pairwise

from bs4 import NavigableString, Tag

from gate.page import Finding, Page, short, words

SKIP = "Skiptomaincontent"
LONGEST_TITLE = 70
LONGEST_HEADING = 200
QUARTER = re.compile(r" - Quarter [1-4] \d{4}/\d{2}$")


def check(page: Page) -> list[Finding]:
    """All faults of how a page is parted, and of what leads about it."""
    rules = (
        _title,
        _links,
        _contents,
        _landmarks,
        _headings,
        _order,
        _ways_back,
        _numbered,
        _loose,
        _repeated,
    )
    return [finding for rule in rules for finding in rule(page)]


def _title(page: Page):
    titles = [t for t in page.soup.find_all("title") if t.find_parent("svg") is None]
    if len(titles) != 1:
        yield page.fault(None, "title", f"{len(titles)} titles", "Give the page one <title>")
        return
    (title,) = titles
    said = words(title)
    name = QUARTER.sub("", said).rstrip("…").strip()
    heads = {words(h1) for h1 in page.soup.find_all("h1")}
    ids = page.soup.find(class_="eyebrow")
    heads |= {f"{words(ids)} {head}" for head in heads} if ids else set()
    if not QUARTER.search(said) or not any(name and h.startswith(name) for h in heads):
        yield page.fault(
            title,
            "title",
            f"the title {said!r} does not say what of which quarter",
            "Give it the words of the h1 and the quarter",
        )
    if len(said) > LONGEST_TITLE:
        yield page.fault(
            title, "title", f"the title has {len(said)} letters", f"Cut it to {LONGEST_TITLE}"
        )


def _links(page: Page):
    targets: dict[str, str] = {}
    for link in page.soup.find_all("a"):
        to = link.get("href")
        if not to or not to.startswith("#") or to[1:] not in page.by_id:
            yield page.fault(
                link,
                "link",
                f"the link leads to {to!r}, which is not on this page",
                "Lead to an id of this page: nothing in a pack leads outside",
            )
            continue
        said, there = (words(part).replace(" ", "") for part in (link, page.by_id[to[1:]]))
        if to == "#main":
            there = SKIP
        if said not in there and not (to == "#contents" and "ontents" in said):
            fault = f"the link says {short(words(link))!r} and leads to {short(there)!r}"
            yield page.fault(link, "link", fault, "Lead to what it says")
        if targets.setdefault(words(link).lower(), to) != to:
            yield page.fault(
                link,
                "link",
                f"two links say {words(link)!r} and lead elsewhere",
                "Give each target words of its own",
            )


def _contents(page: Page):
    """Each line of the contents has the words of the heading that it leads to, all in order."""
    links = page.soup.select("nav a[href^='#']")
    heads = [page.by_id.get(link["href"][1:]) for link in links]
    for link, head in zip(links, heads, strict=True):
        if head is not None and words(link).replace(" ", "") != words(head).replace(" ", ""):
            yield page.fault(
                link, "contents", f"it leads to {short(words(head))!r}", "Name its heading"
            )
    lines = [head.sourceline for head in heads if head is not None]
    if lines != sorted(lines) or (links and len(lines) != len(page.soup.select("section.section"))):
        yield page.fault(
            None, "contents", "the contents leave out or change the order", "List each section once"
        )


def _landmarks(page: Page):
    for name in ("header", "main", "footer"):
        found = page.soup.find_all(name)
        if len(found) != 1:
            yield page.fault(
                None, "landmark", f"{len(found)} <{name}> on the page", "Give each page one"
            )
    body = page.soup.body
    first = body.find(True) if body else None
    if first is None or first.name != "a" or first.get("href") != "#main":
        yield page.fault(
            first,
            "skip link",
            "the page does not begin with a link past its head",
            'Begin the body with <a class="skip" href="#main">',
        )
    outline = [tag.name for tag in body.find_all(True, recursive=False)] if body else []
    if [name for name in outline if name != "nav"] != ["a", "header", "main", "footer"]:
        yield page.fault(
            None,
            "landmark",
            f"the body holds {' '.join(outline)}",
            "Order it: skip link, header, contents, main, footer",
        )
    for part in page.soup.find_all("nav"):
        if not part.get("aria-labelledby"):
            yield page.fault(
                part, "landmark", "a navigation without name", "Name it by its heading"
            )
    names = Counter(_name(page, part) for part in page.soup.find_all("section"))
    for part in page.soup.find_all("section"):
        if not _name(page, part) or names[_name(page, part)] > 1:
            yield page.fault(
                part,
                "landmark",
                f"{short(_name(page, part))!r} names no one region",
                "Name each region by words of its own",
            )


def _name(page: Page, tag: Tag) -> str:
    return " ".join(words(page.by_id.get(i)) for i in tag.get("aria-labelledby", "").split())


def _headings(page: Page):
    heads = page.soup.find_all(re.compile("^h[1-6]$"))
    levels = [int(head.name[1]) for head in heads]
    if levels.count(1) != 1 or levels[:1] != [1]:
        yield page.fault(
            None,
            "headings",
            f"{levels.count(1)} h1, or it is not the first heading",
            "Begin the page with one h1",
        )
    for (before, after), head in zip(pairwise(levels), heads[1:], strict=True):
        if after > before + 1:
            yield page.fault(
                head,
                "headings",
                f"h{after} follows h{before}: a level is skipped",
                f"Make it h{before + 1}",
            )
    for head in heads:
        if words(head).endswith(".") or len(words(head)) > LONGEST_HEADING:
            yield page.fault(
                head, "headings", "a sentence poses as a heading", "Make it a paragraph"
            )
        if re.match(r"(summary|details|dt|li|td|th|figcaption)$", head.parent.name):
            yield page.fault(
                head, "headings", f"a heading inside <{head.parent.name}>", "Let it stand by itself"
            )


def _order(page: Page):
    """The summary comes first, and numbered sections follow one another."""
    heads = page.soup.select("section.section > h2")
    names = [head.get("id") for head in heads]
    if "summary" in names[1:]:
        yield page.fault(heads[0], "order", "it comes before the summary", "Begin with the summary")
    numbers = [re.fullmatch(r"([A-Z]+)(\d+)", words(h.find(class_="number"))) for h in heads]
    told = [(m[1], int(m[2])) for m in numbers if m]
    for (kind, before), (other, after) in pairwise(told):
        if kind == other and after <= before:
            fault = f"{other}{after} comes after {kind}{before}"
            yield page.fault(None, "order", fault, "Order sections by their numbers")


def _ways_back(page: Page):
    for section in page.soup.select("section.section"):
        back = section.find("p", class_="back", recursive=False)
        link = back.find("a") if back else None
        if link is None or link.get("href") != "#contents":
            yield page.fault(
                section.find("h2"), "link", "no way back to the contents", "End it with a link"
            )


def _numbered(page: Page):
    """Numbers of paragraphs go up by one, each once: a meeting refers to them."""
    last = [0]
    for tag in page.soup.select(".pp-numbered"):
        said = words(tag.find(class_="pp-paragraph"))
        number = [int(part) for part in re.findall(r"\d+", said)]
        nexts = [[last[0] + 1], [last[0] + 1, 1], [*last, 1], [*last[:-1], last[-1] + 1]]
        if number not in nexts and number != [1]:
            fault = f"paragraph {said!r} after {'.'.join(map(str, last))}"
            yield page.fault(tag, "numbering", fault, "Number each paragraph, one after the other")
        last = number or last


def _loose(page: Page):
    """Words stand in a paragraph, a list or a table, between which readers can go."""
    for tag in page.soup.find_all(["body", "main", "section", "div", "header", "nav", "footer"]):
        own = (text for text in tag.children if type(text) is NavigableString)
        if loose := " ".join(" ".join(own).split()):
            fault = f"{short(loose)!r} stands in no paragraph"
            yield page.fault(tag, "loose words", fault, "Put them into a paragraph")


def _repeated(page: Page):
    """Under one heading no two others of the same level say the same."""
    above: dict[int, str] = {}
    seen: set[tuple] = set()
    for head in page.soup.find_all(re.compile("^h[1-6]$")):
        level, said = int(head.name[1]), words(head)
        above = {n: text for n, text in above.items() if n < level}
        key = (*above.values(), said)
        if key in seen:
            yield page.fault(head, "headings", "it stands there twice", "Name each part once")
        seen.add(key)
        above[level] = said
