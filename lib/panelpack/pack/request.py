"""What is asked of a build: which quarter, for whom, as known when, which sections, where to."""

from __future__ import annotations

import os
from calendar import month_name
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from panelpack.clearance import Audience
from panelpack.document import Cover
from panelpack.errors import DataError
from panelpack.news import as_known, holds_until
from panelpack.pack.kept import Asked
from panelpack.plan import Plan, QuarterFile, load_plan, load_quarter
from panelpack.quarters import Quarter, day_label, month_label
from panelpack.returns import london_day


@dataclass(frozen=True)
class Request:
    """One build, with everything that decides what comes out."""

    plan: Plan
    quarter: Quarter
    file: QuarterFile
    audience: Audience
    as_at: date
    sections: tuple[str, ...]
    asked: Asked
    jobs: int
    until: date | None = None
    """The first day on which the same request may give another pack."""
    cluster: str = ""

    @property
    def target(self) -> Path:
        """The folder that the pack becomes: `outputs/<quarter>/<audience>`."""
        return self.asked.target

    @property
    def parameters(self) -> dict[str, str]:
        """What every notebook of the build is given."""
        asked = {"quarter": str(self.quarter), "audience": self.audience}
        return asked | {"as_at": self.as_at.isoformat()}

    @property
    def is_internal(self) -> bool:
        """Whether the pack may hold what no board has cleared."""
        return self.audience != "public"

    @property
    def access(self) -> tuple[str, ...]:
        """Who may see an internal pack before the public one is released."""
        return self.file.access if self.is_internal else ()

    @property
    def cover(self) -> Cover:
        """The facts of the title page."""
        settings, quarter = self.plan.settings, self.quarter
        meeting = (self.file.meeting_title, self.file.meeting and day_label(self.file.meeting))
        return Cover(
            title=settings.title,
            subtitle="Performance report",
            quarter=quarter.label,
            period=f"{month_name[quarter.start.month]} to {month_label(quarter.end)}",
            audience=self.audience,
            as_at=self.as_at.isoformat(),
            commissioner=settings.commissioner,
            office=settings.office,
            panel=settings.panel,
            area=settings.area,
            meeting=", ".join(filter(None, meeting)),
            item=self.file.item,
            contact=settings.contact,
            prerelease="; ".join(self.access),
        )


def ask(
    workbook: Path,
    quarter: Quarter,
    audience: Audience = "public",
    *,
    as_at: date | None = None,
    only: Sequence[str] = (),
    outputs: Path | None = None,
    jobs: int | None = None,
    cluster: str = "",
) -> Request:
    """Return the request for a build, everything left out filled in from the workbook.

    `as_at` is by default the quarter file's day (see `news`), `only` all sections, `outputs` the
    workbook's `outputs/`, `jobs` the number of processors. `cluster` is the address of a Dask
    scheduler whose workers run the notebooks in place of `jobs` processes here. Raises DataError
    when the plan or the quarter's file is at fault or the quarter has not begun, ValueError for a
    section that the plan does not have.
    """
    plan = load_plan(workbook)
    if not plan.priorities:
        raise DataError(
            "params/priorities/ holds no priority that 'order' in params/plan.yaml names, so there "
            "is nothing to report; 'panelpack new priority' writes one"
        )
    file = load_quarter(workbook, quarter)
    _check_begun(quarter, as_at or min(file.as_at, london_day()))
    sections = chosen(plan, only)
    return Request(
        plan=plan,
        quarter=quarter,
        file=file,
        audience=audience,
        as_at=as_at or as_known(plan, file),
        sections=sections,
        asked=Asked.of(workbook, quarter, audience, as_at, only, outputs),
        jobs=min(jobs or processors(), len(sections)),
        until=None if as_at else holds_until(plan, file),
        cluster=cluster,
    )


def _check_begun(quarter: Quarter, day: date) -> None:
    """Raise DataError for a quarter of which nothing can have happened yet on a day."""
    if day < quarter.start:
        raise DataError(
            f"{quarter}: begins on {day_label(quarter.start)}, so that nothing of it can be known "
            f"on {day_label(day)}; name a quarter that has begun by then"
        )


def chosen(plan: Plan, only: Sequence[str]) -> tuple[str, ...]:
    """Return the sections to build in the order of the plan; all if `only` names none."""
    order = plan.settings.order
    unknown = [section for section in only if section not in order]
    if unknown:
        raise ValueError(f"no section {', '.join(unknown)}; the plan has {', '.join(order)}")
    return tuple(section for section in order if not only or section in only)


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
