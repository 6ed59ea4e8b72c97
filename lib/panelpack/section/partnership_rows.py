"""A partnership's figures of a quarter, and how they stand in tables and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from panelpack import assessment, comparison, shorthand, wording
from panelpack.assessment import Result
from panelpack.document import Badge, Cell, Column
from panelpack.opendata import read
from panelpack.plan import Measure
from panelpack.quarters import Quarter
from panelpack.section.places import PER
from panelpack.units import counted

ALL = "All"
FINER_BELOW = 10
"""Rates are given to two decimals where the greatest is below this, else to one."""
_WITHOUT = ("no chart", "not enough data")


@dataclass(frozen=True)
class Row:
    """A partnership's figures of a quarter; `then` is NaN and `rate` None where unknown."""

    name: str
    now: float
    then: float
    rate: float | None
    variation: Badge
    assessed: Badge
    revised: bool = False
    """Whether a figure of the quarter was changed, and `revised_then` one of its comparator."""
    revised_then: bool = False


def tested(series: pd.Series, measure: Measure, quarter: Quarter) -> Result:
    """Test a partnership's quarter as the pack tests every count."""
    return assessment.assess_counts(
        series,
        quarter,
        measure.better,
        breaks=tuple(b.since for b in measure.breaks),
        floor=measure.floor or assessment.SMALLEST_COUNT,
    )


def badge_of(result: Result) -> Badge:
    """Return a result's class as word and shape."""
    return Badge(result.state, assessment.WORDS[result.state])


def cells(row: Row, measure: Measure, places: int) -> tuple[Cell, ...]:
    """Return a row of the table of one measure."""
    change = comparison.change(row.now, row.then, measure.change_places)
    is_place = row.name != read.OUTSIDE
    return (
        row.name[:1].upper() + row.name[1:],
        row_rate(row, places) if is_place else shorthand.NOT_APPLICABLE,
        wording.marked(wording.number(row.now), row.revised),
        shorthand.NOT_AVAILABLE
        if change.before is None
        else wording.marked(wording.number(change.before), row.revised_then),
        *wording.count_change(change, measure.change_places),
        row.variation if is_place else shorthand.NOT_APPLICABLE,
        row.assessed if is_place else shorthand.NOT_APPLICABLE,
    )


def told_once(
    columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]]
) -> tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...], list[str]]:
    """Leave out columns that say for every place that nothing can be told, and say so once."""
    kept, notes = [], []
    for place, column in enumerate(columns):
        badges = {row[place] for row in rows if isinstance(row[place], Badge)}
        (state,) = badges if len(badges) == 1 else (None,)
        if state is not None and state.state in _WITHOUT:
            notes.append(f"{column.label}: {wording.lower_first(state.word)} for any partnership.")
        else:
            kept.append(place)
    shown = tuple(tuple(row[place] for place in kept) for row in rows)
    return tuple(columns[place] for place in kept), shown, notes


def rate_said(rate: float | None, places: int) -> str:
    """Write a rate, or that there is none."""
    return shorthand.NOT_AVAILABLE if rate is None else wording.number(rate, places)


def row_rate(row: Row | None, places: int) -> str:
    """Write the rate of a row, marked where its figure was revised; no row has none."""
    if row is None or row.rate is None:
        return shorthand.NOT_AVAILABLE
    return wording.marked(wording.number(row.rate, places), row.revised)


def places_of(rows: list[Row]) -> int:
    """Return the decimals that the rates of a measure need to differ."""
    return 1 if max((r.rate or 0 for r in rows), default=0) >= FINER_BELOW else 2


def compared_with(then: pd.Period | None, quarter: Quarter) -> str:
    """Say which quarter `then` is that changes of a quarter are measured from."""
    if then is None:
        return "No earlier quarter recorded in the same way is known, so no change can be given."
    if then == pd.Period(quarter.end, "Q-MAR") - 4:
        return f"The change is that on {wording.period(then)}, the same quarter a year before."
    return (
        "The same quarter a year before is not known. The change is that on "
        f"{wording.period(then)}, the quarter before: the season is in it, so it says little."
    )


def finding(rows: list[Row], measure: Measure) -> str:
    """Say which partnership has the highest rate and the lowest, or the most if none is known."""
    own = [row for row in rows if row.name not in (ALL, read.OUTSIDE)]
    whole = next((row for row in rows if row.name == ALL), None)
    rated = sorted((row for row in own if row.rate is not None), key=lambda row: -row.rate)
    if len(rated) < len(own):
        most = max(own, key=lambda row: row.now)
        return f"{most.name} recorded most, {counted(wording.number(most.now), measure.unit)}"
    places = places_of(rows)
    top, least = rated[0], rated[-1]
    said = f"highest in {top.name}, {rate_said(top.rate, places)} for each {PER:,} people"
    if least is not top:
        said += f"; lowest in {least.name}, {rate_said(least.rate, places)}"
    return said + (
        f"; all together {rate_said(whole.rate, places)}" if whole and whole.rate else ""
    )
