"""Bounds on hidden figures by linear programming over all that is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack

from panelpack.clearance import Key
from panelpack.errors import DataError
from panelpack.quarters import Period

_ROUNDING = 1e-6


@dataclass(frozen=True)
class Cell:
    """A figure as a sum: its value is that of an area (all areas if empty) over some months."""

    key: Key
    value: float
    months: frozenset
    is_told: bool = False
    """Whether an issued pack prints it, so that hiding it now hides nothing."""

    @classmethod
    def of(cls, key: Key, period: Period, value: Decimal, *, is_told: bool = False) -> Cell:
        """Return a figure as the sum that it is."""
        return cls(key, float(value), frozenset(_months(period)), is_told)

    @property
    def area(self) -> str:
        """The area whose figure it is; empty for the whole."""
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
class System:
    """All figures of one quantity of a measure as sums of unknown parts, each at least zero."""

    cells: list[Cell]
    secret: frozenset[Key]
    """The cells whose bounds must be apart."""
    hidden: set[Key]
    """The cells that are not printed: these, and what was hidden for them already."""
    added: set[Key] = field(default_factory=set)

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

    def protected(self, width: float, headlines: set[Key], past: frozenset, name: str) -> set[Key]:
        """Return the keys to hide as well, so that all bounds are `width` apart.

        Bounds on a secret of the `past` that issued packs alone hold are not this pack's fault.
        """
        secret = [n for n, cell in enumerate(self.cells) if cell.key in self.secret]
        for row in secret:
            while (found := self._too_narrow(row, width)) is not None:
                choice = self._next(row, found, headlines, width)
                if choice is not None:
                    self.added.add(self.cells[choice].key)
                elif self.cells[row].key in past and all(self.cells[n].is_told for n in found):
                    break
                else:
                    _stop(name, self.cells[row], any(self.cells[n].is_told for n in found))
        # A figure hidden for another one is itself no secret: only small ones are protected.
        return self.added

    def _printed(self) -> list[int]:
        closed = self.hidden | self.added
        return [
            n
            for n, cell in enumerate(self.cells)
            if cell.key not in self.secret and (cell.is_told or cell.key not in closed)
        ]

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
        cells = ((n, self.cells[n]) for n in holding)
        allowed = [n for n, cell in cells if cell.key not in headlines and not cell.is_told]

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


def _stop(name: str, cell: Cell, is_told: bool) -> None:
    where = f" in {cell.area}" if cell.area else ""
    why = (
        "with what issued packs have printed already, it can't be protected any more"
        if is_told
        else "Protecting it would hide a total of the quarter"
    )
    raise DataError(
        f"{name}{where}, {cell.key[2]}: the figure is too small to publish, and what would be "
        f"printed gives it back. {why[:1].upper()}{why[1:]}. Ask the partner "
        "for fewer areas or periods, or leave the measure out of the public pack."
    )
