"""States and signs as words with a shape: the classes of measures, and what control charts say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Badge:
    """A state as word, shape and colour; `state` is one of `STATES` or `SIGNS`."""

    state: str
    word: str


State = Literal[
    "improved",
    "no change",
    "deteriorated",
    "no polarity",
    "not enough data",
    "small numbers",
    "not available",
    "awaiting clearance",
    "not tested",
]
STATES: tuple[str, ...] = State.__args__

Sign = Literal[
    "improvement",
    "concern",
    "high",
    "low",
    "common cause",
    "no chart",
    "no figure",
    "no series",
    "too few values",
    "too old",
    "consistently met",
    "consistently missed",
    "hit and miss",
    "no target",
    "not judged",
]
SIGNS: tuple[str, ...] = Sign.__args__
"""What a control chart says of the last period, and of the target: a word and a shape."""
