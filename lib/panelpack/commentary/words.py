"""What commentary can say of one measure, in printed words."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property

import pandas as pd

from panelpack import comparison, wording
from panelpack.comparison import Change
from panelpack.judgement import judge_all
from panelpack.plan import Measure
from panelpack.reported import Reported, report
from panelpack.series import FREQUENCY, Figures

_MONTHS_OF = {"month": 1, "quarter": 3}
_SHARE_PLACES = 1


class Missing(Exception):
    """There is no such figure that the audience may see: known, cleared and comparable."""


class NotSaid(Exception):
    """A measure of this kind can't say this, whatever its figures are; the text is the remedy."""


class Words:
    """One measure as commentary names it: every public attribute is printed words.

    Raises Missing for what has no figure, NotSaid for what its kind never has.
    """

    def __init__(self, figures: Figures, measure: Measure):
        self._figures, self._measure = figures, measure

    @property
    def value(self) -> str:
        """The figure with its unit sign: `930`, `88.2%`, `£3.24m`, a revised one `935 [r]`."""
        self._needs_number()
        words = wording.figure(self._measure, _known(self._reported.value))
        return wording.marked(words, self._reported.revised)

    @property
    def before(self) -> str:
        """The figure of a year before."""
        self._needs_number()
        words = wording.figure(self._measure, _known(self._reported.before))
        return wording.marked(words, self._reported.revised_before)

    @property
    def change(self) -> str:
        """The change on a year before with its sign: `+127`, `−2.1 points`."""
        size = self.size
        return _sign(self._reported.change.difference) + size

    @property
    def size(self) -> str:
        """The change without its sign: `127`, `2.1 points`."""
        self._needs_number()
        size = abs(_known(self._reported.change.difference))
        if self._measure.is_rate:
            return f"{wording.number(size, self._measure.places)} points"
        return wording.figure(self._measure, size)

    @property
    def change_percent(self) -> str:
        """The change in per cent with its sign: `+15.8%`."""
        self._needs_number()
        if self._measure.is_rate:
            raise NotSaid("a rate changes by points, not per cent: write .change")
        _known(self._reported.value)
        _known(self._reported.change_percent)
        return wording.change_percent(self._reported)

    @property
    def size_percent(self) -> str:
        """The change in per cent without its sign: `15.8%`."""
        return self.change_percent.lstrip(f"+{wording.MINUS}")

    @property
    def period(self) -> str:
        """What the figure covers: `Quarter 1 2014/15`."""
        self._needs_day(self._reported.value)
        return self._reported.period

    @property
    def period_before(self) -> str:
        """What the figure of a year before covers."""
        self._needs_day(self._reported.before)
        return self._reported.period_before

    @property
    def numerator(self) -> str:
        """How many of the base: `634`."""
        self._needs_base()
        words = wording.number(_known(self._reported.entry.numerator))
        return wording.marked(words, self._reported.revised)

    @property
    def base(self) -> str:
        """How many were counted or asked, or an average is of: `1,883`."""
        if self._measure.kind != "average":
            self._needs_base()
        words = wording.number(_known(self._reported.entry.base))
        return wording.marked(words, self._reported.revised)

    @property
    def share(self) -> str:
        """The numerator in per cent of the base: `33.7%`."""
        self._needs_base()
        numerator, base = self._reported.entry.numerator, self._reported.entry.base
        share = 100 * _known(numerator) / _known(base or None)
        words = f"{wording.number(share, _SHARE_PLACES)}%"
        return wording.marked(words, self._reported.revised)

    @property
    def note(self) -> str:
        """What a partner wrote where no number is given: `Nearly 60%`."""
        if self._measure.kind != "text":
            raise NotSaid("only a measure of kind text says its note: write .value")
        if self._reported.status != "supplied":
            raise Missing
        return _known(self._reported.entry.note or None)

    @property
    def assessment(self) -> str:
        """The class as it stands inside a sentence: `no significant change`."""
        if self._reported.status != "supplied":
            raise Missing
        return wording.lower_first(judge_all(self._figures)[self._measure.id].badge.word)

    @property
    def partner(self) -> str:
        """Who sends the figure."""
        self._needs_partner()
        return self._figures.plan.settings.partners[self._measure.partner].name

    @property
    def board(self) -> str:
        """Whose board must have seen the figure before it is published."""
        self._needs_partner()
        return self._figures.plan.board_of(self._measure)

    @property
    def rolling(self) -> str:
        """The sum of the twelve months to the quarter's end."""
        return wording.figure(self._measure, _known(self._rolling.now))

    @property
    def rolling_before(self) -> str:
        """The sum of the twelve months before those."""
        return wording.figure(self._measure, _known(self._rolling.before))

    @property
    def rolling_change_percent(self) -> str:
        """The change between the two sums in per cent with its sign."""
        percent = _known(self._rolling.percent)
        return f"{wording.signed(percent, self._measure.change_places)}%"

    @cached_property
    def _reported(self) -> Reported:
        return report(self._figures, self._measure.id)

    @cached_property
    def _rolling(self) -> Change:
        measure = self._measure
        if measure.kind != "count" or measure.cadence not in _MONTHS_OF:
            raise NotSaid("twelve months are summed of counts by month or quarter only")
        series = self._figures.series(measure.id)
        breaks = [b.since for b in measure.breaks]
        sums = comparison.rolling_sum(series, breaks=breaks) if len(series) else series
        last = pd.Period(self._figures.quarter.end, FREQUENCY[measure.cadence])
        year_before = last - 12 // _MONTHS_OF[measure.cadence]
        now, before = (_whole(sums.get(period)) for period in (last, year_before))
        return comparison.change(now, before, measure.change_places)

    def _needs_number(self) -> None:
        if self._measure.kind == "text":
            raise NotSaid("a measure of kind text has no number: write .note")

    def _needs_day(self, figure: Decimal | None) -> None:
        """Keep back the day of money that is not shown: only its return tells that day."""
        if self._measure.kind == "money":
            _known(figure)

    def _needs_base(self) -> None:
        if self._measure.kind not in ("cohort", "proportion", "survey"):
            raise NotSaid("only rates and cohorts are so many of so many: write .value")

    def _needs_partner(self) -> None:
        if self._measure.partner is None:
            raise NotSaid("it is open data, which no partner sends and no board clears")


def _known(figure):
    if figure is None:
        raise Missing
    return figure


def _sign(difference: Decimal) -> str:
    return "+" if difference > 0 else wording.MINUS if difference < 0 else ""


def _whole(count: float | None) -> Decimal | None:
    return None if count is None or pd.isna(count) else comparison.round_half_up(count)


SAID = tuple(name for name in vars(Words) if not name.startswith("_"))
"""The words after a measure's id that commentary may use."""
