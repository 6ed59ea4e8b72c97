"""What is drawn: scales with their names, in even steps, and lines that go through the numbers."""

import re
from calendar import month_abbr
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bs4 import Tag

from gate.page import Finding, Page, words

MOVED = re.compile(r"translate\(([-\d.e]+)(?:[ ,]+([-\d.e]+))?\)")
NUMBER = re.compile(r"[−-]?[\d,]+(?:\.\d+)?")
STEP = re.compile(r"([ML])([-\d.e]+),([-\d.e]+)")
ALONG = re.compile(rf"{NUMBER.pattern}|Q[1-4]|{'|'.join(month_abbr[1:])}")
TIME = re.compile(r"\d{4}/\d{2}|\d{4}")
# A quarter, with its year where that begins.
QUARTER = re.compile(r"Q([1-4])(?: \d{4}/\d{2})?")
PAST = "the line before it is what was recorded"
# How far a mark may be off, in pixels of the drawing.
TOLERANCE = 1.0
MOST_PANELS = 2
# The width of the line that is the figures themselves.
DATA = 2
LINES = {"none", "#0b0c0c", "#12436d", "#3d3d3d", "#595959", "#801650", "#e0e2e3", "#ffffff"}
SHAPES = LINES | {
    "#28a197", "#333", "#3a6ea5", "#7fa6c9", "#801650", "#9db4c8", "#a285d1", "#b5cbe0", "#d9e2ea",
    "#e3ecf4", "#f46a25", "currentcolor",
}  # fmt: skip


@dataclass(frozen=True)
class Scale:
    """The labels of one scale: their places along it, their words, and where its plot begins."""

    tag: Tag
    places: list[float]
    labels: list[str]
    edge: float

    @property
    def values(self) -> list[float]:
        return [_value(label) for label in self.labels]

    @property
    def slope(self) -> float:
        return (self.values[-1] - self.values[0]) / (self.places[-1] - self.places[0] or 1)

    def at(self, place: float) -> float:
        return self.values[0] + (place - self.places[0]) * self.slope


def check(page: Page) -> list[Finding]:
    """All faults of what a page's charts draw."""
    found = []
    for figure in page.soup.find_all("figure"):
        drawing = figure.find("svg")
        if drawing is not None and drawing.get("role") == "img":
            ups, alongs = _scales(drawing)
            for fault, remedy in [
                *_names(drawing, ups, alongs),
                *_steps(ups, alongs),
                *_lines(figure, drawing, ups, alongs),
                *_ink(drawing),
            ]:
                found.append(page.fault(figure.find("figcaption"), "drawing", fault, remedy))
    return found


def _value(printed: str) -> float:
    return float(printed.replace(",", "").replace("−", "-"))


def _place(tag: Tag) -> tuple[float, float]:
    """Where the origin of a mark lies in its drawing: all shifts of what it stands in."""
    across = down = 0.0
    while tag is not None and tag.name != "svg":
        if moved := MOVED.search(tag.get("transform", "")):
            across, down = across + float(moved[1]), down + float(moved[2] or 0)
        tag = tag.parent
    return across, down


def _scales(drawing: Tag) -> tuple[list[Scale], list[Scale]]:
    """The scales of numbers that go up, and those of numbers or times that go along."""
    ups, alongs = [], []
    for group in drawing.find_all("g"):
        texts = [t for t in group.find_all("text", recursive=False) if words(t)]
        said, places = [words(text) for text in texts], [_place(text) for text in texts]
        is_row = len({round(place[1]) for place in places}) == 1
        is_up = all(text.get("text-anchor") == "end" for text in texts)
        if len(texts) >= 2 and is_row and all(map(ALONG.match, said)):
            alongs.append(Scale(group, [place[0] for place in places], said, places[0][1]))
        elif len(texts) >= 2 and is_up and all(map(NUMBER.fullmatch, said)):
            ups.append(Scale(group, [place[1] for place in places], said, places[0][0]))
    return ups, alongs


def _names(drawing: Tag, ups: list[Scale], alongs: list[Scale]):
    """Each scale has its name beside it, and no name stands without its scale."""
    named = [t for t in drawing.find_all("text") if t.get("font-weight") == "normal" and words(t)]
    wanted = len(ups) + len(alongs)
    is_one_for_all = len(ups) > MOST_PANELS and len(named) == 1
    if len(named) != wanted and not is_one_for_all:
        yield f"{wanted} scales and {len(named)} names of scales", "Name each scale and its unit"
    for tag in named:
        if not re.search(r"[a-z]{3}|%|£", words(tag)):
            yield f"a scale is named {words(tag)!r}", "Name what is counted"
    for up in ups:
        if min(up.values) > 0 and not any("not" in words(t) and "zero" in words(t) for t in named):
            yield f"a scale begins at {up.labels[0]} unsaid", "Say that it does not start at zero"


def _steps(ups: list[Scale], alongs: list[Scale]):
    """A scale goes on in even steps and in order."""
    for scale in [*ups, *(a for a in alongs if all(map(NUMBER.fullmatch, a.labels)))]:
        places = zip(scale.places, scale.values, strict=True)
        off = [v for p, v in places if abs(scale.at(p) - v) > abs(scale.slope) * TOLERANCE]
        if off:
            yield f"its scale {', '.join(scale.labels)} has uneven steps", "Draw it in even steps"
    for scale in alongs:
        timed = [
            (p, s) for p, s in zip(scale.places, scale.labels, strict=True) if TIME.fullmatch(s)
        ]
        by_place = [s for _, s in sorted(zip(scale.places, scale.labels, strict=True))]
        quarters = [int(found[1]) for s in by_place if (found := QUARTER.fullmatch(s))]
        is_off = any(b != a % 4 + 1 for a, b in pairwise(quarters))
        if is_off or any(b[1] <= a[1] for a, b in pairwise(sorted(timed))):
            yield f"its scale {', '.join(scale.labels)} is out of order", "Go on in time"


def _lines(figure: Tag, drawing: Tag, ups: list[Scale], alongs: list[Scale]):
    """A line goes through numbers of the table, and there is one where there is a scale."""
    if not ups or any(map(NUMBER.fullmatch, (a for along in alongs for a in along.labels))):
        return
    tables = figure.find_all("table")
    if PAST in words(figure.find(class_="pp-description")):
        # What was recorded stands in the tables of the charts before it.
        part = figure.find_parent("section", class_="section") or figure.find_parent("main")
        tables = part.find_all("table")
    cells = [words(cell) for table in tables for cell in table.find_all("td")]
    held = [_value(n) for cell in cells for n in NUMBER.findall(cell) if re.search(r"\d", n)]
    lines = [path for path in drawing.find_all("path") if _is_line(path)]
    widest = max((float(path["stroke-width"]) for path in lines), default=0)
    if widest < DATA and len(ups) == 1:
        yield "no line of the numbers is drawn", "Draw the numbers of the table"
    for path in lines:
        for place in _steps_of(path):
            scale = _own(place, ups)
            value, unit = scale.at(place[1] + _drop(scale)), abs(scale.slope) * TOLERANCE
            if not any(abs(value - number) <= unit + 0.5 for number in held):
                told = f"a line is drawn at {value:,.0f}, which is not in the table"
                yield told, "Draw the numbers of the table"
                break


def _is_line(path: Tag) -> bool:
    is_stroked = path.get("stroke", "none") != "none" and path.get("fill", "none") == "none"
    return is_stroked and float(path.get("stroke-width", 0)) >= 1.5 and path.get("opacity") != "0"


def _drop(scale: Scale) -> float:
    """Letters stand below the tick that they name by a third of their size."""
    size = scale.tag.find("text").get("font-size", "15px").removesuffix("px")
    return float(size) / 3


def _steps_of(path: Tag) -> Iterator[tuple[float, float]]:
    across, down = _place(path)
    for _, x, y in STEP.findall(path.get("d", "")):
        yield across + float(x), down + float(y)


def _own(place: tuple[float, float], ups: list[Scale]) -> Scale:
    """The scale of the panel in which a place lies."""
    near = sorted(ups, key=lambda scale: abs((scale.places[0] + scale.places[-1]) / 2 - place[1]))
    row = [s for s in near if abs(s.places[0] - near[0].places[0]) < 5]
    left = [s for s in row if s.edge <= place[0] + TOLERANCE] or row
    return max(left, key=lambda scale: scale.edge)


def _ink(drawing: Tag):
    """Lines are dark and shapes of the palette that all eyes can tell apart."""
    for part in drawing.find_all(True):
        for key, known in (("stroke", LINES), ("fill", SHAPES)):
            colour = part.get(key, "none").lower()
            if colour not in known:
                yield f"a {part.name} has the {key} {colour}", "Use the colours of the palette"
                return
