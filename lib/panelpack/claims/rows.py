"""A row of a table in a report: its figures in order of time, its change, its limits and class."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from panelpack.claims.cells import NOT_AVAILABLE, Number, number
from panelpack.claims.periods import in_order, period, years

_BEFORE = re.compile(
    r"\bl\.? ?ytd|\blast|\bprev|\bprior|\bbefore|\bbaseline|\byear ago|\bpast\b", re.I
)
_CHANGE = re.compile(r"^\W*%\W*$|\bvar|\bchange|\bdifference|\btrend|\+/-", re.IGNORECASE)
_SCALES = (
    (re.compile(r"£\s?(?:k\b|'?0{3}|thousand)|£[\d,.]+\s?k\b", re.I), Decimal("0.001")),
    (re.compile(r"£\s?(?:m\b|million)|£[\d,.]+\s?m\b", re.I), Decimal(1)),
    (re.compile(r"£\s?(?:bn|billion)|£[\d,.]+\s?bn\b", re.I), Decimal(1000)),
    (re.compile(r"£"), Decimal("0.000001")),
)
_LIMITS = re.compile(
    r"\blimits?\b|\bexpected\b|\brange\b|\blower\b|\bupper\b|\blcl\b|\bucl\b", re.I
)
_WHOLE = re.compile(
    r"\W*(?:(?:whole|this) )?(?:quarter|q[1-4]|year|total|ytd|year to date|average|overall)\W*",
    re.I,
)
_AIMED = re.compile(r"\btarget|\bgoal\b", re.IGNORECASE)
_IN_YEAR = re.compile(r"(?<!than )\bin ((?:19|20)\d\d(?:[/-]\d\d)?)")
_CLASSED = re.compile(r"assess|\brag\b|\brating|\bstatus\b|\bp[ -]?value|\btest\b|variation", re.I)
_BESIDE = re.compile(
    rf"{_CHANGE.pattern}|{_LIMITS.pattern}|{_CLASSED.pattern}|target|\bbase\b|^\W*n\b|\brank"
    r"|\bsample|\b(?:people|number|victims) asked|\bresponses?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Row:
    """A row of a table: its label, and its cells under their heads."""

    line: int
    label: str
    heads: tuple[str, ...]
    cells: tuple[str, ...]

    @cached_property
    def numbers(self) -> dict[int, Number]:
        """The cells that are numbers, by their place."""
        found = {place: number(cell) for place, cell in enumerate(self.cells)}
        percents = [p for p in found if _CHANGE.search(self.head(p)) and "%" in self.head(p)]
        return {
            place: replace(n, unit="%") if place in percents else n
            for place, n in found.items()
            if n is not None
        }

    def head(self, place: int) -> str:
        """Return the head of a cell's column."""
        return self.heads[place] if place < len(self.heads) else ""

    @cached_property
    def is_missing(self) -> bool:
        """Whether the row says that there is no figure."""
        filled = [
            cell
            for place, cell in enumerate(self.cells)
            if cell.strip() and not _AIMED.search(self.head(place))
        ]
        return bool(filled) and all(NOT_AVAILABLE.fullmatch(cell.strip()) for cell in filled)

    @cached_property
    def change(self) -> Number | None:
        """The printed change in per cent."""
        for place, found in self.numbers.items():
            if _CHANGE.search(self.head(place)) and "%" in (found.unit or self.head(place)):
                return found
        labelled = [n for n in self.numbers.values() if n.unit == "%"]
        return labelled[0] if labelled and re.search(r"\bchange\b", self.label, re.I) else None

    @cached_property
    def difference(self) -> Number | None:
        """The printed change in numbers or points."""
        found = (n for p, n in self.numbers.items() if _CHANGE.search(self.head(p)))
        return next((n for n in found if n is not self.change), None)

    @cached_property
    def dated(self) -> tuple[tuple[str, Number], ...]:
        """The figures from the oldest to the newest with their heads: no limits, classes, changes,
        targets."""
        kept = [
            (self.head(p), n)
            for p, n in self.numbers.items()
            if n is not self.change and not _BESIDE.search(self.head(p))
        ]
        named = [k for k in kept if period(k[0])]
        kept = named if len(named) > 1 else kept
        return tuple(kept if len(kept) < 2 else _in_order(kept))

    @cached_property
    def series(self) -> tuple[Number, ...]:
        """The figures from the oldest to the newest."""
        return tuple(found for _, found in self.dated)

    def then(self, text: str) -> Number | None:
        """Return the earlier figure of the one year that a text names; None without one."""
        named = set(years(text))
        found = [n for head, n in self.dated[:-1] if named & set(years(head))]
        return found[0] if len(found) == 1 else None

    def until(self, text: str) -> Row:
        """Return the row as it stood in the earlier year that a text tells of, else itself."""
        match = _IN_YEAR.search(text)
        named = set(years(match[1])) if match else set()
        heads = [head for head, _ in self.dated]
        ends = [n for n, head in enumerate(heads) if named & set(years(head))]
        if not ends or ends[-1] in (0, len(heads) - 1):
            return self
        kept = self.dated[: ends[-1] + 1]
        return Row(self.line, self.label, tuple(h for h, _ in kept), tuple(n.text for _, n in kept))

    def money(self, place: int) -> Decimal | None:
        """Return a cell in millions of pounds, as its own sign or its head says."""
        found = self.numbers.get(place)
        for text in (found.text, self.head(place)) if found else ():
            for scale, size in _SCALES:
                if scale.search(text) and not (text is found.text and scale.pattern == "£"):
                    return found.value * size
        is_bare = found is not None and found.unit == "£"
        return found.value * _SCALES[-1][1] if is_bare else None

    @cached_property
    def now(self) -> Number | None:
        """The newest figure."""
        return self.series[-1] if self.series else None

    @cached_property
    def whole(self) -> Number | None:
        """The figure of the whole quarter or year, in a row that also has those of its months."""
        found = [n for p, n in self.numbers.items() if _WHOLE.fullmatch(self.head(p))]
        return found[0] if found and len(self.dated) > 1 else None

    @cached_property
    def before(self) -> Number | None:
        """The figure that the newest is compared with."""
        return self.series[-2] if len(self.series) > 1 else None

    @cached_property
    def moved(self) -> int | None:
        """1 for a rise, −1 for a fall, 0 for neither; None where nothing tells."""
        if self.change is not None:
            difference = self.change.value
        elif self.difference is not None:
            difference = self.difference.value
        elif self.before is not None and self.now.unit == self.before.unit:
            difference = self.now.value - self.before.value
        else:
            return None
        return (difference > 0) - (difference < 0)

    @cached_property
    def percent(self) -> Decimal | None:
        """The change in per cent, printed or worked out."""
        if self.change is not None:
            return self.change.value
        if self.before is None or not self.before.value:
            return None
        return 100 * (self.now.value - self.before.value) / self.before.value

    @cached_property
    def limits(self) -> tuple[Decimal, Decimal] | None:
        """The range that the figure is expected in."""
        found = [n.value for p, n in self.numbers.items() if _LIMITS.search(self.head(p))]
        for place, cell in enumerate(self.cells):
            ends = re.findall(r"[\d,.]*\d", cell) if _LIMITS.search(self.head(place)) else []
            if len(ends) == 2:
                found = [Decimal(end.replace(",", "")) for end in ends]
        return (min(found), max(found)) if len(found) >= 2 else None

    @cached_property
    def classed(self) -> str:
        """What a column of assessments or tests says."""
        said = [c for p, c in enumerate(self.cells) if c.strip() and _CLASSED.search(self.head(p))]
        return "; ".join(said)

    @property
    def shown(self) -> str:
        """The row in one line, as evidence."""
        cells = [
            f"{self.head(place)} {cell}".strip() for place, cell in enumerate(self.cells) if cell
        ]
        return f"{self.label or 'unnamed row'}: {', '.join(cells)} (line {self.line})"


def _in_order(kept: list[tuple[str, Number]]) -> list[tuple[str, Number]]:
    """Return figures from the oldest to the newest, none where the heads don't tell."""
    heads = [head for head, _ in kept]
    order = in_order(heads)
    if order is not None:
        return [kept[place] for place in order]
    earlier = [k for k in kept if _BEFORE.search(k[0])]
    if earlier and len(earlier) < len(kept):
        return earlier + [k for k in kept if k not in earlier]
    return kept if any(re.search(r"\bmonth|\bq[1-4]\b|quarter", h, re.I) for h in heads) else []
