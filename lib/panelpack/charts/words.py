"""The words on charts: figures, periods, and text that stays text."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable

import pandas as pd

from panelpack.charts.theme import FONT_SIZE, LETTER_WIDTH
from panelpack.comparison import round_half_up
from panelpack.quarters import Quarter, day_label, month_label

MINUS = "\N{MINUS SIGN}"
POUNDS_MILLION = "£ million"
PER_CENT = "%"
MOST_PLACES = 2
WHOLE_FROM, ONE_PLACE_FROM, TWO_PLACES_FROM = 100, 10, 1
_EXACT = 1e-9


def clean(words: object) -> str:
    """Return text in one line without control characters, which a drawing can't hold."""
    return "".join(c if c.isprintable() else " " for c in str(words)).strip()


def wrap(words: object, width: float, size: int = FONT_SIZE) -> list[str]:
    """Break text into lines of at most about `width` pixels."""
    letters = max(1, int(width / (size * LETTER_WIDTH)))
    return textwrap.wrap(clean(words), letters) or [""]


def width_of(words: str, size: int = FONT_SIZE) -> float:
    """Return about how many pixels a text is wide."""
    return len(words) * size * LETTER_WIDTH


def exact_places(values: Iterable[float]) -> int | None:
    """Return the fewest decimals (0 to 2) that write all values exactly; None if more are needed.

    >>> exact_places([88.2, 90.0]), exact_places([5.94]), exact_places([1 / 3])
    (1, 2, None)
    """
    finite = [v for v in values if math.isfinite(v)]
    for places in range(MOST_PLACES + 1):
        if all(abs(v - round(v, places)) <= _EXACT * max(1, abs(v)) for v in finite):
            return places
    return None


def places_for(values: Iterable[float]) -> int:
    """Return the decimals for values that are written side by side."""
    values = list(values)
    exact = exact_places(values)
    largest = max((abs(v) for v in values if math.isfinite(v)), default=0)
    return places_of(largest) if exact is None else exact


def places_of(value: float) -> int:
    """Return the decimals of a computed value: none from 100 up, else about three figures."""
    size = abs(value)
    steps = (WHOLE_FROM, ONE_PLACE_FROM, TWO_PLACES_FROM)
    return 0 if value == round(value) else int(sum(size < step for step in steps))


def figure(value: float, unit: str = "", places: int | None = None) -> str:
    """Write a value with its sign of unit; `places` decimals, by its size if None.

    >>> figure(17534.2), figure(88.25, "%", 1), figure(-0.5, "£ million", 2)
    ('17,534', '88.3%', '−£0.50m')
    """
    rounded = round_half_up(value, places_of(value) if places is None else places)
    words = f"{abs(rounded):,f}"
    if unit == POUNDS_MILLION:
        words = f"£{words}m"
    elif unit == PER_CENT:
        words += "%"
    return MINUS + words if rounded < 0 else words


def signed(value: float, unit: str, places: int) -> str:
    """Write a change with its sign: `+£0.50m`, `−12`."""
    words = figure(value, unit, places)
    return f"+{words}" if round_half_up(value, places) > 0 else words


def axis_title(unit: str, zero: bool = True) -> str:
    """Say the unit of an axis, and that it leaves zero out where it does."""
    words = clean(unit)
    words = words[:1].upper() + words[1:]
    if zero:
        return words
    return f"{words} (the scale does not start at zero)".lstrip()


def period(of: pd.Period | pd.Timestamp) -> str:
    """Say a month, a quarter or year of the financial year, or a day.

    >>> period(pd.Period("2014-06", "Q-MAR")), period(pd.Period("2014-06", "Y-MAR"))
    ('Quarter 1 2014/15', '2014/15')
    """
    if isinstance(of, pd.Timestamp):
        return day_label(of)
    last = of.end_time.date()
    names = {
        "M": lambda: month_label(last),
        "Q-MAR": lambda: Quarter.containing(last).label,
        "Y-MAR": lambda: Quarter.containing(last).financial_year,
        "D": lambda: day_label(last),
    }
    return names.get(of.freqstr, lambda: str(of))()
