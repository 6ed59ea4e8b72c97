"""Find returns in `data/returns/` and read the version that was known on a date."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from panelpack.errors import DataError
from panelpack.plan import Plan
from panelpack.quarters import Quarter
from panelpack.returns import boards, check, notes
from panelpack.returns.guard import take
from panelpack.returns.model import Return, ReturnFile
from panelpack.returns.problems import Refused
from panelpack.returns.values import Expected, Found
from panelpack.yamlfile import YamlFile

_VERSION = re.compile(r"v([1-9]\d{0,8})")
VALUES = ("values.csv", "values.xlsx")
_KEPT = (
    "{shown} was received, and is never changed: put the measure back into the plan, or give it "
    "the id that it had"
)


@dataclass(frozen=True)
class Version:
    """The folder of one version of a return, what its `return.yaml` says, and that file's hash."""

    folder: Path
    shown_as: str
    head: ReturnFile
    sha256: str

    @property
    def number(self) -> int:
        """1 for the first that was sent, 2 for its correction, and so on."""
        return int(_VERSION.fullmatch(self.folder.name)[1])

    @property
    def values(self) -> Path:
        """The file of figures as it was received; raise DataError unless there is one."""
        found = [self.folder / name for name in VALUES if (self.folder / name).exists()]
        if len(found) != 1:
            some = "two files of values" if found else "no values.csv or values.xlsx"
            raise DataError(f"{self.shown_as}: holds {some}; keep the one that was received")
        return found[0]


def known_returns(plan: Plan, upto: Quarter, as_at: date) -> list[Return]:
    """Return, oldest quarter first, the returns for quarters up to `upto` as known on `as_at`.

    Of several versions the newest submitted on or before `as_at` counts, cleared or not: a
    correction that waits for its board hides the version before it. That one was cleared, but
    is now known to be wrong, and to go on printing it without a word would mislead; the public
    sees "awaiting clearance" instead. Raises DataError listing the problems when a return can't
    be read.
    """
    newest = (_newest(partner, plan, as_at) for partner in partners(plan, upto))
    return [_read(version, plan) for version in newest if version is not None]


def superseded_returns(plan: Plan, upto: Quarter, as_at: date) -> list[Return]:
    """Return the versions known on `as_at` that a later known one corrects, oldest first.

    Raises DataError as `known_returns` does.
    """
    found = []
    for partner in partners(plan, upto):
        known = [v for v in versions(partner, plan) if v.head.known_on <= as_at]
        found += [_read(version, plan) for version in known[:-1]]
    return found


def partners(plan: Plan, upto: Quarter) -> list[Path]:
    """Return the folders of partners' returns for quarters up to `upto`, oldest quarter first."""
    root = plan.folder / "data" / "returns"
    if not root.is_dir():
        return []
    quarters = sorted(q for q in map(_quarter, _folders_in(root)) if q <= upto)
    return [p for q in quarters for p in _folders_in(root / str(q))]


def read_return(folder: Path, plan: Plan) -> Return:
    """Read and check one version: a folder with `return.yaml` and `values.csv` or `.xlsx`.

    Raises DataError with every problem: where, what, how to mend it.
    """
    return _read(read_version(folder, plan), plan)


def versions(partner: Path, plan: Plan) -> list[Version]:
    """Return the versions in a partner's folder for a quarter, oldest first."""
    return [read_version(folder, plan) for folder in _folders(partner)]


def read_version(folder: Path, plan: Plan) -> Version:
    """Read what a version says of itself, not yet its figures; raise DataError if it is wrong."""
    shown = folder.relative_to(plan.folder).as_posix()
    file = YamlFile(folder / "return.yaml", f"{shown}/return.yaml")
    head = file.bind(ReturnFile)
    partner, quarter = folder.parent.name, folder.parent.parent.name
    if head.partner not in plan.settings.partners:
        known = ", ".join(plan.settings.partners)
        file.fail(("partner",), f"unknown partner {head.partner!r}; the plan has {known}")
    if (head.partner, head.quarter) != (partner, quarter):
        file.fail(("partner",), f"names {head.partner} and {head.quarter}, but lies elsewhere")
    notes.check(file, head.gaps, head.comments, plan)
    return Version(folder, shown, head, boards.sha256_of(folder / "return.yaml"))


def _read(version: Version, plan: Plan) -> Return:
    head, file = version.head, version.values
    shown, found = f"{version.shown_as}/{file.name}", Found()
    expected = Expected(plan, head.submitted.on, head.partner, Quarter.parse(head.quarter))
    try:
        received = take(file)
    except Refused as fault:
        raise DataError(str(fault.problem(shown))) from None
    figures = tuple(check.figures(check.opened(received, shown, found), shown, expected, found))
    if found.problems:
        lines = list(found.problems.lines())
        if "M01" in found.problems.counts:
            lines.append(_KEPT.format(shown=version.shown_as))
        raise DataError("\n".join(lines))
    sent = Return(
        head=head,
        version=version.number,
        path=version.shown_as,
        figures=figures,
        values_sha256=received.sha256,
        return_sha256=version.sha256,
    )
    return replace(sent, clearances=boards.heard(sent, plan))


def _folders_in(place: Path) -> list[Path]:
    """Return the folders in a place; hidden ones are other programs' own."""
    return sorted(p for p in place.iterdir() if p.is_dir() and not p.name.startswith("."))


def _folders(partner: Path) -> list[Path]:
    found = (p for p in partner.iterdir() if _VERSION.fullmatch(p.name) and p.is_dir())
    return sorted(found, key=lambda p: int(p.name[1:]))


def _newest(partner: Path, plan: Plan, as_at: date) -> Version | None:
    for folder in reversed(_folders(partner)):
        version = read_version(folder, plan)
        if version.head.known_on <= as_at:
            return version
    return None


def _quarter(folder: Path) -> Quarter:
    try:
        return Quarter.parse(folder.name)
    except ValueError as error:
        raise DataError(f"data/returns/{folder.name}: {error}") from None
