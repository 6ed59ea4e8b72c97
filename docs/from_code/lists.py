"""Short lists that the code holds: columns of tables, words of commentary, cells of returns."""

import inspect
from collections.abc import Iterator
from importlib import import_module

from panelpack.assessment import MEANINGS, WORDS
from panelpack.charts.signals import SIGNALS
from panelpack.commentary.words import SAID, Words
from panelpack.returns.template import CELL_MEANS, STATUS_MEANS


def columns(place: str) -> Iterator[str]:
    """Give the columns of a table that `module:NAME` describes."""
    module, _, name = place.partition(":")
    for column, field in getattr(import_module(module), name).items():
        only = f" One of: {', '.join(field.only)}." if field.only else ""
        yield from (f"`{column}`", f": {field.description}{only}", f"  *{field.type}*", "")


def commentary_words() -> Iterator[str]:
    """Give the words that may follow a measure's id in commentary."""
    for word in SAID:
        yield from (f"`{word}`", f": {inspect.getdoc(getattr(Words, word)).splitlines()[0]}", "")


def return_cells() -> Iterator[str]:
    """Give what belongs in each cell of a return."""
    for column, meaning in CELL_MEANS.items():
        yield from (f"`{column}`", f": {meaning}", "")


def statuses() -> Iterator[str]:
    """Give what each status of a figure means."""
    for status, meaning in STATUS_MEANS.items():
        yield from (f"`{status}`", f": {meaning[0].upper()}{meaning[1:]}.", "")


def classes() -> Iterator[str]:
    """Give the classes of an assessment, each with its meaning."""
    for state, word in WORDS.items():
        yield from (word, f": {MEANINGS[state]}", "")


def signals() -> Iterator[str]:
    """Give the shape and word of each type of signal on a control chart."""
    for kind, signal in SIGNALS.items():
        yield from (
            f"{signal.shape.replace('-', ', point ')}: {signal.word}",
            f": {_SEEN[kind]}",
            "",
        )


_SEEN = {
    "+": "A signal in the better direction.",
    "-": "A signal in the worse direction.",
    "h": "A signal upwards, where neither direction is better.",
    "l": "A signal downwards, where neither direction is better.",
}
