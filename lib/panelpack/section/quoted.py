"""What the summary quotes of control charts, as word and shape, or why it quotes none."""

from __future__ import annotations

from collections.abc import Iterable

from panelpack import spc
from panelpack.document import Badge
from panelpack.plan import Measure
from panelpack.quarters import Quarter
from panelpack.reported import Reported

FEWEST_CHARTED = 12
"""Values of the baseline that a control chart needs before the summary quotes it."""
VARIATIONS = {
    "improvement": Badge("improvement", "Improvement"),
    "concern": Badge("concern", "Concern"),
    "high": Badge("high", "High"),
    "low": Badge("low", "Low"),
    "common_cause": Badge("common cause", "Common cause"),
}
NO_CHART = Badge("no chart", "No chart")
ASSURANCES = {
    "consistent_pass": Badge("consistently met", "Consistently met"),
    "consistent_fail": Badge("consistently missed", "Consistently missed"),
    "inconsistent": Badge("hit and miss", "Hit and miss"),
}
NO_TARGET = Badge("no target", "No target")
NOT_JUDGED = Badge("not judged", "Not judged")
NO_FIGURE = Badge("no figure", "No figure")
NO_SERIES = Badge("no series", "No series")
TOO_FEW = Badge("too few values", "Too few values")
TOO_OLD = Badge("too old", "Too old")
EXPLAINED = (
    "Variation is what the control chart says of the last period; common cause is within the usual "
    f"range. A chart is quoted once {FEWEST_CHARTED} values of its baseline are known."
)
_NO_SERIES = "No series: words, money or one figure a year."
_TOO_OLD = "Too old: the series has no value of the quarter."


def charted(measure: Measure) -> bool:
    """Say whether a measure's figures can make a control chart at all, once there are enough."""
    return measure.cadence != "year" and measure.kind not in ("text", "money")


def known_before(chart: spc.ControlChart | None) -> int:
    """Return how many values a chart has that its limits come from."""
    return 0 if chart is None else int(chart.table.loc[chart.table["baseline"], "value"].count())


def is_quotable(chart: spc.ControlChart | None, quarter: Quarter) -> bool:
    """Say whether a chart has a firm enough baseline and a value of the quarter's last period."""
    if known_before(chart) < FEWEST_CHARTED or chart.variation not in VARIATIONS:
        return False
    last = chart.table["value"].last_valid_index()
    return last == chart.table.index[-1] and last.end_time.date() == quarter.end


def uncharted(reported: Reported, known: int) -> Badge:
    """Say why no chart speaks of a figure; `known` are the values that limits could come from.

    A figure that is missing, one that makes no series, values that are too few, or a series that
    ends before the quarter or has only just begun anew.
    """
    if reported.status != "supplied":
        return NO_FIGURE
    if not charted(reported.measure):
        return NO_SERIES
    return TOO_FEW if known < FEWEST_CHARTED else TOO_OLD


def explained(quoted: Iterable[tuple[str, Badge, int]]) -> str:
    """Return the note on the column of variations, with the reasons that stand in it.

    `quoted`: each row's priority, what it shows and how many values its limits could come from.
    """
    rows = list(quoted)
    shown = {badge for _, badge, _ in rows}
    few: dict[int, list[str]] = {}
    for number, badge, known in rows:
        if badge == TOO_FEW:
            few.setdefault(known, []).append(number)
    told = [EXPLAINED]
    if few:
        counted = (f"{known} in {', '.join(few[known])}" for known in sorted(few, reverse=True))
        told.append(f"Too few values: {'; '.join(counted)}.")
    told += [_NO_SERIES] if NO_SERIES in shown else []
    told += [_TOO_OLD] if TOO_OLD in shown else []
    return " ".join(told)


def without_assurance(measure: Measure) -> Badge:
    """Say why there is no assurance: no target, or none that a chart can judge."""
    return NOT_JUDGED if measure.targets else NO_TARGET
