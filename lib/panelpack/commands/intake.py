"""`panelpack check`, `receive`, `clear` and `template`: partners' returns in, their forms out."""

from __future__ import annotations

import json
from pathlib import Path

import click

from panelpack.commands.options import Day, format_option, workbook_option

_PATH = click.Path(path_type=Path)
_files = click.argument("files", nargs=-1, required=True, type=_PATH, metavar="FILE…")


@click.command("check")
@_files
@workbook_option
@click.option("--partner", default="", help="Whose return it is.  [default: whose measures it has]")
@click.option("--quarter", default="", help="The quarter that it is for, like 2014-15-q1.")
@click.option("--on", type=Day(), help="The day on which it was sent.  [default: today]")
@format_option("text")
def check_command(files, workbook, partner, quarter, on, form):
    """Check partners' returns, CSV or XLSX, and list every problem with its cell and remedy.

    Exit code 0: all can be received; 1: some can't. Remarks are worth asking the partner about,
    but refuse nothing.

    Example: panelpack check values.xlsx --partner force --quarter 2014-15-q1
    """
    from panelpack.returns import intake

    plan = _plan(workbook)
    expected = intake.expected(plan, on, partner, quarter, _areas(plan))
    results = [intake.check_file(file, expected) for file in files]
    if form == "json":
        said = {"files": [result.as_json() for result in results]}
        click.echo(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        for line in (line for result in results for line in result.lines()):
            click.echo(line)
    if not all(result.accepted for result in results):
        click.get_current_context().exit(1)


@click.command("receive")
@_files
@workbook_option
@click.option("--partner", required=True, help="The partner's key in params/plan.yaml.")
@click.option("--quarter", required=True, help="The quarter that it is for, like 2014-15-q1.")
@click.option("--by", default="", help="Role of who sent it.  [default: the partner's name]")
@click.option("--board", default="", help="Who sees it first.  [default: the partner's board]")
@click.option("--on", type=Day(), help="The day on which it came.  [default: today]")
@click.option("--reason", default="", help="Why a correction was sent; needed from version 2 on.")
@click.option("--notes", type=_PATH, help="YAML with gaps and comments.")
def receive_command(files, workbook, partner, quarter, by, board, on, reason, notes):
    """Check returns and record each as a new version under data/returns.

    The file is kept as it came. One with problems is kept aside, in the folder refused, with
    its problems. The same file again changes nothing.

    Example: panelpack receive values.csv --partner force --quarter 2014-15-q1 --by "Analyst"
    """
    from panelpack.returns import intake

    plan = _plan(workbook)
    sending = intake.sending(plan, partner, quarter, by, on, board, reason, notes, _areas(plan))
    refused = False
    for file in files:
        outcome = intake.receive(file, sending)
        for line in intake.told(file, outcome, plan):
            click.echo(line, err=True)
        refused = refused or outcome.state == "refused"
        if outcome.state != "refused":
            click.echo(outcome.path)
    if refused:
        click.get_current_context().exit(1)


@click.command("clear")
@click.argument("version", metavar="RETURN", type=_PATH)
@workbook_option
@click.option("--board", required=True, help="The board, as params/plan.yaml names it.")
@click.option("--on", type=Day(), required=True, help="The day of its decision.")
@click.option("--withdraw", is_flag=True, help="It takes its clearance back from that day on.")
@click.option("--by", default="", help="Role of who records it.")
def clear_command(version, workbook, board, on, withdraw, by):
    """Record that a board has cleared exactly one version of a return for the public.

    RETURN is the folder of the version, or its end: 2014-15-q1/force/v1. A later version needs a
    clearance of its own, and until then none of the return is public.

    Example: panelpack clear 2014-15-q1/force/v1 --board "Chief officer team" --on 2014-09-10
    """
    from panelpack.returns import intake

    click.echo(intake.clear(version, _plan(workbook), board, on, withdraw, by))


@click.command("template")
@click.argument("partner")
@click.argument("quarter")
@workbook_option
@click.option("--out", type=_PATH, help="The file.  [default: <partner>-<quarter>.xlsx]")
def template_command(partner, quarter, workbook, out):
    """Make the XLSX form for a partner to fill in: its measures, periods, statuses and notes.

    Example: panelpack template force 2014-15-q2
    """
    from panelpack.returns import intake, template

    plan = _plan(workbook)
    found = intake.quarter_named(quarter)
    target = out or Path(f"{partner}-{found}.xlsx")
    click.echo(intake.write(target, template.form(plan, partner, found)))


def _plan(workbook: Path):
    from panelpack.plan import find_workbook, load_plan

    return load_plan(find_workbook(workbook))


def _areas(plan) -> list[str]:
    from panelpack.opendata.areas import areas_of

    return areas_of(plan.folder, plan.settings.force)
