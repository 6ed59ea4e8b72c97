"""Digests that tell a workbook's own builds whether something changed, and nobody else anything.

A bare digest of what is withheld would tell it to whoever tries all that it may be. Outputs are
handed on as a whole folder, so what is kept there of withheld files depends on a key besides.
"""

from __future__ import annotations

import hmac
import secrets
from contextlib import suppress
from pathlib import Path

from panelpack.pack import fingerprint

_LENGTH = 32


def sealed(values: object, workbook: Path) -> str:
    """Return the digest of plain JSON values under the workbook's key.

    The key lies in `.panelpack/` of the workbook, beside all that it guards, and is made when it
    is first asked for. A workbook that can't be written has another one each time.
    """
    return hmac.digest(_key(workbook), fingerprint.of_all(values).encode(), "sha256").hex()


def _key(workbook: Path) -> bytes:
    path = workbook / ".panelpack" / "key"
    with suppress(OSError):
        _make(path)
        if len(key := path.read_bytes()) == _LENGTH:
            return key
    return secrets.token_bytes(_LENGTH)


def _make(path: Path) -> None:
    """Make a key, for its owner alone and out of git, where there is none."""
    if path.exists():
        return
    path.parent.mkdir(exist_ok=True)
    (path.parent / ".gitignore").write_text("*\n", "utf-8")
    made = path.with_name(f"key-{secrets.token_hex(4)}")
    made.touch(0o600)
    made.write_bytes(secrets.token_bytes(_LENGTH))
    made.replace(path)
