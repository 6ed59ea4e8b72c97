"""One tidy table by measure and period, as an audience knows it on a date.

Partner figures come from the cleared returns of this and earlier quarters (a later return's
figure for the same period replaces an earlier one's), open data from the workbook's own tables.
Every gap carries its status; nothing ends later than the reported quarter or the as-at date.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property

import pandas as pd

from panelpack import clearance, dependencies, issued, published, suppression
from panelpack.clearance import Audience, Entry, Key
from panelpack.issued import Issue
from panelpack.opendata import read
from panelpack.plan import Measure, Plan
from panelpack.quarters import Period, Quarter
from panelpack.returns import Comment, Return, known_returns

FREQUENCY = {"month": "M", "quarter": "Q-MAR", "year": "Y-MAR"}


class Figures:
    """All figures of a plan for one quarter, audience and as-at date.

    `returns` are partners' returns as known on that date, whoever may see them.
    Raises DataError when a return or an open table that a measure needs can't be read.
    """

    def __init__(self, plan: Plan, quarter: Quarter, audience: Audience, as_at: date):
        self.plan, self.quarter, self.audience, self.as_at = plan, quarter, audience, as_at
        self.until = min(quarter.end, as_at)
        dependencies.note(f"opened {quarter} {audience} {as_at}")
        with dependencies.unnoted():
            self._returns = known_returns(plan, quarter, as_at)
        self._opened: dict[str, list[Entry]] = {}
        self._sources: dict[str, tuple[str, str]] = {}
        self._ordered: dict[str, dict[str, list[Entry]]] = {}

    @cached_property
    def _cleared(self) -> dict[Key, Entry]:
        seen = clearance.entries(self._returns, self.audience, self.as_at, self.plan)
        return {e.key: e for e in seen}

    @cached_property
    def _returned(self) -> dict[Key, Entry]:
        if self.audience == "internal":
            return self._cleared
        told = [suppression.told_by(issue, self.plan) for issue in self.issued]
        seen = list(self._cleared.values())
        protected = suppression.protect(seen, self.plan, self.quarter, told)
        return dict(zip(self._cleared, protected, strict=True))

    @cached_property
    def issued(self) -> list[Issue]:
        """The packs that had been issued as at an earlier day, oldest first."""
        return issued.before(self.plan.folder, self.as_at)

    @property
    def returns(self) -> list[Return]:
        """The returns that the figures are from, whatever their boards have cleared."""
        dependencies.note("returns")
        return self._returns

    @property
    def suppressed(self) -> set[str]:
        """Measures of which a figure is hidden from this audience for its small numbers."""
        dependencies.note("suppressed")
        return self._suppressed

    @cached_property
    def _suppressed(self) -> set[str]:
        return {e.measure for key, e in self._returned.items() if e != self._cleared[key]}

    @property
    def comments(self) -> tuple[Comment, ...]:
        """The remarks that partners sent with this quarter's returns."""
        dependencies.note("comments")
        return self._comments

    @cached_property
    def _comments(self) -> tuple[Comment, ...]:
        quarter = str(self.quarter)
        seen = clearance.comments(self._returns, quarter, self.audience, self.as_at, self.plan)
        return tuple(suppression.remarks(seen, self._suppressed, self.plan))

    @property
    def sent(self) -> dict[str, date]:
        """Partners with a return for this quarter, and when it was submitted."""
        dependencies.note("sent")
        return self._sent

    @cached_property
    def _sent(self) -> dict[str, date]:
        mine = (r for r in self._returns if r.quarter == self.quarter)
        return {r.partner: r.head.submitted.on for r in mine}

    def entries(self, measure: str, area: str = "") -> list[Entry]:
        """Return a measure's figures for an area, in order of their periods."""
        return list(self._by_area(measure).get(area, ()))

    def areas(self, measure: str) -> list[str]:
        """Return the areas that a measure has figures for, the whole (`""`) left out."""
        return sorted(self._by_area(measure).keys() - {""})

    def entry(self, measure: str, period: Period, area: str = "") -> Entry:
        """Return the figure of one period; a missing one says so with its status."""
        for found in self.entries(measure, area):
            if found.period.text == period.text:
                return found
        return self._missing(self.plan.measures[measure], period, area)

    def series(self, measure: str, area: str = "") -> pd.Series:
        """Return a measure as floats on a PeriodIndex of its cadence, gaps as NaN.

        The calendar is complete from the first to the last figure; quarters are those of
        financial years (`Q-MAR`). Empty when there is no figure.
        """
        cadence = self.plan.measures[measure].cadence
        found = [e for e in self.entries(measure, area) if e.period.kind == cadence]
        frequency = FREQUENCY[cadence]
        index = pd.PeriodIndex([pd.Period(e.period.end, frequency) for e in found], freq=frequency)
        values = [float("nan") if e.value is None else float(e.value) for e in found]
        series = pd.Series(values, index=index, name=measure, dtype=float)
        if series.empty:
            return series
        return series.reindex(pd.period_range(index[0], index[-1], freq=frequency))

    @cached_property
    def table(self) -> pd.DataFrame:
        """Every figure as one tidy table, a row a measure, area and period."""
        rows = [e for measure in self.plan.measures for e in self.all_of(measure)]
        columns = ("measure", "area", "value", "numerator", "base", "status", "source")
        table = pd.DataFrame([[getattr(e, c) for c in columns] for e in rows], columns=columns)
        table.insert(2, "period", [e.period.text for e in rows])
        return table

    def _missing(self, measure: Measure, period: Period, area: str) -> Entry:
        if measure.open is not None:
            status, board = "not_published", published.BOARD
            source, note = self._published(measure)
        else:
            source = self.plan.settings.partners[measure.partner].name
            board, note = self.plan.board_of(measure), ""
            dependencies.note(f"partner {measure.partner}")
            status = "not_in_return" if measure.partner in self._sent else "no_return"
        return Entry(
            measure=measure.id,
            area=area,
            period=period,
            value=None,
            numerator=None,
            base=None,
            status=status,
            note=note,
            gap=None,
            source=source,
            board=board,
            cleared_on=None,
        )

    def _published(self, measure: Measure) -> tuple[str, str]:
        """Return the title of a measure's open source, and why the force has nothing in it."""
        source = measure.open.source
        if source not in self._sources:
            title = read.provenance(self.plan.folder, source)["title"]
            self._sources[source] = title, published.why_nothing(source, self.plan)
        return self._sources[source]

    def all_of(self, measure: str) -> list[Entry]:
        """Return a measure's figures for every area, in no order."""
        dependencies.note(f"figures {measure}")
        with dependencies.unnoted():
            if self.plan.measures[measure].open is not None:
                return [e for e in self._open(measure) if e.period.end <= self.until]
            return [e for key, e in self._returned.items() if key[0] == measure]

    def _by_area(self, measure: str) -> dict[str, list[Entry]]:
        """Return a measure's figures by area, each in order of their periods, put in order once."""
        dependencies.note(f"figures {measure}")
        if measure not in self._ordered:
            found: dict[str, list[Entry]] = {}
            for entry in sorted(self.all_of(measure), key=lambda e: e.period):
                found.setdefault(entry.area, []).append(entry)
            self._ordered[measure] = found
        return self._ordered[measure]

    def _open(self, measure: str) -> list[Entry]:
        if measure not in self._opened:
            self._opened[measure] = list(published.entries(self.plan.measures[measure], self.plan))
        return self._opened[measure]
