"""Tables as blocks: a priority's measures, a series by financial year, a control chart."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import pandas as pd

from panelpack import shorthand, wording
from panelpack.document import Cell, Column, Table
from panelpack.quarters import day_label
from panelpack.reported import Reported
from panelpack.spc import ControlChart

_MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")
_QUARTERS = ("Q1", "Q2", "Q3", "Q4")
_SOURCE = "Source"
_SOURCED = re.compile(rf"{_SOURCE} (?P<number>\d+): (?P<source>.+)\.", re.DOTALL)


def text(label: str) -> Column:
    """Return a column of words."""
    return Column(label)


def numbers(label: str) -> Column:
    """Return a column of numbers."""
    return Column(label, "number")


def measures(reported: Sequence[Reported], caption: str) -> Table:
    """Return one row a measure: figure, comparator, change, base and the number of its source.

    Sources with their clearance are long and often the same, so each is told once below.
    """
    columns = (
        text("Measure"),
        *map(numbers, ("Figure", "A year before", "Change", "% change", "Base", _SOURCE)),
    )
    sources = list(dict.fromkeys(map(_provenance, reported)))
    rows = tuple((*_measure_row(r), str(sources.index(_provenance(r)) + 1)) for r in reported)
    notes = [f"{_SOURCE} {number}: {source}." for number, source in enumerate(sources, 1)]
    return Table(caption, columns, rows, (*notes, *shorthand_notes(rows)))


def sourced(table: Table) -> Table:
    """Return a table of measures with its sources in its rows, as rows of several need them."""
    told = {note: found for note in table.notes if (found := _SOURCED.fullmatch(note))}
    if not told or table.columns[-1].label != _SOURCE:
        return table
    by_number = {found["number"]: found["source"] for found in told.values()}
    rows = tuple((*row[:-1], by_number[row[-1]]) for row in table.rows)
    notes = tuple(note for note in table.notes if note not in told)
    return Table(table.caption, (*table.columns[:-1], text(_SOURCE)), rows, notes)


def figure(reported: Reported) -> str:
    """Return what stands in a table for a measure's figure: number, words or shorthand."""
    if reported.measure.kind == "text" and reported.status == "supplied":
        return reported.entry.note
    if reported.value is None:
        return shorthand.of_figure(reported.entry)
    return wording.marked(wording.figure(reported.measure, reported.value), reported.revised)


def change(reported: Reported) -> str:
    """Return the change on a year before as one cell: `+127 (+15.8%)`."""
    measure = reported.measure
    if measure.kind == "text":
        return shorthand.NOT_APPLICABLE
    if reported.change.difference is None and reported.change_percent is not None:
        return wording.change_percent(reported)
    number = wording.change_number(reported)
    if measure.is_rate or reported.change.percent is None:
        return number
    return f"{number} ({wording.change_percent(reported)})"


def _measure_row(reported: Reported) -> tuple[Cell, ...]:
    measure = reported.measure
    if measure.kind == "text":
        return (measure.name, figure(reported), *[shorthand.NOT_APPLICABLE] * 4)
    return (
        measure.with_unit(measure.name),
        figure(reported),
        before(reported),
        wording.change_number(reported),
        wording.change_percent(reported),
        _base(reported),
    )


def before(reported: Reported) -> str:
    """Return what stands in a table for the figure of a year before."""
    if reported.before is None:
        return shorthand.of_figure(reported.entry_before)
    words = wording.figure(reported.measure, reported.before)
    return wording.marked(words, reported.revised_before)


def _base(reported: Reported) -> str:
    if reported.measure.kind in ("count", "money"):
        return shorthand.NOT_APPLICABLE
    base = reported.entry.base
    return shorthand.NOT_AVAILABLE if base is None else wording.number(base)


def _provenance(reported: Reported) -> str:
    entry = reported.entry
    if entry.cleared_on is None or entry.status != "supplied":
        return entry.source
    return f"{entry.source}; cleared by {entry.board}, {day_label(entry.cleared_on)}"


def shorthand_notes(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Return the note of each shorthand that stands in a cell."""
    words = [cell for row in rows for cell in row if isinstance(cell, str)]
    return [
        note + "."
        for mark, note in shorthand.NOTES.items()
        if any(word.startswith(mark) or word.endswith(mark) for word in words)
    ]


def _noted(caption: str, columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...]) -> Table:
    return Table(caption, columns, rows, tuple(shorthand_notes(rows)))


def by_year(
    series: pd.Series, caption: str, places: int = 0, revised: Collection[pd.Period] = ()
) -> Table:
    """Return a monthly or quarterly series as a table, a row a financial year.

    `series` is on a PeriodIndex of months, quarters or years; gaps show `[x]`,
    and parts of a year outside the series `[z]`. Figures of `revised` periods are marked.
    """
    frequency = series.index.freqstr[0]
    if frequency == "Y":
        rows = tuple((_year(p), _cell(v, places, p in revised)) for p, v in series.items())
        columns = (text("Financial year"), numbers("Figure"))
        return _noted(caption, columns, rows)
    parts = _MONTHS if frequency == "M" else _QUARTERS
    grid = {_year(p): [shorthand.NOT_APPLICABLE] * len(parts) for p in series.index}
    for period, value in series.items():
        grid[_year(period)][_part(period, frequency)] = _cell(value, places, period in revised)
    rows = tuple((year, *values) for year, values in grid.items())
    columns = (text("Financial year"), *(numbers(p) for p in parts))
    return _noted(caption, columns, rows)


def _year(period: pd.Period) -> str:
    end = period.end_time
    first = end.year - (end.month < 4)
    return f"{first}/{(first + 1) % 100:02}"


def _part(period: pd.Period, frequency: str) -> int:
    month = (period.end_time.month - 4) % 12
    return month if frequency == "M" else month // 3


def _cell(value: float, places: int, is_revised: bool = False) -> str:
    if pd.isna(value):
        return shorthand.NOT_AVAILABLE
    return wording.marked(wording.number(value, places), is_revised)


SIGNALS = {
    "U": "above the upper limit",
    "L": "below the lower limit",
    "I": "rising trend",
    "D": "falling trend",
    "A": "two of three near the upper limit",
    "B": "two of three near the lower limit",
    "H": "run above the centre",
    "W": "run below the centre",
}


def periods(result: ControlChart) -> list[str]:
    """Name the periods of a control chart as the rest of the pack does."""
    index = result.table.index
    if isinstance(index, pd.PeriodIndex):
        return [wording.period(p) for p in index]
    return list(result.table["label"])


def control(
    result: ControlChart, caption: str, places: int = 0, revised: Collection[pd.Period] = ()
) -> Table:
    """Return a control chart's values, those `revised` marked, lines and signals by period."""
    rows = tuple(
        (
            period,
            _cell(row.value, places, row.Index in revised),
            _line(row.lower, places),
            _line(row.centre, places),
            _line(row.upper, places),
            SIGNALS.get(row.cause, "none"),
        )
        for period, row in zip(periods(result), result.shown.itertuples(), strict=True)
    )
    heads = map(numbers, ("Value", "Lower limit", "Centre", "Upper limit"))
    columns = (text("Period"), *heads, text("Signal"))
    return _noted(caption, columns, rows)


def prediction(table: pd.DataFrame, caption: str, places: int = 0) -> Table:
    """Return predicted means and ranges, a row a period."""
    rows = tuple(
        (
            wording.period(p),
            wording.number(row["mean"], places),
            f"{wording.number(row['lower80'], places)} to {wording.number(row['upper80'], places)}",
            f"{wording.number(row['lower95'], places)} to {wording.number(row['upper95'], places)}",
        )
        for p, row in table.iterrows()
    )
    columns = (text("Period"), numbers("Expected"), numbers("80% range"), numbers("95% range"))
    return Table(caption, columns, rows)


def columns(
    frame: pd.DataFrame,
    caption: str,
    places: int | Sequence[int] = 0,
    revised: Sequence[Collection[pd.Period]] = (),
) -> Table:
    """Return several series side by side, a row a period; `places` for all or for each column.

    `revised`: the revised periods of each column, whose figures are marked.
    """
    each = [places] * len(frame.columns) if isinstance(places, int) else places
    marks = revised or [()] * len(frame.columns)
    rows = tuple(
        (
            wording.period(p),
            *(_cell(v, n, p in m) for v, n, m in zip(values, each, marks, strict=True)),
        )
        for p, values in zip(frame.index, frame.to_numpy(), strict=True)
    )
    heads = (text("Period"), *(numbers(str(name)) for name in frame.columns))
    return _noted(caption, heads, rows)


def _line(value: float, places: int) -> str:
    """Write a limit: a mean of whole counts has a decimal, and finer figures keep theirs."""
    return shorthand.NOT_APPLICABLE if pd.isna(value) else wording.number(value, max(places, 1))
