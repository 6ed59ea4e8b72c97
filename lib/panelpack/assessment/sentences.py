"""Changes, ranges and power in plain words, no more precise than they are known."""

from __future__ import annotations

from math import ceil

from panelpack.comparison import round_half_up
from panelpack.evidence import POWER

MINUS = "\N{MINUS SIGN}"

# A range this wide or wider, in per cent or points, makes decimals meaningless.
_WIDE_FOR_CHANGE = 20
_WIDE_FOR_RANGE = 5
# A rise of more than this, in per cent, is beyond ten times; from a fall to that is no range.
_NOTHING_SAID = 900


def change(moved: float, interval: tuple[float, float], against: str, is_rate: bool = False) -> str:
    """Say a change and its range; `moved` and `interval` are fractions.

    >>> change(-0.045, (-0.123, 0.041), "2013/14")
    'Down 4.5% on 2013/14 (95% range −12% to +4%)'
    """
    low, high = (100 * bound for bound in interval)
    size = _size(100 * moved, high - low)
    unit = " percentage points" if is_rate else "%"
    way = "Up" if moved > 0 else "Down"
    said = f"{way} {size}{unit} on" if size else "About the same as"
    mark = "" if is_rate else "%"
    if low <= 0 and high > _NOTHING_SAID:
        return f"{said} {against} (too few to say how much: the 95% range goes beyond ten times)"
    return f"{said} {against} (95% range {_range(low, high, mark)})"


def _size(moved: float, width: float) -> str:
    size = round_half_up(abs(moved), 1 if width < _WIDE_FOR_CHANGE else 0)
    return f"{size:,f}" if size else ""


def _range(low: float, high: float, mark: str) -> str:
    places = 0 if high - low >= _WIDE_FOR_RANGE else 1
    return f"{_signed(low, places)}{mark} to {_signed(high, places)}{mark}"


def _signed(bound: float, places: int) -> str:
    # A bound that misses zero must not be printed as zero: it is what the class rests on.
    for more in range(3):
        if rounded := round_half_up(bound, places + more):
            return f"{rounded:+,f}".replace("-", MINUS)
    return "0"


def power(fall: float | None, rise: float | None, is_rate: bool = False) -> str:
    """Say the smallest changes that could have been seen; fractions, None where none could.

    >>> power(0.148, 0.17)
    'Only a fall of 15% or more, or a rise of 17% or more, could have been seen with 80% certainty.'
    """
    certain = f"could have been seen with {100 * POWER:.0f}% certainty"
    if fall is None and rise is None:
        return f"No change of any size {certain}."
    if fall is None or rise is None:
        seen, unseen = ("fall", "rise") if rise is None else ("rise", "fall")
        size = _at_least(rise if fall is None else fall, is_rate)
        return f"No {unseen}, and only a {seen} of {size} or more, {certain}."
    fall, rise = _at_least(fall, is_rate), _at_least(rise, is_rate)
    return f"Only a fall of {fall} or more, or a rise of {rise} or more, {certain}."


def _at_least(size: float, is_rate: bool) -> str:
    # Rounded up, so that what is promised could be seen; a hair above a whole number is that one.
    whole = ceil(100 * size - 1e-6)
    if is_rate:
        return f"{whole:,} percentage point{'s' if whole != 1 else ''}"
    return f"{whole:,}%"


_SIGNALS = {
    "improvement": "an improvement",
    "concern": "a concern",
    "high": "a high value",
    "low": "a low value",
}
_FOUND = {
    "improved": "a significant improvement",
    "deteriorated": "a significant deterioration",
    "no polarity": "a significant change",
    "no change": "no significant change",
}
_AGREEING = {
    ("improved", "improvement"),
    ("deteriorated", "concern"),
    ("no change", "common_cause"),
    ("no polarity", "high"),
    ("no polarity", "low"),
}
_WHY_THEY_DIFFER = (
    "The chart judges single values by fixed limits and runs. The test allows for the season and "
    "compares the quarter with the whole year before."
)


def disagreement(state: str, variation: str) -> str:
    """Say why a control chart and the test differ; empty where they agree or one says nothing.

    `variation` is that of a `spc.ControlChart`.

    >>> disagreement("no change", "concern")[:70]
    'The chart signals a concern, while the test finds no significant chang'
    >>> disagreement("improved", "improvement")
    ''
    """
    said = _SIGNALS.get(variation, "nothing" if variation == "common_cause" else "")
    if state not in _FOUND or not said or (state, variation) in _AGREEING:
        return ""
    return f"The chart signals {said}, while the test finds {_FOUND[state]}. {_WHY_THEY_DIFFER}"


def closed(words: str) -> str:
    """Return words as a sentence that ends with a stop."""
    words = words.strip()
    return words if words.endswith((".", "!", "?")) else f"{words}."


def counted(number: float, thing: str) -> str:
    """Return a number with its thing in the right number: `1 month`, `12 months`."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


CLAIMING = ("significant", "significantly", "statistically")
"""Words by which a text claims that a test was made."""
