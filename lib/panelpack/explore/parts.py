"""What the drawings of the workbench share: instructions, titles, and bars to click on."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from panelpack.charts.theme import DARK_BLUE, FONT_SIZE, TOTAL_WIDTH
from panelpack.charts.words import wrap

PALE = "#b1b4b6"
"""What is not chosen."""
WIDTH = 600
BAR = 23
"""Pixels from one bar to the next."""


def instructions(words: str, width: float = TOTAL_WIDTH) -> alt.Title:
    """Return plain lines above a whole drawing."""
    lines = wrap(words, width)
    return alt.Title(lines, fontWeight="normal", fontSize=FONT_SIZE, offset=14)


def heading(words: str, above: float = 8, width: float = TOTAL_WIDTH) -> alt.Title:
    """Return a title that begins where its plot does, so that those of a drawing line up."""
    return alt.Title(wrap(words, width), frame="group", offset=above)


def dark_if(chosen) -> alt.Color:
    """Return the colour of a mark that is dark while it is chosen, or nothing is."""
    return alt.condition(chosen, alt.value(DARK_BLUE), alt.value(PALE))


def bars(
    base: alt.Chart,
    field: str,
    order: Sequence[str],
    clicked: alt.Parameter,
    title: str,
    tooltip: Sequence[alt.Tooltip],
    labels: float,
    number: str = ",.0f",
) -> alt.LayerChart:
    """Draw the field `total` of `base` as a bar for each name in `order`, to click on.

    Each name keeps its line while others are chosen, so that the list doesn't jump. `labels`:
    pixels for the names; `number`: how the figure at each bar is written.
    """
    y = alt.Y(
        f"{field}:N",
        scale=alt.Scale(domain=list(order)),
        axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=6, minExtent=labels),
    )
    x = alt.X("total:Q", axis=None)
    drawn = base.mark_bar(cursor="pointer", height=BAR - 6)
    drawn = drawn.encode(x=x, y=y, tooltip=list(tooltip), color=dark_if(clicked))
    words = base.mark_text(align="left", dx=6, tooltip=None)
    words = words.encode(x=x, y=y, text=alt.Text("total:Q", format=number))
    return alt.layer(drawn.add_params(clicked), words).properties(
        width=WIDTH - labels, height=BAR * len(order), title=heading(title)
    )
