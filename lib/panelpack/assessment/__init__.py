"""Direction of improvement and evidence make one of the stated classes for each measure.

The only part of the library that says "significant".
"""

from panelpack.assessment.comparisons import SMALLEST_BASE, assess_proportion, assess_two_counts
from panelpack.assessment.control import control_false_alarms
from panelpack.assessment.counts import SMALLEST_COUNT, assess_counts
from panelpack.assessment.layout import FEWEST_MONTHS, FEWEST_QUARTERS, SEASON_MONTHS
from panelpack.assessment.result import (
    CLASSES,
    LEVEL,
    MEANINGS,
    WORDS,
    Detectable,
    Result,
    unassessed,
)
from panelpack.assessment.sentences import CLAIMING, disagreement

__all__ = [
    "CLAIMING",
    "CLASSES",
    "FEWEST_MONTHS",
    "FEWEST_QUARTERS",
    "LEVEL",
    "MEANINGS",
    "SEASON_MONTHS",
    "SMALLEST_BASE",
    "SMALLEST_COUNT",
    "WORDS",
    "Detectable",
    "Result",
    "assess_counts",
    "assess_proportion",
    "assess_two_counts",
    "control_false_alarms",
    "disagreement",
    "unassessed",
]
