"""Numbers in the prose of a report, held against the tables of their section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from panelpack.claims.arithmetic import has_own_figures
from panelpack.claims.cells import words_of
from panelpack.claims.findings import CONTRADICTED, LACKING, SUPPORTED, Finding
from panelpack.claims.relevance import is_measured
from panelpack.claims.report import Report, Row, Section, Sentence

_AMOUNT = re.compile(
    r"(?P<about>\b(?:over|more than|nearly|almost|around|about|approximately|just over"
    r"|just under|under|"
    r"fewer than|less than|some|roughly|at least|up to)\s+)?"
    r"(?:(?P<pound>£)\s?(?P<money>\d[\d,]*(?:\.\d+)?)\s?(?P<scale>m\b|million|k\b|bn\b|billion)?"
    r"|(?P<percent>\d[\d,]*(?:\.\d+)?)\s?(?:%|per ?cent\b)"
    r"|(?P<share>an? (?:third|quarter|fifth|half)|half|two[- ]thirds|three[- ]quarters) of\b"
    r"|(?P<share2>an? third|two[- ]thirds|three[- ]quarters)\b"
    r"|(?<![\d/.:,-])(?P<count>\d{1,3}(?:,\d{3})+|\d{2,7})(?![\d/:]|[.,]\d|st\b|nd\b|rd\b|th\b"
    r"|[ap]m\b|-\d))",
    re.IGNORECASE,
)
_SHARES = {"third": "33.3", "quarter": "25", "fifth": "20", "half": "50"}
_TWICE = {"two": 2, "three": 3}
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NOT_A_COUNT = re.compile(
    rf"^\s*(?:hours?|days?|weeks?|months?|years?|minutes?|miles?|(?:{_MONTHS})\b|-?\s?year"
    rf"|to \d+[- ]year)",
    re.IGNORECASE,
)
_NAMING = re.compile(
    rf"(?:\b(?i:{_MONTHS}|quarter|q|section|paragraph|appendix|page|item|priority|table|figure"
    r"|chart|act|form|phase|ages?|aged|since|until|during|version|no\.?|operation|project|sp)"
    r"|\b[A-Z]{2,})\s*$"
)
_GROUPS = {
    "remaining": re.compile(
        r"\bremain|\bleft\b|\bstill\b|\bfurther|outstanding|to (?:be )?f(?:i|ou)nd", re.I
    ),
    "realised": re.compile(
        r"\bbanked|\brealised|\bdelivered|\balready made|\bachieved|complet", re.I
    ),
    "required": re.compile(r"\brequired|\bshortfall|\bgap\b|\brequirement", re.I),
}
_MOVED = re.compile(
    r"\b(?:r[io]se|risen|fell|fall|fallen|drop|up|down|increas|decreas|declin|reduc|chang)", re.I
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
        return value, "£", len(text.partition(".")[2])
    if text := match["percent"]:
        return Decimal(text.replace(",", "")), "%", len(text.partition(".")[2])
    if text := match["count"]:
        return Decimal(text.replace(",", "")), "", 0
    words = (match["share"] or match["share2"]).lower().replace("-", " ").split()
    part = words[-1].rstrip("s")
    return Decimal(_SHARES[part]) * _TWICE.get(words[0], 1), "%", 0


def _is_name(match: re.Match, before: str, after: str) -> bool:
    digits = match["count"]
    if _NOT_A_COUNT.match(after) or (re.fullmatch(r"(?:19|20)\d\d", digits) and "," not in digits):
        return True
    if _NAMING.search(before):
        return True
    return not is_measured(after[:45]) and not is_measured(before[-30:])


def numbers_of(report: Report, section: Section) -> Iterator[Finding]:
    """Yield a finding for each number in a section's sentences, once for each value."""
    rows = [row for row, _ in report.rows_of(section)]
    quoted = _quoted_amounts(report)
    seen: set[tuple] = set()
    before: list[Amount] = []
    for sentence in section.sentences:
        known = [*before, *amounts(sentence)]
        own = has_own_figures(sentence) or any(_follows(a, known) for a in amounts(sentence))
        before = list(amounts(sentence))
        for amount in amounts(sentence):
            if (own and amount.unit != "£") or _follows(amount, known):
                continue
            if (amount.value, amount.unit) in seen:
                continue
            seen.add((amount.value, amount.unit))
            found = _weighed(amount, rows, quoted)
            if found is not None:
                yield Finding(amount.line, amount.words, "number", *found)


def _follows(amount: Amount, known: Sequence[Amount]) -> bool:
    """Whether a percentage is the share or the change of two counts printed beside it."""
    counts = [a.value for a in known if not a.unit and a.value]
    pairs = [(a, b) for a in counts for b in counts if a != b]
    worked = [100 * a / b for a, b in pairs] + [100 * (a - b) / b for a, b in pairs]
    return amount.unit == "%" and any(amount.matches(w, amount.places) for w in worked)


def _quoted_amounts(report: Report) -> set[tuple[Decimal, str]]:
    quotes = re.findall(r"“([^”]*)”", report.text)
    spoken = [Sentence(0, quote, quote) for quote in quotes]
    return {(a.value, a.unit) for sentence in spoken for a in amounts(sentence)}


def _weighed(amount: Amount, rows: list[Row], quoted: set) -> tuple[str, str] | None:
    for row in rows:
        if any(amount.matches(value, places) for value, places in _values(row, amount.unit)):
            return SUPPORTED, f"{row.shown}."
    if (amount.value, amount.unit) in quoted:
        return SUPPORTED, "The report quotes a source for it."
    if amount.unit == "£" and not rows:
        return None
    if (
        not rows
        and amount.unit == ""
        and not re.search(r"\btotal of\b|\bthere were\b", amount.before, re.I)
    ):
        return None
    rival = _rival(amount, rows)
    if rival is not None:
        return CONTRADICTED, f"{rival.shown}."
    return LACKING, "No table of this section prints it."


def _values(row: Row, unit: str) -> Iterator[tuple[Decimal, int]]:
    """Yield what a row prints in a unit, and the change in per cent of its two figures."""
    for place, found in row.numbers.items():
        is_money = found.unit in ("£", "m") or "£" in row.head(place)
        own = "£" if is_money else "%" if found.unit == "%" or "%" in row.head(place) else ""
        if own == unit:
            yield found.value, found.places
    for cell in row.cells:
        for text in re.findall(r"\d[\d,]*(?= |$)", cell) if " " in cell and not unit else ():
            yield Decimal(text.replace(",", "")), 0
    if unit == "%" and row.percent is not None:
        yield row.percent, 0
        if row.before is not None and row.now.unit == "%":
            yield row.now.value - row.before.value, row.now.places


def _rival(amount: Amount, rows: list[Row]) -> Row | None:
    """Return the row that prints another value of what a number counts."""
    if amount.unit == "£":
        clause = f"{amount.before[-110:]} {amount.after[:40]}"
        said = [g for g, words in _GROUPS.items() if words.search(clause)]
        return next((r for g in said for r in rows if _GROUPS[g].search(r.label[:40])), None)
    said, sentence = words_of(amount.noun), words_of(f"{amount.before} {amount.noun}")
    for row in rows:
        label = words_of(row.label)
        is_change = amount.unit == "%" and (row.now is None or row.now.unit != "%")
        if is_change and not _MOVED.search(amount.before[-40:]):
            continue
        if label and label <= sentence and any(True for _ in _values(row, amount.unit)):
            return row
        if any(True for _ in _values(row, amount.unit)):
            shared = said & words_of(row.label)
            if len(shared) >= (2 if amount.unit == "" and len(said) > 1 else 1):
                return row
    return None
