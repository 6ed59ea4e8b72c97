"""`panelpack claims`: faults that were put into reports are found, and clean reports raise none."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from panelpack.__main__ import main
from panelpack.assessment import CLAIMING
from panelpack.claims.amounts import amounts
from panelpack.claims.audit import audit
from panelpack.claims.cells import number
from panelpack.claims.findings import CONTRADICTED, LACKING, REMEDIES, SUPPORTED, UNCHECKED
from panelpack.claims.reading import read
from panelpack.claims.rows import Row
from panelpack.claims.sentences import sentences
from panelpack.claims.tabular import cells_of

REPORTS = Path(__file__).parent / "data/claims"
TESTED = CLAIMING[1]

# What was put into each report: its line, the kind of fault and the verdict.
FAULTS = {
    "north": [
        (12, "direction", CONTRADICTED),
        (13, "extreme", CONTRADICTED),
        (16, "direction", CONTRADICTED),
        (16, "limits", LACKING),
        (17, "reference", LACKING),
        (21, "direction", CONTRADICTED),
        (21, "date", CONTRADICTED),
        (29, "percentage", CONTRADICTED),
        (31, "sum", CONTRADICTED),
    ],
    "mercia": [
        (6, "test", CONTRADICTED),
        (7, "percentage", CONTRADICTED),
        (9, "assessment", LACKING),
        (15, "availability", CONTRADICTED),
        (15, "assessment", CONTRADICTED),
        (16, "trend", CONTRADICTED),
        (24, "sum", CONTRADICTED),
        (30, "panel", LACKING),
        (32, "reference", LACKING),
    ],
    "budget": [
        (6, "number", CONTRADICTED),
        (6, "number", CONTRADICTED),
        (9, "date", CONTRADICTED),
        (12, "sum", CONTRADICTED),
        (17, "title", CONTRADICTED),
        (19, "number", CONTRADICTED),
        (20, "prediction", LACKING),
        (24, "title", CONTRADICTED),
    ],
    "south": [
        (6, "test", CONTRADICTED),
        (8, "steady", CONTRADICTED),
        (8, "extreme", LACKING),
        (13, "target", CONTRADICTED),
        (15, "panel", LACKING),
        (20, "assessment", LACKING),
    ],
    "avon": [
        (6, "direction", CONTRADICTED),
        (6, "extreme", LACKING),
        (7, "direction", CONTRADICTED),
        (8, "number", CONTRADICTED),
        (8, "number", CONTRADICTED),
        (17, "number", LACKING),
        (18, "test", LACKING),
        (19, "date", CONTRADICTED),
        (23, "reference", LACKING),
    ],
    "wessex": [
        (25, "direction", CONTRADICTED),
        (27, "direction", CONTRADICTED),
        (43, "direction", CONTRADICTED),
        (44, "number", CONTRADICTED),
        (45, "extreme", CONTRADICTED),
        (58, "direction", CONTRADICTED),
        (59, "target", CONTRADICTED),
        (60, "date", CONTRADICTED),
        (74, "number", CONTRADICTED),
        (81, "trend", LACKING),
        (82, "limits", LACKING),
        (83, "reference", LACKING),
    ],
    "calder": [
        (20, "extreme", LACKING),
        (22, "direction", CONTRADICTED),
        (39, "trend", CONTRADICTED),
        (45, "direction", CONTRADICTED),
        (53, "percentage", CONTRADICTED),
        (55, "test", LACKING),
        (65, "sum", CONTRADICTED),
        (68, "direction", LACKING),
        (70, "date", CONTRADICTED),
        (74, "two values", CONTRADICTED),
        (83, "level", LACKING),
    ],
    "northmoor": [
        (10, "direction", CONTRADICTED),
        (11, "direction", LACKING),
        (19, "assessment", CONTRADICTED),
        (20, "extreme", LACKING),
        (28, "availability", CONTRADICTED),
        (34, "number", CONTRADICTED),
        (36, "direction", CONTRADICTED),
        (47, "number", CONTRADICTED),
        (49, "date", CONTRADICTED),
        (56, "direction", LACKING),
        (58, "limits", LACKING),
    ],
    "dale": [
        (40, "level", CONTRADICTED),
        (42, "direction", CONTRADICTED),
        (47, "direction", CONTRADICTED),
        (58, "test", LACKING),
        (60, "number", LACKING),
        (73, "direction", CONTRADICTED),
        (75, "target", CONTRADICTED),
        (82, "sum", CONTRADICTED),
        (90, "date", CONTRADICTED),
    ],
    "kent": [
        (18, "direction", CONTRADICTED),
        (20, "direction", CONTRADICTED),
        (36, "direction", CONTRADICTED),
        (37, "extreme", CONTRADICTED),
        (38, "direction", CONTRADICTED),
        (39, "number", CONTRADICTED),
        (40, "test", CONTRADICTED),
        (53, "number", CONTRADICTED),
        (55, "reference", LACKING),
    ],
    "ouse": [
        (11, "number", CONTRADICTED),
        (12, "direction", LACKING),
        (27, "extreme", LACKING),
        (31, "direction", LACKING),
        (31, "percentage", CONTRADICTED),
        (35, "direction", CONTRADICTED),
        (35, "direction", LACKING),
        (35, "date", CONTRADICTED),
        (39, "direction", CONTRADICTED),
    ],
    "lune": [
        (18, "direction", CONTRADICTED),
        (18, "direction", CONTRADICTED),
        (28, "direction", CONTRADICTED),
        (28, "trend", LACKING),
        (28, "number", CONTRADICTED),
        (28, "date", CONTRADICTED),
        (32, "test", LACKING),
        (32, "extreme", LACKING),
    ],
    "torr": [
        (18, "direction", CONTRADICTED),
        (20, "test", CONTRADICTED),
        (21, "assessment", CONTRADICTED),
        (36, "direction", CONTRADICTED),
        (37, "target", CONTRADICTED),
        (38, "direction", CONTRADICTED),
        (39, "direction", CONTRADICTED),
        (48, "sum", CONTRADICTED),
        (53, "number", CONTRADICTED),
        (54, "direction", CONTRADICTED),
        (56, "date", CONTRADICTED),
    ],
    "wharf": [
        (21, "direction", LACKING),
        (21, "direction", LACKING),
        (26, "direction", LACKING),
        (31, "trend", LACKING),
        (33, "direction", CONTRADICTED),
        (38, "two values", CONTRADICTED),
        (40, "percentage", CONTRADICTED),
        (45, "sum", CONTRADICTED),
    ],
    "brack": [
        (10, "number", LACKING),
        (13, "direction", LACKING),
        (14, "direction", CONTRADICTED),
        (15, "direction", CONTRADICTED),
        (16, "extreme", LACKING),
        (25, "percentage", CONTRADICTED),
        (30, "trend", LACKING),
        (31, "direction", LACKING),
        (32, "date", CONTRADICTED),
        (33, "number", LACKING),
        (44, "target", CONTRADICTED),
        (45, "number", CONTRADICTED),
        (46, "direction", CONTRADICTED),
        (52, "reference", LACKING),
    ],
    "northmere": [
        (18, "test", CONTRADICTED),
        (23, "direction", CONTRADICTED),
        (25, "extreme", LACKING),
        (28, "direction", CONTRADICTED),
        (34, "direction", LACKING),
        (40, "comparator", LACKING),
        (40, "number", CONTRADICTED),
        (42, "test", LACKING),
        (43, "extreme", LACKING),
        (51, "direction", CONTRADICTED),
        (53, "level", LACKING),
        (60, "number", CONTRADICTED),
        (62, "date", CONTRADICTED),
        (63, "reference", LACKING),
        (77, "percentage", CONTRADICTED),
    ],
    "eastwold": [
        (21, "percentage", CONTRADICTED),
        (32, "direction", CONTRADICTED),
        (33, "direction", CONTRADICTED),
        (34, "extreme", LACKING),
        (35, "direction", CONTRADICTED),
        (36, "number", CONTRADICTED),
        (37, "two values", CONTRADICTED),
        (38, "test", LACKING),
        (56, "target", CONTRADICTED),
        (57, "direction", CONTRADICTED),
        (58, "direction", CONTRADICTED),
        (59, "target", CONTRADICTED),
        (70, "sum", CONTRADICTED),
        (76, "direction", CONTRADICTED),
        (77, "level", LACKING),
        (78, "prediction", LACKING),
        (80, "direction", CONTRADICTED),
        (85, "date", CONTRADICTED),
        (86, "reference", LACKING),
    ],
    "sussford": [
        (10, "direction", CONTRADICTED),
        (11, "extreme", CONTRADICTED),
        (12, "number", LACKING),
        (13, "test", LACKING),
        (28, "trend", CONTRADICTED),
        (29, "direction", CONTRADICTED),
        (30, "number", CONTRADICTED),
        (31, "extreme", LACKING),
        (46, "direction", CONTRADICTED),
        (47, "limits", LACKING),
        (48, "date", CONTRADICTED),
        (50, "reference", LACKING),
    ],
    "fenland": [
        (14, "steady", LACKING),
    ],
    "fellshire": [
        (21, "percentage", CONTRADICTED),
        (30, "number", CONTRADICTED),
        (33, "direction", CONTRADICTED),
        (34, "test", CONTRADICTED),
        (35, "direction", CONTRADICTED),
        (36, "extreme", CONTRADICTED),
        (54, "target", CONTRADICTED),
        (55, "assessment", CONTRADICTED),
        (56, "direction", CONTRADICTED),
        (58, "direction", CONTRADICTED),
        (61, "number", LACKING),
        (62, "availability", CONTRADICTED),
        (82, "direction", CONTRADICTED),
        (83, "number", CONTRADICTED),
        (84, "limits", LACKING),
        (85, "extreme", LACKING),
        (86, "direction", CONTRADICTED),
        (97, "sum", CONTRADICTED),
        (102, "number", CONTRADICTED),
        (103, "date", CONTRADICTED),
        (105, "reference", LACKING),
    ],
    "marchford": [
        (18, "direction", CONTRADICTED),
        (20, "direction", LACKING),
        (22, "test", LACKING),
        (23, "trend", LACKING),
        (39, "direction", CONTRADICTED),
        (40, "number", CONTRADICTED),
        (41, "steady", CONTRADICTED),
        (42, "direction", CONTRADICTED),
        (44, "number", LACKING),
        (45, "prediction", LACKING),
        (52, "percentage", CONTRADICTED),
        (62, "target", CONTRADICTED),
        (63, "direction", CONTRADICTED),
        (65, "limits", LACKING),
        (66, "date", CONTRADICTED),
        (82, "trend", CONTRADICTED),
        (83, "extreme", CONTRADICTED),
        (84, "number", LACKING),
        (100, "percentage", CONTRADICTED),
        (101, "two values", CONTRADICTED),
        (102, "reference", LACKING),
        (103, "words", CONTRADICTED),
    ],
    "tidewater": [
        (29, "limits", CONTRADICTED),
        (30, "level", CONTRADICTED),
        (31, "assessment", CONTRADICTED),
        (32, "test", CONTRADICTED),
        (33, "direction", CONTRADICTED),
        (34, "number", CONTRADICTED),
        (55, "direction", CONTRADICTED),
        (56, "extreme", CONTRADICTED),
        (57, "number", CONTRADICTED),
        (58, "direction", CONTRADICTED),
        (60, "direction", CONTRADICTED),
        (76, "target", CONTRADICTED),
        (77, "assessment", CONTRADICTED),
        (78, "trend", CONTRADICTED),
        (79, "trend", CONTRADICTED),
        (80, "direction", CONTRADICTED),
        (94, "number", CONTRADICTED),
        (95, "number", CONTRADICTED),
        (97, "date", CONTRADICTED),
        (112, "direction", CONTRADICTED),
        (113, "direction", LACKING),
    ],
}


def alarms(text, dated=None):
    return [f for f in audit(text, dated) if f.is_alarm]


def kinds(text, dated=None):
    return [(f.kind, f.verdict) for f in audit(text, dated)]


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_that_was_put_in_is_found_and_nothing_else(name):
    found = alarms((REPORTS / f"{name}.txt").read_text("utf-8"))
    assert [(f.line, f.kind, f.verdict) for f in found] == FAULTS[name]
    assert all(f.remedy == REMEDIES[f.kind] and f.evidence and f.words for f in found)


@pytest.mark.parametrize("path", sorted(REPORTS.glob("clean*.txt")), ids=lambda path: path.stem)
def test_a_clean_report_raises_no_alarm(path):
    found = audit(path.read_text("utf-8"))
    assert [(f.line, f.kind, f.words) for f in found if f.is_alarm] == []
    assert any(f.verdict == SUPPORTED for f in found)


def test_every_kind_of_fault_is_in_some_report_or_case():
    assert set(REMEDIES) <= {k for faults in FAULTS.values() for _, k, _ in faults} | {
        "trend", "level", "two values", "stale", "words", "availability", "gap", "panel", "step",
        "comparator", "aim", "opposite", "cause",
    }  # fmt: skip


# One kind of fault at a time, in the layout of a numbered report with its panels as HTML

PANEL = (
    "<p>3 To reduce burglary</p> <table><tr><th></th><th>YTD</th><th>L. YTD</th><th>% Var</th></tr>"
    "<tr><td>{label}</td><td>{now}</td><td>{before}</td><td>{change}</td></tr></table>"
)


def report(prose, label="Burglaries", now="640", before="580", change="10%", notes=""):
    panel = PANEL.format(label=label, now=now, before=before, change=change)
    return (
        "Date 14 July 2015\n\nPeriod covered: 3 months to June 2015\n\n"
        f"Strategic Priority 3 - To reduce burglary\n\n- 3.1. {prose}\n\n{panel}\n{notes}\n"
    )


@pytest.mark.parametrize(
    ("prose", "kind", "verdict"),
    [
        ("Burglaries fell on last year.", "direction", CONTRADICTED),
        ("Burglaries rose on last year.", "direction", SUPPORTED),
        ("There has been a rise in burglaries.", "comparator", LACKING),
        ("The number of burglaries is higher than in previous quarters.", "direction", LACKING),
        ("The number of burglaries continues to rise.", "trend", LACKING),
        ("The level of burglaries remains low.", "level", CONTRADICTED),
        ("The level of burglaries is high.", "level", LACKING),
        ("Burglary has seen a positive step change.", "step", CONTRADICTED),
        (f"The level of burglaries is {TESTED} higher.", "test", LACKING),
        ("The number of burglaries has been steady.", "steady", CONTRADICTED),
        ("The number of burglaries is the highest since May 2012.", "extreme", LACKING),
        ("There were 640 burglaries.", "number", SUPPORTED),
        ("There were 604 burglaries.", "number", CONTRADICTED),
        ("A third of burglaries were at night.", "number", LACKING),
        ("Figures are as at 31 March 2015.", "stale", LACKING),
        ("Partners agreed to work as one to work as one in this.", "words", CONTRADICTED),
        ("Burglary data is not available.", "availability", CONTRADICTED),
        ("The board is to see the results on 3 July 2015.", "date", CONTRADICTED),
        ("The board is to see the results in July.", "date", None),
        ("The board is to see the results on 30 July 2015.", "date", None),
        ("The board saw the results on 3 July 2015, and burglary will be next.", "date", None),
        ("Officers work to reduce burglary and to lower the number of victims.", "direction", None),
        ("More victims should report burglaries.", "direction", None),
        ("“Burglaries fell on last year,” the inspectors wrote.", "direction", None),
        ("There has been significant work on burglaries.", "test", None),
    ],
)
def test_one_claim_is_weighed(prose, kind, verdict):
    found = dict(kinds(report(prose)))
    assert found.get(kind) == verdict


def test_no_break_spaces_change_no_finding():
    text = report("Figures are as at 31 March 2015.")
    assert "months to " in text and dict(kinds(text))["stale"] == LACKING
    assert kinds(text.replace(" ", "\N{NO-BREAK SPACE}")) == kinds(text)


@pytest.mark.parametrize(
    ("prose", "kind", "verdict"),
    [
        ("Burglaries doubled on last year.", "direction", CONTRADICTED),
        ("Burglaries have nearly halved since last year.", "direction", CONTRADICTED),
        ("Burglaries doubled from 290 to 580.", "percentage", SUPPORTED),
        ("Burglaries doubled from 400 to 580.", "percentage", CONTRADICTED),
        ("Burglaries fell by a third, from 600 to 400.", "percentage", SUPPORTED),
        ("Burglaries fell by a quarter, from 600 to 400.", "percentage", CONTRADICTED),
        ("Burglaries rose by 14% on last year.", "number", CONTRADICTED),
        ("Burglaries are at a record low.", "extreme", CONTRADICTED),
        ("Members will note that burglaries fell on last year.", "direction", CONTRADICTED),
        ("Burglaries were steady throughout the quarter.", "steady", LACKING),
        ("This improvement in burglaries is due to patrols.", "cause", UNCHECKED),
        ("It is felt that an increased level of knife crime is a sign.", "direction", UNCHECKED),
        ("It is felt that burglaries fell on last year.", "direction", CONTRADICTED),
        ("Knife crime fell on last year.", "direction", LACKING),
        ("1 in 5 burglaries was at night.", "number", LACKING),
        ("1 in 5 burglaries was at night (of 640 burglaries, 128 were).", "number", None),
        ("Officers visited 1,250 homes.", "number", UNCHECKED),
        ("Burglary is down.", "direction", CONTRADICTED),
        ("Burglaries soared on last year.", "direction", SUPPORTED),
        ("Eight of the eleven theft groups fell.", "direction", UNCHECKED),
        ("The results were to be published on 3 July 2015.", "date", None),
        ("The 640 burglaries made up 17.4% of the 6,400 crimes.", "percentage", CONTRADICTED),
        ("A total of 52 thefts consisted of 30 by day and 21 by night.", "sum", CONTRADICTED),
        ("Costs of £1.0m are made up of pay (£0.9m) and fuel (£0.4m).", "sum", CONTRADICTED),
        ("Costs of £1.3m are made up of pay (£0.9m) and fuel (£0.4m).", "sum", SUPPORTED),
        ("Burglaries surged on last year.", "direction", SUPPORTED),
        ("Burglaries rose in each of the last four quarters.", "trend", LACKING),
        ("The picture is one of falling burglary.", "direction", CONTRADICTED),
        ("Burglary has never been lower.", "extreme", CONTRADICTED),
        ("More than nine in ten burglaries were at night.", "direction", None),
        ("Officers continue to reduce burglary.", "trend", None),
        ("Burglaries continue to fall.", "trend", CONTRADICTED),
        ("Fewer burglaries were seen than last year.", "direction", CONTRADICTED),
        ("Burglary is rated worse.", "direction", None),
        ("Four fifths of burglaries were at night.", "number", LACKING),
        ("Of the 640 burglaries 320 (40%) were at night.", "percentage", CONTRADICTED),
        ("There were 640 burglaries, 60 more than last year (10.3%).", "number", None),
        ("Assessment: no significant change in burglaries.", "test", None),
        ("The change in burglary is highly significant.", "test", LACKING),
        ("Victims of burglary are the least satisfied.", "extreme", LACKING),
        ("Partners met to to talk of burglary.", "words", CONTRADICTED),
    ],
)
def test_words_of_size_and_share_are_weighed(prose, kind, verdict):
    found = [f.verdict for f in audit(report(prose)) if f.kind == kind and f.line == 7]
    assert found == ([] if verdict is None else [verdict])


def test_one_fault_is_one_alarm():
    found = alarms(report("The number is higher than in previous quarters but not significant."))
    assert len([f for f in found if f.line == 7]) == 1
    promise = "The results are to be presented to the housing board on 3 July 2015."
    found = alarms(report(promise, notes=f"\nComments: {promise}\n"))
    assert [f.kind for f in found] == ["date"]
    assert "Line 11 has it too" in found[0].evidence


def test_a_level_that_is_called_high_and_low():
    prose = "Burglary levels remain high. The reason for low burglary levels is better locks."
    found = dict(kinds(report(prose)))
    assert found["opposite"] == CONTRADICTED
    assert "opposite" not in dict(kinds(report(prose.replace("low", "low May 2015"))))


def test_an_aim_that_no_row_counts():
    found = alarms(report("Thefts.", label="Satisfaction of victims"))
    assert [f.kind for f in found if f.line == 5] == ["aim"]
    assert "To reduce burglary" in found[0].evidence
    assert "aim" not in dict(kinds(report("Thefts.")))


def test_an_aim_is_told_beside_the_claim_that_lacks_its_figure():
    prose = "The number of burglaries is within expected levels."
    (found,) = alarms(report(prose, label="Satisfaction of victims"))
    assert (found.line, found.kind) == (7, "limits")
    assert "No row of the panel counts it: To reduce burglary" in found.evidence


def test_a_survey_counts_an_aim_at_what_people_think():
    text = report("Words.", label="Trust in the police").replace("reduce burglary", "raise trust")
    assert "aim" not in dict(kinds(text.replace("raise trust", "increase trust")))


def test_a_month_that_ends_with_the_report_is_no_fault():
    promise = "The board is to see the results in {}."
    for month, verdict in (("June", CONTRADICTED), ("July", UNCHECKED), ("August", None)):
        text = report(promise.format(month)).replace("14 July", "30 July")
        assert dict(kinds(text)).get("date") == verdict


def test_an_improvement_that_is_taken_up_is_told_once():
    text = "Trust\n\nTrust is the highest since May 2012. This improvement is due to patrols.\n"
    assert kinds(text) == [("extreme", LACKING), ("cause", UNCHECKED)]


def test_a_column_of_assessments_that_holds_counts_is_one_fault():
    table = "Measure\tAssessment\nReduction in theft\t63 of 188 fell\n"
    assert [(f.kind, f.line) for f in alarms(f"Crime\n\n{table}")] == [("assessment", 3)]


def test_a_comparator_is_named_once_for_a_report():
    prose = "There has been a rise in burglaries."
    assert dict(kinds(report(prose)))["comparator"] == LACKING
    named = report(f"All figures are compared with the same quarter of 2014. {prose}")
    assert "comparator" not in dict(kinds(named))


def test_a_verdict_that_is_no_fault_doesnt_fail():
    assert alarms(report("The rise in burglaries is due to mopeds.")) == []


@pytest.mark.parametrize(
    ("head", "cell", "prose", "verdict"),
    [
        ("£k", "1,240", "£1.24m was paid in grants.", SUPPORTED),
        ("£000", "310", "£310,000 was paid in grants.", SUPPORTED),
        ("£ millions", "17.92", "£17.9m was paid in grants.", SUPPORTED),
        ("Spent", "£930", "£930 was paid in grants.", SUPPORTED),
        ("£k", "1,240", "£1.42m was paid in grants.", CONTRADICTED),
    ],
)
def test_money_is_read_in_its_unit(head, cell, prose, verdict):
    text = f"Grants\n\n{prose}\n\nItem\t{head}\nGrants paid\t{cell}\n"
    assert kinds(text) == [("number", verdict)]


@pytest.mark.parametrize(
    ("heads", "newest"),
    [
        (("Q3 18/19", "Q3 17/18", "Target"), "18/19"),
        (("2016/17", "2017/18", "2018/19"), "2018/19"),
        (("Dec 2018", "Mar 2019"), "Mar 2019"),
        (("Oct-Dec 2018", "Oct-Dec 2017", "Change"), "Oct-Dec 2018"),
    ],
)
def test_the_newest_figure_is_told_by_its_head(heads, newest):
    row = Row(1, "Offences", heads, tuple("123"[: len(heads)]))
    assert newest in row.dated[-1][0]


def test_a_year_that_prose_names_is_the_one_compared_with():
    table = "Offence\t2013/14\t2014/15\t2015/16\nRobbery\t400\t300\t350\n"
    for prose, verdict in (
        ("higher than in 2014/15", SUPPORTED),
        ("higher than in 2013/14", CONTRADICTED),
    ):
        assert ("direction", verdict) in kinds(f"Crime\n\nRobbery was {prose}.\n\n{table}")


def test_a_label_that_says_reduction_over_a_rise():
    assert ("title", CONTRADICTED) in kinds(report("Thefts.", label="Reduction in burglaries"))
    assert ("title", SUPPORTED) in kinds(report("Thefts.", "Fewer burglaries", "58", "64", "-9%"))


@given(st.integers(1, 20_000), st.integers(1, 20_000))
def test_a_right_percentage_is_supported_and_a_wrong_one_is_not(now, before):
    worked = 100 * (Decimal(now) - before) / before
    for printed, verdict in ((worked, SUPPORTED), (worked + 2, CONTRADICTED)):
        text = report("Thefts.", now=f"{now:,}", before=f"{before:,}", change=f"{printed:.1f}%")
        assert ("percentage", verdict) in kinds(text)


@given(st.lists(st.integers(10, 9_999), min_size=2, max_size=6), st.integers(-9, 9))
def test_a_total_is_the_sum_of_its_rows(parts, off):
    rows = [f"Area {n}\t{part:,}\t1" for n, part in enumerate(parts)]
    text = "\n".join(["Offences\t2015\tRank", *rows, f"Total\t{sum(parts) + off:,}\t"])
    verdict = SUPPORTED if off == 0 else CONTRADICTED
    assert ("sum", verdict) in kinds(text)


def test_one_quantity_with_two_values():
    text = "Crime\n\nThere were 214 complaint cases. The 241 complaint cases took long.\n"
    assert ("two values", CONTRADICTED) in kinds(text)
    text = "Crime\n\nOf 188 complaints 97 were upheld. The {} complaints took 41 days on average.\n"
    assert ("two values", CONTRADICTED) in kinds(text.format(198))
    assert ("two values", CONTRADICTED) not in kinds(text.format(188))
    text = "Crime\n\nThere were 214 complaint cases, against 241 complaint cases last year.\n"
    assert ("two values", CONTRADICTED) not in kinds(text)


def test_a_priority_without_a_panel_and_a_row_without_a_reason():
    more = "".join(f"\nPriority {n} - Theme\n\nWords.\n\n<p>{n} Theme</p>\n" for n in (4, 5, 6))
    text = report("Thefts.", change="NA", now="NA", before="NA") + more
    found = alarms(text + "\nPriority 7 - Sea\n\nWords.\n")
    assert [f.words for f in found if f.kind == "panel"] == ["Priority 7 - Sea"]
    assert [f.kind for f in found if f.kind == "gap"] == ["gap"]
    explained = text.replace("Thefts.", "Data are not available yet.")
    assert "gap" not in [f.kind for f in alarms(explained)]


def test_the_day_of_the_report_may_be_told():
    text = "Crime\n\nThe results are to be published on 1 May 2015.\n"
    assert alarms(text) == []
    assert [f.kind for f in alarms(text, date(2015, 6, 1))] == ["date"]


# How a transcription is read


def test_a_paragraph_that_a_page_breaks_is_one():
    text = "Crime\n\n1.1 Officers go out and\n\ntalk to people. They listen.\n"
    (_, crime) = read(text).sections
    assert [s.text for s in crime.sentences] == [
        "1.1 Officers go out and talk to people.",
        "They listen.",
    ]
    assert [s.line for s in crime.sentences] == [3, 5]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("Burglary\t930\t803", ["Burglary", "930", "803"]),
        ("| Burglary | 930 | |", ["Burglary", "930", ""]),
        ("Burglary     930   803", ["Burglary", "930", "803"]),
        ("Burglary rose.  It fell afterwards and then it stayed where it was.", None),
        ("Burglary rose.", None),
    ],
)
def test_a_line_is_a_row_or_prose(line, cells):
    assert cells_of(line) == cells


@pytest.mark.parametrize("layout", ["|{}|{}|{}|{}|", "{}\t{}\t{}\t{}", "{}    {}    {}    {}"])
def test_tables_of_any_layout_are_read_alike(layout):
    rows = [("Measure", "2014/15", "2013/14", "Change"), ("Burglary", "930", "803", "15.8%")]
    text = "Crime\n\n" + "\n".join(layout.format(*row) for row in rows)
    (table,) = read(text).tables
    (row,) = table.rows
    assert (row.now.value, row.before.value, row.change.value, row.moved) == (
        930, 803, Decimal("15.8"), 1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("1,021", 1021, ""), ("-4.4%", Decimal("-4.4"), "%"), ("£17.92", Decimal("17.92"), "£")],
)
def test_cells_are_numbers(text, value, unit):
    assert (number(text).value, number(text).unit) == (value, unit)


@pytest.mark.parametrize("text", ["", "NA", "634 out of 1883", "2 of 3"])
def test_other_cells_are_none(text):
    assert number(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A total of 613 reports came.", [(613, "")]),
        ("Savings of £5.8m and £300k", [(Decimal("5.8"), "£"), (Decimal("0.3"), "£")]),
        ("Nearly a third of crimes", [(Decimal("33.3"), "%")]),
        ("Crimes in the first quarter of 2014, by 29 people aged 18", []),
        ("Offenders aged 18-24, within 48 hours, from 7pm to 7am, since 2012", []),
        ("15.8 per cent of offences", [(Decimal("15.8"), "%")]),
    ],
)
def test_numbers_in_prose_are_told_from_names(text, found):
    (sentence,) = sentences([(1, text)])
    got = [(a.value, a.unit) for a in amounts(sentence)]
    assert got == found or (found == [] and got == [(29, "")])


@given(st.text(max_size=400))
def test_no_text_breaks_it(text):
    for finding in audit(text):
        assert finding.kind in REMEDIES


def test_the_documentation_tells_every_kind(workbook):
    page = (workbook / "docs/claims.md").read_text("utf-8")
    assert all(f"| {kind} | {remedy} |" in page for kind, remedy in REMEDIES.items())


# The command


def run(*arguments):
    return CliRunner().invoke(main, ["claims", *map(str, arguments)])


def test_the_command_lists_claims_and_ends_with_one_for_an_alarm(workbook):
    ended = run(REPORTS / "north.txt", "--workbook", workbook, "--quarter", "2014-15-q1")
    assert ended.exit_code == 1
    assert "north.txt, line 31: contradicted (sum)" in ended.stdout
    assert "remedy: Add the parts up anew." in ended.stdout
    first, last = ended.stdout.index("contradicted (sum)"), ended.stdout.index("not supported (lim")
    assert first < last
    assert ended.stdout.splitlines()[-1] == "9 faults: 7 contradicted, 2 not supported, 6 supported"


def test_the_command_gives_json_and_ends_well_on_a_clean_report(workbook):
    ended = run(REPORTS / "clean.txt", "--workbook", workbook, "--format", "json")
    assert ended.exit_code == 0
    claims = json.loads(ended.stdout)["claims"]
    assert {claim["verdict"] for claim in claims} == {SUPPORTED}
    assert set(claims[0]) == {
        "file", "line", "words", "kind", "verdict", "evidence", "remedy", "alarm"
    }  # fmt: skip


def test_without_a_file_the_commentary_is_listed(workbook):
    ended = run("--workbook", workbook, "--quarter", "2014-15-q1")
    assert ended.exit_code == 0
    assert "bound and true" in ended.stdout


def test_a_change_follows_from_a_figure_and_how_much_more_it_is():
    text = "Crime\n\nThere were {} burglaries, 47 fewer than in the year before (4.4%).\n"
    assert "number" not in dict(kinds(text.format("1,021")))
    assert ("number", LACKING) in kinds(text.format("1,201"))


def test_what_the_workbook_knows_stands_beside_an_alarm(workbook, tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("Priority 12 - Domestic burglary\n\nDomestic burglary is steady.\n", "utf-8")
    ended = run(path, "--workbook", workbook, "--quarter", "2014-15-q1")
    assert "The workbook has domestic burglary: 930 offences" in ended.stdout


@pytest.mark.parametrize(
    ("content", "fault"),
    [(b"%PDF\0\1", "is no plain text"), (b"a" * 2_000_001, "2,000,001 bytes")],
)
def test_a_file_that_is_no_text_is_refused(workbook, tmp_path, content, fault):
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    ended = run(path, "--workbook", workbook)
    assert ended.exit_code == 1
    assert fault in ended.stderr


@pytest.mark.parametrize(
    ("prose", "verdict"),
    [
        ("Robbery is within its limits.", SUPPORTED),
        ("Robbery is outside its expected range.", CONTRADICTED),
        ("Robbery is above expected levels.", CONTRADICTED),
        ("Arson is above expected levels.", SUPPORTED),
        ("Arson is within normal limits.", CONTRADICTED),
    ],
)
def test_limits_that_are_printed_say_where_a_figure_lies(prose, verdict):
    table = (
        "Offence\tQ1 2019/20\tLower limit\tUpper limit\nRobbery\t70\t50\t90\nArson\t40\t10\t30\n"
    )
    assert ("limits", verdict) in kinds(f"Crime\n\n{prose}\n\n{table}")


def test_the_largest_of_a_table_and_the_column_that_is_meant():
    head = "District\t2019\t2018\tRate per 1,000\n"
    table = head + "North\t900\t800\t12.1\nSouth\t700\t600\t19.4\nWest\t500\t400\t8.0\n"
    for prose, verdict in (
        ("North has the largest number of crimes of the three.", SUPPORTED),
        ("South has the largest number of crimes of the three.", CONTRADICTED),
        ("South has the highest rate of crime.", SUPPORTED),
        ("North has one of the lowest rates of crime in the country.", LACKING),
    ):
        assert ("extreme", verdict) in kinds(f"Crime\n\n{prose}\n\n{table}")


def test_a_target_is_held_against_the_whole_quarter():
    table = (
        "Measure\tJan-22\tFeb-22\tMar-22\tQuarter\tTarget\nCalls in time\t70%\t72%\t82%\t75%\t80%\n"
    )
    found = kinds(f"Calls\n\nThe target for calls in time was met.\n\n{table}")
    assert ("target", CONTRADICTED) in found
