"""Office documents are ZIP archives: written anew so that the same content gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

# The first day that an archive can name.
_NO_DAY = (1980, 1, 1, 0, 0, 0)
# Pressed already, or read by programs that look at the beginning of the file alone.
_AS_IT_IS = (".png", "mimetype")


def members(archive: bytes) -> dict[str, bytes]:
    """Return the files of an archive by name, in their order."""
    with ZipFile(io.BytesIO(archive)) as read:
        return {name: read.read(name) for name in read.namelist()}


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return files as an archive in the order given, without times or a trace of the machine."""
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        for name, content in files.items():
            entry = ZipInfo(name, _NO_DAY)
            entry.create_system = 0
            entry.external_attr = 0
            entry.compress_type = ZIP_STORED if name.endswith(_AS_IT_IS) else ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=6)
    return made.getvalue()


def written(book: Workbook) -> dict[str, bytes]:
    """Return the files of a workbook's archive by name, without charts or pictures."""
    made = io.BytesIO()
    _InMemory(book, ZipFile(made, "w", ZIP_DEFLATED)).save()
    return members(made.getvalue())


class _InMemory(ExcelWriter):
    """openpyxl's writer, which otherwise puts each sheet into a temporary file.

    A process that is killed would leave that file for good.
    """

    def write_worksheet(self, ws: Worksheet) -> None:
        ws._drawing, markup = SpreadsheetDrawing(), io.BytesIO()
        writer = WorksheetWriter(ws, markup)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], markup.getvalue())
        self.manifest.append(ws)
