"""A measure that is an average: from the plan over the return to the page, and never added up."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

import tiny_workbook
from panelpack import claims, dashboard, judgement, suppression, tables, wording
from panelpack.authoring.measure import NewMeasure, check
from panelpack.commentary.words import NotSaid, Words
from panelpack.control import control_chart
from panelpack.errors import DataError
from panelpack.pack.figures import measure_rows
from panelpack.plan import load_plan
from panelpack.quarters import Quarter
from panelpack.reported import report
from panelpack.section import Section
from panelpack.series import Figures
from panelpack.units import counted

QUARTER = Quarter.parse("2014-15-q1")
AS_AT = date(2014, 9, 29)
MEASURE = """\
  {id}:
    title: Time to {id}
    name: Time to {id}
    kind: {kind}
    better: fewer
    unit: {unit}
    places: 1
    cadence: {cadence}
    partner: force
    why: It matters.
    review: 2015-03-31
"""
PANEL = "rows: [thefts]}\n  - {code: P2, title: Two, columns: [Actual, Total], rows: [answer]}\n"
MONTHS = [f"{year}-{month:02}" for year in range(2011, 2015) for month in range(1, 13)][3:42]


def write(tiny, *rows, kind="average", unit="seconds", cadence="month"):
    """Give the tiny workbook an average and figures of it, and return its plan."""
    measure = MEASURE.format(id="answer", kind=kind, unit=unit, cadence=cadence)
    text = tiny_workbook.PRIORITY.replace("rows: [thefts]}\n", PANEL) + measure
    (tiny / "params/priorities/one.yaml").write_text(text)
    values = tiny / "data/returns/2014-15-q1/force/v1/values.csv"
    values.write_text(tiny_workbook.VALUES + "".join(f"answer,,{row},supplied,\n" for row in rows))
    return load_plan(tiny)


@pytest.fixture
def monthly(tiny):
    """Figures of an average by month: 9.0 and 9.4 by turns, and 12.04 in the last month."""
    rows = [f"{m},{'12.04' if m == MONTHS[-1] else 9 + i % 2 * 0.4},,2000" for i, m in
            enumerate(MONTHS)]  # fmt: skip
    return Figures(write(tiny, *rows), QUARTER, "internal", AS_AT)


def section(figures):
    return Section("one", figures.plan, figures.quarter, figures.audience, figures.as_at)


def test_an_average_by_month_is_that_of_the_last_month_and_no_sum(monthly):
    found = report(monthly, "answer")
    assert (found.value, found.before) == (Decimal("12.0"), Decimal("9.0"))
    assert (found.period, found.period_before) == ("June 2014", "June 2013")
    assert (found.change.difference, found.change.percent) == (Decimal("3.0"), Decimal("33.3"))
    assert wording.change_sentence(found, monthly.plan, QUARTER, AS_AT) == (
        "Time to answer: 12.0 seconds in June 2014, 3.0 higher than in June 2013 (+33.3%)."
    )


@pytest.mark.parametrize("kind", ["proportion", "survey"])
def test_a_rate_by_month_is_no_sum_either(tiny, kind):
    rows = [f"2014-{month:02},{81 + month},," for month in (4, 5, 6)]
    plan = write(tiny, *rows, kind=kind, unit='"%"')
    found = report(Figures(plan, QUARTER, "internal", AS_AT), "answer")
    assert (found.value, found.period) == (Decimal(87), "June 2014")


def test_a_change_follows_from_the_figures_as_they_are_printed(tiny):
    plan = write(tiny, "2014-15-q1,9.41,,", "2013-14-q1,9.39,,", cadence="quarter")
    found = report(Figures(plan, QUARTER, "internal", AS_AT), "answer")
    assert (found.change.difference, found.change.percent) == (0, 0)
    said = wording.change_sentence(found, plan, QUARTER, AS_AT)
    assert said.endswith("9.4 seconds in Quarter 1 2014/15, the same as in Quarter 1 2013/14.")


def test_tables_name_the_unit_and_number_the_figure(monthly):
    table = tables.measures([report(monthly, "answer")], "One")
    assert table.rows[0][:6] == (
        "Time to answer (seconds)", "12.0", "9.0", "+3.0", "+33.3%", "2,000",
    )  # fmt: skip
    cells = {c.column: c for c in dashboard.cells(monthly) if c.measure_id == "answer"}
    assert (cells["Actual"].printed, cells["Actual"].shown) == ("12.0", "12.0")
    assert (cells["Total"].printed, cells["Total"].shown) == ("", "[z]")
    rows = {r["column"]: r for r in measure_rows(monthly) if r["measure"] == "answer"}
    assert (rows["Actual"]["value"], rows["Actual"]["unit"]) == (Decimal("12.0"), "seconds")


def test_it_is_not_tested_but_has_a_control_chart(monthly):
    result = judgement.judge_all(monthly)["answer"].result
    assert (result.state, result.p) == ("not tested", None)
    assert "without the spread" in result.sentence
    measure = monthly.plan.measures["answer"]
    chart = control_chart(monthly.series("answer"), measure, QUARTER)
    assert (chart.variation, chart.table["baseline"].sum()) == ("concern", 36)
    # Told as the measure has its decimals, and not as its partner sent them.
    assert chart.sentence.startswith("The last value, 12 for June 2014, lies above the upper limit")
    (drawn, *_) = section(monthly).control_chart("answer").blocks
    shown = json.dumps(drawn.spec, ensure_ascii=False)
    assert "last value 12.0" in shown and "last value 12.04" not in shown


@pytest.mark.parametrize(
    ("what", "more"), [("rolling", ()), ("prediction", ()), ("counts_and_sums", ()), ("step", "?")]
)
def test_what_adds_up_or_counts_refuses_it(monthly, what, more):
    with pytest.raises(DataError, match="answer is of kind average, and this is for counts"):
        getattr(section(monthly), what)("answer", *more)
    assert section(monthly).quarterly("answer").empty


@pytest.mark.parametrize(
    ("words", "aspect", "holds"),
    [
        ("longer", "change", True),
        ("slower", "change", True),
        ("much longer", "change", True),
        ("shorter", "change", False),
        ("quicker", "change", False),
        ("not faster", "change", True),
        ("high", "level", True),
    ],
)
def test_a_time_is_longer_or_quicker(monthly, words, aspect, holds):
    assert judged(monthly, f"It was [{words}]{{answer.{aspect}}}.") == [holds]


@pytest.mark.parametrize("aspect", ["rolling", "step"])
def test_no_claim_rests_on_a_sum_or_step_of_averages(monthly, aspect):
    words = "step change" if aspect == "step" else "higher"
    with pytest.raises(DataError, match=r"in counts only, and answer is of kind average"):
        judged(monthly, f"It was a [{words}]{{answer.{aspect}}}.")


def test_commentary_names_its_base_and_no_numerator_or_sum(monthly):
    words = Words(monthly, monthly.plan.measures["answer"])
    assert (words.value, words.size, words.size_percent) == ("12.0", "3.0", "33.3%")
    assert words.base == "2,000"
    for name in ("numerator", "share", "rolling"):
        with pytest.raises(NotSaid):
            getattr(words, name)


def judged(figures, text):
    path = figures.plan.folder / "data/commentary/2014-15-q1/one.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    found = claims.check(figures, ["one"])
    return [claim.verdict == claims.gate.TRUE for claim in found]


@pytest.mark.parametrize(("base", "hidden"), [("4", True), ("5", False), ("", False)])
def test_an_average_of_few_is_hidden(tiny, base, hidden):
    plan = write(tiny, f"2014-15-q1,9.4,,{base}", cadence="quarter")
    (entry,) = Figures(plan, QUARTER, "internal", AS_AT).entries("answer")
    (shown,) = suppression.protect([entry], plan, QUARTER)
    assert (shown.status == suppression.HIDDEN, shown.value is None) == (hidden, hidden)


@pytest.mark.parametrize(
    ("unit", "told"),
    [
        ('"%"', "a share in per cent is a proportion or a survey"),
        ("of 10", "write 'unit: points of 10'"),
        ("out of 10", "write 'unit: points out of 10'"),
    ],
)
def test_a_unit_that_is_none_of_an_average_is_told(tiny, unit, told):
    with pytest.raises(DataError, match=told):
        write(tiny, unit=unit)


def test_open_data_are_counts(tiny):
    plan = write(tiny)
    path = tiny / "params/priorities/one.yaml"
    text = path.read_text().rpartition("    partner: force")
    path.write_text(f"{text[0]}    open: {{source: ons}}{text[2]}")
    with pytest.raises(DataError, match="open data are counts: write 'kind: count'"):
        load_plan(plan.folder)


def test_pounds_that_are_no_millions_stand_before_the_number(tiny):
    rows = ("2014-15-q1,411,,", "2013-14-q1,428.5,,")
    plan = write(tiny, *rows, unit="£ per case", cadence="quarter")
    found = report(Figures(plan, QUARTER, "internal", AS_AT), "answer")
    said = wording.change_sentence(found, plan, QUARTER, AS_AT)
    assert "£411.0 per case in Quarter 1 2014/15, £17.5 lower than in" in said
    assert wording.change_number(found) == "−£17.5"
    assert tables.measures([found], "One").rows[0][:2] == ("Time to answer (per case)", "£411.0")


@pytest.mark.parametrize(
    ("number", "unit", "said"),
    [
        ("1", "days per case", "1 day per case"),
        ("1", "points of 10", "1 point of 10"),
        ("2", "days per case", "2 days per case"),
    ],
)
def test_one_of_a_unit_with_a_measure_of_its_own(number, unit, said):
    assert counted(number, unit) == said


def test_a_new_average_needs_its_unit():
    new = NewMeasure("a", "A", "average", "fewer", "Why.", date(2015, 3, 31), partner="force")
    with pytest.raises(DataError, match="an average needs --unit"):
        check(new)
    assert "places: 1\n" in replace(new, unit="days").block()
