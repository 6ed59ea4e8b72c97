"""Numbers in the prose of a report, held against the tables of their section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from panelpack.claims.amounts import Amount, amounts
from panelpack.claims.cells import words_of
from panelpack.claims.clauses import clause
from panelpack.claims.findings import CONTRADICTED, LACKING, SUPPORTED, UNCHECKED, Finding
from panelpack.claims.relevance import is_whole, rows_about
from panelpack.claims.report import Report, Section, Sentence
from panelpack.claims.rows import Row
from panelpack.claims.worked import has_own_figures

_GROUPS = {
    "remaining": re.compile(
        r"\bremain|\bleft\b|\bstill\b|\bfurther|outstanding|\byet to be"
        r"|\bnot yet (?!realised|delivered)|to (?:be )?f(?:i|ou)nd",
        re.I,
    ),
    "realised": re.compile(
        r"\bbanked|\brealised|\bdelivered|\balready made|\bachieved|complet|\bpaid", re.I
    ),
    "required": re.compile(r"\brequired|\bshortfall|\bgap\b|\brequirement", re.I),
}
_MOVED = re.compile(
    r"\b(?:r[io]se|risen|fell|fall|fallen|drop|(?<!makes )(?<!make )(?<!made )up"
    r"|down|increas|decreas|declin|reduc|chang|grew"
    r"|grown|higher|lower|more|fewer)",
    re.I,
)
# `47 fewer`, beside the figure that it leads to.
_BY_MORE = re.compile(r"(\d[\d,]*) (?:[a-z]\w* )?(?:more|fewer|less|lower|higher)\b", re.IGNORECASE)
_COMPARED = re.compile(r"\s*(?:lower|higher|fewer|more|up|down)\b", re.IGNORECASE)
# What a number is that no table of figures prints: what is aimed at, shared out or planned.
_NO_FIGURE = re.compile(r"\b(?:targets?|goal|standard|limit|threshold)\b(?: \w+){0,2} $", re.I)
_MEAN = re.compile(r"\b(?:average|mean|median|each|per)\b", re.IGNORECASE)
_BUDGET = re.compile(
    r"\b(?:budget|income|spending|spent|costs?|council tax|funding)\b", re.IGNORECASE
)
_BASE = re.compile(
    r"\bn\s*=\s*\d|\bp\s*[<=]\s*0?\.\d"
    r"|\b(?:asked|surveyed|sample of|base of|out of|of the) (?:\w+ )?\d[\d,]{2,}"
    r"|\d[\d,]{2,} (?:\w+ ){0,2}(?:asked|surveyed|responded|replied|took part|responses"
    r"|interviews)",
    re.IGNORECASE,
)


def numbers_of(report: Report, section: Section) -> Iterator[Finding]:
    """Yield a finding for each number in a section's sentences, once for each value."""
    quoted = _quoted_amounts(report)
    seen: set[tuple] = set()
    based = _based(section)
    for sentence, amount in _loose(section):
        key = (amount.value, amount.unit)
        if key in seen or _NO_FIGURE.search(amount.before) or _is_share(amount):
            continue
        seen.add(key)
        found = _weighed(amount, report, section, quoted, sentence in based)
        if found is not None:
            yield Finding(amount.line, amount.words, "number", *found, sentence, amount.place)


def _is_share(amount: Amount) -> bool:
    """Whether a count is part of another beside it: 632 of 702."""
    return not amount.unit and bool(re.match(r"\s*(?:out )?of (?:the |all )?\d", amount.after))


def _based(section: Section) -> list[Sentence]:
    """Return the sentences that print a base, with those beside them."""
    held = [bool(_BASE.search(s.bare)) for s in section.sentences]
    return [s for n, s in enumerate(section.sentences) if any(held[max(0, n - 1) : n + 2])]


def _loose(section: Section) -> Iterator[tuple[Sentence, Amount]]:
    """Yield the numbers that don't follow from others beside them."""
    counts: list[Amount] = []
    shares: list[Amount] = []
    for sentence in section.sentences:
        found = list(amounts(sentence))
        known = [*counts, *found]
        own = has_own_figures(sentence) or any(_follows(a, known, shares) for a in found)
        for amount in found:
            if not ((own and amount.unit != "£") or _follows(amount, known, shares)):
                yield sentence, amount
        counts = found
        shares += [a for a in found if a.unit == "%"]


def _follows(amount: Amount, known: Sequence[Amount], shares: Sequence[Amount]) -> bool:
    """Whether a percentage is a share or change of two counts beside it, or the rest of one."""
    if amount.unit != "%":
        return False
    counts = [(a.value, a.unit) for a in known if a.unit != "%" and a.value]
    pairs = [(a, b) for a, unit in counts for b, other in counts if a != b and unit == other]
    worked = [100 * a / b for a, b in pairs] + [100 * (a - b) / b for a, b in pairs]
    for text in _BY_MORE.findall(amount.before):  # the other figure is the sum or difference
        off = Decimal(text.replace(",", ""))
        befores = [a + way * off for a, unit in counts for way in (1, -1) if not unit]
        worked += [100 * off / before for before in befores if before > 0]
    rest = [100 - a.value for a in shares if " not " in f" {amount.after}"]
    return any(amount.matches(w, amount.places) for w in (*worked, *rest))


def _quoted_amounts(report: Report) -> set[tuple[Decimal, str]]:
    quotes = re.findall(r"[“\"]([^”\"]*)[”\"]", report.text)
    spoken = [Sentence(0, quote, quote) for quote in quotes]
    return {(a.value, a.unit) for sentence in spoken for a in amounts(sentence)}


def _weighed(
    amount: Amount, report: Report, section: Section, quoted: set, has_base: bool
) -> tuple[str, str] | None:
    about = [row for row, _ in rows_about(report, section, amount.sentence, is_strict=True)]
    others = report.rows_of(section) if report.has_own_tables(section) else []
    rows = about + [row for row, _ in others if row not in about]
    if rival := _change_of(amount, report, section):
        return CONTRADICTED, f"{rival.shown}."
    part = clause(amount.sentence, *amount.place)
    near = [row for row, _ in rows_about(report, section, part, is_strict=True)]
    for row in (*rows, *(near if amount.unit == "%" else [])):
        if any(amount.matches(value, places) for value, places in _values(row, amount.unit)):
            return SUPPORTED, f"{row.shown}."
    if (amount.value, amount.unit) in quoted:
        return SUPPORTED, "The report quotes a source for it."
    rival = None if _MEAN.search(amount.before[-40:]) else _rival(amount, rows)
    if rival is not None:
        return CONTRADICTED, f"{rival.shown}."
    if amount.unit == "%" and not has_base and not _BUDGET.search(amount.sentence):
        return LACKING, "No table of this section prints it, and it comes without its base."
    if amount.unit == "£" and not _MEAN.search(amount.before[-40:]) and _is_part(amount, rows):
        return LACKING, "It is no part of what the table of this section adds up."
    return UNCHECKED, "No table of this section prints it."


def _change_of(amount: Amount, report: Report, section: Section) -> Row | None:
    """Return the one row that a change in per cent speaks of and that prints another change."""
    moved = re.search(rf"{_MOVED.pattern}\w*\W+(?:\w+\W+)?(?:by\W+)?$", amount.before[-40:], re.I)
    if amount.unit != "%" or not (moved or _COMPARED.match(amount.after)):
        return None
    rows = [row for row, _ in rows_about(report, section, amount.before, is_strict=True)]
    if len(rows) != 1 or rows[0].percent is None or (rows[0].now and rows[0].now.unit == "%"):
        return None
    printed = [v for v in _values(rows[0], "%")]
    return None if any(amount.matches(v, p) for v, p in printed) else rows[0]


def _values(row: Row, unit: str) -> Iterator[tuple[Decimal, int]]:
    """Yield what a row prints in a unit, with its decimals, and the changes of its figures."""
    if unit == "£":
        yield from _money(row)
        return
    for place, found in row.numbers.items():
        own = "%" if found.unit == "%" or "%" in row.head(place) else found.unit
        if own == unit and row.money(place) is None:
            yield found.value, found.places
    for cell in row.cells:
        for text in re.findall(r"\d[\d,]*(?= |$)", cell) if " " in cell and not unit else ():
            yield Decimal(text.replace(",", "")), 0
    yield from _changes(row, unit)


def _changes(row: Row, unit: str) -> Iterator[tuple[Decimal, int]]:
    """Yield the changes of a row in a unit: printed, and worked out from each earlier figure."""
    if unit == "%" and row.percent is not None:
        yield row.percent, 0
    for earlier in row.series[:-1]:
        difference = row.now.value - earlier.value
        if row.now.unit == unit:
            yield difference, row.now.places
        if unit == "%" and row.now.unit != "%" and earlier.value:
            yield 100 * difference / earlier.value, 0


def _money(row: Row) -> Iterator[tuple[Decimal, int]]:
    """Yield a row's money in millions, and the differences of its cells."""
    found = [(row.money(place), row.numbers[place]) for place in row.numbers]
    known = [(money, cell) for money, cell in found if money is not None]
    for money, cell in known:
        places = cell.places + cell.value.adjusted() - money.adjusted() if money else 0
        yield money, places
        yield from ((other - money, places) for other, _ in known if other > money)


def _is_part(amount: Amount, rows: Sequence[Row]) -> bool:
    """Whether an amount of money is of the kind that a table of money adds up."""
    said = words_of(f"{amount.before[-60:]} {amount.after[:40]}")
    money = [row for row in rows if any(row.money(p) is not None for p in row.numbers)]
    shared = [row for row in money if said & words_of(row.label)]
    return len(shared) > 1 and 2 * len(shared) >= len(money)


def _rival(amount: Amount, rows: Sequence[Row]) -> Row | None:
    """Return the row that prints another value of what a number counts."""
    held = [row for row in rows if any(True for _ in _values(row, amount.unit))]
    if amount.unit == "£":
        return _rival_money(amount, held)
    said, sentence = words_of(amount.noun), words_of(f"{amount.before} {amount.noun}")
    for row in held:
        label = words_of(row.label)
        is_change = amount.unit == "%" and (row.now is None or row.now.unit != "%")
        if is_change and not _MOVED.search(amount.before[-40:]):
            continue
        shared = said & label
        wanted = 1 if amount.unit == "" and len(said) == 1 else 2
        if (label and label <= sentence) or len(shared) >= wanted:
            return row
    return None


def _rival_money(amount: Amount, rows: Sequence[Row]) -> Row | None:
    clause = f"{amount.before[-110:]} {amount.after[:40]}"
    said = [words for words in _GROUPS.values() if words.search(clause)]
    grouped = [row for words in said for row in rows if words.search(row.label[:40])]
    if grouped:
        return grouped[0]
    near = words_of(f"{amount.before[-50:]} {amount.after[:30]}")
    named = [
        row
        for row in rows
        if words_of(row.label)
        and words_of(row.label) <= near
        and is_whole(row.label) == is_whole(clause)
    ]
    return named[0] if len(named) == 1 else None
