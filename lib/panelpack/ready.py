"""Figures that are ready before a notebook asks for them.

The kernels of a build are forked from a process that has opened and judged the pack's figures
once; each would otherwise do so again, in a third of its time. Whoever opens the same figures
there is given these. Elsewhere none are ready, and everyone opens their own.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path

from panelpack.clearance import Audience
from panelpack.judgement import judge_all, remember
from panelpack.plan import Plan, load_plan
from panelpack.quarters import Quarter
from panelpack.series import Figures

_ready: list[Figures] = []


class _Packer(pickle.Pickler):
    """Writes files and folders of the workbook by their places in it."""

    def __init__(self, file: BytesIO, folder: Path):
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._folder = folder

    def persistent_id(self, obj: object) -> str | None:
        is_inside = isinstance(obj, Path) and obj.is_relative_to(self._folder)
        return obj.relative_to(self._folder).as_posix() if is_inside else None


class _Unpacker(pickle.Unpickler):
    def __init__(self, file: BytesIO, folder: Path):
        super().__init__(file)
        self._folder = folder

    def persistent_load(self, pid: str) -> Path:
        return self._folder / pid


def pack(figures: Figures) -> bytes:
    """Return figures and their judgements for a process with a copy of the workbook."""
    packed = BytesIO()
    _Packer(packed, figures.plan.folder).dump((figures, judge_all(figures)))
    return packed.getvalue()


def unpack(packed: bytes, folder: Path) -> Figures:
    """Return the judged figures that were packed, as if opened in the copy in this folder.

    To be given only what a process of one's own has packed: it may do anything.
    """
    figures, judged = _Unpacker(BytesIO(packed), folder).load()
    remember(figures, judged)
    return figures


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
