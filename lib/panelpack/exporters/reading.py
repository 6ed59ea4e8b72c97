"""From an executed notebook to its blocks; whatever else it shows is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from panelpack import markdown
from panelpack.document import MEDIA_TYPE, Block, Title, from_json
from panelpack.errors import DataError
from panelpack.exporters.characters import clean, clean_json
from panelpack.exporters.outline import flat

WORKBENCH = "workbench"
"""Tag of Markdown cells that only help the analyst: they are no part of the pack."""
# papermill's own red banner; the failure that it points at is told below.
_UNREAD_TAGS = {WORKBENCH, "papermill-error-cell-tag"}
_LONGEST_LINE = 60
# A warning begins with the file and line of a kernel's own copy of the cell.
_WHERE_WARNED = re.compile(r"\A\S+:\d+: ")

_Placed = tuple[str, Block]


def blocks_of(notebook) -> tuple[Block, ...]:
    """Return what an executed notebook shows, in reading order, groups taken apart.

    `notebook` is an nbformat notebook with its outputs. Blocks come from the outputs of our own
    media type and from Markdown cells not tagged `workbench`. Raises DataError, naming the cell,
    when a cell failed or shows anything else (a warning included), and when the blocks don't begin
    with the only title.
    """
    cells = [(n, cell) for n, cell in enumerate(notebook.cells, 1) if not _is_unread(cell)]
    for number, cell in cells:
        _check_outputs(cell, _place(number, cell))
    placed = [
        (place, block)
        for number, cell in cells
        for place in [_place(number, cell)]
        for shown in _shown(cell, place)
        for block in flat(shown)
    ]
    _check_title(placed)
    return tuple(block for _, block in placed)


def _shown(cell, place: str) -> Iterator[Block]:
    if cell.cell_type == "markdown":
        yield from _prose(cell, place)
    elif cell.cell_type == "code":
        for output in cell.outputs:
            yield _block(output.data[MEDIA_TYPE], place)
    elif cell.source.strip():
        raise DataError(
            f"{place} is a raw cell, which no pack can show: "
            f"make it a Markdown cell, or tag it {WORKBENCH!r}"
        )


def _prose(cell, place: str) -> tuple[Block, ...]:
    try:
        return markdown.blocks(clean(cell.source))
    except DataError as error:
        raise DataError(f"{place}: {error}") from error


def _block(data: Any, place: str) -> Block:
    if not isinstance(data, dict):
        raise DataError(f"{place} shows a block that can't be read: run the notebook again")
    try:
        return from_json(clean_json(data))
    except DataError as error:
        raise DataError(f"{place}: {error}; run the notebook again") from error


def _check_outputs(cell, place: str) -> None:
    """Raise DataError at the first output of a cell that is not a block."""
    for output in cell.outputs if cell.cell_type == "code" else ():
        if output.output_type == "error":
            fault = clean(f"{output.ename}: {output.evalue}")
            raise DataError(f"{place} failed with {fault}: mend it and run the notebook again")
        if output.output_type == "stream":
            raise DataError(f"{place} {_streamed(output)}")
        if MEDIA_TYPE not in output.data:
            raise DataError(
                f"{place} shows {_kind(output.data)}, which has no description and no table: "
                "show a block of the section instead, such as section.table(), "
                "or end the line with a semicolon"
            )


def _streamed(output) -> str:
    said = _first_line(_WHERE_WARNED.sub("", output.text))
    if output.name == "stderr":
        return f"warns {said!r}, which a pack can't show: mend its cause and run the notebook again"
    return f"prints {said!r}, which a pack can't show: take the print out, or show a block instead"


def _kind(data: dict) -> str:
    """Say in words what an output of another media type is."""
    if any("vega" in media for media in data):
        return "a plain chart"
    if any(media.startswith("image/") for media in data):
        return "a picture"
    if "text/html" in data:
        return "a bare table or HTML"
    return f"the plain value {_first_line(str(data.get('text/plain', '')))!r}"


def _check_title(placed: list[_Placed]) -> None:
    titles = [place for place, block in placed if isinstance(block, Title)]
    if not placed:
        raise DataError("the notebook shows nothing: run all its cells, then export it")
    if not titles:
        raise DataError("the notebook shows no title: let its first line be section.title()")
    if len(titles) > 1:
        raise DataError(f"{titles[1]} shows a second title: a section has one, at its beginning")
    place, block = placed[0]
    if not isinstance(block, Title):
        raise DataError(
            f"{place} shows something before the title: "
            f"move it below section.title(), or tag a Markdown cell {WORKBENCH!r}"
        )


def _is_unread(cell) -> bool:
    return cell.cell_type != "code" and bool(_UNREAD_TAGS & {*cell.metadata.get("tags", ())})


def _place(number: int, cell) -> str:
    return f"cell {number} ({_first_line(cell.source)})"


def _first_line(source: str) -> str:
    """Return the first line that says something: of code, the first that is no comment."""
    lines = [line.strip() for line in clean(source).splitlines() if line.strip()]
    line = next((text for text in lines if not text.startswith("#")), lines[0] if lines else "")
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}…"
