"""What is wrong with a file: every fault with its place and remedy, the same one not a thousand
times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

# A file with the same fault in every row must not bury the other faults.
SHOWN_ALIKE = 20

# Enough of a cell to find it again; a hostile one may be megabytes long.
LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Problem:
    """One fault of a file: where it is, what is wrong, and how to mend it."""

    file: str
    sheet: str
    cell: str
    value: str
    rule: str
    message: str
    remedy: str

    def __str__(self) -> str:
        place = ", ".join(filter(None, (self.file, self.sheet and f"sheet {self.sheet!r}")))
        place = f"{place}, {self.cell}" if self.cell else place
        found = f" ({self.value!r})" if self.value else ""
        return f"{place}: {self.message}{found}. {self.remedy} [{self.rule}]"


class Refused(Exception):
    """A file is not read any further: the rule that it breaks, one sentence, and the remedy."""

    def __init__(self, rule: str, message: str, remedy: str, value: str = ""):
        super().__init__(message)
        self.rule, self.message, self.remedy, self.value = rule, message, remedy, value

    def problem(self, file: str, cell: str = "") -> Problem:
        """Return it as a problem of a file."""
        return Problem(file, "", cell, shortened(self.value), self.rule, self.message, self.remedy)


class Problems:
    """The faults of a file in the order of their rules' first cases, capped and counted.

    `len()` is the number of all faults, `shown` the first `SHOWN_ALIKE` of each rule.
    """

    def __init__(self):
        self.counts: Counter[str] = Counter()
        self._shown: dict[str, list[Problem]] = {}

    def add(self, problem: Problem) -> None:
        """Count a fault, and keep it unless there are enough like it."""
        self.counts[problem.rule] += 1
        alike = self._shown.setdefault(problem.rule, [])
        if len(alike) < SHOWN_ALIKE:
            alike.append(replace(problem, value=shortened(problem.value)))

    def __len__(self) -> int:
        return self.counts.total()

    @property
    def shown(self) -> list[Problem]:
        """The faults that are listed."""
        return [problem for alike in self._shown.values() for problem in alike]

    @property
    def more(self) -> dict[str, int]:
        """How many more there are of each rule than are listed."""
        left = {rule: self.counts[rule] - len(alike) for rule, alike in self._shown.items()}
        return {rule: number for rule, number in left.items() if number}

    def lines(self) -> Iterator[str]:
        """Yield the faults as sentences, a line each."""
        for rule, alike in self._shown.items():
            yield from map(str, alike)
            if rule in self.more:
                yield f"{alike[0].file}: and {self.more[rule]} more like it [{rule}]"

    def as_json(self) -> dict:
        """Return them as plain lists and mappings: `problems` and, by rule, `more_like_it`."""
        return {"problems": [asdict(p) for p in self.shown], "more_like_it": self.more}


def shortened(value: str) -> str:
    """Return a cell's text short enough to print."""
    return value if len(value) <= LONGEST_SHOWN else f"{value[: LONGEST_SHOWN - 1]}…"
