"""Issue a public pack: keep it for ever, as it is, where later packs and people find it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import panelpack
from panelpack import issued
from panelpack.clearance import Entry
from panelpack.errors import DataError
from panelpack.issued import FIGURES, PACK, RECORD, Issue
from panelpack.pack.csvfile import csv_bytes
from panelpack.pack.figures import MEASURE_COLUMNS, measure_rows
from panelpack.pack.inputs import input_files
from panelpack.pack.manifest import digests, versions
from panelpack.pack.request import Request
from panelpack.quarters import day_label
from panelpack.returns import london_day
from panelpack.returns.durable import alone_in, put_folder
from panelpack.series import Figures

FORMAT = 1
_READ_ONLY = 0o444


@dataclass(frozen=True)
class Act:
    """Who issues a pack (a role), on which day, and why if it was issued before."""

    by: str
    on: date
    reason: str = ""


def issue(request: Request, act: Act) -> Path:
    """Keep the built public pack as the next edition of its quarter, and return its folder.

    Raises DataError when there is no whole pack, when it is not what the workbook would give now,
    when a pack as at a later day was issued already, and for a second edition without a reason.
    Nothing is written then.
    """
    _check_act(act)
    files = _built(request)
    told = json.loads(files["manifest.json"])
    request = replace(request, as_at=date.fromisoformat(told["as_at"]))
    figures = Figures(request.plan, request.quarter, "public", request.as_at)
    _check_whole(request, told, files)
    _check_up_to_date(request, figures, told, files)
    _check_days(request, act)
    folder = request.plan.folder / "data" / "issued" / str(request.quarter)
    with alone_in(folder):
        editions = issued.issues(request.plan.folder, request.quarter)
        _check_new(editions, act, files)
        kept = {f"{PACK}/{name}": content for name, content in files.items()}
        kept[FIGURES] = _figures(figures)
        kept[RECORD] = _record(request, act, kept)
        number = max((each.edition for each in editions), default=0) + 1
        target = folder / str(number)
        if not put_folder(target, kept, folder):
            raise DataError(f"data/issued/{request.quarter}/{number}: is there already")
    for name in kept:
        (target / name).chmod(_READ_ONLY)
    return target


def verify(request: Request) -> list[str]:
    """Return what was changed in the issued packs of a quarter; raise DataError if none was issued.

    Each file is compared with the hash in its edition's record, and the records of earlier packs
    with the hashes that the edition took of them.
    """
    editions = issued.issues(request.plan.folder, request.quarter)
    if not editions:
        raise DataError(f"no pack for {request.quarter.label} has been issued")
    return [fault for each in editions for fault in each.faults()]


def _check_act(act: Act) -> None:
    if not act.by.strip() or "@" in act.by or not act.by.isprintable():
        raise DataError("say with --by in which role you issue the pack, such as 'Head of office'")
    if not act.reason.isprintable():
        raise DataError("write the reason in one line, without control characters")
    if act.on > london_day():
        raise DataError(f"{act.on} is in the future; give the day on which the pack was issued")


def _built(request: Request) -> dict[str, bytes]:
    """Return the files of the pack that was built."""
    paths = sorted(p for p in request.target.rglob("*") if p.is_file())
    files = {p.relative_to(request.target).as_posix(): p.read_bytes() for p in paths}
    if "manifest.json" not in files:
        raise DataError(
            f"{request.target}: holds no pack; {_build(request)}, read it, then issue it"
        )
    return files


def _check_whole(request: Request, told: dict[str, Any], files: dict[str, bytes]) -> None:
    if told["audience"] != "public" or told["quarter"] != str(request.quarter):
        raise DataError(f"{request.target}: is not the public pack for {request.quarter.label}")
    if tuple(told["sections"]) != request.plan.settings.order:
        raise DataError(f"{request.target}: holds other sections than the plan; {_build(request)}")
    found = {n: _sha256(c) for n, c in files.items() if n != "manifest.json"}
    names = sorted(n for n in found | told["outputs"] if found.get(n) != told["outputs"].get(n))
    if names:
        raise DataError(
            f"{request.target}: {', '.join(names)} changed after the pack was built; "
            f"{_build(request)}"
        )


def _check_up_to_date(
    request: Request, figures: Figures, told: dict[str, Any], files: dict[str, bytes]
) -> None:
    now = digests(request.plan.folder, input_files(request, figures))
    names = sorted(n for n in now | told["inputs"] if now.get(n) != told["inputs"].get(n))
    made_with = {"panelpack": told["panelpack"]} | told["made_with"]
    today = {"panelpack": panelpack.__version__} | versions()
    names += sorted(n for n in today | made_with if today.get(n) != made_with.get(n))
    # What a pack shows of a return in part is not named in its manifest, so it is compared itself.
    measures = csv_bytes(MEASURE_COLUMNS, measure_rows(figures))
    if not names and measures != files["tables/measures.csv"]:
        names = ["the figures that the public may see"]
    if names:
        raise DataError(
            f"the pack was built before {', '.join(names)} changed; {_build(request)}, "
            "read what changed, then issue it"
        )


def _check_days(request: Request, act: Act) -> None:
    if act.on < request.as_at:
        raise DataError(
            f"the pack holds figures as known on {request.as_at}, so it wasn't issued on {act.on}"
        )
    closed = issued.closed_until(request.plan.folder)
    if closed is not None and request.as_at < closed:
        raise DataError(
            f"a pack as at {day_label(closed)} has been issued; one as at an earlier day would "
            f"change what it builds on. Build this one with --as-at {closed} or later"
        )


def _check_new(editions: list[Issue], act: Act, files: dict[str, bytes]) -> None:
    if not editions:
        return
    last = editions[-1]
    if last.record["files"].get(f"{PACK}/manifest.json") == _sha256(files["manifest.json"]):
        raise DataError(f"{last.shown_as}: is this very pack; there is nothing to issue")
    if not act.reason.strip():
        raise DataError(
            f"{last.shown_as} was issued already and stays as it is; say with --reason why "
            "another edition is issued"
        )


def _record(request: Request, act: Act, kept: dict[str, bytes]) -> bytes:
    earlier = issued.issues(request.plan.folder)
    told = {
        "format": FORMAT,
        "quarter": str(request.quarter),
        "as_at": request.as_at.isoformat(),
        "issued": {"on": act.on.isoformat(), "by": act.by.strip()},
        "reason": act.reason.strip(),
        "follows": {
            f"{each.quarter}/{each.edition}": _sha256((each.folder / RECORD).read_bytes())
            for each in earlier
        },
        "files": {name: _sha256(content) for name, content in sorted(kept.items())},
    }
    return f"{json.dumps(told, ensure_ascii=False, indent=1)}\n".encode()


def _figures(figures: Figures) -> bytes:
    """Return every figure that the pack can print, a line each."""
    rows = (json.dumps(row, ensure_ascii=False) for row in _printed(figures))
    return "[\n{}\n]\n".format(",\n".join(rows)).encode()


def _printed(figures: Figures) -> Iterator[dict[str, str | None]]:
    for measure in figures.plan.measures.values():
        # Places of open data are its publisher's to tell of, and many.
        areas = ("",) if measure.open else ("", *figures.areas(measure.id))
        for entry in (e for area in areas for e in figures.entries(measure.id, area)):
            yield _row(entry)


def _row(entry: Entry) -> dict[str, str | None]:
    numbers = {n: getattr(entry, n) for n in ("value", "numerator", "base")}
    return {
        "measure": entry.measure,
        "area": entry.area,
        "period": entry.period.text,
        **{name: None if n is None else f"{n:f}" for name, n in numbers.items()},
        "status": entry.status,
    }


def _build(request: Request) -> str:
    return f"run 'panelpack build {request.quarter} --as-at {request.as_at}'"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
