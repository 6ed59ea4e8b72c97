"""Every measure's class for a quarter: which test its figures allow, over the whole plan at once.

False alarms are controlled over all measures together, so a class is only known when every
measure has been looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from panelpack import assessment, dependencies, document, wording
from panelpack.assessment import Result
from panelpack.plan import Measure
from panelpack.reported import Reported, report
from panelpack.series import Figures

_STATE_OF_STATUS = {
    "awaiting_board": "awaiting clearance",
    "awaiting_clearance": "awaiting clearance",
    "small_numbers": "small numbers",
}


# States of a figure that is known but has no past to be judged by.
_UNTESTED = ("not enough data", "not tested")
_SPREADLESS = (
    "An average comes without the spread behind it, so no test can tell a change from chance; a "
    "control chart can show what is usual"
)


@dataclass(frozen=True)
class Judgement:
    """A measure's class and evidence; `judged_on` names another series that gave it, if any."""

    measure: Measure
    result: Result
    judged_on: str = ""

    @property
    def shown(self) -> Judgement:
        """The judgement without the two numbers of the control that no page shows."""
        return replace(self, result=replace(self.result, p_adjusted=None, tests=1))

    @property
    def badge(self) -> document.Badge:
        """The class as word and shape."""
        return document.Badge(self.result.state, assessment.WORDS[self.result.state])

    def block(self, name: str) -> document.Assessment:
        """Return the class with sentence, method and baseline, to show under `name`."""
        sentence = " ".join(filter(None, (self.result.sentence, self.result.power_sentence)))
        on = f"Judged on: {self.judged_on}. " if self.judged_on else ""
        return document.Assessment(
            measure=name,
            badge=self.badge,
            sentence=sentence,
            method=on + self.result.method,
            baseline=self.result.baseline,
        )


class Judged(Mapping[str, Judgement]):
    """Every measure's judgement by its id."""

    def __init__(self, judgements: Mapping[str, Judgement]):
        self._judgements = judgements

    def __getitem__(self, measure: str) -> Judgement:
        dependencies.note(f"judgement {measure}")
        return self._judgements[measure]

    def __iter__(self) -> Iterator[str]:
        return iter(self._judgements)

    def __len__(self) -> int:
        return len(self._judgements)


_judged: WeakKeyDictionary[Figures, Judged] = WeakKeyDictionary()


def judge_all(figures: Figures) -> Judged:
    """Return every measure's judgement by its id, after the control of false alarms.

    A partner's count that has too few quarters of its own, or only the one before, is judged on
    the open-data series that the plan sets beside it alone; that series counts once. The same
    figures are judged once, however often one asks.
    """
    if figures not in _judged:
        remember(figures, _judge_all(figures))
    return _judged[figures]


def remember(figures: Figures, judged: Judged) -> None:
    """Take figures to be judged so, as another process has found."""
    _judged[figures] = judged


def _judge_all(figures: Figures) -> Judged:
    measures = figures.plan.measures
    with dependencies.unnoted():
        first = {i: _judge(figures, report(figures, i)) for i in measures}
    controlled = assessment.control_false_alarms(first)
    judged = {}
    for i, measure in measures.items():
        lender = _lender(measure, measures, controlled)
        on = lender.title if lender else ""
        judged[i] = Judgement(measure, controlled[lender.id if lender else i], on)
    return Judged(judged)


def _lender(
    measure: Measure, measures: dict[str, Measure], results: dict[str, Result]
) -> Measure | None:
    """Return the tested series beside a measure that has too little of its own to be tested."""
    if measure.kind != "count" or results[measure.id].state not in _UNTESTED:
        return None
    for other in measures.values():
        is_same = other.beside == (measure.id,) and other.better == measure.better
        if is_same and results[other.id].p is not None:
            return other
    return None


def _judge(figures: Figures, reported: Reported) -> Result:
    measure = reported.measure
    if reported.status != "supplied":
        state = _STATE_OF_STATUS.get(reported.status, "not available")
        return assessment.unassessed(state, _reason(figures, reported))
    if measure.cadence == "year":
        return assessment.unassessed("not enough data", "One figure a year can't be tested")
    return _BY_KIND[measure.kind](figures, reported)


def _reason(figures: Figures, reported: Reported) -> str:
    words = wording.reason(reported.entry, figures.plan, figures.quarter, figures.as_at)
    return words[:1].upper() + words[1:]


def _count(figures: Figures, reported: Reported) -> Result:
    measure = reported.measure
    result = assessment.assess_counts(
        figures.series(measure.id),
        figures.quarter,
        measure.better,
        breaks=tuple(b.since for b in measure.breaks),
        floor=measure.floor or assessment.SMALLEST_COUNT,
    )
    if result.state == "not enough data" and reported.before is not None:
        return _two_counts(figures, reported)
    return result


def _two_counts(figures: Figures, reported: Reported) -> Result:
    if reported.before is None or reported.change.state == "not comparable":
        return assessment.unassessed("not tested", _no_comparator(reported))
    measure = reported.measure
    return assessment.assess_two_counts(
        int(reported.value),
        int(reported.before),
        measure.better,
        dispersion=_dispersion(figures, measure),
        floor=measure.floor or assessment.SMALLEST_COUNT,
        period_before=reported.when_before,
    )


def _dispersion(figures: Figures, measure: Measure) -> float | None:
    """Return the variance over mean of the series that the plan declares related, if known."""
    if measure.dispersion_of is None:
        return None
    related = figures.plan.measures[measure.dispersion_of]
    return _count(figures, report(figures, related.id)).dispersion


def _cohort(figures: Figures, reported: Reported) -> Result:
    if reported.entry.base is None:
        return _two_counts(figures, reported)
    return _rate(figures, reported)


def _rate(figures: Figures, reported: Reported) -> Result:
    now, before = reported.entry, reported.entry_before
    if now.numerator is None or now.base is None:
        return assessment.unassessed("not tested", "The return gives no number of people asked")
    if before.numerator is None or before.base is None:
        return assessment.unassessed("not tested", _no_comparator(reported))
    return assessment.assess_proportion(
        int(now.numerator),
        int(now.base),
        int(before.numerator),
        int(before.base),
        reported.measure.better,
        design_effect=reported.measure.design_effect,
        floor=reported.measure.floor or assessment.SMALLEST_BASE,
        period_before=reported.when_before,
    )


def _untested(figures: Figures, reported: Reported) -> Result:
    return assessment.unassessed("not tested", "Reported as it stands; there is nothing to test")


def _average(figures: Figures, reported: Reported) -> Result:
    return assessment.unassessed("not tested", _SPREADLESS)


def _no_comparator(reported: Reported) -> str:
    if reported.change.state == "not comparable" and reported.before is not None:
        return f"Not comparable with {reported.when_before}: {reported.change.reason}"
    return f"There is no figure for {reported.when_before} to compare with"


_BY_KIND = {
    "count": _count,
    "cohort": _cohort,
    "proportion": _rate,
    "survey": _rate,
    "average": _average,
    "money": _untested,
    "text": _untested,
}
