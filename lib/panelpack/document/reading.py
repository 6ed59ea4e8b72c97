"""Blocks from the JSON that they wrote."""

from __future__ import annotations

from typing import Any

from panelpack.document.badges import Badge
from panelpack.document.blocks import (
    Assessment,
    Block,
    Cell,
    Chart,
    Column,
    Group,
    Heading,
    KeyFigure,
    KeyFigures,
    List,
    Notice,
    Numbered,
    OnePage,
    Prose,
    Table,
    Title,
)
from panelpack.document.spans import Span, Text
from panelpack.errors import DataError

_BLOCKS: dict[str, type[Block]] = {
    cls.type: cls
    for cls in (
        Title,
        Heading,
        Prose,
        Numbered,
        List,
        KeyFigures,
        Table,
        Chart,
        Assessment,
        Notice,
        Group,
        OnePage,
    )
}


def from_json(data: dict[str, Any]) -> Block:
    """Return the block that `to_json` wrote.

    Raises DataError when the JSON is not one of our blocks.
    """
    cls = _BLOCKS.get(data.get("type", ""))
    if cls is None:
        raise DataError(f"unknown block type {data.get('type')!r}")
    readers = _READERS.get(cls, {})
    try:
        return cls(**{k: readers.get(k, _same)(v) for k, v in data.items() if k != "type"})
    except (TypeError, KeyError, ValueError) as error:
        raise DataError(f"a {cls.type} block is malformed: {error}") from error


def _same(value: Any) -> Any:
    return value


def _text(spans: list[dict]) -> Text:
    return tuple(Span(**span) for span in spans)


def _cell(cell: str | dict) -> Cell:
    return Badge(**cell) if isinstance(cell, dict) else cell


_READERS: dict[type[Block], dict[str, Any]] = {
    Prose: {"paragraphs": lambda v: tuple(_text(p) for p in v)},
    Numbered: {"text": _text},
    List: {"items": lambda v: tuple(_text(i) for i in v)},
    KeyFigures: {"items": lambda v: tuple(KeyFigure(**i) for i in v)},
    Table: {
        "columns": lambda v: tuple(Column(**c) for c in v),
        "rows": lambda v: tuple(tuple(_cell(c) for c in row) for row in v),
        "notes": tuple,
    },
    Chart: {"table": from_json},
    Assessment: {"badge": lambda v: Badge(**v)},
    Group: {"blocks": lambda v: tuple(map(from_json, v))},
    OnePage: {"blocks": lambda v: tuple(map(from_json, v))},
}
