"""A quarter's count beside every earlier figure that a reader may compare it with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from panelpack import comparison, tables, wording
from panelpack.control import since_break
from panelpack.document import Group, Heading, Prose, Table, text
from panelpack.plan import Measure
from panelpack.section.pictures import Pictures, quarter_of, unanswered

_NO_YARDSTICK = "No earlier figure that is recorded in the same way is known."
# A mean of fewer is a single quarter by another name.
FEWEST_FOR_MEAN = 2


@dataclass(frozen=True)
class _Yardstick:
    """A figure to compare with, the quarters that it is of, and the figure of now.

    Each may be a sum `over` so many quarters up to those named.
    """

    label: str
    then: float | None
    quarters: Sequence[pd.Period]
    now: float
    over: int = 1


class Yardsticks(Pictures):
    """What priorities ask of the way a count is compared."""

    def yardsticks(self, measure: str, question: str) -> Group:
        """Compare the quarter's count with every yardstick that a reader may have in mind."""
        self._only_counts(measure)
        m, series = self.measure(measure), self.quarterly(measure)
        now = series.get(quarter_of(self.quarter))
        rows = () if now is None or pd.isna(now) else tuple(self._yardsticks(series, m))
        if not rows:
            why = "" if now is None or pd.isna(now) else f" {_NO_YARDSTICK}"
            return unanswered(question, f"{self._said(self.reported(measure))}{why}")
        shown = wording.marked(
            wording.figure(m, now), self._is_revised(m, [quarter_of(self.quarter)])
        )
        table = Table(
            f"{m.name} in {self.quarter.label}: {shown}, compared",
            (
                tables.text("Compared with"),
                tables.numbers("Then"),
                tables.numbers("Now"),
                tables.numbers("Change"),
                tables.numbers("% change"),
            ),
            rows,
            tuple(tables.shorthand_notes(rows)),
        )
        return Group((Heading(question), Prose((text(_sides_told(rows)),)), table))

    def _yardsticks(self, series: pd.Series, measure: Measure) -> Iterator[tuple[str, ...]]:
        """Yield a row for each comparator that was recorded as the quarter is."""
        for by in self._known_yardsticks(series, measure):
            change = comparison.change(_whole(by.now), _whole(by.then), measure.change_places)
            if change.percent is None:
                continue
            last = [quarter_of(self.quarter)]
            marks = (self._is_revised(measure, q, over=by.over) for q in (by.quarters, last))
            counts = map(wording.number, (change.before, change.now))
            yield (
                by.label,
                *map(wording.marked, counts, marks),
                wording.signed(change.difference),
                f"{wording.signed(change.percent, measure.change_places)}%",
            )

    def _known_yardsticks(self, series: pd.Series, measure: Measure) -> Iterator[_Yardstick]:
        yearly = comparison.rolling_sum(series, breaks=[b.since for b in measure.breaks])
        alike = since_break(series, measure)
        last, year = alike.index[-1], self.quarter.same_quarter_last_year
        now, a_year, one = alike[last], last - 4, last - 1
        before = self._of_baseline(alike)[: self._baseline_end(alike)].dropna()
        same = before[[p.end_time.month == last.end_time.month for p in before.index]]
        label = f"The same quarter a year before ({year.label})"
        yield _Yardstick(label, alike.get(a_year), [a_year], now)
        label = f"The quarter before ({self.quarter.shift(-1).label})"
        yield _Yardstick(label, alike.get(one), [one], now)
        label = f"The mean of {len(before)} quarters before this year"
        yield _Yardstick(label, _mean(before), before.index, now)
        label = f"The mean of the same quarter in {len(same)} years"
        yield _Yardstick(label, _mean(same), same.index, now)
        label = "The twelve months before, twelve-month sums"
        yield _Yardstick(label, yearly.get(a_year), [a_year], yearly[last], over=4)


def _mean(series: pd.Series) -> float | None:
    return series.mean() if len(series) >= FEWEST_FOR_MEAN else None


def _sides_told(rows: tuple[tuple[str, ...], ...]) -> str:
    """Say how many of the yardsticks show a rise."""
    ups = sum(row[3].startswith("+") for row in rows)
    if len(rows) == 1:
        return f"Only one comparison is fair, and it shows {'a' if ups else 'no'} rise."
    return (
        f"Of {len(rows)} fair comparisons, {ups} {'shows' if ups == 1 else 'show'} a rise and "
        f"{len(rows) - ups} {'does' if len(rows) - ups == 1 else 'do'} not. "
        "Which one is chosen decides how the figure sounds, so all are shown."
    )


def _whole(value: float | Decimal | None) -> Decimal | None:
    return None if value is None or pd.isna(value) else comparison.round_half_up(value)
