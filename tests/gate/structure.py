"""The bones of a page: head, references, focus; its outline and vocabulary have their own rules."""

import re

from gate import outline, vocabulary
from gate.page import Finding, Page, words

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
VIEWPORT = "width=device-width, initial-scale=1"
FACTS = {"Quarter", "Period covered", "Figures as known on", "Contact"}

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
    rules = (_head, _references, _focus, _empty, _hidden, _closed)
    found = [finding for rule in rules for finding in rule(page)]
    return [*found, *vocabulary.check(page), *outline.check(page)]


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


def _closed(page: Page):
    for tag in page.soup.find_all("details"):
        if not tag.has_attr("open"):
            yield page.fault(
                tag, "hidden", "it is closed: print, search and haste miss it", "Add open"
            )


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
