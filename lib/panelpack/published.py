"""Open data as figures: what publishers' counted tables say of a measure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

import pandas as pd

from panelpack.clearance import Entry
from panelpack.errors import DataError
from panelpack.opendata import read
from panelpack.opendata.tables import group_names
from panelpack.plan import Measure, Plan
from panelpack.quarters import Period

_Found = Iterator[tuple[str, str, Decimal | None]]

BOARD = "published"
"""Open data needs no board: it has been published by its publisher."""


def why_nothing(source: str, plan: Plan) -> str:
    """Return why a force has no figure of a source; nothing if it has some."""
    if read.covers(plan.folder, source, plan.settings.force):
        return ""
    return f"the workbook has no {source} data for {plan.settings.force}"


def check_groups(folder: Path, measure: str, source: str, named: Collection[str]) -> None:
    """Raise DataError for an offence group or crime type that the publisher doesn't have.

    Left alone, a mistyped name would add nothing, and the sum of the others would pass for all.
    """
    known = group_names(folder, source) if named else ()
    for name in named:
        if name not in known:
            near = get_close_matches(name, known, 1)
            meant = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(sorted(known))}"
            raise DataError(
                f"measure {measure}: no group {name!r} in the open data of {source}; {meant}"
            )


def entries(measure: Measure, plan: Plan) -> tuple[Entry, ...]:
    """Return the figures of a measure that is open data, by area and period.

    None if the workbook has none for its force. A table is counted once a process, and again if
    it has changed on disk. Raises DataError when it can't be read.
    """
    folder, force = plan.folder, plan.settings.force
    return _entries(measure, folder, force, read.stamp(folder, measure.open.source))


@lru_cache(maxsize=256)
def _entries(measure: Measure, folder: Path, force: str, stamp: object) -> tuple[Entry, ...]:
    if not read.covers(folder, measure.open.source, force):
        return ()
    return tuple(_counted(measure, folder, force))


def _counted(measure: Measure, folder: Path, force: str) -> Iterator[Entry]:
    named = (*measure.open.groups, *measure.open.but)
    check_groups(folder, measure.id, measure.open.source, named)
    title = read.provenance(folder, measure.open.source)["title"]
    for area, period, found in _SOURCES[measure.open.source](measure, folder, force):
        value, note = _usable(found)
        status = "supplied" if value is not None else "nationally_unavailable"
        yield Entry(
            measure=measure.id,
            area=area,
            period=Period.parse(period, yearly=measure.cadence == "year"),
            value=value,
            numerator=None,
            base=None,
            status=status,
            note=note,
            gap=None,
            source=title,
            board=BOARD,
            cleared_on=None,
        )


def _usable(found: Decimal | None) -> tuple[Decimal | None, str]:
    """Return a count, or none with the reason where what was worked out is no count.

    A quarter that is worked out from published years can lie below zero, when a year was revised
    after the one before it was printed. Within a larger sum such a quarter stays as it is.
    """
    if found is None or found >= 0:
        return found, ""
    return None, f"revisions of other quarters leave \N{MINUS SIGN}{abs(found)}, which is no count"


def chosen(table: pd.DataFrame, column: str, measure: Measure) -> pd.DataFrame:
    """Keep the groups that a measure names, or all but those it leaves out."""
    if measure.open.groups:
        return table[table[column].isin(measure.open.groups)]
    return table[~table[column].isin(measure.open.but)]


def _home_office(measure: Measure, folder: Path, force: str) -> _Found:
    table = chosen(read.recorded_crime(folder, force), "offence_group", measure)
    # A group that is not collected in a quarter adds nothing; a quarter with none is a gap.
    totals = table.groupby("quarter")["offences"].sum(min_count=1)
    for quarter, value in totals.items():
        yield "", quarter, None if pd.isna(value) else Decimal(int(value))


def _police_uk(measure: Measure, folder: Path, force: str) -> _Found:
    table = chosen(read.street_crime(folder, force), "crime_type", measure)
    for (month, district), value in table.groupby(["month", "district"])["count"].sum().items():
        yield district, month, Decimal(int(value))
    for month, value in table.groupby("month")["count"].sum().items():
        yield "", month, Decimal(int(value))


def _arrests(measure: Measure, folder: Path, force: str) -> _Found:
    table = read.arrests_10_17(folder, force)
    for year, value in zip(table["year"], table["arrests"], strict=True):
        yield "", year, Decimal(int(value))


def _ons(measure: Measure, folder: Path, force: str) -> _Found:
    table = read.asb_incidents(folder, force)
    for year, value in zip(table["year"], table["incidents"], strict=True):
        yield "", year, None if pd.isna(value) else Decimal(int(value))


_SOURCES = {
    "home-office": _home_office,
    "police-uk": _police_uk,
    "home-office-arrests": _arrests,
    "ons": _ons,
}
