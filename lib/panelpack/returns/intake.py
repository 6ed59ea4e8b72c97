"""What the commands of the intake do, with what a person typed read first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from panelpack.errors import DataError
from panelpack.plan import Plan
from panelpack.quarters import Quarter
from panelpack.returns import check, clearing, forms, register
from panelpack.returns.days import london_day
from panelpack.returns.guard import take
from panelpack.returns.model import Return
from panelpack.returns.notes import read_notes
from panelpack.returns.problems import Refused
from panelpack.returns.register import Outcome, Sending
from panelpack.returns.store import read_return
from panelpack.returns.values import Expected, Found

receive = register.receive

_RETURN = re.compile(r"(?:.*/)?(\d{4}-\d{2}-q[1-4])/([^/.][^/]*)/(v[1-9]\d*)")


@dataclass(frozen=True)
class Checked:
    """What a check found in one file; `rows` is how many rows are faultless."""

    file: str
    rows: int
    found: Found

    @property
    def accepted(self) -> bool:
        """Whether the file can be received as it is."""
        return not self.found.problems

    def lines(self) -> Iterator[str]:
        """Yield what a person is told."""
        yield from self.found.problems.lines()
        yield from (f"Remark: {line}" for line in self.found.remarks.lines())
        number = len(self.found.problems)
        rows = f"{self.rows:,} row{'' if self.rows == 1 else 's'}"
        faults = f"{number:,} problem{'' if number == 1 else 's'}"
        yield f"{self.file}: {rows} right, {faults}."

    def as_json(self) -> dict:
        """Return what a program is told."""
        problems, remarks = self.found.problems, self.found.remarks
        head = {"file": self.file, "accepted": self.accepted, "rows": self.rows}
        return head | {"count": len(problems)} | problems.as_json() | {
            "remarks": remarks.as_json()["problems"]
        }  # fmt: skip


def check_file(file: Path, expected: Expected) -> Checked:
    """Check one file; whatever is wrong with it is a problem, never an exception."""
    shown, found, rows = check.name_of(file), Found(), 0
    try:
        sheets = check.opened(take(file), shown, found)
        rows = sum(1 for _ in check.figures(sheets, shown, expected, found))
        forms.notes(sheets, shown, expected.plan, found)
    except Refused as fault:
        found.problems.add(fault.problem(shown))
    return Checked(shown, rows, found)


def expected(
    plan: Plan, on: date | None, partner: str, quarter: str, areas: Collection[str] = ()
) -> Expected:
    """Return what to check against; raise DataError for an unknown partner or quarter.

    `areas`: the districts and partnerships of the force, if they are known.
    """
    if partner and partner not in plan.settings.partners:
        known = ", ".join(plan.settings.partners)
        raise DataError(f"unknown partner {partner!r}; the plan has {known}")
    named = quarter_named(quarter) if quarter else None
    return Expected(plan, on or london_day(), partner or None, named, areas=frozenset(areas))


def sending(
    plan: Plan,
    partner: str,
    quarter: str,
    by: str,
    on: date | None,
    board: str,
    reason: str,
    notes: Path | None,
    areas: Collection[str] = (),
) -> Sending:
    """Return what was said about a file that is to be received; raise DataError if it can't be."""
    checked = expected(plan, on, partner, quarter, areas)
    for text in (by, reason):
        if not text.isprintable():
            raise DataError(f"{text!r}: write it in one line, without control characters")
    return Sending(
        plan=plan,
        partner=partner,
        quarter=checked.quarter,
        by=by.strip() or plan.settings.partners[partner].name,
        on=checked.on,
        board=board,
        reason=reason,
        notes=read_notes(notes, check.name_of(notes), plan) if notes else None,
        areas=checked.areas,
    )


def told(file: Path, outcome: Outcome, plan: Plan) -> Iterator[str]:
    """Yield what a person is told of a file that was received."""
    yield from outcome.found.problems.lines()
    yield from (f"Remark: {line}" for line in outcome.found.remarks.lines())
    shown = check.name_of(file)
    place = outcome.path.relative_to(plan.folder).as_posix()
    if outcome.state == "refused":
        yield f"{shown}: refused; kept with its problems in {place}"
    elif outcome.state == "known":
        yield f"{shown}: is {place} already; nothing was changed"
    else:
        yield f"{shown}: recorded as {place}"


def clear(
    version: Path, plan: Plan, board: str, on: date, withdraw: bool = False, by: str = ""
) -> Path:
    """Record a board's clearance of a version, or its withdrawal, and return the record.

    Raises DataError when there is no such version, the board isn't one that it waits for, or a
    clearance lies in the future.
    """
    sent = version_named(version, plan)
    if on > london_day() and not withdraw:
        raise DataError(f"{on} is in the future; a board clears what it has seen")
    return clearing.record(sent, plan, board, on, withdrawn=withdraw, by=by)


def version_named(version: Path, plan: Plan) -> Return:
    """Return the version of a return that a person named; raise DataError if there is none."""
    named = _RETURN.fullmatch(version.as_posix().rstrip("/"))
    if named is None:
        raise DataError(f"{check.name_of(version)}: name a version like 2014-15-q1/force/v1")
    folder = plan.folder / "data" / "returns" / Path(*named.groups())
    if not folder.is_dir():
        there = sorted(p.relative_to(folder.parents[2]).as_posix() for p in _versions(folder))
        has = f"there are {', '.join(there)}" if there else "nothing has been received for it"
        shown = folder.relative_to(plan.folder).as_posix()
        raise DataError(f"{shown}: there is no such version; {has}")
    return read_return(folder, plan)


def _versions(folder: Path) -> list[Path]:
    """Return the versions that may have been meant: the partner's, or the quarter's."""
    return [*folder.parent.glob("v[1-9]*")] or [*folder.parents[1].glob("*/v[1-9]*")]


def quarter_named(text: str) -> Quarter:
    """Return the quarter that a person named; raise DataError otherwise."""
    try:
        return Quarter.parse(text)
    except ValueError as error:
        raise DataError(str(error)) from None


def write(target: Path, content: bytes) -> Path:
    """Write a form where nothing is yet; raise DataError otherwise."""
    shown = check.name_of(target)
    try:
        with target.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise DataError(f"{shown}: is there already; name another file with --out") from None
    except OSError as error:
        raise DataError(f"{shown}: can't be written: {error.strerror}") from None
    return target
