"""False alarms over all measures of a pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from panelpack.assessment.result import LEVEL, Result, judged
from panelpack.evidence import benjamini_hochberg


def control_false_alarms(results: Mapping[str, Result], level: float = LEVEL) -> dict[str, Result]:
    """Return the results with `p_adjusted` over all that have p, in the same order.

    Benjamini and Hochberg: a class stays where the adjusted p is below `level`, and becomes
    "no change" otherwise, with a sentence that says so. p itself is kept.
    """
    tested = [key for key, result in results.items() if result.p is not None]
    adjusted = benjamini_hochberg([results[key].p for key in tested])
    controlled = dict(results)
    for key, p in zip(tested, adjusted, strict=True):
        controlled[key] = _controlled(results[key], float(p), len(tested), level)
    return controlled


def _controlled(result: Result, p: float, tests: int, level: float) -> Result:
    state = judged(p, result.change, result.better, level)
    return replace(result, state=state, p_adjusted=p, tests=tests)
