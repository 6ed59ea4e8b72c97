"""Find what may be personal in a text: patterns of numbers and addresses, and names."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from panelpack.personal.names import names
from panelpack.personal.numbers import is_nhs_number

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\s+\d{{4}})"
_WAY = (
    "Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|Crescent|Court|Gardens|Terrace|Place|Way|Grove|"
    "Walk|Hill|Square|Row|Mews|Rise|Croft"
)
_CASE = "crime|incident|occurrence|custody|case|log|complaint|offender|nominal|police"
_POSTCODE_AREAS = (
    "A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|"
    "JE|K[ATWY]|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|"
    "T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE"
)
# A decimal point or a comma of thousands makes a run of digits a quantity.
_NO_DIGIT_BEFORE, _NO_DIGIT_AFTER = r"(?<![\d.,£/])", r"(?![\d/]|[.,]\d)"

_PATTERNS = {
    "an e-mail address": re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"),
    "a date of birth": re.compile(
        r"(?i)\b(?:born|birthday|d\.?o\.?b\.?|date of birth)\W{0,3}"
        rf"(?:(?:is|was|on)\W)?\s?{_DATE}"
    ),
    "a National Insurance number": re.compile(r"(?i)\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"),
    "an NHS number": re.compile(r"\b\d{3}[ -]\d{3}[ -]\d{4}\b"),
    "a telephone number": re.compile(
        r"(?<![\d.,£/])(?:\+44[ -]?(?:\(0\))?[ -]?|\(?0)(?:\d[ )-]{0,2}){9,10}(?!\d|[.,/]\d)"
        r"|(?<!\w)\+(?!44)\d{1,3}(?:[ -]?\d){8,12}(?!\d)"
    ),
    "a crime or case number": re.compile(
        rf"(?i)\b(?:{_CASE})s? (?:ref(?:erence)?s?|numbers?|nos?|id|urn)\b"
        r"[.:#]?(?: (?:number|no\.?|is|was))?:? ?[A-Z]{0,4}[/ -]?\d[\w/-]*"
        rf"|\b(?:{_CASE}) [#]?\d{{1,6}} of \d"
        r"|\b(?:CR|CRN|CRI|URN|INC|OCC|LOG|PNC|ID)(?:[/:-]| (?=\d+/))\d[\d/-]*[A-Z]?\b"
        rf"|{_NO_DIGIT_BEFORE}\d{{5,8}}/\d{{2}}(?:\d\d)?\b"
        r"|\b\d{2}/\d{3,7}[A-Z]\b|\b\d{2}[A-Z]\d?/\d{3,6}/\d{2}\b"
        rf"|{_NO_DIGIT_BEFORE}\d{{10,14}}{_NO_DIGIT_AFTER}"
    ),
    "an officer's number": re.compile(r"\b(?:W?PC|PCSO|DC|PS|DS|SC) ?\d{2,5}\b"),
    "a vehicle registration": re.compile(
        r"\b[A-HJ-PR-Y][A-HJ-PR-Y](?:0[1-9]|[1-7]\d) ?(?!AND|THE|ASB|FOR|NOT)[A-HJ-PR-Z]{3}\b"
        r"|\b[A-HJ-NPR-Y]\d{3} ?(?!AND|THE|ASB|FOR|NOT)[A-HJ-PR-Y]{3}\b"
        r"|\b(?!AND|THE|ASB|FOR|NOT)[A-HJ-PR-Y]{3} ?\d{3}[A-HJ-NPR-Y]\b"
        r"|(?i:\b(?:registration|reg|vrm)(?: (?:number|plate|no\.?|mark))?:? )"
        r"(?=[A-Z]*\d)[A-Z0-9]{4,7}\b"
    ),
    "a postcode": re.compile(
        rf"\b(?:{_POSTCODE_AREAS})\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{{2}}\b"
        rf"|\b(?i:(?:{_POSTCODE_AREAS})\d[A-Z\d]? \d"
        r"(?!(?:st|nd|rd|th|am|pm)\b)[ABD-HJLNP-UW-Z]{2})\b"
    ),
    "a street address": re.compile(
        rf"\b(?!(?:19|20)\d\d )\d{{1,4}}[A-Za-z]?,? (?:[A-Z][a-z'’]{{2,20}} ){{1,3}}(?:{_WAY})\b"
        r"|\b(?:Flat|Apartment) \d{1,4}[A-Za-z]?\b"
    ),
}
_MARKED = re.compile(r"(?i)\bNHS\W{0,2}(?:number|no\.?)?\W{0,3}$")


@dataclass(frozen=True)
class Finding:
    """A piece of a text that may be personal: what it may be, and the piece itself."""

    kind: str
    words: str


@lru_cache(maxsize=512)
def find(text: str) -> tuple[Finding, ...]:
    """Return what in a text may be about one person, in the order of the text.

    >>> [f.kind for f in find("Ring PC Smith on 0116 496 0123.")]
    ['a name', 'a telephone number']
    >>> find("The Adam Smith Institute counts 1,021 offences on Victoria Road.")
    ()
    """
    plain = _plain(text)
    found = sorted((*_numbers(plain), *names(plain)))
    return tuple(Finding(kind, plain[start:end]) for start, end, kind in found)


def digest(text: str) -> str:
    """Return what a text is known by: a hash of its words, however they are spaced."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def _plain(text: str) -> str:
    """Return a text as it reads: one kind of space, no look-alike digits, nothing invisible."""
    even = unicodedata.normalize("NFKC", text)
    return " ".join("".join(c for c in even if unicodedata.category(c) != "Cf").split())


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            if kind == "an NHS number" and not _is_nhs(text, match):
                continue
            yield match.start(), match.end(), kind


def _is_nhs(text: str, match: re.Match) -> bool:
    return is_nhs_number(match[0]) or bool(_MARKED.search(text[: match.start()]))
