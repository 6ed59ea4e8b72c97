"""Take returns into the register: kept byte for byte, a version each, never changed after."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from panelpack.errors import DataError
from panelpack.plan import Plan
from panelpack.quarters import Quarter
from panelpack.returns import check, forms, notes
from panelpack.returns.days import known_from, london_day, moment_now
from panelpack.returns.durable import alone_in, put_folder
from panelpack.returns.guard import Received, take
from panelpack.returns.notes import Notes
from panelpack.returns.problems import Refused
from panelpack.returns.store import Version, versions
from panelpack.returns.values import Expected, Found
from panelpack.returns.writing import as_json, as_yaml

CHECKED_BY = "panelpack check"
REFUSED = "refused"


@dataclass(frozen=True)
class Sending:
    """What is known of a file besides its content: whose it is, for when, and who sent it.

    `areas` are those that its figures may be of besides the whole; none where they aren't known.
    """

    plan: Plan
    partner: str
    quarter: Quarter
    by: str
    on: date
    board: str = ""
    reason: str = ""
    notes: Notes | None = None
    areas: frozenset[str] = frozenset()

    @property
    def folder(self) -> Path:
        """Where the register keeps the partner's returns for the quarter."""
        return self.plan.folder / "data" / "returns" / str(self.quarter) / self.partner


@dataclass(frozen=True)
class Outcome:
    """What became of a file: recorded, known already, or refused; and where it lies now."""

    state: Literal["recorded", "known", "refused"]
    path: Path | None
    found: Found


def receive(file: Path, sending: Sending) -> Outcome:
    """Check a file and record it as the next version of a return, or keep it aside.

    The same bytes are recorded once, whatever version they are. Raises DataError for an unknown
    partner or board, a file that is not there, a correction without a reason, and a day in the
    future or before that of the version that it corrects; nothing is written then.
    """
    _check(sending)
    found, received = Found(), None
    try:
        received = take(file)
    except Refused as fault:
        found.problems.add(fault.problem(check.name_of(file)))
        if not os.path.lexists(file):
            # A name mistyped here is nothing that a partner sent: there is nothing to keep.
            raise DataError(str(fault.problem(check.name_of(file)))) from None
    said = _checked(file, received, sending, found) if received else Notes()
    if found.problems or received is None:
        return Outcome("refused", _keep_aside(file, received, sending, found), found)
    with alone_in(sending.folder):
        return _record(received, sending, said, found)


def _check(sending: Sending) -> None:
    plan, partner = sending.plan, sending.partner
    if partner not in plan.settings.partners:
        known = ", ".join(plan.settings.partners)
        raise DataError(f"unknown partner {partner!r}; the plan has {known}")
    if sending.on > london_day():
        raise DataError(f"{sending.on} is in the future; give the day on which the return came")
    boards = boards_of_partner(plan, partner)
    if sending.board and sending.board not in boards:
        raise DataError(f"unknown board {sending.board!r}; {partner} has {', '.join(boards)}")


def boards_of_partner(plan: Plan, partner: str) -> list[str]:
    """Return the boards that see a partner's figures, its own first."""
    measures = (m for m in plan.measures.values() if m.partner == partner)
    own = plan.settings.partners[partner].board
    return list(dict.fromkeys([own, *(plan.board_of(measure) for measure in measures)]))


def _checked(file: Path, received: Received, sending: Sending, found: Found) -> Notes:
    """Check the figures and return the notes that came with them."""
    shown = check.name_of(file)
    expected = Expected(
        sending.plan, sending.on, sending.partner, sending.quarter, areas=sending.areas
    )
    sheets = check.opened(received, shown, found)
    for _figure in check.figures(sheets, shown, expected, found):
        pass
    own = forms.notes(sheets, shown, sending.plan, found)
    if sending.notes:
        notes.look_for_people(sending.notes, found.remarks)
    return sending.notes or own


def _record(received: Received, sending: Sending, notes: Notes, found: Found) -> Outcome:
    before = versions(sending.folder, sending.plan)
    for version in before:
        if _sha256(version) == received.sha256:
            return Outcome("known", version.folder, found)
    _check_correction(before, sending)
    number = before[-1].number + 1 if before else 1
    while True:
        target = sending.folder / f"v{number}"
        files = {f"values.{received.kind}": received.data}
        files["return.yaml"] = _head(received, sending, notes, number)
        if put_folder(target, files, sending.folder):
            return Outcome("recorded", target, found)
        number += 1


def _sha256(version: Version) -> str:
    return version.head.sha256 or take(version.values).sha256


def _check_correction(before: list[Version], sending: Sending) -> None:
    if not before:
        return
    last = before[-1]
    if not sending.reason.strip():
        raise DataError(
            f"{last.shown_as} is there already; say with --reason why this return corrects it"
        )
    if sending.on < last.head.submitted.on:
        raise DataError(
            f"{last.shown_as} came on {last.head.submitted.on}; its correction can't be older "
            f"({sending.on})"
        )


def _head(received: Received, sending: Sending, notes: Notes, number: int) -> bytes:
    gaps = {name: gap.model_dump(exclude_defaults=True) for name, gap in notes.gaps.items()}
    comments = [
        comment.model_dump(mode="json", exclude_defaults=True) for comment in notes.comments
    ]
    head = {
        "partner": sending.partner,
        "quarter": str(sending.quarter),
        "version": str(number),
        "submitted": {"on": sending.on.isoformat(), "by": sending.by},
        **known_from(sending.plan, sending.on),
        "validated": {"on": london_day().isoformat(), "by": CHECKED_BY},
        "received": moment_now(),
        "board": sending.board or sending.plan.settings.partners[sending.partner].board,
        "sha256": received.sha256,
        **({"reason": sending.reason.strip()} if sending.reason.strip() else {}),
        **({"gaps": gaps} if gaps else {}),
        **({"comments": comments} if comments else {}),
    }
    return as_yaml(head)


def _keep_aside(file: Path, received: Received | None, sending: Sending, found: Found):
    """Keep a refused file with its problems; one that can't be taken in leaves only these."""
    content = received.data if received else _bytes(file)
    report = {"file": check.name_of(file), "on": sending.on.isoformat(), "by": sending.by}
    files = {"problems.json": as_json(report | found.problems.as_json())}
    name = "unreadable"
    if content is not None:
        sha256 = Received("csv", content).sha256
        name = sha256[:12]
        files |= {f"received{_suffix(file)}": content}
    target = sending.folder / REFUSED / f"{name}-{_stem(file)}"
    with alone_in(sending.folder):
        target.parent.mkdir(exist_ok=True)
        put_folder(target, files, sending.folder)
    return target


def _bytes(file: Path) -> bytes | None:
    """Return what a file holds if it is one that may be kept."""
    try:
        return file.read_bytes() if file.is_file() and file.stat().st_size < 2**27 else None
    except (OSError, ValueError):
        return None


def _stem(file: Path) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", check.name_of(file).rpartition("/")[2])[:40]


def _suffix(file: Path) -> str:
    return file.suffix if re.fullmatch(r"\.[A-Za-z0-9]{1,8}", file.suffix) else ""
