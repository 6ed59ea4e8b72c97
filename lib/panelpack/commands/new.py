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


_GIVEN_BY = (
    click.option("--partner", default="", help="Who sends it: a partner's key in the plan."),
    click.option("--group", "groups", multiple=True, help="Or Home Office offences; repeatable."),
    click.option("--name", required=True, help="What the measure is called, in plain words."),
    click.option(
        "--kind",
        type=click.Choice(["count", "proportion", "survey", "cohort", "average", "money", "text"]),
        default="count",
        show_default=True,
        help="What sort of figure it is.",
    ),
    click.option(
        "--better",
        type=click.Choice(["fewer", "more", "neutral"]),
        default="fewer",
        show_default=True,
        help="Which way is an improvement.",
    ),
    click.option(
        "--unit", default="", help="What is counted, like incidents.  [default: as the kind has it]"
    ),
    click.option(
        "--places",
        type=click.IntRange(0, 6),
        help="Decimals; a count has none.  [default: by its kind]",
    ),
    click.option(
        "--cadence",
        type=click.Choice(["month", "quarter", "year"]),
        default="quarter",
        show_default=True,
        help="How often there is a figure.",
    ),
    click.option("--board", default="", help="Who sees it first.  [default: the partner's board]"),
    click.option("--definition", default="", help="What exactly is counted, in one sentence."),
    click.option("--why", required=True, help="Why it is measured, in one sentence."),
    click.option("--review", type=Day(), required=True, help="When to look at it again."),
)


def _measure_options(command):
    for option in reversed(_GIVEN_BY):
        command = option(command)
    return command


@new_command.command("measure")
@click.argument("measure", metavar="ID")
@click.option("--priority", required=True, help="The priority that it belongs to, like sp12.")
@click.option("--title", default="", help="Its wording in Appendix A.  [default: its name]")
@click.option("--panel", default="", help="The panel of Appendix A that shows it, like SP12.")
@_measure_options
@workbook_option
def measure_command(measure, priority, panel, workbook, **given):
    """Add a measure to a priority's file; nothing else in the file changes.

    Its section shows it from the next build on, and Appendix A if --panel names a panel.

    Example: panelpack new measure sp12_repeats --priority sp12 --partner force --name "Repeat
    burglaries" --why "Some homes are burgled again." --review 2015-03-31
    """
    from panelpack.authoring.measure import NewMeasure
    from panelpack.authoring.priority import add_measure

    made = add_measure(find_workbook(workbook), priority, NewMeasure(measure, **given), panel)
    click.echo(click.format_filename(made))


@new_command.command("priority")
@click.argument("priority", metavar="ID")
@click.option("--title", required=True, help="As the plan words it: 'To reduce robbery'.")
@click.option("--short", required=True, help="Its short name, like 'Robbery'.")
@click.option("--aim", required=True, help="What is to come of it, in one sentence.")
@click.option("--number", default="", help="As readers know it.  [default: SP19 of sp19]")
@click.option("--owner", default="To be named", help="Role of who answers for it.")
@click.option("--after", default="", help="The section it follows.  [default: the last priority]")
@_measure_options
@workbook_option
def priority_command(priority, title, short, aim, number, owner, after, workbook, **given):
    """Add a priority with its first measure: a file, a notebook, and a place in the order.

    Example: panelpack new priority sp19 --title "To reduce robbery" --short Robbery --aim "Fewer
    people are robbed." --group Robbery --name "Robbery recorded" --why "It joins theft with
    violence." --review 2015-03-31
    """
    from panelpack.authoring.measure import NewMeasure
    from panelpack.authoring.priority import NewPriority, add_priority

    measure = NewMeasure(f"{priority}_{'recorded' if given['groups'] else 'level'}", **given)
    new = NewPriority(priority, title, short, aim, owner, measure, number)
    for path in add_priority(find_workbook(workbook), new, after):
        click.echo(click.format_filename(path))
