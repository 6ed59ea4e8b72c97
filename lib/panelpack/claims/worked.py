"""Changes, shares and sums that sentences print with their figures, worked out anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from panelpack.claims.cells import percent
from panelpack.claims.findings import CONTRADICTED, SUPPORTED, Finding
from panelpack.claims.report import Section, Sentence

_N = r"(\d[\d,]*(?:\.\d+)?)"
_P = r"([+\N{MINUS SIGN}-]?\d+(?:\.\d+)?)\s?(?:%|per cent)"
_FROM_TO = re.compile(rf"\bfrom {_N}(%?)[^.]{{0,40}}?\bto {_N}(%?)", re.IGNORECASE)
_COMPARED = re.compile(
    rf"{_N}[^.%\d]{{0,60}}(?:compared (?:with|to)|against|down from"
    rf"|up from)\s+(?:the )?{_N}(?!\s?%)",
    re.I,
)
_RATES = re.compile(
    rf"{_N}\s?%[^.%]{{0,60}}(?:compared (?:with|to)|against|from)\s+(?:the )?{_N}\s?%",
    re.IGNORECASE,
)
_OF = re.compile(
    rf"{_N} (?:of|out of) (?:the |all )?{_N}[^.%\d]{{0,60}}?[(,]?\s*(?:or )?{_P}", re.IGNORECASE
)
_OF_FIRST = re.compile(
    rf"\bof (?:the |all )?{_N} [^.%\d]{{0,40}}?{_N} [^.%\d]{{0,20}}\({_P}", re.IGNORECASE
)
_MADE_UP = re.compile(
    rf"{_N}[^.%\d]{{0,60}}?(?:made? up|makes? up|were|was|is|are|represent\w*|account\w* for)"
    r" (?:about )?"
    rf"{_P} of (?:the |all )?{_N}",
    re.IGNORECASE,
)
_MONEY = re.compile(r"£\s?(?P<n>\d[\d,]*(?:\.\d+)?)\s?(?P<scale>m|k|bn)?\b")
_MONEY_OF = re.compile(
    r"£\s?(?P<total>\d[\d,]*(?:\.\d+)?)\s?(?P<scale>m|k|bn)?\b[^£]{0,60}"
    r"(?:made up of|comprising|consisting of|composed of|split between)(?P<parts>.*)",
    re.IGNORECASE | re.DOTALL,
)
_TIMES = {
    Decimal(2): re.compile(r"\bdoubl\w+|\btwice\b", re.IGNORECASE),
    Decimal(3): re.compile(r"\btrebl\w+|\btripl\w+", re.IGNORECASE),
    Decimal("0.5"): re.compile(r"\bhalv\w+", re.IGNORECASE),
}
# By how much of itself a figure may miss being doubled or halved.
_ROOM, _ROOM_NEARLY = Decimal("0.03"), Decimal("0.1")
_PARTLY = {
    Decimal(n): re.compile(rf"\bby (?:about |around |over |nearly |almost )?(?:{word})\b", re.I)
    for n, word in (
        ("33.3", "an? third"),
        ("25", "an? quarter"),
        ("50", "half"),
        ("20", "an? fifth"),
    )
}
_POINTS_OFF = 3
_WAY = {
    1: re.compile(r"\b(?:ris\w+|rose|increas\w+|up|grew|grow\w*|more)\b", re.IGNORECASE),
    -1: re.compile(
        r"\b(?:fell|fall\w*|decreas\w+|reduc\w+|drop\w*|declin\w+|down|fewer)\b", re.IGNORECASE
    ),
}
_YEARS = re.compile(r"(?:19|20)\d\d")
_PARTS = re.compile(
    rf"total of {_N}[^.;]*?(?::|comprising|made up of|consist(?:ing|ed|s) of|composed of)([^.;]*)",
    re.IGNORECASE,
)


def has_own_figures(sentence: Sentence) -> bool:
    """Whether a sentence prints two figures that it compares, so that it bears itself out."""
    found = (pattern.search(sentence.bare) for pattern in (_FROM_TO, _COMPARED, _RATES, _OF))
    return any(m and not any(_YEARS.fullmatch(g or "") for g in m.groups()) for m in found)


def worked_in_prose(section: Section) -> Iterator[Finding]:
    """Yield findings on changes, shares and sums that a sentence prints with their figures."""
    for sentence in section.sentences:
        yield from _changes(sentence)
        yield from _shares(sentence)
        yield from _totals(sentence)
        yield from _parts_of_money(sentence)


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
    worked = percent(now, before)
    ways = [way for way, words in _WAY.items() if words.search(around)]
    if len(ways) == 1:
        agrees = (now - before) * ways[0] > 0
        way = "rise" if now > before else "fall" if now < before else "standstill"
        told = f"{now:,} against {before:,} is a {way}."
        yield Finding(
            sentence.line, match[0], "direction", SUPPORTED if agrees else CONTRADICTED, told
        )
    yield from _in_words(sentence, match, now, before, around)
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


def _in_words(sentence, match, now, before, around: str) -> Iterator[Finding]:
    """Yield findings on changes in words: doubled, halved, by a third."""
    worked = percent(now, before)
    if worked is None:
        return
    judged = [(words, _is_times(now / before, n, words, around)) for n, words in _TIMES.items()]
    judged += [(words, abs(abs(worked) - share) <= _POINTS_OFF) for share, words in _PARTLY.items()]
    told = f"{now:,} against {before:,} is {worked:+.1f}%."
    for words, agrees in judged:
        if found := words.search(around):
            verdict = SUPPORTED if agrees else CONTRADICTED
            said = f"{found[0]} … {match[0]}"
            yield Finding(sentence.line, said, "percentage", verdict, told)


def _is_times(ratio: Decimal, times: Decimal, words: re.Pattern, around: str) -> bool:
    """Whether a figure is so many times another, with more room where it is nearly so."""
    nearly = re.search(rf"\b(?:nearly|almost|about) (?:{words.pattern})", around, re.IGNORECASE)
    room = _ROOM_NEARLY if nearly else _ROOM
    return ratio >= times * (1 - room) if times > 1 else ratio <= times * (1 + room)


def _shares(sentence: Sentence) -> Iterator[Finding]:
    found = [(m, m[1], m[2], m[3]) for m in _OF.finditer(sentence.bare)]
    found += [(m, m[2], m[1], m[3]) for m in _OF_FIRST.finditer(sentence.bare)]
    found += [(m, m[1], m[3], m[2]) for m in _MADE_UP.finditer(sentence.bare)]
    for match, one, all_of, share in found:
        part, whole = _decimal(one), _decimal(all_of)
        if not whole or part > whole:
            continue
        places = len(share.partition(".")[2])
        worked = 100 * part / whole
        agrees = abs(worked - Decimal(share.lstrip("+-\N{MINUS SIGN}"))) <= Decimal(
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


def _parts_of_money(sentence: Sentence) -> Iterator[Finding]:
    """Yield the finding on an amount of money that a sentence says all parts of."""
    match = _MONEY_OF.search(sentence.bare)
    parts = [m for m in _MONEY.finditer(match["parts"])] if match else []
    if len(parts) < 2 or any(m["scale"] != match["scale"] for m in parts):
        return
    total, added = _decimal(match["total"]), sum((_decimal(m["n"]) for m in parts), Decimal(0))
    places = min(_places(text) for text in (match["total"], *(m["n"] for m in parts)))
    room = Decimal(10) ** -places * (len(parts) + 1) / 2 if places else 0
    verdict = SUPPORTED if abs(added - total) < room or added == total else CONTRADICTED
    told = f"The parts add up to £{added:,}{match['scale'] or ''}."
    yield Finding(sentence.line, match[0], "sum", verdict, told)


def _places(text: str) -> int:
    return len(text.partition(".")[2])


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
