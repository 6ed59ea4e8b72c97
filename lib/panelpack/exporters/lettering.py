"""The font that charts and papers are set in, read from its own files: letters and their widths.

A page brings no font along, so a reader's browser writes a chart's words in its own. Each text of
a drawing therefore says how wide it was planned, and is written so wide whatever the font. The
tables read here are OpenType's `head`, `hhea`, `hmtx` and `cmap` (format 12).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from math import fsum
from pathlib import Path

from panelpack.scratch import Scratch

FAMILY = "Source Sans Pro"
# The faces that are set, chosen by name: the package holds each face twice.
_FILES = {
    "normal": "SourceSansPro-Regular.ttf",
    "600": "SourceSansPro-Semibold.ttf",
    "bold": "SourceSansPro-Bold.ttf",
}
FACES = (*_FILES.values(), "SourceSansPro-It.ttf", "SourceSansPro-SemiboldIt.ttf")
# How letters look and how wide they are: no kerning, no forms in their stead, no hints.
_PLAIN = (b"OS/2", b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"name", b"post")
_WHOLE_UNICODE = (3, 10)


@dataclass(frozen=True)
class Face:
    """A face of the font: the number of each letter's glyph, and each glyph's width in em.

    Glyphs beyond the list are as wide as its last.
    """

    glyphs: dict[str, int]
    widths: tuple[float, ...]

    def width(self, words: str) -> float:
        """Return how wide words are in em, without kerning; a letter it lacks counts as a box."""
        return fsum(map(self._letters.__getitem__, words))

    @cached_property
    def _letters(self) -> _Letters:
        return _Letters(self)


class _Letters(dict[str, float]):
    """The width of each letter that has been asked for."""

    def __init__(self, face: Face):
        self._face = face

    def __missing__(self, letter: str) -> float:
        widths = self._face.widths
        glyph = min(self._face.glyphs.get(letter, 0), len(widths) - 1)
        return self.setdefault(letter, widths[glyph])


@cache
def font_folder() -> Path:
    """Return the folder with the font files (Source Sans Pro) that charts and papers are set in."""
    return Path(str(files("font_source_sans_pro"))) / "files"


@cache
def plain_folder() -> Path:
    """Return a folder with the faces as `width` reads them, without kerning, for what draws charts.

    The drawing library reads a file anew for most texts, and less of it in less time. The folder
    goes with the process.
    """
    folder = Scratch().path
    for name in FACES:
        (folder / name).write_bytes(_plain((font_folder() / name).read_bytes()))
    return folder


def _plain(data: bytes) -> bytes:
    """Return a font's file with its `_PLAIN` tables alone."""
    kept = [entry for entry in _directory(data) if entry[0] in _PLAIN]
    entries, tables, start = b"", b"", 12 + 16 * len(kept)
    for tag, checksum, place, size in kept:
        entries += struct.pack(">4sLLL", tag, checksum, start + len(tables), size)
        tables += data[place : place + size].ljust(-(-size // 4) * 4, b"\0")
    power = len(kept).bit_length() - 1
    search = 16 << power
    head = struct.pack(">4H", len(kept), search, power, 16 * len(kept) - search)
    return data[:4] + head + entries + tables


def width(words: str, size: float, weight: str = "normal") -> float:
    """Return how many pixels wide words are at a size in pixels.

    `weight` normal, 600 or bold; an unknown one counts as normal.

    >>> width("930", 15)
    22.37
    """
    return round(face(weight if weight in _FILES else "normal").width(words) * size, 2)


@cache
def face(weight: str) -> Face:
    """Read a face of the font: normal, 600 or bold."""
    tables = _tables((font_folder() / _FILES[weight]).read_bytes())
    (units,) = struct.unpack_from(">H", tables[b"head"], 18)
    (count,) = struct.unpack_from(">H", tables[b"hhea"], 34)
    widths = (wide / units for wide, _ in struct.iter_unpack(">Hh", tables[b"hmtx"][: 4 * count]))
    return Face(_glyphs(tables[b"cmap"]), tuple(widths))


def _tables(data: bytes) -> dict[bytes, bytes]:
    return {tag: data[start : start + size] for tag, _, start, size in _directory(data)}


def _directory(data: bytes) -> list[tuple[bytes, int, int, int]]:
    """Return the tag, checksum, start and size of each table of a font's file."""
    (count,) = struct.unpack_from(">H", data, 4)
    return [struct.unpack_from(">4sLLL", data, 12 + 16 * n) for n in range(count)]


def _glyphs(cmap: bytes) -> dict[str, int]:
    (count,) = struct.unpack_from(">H", cmap, 2)
    entries = (struct.unpack_from(">HHL", cmap, 4 + 8 * n) for n in range(count))
    start = next(start for *kind, start in entries if tuple(kind) == _WHOLE_UNICODE)
    (groups,) = struct.unpack_from(">L", cmap, start + 12)
    runs = (struct.unpack_from(">LLL", cmap, start + 16 + 12 * n) for n in range(groups))
    return {
        chr(code): glyph + code - first
        for first, last, glyph in runs
        for code in range(first, last + 1)
    }
