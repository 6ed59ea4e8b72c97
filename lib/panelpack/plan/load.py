"""Read a workbook's plan and quarter files, and check every reference between them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from panelpack.errors import DataError
from panelpack.plan.engine import DUCKDB, holds_secret
from panelpack.plan.measure import Measure
from panelpack.plan.model import Plan, PlanFile, Priority
from panelpack.plan.quarterfile import QuarterFile
from panelpack.quarters import Quarter
from panelpack.yamlfile import YamlFile

# A pack without a file for its quarter is built as at the end of the following quarter.
DEFAULT_DELAY_QUARTERS = 1


def load_plan(workbook: Path) -> Plan:
    """Read and check the plan of a workbook.

    Raises DataError with file and line for an unknown or repeated key, a wrong type, or a
    reference to a partner or measure that isn't declared.
    """
    file, settings = _plan_file(workbook)
    _check_recurring(file, settings)
    files = {i: _priority_file(workbook, i) for i in _priority_ids(workbook, settings)}
    priorities = {i: _load_priority(i, f, settings) for i, f in files.items()}
    plan = Plan(workbook, settings, priorities)
    _check_comparisons(file, plan)
    for section, priority in priorities.items():
        _check_references(files[section], priority, plan)
    return plan


def load_engine(workbook: Path) -> str:
    """Return the address of the engine that the plan names; that of DuckDB without a plan."""
    if not (workbook / "params" / "plan.yaml").exists():
        return DUCKDB
    return _plan_file(workbook)[1].engine


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


def _plan_file(workbook: Path) -> tuple[YamlFile, PlanFile]:
    file = YamlFile(workbook / "params" / "plan.yaml", "params/plan.yaml")
    settings = file.bind(PlanFile)
    if holds_secret(settings.engine):
        message = "engine: holds a password; write ${NAME} and set that environment variable"
        file.fail(("engine",), message)
    return file, settings


def _priority_ids(workbook: Path, settings: PlanFile) -> list[str]:
    here = {p.stem for p in (workbook / "params" / "priorities").glob("[!.]*.yaml")}
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
        measures = {i: _with_recurring(i, m, file, settings) for i, m in value["measures"].items()}
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
    use, of = keys["use"], keys.get("of") or ""
    if not isinstance(use, str) or use not in settings.recurring:
        known = ", ".join(settings.recurring)
        place = ("measures", measure, "use")
        file.fail(place, f"no recurring measure {use!r} in params/plan.yaml; {known}")
    if not isinstance(of, str):
        file.fail(("measures", measure, "of"), f"'of' is one phrase, not {of!r}")
    shared = settings.recurring[use]
    filled = {k: v.replace("{of}", of) if isinstance(v, str) else v for k, v in shared.items()}
    return {"id": measure} | filled | own


def _check_recurring(file: YamlFile, settings: PlanFile) -> None:
    for name, keys in settings.recurring.items():
        for key in keys:
            if key not in Measure.model_fields:
                file.fail(("recurring", name, key), f"unknown key {key!r} in recurring {name}")


def _check_comparisons(file: YamlFile, plan: Plan) -> None:
    settings = plan.settings
    for key in ("similar_forces", "partnerships"):
        named = getattr(settings, key)
        for number, name in enumerate(named):
            if name in named[:number]:
                file.fail((key, number), f"{key!r} names {name} twice")
    if settings.force in settings.similar_forces:
        place = ("similar_forces", settings.similar_forces.index(settings.force))
        file.fail(place, f"'similar_forces' names {settings.force} itself; name the others only")
    for number, name in enumerate(settings.partnerships):
        if name not in plan.measures:
            file.fail(("partnerships", number), f"unknown measure {name!r} in 'partnerships'")
        if plan.measures[name].kind != "count":
            file.fail(("partnerships", number), f"{name} is no count: only counts add up")


def _named_measures(measure: Measure) -> dict[str, tuple[str, ...]]:
    """Return the keys of a measure that name other measures, and which they name."""
    single = ("supplied_change", "dispersion_of")
    named = {key: getattr(measure, key) for key in single}
    return {"beside": measure.beside} | {key: (other,) for key, other in named.items() if other}


def _check_references(file: YamlFile, priority: Priority, plan: Plan) -> None:
    for name, measure in priority.measures.items():
        place = ("measures", name)
        if measure.id != name:
            file.fail((*place, "id"), f"id is {measure.id!r}, but the measure is named {name!r}")
        owner = plan.priority_of(name)
        if owner is not priority:
            file.fail(place, f"measure {name!r} is {owner.id}'s already; give it another name")
        if measure.partner is not None and measure.partner not in plan.settings.partners:
            known = ", ".join(plan.settings.partners)
            message = f"unknown partner {measure.partner!r}; the plan has {known}"
            file.fail((*place, "partner"), message)
        for key, others in _named_measures(measure).items():
            for other in others:
                if other not in plan.measures:
                    file.fail((*place, key), f"unknown measure {other!r} in {name}")
    _check_panels(file, priority)


def _check_panels(file: YamlFile, priority: Priority) -> None:
    for number, panel in enumerate(priority.panels):
        for row, measure in enumerate(panel.rows):
            if measure not in priority.measures:
                place = ("panels", number, "rows", row)
                file.fail(place, f"panel {panel.code} names unknown measure {measure!r}")
