"""Plain sentences made from a control chart's figures."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np

_MINUS = "\N{MINUS SIGN}"
_MEANING = {"+": ": an improvement", "-": ": a concern"}
_ASSURED = {
    "consistent_pass": "is consistently met",
    "consistent_fail": "is consistently missed",
    "inconsistent": "is met in some periods and missed in others",
}
_WHOLE_FROM = 100


def describe(chart) -> str:
    """Say where the last value lies, what that means and whether the target is met."""
    table = chart.shown
    present = np.flatnonzero(table["value"].notna())
    if not len(present):
        return "There are no values, so no limits can be set."
    row, last = table.iloc[present[-1]], table.iloc[-1]
    said = [
        f"The last value, {_told(chart, row['value'])} for {row['label']}, {_place(chart, row)}."
    ]
    if chart.assurance:
        said.append(f"The target of {number(last['target'])} {_ASSURED[chart.assurance]}.")
    if np.isnan(last["value"]):
        said.append(f"There is no value for {last['label']}.")
    return " ".join(said)


def number(value: float) -> str:
    """Write a number for reading: whole from 100 up, else to three figures.

    >>> number(1030.4), number(12.0), number(0.13958), number(-0.234)
    ('1,030', '12', '0.14', '−0.234')
    """
    whole = value == round(value) or abs(value) >= _WHOLE_FROM
    written = f"{round(value):,d}" if whole else f"{value:.3g}"
    return written.replace("-", _MINUS)


def _told(chart, value: float) -> str:
    """Write a value in the decimals of its measure, a half up, as the rest of a pack does."""
    if chart.places is None:
        return number(value)
    rounded = _rounded(value, chart.places)
    return f"{rounded:,f}".replace("-", _MINUS) if rounded % 1 else number(float(rounded))


def _line(chart, value: float) -> str:
    """Write a limit or centre as `number` does, but no finer than the table beside it."""
    if chart.places is None or np.isnan(value) or abs(value) >= _WHOLE_FROM:
        return number(value)
    return number(float(_rounded(value, max(chart.places, 1))))


def _rounded(value: float, places: int) -> Decimal:
    return Decimal(str(float(value))).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _place(chart, row) -> str:
    phase = chart.phases.iloc[int(row["phase"]) - 1]
    if phase["values"] == 1:
        return "stands alone, so no limits can be set"
    if phase["limit_status"] == "none":
        return _without_limits(chart, phase)
    limit = "trial limit" if phase["limit_status"] == "trial" else "limit"
    return _signal(chart, row, limit) + _MEANING.get(row["type"], "")


def _without_limits(chart, phase) -> str:
    values = chart.table.loc[chart.table["phase"] == phase["phase"], "value"].dropna()
    if values.nunique() == 1:
        return f"equals all {len(values)} values of its phase, so no limits can be set"
    if phase["used"] < (fewest := chart.profile.limits_n):
        return f"has no limits, as they take {fewest} values and {phase['used']} may set them"
    return "has no limits to be judged by, as the values that would set them give no variation"


def _signal(chart, row, limit: str) -> str:
    centre, lower, upper = (_line(chart, row[line]) for line in ("centre", "lower", "upper"))
    trend, shift = chart.profile.trend_n, chart.profile.shift_n
    return {
        ".": f"lies within the {limit}s of {lower} to {upper} and gives no signal",
        "U": f"lies above the upper {limit} of {upper}",
        "L": f"lies below the lower {limit} of {lower}",
        "I": f"is part of an upward trend of at least {trend} points",
        "D": f"is part of a downward trend of at least {trend} points",
        "A": f"is one of two in three near the upper {limit} of {upper}",
        "B": f"is one of two in three near the lower {limit} of {lower}",
        "H": f"is part of a run of at least {shift} above the centre of {centre}",
        "W": f"is part of a run of at least {shift} below the centre of {centre}",
    }[row["cause"]]
