"""What a number in a worksheet means: its format makes it a date, a percentage or a number."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal

Format = Literal["number", "percent", "day", "month", "moment"]

# The formats that have a number instead of a code (ECMA-376 part 1, section 18.8.30).
_BUILT_IN: dict[int, Format] = {
    9: "percent", 10: "percent", 14: "day", 15: "day", 16: "day", 17: "month", 22: "moment",
    **dict.fromkeys(range(18, 22), "moment"), **dict.fromkeys(range(45, 48), "moment"),
    **dict.fromkeys(range(27, 32), "day"), **dict.fromkeys(range(50, 59), "day"),
}  # fmt: skip
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')

# Serial numbers below it are of a February that never was; as times they last up to two months.
_FIRST_DAY = 61
# Spreadsheets hold fifteen digits; what a file shows beyond is the tail of a binary fraction.
_DIGITS = ".15g"


def format_of(number: int, code: str) -> Format:
    """Return what a number format shows: `number` for its built-in id, `code` for its own text.

    >>> format_of(0, "0.0%"), format_of(17, ""), format_of(0, "dd/mm/yy"), format_of(0, "mmm yy")
    ('percent', 'month', 'day', 'month')
    """
    if not code:
        return _BUILT_IN.get(number, "number")
    bare = _QUOTED.sub("", code.lower()).split(";")[0]
    if "y" in bare or ("d" in bare and "m" in bare):
        return "day" if "d" in bare else "month"
    if "h" in bare or "s" in bare.replace("general", ""):
        return "moment"
    return "percent" if "%" in bare else "number"


def written(raw: str, shows: Format, from_1904: bool) -> str:
    """Return a stored number as a person would type it: `81.3`, `81.3%`, `2014-04` or a day.

    >>> written("81.299999999999997", "number", False), written("0.813", "percent", False)
    ('81.3', '81.3%')
    >>> written("41730", "month", False), written("41730", "day", False)
    ('2014-04', '2014-04-01')
    >>> written("0.00625", "moment", False)
    '0:09:00'
    """
    try:
        value = float(raw)
        number = Decimal(format(value, _DIGITS))
    except (ValueError, InvalidOperation):
        return raw
    if not number.is_finite():
        return raw
    if shows in ("day", "month", "moment"):
        return _moment(value, shows, from_1904) or _time(value, shows) or raw
    plain = number * 100 if shows == "percent" else number
    return _plain(plain) + ("%" if shows == "percent" else "")


def _plain(number: Decimal) -> str:
    """Write a number without exponent or idle zeros; a very large one as it is."""
    if number.adjusted() > 20 or number.adjusted() < -20:
        return str(number)
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moment(serial: float, shows: Format, from_1904: bool) -> str:
    """Return the day of a serial number; empty for a time of day or what is no day."""
    first = date(1904, 1, 1) if from_1904 else date(1899, 12, 30)
    if shows == "moment" or not _FIRST_DAY <= serial < 2_900_000 or serial != int(serial):
        return ""
    day = first + timedelta(days=int(serial))
    return f"{day:%Y-%m}" if shows == "month" else day.isoformat()


def _time(serial: float, shows: Format) -> str:
    """Return a time of day, or how long something took; empty for a date or a plain number."""
    if shows != "moment" or not 0 <= serial < _FIRST_DAY:
        return ""
    minutes, seconds = divmod(round(serial * 24 * 60 * 60), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
