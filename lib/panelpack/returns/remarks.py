"""What in a table refuses nothing but is worth asking the partner about."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal

from panelpack.plan import Measure
from panelpack.quarters import Period
from panelpack.returns import cells
from panelpack.returns.problems import Refused

# Looking for people takes a while; what is not looked at here is when it is published.
_MOST_READ = 5_000

Tell = Callable[[int, str, str, Refused], None]
"""Called with the row, the column, what stands in the cell, and the remark."""


@dataclass
class _Rates:
    """The rates of one measure: the first that may be a share, how many may be, all others."""

    row: int = 0
    first: Decimal = Decimal(0)
    small: int = 0
    least: Decimal | None = None
    most: Decimal | None = None


class Remarks:
    """The remarks on one table, each told once; `areas` are those that the force is made of."""

    def __init__(self, areas: Collection[str], tell: Tell):
        self._areas, self._tell = areas, tell
        self._read: set[str] = set()
        self._remarked: set[str] = set()
        self._rates: dict[str, _Rates] = {}

    def of_words(self, row: int, column: str, text: str) -> None:
        """Remark on words that may be about somebody, and on an area that nobody knows."""
        if text not in self._read and len(self._read) < _MOST_READ:
            self._read.add(text)
            if remark := cells.about_somebody(text):
                self._tell(row, column, text, remark)
            if column == "area" and self._areas and text not in self._areas:
                self._tell(row, column, text, cells.unknown_area(text, self._areas))

    def of_figure(
        self,
        row: int,
        measure: Measure,
        period: Period,
        value: Decimal | None,
        base: Decimal | None,
    ) -> None:
        """Remark on a figure without its base, or of another period than the measure's."""
        if measure.id in self._remarked:
            return
        if measure.kind in _BASES and value is not None and base is None:
            remark = Refused("A01", f"{measure.id} has no base", _BASES[measure.kind])
            self._of_measure(row, "base", measure, remark)
        if period.kind == "month" and measure.cadence != "month":
            message = f"{measure.id} has a month, though it is counted by {measure.cadence}"
            remedy = f"Give the figure of the {measure.cadence} too."
            self._of_measure(row, "period", measure, Refused("A02", message, remedy))

    def _of_measure(self, row: int, column: str, measure: Measure, remark: Refused) -> None:
        self._remarked.add(measure.id)
        self._tell(row, column, "", remark)

    def of_rate(self, row: int, measure: Measure, value: Decimal, base: Decimal | None) -> None:
        """Keep a rate in mind; one of at most 1% that no base bears out may be a share."""
        kept = self._rates.setdefault(measure.id, _Rates())
        if base is None and 0 < value <= 1:
            kept.small += 1
            if kept.small == 1:
                kept.row, kept.first = row, value
        elif value:
            kept.least = min(value, kept.least or value)
            kept.most = max(value, kept.most or value)

    def at_the_end(self) -> None:
        """Remark on rates that may have been sent as shares, once all rows are known."""
        for measure, kept in self._rates.items():
            if kept.small:
                self._tell(kept.row, "value", str(kept.first), _share(measure, kept))


_BASES = {
    "survey": "Give how many were asked: without it no interval can be told.",
    "average": "Give how many it is the average of: one of few may tell of single people.",
}


def _share(measure: str, kept: _Rates) -> Refused:
    """Return the remark on a rate that may be a share, beside the other rates of the table."""
    more = f", and so {'is' if kept.small == 2 else 'are'} {kept.small - 1} more of its figures"
    told = f"{measure} is at most 1%{more if kept.small > 1 else ''}"
    if kept.most is not None:
        told += f", while others here are {kept.least:f}% to {kept.most:f}%"
    remedy = f"If it is a share, write {cells.plain(100 * kept.first)}: a rate is in per cent."
    return Refused("A05", told, remedy)
