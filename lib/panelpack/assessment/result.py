"""The classes a measure can be given, and the evidence behind one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from panelpack.assessment import sentences

LEVEL = 0.05
"""Share of false alarms accepted, for one test and over all measures together."""

Better = Literal["fewer", "more", "neutral"]

WORDS = {
    "improved": "Improved",
    "no change": "No significant change",
    "deteriorated": "Deteriorated",
    "no polarity": "Changed",
    "not enough data": "Not enough data",
    "small numbers": "Small numbers",
    "not available": "Not available",
    "awaiting clearance": "Awaiting clearance",
    "not tested": "Not tested",
}
"""Each state as it is printed."""

MEANINGS = {
    "improved": "Better than before by more than chance explains: a significant improvement.",
    "no change": "No significant change: what moved is within the range of chance.",
    "deteriorated": "Worse than before by more than chance explains: a significant deterioration.",
    "no polarity": "A significant change in a measure for which neither direction is better.",
    "not enough data": "The past known is too short to say how much the figure varies by itself.",
    "small numbers": "The numbers are so small that hardly any change could be told from chance.",
    "not available": "There is no figure for the quarter.",
    "awaiting clearance": "The board that owns the figure has not cleared it yet.",
    "not tested": "The figure is known, but what came with it does not allow a test.",
}
"""Each state in one sentence."""

CLASSES = ("improved", "no change", "deteriorated", "no polarity")
"""States that rest on a test."""

_IMPROVING = {"fewer": "down", "more": "up"}


@dataclass(frozen=True)
class Detectable:
    """The smallest change each way that would be seen with 80% power; None where none would.

    Both are positive: fractions of the expected count, or of 1 for a difference of shares.
    """

    fall: float | None
    rise: float | None


@dataclass(frozen=True)
class Result:
    """A measure's class for a quarter with its evidence.

    `interval` is the 95% range of `ratio` (a count over `expected`) or, where shares are
    compared, of `difference` (fractions of 1). Evidence that there isn't is None. `p` is that of
    the single test; `p_adjusted` counts all `tests` of a pack, once these are known.
    """

    state: str
    better: str = "neutral"
    p: float | None = None
    interval: tuple[float, float] | None = None
    method: str = ""
    baseline: str = ""
    ratio: float | None = None
    difference: float | None = None
    expected: float | None = None
    dispersion: float | None = None
    detectable: Detectable | None = None
    against: str = "the figure before"
    reason: str = ""
    p_adjusted: float | None = None
    tests: int = 1

    @property
    def direction(self) -> str | None:
        """`up` or `down`; None where nothing moved or nothing is known."""
        moved = self.change
        return None if not moved else "up" if moved > 0 else "down"

    @property
    def change(self) -> float | None:
        """The change as a fraction: of the expected count, or the difference of two shares."""
        return self.difference if self.ratio is None else self.ratio - 1

    @property
    def is_rate(self) -> bool:
        """Whether shares were compared, so that changes are percentage points."""
        return self.difference is not None

    @property
    def sentence(self) -> str:
        """The finding in plain words."""
        said = []
        if self.change is not None and self.interval is not None:
            said.append(self._finding())
        if self.reason:
            said.append(sentences.closed(self.reason))
        return " ".join(said)

    def _finding(self) -> str:
        low, high = self.interval
        shift = 0 if self.is_rate else 1
        finding = sentences.change(
            self.change, (low - shift, high - shift), self.against, self.is_rate
        )
        return f"{finding}: {self._verdict()}." if self.state in CLASSES else f"{finding}."

    def _verdict(self) -> str:
        if self.state != "no change":
            return {
                "improved": "a significant improvement",
                "deteriorated": "a significant deterioration",
            }.get(self.state, "a significant change")
        if self.p is not None and self.p < LEVEL:
            return f"no significant change once all {self.tests} tests are taken together"
        return "no significant change"

    @property
    def power_sentence(self) -> str:
        """The smallest change that could have been seen, in plain words; empty without a test."""
        if self.state not in CLASSES:
            return ""
        seen = self.detectable or Detectable(None, None)
        return sentences.power(seen.fall, seen.rise, self.is_rate)


def judged(p: float, change: float, better: str, level: float = LEVEL) -> str:
    """Return the state that a test's p and the sign of the change give."""
    if p >= level or not change:
        return "no change"
    if better == "neutral":
        return "no polarity"
    return "improved" if _IMPROVING[better] == ("up" if change > 0 else "down") else "deteriorated"


def check_better(better: str) -> None:
    """Raise ValueError unless `better` is fewer, more or neutral."""
    if better not in (*_IMPROVING, "neutral"):
        raise ValueError(f"better is fewer, more or neutral, not {better!r}")


def unassessed(state: str, reason: str) -> Result:
    """Return a result without evidence: its state and the sentence that says why.

    Raises ValueError for an unknown state, or for one that only a test can give.

    >>> unassessed("not tested", "No base is known").sentence
    'No base is known.'
    """
    if state not in WORDS or state in CLASSES:
        raise ValueError(f"{state!r} is not a state that can be given without a test")
    return Result(state=state, reason=reason)
