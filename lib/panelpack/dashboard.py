"""Appendix A cell by cell: as the 2014 dashboard prints it, and as the pack shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from panelpack import shorthand, wording
from panelpack.comparison import round_half_up
from panelpack.plan import Measure, Panel
from panelpack.reported import Reported, report
from panelpack.revisions import Revision
from panelpack.series import Figures

PRINTED_GAP = "NA"


@dataclass(frozen=True)
class DashboardCell:
    """One cell: `printed` in the style of 2014, `shown` with shorthand and reason.

    `value` is the number behind it, if any; `footnote` the mark of its row or empty.
    """

    priority: str
    panel_title: str
    measure: str
    measure_id: str
    footnote: str
    column: str
    printed: str
    shown: str
    value: Decimal | None
    reported: Reported


@dataclass(frozen=True)
class PanelFacts:
    """One panel with its cells row by row, its footnotes and its comments."""

    panel: Panel
    rows: tuple[tuple[DashboardCell, ...], ...]
    comments: tuple[str, ...]


def panels(figures: Figures, priority: str | None = None) -> list[PanelFacts]:
    """Return the panels of all priorities in the order of the plan, or of one priority."""
    chosen = [p for p in figures.plan.priorities.values() if priority in (None, p.id)]
    return [_panel(figures, panel) for p in chosen for panel in p.panels]


def cells(figures: Figures) -> Iterator[DashboardCell]:
    """Yield every cell of the dashboard, panel by panel, row by row."""
    for facts in panels(figures):
        for row in facts.rows:
            yield from row


def _panel(figures: Figures, panel: Panel) -> PanelFacts:
    notes = [c for c in figures.comments if set(c.measures) & set(panel.rows)]
    notes.sort(key=lambda note: min(panel.rows.index(m) for m in note.measures if m in panel.rows))
    marks = {m: str(i) for i, note in enumerate(notes, 1) for m in note.measures}
    whole = [c.text for c in figures.comments if panel.code in c.panels]
    comments = [f"{i} {note.text}" for i, note in enumerate(notes, 1)] + whole
    rows = (_row(figures, panel, measure, marks.get(measure, "")) for measure in panel.rows)
    return PanelFacts(panel, tuple(rows), tuple(comments))


def _row(figures: Figures, panel: Panel, measure: str, mark: str) -> tuple[DashboardCell, ...]:
    reported = report(figures, measure)
    return tuple(_cell(figures, panel, reported, mark, column) for column in panel.columns)


def _cell(
    figures: Figures, panel: Panel, reported: Reported, mark: str, column: str
) -> DashboardCell:
    value = _VALUES[column](reported)
    return DashboardCell(
        priority=panel.code,
        panel_title=panel.title,
        measure=reported.measure.title,
        measure_id=reported.measure.id,
        footnote=mark,
        column=column,
        printed=_printed(reported, column, value),
        shown=_shown(figures, reported, column, value),
        value=value,
        reported=reported,
    )


def _printed(reported: Reported, column: str, value: Decimal | None) -> str:
    if column == "(absent)" or not _applies(reported.measure, column):
        return ""
    if column == "(text)":
        return reported.entry.note
    if column == "Assessment":
        return _cohort_words(reported) or PRINTED_GAP
    if value is None:
        return PRINTED_GAP if column != "Total" else ""
    return _PRINTED[column](reported.measure, value)


def _shown(figures: Figures, reported: Reported, column: str, value: Decimal | None) -> str:
    if not _applies(reported.measure, column):
        return shorthand.NOT_APPLICABLE
    if column == "Assessment" and _cohort_words(reported):
        return wording.marked(_cohort_words(reported), reported.revised)
    if value is not None:
        return wording.marked(_SHOWN[column](reported.measure, value), _revised(reported, column))
    if reported.status == "supplied":
        if column in ("(text)", "(absent)"):
            return reported.entry.note
        if reported.measure.kind == "text":
            return f"{shorthand.NOT_APPLICABLE} {reported.entry.note}"
        return _without_comparator(figures, reported)
    entry = reported.entry
    reason = wording.reason(entry, figures.plan, figures.quarter, figures.as_at)
    return f"{shorthand.of_figure(entry)} {reason}"


def _revised(reported: Reported, column: str) -> Sequence[Revision]:
    """Return how the figure of a column was revised; a percentage change is worked out anew."""
    if column == "% Var" or (column == "Actual" and not reported.measure.is_level):
        return ()
    return reported.revised_before if column == "L. YTD" else reported.revised


def _without_comparator(figures: Figures, reported: Reported) -> str:
    change, before = reported.change, reported.entry_before
    if change.state == "zero comparator":
        why = f"no percentage of zero in {reported.when_before}"
    elif change.state == "not comparable":
        why = f"not comparable with {reported.when_before}: {change.reason}"
    elif shorthand.of_figure(before) != shorthand.NOT_AVAILABLE:
        reason = wording.reason(before, figures.plan, figures.quarter, figures.as_at)
        why = f"{reported.when_before}: {reason}"
    else:
        why = f"no figure for {reported.when_before}"
    return f"{shorthand.of_change(change, reported.entry, before)} {why}"


def _cohort_words(reported: Reported) -> str:
    entry = reported.entry
    if entry.numerator is None or entry.base is None:
        return ""
    return reported.measure.words.format(numerator=entry.numerator, base=entry.base)


def _applies(measure: Measure, column: str) -> bool:
    """A level has no total; its column stays empty on the printed dashboard."""
    return not (column == "Total" and measure.is_level)


def _actual(reported: Reported) -> Decimal | None:
    """Return a level itself, but of a count its percentage change, as the dashboard does."""
    return reported.value if reported.measure.is_level else reported.change_percent


_VALUES = {
    "YTD": lambda r: r.value,
    "L. YTD": lambda r: r.before if r.value is not None else None,
    "% Var": lambda r: r.change_percent,
    "Actual": _actual,
    "Total": lambda r: None if r.measure.is_level else r.value,
    "Assessment": lambda r: r.value,
    "£ millions": lambda r: r.value,
    "(text)": lambda r: None,
    "(absent)": lambda r: None,
}


def _printed_actual(measure: Measure, value: Decimal) -> str:
    places = measure.places if measure.is_level else measure.change_places
    return f"{round_half_up(value, places)}{'' if measure.kind == 'average' else '%'}"


_PRINTED = {
    "YTD": lambda m, v: str(round_half_up(v, m.places)),
    "L. YTD": lambda m, v: str(round_half_up(v, m.places)),
    "% Var": lambda m, v: f"{round_half_up(v, m.change_places)}%",
    "Actual": _printed_actual,
    "Total": lambda m, v: f"{round_half_up(v, m.places):,}",
    "£ millions": lambda m, v: f"£{round_half_up(v, m.places)}",
}

_SHOWN = {
    "YTD": wording.figure,
    "L. YTD": wording.figure,
    "% Var": lambda m, v: f"{wording.signed(v, m.change_places)}%",
    "Actual": lambda m, v: (
        wording.figure(m, v) if m.is_level else f"{wording.signed(v, m.change_places)}%"
    ),
    "Total": wording.figure,
    "Assessment": wording.figure,
    "£ millions": lambda m, v: f"£{wording.number(v, m.places)}",
}
