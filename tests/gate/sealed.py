"""What a PDF holds besides what is seen: closed lists of parts, and words not shown."""

from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pymupdf
from lxml import etree

from gate.page import Finding, short

BUILD = "Build the pack anew"
ROOT = {"Metadata", "StructTreeRoot", "Outlines", "Pages", "MarkInfo", "Lang", "Type"}
ROOT |= {"ViewerPreferences", "Names", "Dests", "Version"}
LEAF = {"Parent", "Resources", "Annots", "Tabs", "MediaBox", "StructParents", "Type", "Contents"}
VIEW = {"Direction", "DisplayDocTitle"}
# The names in XMP that the renderer writes.
XMP = {
    "xmpmeta", "RDF", "Description", "Alt", "Bag", "Seq", "li", "title", "creator", "language",
    "CreatorTool", "ModifyDate", "CreateDate", "part", "NPages", "format", "InstanceID",
    "DocumentID", "RenditionClass", "PDFVersion", "Producer",
}  # fmt: skip
SMALLEST, PALEST, MOST_COVERED, MOST_SIDES = 7.0, 4.5, 0.5, 5
WHITE = (1.0, 1.0, 1.0)


def check(folder: Path, name: str) -> list[Finding]:
    """All faults of what one PDF holds beside its words as they are seen."""
    path = folder / name
    with pikepdf.open(path) as pdf, pymupdf.open(path) as pages:
        found = [*_parts(name, pdf), *_xmp(name, pdf)]
        for number, page in enumerate(pages, 1):
            found += _unseen(name, f"page {number}", page)
    return found


def _parts(name: str, pdf: pikepdf.Pdf):
    """The catalogue, its ways to be shown and its pages hold what the renderer writes alone."""
    held = {("", key) for key in _over(pdf.Root, ROOT)}
    held |= {("", key) for key in _over(pdf.Root.get("/ViewerPreferences", {}), VIEW)}
    for number, leaf in enumerate(pdf.pages, 1):
        held |= {(f"page {number}", key) for key in _over(leaf.obj, LEAF)}
    for where, key in sorted(held):
        yield Finding(name, where, "metadata", f"the PDF holds {key}", "Take it out")


def _over(held, known: set[str]) -> set[str]:
    return {str(key) for key in held.keys()} - {f"/{key}" for key in known}  # noqa: SIM118


def _xmp(name: str, pdf: pikepdf.Pdf):
    """The metadata in XMP say title, language and PDF/UA, as the PDF does, and nothing more."""
    if "/Metadata" not in pdf.Root:
        yield Finding(name, "", "metadata", "there are none in XMP", BUILD)
        return
    try:
        root = etree.fromstring(pdf.Root.Metadata.read_bytes())
    except etree.XMLSyntaxError as error:
        yield Finding(name, "", "metadata", f"those in XMP can't be read: {error}", BUILD)
        return
    told = {etree.QName(e).localname: " ".join("".join(e.itertext()).split()) for e in root.iter()
            if isinstance(e.tag, str)}  # fmt: skip
    if over := sorted(told.keys() - XMP):
        yield Finding(name, "", "metadata", f"XMP also tells {', '.join(over)}", "Take it out")
    info = pdf.docinfo
    wanted = {
        "title": str(info.get("/Title", "")), "language": "en-GB", "part": "1",
        "creator": str(info.get("/Author", "")), "NPages": str(len(pdf.pages)),
    }  # fmt: skip
    for key, value in wanted.items():
        if told.get(key, "") != value:
            fault = f"{key} in XMP is {short(told.get(key, ''))!r}, not {short(value)!r}"
            yield Finding(name, "", "metadata", fault, "Let both say the same")


def _unseen(name: str, where: str, page: pymupdf.Page) -> Iterator[Finding]:
    """Words that a program reads and no eye sees: covered, clear, pale, tiny or off the page."""
    drawn = [
        s for s in page.get_cdrawings() if s.get("fill") and (s.get("fill_opacity") or 1) > 0.5
    ]
    for span in page.get_texttrace():
        said = "".join(chr(char[0]) for char in span["chars"]).strip()
        if fault := said and _why_unseen(span, page, drawn):
            yield Finding(
                name, where, "hidden", f"{short(said, 30)!r} is {fault}", "Show it or drop it"
            )


def _why_unseen(span: dict, page: pymupdf.Page, drawn: list[dict]) -> str:
    box = pymupdf.Rect(span["bbox"])
    if span["type"] == 3 or span["opacity"] < 0.5:
        return "drawn so that it can't be seen"
    if not box.intersects(page.rect):
        return "off the page"
    if span["size"] < SMALLEST:
        return f"set in {span['size']:.1f} pt"
    size = box.get_area() or 1
    near = [d for d in drawn if _meet(d["rect"], span["bbox"])]
    over = [d for d in near if (pymupdf.Rect(d["rect"]) & box).get_area() > MOST_COVERED * size]
    if any(d["seqno"] > span["seqno"] for d in over if _is_box(d)):
        return "covered by a shape"
    # A shape of a map fills less than its frame, so what lies there is one ground of several.
    under = [d for d in over if d["seqno"] < span["seqno"]]
    boxes = [n for n, d in enumerate(under) if _is_box(d)]
    grounds = (
        [d["fill"] for d in under[boxes[-1] :]] if boxes else [WHITE, *(d["fill"] for d in under)]
    )
    ratio = max(_contrast(_colour(span["color"]), ground) for ground in grounds)
    return f"pale, {ratio:.1f} : 1" if ratio < PALEST else ""


def _meet(one: tuple, other: tuple) -> bool:
    """Whether two frames overlap: a look that costs little, as a page has many."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _is_box(shape: dict) -> bool:
    """Whether a shape fills its frame: a rectangle, not a line, a letter or a map's outline."""
    sides = shape["items"]
    return len(sides) <= MOST_SIDES and all(side[0] in ("re", "qu", "l") for side in sides)


def _colour(parts) -> tuple:
    """A colour as red, green and blue."""
    parts = parts if isinstance(parts, tuple | list) else (parts,)
    return tuple(parts) if len(parts) == 3 else (parts[0],) * 3


def _contrast(one, other) -> float:
    """Contrast of two colours (WCAG 2)."""
    dark, light = sorted(_light(colour) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def _light(colour) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return sum(a * b for a, b in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))
