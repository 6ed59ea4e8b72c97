"""The command line: `panelpack` and `python -m panelpack`."""

from __future__ import annotations

import click

import panelpack
from panelpack.commands.backtest import backtest_command
from panelpack.commands.build import build_command
from panelpack.commands.claims import claims_command
from panelpack.commands.explore import explore_command
from panelpack.commands.figures import measures_command, status_command
from panelpack.commands.intake import (
    check_command,
    clear_command,
    receive_command,
    template_command,
)
from panelpack.commands.issue import issue_command
from panelpack.commands.new import new_command
from panelpack.commands.options import OWN_PROGRAM
from panelpack.commands.release import release_command
from panelpack.errors import DataError
from panelpack.opendata.command import opendata_command

INTERRUPTED = 130


class Commands(click.Group):
    """The commands, with faults told in words and the exit codes that a shell expects."""

    def invoke(self, ctx: click.Context):
        """Run the command: exit 1 for a fault of data or pack, 130 for Ctrl-C."""
        try:
            return super().invoke(ctx)
        except DataError as error:
            click.echo(str(error), err=True)
            ctx.exit(1)
        except KeyboardInterrupt as stopped:
            click.echo("Stopped; nothing was changed.", err=True)
            ctx.exit(getattr(stopped, "exit_code", INTERRUPTED))

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which an office needs them."""
        return list(self.commands)


@click.group(cls=Commands)
@click.version_option(panelpack.__version__, prog_name="panelpack")
def main():
    """Build a Police and Crime Commissioner's quarterly report pack from a Jupyter workbook.

    Exit code 0: done; 1: the data or the pack is at fault; 2: the call is wrong.

    Example: panelpack build latest
    """


for _command in (
    build_command,
    template_command,
    check_command,
    receive_command,
    clear_command,
    release_command,
    issue_command,
    status_command,
    measures_command,
    claims_command,
    backtest_command,
    new_command,
    explore_command,
    opendata_command,
):
    main.add_command(_command)


def program() -> None:
    """Be the program `panelpack`."""
    main(prog_name="panelpack", obj=OWN_PROGRAM)


if __name__ == "__main__":
    program()
