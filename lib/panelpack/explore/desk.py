"""What an explore notebook opens: one quarter of a workbook, as an audience knows it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from pandas.io.formats.style import Styler

from panelpack.clearance import AUDIENCES
from panelpack.errors import DataError
from panelpack.explore.drill import Drill
from panelpack.explore.frames import readable
from panelpack.explore.measures import Measures
from panelpack.explore.pairs import Pair, pair_of
from panelpack.explore.received import Received
from panelpack.explore.streets import Streets
from panelpack.explore.whatif import WhatIf
from panelpack.news import as_known
from panelpack.plan import load_plan, load_quarter
from panelpack.quarters import day_label, parse_day
from panelpack.series import Figures
from panelpack.workbook import find_quarter, find_workbook

_AUDIENCE = {
    "public": "what the public may see",
    "internal": "all that has been received, for the office only",
}


class Desk:
    """One quarter of a workbook to explore; `figures` are those of the pack."""

    def __init__(self, figures: Figures):
        self.figures, self.plan, self.quarter = figures, figures.plan, figures.quarter
        self._measures = Measures(figures)

    def __repr__(self) -> str:
        seen = _AUDIENCE[self.figures.audience]
        day = day_label(self.figures.as_at)
        return f"{self.plan.settings.area}, {self.quarter.label}, as at {day}: {seen}"

    def measures(self) -> pd.DataFrame:
        """Return every measure with figures: what it counts, how often, from when to when."""
        return self._measures.table()

    def pair(self, first: str = "", second: str = "") -> Pair:
        """Set a measure against another one.

        `first`, `second`: ids of `measures()`. Without them: the first two that can be compared.
        Raises DataError, with the measures to choose from, for an id that has no series.
        """
        return pair_of(self._measures, first, second)

    def drill(self, measure: str = "") -> Drill:
        """Go from the force to its districts and on to their months.

        `measure`: one with figures by district; without it the first that has them.
        """
        return Drill(self._measures, measure)

    def what_if(self, measure: str = "") -> WhatIf:
        """Turn what sets a control chart's limits: baseline, new start, points, rules.

        `measure`: one of months or quarters; without it the first that has a baseline.
        """
        return WhatIf(self._measures, measure)

    def streets(self, types: str = "comparable") -> Streets:
        """Look at street-level crime by type, district and month.

        `types`: `comparable` over the years, or `published`, the publisher's own.
        """
        return Streets(self.figures, types)

    def received(self, quarters: int = 8) -> Received:
        """Look at which figures have come for so many quarters up to this one, and what waits."""
        return Received(self.figures, quarters)

    def series(self, measure: str, area: str = "") -> pd.Series:
        """Return a measure as a pandas Series on a PeriodIndex, gaps as NaN."""
        return self.figures.series(self._measures.known(measure).id, area)

    def show(self, table: pd.DataFrame, places: int = 0) -> Styler:
        """Show a table for reading, nothing cut off; numbers have so many decimals."""
        return readable(table, places)


def open_desk(
    quarter: str = "latest", audience: str = "internal", as_at: str = "", workbook: str = ""
) -> Desk:
    """Open a quarter of a workbook to explore.

    `quarter` like `2014-15-q1`, or `latest` for the newest on file; `audience` internal or public;
    `as_at` an ISO day (default: as a pack built now would know it); `workbook` a folder (default:
    the one that the current folder lies in). Raises DataError if one of them can't be used.
    """
    if audience not in AUDIENCES:
        raise DataError(f"audience {audience!r}: use {' or '.join(AUDIENCES)}")
    plan = load_plan(find_workbook(Path(workbook or ".")))
    try:
        period = find_quarter(quarter, plan.folder)
        day = parse_day(as_at) if as_at else None
    except ValueError as error:
        raise DataError(str(error)) from None
    day = day or as_known(plan, load_quarter(plan.folder, period))
    return Desk(Figures(plan, period, audience, day))
