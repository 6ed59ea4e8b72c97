"""Packs that were issued: what the world has been told, read back from `data/issued/`.

An edition lies in `data/issued/<quarter>/<edition>/`: the public pack byte for byte in `pack/`,
every figure that it could print in `figures.json`, and `issue.json`, which says who issued it
when and holds the hash of each file. `panelpack issue` writes them; nothing changes them after.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from panelpack.errors import DataError
from panelpack.quarters import Quarter, day_label

RECORD, FIGURES, PACK = "issue.json", "figures.json", "pack"
SUPPLIED = "supplied"
_EDITION = re.compile(r"[1-9]\d{0,4}")


@dataclass(frozen=True)
class Printed:
    """One figure of an issued pack as its readers know it; `status` says why there is none."""

    measure: str
    area: str
    period: str
    value: Decimal | None
    numerator: Decimal | None
    base: Decimal | None
    status: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Which figure it is: measure, area and period."""
        return self.measure, self.area, self.period


@dataclass(frozen=True, eq=False)
class Issue:
    """One edition: its folder, and what its record says of it."""

    folder: Path
    shown_as: str
    quarter: Quarter
    edition: int
    as_at: date
    record: dict[str, Any]

    @property
    def label(self) -> str:
        """Name the edition for a reader: the pack for Quarter 1 2014/15 (29 September 2014)."""
        return f"the pack for {self.quarter.label} ({day_label(self.as_at)})"

    @property
    def order(self) -> tuple[date, Quarter, int]:
        """By what readers knew them, the oldest first."""
        return self.as_at, self.quarter, self.edition

    @cached_property
    def figures(self) -> dict[tuple[str, str, str], Printed]:
        """Every figure that the pack could print; raise DataError if they were changed."""
        content = self._unchanged(FIGURES)
        return {p.key: p for p in (_printed(row) for row in json.loads(content))}

    @cached_property
    def measures(self) -> list[dict[str, str]]:
        """The rows of the pack's `measures.csv`; raise DataError if they were changed."""
        content = self._unchanged(f"{PACK}/tables/measures.csv")
        return list(csv.DictReader(content.decode().splitlines()))

    @property
    def files(self) -> list[Path]:
        """What later packs read of it."""
        names = (RECORD, FIGURES, f"{PACK}/tables/measures.csv")
        return [self.folder / name for name in names]

    def faults(self) -> Iterator[str]:
        """Yield what is no longer as it was issued: files changed, missing or added."""
        told = self.record["files"]
        paths = (p for p in self.folder.rglob("*") if p.is_file() or p.is_symlink())
        held = {p.relative_to(self.folder).as_posix(): p for p in paths}
        for name, digest in told.items():
            if name not in held:
                yield f"{self.shown_as}/{name}: is missing"
            elif _sha256(held[name].read_bytes()) != digest:
                yield f"{self.shown_as}/{name}: was changed after it was issued"
        for name in sorted(set(held) - set(told) - {RECORD}):
            yield f"{self.shown_as}/{name}: was not part of what was issued"
        for other, digest in self.record["follows"].items():
            path = self.folder.parent.parent / other / RECORD
            if not path.is_file() or _sha256(path.read_bytes()) != digest:
                yield f"data/issued/{other}/{RECORD}: was changed or removed after it was issued"

    def _unchanged(self, name: str) -> bytes:
        path = self.folder / name
        content = path.read_bytes() if path.is_file() else b""
        if _sha256(content) != self.record["files"].get(name):
            raise DataError(
                f"{self.shown_as}/{name}: is not what was issued; bring it back from your "
                "version control or backup ('panelpack issue --verify' lists every such file)"
            )
        return content


def issues(workbook: Path, quarter: Quarter | None = None) -> list[Issue]:
    """Return the issued packs of a workbook (or of one quarter), oldest first.

    Raises DataError for a record that can't be read.
    """
    root = workbook / "data" / "issued"
    folders = (root / str(quarter)).glob("*") if quarter else root.glob("*/*")
    found = (_issue(f, workbook) for f in folders if _EDITION.fullmatch(f.name) and f.is_dir())
    return sorted(found, key=lambda issue: issue.order)


def before(workbook: Path, as_at: date) -> list[Issue]:
    """Return the packs that were issued as at an earlier day, oldest first.

    One of the same day is not among them: that day's pack, built again, must not know itself.
    """
    return [issue for issue in issues(workbook) if issue.as_at < as_at]


def closed_until(workbook: Path) -> date | None:
    """Return the last day that an issued pack has told of; what comes later counts later."""
    return max((issue.as_at for issue in issues(workbook)), default=None)


def _issue(folder: Path, workbook: Path) -> Issue:
    shown = folder.relative_to(workbook).as_posix()
    try:
        record = json.loads((folder / RECORD).read_bytes())
        return Issue(
            folder=folder,
            shown_as=shown,
            quarter=Quarter.parse(folder.parent.name),
            edition=int(folder.name),
            as_at=date.fromisoformat(record["as_at"]),
            record=record | {"files": dict(record["files"]), "follows": dict(record["follows"])},
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{shown}/{RECORD}: can't be read ({error}); an issued pack is never changed, so bring "
            "it back from your version control or backup"
        ) from None


def _printed(row: dict[str, str | None]) -> Printed:
    numbers = ("value", "numerator", "base")
    return Printed(**row | {n: None if row[n] is None else Decimal(row[n]) for n in numbers})


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
