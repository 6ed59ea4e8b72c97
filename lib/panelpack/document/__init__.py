"""The blocks that a section is made of, their JSON, and the cover of a pack."""

from panelpack.document.badges import SIGNS, STATES, Badge, Sign, State
from panelpack.document.blocks import (
    MEDIA_TYPE,
    VEGA_LITE_MEDIA_TYPE,
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
from panelpack.document.cover import Cover
from panelpack.document.reading import from_json
from panelpack.document.spans import Span, Text, plain, text

__all__ = [
    "MEDIA_TYPE",
    "SIGNS",
    "STATES",
    "VEGA_LITE_MEDIA_TYPE",
    "Assessment",
    "Badge",
    "Block",
    "Cell",
    "Chart",
    "Column",
    "Cover",
    "Group",
    "Heading",
    "KeyFigure",
    "KeyFigures",
    "List",
    "Notice",
    "Numbered",
    "OnePage",
    "Prose",
    "Sign",
    "Span",
    "State",
    "Table",
    "Text",
    "Title",
    "from_json",
    "plain",
    "text",
]
