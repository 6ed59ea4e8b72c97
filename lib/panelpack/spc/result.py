"""What every control chart gives back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from panelpack.spc.limits import FEWEST_VALUES
from panelpack.spc.profiles import Profile
from panelpack.spc.sentence import describe

TOO_SHORT, COMMON_CAUSE = "too_short", "common_cause"
_VARIATION = {"+": "improvement", "-": "concern", "h": "high", "l": "low", ".": COMMON_CAUSE}
PASS, FAIL, MIXED = "consistent_pass", "consistent_fail", "inconsistent"


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
    phases: pd.DataFrame
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
    notes: tuple[str, ...]
    """Sentences a reader of the chart should know, such as a screening that fell back."""

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
    last_phase = table.loc[table["phase"] == table["phase"].iloc[-1], "value"]
    if last_phase.count() < FEWEST_VALUES:
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
