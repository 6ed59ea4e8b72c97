"""The charts of a section: each a drawing with its finding, its description and its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import pandas as pd

from panelpack import assessment, charts, comparison, revisions, spc, tables, wording
from panelpack.control import (
    BASELINE_YEARS,
    baseline_end,
    control_chart,
    from_day,
    of_baseline,
    period_of,
    since_break,
)
from panelpack.document import Block, Chart, Group, Heading, Notice
from panelpack.errors import DataError
from panelpack.plan import Measure
from panelpack.quarters import Quarter, day_label
from panelpack.section import described
from panelpack.section.spine import Spine
from panelpack.units import counted

_Counts = TypeVar("_Counts", pd.Series, pd.DataFrame)

RECENT_YEARS = 4
FEWEST_DRAWN = 2
"""Fewer values than this are told in words: a lone point is no chart."""
NO_YEAR = "no twelve months in a row are known"


class Pictures(Spine):
    """What a section can draw of a measure's series."""

    def line(self, measure: str) -> Block:
        """Show a measure's series as a plain line."""
        series = self.series(measure)
        if series.count() < FEWEST_DRAWN:
            return self._nothing_to_draw(measure)
        m = self.measure(measure)
        return self._chart(m, charts.line(series, m.unit), self._finding(measure), series)

    def year_on_year(self, measure: str) -> Block:
        """Show a measure through the financial year, this year beside the ones before."""
        series = self._of_recent_years(self._part_of_year(measure))
        if series.count() < FEWEST_DRAWN:
            return self._nothing_to_draw(measure)
        m = self.measure(measure)
        return self._chart(m, charts.year_on_year(series, m.unit), self._finding(measure), series)

    def control_chart(self, measure: str) -> Block:
        """Show a measure with the limits that three financial years set, and its signals since."""
        result, m = self._control(measure), self.measure(measure)
        if result is None or result.table["value"].count() < FEWEST_DRAWN:
            return self._nothing_to_judge(measure)
        caption = f"{m.with_unit(m.name)}: values, limits and signals"
        revised = self._marks(m, self._part_of_year(measure))
        chart = Chart(
            title=f"{m.name}: {wording.lower_first(result.sentence).removesuffix('.')}",
            description=described.limits(result, m),
            spec=charts.spec(charts.control_chart(result, m.unit)),
            table=tables.control(result, caption, m.places, revised),
        )
        read = " ".join(result.notes)
        notes = [Notice("caution", "Reading this chart", read)] if read else []
        notes += [Notice("note", "Limits start anew", told) for told in self._anew(result, m)]
        if differs := assessment.disagreement(self.judged(measure).result.state, result.variation):
            notes.append(Notice("note", "Chart and test differ", differs))
        return Group((chart, *notes))

    def rolling(self, measure: str) -> Block:
        """Show the rolling twelve-month sum, which is never judged by control rules."""
        series, m = self._sums(measure), self.measure(measure)
        if not series.count():
            return self._nothing_to_draw(measure, NO_YEAR)
        finding = described.rolling(series, m)
        drawing, over = charts.rolling(series, m.unit), described.periods_of_year(series)
        return self._chart(m, drawing, finding, series, "twelve-month sums", over)

    def counts_and_sums(self, measure: str) -> Block:
        """Show a count above its twelve-month sum; a brush across the sum zooms the count."""
        sums, m = self._sums(measure), self.measure(measure)
        if not sums.count():
            return self._nothing_to_draw(measure, NO_YEAR)
        series = self.series(measure)[sums.index[0] :]
        heads = (m.name, f"{m.name}, twelve-month sum")
        upper = charts.line(series, m.unit, heads[0])
        frame = pd.DataFrame(dict(zip(heads, (series, sums), strict=True)))
        revised = self._marks(m, series), self._marks(m, sums, over=described.periods_of_year(sums))
        return Chart(
            described.rolling(sums, m),
            f"{described.series(m, series)} Below it the sum of the twelve months to each period.",
            charts.spec(charts.linked(upper, charts.line(sums, m.unit, heads[1]))),
            tables.columns(frame, f"{m.title}: counts and twelve-month sums", revised=revised),
        )

    def _sums(self, measure: str) -> pd.Series:
        """Return the twelve-month sums from the first whole one on, none across a break."""
        breaks = {b.since: b.reason for b in self.measure(measure).breaks}
        series = comparison.rolling_sum(self._counts(measure), breaks=breaks)
        return series[series.first_valid_index() :] if series.count() else series

    def quarterly(self, measure: str, area: str = "") -> pd.Series:
        """Return a count by quarter, summed from months; one with a missing month is a gap.

        A rate or average by month has no quarters, as its months can't be added up.
        """
        series = self._part_of_year(measure, area)
        if self.measure(measure).kind != "count" and series.index.freqstr == "M":
            return series[:0].asfreq("Q-MAR")
        return self._summed(series)

    def _summed(self, counts: _Counts) -> _Counts:
        """Return counts of months by quarter, those of quarters as they are."""
        if counts.empty or counts.index.freqstr != "M":
            return counts
        quarters = counts.groupby(counts.index.asfreq("Q-MAR"))
        whole = quarters.sum(min_count=1).where(quarters.count() == 3)
        first = whole.first_valid_index()
        return whole.iloc[:0] if first is None else whole[first:]

    def _control(self, measure: str) -> spc.ControlChart | None:
        """Return a measure's control chart, None without a value to set limits from."""
        return control_chart(self._part_of_year(measure), self.measure(measure), self.quarter)

    def _chart(
        self,
        measure: Measure,
        drawing,
        finding: str,
        series: pd.Series,
        of: str = "",
        over: int = 1,
    ) -> Chart:
        """Show a drawing; `of` says what its values are where they aren't the measure's own."""
        revised = self._marks(measure, series, over=over)
        caption = f"{measure.with_unit(measure.title)}: {of or 'the figures'}"
        table = tables.by_year(series, caption, measure.places, revised)
        said = described.series(measure, series, of)
        return Chart(finding, said, charts.spec(drawing), table)

    def _marks(
        self, measure: Measure, series: pd.Series, area: str = "", over: int = 1
    ) -> frozenset[pd.Period]:
        """Return which periods of a measure's series, or of its sums, hold a revised figure."""
        return revisions.in_series(self.figures, measure.id, series.index, area, over)

    def _is_revised(
        self,
        measure: Measure,
        periods: Sequence[pd.Period],
        areas: Iterable[str] = ("",),
        over: int = 1,
    ) -> bool:
        """Say whether a number made of some quarters of some areas holds a revised figure."""
        index = pd.PeriodIndex(periods, freq="Q-MAR")
        found = (revisions.in_series(self.figures, measure.id, index, a, over) for a in areas)
        return any(found)

    def _finding(self, measure: str) -> str:
        return self._said(self.reported(measure)).removesuffix(".")

    def _of_recent_years(self, series: pd.Series) -> pd.Series:
        """Return what belongs to this financial year and the three before."""
        return from_day(series, f"{self.quarter.year - RECENT_YEARS + 1}-04-01")

    def _part_of_year(self, measure: str, area: str = "") -> pd.Series:
        """Return a series of months or quarters; raise DataError for one of years."""
        series = self.series(measure, area)
        if series.index.freqstr.startswith("Y"):
            raise DataError(
                f"section {self.id}: {measure} has one figure a year; this needs months or "
                "quarters. Show it with line() instead."
            )
        return series

    def _counts(self, measure: str) -> pd.Series:
        """Return a count of months or quarters; raise DataError for what can't be added up."""
        self._only_counts(measure)
        return self._part_of_year(measure)

    def _only_counts(self, *measures: str) -> None:
        for measure in measures:
            kind = self.measure(measure).kind
            if kind != "count":
                raise DataError(
                    f"section {self.id}: {measure} is of kind {kind}, and this is for counts. "
                    "Show it with year_on_year() or line() instead."
                )

    def _since_baseline(self, measure: str) -> pd.Series:
        """Return the series from the start of the baseline on, all recorded alike."""
        series = self._of_baseline(self._part_of_year(measure))
        return since_break(series, self.measure(measure))

    def _of_baseline(self, series: pd.Series) -> pd.Series:
        return of_baseline(series, self.quarter)

    def _baseline_end(self, series: pd.Series):
        return baseline_end(series, self.quarter)

    def _anew(self, result: spc.ControlChart, measure: Measure) -> list[str]:
        """Say why limits start anew, for each change of level that the chart shows."""
        index = result.table.index
        changes = [(s.on, s.reason) for s in measure.steps]
        changes += [(b.since, b.reason) for b in measure.breaks]
        return [
            f"From {day_label(day)}: {reason}."
            for day, reason in sorted(changes)
            if period_of(day, result.table) in index[1:]
        ]

    def _nothing_to_judge(self, measure: str) -> Notice:
        if self.series(measure).count() < FEWEST_DRAWN:
            return self._nothing_to_draw(measure)
        since = Quarter(self.quarter.year - BASELINE_YEARS, 1).financial_year
        name = self.measure(measure).name
        why = (
            f"{name}: limits come from the {BASELINE_YEARS} years from {since}, "
            "and there is no figure of them."
        )
        return Notice("missing", "No control chart", why)

    def _nothing_to_draw(self, measure: str, few: str = "too few figures are known") -> Notice:
        """Say that there is no figure, or one alone; of more, `few` says why they don't do."""
        m, known = self.measure(measure), self.series(measure).dropna()
        text = (
            f"{few if len(known) else 'there is no figure'} up to {day_label(self.figures.until)}."
        )
        if len(known) == 1:
            only, of = wording.number(known.iloc[0], m.places), wording.period(known.index[0])
            text = f"one figure is known, {counted(only, m.unit)} in {of}. A chart begins with two."
        return Notice("missing", "No series to draw", f"{m.name}: {text}")


def unanswered(question: str, why: str) -> Group:
    """Show a question with the reason why it has no answer yet."""
    return Group((Heading(question), Notice("missing", "This can't be answered yet", why)))


def quarter_of(quarter: Quarter) -> pd.Period:
    """Return a quarter as the period that series by quarter have."""
    return pd.Period(quarter.end, "Q-MAR")
