"""The areas that a force is made of, as partners' returns may name them."""

from __future__ import annotations

import csv
from pathlib import Path

from panelpack.opendata.names import OUTSIDE

_DISTRICTS = Path("data/reference/districts.csv")


def areas_of(workbook: Path, force: str) -> list[str]:
    """Return the districts and partnerships of a force, and the line of what lies in none.

    Empty in a workbook that has no table of them, or none of the force: it can't tell. Light, as
    each check of a return asks; whether the table is whole is found when it is used.
    """
    try:
        with (workbook / _DISTRICTS).open(encoding="utf-8", newline="") as file:
            own = [row for row in csv.DictReader(file) if row.get("force") == force]
    except (OSError, UnicodeDecodeError, csv.Error):
        return []
    names = {row.get(key) or "" for row in own for key in ("district", "csp")} - {""}
    return sorted({*names, OUTSIDE}) if names else []
