"""Appendix A: every printed cell of the report of September 2014 comes out of the returns."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from conftest import unseal
from panelpack import comparison, dashboard, tables
from panelpack.judgement import judge_all
from panelpack.plan import load_plan
from panelpack.quarters import Quarter
from panelpack.reported import report
from panelpack.section.pages import panel_table
from panelpack.series import Figures

PRINTED = Path(__file__).parent / "data" / "published-appendix-a-2014-15-q1.csv"
NO_COLUMN = "-"


def printed():
    """The printed cells: panel, its title, row, footnote, column, words; in printed order."""
    with PRINTED.open(encoding="utf-8", newline="") as file:
        assert next(file).startswith("# Figures of Appendix A")
        header, *rows = csv.reader(file)
    return [
        (*row[:4], column, cell)
        for row in rows
        for column, cell in zip(header[4:], row[4:], strict=True)
        if cell != NO_COLUMN
    ]


@pytest.fixture(scope="module")
def cells(figures):
    return list(dashboard.cells(figures))


def of(cells, measure, column):
    (cell,) = (c for c in cells if (c.measure_id, c.column) == (measure, column))
    return cell


def test_every_cell_is_as_printed(cells):
    made = [(c.priority, c.panel_title, c.measure, c.footnote, c.column, c.printed) for c in cells]
    assert made == printed()
    assert len(made) == 85


@pytest.mark.parametrize(
    ("measure", "column", "as_printed", "as_shown"),
    [
        ("sp02_offending", "% Var", "-58%", "−58%"),
        ("sp12_level", "Actual", "15.8%", "+15.8%"),
        ("sp12_level", "Total", "930", "930"),
        ("sp13_level", "Actual", "-4.4%", "−4.4%"),
        ("sp11_level", "Actual", "0.8%", "+0.8%"),
        ("sp11_level", "Total", "15,243", "15,243"),
        ("sp05_satisfaction", "Actual", "88.2%", "88.2%"),
        ("sp05_satisfaction", "Total", "", "[z]"),
        ("sp17_missing", "YTD", "1043", "1,043"),
        ("sp17_key_locations", "% Var", "3%", "+3%"),
        ("sp18_required", "£ millions", "£23.00", "£23.00"),
        ("sp04_reoffending", "Assessment", "634 out of 1883 re-offended in last 12m",
         "634 out of 1883 re-offended in last 12m"),
    ],
)  # fmt: skip
def test_a_cell_is_printed_in_the_style_of_2014_and_shown_in_todays(
    cells, measure, column, as_printed, as_shown
):
    cell = of(cells, measure, column)
    assert (cell.printed, cell.shown) == (as_printed, as_shown)


def test_a_gap_is_shown_with_shorthand_and_reason(cells):
    assert of(cells, "sp12_outcome", "Actual").shown == (
        "[x] in development: the outcome metric is being developed by the force with the OPCC"
    )
    assert of(cells, "sp06_satisfaction", "Actual").shown == (
        "[c] small numbers: too few victims were surveyed in the quarter"
    )
    assert of(cells, "sp01_first_time_entrants", "YTD").shown == (
        "[x] to be published after the Youth Offending Management Board in September 2014"
    )
    assert of(cells, "sp02_reoffending", "YTD").shown == (
        "[x] was to follow the Reducing Re-offending Board of 19 September 2014; not received yet"
    )


def test_what_is_printed_as_na_is_shown_with_a_reason(cells):
    gaps = [c.shown for c in cells if c.printed == "NA"]
    assert len(gaps) == 26
    assert all(len(shown) > 20 and shown.startswith(("[x] ", "[c] ")) for shown in gaps)


def test_the_comments_stand_under_their_panels(figures):
    panels = {p.panel.code: p for p in dashboard.panels(figures)}
    assert len(panels) == 19
    assert panels["SP3"].comments == (
        "1 Treatment and CJ data not currently available from national external sources.",
        "2 Recording of night time economy incidents only started in April 2013.",
    )
    assert panels["SP1"].comments == (
        "Data to be presented to Youth Offending Management Board in September.",
    )
    assert panels["SP9"].comments == ()


def test_one_priority_has_its_own_panels(figures):
    assert [p.panel.code for p in dashboard.panels(figures, "sp14")] == ["SP14A", "SP14B"]


def test_before_clearance_no_cell_has_a_figure(copy_of_workbook, figures):
    for version in copy_of_workbook.glob("data/returns/*/*/v1"):
        unseal(version)
    plan = load_plan(copy_of_workbook)
    withheld = Figures(plan, figures.quarter, "public", figures.as_at)
    cells = list(dashboard.cells(withheld))
    assert len(cells) == 85
    assert {c.printed for c in cells} == {"NA", ""}
    assert all(c.value is None for c in cells)
    assert of(cells, "sp12_level", "Total").shown == (
        "[c] to be published after the Leicestershire Police chief officer team has cleared it"
    )
    assert not any(p.comments for p in dashboard.panels(withheld))


def test_words_in_columns_of_numbers_stand_below_their_panel(tiny):
    path = tiny / "params/priorities/one.yaml"
    path.write_text(path.read_text().replace("kind: count", "kind: text"))
    values = tiny / "data/returns/2014-15-q1/force/v1/values.csv"
    header = values.read_text().splitlines()[0]
    values.write_text(f"{header}\nthefts,,2014-15-q1,,,,supplied,Three schemes\n")
    plan, quarter = load_plan(tiny), Quarter.parse("2014-15-q1")
    known = Figures(plan, quarter, "internal", date(2014, 9, 29))
    cells = list(dashboard.cells(known))
    assert [c.shown for c in cells] == ["[z] Three schemes"] * 3
    (facts,) = dashboard.panels(known)
    table = panel_table(facts, {m: one.badge for m, one in judge_all(known).items()})
    assert table.rows[0][1:4] == ("[z]", "[z]", "[z]")
    assert table.notes == ("Thefts: Three schemes.", "[z] not applicable.")


def test_a_comparator_that_is_hidden_says_so_and_not_that_there_is_none(figures):
    reported = report(figures, "sp12_level")
    before = replace(reported.entry_before, value=None, status="small_numbers", note="")
    hidden = replace(
        reported, before=None, entry_before=before, change=comparison.change(930, None)
    )
    shown = dashboard._shown(figures, hidden, "Actual", None)
    assert shown.startswith("[c] Quarter 1 2013/14: small numbers: below 5")
    assert tables.before(hidden) == "[c]"
