"""A pack as a whole: every file opens, is of a known kind, and none is missing or over."""

import json
import re
import zipfile
from pathlib import Path

import pikepdf
from lxml import etree

from gate.page import Finding

BUILD = "Build the pack anew"
# All that a pack holds.
KNOWN = re.compile(
    r"index\.html|report\.(?:pdf|docx)|summary\.pdf|manifest\.json|sections/[a-z\d-]+\.(?:html|pdf)|"
    r"tables/(?:[a-z]+\.csv|datapackage\.json|pack\.(?:xlsx|ods))"
)
ALWAYS = {"index.html", "report.pdf", "report.docx", "summary.pdf", "manifest.json"}
ALWAYS |= {
    f"tables/{name}" for name in ("measures.csv", "datapackage.json", "pack.xlsx", "pack.ods")
}
FIRST, LAST = b"<!DOCTYPE html>", b"</html>"


def check(folder: Path) -> list[Finding]:
    """All files that don't open, have no place in a pack, or are not there."""
    found = [*_kinds(folder), *_missing(folder)]
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (fault := unreadable(path)):
            name = path.relative_to(folder).as_posix()
            found.append(Finding(name, "", "file", fault, BUILD))
    return found


def unreadable(path: Path) -> str:
    """Say why a file can't be read to its end, or nothing when it can."""
    try:
        return READERS.get(path.suffix, lambda _: "")(path)
    except (
        OSError,
        UnicodeError,
        ValueError,
        pikepdf.PdfError,
        pikepdf.PasswordError,
        zipfile.BadZipFile,
    ) as error:
        return f"it can't be read: {error}".replace(str(path), path.name)


def _kinds(folder: Path):
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        is_held = path.is_dir() and not path.is_symlink() and any(path.iterdir())
        if not is_held and (path.is_symlink() or not KNOWN.fullmatch(name)):
            yield Finding(name, "", "file", "it has no place in a pack", "Take it out")


def _missing(folder: Path):
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    wanted = ALWAYS | {re.sub(r"(?<=^sections/)(.*)\.pdf$", r"\1.html", name) for name in there}
    wanted |= {re.sub(r"^(sections/.*)\.html$", r"\1.pdf", name) for name in wanted}
    wanted |= {f"sections/{name}.html" for name in _sections(folder)}
    for name in sorted(wanted - there):
        yield Finding(name, "", "pack", "it is missing", BUILD)
    listed = {f"sections/{name}.html" for name in _sections(folder)}
    pages = {name for name in there if re.fullmatch(r"sections/.*\.html", name)}
    for name in sorted(pages - listed):
        yield Finding(name, "", "pack", "the manifest names no such section", BUILD)
    if not pages:
        yield Finding("sections", "", "pack", "no section has a page", BUILD)


def _sections(folder: Path) -> list[str]:
    try:
        told = json.loads((folder / "manifest.json").read_text("utf-8"))
        return [str(name) for name in told["sections"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []  # that the manifest can't be read is a finding of its own


def _text(path: Path) -> str:
    content = path.read_bytes()
    content.decode("utf-8")
    if not content.strip():
        return "it is empty"
    if path.suffix == ".html" and not (
        content.startswith(FIRST) and content.rstrip().endswith(LAST)
    ):
        return "it does not begin and end as a page"
    if path.suffix == ".csv" and not content.endswith(b"\n"):
        return "its last line is cut off"
    return ""


def _json(path: Path) -> str:
    told = json.loads(path.read_text("utf-8"), object_pairs_hook=_once)
    return "" if isinstance(told, dict) else "it is no object of names and values"


def _once(pairs: list[tuple]) -> dict:
    """The names and values of an object, each name once: a reader keeps one of two."""
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a name is given twice")
    return dict(pairs)


def _pdf(path: Path) -> str:
    """A PDF ends where it says, was written once, and needs no password."""
    content = path.read_bytes()
    if not content.startswith(b"%PDF-1.7") or not content.rstrip().endswith(b"%%EOF"):
        return "it does not begin and end as a PDF 1.7"
    if content.count(b"%%EOF") > 1:
        return "it holds an earlier state of itself"
    with pikepdf.open(path, attempt_recovery=False) as pdf:
        if pdf.is_encrypted:
            return "it is locked"
        for page in pdf.pages:
            page.Contents.read_bytes() if "/Contents" in page else b""
    return ""


def _archive(path: Path) -> str:
    """An office file is an archive of parts that can be read, and of nothing else."""
    with zipfile.ZipFile(path) as archive:
        if archive.testzip() or archive.comment:
            return "a part is broken, or a remark stands behind the parts"
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                try:
                    etree.fromstring(archive.read(name))
                except etree.XMLSyntaxError as error:
                    return f"{name} can't be read: {error}"
        last = max(info.header_offset for info in archive.infolist())
        ended = path.read_bytes().rfind(b"PK\x05\x06") + 22 == path.stat().st_size
        return "" if ended and last else "bytes stand behind its end"


READERS = {
    ".html": _text, ".csv": _text, ".json": _json, ".pdf": _pdf,
    ".docx": _archive, ".xlsx": _archive, ".ods": _archive,
}  # fmt: skip
