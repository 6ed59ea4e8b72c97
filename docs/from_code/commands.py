"""The commands as they describe themselves: usage, help, arguments and options of each."""

import re
from collections.abc import Iterator

import click

from panelpack.__main__ import main

EXAMPLE = "Example: "


def every(command: click.Command = main, names: tuple[str, ...] = ()) -> Iterator[tuple]:
    """Give each command below one with the words that call it, groups before their own."""
    for name, found in getattr(command, "commands", {}).items():
        yield (*names, name), found
        yield from every(found, (*names, name))


def written() -> Iterator[str]:
    """Give the Markdown of all commands, in the order in which an office needs them."""
    for names, command in every():
        yield from _one(names, command)


def _one(names: tuple[str, ...], command: click.Command) -> Iterator[str]:
    called = " ".join(("panelpack", *names))
    context = click.Context(command, info_name=called)
    yield from (f"{'#' * (len(names) + 1)} {called}", "")
    yield from ("```text", " ".join([called, *command.collect_usage_pieces(context)]), "```", "")
    for paragraph in (command.help or "").split("\n\n"):
        yield from _paragraph(" ".join(paragraph.split()))
    for option in command.params:
        if isinstance(option, click.Option):
            yield from _option(*option.get_help_record(context))


def _paragraph(text: str) -> Iterator[str]:
    if text.startswith(EXAMPLE):
        yield from ("```text", f"$ {text.removeprefix(EXAMPLE)}", "```", "")
    else:
        yield from (_plain(text), "")


def _option(names: str, meaning: str) -> Iterator[str]:
    said, *known = re.split(r"\s*\[([^\]]*)\]", meaning)
    yield from (f"`{names}`", f": {_plain(said)}")
    yield from (f"  *{_plain(text)}.*" for text in filter(None, known))
    yield ""


def _plain(text: str) -> str:
    """Return text with the characters that Markdown would take as marks kept as they are."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|" else c for c in text)
