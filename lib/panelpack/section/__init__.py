"""What a notebook opens: one priority (or the whole pack) of one quarter.

Each method of a section returns one block to show. A notebook is a list of such calls; it defines
nothing, loops over nothing and catches nothing.
"""

from __future__ import annotations

from pathlib import Path

from panelpack.clearance import AUDIENCES
from panelpack.errors import DataError
from panelpack.news import as_known
from panelpack.plan import find_workbook, load_quarter
from panelpack.quarters import Quarter, parse_day
from panelpack.ready import plan_of
from panelpack.section.agreement import Agreement
from panelpack.section.changes import Changes
from panelpack.section.counts import Counts
from panelpack.section.covering import Covering
from panelpack.section.known import Known
from panelpack.section.method import Method
from panelpack.section.pages import Pages
from panelpack.section.predictions import Predictions
from panelpack.section.rates import Rates
from panelpack.section.signals import Signals
from panelpack.section.similar import Similar
from panelpack.section.yardsticks import Yardsticks

__all__ = ["Section", "open_section"]


class Section(
    Agreement,
    Rates,
    Counts,
    Yardsticks,
    Signals,
    Known,
    Similar,
    Covering,
    Pages,
    Method,
    Changes,
    Predictions,
):
    """A section of the pack: the common spine, its charts, its own questions, pack pages."""


def open_section(
    section: str, quarter: str, audience: str = "public", as_at: str = "", workbook: str = ""
) -> Section:
    """Open a section of the pack for a quarter.

    `section` is an id of the plan's order such as `sp12`; `quarter` like `2014-15-q1`;
    `audience` public or internal; `as_at` an ISO day (default: the quarter's own); `workbook` a
    folder (default: the one that the current folder lies in). Raises DataError when the plan
    has no such section, or a file of the workbook is at fault.
    """
    try:
        period = Quarter.parse(quarter)
        day = parse_day(as_at) if as_at else None
    except ValueError as error:
        raise DataError(str(error)) from None
    if audience not in AUDIENCES:
        raise DataError(f"audience {audience!r}: use {' or '.join(AUDIENCES)}")
    plan = plan_of(find_workbook(Path(workbook or ".")))
    if section not in plan.settings.order:
        known = ", ".join(plan.settings.order)
        raise DataError(f"the plan has no section {section!r}; it has {known}")
    day = day or as_known(plan, load_quarter(plan.folder, period))
    return Section(section, plan, period, audience, day)
