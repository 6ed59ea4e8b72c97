"""The words that claim something of a figure, and what each of them claims."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from panelpack import assessment

WORDS: dict[str, tuple[str, str]] = {
    "tested": (
        "a test finds a change, and in the direction that is told",
        " ".join(assessment.CLAIMING),
    ),
    "expected": (
        "the figure lies within its control limits and gives no signal",
        "within_expected within_normal within_usual within_its_limits within_their_limits "
        "within_expectations in_line_with_expectations normal_variation natural_variation "
        "expected_level expected_levels expected_limits as_expected "
        "expected_range normal_range usual_range normal_levels normal_limits usual_limits "
        "within_limits within_the_limits "
        "as_normal",
    ),
    "step": ("the level has changed once and stays changed", "step_change step_changes"),
    "continued": (
        "the last changes on a year before all go one way",
        "continues_to continue_to continued_to continuing continues continued goes_on "
        "keeps_on sustained lasting",
    ),
    "doubled": ("at least twice the other figure", "doubled doubles doubling twice_as"),
    "trebled": (
        "at least three times the other figure",
        "trebled trebles trebling tripled triples tripling three_times_as",
    ),
    "halved": ("at most half the other figure", "halved halves halving half_as"),
    "lowest": (
        "below all others that are named, or since the day named",
        "lowest never_been_lower the_least_satisfied least_satisfied smallest the_least fewest "
        "record_low a_record_low",
    ),
    "highest": (
        "above all others that are named, or since the day named",
        "highest never_been_higher the_most_satisfied most_satisfied largest greatest "
        "the_most record_high a_record record_level peak",
    ),
    "best": ("best of all others that are named, or since the day named", "best never_been_better"),
    "worst": (
        "worst of all others that are named, or since the day named",
        "worst never_been_worse",
    ),
    "same": ("equal to the other figure", "unchanged the_same no_change equal equals"),
    "steady": (
        "within 5% (a rate: 2 points) of the other figure; of limits: no signal",
        "steady stable almost_the_same about_the_same nearly_the_same much_the_same similar "
        "little_change closely flat level_with controlled minor_fluctuations",
    ),
    "missed": ("does not reach its target", "missed misses off_target off_track below_target"),
    "up": (
        "above the other figure",
        "rise rises rose risen rising increase increases increased increasing grow grows grew "
        "grown growth growing up upward higher more greater larger "
        "climbed climb lengthened longer slower "
        "above exceeds exceeded surged soared rocketed leapt jumped spiked",
    ),
    "down": (
        "below the other figure",
        "fall falls fell fallen falling drop drops dropped dropping decrease decreases decreased "
        "decreasing decline declines declined declining reduction reductions reduce reduces "
        "reduced reducing lower lowered fewer less down downward dip dips dipped smaller below"
        " cut plunged slumped plummeted tumbled slipped shortened shrank shrunk"
        " shorter quicker faster",
    ),
    "better": (
        "changed the way that the plan calls better",
        "better improve improves improved improving improvement improvements",
    ),
    "worse": (
        "changed against the way that the plan calls better",
        "worse worsen worsens worsened worsening deteriorate deteriorated deteriorating "
        "deterioration",
    ),
    "high": ("above the upper control limit", "high"),
    "low": ("below the lower control limit", "low"),
    "met": (
        "reaches its target",
        "on_target on_track within_target within_the_target met meets achieved",
    ),
}
"""Each sense with what it claims and its words; a low line stands for a space."""

DEGREES = {
    "slight": "slight slightly marginal marginally minor little",
    "large": "sharp sharply steep steeply large largely substantial substantially considerable "
    "considerably much far dramatic dramatically markedly strongly hugely surged soared rocketed "
    "leapt jumped spiked plunged slumped plummeted tumbled",
}
"""Words that say how much: at most 5% (a rate: 2 points), at least 10% (5 points)."""

# Words that look like a claim where they claim nothing of a figure.
_NO_CLAIM = re.compile(
    "|".join(
        (
            r"\bup (?:to|until)\b",
            r"\b(?:more|less) than (?:half )?(?:an?|\w+) (?:hour|day|week|month|year)s?\b"
            r"(?! (?:before|ago|earlier))",
            r"\bthe same (?:quarter|time|day|period|month|year|date|thing|rule|question|way"
            r"|place)",
            r"\b(?:more|fewer|less) than (?!(?:19|20)\d\d\b)(?:£?\d|(?:one|two|three|four|five|six"
            r"|seven|eight|nine|ten|half|twice|an? (?:third|quarter|half|fifth))\b)",
            r"\b(?:no|any) longer\b|\b(?:longer|shorter)[- ](?:terms?|lasting|serving)\b"
            r"|\b(?:longer|shorter|quicker|faster|slower) than (?!(?:19|20)\d\d\b)"
            r"(?:\d|(?:an?|one|two|three|four|five|six|seven|eight|nine|ten)\b)",
            r"\b(?:gr[eo]w\w*|rises?|rose|rising|falls?|fell|falling|increas\w+|decreas\w+"
            r"|dropp\w+|declin\w+) (?:(?:even|much|far) )?(?:faster|slower|quicker)\b",
            r"\bonce more\b|\bno more than\b|\bmore (?:about|often than not)\b",
            r"\bat (?:the )?(?:most|least|best|worst)\b|\bbest (?:practice|interests?)\b",
            r"\b(?:set|sets|made|makes?|making|takes?|taken|followed|looks?|looked|back|sign"
            r"|gives?)"
            r" up\b|\bfollow[- ]up\b",
            r"\bmet (?:with|by|on|in|to)\b"
            r"|\bmeets (?:with|on|in|at|to|again|every|each|once|twice|\w+ times|\w+ly)\b"
            r"|\bbelow (?:is|are|shows?)\b|\bbreaks? down\b",
            r"\bhigh(?:er)?[- ](?:risk|harm|profile|court|street|visibility|quality)\b"
            r"|\bhigh-level\b",
            r"\bat an? high level\b(?= \w+ed\b)|\bcontrolled (?:drug|substance|environment)",
        )
    ),
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:(?:not|no|never|neither|nor|cannot|\w+n['’]t)\s+(?:(?!but\b|only\b)\w+\s+){0,2}"
    r"|without\s+(?:(?:an?|any)\s+(?:\w+\s+)?)?)$",
    re.IGNORECASE,
)


def pattern(words: str) -> str:
    """Return a regular expression for words that spaces part, the longest first."""
    parts = sorted(words.split(), key=len, reverse=True)
    return "|".join(part.replace("_", r"[\s-]+") for part in parts)


_SENSES = re.compile(
    "|".join(rf"(?P<{sense}>\b(?:{pattern(words)})\b)" for sense, (_, words) in WORDS.items()),
    re.IGNORECASE,
)
_DEGREES = {
    degree: re.compile(rf"\b(?:{pattern(words)})\b", re.IGNORECASE)
    for degree, words in DEGREES.items()
}


@dataclass(frozen=True)
class Said:
    """A claiming word where it stands: its sense, and whether `not` or the like denies it."""

    sense: str
    words: str
    start: int
    end: int
    denied: bool = False


def said(text: str) -> Iterator[Said]:
    """Yield the claiming words of a text in their order.

    >>> [(s.sense, s.denied) for s in said("It has not risen, and is within expected levels")]
    [('up', True), ('expected', False)]
    """
    idle = [match.span() for match in _NO_CLAIM.finditer(text)]
    for match in _SENSES.finditer(text):
        start, end = match.span()
        if any(first < end and start < last for first, last in idle):
            continue
        denied = bool(_NEGATION.search(text[max(0, start - 40) : start]))
        yield Said(match.lastgroup, match[0], start, end, denied)


def degrees(text: str) -> tuple[str, ...]:
    """Return how much a text says that something changed: `slight`, `large`."""
    return tuple(degree for degree, words in _DEGREES.items() if words.search(text))


def table() -> str:
    """Return the vocabulary as the Markdown table of the documentation."""
    lines = ["| words | true when the figure is |", "|---|---|"]
    for meaning, words in WORDS.values():
        lines.append(f"| {', '.join(words.split()).replace('_', ' ')} | {meaning} |")
    return "\n".join(lines)
