"""The sheets of our own form beside its figures: Gaps and Comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from panelpack.plan import Plan
from panelpack.returns.cells import LONGEST_NOTE, about_somebody, words
from panelpack.returns.layout import heading, letters
from panelpack.returns.model import Comment, Gap
from panelpack.returns.notes import Notes
from panelpack.returns.problems import Problem, Refused
from panelpack.returns.values import Found

FIGURES, GAPS, COMMENTS = "Figures", "Gaps", "Comments"
GAP_COLUMNS = ("measure", "reason", "awaits", "until")
COMMENT_COLUMNS = ("text", "measures", "panels")

_KNOWN = {GAPS: GAP_COLUMNS, COMMENTS: COMMENT_COLUMNS}


def notes(sheets: Sequence, file: str, plan: Plan, found: Found) -> Notes:
    """Return the gaps and comments of a form; faults go to `found`. A CSV has none."""
    gaps: dict[str, Gap] = {}
    comments: list[Comment] = []
    for sheet in sheets:
        if sheet.sheet in _KNOWN:
            for row, cells in _rows(sheet, _KNOWN[sheet.sheet]):
                _look_for_people(cells, file, sheet.sheet, row, found)
                try:
                    if sheet.sheet == GAPS:
                        gaps |= _gap(cells, gaps, plan)
                    else:
                        comments.append(_comment(cells, plan))
                except Refused as fault:
                    found.problems.add(_problem(fault, file, sheet.sheet, row))
    return Notes(gaps=gaps, comments=tuple(comments))


def _look_for_people(cells: dict[str, str], file: str, sheet: str, row: int, found: Found) -> None:
    for column, text in cells.items():
        if column in ("text", "reason", "awaits") and (remark := about_somebody(text)):
            cell = f"{letters(_KNOWN[sheet].index(column))}{row}"
            found.remarks.add(
                Problem(file, sheet, cell, text, remark.rule, remark.message, remark.remedy)
            )


def _problem(fault: Refused, file: str, sheet: str, row: int) -> Problem:
    column = "text" if sheet == COMMENTS else "measure"
    cell = f"{letters(_KNOWN[sheet].index(column))}{row}"
    return Problem(file, sheet, cell, fault.value, fault.rule, fault.message, fault.remedy)


def _rows(sheet, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the filled rows below the row that names the columns."""
    below = False
    for row, cells in sheet.rows():
        texts = [cell.strip() for cell in cells[: len(columns)]]
        texts += [""] * (len(columns) - len(texts))
        if below and any(texts):
            yield row, dict(zip(columns, texts, strict=True))
        below = below or tuple(map(heading, texts)) == columns


def _gap(cells: dict[str, str], before: dict[str, Gap], plan: Plan) -> dict[str, Gap]:
    name = cells["measure"]
    _check_measures([name], plan)
    if name in before:
        raise Refused("R01", "repeats a measure", "Keep one.", name)
    for text in cells.values():
        words(text, LONGEST_NOTE)
    if not cells["reason"]:
        raise Refused("K02", "a gap without a reason", "Say why there is no figure.", name)
    try:
        return {name: Gap(**{k: v for k, v in cells.items() if k != "measure"})}
    except ValidationError:
        remedy = "Write a day 2014-09-19 or a month 2014-09, as text."
        raise Refused("K01", "not a day or month", remedy, cells["until"]) from None


def _comment(cells: dict[str, str], plan: Plan) -> Comment:
    if not words(cells["text"], LONGEST_NOTE):
        raise Refused("K02", "a comment without a text", "Write it or empty the row.")
    measures, panels = _listed(cells["measures"]), _listed(cells["panels"])
    _check_measures(measures, plan)
    codes = {panel.code for priority in plan.priorities.values() for panel in priority.panels}
    for code in panels:
        if code not in codes:
            raise Refused("K03", "unknown panel", "Use a panel's code, such as SP1.", code)
    return Comment(text=cells["text"], measures=measures, panels=panels)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, re.split(r"[\s,;]+", text)))


def _check_measures(names: Sequence[str], plan: Plan) -> None:
    for name in names:
        if name not in plan.measures:
            remedy = "Use a measure's id, as in the sheet of figures."
            raise Refused("M01", "unknown measure", remedy, name)
