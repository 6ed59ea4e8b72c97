"""What prose promises: days that have passed, figures that are said to be there, predictions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from panelpack.claims import vocabulary
from panelpack.claims.dates import Dated, dates_in
from panelpack.claims.findings import CONTRADICTED, LACKING, SUPPORTED, UNCHECKED, Finding
from panelpack.claims.relevance import rows_about
from panelpack.claims.report import Report, Section, Sentence
from panelpack.quarters import day_label

# A month with no more days to come than this is nearly over for whoever reads the report.
_DAYS_LEFT = 2
_FUTURE = re.compile(
    r"\b(?:is|are) (?:due |planned |scheduled |expected |still )?to (?:be|see|meet|report|receive"
    r"|consider|publish|decide|discuss)\b"
    r"|^\W*(?:(?!was\b|were\b)\w+\W+){0,4}to be \w+ed\b|"
    r"\bwill\b|\b(?:is|are) (?:taking place|scheduled|planned|due|expected)\b"
    r"|(?<!\bwere )(?<!\bwas )\bto be (?:presented|provided|"
    r"published|reported|confirmed|held|launched|completed)\b|\b(?:is|are) meeting\b",
    re.IGNORECASE,
)
_AVAILABLE = re.compile(
    r"\b(?:data|figures?|information|results?|rates?) (?:\w+ ){0,5}(?:is|are) (?:now "
    r"|also )?(?:available|provided|shown|"
    r"included|presented)\b(?! in (?:future|quarter))",
    re.IGNORECASE,
)
_NOT_AVAILABLE = re.compile(
    r"\bno (?:\w+ )?(?:data|figures?)\b|\b(?:not|un)\s?(?:currently |yet )?available|unavailable",
    re.IGNORECASE,
)
_COLOUR = re.compile(
    r"\b(?:an? )?(red|amber|green) (?:assessment|rating|status)|\b(?:rated|assessed as) (red"
    r"|amber|green)\b",
    re.I,
)
_CLASSED = re.compile(
    r"\b(?:rated|assessed as|classed as|marked) [\"“‘']?([a-z]+(?: [a-z]+){0,2}?)[\"”’']?"
    r"(?=[.,;]|$)",
    re.IGNORECASE,
)
_RATED = re.compile(r"\b(?:red|amber|green)\b", re.IGNORECASE)
_CAUSE = re.compile(
    r"\b(?:due to|because of|as a result of|result(?:s|ed|ing)? (?:in|from)|attribut\w+ to"
    r"|caused by|led to|thanks to|owing to|driven by)\b",
    re.IGNORECASE,
)
AS_AT = re.compile(r"\bas (?:at|of)\b", re.IGNORECASE)
_CHANGES = ("up", "down", "better", "worse", "doubled", "trebled", "halved")
_PREDICTED = re.compile(
    r"\b(?:it is |are |is )?(?:predicted|forecast|projected|anticipated) (?:that "
    r"|to )(?:\w+ ){0,4}?(?:levels?|crimes?|"
    r"numbers?|offences|rise|fall|increase|decrease|reduc\w+|remain|continue)",
    re.IGNORECASE,
)


def everything(report: Report) -> Iterator[Sentence]:
    """Yield every sentence of a report, those between its tables last."""
    for section in report.sections:
        yield from section.sentences
    yield from report.notes


def passed_dates(report: Report) -> Iterator[Finding]:
    """Yield what is promised for a day that has passed when the report is dated."""
    if report.dated is None:
        return
    for sentence in everything(report):
        promise = _FUTURE.search(sentence.bare)
        for found in dates_in(sentence.bare, report.dated) if promise else ():
            if found.start < promise.start():
                continue
            near = sentence.bare[max(0, found.start - 22) : found.start]
            if re.search(
                r"\b(?:since|from|between|to|as at|of) (?:the )?$", near, re.I
            ) or AS_AT.search(near):
                continue
            verdict = _passed(found, report.dated)
            if verdict:
                words = f"{promise[0]} … {found.words}"
                told = f"The report is dated {day_label(report.dated)}."
                yield Finding(sentence.line, words, "date", verdict, told, sentence)
                break


def _passed(found: Dated, dated: date) -> str:
    """Return the verdict on what is promised for a day: a month that ends by then is no fault."""
    if found.end < dated:
        return CONTRADICTED
    is_ending = not found.has_day and found.end - timedelta(days=_DAYS_LEFT) <= dated
    return UNCHECKED if is_ending else ""


def available(report: Report, section: Section) -> Iterator[Finding]:
    """Yield what prose says of figures being there or not, beside the rows of the section."""
    for sentence in section.sentences:
        if not report.tables_of(section):
            continue
        yield from _colours(report, section, sentence)
        rows = [row for row, _ in rows_about(report, section, sentence.text)]
        if not rows or re.search(r"\b(?:will|may|to) be\b", sentence.bare):
            continue
        if found := _NOT_AVAILABLE.search(sentence.bare):
            every = [row for row, _ in report.rows_of(section)]
            missing = [row for row in every if row.is_missing]
            row = (missing or rows)[0]
            yield Finding(
                sentence.line,
                found[0],
                "availability",
                SUPPORTED if missing else CONTRADICTED,
                f"{row.shown}.",
            )
        elif found := _AVAILABLE.search(sentence.bare):
            missing = [row for row in rows if row.is_missing]
            is_false = len(missing) == len(rows)
            verdict = CONTRADICTED if is_false else SUPPORTED
            row = rows[0]
            words = " ".join(sentence.bare[max(0, found.start() - 25) : found.end()].split())
            yield Finding(
                sentence.line, words, "availability", verdict, f"{row.shown}.", row=row.shown
            )


def _colours(report: Report, section: Section, sentence: Sentence) -> Iterator[Finding]:
    for found in _COLOUR.finditer(sentence.bare):
        colour = (found[1] or found[2]).lower()
        rows = rows_about(report, section, sentence.bare)
        of_one = (
            rows if any(_RATED.search(row.classed) for row, _ in rows) else report.rows_of(section)
        )
        cells = [c for row, _ in of_one for c in (*row.cells, row.label)]
        if not any(re.search(rf"\b{colour}\b", cell, re.IGNORECASE) for cell in cells):
            yield Finding(
                sentence.line,
                found[0],
                "assessment",
                CONTRADICTED,
                "No cell of the section's table holds it." if not rows else f"{rows[0][0].shown}.",
            )


def ratings(report: Report, section: Section) -> Iterator[Finding]:
    """Yield classes that prose gives a row and the row's own column of classes doesn't."""
    used = {c.lower() for row, _ in report.rows_of(section) for c in row.classed.split("; ") if c}
    for sentence in section.sentences:
        found = _CLASSED.search(sentence.bare)
        said = found[1].lower().strip() if found else ""
        rows = [r for r, _ in rows_about(report, section, sentence.bare, is_strict=True)]
        rows = [row for row in rows if row.classed]
        if said in used and rows and not any(said in row.classed.lower() for row in rows):
            told = f"{rows[0].shown}."
            yield Finding(sentence.line, found[0], "assessment", CONTRADICTED, told)


def predictions(section: Section) -> Iterator[Finding]:
    """Yield predictions that come without a predicted figure."""
    for sentence in section.sentences:
        if (found := _PREDICTED.search(sentence.bare)) and not re.search(
            r"\d[\d,]*(?:\.\d+)?(?:%|m\b)|\d,\d{3}", sentence.bare
        ):
            yield Finding(
                sentence.line,
                found[0],
                "prediction",
                LACKING,
                "No predicted figure and no range are printed.",
            )


def causes(section: Section) -> Iterator[Finding]:
    """Yield what is said to be the cause of a change, which figures alone can't tell."""
    for sentence in section.sentences:
        found = _CAUSE.search(sentence.bare)
        if found and any(s.sense in _CHANGES for s in vocabulary.said(sentence.bare)):
            told = "Figures tell that something changed, not why."
            words = " ".join(sentence.text[max(0, found.start() - 40) : found.end() + 40].split())
            yield Finding(sentence.line, words, "cause", UNCHECKED, told)
