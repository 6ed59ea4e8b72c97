"""The notebooks of a new workbook or priority: the shared spine, a call a cell."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any

import yaml

from panelpack.quarters import Quarter, day_label

_RUN = "Run all cells (Run > Run All Cells). Change the quarter or the audience in the next cell"
_CHARTS = "; charts can be zoomed along the time axis and tell their figures under the pointer."
_A_MEETING_LATER = timedelta(days=91)
_HAS_NO_CHARTS = ("covering-report",)
_PARAMETERS = """\
quarter: str = "{quarter}"  # {quarter} is {period}
audience: str = "public"  # internal also shows figures that no board has cleared yet
as_at: str = ""  # figures as known on this day, like {day}; empty: the quarter's own day"""
_OPEN = """\
import panelpack

section = panelpack.open("{section}", quarter, audience, as_at)
section.title()"""


def pages() -> list[str]:
    """Return the names of the sections that every pack may have besides its priorities."""
    return list(_templates()["pages"])


def page(section: str, quarter: Quarter) -> bytes:
    """Return the notebook of a page such as `summary`."""
    told = _templates()["pages"][section]
    return _notebook(section, told["title"], told["cells"], quarter)


def priority(
    section: str, title: str, measure: str, quarter: Quarter, *, charts: bool, forces: bool
) -> bytes:
    """Return the notebook of a priority: the spine, with what one of its measures can show.

    `charts` of counts by month or quarter; `forces` where the Home Office has others to compare.
    """
    told = _templates()["priority"]
    drawn = told["count"] if forces else told["first-return"]
    calls = [*told["first"], *(drawn if charts else ())]
    calls += [*(told["home-office"] if forces else ()), *told["last"]]
    return _notebook(section, title, [c.replace("{measure}", measure) for c in calls], quarter)


@cache
def _templates() -> dict[str, Any]:
    file = resources.files("panelpack") / "templates" / "workbook" / "notebooks.yaml"
    return yaml.safe_load(file.read_text("utf-8"))


def _notebook(section: str, title: str, calls: list[str], quarter: Quarter) -> bytes:
    run = f"{_RUN}." if section in _HAS_NO_CHARTS else f"{_RUN}{_CHARTS}"
    day = (quarter.end + _A_MEETING_LATER).isoformat()
    given = _PARAMETERS.format(quarter=quarter, period=_months(quarter), day=day)
    sources = [_OPEN.format(section=section), *calls]
    cells = [
        _cell("markdown", section, 0, f"# {title}\n\n{run}", "workbench"),
        _cell("code", section, 1, given, "parameters"),
        *(_cell("code", section, n, source) for n, source in enumerate(sources, 2)),
    ]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return f"{json.dumps(notebook, ensure_ascii=False, indent=1)}\n".encode()


def _cell(kind: str, section: str, number: int, source: str, *tags: str) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": hashlib.sha256(f"{section} {number}".encode()).hexdigest()[:8],
        "metadata": {"tags": list(tags)} if tags else {},
        "source": source.splitlines(keepends=True),
    }
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _months(quarter: Quarter) -> str:
    """Return the months of a quarter: April to June 2014."""
    _, _, last = day_label(quarter.end).partition(" ")
    return f"{day_label(quarter.start).split()[1]} to {last}"
