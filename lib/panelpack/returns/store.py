"""Find returns in `data/returns/` and read the version that was known on a date."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from panelpack.errors import DataError
from panelpack.plan import Plan
from panelpack.quarters import Quarter
from panelpack.returns.model import Problem, Return, ReturnFile
from panelpack.returns.values import read_values
from panelpack.yamlfile import YamlFile

_VERSION = re.compile(r"v([1-9]\d*)")

# A file with the same fault in every row must not bury the other faults.
SHOWN_PROBLEMS = 20


def known_returns(plan: Plan, upto: Quarter, as_at: date) -> list[Return]:
    """Return, oldest quarter first, the returns for quarters up to `upto` as known on `as_at`.

    Of several versions the newest submitted on or before `as_at` counts. Raises DataError
    listing the problems when a return can't be read.
    """
    root = plan.folder / "data" / "returns"
    if not root.is_dir():
        return []
    quarters = sorted(q for q in (_quarter(p) for p in root.iterdir() if p.is_dir()) if q <= upto)
    found = []
    for quarter in quarters:
        partners = sorted(p for p in (root / str(quarter)).iterdir() if p.is_dir())
        versions = (_newest(partner, plan, as_at) for partner in partners)
        found += [version for version in versions if version is not None]
    return found


def read_return(folder: Path, plan: Plan) -> Return:
    """Read and check one version, a folder with `return.yaml` and `values.csv`.

    Raises DataError with every problem: where, what, how to mend it.
    """
    shown = folder.relative_to(plan.folder).as_posix()
    head_file = YamlFile(folder / "return.yaml", f"{shown}/return.yaml")
    head = head_file.bind(ReturnFile)
    _check_head(head_file, head, folder, plan)
    figures, problems = read_values(folder / "values.csv", f"{shown}/values.csv", head, plan)
    if problems:
        raise DataError(_listing(problems))
    return Return(head, _number(folder), shown, tuple(figures))


def _check_head(file: YamlFile, head: ReturnFile, folder: Path, plan: Plan) -> None:
    partner, quarter = folder.parent.name, folder.parent.parent.name
    if head.partner not in plan.settings.partners:
        known = ", ".join(plan.settings.partners)
        file.fail(("partner",), f"unknown partner {head.partner!r}; {known}")
    if (head.partner, head.quarter) != (partner, quarter):
        file.fail(("partner",), f"names {head.partner} and {head.quarter}, but lies elsewhere")
    if head.cleared_on is not None and head.cleared_on < head.submitted.on:
        file.fail(("cleared_on",), "is before the day of submitting, so it is of another version")
    for gap in head.gaps:
        if gap not in plan.measures:
            file.fail(("gaps", gap), f"unknown measure {gap!r}")
    for number, comment in enumerate(head.comments):
        for measure in comment.measures:
            if measure not in plan.measures:
                file.fail(("comments", number, "measures"), f"unknown measure {measure!r}")


def _newest(partner: Path, plan: Plan, as_at: date) -> Return | None:
    folders = sorted((p for p in partner.iterdir() if _VERSION.fullmatch(p.name)), key=_number)
    for folder in reversed(folders):
        version = read_return(folder, plan)
        if version.head.submitted.on <= as_at:
            return version
    return None


def _quarter(folder: Path) -> Quarter:
    try:
        return Quarter.parse(folder.name)
    except ValueError as error:
        raise DataError(f"data/returns/{folder.name}: {error}") from None


def _number(folder: Path) -> int:
    return int(_VERSION.fullmatch(folder.name)[1])


def _listing(problems: list[Problem]) -> str:
    lines = [str(problem) for problem in problems[:SHOWN_PROBLEMS]]
    if len(problems) > SHOWN_PROBLEMS:
        lines.append(f"… and {len(problems) - SHOWN_PROBLEMS} more problems")
    return "\n".join(lines)
