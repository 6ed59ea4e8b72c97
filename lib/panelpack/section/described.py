"""What charts show, in words: the series, the limits, the signals and the sums."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import pandas as pd

from panelpack import comparison, spc, tables, wording
from panelpack.plan import Measure
from panelpack.units import counted


def series(measure: Measure, values: pd.Series, of: str = "") -> str:
    """Say what a series holds: how many values, since when, between which.

    `of`: what the values are where they aren't the measure's own, like "twelve-month sums".
    """
    first, last = values.first_valid_index(), values.last_valid_index()
    return (
        f"{measure.title}{of and f': {of}'}. {values.count()} values from {wording.period(first)} "
        f"to {wording.period(last)}, between {wording.figure(measure, values.min())} "
        f"and {wording.figure_with_unit(measure, values.max())}."
    )


def limits(result: spc.ControlChart, measure: Measure) -> str:
    """Say what a control chart shows: its values, where its limits come from, its signals."""
    table, periods = result.table, tables.periods(result)
    used = table.loc[table["baseline"], "value"].count()
    of = "percentages" if measure.unit == "%" else measure.unit
    limits = (
        "without limits" if result.limit_status == "none" else f"with limits from {used} of them"
    )
    return (
        f"A control chart of {of}: {table['value'].count()} values from "
        f"{periods[0]} to {periods[-1]}, {limits}. {_signals_told(table['cause'], periods)}"
    )


def _signals_told(causes: Sequence[str], periods: Sequence[str]) -> str:
    """Say each signal with the periods it covers, in date order."""
    told, at = [], 0
    for cause, run in groupby(causes):
        last = at + len(list(run)) - 1
        if cause in tables.SIGNALS:
            span = periods[at] if last == at else f"{periods[at]} to {periods[last]}"
            said = f"{tables.SIGNALS[cause]}, {span}"
            told.append(said[0].upper() + said[1:] if told else said)
        at = last + 1
    return f"Signals: {'. '.join(told)}." if told else "No value gives a signal."


def periods_of_year(series: pd.Series) -> int:
    """Return how many periods of a series make a year."""
    return {"M": 12, "Q": 4, "Y": 1}[series.index.freqstr[0]]


def rolling(sums: pd.Series, measure: Measure) -> str:
    """Say the last twelve-month sum of a series and how it compares with a year before."""
    last, end = sums.dropna().iloc[-1], sums.dropna().index[-1]
    found = counted(wording.number(last), measure.unit)
    said = f"{measure.name}: {found} in the twelve months to {wording.end_of(end)}"
    before = sums.get(end - periods_of_year(sums))
    if before is None or pd.isna(before):
        return said
    change = comparison.change(last, before, measure.change_places)
    return f"{said}, {change.words} on the twelve months before"
