"""What was written is read back, whatever program wrote it; and the form is accepted as made."""

import csv
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from panelpack.plan import load_plan
from panelpack.quarters import Quarter
from panelpack.returns import cells, check, formats, forms, intake, template
from panelpack.returns.delimited import Delimited
from panelpack.returns.guard import Received
from panelpack.returns.layout import COLUMNS
from panelpack.returns.problems import SHOWN_ALIKE, Refused
from panelpack.returns.values import Expected, Found

QUARTER = Quarter.parse("2014-15-q1")
SENT = date(2014, 9, 1)
ROW = ("sp12_level", "", "2014-15-q1", "930", "", "", "supplied", "")

TITLES = st.lists(st.sampled_from([[], ["Quarterly return"], ["To:", "the office", "", "2014"]]))
# Letters that Windows-1252 has too, with what CSV has to quote.
NOTES = st.text(st.sampled_from("aé£€–“”,;\t|\"'\n "), max_size=30).map(str.strip)
ROWS = st.lists(st.tuples(st.sampled_from(["", "Blaby", "Melton"]), NOTES), min_size=1, max_size=5)


def read(data, kind="csv", partner="force"):
    """Return the figures and what else was found in a file's bytes."""
    expected = Expected(PLAN, SENT, partner, QUARTER)
    found = Found()
    sheets = check.opened(Received(kind, data), "file", found)
    return list(check.figures(sheets, "file", expected, found)), found


def told(data, kind="csv", partner="force"):
    found = read(data, kind, partner)[1]
    return [(p.cell, p.rule) for p in found.problems.shown]


@pytest.fixture(scope="module", autouse=True)
def _plan(workbook):
    global PLAN
    PLAN = load_plan(workbook)


def written(rows, encoding, delimiter, end, quoting=csv.QUOTE_MINIMAL):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return text.getvalue().encode(encoding)


def is_utf8(data):
    try:
        return bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def book(*rows, title="Figures", into=None):
    """An XLSX with these rows in a sheet; `into` may change it before it is saved."""
    workbook = Workbook()
    workbook.active.title = title
    for row in rows:
        workbook.active.append(row)
    if into:
        into(workbook)
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(
    titles=TITLES,
    rows=ROWS,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    big_endian=st.booleans(),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_was_written_is_read(titles, rows, encoding, big_endian, delimiter, end, quoting):
    months = [f"2012-{n + 1:02}" for n in range(len(rows))]
    sent = [
        ("sp12_level", area, month, "1", "", "", "supplied", note)
        for (area, note), month in zip(rows, months, strict=True)
    ]
    # Python's own writer does not quote \n where lines end with \r.
    quoting = csv.QUOTE_ALL if end == "\r" else quoting
    data = written([*titles, COLUMNS, *sent], encoding, delimiter, end, quoting)
    if encoding == "utf-16" and big_endian:
        data = b"\xfe\xff" + data[2:].decode("utf-16-le").encode("utf-16-be")
    # é£“ in Windows-1252 are the bytes of one letter in UTF-8: no reader can tell them apart.
    assume(encoding != "cp1252" or data.isascii() or not is_utf8(data))
    figures, found = read(data)
    assert list(found.problems.lines()) == []
    assert [(f.area, f.period.text) for f in figures] == [(r[1], r[2]) for r in sent]
    assert [f.note for f in figures] == [r[7] for r in sent]


@settings(max_examples=400)
@given(st.binary(max_size=300))
def test_no_bytes_end_in_a_traceback(data):
    """And none but a table's are taken for a table."""
    for kind in ("csv", "xlsx"):
        figures, found = read(data, kind)
        assert figures == []
        assert found.problems


@settings(max_examples=150)
@given(st.data())
def test_no_damage_to_a_workbook_ends_in_a_traceback(data):
    whole = bytearray(FORM)
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(whole)))
    for damaged in (bytes(whole), bytes(whole[:cut])):
        _, found = read(damaged, "xlsx")
        assert all(str(p) for p in found.problems.shown)


FORM = book(COLUMNS, ROW)


@settings(max_examples=200)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=8, max_size=8))
def test_no_text_in_a_cell_ends_in_a_traceback(cells):
    data = written([COLUMNS, cells], "utf-8", ",", "\n")
    assume(b"\0" not in data)
    figures, found = read(data)
    assert figures or found.problems or not any(cell.strip() for cell in cells)
    assert all(line.encode() for line in found.problems.lines())


def test_the_number_of_a_row_is_that_which_a_spreadsheet_shows():
    """Notes over several lines count once, blank lines count."""
    rows = [["A title"], [], COLUMNS, (*ROW[:-1], "two\nlines"), [], (*ROW[:3], "x", *ROW[4:])]
    assert told(written(rows, "utf-8", ",", "\r\n")) == [("D6", "N02"), ("row 6", "R01")]


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (written([COLUMNS, ROW], "utf-16-le", ",", "\n"), "G15"),
        (written([COLUMNS, ROW], "utf-32", ",", "\n"), "F02"),
        (written([COLUMNS, ROW], "utf-8", ",", "\n") + b"\0", "G15"),
        (written([COLUMNS, ROW], "utf-16", ",", "\n") + b"\0\0", "G15"),
        (written([COLUMNS, ROW], "utf-16", ",", "\n")[:-1], "F02"),
        (written([COLUMNS, ROW], "utf-8", ",", "\n") + b"\x81\xe9", "F02"),
        (b"", "F03"),
        (b"\xef\xbb\xbf", "F03"),
        (b"\n\n  \n,,,\n", "F03"),
    ],
)
def test_what_is_no_text_is_said_to_be_none(data, rule):
    assert [r for _, r in told(data)] == [rule]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_makes_a_header(delimiter):
    data = written([["a,b;c|d\te"], COLUMNS, ROW], "utf-8", delimiter, "\n")
    assert Delimited(data).delimiter == delimiter
    assert read(b"sep=;\r\n" + written([COLUMNS, ROW], "utf-8", ";", "\r\n"))[0][0].value == 930


def test_without_a_partner_the_file_is_of_whom_most_rows_name():
    other = ("sp10_confidence", *ROW[1:3], "81.8", "", "", "supplied", "")
    rows = [COLUMNS, other, ROW, (*ROW[:2], "2013-14-q1", *ROW[3:])]
    assert told(written(rows, "utf-8", ",", "\n"), partner=None) == [("A2", "M02")]


# Workbooks


def test_a_partners_own_layout_is_read():
    """Titles in merged cells, columns in another order, blank rows, another sheet first."""

    def own(workbook):
        sheet = workbook.create_sheet("Q1 return")
        workbook["Notes"]["A1"] = "Please read"
        sheet["B2"] = "Leicestershire Police"
        sheet.merge_cells("B2:G2")
        for place, name in enumerate(reversed(COLUMNS), 2):
            sheet.cell(5, place, f" {name.upper()} ")
        for place, value in enumerate(reversed(ROW), 2):
            sheet.cell(7, place, value)
        sheet["F7"] = 930

    (figure,), found = read(book(into=own, title="Notes"), "xlsx")
    assert not found.problems
    assert (figure.value, figure.measure) == (930, "sp12_level")
    assert figure.cell == "file, sheet Q1 return, row 7"


@pytest.mark.parametrize(
    ("value", "shown", "kind", "expected"),
    [
        (1021, "#,##0", "sp12_level", "1021"),
        (0.813, "0.0%", "sp12_satisfaction", "81.3"),
        (81.3, "0.0", "sp12_satisfaction", "81.3"),
        (0.1 + 0.2, "General", "sp12_satisfaction", "0.3"),
        (81.3, '0.0"%"', "sp12_satisfaction", "81.3"),
        ("81.3%", "General", "sp12_satisfaction", "81.3"),
        ("1,021", "@", "sp12_level", "1021"),
        (100000000, "General", "sp12_level", "100000000"),
    ],
)
def test_a_number_is_read_as_it_is_shown(value, shown, kind, expected):
    def into(workbook):
        workbook.active["D2"].number_format = shown

    row = (kind, *ROW[1:3], value, *ROW[4:])
    (figure,), _ = read(book(COLUMNS, row, into=into), "xlsx")
    assert figure.value == Decimal(expected)


@pytest.mark.parametrize(
    ("value", "shown", "period"),
    [
        (date(2014, 4, 1), "mmm-yy", "2014-04"),
        (date(2014, 4, 1), "dd/mm/yyyy", "2014-04-01"),
        (datetime(2014, 3, 31), "yyyy-mm-dd", "2014-03-31"),
        (date(2014, 4, 1), "[$-809]mmmm yyyy;@", "2014-04"),
        ("2013-14-q4", "General", "2013-14-q4"),
    ],
)
def test_a_date_is_a_period(value, shown, period):
    def into(workbook):
        workbook.active["C2"].number_format = shown

    (figure,), found = read(book(COLUMNS, (*ROW[:2], value, *ROW[3:]), into=into), "xlsx")
    assert figure.period.text == period
    rules = {p.rule for p in found.remarks.shown} - {"A03"}
    assert rules == ({"A02"} if len(period) == 7 else set())


@pytest.mark.parametrize(
    ("place", "value", "problem"),
    [
        ("D2", "=SUM(1,2)", ("D2", "X01")),
        ("A2", "=B2", ("A2", "M01")),
        ("D2", "#N/A", ("D2", "N02")),
        ("D2", True, ("D2", "N01")),
        ("D2", datetime(2014, 3, 4), ("D2", "N01")),
        ("C2", 2014, ("C2", "P01")),
        ("C2", datetime(2014, 3, 4, 12), ("C2", "P01")),
        ("D2", -1, ("D2", "V01")),
        ("D2", 1e300, ("D2", "N01")),
        ("D2", 0.5, ("D2", "V01")),
        ("H2", "_x0007_", ("H2", "T02")),
        ("H2", "_xD800_", None),
        ("J2", "beside the table", ("row 2", "F04")),
    ],
)
def test_what_a_cell_of_a_workbook_cannot_be_is_told(place, value, problem):
    def into(workbook):
        workbook.active[place] = value

    expected = [problem] if problem else []
    assert told(book(COLUMNS, ROW, into=into), "xlsx") == expected


def test_dates_may_count_from_1904():
    def into(workbook):
        workbook.epoch = datetime(1904, 1, 1)
        workbook.active["C2"] = datetime(2014, 3, 31)

    (figure,), _ = read(book(COLUMNS, ROW, into=into), "xlsx")
    assert figure.period.end == date(2014, 3, 31)


def test_a_hidden_sheet_with_figures_is_told_one_without_is_not():
    def into(workbook):
        hidden = workbook.create_sheet("Lists")
        hidden.sheet_state = "veryHidden"
        hidden["A1"] = "choices"

    assert told(book(COLUMNS, ROW, into=into), "xlsx") == []

    def worse(workbook):
        into(workbook)
        workbook["Lists"].append(COLUMNS)

    assert told(book(COLUMNS, ROW, into=worse), "xlsx") == [("", "F08")]


def test_prefixes_of_namespaces_do_not_matter():
    source = zipfile.ZipFile(io.BytesIO(book(COLUMNS, ROW)))
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = text.replace(b"<", b"<x:").replace(b"<x:/", b"</x:")
                text = text.replace(b"xmlns=", b"xmlns:x=").replace(b"<x:?xml", b"<?xml")
            target.writestr(name, text)
    assert [f.value for f in read(changed.getvalue(), "xlsx")[0]] == [930]


# The form


def fill(data, change):
    workbook = load_workbook(io.BytesIO(data))
    change(workbook)
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def filled_in(workbook):
    sheet = workbook[forms.FIGURES]
    heads = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        name = sheet.cell(row, heads["measure"]).value
        if name:
            measure = PLAN.measures[name]
            column, value = ("note", "Some") if measure.kind == "text" else ("value", 7)
            sheet.cell(row, heads[column], value)
            sheet.cell(row, heads["status"], "supplied")


@pytest.mark.parametrize("partner", ["force", "opcc-finance", "youth-offending"])
def test_the_form_filled_in_is_accepted(partner):
    data = template.form(PLAN, partner, QUARTER)
    mine = [m.id for m in PLAN.measures.values() if m.partner == partner]
    figures, found = read(fill(data, filled_in), "xlsx", partner)
    assert list(found.problems.lines()) == []
    assert {f.measure for f in figures} == set(mine)
    assert told(data, "xlsx", partner)[0] == ("I2", "S04")
    own = sum(1 for f in figures if f.period.end >= QUARTER.start or f.period.kind == "year")
    assert read(data, "xlsx", partner)[1].problems.counts == {"S04": own}


def test_the_form_is_the_same_every_time():
    forms_made = {template.form(PLAN, "force", QUARTER) for _ in range(2)}
    assert len(forms_made) == 1
    with zipfile.ZipFile(io.BytesIO(forms_made.pop())) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
        core = archive.read("docProps/core.xml").decode()
        assert core.count("1980-01-01T00:00:00Z") == 2


def asked(partner, quarter):
    """The periods that the form asks for, by measure."""
    sheet = load_workbook(io.BytesIO(template.form(PLAN, partner, Quarter.parse(quarter))))
    rows = sheet[forms.FIGURES].iter_rows(min_row=2, values_only=True)
    periods = {}
    for row in rows:
        periods.setdefault(row[0], []).append(row[4])
    return periods


def test_the_form_asks_once_for_earlier_figures_that_the_pack_compares_with():
    of_force = asked("force", "2014-15-q2")
    # Both first quarters came with the return of Quarter 1; of all crime only this year's did.
    assert of_force["sp12_level"] == ["2014-15-q2", "2013-14-q2"]
    assert of_force["sp11_level"] == ["2014-15-q2", "2013-14-q1", "2013-14-q2"]
    assert of_force["sp05_reports"][:3] == ["2014-15-q2", "2014-15-q1", "2013-14-q1"]
    assert of_force["sp12_satisfaction"] == ["2014-15-q2", "2013-14-q2"]
    assert of_force["sp12_outcome"] == ["2014-15-q2"], "nobody has measured it yet"
    assert asked("opcc-finance", "2014-15-q2")["sp18_required"] == ["2014-15-q2"]


def only_own_quarter(workbook):
    filled_in(workbook)
    sheet = workbook[forms.FIGURES]
    for row in sheet.iter_rows(min_row=2):
        if row[4].value and str(row[4].value) < "2014":
            for cell in row[5:]:
                cell.value = None


def test_rows_of_earlier_periods_may_stay_empty():
    data = fill(template.form(PLAN, "force", QUARTER), only_own_quarter)
    figures, found = read(data, "xlsx", "force")
    assert not found.problems
    mine = [m.id for m in PLAN.measures.values() if m.partner == "force"]
    assert {f.measure for f in figures} == set(mine)
    assert "2013-14-q1" not in {f.period.text for f in figures}
    unnamed, found = Expected(PLAN, SENT), Found()
    sheets = check.opened(Received("xlsx", data), "file", found)
    assert len(list(check.figures(sheets, "file", unnamed, found))) == len(figures)
    assert not found.problems


@pytest.mark.parametrize(("period", "rules"), [("2013-14-q4", {"A03"}), ("2014-15-q1", set())])
def test_a_return_without_a_row_of_its_quarter_is_asked_about(period, rules):
    data = written([COLUMNS, (*ROW[:2], period, *ROW[3:])], "utf-8", ",", "\n")
    assert {p.rule for p in read(data)[1].remarks.shown} == rules


@pytest.mark.parametrize("value", ["-0.4", "0.8", "130.5"])
def test_a_percentage_change_may_fall_and_more_than_double(value):
    row = ("sp11_change", "", "2014-15-q1", value, "", "", "supplied", "")
    (figure,), found = read(written([COLUMNS, row], "utf-8", ",", "\n"))
    assert (figure.value, len(found.problems)) == (Decimal(value), 0)


def test_the_form_offers_the_statuses_and_says_which_board():
    workbook = load_workbook(io.BytesIO(template.form(PLAN, "youth-offending", QUARTER)))
    lists = [v.formula1 for v in workbook[forms.FIGURES].data_validations.dataValidation]
    assert any("awaiting_board,nationally_unavailable" in offered for offered in lists)
    guide = {a: b for a, b in workbook[template.HOW_TO].iter_rows(values_only=True)}
    own = next(m.id for m in PLAN.measures.values() if m.partner == "youth-offending")
    assert f"name measures ({own}) or panels (SP1), with commas" in guide["Comments"]
    assert guide["Sees it first"] == "Youth Offending Management Board"
    assert guide["Due"] == "14 August 2014"


def test_gaps_and_comments_of_the_form_are_read_and_checked():
    def change(workbook):
        filled_in(workbook)
        workbook[forms.GAPS].cell(2, 1, "sp05_outcome")
        workbook[forms.GAPS].cell(2, 2, "being agreed")
        workbook[forms.GAPS].cell(2, 4, "2014-12")
        workbook[forms.COMMENTS].cell(2, 1, "A remark")
        workbook[forms.COMMENTS].cell(2, 3, "SP5, SP6")

    data = fill(template.form(PLAN, "force", QUARTER), change)
    found = Found()
    sheets = check.opened(Received("xlsx", data), "file", found)
    notes = forms.notes(sheets, "file", PLAN, found)
    assert not found.problems
    assert notes.gaps["sp05_outcome"].reason == "being agreed"
    assert (notes.comments[0].text, notes.comments[0].panels) == ("A remark", ("SP5", "SP6"))

    def wrong(workbook):
        change(workbook)
        workbook[forms.GAPS].cell(2, 4, "soon")
        workbook[forms.GAPS].cell(3, 1, "sp99")
        workbook[forms.COMMENTS].cell(2, 3, "SP99")

    data, found = fill(template.form(PLAN, "force", QUARTER), wrong), Found()
    forms.notes(check.opened(Received("xlsx", data), "file", found), "file", PLAN, found)
    assert [(p.sheet, p.cell, p.rule) for p in found.problems.shown] == [
        ("Gaps", "A2", "K01"), ("Gaps", "A3", "M01"), ("Comments", "A2", "K03"),
    ]  # fmt: skip


# What a program is told


def test_a_check_counts_what_it_does_not_list(tmp_path):
    rows = [(*ROW[:2], f"2012-{n % 12 + 1:02}", "many", *ROW[4:6], "supplied", str(n))
            for n in range(500)]  # fmt: skip
    file = tmp_path / "bad.csv"
    file.write_bytes(written([COLUMNS, *rows], "utf-8", ",", "\n"))
    checked = intake.check_file(file, intake.expected(PLAN, SENT, "force", "2014-15-q1"))
    said = checked.as_json()
    assert (said["accepted"], said["rows"], said["count"]) == (False, 0, 500 + 488)
    assert said["more_like_it"] == {"N01": 500 - SHOWN_ALIKE, "R01": 488 - SHOWN_ALIKE}
    first = said["problems"][0]
    assert (first["cell"], first["value"], first["rule"]) == ("D2", "many", "N01")
    assert sorted(first) == ["cell", "file", "message", "remedy", "rule", "sheet", "value"]
    assert f"{file}: and {500 - SHOWN_ALIKE} more like it [N01]" in list(checked.lines())


def test_a_survey_without_its_base_is_a_remark_and_no_problem(tmp_path):
    file = tmp_path / "survey.csv"
    row = ("sp12_satisfaction", *ROW[1:3], "91.2", "", "", "supplied", "")
    file.write_bytes(written([COLUMNS, row], "utf-8", ",", "\n"))
    checked = intake.check_file(file, intake.expected(PLAN, SENT, "force", ""))
    assert checked.accepted
    assert [r["rule"] for r in checked.as_json()["remarks"]] == ["A01"]


def remarks(*rows, areas=()):
    expected = Expected(PLAN, SENT, "force", QUARTER, areas=frozenset(areas))
    found = Found()
    data = written([COLUMNS, *rows], "utf-8", ",", "\n")
    list(check.figures(check.opened(Received("csv", data), "f", found), "f", expected, found))
    assert not found.problems
    return list(found.remarks.lines())


def rate(period, value, numerator="", base=""):
    return ("sp12_satisfaction", "", period, value, numerator, base, "supplied", "")


def test_a_rate_that_may_be_a_share_is_asked_about_beside_the_others():
    rows = [rate("2013-14-q4", "84", "84", "100"), rate("2014-15-q1", "0.813"),
            rate("2013-14-q3", "82.5", "33", "40")]  # fmt: skip
    share, _no_base = sorted(remarks(*rows), key=lambda line: "[A05]" not in line)
    assert share == (
        "f, D3: sp12_satisfaction is at most 1%, while others here are 82.5% to 84% ('0.813'). "
        "If it is a share, write 81.3: a rate is in per cent. [A05]"
    )


def test_shares_throughout_are_asked_about_once():
    rows = [rate(f"2013-14-q{n}", f"0.8{n}") for n in (1, 2, 3)]
    told = [line for line in remarks(*rows) if "[A05]" in line]
    assert len(told) == 1
    assert "at most 1%, and so are 2 more of its figures ('0.81')" in told[0]


@pytest.mark.parametrize(
    "row",
    [
        rate("2014-15-q1", "0.8", "8", "1000"),
        rate("2014-15-q1", "0"),
        rate("2014-15-q1", "1.5"),
        ("sp11_change", "", "2014-15-q1", "0.8", "", "", "supplied", ""),
    ],
)
def test_no_remark_on_a_rate_that_its_base_bears_out_and_on_no_change(row):
    assert [line for line in remarks(row) if "[A05]" in line] == []


def test_a_share_whose_numerator_and_base_tell_is_certain():
    _, found = read(written([COLUMNS, rate("2014-15-q1", "0.813", "813", "1000")], "utf-8", ",",
                            "\n"))  # fmt: skip
    (fault,) = found.problems.lines()
    assert fault.endswith("('0.813'). It is a share: write 81.3, as a rate is in per cent. [V06]")


def test_an_area_that_the_force_has_not_is_asked_about_once():
    rows = [("sp12_level", area, "2014-15-q1", "9", "", "", "supplied", "")
            for area in ("", "Blaby", "Mellton", "Nowhere")]  # fmt: skip
    rows.append(("sp12_level", "Mellton", "2013-14-q1", "9", "", "", "supplied", ""))
    near, none = remarks(*rows, areas=("Blaby", "Melton"))
    assert near == (
        "f, B4: no area of the force ('Mellton'). Did you mean Melton? "
        "Leave it empty if it is the whole force. [A04]"
    )
    assert "It has Blaby, Melton." in none
    assert remarks(*rows) == []


@pytest.mark.parametrize("text", ["0:09", "00:00:09", "1:30:00", "0:00:09.4"])
def test_a_time_is_no_number_of_seconds(text):
    measure = PLAN.measures["sp12_level"].model_copy(update={"kind": "average", "unit": "seconds"})
    with pytest.raises(Refused, match="a time instead of a number") as told:
        cells.amount(text, measure)
    assert told.value.remedy == "Write how many seconds it is, as a number."


def test_a_time_of_a_spreadsheet_is_told_and_not_read_as_part_of_a_day():
    assert formats.written("0.0001087962962962963", "moment", False) == "0:00:09"
    assert formats.written("1.5", "moment", False) == "36:00:00"
    assert formats.written("930", "number", False) == "930"
