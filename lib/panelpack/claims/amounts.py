"""Numbers in the prose of a report: value, unit and what each of them counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from panelpack.claims.relevance import is_measured
from panelpack.claims.report import Sentence

_SMALL = "two|three|four|five|six|seven|eight|nine|ten"
_AMOUNT = re.compile(
    r"(?P<about>\b(?:over|more than|nearly|almost|around|about|approximately|just over"
    r"|just under|under|"
    r"fewer than|less than|some|roughly|at least|up to)\s+)?"
    r"(?:(?P<pound>£)\s?(?P<money>\d[\d,]*(?:\.\d+)?)\s?(?P<scale>m\b|million|k\b|bn\b|billion)?"
    r"|(?P<percent>\d[\d,]*(?:\.\d+)?)\s?(?:%|per ?cent\b)"
    r"|(?P<share>an? (?:third|quarter|fifth|sixth|eighth|tenth|half)|half|two[- ]thirds"
    r"|three[- ]quarters|(?:two|three|four)[- ]fifths) of\b"
    r"|(?P<share2>an? third|two[- ]thirds|three[- ]quarters"
    r"|(?<=by )(?:an? quarter|half|an? fifth))\b"
    rf"|\b(?P<ratio>(?P<some>\d|one|{_SMALL}) in (?:every )?(?P<of>\d{{1,3}}|{_SMALL}))\b"
    r"(?! (?:days?|weeks?|months?|years?|hours?|minutes?|seconds?))"
    r"|(?<![\d/.:,-])(?P<count>\d{1,3}(?:,\d{3})+|\d{2,7})(?![\d/:]|[.,]\d|st\b|nd\b|rd\b|th\b"
    r"|[ap]m\b|-\d))",
    re.IGNORECASE,
)
_SHARES = {"third": "33.3", "quarter": "25", "fifth": "20", "half": "50"}
_SHARES |= {"sixth": "16.7", "eighth": "12.5", "tenth": "10"}
_COUNTED_WORDS = {word: n for n, word in enumerate(f"one|{_SMALL}".split("|"), 1)}
_TWICE = {"two": 2, "three": 3, "four": 4}
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NOT_A_COUNT = re.compile(
    rf"^\s*(?:hours?|days?|weeks?|months?|years?|minutes?|seconds?|miles?|(?:{_MONTHS})\b|-?\s?year"
    rf"|to \d+[- ]year)",
    re.IGNORECASE,
)
_NAMING = re.compile(
    rf"(?:\b(?i:{_MONTHS}|quarter|q|section|paragraph|appendix|page|item|priority|table|figure"
    r"|chart|act|form|phase|ages?|aged|since|until|during|version|no\.?|operation|project|sp)"
    r"|\b[A-Z]{2,}|\baged? \d+ (?:to|and|or))\s*$"
)
_NOUNS = re.compile(r"\s*((?:[a-z’'-]+\s+){0,3}[a-z’'-]+)", re.IGNORECASE)
_ENDS_NOUN = re.compile(
    r"\b(?:in|during|for|were|was|are|is|have|has|had|which|that|and|or|with|by|at|on|from|to"
    r"|as|again|"
    r"relates?|compared|than|this|a|made|came|recorded (?:in|by|this))\b.*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Amount:
    """A number in a sentence: its value, unit (`%`, `£` or none), places and what it counts."""

    line: int
    words: str
    value: Decimal
    unit: str
    places: int
    about: str
    noun: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """The sentence without the number."""
        return f"{self.before} {self.after}"

    @property
    def place(self) -> tuple[int, int]:
        """Where the number begins in its sentence, as a place without length."""
        return len(self.before), len(self.before)

    def matches(self, value: Decimal, places: int = 0) -> bool:
        """Whether a printed figure is this one, as precisely as the coarser of both is"
        " printed."""
        half = Decimal(10) ** -min(self.places, places) / 2
        size, own = abs(value), abs(self.value)
        if abs(size - own) <= half:
            return True
        about = self.about.lower()
        if about in ("over", "more than", "just over", "at least"):
            return own <= size <= own * Decimal("1.25")
        if about in ("under", "fewer than", "less than", "nearly", "almost", "just under", "up to"):
            return own * Decimal("0.9") <= size <= own
        return bool(about) and abs(size - own) <= own * Decimal("0.05")


def amounts(sentence: Sentence) -> Iterator[Amount]:
    """Yield the numbers of a sentence that may be figures: no dates, ages, times or names."""
    for match in _AMOUNT.finditer(sentence.bare):
        before, after = sentence.bare[: match.start()], sentence.bare[match.end() :]
        found = _read(match)
        if found is None or (match["count"] and _is_name(match, before, after)):
            continue
        value, unit, places = found
        noun = _NOUNS.match(after)
        named = _ENDS_NOUN.sub("", noun[1]).strip().lower() if noun else ""
        words = " ".join([*before.split()[-4:], match[0].strip(), *after.split()[:5]])
        about = (match["about"] or "").strip()
        yield Amount(sentence.line, words, value, unit, places, about, named, before, after)


def _read(match: re.Match) -> tuple[Decimal, str, int] | None:
    if text := match["money"]:
        scale = (match["scale"] or "").lower()
        value = Decimal(text.replace(",", ""))
        if scale in ("bn", "billion"):
            value *= 1000
        elif not scale or scale == "k":
            value = value / 1_000_000 if not scale else value / 1000
        further = 0 if scale[:1] in ("m", "b") else 3 if scale == "k" else 6
        return value, "£", len(text.partition(".")[2]) + further
    if text := match["percent"]:
        return Decimal(text.replace(",", "")), "%", len(text.partition(".")[2])
    if text := match["count"]:
        return Decimal(text.replace(",", "")), "", 0
    if match["ratio"]:
        some, of = (_counted(match[name]) for name in ("some", "of"))
        return (Decimal(100) * some / of, "%", 0) if 0 < some < of else None
    words = (match["share"] or match["share2"]).lower().replace("-", " ").split()
    part = words[-1].rstrip("s")
    return Decimal(_SHARES[part]) * _TWICE.get(words[0], 1), "%", 0


def _counted(word: str) -> int:
    return int(word) if word.isdigit() else _COUNTED_WORDS[word.lower()]


def _is_name(match: re.Match, before: str, after: str) -> bool:
    digits = match["count"]
    if digits in ("101", "999", "111") and re.match(r"\W+(?:calls?|service|line|contact)", after):
        return True
    if _NOT_A_COUNT.match(after) or (re.fullmatch(r"(?:19|20)\d\d", digits) and "," not in digits):
        return True
    if _NAMING.search(before):
        return True
    if "," in digits:
        return False
    return not is_measured(after[:45]) and not is_measured(before[-30:])
