"""Options that several commands share, and how they read what a person typed."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

OWN_PROGRAM = "own program"
"""What the command line is given to carry along when it is a program, and not called by one."""
FOLDER = click.Path(file_okay=False, path_type=Path)

workbook_option = click.option(
    "--workbook",
    type=FOLDER,
    default=".",
    show_default="the current folder",
    help="The workbook, or a folder in it.",
)
audience_option = click.option(
    "--audience",
    type=click.Choice(["public", "internal"]),
    default="public",
    show_default=True,
    help="Who will read it; internal shows what no board has cleared yet.",
)
quarter_argument = click.argument("quarter", metavar="QUARTER|latest")


def format_option(plain: str):
    """Return the option that asks for JSON instead of what a person or spreadsheet reads."""
    return click.option(
        "--format",
        "form",
        type=click.Choice([plain, "json"]),
        default=plain,
        show_default=True,
        help="How it is printed; JSON is for programs.",
    )


class Day(click.ParamType):
    """A day as it is written in the workbook's files: 2014-09-29."""

    name = "DATE"

    def convert(self, value, param, ctx) -> date:
        """Return the day; fail in words."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{value!r} is not a day; write it like 2014-09-29", param, ctx)


as_at_option = click.option(
    "--as-at",
    type=Day(),
    help="Use figures as known on this day.  [default: the day in the quarter's file, or until "
    "it has come the newest day with news]",
)


def find_workbook(workbook: Path) -> Path:
    """Return the workbook that a folder lies in; raise DataError when it lies in none."""
    from panelpack.workbook import find_workbook

    return find_workbook(workbook)


def find_quarter(text: str, workbook: Path):
    """Return the quarter that was named, or end with a usage error."""
    from panelpack.workbook import find_quarter

    try:
        return find_quarter(text, workbook)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="QUARTER") from None


def known_figures(quarter: str, workbook: Path, audience: str, as_at: date | None):
    """Return the figures of a quarter as an audience knows them on a day."""
    from panelpack.news import as_known
    from panelpack.plan import load_plan, load_quarter
    from panelpack.series import Figures

    folder = find_workbook(workbook)
    found = find_quarter(quarter, folder)
    plan = load_plan(folder)
    return Figures(plan, found, audience, as_at or as_known(plan, load_quarter(folder, found)))
