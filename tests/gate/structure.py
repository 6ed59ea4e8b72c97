"""The bones of a page: head, landmarks, headings, references, focus, and nothing active."""

import re
from collections import Counter
from itertools import pairwise

from bs4 import NavigableString, Tag

from gate.page import Finding, Page, short, words

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
VIEWPORT = "width=device-width, initial-scale=1"
LONGEST_TITLE = 70
FACTS = {"Quarter", "Period covered", "Figures as known on", "Contact"}
LONGEST_HEADING = 200
QUARTER = re.compile(r" - Quarter [1-4] \d{4}/\d{2}$")

# What a pack's pages are made of. All else is refused: it would be active, moving, or for looks.
ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "header", "nav",
    "main", "footer", "section", "div", "p", "h1", "h2", "h3",
    "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt",
    "dd", "a", "strong", "em", "span", "table", "caption", "thead",
    "tbody", "tr", "th", "td", "figure", "figcaption", "details", "summary",
    "img", "abbr", "time",
}  # fmt: skip
DRAWING = {
    "svg", "title", "g", "path", "line", "rect", "circle", "text",
    "tspan", "defs", "clippath", "lineargradient", "radialgradient", "stop",
}  # fmt: skip
EVERYWHERE = {"class", "id"}
ATTRIBUTES = {
    "html": {"lang"},
    "meta": {"charset", "http-equiv", "content", "name"},
    "a": {"href"},
    "main": {"tabindex"},
    "nav": {"aria-labelledby"},
    "section": {"aria-labelledby", "tabindex"},
    "div": {"role", "tabindex", "aria-labelledby"},
    "h1": {"tabindex"},
    "h2": {"tabindex"},
    "th": {"scope"},
    "ol": {"start"},
    "img": {"src", "alt", "width", "height"},
    "details": {"open"},
    "abbr": {"title"},
    "time": {"datetime"},
}
DRAWING_ATTRIBUTES = {
    "xmlns", "role", "aria-labelledby", "aria-hidden", "focusable", "width", "height", "viewbox",
    "transform", "d", "x", "y", "x1", "y1", "x2", "y2",
    "dx", "dy", "cx", "cy", "r", "clip-path", "opacity", "fill",
    "stroke", "fill-opacity", "stroke-opacity", "stroke-width", "stroke-dasharray",
    "stroke-dashoffset", "stroke-linecap", "stroke-linejoin",
    "stroke-miterlimit", "text-anchor", "font-family", "font-size", "font-weight",
    "font-style", "offset", "stop-color",
    "stop-opacity", "textlength", "lengthadjust",
}  # fmt: skip
ROLES = {"div": {"group", "note"}, "svg": {"img"}}
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "headers")
MUST_HAVE_WORDS = [
    "title",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "li",
    "dt",
    "dd",
    "a",
    "strong",
    "em",
    "summary",
    "caption",
    "figcaption",
    "th",
    "abbr",
]


def check(page: Page) -> list[Finding]:
    """All faults of a page's structure."""
    rules = (
        _head,
        _title,
        _vocabulary,
        _ids,
        _references,
        _links,
        _contents,
        _landmarks,
        _headings,
        _focus,
        _empty,
        _hidden,
        _closed,
        _order,
        _ways_back,
        _numbered,
        _loose,
        _repeated,
    )
    return [finding for rule in rules for finding in rule(page)]


def _head(page: Page):
    html = page.soup.html
    if html is None or html.get("lang") != "en-GB":
        yield page.fault(
            None,
            "language",
            "the page does not say that it is in British English",
            'Write <html lang="en-GB">',
        )
    if not page.text.startswith("<!DOCTYPE html>"):
        yield page.fault(
            None, "doctype", "the file does not begin with <!DOCTYPE html>", "Put it first"
        )
    metas = [tuple(sorted(meta.attrs.items())) for meta in page.soup.find_all("meta")]
    wanted = {
        "the characters": (("charset", "utf-8"),),
        "the security policy": (("content", POLICY), ("http-equiv", "Content-Security-Policy")),
        "the viewport": (("content", VIEWPORT), ("name", "viewport")),
    }
    for what, meta in wanted.items():
        if metas.count(meta) != 1:
            yield page.fault(
                None,
                "head",
                f"{what} is not given exactly as it must be",
                f"Write {dict(meta)} once",
            )
    allowed = {*wanted.values(), (("content", "light"), ("name", "color-scheme"))}
    for meta in page.soup.find_all("meta"):
        if tuple(sorted(meta.attrs.items())) not in allowed:
            yield page.fault(meta, "head", f"an unknown meta {meta.attrs}", "Take it out")
    if metas[:2] != [wanted["the characters"], wanted["the security policy"]]:
        yield page.fault(
            None,
            "head",
            "characters and security policy do not come first",
            "Put them first in <head>",
        )


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


def _vocabulary(page: Page):
    for tag in page.soup.find_all(True):
        in_drawing = tag.name == "svg" or tag.find_parent("svg") is not None
        if tag.name not in (DRAWING if in_drawing else ELEMENTS):
            yield page.fault(
                tag,
                "element",
                f"<{tag.name}> has no place in a pack",
                "Take it out: nothing active, moving, embedded or for looks only",
            )
        known = DRAWING_ATTRIBUTES if in_drawing else ATTRIBUTES.get(tag.name, set())
        for name in tag.attrs:
            if name not in EVERYWHERE | known:
                yield page.fault(
                    tag,
                    "attribute",
                    f"{name!r} has no place on <{tag.name}>",
                    "Take it out; looks belong in the style sheet",
                )
        role = tag.get("role")
        if role is not None and role not in ROLES.get(tag.name, set()):
            yield page.fault(
                tag,
                "role",
                f"role {role!r} is wrong on <{tag.name}>",
                "Use the element that means it",
            )


def _ids(page: Page):
    counts = Counter(tag["id"] for tag in page.soup.find_all(id=True))
    for name, count in counts.items():
        if count > 1 or not name.strip() or " " in name:
            yield page.fault(
                page.by_id[name],
                "id",
                f"id {name!r} is there {count} times",
                "Give each element an id of its own",
            )


def _references(page: Page):
    for tag in page.soup.find_all(True):
        for key in REFERENCES:
            for name in str(tag.get(key, "")).split():
                if not words(page.by_id.get(name)):
                    yield page.fault(
                        tag,
                        "reference",
                        f"{key} leads to {name!r}, which says nothing",
                        "Name an element that holds the words",
                    )
        for value in tag.attrs.values():
            for name in re.findall(r"url\(([^)]*)\)", str(value)):
                if name.strip("'\"").removeprefix("#") not in page.by_id:
                    yield page.fault(
                        tag,
                        "outside",
                        f"the drawing refers to {name!r}",
                        "Draw it in the file itself",
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


def _closed(page: Page):
    for tag in page.soup.find_all("details"):
        if not tag.has_attr("open"):
            yield page.fault(
                tag, "hidden", "it is closed: print, search and haste miss it", "Add open"
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


def _focus(page: Page):
    for tag in page.soup.find_all(tabindex=True):
        frame = {"pp-scroll", "pp-drawing"} & set(tag.get("class", []))
        if tag["tabindex"] not in ("0" if frame else "-1",):
            yield page.fault(
                tag,
                "focus",
                f"tabindex {tag['tabindex']!r} changes the order of keys",
                "Only what scrolls takes 0, only the end of a link −1",
            )
    for frame in page.soup.select(".pp-scroll, .pp-drawing"):
        own = frame.find("caption") or frame.parent.find("figcaption", recursive=False)
        named = own is not None and frame.get("aria-labelledby") == own.get("id")
        is_frame = frame.name == "section" or frame.get("role") == "group"
        if frame.get("tabindex") != "0" or not is_frame or not named or not words(own):
            yield page.fault(
                frame,
                "scroll region",
                "what scrolls can't be reached by key by name",
                "Give it tabindex 0, a role, and its own caption as its name",
            )


def _empty(page: Page):
    for tag in page.soup.find_all(MUST_HAVE_WORDS):
        if not words(tag) and tag.find("img") is None:
            yield page.fault(tag, "empty", f"an empty <{tag.name}>", "Give it words or take it out")

    for tag in page.soup.find_all(["ul", "ol", "dl"]):
        if tag.find(["li", "dt"]) is None:
            yield page.fault(tag, "empty", f"an empty <{tag.name}>", "Give it items or drop it")
    facts = {words(dt) for dt in page.soup.select("footer dt")}
    if page.name == "index.html" and not facts >= FACTS:
        lost = ", ".join(sorted(FACTS - facts))
        yield page.fault(None, "foot", f"the foot does not tell {lost}", "Tell it")


def _hidden(page: Page):
    for tag in page.soup.find_all(attrs={"aria-hidden": True}):
        if tag.name != "svg" or not words(tag.parent) or tag.find("text"):
            yield page.fault(
                tag,
                "hidden",
                "words or a drawing are kept from screen readers",
                "Hide only a shape that stands beside its word",
            )
