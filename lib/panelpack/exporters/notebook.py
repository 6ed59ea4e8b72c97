"""The exporters that `jupyter nbconvert --to panelpack-html`, `-pdf` and `-docx` find."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from nbconvert.exporters import Exporter
from traitlets.config import Application

from panelpack.document import Block
from panelpack.errors import DataError
from panelpack.exporters import html, pdf, reading, word

COMMAND = "jupyter-nbconvert"
"""What the command calls itself; its class loads these exporters, so they can't load it."""

Made = TypeVar("Made", str, bytes)


class HTMLSection(Exporter):
    """An executed notebook of one section as one HTML file that needs nothing else."""

    export_from_notebook = "Panel pack section (HTML)"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(self, nb, resources=None, **kwargs) -> tuple[str, dict]:
        """Return the page and nbconvert's resources; raise DataError as `blocks_of` does."""
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        return _exported(nb, html.section_page), resources


class PDFSection(Exporter):
    """An executed notebook of one section as a tagged PDF."""

    export_from_notebook = "Panel pack section (PDF)"
    output_mimetype = "application/pdf"

    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(self, nb, resources=None, **kwargs) -> tuple[bytes, dict]:
        """Return the PDF and nbconvert's resources; raise DataError as `blocks_of` does."""
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        return _exported(nb, pdf.section_pdf), resources


class DOCXSection(Exporter):
    """An executed notebook of one section as a document for word processors."""

    export_from_notebook = "Panel pack section (DOCX)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def _file_extension_default(self) -> str:
        return ".docx"

    def from_notebook_node(self, nb, resources=None, **kwargs) -> tuple[bytes, dict]:
        """Return the document and nbconvert's resources; raise DataError as `blocks_of` does."""
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        return _exported(nb, word.section_docx), resources


def _exported(nb, make: Callable[[tuple[Block, ...]], Made]) -> Made:
    """Make a document of a notebook's blocks; on the command line, end in one sentence instead."""
    try:
        return make(reading.blocks_of(nb))
    except DataError as error:
        if _is_command():
            raise SystemExit(f"panelpack: {error}") from error
        raise


def _is_command() -> bool:
    """Say whether `jupyter nbconvert` is running, and not a server or a program of ours."""
    return Application.initialized() and Application.instance().name == COMMAND
