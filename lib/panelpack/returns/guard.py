"""Take a partner's file from disk, and refuse what is no table before any parser sees it."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from panelpack.returns.problems import Refused

# A million rows of a hundred bytes, and a form with a logo: more is no return.
LARGEST_CSV = 128 * 2**20
LARGEST_XLSX = 16 * 2**20

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How the name of the stream in which Office keeps an encrypted workbook is written in OLE.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_AS_TABLE = "Save it as XLSX or as CSV UTF-8."
_STARTS = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a text document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"PK\x05\x06", "an empty archive"),
    (b"PK\x07\x08", "a divided archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)
_MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<script", b"<table", b"<workbook", b"<svg")

Kind = Literal["csv", "xlsx"]


@dataclass(frozen=True)
class Received:
    """A file as it came: its bytes, and whether they are to be read as text or as a workbook."""

    kind: Kind
    data: bytes

    @property
    def sha256(self) -> str:
        """The hash that a version and its clearance are bound to."""
        return hashlib.sha256(self.data).hexdigest()


def take(path: Path) -> Received:
    """Return the bytes of a file whose beginning is that of a CSV or an XLSX.

    What it is follows from its content, not from its name. Raises Refused.
    """
    data = _bytes(path)
    if data.startswith(ZIP):
        if len(data) > LARGEST_XLSX:
            raise _too_large(LARGEST_XLSX)
        return Received("xlsx", data)
    _refuse_other_kinds(data)
    return Received("csv", data)


def _bytes(path: Path) -> bytes:
    try:
        # Opening a pipe would wait for ever for somebody to write to it.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        raise Refused("F01", "the file is missing", "Name a file that is there.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Refused("F01", f"the file can't be opened: {reason}", "Send it again.") from None
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):
        os.close(handle)
        raise Refused("G01", "this is no ordinary file", _AS_TABLE)
    with os.fdopen(handle, "rb") as file:
        # One byte more than allowed is enough to know, however much there is.
        data = file.read(LARGEST_CSV + 1) if found.st_size <= LARGEST_CSV else b""
    if max(len(data), found.st_size) > LARGEST_CSV:
        raise _too_large(LARGEST_CSV)
    return data


def _too_large(limit: int) -> Refused:
    message = f"the file is larger than {limit // 2**20} MB"
    return Refused("G02", message, "Send the figures alone, as CSV.")


def _refuse_other_kinds(data: bytes) -> None:
    if data.startswith(OLE):
        if _ENCRYPTED in data:
            raise Refused("G03", "the file is protected by a password", "Take the password off.")
        raise Refused("G03", "the file is an old .xls or another Office file", _AS_TABLE)
    head = data[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    kinds = [kind for start, kind in _STARTS if data.startswith(start)]
    kinds += ["a web page or XML" for start in _MARKUP if head.startswith(start)]
    if kinds:
        raise Refused("G03", f"the file is {kinds[0]}, not a table", _AS_TABLE)
