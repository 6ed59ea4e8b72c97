"""Which points of one phase signal a special cause, and by which rule.

One-character codes: `.` common cause, `U` `L` beyond the upper or lower limit, `I` `D` increasing
or decreasing trend, `A` `B` two in three near the limit above or below the centre, `H` `W` a
shift, that is a run above or below the centre. Rules follow NHSRplotthedots 0.2.2
(ptd_calculate_point_type), with every length and zone taken from the profile.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from panelpack.spc.profiles import OUTSIDE, SHIFT, TREND, TWO_IN_THREE, Profile

COMMON = "."
_HIGH, _LOW = frozenset("UIAH"), frozenset("LDBW")
_TYPES = {"fewer": ("-", "+"), "more": ("+", "-"), "neutral": ("h", "l")}


def causes(values, centre, limits, near, profile: Profile, outside_only: bool = False):
    """Return one code a row.

    `values`, `centre`: numbers a row (NaN: a gap breaks runs and trends); `limits`, `near`: a
    pair (lower, upper) of numbers a row, NaN where there are none. `outside_only` is for values
    that aren't independent of their neighbours, such as moving ranges.
    """
    side = np.sign(values - centre)
    outside = (values > limits[1]) | (values < limits[0])
    beyond = (values > near[1]) | (values < near[0])
    codes = {OUTSIDE: np.where(outside, _letters(side, "U", "L"), COMMON)}
    if not outside_only:
        zone = beyond if profile.zone == "beyond" else beyond & ~outside
        codes[TREND] = _trend(values, profile.trend_n)
        marked = _two_in_three(side, zone, profile.third)
        codes[TWO_IN_THREE] = np.where(marked, _letters(side, "A", "B"), COMMON)
        run = _shift(side, profile.shift_n, profile.ties)
        codes[SHIFT] = np.where(run, _letters(side, "H", "W"), COMMON)
    return _first_of(codes, profile.precedence, len(values))


def types(cause: np.ndarray, better: str) -> np.ndarray:
    """Turn causes into `+` improvement, `-` concern, `h`/`l` high or low where neither is better.

    >>> "".join(types(np.array(list(".ULIDABHW")), "fewer"))
    '.-+-+-+-+'
    """
    high, low = _TYPES[better]
    return np.array(
        [high if c in _HIGH else low if c in _LOW else COMMON for c in cause], dtype=str
    )


def check_better(better: str) -> str:
    """Return `better`, or raise ValueError if it isn't fewer, more or neutral."""
    if better not in _TYPES:
        raise ValueError(f"better is {better!r}; it can be fewer, more or neutral")
    return better


def _letters(side, above: str, below: str) -> np.ndarray:
    return np.where(side > 0, above, below)


def _first_of(codes: dict, precedence: tuple[str, ...], rows: int) -> np.ndarray:
    cause = np.full(rows, COMMON)
    for rule in reversed(precedence):
        if rule in codes:
            cause = np.where(codes[rule] != COMMON, codes[rule], cause)
    return cause


def _in_runs(marks: np.ndarray, length: int) -> np.ndarray:
    """Return True for marks in a run of `length` or more equal ones; 0 and NaN end a run."""
    marks = np.nan_to_num(marks)
    edges = np.flatnonzero(np.diff(marks)) + 1
    inside = np.zeros(len(marks), dtype=bool)
    for start, stop in pairwise([0, *edges, len(marks)]):
        inside[start:stop] = stop - start >= length and marks[start] != 0
    return inside


def _shift(side: np.ndarray, length: int, ties: str) -> np.ndarray:
    if ties == "break":
        return _in_runs(side, length)
    off_centre = side != 0
    run = np.zeros(len(side), dtype=bool)
    run[off_centre] = _in_runs(side[off_centre], length)
    return run


def _trend(values: np.ndarray, length: int | None) -> np.ndarray:
    if length is None or len(values) < length:
        return np.full(len(values), COMMON)
    steps = np.sign(np.diff(values))
    running = _in_runs(steps, length - 1)
    trend = np.append(running, False) | np.insert(running, 0, False)
    # Where two trends meet the point belongs to the later one, so the step out of it decides.
    leads_on = trend & np.append(trend[1:], False)
    step = np.where(leads_on, np.append(steps, 0), np.insert(steps, 0, 0))
    return np.where(trend, np.where(step == 1, "I", "D"), COMMON)


def _two_in_three(side: np.ndarray, zone: np.ndarray, third: str) -> np.ndarray:
    marked = np.zeros(len(side), dtype=bool)
    for start in range(len(side) - 2):
        three = slice(start, start + 3)
        for direction in (1, -1):
            near = zone[three] & (side[three] == direction)
            allowed = np.all(side[three] == direction) if third == "same" else True
            if near.sum() >= 2 and allowed and not np.isnan(side[three]).any():
                marked[three] |= near
    return marked
