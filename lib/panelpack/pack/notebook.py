"""Check a notebook before it runs, and write an executed one without traces of the run."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import nbformat
from papermill.inspection import inspect_notebook

from panelpack.errors import DataError

PARAMETERS = "parameters"
INJECTED = "injected-parameters"
_LONGEST_LINE = 60


def check_notebook(path: Path, shown_as: str, parameters: Collection[str]) -> None:
    """Raise DataError unless the file is a notebook that declares these parameters.

    papermill itself only warns of an unknown parameter, and a notebook without its tagged cell
    reports its default quarter without a word.
    """
    notebook = _read(path, shown_as)
    if not any(has_tag(cell, PARAMETERS) for cell in notebook.cells):
        raise DataError(
            f"{shown_as}: no cell is tagged {PARAMETERS!r}, so the notebook would report its "
            "default quarter: tag the cell that sets quarter, audience and as_at"
        )
    declared = _declared(notebook)
    missing = [name for name in parameters if name not in declared]
    if missing:
        raise DataError(
            f"{shown_as}: the parameters cell does not set {' and '.join(missing)}: "
            f"it needs {', '.join(parameters)}; it sets {', '.join(declared) or 'nothing'}"
        )


def _read(path: Path, shown_as: str) -> nbformat.NotebookNode:
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except FileNotFoundError:
        raise DataError(f"{shown_as}: there is no such file") from None
    except Exception as error:  # nbformat raises what the JSON makes it stumble over
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        raise DataError(
            f"{shown_as}: is not a Jupyter notebook ({reason}); open it in JupyterLab and save it"
        ) from error
    return notebook


def _declared(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the names that the parameters cell sets, as papermill reads them."""
    notebook.metadata.setdefault("kernelspec", {"name": "python3"})
    notebook.metadata.kernelspec.setdefault("language", "python")
    return list(inspect_notebook(notebook))


def has_tag(cell: nbformat.NotebookNode, tag: str) -> bool:
    """Say whether a cell has a tag."""
    return tag in cell.metadata.get("tags", ())


def first_line(source: str) -> str:
    """Return a cell's first line that is code, cut to a readable length."""
    lines = [line.strip() for line in source.splitlines() if line.strip()]
    line = next((text for text in lines if not text.startswith("#")), lines[0] if lines else "")
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}…"


def stable_bytes(executed: nbformat.NotebookNode) -> bytes:
    """Return an executed notebook as the same bytes each time.

    Times, random names and the folders of this machine are taken out; parameters and outputs
    stay.
    """
    notebook = nbformat.from_dict(executed)
    notebook.metadata.pop("papermill", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if has_tag(cell, INJECTED):
            cell.id = INJECTED
    return (nbformat.writes(notebook) + "\n").encode()
