"""Words as paper can show them: in characters of its one font, long words with places to break."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from textwrap import shorten

from panelpack.exporters import lettering
from panelpack.exporters.characters import clean

# The widest face that tables are set in; all faces hold the same characters.
_WEIGHT = "600"
# A longer word may be broken: after a mark of an address, and after half as many letters.
LONGEST_WORD = 30
BREAK = "\u200b"
"""Where a word may be broken: has no width, and is no part of the words in the PDF."""
_LONG = re.compile(rf"[^\s{BREAK}]{{{LONGEST_WORD + 1},}}")
_PIECES = re.compile(rf"[^/_?&=-]{{1,{LONGEST_WORD // 2}}}[/_?&=-]*|[/_?&=-]+")
# What a line may hold: words with what parts them from the next, and no more letters than this.
_WORDS = re.compile(r"[^\s-]+[\s-]*|-+\s*")
_MOST_LETTERS = 200
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
# Characters without a shape of their own, which need no glyph.
_INVISIBLE = frozenset("\n\t\u00ad" + BREAK)
_ALIKE = {"\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2015": "—"}
_WITHOUT_SHAPE = ("Cf", "Mn", "Me")


def printable(words: str) -> str:
    """Return words in characters that the font holds, long words with places to break.

    A character that it lacks is written as its parts if it has some, else as its name in
    brackets: nothing is lost, and nothing is an empty box.

    >>> printable("\\U0001f600 co\\u2011op")
    '[grinning face] co-op'
    """
    shown = words if _is_covered(words) else "".join(map(_shown, words))
    if len(shown) <= LONGEST_WORD:
        return shown
    return _LONG.sub(lambda word: BREAK.join(_PIECES.findall(word[0])), shown)


def printable_drawing(svg: str) -> str:
    """Return a drawing with its words in characters that the font holds, and no break in them."""
    return _NOT_ASCII.sub(lambda found: _shown(found[0]), svg)


def width(words: str) -> float:
    """Return how wide words are set in semibold, in em (1 em is the font size)."""
    return lettering.face(_WEIGHT).width(words.replace(BREAK, ""))


def one_line(words: str, room: float, most_words: int | None = None) -> str:
    """Cut words to a line of `room` em and at most so many words, between words if possible.

    >>> one_line("To reduce burglary", 40, 2), one_line("To reduce burglary", 40)
    ('To reduce …', 'To reduce burglary')
    """
    whole = " ".join(printable(clean(words)).split())
    begun = _WORDS.findall(whole)
    if most_words is not None and len(begun) > most_words:
        whole = f"{''.join(begun[:most_words]).rstrip(' -,;:')} …"
    letters = range(min(len(whole), _MOST_LETTERS), 0, -1)
    lines = (_cut(whole, n) for n in letters)
    return next((line for line in lines if width(line) <= room), "")


def _cut(words: str, most: int) -> str:
    line = shorten(words, most, placeholder=" …") if most > len(" …") else ""
    return line if line.strip(" …") else words[:most]


def _is_covered(words: str) -> bool:
    known = lettering.face(_WEIGHT).glyphs
    return words.isascii() or all(c in known or c in _INVISIBLE for c in words)


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    if _is_covered(character):
        return character
    parts = _ALIKE.get(character) or unicodedata.normalize("NFKD", character)
    if parts != character and _is_covered(parts):
        return parts
    if unicodedata.category(character) in _WITHOUT_SHAPE:
        return ""
    return f"[{unicodedata.name(character, f'U+{ord(character):04X}').lower()}]"
