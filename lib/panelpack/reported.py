"""What a pack says of one measure for its quarter: the figure, its comparator and the change.

Counts are given for the year to date, as the dashboard does; rates, cohorts, averages and texts for
the quarter, or for its last month where there is one a month, as only counts are added up; money as
at the latest day reported. Figures are compared in the decimals in which they are printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from panelpack import comparison, revisions
from panelpack.clearance import Entry
from panelpack.comparison import Change
from panelpack.plan import Measure
from panelpack.quarters import Period, Quarter
from panelpack.revisions import Revision
from panelpack.series import Figures


@dataclass(frozen=True)
class Reported:
    """A measure's figure for the reported quarter beside that of a year before.

    `entry` and `entry_before` are the figures behind it (of the latest part, where the year to
    date is a sum); `value` and `before` are None where there is none, and `status` says why.
    `supplied_change` is a percentage that a partner gave without its comparator.
    """

    measure: Measure
    period: str
    period_before: str
    value: Decimal | None
    before: Decimal | None
    entry: Entry
    entry_before: Entry
    change: Change
    supplied_change: Entry | None = None
    revised: tuple[Revision, ...] = ()
    revised_before: tuple[Revision, ...] = ()
    """Which of the figures behind `value` and `before` were changed after they were told."""

    @property
    def status(self) -> str:
        """`supplied`, or why there is no figure."""
        return self.entry.status

    @property
    def change_percent(self) -> Decimal | None:
        """The percentage change: calculated, or as supplied without a comparator."""
        if self.change.percent is None and self.supplied_change is not None:
            return self.supplied_change.value
        return self.change.percent

    @property
    def when(self) -> str:
        """The period of the figure, within a sentence."""
        return in_sentence(self.period)

    @property
    def when_before(self) -> str:
        """The period of a year before, within a sentence."""
        return in_sentence(self.period_before)


def in_sentence(period: str) -> str:
    """Return a period as it is said within a sentence.

    >>> in_sentence("6 months to September 2014"), in_sentence("Quarter 1 2014/15")
    ('the 6 months to September 2014', 'Quarter 1 2014/15')
    """
    return f"the {period}" if " months to " in period else period


def report(figures: Figures, measure_id: str) -> Reported:
    """Return what the pack says of a measure for the quarter of `figures`."""
    measure = figures.plan.measures[measure_id]
    now = _parts(figures, measure, figures.quarter)
    before = _parts(figures, measure, figures.quarter.same_quarter_last_year)
    value, before_value = (_as_printed(measure, _total(parts)) for parts in (now, before))
    comparable, reason = _comparable(measure, now, before)
    return Reported(
        measure=measure,
        period=_label(measure, now),
        period_before=_label(measure, before),
        value=value,
        before=before_value,
        entry=_telling(now),
        entry_before=_telling(before),
        change=comparison.change(
            value,
            before_value,
            measure.places if measure.is_rate else measure.change_places,
            kind="rate" if measure.is_rate else "count",
            comparable=comparable,
            reason=reason,
        ),
        supplied_change=_supplied_change(figures, measure),
        revised=_revised(figures, now),
        revised_before=_revised(figures, before),
    )


def _revised(figures: Figures, parts: list[Entry]) -> tuple[Revision, ...]:
    """Return which parts of a figure that is shown were revised."""
    if _total(parts) is None:
        return ()
    known = revisions.of(figures, parts[0].measure)
    return tuple(known[part.key] for part in parts if part.key in known)


def _parts(figures: Figures, measure: Measure, quarter: Quarter) -> list[Entry]:
    """Return the figures that make up a measure's value for a quarter."""
    if measure.kind == "money":
        return [_latest_day(figures, measure, quarter)]
    if measure.cadence == "year":
        return [_latest_year(figures, measure, quarter)]
    quarters = quarter.year_to_date
    if measure.cadence == "month":
        periods = [month for q in quarters for month in q.months]
    else:
        periods = [str(q) for q in quarters]
    if measure.kind != "count":
        periods = periods[-1:]
    return [figures.entry(measure.id, Period.parse(p)) for p in periods]


def _latest_day(figures: Figures, measure: Measure, quarter: Quarter) -> Entry:
    found = [
        e
        for e in figures.entries(measure.id)
        if quarter.same_quarter_last_year.end < e.period.end <= quarter.end
    ]
    return found[-1] if found else figures.entry(measure.id, Period.parse(str(quarter)))


def _latest_year(figures: Figures, measure: Measure, quarter: Quarter) -> Entry:
    year = quarter.year if quarter.number == 4 else quarter.year - 1
    period = Period.parse(f"{year}-{(year + 1) % 100:02}", yearly=True)
    return figures.entry(measure.id, period)


def _total(parts: list[Entry]) -> Decimal | None:
    values = [part.value for part in parts]
    return None if any(v is None for v in values) else sum(values, Decimal(0))


def _as_printed(measure: Measure, value: Decimal | None) -> Decimal | None:
    """Return a figure in the decimals of its measure: a change follows from what readers see."""
    return None if value is None else comparison.round_half_up(value, measure.places)


def _telling(parts: list[Entry]) -> Entry:
    """Return the part that decides the status: the last missing one, else the latest."""
    missing = [part for part in parts if part.value is None]
    return (missing or parts)[-1]


def _label(measure: Measure, parts: list[Entry]) -> str:
    if len(parts) == 1:
        return parts[0].period.label
    first, last = parts[0].period, parts[-1].period
    quarter = Quarter.containing(last.end)
    if measure.cadence == "month" and first.start == quarter.start:
        return quarter.label
    return f"{quarter.period_covered}"


def _comparable(measure: Measure, now: list[Entry], before: list[Entry]) -> tuple[bool, str]:
    for change in measure.breaks:
        if before[0].period.start < change.since <= now[-1].period.end:
            return False, change.reason
    return True, ""


def _supplied_change(figures: Figures, measure: Measure) -> Entry | None:
    if measure.supplied_change is None:
        return None
    found = figures.entry(measure.supplied_change, Period.parse(str(figures.quarter)))
    return found if found.value is not None else None
