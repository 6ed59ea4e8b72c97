"""What a plan is made of: partners, priorities, their measures and panels, quarter files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, PositiveFloat, PositiveInt, field_validator, model_validator

from panelpack.errors import DataError
from panelpack.quarters import Quarter
from panelpack.yamlfile import Day, Strict

Kind = Literal["count", "proportion", "survey", "cohort", "money", "text"]
Better = Literal["fewer", "more", "neutral"]
Cadence = Literal["month", "quarter", "year"]
DashboardColumn = Literal[
    "YTD", "L. YTD", "% Var", "Actual", "Total", "Assessment", "£ millions", "(text)", "(absent)"
]


class Partner(Strict):
    """Who sends a return, and whose board must see it before the public does."""

    name: str
    board: str
    due_days: int = 45
    """Days after the quarter's end by which the return is due."""

    def due(self, quarter: Quarter) -> date:
        """Return the day on which the return for a quarter is due."""
        return quarter.end + timedelta(days=self.due_days)


class Break(Strict):
    """A change of recording: figures before `since` can't be compared with later ones."""

    since: Day
    reason: str


class Step(Strict):
    """A step change that an analyst has accepted: limits start anew from `on`."""

    on: Day
    reason: str


class Exclusion(Strict):
    """A value that sets no control limit, though it is still judged: `on` lies in its period."""

    on: Day
    reason: str


class Target(Strict):
    """What a measure should reach from a day on, in the measure's unit."""

    since: Day
    value: float


class OpenData(Strict):
    """Which rows of an open table make up a measure.

    `groups` picks offence groups or crime types, `but` takes all except the named ones. The
    sources that hold one figure a year (`home-office-arrests`, `ons`) need neither.
    """

    source: Literal["home-office", "police-uk", "home-office-arrests", "ons"]
    groups: tuple[str, ...] = ()
    but: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_way_to_choose(self):
        grouped = self.source in ("home-office", "police-uk")
        if bool(self.groups) + bool(self.but) != grouped:
            wanted = "give either 'groups' or 'but'" if grouped else "give no 'groups' or 'but'"
            raise ValueError(f"{wanted} with source {self.source}")
        return self


class Measure(Strict):
    """One measure of a priority.

    `title` is the exact wording of the printed dashboard, `name` a short plain one. `better` is
    the direction of improvement within this priority. `places` is the declared precision of
    the figure and of its percentage change (`change_places`).
    """

    id: str
    title: str
    name: str
    kind: Kind
    better: Better
    unit: str
    cadence: Cadence
    why: str
    review: Day
    definition: str = ""
    partner: str | None = None
    board: str | None = None
    open: OpenData | None = None
    places: int = 0
    change_places: int = 1
    words: str = "{numerator} of {base}"
    """How a cohort measure is said, with {numerator} and {base}."""
    beside: tuple[str, ...] = ()
    """The measures whose figure (several: whose sum) this open-data figure is set beside."""
    supplied_change: str | None = None
    """The measure that carries a percentage change supplied without its comparator."""
    breaks: tuple[Break, ...] = ()
    steps: tuple[Step, ...] = ()
    exclude: tuple[Exclusion, ...] = ()
    targets: tuple[Target, ...] = ()
    design_effect: PositiveFloat = 1.0
    """A survey's variance over that of a simple random sample of the same size."""
    floor: PositiveFloat | None = None
    """Least expected count, or least base of a rate, for which a class is given."""
    suppress_below: PositiveInt | None = None
    protect_width: PositiveInt | None = None
    """Instead of the plan's own, see `PlanFile`."""
    dispersion_of: str | None = None
    """The measure whose variance over mean stands for this one's, where two counts are all."""

    @field_validator("beside", mode="before")
    @classmethod
    def _one_or_several(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @field_validator("words")
    @classmethod
    def _can_be_filled_in(cls, value: str) -> str:
        try:
            value.format(numerator=1, base=2)
        except (LookupError, ValueError):
            raise ValueError("write the words with {numerator} and {base} only") from None
        return value

    @model_validator(mode="after")
    def _one_provider(self):
        if (self.partner is None) == (self.open is None):
            raise ValueError("a measure comes either from a 'partner' or from 'open' data")
        return self

    @property
    def is_rate(self) -> bool:
        """Whether changes are percentage points, never per cent of per cent."""
        return self.kind in ("proportion", "survey")


class Panel(Strict):
    """One panel of Appendix A as printed: its code, title, columns and measures."""

    code: str
    title: str
    columns: tuple[DashboardColumn, ...]
    rows: tuple[str, ...]


class Priority(Strict):
    """One strategic priority: its aim, who answers for it, its measures and its panels."""

    id: str
    number: str
    title: str
    short: str
    aim: str
    owner: str
    panels: tuple[Panel, ...]
    measures: dict[str, Measure]


class PlanFile(Strict):
    """What `params/plan.yaml` says."""

    title: str
    commissioner: str
    office: str
    panel: str
    area: str
    force: str
    contact: str
    partners: dict[str, Partner]
    order: tuple[str, ...]
    similar_forces: tuple[str, ...] = ()
    """The forces that the office compares its own with, named as in the Home Office tables."""
    partnerships: tuple[str, ...] = ()
    """The measures by district that are shown for each community safety partnership."""
    suppress_below: PositiveInt = 5
    """Counts above zero and below this are too small to publish."""
    protect_width: PositiveInt = 5
    """How far apart the bounds on a hidden figure must be, from all that is printed."""
    recurring: dict[str, dict[str, Any]] = Field(default_factory=dict)


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
                f"{section}.ipynb or {section}-….ipynb; found {names}"
            )
        return found[0]
