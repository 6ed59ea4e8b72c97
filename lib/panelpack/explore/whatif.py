"""What a control chart would say with another baseline, start, rule set or without a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from panelpack import control, spc, wording
from panelpack.document import Notice
from panelpack.errors import DataError
from panelpack.explore.dials import Dials
from panelpack.explore.measures import Measures
from panelpack.plan import Measure
from panelpack.quarters import Quarter

FEWEST_BASELINE = 2
"""Values without which there is no limit to turn."""
PROFILES = tuple(spc.PROFILES)
_FIRST_RANGE = "cautious"


@dataclass(frozen=True)
class Setting:
    """What sets the limits: the plan's own, or as an analyst turns it.

    `baseline`: how many periods up to the last financial year's end. `rebase`: periods in words
    (`June 2013`) from which limits start anew. `exclude`: those that set no limit.
    """

    baseline: int
    rebase: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    profile: str = _FIRST_RANGE


class WhatIf:
    """A measure's control chart to be turned; `series` up to the quarter, gaps as NaN."""

    def __init__(self, measures: Measures, measure: str = ""):
        self.quarter: Quarter = measures.figures.quarter
        self._measures = measures
        choices = [m for m in measures.with_series() if self._can_be_turned(m)]
        ranked = sorted(choices, key=lambda m: -measures.series(m.id).count())
        needed = f"{FEWEST_BASELINE} values by month or quarter up to {self._end_of_baseline}"
        chosen = measures.one_of(choices if measure else ranked, measure, needed)
        self.measure: Measure | None = chosen
        self.series = pd.Series(dtype=float) if chosen is None else measures.series(chosen.id)

    @property
    def periods(self) -> dict[str, pd.Period]:
        """The periods of the series by their words."""
        return {wording.period(p): p for p in self.series.index}

    @property
    def longest(self) -> int:
        """How many periods of baseline there are at most."""
        return self._before(self.series)

    @cached_property
    def planned(self) -> Setting:
        """What the plan sets: three financial years, accepted steps, excluded values."""
        words = {period: word for word, period in self.periods.items()}
        days = control.level_changes(self.measure)
        shown = control.of_baseline(self.series, self.quarter)
        rebase = [control.period_of(day, shown) for day in days]
        exclude = [control.period_of(e.on, shown) for e in self.measure.exclude]
        return Setting(
            self._before(shown),
            tuple(words[p] for p in rebase if p in shown.index),
            tuple(words[p] for p in exclude if p in shown.index),
        )

    def judge(
        self,
        baseline: int | None = None,
        rebase: str | Sequence[str] | None = None,
        exclude: str | Sequence[str] | None = None,
        profile: str = _FIRST_RANGE,
    ) -> spc.ControlChart:
        """Return the control chart with other settings; without any, as the plan has it.

        `baseline`: how many periods up to the end of the last financial year set the limits.
        `rebase`: a period or several from which limits start anew, in words or as `2013-06`.
        `exclude`: periods that set no limit but are judged. `profile`: `ptd`, `mdc2023`,
        `textbook` or `cautious`. Raises DataError for what can't be done, with what can.
        """
        self._check()
        length = self.planned.baseline if baseline is None else baseline
        if not FEWEST_BASELINE <= length <= self.longest:
            raise DataError(f"baseline {length}: give {FEWEST_BASELINE} to {self.longest} periods")
        if profile not in PROFILES:
            raise DataError(f"profile {profile!r}: choose from {', '.join(PROFILES)}")
        shown = self.series.iloc[self.longest - length :]
        starts = self.planned.rebase if rebase is None else rebase
        without = self.planned.exclude if exclude is None else exclude
        anew = [self._period(p) for p in _several(starts)]
        out = {self._period(p): "left out by the analyst" for p in _several(without)}
        return spc.xmr(
            shown,
            better=self.measure.better,
            target={control.period_of(t.since, shown): t.value for t in self.measure.targets}
            or None,
            rebase=[p for p in anew if p in shown.index[1:]],
            exclude={p: reason for p, reason in out.items() if p in shown.index},
            baseline=self.quarter.baseline_end,
            profile=profile,
        )

    def compare(self, *charts: spc.ControlChart) -> pd.DataFrame:
        """Return the plan's chart and others beside it: centre, limits, signals, last value."""
        if self.measure is None:
            return pd.DataFrame(columns=["As the plan has it"])
        named = {"As the plan has it": self.judge()}
        numbers = [f" {n}" for n in range(1, len(charts) + 1)] if len(charts) > 1 else [""]
        named |= {f"As turned{n}": chart for n, chart in zip(numbers, charts, strict=False)}
        return pd.DataFrame({name: _facts(chart) for name, chart in named.items()})

    def controls(self):
        """Show the chart with controls to turn it; it is drawn anew at each turn."""
        if self.measure is None:
            return self._nothing()
        return self.dials().box

    def dials(self) -> Dials:
        """Return the controls themselves; what they are turned to is in `turned`."""
        self._check()
        return Dials(self)

    @property
    def choices(self) -> list[Measure]:
        """The measures whose chart can be turned."""
        return [m for m in self._measures.with_series() if self._can_be_turned(m)]

    def of(self, measure: str) -> WhatIf:
        """Return the same for another measure."""
        return WhatIf(self._measures, measure)

    def _can_be_turned(self, measure: Measure) -> bool:
        return measure.cadence != "year" and (
            self._before(self._measures.series(measure.id).dropna()) >= FEWEST_BASELINE
        )

    def _before(self, series: pd.Series) -> int:
        if series.empty:
            return 0
        return int((series.index <= control.baseline_end(series, self.quarter)).sum())

    def _period(self, words: str) -> pd.Period:
        if words in self.periods:
            return self.periods[words]
        try:
            found = pd.Period(date.fromisoformat(f"{words}-01"), self.series.index.freq)
        except ValueError:
            found = None
        if found not in self.series.index:
            first, *_, last = self.periods
            raise DataError(f"{words!r} is no period of the series: {first} to {last}")
        return found

    @property
    def _end_of_baseline(self) -> str:
        return f"{self.quarter.baseline_end:%B %Y}"

    def _check(self) -> None:
        if self.measure is None:
            raise DataError(self._nothing().text)

    def _nothing(self) -> Notice:
        why = (
            f"No measure of the plan has {FEWEST_BASELINE} values by month or quarter up to "
            f"{self._end_of_baseline}, so nothing sets limits."
        )
        return Notice("missing", "No limits to turn", why)


def _several(words: str | Sequence[str]) -> Sequence[str]:
    return [words] if isinstance(words, str) else words


def _facts(chart: spc.ControlChart) -> dict[str, str]:
    last = chart.shown.iloc[-1]
    signals = int((chart.table["type"].isin(["+", "-", "h", "l"])).sum())
    return {
        "Mean": _figure(last["centre"]),
        "Lower limit": _figure(last["lower"]),
        "Upper limit": _figure(last["upper"]),
        "Limits rest on": f"{int(chart.table['baseline'].sum())} values ({chart.limit_status})",
        "Values that signal": str(signals),
        "Last value": chart.sentence,
        "Rules": chart.profile.name,
    }


def _figure(value: float) -> str:
    return "none" if pd.isna(value) else wording.number(value, 1)
