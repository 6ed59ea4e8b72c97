import altair as alt
import pandas as pd
from altair.utils import schemapi

from panelpack import charts
from panelpack.charts import marks, spec
from panelpack.charts.shared import Encoding

ROWS = [{"when": "2014-04-01", "value": 1.5}, {"when": "2014-05-01", "value": None}]


def layered(points):
    """A chart that Altair has copied several times."""
    encoded = points.mark_point().encode(
        x=alt.X("when:T"),
        y=alt.Y("value:Q", scale=alt.Scale(domain=[0, 2])),
        tooltip=[alt.Tooltip("value:Q", title="Value")],
    )
    return alt.vconcat(alt.layer(encoded, encoded.mark_line()).properties(width=100))


def test_a_chart_of_shared_parts_is_the_chart_of_altairs_own():
    own = alt.Chart(alt.InlineData(values=ROWS))
    assert layered(marks.chart(ROWS)).to_json() == layered(own).to_json()


def test_a_copy_has_the_encodings_and_the_rows_themselves():
    chart = marks.chart(ROWS).mark_point().encode(x="when:T")
    copy = chart.copy()
    assert copy.encoding is chart.encoding
    assert copy.data["values"] is chart.data["values"]
    assert isinstance(chart.encoding, Encoding)


def test_encodings_are_added_to_those_before_and_leave_the_first_chart_as_it_was():
    chart = marks.chart(ROWS).mark_point().encode(x="when:T")
    more = chart.encode(y="value:Q")
    assert set(more.to_dict()["encoding"]) == {"x", "y"}
    assert set(chart.to_dict()["encoding"]) == {"x"}


def test_rows_are_not_looked_through():
    strange = object()
    assert marks.chart([{"value": strange}]).copy().data == {"values": ({"value": strange},)}


def test_a_list_of_rows_may_change_afterwards():
    rows = list(ROWS)
    chart = marks.chart(rows).mark_point()
    rows.append({"when": "2014-06-01", "value": 9})
    (data,) = chart.to_dict()["datasets"].values()
    assert list(data) == ROWS


def test_a_spec_writes_each_encoding_once_and_as_it_now_is(monkeypatch):
    written = []
    write = alt.X.to_dict
    monkeypatch.setattr(alt.X, "to_dict", lambda *a, **k: written.append(1) or write(*a, **k))
    across = alt.X("when:T", title="Month")
    chart = marks.chart(ROWS).mark_line().encode(x=across)
    drawing = alt.layer(chart, chart.mark_point(), chart.mark_bar())
    xs = [layer["encoding"]["x"] for layer in spec(drawing)["layer"]]
    assert xs == [{"field": "when", "title": "Month", "type": "temporal"}] * 3
    assert written == [1]
    across["title"] = "Quarter"
    assert spec(drawing)["layer"][2]["encoding"]["x"]["title"] == "Quarter"


def test_drawing_a_chart_and_taking_its_spec_checks_nothing(monkeypatch):
    months = pd.period_range("2013-04", periods=15, freq="M")
    checked = []
    check = schemapi.validate_jsonschema
    monkeypatch.setattr(
        schemapi, "validate_jsonschema", lambda *a, **k: checked.append(1) or check(*a, **k)
    )
    drawing = charts.line(pd.Series(range(15), months, float), "crimes", "Title")
    assert spec(drawing)["params"][0]["views"] == ["plot"]
    assert not checked
    drawing.to_dict()
    assert checked


def test_a_chart_with_a_zoom_is_taken_further_as_any_other():
    months = pd.period_range("2013-04", periods=15, freq="M")
    drawing = charts.line(pd.Series(range(15), months, float), "crimes", "Title")
    more = alt.Chart(alt.InlineData(values=ROWS)).mark_rule().encode(y="value:Q")
    brush = alt.selection_interval(name="brush", encodings=["x"])
    layered = (drawing + more).add_params(brush).properties(width=300).to_dict()
    assert {p["name"]: p["views"] for p in layered["params"]} == {
        "zoom": ["plot"],
        "brush": ["plot"],
    }
    beside = alt.hconcat(drawing, more).to_dict()
    assert beside["params"][0]["views"] == ["plot_0"]
    assert drawing.interactive().to_dict()["params"][0]["name"] == "zoom"
