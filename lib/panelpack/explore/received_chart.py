"""The drawing of what has come: a table of cells with letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt

from panelpack.charts import marks
from panelpack.charts.theme import PAPER, TEXT
from panelpack.charts.words import clean
from panelpack.explore.parts import instructions
from panelpack.plan import Plan
from panelpack.quarters import Quarter

FILLS = ("#28a197", "#7fd0c9", "#ffdd00", "#e0e2e3", "#c3c6c8", "#f3f2f1", "#942514")
"""One for each letter of the key; only the last is dark."""
_ROW = 22
_COLUMN = 62
_NAME_WIDTH = 430
_KEY_WIDTH = 850


_TOOLTIP = [
    alt.Tooltip("row:N", title="Measure"),
    alt.Tooltip("quarter:N", title="Quarter"),
    alt.Tooltip("state:N", title="State"),
    alt.Tooltip("said:N", title="More"),
]


def cells(
    found: Sequence, plan: Plan, quarters: Sequence[Quarter], key: Mapping[str, str]
) -> alt.LayerChart:
    """Draw a row a measure and a column a quarter, newest at the right.

    `found`: cells with `measure`, `quarter`, `letter` and `said`. `key`: words by letter.
    """
    names = {m.id: _name(plan, m) for m in plan.measures.values()}
    rows = _rows(found, names, key)
    y = alt.Y(
        "row:N",
        sort=list(names.values()),
        axis=alt.Axis(
            title=None, ticks=False, domain=False, labelLimit=_NAME_WIDTH, labelFontSize=13
        ),
    )
    x = alt.X(
        "column:N",
        sort=[_short(q) for q in quarters],
        axis=alt.Axis(
            title=None, orient="top", ticks=False, domain=False, labelAngle=0, labelFontSize=13
        ),
    )
    scale = alt.Scale(domain=list(key), range=list(FILLS))
    box = marks.chart(rows).mark_rect(stroke=PAPER, strokeWidth=2)
    word = marks.chart(rows).mark_text(tooltip=None, fontSize=13, fontWeight=600)
    ink = alt.condition(f"datum.letter === '{list(key)[-1]}'", alt.value(PAPER), alt.value(TEXT))
    drawn = alt.layer(
        box.encode(
            x=x, y=y, tooltip=_TOOLTIP, color=alt.Color("letter:N", scale=scale, legend=None)
        ),
        word.encode(x=x, y=y, text=alt.Text("letter:N"), color=ink),
    )
    told = "; ".join(f"{letter} {words}" for letter, words in key.items())
    title = instructions(f"{told}. Point at a cell for more.", _KEY_WIDTH)
    return drawn.properties(width=_COLUMN * len(quarters), height=_ROW * len(names), title=title)


def _rows(found: Sequence, names: Mapping[str, str], key: Mapping[str, str]) -> list[dict]:
    return [
        {
            "row": names[cell.measure.id],
            "column": _short(cell.quarter),
            "letter": cell.letter,
            "state": key[cell.letter],
            "said": clean(cell.said),
            "quarter": cell.quarter.label,
        }
        for cell in found
    ]


def _name(plan: Plan, measure) -> str:
    return clean(f"{plan.priority_of(measure.id).number} {measure.name}")


def _short(quarter: Quarter) -> str:
    return f"Q{quarter.number} {quarter.financial_year[2:]}"
