"""Unpack an XLSX, which is a ZIP archive, without believing what the archive says of itself."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from pathlib import PurePosixPath

from panelpack.returns.problems import Refused

# A workbook with many sheets, pictures and printer settings has some dozens.
MOST_ENTRIES = 300
MOST_UNPACKED = 32 * 2**20
_CHUNK = 2**16

_ENTRY = b"PK\x01\x02"
_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
_OLE = b"\xd0\xcf\x11\xe0"
_XML_NAMES = (".xml", ".rels", ".vml")

_UNSAFE = (
    ("vbaproject", "G11", "holds macros", "Save it as XLSX without macros."),
    ("vbadata", "G11", "holds macros", "Save it as XLSX without macros."),
    ("xl/macrosheets/", "G11", "holds macros", "Save it as XLSX without macros."),
    ("xl/externallinks/", "G12", "links to other workbooks", "Break the links (Data, Edit Links)."),
    ("xl/connections.xml", "G12", "fetches data from outside", "Remove the data connections."),
    ("xl/embeddings/", "G13", "holds embedded files", "Delete the embedded objects."),
    ("xl/activex/", "G13", "holds embedded controls", "Delete the controls."),
    ("oleobject", "G13", "holds embedded files", "Delete the embedded objects."),
)
_MACRO_TYPES = (b"macroenabled", b"vnd.ms-office.vbaproject")
_OUTSIDE = re.compile(rb"<[^<>]*TargetMode\s*=\s*[\"']External[\"'][^<>]*>", re.IGNORECASE)
_RENEW = "Save the workbook anew as XLSX, or as CSV UTF-8."

Parts = dict[str, bytes]


def unpack(data: bytes) -> Parts:
    """Return the parts of an XLSX by their names in lower case.

    Raises Refused for what no honest workbook holds: hundreds of entries, names that lead out of
    the archive, archives or macros inside, links to outside, document types in its XML, or more
    bytes than `MOST_UNPACKED`, which are counted while they come out.
    """
    if data.count(_ENTRY) > MOST_ENTRIES:
        raise Refused("G04", f"the archive has more than {MOST_ENTRIES} entries", _RENEW)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_directory(entries)
            parts = _contents(archive, entries)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Refused("G05", "the archive is damaged or lies about itself", _RENEW) from error
    except (ValueError, OverflowError, OSError, UnicodeError) as error:
        raise Refused("G05", "the archive is damaged or lies about itself", _RENEW) from error
    _check_parts(parts)
    return parts


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        _check_entry(entry)
        if entry.filename.lower() in seen:
            raise Refused("G06", "the archive holds a name twice", _RENEW, entry.filename)
        seen.add(entry.filename.lower())
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise _too_much()


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or re.search(r"[\\:\0-\x1f\x7f]", name):
        raise Refused("G07", "the archive holds a name that leads out of it", _RENEW, name)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Refused("G08", "the archive holds a link instead of a file", _RENEW, name)
    if entry.flag_bits & 0x1:
        raise Refused("G03", "the archive is protected by a password", "Take the password off.")
    if entry.compress_type not in _DEFLATED:
        raise Refused("G05", "the archive is packed in an unusual way", _RENEW, name)


def _contents(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Parts:
    parts: Parts = {}
    left = MOST_UNPACKED
    for entry in entries:
        if not entry.is_dir():
            parts[entry.filename.lower()] = _content(archive, entry, left)
            left -= len(parts[entry.filename.lower()])
    return parts


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    found = bytearray()
    with archive.open(entry) as file:
        while chunk := file.read(_CHUNK):
            found += chunk
            if len(found) > left:
                raise _too_much()
    return bytes(found)


def _too_much() -> Refused:
    message = f"the workbook unpacks to more than {MOST_UNPACKED // 2**20} MB"
    return Refused("G09", message, "Send the figures alone, as CSV.")


def _check_parts(parts: Parts) -> None:
    for name, content in parts.items():
        for mark, rule, fault, remedy in _UNSAFE:
            if mark in name:
                raise Refused(rule, f"the workbook {fault}", remedy, name)
        if content.startswith(_ARCHIVES):
            raise Refused("G10", "the archive holds another archive", _RENEW, name)
        if content.startswith(_OLE):
            remedy = "Delete the embedded objects."
            raise Refused("G13", "the workbook holds embedded files", remedy, name)
        if name.endswith(_XML_NAMES):
            _check_xml(name, content)
    _check_is_workbook(parts)


def _check_xml(name: str, content: bytes) -> None:
    # Without the NULs, UTF-16 reads like the ASCII that it stands for.
    plain = content.replace(b"\0", b"") if b"\0" in content else content
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Refused("G14", "the workbook declares XML entities or types", _RENEW, name)
    if name.endswith(".rels"):
        for link in _OUTSIDE.findall(plain):
            # A link to click is only text here; everything else is fetched by some program.
            if b"/hyperlink" not in link.lower():
                remedy = "Break the links (Data, Edit Links)."
                raise Refused("G12", "the workbook links to outside", remedy, name)


def _check_is_workbook(parts: Parts) -> None:
    types = parts.get("[content_types].xml", b"").lower()
    if any(mark in types for mark in _MACRO_TYPES):
        raise Refused("G11", "the workbook holds macros", "Save it as XLSX without macros.")
    if "xl/workbook.xml" not in parts:
        raise Refused("G03", "the archive is not an XLSX workbook", _RENEW)
