"""`panelpack new`: write what a new quarter, measure, priority or workbook needs."""

from __future__ import annotations

import click

from panelpack.commands.options import FOLDER, Day, find_workbook, workbook_option


@click.group("new")
def new_command():
    """Write what something new needs: a quarter, a measure, a priority, or a whole workbook.

    Example: panelpack new quarter 2014-15-q2
    """


@new_command.command("quarter")
@click.argument("quarter")
@workbook_option
@click.option(
    "--as-at", type=Day(), help="Day up to which figures count.  [default: end of the next quarter]"
)
@click.option("--meeting", type=Day(), help="Day of the meeting.")
@click.option("--meeting-title", default="", help="Who meets, like 'Police and Crime Panel'.")
@click.option("--item", default="", help="The item on the agenda.")
def quarter_command(quarter, workbook, as_at, meeting, meeting_title, item):
    """Write params/quarters/QUARTER.yaml; an existing file is never overwritten.

    Example: panelpack new quarter 2014-15-q2 --as-at 2014-12-01 --meeting 2014-12-01
    """
    from panelpack.authoring.quarter import write_quarter
    from panelpack.quarters import Quarter

    try:
        found = Quarter.parse(quarter)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="QUARTER") from None
    folder = find_workbook(workbook)
    made = write_quarter(
        folder, found, as_at=as_at, meeting=meeting, meeting_title=meeting_title, item=item
    )
    click.echo(click.format_filename(made))


@new_command.command("workbook")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--force", required=True, help="The police force, like 'West Yorkshire'.")
@click.option(
    "--similar",
    multiple=True,
    metavar="FORCE",
    help="A force to compare with; may be repeated.  [default: the nearest in population]",
)
@click.option("--quarter", default="", help="Its first quarter.  [default: the newest with data]")
def workbook_command(folder, force, similar, quarter):
    """Make a workbook for another force in a new folder DIR; it can be built at once.

    It has a plan to be filled in, eight priorities with open data of the force and of those that
    it is compared with, a notebook for each, and one quarter.

    Example: panelpack new workbook west-yorkshire --force "West Yorkshire"
    """
    from panelpack.authoring.workbook import adopter, new_workbook

    try:
        who = adopter(force, similar, quarter)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--quarter") from None
    click.echo(click.format_filename(new_workbook(folder, who)))
