"""The drawing of street-level crime: map, months and types, each choosing for the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from panelpack.charts import marks
from panelpack.charts.mapping import Label, Layout, Ring, lay_out
from panelpack.charts.theme import (
    DARK_GREY,
    FONT_SIZE,
    PAPER,
    SEQUENCE,
    SHADE,
    TEXT,
    TEXT_GAP,
    THIN,
    TOTAL_WIDTH,
)
from panelpack.charts.timeaxis import TimeAxis, iso, moment
from panelpack.charts.words import clean, period
from panelpack.explore.parts import WIDTH, bars, dark_if, heading, instructions
from panelpack.opendata.read import OUTSIDE

PER = 1000
_LABELS = 250
_ALIGNED = {-1: "right", 0: "center", 1: "left"}


def streets(
    counts: pd.DataFrame, shapes: Mapping[str, Sequence[Ring]], people: Mapping[str, float]
) -> alt.VConcatChart:
    """Draw counts by month, type and district; without shapes, bars stand for the map.

    `counts`: `month, district, crime_type, count`; `people`: the population by district.
    """
    when = alt.selection_interval(name="time", encodings=["x"])
    kind = alt.selection_point(name="kind", fields=["crime_type"])
    place = alt.selection_point(name="place", fields=["district"])
    rows = _rows(counts, people)
    drawn = _map if shapes else _places
    parts = [
        _months(rows, counts, when, kind, place),
        drawn(rows, shapes, when, kind, place),
        _kinds(rows, counts, when, kind, place),
    ]
    words = (
        "Drag across the months to choose a time. Click a district or a crime type to count it "
        "alone; hold shift for several. Each part counts what is chosen in the others. A double "
        "click lets go."
    )
    drawing = alt.vconcat(*parts, spacing=30).properties(title=instructions(words))
    return drawing.resolve_scale(color="independent")


def _rows(counts: pd.DataFrame, people: Mapping[str, float]) -> list[dict]:
    when = {month: iso(moment(month)) for month in counts["month"].unique()}
    return [
        {
            "when": when[month],
            "period": period(month),
            "district": clean(district),
            "crime_type": clean(crime),
            "count": int(count),
            "people": people.get(district),
        }
        for month, district, crime, count in counts.itertuples(index=False)
    ]


def _months(rows, counts: pd.DataFrame, when, kind, place) -> alt.LayerChart:
    months = counts["month"]
    index = pd.period_range(months.min(), months.max(), freq="M")
    x = TimeAxis(index, width=WIDTH).x()
    base = marks.chart(rows).transform_filter(kind).transform_filter(place)
    base = base.transform_aggregate(total="sum(count)", groupby=["when", "period"])
    y = alt.Y("total:Q", axis=alt.Axis(title=None, tickCount=4, domain=False, format=",d"))
    tooltip = [
        alt.Tooltip("period:N", title="Month"),
        alt.Tooltip("total:Q", title="Recorded", format=","),
    ]
    wide = min(34, 0.7 * WIDTH / len(index))
    drawn = base.mark_bar(size=wide).encode(
        x=x,
        y=y,
        tooltip=tooltip,
        color=dark_if(when),
    )
    title = heading("By month: what is chosen below")
    return alt.layer(drawn.add_params(when)).properties(width=WIDTH, height=130, title=title)


def _of_places(rows, when, kind) -> alt.Chart:
    base = marks.chart(rows).transform_filter(when).transform_filter(kind)
    base = base.transform_aggregate(total="sum(count)", people="max(people)", groupby=["district"])
    return base.transform_calculate(
        rate=f"datum.people > 0 ? {PER} * datum.total / datum.people : null"
    )


_PLACE_TOOLTIP = [
    alt.Tooltip("district:N", title="District"),
    alt.Tooltip("total:Q", title="Recorded", format=","),
    alt.Tooltip("rate:Q", title="Per 1,000 people", format=".1f"),
]


def _map(rows, shapes, when, kind, place) -> alt.LayerChart:
    """Shade each district by its rate in the time and types chosen; click to choose it."""
    layout = lay_out({clean(a): shapes[a] for a in shapes}, dict.fromkeys(map(clean, shapes), ""))
    ground = [_feature(layout, area) for area in layout.rings]
    placed = {"type": "identity", "scale": 1, "translate": [0, 0]}
    under = marks.chart(ground).mark_geoshape(
        fill=SHADE, stroke=DARK_GREY, strokeWidth=1, tooltip=None
    )
    found = alt.LookupData(alt.InlineData(values=ground), "name", ["type", "geometry"])
    shaded = (
        _of_places(rows, when, kind)
        .transform_lookup("district", found)
        .transform_filter("datum.geometry !== null")
        .mark_geoshape(stroke=DARK_GREY, cursor="pointer")
        .encode(
            color=_by_rate(),
            tooltip=_PLACE_TOOLTIP,
            opacity=alt.condition(place, alt.value(1), alt.value(0.35)),
            strokeWidth=alt.condition(
                {"param": "place", "empty": False}, alt.value(4), alt.value(THIN)
            ),
        )
    )
    layers = [
        under.properties(projection=placed),
        shaded.properties(projection=placed).add_params(place),
        *_names(layout),
    ]
    title = heading("By district: the darker, the more for its people")
    return alt.layer(*layers).properties(
        width=TOTAL_WIDTH, height=layout.height, title=title, view=alt.ViewConfig(stroke=None)
    )


def _by_rate() -> alt.Color:
    return alt.Color(
        "rate:Q",
        scale=alt.Scale(range=list(SEQUENCE), zero=True),
        legend=alt.Legend(
            title="Recorded per 1,000 people",
            orient="bottom",
            direction="horizontal",
            gradientLength=260,
            titleLimit=0,
            titleFontSize=FONT_SIZE,
            labelFontSize=FONT_SIZE,
            titleFontWeight="normal",
        ),
    )


def _feature(layout: Layout, area: str) -> dict:
    shape = {"type": "Polygon", "coordinates": layout.rings[area]}
    return {"type": "Feature", "geometry": shape, "name": area}


def _names(layout: Layout) -> list[alt.Chart]:
    """Write each district's name, with a halo that any shade leaves legible, to click on as well.

    A name that has no room in its district stands beside the map with a line to it.
    """
    style = {"baseline": "middle", "tooltip": None, "cursor": "pointer"}
    halo = {"stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round", "color": PAPER}
    layers = _leaders(layout)
    for side, align in _ALIGNED.items():
        rows = [row for label in layout.labels if label.side == side for row in _lines(label)]
        base = marks.chart(rows).encode(**_xy(layout), text=alt.Text("words:N"))
        looks = (halo, {"color": TEXT}) if rows else ()
        layers += [base.mark_text(align=align, **style, **look) for look in looks]
    return layers


def _lines(label: Label) -> list[dict]:
    written = [line.strip() for line in label.lines if line.strip()]
    across, down = label.middle
    top = down - (len(written) - 1) / 2 * TEXT_GAP
    return [
        {"across": across, "down": top + n * TEXT_GAP, "words": line, "district": label.area}
        for n, line in enumerate(written)
    ]


def _leaders(layout: Layout) -> list[alt.Chart]:
    rows = [
        {"across": label.anchor[0], "down": label.anchor[1], "district": label.area}
        | {"until": label.middle[0] - 4 * label.side, "bottom": label.middle[1]}
        for label in layout.labels
        if label.side
    ]
    if not rows:
        return []
    base = marks.chart(rows)
    return [
        mark
        for colour, thick, size in ((PAPER, 4, 70), (TEXT, THIN, 25))
        for mark in (
            base.mark_rule(color=colour, strokeWidth=thick, tooltip=None).encode(
                **_xy(layout), x2=alt.X2("until:Q"), y2=alt.Y2("bottom:Q")
            ),
            base.mark_point(color=colour, filled=True, opacity=1, size=size, tooltip=None).encode(
                **_xy(layout)
            ),
        )
    ]


def _xy(layout: Layout) -> dict:
    """Return the encodings of pixels from the left and from the top."""
    across = alt.Scale(domain=[0, TOTAL_WIDTH], nice=False, zero=False)
    down = alt.Scale(domain=[layout.height, 0], nice=False, zero=False)
    return {
        "x": alt.X("across:Q", scale=across, axis=None),
        "y": alt.Y("down:Q", scale=down, axis=None),
    }


def _places(rows, shapes, when, kind, place) -> alt.LayerChart:
    """Draw the districts as bars, where there are no boundaries for a map."""
    title = "By district (there are no boundaries for a map)"
    order = _ranked(rows, "district")
    base = _of_places(rows, when, kind)
    return bars(base, "district", order, place, title, _PLACE_TOOLTIP, _LABELS)


def _kinds(rows, counts: pd.DataFrame, when, kind, place) -> alt.LayerChart:
    base = marks.chart(rows).transform_filter(when).transform_filter(place)
    base = base.transform_aggregate(total="sum(count)", groupby=["crime_type"])
    tooltip = [
        alt.Tooltip("crime_type:N", title="Crime type"),
        alt.Tooltip("total:Q", title="Recorded", format=","),
    ]
    order = _ranked(rows, "crime_type")
    return bars(base, "crime_type", order, kind, "By crime type", tooltip, _LABELS)


def _ranked(rows, field: str) -> list[str]:
    totals = pd.DataFrame(rows).groupby(field)["count"].sum().sort_values(ascending=False)
    return sorted(totals.index, key=lambda name: (name == OUTSIDE, -totals[name]))
