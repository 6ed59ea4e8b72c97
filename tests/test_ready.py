from datetime import date
from pathlib import Path

import pytest

import panelpack
from panelpack import judgement, plan, ready
from panelpack.errors import DataError
from panelpack.quarters import Quarter
from panelpack.series import Figures


def test_a_section_begins_with_figures_that_are_ready(figures, workbook, monkeypatch):
    def nobody(*_):
        raise AssertionError("the plan was read again")

    with ready.ready(figures):
        monkeypatch.setattr(ready, "load_plan", nobody)
        section = panelpack.open("sp12", "2014-15-q1", "public", "2014-09-29", str(workbook))
    assert section.figures is figures
    assert section.plan is figures.plan


def test_judgements_are_ready_too(figures, monkeypatch):
    judgement._judged.clear()
    with ready.ready(figures):
        monkeypatch.setattr(judgement, "report", None)  # what judging begins with
        assert judgement.judge_all(figures)["sp12_recorded"].result.state


@pytest.mark.parametrize(
    "other",
    [("2014-15-q1", "internal", "2014-09-29"), ("2014-15-q1", "public", "2014-09-28")],
)
def test_another_audience_or_day_gets_figures_of_its_own(figures, workbook, other):
    with ready.ready(figures):
        section = panelpack.open("sp12", *other, str(workbook))
    assert section.figures is not figures
    assert (section.audience, section.as_at.isoformat()) == other[1:]


def test_another_quarter_gets_figures_of_its_own(figures):
    earlier = Quarter.parse("2013-14-q4")
    with ready.ready(figures):
        found = ready.figures_of(figures.plan, earlier, "public", figures.as_at)
    assert found.quarter == earlier


def test_another_workbook_is_read(figures, copy_of_workbook):
    with ready.ready(figures):
        assert ready.plan_of(copy_of_workbook).folder == copy_of_workbook


def test_packed_figures_are_those_of_a_copy_and_are_not_judged_again(
    figures, workbook, copy_of_workbook, monkeypatch
):
    packed = ready.pack(figures)
    assert str(workbook).encode() not in packed
    found = ready.unpack(packed, copy_of_workbook)
    judged = dict(judgement.judge_all(figures))
    monkeypatch.setattr(judgement, "report", None)  # what judging begins with
    assert dict(judgement.judge_all(found)) == judged
    assert found.plan.folder == copy_of_workbook
    assert found.plan.priorities == figures.plan.priorities
    with ready.ready(found):
        asked = (ready.plan_of(copy_of_workbook), figures.quarter, "public", figures.as_at)
        assert ready.figures_of(*asked) is found
    assert found.table.equals(figures.table)


def test_nothing_stays_ready(figures, workbook):
    with pytest.raises(RuntimeError), ready.ready(figures):
        raise RuntimeError("a notebook failed")
    assert ready.plan_of(workbook) is not figures.plan


def test_figures_that_cannot_be_judged_are_told_of(copy_of_workbook):
    table = copy_of_workbook / "data/open/home-office/recorded-crime-quarterly.csv"
    table.write_text("no table\n", "utf-8")
    of = plan.load_plan(copy_of_workbook)
    broken = Figures(of, Quarter.parse("2014-15-q1"), "public", date(2014, 9, 29))
    with pytest.raises(DataError, match=Path(table).name), ready.ready(broken):
        pass
