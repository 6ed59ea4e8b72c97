"""`panelpack new`: write the one file that something new needs."""

from __future__ import annotations

import click

from panelpack.commands.options import Day, find_workbook, workbook_option


@click.group("new")
def new_command():
    """Write the file that a new quarter needs.

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
    from panelpack.pack.newquarter import write_quarter
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
