"""Financial quarters and the periods a figure can cover.

A financial year runs from April to March, so Quarter 1 of 2014/15 is April to June 2014.
Everything here is calendar arithmetic on `datetime.date`; nothing reads a clock.
"""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_QUARTER = re.compile(r"(\d{4})-(\d{2})-q([1-4])")
_PERIODS = {
    "month": re.compile(r"(\d{4})-(0[1-9]|1[0-2])"),
    "year": re.compile(r"(\d{4})-(\d{2})"),
    "rolling": re.compile(r"r12-(\d{4})-(0[1-9]|1[0-2])"),
}


@dataclass(frozen=True, order=True)
class Quarter:
    """One quarter of a financial year.

    >>> q = Quarter.parse("2014-15-q1")
    >>> q.start, q.end
    (datetime.date(2014, 4, 1), datetime.date(2014, 6, 30))
    >>> q.label, str(q.same_quarter_last_year)
    ('Quarter 1 2014/15', '2013-14-q1')
    """

    year: int
    """Calendar year in which the financial year starts."""
    number: int
    """1 (April to June) to 4 (January to March)."""

    def __post_init__(self):
        if self.number not in (1, 2, 3, 4):
            raise ValueError(f"a quarter is numbered 1 to 4, not {self.number}")

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read `2014-15-q1`; raise ValueError saying what is wrong otherwise."""
        match = _QUARTER.fullmatch(text)
        if not match:
            raise ValueError(f"{text!r} is not a quarter; write it like 2014-15-q1")
        _check_years(text, match[1], match[2])
        return cls(int(match[1]), int(match[3]))

    @classmethod
    def containing(cls, day: date) -> Quarter:
        """Return the quarter that `day` lies in."""
        month = (day.month - 4) % 12
        return cls(day.year - (day.month < 4), month // 3 + 1)

    def __str__(self) -> str:
        return f"{self.year}-{(self.year + 1) % 100:02}-q{self.number}"

    def shift(self, quarters: int) -> Quarter:
        """Return the quarter that many quarters later (earlier if negative)."""
        years, number = divmod(self.year * 4 + self.number - 1 + quarters, 4)
        return Quarter(years, number + 1)

    @property
    def start(self) -> date:
        """First day."""
        return date(self.year + (self.number == 4), (4, 7, 10, 1)[self.number - 1], 1)

    @property
    def end(self) -> date:
        """Last day."""
        return self.shift(1).start - timedelta(days=1)

    @property
    def months(self) -> tuple[str, str, str]:
        """The three months as `2014-04`."""
        first = self.start
        return tuple(f"{first.year}-{first.month + i:02}" for i in range(3))

    @property
    def same_quarter_last_year(self) -> Quarter:
        """The quarter that year-on-year comparisons use."""
        return self.shift(-4)

    @property
    def year_to_date(self) -> tuple[Quarter, ...]:
        """Quarter 1 up to and with this one."""
        return tuple(Quarter(self.year, n) for n in range(1, self.number + 1))

    @property
    def baseline_end(self) -> date:
        """Last day of the financial year before: the report's "end of 2013/14"."""
        return date(self.year, 3, 31)

    @property
    def financial_year(self) -> str:
        """The year as it is said: `2014/15`."""
        return f"{self.year}/{(self.year + 1) % 100:02}"

    @property
    def label(self) -> str:
        """The quarter as it is said: `Quarter 1 2014/15`."""
        return f"Quarter {self.number} {self.financial_year}"

    @property
    def period_covered(self) -> str:
        """The dashboard's words for the year to date: `3 months to June 2014`."""
        return f"{self.number * 3} months to {month_label(self.end)}"


@dataclass(frozen=True, order=True)
class Period:
    """What one figure covers: `kind` is month, quarter, year, rolling (12 months) or day."""

    end: date
    start: date
    kind: str
    text: str

    @classmethod
    def parse(cls, text: str, yearly: bool = False) -> Period:
        """Read a period as returns write it; raise ValueError otherwise.

        `2011-12` is December 2011 as well as the financial year 2011/12. It is read as the
        month unless `yearly` says that the measure is collected once a year.

        >>> Period.parse("r12-2014-06").start
        datetime.date(2013, 7, 1)
        >>> Period.parse("2013-14").label
        '2013/14'
        """
        if _QUARTER.fullmatch(text):
            quarter = Quarter.parse(text)
            return cls(quarter.end, quarter.start, "quarter", text)
        order = ("year", "month", "rolling") if yearly else ("month", "year", "rolling")
        for kind in order:
            if match := _PERIODS[kind].fullmatch(text):
                return _PARSERS[kind](text, match)
        return cls._parse_day(text)

    @classmethod
    def _parse_day(cls, text: str) -> Period:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise ValueError(
                f"{text!r} is not a period; write a month 2014-04, a quarter 2014-15-q1, "
                "a year 2013-14, twelve months r12-2014-06 or a day 2014-03-31"
            ) from None
        return cls(day, day, "day", text)

    @property
    def label(self) -> str:
        """The period as it is said in a report."""
        return {
            "quarter": lambda: Quarter.parse(self.text).label,
            "month": lambda: month_label(self.end),
            "year": lambda: self.text.replace("-", "/"),
            "rolling": lambda: f"12 months to {month_label(self.end)}",
            "day": lambda: day_label(self.end),
        }[self.kind]()

    @property
    def preposition(self) -> str:
        """What stands before it in a sentence: a figure is at a day, and in all else."""
        return "at" if self.kind == "day" else "in"


def month_label(day: date) -> str:
    """Say the month of a day: `June 2014`."""
    return f"{month_name[day.month]} {day.year}"


def parse_day(text: str) -> date:
    """Read a day `2014-09-29`; raise ValueError saying what is wrong otherwise."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no day; write it like 2014-09-29") from None


def day_label(day: date) -> str:
    """Say a day: `29 September 2014`."""
    return f"{day.day} {month_label(day)}"


def _check_years(text: str, first: str, second: str) -> None:
    if (int(first) + 1) % 100 != int(second):
        raise ValueError(f"{text!r}: {second} does not follow {first}")


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _parse_month(text: str, match: re.Match) -> Period:
    year, month = int(match[1]), int(match[2])
    return Period(_month_end(year, month), date(year, month, 1), "month", text)


def _parse_year(text: str, match: re.Match) -> Period:
    _check_years(text, match[1], match[2])
    return Period(date(int(match[1]) + 1, 3, 31), date(int(match[1]), 4, 1), "year", text)


def _parse_rolling(text: str, match: re.Match) -> Period:
    end = _month_end(int(match[1]), int(match[2]))
    start = date(end.year - (end.month < 12), end.month % 12 + 1, 1)
    return Period(end, start, "rolling", text)


_PARSERS = {"month": _parse_month, "year": _parse_year, "rolling": _parse_rolling}
