"""Tests, ranges and power for counts and shares: plain numbers in and out."""

from panelpack.evidence.funnels import FAR, FEWEST_UNITS, NEAR, Funnel, funnel
from panelpack.evidence.intervals import LEVEL, exact_poisson_rate, wilson
from panelpack.evidence.multiplicity import benjamini_hochberg
from panelpack.evidence.power import POWER, detectable_ratios, needed_standard_errors
from panelpack.evidence.proportions import Difference, detectable_share, newcombe
from panelpack.evidence.quasipoisson import GroupEffect, group_effect
from panelpack.evidence.rates import RateRatio, rate_ratio

__all__ = [
    "FAR",
    "FEWEST_UNITS",
    "LEVEL",
    "NEAR",
    "POWER",
    "Difference",
    "Funnel",
    "GroupEffect",
    "RateRatio",
    "benjamini_hochberg",
    "detectable_ratios",
    "detectable_share",
    "exact_poisson_rate",
    "funnel",
    "group_effect",
    "needed_standard_errors",
    "newcombe",
    "rate_ratio",
    "wilson",
]
