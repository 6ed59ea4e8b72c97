"""Small numbers: which figures stay hidden so that no count of a few people can be worked out.

A count below the plan's threshold (but not zero), a share with so few people on either side, and
every figure of a percentage without its count are hidden first. What is still printed could give
one of them back: a total less its other areas, a year less its other quarters, a rolling sum less
an earlier one. So bounds on each hidden figure are found by linear programming over all that is
printed, and further figures are hidden until every pair of bounds is at least the plan's width
apart (Fischetti and Salazar, Management Science 47, 2001, call it interval protection).

Which further figures are hidden follows from what is printed and from which figures are small. Were
the small ones any others as small, and those hidden for their sake any others of at least the
width, the public pack would be the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack

from panelpack.clearance import Entry
from panelpack.errors import DataError
from panelpack.plan import Measure, Plan
from panelpack.quarters import Period, Quarter
from panelpack.returns import Comment

HIDDEN = "small_numbers"
_ROUNDING = 1e-6
_COUNTED = ("count", "cohort", "proportion", "survey")


def protect(entries: Sequence[Entry], plan: Plan, quarter: Quarter) -> list[Entry]:
    """Return figures with every small one hidden, and what else must be hidden to protect it.

    `entries` are partners' figures as the public may see them; hidden ones have the status
    `small_numbers` and no value, numerator, base or note. `quarter`: its own totals and those of
    a year before are headlines. Raises DataError where a small figure can't be protected without
    hiding a headline that is not small itself.
    """
    by_measure: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_measure[entry.measure].append(entry)
    hidden: set[tuple[str, str, str]] = set()
    for name, own in by_measure.items():
        hidden |= {_key(e) for e in _hidden(own, plan.measures[name], plan, quarter)}
    hidden |= {_key(e) for e in entries if _tells(e, hidden, plan)}
    return [_without_figures(e) if _key(e) in hidden else e for e in entries]


def remarks(comments: Sequence[Comment], hidden: set[str], plan: Plan) -> list[Comment]:
    """Return the remarks that are about no measure with a hidden figure, which they could tell."""
    panels = (panel for priority in plan.priorities.values() for panel in priority.panels)
    codes = {panel.code for panel in panels if hidden & set(panel.rows)}
    return [c for c in comments if not (hidden & set(c.measures) or codes & set(c.panels))]


def _key(entry: Entry) -> tuple[str, str, str]:
    return entry.measure, entry.area, entry.period.text


def _without_figures(entry: Entry) -> Entry:
    return replace(entry, value=None, numerator=None, base=None, note="", gap=None, status=HIDDEN)


def _tells(entry: Entry, hidden: set[tuple[str, str, str]], plan: Plan) -> bool:
    """Say whether a figure is the supplied change of one that is hidden."""
    return any(
        m.supplied_change == entry.measure and (m.id, entry.area, entry.period.text) in hidden
        for m in plan.measures.values()
    )


def is_small(entry: Entry, measure: Measure, threshold: int) -> bool:
    """Say whether a figure is of so few people that it is hidden for its own sake.

    >>> from panelpack.quarters import Period
    >>> july = Period.parse("2014-07")
    >>> three = Entry("m", "", july, Decimal(3), None, None, "supplied", "", None, "", "", None)
    >>> is_small(three, Measure.model_construct(kind="count"), 5)
    True
    """
    if measure.kind not in _COUNTED or entry.value is None:
        return False
    counted = [entry.numerator, entry.base]
    if entry.numerator is not None and entry.base is not None:
        counted.append(entry.base - entry.numerator)
    if measure.kind in ("count", "cohort"):
        counted.append(entry.value)
    return any(n is not None and 0 < n < threshold for n in counted)


def _hidden(own: list[Entry], measure: Measure, plan: Plan, quarter: Quarter) -> list[Entry]:
    threshold = measure.suppress_below or plan.settings.suppress_below
    width = measure.protect_width or plan.settings.protect_width
    hidden = {_key(e) for e in own if is_small(e, measure, threshold)}
    if not hidden:
        return []
    headlines = {_key(e) for e in own if _is_headline(e, quarter)}
    for quantity in ("value", "numerator", "base"):
        if quantity == "value" and measure.is_rate:
            continue  # percentages don't add up; their numerators and bases do
        printed = [e for e in own if getattr(e, quantity) is not None]
        system = _System([_Cell.of(e, getattr(e, quantity)) for e in printed], hidden)
        hidden |= system.protected(width, headlines, measure.name)
    return [e for e in own if _key(e) in hidden]


def _is_headline(entry: Entry, quarter: Quarter) -> bool:
    shown = (quarter, quarter.same_quarter_last_year)
    spans = [(q.year_to_date[0].start, q.end) for q in shown]
    inside = any(first <= entry.period.start and entry.period.end <= end for first, end in spans)
    return not entry.area and (inside or entry.period.end in [q.end for q in shown])


@dataclass(frozen=True)
class _Cell:
    """A figure as a sum: its value is that of an area (all areas if empty) over some months."""

    key: tuple[str, str, str]
    value: float
    months: frozenset

    @classmethod
    def of(cls, entry: Entry, value: Decimal) -> _Cell:
        return cls(_key(entry), float(value), frozenset(_months(entry.period)))

    @property
    def area(self) -> str:
        return self.key[1]


def _months(period: Period) -> Iterator[tuple]:
    """Yield the smallest parts of time that a period is a sum of; a day stands for itself."""
    if period.kind == "day":
        yield (period.text,)
        return
    first = period.start.year * 12 + period.start.month
    last = period.end.year * 12 + period.end.month
    yield from ((month,) for month in range(first, last + 1))


@dataclass
class _System:
    """All figures of one quantity of a measure as sums of unknown parts, each at least zero."""

    cells: list[_Cell]
    hidden: set[tuple[str, str, str]]
    added: set[tuple[str, str, str]] = field(default_factory=set)

    @cached_property
    def matrix(self) -> csr_array:
        """One row a cell, one column an area and month."""
        areas = sorted({c.area for c in self.cells} - {""}) or [""]
        months = sorted({m for c in self.cells for m in c.months}, key=str)
        column = {part: n for n, part in enumerate((a, m) for a in areas for m in months)}
        rows, columns = [], []
        for row, cell in enumerate(self.cells):
            for area in [cell.area] if cell.area else areas:
                for month in cell.months:
                    rows.append(row)
                    columns.append(column[area, month])
        shape = (len(self.cells), len(column))
        return csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)

    def protected(self, width: float, headlines: set, name: str) -> set:
        """Return the keys to hide as well, so that all bounds are `width` apart."""
        secret = [n for n, cell in enumerate(self.cells) if cell.key in self.hidden]
        for row in secret:
            while (found := self._too_narrow(row, width)) is not None:
                choice = self._next(row, found, headlines, width)
                if choice is None:
                    _stop(name, self.cells[row])
                self.added.add(self.cells[choice].key)
        # A figure hidden for another one is itself no secret: only small ones are protected.
        return self.added

    def _printed(self) -> list[int]:
        closed = self.hidden | self.added
        return [n for n, cell in enumerate(self.cells) if cell.key not in closed]

    def _too_narrow(self, row: int, width: float) -> list[int] | None:
        """Return the printed rows that hold a figure's bounds, None if they are far apart."""
        printed = self._printed()
        if not printed:
            return None
        known = self.matrix[printed]
        values = _consistent(known, np.array([self.cells[n].value for n in printed]))
        goal = self.matrix[[row]].toarray()[0]
        low, high = (_solve(sign * goal, known, values) for sign in (1, -1))
        if low is None or high is None or -high.fun - low.fun >= width - _ROUNDING:
            return None
        holding = np.abs(low.eqlin.marginals) + np.abs(high.eqlin.marginals) > _ROUNDING
        return [printed[n] for n in np.flatnonzero(holding)]

    def _next(self, row: int, holding: Iterable[int], headlines: set, width: float) -> int | None:
        """Return which of the rows to hide: another area of the same time before anything else.

        One that is itself as large as the width gives room enough by being hidden.
        """
        secret = self.cells[row]
        allowed = [n for n in holding if self.cells[n].key not in headlines]

        def order(n: int) -> tuple:
            cell = self.cells[n]
            is_sibling = cell.months == secret.months and bool(cell.area)
            return not is_sibling, cell.value < width, not cell.area, len(cell.months), cell.key

        return min(allowed, key=order, default=None)


def _solve(goal: np.ndarray, known: csr_array, values: np.ndarray):
    """Return the least of a sum given the printed ones; None where it has no end."""
    solved = linprog(goal, A_eq=known, b_eq=values, bounds=(0, None), method="highs")
    return solved if solved.status == 0 else None


def _consistent(known: csr_array, values: np.ndarray) -> np.ndarray:
    """Return the printed values, moved as little as needed to be sums of parts.

    Partners' totals need not be the sum of their areas (some places are unknown); the difference
    is then taken out of the printed values.
    """
    if not len(values):
        return values
    slack = eye_array(len(values))
    elastic = hstack([known, slack, -slack]).tocsr()
    cost = np.concatenate([np.zeros(known.shape[1]), np.ones(2 * len(values))])
    solved = linprog(cost, A_eq=elastic, b_eq=values, bounds=(0, None), method="highs")
    return known @ solved.x[: known.shape[1]]


def _stop(name: str, cell: _Cell) -> None:
    where = f" in {cell.area}" if cell.area else ""
    raise DataError(
        f"{name}{where}, {cell.key[2]}: the figure is too small to publish, and what would be "
        "printed gives it back. Protecting it would hide a total of the quarter. Ask the partner "
        "for fewer areas or periods, or leave the measure out of the public pack."
    )
