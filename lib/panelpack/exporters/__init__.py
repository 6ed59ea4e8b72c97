"""Exporters: blocks in, HTML, PDF or DOCX out; the nbconvert exporters are made when asked for.

JupyterLab's display of a block loads this package in every kernel, so nothing heavy is imported
before someone exports.
"""

from __future__ import annotations

from importlib import import_module

__all__ = ["DOCXSection", "HTMLSection", "PDFSection"]


def __getattr__(name: str):
    if name in __all__:
        return getattr(import_module(f"{__name__}.notebook"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
