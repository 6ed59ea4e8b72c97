"""Drawings with a row a line of a table: labels at the left, values along a common axis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import altair as alt

from panelpack.charts import marks
from panelpack.charts.scales import ValueScale
from panelpack.charts.theme import DARK_GREY, FONT_SIZE, TEXT, TEXT_GAP, TOTAL_WIDTH
from panelpack.charts.words import axis_title, exact_places, width_of, wrap

LABEL_WIDTH = 210
_LABEL_GAP = 8
_ROW_GAP = 12
_WORD_GAP = 10
NO_FIGURE = "no figure"


@dataclass(frozen=True)
class Written:
    """Words at the end of a mark: in row `row`, `down` pixels below the row's middle."""

    row: int
    value: float
    words: str
    leftwards: bool = False
    down: float = 0


@dataclass(frozen=True)
class TableRows:
    """Where rows lie, in pixels from the top, and how values lie along the axis.

    `body`: the height that the marks of a row need; `top`: room above the first row.
    """

    labels: tuple[str, ...]
    scale: ValueScale
    unit: str
    written: tuple[Written, ...]
    body: float
    top: float = 0

    @cached_property
    def lines(self) -> list[list[str]]:
        """The labels, broken into lines."""
        return [wrap(label, LABEL_WIDTH) for label in self.labels]

    @cached_property
    def width(self) -> int:
        """Pixels that the labels leave for the plot."""
        longest = max(width_of(line) for lines in self.lines for line in lines)
        return int(TOTAL_WIDTH - longest - _LABEL_GAP)

    @cached_property
    def middles(self) -> list[float]:
        """The middle of each row."""
        found, edge = [], self.top
        for height in self._heights:
            found.append(edge + height / 2)
            edge += height
        return found

    @property
    def height(self) -> float:
        """Pixels of all rows."""
        return self.top + sum(self._heights)

    @property
    def _heights(self) -> list[float]:
        return [max(len(lines) * TEXT_GAP, self.body) + _ROW_GAP for lines in self.lines]

    @cached_property
    def domain(self) -> tuple[float, float]:
        """The ends of the axis, with room for the words beyond the marks."""
        left = max((width_of(w.words) for w in self.written if w.leftwards), default=0)
        right = max((width_of(w.words) for w in self.written if not w.leftwards), default=0)
        left, right = (side and side + 2 * _WORD_GAP for side in (left, right))
        each = (self.scale.high - self.scale.low) / max(self.width - left - right, 1)
        return self.scale.low - left * each, self.scale.high + right * each

    @cached_property
    def x(self) -> alt.X:
        """The encoding of the values."""
        axis = alt.Axis(
            values=list(self.scale.ticks),
            format=f",.{exact_places(self.scale.ticks) or 0}f",
            title=axis_title(self.unit, self.scale.has_zero) or None,
            titleAnchor="start",
            tickCount=len(self.scale.ticks),
            domain=False,
            labelOverlap="greedy",
            labelFlush=False,
        )
        scale = alt.Scale(domain=list(self.domain), nice=False, zero=False)
        return alt.X("value:Q", scale=scale, axis=axis)

    @cached_property
    def y(self) -> alt.Y:
        """The encoding of pixels from the top."""
        scale = alt.Scale(domain=[self.height, 0], nice=False, zero=False)
        return alt.Y("down:Q", scale=scale, axis=None)

    def words(self, strong: bool = False) -> list[alt.Chart]:
        """Return the words at the ends of the marks."""
        layers = []
        for side in (True, False):
            values = [
                {"value": w.value, "down": self.middles[w.row] + w.down, "words": w.words}
                for w in self.written
                if w.leftwards == side
            ]
            if values:
                style = {"align": "right" if side else "left", "baseline": "middle"}
                style |= {"dx": -_WORD_GAP if side else _WORD_GAP, "color": TEXT, "tooltip": None}
                mark = marks.chart(values).mark_text(fontSize=FONT_SIZE, **style)
                layers.append(mark.encode(x=self.x, y=self.y, text=alt.Text("words:N")))
        return layers

    def names(self) -> alt.Chart:
        """Return the labels at the left, a mark a line."""
        values = [
            {"down": middle + (n - (len(lines) - 1) / 2) * TEXT_GAP, "words": line}
            for middle, lines in zip(self.middles, self.lines, strict=True)
            for n, line in enumerate(lines)
        ]
        mark = marks.chart(values).mark_text(align="right", baseline="middle", tooltip=None)
        return mark.encode(x=alt.value(-_LABEL_GAP), y=self.y, text=alt.Text("words:N"))

    def bars(self, values: Sequence[dict], **style) -> alt.Chart:
        """Return bars from `value` to `until` and from `down` to `bottom`, with a tooltip."""
        tooltip = [
            alt.Tooltip("name:N", title="Row"),
            alt.Tooltip("shown:N", title="Value"),
        ]
        mark = marks.chart(values).mark_rect(**style)
        return mark.encode(
            x=self.x, x2=alt.X2("until:Q"), y=self.y, y2=alt.Y2("bottom:Q"), tooltip=tooltip
        )

    def upright(self, values: Iterable[dict], **style) -> alt.Chart:
        """Return vertical lines at `value`, from `down` to `bottom`."""
        mark = marks.chart(list(values)).mark_rule(tooltip=None, **style)
        return mark.encode(x=self.x, y=self.y, y2=alt.Y2("bottom:Q"))

    def zero(self) -> alt.Chart:
        """Return the line that bars stand on."""
        row = {"value": 0.0, "down": float(self.top), "bottom": self.height}
        return self.upright([row], color=DARK_GREY, strokeWidth=1)

    def drawing(self, layers: Iterable[alt.Chart]) -> alt.LayerChart:
        """Lay marks over one another beside the labels."""
        size = {"width": self.width, "height": self.height}
        return alt.layer(*layers, self.names(), **size)
