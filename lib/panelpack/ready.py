"""Figures that are ready before a notebook asks for them.

The kernels of a build are forked from a process that has opened and judged the pack's figures
once; each would otherwise do so again, in a third of its time. Whoever opens the same figures
there is given these. Elsewhere none are ready, and everyone opens their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from panelpack.clearance import Audience
from panelpack.judgement import judge_all
from panelpack.plan import Plan, load_plan
from panelpack.quarters import Quarter
from panelpack.series import Figures

_ready: list[Figures] = []


@contextmanager
def ready(figures: Figures) -> Iterator[None]:
    """Have these figures and their judgements ready, here and in what is forked meanwhile.

    Raises DataError when a table that they are from can't be read.
    """
    judge_all(figures)
    _ready.append(figures)
    try:
        yield
    finally:
        _ready.remove(figures)


def plan_of(folder: Path) -> Plan:
    """Return the plan of a workbook; raise DataError when it is at fault."""
    found = (figures.plan for figures in _ready if figures.plan.folder == folder)
    return next(found, None) or load_plan(folder)


def figures_of(plan: Plan, quarter: Quarter, audience: Audience, as_at: date) -> Figures:
    """Return the figures of a plan for a quarter, an audience and a day, as `Figures` does."""
    asked = (plan, quarter, audience, as_at)
    found = (f for f in _ready if (f.plan, f.quarter, f.audience, f.as_at) == asked)
    return next(found, None) or Figures(*asked)
