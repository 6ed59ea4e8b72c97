"""Write the file of a new quarter."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from panelpack.errors import DataError
from panelpack.plan import load_quarter
from panelpack.quarters import Quarter


def write_quarter(
    workbook: Path,
    quarter: Quarter,
    *,
    as_at: date | None = None,
    meeting: date | None = None,
    meeting_title: str = "",
    item: str = "",
) -> Path:
    """Write `params/quarters/<quarter>.yaml` and return its path; what is not known is left out.

    `as_at` is by default the end of the following quarter. Raises DataError when the file is
    there already or can't be written, and for an `as_at` before the quarter's end.
    """
    if as_at and as_at < quarter.end:
        raise DataError(
            f"--as-at {as_at} lies before the quarter's end, {quarter.end}; its figures could not "
            "be known yet"
        )
    path = workbook / "params" / "quarters" / f"{quarter}.yaml"
    if path.exists():
        raise DataError(f"params/quarters/{path.name}: is there already; edit it instead")
    known = {
        "quarter": str(quarter),
        "as_at": as_at or load_quarter(workbook, quarter).as_at,
        "meeting": meeting,
        "meeting_title": meeting_title,
        "item": item,
    }
    known = {key: value for key, value in known.items() if value}
    text = yaml.safe_dump(known, sort_keys=False, allow_unicode=True, width=98)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise DataError(
            f"params/quarters/{path.name}: could not be written ({error.strerror})"
        ) from error
    return path
