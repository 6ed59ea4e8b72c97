"""`panelpack explore`: open the workbook in JupyterLab."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

from panelpack.commands.options import find_workbook, workbook_option

# JupyterLab would look on the internet for newer versions of itself.
_OFFLINE = ("--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",)
# And it would ask whether it may fetch news; an analyst's own settings still go before these.
_SETTINGS = Path(__file__).resolve().parents[1] / "templates" / "jupyter"


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
    ctx.exit(_wait_for(subprocess.Popen(command, cwd=folder, env=_environment())))


def _environment() -> dict[str, str]:
    """Return this process's environment with our settings of JupyterLab after a person's own."""
    path = os.environ.get("JUPYTER_CONFIG_PATH", "")
    return os.environ | {
        "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, (path, str(_SETTINGS))))
    }


def _wait_for(lab: subprocess.Popen) -> int:
    """Wait until JupyterLab ends; Ctrl-C is for it to answer, as it asks back."""
    while True:
        try:
            return lab.wait()
        except KeyboardInterrupt:
            continue
