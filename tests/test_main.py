"""The command line as a whole: which commands there are, and in which order they are told."""

from click.testing import CliRunner

from panelpack.__main__ import main

COMMANDS = ["build", "template", "check", "receive", "clear", "release", "issue", "status"]
COMMANDS += ["measures", "claims", "backtest", "new", "explore", "open-data"]


def test_the_commands_are_told_in_the_order_of_their_use():
    ended = CliRunner().invoke(main, ["--help"])
    told = [line.split()[0] for line in ended.stdout.partition("Commands:")[2].splitlines() if line]
    assert told == COMMANDS
    assert list(main.commands) == COMMANDS
