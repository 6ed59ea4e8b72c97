"""What a build tells of itself: one line for a person, the same as JSON for a program."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import panelpack
from panelpack.pack.csvfile import json_value
from panelpack.pack.figures import Row, of_priorities, status_rows
from panelpack.pack.kept import Asked
from panelpack.pack.request import Request, ask
from panelpack.quarters import Quarter
from panelpack.series import Figures

FORMAT = 1
# Small numbers are there, and what does not apply is awaited from nobody.
_NOT_MISSING = ("supplied", "small_numbers", "not_applicable")
# What follows the place of a fault in a file of data may quote a cell that no board has cleared.
_IN_DATA = re.compile(r"(\bdata/[^:\n]*): [^\n]*")


@dataclass(frozen=True)
class Built:
    """What became of a pack: its day, which notebooks ran and which need not, what it lacks.

    `missing` are the rows of `status_rows` without a figure, as the pack's audience may know it.
    """

    as_at: date
    run: tuple[str, ...]
    unchanged: tuple[str, ...]
    missing: list[Row]

    @property
    def summary(self) -> str:
        """The closing line of a build: `21 sections, 3 run again; 1 measure missing, from …`."""
        total = len(self.run) + len(self.unchanged)
        again = f"{len(self.run) or 'none'} run again" if self.unchanged else "all run"
        return f"{_counted(total, 'section')}, {again}; {missing_words(self.missing)}"


def built(request: Request, figures: Figures, run: Sequence[str]) -> Built:
    """Return what became of a pack of which the notebooks of some sections were run."""
    rows = list(status_rows(figures))
    # A page of the whole pack, such as the summary, tells of every priority.
    if set(request.sections) <= set(request.plan.priorities):
        rows = of_priorities(rows, figures, request.sections)
    return Built(
        as_at=request.as_at,
        run=tuple(section for section in request.sections if section in run),
        unchanged=tuple(section for section in request.sections if section not in run),
        missing=[row for row in rows if row["status"] not in _NOT_MISSING],
    )


def as_it_stands(asked: Asked) -> Built:
    """Return what a pack would lack if it were built now, no notebook having run.

    Raises DataError when plan, quarter's file or returns are at fault, ValueError for a section
    that the plan does not have.
    """
    day = date.fromisoformat(asked.as_at) if asked.as_at else None
    quarter = Quarter.parse(asked.quarter)
    request = ask(asked.workbook, quarter, asked.audience, as_at=day, only=asked.sections)
    figures = Figures(request.plan, quarter, request.audience, request.as_at)
    return built(request, figures, ())


def missing_words(rows: Sequence[Row]) -> str:
    """Say how many measures have no figure, and from whom they would come.

    >>> missing_words([{"partner": "Force"}, {"partner": "Probation"}, {"partner": "Force"}])
    '3 measures missing, from Force and Probation'
    >>> missing_words([])
    'no measure missing'
    """
    if not rows:
        return "no measure missing"
    *names, last = dict.fromkeys(str(row["partner"]) for row in rows)
    partners = f"{', '.join(names)} and {last}" if names else last
    return f"{_counted(len(rows), 'measure')} missing, from {partners}"


def report(
    state: str,
    *,
    quarter: str,
    audience: str,
    pack: Path | None,
    built: Built | None = None,
    exit_code: int = 0,
    message: str = "",
) -> bytes:
    """Return the report of a build as JSON; `state` is built, unchanged or failed.

    `built` is None where the workbook can't be read far enough to say. Of a public pack the report
    holds what the public may know: of a fault in a file of data its place, and none of its words.
    """
    told = _IN_DATA.sub(r"\1: the messages of the build say what is wrong", message)
    message = told if audience == "public" else message
    said: dict[str, Any] = {
        "format": FORMAT,
        "summary": _summary(state, built, message),
        "state": state,
        "exit_code": exit_code,
        "message": message,
        "quarter": quarter,
        "audience": audience,
        "as_at": built.as_at.isoformat() if built else None,
        "pack": str(pack) if pack else None,
        "run": list(built.run) if built and state != "failed" else [],
        "unchanged": list(built.unchanged) if built and state != "failed" else [],
        "missing": [_plain(row) for row in built.missing] if built else None,
        "panelpack": panelpack.__version__,
    }
    return f"{json.dumps(said, ensure_ascii=False, indent=1)}\n".encode("utf-8", "replace")


def _summary(state: str, built: Built | None, message: str) -> str:
    if state == "failed":
        return f"not built: {message.partition(chr(10))[0]}"
    if state == "built":
        return built.summary
    lacks = f"; {missing_words(built.missing)}" if built else ""
    return f"nothing has changed since this pack was built{lacks}"


def _plain(row: Row) -> Row:
    return {name: json_value(value) for name, value in row.items()}


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
