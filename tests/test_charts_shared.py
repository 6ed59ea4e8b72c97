import altair as alt

from panelpack.charts import marks
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
