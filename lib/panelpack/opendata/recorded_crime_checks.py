"""Checks of recorded crime: four quarters against the published year, groups, negative cells."""

from __future__ import annotations

import pandas as pd

from panelpack.errors import DataError
from panelpack.quarters import Quarter

QUALITY_COLUMNS = ["check", "force", "offence_group", "period", "value", "note"]

_BURGLARY = "Burglary groups changed in April 2017; the old and the new are not the same thing."
_FRAUD = "Fraud went to Action Fraud, force by force, by the end of March 2013."
GROUP_TIMES = {
    "Domestic burglary": ("", "2016-17-q4", _BURGLARY),
    "Non-domestic burglary": ("", "2016-17-q4", _BURGLARY),
    "Residential burglary": ("2017-18-q1", "", _BURGLARY),
    "Non-residential burglary": ("2017-18-q1", "", _BURGLARY),
    "Fraud offences": ("", "2012-13-q4", _FRAUD),
}
"""First and last quarter in which a group was collected; empty means as long as the table."""


def quality_row(check, force="", offence_group="", period="", value=0, note="") -> dict:
    """Return one row of the quality table."""
    cells = (check, force, offence_group, period, value, note)
    return dict(zip(QUALITY_COLUMNS, cells, strict=True))


def groups(quarters: pd.DataFrame) -> pd.DataFrame:
    """Return offence_group, first_quarter, last_quarter and reason, a row a group."""
    first, last = quarters["quarter"].min(), quarters["quarter"].max()
    rows = []
    for name in sorted(quarters["offence_group"].unique()):
        begins, ends, reason = GROUP_TIMES.get(name, ("", "", ""))
        rows.append((name, begins or first, ends or last, reason))
    return pd.DataFrame(rows, columns=["offence_group", "first_quarter", "last_quarter", "reason"])


def leave_out_uncollected(
    quarters: pd.DataFrame, times: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the quarters without the zeros of groups that were not collected, and quality rows.

    A figure other than zero outside its group's time is kept and listed.
    """
    timed = quarters.merge(times, on="offence_group")
    outside = (timed["quarter"] < timed["first_quarter"]) | (
        timed["quarter"] > timed["last_quarter"]
    )
    uncollected = outside & (timed["offences"] == 0)
    rows = [
        quality_row("not collected, left out", offence_group=name, value=cells, note="cells of 0")
        for name, cells in timed[uncollected].groupby("offence_group").size().items()
    ]
    rows += [
        quality_row(
            "outside the group's time",
            row.force,
            row.offence_group,
            row.quarter,
            row.offences,
            "kept as it is; the group had ended or had not begun",
        )
        for row in timed[outside & ~uncollected].itertuples()
    ]
    kept = timed.loc[~uncollected, quarters.columns].reset_index(drop=True)
    return kept, pd.DataFrame(rows, columns=QUALITY_COLUMNS)


def negative_cells(quarters: pd.DataFrame) -> pd.DataFrame:
    """Return a quality row for each quarter below zero."""
    rows = [
        quality_row(
            "negative",
            row.force,
            row.offence_group,
            row.quarter,
            row.offences,
            "kept as it is; a later publication revised the year",
        )
        for row in quarters[quarters["offences"] < 0].itertuples()
    ]
    return pd.DataFrame(rows, columns=QUALITY_COLUMNS)


def compare_with_published(quarters: pd.DataFrame, rolling: pd.DataFrame) -> pd.DataFrame:
    """Return every published year with the sum of its four quarters.

    Columns force, offence_group, year_ending, offences and four_quarters (NaN where the table of
    quarters does not have all four).
    """
    wide = quarters.pivot(index=["force", "offence_group"], columns="quarter", values="offences")
    wide = wide.reindex(columns=_unbroken(wide.columns))
    sums = wide.T.rolling(4).sum().T.stack(future_stack=True).rename("four_quarters").reset_index()
    sums["year_ending"] = sums.pop("quarter").map(lambda q: Quarter.parse(q).end.isoformat())
    return rolling.merge(sums, how="left", on=["force", "offence_group", "year_ending"])


def _unbroken(quarters) -> list[str]:
    """Return every quarter from the first to the last, so that a gap cannot be summed over."""
    quarter, last = Quarter.parse(min(quarters)), Quarter.parse(max(quarters))
    names = []
    while quarter <= last:
        names.append(str(quarter))
        quarter = quarter.shift(1)
    return names


def check_agreement(compared: pd.DataFrame, known: frozenset = frozenset()) -> pd.DataFrame:
    """Return quality rows counting where four quarters give back the published year.

    `known` holds (force, offence_group, year_ending) that are declared to differ. Raise DataError
    listing the first cells that differ beyond these.
    """
    both = compared[compared["four_quarters"].notna()]
    differ = both[both["offences"] != both["four_quarters"]]
    declared = [_cell(row) in known for row in differ.itertuples()]
    _refuse_differences(differ[[not known_cell for known_cell in declared]])
    rows = [
        quality_row("four quarters equal the published year", value=len(both) - len(differ)),
        quality_row(
            "published year without four quarters",
            value=len(compared) - len(both),
            note="not checked: the quarters begin later or the group has none",
        ),
    ]
    rows += [
        quality_row(
            "declared to differ from the published year",
            row.force,
            row.offence_group,
            row.year_ending,
            row.offences,
            f"four quarters make {row.four_quarters:.0f}",
        )
        for row in differ.itertuples()
    ]
    return pd.DataFrame(rows, columns=QUALITY_COLUMNS)


def _cell(row) -> tuple[str, str, str]:
    return row.force, row.offence_group, row.year_ending


def _refuse_differences(differ: pd.DataFrame) -> None:
    if differ.empty:
        return
    shown = "; ".join(
        f"{row.force}, {row.offence_group}, year to {row.year_ending}: published {row.offences}, "
        f"four quarters {row.four_quarters:.0f}"
        for row in differ.head(5).itertuples()
    )
    raise DataError(
        f"{len(differ)} published years are not the sum of their four quarters ({shown}). "
        "Correct the quarters, or declare each cell with --known FORCE GROUP YEAR_ENDING."
    )
