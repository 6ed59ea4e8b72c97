"""Open data as figures of the plan's measures."""

import re
import shutil
from dataclasses import replace
from decimal import Decimal

import pytest

from panelpack import published
from panelpack.errors import DataError


def test_a_measure_of_open_data_has_its_published_counts(plan):
    found = {e.period.text: e for e in published.entries(plan.measures["sp12_recorded"], plan)}
    assert found["2014-15-q1"].value == Decimal(930)
    assert found["2013-14-q1"].value == Decimal(803)
    assert {e.board for e in found.values()} == {published.BOARD}
    assert found["2014-15-q1"].cleared_on is None


def test_districts_add_up_to_the_force(plan):
    found = list(published.entries(plan.measures["sp11_street"], plan))
    april = [e for e in found if e.period.text == "2014-04"]
    (whole,) = (e.value for e in april if not e.area)
    assert sum(e.value for e in april if e.area) == whole


def test_a_count_below_zero_is_a_gap_that_says_why(plan):
    measure = plan.measures["sp12_recorded"]
    groups = replace_groups(measure, ("Death or serious injury caused by illegal driving",))
    below = [e for e in published.entries(groups, plan) if "no count" in e.note]
    assert below
    assert all(e.value is None and e.status == "nationally_unavailable" for e in below)


def test_a_source_without_the_force_says_so(plan):
    assert published.why_nothing("home-office", plan) == ""
    elsewhere = replace_force(plan, "Kent")
    why = published.why_nothing("police-uk", elsewhere)
    assert why == "the workbook has no police-uk data for Kent"
    assert list(published.entries(plan.measures["sp11_street"], elsewhere)) == []


@pytest.mark.parametrize(
    ("measure", "group", "told"),
    [
        ("sp12_recorded", "Domestic burglery", "did you mean 'Domestic burglary'?"),
        ("sp12_street", "Burglery", "did you mean 'Burglary'?"),
        ("sp12_recorded", "Q", "it has All other theft offences, Bicycle theft"),
    ],
)
def test_a_group_that_nobody_publishes_adds_nothing_in_silence(plan, measure, group, told):
    wrong = replace_groups(plan.measures[measure], ("Robbery", group))
    with pytest.raises(DataError, match=re.escape(told)) as raised:
        published.entries(wrong, plan)
    assert str(raised.value).startswith(f"measure {measure}: no group {group!r} in the open data")


def test_a_mistyped_force_is_told_where_few_tables_are(plan, tmp_path):
    for source in ("home-office", "ons"):
        shutil.copytree(plan.folder / "data/open" / source, tmp_path / "data/open" / source)
    elsewhere = replace(replace_force(plan, "Norfolkk"), folder=tmp_path)
    with pytest.raises(DataError, match="nothing for 'Norfolkk'; it has Avon and Somerset"):
        published.entries(plan.measures["sp12_recorded"], elsewhere)


def replace_groups(measure, groups):
    return measure.model_copy(update={"open": measure.open.model_copy(update={"groups": groups})})


def replace_force(plan, force):
    settings = plan.settings.model_copy(update={"force": force})
    return replace(plan, settings=settings)
