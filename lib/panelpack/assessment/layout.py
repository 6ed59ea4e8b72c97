"""What a quarter's test rests on: the periods used, their levels, their season.

A level belongs to a financial year, or to the part of one between changes of recording. The
reported quarter is compared with the last level before its financial year. Periods between that
and the quarter are left out, so that every quarter of a year has the same baseline.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from panelpack.months import MONTHS_IN_QUARTER, MONTHS_IN_YEAR, Grid, days_in, month_number, on_grid
from panelpack.quarters import Quarter

SEASON_MONTHS = 24
"""Months of a baseline from which a season is modelled."""
FEWEST_MONTHS = 12
"""Months of a baseline below which nothing is tested."""
FEWEST_QUARTERS = 12
"""Quarters of a baseline below which nothing is tested."""
FEWEST_REFERENCE_MONTHS = 6
"""Months of the last baseline year below which it is no comparator."""

_YEAR_STARTS = 3  # April, counted from 0


@dataclass(frozen=True)
class Layout:
    """Periods that a test uses: present ones of the baseline, then those of the quarter.

    One entry a period in each array: `starts` the month it begins in, numbered; `counts`;
    `exposure`; `level` a number for its level; `in_quarter`. `reference` is the level that the
    quarter is compared with, None if there is none; `step` is 1 for months and 3 for quarters;
    `is_summed` where months were added up to quarters.
    """

    step: int
    starts: np.ndarray
    counts: np.ndarray
    exposure: np.ndarray
    level: np.ndarray
    in_quarter: np.ndarray
    reference: int | None = None
    is_summed: bool = False

    @property
    def observed(self) -> int:
        """Number of baseline periods."""
        return int((~self.in_quarter).sum())

    @property
    def season(self) -> str:
        """How the season is modelled: `wave` (monthly), `quarters`, or `none`."""
        if self.is_summed:
            return "none"
        if self.step == MONTHS_IN_QUARTER:
            return "quarters"
        return "wave" if self.observed >= SEASON_MONTHS else "none"

    @property
    def fewest(self) -> int:
        """Number of baseline periods that a test needs."""
        return FEWEST_QUARTERS if self.step == MONTHS_IN_QUARTER else FEWEST_MONTHS

    @property
    def columns(self) -> np.ndarray:
        """The terms of the model: periods × (levels, then season)."""
        levels = self.level[:, None] == np.unique(self.level)
        terms = {
            "none": lambda: levels[:, :0],
            "quarters": lambda: (
                self.quarter_of_year[:, None] == np.unique(self.quarter_of_year)[1:]
            ),
            "wave": self._wave,
        }
        return np.column_stack([levels, terms[self.season]()]).astype(float)

    def _wave(self) -> np.ndarray:
        angle = 2 * np.pi * (self.starts % MONTHS_IN_YEAR) / MONTHS_IN_YEAR
        return np.column_stack([np.cos(angle), np.sin(angle)])

    @property
    def quarter_of_year(self) -> np.ndarray:
        """0 to 3, from that of January."""
        return self.starts % MONTHS_IN_YEAR // MONTHS_IN_QUARTER

    @property
    def has_comparator(self) -> bool:
        """Whether the baseline has a period of the level that the quarter is compared with."""
        return bool((self.level[~self.in_quarter] == self.reference).any())

    def for_model(self) -> Layout:
        """Return the periods that the model is fitted to.

        Months without a modelled season are added up to quarters, so that the season counts as
        variation between them.
        """
        return self._summed() if self.season == "none" else self

    def without_zeros(self) -> Layout:
        """Return the layout without levels and quarters of the year that are all zero before.

        They would put a term at minus infinity and say nothing of the others.
        """
        layout = self
        while (idle := layout._idle()).any():
            layout = layout._only(~idle)
        return layout

    def _summed(self) -> Layout:
        """Return whole quarters of one level; the others are left out."""
        key = np.column_stack([self.in_quarter, self.starts // MONTHS_IN_QUARTER, self.level])
        key, row, months = np.unique(key, axis=0, return_inverse=True, return_counts=True)
        summed = Layout(
            step=MONTHS_IN_QUARTER,
            starts=key[:, 1] * MONTHS_IN_QUARTER,
            counts=np.bincount(row.ravel(), self.counts),
            exposure=np.bincount(row.ravel(), self.exposure),
            level=key[:, 2],
            in_quarter=key[:, 0].astype(bool),
            reference=self.reference,
            is_summed=True,
        )
        return summed._only(months == MONTHS_IN_QUARTER)

    def _idle(self) -> np.ndarray:
        idle = _idle_groups(self.level, self.counts, self.in_quarter)
        if self.season == "quarters":
            idle |= _idle_groups(self.quarter_of_year, self.counts, self.in_quarter)
        return idle

    def _only(self, chosen: np.ndarray) -> Layout:
        arrays = ("starts", "counts", "exposure", "level", "in_quarter")
        return replace(self, **{name: getattr(self, name)[chosen] for name in arrays})


def _idle_groups(group: np.ndarray, counts: np.ndarray, in_quarter: np.ndarray) -> np.ndarray:
    alive = np.unique(group[(counts > 0) & ~in_quarter])
    return ~np.isin(group, alive)


def lay_out(
    series: pd.Series, quarter: Quarter, exposure: pd.Series | None, breaks: Iterable[date]
) -> Layout | None:
    """Return the layout of a quarter's test, or None if the quarter isn't complete.

    Raises ValueError for negative counts, exposures that aren't above zero, and what `on_grid`
    refuses.
    """
    grid = on_grid(series)
    values, sizes = _values(grid), _exposure(grid, exposure)
    first, last = month_number(quarter.start), month_number(quarter.end)
    if np.isnan(grid.between(first, last)).any():
        return None
    in_quarter = (grid.starts >= first) & (grid.ends <= last)
    if np.isnan(sizes[in_quarter]).any():
        return None
    segment = _segments(grid, breaks)
    year = (grid.starts - _YEAR_STARTS) // MONTHS_IN_YEAR
    year = np.where(in_quarter, quarter.year - 1, year)
    level = np.unique(np.column_stack([year, segment]), axis=0, return_inverse=True)[1].ravel()
    before = grid.ends <= month_number(quarter.baseline_end)
    known = ~np.isnan(values + sizes) & (before & (segment >= 0) | in_quarter)
    layout = Layout(
        grid.step,
        grid.starts[known],
        values[known],
        sizes[known],
        level[known],
        in_quarter[known],
    )
    return _with_reference(layout, crossed=bool((segment[in_quarter] < 0).any()))


def _with_reference(layout: Layout, crossed: bool) -> Layout:
    """Set the level of the quarter's own periods as reference, if the baseline knows it."""
    own = np.unique(layout.level[layout.in_quarter])
    if crossed or len(own) > 1:
        return layout
    months = layout.step * int((layout.level[~layout.in_quarter] == own[0]).sum())
    if months < FEWEST_REFERENCE_MONTHS:
        return layout
    return replace(layout, reference=int(own[0]))


def _values(grid: Grid) -> np.ndarray:
    if (grid.values < 0).any():
        raise ValueError("counts can't be negative")
    return grid.values


def _exposure(grid: Grid, exposure: pd.Series | None) -> np.ndarray:
    if exposure is None:
        return days_in(grid.starts, grid.step)
    given = on_grid(exposure, grid.step)
    if (given.values <= 0).any():
        raise ValueError("exposures must be above zero")
    if not len(given.values) or not len(grid.values):
        return np.full(len(grid.values), np.nan)
    return given.between(grid.first, int(grid.ends[-1]))


def _segments(grid: Grid, breaks: Iterable[date]) -> np.ndarray:
    """Number the parts between changes of recording; −1 for a period that has one inside."""
    segment = np.zeros(len(grid.values), dtype=int)
    mixed = np.zeros(len(grid.values), dtype=bool)
    for day in breaks:
        since = month_number(day) + (day.day > 1)
        segment += grid.starts >= since
        mixed |= (grid.starts < since) & (grid.ends >= month_number(day))
    return np.where(mixed, -1, segment)
