"""`panelpack explore`: open the workbook in JupyterLab."""

from __future__ import annotations

import subprocess
import sys

import click

from panelpack.commands.options import find_workbook, workbook_option

# JupyterLab would ask the internet for news and newer versions of itself.
_OFFLINE = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
)


@click.command("explore", context_settings={"ignore_unknown_options": True})
@workbook_option
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def explore_command(ctx, workbook, arguments):
    """Open JupyterLab on the workbook; what follows -- is passed on to it.

    Example: panelpack explore -- --no-browser --port 8890
    """
    folder = find_workbook(workbook)
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}"]
    command += [*_OFFLINE, *arguments]
    ctx.exit(_wait_for(subprocess.Popen(command, cwd=folder)))


def _wait_for(lab: subprocess.Popen) -> int:
    """Wait until JupyterLab ends; Ctrl-C is for it to answer, as it asks back."""
    while True:
        try:
            return lab.wait()
        except KeyboardInterrupt:
            continue
