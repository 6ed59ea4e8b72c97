"""Rule sets for signals on a control chart, as data.

A profile holds every number on which published rule sets differ, so that a chart can say which
rules judged it and a reader can compare two sets line by line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from panelpack.spc.limits import FEWEST_VALUES

OUTSIDE, TREND, TWO_IN_THREE, SHIFT = "outside", "trend", "two_in_three", "shift"


@dataclass(frozen=True)
class Profile:
    """One set of rules; lengths are numbers of points.

    >>> PTD.shift_n, PTD.trend_n, PTD.screen
    (7, 7, True)
    """

    name: str
    screen: bool
    """Leave unusually large moving ranges out of the limits, once."""
    shift_n: int
    """Consecutive points on one side of the centre that make a shift."""
    trend_n: int | None
    """Consecutive points, each strictly beyond the one before, that make a trend; None: unused."""
    ties: str
    """A point exactly on the centre: `break` ends a run, `skip` leaves it as it was."""
    zone: str
    """What counts for two in three: `between` the near limit and the limit, or all `beyond`."""
    third: str
    """Where the third of three may lie: on the `same` side of the centre, or on `any`."""
    precedence: tuple[str, ...]
    """Which rule names a point for which several hold, the strongest first."""
    smallest_n: int
    """Values in a phase below which nothing is judged."""
    limits_n: int = FEWEST_VALUES
    """Values without which a phase has a centre but no limits."""


_ORDER = (OUTSIDE, TREND, TWO_IN_THREE, SHIFT)

PTD = Profile("ptd", True, 7, 7, "break", "between", "same", _ORDER, 2)
"""NHS England's "Making Data Count" rules as NHSRplotthedots 0.2.2 computes them."""

MDC2023 = Profile("mdc2023", False, 7, 7, "break", "beyond", "same", _ORDER, 2)
"""The same rules unscreened, where a point outside the limits also counts towards two in three."""

TEXTBOOK = Profile("textbook", False, 8, None, "skip", "beyond", "any", _ORDER, 12)
"""Western Electric's zone tests (Statistical Quality Control Handbook, 1956) without "four of
five beyond one sigma", which the one-character codes have no place for. Points on the centre are
passed over, as Provost and Murray (The Health Care Data Guide, 2011) advise."""

CAUTIOUS = replace(PTD, name="cautious", limits_n=6)
"""The rules of `ptd`, but no limits from fewer than six values: one or two moving ranges say next
to nothing of a series' variation, and five are few (Wheeler, Understanding Variation, 1993)."""

PROFILES = {profile.name: profile for profile in (PTD, MDC2023, TEXTBOOK, CAUTIOUS)}


def find_profile(profile: str | Profile) -> Profile:
    """Return the profile of that name, or the profile itself; ValueError for an unknown name."""
    if isinstance(profile, Profile):
        return profile
    if profile not in PROFILES:
        raise ValueError(f"unknown profile {profile!r}; choose from {', '.join(PROFILES)}")
    return PROFILES[profile]
