"""What is found in a report: a claim with what supports, contradicts or lacks it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

SUPPORTED, CONTRADICTED, LACKING = "supported", "contradicted", "lacking"

REMEDIES = {
    "direction": "Say what the figures say, or print those that bear the words out.",
    "comparator": "Name what it is compared with, and print that figure.",
    "test": "Print the test with its figures, or leave the word out.",
    "limits": "Print the count and the limits that it is expected in.",
    "step": "Print the series and the test that finds the step.",
    "trend": "Print the earlier figures that the trend is read from.",
    "extreme": "Print the figures that it is the highest or lowest of.",
    "level": "Print what is high or low for this measure, or say what it is compared with.",
    "steady": "Print the figures by month or quarter.",
    "number": "Use the figure of the table, or explain the difference.",
    "percentage": "Work the percentage out anew from its two figures.",
    "sum": "Add the parts up anew.",
    "two values": "Decide which value is right, and use it throughout.",
    "title": "Let the title say what the figures say.",
    "date": "Say whether it has happened, and print what came of it.",
    "availability": "Print the figure, or say that there is none.",
    "assessment": "Print an assessment for each row, or take the promise of one out.",
    "reference": "Add what is referred to, or take the reference out.",
    "panel": "Add the missing panel, if only to say what is missing and why.",
    "gap": "Say why there is no figure, from whom it comes and by when.",
    "stale": "Give the figure as at the end of the period, or say why it is older.",
    "words": "Take the repeated words out.",
    "prediction": "Print the prediction with its range and its method.",
    "target": "Print the target beside the figure.",
}
"""Each kind of finding, with what to do about it."""


@dataclass(frozen=True)
class Finding:
    """One claim: its line and words, the rule that looked at it, the verdict and the evidence."""

    line: int
    words: str
    kind: str
    verdict: str
    evidence: str

    @property
    def is_alarm(self) -> bool:
        """Whether the claim is contradicted, or nothing bears it out."""
        return self.verdict != SUPPORTED

    @property
    def remedy(self) -> str:
        """What to do about an alarm."""
        return REMEDIES[self.kind] if self.is_alarm else ""

    def as_json(self) -> dict[str, str | int]:
        """Return the finding as plain values."""
        return asdict(self) | {"remedy": self.remedy}
