"""Sums and percentages that a report prints, in tables and in prose, worked out anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from panelpack.claims.cells import Number
from panelpack.claims.findings import CONTRADICTED, LACKING, SUPPORTED, Finding
from panelpack.claims.report import Report, Row, Section, Sentence, Table

_TOTAL = re.compile(r"^\W*(?:grand |overall )?(?:total|sum)\b|\ball$|^all\b$", re.IGNORECASE)
_WHOLE = re.compile(r"\brequired\b|\brequirement\b|\bshortfall\b", re.IGNORECASE)
_REST = re.compile(
    r"\bfurther\b|\bremaining\b|\bstill\b|\bto be (?:found|identified)", re.IGNORECASE
)
_N = r"(\d[\d,]*(?:\.\d+)?)"
_P = r"([+\N{MINUS SIGN}-]?\d+(?:\.\d+)?)\s?(?:%|per cent)"
_FROM_TO = re.compile(rf"\bfrom {_N}(%?)[^.]{{0,40}}?\bto {_N}(%?)", re.IGNORECASE)
_COMPARED = re.compile(
    rf"{_N}[^.%\d]{{0,60}}(?:compared (?:with|to)|against|down from"
    rf"|up from)\s+(?:the )?{_N}(?!\s?%)",
    re.I,
)
_OF = re.compile(
    rf"{_N} (?:of|out of) (?:the |all )?{_N}[^.%\d]{{0,60}}?[(,]?\s*(?:or )?{_P}", re.IGNORECASE
)
_WAY = {
    1: re.compile(r"\b(?:ris\w+|rose|increas\w+|up|grew|grow\w*|more)\b", re.IGNORECASE),
    -1: re.compile(
        r"\b(?:fell|fall\w*|decreas\w+|reduc\w+|drop\w*|declin\w+|down|fewer)\b", re.IGNORECASE
    ),
}
# A sum further off than this share of the total was never meant as one.
_NEAR = Decimal("0.25")
_YEARS = re.compile(r"(?:19|20)\d\d")
_PARTS = re.compile(
    rf"total of {_N}[^.;]*?(?::|comprising|made up of|consisting of|composed of)([^.;]*)",
    re.IGNORECASE,
)


def percentages(report: Report) -> Iterator[Finding]:
    """Yield a finding for each row that prints a change beside the two figures it comes from."""
    for table in report.tables:
        for row in table.rows:
            if row.change and row.before and row.change.unit == "%" and row.now.unit != "%":
                yield _percentage(row)


def _percentage(row: Row) -> Finding:
    follows = _follows(row.change, row.now.value, row.before.value)
    worked = _percent(row.now.value, row.before.value)
    said = f"{row.now.text} against {row.before.text} is {worked:+.1f}%." if worked else ""
    return Finding(
        row.line,
        f"{row.label}: {row.change.text}",
        "percentage",
        SUPPORTED if follows else CONTRADICTED,
        said or "Nothing has changed, or the figure before is zero.",
    )


def _percent(now: Decimal, before: Decimal) -> Decimal | None:
    return 100 * (now - before) / before if before else None


def _follows(printed: Number, now: Decimal, before: Decimal) -> bool:
    worked = _percent(now, before)
    if worked is None:
        return False
    return abs(worked - printed.value) <= Decimal(10) ** -printed.places * Decimal("0.51")


def sums(report: Report) -> Iterator[Finding]:
    """Yield a finding for each total of a table that names its parts in the rows beside it."""
    for table in report.tables:
        totals = [row for row in table.rows if _TOTAL.search(row.label)]
        rest = [row for row in table.rows if row not in totals]
        if len(totals) == 1 and len(rest) > 1:
            yield from _columns(totals[0], rest)
        wholes = [
            row for row in table.rows if _WHOLE.search(row.label) and not _REST.search(row.label)
        ]
        if len(wholes) == 1 and any(_REST.search(row.label) for row in table.rows):
            yield from _columns(wholes[0], [row for row in table.rows if row is not wholes[0]])


def _columns(total: Row, parts: list[Row]) -> Iterator[Finding]:
    for place, printed in total.numbers.items():
        if (
            printed.unit == "%"
            or "%" in total.head(place)
            or re.search("change|var", total.head(place), re.I)
        ):
            continue
        found = [row.numbers.get(place) for row in parts]
        if any(n is None or n.unit != printed.unit for n in found):
            continue
        added = sum((n.value for n in found), Decimal(0))
        if abs(added - printed.value) > _NEAR * abs(printed.value):
            continue  # the rows are some of its parts, not all of them
        tolerance = Decimal(10) ** -printed.places * len(found) / 2 if printed.places else 0
        verdict = SUPPORTED if abs(added - printed.value) <= tolerance else CONTRADICTED
        words = f"{total.label}: {printed.text}"
        yield Finding(total.line, words, "sum", verdict, f"The other rows add up to {added:,}.")


def has_own_figures(sentence: Sentence) -> bool:
    """Whether a sentence prints two figures that it compares, so that it bears itself out."""
    found = (pattern.search(sentence.bare) for pattern in (_FROM_TO, _COMPARED, _OF))
    return any(m and not any(_YEARS.fullmatch(g or "") for g in m.groups()) for m in found)


def worked_in_prose(section: Section) -> Iterator[Finding]:
    """Yield findings on changes, shares and sums that a sentence prints with their figures."""
    for sentence in section.sentences:
        yield from _changes(sentence)
        yield from _shares(sentence)
        yield from _totals(sentence)


def _changes(sentence: Sentence) -> Iterator[Finding]:
    for pattern, is_reversed in ((_FROM_TO, False), (_COMPARED, True)):
        for match in pattern.finditer(sentence.bare):
            found = [_decimal(text) for text in match.groups() if text and text != "%"]
            if len(found) != 2 or any(1990 <= n <= 2100 for n in found):
                continue
            now, before = found if is_reversed else reversed(found)
            is_rate = not is_reversed and "%" in (match[2], match[4])
            yield from _change(sentence, match, now, before, is_rate)


def _change(sentence: Sentence, match: re.Match, now, before, is_rate) -> Iterator[Finding]:
    around = sentence.bare[max(0, match.start() - 60) : match.end() + 60]
    worked = _percent(now, before)
    ways = [way for way, words in _WAY.items() if words.search(around)]
    if len(ways) == 1:
        agrees = (now - before) * ways[0] > 0
        way = "rise" if now > before else "fall" if now < before else "standstill"
        told = f"{now:,} against {before:,} is a {way}."
        yield Finding(
            sentence.line, match[0], "direction", SUPPORTED if agrees else CONTRADICTED, told
        )
    after = re.search(_P, around[around.find(match[0]) + len(match[0]) :])
    if after and worked is not None and not is_rate:
        places = len(after[1].partition(".")[2])
        printed = abs(Decimal(after[1].lstrip("+-\N{MINUS SIGN}")))
        agrees = abs(abs(worked) - printed) <= Decimal(10) ** -places * Decimal("0.51")
        told = f"{now:,} against {before:,} is {worked:+.1f}%."
        words = f"{match[0]} … {after[0]}"
        yield Finding(
            sentence.line, words, "percentage", SUPPORTED if agrees else CONTRADICTED, told
        )


def _shares(sentence: Sentence) -> Iterator[Finding]:
    for match in _OF.finditer(sentence.bare):
        part, whole = _decimal(match[1]), _decimal(match[2])
        if not whole or part > whole:
            continue
        places = len(match[3].partition(".")[2])
        worked = 100 * part / whole
        agrees = abs(worked - Decimal(match[3].lstrip("+-\N{MINUS SIGN}"))) <= Decimal(
            10
        ) ** -places * Decimal("0.51")
        told = f"{part:,} of {whole:,} is {worked:.1f}%."
        yield Finding(
            sentence.line, match[0], "percentage", SUPPORTED if agrees else CONTRADICTED, told
        )


def _totals(sentence: Sentence) -> Iterator[Finding]:
    for match in _PARTS.finditer(sentence.bare):
        parts = [_decimal(text) for text in re.findall(rf"(?<![\d.,]){_N}(?!\s?%|[\d/])", match[2])]
        if len(parts) > 1:
            added, total = sum(parts, Decimal(0)), _decimal(match[1])
            verdict = SUPPORTED if added == total else CONTRADICTED
            yield Finding(
                sentence.line, match[0], "sum", verdict, f"The parts add up to {added:,}."
            )


def unnamed_comparators(report: Report) -> Iterator[Finding]:
    """Yield one finding for all changes that tables print without the figure they start from."""
    rows: list[tuple[Table, Row]] = [
        (table, row)
        for table in report.tables
        for row in table.rows
        if row.change is not None
        and row.before is None
        and row.change.unit == "%"
        and not any(re.search(r"\b20\d\d|last|prev|ytd", head, re.I) for head in row.heads)
    ]
    if rows:
        names = ", ".join(table.title or row.label for table, row in rows)
        first = rows[0][1]
        told = f"What it is a change from is not printed. So it is in: {names}."
        yield Finding(
            first.line, f"{first.label}: {first.change.text}", "comparator", LACKING, told
        )


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
