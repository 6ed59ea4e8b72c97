"""Charts: what they hold, what they say, and that they are the same every time."""

import json
import os
import re
import subprocess
import sys
from datetime import date
from itertools import groupby
from xml.etree import ElementTree

import altair as alt
import numpy as np
import pandas as pd
import pytest
import vl_convert
from jsonschema import ValidationError

from panelpack import charts, comparison, spc
from panelpack.charts import placing, scales, theme, words
from panelpack.charts.signals import SIGNALS
from panelpack.exporters.lettering import plain_folder

HOSTILE = '<b>bold</b> "quoted" & =1+1 <script>alert(1)</script>'
SVG = "{http://www.w3.org/2000/svg}"
VEGA_LITE = "5.21"
PRINT_WIDTH_MM, LEAST_LETTER_MM = 170, 3.2
MOST_PIXELS = 660
# Words of narrow letters, as a share of the width that is reckoned with.
NARROWEST = 0.7


def months(values, start="2013-04"):
    return pd.Series(
        values, index=pd.period_range(start, periods=len(values), freq="M"), dtype=float
    )


def quarters(values, start="2014Q1"):
    index = pd.period_range(start, periods=len(values), freq="Q-MAR")
    return pd.Series(values, index=index, dtype=float)


def wandering(count, mean=500, spread=60, seed=1):
    return np.random.default_rng(seed).normal(mean, spread, count).round()


def ranges(start="2014-07", count=3, mean=500.0, freq="M"):
    index = pd.period_range(start, periods=count, freq=freq)
    ends = {"mean": 0, "lower80": -40, "upper80": 40, "lower95": -70, "upper95": 70}
    return pd.DataFrame({name: mean + by for name, by in ends.items()}, index=index)


def bar_frame(labels=("North", "South"), values=(12, -3)):
    return pd.DataFrame({"label": labels, "value": values})


def bridge():
    return pd.DataFrame(
        {
            "label": ["Required", "Banked", "Planned", "Still to find"],
            "amount": [20.33, -5.94, -10.2, 4.19],
            "kind": ["total", "step", "step", "total"],
        }
    )


def shares():
    return pd.DataFrame(
        {"label": ["All", "Burglary"], "value": [88.2, 91], "low": [85.1, 87], "high": [91, 94]}
    )


def pairs():
    return pd.DataFrame({"label": ["Dwelling", "Other"], "before": [803, 140], "now": [930, 101]})


def judged():
    values = [30, 31, 29, 32, 28, 30, 31, 29, 30, 32, 28, 31, 30, 60, 30]
    return spc.xmr(months(values), better="fewer", baseline=date(2014, 3, 31), target=25)


def areas():
    return pd.DataFrame({"Leicester": months(wandering(6)), "Melton": months(wandering(6, 400))})


def box(west, south, east, north):
    """The ring of an area with straight borders, in degrees."""
    corners = [(west, south), (west, north), (east, north), (east, south), (west, south)]
    return [[float(x), float(y)] for x, y in corners]


def districts():
    """Two wide areas and a small one between them: its label has no room inside."""
    shapes = {
        "Northfield": [box(0, 52.5, 1, 53)],
        "Southmoor": [box(0, 52, 1, 52.5)],
        "Little Wickton": [box(0.48, 52.48, 0.5, 52.52)],
    }
    return pd.Series({"Northfield": 3.1, "Southmoor": 18.2, "Little Wickton": np.nan}), shapes


def funnel_of(rates=(1.2, 0.9, 1.4, 0.95, 2.4), outside=(4,), own=0):
    sizes = [600, 900, 1000, 1050, 1700]
    points = pd.DataFrame(
        {
            "label": ["Ashshire", "Beechshire", "Cedarshire", "Elmshire", "Firshire"],
            "size": sizes,
            "value": rates,
            "own": [n == own for n in range(5)],
            "outside": [n in outside for n in range(5)],
        }
    )
    ends = {"lower_far": 0.5, "lower": 0.7, "centre": 1.3, "upper": 1.9, "upper_far": 2.2}
    return points, pd.DataFrame({"size": [500.0, 1800.0]} | {n: [v, v] for n, v in ends.items()})


# A drawing of each kind, and words that it must say.
KINDS = {
    "line": (lambda: charts.line(quarters([803, 921, 1363]), "offences"), ["1,363", "Offences"]),
    "rolling": (lambda: charts.rolling(quarters([4012, 4326]), "offences"), ["4,326"]),
    "year_on_year": (
        lambda: charts.year_on_year(months(wandering(15)), "offences"),
        ["2013/14", "2014/15", "Apr", "Mar"],
    ),
    "control_chart": (
        lambda: charts.control_chart(judged(), "incidents"),
        ["baseline", "baseline mean 30.1", "target 25", "concern", "last value 30"],
    ),
    "prediction": (
        lambda: charts.prediction(
            months(wandering(15)), ranges(), "offences", months([510], "2014-07")
        ),
        ["95% range", "80% range", "expected 500", "recorded 510", "recorded"],
    ),
    "intervals": (
        lambda: charts.intervals(shares(), "%", 85),
        ["88.2% (85.1% to 91.0%)", "reference 85%", "Burglary"],
    ),
    "bars": (lambda: charts.bars(bar_frame(), "offences"), ["North", "12", "−3"]),
    "paired_bars": (
        lambda: charts.paired_bars(pairs(), "offences"),
        ["930 (this quarter)", "803 (a year before)", "101", "140"],
    ),
    "waterfall": (
        lambda: charts.waterfall(bridge(), "£ million"),
        ["£20.33m", "−£5.94m", "−£10.20m", "£4.19m", "Still to find"],
    ),
    "small_multiples": (
        lambda: charts.small_multiples(areas(), "offences"),
        ["Leicester", "Melton"],
    ),
    "funnel": (
        lambda: charts.funnel(*funnel_of(), "offences per 1,000 people", "Population, thousands"),
        ["Ashshire 1.20", "Firshire 2.40", "95% limit 1.90", "all together 1.30", "1,000"],
    ),
    "district_map": (
        lambda: charts.district_map(*districts(), "offences per 1,000 people"),
        ["Northfield 3.1", "Southmoor 18.2", "Little Wickton", "0 to under 5", "no figure"],
    ),
    "linked": (
        lambda: charts.linked(
            charts.line(quarters([803, 921, 1363]), "offences", "Burglary"),
            charts.line(quarters([12, 15, 9]), "arrests", "Robbery"),
        ),
        ["Burglary", "Robbery", "1,363", "9"],
    ),
}
OVER_TIME = ("line", "rolling", "year_on_year", "control_chart", "prediction", "small_multiples")


def draw(chart):
    return ElementTree.fromstring(vl_convert.vegalite_to_svg(charts.spec(chart), VEGA_LITE))


def said(svg):
    """All words of a drawing; the lines of a text are texts of their own."""
    return ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]


def layers(spec, mark):
    return [layer for layer in spec["layer"] if layer["mark"]["type"] == mark]


def values(spec, layer):
    return spec["datasets"][layer["data"]["name"]]


def written(spec):
    """The words of text marks and where they stand."""
    return {row["words"]: row for layer in layers(spec, "text") for row in values(spec, layer)}


# All kinds


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawing_says_what_it_shows(kind):
    build, expected = KINDS[kind]
    missing = set(expected) - set(said(draw(build())))
    assert missing == set()


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawing_holds_nothing_active(kind):
    svg = draw(KINDS[kind][0]())
    names = {name.split("}")[-1] for node in svg.iter() for name in (node.tag, *node.attrib)}
    assert not names & {"script", "href", "image", "foreignObject", "a"}
    assert not [name for name in names if name.startswith("on")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_spec_is_plain_vega_lite_5_with_its_look(kind):
    spec = charts.spec(KINDS[kind][0]())
    assert spec["$schema"].endswith("/v5.20.1.json")
    assert spec["config"]["font"] == "Source Sans Pro, sans-serif"
    assert json.loads(json.dumps(spec, allow_nan=False)) == spec
    assert not re.search(
        r"(view|param|concat|layer)_\d", json.dumps(spec["layer" if "layer" in spec else "params"])
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_spec_passes_altairs_own_check(kind):
    alt.Chart.from_dict(charts.spec(KINDS[kind][0]()), validate=True)


def test_that_check_finds_a_fault():
    spec = charts.spec(KINDS["bars"][0]())
    spec["layer"][0]["encoding"]["x"]["type"] = "numerical"
    with pytest.raises(ValidationError):
        alt.Chart.from_dict(spec, validate=True)


@pytest.mark.parametrize("kind", KINDS)
def test_letters_can_be_read_on_paper(kind):
    svg = draw(KINDS[kind][0]())
    width = float(svg.get("viewBox").split()[2])
    sizes = [float(t.get("font-size").removesuffix("px")) for t in svg.iter(f"{SVG}text")]
    assert width <= MOST_PIXELS
    assert min(sizes) / width * PRINT_WIDTH_MM >= LEAST_LETTER_MM


@pytest.mark.parametrize("kind", KINDS)
def test_no_words_lie_outside_the_drawing(kind):
    svg = draw(KINDS[kind][0]())
    left, top, width, height = map(float, svg.get("viewBox").split())
    for text, x, y, anchor, size in placed(svg):
        long = words.width_of(text, size) * NARROWEST
        start = x - {"start": 0, "middle": long / 2, "end": long}[anchor]
        assert start >= left - 1 and start + long <= left + width + 1, text
        assert top <= y <= top + height, text


def placed(node, x=0.0, y=0.0):
    """Texts with the place of their anchor, transforms of the groups around them added."""
    if match := re.match(r"translate\(([-\d.e]+),\s*([-\d.e]+)\)", node.get("transform", "")):
        x, y = x + float(match[1]), y + float(match[2])
    if node.tag == f"{SVG}text":
        size = float(node.get("font-size").removesuffix("px"))
        yield "".join(node.itertext()), x, y, node.get("text-anchor", "start"), size
    for child in node:
        yield from placed(child, x, y)


def rebased(*starts):
    """Four years with new limits from each of these months, set by the twelve values after it."""
    values = [40 + 3 * (n % 4) + 10 * sum(n >= s for s in starts) for n in range(48)]
    index = pd.period_range("2010-04", periods=48, freq="M")
    return spc.xmr(months(values, "2010-04"), rebase=[str(index[s]) for s in starts], baseline=12)


REBASED = {
    f"limits from {starts}": (lambda starts=starts: charts.control_chart(rebased(*starts)), [])
    for starts in ((24,), (13, 26), (13, 15, 17, 30))
}


@pytest.mark.parametrize("kind", [*KINDS, *REBASED])
def test_no_two_words_overlap(kind):
    assert overlapping((KINDS | REBASED)[kind][0]()) == []


def overlapping(drawing):
    """Return the pairs of words of a drawing that share room."""
    boxes = [
        (text, x - {"start": 0, "middle": 0.5, "end": 1}[anchor] * long, y, long)
        for text, x, y, anchor, size in placed(draw(drawing))
        for long in [words.width_of(text, size) * 0.85]
        if text.strip()
    ]
    return [
        (one, other)
        for n, (one, left, down, long) in enumerate(boxes)
        for other, left2, down2, long2 in boxes[n + 1 :]
        if left < left2 + long2 and left2 < left + long and abs(down - down2) < 10
    ]


# A force or two and a kind of offence, with the financial years in which each quarter is drawn.
REAL = [
    (force, group, year)
    for force, group in (
        ("Leicestershire", "Domestic burglary"),
        ("West Yorkshire", "Violence with injury"),
        ("West Yorkshire", "Domestic burglary"),
        ("Cleveland", "Sexual offences"),
        ("Northumbria", "Vehicle offences"),
        ("Kent", "Robbery"),
    )
    for year in (2009, 2014)
]


@pytest.fixture(scope="module")
def recorded(workbook):
    """Offences that the police recorded, by force, group and quarter."""
    table = pd.read_csv(workbook / "data/open/home-office/recorded-crime-quarterly.csv")
    periods = [pd.Period(f"{int(q[:4]) + 1}Q{q[-1]}", "Q-MAR") for q in table["quarter"]]
    table["period"] = pd.PeriodIndex(periods)
    return table.groupby(["force", "offence_group", "period"])["offences"].sum().astype(float)


@pytest.mark.parametrize(("force", "group", "year"), REAL)
def test_no_two_words_overlap_at_any_quarter_of_a_year(recorded, force, group, year):
    """Real series give signals, and last values near limits, in places that no one thinks of."""
    for quarter in range(1, 5):
        now = pd.Period(f"{year + 1}Q{quarter}", "Q-MAR")
        series = recorded[force][group].asfreq("Q-MAR")[:now]
        recent = series[pd.Period(f"{year - 2}Q1", "Q-MAR") :]
        before = pd.Period(f"{year}Q4", "Q-MAR").end_time.date()
        judged = spc.xmr(recent, better="fewer", baseline=before)
        for drawing in (
            charts.control_chart(judged, "offences"),
            charts.year_on_year(recent, "offences"),
            charts.rolling(comparison.rolling_sum(series).dropna(), "offences"),
        ):
            assert overlapping(drawing) == [], quarter


# The same every time


def test_another_process_in_another_time_zone_gives_the_same():
    program = (
        "import json, vl_convert, test_charts as t\n"
        "vl_convert.register_font_directory(str(t.plain_folder()))\n"
        "specs = {k: t.charts.spec(b()) for k, (b, _) in reversed(t.KINDS.items())}\n"
        "svg = vl_convert.vegalite_to_svg(specs['line'], t.VEGA_LITE)\n"
        "print(json.dumps([specs, svg], sort_keys=True))"
    )
    here = {kind: charts.spec(build()) for kind, (build, _) in KINDS.items()}
    environment = os.environ | {"TZ": "America/Los_Angeles", "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=os.path.dirname(__file__),
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    specs, svg = json.loads(done.stdout)
    assert specs == here
    vl_convert.register_font_directory(str(plain_folder()))
    assert numbered(svg) == numbered(vl_convert.vegalite_to_svg(here["line"], VEGA_LITE))


def numbered(svg):
    """A drawing with its clip paths counted from 1; the converter counts through all drawings."""
    found = list(dict.fromkeys(re.findall(r"clip\d+", svg)))
    return re.sub(r"clip\d+", lambda match: f"clip-{found.index(match[0]) + 1}", svg)


def test_what_was_drawn_before_makes_no_difference():
    first = {kind: charts.spec(build()) for kind, (build, _) in KINDS.items()}
    for _ in range(3):
        alt.Chart(pd.DataFrame({"a": [1]})).mark_point().encode(x="a").interactive().to_dict()
    with alt.theme.enable("dark"):
        again = {kind: charts.spec(build()) for kind, (build, _) in reversed(KINDS.items())}
    assert again == first


def test_a_spec_can_be_taken_twice_and_a_chart_used_twice():
    top, bottom = charts.line(quarters([1, 2, 3]), "a"), charts.line(quarters([3, 2, 1]), "b")
    before = charts.spec(top)
    pair = charts.spec(charts.linked(top, bottom))
    assert charts.spec(charts.linked(top, bottom)) == pair
    assert charts.spec(top) == before


def test_jupyter_draws_a_chart_without_the_internet():
    chart = charts.line(quarters([1, 2, 3]), "offences")
    with alt.renderers.enable("panelpack"):
        bundle = chart._repr_mimebundle_()
    assert bundle["application/vnd.vegalite.v5+json"] == charts.spec(chart)
    assert "text/html" not in bundle


# Lines


def test_a_line_holds_the_values_at_the_middle_of_their_periods():
    spec = charts.spec(charts.line(quarters([803, 921]), "offences"))
    rows = values(spec, layers(spec, "line")[0])
    assert [row["value"] for row in rows] == [803, 921]
    assert [row["when"] for row in rows] == ["2013-05-16T00:00:00Z", "2013-08-16T00:00:00Z"]
    assert [row["period"] for row in rows] == ["Quarter 1 2013/14", "Quarter 2 2013/14"]
    assert layers(spec, "line")[0]["encoding"]["x"]["scale"]["type"] == "utc"


def test_a_gap_breaks_a_line_and_has_no_point():
    spec = charts.spec(charts.line(months([5, 6, None, 7, 8, None, None, 9]), "offences"))
    layer = layers(spec, "line")[0]
    assert layer["encoding"]["detail"]["field"] == "run"
    runs = groupby(values(spec, layer), lambda row: row["run"])
    assert [[row["value"] for row in run] for _, run in runs] == [[5, 6], [7, 8], [9]]
    svg = draw(charts.line(months([5, 6, None, 7, 8, None, None, 9]), "offences"))
    lines = [g for g in svg.iter(f"{SVG}g") if "mark-line" in g.get("class", "")]
    assert [path.get("d").count("L") for g in lines for path in g] == [1, 1, 0]


def test_tooltips_name_period_and_value_in_words():
    spec = charts.spec(charts.line(months([1204.0]), "offences"))
    row = values(spec, layers(spec, "point")[0])[0]
    assert (row["period"], row["shown"]) == ("April 2013", "1,204")
    titles = [t["title"] for t in layers(spec, "point")[0]["encoding"]["tooltip"]]
    assert titles == ["Period", "Value"]


def test_a_rolling_sum_is_named_by_its_twelve_months():
    spec = charts.spec(charts.rolling(quarters([4012, 4326]), "offences"))
    rows = values(spec, layers(spec, "point")[0])
    assert rows[0]["period"] == "12 months to June 2013"


@pytest.mark.parametrize("kind", OVER_TIME)
def test_time_can_be_zoomed(kind):
    spec = charts.spec(KINDS[kind][0]())
    (param,) = spec["params"]
    assert (param["name"], param["bind"], param["select"]["encodings"]) == ("zoom", "scales", ["x"])


@pytest.mark.parametrize(
    "series",
    [
        quarters(wandering(51, 15000, 900), "2002Q2"),
        months(wandering(12)),
        months([786]),
        months([7] * 12),
        months([0, 0, 0]),
        months([1e9, 1.2e9]),
        months([5, 5 + 1e-15]),
        months([0, 1e-17]),
        months([-50, 20, -30, 10]),
        months([-50, -45]),
        months(wandering(60, 0.5, 0.1)),
        months([1, np.nan, 3]),
        pd.Series([58, 54.0], index=pd.period_range("2007", periods=2, freq="Y-MAR")),
    ],
)
def test_odd_series_are_drawn_inside_their_scale(series):
    spec = charts.spec(charts.line(series, "offences"))
    low, high = spec["layer"][0]["encoding"]["y"]["scale"]["domain"]
    assert low <= series.min() <= series.max() <= high
    assert len(spec["layer"][0]["encoding"]["y"]["axis"]["values"]) >= 2
    assert words.figure(series.iloc[-1], "", words.places_for(series)) in said(
        draw(charts.line(series, "x"))
    )


def test_a_scale_that_leaves_zero_out_says_so():
    def title(numbers):
        spec = charts.spec(charts.line(months(numbers), "offences"))
        y = spec["layer"][0]["encoding"]["y"]
        return y["scale"]["domain"][0], y["axis"]["title"]

    assert title([500, 520]) == (495, "Offences (the scale does not start at zero)")
    assert title([100, 520]) == (0, "Offences")


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="no value to draw"):
        charts.line(months([np.nan, np.nan]), "offences")
    with pytest.raises(ValueError, match="no value to draw"):
        charts.bars(bar_frame((), ()), "offences")
    with pytest.raises(ValueError, match="table of predicted values is empty"):
        charts.prediction(months([1, 2]), ranges(count=0), "offences")


# Year on year


def test_four_years_at_most_and_this_one_strongest():
    spec = charts.spec(charts.year_on_year(quarters(range(100, 125), "2008Q2"), "offences"))
    widths = [layer["mark"]["strokeWidth"] for layer in layers(spec, "line")]
    assert len(widths) == 4 and max(widths) == widths[-1] > widths[-2]
    last = values(spec, layers(spec, "line")[-1])
    assert [row["period"] for row in last] == ["Quarter 1 2013/14", "Quarter 2 2013/14"]
    assert [row["place"] for row in last] == [0, 1]


def test_months_run_from_april_to_march():
    spec = charts.spec(charts.year_on_year(months(wandering(15)), "offences"))
    before, this = (values(spec, layer) for layer in layers(spec, "line"))
    assert [row["place"] for row in before] == list(range(12))
    assert [row["period"] for row in this] == ["April 2014", "May 2014", "June 2014"]
    assert [row["place"] for row in this] == [0, 1, 2]


def test_lines_of_years_differ_without_colour():
    spec = charts.spec(charts.year_on_year(months(wandering(48)), "offences"))
    looks = {
        (layer["mark"]["strokeWidth"], tuple(layer["mark"].get("strokeDash", ())))
        for layer in layers(spec, "line")
    }
    assert len(looks) == 4


def test_years_are_refused_where_months_are_needed():
    yearly = pd.Series([1.0], index=pd.period_range("2013", periods=1, freq="Y-MAR"))
    with pytest.raises(ValueError, match="months or quarters"):
        charts.year_on_year(yearly, "offences")


# Control charts


def test_limits_are_those_of_the_result_and_named_with_them():
    result = judged()
    spec = charts.spec(charts.control_chart(result, "incidents"))
    upper, centre, lower, target, line = layers(spec, "line")
    last = result.table.iloc[-1]
    for layer, name in ((upper, "upper"), (centre, "centre"), (lower, "lower"), (target, "target")):
        assert {row["value"] for row in values(spec, layer)} == {last[name]}
    assert [row["value"] for row in values(spec, line)] == result.table["value"].tolist()
    assert "strokeDash" in upper["mark"] and "strokeDash" not in centre["mark"]
    names = {f"upper trial limit {last['upper']:.1f}", f"lower trial limit {last['lower']:.1f}"}
    assert names <= set(written(spec))


def test_a_signal_differs_in_shape_and_is_named():
    spec = charts.spec(charts.control_chart(judged(), "incidents"))
    (layer,) = [p for p in layers(spec, "point") if p["mark"]["shape"] != "circle"]
    (row,) = values(spec, layer)
    assert (row["period"], row["value"], row["signal"]) == ("May 2014", 60, "concern")
    assert written(spec)["concern"]["when"] == row["when"]
    assert len({signal.shape for signal in SIGNALS.values()}) == len(SIGNALS) == 4


def test_the_baseline_is_shaded_up_to_its_last_period():
    spec = charts.spec(charts.control_chart(judged(), "incidents"))
    (shade,) = layers(spec, "area")
    ends = [row["when"] for row in values(spec, shade)]
    assert ends == ["2013-04-01T00:00:00Z", "2014-04-01T00:00:00Z"]


def test_limits_from_all_values_need_no_shade():
    result = spc.xmr(months(wandering(12)))
    spec = charts.spec(charts.control_chart(result))
    assert layers(spec, "area") == []
    assert any(name.startswith("mean ") for name in written(spec))


def test_each_phase_has_its_own_limits():
    series = months([10, 12, 11, 13, 12, 10, 30, 32, 31, 33, 32, 30])
    result = spc.xmr(series, rebase=["2013-10"])
    spec = charts.spec(charts.control_chart(result))
    rows = values(spec, layers(spec, "line")[1])
    levels = {run: {r["value"] for r in group} for run, group in groupby(rows, lambda r: r["run"])}
    assert list(levels.values()) == [{c} for c in result.phases["centre"]]
    assert written(spec)["new limits"]["when"] == "2013-10-01T00:00:00Z"
    assert f"mean {result.phases['centre'].iloc[-1]:.1f}" in written(spec)


def test_limits_of_proportions_move_with_their_base():
    asked = months([100, 400, 900])
    result = spc.chart("p", months([80, 350, 800]), asked, multiply=100)
    spec = charts.spec(charts.control_chart(result, "%"))
    rows = values(spec, layers(spec, "line")[0])
    drawn = list(dict.fromkeys(row["value"] for row in rows))
    assert drawn == result.table["upper"].tolist() and len(drawn) == 3


def test_a_count_has_no_limit_below_zero_in_a_chart():
    spec = charts.spec(spc.xmr(months([3, 0, 9, 1, 8, 0])).chart())
    assert "lower trial limit 0" in written(spec)
    assert "lower trial limit −" not in str(spec)


def test_constant_values_are_drawn_without_limits():
    spec = charts.spec(charts.control_chart(spc.xmr(months([7] * 12)), "offences"))
    assert {"mean 7", "last value 7"} <= set(written(spec))
    assert not [name for name in written(spec) if "limit" in name]


def test_the_reason_of_an_excluded_value_stays_text():
    result = spc.xmr(months([10, 12, 11, 13, 40, 12]), exclude={"2013-08": HOSTILE})
    spec = charts.spec(charts.control_chart(result))
    told = [row["excluded"] for p in layers(spec, "point") for row in values(spec, p)]
    assert HOSTILE in told


def test_dates_of_months_are_named_as_months():
    series = months([10, 12, 11]).to_timestamp()
    spec = charts.spec(charts.control_chart(spc.xmr(series)))
    assert values(spec, layers(spec, "point")[0])[0]["period"] == "April 2013"


def test_dates_of_events_are_drawn_at_their_day():
    days = pd.to_datetime(["2013-04-03", "2013-06-20", "2013-06-25", "2013-09-01"])
    spec = charts.spec(charts.control_chart(spc.xmr(pd.Series([1.0, 3, 2, 4], index=days))))
    assert values(spec, layers(spec, "point")[0])[1]["when"] == "2013-06-20T00:00:00Z"


# Predictions


def test_ranges_hold_the_figures_of_the_table():
    table = ranges()
    spec = charts.spec(charts.prediction(months(wandering(15)), table, "offences"))
    wide, narrow = layers(spec, "area")
    for layer, low, high in ((wide, "lower95", "upper95"), (narrow, "lower80", "upper80")):
        rows = values(spec, layer)[::2]
        assert [row["value"] for row in rows] == table[low].tolist()
        assert [row["high"] for row in rows] == table[high].tolist()


def test_a_single_predicted_period_has_a_range_with_a_width():
    spec = charts.spec(charts.prediction(months(wandering(15)), ranges(count=1), "offences"))
    ends = [row["when"] for row in values(spec, layers(spec, "area")[0])]
    assert ends == ["2014-07-01T00:00:00Z", "2014-08-01T00:00:00Z"]


def test_three_years_of_history_are_shown():
    series = months(wandering(60), "2009-07")
    spec = charts.spec(charts.prediction(series, ranges(), "offences"))
    recorded = values(spec, layers(spec, "line")[0])
    assert len(recorded) == 36 and recorded[0]["period"] == "July 2011"


def test_a_predicted_value_tells_its_ranges():
    spec = charts.spec(charts.prediction(months(wandering(15)), ranges(), "offences"))
    expected = values(spec, layers(spec, "point")[1])[0]
    assert (expected["period"], expected["95"], expected["80"]) == (
        "July 2014",
        "430 to 570",
        "460 to 540",
    )


# Rows


def test_bars_begin_at_zero_and_keep_their_order():
    spec = charts.spec(charts.bars(bar_frame(("B", "A", "C"), (12, -3, np.nan)), "offences"))
    (layer,) = layers(spec, "rect")
    rows = values(spec, layer)
    assert [(row["name"], row["value"], row["until"]) for row in rows] == [
        ("B", 0, 12),
        ("A", 0, -3),
    ]
    assert rows[0]["bottom"] < rows[1]["down"]
    assert written(spec)["no figure"]["value"] == 0


def test_the_two_bars_of_a_row_differ_without_colour():
    spec = charts.spec(charts.paired_bars(pairs(), "offences", "2013/14", "2014/15"))
    now, before = layers(spec, "rect")
    assert [row["until"] for row in values(spec, now)] == [930, 101]
    assert [row["until"] for row in values(spec, before)] == [803, 140]
    assert before["mark"]["fill"] == theme.PAPER and before["mark"]["strokeDash"]
    assert "strokeDash" not in now["mark"]
    assert {"930 (2014/15)", "803 (2013/14)", "101", "140"} <= set(written(spec))


def test_steps_lead_from_one_total_to_the_next():
    spec = charts.spec(charts.waterfall(bridge(), "£ million"))
    rows = sorted(
        (row for layer in layers(spec, "rect") for row in values(spec, layer)),
        key=lambda row: row["down"],
    )
    spans = [(round(row["value"], 2), round(row["until"], 2)) for row in rows]
    assert spans == [(0, 20.33), (20.33, 14.39), (14.39, 4.19), (0, 4.19)]
    with pytest.raises(ValueError, match="'sum'; it can be total or step"):
        charts.waterfall(bridge().assign(kind="sum"), "£ million")


def test_ranges_of_rows_and_the_line_to_compare_with():
    spec = charts.spec(charts.intervals(shares(), "%", 85.0))
    reference, whiskers, _ = layers(spec, "rule")
    assert [row["value"] for row in values(spec, reference)] == [85]
    assert [(r["value"], r["until"]) for r in values(spec, whiskers)] == [(85.1, 91), (87, 94)]
    assert [row["value"] for row in values(spec, layers(spec, "point")[0])] == [88.2, 91]


def test_a_value_without_a_range_is_a_dot():
    frame = shares().assign(low=[np.nan, 87.0])
    spec = charts.spec(charts.intervals(frame, "%"))
    assert len(values(spec, layers(spec, "rule")[0])) == 1
    assert "88.2%" in written(spec)


# Several charts


def test_panels_say_whether_they_share_a_scale():
    same = charts.spec(charts.small_multiples(areas(), "offences"))
    domains = {tuple(p["layer"][0]["encoding"]["y"]["scale"]["domain"]) for p in same["concat"]}
    assert len(domains) == 1 and "the same scale in every panel" in same["title"]["text"][0]
    own = charts.spec(charts.small_multiples(areas() * [1, 0.01], "offences"))
    domains = {tuple(p["layer"][0]["encoding"]["y"]["scale"]["domain"]) for p in own["concat"]}
    assert len(domains) == 2 and "each panel has its own scale" in own["title"]["text"][0]


def test_panels_span_the_same_time_and_are_zoomed_together():
    frame = areas() * [100, 1]
    frame.iloc[:2, 1] = np.nan
    spec = charts.spec(charts.small_multiples(frame, "offences"))
    labels = {json.dumps(p["layer"][0]["encoding"]["x"]["axis"]["values"]) for p in spec["concat"]}
    axes = [p["layer"][0]["encoding"]["x"] for p in spec["concat"]]
    assert len({tuple(x["scale"]["domain"]) for x in axes}) == 1
    assert len(labels) == 1
    assert spec["params"][0]["views"] == [p["layer"][0]["name"] for p in spec["concat"]]


def test_the_lower_chart_holds_a_brush_that_the_upper_one_follows():
    spec = charts.spec(KINDS["linked"][0]())
    upper, lower = spec["vconcat"]
    (param,) = spec["params"]
    assert (param["name"], param["views"]) == ("window", [lower["layer"][0]["name"]])
    assert "bind" not in param
    for layer in upper["layer"]:
        assert layer["encoding"]["x"]["scale"]["domain"] == {"param": "window", "encoding": "x"}
    whole = lower["layer"][0]["encoding"]["x"]["scale"]["domain"]
    ends = [
        pd.Timestamp(row["when"]).timestamp() * 1000 for row in values(spec, upper["layer"][-1])
    ]
    assert ends == whole


# Words


def hostile_drawings():
    frame = pd.DataFrame({HOSTILE: months([1, 2]), "Plain": months([2, 1])})
    bars = bar_frame((HOSTILE, "Plain"), (1, 2))
    both = pairs().assign(label=[HOSTILE, "Plain"])
    return {
        "line": charts.line(months([1, 2]), HOSTILE, HOSTILE),
        "bars": charts.bars(bars, HOSTILE),
        "paired_bars": charts.paired_bars(both, "offences", HOSTILE, HOSTILE),
        "waterfall": charts.waterfall(bridge().assign(label=HOSTILE), HOSTILE),
        "intervals": charts.intervals(shares().assign(label=HOSTILE), HOSTILE, 85),
        "small_multiples": charts.small_multiples(frame, HOSTILE),
        "control_chart": charts.control_chart(judged(), HOSTILE),
        "funnel": charts.funnel(*funnel_of(), HOSTILE, HOSTILE),
        "district_map": charts.district_map(
            pd.Series({"A": 1.0}), {"A": [box(0, 1, 1, 2)]}, HOSTILE
        ),
    }


@pytest.mark.parametrize("kind", hostile_drawings())
def test_hostile_words_stay_words(kind):
    svg = draw(hostile_drawings()[kind])
    tags = {node.tag.removeprefix(SVG) for node in svg.iter()}
    assert tags <= {
        "svg",
        "g",
        "path",
        "text",
        "tspan",
        "rect",
        "defs",
        "clipPath",
        "line",
        "title",
    }
    assert HOSTILE.replace(" ", "") in "".join(said(svg)).replace(" ", "")


def test_control_characters_do_not_break_a_drawing():
    svg = draw(charts.bars(bar_frame(("a\x00b\x1b", "c\nd")), "offences"))
    assert {"a b", "c d"} <= set(said(svg))


@pytest.mark.parametrize(
    ("value", "unit", "places", "expected"),
    [
        (17534.2, "", None, "17,534"),
        (12.25, "", None, "12.3"),
        (-0.004, "", 2, "0.00"),
        (88.25, "%", 1, "88.3%"),
        (-0.5, "£ million", 2, "−£0.50m"),
        (0.13958, "", None, "0.140"),
    ],
)
def test_figures_are_written_half_up_with_separators(value, unit, places, expected):
    assert words.figure(value, unit, places) == expected


def test_words_at_the_right_are_moved_apart_and_keep_their_order():
    moved = scales.spread([150, 148, 152, 20, 299], gap=19)
    assert sorted(moved) == [moved[i] for i in (3, 1, 0, 2, 4)]
    gaps = np.diff(sorted(moved))
    assert gaps.min() >= 19 and moved[3] == 20 and max(moved) <= theme.HEIGHT - 9.5


def test_words_are_put_where_they_hide_least():
    line = placing.along([(0, 100), (560, 100)])
    assert placing.clearest("word", [(280, 100), (280, 150)], line) == (280, 150)
    assert placing.clearest("word", [(280, 150), (280, 200)], line) == (280, 150)


@pytest.mark.parametrize(
    ("low", "high", "whole"),
    [(0, 1540, False), (-7, 3, False), (0.001, 0.002, False), (0, 2, True)],
)
def test_ticks_are_round_and_hold_the_values(low, high, whole):
    ticks = scales.round_ticks(low, high, whole=whole)
    assert ticks[0] <= low and high <= ticks[-1] and 3 <= len(ticks) <= 8
    assert np.allclose(np.diff(ticks), ticks[1] - ticks[0])
    assert not whole or all(tick.is_integer() for tick in ticks)


@pytest.mark.parametrize(
    "colour",
    [
        theme.DARK_BLUE,
        theme.DARK_PINK,
        theme.DARK_GREY,
        theme.LIMIT_GREY,
        theme.TURQUOISE,
        theme.ORANGE,
    ],
)
def test_lines_with_a_meaning_stand_out_from_paper(colour):
    assert contrast(colour, theme.PAPER) >= 3


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    """Relative luminance after WCAG 2.2."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))
