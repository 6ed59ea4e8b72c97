"""Tables for reading in a notebook: nothing cut off, words at the left, numbers at the right."""

from __future__ import annotations

import pandas as pd
from pandas.io.formats.style import Styler

_WORDS = "text-align: left; vertical-align: top; max-width: 30rem; white-space: normal"
_NUMBERS = "text-align: right; vertical-align: top; white-space: nowrap"


def readable(frame: pd.DataFrame, places: int = 0) -> Styler:
    """Return a frame for reading: numbers with `places` decimals, gaps as `[x]`.

    The frame itself stays as it is, for reckoning with. A numbered index is left out.
    """
    numbers = [c for c in frame.columns if pd.api.types.is_numeric_dtype(frame[c])]
    rest = [c for c in frame.columns if c not in numbers]
    styles = [
        {"selector": "th", "props": "text-align: left; vertical-align: bottom; max-width: 12rem"},
        {"selector": "th.row_heading", "props": "white-space: nowrap; vertical-align: top"},
    ]
    shown = (
        frame.style.format(precision=places, thousands=",", na_rep="[x]", subset=numbers)
        .format(na_rep="", escape="html", subset=rest)
        .format_index(escape="html", axis="index")
        .format_index(escape="html", axis="columns")
        .set_table_styles(styles)
    )
    for columns, look in ((numbers, _NUMBERS), (rest, _WORDS)):
        for column in columns:
            shown = shown.set_properties(
                subset=[column], **dict(p.split(": ") for p in look.split("; "))
            )
    return shown.hide(axis="index") if isinstance(frame.index, pd.RangeIndex) else shown
