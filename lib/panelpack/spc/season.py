"""One yearly wave: its columns for a regression, and a test for whether it is there."""

from __future__ import annotations

import numpy as np

SEASON_LEVEL = 0.01
"""Probability below which a yearly wave is mentioned."""
FEWEST_YEARS = 2
"""Years of values without which a season can't be told from anything else."""


def yearly_wave(rows: np.ndarray, per_year: int) -> np.ndarray:
    """Return the cosine and the sine of one wave a year, one line a row number."""
    angle = 2 * np.pi * rows / per_year
    return np.column_stack([np.cos(angle), np.sin(angle)])


def is_seasonal(values: np.ndarray, phase: np.ndarray, per_year: int | None) -> bool:
    """Test for a yearly wave beside phase levels and a straight trend (F test at 1%).

    `values`: one a row of a complete calendar, NaN for a gap; `phase`: number of each row's
    phase. False where a year has no seasons or fewer than two years of values are there.
    """
    rows = np.flatnonzero(~np.isnan(values))
    if not per_year or len(rows) < FEWEST_YEARS * per_year:
        return False
    levels = phase[rows, None] == np.unique(phase[rows])
    plain = np.column_stack([levels, rows / len(values)])
    before = _residual(plain, values[rows])
    after = _residual(np.column_stack([plain, yearly_wave(rows, per_year)]), values[rows])
    freedom = len(rows) - plain.shape[1] - 2
    if freedom < 1 or not before > 0:
        return False
    # An F with 2 and d degrees of freedom exceeds f with probability (1 + 2f/d) ** (−d/2).
    return (after / before) ** (freedom / 2) < SEASON_LEVEL


def _residual(columns: np.ndarray, values: np.ndarray) -> float:
    fitted = columns @ np.linalg.lstsq(columns, values, rcond=None)[0]
    return float(np.sum((values - fitted) ** 2))
