"""What a return is: who sent it, who cleared it, and its figures row by row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, PositiveInt, StringConstraints, field_validator

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

Sha256 = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")]


class Signed(Strict):
    """An act on a return: the day and the role of who did it."""

    on: Day
    """The day of the act."""
    by: str
    """The role of who did it."""


class Gap(Strict):
    """Why a figure is missing, what it waits for and until when (a day or a month)."""

    reason: str
    """Why there is no figure, as readers are told it."""
    awaits: str = ""
    """What or whom it waits for."""
    until: str = ""
    """When it should end: a day 2014-09-19 or a month 2014-09."""

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
    """The remark, as it is printed."""
    panels: tuple[str, ...] = ()
    """The panels that it stands with, by their code."""
    measures: tuple[str, ...] = ()
    """The measures that it is a footnote of."""


class ReturnFile(Strict):
    """What `return.yaml` says."""

    partner: str
    """The partner's key in the plan."""
    quarter: str
    """The quarter that the return is for."""
    version: PositiveInt | None = None
    """Its version, as its folder is named."""
    submitted: Signed
    """When the partner sent it, and in which role."""
    known: Day | None = None
    """The day from which it counts, where that is later than its submission: a pack of a day
    before had been issued already."""
    validated: Signed | None = None
    """When the office checked it with the partner."""
    received: str = ""
    """The moment at which it was taken in."""
    board: str
    """The board that must see it first."""
    sha256: Sha256 = ""
    """The hash of the values as they came."""
    reason: str = ""
    """Why a correction was sent."""
    gaps: dict[str, Gap] = Field(default_factory=dict)
    """Why a figure is missing, by measure."""
    comments: tuple[Comment, ...] = ()
    """The partner's remarks."""

    @field_validator("quarter")
    @classmethod
    def _is_quarter(cls, value: str) -> str:
        return str(Quarter.parse(value))

    @property
    def known_on(self) -> date:
        """The day from which packs know of it."""
        return self.known or self.submitted.on


class Clearance(Strict):
    """A board's word on exactly one version: from a day on it is cleared, or no longer.

    `values_sha256` and `return_sha256` are the hashes of what the board saw. `known` is the day
    from which it counts, where that is later: a pack of the board's day had been issued already.
    """

    board: str
    on: Day
    known: Day | None = None
    says: Literal["cleared", "withdrawn"]
    values_sha256: Sha256
    return_sha256: Sha256
    by: str = ""
    recorded: str = ""

    @property
    def known_on(self) -> date:
        """The day from which packs know of it."""
        return self.known or self.on


@dataclass(frozen=True, slots=True)
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
    """One version of one partner's return for one quarter, checked.

    `clearances` are the boards' words in the order in which they were recorded. A clearance of
    other bytes than these is not among them; a withdrawal always is. The hashes are those of the
    file of values and of `return.yaml` as they were read.
    """

    head: ReturnFile
    version: int
    path: str
    figures: tuple[Figure, ...]
    clearances: tuple[Clearance, ...] = ()
    values_sha256: str = ""
    return_sha256: str = ""

    @property
    def partner(self) -> str:
        """The partner's key in the plan."""
        return self.head.partner

    @property
    def quarter(self) -> Quarter:
        """The quarter that the return is for."""
        return Quarter.parse(self.head.quarter)

    def cleared_on(self, board: str, on: date) -> date | None:
        """Return the day from which a board's clearance holds on the day `on`.

        The last word of that board counts; None if it has said nothing by then or withdrew it.
        """
        said = [c for c in self.clearances if c.board == board and c.known_on <= on]
        # Of two words on one day the later recorded is the board's.
        last = max(enumerate(said), key=lambda c: (c[1].on, c[0]), default=(0, None))[1]
        return last.on if last is not None and last.says == "cleared" else None
