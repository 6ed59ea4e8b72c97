"""Words bound to a figure, `[fell]{sp12_level.change}`: found, and taken out of their text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from panelpack.errors import DataError

HOW = "write [words]{measure.aspect}, such as [fell]{sp12_level.change}"

QUOTED, NAME = "quoted", "name"

# What a reader's sentence must hold for words to be somebody else's.
_SOURCE = re.compile(
    r"\b(?:reports?|returns?|says?|said|calls?|called|speaks?|names?|blames?|according|words?|"
    r"expects?|text|table|inspectors?|inspection|writes?|puts?|states?|claims?)\b",
    re.IGNORECASE,
)
# What says that something happened is no name, whatever it is called.
_HAPPENED = re.compile(
    r"\b(?:is|are|was|were|has|have|had|rose|risen|fell|fallen|grew|grown|dropped|climbed|doubled"
    r"|trebled|halved|improved|worsened|increased|decreased|reduced|declined|deteriorated|than)\b",
    re.IGNORECASE,
)
_BOUND = re.compile(r"\[(?P<words>[^\[\]]+)\]\{(?P<target>[^{}\[\]]*)\}")
_TARGET = re.compile(r"(?P<measure>\w+)\.(?P<aspect>\w+)(?P<others>(?:\.\w+)*)")
_STOP = re.compile(r"[.!?:](?=\s|$)|\n\s*\n")


@dataclass(frozen=True)
class Bound:
    """Words that claim something, and the measure and aspect that must bear them out."""

    line: int
    words: str
    target: str
    measure: str = ""
    aspect: str = ""
    others: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Where they stand and how they are written, to begin an error with."""
        return f"line {self.line}: [{self.words}]{{{self.target}}}"


def take_out(text: str, replaced: Callable[[Bound], str]) -> str:
    """Return a text with `replaced` in place of each binding.

    Raises DataError for a binding that isn't read, and for `{quoted}` where no source is named.
    """
    return _BOUND.sub(lambda match: replaced(_bound(text, match)), text)


def _bound(text: str, match: re.Match) -> Bound:
    line = text.count("\n", 0, match.start()) + 1
    words, target = " ".join(match["words"].split()), match["target"].strip()
    bound = Bound(line, words, target)
    if target == QUOTED and not _SOURCE.search(sentence(text, match.start())):
        raise DataError(f"{bound.place}: say in this sentence whose words these are")
    if target == NAME and _HAPPENED.search(words):
        raise DataError(f"{bound.place}: this is no name but a claim; {HOW}")
    if target in (QUOTED, NAME):
        return bound
    found = _TARGET.fullmatch(target)
    if found is None:
        raise DataError(f"{bound.place} names no aspect of a measure; {HOW}")
    others = tuple(filter(None, found["others"].split(".")))
    return Bound(line, words, target, found["measure"], found["aspect"], others)


def sentence(text: str, at: int) -> str:
    """Return the sentence of a text that a place lies in.

    >>> sentence("It rose. It may fall. So it is.", 12)
    'It may fall.'
    """
    ends = [match.end() for match in _STOP.finditer(text)]
    first = max((end for end in ends if end <= at), default=0)
    last = min((end for end in ends if end > at), default=len(text))
    return text[first:last].strip()
