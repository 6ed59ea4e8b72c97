"""A workbook as a folder: where it is, and which quarters are on file."""

from __future__ import annotations

from pathlib import Path

from panelpack.errors import DataError
from panelpack.quarters import Quarter

LATEST = "latest"


def find_workbook(start: Path) -> Path:
    """Return the workbook that `start` lies in: the nearest folder with `params/plan.yaml`.

    Raises DataError when there is none.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "params" / "plan.yaml").is_file():
            return folder
    raise DataError(
        f"{start}: no workbook here or above (a workbook is a folder with params/plan.yaml)"
    )


def quarters_on_file(workbook: Path) -> list[Quarter]:
    """Return the quarters that have a file in `params/quarters/`, oldest first."""
    return sorted(map(_named_for, (workbook / "params/quarters").glob("[!.]*.yaml")))


def find_quarter(text: str, workbook: Path) -> Quarter:
    """Return the quarter that a person named: `2014-15-q1`, or `latest` for the newest on file.

    Raises DataError when no quarter is on file, ValueError when the text names none.
    """
    if text != LATEST:
        return Quarter.parse(text)
    found = quarters_on_file(workbook)
    if not found:
        raise DataError(
            "params/quarters/ holds no quarter, so there is no latest one; "
            "name the quarter, or write its file with 'panelpack new quarter'"
        )
    return found[-1]


def _named_for(file: Path) -> Quarter:
    try:
        return Quarter.parse(file.stem)
    except ValueError as error:
        raise DataError(f"params/quarters/{file.name}: the name is wrong, {error}") from None
