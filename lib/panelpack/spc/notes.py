"""Sentences that a reader of a chart should know beside its lines."""

from __future__ import annotations

import pandas as pd

from panelpack.spc.calendar import Calendar
from panelpack.spc.limits import FEWEST_VALUES, TRIAL
from panelpack.spc.season import is_seasonal


def notes_on(phases: pd.DataFrame, table: pd.DataFrame, calendar: Calendar) -> tuple[str, ...]:
    """Collect the notes of each phase, then those of the whole chart."""
    said = [note for _, phase in phases.iterrows() for note in _on_phase(phase, len(phases) > 1)]
    out = table.loc[table["excluded"] != "", ["label", "excluded"]]
    said += [f"{label} doesn't set the limits: {reason}." for label, reason in out.to_numpy()]
    if is_seasonal(table["value"].to_numpy(), table["phase"].to_numpy(), calendar.per_year):
        said.append(
            "The values follow the seasons, which these limits ignore: "
            "judge them after seasonal adjustment."
        )
    return tuple(said)


def _on_phase(phase: pd.Series, several: bool) -> list[str]:
    where = f" in phase {phase['phase']}" if several else ""
    said = []
    if phase["values"] < FEWEST_VALUES:
        said.append(f"Too few values{where} to be judged.")
    if phase["limit_status"] == TRIAL:
        said.append(f"The limits{where} are on trial, as they come from {phase['used']} values.")
    if phase["fell_back"]:
        said.append(
            f"Screening would leave no variation{where}, so all moving ranges count "
            "and only points outside the limits are signals."
        )
    if phase["left_out"]:
        jumps, are = ("jump", "is") if phase["left_out"] == 1 else ("jumps", "are")
        said.append(
            f"{phase['left_out']} unusually large {jumps} from one value to the next {are} "
            f"left out of the limits{where}."
        )
    if pd.notna(phase["sigma_z"]):
        said.append(
            f"The limits{where} are those of chance alone times σz = {phase['sigma_z']:.2f}."
        )
    return said
