"""Every notebook's cells, run as a notebook runs them, in quarters with little and much data."""

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from panelpack import judgement, ready
from panelpack.document import (
    Assessment,
    Block,
    Chart,
    Notice,
    Title,
    from_json,
)
from panelpack.opendata import read
from panelpack.plan import load_plan
from panelpack.section import open_section, spine
from panelpack.series import Figures
from section_cells import numbers, of_type, said, shown_by, words

REPOSITORY = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted(path.stem for path in (REPOSITORY / "notebooks").glob("*.ipynb"))
RUNS = [
    ("2014-15-q1", "public"),
    ("2014-15-q1", "internal"),
    ("2013-14-q4", "public"),
    ("2017-18-q2", "public"),
    ("2018-19-q3", "public"),
    ("2006-07-q2", "public"),
]
DRAWN_ALIKE = {(n, "internal") for n in ("sp08", "sp11", "sp12", "sp13", "sp14")}
# "None" that begins a sentence is a word.
NO_WORDS = re.compile(r"\b(nan|None(?!\.| [a-z])|inf|NaN|NaT|nat|True|False)\b|\{|\}|\.\.(?!\.)|  ")


@pytest.fixture(scope="module")
def shown(workbook):
    """What a notebook shows in a quarter: run once, figures and classes shared."""
    known, judged, figures = {}, {}, {}

    def open_figures(plan, *of):
        return figures.setdefault(of, Figures(plan, *of))

    def judge(of):
        key = (of.quarter, of.audience, of.as_at)
        if key not in judged:
            judged[key] = judge_all(of)
        return judged[key]

    def run(notebook, quarter, audience="public", as_at=""):
        key = (notebook, quarter, audience, as_at)
        if key not in known:
            parameters = {"quarter": quarter, "audience": audience, "as_at": as_at}
            path = workbook / "notebooks" / f"{notebook}.ipynb"
            known[key] = list(shown_by(path, parameters))
        return known[key]

    judge_all, plan = judgement.judge_all, load_plan(workbook)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(workbook)
        patch.setattr(ready, "Figures", open_figures)
        patch.setattr(ready, "load_plan", lambda folder: plan)
        patch.setattr(spine, "judge_all", judge)
        patch.setattr("panelpack.commentary.words.judge_all", judge)
        yield run


def whole(shown, notebook, quarter="2014-15-q1", audience="public"):
    """Return all that a notebook shows in one line of words."""
    return " ".join(said(block) for _, block in shown(notebook, quarter, audience))


def cell(shown, notebook, call, quarter="2014-15-q1"):
    """Return the one block that a call of a notebook shows."""
    (found,) = [b for source, b in shown(notebook, quarter) if f"section.{call}" in source]
    return found


@pytest.mark.parametrize(
    ("notebook", "quarter", "audience"),
    # What these draw is open data, the same for everybody.
    [(n, *run) for run in RUNS for n in NOTEBOOKS if (n[:4], run[1]) not in DRAWN_ALIKE],
)
def test_every_cell_shows_a_block_that_can_be_kept_and_read(shown, notebook, quarter, audience):
    for source, block in shown(notebook, quarter, audience):
        assert isinstance(block, Block), source
        plain = json.loads(json.dumps(block.to_json(), allow_nan=False))
        assert from_json(plain) == block, source
        for text in words(plain):
            assert not NO_WORDS.search(text), f"{source}: {text}"
        for chart in of_type(block, Chart):
            assert not chart.title.endswith("."), source
            assert chart.description.endswith("."), source
            assert chart.table.rows, source
        for assessment in of_type(block, Assessment):
            assert assessment.sentence.endswith("."), source
        for notice in of_type(block, Notice):
            assert notice.text.endswith((".", "!", "?")), f"{source}: {notice.text}"


@pytest.mark.parametrize(("quarter", "audience"), RUNS)
def test_a_title_echoes_what_the_notebook_was_given(shown, quarter, audience):
    for notebook in [n for n in NOTEBOOKS if (n[:4], audience) not in DRAWN_ALIKE]:
        (title,) = [b for _, b in shown(notebook, quarter, audience) if isinstance(b, Title)]
        assert (title.quarter, title.audience) == (quarter, audience)
        assert notebook.startswith(title.section)


@pytest.mark.parametrize("quarter", ["2014-15-q1", "2017-18-q2", "2018-19-q3"])
@pytest.mark.parametrize("notebook", ["sp03", "sp06", "sp08", "sp11", "sp12", "sp13", "sp14"])
def test_the_table_of_a_chart_holds_the_numbers_that_are_drawn(shown, notebook, quarter):
    stem = next(name for name in NOTEBOOKS if name.startswith(notebook))
    charts = [c for _, block in shown(stem, quarter) for c in of_type(block, Chart)]
    assert charts
    for chart in charts:
        drawn = {round(n) for n in _drawn(chart.spec)}
        rows = [row for row in chart.table.rows if row[0] != "Together"]
        told = {round(n) for row in rows for n in numbers(row[1])}
        assert told
        assert told <= drawn, chart.title


def _drawn(spec):
    """Yield every number among the values of a drawing."""
    if isinstance(spec, dict):
        for key, inner in spec.items():
            if key in ("values", "datasets"):
                yield from _numbers_in(inner)
            else:
                yield from _drawn(inner)
    elif isinstance(spec, list):
        for inner in spec:
            yield from _drawn(inner)


def _numbers_in(value):
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _numbers_in(inner)


@pytest.mark.parametrize(
    ("notebook", "call", "measure"),
    [
        ("sp11-all-crime", "year_on_year", "sp11_recorded"),
        ("sp12-domestic-burglary", "year_on_year", "sp12_recorded"),
        ("sp13-violence-with-injury", "year_on_year", "sp13_recorded"),
        ("sp08-anti-social-behaviour", "year_on_year", "sp08_incidents"),
    ],
)
def test_a_year_on_year_table_is_the_series_of_four_years(shown, figures, notebook, call, measure):
    (chart,) = of_type(cell(shown, notebook, call), Chart)
    series = figures.series(measure)
    recent = series[series.index >= pd.Period("2011-04-01", series.index.freq)]
    cells = [c for row in chart.table.rows for c in row[1:] if c != "[z]"]
    assert cells == [f"{v:,.0f}" for v in recent]
    low, high = (f"{end:,.0f}" for end in (recent.min(), recent.max()))
    assert f"{len(recent)} values" in chart.description
    assert f"between {low} and {high}" in chart.description


FOUND = {
    "sp11-all-crime": [
        "15,271 offences in Quarter 1 2014/15, 129 more than in Quarter 1 2013/14 (+0.9%)",
        "The return counts 15,243 in Quarter 1 2014/15, open data 15,271: 28 more, or 0.2%.",
        "The return counts 15,243 in Quarter 1 2014/15, open data 15,215: 28 fewer, or 0.2%.",
        "Leicester recorded most: 7,429 of 15,215",
        "Charnwood 2,104",
        "23 records of the quarter name no district",
        "limits of 13,535 to 17,534",
    ],
    "sp12-domestic-burglary": [
        "930 offences in Quarter 1 2014/15, 127 more than in Quarter 1 2013/14 (+15.8%)",
        "4,326 offences in the twelve months to June 2014, up 583 (15.6%)",
        "Both count 930 in Quarter 1 2014/15 and 803 in Quarter 1 2013/14: they agree exactly.",
        "limits of 607 to 1,453",
    ],
    "sp13-violence-with-injury": [
        "1,020 offences in Quarter 1 2014/15, 48 fewer than in Quarter 1 2013/14 (−4.5%)",
        "The return counts 1,021 in Quarter 1 2014/15, open data 1,020: 1 fewer, or 0.1%. "
        "They agree exactly for Quarter 1 2013/14.",
        "limits of 978 to 1,445",
    ],
    "sp14-vehicle-crime": [
        "The return counts 1,641 in Quarter 1 2014/15, open data 1,735: 94 more, or 5.7%.",
        "Theft from motor vehicles: up 42 (3.3%); Theft of motor vehicles: up 50 (18.9%); "
        "Together: up 92 (5.9%)",
        "limits of 1,342 to 2,012",
    ],
    "sp18-savings": ["The parts add up to £23.00m"],
    "sp17-missing-people": ["613 reports concern 412 people, so 201 reports are of somebody"],
}


@pytest.mark.parametrize("notebook", FOUND)
def test_the_figures_of_quarter_1_are_said_where_they_belong(shown, notebook):
    told = whole(shown, notebook)
    for words_ in FOUND[notebook]:
        assert words_ in told


def test_the_prediction_for_quarter_2_holds_what_came(shown, workbook):
    came = read.recorded_crime(workbook, "Leicestershire")
    came = came[came["quarter"] == "2014-15-q2"].set_index("offence_group")["offences"]
    actual = came.drop(list(read.NOT_IN_ALL_CRIME)).sum()
    (chart,) = of_type(cell(shown, "sp11-all-crime", "prediction"), Chart)
    assert "in Quarter 2 2014/15" in chart.title
    assert "in the twelve months to June 2015" in chart.title
    low, high = numbers(chart.table.rows[0][3])
    assert low < actual < high
    assert numbers(chart.title)[:2] == [low, high]


def test_a_quarter_without_returns_says_so_for_every_partner_measure(shown, plan):
    told = whole(shown, "summary", "2013-14-q4")
    assert "no return received from Leicestershire Police (due 15 May 2014)" in told
    for priority in plan.priorities.values():
        if any(m.partner for m in priority.measures.values()):
            stem = next(n for n in NOTEBOOKS if n.startswith(priority.id))
            assert "return received from" in whole(shown, stem, "2013-14-q4"), priority.id


def test_before_any_baseline_nothing_is_judged(shown):
    told = whole(shown, "sp12-domestic-burglary", "2006-07-q2")
    assert "limits come from the 3 years from 2003/04, and there is no figure of them." in told
    assert "No quarter of baseline; a test needs 12." in told
    assert "No prediction" in told


def test_nothing_after_the_quarter_changes_what_is_shown(shown, workbook, tmp_path):
    copy = tmp_path / "workbook"
    for part in ("params", "data", "notebooks"):
        shutil.copytree(workbook / part, copy / part)
    _tripled(copy / "data/open/home-office/recorded-crime-quarterly.csv", "quarter", "2014-15-q1")
    _tripled(copy / "data/open/police-uk/street-crime-monthly.csv", "month", "2014-06")
    section = open_section("sp12", "2014-15-q1", workbook=str(copy))
    assert section.series("sp12_recorded").iloc[-1] == 930
    for call in ("prediction", "control_chart", "yardsticks", "districts", "headline"):
        before = cell(shown, "sp12-domestic-burglary", f"{call}(")
        arguments = {
            "prediction": ["sp12_recorded"],
            "control_chart": ["sp12_recorded"],
            "yardsticks": ["sp12_recorded", "Can a rise and good news both be true?"],
            "districts": ["sp12_street", "Where does burglary happen?"],
        }
        assert getattr(section, call)(*arguments.get(call, [])) == before, call


def _tripled(path, column, until):
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    later = table[column] > until
    assert later.sum() > 100
    count = table.columns[-1]
    table.loc[later, count] = (table.loc[later, count].astype(int) * 3).astype(str)
    table.to_csv(path, index=False)


SERIES_SHOWN = (
    ("control_chart",),
    ("year_on_year",),
    ("rolling", "counts_and_sums"),
    ("prediction",),
)
"""What a section shows of every series of at least eight months or quarters."""


def test_every_long_series_has_its_charts(workbook):
    plan = load_plan(workbook)
    for priority in plan.priorities.values():
        path = plan.notebook(priority.id)
        cells = {"".join(c["source"]) for c in json.loads(path.read_text("utf-8"))["cells"]}
        opened = open_section(priority.id, "2014-15-q1", workbook=str(workbook))
        for measure in priority.measures.values():
            if measure.cadence == "year" or opened.series(measure.id).count() < 8:
                continue
            for either in SERIES_SHOWN:
                calls = {f'section.{method}("{measure.id}")' for method in either}
                assert calls & cells, f"{path.name} shows no {either[0]} of {measure.id}"
