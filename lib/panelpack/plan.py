"""The Police and Crime Plan as data: partners, priorities, measures, quarters.

A workbook's `params/` folder holds one `plan.yaml`, one file a priority and one short file a
quarter. They are read strictly (see `yamlfile`) and every reference between them is checked, so
a plan that loads is a plan that can be reported on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from panelpack.errors import DataError
from panelpack.quarters import Quarter
from panelpack.yamlfile import Strict, YamlFile

Kind = Literal["count", "proportion", "survey", "cohort", "money", "text"]
Better = Literal["fewer", "more", "neutral"]
Cadence = Literal["month", "quarter", "year"]
DashboardColumn = Literal[
    "YTD", "L. YTD", "% Var", "Actual", "Total", "Assessment", "£ millions", "(text)", "(absent)"
]

# A pack without a file for its quarter is built as at the end of the following quarter.
DEFAULT_DELAY_QUARTERS = 1


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

    since: date
    reason: str


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
    review: date
    definition: str = ""
    partner: str | None = None
    board: str | None = None
    open: OpenData | None = None
    places: int = 0
    change_places: int = 1
    words: str = "{numerator} of {base}"
    """How a cohort measure is said, with {numerator} and {base}."""
    beside: str | None = None
    """The measure whose figure this open-data figure is set beside."""
    supplied_change: str | None = None
    """The measure that carries a percentage change supplied without its comparator."""
    breaks: tuple[Break, ...] = ()
    target: float | None = None

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
    recurring: dict[str, dict[str, Any]] = Field(default_factory=dict)


class QuarterFile(Strict):
    """What `params/quarters/<quarter>.yaml` says: the notebooks' parameters and the meeting."""

    quarter: str
    as_at: date
    meeting: date | None = None
    meeting_title: str = ""
    item: str = ""

    @field_validator("quarter")
    @classmethod
    def _is_quarter(cls, value: str) -> str:
        return str(Quarter.parse(value))


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


def find_workbook(start: Path) -> Path:
    """Return the workbook that `start` lies in: the nearest folder with `params/plan.yaml`.

    Raises DataError when there is none.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "params" / "plan.yaml").is_file():
            return folder
    raise DataError(
        f"{start}: no workbook here or above (a workbook is a folder with params/plan.yaml)"
    )


def load_plan(workbook: Path) -> Plan:
    """Read and check the plan of a workbook.

    Raises DataError with file and line for an unknown or repeated key, a wrong type, or a
    reference to a partner or measure that isn't declared.
    """
    file = YamlFile(workbook / "params" / "plan.yaml", "params/plan.yaml")
    settings = file.bind(PlanFile)
    _check_recurring(file, settings)
    files = {i: _priority_file(workbook, i) for i in _priority_ids(workbook, settings)}
    priorities = {i: _load_priority(i, f, settings) for i, f in files.items()}
    plan = Plan(workbook, settings, priorities)
    for section, priority in priorities.items():
        _check_references(files[section], priority, plan)
    return plan


def load_quarter(workbook: Path, quarter: Quarter) -> QuarterFile:
    """Read a quarter's file; without one, the defaults: as at the end of the next quarter."""
    shown = f"params/quarters/{quarter}.yaml"
    if not (workbook / shown).exists():
        return QuarterFile(quarter=str(quarter), as_at=quarter.shift(DEFAULT_DELAY_QUARTERS).end)
    file = YamlFile(workbook / shown, shown)
    found = file.bind(QuarterFile)
    if found.quarter != str(quarter):
        file.fail(("quarter",), f"says {found.quarter}, but the file is named for {quarter}")
    return found


def quarters_on_file(workbook: Path) -> list[Quarter]:
    """Return the quarters that have a file in `params/quarters/`, oldest first."""
    return sorted(Quarter.parse(p.stem) for p in (workbook / "params/quarters").glob("*.yaml"))


def _priority_ids(workbook: Path, settings: PlanFile) -> list[str]:
    here = {p.stem for p in (workbook / "params" / "priorities").glob("*.yaml")}
    unlisted = sorted(here - set(settings.order))
    if unlisted:
        raise DataError(
            f"params/plan.yaml: 'order' does not name {', '.join(unlisted)}, "
            "which params/priorities/ holds"
        )
    return [i for i in settings.order if i in here]


def _priority_file(workbook: Path, section: str) -> YamlFile:
    shown = f"params/priorities/{section}.yaml"
    return YamlFile(workbook / shown, shown)


def _load_priority(section: str, file: YamlFile, settings: PlanFile) -> Priority:
    value = file.value
    if isinstance(value, dict) and isinstance(value.get("measures"), dict):
        measures = {
            i: _with_recurring(i, m, file, settings) for i, m in value["measures"].items()
        }
        value = value | {"measures": measures}
    priority = file.bind(Priority, value)
    if priority.id != section:
        file.fail(("id",), f"id is {priority.id!r}, but the file is named {section}.yaml")
    return priority


def _with_recurring(measure: str, keys: Any, file: YamlFile, settings: PlanFile) -> Any:
    """Complete a measure from the recurring definition that it names with `use`."""
    if not isinstance(keys, dict):
        return keys
    own = {k: v for k, v in keys.items() if k not in ("use", "of")}
    if "use" not in keys:
        return {"id": measure} | keys
    if keys["use"] not in settings.recurring:
        known = ", ".join(settings.recurring)
        place = ("measures", measure, "use")
        file.fail(place, f"no recurring measure {keys['use']!r} in params/plan.yaml; {known}")
    shared = settings.recurring[keys["use"]]
    of = keys.get("of") or ""
    filled = {k: v.replace("{of}", of) if isinstance(v, str) else v for k, v in shared.items()}
    return {"id": measure} | filled | own


def _check_recurring(file: YamlFile, settings: PlanFile) -> None:
    for name, keys in settings.recurring.items():
        for key in keys:
            if key not in Measure.model_fields:
                file.fail(("recurring", name, key), f"unknown key {key!r} in recurring {name}")


def _check_references(file: YamlFile, priority: Priority, plan: Plan) -> None:
    for name, measure in priority.measures.items():
        place = ("measures", name)
        if measure.partner is not None and measure.partner not in plan.settings.partners:
            known = ", ".join(plan.settings.partners)
            file.fail((*place, "partner"), f"unknown partner {measure.partner!r}; {known}")
        for key in ("beside", "supplied_change"):
            other = getattr(measure, key)
            if other is not None and other not in plan.measures:
                file.fail((*place, key), f"unknown measure {other!r} in {name}")
    for number, panel in enumerate(priority.panels):
        for row, measure in enumerate(panel.rows):
            if measure not in priority.measures:
                place = ("panels", number, "rows", row)
                file.fail(place, f"panel {panel.code} names unknown measure {measure!r}")
