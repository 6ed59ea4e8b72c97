"""What an audience may see on a date.

Clearance stands before any sum, chart, sort or word: what it returns for the public holds no
value, note or comment of a return that its board has not cleared, so nothing that draws a
public figure can leak one. Unknown means withheld.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from panelpack.plan import Plan
from panelpack.quarters import Period
from panelpack.returns import Comment, Figure, Gap, Return

Audience = Literal["public", "internal"]
AUDIENCES: tuple[str, ...] = Audience.__args__


@dataclass(frozen=True)
class Entry:
    """One figure as an audience may see it, with where it comes from.

    `status` is a return's status or `awaiting_clearance`; anything but `supplied` has no value.
    """

    measure: str
    area: str
    period: Period
    value: Decimal | None
    numerator: Decimal | None
    base: Decimal | None
    status: str
    note: str
    gap: Gap | None
    source: str
    board: str
    cleared_on: date | None


def entries(returns: list[Return], audience: Audience, on: date, plan: Plan) -> list[Entry]:
    """Return every figure of the returns, without its value where `audience` may not see it."""
    return [
        _entry(figure, sent, _may_see(figure, sent, audience, on, plan), plan)
        for sent in returns
        for figure in sent.figures
    ]


def comments(
    returns: list[Return], quarter: str, audience: Audience, on: date
) -> tuple[Comment, ...]:
    """Return the remarks of a quarter's returns that `audience` may read."""
    return tuple(
        comment
        for sent in returns
        if sent.head.quarter == quarter
        and (audience == "internal" or _cleared(sent.head.cleared_on, on))
        for comment in sent.head.comments
    )


def _may_see(figure: Figure, sent: Return, audience: Audience, on: date, plan: Plan) -> bool:
    if audience == "internal":
        return True
    board = plan.board_of(plan.measures[figure.measure])
    return sent.head.board == board and _cleared(sent.head.cleared_on, on)


def _cleared(cleared_on: date | None, on: date) -> bool:
    return cleared_on is not None and cleared_on <= on


def _entry(figure: Figure, sent: Return, visible: bool, plan: Plan) -> Entry:
    partner = plan.settings.partners[sent.partner].name
    return Entry(
        measure=figure.measure,
        area=figure.area,
        period=figure.period,
        value=figure.value if visible else None,
        numerator=figure.numerator if visible else None,
        base=figure.base if visible else None,
        status=figure.status if visible else "awaiting_clearance",
        note=figure.note if visible else "",
        gap=sent.head.gaps.get(figure.measure) if visible else None,
        source=f"{partner}, return for {sent.quarter.label}, version {sent.version}",
        board=sent.head.board,
        cleared_on=sent.head.cleared_on if visible else None,
    )
