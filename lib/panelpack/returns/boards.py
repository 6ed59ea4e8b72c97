"""Hear what boards have said of a version: recorded beside it, bound to the bytes that they saw."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path

from panelpack.plan import Plan
from panelpack.returns.model import Clearance, Return
from panelpack.yamlfile import YamlFile

CLEARANCES = "clearances"
_RECORD = re.compile(r"(v[1-9]\d*)-([1-9]\d*)\.yaml")


def heard(sent: Return, plan: Plan) -> tuple[Clearance, ...]:
    """Return what boards have said of a version that still holds, oldest first.

    A clearance holds only for the bytes that it names, if they are those that came; a withdrawal
    always holds. Raises DataError for a record that can't be read.
    """
    said = [record(path, plan) for path in records(plan.folder / sent.path)]
    seen = (sent.values_sha256, sent.return_sha256)
    return tuple(
        word
        for word in said
        if word.says == "withdrawn"
        or (is_as_received(sent) and (word.values_sha256, word.return_sha256) == seen)
    )


def is_as_received(sent: Return) -> bool:
    """Say whether the values are still those whose hash was taken when they came."""
    return sent.head.sha256 in ("", sent.values_sha256)


def records(version: Path) -> list[Path]:
    """Return the files in which boards' words on a version are recorded, oldest first."""
    folder = version.parent / CLEARANCES
    mine = (p for p in folder.glob(f"{version.name}-*.yaml") if _RECORD.fullmatch(p.name))
    return sorted(mine, key=number_of)


def records_by(sent: Return, plan: Plan, on: date) -> list[Path]:
    """Return the files of what boards had said by a day: what a pack as at that day rests on."""
    return [p for p in records(plan.folder / sent.path) if record(p, plan).known_on <= on]


def number_of(record_file: Path) -> int:
    """Return which of a version's records a file is, from 1."""
    return int(_RECORD.fullmatch(record_file.name)[2])


def record(path: Path, plan: Plan) -> Clearance:
    """Return one record of what a board said; raise DataError if it can't be read."""
    return YamlFile(path, path.relative_to(plan.folder).as_posix()).bind(Clearance)


def sha256_of(path: Path) -> str:
    """Return the hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
