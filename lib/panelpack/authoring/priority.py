"""A new priority: its file, its notebook from the spine, and its place in the order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from panelpack import published
from panelpack.authoring import edits, notebooks
from panelpack.authoring.measure import NewMeasure, check, scalar
from panelpack.errors import DataError
from panelpack.plan import Plan, load_plan
from panelpack.quarters import Quarter
from panelpack.workbook import quarters_on_file

_ID = re.compile(r"[a-z][a-z0-9]*")


@dataclass(frozen=True)
class NewPriority:
    """What is known of a new priority, with its first measure."""

    id: str
    title: str
    short: str
    aim: str
    owner: str
    measure: NewMeasure
    said: str = ""

    @property
    def number(self) -> str:
        """The number by which readers know it: as `said`, or SP19 of sp19."""
        return self.said or re.sub("(?<=[A-Z])0+", "", self.id.upper())

    def text(self) -> str:
        """Return its file."""
        head = {"id": self.id, "number": self.number, "title": self.title, "short": self.short}
        head |= {"aim": self.aim, "owner": self.owner}
        lines = [f"{key}: {scalar(value)}" for key, value in head.items()]
        lines += ["panels:", f"  - code: {scalar(self.number)}", f"    title: {scalar(self.title)}"]
        columns = '["(text)"]' if self.measure.kind == "text" else "[Actual, Total]"
        lines += [f"    columns: {columns}", f"    rows: [{self.measure.id}]", "measures:"]
        lines += [f"  {line}" for line in self.measure.block().splitlines()]
        return "\n".join(lines) + "\n"


def add_measure(workbook: Path, priority: str, measure: NewMeasure, panel: str = "") -> Path:
    """Add a measure to a priority's file and return its path; raise DataError if that can't be.

    `panel` is the code of the panel of Appendix A that shows it as its last row.
    """
    plan = load_plan(workbook)
    _check_measure(plan, measure)
    if priority not in plan.priorities:
        known = ", ".join(plan.priorities)
        raise DataError(f"the plan has no priority {priority!r}; it has {known}")
    if measure.id in plan.measures:
        raise DataError(f"the plan has a measure {measure.id!r} already; give it another name")
    name = f"params/priorities/{priority}.yaml"
    text = (workbook / name).read_text("utf-8")
    if panel:
        text = edits.with_row(text, panel, measure.id, name)
    changed = edits.with_measure(text, measure.block(), name)
    (path,) = edits.write_all(workbook, {name: changed.encode()})
    return path


def add_priority(workbook: Path, priority: NewPriority, after: str = "") -> list[Path]:
    """Add a priority, by default after the last one; return what was written.

    Raises DataError if the plan has it already, or can't be read with it.
    """
    plan = load_plan(workbook)
    _check(plan, priority)
    text = (workbook / "params/plan.yaml").read_text("utf-8")
    last = after or next(reversed(plan.priorities), plan.settings.order[0])
    slug = "-".join(re.findall("[a-z0-9]+", priority.short.lower()))
    measure, quarter = priority.measure, quarters_on_file(workbook)[-1:]
    notebook = notebooks.priority(
        priority.id,
        f"{priority.number} {priority.short}",
        measure.id,
        quarter[0] if quarter else Quarter(2014, 1),
        charts=measure.kind not in ("money", "text") and measure.cadence != "year",
        forces=bool(measure.groups),
    )
    files = {
        f"notebooks/{priority.id}-{slug}.ipynb": notebook,
        f"params/priorities/{priority.id}.yaml": priority.text().encode(),
        "params/plan.yaml": edits.with_section(text, priority.id, last).encode(),
    }
    return edits.write_all(workbook, files)


def _check(plan: Plan, priority: NewPriority) -> None:
    if not _ID.fullmatch(priority.id):
        raise DataError(f"{priority.id!r} can't name a priority; write it like sp19")
    if priority.id in plan.settings.order:
        raise DataError(f"the plan has a section {priority.id!r} already; give it another name")
    if [*(plan.folder / "notebooks").glob(f"{priority.id}-*.ipynb")]:
        raise DataError(f"notebooks/ has one for {priority.id!r} already; move it away first")
    if priority.measure.id in plan.measures:
        raise DataError(f"the plan has a measure {priority.measure.id!r} already")
    _check_measure(plan, priority.measure)


def _check_measure(plan: Plan, measure: NewMeasure) -> None:
    check(measure)
    partners = plan.settings.partners
    if measure.partner and measure.partner not in partners:
        raise DataError(
            f"unknown partner {measure.partner!r}; the plan has {', '.join(partners)}. Write it "
            "under 'partners' in params/plan.yaml first, with its name and its board"
        )
    # A plan may be written before its open data are there; the build asks again.
    if (plan.folder / "data/open/home-office").is_dir():
        published.check_groups(plan.folder, measure.id, "home-office", measure.groups)
