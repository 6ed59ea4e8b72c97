"""What a page is made of: closed lists of elements, attributes, roles, names and classes."""

import re
from collections import Counter

from gate.page import Finding, Page
from gate.states import STATES, TONES
from panelpack.document import SIGNS

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
# Kinds that the style sheet does not name, as their looks are those of every state.
CLASSES = {*STATES, *TONES, *(f"pp-{sign.replace(' ', '-')}" for sign in SIGNS), "known"}
# What an id goes on with behind the name of its section: numbers, and a part that names another.
COUNTED = r"(?:-paragraph)?(?:-\d+)*(?:_(?:\d+|caption|finding|title))?"
LANDMARKS = {"main", "contents"}


def check(page: Page) -> list[Finding]:
    """All that has no place in a page of a pack, whatever it is."""
    rules = (_vocabulary, _ids, _names, _classes)
    return [finding for rule in rules for finding in rule(page)]


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


def _names(page: Page):
    """An id is made of its section's name and numbers: it tells nothing that no reader sees."""
    sections = {tag.get("aria-labelledby") for tag in page.soup.select("section.section")}
    own = page.name.rpartition("/")[2].removesuffix(".html")
    known = "|".join(re.escape(name) for name in {*sections, own} - {None})
    for tag in page.soup.find_all(id=True):
        if tag["id"] not in LANDMARKS and not re.fullmatch(f"(?:{known}){COUNTED}", tag["id"]):
            fault = f"the id {tag['id']!r} is not made of its section's name and a number"
            yield page.fault(tag, "id", fault, "Let the builder number it")


def _classes(page: Page):
    """A class is one of the style sheet's, or a kind of state, sign or notice."""
    sheet = "".join(style.get_text() for style in page.soup.find_all("style"))
    known = CLASSES | set(re.findall(r"\.([a-z][a-z-]*)", sheet))
    for tag in page.soup.find_all(class_=True):
        if strange := set(tag["class"]) - known:
            fault = f"the class {strange.pop()!r} is not one of the style sheet"
            yield page.fault(tag, "class", fault, "Take it out")
