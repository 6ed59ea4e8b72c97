"""What a return is: who sent it, who cleared it, and its figures row by row."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pydantic import Field, field_validator

from panelpack.quarters import Period, Quarter
from panelpack.yamlfile import Day, Strict

Status = Literal[
    "supplied",
    "awaiting_board",
    "nationally_unavailable",
    "in_development",
    "small_numbers",
    "not_applicable",
]
STATUSES: tuple[str, ...] = Status.__args__


class Signed(Strict):
    """An act on a return: the day and the role of who did it."""

    on: Day
    by: str


class Gap(Strict):
    """Why a figure is missing, what it waits for and until when (a day or a month)."""

    reason: str
    awaits: str = ""
    until: str = ""

    @field_validator("until")
    @classmethod
    def _is_day_or_month(cls, value: str) -> str:
        if value and Period.parse(value).kind not in ("day", "month"):
            raise ValueError("write a day 2014-09-19 or a month 2014-09")
        return value

    @property
    def ends(self) -> Period | None:
        """When the gap should end, if that is known."""
        return Period.parse(self.until) if self.until else None


class Comment(Strict):
    """A remark printed with whole panels, or as a footnote of measures."""

    text: str
    panels: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()


class ReturnFile(Strict):
    """What `return.yaml` says."""

    partner: str
    quarter: str
    submitted: Signed
    board: str
    validated: Signed | None = None
    cleared_on: Day | None = None
    gaps: dict[str, Gap] = Field(default_factory=dict)
    comments: tuple[Comment, ...] = ()

    @field_validator("quarter")
    @classmethod
    def _is_quarter(cls, value: str) -> str:
        return str(Quarter.parse(value))


@dataclass(frozen=True)
class Figure:
    """One row of a return: a measure's value for an area and a period, or why there is none."""

    measure: str
    area: str
    period: Period
    value: Decimal | None
    numerator: Decimal | None
    base: Decimal | None
    status: Status
    note: str
    cell: str
    """Where it stands: `data/returns/…/values.csv, row 12`."""


@dataclass(frozen=True)
class Return:
    """One version of one partner's return for one quarter, checked."""

    head: ReturnFile
    version: int
    path: str
    figures: tuple[Figure, ...]

    @property
    def partner(self) -> str:
        """The partner's key in the plan."""
        return self.head.partner

    @property
    def quarter(self) -> Quarter:
        """The quarter that the return is for."""
        return Quarter.parse(self.head.quarter)


@dataclass(frozen=True)
class Problem:
    """One fault of a file: where it is, what is wrong, and how to mend it."""

    file: str
    cell: str
    value: str
    rule: str
    message: str
    remedy: str

    def __str__(self) -> str:
        found = f" ({self.value!r})" if self.value else ""
        return f"{self.file}, {self.cell}: {self.message}{found}. {self.remedy} [{self.rule}]"
