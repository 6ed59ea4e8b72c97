"""One plain sentence made from a control chart's figures."""

from __future__ import annotations

import numpy as np

_MEANING = {"+": ": an improvement", "-": ": a concern"}
_ASSURED = {
    "consistent_pass": "the target of {target} is consistently met",
    "consistent_fail": "the target of {target} is consistently missed",
    "inconsistent": "the target of {target} is met in some periods and missed in others",
}
_WHOLE_FROM = 100


def describe(chart) -> str:
    """Say where the last value lies, what that means and whether the target is met."""
    table = chart.table
    present = np.flatnonzero(table["value"].notna())
    if not len(present):
        return "There are no values, so no limits can be set."
    row = table.iloc[present[-1]]
    said = f"The last value, {number(row['value'])} for {row['label']}, {_place(chart, row)}"
    if chart.assurance:
        target = number(table["target"].iloc[-1])
        said += f"; {_ASSURED[chart.assurance].format(target=target)}"
    if present[-1] < len(table) - 1:
        said += f" (there is no value for {table['label'].iloc[-1]})"
    return said + "."


def number(value: float) -> str:
    """Write a number for reading: whole from 100 up, else to three figures.

    >>> number(1030.4), number(12.0), number(0.13958)
    ('1,030', '12', '0.14')
    """
    if value == round(value) or abs(value) >= _WHOLE_FROM:
        return f"{value:,.0f}".replace("-0", "0") if round(value) == 0 else f"{value:,.0f}"
    return f"{value:.3g}"


def _place(chart, row) -> str:
    phase = chart.phases.iloc[int(row["phase"]) - 1]
    if phase["values"] == 1:
        return "stands alone, so no limits can be set"
    if phase["limit_status"] == "none":
        return _without_limits(chart, phase)
    trial = f" on trial limits from {phase['used']} values" if _is_trial(phase) else ""
    return _signal(chart, row) + trial + _MEANING.get(row["type"], "")


def _is_trial(phase) -> bool:
    return phase["limit_status"] == "trial"


def _without_limits(chart, phase) -> str:
    values = chart.table.loc[chart.table["phase"] == phase["phase"], "value"].dropna()
    if values.nunique() == 1:
        return f"equals all {len(values)} values of its phase, so no limits can be set"
    return "has no limits to be judged by, as the values that would set them give no variation"


def _signal(chart, row) -> str:
    cause, profile = row["cause"], chart.profile
    if cause == ".":
        lines = " to ".join(number(row[line]) for line in ("lower", "upper"))
        return f"lies within the limits of {lines} and gives no signal"
    near = {"A": "upper", "B": "lower"}
    centre = number(row["centre"])
    return {
        "U": f"lies above the upper limit of {number(row['upper'])}",
        "L": f"lies below the lower limit of {number(row['lower'])}",
        "I": f"is part of an upward trend of at least {profile.trend_n} points",
        "D": f"is part of a downward trend of at least {profile.trend_n} points",
        "H": f"is part of a run of at least {profile.shift_n} above the centre of {centre}",
        "W": f"is part of a run of at least {profile.shift_n} below the centre of {centre}",
    }.get(cause) or f"is one of two in three near the {near[cause]} limit of " + number(
        row[near[cause]]
    )
