"""`panelpack release`: let texts be published that were held because they may be about somebody."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from panelpack.commands.options import Day, find_workbook, workbook_option


@click.command("release")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@workbook_option
@click.option("--by", default="", help="Role of who decides, such as the data protection officer.")
@click.option("--reason", default="", help="Why it may be published.")
@click.option("--on", type=Day(), help="The day of the decision.  [default: today]")
def release_command(file, workbook, by, reason, on):
    """List the texts of a file that may be about somebody, and release them for the public.

    FILE is a commentary, or a version of a return: data/commentary/2014-15-q1/sp12.md,
    data/returns/2014-15-q1/force/v1. Without --by and --reason nothing is released. A release
    holds for exactly these words.

    Example: panelpack release 2014-15-q1/force/v1 --by "Press officer" --reason "A public office"
    """
    from panelpack import personal, releases
    from panelpack.plan import load_plan

    plan = load_plan(find_workbook(workbook))
    passages = _passages(file, plan)
    free = releases.released(plan.folder, date.max)
    for passage in passages:
        state = "held" if releases.is_held(passage.text, free) else "released"
        click.echo(
            f"{passage.file}, {passage.place}: {', '.join(passage.holds)} ({state})", err=True
        )
        for found in personal.find(passage.text):
            click.echo(f"  {found.words!r}", err=True)
    if by or reason:
        for record in releases.record(passages, plan.folder, by=by, reason=reason, on=on):
            click.echo(record.relative_to(plan.folder).as_posix())
    if not passages:
        click.echo(f"{file}: nothing in it seems to be about somebody.", err=True)


def _passages(file: Path, plan):
    from panelpack import commentary, releases
    from panelpack.errors import DataError
    from panelpack.returns.intake import version_named

    if file.suffix == ".md":
        path = next((p for p in (file, plan.folder / file) if p.is_file()), None)
        if path is None:
            raise DataError(f"{file}: there is no such file")
        return commentary.passages(path.resolve())
    folder = file.parent if file.suffix else file
    return list(releases.of_return(version_named(folder, plan)))
