"""How far a return and open data agree, where both count the same thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from panelpack import shorthand, tables, wording
from panelpack.document import Group, Heading, Prose, Table, text
from panelpack.errors import DataError
from panelpack.reported import in_sentence
from panelpack.section.pictures import Pictures

PERCENT = Decimal(100)


class Agreement(Pictures):
    """What a section says of two independent counts."""

    def agreement(self, measure: str) -> Group:
        """Show an open-data count beside the partner's own count (or counts) of the same thing."""
        other = self.reported(measure)
        own = [self.reported(m) for m in other.measure.beside]
        if not own:
            raise DataError(
                f"section {self.id}: {measure} has no 'beside' in the plan, so there is no count "
                "of a partner to compare it with. Name one there."
            )
        now = _Pair(own[0].period, _sum(r.value for r in own), other.value)
        before = _Pair(own[0].period_before, _sum(r.before for r in own), other.before)
        rows = (
            now.row(any(r.revised for r in own), bool(other.revised)),
            before.row(any(r.revised_before for r in own), bool(other.revised_before)),
        )
        name = " and ".join(
            wording.lower_first(n) if i else n for i, n in enumerate(r.measure.name for r in own)
        )
        table = Table(
            f"{name}: the return beside {wording.lower_first(other.measure.title)}",
            (
                tables.text("Period"),
                tables.numbers("Return"),
                tables.numbers("Open data"),
                tables.numbers("Difference"),
            ),
            rows,
            tuple(tables.shorthand_notes(rows)),
        )
        source = f"Open data: {other.measure.definition}"
        heading = Heading(f"How far the figures agree: {wording.lower_first(other.measure.name)}")
        said = _agreement_said(now, before)
        return Group((heading, Prose((text(said), text(source))), table))


@dataclass(frozen=True)
class _Pair:
    """The same count from a return and from open data; None where there is none."""

    period: str
    own: Decimal | None
    other: Decimal | None

    def row(self, own_revised: bool, other_revised: bool) -> tuple[str, ...]:
        """Return the pair as a row of the table, revised figures marked."""
        own = wording.marked(_known(self.own), own_revised)
        other = wording.marked(_known(self.other), other_revised)
        return self.period, own, other, _gap(self.own, self.other)

    @property
    def is_known(self) -> bool:
        return self.own is not None and self.other is not None

    @property
    def is_equal(self) -> bool:
        return self.is_known and self.own == self.other


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    found = list(values)
    return None if any(v is None for v in found) else sum(found, Decimal(0))


def _known(value: Decimal | None) -> str:
    return shorthand.NOT_AVAILABLE if value is None else wording.number(value)


def _gap(own: Decimal | None, other: Decimal | None) -> str:
    return shorthand.NOT_AVAILABLE if own is None or other is None else wording.signed(other - own)


def _agreement_said(now: _Pair, before: _Pair) -> str:
    when, when_before = in_sentence(now.period), in_sentence(before.period)
    if not now.is_known:
        none = now.own is None and now.other is None
        missing = "Both figures are" if none else "One of the two figures is"
        return f"{missing} missing for {when}, so they can't be compared."
    said = f"{_difference_said(now)}."
    if before.is_equal and now.is_equal:
        said = f"Both count {_known(now.own)} in {when}"
        return f"{said} and {_known(before.own)} in {when_before}: they agree exactly."
    return f"{said} They agree exactly for {when_before}." if before.is_equal else said


def _difference_said(pair: _Pair) -> str:
    if pair.is_equal:
        return f"Both count {_known(pair.own)} in {in_sentence(pair.period)}: they agree exactly"
    difference = pair.other - pair.own
    side = "more" if difference > 0 else "fewer"
    share = f", or {wording.number(abs(difference) * PERCENT / pair.own, 1)}%" if pair.own else ""
    return (
        f"The return counts {_known(pair.own)} in {in_sentence(pair.period)}, open data "
        f"{_known(pair.other)}: {wording.number(abs(difference))} {side}{share}"
    )
