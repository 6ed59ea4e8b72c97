"""False alarms over many tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def benjamini_hochberg(p_values: Sequence[float]) -> np.ndarray:
    """Return adjusted p values, in the order given.

    Rejecting where the adjusted value is at most q keeps the expected share of false alarms
    among the alarms at q. Benjamini and Hochberg (Journal of the Royal Statistical Society B
    57, 1995). Raises ValueError for a value outside 0 to 1.

    >>> [round(float(p), 4) for p in benjamini_hochberg([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    p = np.asarray(p_values, dtype=float)
    if not np.all((p >= 0) & (p <= 1)):
        raise ValueError("p values lie between 0 and 1")
    falling = np.argsort(-p, kind="stable")
    ranks = np.arange(len(p), 0, -1)
    adjusted = np.empty(len(p))
    adjusted[falling] = np.minimum.accumulate(np.minimum(p[falling] * len(p) / ranks, 1.0))
    return adjusted
