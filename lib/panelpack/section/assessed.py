"""The assessments of a priority: one for each test, and those without a test in one table."""

from __future__ import annotations

from collections.abc import Sequence

from panelpack import tables
from panelpack.document import Assessment, Block, Table
from panelpack.judgement import Judgement

FEWEST_IN_A_TABLE = 2
"""So many measures without a test stand in a table; a single one has its box."""


def shared(judged: Sequence[Judgement]) -> list[Assessment]:
    """Return an assessment for each test; measures that one series judges are named together."""
    tests: list[list[Judgement]] = []
    for one in judged:
        same = next((t for t in tests if t[0].result == one.result), None)
        tests.append([one]) if same is None else same.append(one)
    return [_named(together) for together in tests]


def untested(judged: Sequence[Judgement], number: str) -> list[Block]:
    """Return what stands for measures without a test: why each has none."""
    if len(judged) < FEWEST_IN_A_TABLE:
        return [one.block(one.measure.name) for one in judged]
    columns = tuple(map(tables.text, ("Measure", "State", "Why")))
    rows = tuple((one.measure.name, one.badge, one.result.sentence) for one in judged)
    return [Table(f"Measures of {number} without a test, and why", columns, rows)]


def _named(together: Sequence[Judgement]) -> Assessment:
    lent = next((one for one in together if one.judged_on), together[0])
    return lent.block("; ".join(one.measure.name for one in together))
