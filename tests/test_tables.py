"""Tables: what stands in each cell, and the shorthand where nothing can."""

import math

import pandas as pd
import pytest

from panelpack import dashboard, outlook, spc, tables, wording
from panelpack.document import Badge
from panelpack.judgement import judge_all
from panelpack.plan import load_plan
from panelpack.quarters import Quarter
from panelpack.reported import report
from panelpack.section.pages import panel_table
from panelpack.series import Figures
from section_cells import numbers


def months(values, start):
    return pd.Series(values, pd.period_range(start, periods=len(values), freq="M"), dtype=float)


def quarters(values, start):
    index = pd.period_range(start, periods=len(values), freq="Q-MAR")
    return pd.Series(values, index, dtype=float)


def measure_table(figures, *measures):
    return tables.measures([report(figures, m) for m in measures], "Some measures")


def test_a_row_has_figure_comparator_change_base_and_clearance(figures):
    table = measure_table(figures, "sp12_level")
    assert [c.label for c in table.columns] == [
        "Measure", "Figure", "A year before", "Change", "% change", "Base", "Source",
    ]  # fmt: skip
    (row,) = table.rows
    assert row == ("Domestic burglary", "930", "803", "+127", "+15.8%", "[z]", "1")
    assert table.notes == (f"Source 1: {POLICE}.", "[z] not applicable.")


POLICE = (
    "Leicestershire Police, return for Quarter 1 2014/15, version 1; "
    "cleared by Leicestershire Police chief officer team, 29 September 2014"
)


def test_each_source_is_told_once_and_can_be_written_out(figures):
    table = measure_table(figures, "sp12_level", "sp12_recorded", "sp13_level")
    assert [row[-1] for row in table.rows] == ["1", "2", "1"]
    assert sum(note.startswith("Source ") for note in table.notes) == 2
    sourced = tables.sourced(table)
    assert [row[-1] == POLICE for row in sourced.rows] == [True, False, True]
    assert sourced.columns[-1].align == "text"
    assert not any(note.startswith("Source ") for note in sourced.notes)
    assert [row[:-1] for row in sourced.rows] == [row[:-1] for row in table.rows]
    other = tables.prediction(
        outlook.predict(figures.series("sp12_recorded"), 1).table, "Source of it"
    )
    assert tables.sourced(other) == other


@pytest.mark.parametrize(
    ("measure", "cells"),
    [
        ("sp11_level", ("15,243", "[x]", "[x]", "+0.8%", "[z]")),
        ("sp13_recorded", ("1,020", "1,068", "−48", "−4.5%", "[z]")),
        ("sp12_satisfaction", ("91.2%", "[x]", "[x]", "[z]", "[x]")),
        ("sp06_satisfaction", ("[c]", "[x]", "[c]", "[z]", "[x]")),
        ("sp04_reoffending", ("634", "[x]", "[x]", "[x]", "1,883")),
        ("sp18_required", ("£23.00m", "[x]", "[x]", "[x]", "[z]")),
        ("sp06_late_week", ("Nearly 60%", "[z]", "[z]", "[z]", "[z]")),
        ("sp02_offending", ("38", "90", "−52", "−58%", "[x]")),
    ],
)
def test_the_cells_of_each_kind_of_measure(figures, measure, cells):
    (row,) = measure_table(figures, measure).rows
    assert row[1:6] == cells


def test_the_notes_say_what_the_shorthand_means(figures):
    table = measure_table(figures, "sp06_satisfaction", "sp03_completions", "sp12_level")
    assert tables.sourced(table).notes == (
        "[c] confidential: the figure exists but may not be published yet, or is too small.",
        "[x] not available.",
        "[z] not applicable.",
    )


def test_only_shorthand_that_is_used_is_explained():
    assert tables.shorthand_notes([("1", "[z]")]) == ["[z] not applicable."]
    assert tables.shorthand_notes([("[x] no figure for Quarter 1 2013/14",)]) == [
        "[x] not available."
    ]
    assert tables.shorthand_notes([("1,020", Badge("improved", "[x]"))]) == []


@pytest.mark.parametrize(
    ("measure", "change"),
    [
        ("sp12_level", "+127 (+15.8%)"),
        ("sp11_level", "+0.8%"),
        ("sp12_satisfaction", "[x]"),
        ("sp18_required", "[x]"),
        ("sp06_late_week", "[z]"),
        ("sp12_street", "[x]"),
    ],
)
def test_a_change_as_one_cell(figures, measure, change):
    assert tables.change(report(figures, measure)) == change


def test_months_stand_in_rows_of_financial_years():
    table = tables.by_year(months([1, math.nan, 3000.5, 4], "2014-02"), "Counts")
    assert [c.label for c in table.columns][:4] == ["Financial year", "Apr", "May", "Jun"]
    assert table.rows[0] == ("2013/14", *["[z]"] * 10, "1", "[x]")
    assert table.rows[1] == ("2014/15", "3,001", "4", *["[z]"] * 10)
    assert table.notes == ("[x] not available.", "[z] not applicable.")


def test_quarters_stand_in_rows_of_financial_years():
    table = tables.by_year(quarters([10.04, math.nan, 12, 13, 14], "2014-03-31"), "Rates", 1)
    assert [c.label for c in table.columns] == ["Financial year", "Q1", "Q2", "Q3", "Q4"]
    assert table.rows == (
        ("2013/14", "[z]", "[z]", "[z]", "10.0"),
        ("2014/15", "[x]", "12.0", "13.0", "14.0"),
    )


def test_years_stand_one_a_row_and_a_gap_is_explained():
    index = pd.period_range("2012-03", periods=3, freq="Y-MAR")
    table = tables.by_year(pd.Series([1, math.nan, 3.0], index), "Counts")
    assert table.rows == (("2011/12", "1"), ("2012/13", "[x]"), ("2013/14", "3"))
    assert table.notes == ("[x] not available.",)


def test_every_value_of_a_real_series_is_in_its_grid(figures):
    series = figures.series("sp12_recorded")
    cells = [c for row in tables.by_year(series, "Burglary").rows for c in row[1:] if c != "[z]"]
    assert [float(c.replace(",", "")) for c in cells] == series.tolist()
    assert len(cells) == 33


def test_a_control_charts_table_has_its_numbers(figures):
    series = figures.series("sp12_recorded").loc["2011-06-30":]
    result = spc.xmr(series, better="fewer", baseline=12)
    table = tables.control(result, "Burglary")
    assert len(table.rows) == len(series) == 13
    for row, (period, of) in zip(table.rows, result.table.iterrows(), strict=True):
        assert row[:2] == (wording.period(period), wording.number(of["value"]))
        assert row[2:5] == tuple(wording.number(of[k], 1) for k in ("lower", "centre", "upper"))
        assert row[5] == tables.SIGNALS.get(of["cause"], "none")
    known = series.iloc[:12]
    mean, spread = known.mean(), spc.XMR_FACTOR * known.diff().abs().mean()
    assert numbers(" ".join(table.rows[0][2:5])) == pytest.approx(
        [mean - spread, mean, mean + spread], abs=0.05
    )
    assert table.rows[0][3] == "1,030.4"


def test_a_control_charts_table_names_signals_and_gaps():
    values = [10, 12, 11, 13, math.nan, 12, 11, 40]
    result = spc.xmr(months(values, "2014-01"), better="fewer", baseline=7)
    table = tables.control(result, "Counts")
    assert table.rows[4][1] == "[x]"
    assert table.rows[-1][0] == "August 2014"
    assert table.rows[-1][5] == "above the upper limit"
    assert table.notes == ("[x] not available.",)


def test_limits_of_finer_figures_keep_their_decimals():
    result = spc.xmr(months([1.25, 1.5, 1.3, 1.45], "2014-01"), better="fewer")
    row = tables.control(result, "Rates", 2).rows[0]
    assert row[1] == "1.25"
    assert row[3] == wording.number(result.table["centre"].iloc[0], 2) == "1.38"


def test_a_count_has_no_limit_below_zero_in_a_table():
    result = spc.xmr(months([3, 0, 9, 1, 8, 0], "2014-01"), better="fewer")
    assert result.table["lower"].iloc[0] < 0
    assert {row[2] for row in tables.control(result, "Counts").rows} == {"0.0"}


def test_values_without_variation_have_no_limits():
    row = tables.control(spc.xmr(months([5, 5, 5], "2014-01"), better="fewer"), "Same").rows[0]
    assert row == ("January 2014", "5", "[z]", "5.0", "[z]", "none")


def test_a_predictions_table_has_its_ranges(figures):
    predicted = outlook.predict(figures.series("sp12_recorded"), 4)
    table = tables.prediction(predicted.table, "Burglary")
    assert [row[0] for row in table.rows] == [
        "Quarter 2 2014/15", "Quarter 3 2014/15", "Quarter 4 2014/15", "Quarter 1 2015/16",
    ]  # fmt: skip
    for row, (_, of) in zip(table.rows, predicted.table.iterrows(), strict=True):
        mean, low80, high80, low95, high95 = (wording.number(of[c]) for c in predicted.table)
        assert row[1:] == (mean, f"{low80} to {high80}", f"{low95} to {high95}")


def test_columns_have_their_own_decimals():
    index = pd.period_range("2014-06", periods=2, freq="Q-MAR")
    frame = pd.DataFrame({"Incidents": [15271, math.nan], "Rate": [82.7, 80.0]}, index)
    table = tables.columns(frame, "Both", (0, 1))
    assert table.rows == (
        ("Quarter 1 2014/15", "15,271", "82.7"),
        ("Quarter 2 2014/15", "[x]", "80.0"),
    )
    assert table.notes == ("[x] not available.",)
    assert tables.columns(frame, "Both", 1).rows[0][1] == "15,271.0"


@pytest.fixture(scope="module")
def panels(figures):
    return {facts.panel.code: facts for facts in dashboard.panels(figures)}


@pytest.fixture(scope="module")
def badges(figures):
    return {m: one.badge for m, one in judge_all(figures).items()}


def test_a_panel_as_it_is_shown(panels, badges):
    table = panel_table(panels["SP12"], badges)
    assert [c.label for c in table.columns] == ["Measure", "Actual", "Total", "Assessment"]
    level, outcome, satisfaction = table.rows
    unchanged = Badge("no change", "No significant change")
    assert level == ("Change in level of offences", "+15.8%", "930", unchanged)
    assert outcome[1] == "[x]"
    assert "Victim focused outcomes, domestic burglary: in development" in " ".join(table.notes)
    assert "[x] not available." in table.notes
    assert outcome[2] == satisfaction[2] == "[z]"
    assert satisfaction[3] == Badge("not tested", "Not tested")


def test_a_footnote_marks_its_row_and_stands_below(panels, badges):
    table = panel_table(panels["SP3"], badges)
    rows = {
        cells[0].measure_id: row for cells, row in zip(panels["SP3"].rows, table.rows, strict=True)
    }
    mark = panels["SP3"].rows[-1][0].footnote
    assert rows["sp03_night_time"][0].endswith(f" ({mark})")
    (note,) = [n for n in table.notes if n.startswith(f"{mark} ")]
    assert note == f"{mark} Recording of night time economy incidents only started in April 2013."


def test_a_panel_of_another_quarter_says_what_is_missing(workbook):
    plan, quarter = load_plan(workbook), Quarter.parse("2013-14-q4")
    figures = Figures(plan, quarter, "public", quarter.end)
    (facts,) = dashboard.panels(figures, "sp12")
    badges = {m: one.badge for m, one in judge_all(figures).items()}
    table = panel_table(facts, badges)
    assert all("no return received from Leicestershire Police" in n for n in table.notes[:3])
    for row in table.rows:
        assert row[1] == "[x]"
        assert row[-1] == Badge("not available", "Not available")
