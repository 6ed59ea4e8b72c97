"""What a build keeps beside its pack, so that the next one need not do it again.

The folder `.public.cache` beside `public` holds `last.json`, all that the last build depended on,
and a file for each section with what its notebook looked up and gave, its charts as they were
drawn among it. Nothing in it is part of a pack, and a build gives the same pack without it.
It stands in the outputs, so of the workbook's files it holds no digest that is not sealed.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from panelpack.pack import fingerprint
from panelpack.pack.sealing import sealed

_LONDON = ZoneInfo("Europe/London")
_LAST, _SECTIONS = "last.json", "sections"
# A record with its digest: damage that is still JSON would else come into a pack.
_WRITTEN = re.compile(r'\{"digest": "([0-9a-f]{64})", "record": (.*)\}', re.DOTALL)


def folder_of(target: Path) -> Path:
    """Return where the build of a pack keeps things."""
    return target.with_name(f".{target.name}.cache")


@dataclass(frozen=True)
class Asked:
    """What was asked of a build, as it was put: things left out are not filled in."""

    workbook: Path
    target: Path
    quarter: str
    audience: str
    as_at: str
    sections: tuple[str, ...]

    @classmethod
    def of(cls, workbook: Path, quarter, audience: str, as_at, only, outputs) -> Asked:
        """Return a request as a person puts it; see `request.ask` for what may be left out."""
        folder = (outputs or workbook / "outputs").absolute() / str(quarter)
        return cls(
            workbook=workbook,
            target=folder / (f"{audience}-only" if only else audience),
            quarter=str(quarter),
            audience=audience,
            as_at=as_at.isoformat() if as_at else "",
            sections=tuple(sorted(only)),
        )

    def digest(self) -> dict[str, Any]:
        """Return all that decides on the pack: the words of the request, every file, the code."""
        return {
            "asked": [self.quarter, self.audience, self.as_at, *self.sections],
            "workbook": fingerprint.of_workbook(self.workbook),
            "library": fingerprint.of_library(),
        }


def is_unchanged(asked: Asked) -> bool:
    """Say whether the pack stands as the last build left it, and would come out the same again."""
    last = _read(folder_of(asked.target) / _LAST)
    if "built" not in last or last["built"] != _outputs(asked.target) or _is_over(last):
        return False
    of = asked.digest() | {"read": fingerprint.of_each(asked.workbook, last["read"])}
    return last.get("of") == sealed(of, asked.workbook)


def keep_last(
    asked: Asked,
    of: dict[str, Any],
    files: Mapping[str, bytes],
    until: date | None = None,
    read: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Note that a build has put these files in their place, and what it depended on.

    `until` is the first day on which the same files of the workbook may give another pack. `read`
    are the digests of other files of its folder that notebooks have read.
    """
    of = of | {"read": dict(read)}
    built = {name: fingerprint.of_bytes(content) for name, content in files.items()}
    day = until.isoformat() if until else ""
    record = {"of": sealed(of, asked.workbook), "built": built, "until": day, "read": sorted(read)}
    _write(folder_of(asked.target) / _LAST, record)


def _is_over(last: Mapping[str, Any]) -> bool:
    """Say whether the day has come on which the last pack may come out otherwise."""
    until = last.get("until", "")
    return bool(until) and datetime.now(_LONDON).date() >= date.fromisoformat(until)


def forget_all(target: Path) -> None:
    """Let the next build do everything anew."""
    shutil.rmtree(folder_of(target), ignore_errors=True)


class Kept:
    """What earlier builds of a pack have kept."""

    def __init__(self, target: Path):
        self._folder = folder_of(target)

    def section(self, section: str) -> dict[str, Any]:
        """Return what was kept of a section; {} if nothing readable was."""
        return _read(self._folder / _SECTIONS / f"{section}.json")

    def keep_section(self, section: str, record: Mapping[str, Any]) -> None:
        """Keep a section's record in place of the one before."""
        _write(self._folder / _SECTIONS / f"{section}.json", record)


def to_text(content: bytes) -> str:
    """Return bytes as text that JSON can hold."""
    return base64.b64encode(content).decode()


def to_bytes(content: str) -> bytes:
    """Return the bytes that `to_text` wrote."""
    return base64.b64decode(content)


def _outputs(target: Path) -> dict[str, str]:
    files = (path for path in target.rglob("*") if path.is_file())
    return {path.relative_to(target).as_posix(): fingerprint.of_file(path) for path in files}


def _read(path: Path) -> dict[str, Any]:
    """Return a record; {} if it is not there, was cut off or is not as it was written."""
    try:
        found = _WRITTEN.fullmatch(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    is_whole = found and found[1] == fingerprint.of_bytes(found[2].encode())
    return json.loads(found[2]) if is_whole else {}


def _write(path: Path, record: Mapping[str, Any]) -> None:
    """Write a record whole or not at all; without room for it, the next build does more."""
    partial = path.with_name(f"{path.name}.partial")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.parent.chmod(0o700)
        written = json.dumps(record, ensure_ascii=False)
        digest = fingerprint.of_bytes(written.encode())
        partial.write_text(f'{{"digest": "{digest}", "record": {written}}}', "utf-8")
        os.replace(partial, path)
