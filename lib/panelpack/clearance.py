"""What an audience may see on a date.

A figure is public from the day on which the board of its measure cleared exactly that version of
the return, until it withdraws its word. Days are those of London.

Clearance stands before any sum, chart, sort or word: what it returns for the public holds no
value, note or comment of a return that its board has not cleared, so nothing that draws a
public figure can leak one. Unknown means withheld.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from panelpack.plan import Plan
from panelpack.quarters import Period
from panelpack.returns import Comment, Figure, Gap, Return, london_day

Audience = Literal["public", "internal"]
AUDIENCES: tuple[str, ...] = Audience.__args__


@dataclass(frozen=True)
class Entry:
    """One figure as an audience may see it, with where it comes from.

    `status` is a return's status or `awaiting_clearance`; anything but `supplied` has no value.
    `board` is the one that must clear the measure.
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


def entries(
    returns: list[Return], audience: Audience, on: date | datetime, plan: Plan
) -> list[Entry]:
    """Return every figure of the returns, without its value where `audience` may not see it.

    `on` is a day or a moment, which must say its time zone.
    """
    day = london_day(on)
    return [
        _entry(figure, sent, audience, day, plan) for sent in returns for figure in sent.figures
    ]


def comments(
    returns: list[Return], quarter: str, audience: Audience, on: date | datetime, plan: Plan
) -> tuple[Comment, ...]:
    """Return the remarks of a quarter's returns that `audience` may read.

    The public may read one when the boards of all measures that it names, or the partner's board
    if it names none, have cleared the return.
    """
    day = london_day(on)
    return tuple(
        comment
        for sent in returns
        if sent.head.quarter == quarter
        for comment in sent.head.comments
        if audience == "internal" or _all_cleared(_boards(comment, sent, plan), sent, day)
    )


def _boards(comment: Comment, sent: Return, plan: Plan) -> set[str]:
    measures = [plan.measures[m] for m in comment.measures]
    boards = {plan.board_of(m) for m in measures if m.partner is not None}
    return boards or {plan.settings.partners[sent.partner].board}


def _all_cleared(boards: set[str], sent: Return, on: date) -> bool:
    return all(sent.cleared_on(board, on) is not None for board in boards)


def _entry(figure: Figure, sent: Return, audience: Audience, on: date, plan: Plan) -> Entry:
    partner = plan.settings.partners[sent.partner].name
    board = plan.board_of(plan.measures[figure.measure])
    cleared_on = sent.cleared_on(board, on)
    visible = audience == "internal" or cleared_on is not None
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
        board=board,
        cleared_on=cleared_on,
    )
