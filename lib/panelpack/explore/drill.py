"""From the force to its districts, from a district to its months."""

from __future__ import annotations

import pandas as pd

from panelpack import wording
from panelpack.document import Notice
from panelpack.explore import drill_charts
from panelpack.explore.measures import Measures
from panelpack.opendata import read


class Drill:
    """A measure of the force, by district, by month or quarter."""

    def __init__(self, measures: Measures, measure: str = ""):
        choices = measures.with_districts()
        self.measure = measures.one_of(choices, measure, "figures by district")
        self.whole, self.districts = pd.Series(dtype=float), pd.DataFrame()
        """The force's series; and a row a period, a column a district."""
        if self.measure is not None:
            name = self.measure.id
            self.whole = measures.series(name)
            areas = sorted(measures.figures.areas(name), key=lambda a: (a == read.OUTSIDE, a))
            self.districts = pd.DataFrame({a: measures.series(name, a) for a in areas})

    def chart(self):
        """Draw the force above, its districts below it, and the months of those clicked on.

        Drag across the force's line to choose a time: the bars count that time alone. Click a bar
        to see the district's line and figures; hold shift for several.
        """
        if (missing := self._missing()) is not None:
            return missing
        return drill_charts.drill(self.whole, self.districts, self.measure)

    def table(self) -> pd.DataFrame:
        """Return the figures by period and district, the newest first."""
        table = self.districts.assign(**{"Whole force": self.whole}).iloc[::-1]
        if self.measure is not None:
            table = table.round(self.measure.places)
            table.index = [wording.period(p) for p in table.index]
        return table

    def _missing(self) -> Notice | None:
        if self.measure is not None and self.districts.count().any():
            return None
        until = "for this quarter or before it"
        why = f"No measure of the plan has figures by district {until}."
        return Notice("missing", "No districts to show", why)
