"""Two measures side by side: their series, how they go together, and what that doesn't show."""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import pandas as pd

from panelpack import wording
from panelpack.association import (
    FEWEST_PAIRS,
    FEWEST_YEARS,
    PER_YEAR,
    change_on_year,
    lagged_correlation,
    seasonally_adjusted,
)
from panelpack.document import Group, List, Notice, text
from panelpack.errors import DataError
from panelpack.explore import pair_charts
from panelpack.explore.measures import Measures
from panelpack.plan import Measure

COUNTED, ADJUSTED, CHANGED = "As counted", "Seasonally adjusted", "Change on a year before"
VIEWS = {COUNTED: lambda s: s, ADJUSTED: seasonally_adjusted, CHANGED: change_on_year}
"""How a series is looked at before it is compared."""
_NEEDED = "a series of two values or more"
_FREQUENCIES = {"month": "M", "quarter": "Q-MAR", "year": "Y-MAR"}


@dataclass(frozen=True, eq=False)
class Pair:
    """Two measures over the periods that both have, in the coarser of their cadences."""

    first: Measure | None
    second: Measure | None
    frame: pd.DataFrame
    """A row a period, a column a measure (`first`, `second`), NaN for a gap."""

    def reading(self) -> Group | Notice:
        """Say how the two go together in each view, and what may and may not be made of it."""
        if (missing := self._missing()) is not None:
            return missing
        said = [text(self._said(name)) for name in VIEWS]
        caution = (
            "Two series that both have a trend or a season go together, whatever they count: "
            "believe the last line before the first. Whoever looks at many pairs and many lags "
            "finds one that stands out. And what goes together need not be cause and effect: a "
            "third thing may move both, such as a change of recording."
        )
        return Group((List(tuple(said)), Notice("caution", "Going together is not cause", caution)))

    def chart(self) -> alt.TopLevelMixin | Notice:
        """Draw both series and their values against each other; brushes link all of it.

        Drag across a series to choose a time, or across a cloud of points to choose values; what
        is chosen stays dark in every part. A double click lets go.
        """
        if (missing := self._missing()) is not None:
            return missing
        views = {name: self._viewed(name) for name in VIEWS}
        return pair_charts.linked(views, self.first, self.second)

    def lags(self) -> alt.TopLevelMixin | Notice:
        """Draw the correlation at each lag over the range that chance alone gives."""
        if (missing := self._missing()) is not None:
            return missing
        tables = {name: self.correlation(name) for name in VIEWS}
        return pair_charts.lags(tables, self.first.name, self.second.name, self._period)

    def correlation(self, view: str = COUNTED) -> pd.DataFrame:
        """Return the correlation by lag in one view, see `association.lagged_correlation`."""
        if view not in VIEWS:
            raise DataError(f"view {view!r}: choose from {', '.join(VIEWS)}")
        seen = self._viewed(view)
        most = max(1, PER_YEAR[self.frame.index.freqstr[0]])
        return lagged_correlation(seen["first"], seen["second"], most)

    def table(self) -> pd.DataFrame:
        """Return both measures by period in each view, the newest first."""
        views = {name: self._viewed(name) for name in VIEWS}
        table = pd.concat(views, axis=1).round(1).iloc[::-1]
        table = table.set_axis([wording.period(p) for p in table.index])
        names = {"first": _name(self.first), "second": _name(self.second)}
        return table.rename(columns=names, level=1)

    @property
    def _period(self) -> str:
        kinds = {code: cadence for cadence, code in _FREQUENCIES.items()}
        return kinds[self.frame.index.freqstr]

    def _viewed(self, view: str) -> pd.DataFrame:
        return self.frame.apply(VIEWS[view])

    def _missing(self) -> Notice | None:
        if self.first is None or self.second is None:
            why = "The plan has no two measures with a series of the same kind yet."
        elif self.frame.dropna().empty:
            why = f"{self.first.name} and {self.second.name} have no period in common."
        else:
            return None
        return Notice("missing", "Nothing to compare", why)

    def _said(self, view: str) -> str:
        at = self.correlation(view).loc[0]
        if pd.isna(at["r"]):
            return f"{view}: {self._too_short(view)}"
        range_ = f"chance alone gives −{at['band']:.2f} to {at['band']:.2f}".replace("-", "−")
        beyond = abs(at["r"]) > at["band"]
        verdict = "more than chance explains" if beyond else "no more than chance explains"
        r = f"{at['r']:.2f}".replace("-", "−")
        return (
            f"{view}: correlation {r} in {int(at['pairs'])} pairs of {self._period}s, worth "
            f"{at['effective']:.0f} independent ones; {range_}. That is {verdict}."
        )

    def _too_short(self, view: str) -> str:
        if view == ADJUSTED and not self._viewed(view).notna().any().all():
            return f"it takes {FEWEST_YEARS} years of values to take a season out."
        return f"fewer than {FEWEST_PAIRS} pairs of values that vary, so none is given."


def pair_of(measures: Measures, first: str, second: str) -> Pair:
    """Return two measures to compare; DataError for one that has no series.

    Without a name the one with most values stands for the first, and for the second the one of
    its cadence that shares most periods with it.
    """
    choices = measures.with_series()
    ranked = sorted(choices, key=lambda m: -measures.series(m.id).count())
    one = measures.one_of(choices if first else ranked, first, _NEEDED)
    if second or one is None:
        other = measures.one_of(choices, second, _NEEDED)
    else:
        other = _companion(measures, choices, one)
    if one is None or other is None:
        return Pair(one, None, pd.DataFrame())
    if one.id == other.id:
        raise DataError(f"{one.id} goes together with itself; name another measure to compare")
    return Pair(one, other, _together(measures, one, other))


def _companion(measures: Measures, choices: list[Measure], one: Measure) -> Measure | None:
    """Return the measure that shares most periods with one and isn't the same series."""
    own = measures.series(one.id)
    others = {m.id: measures.series(m.id) for m in choices if m.cadence == one.cadence}
    shared = {
        name: len(series.dropna().index.intersection(own.dropna().index))
        for name, series in others.items()
        if not series.equals(own.rename(name))
    }
    best = max(shared, key=shared.__getitem__, default=None)
    return measures.plan.measures[best] if best and shared[best] else None


def _together(measures: Measures, one: Measure, other: Measure) -> pd.DataFrame:
    """Return two series over the periods of both, in the coarser of their cadences."""
    order = list(_FREQUENCIES)
    cadence = max(one.cadence, other.cadence, key=order.index)
    parts = [_at(measures.series(m.id), m, cadence) for m in (one, other)]
    frame = pd.concat(parts, axis=1, keys=["first", "second"])
    known = frame.dropna()
    if known.empty:
        return frame.iloc[:0]
    both = frame.loc[known.index[0] : known.index[-1]]
    return both.reindex(pd.period_range(both.index[0], both.index[-1], freq=both.index.freq))


def _at(series: pd.Series, measure: Measure, cadence: str) -> pd.Series:
    """Return a series by quarter or year, a count summed over its whole parts."""
    frequency = _FREQUENCIES[cadence]
    if measure.cadence == cadence:
        return series
    if measure.kind != "count":
        raise DataError(
            f"{measure.id} is a {measure.kind} by {measure.cadence}, which can't be added up to a "
            f"{cadence}; set it against a measure by {measure.cadence} instead"
        )
    groups = series.groupby(series.index.asfreq(frequency))
    whole = PER_YEAR[series.index.freqstr[0]] // PER_YEAR[frequency[0]]
    return groups.sum(min_count=1).where(groups.count() == whole)


def _name(measure: Measure | None) -> str:
    return measure.name if measure else ""
