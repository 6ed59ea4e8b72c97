"""Read one cell: the number, period or words that a person typed, or why it can't be told."""

from __future__ import annotations

import re
import unicodedata
from calendar import month_abbr, month_name
from collections.abc import Collection
from decimal import Decimal
from difflib import get_close_matches

from panelpack import personal
from panelpack.plan import Measure
from panelpack.quarters import Period
from panelpack.returns.model import STATUSES
from panelpack.returns.problems import Refused

LONGEST_NOTE = 1000
LONGEST_AREA = 100

_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,15})?")
_FEWER_THAN = re.compile(r"[<≤]\s*[0-9]+")
_NAMED_MONTH = re.compile(r"([a-z]{3,9})[ -]([0-9]{4}|[0-9]{2})")
_SLASHED = re.compile(r"[0-9]{1,4}[/.][0-9]{1,2}[/.][0-9]{1,4}.*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{1,5}(?::[0-9]{2}){1,2}(?:\.[0-9]+)?")
_MONTHS = {name.lower(): n for n, name in enumerate(month_name) if name}
_MONTHS |= {name.lower(): n for n, name in enumerate(month_abbr) if name} | {"sept": 9}

_SUPPRESSED = "Leave it empty and give the status small_numbers."
_ABSENT = (
    "Leave it empty and give the status nationally_unavailable, in_development or not_applicable."
)
_NOTHING = "Write 0 if there were none; else leave it empty and give the status that says why."
_WAITING = "Leave it empty and give the status awaiting_board."
_SIGNS = {
    **dict.fromkeys(("*", "[c]", "c", "suppressed", "<"), _SUPPRESSED),
    **dict.fromkeys(("na", "n/a", "n.a.", "#n/a", "[x]", "x", "[z]", "z"), _ABSENT),
    **dict.fromkeys(("-", "–", "—", "−", ".", "..", "...", "nil", "none", "null"), _NOTHING),
    **dict.fromkeys(("tbc", "tba", "pending", "awaited", "awaiting"), _WAITING),
}
_DIGITS_ONLY = "Write digits only, with a point before decimals."

# Line ends may stand in a note; everything else that steers a screen or turns text round may not.
_HARMLESS = "\n\r\t"
_STEERING = {"Cc", "Cs"}
_TURNING = {chr(n) for n in (0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))}


def amount(text: str, measure: Measure | None, comma_may_be_decimal: bool = False) -> Decimal:
    """Return the number of a cell that isn't empty, in the measure's unit.

    Thousands in groups (1,021), the measure's own unit (81.3%, £3.24) are understood; None as
    measure stands for a plain count. Raises Refused for what could mean two things or no number.
    """
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    if text.casefold() in _SIGNS or _FEWER_THAN.fullmatch(text):
        remedy = _SIGNS.get(text.casefold(), _SUPPRESSED)
        raise Refused("N02", "a sign instead of a number", remedy)
    if _TIME.fullmatch(text):
        counted = f"how many {measure.unit}" if measure else "how many"
        raise Refused("N05", "a time instead of a number", f"Write {counted} it is, as a number.")
    bare = _without_unit(text, measure.unit if measure else "")
    if _GROUPED.fullmatch(bare):
        if comma_may_be_decimal and measure and measure.kind not in ("count", "cohort"):
            remedy = "Write 1021 or 1.021: between semicolons a comma can mean either."
            raise Refused("N04", "a comma that may be a decimal point", remedy)
        bare = bare.replace(",", "")
    if not _PLAIN.fullmatch(bare):
        raise Refused("N01", "not a number", _DIGITS_ONLY)
    return Decimal(bare)


def _without_unit(text: str, unit: str) -> str:
    """Take off a percent or pound sign if the measure is counted in it; else raise Refused."""
    for sign in "%£":
        if sign in text and sign not in unit:
            counted = f"The measure is counted in {unit}; " if unit else "It is a count; "
            raise Refused("N03", f"a {sign} where none belongs", f"{counted}{_lower(_DIGITS_ONLY)}")
    if text.endswith("%"):
        return text[:-1].rstrip()
    if "£" in text:
        minus, _, bare = text.partition("£")
        if minus in ("", "-"):
            bare = re.sub(r"\s?(m|million)$", "", bare) if "million" in unit else bare
            return minus + bare.strip()
    return text


def period(text: str, measure: Measure) -> Period:
    """Return the period of a cell as returns write it, or as Excel rewrites it: Apr-14.

    The first day of a month means the month where a measure is counted by month, for that is
    what Excel stores. Raises Refused.
    """
    plain = _plain_period(text)
    if not (plain.isascii() and (_DAY.fullmatch(plain) or plain.count("-") < 4)):
        raise _no_period("")
    try:
        found = Period.parse(plain, yearly=measure.cadence == "year")
    except ValueError as error:
        raise _no_period("" if len(text) > 20 else str(error)) from None
    if found.kind == "day" and not _DAY.fullmatch(plain):
        raise _no_period("")
    if found.kind == "day" and measure.cadence == "month" and found.end.day == 1:
        return Period.parse(plain[:7])
    return found


def _plain_period(text: str) -> str:
    plain = text.lower()
    if _SLASHED.fullmatch(plain):
        remedy = "Write the day as 2014-03-31 or the month as 2014-03."
        raise Refused("P01", "not a period: day and month could be swapped", remedy)
    if (named := _NAMED_MONTH.fullmatch(plain)) and named[1] in _MONTHS:
        year = int(named[2]) + (2000 if len(named[2]) == 2 else 0)
        return f"{year}-{_MONTHS[named[1]]:02}"
    return plain


def _no_period(said: str) -> Refused:
    remedy = f"{said}." if said else (
        "Write a month 2014-04, a quarter 2014-15-q1, a year 2013-14, twelve months r12-2014-06 "
        "or a day 2014-03-31."
    )  # fmt: skip
    return Refused("P01", "not a period", remedy)


def status(text: str) -> str:
    """Return a status whatever its capitals and blanks; raise Refused for an unknown one."""
    plain = re.sub(r"[\s_-]+", "_", text.strip().casefold())
    if not plain:
        remedy = f"Say supplied, or why there is no figure: {', '.join(STATUSES[1:])}."
        raise Refused("S04", "no status", remedy)
    if plain not in STATUSES:
        raise Refused("S01", "unknown status", f"Use {', '.join(STATUSES)}.")
    return plain


def words(text: str, longest: int) -> str:
    """Return a text that can be shown as it is; raise Refused if it is too long or steers.

    A text that begins with = is refused too: it would be a formula to whoever opens it next.
    """
    if text.startswith("="):
        raise Refused("X01", "a formula", "Give its result as plain text or number.")
    if len(text) > longest:
        raise Refused("T01", f"longer than {longest} characters", "Shorten it.")
    if not text.isprintable() and any(map(_steers, text)):
        raise Refused("T02", "holds control characters", "Type it anew as plain text.")
    return text


def _steers(character: str) -> bool:
    if character in _HARMLESS:
        return False
    return unicodedata.category(character) in _STEERING or character in _TURNING


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def about_somebody(text: str) -> Refused | None:
    """Return a remark on words that may be about one person, None on all others."""
    found = dict.fromkeys(each.kind for each in personal.find(text))
    if not found:
        return None
    remedy = "Take it out; else it is held from the public until 'panelpack release'."
    return Refused("H01", f"may be about somebody: {', '.join(found)}", remedy)


def unknown_measure(name: str, known: Collection[str]) -> Refused:
    """Return what is told of a row that names no measure of the plan, with the one it may mean."""
    if not name:
        return Refused("M01", "no measure", "Name one in every row; undo merged cells.")
    close = get_close_matches(name[:60], known, 1)
    hint = f"Did you mean {close[0]}?" if close else "Use a measure's id from params/priorities."
    return Refused("M01", "unknown measure", hint)


def unknown_area(name: str, known: Collection[str]) -> Refused:
    """Return what is told of an area that is no district or partnership of the force."""
    close = get_close_matches(name[:60], known, 1)
    hint = f"Did you mean {close[0]}?" if close else f"It has {', '.join(sorted(known))}."
    return Refused(
        "A04", "no area of the force", f"{hint} Leave it empty if it is the whole force."
    )


def plain(number: Decimal) -> str:
    """Write a number as a person types it: no exponent, no idle zeros.

    >>> plain(Decimal("81.300")), plain(Decimal(80))
    ('81.3', '80')
    """
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
