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
    returns: list[Return], quarter: str, audience: Audience, on: date, plan: Plan
) -> tuple[Comment, ...]:
    """Return the remarks of a quarter's returns that `audience` may read.

    The public may read one when the boards of all measures that it names, or the partner's board
    if it names none, have cleared the return.
    """
    return tuple(
        comment
        for sent in returns
        if sent.head.quarter == quarter
        for comment in sent.head.comments
        if audience == "internal" or _cleared_by(_boards(comment, sent, plan), sent, on)
    )


def _may_see(figure: Figure, sent: Return, audience: Audience, on: date, plan: Plan) -> bool:
    if audience == "internal":
        return True
    return _cleared_by({plan.board_of(plan.measures[figure.measure])}, sent, on)


def _boards(comment: Comment, sent: Return, plan: Plan) -> set[str]:
    measures = [plan.measures[m] for m in comment.measures]
    boards = {plan.board_of(m) for m in measures if m.partner is not None}
    return boards or {plan.settings.partners[sent.partner].board}


def _cleared_by(boards: set[str], sent: Return, on: date) -> bool:
    cleared_on = sent.head.cleared_on
    return boards == {sent.head.board} and cleared_on is not None and cleared_on <= on


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
