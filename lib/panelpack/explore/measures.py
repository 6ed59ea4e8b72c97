"""Which measures of a plan have a series, and the one that an analyst names."""

from __future__ import annotations

from difflib import get_close_matches

import pandas as pd

from panelpack import wording
from panelpack.errors import DataError
from panelpack.plan import Measure
from panelpack.series import Figures

FEWEST_VALUES = 2
"""Values without which there is no series to look at."""


class Measures:
    """The measures of a plan and their series in one quarter."""

    def __init__(self, figures: Figures):
        self.figures, self.plan = figures, figures.plan

    def series(self, measure: str, area: str = "") -> pd.Series:
        """Return a measure's series, gaps as NaN."""
        return self.figures.series(measure, area)

    def with_series(self) -> list[Measure]:
        """Return the measures of two values or more, in the order of the plan."""
        every = self.plan.measures.values()
        return [m for m in every if self.series(m.id).count() >= FEWEST_VALUES]

    def with_districts(self) -> list[Measure]:
        """Return the measures that have figures by district."""
        return [m for m in self.plan.measures.values() if self.figures.areas(m.id)]

    def known(self, measure: str) -> Measure:
        """Return what the plan says of a measure; DataError if it has none of that id."""
        if measure in self.plan.measures:
            return self.plan.measures[measure]
        near = get_close_matches(measure, self.plan.measures, n=1)
        meant = f" Did you mean {near[0]!r}?" if near else ""
        listed = _listed(self.with_series())
        raise DataError(f"the plan has no measure {measure!r}.{meant} With a series:{listed}")

    def one_of(self, choices: list[Measure], measure: str, lacks: str) -> Measure | None:
        """Return the choice that is named, the first one for no name, None without choices.

        Raises DataError, with the choices, for a measure that is not among them because it `lacks`
        something.
        """
        if not measure:
            return choices[0] if choices else None
        known = self.known(measure)
        if known not in choices:
            raise DataError(f"{known.id} is without {lacks}. Choose from:{_listed(choices)}")
        return known

    def table(self) -> pd.DataFrame:
        """Return a row a measure with a series: what it is, and from when to when."""
        rows = {m.id: self._row(m) for m in self.with_series()}
        columns = ["Measure", "Unit", "By", "From", "To", "Values", "Better", "Districts"]
        table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
        return table.rename_axis("id")

    def _row(self, measure: Measure) -> tuple:
        series = self.series(measure.id)
        ends = (series.first_valid_index(), series.last_valid_index())
        by_district = len(self.figures.areas(measure.id)) or ""
        return (
            *(measure.name, measure.unit, measure.cadence),
            *map(wording.period, ends),
            *(int(series.count()), measure.better, by_district),
        )


def _listed(choices: list[Measure]) -> str:
    return "".join(f"\n  {m.id}: {m.name}" for m in choices) or " none"
