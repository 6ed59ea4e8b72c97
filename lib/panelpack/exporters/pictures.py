"""Drawings as pictures, for documents that hold no drawings: all of them in one go.

Typst draws an SVG as a page and a page as a PNG, several times faster than the library that lays
charts out.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping, Sequence

import typst

from panelpack.errors import DataError
from panelpack.exporters.glyphs import printable_drawing
from panelpack.exporters.typesetting import fonts
from panelpack.scratch import Scratch

_PAGE = "#set page(width: auto, height: auto, margin: 0pt, fill: none)\n"
_pictures: dict[str, bytes] = {}


def pngs(drawings: Sequence[str], width: float, dots: float) -> list[bytes]:
    """Return each SVG as a PNG, `width` points wide on paper and with `dots` to the inch.

    The same drawings give the same bytes. Raises DataError when one can't be drawn.
    """
    keys = [_key(drawing, width, dots) for drawing in drawings]
    missing = {k: d for k, d in zip(keys, drawings, strict=True) if k not in _pictures}
    if missing:
        made = _drawn(list(missing.values()), width, dots)
        _pictures.update(zip(missing, made, strict=True))
    return [_pictures[key] for key in keys]


def kept(drawings: Sequence[str], width: float, dots: float) -> dict[str, bytes]:
    """Return the pictures of some drawings, by digests of these; for `remember`."""
    keys = (_key(drawing, width, dots) for drawing in drawings)
    return dict(zip(keys, pngs(drawings, width, dots), strict=True))


def remember(pictures: Mapping[str, bytes]) -> None:
    """Take pictures made before, so that they need not be made again."""
    _pictures.update(pictures)


def _key(drawing: str, width: float, dots: float) -> str:
    return hashlib.sha256(f"{width} {dots} {drawing}".encode()).hexdigest()


def _drawn(drawings: Sequence[str], width: float, dots: float) -> list[bytes]:
    with Scratch() as folder:
        pages = [f'#page(image("{n}.svg", width: {width}pt))' for n in range(len(drawings))]
        source = folder / "pictures.typ"
        source.write_text(_PAGE + "\n".join(pages), "utf-8")
        for number, drawing in enumerate(drawings):
            (folder / f"{number}.svg").write_text(printable_drawing(drawing), "utf-8")
        try:
            made = typst.compile(source, root=folder, format="png", ppi=dots, font_paths=fonts())
        except typst.TypstError as error:
            raise DataError(f"a chart can't be made a picture: {error.message}") from error
    return made if isinstance(made, list) else [made]


def size(png: bytes) -> tuple[int, int]:
    """Return the width and height of a PNG in pixels, as its header has them."""
    return struct.unpack_from(">LL", png, 16)
