"""Typst with the project's own fonts: what papers and pictures of charts are set with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typst

from panelpack.exporters.lettering import font_folder
from panelpack.scratch import Scratch

# The faces that are set; chosen by name, since the package holds each face twice.
FACES = ("Regular", "It", "Semibold", "SemiboldIt", "Bold")


@contextmanager
def fonts() -> Iterator[dict[str, Any]]:
    """Give what `typst.compile` needs to set words in our font alone, never the machine's.

    The folder of the fonts is removed in any case.
    """
    with Scratch() as folder:
        for face in FACES:
            name = f"SourceSansPro-{face}.ttf"
            shutil.copyfile(font_folder() / name, folder / name)
        only = {"include_system_fonts": False, "include_embedded_fonts": False}
        yield {"font_paths": typst.Fonts(**only, font_paths=[folder])}
