"""Street-level crime by type, district and month, on a map where there are boundaries."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from panelpack import wording
from panelpack.document import Notice
from panelpack.errors import DataError
from panelpack.explore import street_charts
from panelpack.opendata import read
from panelpack.series import Figures

MOST_MONTHS = 36
"""Months that are drawn, the newest: more would make a notebook slow to open."""
TYPES = ("comparable", "published")
_SOURCE = "police-uk"


class Streets:
    """What police.uk counts for the force up to the quarter's end."""

    def __init__(self, figures: Figures, types: str = "comparable"):
        if types not in TYPES:
            raise DataError(f"types {types!r}: use {' or '.join(TYPES)}")
        self.figures, self.types = figures, types
        self.folder, self.force = figures.plan.folder, figures.plan.settings.force

    @cached_property
    def counts(self) -> pd.DataFrame:
        """A row a month (Period), district and crime type: `month, district, crime_type, count`."""
        columns = ["month", "district", "crime_type", "count"]
        if not self._is_there("open", _SOURCE) or not read.covers(self.folder, _SOURCE, self.force):
            return pd.DataFrame(columns=columns)
        table = read.street_crime(self.folder, self.force, self.types)[columns]
        table = table.assign(month=pd.PeriodIndex(table["month"], freq="M"))
        known = [month for month in table["month"].unique() if month.end_time.date() <= self._until]
        return table[table["month"].isin(sorted(known)[-MOST_MONTHS:])].reset_index(drop=True)

    def chart(self):
        """Draw a map, the months and the crime types; what is chosen in one counts in the others.

        Drag across the months for a time; click types or districts, with shift for several.
        """
        if self.counts.empty:
            return self._nothing()
        return street_charts.streets(self.counts, self._shapes(), self._people())

    def table(self, start: str = "", end: str = "") -> pd.DataFrame:
        """Return the counts by crime type and district from month to month (`2014-04`)."""
        counts = self.counts
        counts = counts[counts["month"] >= _month(start)] if start else counts
        counts = counts[counts["month"] <= _month(end)] if end else counts
        table = counts.pivot_table(
            index="crime_type", columns="district", values="count", aggfunc="sum", fill_value=0
        )
        table = table.assign(**{"Whole force": table.sum(axis=1)}).astype(int)
        return table.sort_values("Whole force", ascending=False)

    def notes(self) -> Notice:
        """Say where the counts come from and what they can't tell."""
        if self.counts.empty:
            return self._nothing()
        facts = read.provenance(self.folder, _SOURCE)
        months = self.counts["month"]
        said = (
            f"{facts['title']}, {facts['publisher']}, {facts['licence']}: "
            f"{wording.period(months.min())} to {wording.period(months.max())}. The month is all "
            "there is, so nothing can be told of nights or weekends. Rows that name no district "
            f"of the force are counted as “{read.OUTSIDE}” and lie on no map. Small counts vary "
            "by chance: look at the control chart before calling a change a change."
        )
        return Notice("note", "What this is", said)

    @property
    def _until(self):
        return self.figures.until

    def _shapes(self) -> dict[str, list]:
        if not self._is_there("reference", "districts.geojson"):
            return {}
        outlines = read.outlines(self.folder)
        codes = read.districts(self.folder, self.force).set_index("district")["code"]
        places = self.counts["district"].unique()
        named = {p: codes[p] for p in places if p in codes.index}
        return {place: outlines[code] for place, code in named.items() if code in outlines}

    def _people(self) -> dict[str, float]:
        """Return the population by district, of the last year known at the quarter's end."""
        if not self._is_there("reference", "populations.csv"):
            return {}
        table = read.populations(self.folder)
        own = read.districts(self.folder, self.force)
        table = table[table["code"].isin(own["code"])]
        known = table[table["year"] <= self.figures.quarter.end.year]
        table = (known if len(known) else table).sort_values("year").groupby("district").last()
        return {str(place): float(people) for place, people in table["population"].items()}

    def _is_there(self, *parts: str) -> bool:
        """Say whether the workbook has a table; another force's may do without."""
        return self.folder.joinpath("data", *parts).exists()

    def _nothing(self) -> Notice:
        why = (
            f"The workbook has no street-level crime of {self.force} up to the end of the quarter. "
            "'panelpack open-data police-uk FOLDER' makes the table out of police.uk's files."
        )
        return Notice("missing", "Nothing to show on a map", why)


def _month(text: str) -> pd.Period:
    try:
        return pd.Period(text, "M")
    except ValueError:
        raise DataError(f"{text!r} is no month; write it like 2014-04") from None
