"""Time from left to right: where a period lies, how the axis names it, how one zooms in.

Every position is a moment in UTC, so a drawing is the same in every time zone. A value stands in
the middle of its period.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import altair as alt
import pandas as pd

from panelpack.charts.shared import Zoom
from panelpack.charts.theme import FONT_SIZE, WIDTH
from panelpack.charts.words import clean, figure, period, places_for, width_of

Index = pd.PeriodIndex | pd.DatetimeIndex

ZOOM = "zoom"
TOOLTIP = (alt.Tooltip("period:N", title="Period"), alt.Tooltip("shown:N", title="Value"))
_AXIS_LABEL_GAP = 4
_YEAR_LABEL = "2014/15"
_YEAR_GAP = 10
_LABEL_GAP = 12
_QUARTER_STARTS = (1, 4, 7, 10)
# A month before January, or the quarter (named by its last month) before April.
_LAST_BEFORE_A_YEAR = (3, 12)

_FIRST_YEAR = "(utcyear(datum.value) - (utcmonth(datum.value) < 3 ? 1 : 0))"
_FINANCIAL_YEAR = f"{_FIRST_YEAR} + '/' + slice('' + ({_FIRST_YEAR} + 1), -2)"
_FIRST_QUARTER = "floor(utcmonth(datum.value) / 3) == 1"
_JANUARY = "utcmonth(datum.value) == 0"
_QUARTER = "'Q' + (floor(((utcmonth(datum.value) + 9) % 12) / 3) + 1)"


def as_periods(index: Index) -> Index:
    """Return dates as months where each lies in a month of its own, at its first or last day."""
    if isinstance(index, pd.PeriodIndex) or index.empty:
        return index
    monthly = index.is_month_start.all() or index.is_month_end.all()
    months = index.to_period("M")
    return months if monthly and months.is_unique else index


def is_named(index: Index) -> bool:
    """Return True for months and for quarters and years of the financial year."""
    return isinstance(index, pd.PeriodIndex) and index.freqstr in ("M", "Q-MAR", "Y-MAR")


def bounds(of: pd.Period | pd.Timestamp) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first moment of a period and the first one after it."""
    if isinstance(of, pd.Timestamp):
        return of.normalize(), of.normalize() + pd.Timedelta(days=1)
    return of.start_time, (of + 1).start_time


def moment(of: pd.Period | pd.Timestamp) -> pd.Timestamp:
    """Return the day in the middle of a period."""
    start, end = bounds(of)
    return (start + (end - start) / 2).normalize()


def iso(stamp: pd.Timestamp) -> str:
    """Write a moment in UTC so that no reader takes it for a local time."""
    return f"{stamp:%Y-%m-%dT%H:%M:%SZ}"


def milliseconds(stamp: pd.Timestamp) -> int:
    """Return a moment as Vega-Lite counts time."""
    return (stamp - pd.Timestamp(0)) // pd.Timedelta(milliseconds=1)


@dataclass(frozen=True)
class TimeAxis:
    """The time that a chart spans, with room in pixels for words to the right of it."""

    index: Index
    room: float = 0
    width: float = WIDTH
    titled: bool = True

    @property
    def start(self) -> pd.Timestamp:
        """The first moment of the first period."""
        return bounds(self.index[0])[0]

    @property
    def end(self) -> pd.Timestamp:
        """The first moment after the last period."""
        return bounds(self.index[-1])[1]

    @cached_property
    def domain(self) -> list[int]:
        """The ends of the scale in milliseconds, room included."""
        span = (self.end - self.start) * (self.room / (self.width - self.room))
        return [milliseconds(self.start), milliseconds((self.end + span).floor("s"))]

    def x(self) -> alt.X:
        """Return the encoding of the axis; its field is `when`."""
        scale = alt.Scale(type="utc", domain=self.domain, nice=False)
        return alt.X("when:T", scale=scale, axis=self._axis())

    def pixels(self, stamp: pd.Timestamp) -> float:
        """Return how far right of the plot's left edge a moment lies."""
        first, last = self.domain
        return (milliseconds(stamp) - first) / (last - first) * self.width

    def _axis(self) -> alt.Axis:
        code = self.index.freqstr if isinstance(self.index, pd.PeriodIndex) else ""
        if code == "M" and (shown := self._months_that_fit()):
            year = _at_times(_JANUARY, shown, "utcFormat(datum.value, '%Y')")
            return self._at(shown, f"[utcFormat(datum.value, '%b'), {year}]", "Month")
        if code == "Q-MAR" and self._fit(len(self.index), _YEAR_LABEL):
            year = _at_times(_FIRST_QUARTER, self.index, _FINANCIAL_YEAR)
            return self._at(self.index, f"[{_QUARTER}, {year}]", "Quarter of the financial year")
        if code == "Y-MAR":
            every = self._every(len(self.index))
            return self._at(self.index[::-1][::every][::-1], _FINANCIAL_YEAR, "Financial year")
        return self._years() if code in ("M", "Q-MAR") else self._dates()

    def _months_that_fit(self) -> list[pd.Period]:
        """Return the months to name: each, or those that begin a quarter; none if too many."""
        choices = (self.index, [p for p in self.index if p.month in _QUARTER_STARTS])
        return next((list(c) for c in choices if self._fit(len(c), "2014")), [])

    def _fit(self, labels: int, widest: str) -> bool:
        return labels * (width_of(widest) + _AXIS_LABEL_GAP) <= self.width - self.room

    def _at(self, shown: Iterable[pd.Period], words: str, title: str) -> alt.Axis:
        values = [milliseconds(moment(p)) for p in shown]
        return self._styled(title, values=values, labelExpr=words)

    def _years(self) -> alt.Axis:
        years = range(self.start.year, self.end.year + 1)
        starts = [pd.Timestamp(year, 4, 1) for year in years]
        starts = [s for s in starts if self.start <= s < self.end] or [self.start]
        every = self._every((self.end - self.start).days / 365.25)
        words = f"({starts[-1].year} - utcyear(datum.value)) % {every} == 0"
        words = f"{words} ? {_FINANCIAL_YEAR} : ''"
        values = [milliseconds(s) for s in starts]
        title = "Financial year, April to March"
        return self._styled(title, values=values, labelExpr=words, labelAlign="left", tickSize=9)

    def _dates(self) -> alt.Axis:
        return self._styled("Date", tickCount=6, format="%b %Y")

    def _every(self, years: float) -> int:
        needed = years * (width_of(_YEAR_LABEL, FONT_SIZE) + _YEAR_GAP)
        return max(1, -int(-needed // (self.width - self.room)))

    def _styled(self, title: str, **options) -> alt.Axis:
        title = title if self.titled else None
        return alt.Axis(
            grid=False,
            labelFlush=False,
            labelOverlap=False,
            title=title,
            titleAnchor="start",
            **options,
        )


def _at_times(when: str, shown: Sequence[pd.Period], words: str) -> str:
    """Return an expression that says `words` under the labels `when` holds, and the first one.

    The first is left out where the next one says them, so that the two do not touch.
    """
    first = [milliseconds(moment(p)) for p in shown[:1] if p.month not in _LAST_BEFORE_A_YEAR]
    at_first = "".join(f" || time(datum.value) == {at}" for at in first)
    return f"({when}{at_first}) ? {words} : ''"


def room_for(labels: Iterable[str]) -> float:
    """Return the pixels that the longest of some labels needs to the right of a chart."""
    return _LABEL_GAP + max((width_of(label) for label in labels), default=0)


def rows(series: pd.Series, unit: str, names: Iterable[str] | None = None) -> list[dict]:
    """Return a row a value: `when`, `value`, `run` (new after each gap) and words to show.

    Gaps have no row; the next value begins a new run, so that no line crosses a gap.
    """
    names = [period(p) for p in series.index] if names is None else list(names)
    places = places_for(series)
    found, run = [], 0
    for at, value, name in zip(series.index, series, names, strict=True):
        if pd.isna(value):
            run += 1
            continue
        shown = figure(value, unit, places)
        when = iso(moment(at))
        found.append(dict(when=when, value=float(value), run=run, period=clean(name), shown=shown))
    return found


def zoom(*views: str) -> Zoom:
    """Return the parameter that lets a reader zoom and move along the time axis of some views."""
    select = alt.IntervalSelectionConfig(type="interval", encodings=["x"])
    return Zoom(name=ZOOM, select=select, bind="scales", views=list(views))
