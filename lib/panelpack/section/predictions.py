"""What the coming quarter and year may bring, and how the last prediction fared."""

from __future__ import annotations

import pandas as pd

from panelpack import charts, outlook, tables, wording
from panelpack.control import level_changes
from panelpack.document import Block, Chart, Group, Notice, Prose, text
from panelpack.plan import Measure
from panelpack.quarters import Quarter
from panelpack.section.pictures import Pictures

QUARTER_AHEAD = {"M": 3, "Q": 1}
YEAR_AHEAD = {"M": 12, "Q": 4}


class Predictions(Pictures):
    """What a section can say of the future of a measure."""

    def prediction(self, measure: str) -> Block:
        """Show what the coming quarter and year are likely to bring, with ranges."""
        series, m = self._counts(measure), self.measure(measure)
        if not series.count():
            return self._nothing_to_draw(measure)
        horizon = YEAR_AHEAD[series.index.freqstr[0]]
        predicted = outlook.predict(series, horizon, steps=level_changes(m))
        if predicted.table.empty:
            return Notice("missing", "No prediction", f"{m.name}: {predicted.sentence}")
        soon = QUARTER_AHEAD[series.index.freqstr[0]]
        finding = (
            f"{m.name}: {_range(predicted.total(soon), m)} expected in "
            f"{_quarter_said(predicted.table.index[soon - 1])}, "
            f"{_range(predicted.total(horizon), m)} in the twelve months to "
            f"{wording.end_of(predicted.table.index[-1])} (95% ranges)"
        )
        drawing = charts.prediction(series, predicted.table, m.unit)
        table = tables.prediction(predicted.table, f"{m.name}: predicted ranges", m.places)
        description = (
            "A prediction from the past of the series alone. The darker band holds 80% and the "
            "lighter 95% of what is likely; the line before it is what was recorded."
        )
        chart = Chart(finding, description, charts.spec(drawing), table)
        return Group((chart, *(Prose((text(told),)) for told in self._fared(measure))))

    def _fared(self, measure: str) -> list[str]:
        """Say how the prediction made a quarter earlier fared; nothing if there was none."""
        series, m = self._part_of_year(measure), self.measure(measure)
        periods = QUARTER_AHEAD[series.index.freqstr[0]]
        came = series.iloc[-periods:]
        if came.isna().any() or self.quarter.end != came.index[-1].end_time.date():
            return []
        # A change of level inside the quarter was not known a quarter earlier.
        known = [day for day in level_changes(m) if day < self.quarter.start]
        earlier = outlook.predict(series.iloc[:-periods], periods, steps=known)
        if earlier.table.empty:
            return []
        total, actual = earlier.total(periods), came.sum()
        return [
            f"How the last prediction fared: a quarter earlier, {_range(total, m)} were to be "
            f"expected in {self.quarter.label} (95% range). "
            f"{wording.number(actual)} came, {_inside(actual, total)}."
        ]


def _quarter_said(last: pd.Period) -> str:
    """Say the three months to the end of a period: a financial quarter where they are one."""
    end = last.end_time.date()
    quarter = Quarter.containing(end)
    return quarter.label if quarter.end == end else f"the three months to {wording.end_of(last)}"


def _inside(actual: float, total) -> str:
    if total.lower80 <= actual <= total.upper80:
        return "which is also inside the 80% range"
    if total.lower95 <= actual <= total.upper95:
        return "inside that range but outside the 80% range"
    return f"{'above' if actual > total.upper95 else 'below'} that range"


def _range(total, measure: Measure) -> str:
    low, high = wording.number(total.lower95), wording.number(total.upper95)
    return f"{low} to {high} {measure.unit}"
