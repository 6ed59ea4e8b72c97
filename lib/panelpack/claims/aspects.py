"""What the figures of one measure bear out, aspect by aspect."""

from __future__ import annotations

import re
from functools import cached_property

import pandas as pd

from panelpack import comparison, spc, wording
from panelpack.assessment import CLASSES
from panelpack.claims import predicates
from panelpack.claims.dates import since_when
from panelpack.claims.predicates import Evidence
from panelpack.control import STEP_SPAN, control_chart, period_of, since_break
from panelpack.errors import DataError
from panelpack.judgement import judge_all
from panelpack.plan import Measure
from panelpack.reported import Reported, report
from panelpack.series import FREQUENCY, Figures

# So many changes on a year before, one after the other, are a change that continues.
_IN_A_ROW = {"M": 3, "Q": 2, "Y": 2}
_PERIODS_OF_YEAR = {"M": 12, "Q": 4, "Y": 1}


class Withheld(Exception):
    """A figure that the claim rests on is missing, or kept back from the audience."""


class Aspects:
    """One measure as claims name it: every public method is an aspect that words bind to.

    Raises Withheld where the figures aren't there for the audience.
    """

    def __init__(self, figures: Figures, measure: Measure):
        self._figures, self._measure = figures, measure

    def change(self, words: str) -> Evidence:
        """The figure beside that of a year before."""
        reported = self._supplied
        plan, quarter, as_at = self._figures.plan, self._figures.quarter, self._figures.as_at
        told = wording.change_sentence(reported, plan, quarter, as_at)
        if reported.change.difference is not None:
            return self._beside(told, reported.value, reported.before)
        if reported.change_percent is None or self._measure.is_rate:
            raise Withheld
        percent = float(reported.change_percent)
        return Evidence(told, predicates.percent_moved(percent, self._measure.better))

    def rolling(self, words: str) -> Evidence:
        """The sum of twelve months beside that of the twelve before."""
        self._only_counts("twelve months are summed")
        sums = comparison.rolling_sum(self._series, breaks=[b.since for b in self._measure.breaks])
        last = self._last_of(sums)
        now, before = sums.get(last), sums.get(last - _PERIODS_OF_YEAR[sums.index.freqstr[0]])
        if now is None or before is None or pd.isna(now) or pd.isna(before):
            raise Withheld
        numbers = [wording.figure(self._measure, value) for value in (now, before)]
        told = f"{self._measure.name}, twelve months: {numbers[0]}, and {numbers[1]} before."
        return self._beside(told, now, before)

    def level(self, words: str) -> Evidence:
        """The figure within its control limits."""
        chart = control_chart(self._series, self._measure, self._figures.quarter)
        name = self._measure.name
        if chart is None or chart.table[["lower", "upper"]].iloc[-1].isna().any():
            senses = ("expected", "high", "low", "steady")
            return Evidence(f"{name}: there are no control limits.", dict.fromkeys(senses, False))
        self._last_of(chart.table["value"])
        row = chart.table.iloc[-1]
        is_quiet = chart.variation == spc.result.COMMON_CAUSE
        inside = row["lower"] <= row["value"] <= row["upper"]
        truths = {"expected": inside and is_quiet, "steady": is_quiet}
        truths |= {"high": row["value"] > row["upper"], "low": row["value"] < row["lower"]}
        return Evidence(f"{name}: {wording.lower_first(chart.sentence)}", truths)

    def assessment(self, words: str) -> Evidence:
        """The class that the pack gives the measure."""
        self._needs_figure()
        result = judge_all(self._figures)[self._measure.id].result
        told = f"{self._measure.name}: the class is {result.state!r}. {result.sentence}"
        is_tested = result.state in CLASSES
        is_changed = is_tested and result.state != "no change"
        truths = {sense: is_changed and result.direction == sense for sense in ("up", "down")}
        truths |= {"better": result.state == "improved", "worse": result.state == "deteriorated"}
        return Evidence(
            told.strip(), truths | {"tested": is_changed, "same": is_tested and not is_changed}
        )

    def history(self, words: str) -> Evidence:
        """The figure among the earlier ones of its series, or those since a day."""
        known = self._series.dropna()
        last = self._last_of(known)
        day = since_when(words)
        first = period_of(day, known) if day else None
        if len(known) < 2 or (first is not None and known.index[0] > first):
            senses = ("highest", "lowest", "best", "worst")
            told = f"{self._measure.name}: the series doesn't reach back so far."
            return Evidence(told, dict.fromkeys(senses, False))
        others = known[:-1] if first is None else known[known.index > first][:-1]
        if others.empty:
            raise DataError("no figure lies between that day and the quarter")
        told = (
            f"{self._measure.name}: {wording.figure(self._measure, known[last])} in "
            f"{wording.period(last)}; from {wording.period(others.index[0])} on between "
            f"{wording.figure(self._measure, others.min())} and "
            f"{wording.figure(self._measure, others.max())}."
        )
        truths = predicates.among(known[last], list(others), self._measure.better)
        return Evidence(told, truths)

    def step(self, words: str) -> Evidence:
        """A lasting change of level: in the last year, or on the day that the words name."""
        self._only_counts("a step is looked for")
        series = since_break(self._series, self._measure)
        self._last_of(series)
        found = spc.suggest_steps(series.iloc[-STEP_SPAN[series.index.freqstr[0]] :])
        told = f"{self._measure.name}: {wording.lower_first(found.sentence)}"
        if found.verdict != spc.steps.STEP:
            return Evidence(told, dict.fromkeys(("step", "up", "down", "better", "worse"), False))
        row, day = found.table.iloc[0], since_when(words)
        begins = period_of(row["date"], series)
        year_ago = series.index[-1] - _PERIODS_OF_YEAR[series.index.freqstr[0]]
        is_then = begins == period_of(day, series) if day else begins > year_ago
        truths = predicates.moved(row["size"] - 1, self._measure.better)
        return Evidence(told, {s: is_then and t for s, t in (truths | {"step": True}).items()})

    def trend(self, words: str) -> Evidence:
        """The last changes on a year before: two quarters or years in a row, or three months."""
        series = self._series
        last, kind = self._last_of(series), series.index.freqstr[0]
        changes = (series - series.shift(_PERIODS_OF_YEAR[kind]))[:last].iloc[-_IN_A_ROW[kind] :]
        if len(changes) < _IN_A_ROW[kind] or changes.isna().any():
            told = f"{self._measure.name}: too few changes on a year before are known."
            senses = ("continued", "up", "down", "better", "worse")
            return Evidence(told, dict.fromkeys(senses, False))
        shown = ", ".join(wording.signed(change, self._measure.places) for change in changes)
        told = f"{self._measure.name}: the last changes on a year before are {shown}."
        truths = predicates.all_of([predicates.moved(c, self._measure.better) for c in changes])
        truths.pop("same")
        return Evidence(told, truths | {"continued": truths["up"] or truths["down"]})

    def target(self, words: str) -> Evidence:
        """The figure against its target in the plan."""
        value = self._value
        held = [t for t in self._measure.targets if t.since <= self._figures.quarter.end]
        if not held:
            told = f"{self._measure.name}: the plan sets no target."
            return Evidence(told, dict.fromkeys(("met", "missed"), False))
        target = max(held, key=lambda t: t.since).value
        shown = [wording.figure(self._measure, figure) for figure in (value, target)]
        told = f"{self._measure.name}: {shown[0]} against a target of {shown[1]}."
        return Evidence(told, predicates.reaches(float(value), target, self._measure.better))

    def against(self, words: str, *others: Aspects) -> Evidence:
        """The figure beside those of other measures: `{a.against.b}`, `{a.against.b.c}`."""
        value, beside = float(self._value), [float(other._value) for other in others]
        shown = [wording.figure(a._measure, a._value) for a in (self, *others)]
        told = f"{self._measure.name}: {shown[0]} against {', '.join(shown[1:])}."
        better, is_rate = self._measure.better, self._measure.is_rate
        truths = predicates.all_of(
            [predicates.beside(value, other, better, is_rate) for other in beside]
        )
        return Evidence(told, truths | predicates.among(value, beside, better))

    @cached_property
    def _reported(self) -> Reported:
        return report(self._figures, self._measure.id)

    @property
    def _supplied(self) -> Reported:
        self._needs_figure()
        return self._reported

    @property
    def _value(self):
        value = self._supplied.value
        if value is None:
            raise Withheld
        return value

    @cached_property
    def _series(self) -> pd.Series:
        self._needs_figure()
        return self._figures.series(self._measure.id)

    def _only_counts(self, what: str) -> None:
        measure = self._measure
        if measure.kind != "count":
            raise DataError(f"{what} in counts only, and {measure.id} is of kind {measure.kind}")

    def _needs_figure(self) -> None:
        if self._reported.status != "supplied":
            raise Withheld

    def _last_of(self, series: pd.Series) -> pd.Period:
        """Return the quarter's last period, if the series has its figure."""
        end = self._figures.quarter.end
        last = pd.Period(end, FREQUENCY[self._measure.cadence])
        if self._measure.cadence == "year" and last.end_time.date() > end:
            last -= 1
        if last not in series.index or pd.isna(series[last]):
            raise Withheld
        return last

    def _beside(self, told: str, now, before) -> Evidence:
        measure = self._measure
        truths = predicates.beside(float(now), float(before), measure.better, measure.is_rate)
        return Evidence(told, truths)


ASPECTS = tuple(name for name in vars(Aspects) if not name.startswith("_"))
"""The words after a measure's id that claims may be bound to."""

is_aspect = re.compile("|".join(ASPECTS)).fullmatch
