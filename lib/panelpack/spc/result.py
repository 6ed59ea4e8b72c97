"""What every control chart gives back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from panelpack.spc.calendar import Calendar
from panelpack.spc.limits import FEWEST_VALUES, Limits, limit_status
from panelpack.spc.notes import notes_on
from panelpack.spc.profiles import Profile
from panelpack.spc.runs import run_tests
from panelpack.spc.sentence import describe

LINES = ("centre", "lower", "upper", "near_lower", "near_upper")
TOO_SHORT, COMMON_CAUSE = "too_short", "common_cause"
_VARIATION = {"+": "improvement", "-": "concern", "h": "high", "l": "low", ".": COMMON_CAUSE}
PASS, FAIL, MIXED = "consistent_pass", "consistent_fail", "inconsistent"


@dataclass(frozen=True)
class Part:
    """A phase of a chart: its values, the lines that they are judged by and what came of it."""

    values: np.ndarray
    lines: dict[str, np.ndarray]
    cause: np.ndarray
    limits: Limits
    used: int
    included: np.ndarray

    @property
    def limit_status(self) -> str:
        """How far the limits can be trusted."""
        return limit_status(self.limits, self.used)

    @property
    def summary(self) -> dict:
        """The row of the table of phases."""
        present = int(np.sum(~np.isnan(self.values)))
        spread = self.limits.spread
        return {
            "values": present,
            "used": self.used,
            **{line: _single(self.lines[line]) for line in LINES},
            "mean_range": spread.mean_range,
            "left_out": spread.left_out,
            "fell_back": spread.fell_back,
            "sigma_z": self.limits.sigma_z,
            "limit_status": self.limit_status,
            **run_tests((self.values - self.lines["centre"])[self.included]),
        }


@dataclass(frozen=True, repr=False, eq=False)
class ControlChart:
    """A judged series: its lines, its signals and what they amount to.

    `table` has one row a period on a complete calendar: `value`, `centre`, `lower`, `upper`,
    `near_lower`, `near_upper` (NaN where there is no such line), `phase` (from 1), `cause` and
    `type` (one character each, see `panelpack.spc.rules`), `target`, `baseline` (True where the
    value sets the limits), `excluded` (the reason, else empty) and `label` (the period's name).
    `phases` has one row a phase: where it begins and ends, how many values, how its limits came
    about and Anhøj's run tests.
    """

    kind: str
    """`xmr`, or the kind given to `chart`."""
    table: pd.DataFrame
    better: str
    """`fewer`, `more` or `neutral`."""
    profile: Profile
    variation: str
    """Of the last period: `improvement`, `concern`, `high`, `low`, `common_cause`, or `too_short`
    where its phase has fewer than two values."""
    assurance: str | None
    """`consistent_pass`, `consistent_fail`, `inconsistent`; None without a target, with a neutral
    direction or where the last phase is too short."""
    limit_status: str
    """Of the last phase's limits: `none`, `trial` (from fewer than 13 values) or `firm`."""
    calendar: Calendar
    parts: tuple[Part, ...]
    """The phases as they were judged; `phases` and `notes` are made of them when asked for."""
    places: int | None = None
    """The decimals in which a value is told, where its measure says so."""

    @cached_property
    def phases(self) -> pd.DataFrame:
        """The table of phases."""
        return _phases(self.calendar, self.parts)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Sentences a reader of the chart should know, such as a screening that fell back."""
        return notes_on(self.phases, self.table, self.calendar)

    @property
    def shown(self) -> pd.DataFrame:
        """The table as it is drawn and told: where no value is below zero, no limit is either.

        Signals are those of the lines as computed: a zero is not below a limit of zero.
        """
        if (self.table["value"] < 0).any():
            return self.table
        lines = ["lower", "near_lower"]
        return self.table.assign(**self.table[lines].clip(lower=0))

    @property
    def causes(self) -> str:
        """The cause of every row in one text, in date order."""
        return "".join(self.table["cause"])

    @property
    def types(self) -> str:
        """The type of every row in one text, in date order."""
        return "".join(self.table["type"])

    @property
    def sentence(self) -> str:
        """One plain sentence about the last value, the limits and the target."""
        return describe(self)

    def chart(self):
        """Draw it (imported only now: numbers don't need a drawing library)."""
        from panelpack import charts

        return charts.control_chart(self)

    def __repr__(self) -> str:
        return f"<ControlChart {self.kind}, {len(self.table)} periods: {self.sentence}>"


def variation_of(table: pd.DataFrame) -> str:
    """Name the variation of the last row from its type."""
    if table.empty:
        return TOO_SHORT
    phase, values = table["phase"].to_numpy(), table["value"].to_numpy()
    if np.sum(~np.isnan(values[phase == phase[-1]])) < FEWEST_VALUES:
        return TOO_SHORT
    return _VARIATION[table["type"].iloc[-1]]


def assurance_of(table: pd.DataFrame, better: str) -> str | None:
    """Say whether the last row's limits lie wholly on one side of its target, strictly.

    Where the last phase has no limits its values themselves are compared; a value that is the
    target meets it.
    """
    if table.empty or better == "neutral" or np.isnan(table["target"].iloc[-1]):
        return None
    if variation_of(table) == TOO_SHORT:
        return None
    phase = table[table["phase"] == table["phase"].iloc[-1]]
    limits = phase[["lower", "upper"]].dropna()
    judged = limits.iloc[-1] if len(limits) else phase["value"].dropna()
    better_by = (judged - table["target"].iloc[-1]) * (1 if better == "more" else -1)
    if (better_by > 0).all() or (limits.empty and (better_by >= 0).all()):
        return PASS
    return FAIL if (better_by < 0).all() else MIXED


def _single(line: np.ndarray) -> float:
    # A line that moves with its denominators has no single figure for the phase.
    return float(line[0]) if len(line) and np.all(line == line[0]) else np.nan


def _phases(calendar: Calendar, parts: tuple[Part, ...]) -> pd.DataFrame:
    rows, stop = [], 0
    for number, part in enumerate(parts, start=1):
        start, stop = stop, stop + len(part.values)
        ends = {"phase": number, "start": calendar.index[start], "end": calendar.index[stop - 1]}
        rows.append({**ends, "points": stop - start, **part.summary})
    if not rows:
        return pd.DataFrame(columns=["phase", "start", "end", "points", "values", "limit_status"])
    return pd.DataFrame(rows)
