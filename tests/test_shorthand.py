"""Which shorthand a cell without a number has: one answer, wherever the cell stands."""

from dataclasses import replace

import pytest

from panelpack import comparison, dashboard, shorthand, tables, wording
from panelpack.reported import report

CHANGES = {
    "[x]": comparison.change(930, None),
    "[z]": comparison.change(5, 0),
    "[z] ": comparison.change(5, -2),
    "[z]  ": comparison.change(930, 803, comparable=False, reason="counted by victim"),
}


@pytest.mark.parametrize("sign", CHANGES)
def test_what_could_be_known_is_not_available_and_what_cannot_is_not_applicable(sign):
    assert shorthand.of_change(CHANGES[sign]) == sign.strip()


def shown(figures, reported):
    """The percentage change of a measure in its section, in the summary and on the dashboard."""
    (row,) = tables.measures([reported], "Measures").rows
    told = dashboard._shown(figures, reported, "% Var", None)
    return row[4], tables.change(reported), told.split()[0]


@pytest.mark.parametrize("measure", ["sp12_level", "sp18_required", "sp02_offending"])
@pytest.mark.parametrize("sign", CHANGES)
def test_section_summary_and_dashboard_agree_on_a_change_that_there_is_not(figures, measure, sign):
    reported = replace(report(figures, measure), change=CHANGES[sign], supplied_change=None)
    in_section, in_summary, on_dashboard = shown(figures, reported)
    assert in_section == on_dashboard == sign.strip()
    has_difference = reported.change.difference is not None
    assert has_difference or in_summary == sign.strip()


def test_section_and_summary_agree_on_every_measure_of_the_pack(figures):
    for measure in figures.plan.measures:
        reported = report(figures, measure)
        (row,) = tables.measures([reported], "Measures").rows
        told = tables.change(reported)
        assert not told.startswith("[") or told == row[3], measure


def test_counts_of_places_have_the_same_shorthand():
    for sign, change in CHANGES.items():
        assert wording.count_change(change, 1)[1] == sign.strip()
    assert wording.count_change(comparison.change(930, 803, 1), 1) == ("+127", "+15.8%")
