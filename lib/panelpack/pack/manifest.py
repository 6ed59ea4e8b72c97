"""`manifest.json`: what a pack is, what it was made from and with, and the hash of every file."""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path

import panelpack
from panelpack.pack.request import Request

FORMAT = 1
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def digests(folder: Path, files: Iterable[Path]) -> dict[str, str]:
    """Return the SHA-256 of files by their path inside `folder`; of one that is gone, nothing."""
    return {
        path.relative_to(folder).as_posix(): _sha256(path.read_bytes()) if path.exists() else ""
        for path in files
    }


def manifest(request: Request, inputs: Mapping[str, str], outputs: Mapping[str, bytes]) -> bytes:
    """Return the manifest of a pack as JSON, the same bytes for the same pack.

    `inputs` are the digests of the workbook's files, `outputs` the pack's files. Files are named
    by their path inside workbook and pack; there is no time, no user and no folder of the machine.
    """
    told = {
        "format": FORMAT,
        "quarter": str(request.quarter),
        "audience": request.audience,
        "as_at": request.as_at.isoformat(),
        "sections": list(request.sections),
        "panelpack": panelpack.__version__,
        "made_with": versions(),
        "inputs": dict(inputs),
        **({"prerelease": list(request.access)} if request.is_internal else {}),
        "outputs": {name: _sha256(content) for name, content in outputs.items()},
    }
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def versions() -> dict[str, str]:
    """Return the versions of Python and of the libraries that panelpack itself asks for."""
    asked = metadata.requires("panelpack") or []
    names = sorted(_NAME.match(each)[0] for each in asked if "extra ==" not in each)
    return {"python": platform.python_version()} | {n: metadata.version(n) for n in names}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
