"""Options of `panelpack build` that tell others what became of it, also when it failed."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from panelpack.errors import DataError

_HERE = ("localhost", "127.0.0.1", "::1")
_SOURCES = ("params", "data", "notebooks")


def _address(ctx, param, value: str | None) -> str:
    from urllib.parse import urlsplit

    if value is None:
        return ""
    try:
        parts = urlsplit(value)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
        is_whole = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_safe = is_whole = False
    if not (is_safe and is_whole and value.isascii() and value.isprintable() and " " not in value):
        raise click.BadParameter("give an address that begins with https:// (http:// to localhost)")
    return value


def _command(ctx, param, value: str | None) -> str:
    try:
        words = shlex.split(value or "")
    except ValueError as error:
        raise click.BadParameter(f"it can't be split into words: {error}") from None
    if value is not None and not words:
        raise click.BadParameter("name a command, like 'mail -s Pack analysts'")
    return value or ""


_OPTIONS = (
    click.option(
        "--report",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write what became of the build to this file as JSON, also when it failed.",
    ),
    click.option(
        "--notify-url",
        callback=_address,
        metavar="URL",
        help="Send the same to this address: https, or http on this machine.",
    ),
    click.option(
        "--notify-command",
        callback=_command,
        metavar="COMMAND",
        help="Give the same to this command as its input, like 'mail -s Pack analysts'.",
    ),
)


def telling_options(command):
    """Add the options that say whom a build tells."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@dataclass
class Telling:
    """Whom a build tells, and what is known of it so far."""

    report: Path | None
    notify_url: str
    notify_command: str
    quarter: str
    audience: str
    asked: Any = None
    built: Any = None
    is_unchanged: bool = field(default=False)

    def begin(self, asked) -> None:
        """Take what was asked; raise DataError where the report would be in the pack's way."""
        self.asked = asked
        if self.report is None:
            return
        sources = [asked.workbook / part for part in _SOURCES]
        for folder in (asked.target, *sources):
            if folder.resolve() in self.report.resolve().parents:
                place, self.report = self.report, None
                raise DataError(
                    f"{place}: a report there would be taken for a part of pack or workbook; "
                    "name a file elsewhere with --report"
                )


@contextmanager
def telling(given: Telling) -> Iterator[Telling]:
    """Tell whoever is to be told when a build ends, and how it failed if it did."""
    try:
        yield given
    except BaseException as error:
        _tell(given, "failed", **_of_failure(error))
        raise
    _tell(given, "unchanged" if given.is_unchanged else "built")


def _of_failure(error: BaseException) -> dict[str, Any]:
    if isinstance(error, click.ClickException):
        return {"message": error.format_message(), "exit_code": error.exit_code}
    if isinstance(error, KeyboardInterrupt):
        return {"message": "stopped", "exit_code": getattr(error, "exit_code", 130)}
    if isinstance(error, DataError):
        return {"message": str(error), "exit_code": 1}
    # What nobody foresaw may quote anything; the build's own messages have it whole.
    return {"message": type(error).__name__, "exit_code": 1}


def _tell(given: Telling, state: str, **how: Any) -> None:
    if not (given.report or given.notify_url or given.notify_command):
        return
    from panelpack.pack import notify

    content = _content(given, state, how)
    ways = (
        (notify.write, given.report),
        (notify.post, given.notify_url),
        (notify.give, given.notify_command),
    )
    for way, where in ways:
        if where:
            try:
                way(where, content)
            except DataError as error:
                click.echo(str(error), err=True)


def _content(given: Telling, state: str, how: dict[str, Any]) -> bytes:
    from panelpack.pack.report import as_it_stands, report

    asked, built = given.asked, given.built
    if asked and not built:
        # A workbook that can't be read, or a pack gone meanwhile, is no reason to say nothing.
        with suppress(DataError, ValueError):
            built = as_it_stands(asked)
    return report(
        state,
        quarter=asked.quarter if asked else given.quarter,
        audience=given.audience,
        pack=asked.target if asked else None,
        built=built,
        **how,
    )
