"""What is true of a figure beside another, or among others: numbers in, a truth a sense out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STEADY_PERCENT, STEADY_POINTS = 5, 2
LARGE_PERCENT, LARGE_POINTS = 10, 5


@dataclass(frozen=True)
class Evidence:
    """What the figures say, in words and as the truth of each sense that they can bear out."""

    told: str
    truths: Mapping[str, bool]


def beside(now: float, before: float, better: str, is_rate: bool = False) -> dict[str, bool]:
    """Return what is true of one figure beside another.

    >>> [sense for sense, holds in beside(930, 803, "fewer").items() if holds]
    ['up', 'worse', 'large']
    """
    truths = moved(now - before, better)
    small, large = _size(now, before, is_rate)
    truths |= {"steady": small, "slight": small, "large": large}
    if before > 0 and not is_rate:
        truths |= {"doubled": now >= 2 * before, "trebled": now >= 3 * before}
        truths["halved"] = now <= before / 2
    return truths


def moved(difference: float, better: str) -> dict[str, bool]:
    """Return what the sign of a difference alone makes true; `better` is fewer, more or"
    " neutral."""
    truths = {"up": difference > 0, "down": difference < 0, "same": difference == 0}
    if better in ("fewer", "more"):
        wanted, unwanted = ("down", "up") if better == "fewer" else ("up", "down")
        truths |= {"better": truths[wanted], "worse": truths[unwanted]}
    return truths


def percent_moved(percent: float, better: str) -> dict[str, bool]:
    """Return what is true of a change that is known in per cent alone."""
    is_small, is_large = abs(percent) <= STEADY_PERCENT, abs(percent) >= LARGE_PERCENT
    return moved(percent, better) | {"steady": is_small, "slight": is_small, "large": is_large}


def among(now: float, others: Sequence[float], better: str) -> dict[str, bool]:
    """Return whether a figure stands alone at an end of others.

    >>> among(76.2, [91.2, 78.1, 86.0], "more")
    {'highest': False, 'lowest': True, 'best': False, 'worst': True}
    """
    highest, lowest = now > max(others), now < min(others)
    truths = {"highest": highest, "lowest": lowest}
    if better in ("fewer", "more"):
        best, worst = (lowest, highest) if better == "fewer" else (highest, lowest)
        truths |= {"best": best, "worst": worst}
    return truths


def reaches(value: float, target: float, better: str) -> dict[str, bool]:
    """Return whether a figure reaches its target, which a figure equal to it does."""
    met = value <= target if better == "fewer" else value >= target
    return {"met": met, "missed": not met}


def all_of(truths: Sequence[Mapping[str, bool]]) -> dict[str, bool]:
    """Return what is true of every one of several comparisons."""
    senses = set(truths[0]).intersection(*truths[1:])
    return {sense: all(t[sense] for t in truths) for sense in truths[0] if sense in senses}


def _size(now: float, before: float, is_rate: bool) -> tuple[bool, bool]:
    """Return whether a difference is small, and whether it is large."""
    size = abs(now - before)
    if is_rate:
        return size <= STEADY_POINTS, size >= LARGE_POINTS
    per_cent = 100 * size
    return per_cent <= STEADY_PERCENT * abs(before), per_cent >= LARGE_PERCENT * abs(before) > 0
