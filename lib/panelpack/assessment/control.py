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

    >>> single = {"asb": Result("improved", "fewer", p=0.01, ratio=0.8, interval=(0.7, 0.9)),
    ...           "theft": Result("improved", "fewer", p=0.04, ratio=0.9, interval=(0.8, 1.0)),
    ...           "fraud": Result("no change", "fewer", p=0.9, ratio=1.0, interval=(0.9, 1.1))}
    >>> together = control_false_alarms(single)
    >>> {name: (r.state, round(r.p_adjusted, 2)) for name, r in together.items()}
    {'asb': ('improved', 0.03), 'theft': ('no change', 0.06), 'fraud': ('no change', 0.9)}
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
