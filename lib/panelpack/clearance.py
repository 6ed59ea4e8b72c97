"""What an audience may see on a date.

A figure is public from the day on which the board of its measure cleared exactly that version of
the return, until it withdraws its word. Days are those of London.

Clearance stands before any sum, chart, sort or word: what it returns for the public follows from
the plan alone where a board has not cleared a return, not from what the return holds. Which
areas and periods it has, whether it gives a figure at all and which version it is are withheld
as the figures are, so nothing that draws a public figure can leak one. Unknown means withheld.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from panelpack import releases
from panelpack.plan import Measure, Plan
from panelpack.quarters import Period, Quarter
from panelpack.returns import Comment, Figure, Gap, Return, london_day

Audience = Literal["public", "internal"]
AUDIENCES: tuple[str, ...] = Audience.__args__

Key = tuple[str, str, str]
"""Which figure one is: its measure, area and period."""


@dataclass(frozen=True)
class Entry:
    """One figure as an audience may see it, with where it comes from.

    `status` is a return's status, `awaiting_clearance`, or `awaiting_release` for words that may
    be about somebody; anything but `supplied` has no value.
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

    @property
    def key(self) -> Key:
        """Which figure it is."""
        return self.measure, self.area, self.period.text


def entries(
    returns: list[Return], audience: Audience, on: date | datetime, plan: Plan
) -> list[Entry]:
    """Return the figures of the returns that `audience` may see.

    Before them stands, for every other measure of a return's partner, an entry without a figure
    for each period of the return's quarter, whatever the return holds. `on` is a day or a
    moment, which must say its time zone.
    """
    day = london_day(on)
    free = releases.released(plan.folder, day)
    awaiting: list[Entry] = []
    shown: list[Entry] = []
    for sent in returns:
        own = [m for m in plan.measures.values() if m.partner == sent.partner]
        seen = {m.id for m in own if _may_see(audience, {plan.board_of(m)}, sent, day)}
        awaiting += [e for m in own if m.id not in seen for e in _awaiting(m, sent, plan)]
        shown += [_shown(f, sent, day, plan) for f in sent.figures if f.measure in seen]
    if audience == "internal":
        return shown
    checked = (_checked(entry, plan, free) for entry in shown)
    return awaiting + [entry for entry in checked if not releases.is_held(entry.area, free)]


def comments(
    returns: list[Return], quarter: str, audience: Audience, on: date | datetime, plan: Plan
) -> tuple[Comment, ...]:
    """Return the remarks of a quarter's returns that `audience` may read.

    The public may read one when the boards of all measures that it names have cleared the
    return; of one that names none, the partner's board and those of its panels' measures. One
    that may be about somebody waits for its release besides.
    """
    day = london_day(on)
    free = releases.released(plan.folder, day)
    return tuple(
        comment
        for sent in returns
        if sent.head.quarter == quarter
        for comment in sent.head.comments
        if _may_see(audience, _boards(comment, sent, plan), sent, day)
        if audience == "internal" or not releases.is_held(comment.text, free)
    )


def held(returns: list[Return], on: date | datetime, plan: Plan) -> list[releases.Passage]:
    """Return the texts that boards have cleared and the public waits for all the same."""
    day = london_day(on)
    free = releases.released(plan.folder, day)
    texts = (p for sent in returns for p in releases.of_return(_cleared(sent, day, plan)))
    return [passage for passage in texts if releases.is_held(passage.text, free)]


def _cleared(sent: Return, on: date, plan: Plan) -> Return:
    """Return what of a return its boards have cleared."""

    def seen(measure: str) -> bool:
        return _may_see("public", {plan.board_of(plan.measures[measure])}, sent, on)

    remarks = (
        c for c in sent.head.comments if _may_see("public", _boards(c, sent, plan), sent, on)
    )
    shown = {
        "comments": tuple(remarks),
        "gaps": {name: gap for name, gap in sent.head.gaps.items() if seen(name)},
    }
    figures = tuple(f for f in sent.figures if seen(f.measure))
    return replace(sent, head=sent.head.model_copy(update=shown), figures=figures)


def _boards(comment: Comment, sent: Return, plan: Plan) -> set[str]:
    """Return the boards of what a remark is about: its measures, and the rows of its panels."""
    panels = (panel for priority in plan.priorities.values() for panel in priority.panels)
    rows = [row for panel in panels if panel.code in comment.panels for row in panel.rows]
    own = [m for row in rows if (m := plan.measures[row]).partner == sent.partner]
    named = [m for i in comment.measures if (m := plan.measures[i]).partner is not None]
    boards = {plan.board_of(m) for m in (*named, *own)}
    return boards if named else boards | {plan.settings.partners[sent.partner].board}


def _may_see(audience: Audience, boards: set[str], sent: Return, on: date) -> bool:
    """Say whether an audience may see what these boards see first: the one filter of all."""
    return audience == "internal" or all(sent.cleared_on(b, on) is not None for b in boards)


def _shown(figure: Figure, sent: Return, on: date, plan: Plan) -> Entry:
    partner = plan.settings.partners[sent.partner].name
    board = plan.board_of(plan.measures[figure.measure])
    return Entry(
        measure=figure.measure,
        area=figure.area,
        period=figure.period,
        value=figure.value,
        numerator=figure.numerator,
        base=figure.base,
        status=figure.status,
        note=figure.note,
        gap=sent.head.gaps.get(figure.measure),
        source=f"{partner}, return for {sent.quarter.label}, version {sent.version}",
        board=board,
        cleared_on=sent.cleared_on(board, on),
    )


def _checked(entry: Entry, plan: Plan, free: frozenset[str]) -> Entry:
    """Return an entry without words that may be about somebody and were not released."""
    gap = entry.gap
    if gap and (releases.is_held(gap.reason, free) or releases.is_held(gap.awaits, free)):
        entry = replace(entry, gap=gap.model_copy(update={"reason": "", "awaits": ""}))
    if not releases.is_held(entry.note, free):
        return entry
    is_told = plan.measures[entry.measure].kind == "text" and entry.status == "supplied"
    return replace(entry, note="", status="awaiting_release" if is_told else entry.status)


def _awaiting(measure: Measure, sent: Return, plan: Plan) -> Iterator[Entry]:
    """Yield what the public sees of a measure whose board has not cleared a return."""
    for period in _periods(measure, sent.quarter):
        yield Entry(
            measure=measure.id,
            area="",
            period=period,
            value=None,
            numerator=None,
            base=None,
            status="awaiting_clearance",
            note="",
            gap=None,
            source=f"{plan.settings.partners[sent.partner].name}, return for {sent.quarter.label}",
            board=plan.board_of(measure),
            cleared_on=None,
        )


def _periods(measure: Measure, quarter: Quarter) -> list[Period]:
    """Return what a return for a quarter reports of a measure: its months, itself, or the year."""
    if measure.cadence == "month":
        return [Period.parse(month) for month in quarter.months]
    if measure.cadence == "year":
        year = quarter.year if quarter.number == 4 else quarter.year - 1
        return [Period.parse(f"{year}-{(year + 1) % 100:02}", yearly=True)]
    return [Period.parse(str(quarter))]
