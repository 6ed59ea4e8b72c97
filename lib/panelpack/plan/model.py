"""What a plan is made of: partners, priorities, their measures and panels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, PositiveInt, field_validator

from panelpack.errors import DataError
from panelpack.plan.engine import DUCKDB
from panelpack.plan.measure import Measure
from panelpack.quarters import Quarter
from panelpack.yamlfile import Strict

DashboardColumn = Literal[
    "YTD", "L. YTD", "% Var", "Actual", "Total", "Assessment", "£ millions", "(text)", "(absent)"
]


class Partner(Strict):
    """Who sends a return, and whose board must see it before the public does."""

    name: str
    """The name that readers see."""
    board: str
    """The board that must have seen its figures before they are public."""
    due_days: int = 45
    """Days after the quarter's end by which the return is due."""

    def due(self, quarter: Quarter) -> date:
        """Return the day on which the return for a quarter is due."""
        return quarter.end + timedelta(days=self.due_days)


class Panel(Strict):
    """One panel of Appendix A as printed: its code, title, columns and measures."""

    code: str
    """What stands at its head, such as SP14A."""
    title: str
    """Its title as printed."""
    columns: tuple[DashboardColumn, ...]
    """The columns that it prints; (text) for words, (absent) for a panel that was not printed."""
    rows: tuple[str, ...]
    """The measures that it shows, a row each."""


class Priority(Strict):
    """One strategic priority: its aim, who answers for it, its measures and its panels."""

    id: str
    """Its short name, that of its file and its notebook: sp12."""
    number: str
    """Its number as printed: SP12."""
    title: str
    """Its wording in the plan."""
    short: str
    """A few words for contents and summary."""
    aim: str
    """What it should bring about, in one sentence."""
    owner: str
    """The role that answers for it."""
    panels: tuple[Panel, ...]
    """Its panels in Appendix A, in their order."""
    measures: dict[str, Measure]
    """Its measures by their id. A block with `use` takes a recurring measure of the plan."""

    @field_validator("measures")
    @classmethod
    def _any(cls, value: dict[str, Measure]) -> dict[str, Measure]:
        if not value:
            raise ValueError("give it one; of kind text where no figure has been agreed yet")
        return value


class PlanFile(Strict):
    """What `params/plan.yaml` says."""

    title: str
    """The title of the Police and Crime Plan."""
    commissioner: str
    """Whose report it is."""
    office: str
    """The office that makes it."""
    panel: str
    """The Police and Crime Panel that receives it."""
    area: str
    """The area in words, as readers know it."""
    force: str
    """The police force, named as in the Home Office tables."""
    contact: str
    """The role that answers questions; never a person's name or address."""
    partners: dict[str, Partner]
    """Who sends returns, by the key that measures and commands use."""
    order: tuple[str, ...]
    """The sections of the pack in their order; each has one notebook."""
    similar_forces: tuple[str, ...] = ()
    """The forces that the office compares its own with, named as in the Home Office tables."""
    partnerships: tuple[str, ...] = ()
    """The measures by district that are shown for each community safety partnership."""
    abbreviations: dict[str, str] = Field(default_factory=dict)
    """What the abbreviations in the plan's and the partners' words stand for."""
    suppress_below: PositiveInt = 5
    """Counts above zero and below this are too small to publish."""
    protect_width: PositiveInt = 5
    """How far apart the bounds on a hidden figure must be, from all that is printed."""
    engine: str = DUCKDB
    """The address of the engine that counts street-level rows: `duckdb://` on this machine, or
    `postgres://…` or `pyspark://…`. It holds no password: write ${NAME} for the environment's."""
    recurring: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Measures that several priorities share: a measure takes one with `use`, and its `of` fills
    in {of} wherever it stands."""


@dataclass(frozen=True)
class Plan:
    """A whole, checked plan; `priorities` in the order of the pack."""

    folder: Path
    settings: PlanFile
    priorities: dict[str, Priority]

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """Every measure of every priority by its id."""
        return {m.id: m for p in self.priorities.values() for m in p.measures.values()}

    def priority_of(self, measure: str) -> Priority:
        """Return the priority that a measure belongs to."""
        return next(p for p in self.priorities.values() if measure in p.measures)

    def board_of(self, measure: Measure) -> str:
        """Return the board that must have seen a measure before it is published."""
        return measure.board or self.settings.partners[measure.partner].board

    def notebook(self, section: str) -> Path:
        """Return the one notebook of a section; raise DataError if there is none or several."""
        folder = self.folder / "notebooks"
        found = sorted({*folder.glob(f"{section}.ipynb"), *folder.glob(f"{section}-*.ipynb")})
        if len(found) != 1:
            names = ", ".join(p.name for p in found) or "none"
            raise DataError(
                f"notebooks/: section {section!r} needs exactly one notebook named "
                f"{section}.ipynb or {section}-….ipynb; found {names}. Mend that, or take "
                f"{section!r} out of 'order' in params/plan.yaml"
            )
        return found[0]
