"""Anhøj's run tests: an unusually long run or unusually few crossings of the centre.

Source: Anhøj and Olesen (PLoS ONE 9(11), 2014) and qicharts2; the longest run after Schilling
(Mathematics Magazine 85, 2012), the fewest crossings after Chen (Journal of Data Science 8, 2010).
"""

from __future__ import annotations

from math import log2

import numpy as np
from scipy.special import bdtr, ndtri

CROSSINGS_LEVEL = 0.05
"""Probability below which so few crossings are called unusual."""
EXTRA_RUN = 3
"""Points added to log2(n) to get the longest usual run."""


def run_tests(distances: np.ndarray) -> dict:
    """Count runs of values about their centre, given as distances from it.

    Values on the centre and gaps are passed over. Returns `n_useful`, `longest_run` and its
    usual maximum, `n_crossings` and its usual minimum, `runs_signal`. Without a useful value the
    counts are None.
    """
    side = np.sign(distances)
    side = side[(side != 0) & ~np.isnan(side)]
    useful = len(side)
    if not useful:
        return _as_dict(0, None, None, None, None, False)
    changes = np.flatnonzero(np.diff(side)) + 1
    longest = int(np.diff([0, *changes, useful]).max())
    longest_max = round(log2(useful)) + EXTRA_RUN
    crossings_min = fewest_crossings(useful)
    signal = longest > longest_max or len(changes) < crossings_min
    return _as_dict(useful, longest, longest_max, len(changes), crossings_min, signal)


def fewest_crossings(useful: int) -> int:
    """Return the 5% point of the number of crossings of `useful` independent points.

    >>> fewest_crossings(24)
    8
    """
    trials = useful - 1
    crossings = int(trials / 2 + np.sqrt(trials) / 2 * ndtri(CROSSINGS_LEVEL))
    while crossings > 0 and bdtr(crossings - 1, trials, 0.5) >= CROSSINGS_LEVEL:
        crossings -= 1
    while bdtr(crossings, trials, 0.5) < CROSSINGS_LEVEL:
        crossings += 1
    return crossings


def _as_dict(useful, longest, longest_max, crossings, crossings_min, signal) -> dict:
    return {
        "n_useful": useful,
        "longest_run": longest,
        "longest_run_max": longest_max,
        "n_crossings": crossings,
        "n_crossings_min": crossings_min,
        "runs_signal": bool(signal),
    }
