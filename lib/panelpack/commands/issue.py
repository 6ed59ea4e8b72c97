"""`panelpack issue`: keep the public pack as it goes out, and prove later that it is unchanged."""

from __future__ import annotations

import click

from panelpack.commands.options import (
    FOLDER,
    Day,
    find_quarter,
    find_workbook,
    quarter_argument,
    workbook_option,
)


@click.command("issue")
@quarter_argument
@workbook_option
@click.option("--by", default="", help="Role of who issues it, like 'Head of office'.")
@click.option("--on", type=Day(), help="The day on which it goes out.  [default: today]")
@click.option("--reason", default="", help="Why the quarter is issued again; needed then.")
@click.option(
    "--outputs", type=FOLDER, help="Where the pack was built.  [default: outputs/ in the workbook]"
)
@click.option("--verify", is_flag=True, help="Issue nothing; look for changes in what was issued.")
def issue_command(quarter, workbook, by, on, reason, outputs, verify):
    """Keep the built public pack for ever, in data/issued/QUARTER/EDITION.

    The pack must be what the workbook gives now. It is never overwritten: another pack for the
    same quarter becomes the next edition. Later packs tell what changed since.

    Example: panelpack issue 2014-15-q1 --by "Head of office"
    """
    from panelpack.pack.request import ask

    folder = find_workbook(workbook)
    request = ask(folder, find_quarter(quarter, folder), outputs=outputs)
    if verify:
        _verify(request)
    else:
        _issue(request, by, on, reason)


def _issue(request, by, on, reason) -> None:
    from panelpack.pack.issue import Act, issue
    from panelpack.returns import london_day

    made = issue(request, Act(by, on or london_day(), reason))
    click.echo(click.format_filename(made))


def _verify(request) -> None:
    from panelpack.pack.issue import verify

    faults = verify(request)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        click.get_current_context().exit(1)
    click.echo(f"{request.quarter.label}: every file is as it was issued.")
