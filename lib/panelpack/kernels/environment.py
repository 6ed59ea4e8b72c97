"""The environment of a kernel that knows no settings but ours."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

_THEIRS = ("JUPYTER", "IPYTHON", "PAPERMILL", "JPY_")
# A start-up file or a warnings filter of the user would make another pack.
UNSET = ("PYTHONSTARTUP", "PYTHONWARNINGS", "PYTHONINSPECT")


def isolated(folder: Path, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment (default: this process's) without the user's Jupyter settings.

    IPython's and Jupyter's own folders are empty ones in `folder`. Strings hash the same each
    time, so that a set comes out in one order.
    """
    given = os.environ if given is None else given
    kept = {k: v for k, v in given.items() if not k.startswith(_THEIRS) and k not in UNSET}
    return kept | {
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder),
        "JUPYTER_NO_CONFIG": "1",
        "PYTHONHASHSEED": "0",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
