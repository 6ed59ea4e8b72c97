"""Typst with the project's own fonts: what papers and pictures of charts are set with."""

from __future__ import annotations

import shutil
from functools import cache

import typst

from panelpack.exporters.lettering import FACES, font_folder
from panelpack.scratch import Scratch


@cache
def fonts() -> typst.Fonts:
    """Return what `typst.compile` needs to set words in our font alone, never the machine's.

    The files are read once for all that a process sets; their folder goes with the process.
    """
    folder = Scratch().path
    for name in FACES:
        shutil.copyfile(font_folder() / name, folder / name)
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
    )
