"""The workbench for analysts: its figures are the pack's, and every notebook runs anywhere."""

import ast
import json
import re
import shutil
from datetime import date
from pathlib import Path

import altair as alt
import pandas as pd
import pytest
import vl_convert

from panelpack import charts, spc
from panelpack.authoring import shipped
from panelpack.document import Notice
from panelpack.errors import DataError
from panelpack.explore import open_desk
from panelpack.kernels.run import run_notebook
from panelpack.kernels.server import WarmServer
from panelpack.section import open_section
from panelpack.workbook import quarters_on_file

REPOSITORY = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((REPOSITORY / "notebooks/explore").glob("*.ipynb"))
SHIPPED = [str(quarter) for quarter in quarters_on_file(REPOSITORY)]
# A quarter without returns, and one before which there is next to nothing.
QUARTERS = ["latest", *SHIPPED, "2013-14-q4", "2006-07-q2"]
VEGA_LITE = "application/vnd.vegalite.v5+json"
BLOCK = "application/vnd.panelpack.block+json"
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def desk():
    return open_desk("2014-15-q1", workbook=str(REPOSITORY))


def read(source, name):
    return pd.read_csv(REPOSITORY / "data/open" / source / name, dtype={"count": int})


def drawn(chart):
    """Draw with the oldest Vega-Lite at hand that JupyterLab's is not older than; the words."""
    with alt.utils.schemapi.debug_mode(True):
        chart.to_dict()
    return vl_convert.vegalite_to_svg(charts.spec(chart), vl_version="5.8")


# The desk


def test_a_desk_says_what_lies_on_it(desk):
    assert repr(desk) == (
        "Leicester, Leicestershire and Rutland, Quarter 1 2014/15, as at 29 September 2014: "
        "all that has been received, for the office only"
    )
    assert "what the public may see" in repr(
        open_desk("latest", "public", workbook=str(REPOSITORY))
    )


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"quarter": "2014-15"}, "'2014-15' is not a quarter; write it like 2014-15-q1"),
        ({"audience": "all"}, "audience 'all': use public or internal"),
        ({"as_at": "soon"}, "'soon' is no day; write it like 2014-09-29"),
        ({"workbook": "/"}, "no workbook here or above"),
    ],
)
def test_a_desk_that_cannot_be_opened_says_why(asked, told):
    with pytest.raises(DataError, match=told):
        open_desk(**{"workbook": str(REPOSITORY)} | asked)


def test_the_measures_are_those_with_a_series(desk):
    table = desk.measures()
    assert table.loc["sp12_recorded"].to_dict() == {
        "Measure": "Domestic burglary recorded",
        "Unit": "offences",
        "By": "quarter",
        "From": "Quarter 1 2006/07",
        "To": "Quarter 1 2014/15",
        "Values": 33,
        "Better": "fewer",
        "Districts": "",
    }
    assert "sp18_required" not in table.index
    assert table.loc["sp12_street", "Districts"] == 10


def test_a_wrong_measure_is_told_with_what_there_is(desk):
    with pytest.raises(
        DataError, match=r"no measure 'sp12_recorde'\. Did you mean 'sp12_recorded'"
    ):
        desk.pair("sp12_recorde")
    with pytest.raises(DataError) as told:
        desk.drill("sp12_recorded")
    assert "sp12_recorded is without figures by district" in str(told.value)
    assert "\n  sp12_street: Burglary of all kinds" in str(told.value)
    with pytest.raises(DataError, match="without 2 values by month or quarter up to March 2014"):
        desk.what_if("sp01_arrests")


def test_a_notebook_shows_an_error_without_its_traceback():
    assert DataError("a, b")._render_traceback_() == ["DataError: a, b"]


def test_a_table_for_reading_cuts_nothing_and_runs_no_markup(desk):
    frame = pd.DataFrame({"Why": ["<b>" + "long " * 40], "Figures": [1234.5]})
    shown = desk.show(frame)._repr_html_()
    assert "long " * 40 in shown and "1,234" in shown
    assert "&lt;b&gt;" in shown and "<b>" not in shown
    assert "[x]" in desk.show(frame.assign(Figures=[float("nan")]))._repr_html_()


# Two measures


def test_two_measures_stand_over_the_periods_of_both(desk):
    pair = desk.pair("sp12_recorded", "sp14_recorded")
    counts = read("home-office", "recorded-crime-quarterly.csv")
    counts = counts[counts["force"] == "Leicestershire"]
    domestic = counts[counts["offence_group"] == "Domestic burglary"].set_index("quarter")[
        "offences"
    ]
    assert pair.frame["first"].tolist() == domestic["2006-07-q1":"2014-15-q1"].tolist()
    table = pair.table()
    assert table.index[0] == "Quarter 1 2014/15"
    changed = table["Change on a year before", "Domestic burglary recorded"]
    assert changed.iloc[0] == 930 - domestic["2013-14-q1"]


def test_a_count_is_added_up_to_the_periods_of_the_other(desk):
    pair = desk.pair("sp12_street", "sp12_recorded")
    months = desk.series("sp12_street")
    assert pair.frame["first"].tolist() == [months[:3].sum(), months[3:6].sum()]
    years = desk.pair("sp08_yearly", "sp12_recorded").frame
    assert years.index.freqstr == "Y-MAR"
    assert years["second"].iloc[-1] == desk.series("sp12_recorded")["2014Q1":"2014Q4"].sum()


def test_what_cannot_be_added_up_is_refused(copy_of_workbook):
    measures = (copy_of_workbook / "params/priorities/sp08.yaml").read_text("utf-8")
    head, tail = measures.split("  sp08_incidents:", 1)
    rate = tail.replace("kind: count", "kind: proportion", 1)
    path = copy_of_workbook / "params/priorities/sp08.yaml"
    path.write_text(f"{head}  sp08_incidents:{rate}", "utf-8")
    plan = copy_of_workbook / "params/plan.yaml"
    plan.write_text(re.sub(r"\bsp08_incidents\b,? ?", "", plan.read_text("utf-8")), "utf-8")
    desk = open_desk("2014-15-q1", workbook=str(copy_of_workbook))
    with pytest.raises(
        DataError, match="proportion by month, which can't be added up to a quarter"
    ):
        desk.pair("sp08_incidents", "sp12_recorded")


def test_a_measure_is_not_set_against_itself(desk):
    with pytest.raises(DataError, match="goes together with itself"):
        desk.pair("sp12_recorded", "sp12_recorded")


def test_without_names_the_longest_series_are_compared(desk):
    pair = desk.pair()
    assert (pair.first.id, len(pair.frame)) == ("sp03_drug_offences", 33)
    assert pair.second.id != pair.first.id and pair.second.cadence == "quarter"


def test_a_trend_in_both_is_not_taken_for_going_together(desk):
    """Burglary and vehicle crime both fell for years; their changes on a year go their own ways."""
    pair = desk.pair("sp12_recorded", "sp14_recorded")
    r = {
        view: pair.correlation(view).loc[0, "r"]
        for view in ("As counted", "Change on a year before")
    }
    assert r["As counted"] > 0.6
    assert r["Change on a year before"] < r["As counted"]
    said = pair.reading().plain()
    assert f"As counted: correlation {r['As counted']:.2f} in 33 pairs of quarters" in said
    assert "Going together is not cause" in said
    with pytest.raises(DataError, match="choose from As counted"):
        pair.correlation("raw")


def test_a_pair_is_drawn_with_both_names_and_linked(desk):
    pair = desk.pair("sp12_recorded", "sp14_recorded")
    words = drawn(pair.chart())
    for name in ("Domestic burglary recorded", "Vehicle offences recorded", "Change on a year"):
        assert name in words
    spec = charts.spec(pair.chart())
    assert [p["name"] for p in spec["params"]] == ["when", "spot0", "spot1", "spot2"]
    assert len(spec["params"][0]["views"]) >= 2
    assert "Quarters later" in drawn(pair.lags())


def test_too_few_values_are_told_instead_of_a_correlation(desk):
    said = desk.pair("sp12_street", "sp14_street").reading().plain()
    assert "As counted: fewer than 8 pairs of values that vary, so none is given." in said
    assert "Seasonally adjusted: it takes 3 years of values to take a season out." in said


# Districts


def test_districts_add_up_to_the_force(desk):
    drill = desk.drill("sp12_street")
    table = drill.table()
    assert table.drop(columns="Whole force").sum(axis=1).equals(table["Whole force"])
    counts = read("police-uk", "street-crime-monthly.csv")
    june = counts[(counts["month"] == "2014-06") & (counts["crime_type"] == "Burglary")]
    assert table.loc["June 2014", "Leicester"] == june.set_index("district")["count"]["Leicester"]
    assert table.index[0] == "June 2014"


def test_a_click_on_a_district_is_followed_by_its_line_and_its_table(desk):
    spec = charts.spec(desk.drill("sp12_street").chart())
    (clicked,) = [p for p in spec["params"] if p["name"] == "district"]
    assert clicked["select"] == {"type": "point", "fields": ["area"]}
    _, bars, lines, table = spec["vconcat"]
    assert {"filter": {"param": "time"}} in bars["layer"][0]["transform"]
    assert any(
        {"param": "district", "empty": False} in x.values() for x in lines["layer"][2]["transform"]
    )
    assert {"filter": {"param": "district"}} in table["layer"][1]["transform"]
    words = drawn(desk.drill("sp12_street").chart())
    assert (
        "Hinckley and Bosworth" in words and "Jun 14" in words and "Burglary of all kinds" in words
    )


# Street-level crime


def test_street_crime_ends_with_the_quarter_and_keeps_every_row(desk):
    counts = read("police-uk", "street-crime-monthly.csv")
    known = counts[counts["month"] <= "2014-06"]
    table = desk.streets("published").table()
    assert table["Whole force"].sum() == known["count"].sum()
    assert (
        table.loc["Shoplifting", "Leicester"]
        == known[(known["crime_type"] == "Shoplifting") & (known["district"] == "Leicester")][
            "count"
        ].sum()
    )
    one = desk.streets().table("2014-06", "2014-06")
    assert one["Whole force"].sum() == counts[counts["month"] == "2014-06"]["count"].sum()


def test_the_map_has_every_district_and_follows_the_brush(desk):
    spec = charts.spec(desk.streets().chart())
    assert {p["name"] for p in spec["params"]} == {"time", "kind", "place"}
    months, places, kinds = spec["vconcat"]
    assert {"filter": {"param": "time"}} in places["layer"][1]["transform"]
    assert {"filter": {"param": "kind"}} in places["layer"][1]["transform"]
    assert {"filter": {"param": "place"}} in months["layer"][0]["transform"]
    assert {"filter": {"param": "place"}} in kinds["layer"][0]["transform"]
    words = drawn(desk.streets().chart())
    for word in ("Rutland", "Shoplifting", "Recorded per 1,000 people"):
        assert word in words
    shapes = re.findall(r'<g class="mark-shape[^>]*>(.*?)</g>', words)
    assert [part.count("<path") for part in shapes] == [9, 9]
    assert len(set(re.findall(r'fill="([^"]+)"', shapes[1]))) > 5


def test_without_boundaries_bars_stand_for_the_map(copy_of_workbook):
    (copy_of_workbook / "data/reference/districts.geojson").unlink()
    (copy_of_workbook / "data/reference/populations.csv").unlink()
    words = drawn(open_desk(workbook=str(copy_of_workbook)).streets().chart())
    assert "there are no boundaries for a map" in words and "Rutland" in words


def test_a_workbook_without_street_crime_says_how_to_get_it(copy_of_workbook):
    shutil.rmtree(copy_of_workbook / "data/open/police-uk")
    streets = open_desk(workbook=str(copy_of_workbook)).streets()
    assert isinstance(streets.chart(), Notice)
    assert "panelpack open-data police-uk" in streets.notes().text
    assert streets.table().empty


def test_streets_refuse_what_they_do_not_know(desk):
    with pytest.raises(DataError, match="use comparable or published"):
        desk.streets("all")
    with pytest.raises(DataError, match="'summer' is no month; write it like 2014-04"):
        desk.streets().table("summer")


# What if


def test_untouched_the_chart_is_the_packs(desk):
    section = open_section("sp12", "2014-15-q1", "internal", workbook=str(REPOSITORY))
    pack = section._control("sp12_recorded")
    mine = desk.what_if("sp12_recorded").judge()
    pd.testing.assert_frame_equal(mine.table, pack.table)
    assert mine.sentence == pack.sentence


def test_every_dial_moves_what_it_should(desk):
    what_if = desk.what_if("sp12_recorded")
    series = desk.series("sp12_recorded")
    short = what_if.judge(baseline=8)
    own = spc.xmr(series[-9:], "fewer", baseline=date(2014, 3, 31), profile="cautious")
    assert (
        short.phases["centre"].tolist() == own.phases["centre"].tolist() == [series[-9:-1].mean()]
    )
    anew = what_if.judge(rebase="2012-06")
    assert anew.phases["start"].astype(str).tolist() == ["2012Q1", "2013Q1"]
    assert what_if.judge(rebase="Quarter 1 2012/13").sentence == anew.sentence
    without = what_if.judge(exclude="Quarter 3 2013/14")
    assert without.phases["used"].tolist() == [11]
    assert what_if.judge(profile="textbook").profile.name == "textbook"


def test_what_cannot_be_turned_says_what_can(desk):
    what_if = desk.what_if("sp12_recorded")
    for asked, told in (
        ({"baseline": 99}, "give 2 to 32 periods"),
        ({"baseline": 1}, "give 2 to 32 periods"),
        (
            {"rebase": "June 1999"},
            "no period of the series: Quarter 1 2006/07 to Quarter 1 2014/15",
        ),
        ({"profile": "x"}, "choose from ptd, mdc2023, textbook, cautious"),
    ):
        with pytest.raises(DataError, match=told):
            what_if.judge(**asked)


def test_the_plans_own_limits_stand_beside_those_turned(desk):
    what_if = desk.what_if("sp12_recorded")
    table = what_if.compare(what_if.judge(baseline=8))
    assert list(table.columns) == ["As the plan has it", "As turned"]
    assert table.loc["Mean"].tolist() == [
        "1,030.4",
        f"{desk.series('sp12_recorded')[-9:-1].mean():,.1f}",
    ]
    assert table.loc["Limits rest on", "As turned"] == "8 values (trial)"
    assert list(what_if.compare(*[what_if.judge()] * 2).columns)[1:] == [
        "As turned 1",
        "As turned 2",
    ]


def test_an_accepted_step_is_where_the_dial_stands(copy_of_workbook):
    path = copy_of_workbook / "params/priorities/sp12.yaml"
    head, tail = path.read_text("utf-8").split("  sp12_recorded:\n", 1)
    step = "    steps:\n      - on: 2012-07-01\n        reason: A new unit.\n"
    path.write_text(f"{head}  sp12_recorded:\n{step}{tail}", "utf-8")
    what_if = open_desk(workbook=str(copy_of_workbook)).what_if("sp12_recorded")
    assert what_if.planned.rebase == ("Quarter 2 2012/13",)
    dials = what_if.dials()
    assert dials.rebase.value == "Quarter 2 2012/13"
    dials.rebase.value = "nowhere"
    assert len(dials.turned.phases) == 1


def test_turning_a_dial_draws_the_chart_anew(desk):
    dials = desk.what_if("sp12_recorded").dials()
    assert (dials.baseline.value, dials.baseline.max, dials.baseline.description) == (
        12,
        32,
        "Quarters",
    )
    before = dials.turned
    dials.baseline.value = 8
    assert dials.turned.phases["used"].tolist() == [8]
    dials.profile.value = "mdc2023"
    assert dials.turned.profile.name == "mdc2023"
    dials.exclude.value = ("Quarter 3 2013/14",)
    assert dials.turned.phases["used"].tolist() == [7]
    dials.reset.click()
    pd.testing.assert_frame_equal(dials.turned.table, before.table)
    dials.measure.value = "sp14_recorded"
    assert dials.turned.table["value"].iloc[-1] == desk.series("sp14_recorded").iloc[-1]
    assert "last value" in dials._said.value


def test_before_any_baseline_there_is_nothing_to_turn():
    what_if = open_desk("2006-07-q2", workbook=str(REPOSITORY)).what_if()
    assert "so nothing sets limits" in what_if.controls().text
    assert what_if.compare().empty
    with pytest.raises(DataError, match="nothing sets limits"):
        what_if.judge()


# Received and missing


def letters(desk, quarters=8):
    return {(c.measure.id, str(c.quarter)): c for c in desk.received(quarters).cells}


def test_every_measure_says_where_it_stands(desk):
    cells = letters(desk)
    assert len(cells) == 8 * len(desk.plan.measures)
    states = {
        ("sp12_level", "2014-15-q1"): "C",
        ("sp12_level", "2013-14-q1"): "C",
        ("sp12_level", "2013-14-q2"): "·",
        ("sp12_recorded", "2012-13-q2"): "P",
        ("sp01_first_time_entrants", "2014-15-q1"): "W",
        ("sp06_satisfaction", "2014-15-q1"): "S",
        ("sp12_outcome", "2014-15-q1"): "N",
        ("sp05_reports", "2014-15-q1"): "M",
        ("sp12_street", "2013-14-q4"): "P",
        ("sp12_street", "2013-14-q3"): "·",
    }
    assert {key: cells[key].letter for key in states} == states
    said = cells["sp12_level", "2014-15-q1"].said
    assert said.endswith("version 1; Leicestershire Police chief officer team: 29 September 2014")
    assert (
        "the return of Leicestershire Police holds no figure"
        in cells["sp05_reports", "2014-15-q1"].said
    )


def test_what_no_board_has_cleared_waits(copy_of_workbook):
    for record in (copy_of_workbook / "data/returns/2014-15-q1/force/clearances").iterdir():
        record.unlink()
    desk = open_desk(workbook=str(copy_of_workbook))
    cell = letters(desk)["sp12_level", "2014-15-q1"]
    assert (cell.letter, cell.said[-7:]) == ("W", "not yet")
    table = desk.received().returns().set_index("Partner")
    assert table.loc["Leicestershire Police", "Cleared"] == "not yet"
    public = open_desk(audience="public", workbook=str(copy_of_workbook))
    assert letters(public)["sp12_level", "2014-15-q1"].letter == "W"
    assert "sp12_level" not in public.measures().index


def test_without_any_return_everything_of_partners_is_missing():
    desk = open_desk("2013-14-q4", workbook=str(REPOSITORY))
    waiting = desk.received().waiting()
    row = waiting.set_index("Measure").loc["Domestic burglary"]
    assert row["State"] == "No return received"
    assert row["Why"] == "no return received from Leicestershire Police (due 15 May 2014)"
    assert letters(desk)["sp12_level", "2013-14-q4"].letter == "M"
    assert desk.received().returns().empty


def test_what_waits_is_what_has_no_figure(desk):
    waiting = desk.received().waiting()
    cells = letters(desk)
    lacking = {
        m.name for m in desk.plan.measures.values() if cells[m.id, "2014-15-q1"].letter not in "CP"
    }
    assert set(waiting["Measure"]) == lacking
    with pytest.raises(DataError, match="quarters 0: give a number from 1 up"):
        desk.received(0)


def test_the_heat_table_tells_its_letters_in_words(desk):
    words = drawn(desk.received(4).chart())
    for said in ("C received and cleared", "M missing", "Q1 14/15", "SP12 Domestic burglary"):
        assert said in words
    table = desk.received(4).table()
    assert table.shape == (len(desk.plan.measures), 4)
    assert table.loc["Domestic burglary recorded", "Quarter 1 2014/15"] == "P"


# The notebooks


@pytest.fixture(scope="module")
def run():
    """Run an explore notebook in a warm kernel, in its own folder."""
    with WarmServer() as server:
        assert server.wait()

        def run(name, workbook=REPOSITORY, **parameters):
            folder = workbook / "notebooks/explore"
            return run_notebook(
                folder / f"{name}.ipynb", parameters, folder, server.folder, timeout=120
            )

        yield run


def outputs(executed):
    return [o for cell in executed.cells for o in cell.get("outputs", [])]


@pytest.mark.parametrize("quarter", QUARTERS)
@pytest.mark.parametrize("name", [path.stem for path in NOTEBOOKS])
def test_every_notebook_runs_on_every_quarter(run, name, quarter):
    shown = outputs(run(name, quarter=quarter))
    assert [o for o in shown if o.output_type not in ("execute_result", "display_data")] == []
    kinds = [kind for o in shown for kind in o.data]
    assert {VEGA_LITE, BLOCK, WIDGET} & set(kinds), "it draws something, or says why not"
    if quarter == "latest":
        assert {VEGA_LITE, WIDGET} & set(kinds)
    for output in shown:
        assert "NaN" not in json.dumps(output.data.get(VEGA_LITE, {}))
        assert not {"nan", "NaN", "None"} & set(output.data.get("text/html", "").split())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_to_explore_is_short_clean_and_names_no_force(path):
    notebook = json.loads(path.read_text("utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    code = ["".join(cell["source"]) for cell in cells]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells)
    assert sum(len(source.splitlines()) for source in code) <= 30
    banned = (ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.For, ast.While, ast.Try, ast.If)
    assert not [n for source in code for n in ast.walk(ast.parse(source)) if isinstance(n, banned)]
    (parameters,) = (c for c in cells if "parameters" in c["metadata"].get("tags", []))
    assert 'quarter = "latest"' in "".join(parameters["source"])
    assert "Leicester" not in path.read_text("utf-8")


def test_another_forces_workbook_is_explored_with_the_same_notebooks(run, tmp_path):
    from panelpack.authoring import workbook as authoring

    folder = tmp_path / "other"
    made = authoring.files(authoring.adopter("Cumbria"))
    for name, content in made.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    assert {f"{name}.ipynb" for name in shipped.EXPLORE} == {path.name for path in NOTEBOOKS}
    for path in NOTEBOOKS:
        shown = outputs(run(path.stem, folder))
        assert "Cumbria" in shown[0].data["text/plain"]


def test_an_analysts_outputs_stay_in_their_own_workbook(tmp_path, monkeypatch):
    shutil.copytree(REPOSITORY / "notebooks/explore", tmp_path / "explore")
    path = tmp_path / "explore/what-if.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    notebook["cells"][1]["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "canary"}
    ]
    path.write_text(json.dumps(notebook), "utf-8")
    (tmp_path / "explore/mine.ipynb").write_text("canary", "utf-8")
    monkeypatch.setattr(shipped, "_folder", lambda source: tmp_path / source)
    made = shipped.explore()
    assert not [name for name, content in made.items() if b"canary" in content]
    assert "notebooks/explore/what-if.ipynb" in made and "notebooks/explore/mine.ipynb" not in made
