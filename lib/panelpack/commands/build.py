"""`panelpack build`: make the pack of a quarter."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from panelpack.commands.options import (
    FOLDER,
    as_at_option,
    audience_option,
    find_quarter,
    find_workbook,
    quarter_argument,
    workbook_option,
)


def _section_names(ctx, param, value: str | None) -> tuple[str, ...]:
    if value is None:
        return ()
    names = tuple(name.strip() for name in value.split(",") if name.strip())
    if not names:
        raise click.BadParameter("name at least one section, like sp12,sp13")
    return names


@click.command("build")
@quarter_argument
@workbook_option
@audience_option
@click.option(
    "--outputs", type=FOLDER, help="Where packs are put.  [default: outputs/ in the workbook]"
)
@click.option(
    "--only",
    callback=_section_names,
    metavar="SECTION,…",
    help="Build these sections alone, beside the whole pack and not in its place.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="How many notebooks run at once.  [default: the number of processors]",
)
@as_at_option
def build_command(quarter, workbook, audience, outputs, only, jobs, as_at):
    """Build the report pack of a quarter.

    Runs every notebook of the plan, checks what they show, and puts the pack into
    outputs/QUARTER/AUDIENCE in one step: a pack that can't be built leaves the old one as it is.
    A quarter without returns is built from open data.

    Example: panelpack build 2014-15-q1
    """
    from panelpack.pack.request import ask

    folder = find_workbook(workbook)
    found = find_quarter(quarter, folder)
    try:
        request = ask(folder, found, audience, as_at=as_at, only=only, outputs=outputs, jobs=jobs)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--only") from None
    _build(request)
    click.echo(click.format_filename(request.target))


def _build(request) -> None:
    from panelpack.kernels.lean import import_jsonschema

    import_jsonschema()
    from panelpack.pack.build import build
    from panelpack.pack.stopping import stoppable

    remarks: list[str] = []
    with stoppable(), _progress(len(request.sections)) as done:
        build(request, done, remarks.append)
    for text in remarks:
        click.echo(text, err=True)


@contextmanager
def _progress(total: int) -> Iterator:
    """Give a function that tells of each section done: a bar on a terminal, else a line each."""
    if sys.stderr.isatty():
        from tqdm import tqdm

        with tqdm(total=total, file=sys.stderr, unit="section", leave=False, mininterval=0) as bar:
            yield lambda section: (bar.set_postfix_str(section, refresh=False), bar.update())
        return
    finished = []

    def done(section: str) -> None:
        finished.append(section)
        click.echo(f"{section} done ({len(finished)} of {total})", err=True)

    yield done
