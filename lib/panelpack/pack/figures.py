"""The figures behind a pack as plain rows: every measure, and Appendix A cell by cell."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal

from panelpack import comparison, dashboard, wording
from panelpack.clearance import Entry
from panelpack.dashboard import DashboardCell
from panelpack.judgement import Judged, Judgement, judge_all
from panelpack.pack import fields
from panelpack.plan import Measure
from panelpack.reported import Reported, report
from panelpack.series import Figures

MEASURE_COLUMNS = tuple(fields.MEASURES)
DASHBOARD_COLUMNS = tuple(fields.DASHBOARD)
FIGURE = "Figure"
"""The column of a measure that stands on no panel."""
REVISED = "revised"
"""The status of a figure that was supplied, and differs from one that was told before."""
_PERCENT_COLUMNS = ("% Var", "Actual")

Row = dict[str, object]


def measure_rows(figures: Figures, judged: Judged | None = None) -> list[Row]:
    """Return one row for each measure and each column of Appendix A that it stands in.

    A measure on no panel has one row, its column called `Figure`. `value` and `printed` are the
    column's, `unit` says in what; `comparator` (the year before), `change` and `change_pct` are
    the measure's. `reason` says why there is no value, or no change.
    """
    judged = judged or judge_all(figures)
    cells: dict[str, dict[str, DashboardCell]] = {}
    for cell in dashboard.cells(figures):
        cells.setdefault(cell.measure_id, {})[cell.column] = cell
    rows = []
    for measure in figures.plan.measures.values():
        own = list(cells.get(measure.id, {}).values())
        reported = own[0].reported if own else report(figures, measure.id)
        shared = _shared(figures, reported, judged[measure.id])
        parts = [_of_cell(cell) for cell in own] or [_alone(reported)]
        rows += [shared | part | {"reason": part["reason"] or shared["reason"]} for part in parts]
    return rows


def dashboard_rows(figures: Figures, judged: Judged | None = None) -> list[Row]:
    """Return one row for each cell of Appendix A, `measure` in the wording printed there."""
    judged = judged or judge_all(figures)
    return [
        {name: getattr(cell, name) for name in DASHBOARD_COLUMNS[:-1]}
        | {"assessment": judged[cell.measure_id].result.state}
        for cell in dashboard.cells(figures)
    ]


def of_priorities(rows: list[Row], figures: Figures, priorities: Collection[str]) -> list[Row]:
    """Keep the rows of some priorities."""
    chosen = [figures.plan.priorities[p] for p in priorities]
    names = {p.number for p in chosen} | {panel.code for p in chosen for panel in p.panels}
    return [row for row in rows if row["priority"] in names]


def _shared(figures: Figures, reported: Reported, judgement: Judgement) -> Row:
    measure, entry = reported.measure, reported.entry
    return {
        "priority": figures.plan.priority_of(measure.id).number,
        "measure": measure.id,
        "title": measure.title,
        "period": reported.period,
        "comparator": reported.before,
        "change": reported.change.difference,
        "change_pct": None if measure.is_rate else reported.change_percent,
        "assessment": judgement.result.state,
        "reason": _why(figures, reported),
        "status": REVISED if reported.revised else entry.status,
        "source": entry.source,
        "cleared_on": entry.cleared_on,
    }


def _why(figures: Figures, reported: Reported) -> str:
    """Say why a measure has no figure, or no change on the year before."""
    if reported.status != "supplied":
        return _why_missing(figures, reported.entry)
    changed = (*reported.revised, *reported.revised_before)
    said = [wording.revision(reported.measure, each) for each in changed]
    if reported.change.state == comparison.MISSING and reported.measure.kind != "text":
        said.append(f"no figure for {reported.when_before} to compare with")
    if reported.change.state == comparison.NOT_COMPARABLE:
        said.append(reported.change.reason)
    return "; ".join(said)


def _why_missing(figures: Figures, entry: Entry) -> str:
    if entry.status == "supplied":
        return ""
    return wording.reason(entry, figures.plan, figures.quarter, figures.as_at)


def _of_cell(cell: DashboardCell) -> Row:
    measure = cell.reported.measure
    _, _, why = cell.shown.partition(" ")
    missing = cell.value is None and cell.shown.startswith("[")
    return {
        "column": cell.column,
        "value": cell.value,
        "printed": cell.printed,
        "unit": "%" if _in_per_cent(cell) else measure.unit,
        "reason": (why or "not applicable") if missing else "",
    }


def _in_per_cent(cell: DashboardCell) -> bool:
    is_own = cell.column == "Actual" and cell.reported.measure.kind == "average"
    return cell.column in _PERCENT_COLUMNS and not is_own


def _alone(reported: Reported) -> Row:
    return {
        "column": FIGURE,
        "value": reported.value,
        "printed": _printed(reported.measure, reported),
        "unit": reported.measure.unit,
        "reason": "",
    }


def _printed(measure: Measure, reported: Reported) -> str:
    value: Decimal | None = reported.value
    if measure.kind == "text" and reported.status == "supplied":
        return reported.entry.note
    return (
        dashboard.PRINTED_GAP
        if value is None
        else str(comparison.round_half_up(value, measure.places))
    )


def status_rows(figures: Figures) -> Iterator[Row]:
    """Yield for each measure who provides it, where it stands, and what it waits for.

    `status` is the figure's status, `state` the same in words, `reason` why there is no figure.
    `board` must have seen it before the public does; `due` is the day on which the partner's
    return is due (none for open data).
    """
    plan = figures.plan
    for priority in plan.priorities.values():
        for measure in priority.measures.values():
            entry = report(figures, measure.id).entry
            partner = plan.settings.partners.get(measure.partner)
            yield {
                "priority": priority.number,
                "measure": measure.id,
                "name": measure.name,
                "partner": partner.name if partner else f"open data: {measure.open.source}",
                "status": entry.status,
                "state": wording.status(entry),
                "reason": _why_missing(figures, entry),
                "board": plan.board_of(measure) if partner else "",
                "due": partner.due(figures.quarter) if partner else None,
            }
