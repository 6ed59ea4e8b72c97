"""Placeholders and bound words in commentary: found in the text, taken out, and looked up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from textwrap import shorten

from jinja2 import Environment, TemplateSyntaxError, nodes

from panelpack import claims
from panelpack.claims import Bound
from panelpack.commentary.words import SAID, Missing, NotSaid, Words
from panelpack.errors import DataError
from panelpack.markdown import LONGEST
from panelpack.series import Figures

HOW = "write {{ measure.word }}, such as {{ sp12_level.value }}"

# A character for private use stands for each placeholder while the Markdown is read: it counts as
# a letter there and means nothing, whatever stands between the braces.
_FIRST_MARK, _LAST_MARK = 0xF0000, 0xFFFFD
MARKS = re.compile(f"[{chr(_FIRST_MARK)}-{chr(_LAST_MARK)}]")

# Longer than any measure and word; brackets in brackets without end would exhaust the parser.
_LONGEST_PLACEHOLDER = 100

# It cuts and parses; nothing is ever evaluated.
_JINJA = Environment(keep_trailing_newline=True)
_REFUSED = {
    "block_begin": "{% … %}: commentary has no conditions or loops",
    "comment_begin": "{# … #}: keep notes out of commentary",
    "raw_begin": "{% raw %}: commentary has no conditions or loops",
}


@dataclass(frozen=True)
class Placeholder:
    """One placeholder: its line in the file, the measure and what to say of it."""

    line: int
    measure: str
    word: str

    @property
    def place(self) -> str:
        """Where it stands and how it is written, to begin an error with."""
        return _place(self.line, f"{self.measure}.{self.word}")


Found = dict[str, Placeholder | Bound]
"""Placeholders and bound words by the mark that stands for each."""


def take_out(text: str) -> tuple[str, Found]:
    """Return the text with a mark for each placeholder and after bound words, and what they are.

    Raises DataError, naming the line, for braces that don't close, other template marks than
    `{{ … }}`, and characters that could be taken for marks.
    """
    _check(text)
    words: list[str] = []
    inside: list[str] = []
    opened, found = 0, Found()
    for line, kind, value in _tokens(text):
        if kind == "variable_begin":
            opened = line
        elif kind == "variable_end":
            mark = chr(_FIRST_MARK + len(found))
            found[mark] = _placeholder(opened, "".join(inside))
            words.append(mark)
            opened, inside = 0, []
        else:
            (inside if opened else words).append(value)
    if opened:
        raise DataError(f"line {opened}: these braces don't close; {HOW}")

    def marked(bound: Bound) -> str:
        mark = chr(_FIRST_MARK + len(found))
        found[mark] = bound
        return bound.words + mark

    return claims.take_out("".join(words), marked), found


def look_up(found: Found, figures: Figures) -> dict[str, str | None]:
    """Return the words of each placeholder by its mark, None where they may not be shown.

    Nothing is added to bound words: they stand as written, if their figures may be seen. Raises
    DataError, naming line and placeholder, for an unknown measure or word, and for a word that a
    measure of its kind never has.
    """
    measures = {m.id: Words(figures, m) for m in figures.plan.measures.values()}
    return {
        mark: _after(said, figures) if isinstance(said, Bound) else _say(said, measures)
        for mark, said in found.items()
    }


def _after(bound: Bound, figures: Figures) -> str | None:
    return None if claims.judge(bound, figures).holds is None else ""


def _check(text: str) -> None:
    if len(text) > LONGEST:
        raise DataError(f"the text has {len(text):,} characters: {LONGEST:,} are the most allowed")
    if private := MARKS.search(text):
        line = text.count("\n", 0, private.start()) + 1
        code = f"U+{ord(private[0]):X}"
        raise DataError(f"line {line}: holds the private character {code}, which has no meaning")


def _tokens(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, kind and text of each piece, as Jinja's own lexer cuts it."""
    try:
        for line, kind, value in _JINJA.lex(text):
            if kind in _REFUSED:
                raise DataError(f"line {line}: {_REFUSED[kind]}; {HOW}")
            if kind in ("variable_begin", "variable_end") and value not in ("{{", "}}"):
                raise DataError(f"line {line}: {value.strip()} takes spaces away; {HOW}")
            yield line, kind, value
    except TemplateSyntaxError as error:
        raise DataError(f"line {error.lineno}: {error.message}; {HOW}") from None


def _placeholder(line: int, inside: str) -> Placeholder:
    if "\n" in inside:
        raise DataError(f"{_place(line, inside)}: write a placeholder on one line")
    match _parsed(inside):
        case [nodes.Output(nodes=[nodes.Getattr(node=nodes.Name(name=measure), attr=word)])]:
            return Placeholder(line, measure, word)
    raise DataError(f"{_place(line, inside)} is not one word of one measure; {HOW}")


def _parsed(inside: str) -> list[nodes.Node]:
    """Return what Jinja reads between two braces; nothing where that is no expression."""
    if len(inside) > _LONGEST_PLACEHOLDER:
        return []
    try:
        return _JINJA.parse(f"{{{{{inside}}}}}").body
    except TemplateSyntaxError:
        return []


def _place(line: int, inside: str) -> str:
    return f"line {line}: {{{{ {shorten(inside, _LONGEST_PLACEHOLDER, placeholder='…')} }}}}"


def _say(placeholder: Placeholder, measures: dict[str, Words]) -> str | None:
    measure, word = placeholder.measure, placeholder.word
    if measure not in measures:
        hint = _closest(measure, measures)
        raise DataError(f"{placeholder.place}: the plan has no measure {measure!r}{hint}")
    if word not in SAID:
        known = ", ".join(f".{name}" for name in SAID)
        raise DataError(f"{placeholder.place}: there is no word .{word}; there are {known}")
    try:
        return getattr(measures[measure], word)
    except Missing:
        return None
    except NotSaid as remedy:
        raise DataError(f"{placeholder.place}: {remedy}") from None


def _closest(name: str, known) -> str:
    close = get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
