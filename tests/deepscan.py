"""Look for words and numbers in files, however deep they lie and however they are written."""

import base64
import binascii
import gzip
import hashlib
import html
import io
import re
import urllib.parse
import zipfile
import zlib

import pymupdf
import pypdf
from pypdf.errors import PyPdfError

DEEPEST = 5
LONGEST = 30
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}={0,2}")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){6,}")
# Separators that may stand between the digits of one number.
_GAPS = re.compile(r"(?<=\d)[,'\u00a0\u2009\u202f ](?=\d{3})")
_POWER = re.compile(r"\d+(?:\.\d+)?[eE][+-]?\d+")
_ESCAPES = re.compile("(?:%[0-9a-fA-F]{2})+")
_MILLIONS = re.compile(r"(\d+(?:\.\d+)?) ?(?:million|mn|m)\b", re.IGNORECASE)


def found(name, content, canaries, known=None):
    """Return the canaries (texts, and numbers of a million or more) in a file or its name.

    `known` may be a dict that is given for every file of a pack: what stands in many of them, such
    as the fonts of papers, is then looked into once.
    """
    known = {} if known is None else known
    return _within(name.encode(), canaries, known) | _within(content, canaries, known)


def _within(data, canaries, known, depth=0):
    """Look into bytes as text, then into what is packed or written in another way within them."""
    place = hashlib.sha256(data).digest()
    looked, held = known.get(place, (DEEPEST + 1, set()))
    if depth < looked:  # else it has been looked into, and as deeply
        texts = list(_texts(data))
        held = {c for c in canaries for text in texts if _is_in(c, text)}
        if depth < DEEPEST:
            for part in _parts(data):
                held |= _within(part, canaries, known, depth + 1)
        known[place] = depth, held
    return held


def _is_in(canary, text):
    if isinstance(canary, str):
        return canary.casefold() in "".join(text.split()).casefold()
    bare = _GAPS.sub("", text)
    return (
        str(canary) in bare
        or any(abs(number - canary) < 1 for number in _near(canary, bare))
        or any(m[1] == f"{canary / 1e6:.{_places(m[1])}f}" for m in _MILLIONS.finditer(text))
    )


def _near(canary, text):
    """Yield the numbers of a text that may be the canary, but for its own digits."""
    if f"{canary - 1}." in text:
        yield from map(float, re.findall(rf"(?<!\d)0*{canary - 1}\.\d+", text))
    yield from (float(n) for n in _POWER.findall(text) if len(n) < LONGEST)


def _places(number):
    return max(len(number.partition(".")[2]), 1)


def _texts(data):
    for text in (data.decode("utf-8", "replace"), data.decode("utf-16-le", "replace")):
        yield text
        for other in (html.unescape(text), _unquoted(text)):
            if other != text:
                yield other


def _unquoted(text):
    """Return a text without the escapes of addresses, one run of them after the other."""
    return _ESCAPES.sub(lambda run: urllib.parse.unquote(run[0]), text.replace("+", " "))


def _parts(data):
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                yield member.filename.encode() + member.comment + member.extra
                yield archive.read(member)
    if data.startswith(b"%PDF"):
        yield from _of_pdf(data)
    for unpack in (gzip.decompress, zlib.decompress):
        try:
            yield unpack(data)
        except (OSError, EOFError, zlib.error):
            continue
    if len(data) < 2_000_000:
        yield from _encoded(data)


def _encoded(data):
    for run in _BASE64.findall(data):
        for decode in (base64.b64decode, base64.urlsafe_b64decode):
            try:
                yield decode(run.rstrip(b"=") + b"=" * (-len(run.rstrip(b"=")) % 4))
            except (binascii.Error, ValueError):
                continue
    for run in _HEX.findall(data):
        yield bytes.fromhex(run.decode())


def _of_pdf(data):
    """Yield text, metadata, and every stream and string of a PDF, unpacked."""
    try:
        with pymupdf.open(stream=data, filetype="pdf") as pages:  # pypdf takes 0.2 s a page
            yield "\n".join(page.get_text() for page in pages).encode()
        reader = pypdf.PdfReader(io.BytesIO(data))
    except (pymupdf.FileDataError, PyPdfError):
        return
    yield str(dict(reader.metadata or {})).encode()
    for number in range(1, len(reader.xref_objStm) + sum(map(len, reader.xref.values())) + 1):
        try:
            thing = reader.get_object(number)
        except (PyPdfError, KeyError, ValueError):
            continue
        yield str(thing).encode("utf-8", "replace")
        if hasattr(thing, "get_data"):
            yield thing.get_data()
