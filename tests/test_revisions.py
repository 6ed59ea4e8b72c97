"""Revised figures: old and new, why and by whom, and never what the audience may not see."""

import csv
import io
import json
import shutil
from datetime import date
from hashlib import sha256

import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import tiny_workbook
from conftest import seal
from panelpack import dashboard, revisions, tables
from panelpack.commentary.words import Words
from panelpack.document import Table
from panelpack.pack.csvfile import csv_bytes
from panelpack.pack.figures import MEASURE_COLUMNS, measure_rows
from panelpack.plan import load_plan
from panelpack.quarters import Period, Quarter
from panelpack.reported import report
from panelpack.section import Section, open_section
from panelpack.series import Figures
from section_cells import of_type

QUARTER = Quarter.parse("2014-15-q1")
MARCH = date(2015, 3, 31)
KEY = ("thefts", "", "2014-15-q1")
QUARTER_1 = Period.parse("2014-15-q1")
HEAD = """\
partner: force
quarter: 2014-15-q1
submitted: {on: 2015-03-10, by: The force's analyst}
board: The board
reason: Late reports were added
"""


def add_version(folder, number, values, head=HEAD, cleared="2015-03-20"):
    """Put a version into the register, cleared on a day."""
    version = folder / f"data/returns/2014-15-q1/force/v{number}"
    version.mkdir()
    (version / "return.yaml").write_text(head)
    (version / "values.csv").write_text(values)
    if cleared:
        seal(version)
        record = version.parent / f"clearances/v{number}-1.yaml"
        word = yaml.safe_load(record.read_text()) | {"on": cleared}
        record.write_text(yaml.safe_dump(word))
    return version


def put_issue(folder, as_at, numbers, quarter="2014-15-q1", edition=1, status="supplied"):
    """Put the record of an issued pack there; `numbers` are what it printed of thefts."""
    target = folder / f"data/issued/{quarter}/{edition}"
    (target / "pack/tables").mkdir(parents=True)
    rows = [
        {"measure": "thefts", "area": "", "period": period, "value": value, "numerator": None,
         "base": None, "status": "supplied"}
        for period, value in numbers.items()
    ]  # fmt: skip
    told = dict.fromkeys(MEASURE_COLUMNS, "")
    told |= {"measure": "thefts", "status": status, "reason": "to be published after the board"}
    files = {
        "figures.json": json.dumps(rows).encode(),
        "pack/tables/measures.csv": csv_bytes(MEASURE_COLUMNS, [told]),
    }
    for name, content in files.items():
        (target / name).write_bytes(content)
    hashes = {name: sha256(content).hexdigest() for name, content in files.items()}
    record = {"as_at": as_at, "files": hashes, "follows": {}, "reason": ""}
    (target / "issue.json").write_text(json.dumps(record))


def changed(value, text=tiny_workbook.VALUES):
    return text.replace("73", str(value))


@pytest.fixture
def book(tiny):
    seal(tiny / "data/returns/2014-15-q1/force/v1")
    return tiny


def figures(folder, audience="public", as_at=MARCH, quarter=QUARTER):
    return Figures(load_plan(folder), quarter, audience, as_at)


def found(folder, **how):
    return revisions.of(figures(folder, **how), "thefts")


def test_a_correction_is_a_revision_with_old_new_reason_and_role(book):
    assert found(book) == {}
    add_version(book, 2, changed(79))
    assert list(found(book)) == [KEY]
    revision = found(book)[KEY]
    assert (revision.before.value, revision.now.value) == (73, 79)
    assert revision.reason == "Late reports were added"
    assert revision.by == "The force's analyst"
    assert revision.told_in == (
        "The force, return for Quarter 1 2014/15, version 1 (known until 9 March 2015)"
    )
    assert found(book, as_at=date(2015, 3, 9)) == {}


def test_what_an_issued_pack_printed_comes_before_what_a_version_said(book):
    put_issue(book, "2014-09-29", {"2014-15-q1": "70"})
    add_version(book, 2, changed(79))
    revision = found(book)[KEY]
    assert (revision.before.value, revision.told_in, revision.is_new) == (
        70, "the pack for Quarter 1 2014/15 (29 September 2014)", True
    )  # fmt: skip
    assert found(book, as_at=date(2014, 9, 29)) == {}


def test_a_revision_that_an_issued_pack_told_is_no_longer_new(book):
    put_issue(book, "2014-09-29", {"2014-15-q1": "73"})
    put_issue(book, "2015-03-25", {"2014-15-q1": "79"}, edition=2)
    add_version(book, 2, changed(79))
    revision = found(book)[KEY]
    assert (revision.before.value, revision.is_new) == (73, False)


def test_an_uncleared_correction_tells_the_public_nothing_and_the_office_all(book):
    add_version(book, 2, changed(79), cleared=None)
    assert found(book) == {}
    assert found(book, audience="internal")[KEY].before.value == 73


def test_a_first_version_that_was_never_cleared_is_not_told_as_the_old_figure(tiny):
    add_version(tiny, 2, changed(79))
    assert figures(tiny).table["value"].tolist() == [79, 81]
    assert found(tiny) == {}
    assert found(tiny, audience="internal")[KEY].before.value == 73


def test_an_old_figure_that_was_hidden_as_small_is_not_told(book):
    values = book / "data/returns/2014-15-q1/force/v1/values.csv"
    values.write_text(changed(3))
    seal(values.parent)
    add_version(book, 2, changed(79))
    assert found(book) == {}


def test_a_new_figure_that_is_hidden_is_no_revision(book):
    add_version(book, 2, changed(3))
    assert figures(book).suppressed == {"thefts"}
    assert found(book) == {}


def test_no_old_figure_is_told_beside_hidden_ones(book):
    """Old totals could be set against new parts; the mark stands, the number doesn't."""
    small = "thefts,Blaby,2012-13-q1,2,,,supplied,\n"
    add_version(book, 2, changed(79) + small)
    revision = found(book)[KEY]
    assert (revision.before, revision.now.value) == (None, 79)
    assert revision.reason == "the reason may tell of figures that are not published"
    assert found(book, audience="internal")[KEY].before.value == 73


def test_a_later_quarters_return_may_restate_a_figure(book):
    folder = book / "data/returns/2014-15-q2/force/v1"
    folder.mkdir(parents=True)
    head = HEAD.replace("2014-15-q1", "2014-15-q2").partition("reason")[0]
    (folder / "return.yaml").write_text(head.replace("2015-03-10", "2014-11-01"))
    rows = "thefts,,2014-15-q2,90,,,supplied,\nthefts,,2014-15-q1,75,,,supplied,\n"
    (folder / "values.csv").write_text(tiny_workbook.VALUES.splitlines()[0] + "\n" + rows)
    seal(folder)
    revision = found(book, quarter=Quarter.parse("2014-15-q2"))[KEY]
    assert (revision.before.value, revision.now.value) == (73, 75)
    # Words that no partner wrote tell nothing, whatever small number stands beside the figure.
    values = folder / "values.csv"
    values.write_text(f"{values.read_text()}thefts,Blaby,2012-13-q1,2,,,supplied,\n")
    seal(folder)
    revision = found(book, quarter=Quarter.parse("2014-15-q2"))[KEY]
    assert revision.reason == "restated in the return for Quarter 2 2014/15"
    assert revision.reason == "restated in the return for Quarter 2 2014/15"


def test_a_return_that_is_not_cleared_tells_nothing_by_its_day_or_its_sender(tiny):
    """It says the figure between two returns that were cleared late, and which nobody could see."""
    (tiny / "data/returns/2014-15-q1/force").rename(tiny / "data/moved")
    days = {"2014-15-q1": ("2015-01-20", "2015-03-01"), "2014-15-q2": ("2015-02-01", "2015-03-20")}

    def send(quarter, on, cleared, value, by="An analyst"):
        version = tiny / f"data/returns/{quarter}/force/v1"
        version.mkdir(parents=True)
        head = f"partner: force\nquarter: {quarter}\nboard: The board\n"
        (version / "return.yaml").write_text(f"{head}submitted: {{on: {on}, by: {by}}}\n")
        (version / "values.csv").write_text(changed(value))
        if cleared:
            seal(version)
            record = version.parent / "clearances/v1-1.yaml"
            word = yaml.safe_load(record.read_text()) | {"on": cleared}
            record.write_text(yaml.safe_dump(word))

    def told():
        known = figures(tiny, quarter=Quarter.parse("2014-15-q3"))
        return [known.entry("thefts", QUARTER_1).value, revisions.of(known, "thefts")]

    for value, (quarter, (on, cleared)) in enumerate(days.items(), 77):
        send(quarter, on, cleared, value)
    before = told()
    assert before == [78, {}]
    send("2014-15-q3", "2015-03-10", None, 99, by="The embargoed team")
    assert told() == before


def test_revised_figures_carry_the_mark_in_tables_dashboard_and_csv(book):
    add_version(book, 2, changed(79).replace("81", "80"))
    known = figures(book)
    table = tables.measures([report(known, "thefts")], "Measures")
    assert table.rows[0][1:3] == ("79 [r]", "80 [r]")
    assert any(note.startswith("[r] revised") for note in table.notes)
    shown = {cell.column: (cell.shown, cell.printed) for cell in dashboard.cells(known)}
    assert shown == {
        "YTD": ("79 [r]", "79"), "L. YTD": ("80 [r]", "80"), "% Var": ("−1.3%", "-1.3%")
    }  # fmt: skip
    for row in csv.DictReader(io.StringIO(measure_rows_of(known).decode())):
        assert row["status"] == "revised"
        assert "Quarter 1 2014/15 revised, was 73 in The force, return for" in row["reason"]
        assert "[r]" not in row["value"] + row["printed"]


def test_sentences_and_commentary_carry_the_mark_and_its_note(book):
    add_version(book, 2, changed(79).replace("81", "80"))
    known = figures(book)
    one = Section("one", known.plan, known.quarter, known.audience, known.as_at)
    *_, said, note = one.headline().blocks
    assert said.plain() == (
        "- Thefts: 79 offences [r] in Quarter 1 2014/15, 1 fewer than in Quarter 1 2013/14 [r] "
        "(−1.3%)."
    )
    assert (
        note.plain()
        == "[r] revised: an earlier figure was changed, see Changes since the last pack."
    )
    words = Words(known, known.plan.measures["thefts"])
    assert (words.value, words.before, words.size) == ("79 [r]", "80 [r]", "1")


def test_tables_behind_charts_carry_the_mark_of_their_periods_and_sums(book):
    quarters = [str(Quarter.parse("2014-15-q1").shift(-n)) for n in range(6)]
    values = tiny_workbook.VALUES.splitlines()[0] + "\n"
    values += "".join(f"thefts,,{q},{70 + n},,,supplied,\n" for n, q in enumerate(quarters))
    first = book / "data/returns/2014-15-q1/force/v1"
    (first / "values.csv").write_text(values)
    seal(first)
    add_version(book, 2, values.replace(",71,", ",79,"))
    known = figures(book)
    one = Section("one", known.plan, known.quarter, known.audience, known.as_at)
    (told, sums) = (one.line("thefts").table, one.rolling("thefts").table)
    assert told.rows == (
        ("2012/13", "[z]", "[z]", "[z]", "75"),
        ("2013/14", "74", "73", "72", "79 [r]"),
        ("2014/15", "70", "[z]", "[z]", "[z]"),
    )
    assert [cell for row in sums.rows for cell in row[1:] if cell.endswith("[r]")] == [
        "298 [r]", "294 [r]"
    ]  # fmt: skip
    assert any(note.startswith("[r] revised") for note in sums.notes)


def changes(folder, **how):
    known = figures(folder, **how)
    return Section("changes", known.plan, known.quarter, known.audience, known.as_at)


def test_the_page_of_changes_lists_old_and_new_with_reason_and_role(book):
    put_issue(book, "2014-09-29", {"2014-15-q1": "73"})
    add_version(book, 2, changed(79))
    page = changes(book)
    (table,) = of_type(page.revised(), Table)
    assert table.caption == "Figures revised since the last pack"
    assert table.rows == ((
        "P1 Thefts, Quarter 1 2014/15", "73", "79 [r]",
        "the pack for Quarter 1 2014/15 (29 September 2014)",
        "Late reports were added; The force's analyst",
    ),)  # fmt: skip
    assert "compared with the pack for Quarter 1 2014/15" in page.last_packs().plain()


def test_without_an_issued_pack_the_page_says_so(book):
    page = changes(book)
    assert page.last_packs().plain().startswith("No earlier pack: No earlier pack has been issued")
    assert "No figure of this pack was revised." in page.revised().plain()
    assert page.promised().blocks == ()


@pytest.mark.parametrize(
    ("status", "cells"),
    [("awaiting_board", ("to be published after the board", "published: 73 offences")),
     ("supplied", None)],
)  # fmt: skip
def test_what_was_promised_is_told_with_what_became_of_it(book, status, cells):
    put_issue(book, "2014-09-29", {}, status=status)
    found_tables = of_type(changes(book).promised(), Table)
    assert [t.rows for t in found_tables] == ([(("P1 Thefts", *cells),)] if cells else [])


def test_a_figure_that_was_printed_and_is_withheld_now_is_named(book):
    put_issue(book, "2014-09-29", {"2014-15-q1": "73"})
    add_version(book, 2, changed(79), cleared=None)
    (table,) = of_type(changes(book).promised(), Table)
    assert table.rows == (("P1 Thefts", "to be published after the board has cleared it"),)


def test_the_last_pack_of_the_quarter_and_the_last_pack_are_both_compared(book):
    put_issue(book, "2014-09-29", {"2014-15-q1": "73"})
    put_issue(book, "2014-12-01", {"2014-15-q1": "73"}, quarter="2014-15-q2")
    said = changes(book).last_packs().plain()
    assert said == (
        "This pack is compared with the pack for Quarter 2 2014/15 (1 December 2014) and "
        "the pack for Quarter 1 2014/15 (29 September 2014)."
    )


@settings(max_examples=30)
@given(st.integers(5, 400), st.integers(1, 4), st.booleans())
def test_withheld_and_hidden_values_change_nothing_of_what_the_public_is_told(
    tmp_path_factory, withheld, small, first_is_withheld
):
    """Non-interference: an uncleared version, and a small cell, may hold whatever they like."""
    told = []
    for uncleared, hidden in ((withheld, small), (222, 2)):
        folder = tiny_workbook.write(tmp_path_factory.mktemp("told") / "tiny")
        area = f"thefts,Blaby,2012-13-q1,{hidden},,,supplied,\n"
        values = folder / "data/returns/2014-15-q1/force/v1/values.csv"
        values.write_text(changed(uncleared if first_is_withheld else 73) + area)
        if not first_is_withheld:
            seal(values.parent)
        add_version(folder, 2, changed(79) + area)
        late = HEAD.replace("2015-03-10", "2015-03-25")
        if not first_is_withheld:
            add_version(folder, 3, changed(uncleared) + area, late, cleared=None)
        page = changes(folder)
        told.append((
            page.revised().to_json(), page.promised().to_json(), measure_rows_of(page.figures)
        ))  # fmt: skip
        shutil.rmtree(folder)
    assert told[0] == told[1]


def measure_rows_of(known):
    return csv_bytes(MEASURE_COLUMNS, measure_rows(known))


def test_no_part_of_a_section_takes_the_place_of_anothers():
    """A section is put together from many classes; the last of a name would serve them all."""
    parts = [c for c in Section.__mro__ if c.__module__.startswith("panelpack.")]
    names = [name for part in parts for name in vars(part) if not name.startswith("__")]
    assert sorted({name for name in names if names.count(name) > 1}) == []


DISTRICTS = ("Leicester", "Charnwood", "Rutland")


@pytest.fixture
def placed(book, workbook):
    """The workbook with thefts by district and quarter, of which Charnwood's Q1 was changed."""
    shutil.copytree(workbook / "data/reference", book / "data/reference")
    plan = book / "params/plan.yaml"
    named = plan.read_text().replace("force: A force", "force: Leicestershire")
    plan.write_text(named.replace("order: [", "partnerships: [thefts]\norder: ["))
    quarters = [str(Quarter.parse("2014-15-q1").shift(-n)) for n in range(6)]
    head = tiny_workbook.VALUES.splitlines()[0] + "\n"
    values = "".join(
        f"thefts,{place},{quarter},{100 * (3 - n) + age},,,supplied,\n"
        for n, place in enumerate(("", *DISTRICTS))
        for age, quarter in enumerate(quarters)
    )
    first = book / "data/returns/2014-15-q1/force/v1"
    (first / "values.csv").write_text(head + values)
    seal(first)
    later = values.replace("Charnwood,2014-15-q1,100", "Charnwood,2014-15-q1,120")
    add_version(book, 2, head + later.replace("thefts,,2014-15-q1,300", "thefts,,2014-15-q1,320"))
    return book


def section_of(folder, name="one"):
    known = figures(folder)
    return Section(name, known.plan, known.quarter, known.audience, known.as_at)


def marked(rows):
    """Return the cells of rows that carry the mark, by the row's first cell."""
    return {row[0]: [str(c) for c in row if str(c).endswith("[r]")] for row in rows}


def test_tables_of_districts_carry_the_mark_of_their_own_figures(placed):
    shown, *_ = of_type(section_of(placed).districts("thefts", "Where?"), Table)
    found = marked(shown.rows)
    assert found["Leicester"] == found["Rutland"] == []
    assert found["Charnwood"][0] == "120 [r]"
    assert found["All"][0] == "320 [r]"
    assert all(cell.split()[0].replace(".", "").isdigit() for row in found.values() for cell in row)
    assert any(note.startswith("[r] revised") for note in shown.notes)


def test_tables_of_partnerships_carry_the_mark_of_the_districts_they_are_made_of(placed):
    section = section_of(placed, "csp")
    shown, *_ = of_type(section.by_partnership(), Table)
    found = marked(shown.rows)
    assert found["Leicester"] == found["Rutland"] == []
    assert found["Charnwood"][-1] == "120 [r]" and len(found["Charnwood"]) == 2
    assert found["All"][-1] == "320 [r]"
    rates = section.partnership_rates()
    assert {name for name, cells in marked(rates.rows).items() if cells} == {"Charnwood", "All"}
    for table in (shown, rates):
        assert any(note.startswith("[r] revised") for note in table.notes)


def test_yardsticks_carry_the_mark_of_every_quarter_they_are_made_of(placed):
    """Only the quarter itself was changed; a later year compares with sums that hold it."""
    shown, *_ = of_type(section_of(placed).yardsticks("thefts", "Higher?"), Table)
    assert shown.caption == "Thefts in Quarter 1 2014/15: 320 [r], compared"
    assert [row[1].endswith("[r]") for row in shown.rows] == [False] * len(shown.rows)
    assert {row[2] for row in shown.rows} == {"320 [r]"}
    assert any(note.startswith("[r] revised") for note in shown.notes)
    known = figures(placed, as_at=date(2016, 3, 31), quarter=Quarter.parse("2015-16-q1"))
    section = Section("one", known.plan, known.quarter, known.audience, known.as_at)
    thefts = known.plan.measures["thefts"]
    quarter = pd.Period("2015-06-30", "Q-MAR")
    assert section._is_revised(thefts, [quarter - 4])
    assert section._is_revised(thefts, [quarter - 1], over=4)
    assert not section._is_revised(thefts, [quarter - 5, quarter], over=4)


def test_repeats_carry_the_mark_in_numbers_and_all_that_follows_from_them(book):
    priority = book / "params/priorities/one.yaml"
    text = priority.read_text()
    people = text[text.index("  thefts:\n    title") :].replace("thefts", "people")
    priority.write_text(text + people.replace("=Thefts", "People").replace("Thefts", "People"))
    both = tiny_workbook.VALUES + "people,,2014-15-q1,50,,,supplied,\n"
    add_version(book, 2, changed(79, both))
    group = section_of(book).repeats("thefts", "people", "How many repeats?")
    (shown,) = of_type(group, Table)
    assert [row[1] for row in shown.rows] == [
        "79 [r]", "50", "29 [r]", "36.7% [r]", "1.58 [r]"
    ]  # fmt: skip
    assert "79 [r] reports concern 50 people, so 29 [r] reports" in group.plain()
    assert any(note.startswith("[r] revised") for note in shown.notes)


def test_the_forces_own_row_among_similar_forces_carries_the_mark(workbook, monkeypatch):
    """Of other forces no pack has told a figure that could be revised."""
    opened = open_section("sp12", "2014-15-q1", workbook=str(workbook))
    (plain,) = of_type(opened.similar_forces("sp12_recorded", "Where?"), Table)
    assert not any(cells for cells in marked(plain.rows).values())
    monkeypatch.setattr(revisions, "in_series", lambda *of: frozenset(of[2]))
    (shown,) = of_type(opened.similar_forces("sp12_recorded", "Where?"), Table)
    found = {name: cells for name, cells in marked(shown.rows).items() if cells}
    assert found["Leicestershire"] == ["0.90 [r]", "930 [r]"]
    assert set(found) == {"Leicestershire", "Together"}
    assert any(note.startswith("[r] revised") for note in shown.notes)


def test_commentary_marks_the_numbers_behind_a_rate(book):
    priority = book / "params/priorities/one.yaml"
    text = priority.read_text().replace("kind: count", "kind: proportion")
    priority.write_text(text.replace("unit: offences", "unit: per cent"))
    first = tiny_workbook.VALUES.replace("73,,", "60.0,60,100").replace("81,,", "50.0,50,100")
    one = book / "data/returns/2014-15-q1/force/v1"
    (one / "values.csv").write_text(first)
    seal(one)
    words = Words(figures(book), figures(book).plan.measures["thefts"])
    assert (words.numerator, words.base, words.share) == ("60", "100", "60.0%")
    add_version(book, 2, first.replace("60.0,60,100", "62.0,62,100"))
    words = Words(figures(book), figures(book).plan.measures["thefts"])
    assert (words.numerator, words.base, words.share) == ("62 [r]", "100 [r]", "62.0% [r]")
