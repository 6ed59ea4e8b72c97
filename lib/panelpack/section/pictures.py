"""The charts of a section: each a drawing with its finding, its description and its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

import pandas as pd

from panelpack import assessment, charts, comparison, outlook, spc, tables, wording
from panelpack.document import Block, Chart, Group, Heading, Notice, Prose, text
from panelpack.plan import Measure
from panelpack.quarters import day_label
from panelpack.section.spine import Spine

# Control limits come from the last three financial years before the reported one.
BASELINE_YEARS = 3
QUARTER_AHEAD = {"M": 3, "Q": 1}
YEAR_AHEAD = {"M": 12, "Q": 4}
RECENT_YEARS = 4


class Pictures(Spine):
    """What a section can draw of a measure's series."""

    def line(self, measure: str) -> Block:
        """Show a measure's series as a plain line."""
        series = self.series(measure)
        if not series.count():
            return self._nothing_to_draw(measure)
        m = self.plan.measures[measure]
        return self._chart(m, charts.line(series, m.unit), self._finding(measure), series)

    def year_on_year(self, measure: str) -> Block:
        """Show a measure through the financial year, this year beside the ones before."""
        series = self._recent(measure)
        if not series.count():
            return self._nothing_to_draw(measure)
        m = self.plan.measures[measure]
        return self._chart(m, charts.year_on_year(series, m.unit), self._finding(measure), series)

    def control_chart(self, measure: str) -> Block:
        """Show a measure with the limits that three financial years set, and its signals since."""
        result, m = self._control(measure), self.plan.measures[measure]
        if result is None:
            return self._nothing_to_draw(measure)
        chart = Chart(
            title=f"{m.name}: {wording.lower_first(result.sentence).removesuffix('.')}",
            description=_limits_described(result, m),
            spec=charts.spec(charts.control_chart(result, m.unit)),
            table=tables.control(result, f"{m.name}: values, limits and signals", m.places),
        )
        notes = [Notice("caution", "Reading this chart", note) for note in result.notes]
        if differs := assessment.disagreement(self.judged(measure).result.state, result.variation):
            notes.append(Notice("note", "Chart and test differ", differs))
        return Group((chart, *notes))

    def rolling(self, measure: str) -> Block:
        """Show the rolling twelve-month sum, which is never judged by control rules."""
        m = self.plan.measures[measure]
        breaks = {b.since: b.reason for b in m.breaks}
        series = comparison.rolling_sum(self.series(measure), breaks=breaks)
        if not series.count():
            return self._nothing_to_draw(measure)
        series = series[series.first_valid_index() :]
        finding = _rolling_finding(series, m)
        return self._chart(m, charts.rolling(series, m.unit), finding, series, "twelve-month sums")

    def prediction(self, measure: str) -> Block:
        """Show what the coming quarter and year are likely to bring, with ranges."""
        series, m = self.series(measure), self.plan.measures[measure]
        if not series.count():
            return self._nothing_to_draw(measure)
        horizon = YEAR_AHEAD[series.index.freqstr[0]]
        predicted = outlook.predict(series, horizon, steps=[s.on for s in m.steps])
        if predicted.table.empty:
            return Notice("missing", "No prediction", f"{m.name}: {predicted.sentence}")
        quarter = predicted.total(QUARTER_AHEAD[series.index.freqstr[0]])
        year = predicted.total(horizon)
        finding = (
            f"{m.name}: {_range(quarter, m)} expected in {self.quarter.shift(1).label}, "
            f"{_range(year, m)} over the next twelve months (95% ranges)"
        )
        drawing = charts.prediction(series, predicted.table, m.unit)
        table = tables.prediction(predicted.table, f"{m.name}: predicted ranges", m.places)
        description = (
            "A prediction from the past of the series alone, as known on "
            f"{day_label(self.as_at)}. The darker band holds 80% and the lighter 95% "
            f"of what is likely; the line before it is what was recorded."
        )
        chart = Chart(finding, description, charts.spec(drawing), table)
        return Group((chart, *(Prose((text(told),)) for told in self._fared(measure))))

    def _fared(self, measure: str) -> list[str]:
        """Say how the prediction made a quarter earlier fared; nothing if there was none."""
        series, m = self.series(measure), self.plan.measures[measure]
        periods = QUARTER_AHEAD[series.index.freqstr[0]]
        came = series.iloc[-periods:]
        is_whole = came.notna().all() and came.index[-1].end_time.date() == self.quarter.end
        earlier = outlook.predict(series.iloc[:-periods], periods, steps=[s.on for s in m.steps])
        if not is_whole or earlier.table.empty:
            return []
        total, actual = earlier.total(periods), came.sum()
        return [
            f"How the last prediction fared: a quarter earlier, {_range(total, m)} were to be "
            f"expected in {self.quarter.label} (95% range). "
            f"{wording.number(actual)} came, {_inside(actual, total)}."
        ]

    def quarterly(self, measure: str, area: str = "") -> pd.Series:
        """Return a series by quarter, summed from months; one with a missing month is a gap."""
        series = self.figures.series(measure, area)
        if series.empty or series.index.freqstr != "M":
            return series
        quarters = series.groupby(series.index.asfreq("Q-MAR"))
        whole = quarters.sum(min_count=1).where(quarters.count() == 3)
        return whole[whole.first_valid_index() :] if whole.notna().any() else whole.iloc[:0]

    def _control(self, measure: str) -> spc.ControlChart | None:
        """Return a measure's control chart, None without a value to set limits from."""
        series, m = self._since_baseline(measure), self.plan.measures[measure]
        if not series[: self._baseline_end(series)].count():
            return None
        index = series.index
        return spc.xmr(
            series,
            better=m.better,
            target={_period(t.since, series): t.value for t in m.targets} or None,
            rebase=[p for s in m.steps if (p := _period(s.on, series)) in index],
            exclude={p: e.reason for e in m.exclude if (p := _period(e.on, series)) in index},
            baseline=self.quarter.baseline_end,
        )

    def _chart(
        self, measure: Measure, drawing, finding: str, series: pd.Series, what: str = "the figures"
    ) -> Chart:
        table = tables.by_year(series, f"{measure.title}: {what}", measure.places)
        return Chart(finding, _described(measure, series), charts.spec(drawing), table)

    def _finding(self, measure: str) -> str:
        return self._said(self.reported(measure)).removesuffix(".")

    def _recent(self, measure: str) -> pd.Series:
        """Return the series of this financial year and the three before."""
        return self._of_recent_years(self.series(measure))

    def _of_recent_years(self, series: pd.Series) -> pd.Series:
        return _from(series, f"{self.quarter.year - RECENT_YEARS + 1}-04-01")

    def _since_baseline(self, measure: str) -> pd.Series:
        return _from(self.series(measure), f"{self.quarter.year - BASELINE_YEARS}-04-01")

    def _baseline_end(self, series: pd.Series):
        return pd.Period(self.quarter.baseline_end, series.index.freq)

    def _nothing_to_draw(self, measure: str) -> Notice:
        m = self.plan.measures[measure]
        text = f"{m.name}: there is no figure up to {day_label(self.figures.until)}."
        return Notice("missing", "No series to draw", text)


def _from(series: pd.Series, day: str) -> pd.Series:
    return series[series.index >= pd.Period(day, series.index.freq)]


def _period(day: date, series: pd.Series) -> pd.Period:
    return pd.Period(day, series.index.freq)


def _described(measure: Measure, series: pd.Series) -> str:
    first, last = series.first_valid_index(), series.last_valid_index()
    return (
        f"{measure.title}. {series.count()} values from {wording.period(first)} "
        f"to {wording.period(last)}, between {wording.number(series.min(), measure.places)} "
        f"and {wording.number(series.max(), measure.places)} {measure.unit}."
    )


def _limits_described(result: spc.ControlChart, measure: Measure) -> str:
    table, periods = result.table, tables.periods(result)
    return (
        f"A control chart of {measure.unit}: {table['value'].count()} values from "
        f"{periods[0]} to {periods[-1]}, with limits from "
        f"{int(table['baseline'].sum())} of them. {_signals_told(table['cause'], periods)}"
    )


def _signals_told(causes: Sequence[str], periods: Sequence[str]) -> str:
    """Say each signal with the periods it covers, in date order."""
    told, at = [], 0
    for cause, run in groupby(causes):
        last = at + len(list(run)) - 1
        if cause in tables.SIGNALS:
            span = periods[at] if last == at else f"{periods[at]} to {periods[last]}"
            told.append(f"{tables.SIGNALS[cause]}, {span}")
        at = last + 1
    return f"Signals: {'; '.join(told)}." if told else "No value gives a signal."


def _rolling_finding(series: pd.Series, measure: Measure) -> str:
    last, end = series.dropna().iloc[-1], series.dropna().index[-1]
    year = {"M": 12, "Q": 4, "Y": 1}[series.index.freqstr[0]]
    said = f"{measure.name}: {wording.number(last)} {measure.unit} in the twelve months to "
    said += wording.end_of(end)
    before = series.get(end - year)
    if before is None or pd.isna(before):
        return said
    change = comparison.change(last, before, measure.change_places)
    return f"{said}, {change.words} on the twelve months before"


def _inside(actual: float, total) -> str:
    if total.lower80 <= actual <= total.upper80:
        return "which is also inside the 80% range"
    if total.lower95 <= actual <= total.upper95:
        return "inside that range but outside the 80% range"
    return f"{'above' if actual > total.upper95 else 'below'} that range"


def _range(total, measure: Measure) -> str:
    low, high = wording.number(total.lower95), wording.number(total.upper95)
    return f"{low} to {high} {measure.unit}"


def unanswered(question: str, why: str) -> Group:
    """Show a question with the reason why it has no answer yet."""
    return Group((Heading(question), Notice("missing", "This can't be answered yet", why)))
