import altair as alt
import pytest

from panelpack.charts import marks
from panelpack.charts.shared import Rows, Tooltip, X, Y

ROWS = [{"when": "2014-04-01", "value": 1.5}, {"when": "2014-05-01", "value": None}]


def whole(**channels):
    """A chart that Altair has copied several times."""
    points = marks.chart(ROWS).mark_point().encode(**channels)
    return alt.layer(points, points.mark_line()).properties(width=100).to_dict()


def test_a_chart_of_shared_parts_is_the_chart_of_altairs_own():
    def said(of):
        scale = alt.Scale(domain=[0, 2])
        tip = [of.Tooltip("value:Q", title="Value")]
        return whole(x=of.X("when:T"), y=of.Y("value:Q", scale=scale), tooltip=tip)

    class Ours:
        pass

    Ours.X, Ours.Y, Ours.Tooltip = X, Y, Tooltip
    assert said(Ours) == said(alt)


@pytest.mark.parametrize("part", [X("when:T"), Y("value:Q"), Tooltip("value:Q"), Rows(ROWS)])
def test_a_copy_is_the_part_itself(part):
    assert part.copy() is part


def test_rows_are_not_looked_through():
    strange = object()
    assert Rows([{"value": strange}]).to_dict() == [{"value": strange}]


def test_a_list_of_rows_may_change_afterwards():
    rows = list(ROWS)
    chart = marks.chart(rows).mark_point()
    rows.append({"when": "2014-06-01", "value": 9})
    (data,) = chart.to_dict()["datasets"].values()
    assert data == ROWS
