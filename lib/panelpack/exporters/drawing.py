"""Charts as static SVG: drawn once, named for screen readers, with nothing active in them.

A process in which a chart was drawn must not be forked afterwards: the child would hang. The
drawing library is therefore loaded by the first drawing and not before.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from html import escape
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from panelpack.document import Chart
from panelpack.errors import DataError
from panelpack.exporters import lettering
from panelpack.exporters.characters import clean, clean_json

VEGA_LITE = "5.21"
_SVG = "{http://www.w3.org/2000/svg}"
# All that a drawing needs. Links, pictures, scripts and styles are not among it.
_ELEMENTS = {"svg", "g", "path", "line", "rect", "circle", "text", "tspan", "defs", "clipPath"}
_ELEMENTS |= {"linearGradient", "radialGradient", "stop"}
_ATTRIBUTES = {"id", "transform", "d", "x", "y", "x1", "y1", "x2", "y2", "dx", "dy", "cx", "cy"}
_ATTRIBUTES |= {"r", "width", "height", "viewBox", "clip-path", "opacity", "fill", "stroke"}
_ATTRIBUTES |= {"fill-opacity", "stroke-opacity", "stroke-width", "stroke-dasharray"}
_ATTRIBUTES |= {"stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit"}
_ATTRIBUTES |= {"text-anchor", "font-family", "font-size", "font-weight", "font-style"}
_ATTRIBUTES |= {"offset", "stop-color", "stop-opacity"}
_PAPER = "#ffffff"
# Pixels of paper left and right of words, and its height as a share of their size.
_EDGE, _HIGH = 2, 1.3
_drawings: dict[str, str] = {}
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
_REFERENCE = re.compile(r"url\(#([^)]*)\)")
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_-]+")
# Characters for private use, which our font lacks: no text of a chart needs them. They stand in a
# drawing for its name and for the words in its stead, which differ between papers and charts.
_NAME, _WORDS = "\uf8ff", "\uf8fe"
_PRIVATE = re.compile(f"[{_NAME}{_WORDS}]")


def svg(chart: Chart, name: str = "") -> str:
    """Return a chart as the text of a standalone SVG element, the same for the same chart.

    Its `<title>` is the whole text alternative. It scales to the width it is given and holds no
    link, script or reference to anything outside. `name` begins all its ids: give each drawing on
    a page its own. Raises DataError when the chart can't be drawn or holds a link or a picture.
    """
    whole = _drawn(_spec(chart), chart.title)
    words = _PRIVATE.sub("", escape(clean(chart.alternative), quote=False))
    name = _NOT_IN_A_NAME.sub("-", name) or "chart"
    return whole.replace(_WORDS, words).replace(_NAME, name)


def kept(charts: Iterable[Chart]) -> dict[str, str]:
    """Return some charts as they are drawn, by digests of their specs; for `remember`."""
    specs = ((_spec(chart), chart.title) for chart in charts)
    return {_key(spec): _drawn(spec, title) for spec, title in specs}


def remember(drawings: Mapping[str, str]) -> None:
    """Take charts that were drawn before, so that they need not be drawn again here."""
    _drawings.update(drawings)


class _Same:
    """A chart as a key: the one object, which is not changed, whatever its spec holds."""

    def __init__(self, chart: Chart):
        self.chart = chart

    def __hash__(self) -> int:
        return id(self.chart)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.chart is self.chart


def _spec(chart: Chart) -> str:
    """Return the spec as JSON; a build asks seven times for that of each chart."""
    return _written(_Same(chart))


@lru_cache(maxsize=256)
def _written(same: _Same) -> str:
    try:
        return json.dumps(same.chart.spec, sort_keys=True, allow_nan=False)
    except ValueError as error:
        raise _fault(same.chart.title, error) from error


def _key(spec: str) -> str:
    return hashlib.sha256(spec.encode()).hexdigest()


def _drawn(spec: str, title: str) -> str:
    """Draw a spec, or return what was drawn of the same spec before, whatever its title."""
    key = _key(spec)
    if key not in _drawings:
        _drawings[key] = _plain(_converted(spec, title), title)
    return _drawings[key]


def _converted(spec: str, title: str) -> str:
    cleaned = json.dumps(clean_json(json.loads(spec)), sort_keys=True)
    try:
        return _converter().vegalite_to_svg(cleaned, VEGA_LITE, allowed_base_urls=[])
    except ValueError as error:
        raise _fault(title, error) from error


@cache
def _converter():
    """Load the drawing library and give it the font."""
    import vl_convert

    vl_convert.register_font_directory(str(lettering.plain_folder()))
    return vl_convert


def _plain(svg: str, title: str) -> str:
    """Return a drawing made plain, in which characters stand for its name and its words."""
    root = ElementTree.fromstring(_PRIVATE.sub("", clean(svg)))
    names = _names_on_a_grid(root)
    _strip(root, title)
    _number_ids(root)
    _set_widths(root)
    _set_apart(names)
    _describe(root)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)


def _strip(root: Element, title: str) -> None:
    """Keep only shapes and words, with numbers to a hundredth of a pixel."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.get("display") == "none":
                parent.remove(child)
    for node in root.iter():
        if node.tag.removeprefix(_SVG) not in _ELEMENTS:
            kind = node.tag.rpartition("}")[2]
            raise DataError(
                f"the chart {title!r} holds an element {kind!r}: "
                "a pack's charts hold no links and no pictures, so take it out of the chart"
            )
        node.tag = node.tag.removeprefix(_SVG)
        for key in [key for key in node.attrib if key not in _ATTRIBUTES]:
            del node.attrib[key]
        for key, value in node.items():
            node.set(key, _LONG_NUMBER.sub(_short, value))


def _number_ids(root: Element) -> None:
    """Number ids from 1 in this drawing; the converter counts through all that it ever drew."""
    found = [node.get("id") for node in root.iter() if node.get("id")]
    numbered = {old: f"{_NAME}_{n}" for n, old in enumerate(dict.fromkeys(found), 1)}
    for node in root.iter():
        for key, value in node.items():
            if key == "id":
                node.set(key, numbered[value])
            elif "url(" in value:
                node.set(key, _local(value, numbered))


def _local(value: str, numbered: dict[str, str]) -> str:
    match = _REFERENCE.fullmatch(value.strip())
    return f"url(#{numbered[match[1]]})" if match and match[1] in numbered else "none"


def _set_widths(root: Element) -> None:
    """Let every text be as wide in any font as in the one it was laid out in."""
    for text in root.iter("text"):
        size = float(text.get("font-size", "0").removesuffix("px"))
        if lettering.FAMILY not in text.get("font-family", ""):
            continue
        for line in list(text)[:-1]:
            line.tail = " "  # two lines are two words, whoever reads or copies them
        for line in list(text) or [text]:
            if words := (line.text or "").strip():
                wide = lettering.width(words, size, text.get("font-weight", "normal"))
                line.set("textLength", f"{wide:.1f}")
                line.set("lengthAdjust", "spacingAndGlyphs")


def _names_on_a_grid(root: Element) -> list[tuple[Element, Element]]:
    """Return the words that stand in a plot with lines of a grid, each with what it stands in."""
    groups = [(node, node.get("class", "")) for node in root.iter()]
    if not any("role-axis-grid" in kind for _, kind in groups):
        return []
    return [(group, text) for group, kind in groups if "mark-text" in kind for text in group]


def _set_apart(names: Iterable[tuple[Element, Element]]) -> None:
    """Lay paper under words, so that no line of the grid strikes through their letters."""
    for group, text in names:
        wide, size = text.get("textLength"), float(text.get("font-size", "0").removesuffix("px"))
        if wide is not None and text.get("transform"):
            room = float(wide) + 2 * _EDGE
            left = _EDGE + {"middle": float(wide) / 2, "end": float(wide)}.get(
                text.get("text-anchor", ""), 0
            )
            box = {"transform": text.get("transform"), "x": f"{-left:.1f}", "y": f"{-size:.1f}"}
            box |= {"width": f"{room:.1f}", "height": f"{_HIGH * size:.1f}", "fill": _PAPER}
            group.insert(list(group).index(text), Element("rect", box))


def _describe(root: Element) -> None:
    """Give the drawing its role, the words that stand for it, and a size that follows the page."""
    node = Element("title", id=f"{_NAME}_title")
    node.text = _WORDS
    root.insert(0, node)
    kept = {key: value for key, value in root.attrib.items() if key not in ("width", "height")}
    root.attrib = {
        "xmlns": _SVG[1:-1],
        "role": "img",
        "aria-labelledby": f"{_NAME}_title",
        "width": "100%",
        **kept,
    }


def _short(number: re.Match) -> str:
    words = f"{float(number[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if words == "-0" else words


def _fault(title: str, error: ValueError) -> DataError:
    """Return the fault of a chart, with the one line of a drawing error that says what is wrong."""
    lines = str(error).splitlines() or ["no reason is known"]
    reason = clean(lines[min(1, len(lines) - 1)]).strip()
    return DataError(f"the chart {title!r} can't be drawn: {reason}")
