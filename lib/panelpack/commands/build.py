"""`panelpack build`: make the pack of a quarter."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click

from panelpack.commands.options import (
    FOLDER,
    OWN_PROGRAM,
    as_at_option,
    audience_option,
    find_quarter,
    find_workbook,
    quarter_argument,
    workbook_option,
)
from panelpack.commands.telling import Telling, telling, telling_options


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
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Run the notebooks on the Dask cluster at this address, like tcp://office:8786.",
)
@as_at_option
@click.option("--force", is_flag=True, help="Run every notebook, also where nothing has changed.")
@telling_options
@click.pass_context
def build_command(ctx, workbook, report, notify_url, notify_command, **asked):
    """Build the report pack of a quarter.

    Runs every notebook of the plan, checks what they show, and puts the pack into
    outputs/QUARTER/AUDIENCE in one step: a pack that can't be built leaves the old one as it is.
    A quarter without returns is built from open data. A notebook is run again only if something
    that it shows may have changed. Its last line says what ran and what is missing, from whom.

    Example: panelpack build 2014-15-q1
    """
    if asked["jobs"] and asked["cluster"]:
        raise click.UsageError("--jobs counts processes here; on a cluster its workers decide")
    from panelpack.pack.stopping import stoppable

    whom = Telling(report, notify_url, notify_command, asked["quarter"], asked["audience"])
    # From the beginning: Python drops what Ctrl-C raises in the midst of an import.
    with telling(whom), stoppable():
        target = _pack(ctx, whom, workbook, **asked)
    click.echo(click.format_filename(target))


def _pack(ctx, whom: Telling, workbook, quarter, audience, force, **how) -> Path:
    """Build a pack unless it stands as it would be built, and return its folder."""
    from panelpack.pack.kept import Asked, forget_all, is_unchanged

    folder = find_workbook(workbook)
    found = find_quarter(quarter, folder)
    asked = Asked.of(folder, found, audience, how["as_at"], how["only"], how["outputs"])
    whom.begin(asked)
    if force:
        forget_all(asked.target)
    elif is_unchanged(asked):
        whom.is_unchanged = True
        click.echo("nothing has changed since this pack was built", err=True)
        return asked.target
    _begin_anew(ctx)
    from panelpack.kernels.lean import uncollected

    with uncollected():
        from panelpack.pack.request import ask
    try:
        request = ask(folder, found, audience, **how | {"cluster": how["cluster"] or ""})
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--only") from None
    whom.built = _build(request)
    return request.target


def _begin_anew(ctx: click.Context) -> None:
    """Let the program begin again so that it can be forked, unless it is part of another one."""
    if ctx.find_root().obj == OWN_PROGRAM:
        from panelpack.kernels.forking import restart
        from panelpack.pack.stopping import heed

        heed()  # nothing of a request to stop would be left
        restart()


def _build(request):
    """Build the pack, tell of it line by line, and return what became of it."""
    from panelpack.kernels.lean import import_jsonschema, uncollected

    with uncollected():
        import_jsonschema()
        from panelpack.kernels.forking import is_whole
        from panelpack.kernels.server import load
        from panelpack.pack.build import build
        from panelpack.pack.stopping import heed

        if is_whole() and not request.cluster:
            load()
    heed()
    remarks: list[str] = []
    with _progress(len(request.sections)) as tell:
        built = build(request, tell("done"), remarks.append, tell("unchanged"))
    for text in (*remarks, built.summary):
        click.echo(text, err=True)
    return built


@contextmanager
def _progress(total: int) -> Iterator:
    """Give a function that tells what became of a section: a bar on a terminal, else a line each.

    It is given the word for it, and returns what is to be called with each section.
    """
    if sys.stderr.isatty():
        from tqdm import tqdm

        tqdm.monitor_interval = 0  # its thread would keep the build from forking
        with tqdm(total=total, file=sys.stderr, unit="section", leave=False, mininterval=0) as bar:
            yield lambda _: lambda section: (bar.set_postfix_str(section, False), bar.update())
        return
    finished = []

    def tell(word: str, section: str) -> None:
        finished.append(section)
        click.echo(f"{section} {word} ({len(finished)} of {total})", err=True)

    yield lambda word: partial(tell, word)
