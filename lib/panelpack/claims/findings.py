"""What is found in a report: a claim with what supports, contradicts or lacks it."""

from __future__ import annotations

from dataclasses import dataclass, field

from panelpack.claims.report import Sentence

CONTRADICTED, LACKING = "contradicted", "not supported"
UNCHECKED, SUPPORTED = "can't be checked", "supported"
VERDICTS = {
    CONTRADICTED: "the report prints something else",
    LACKING: "it would need a figure, and the report prints none",
    UNCHECKED: "figures of the report can't tell, such as a cause or a number given by the way",
    SUPPORTED: "the report prints what bears it out",
}
"""Each verdict with its meaning, from the most certain fault on. The first two are faults."""

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
    "opposite": "Decide which of the two is right.",
    "aim": "Print a figure that measures the aim, or say why there is none.",
    "cause": "Say what the cause rests on, or leave it out.",
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
    sentence: Sentence | None = field(default=None, compare=False)
    place: tuple[int, int] = field(default=(0, 0), compare=False)
    """Where the words stand in their sentence."""
    section: str = field(default="", compare=False)
    row: str = field(default="", compare=False)
    """The section or the row of a table that the finding is about."""

    @property
    def is_alarm(self) -> bool:
        """Whether the claim is contradicted, or the figure is missing that would bear it out."""
        return self.verdict in (CONTRADICTED, LACKING)

    @property
    def remedy(self) -> str:
        """What to do about an alarm."""
        return REMEDIES[self.kind] if self.is_alarm else ""

    def as_json(self) -> dict[str, str | int]:
        """Return the finding as plain values."""
        told = (self.line, self.words, self.kind, self.verdict, self.evidence, self.remedy)
        return dict(
            zip(("line", "words", "kind", "verdict", "evidence", "remedy"), told, strict=True)
        )
