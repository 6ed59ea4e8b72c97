"""The pack's data files: described for programs, and equal in every format."""

import hashlib
import io
import json
import re
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from panelpack.document import STATES, Badge, Chart, Column, Table, Title
from panelpack.exporters.sheets import Number, xlsx
from panelpack.pack.csvfile import csv_bytes
from panelpack.pack.datapackage import TABLES, datapackage
from panelpack.pack.figures import dashboard_rows, measure_rows
from panelpack.pack.request import ask
from panelpack.pack.spreadsheet import book
from panelpack.quarters import Quarter

QUARTER = Quarter.parse("2014-15-q1")
# Of the standard: the types and names that a table's description may have.
TYPES = {"string", "number", "integer", "date", "boolean"}
NAME = re.compile(r"[a-z0-9._-]+")


@pytest.fixture(scope="module")
def rows(figures):
    return {"measures": measure_rows(figures), "dashboard": dashboard_rows(figures)}


@pytest.fixture(scope="module")
def cover(workbook):
    return ask(workbook, QUARTER).cover


def section(number, rows):
    labels = (Column("Measure"), Column("Figure", "number"), Column("Assessment"))
    title = Title(number.lower(), number, "A title", "", "2014-15-q1", "public", "2014-09-29")
    numbers = Table("The numbers", labels[:2], (("April", "1,021"),))
    return (
        title,
        Table(f"Measures of {number}, now", labels, rows, ("[x] not available.", "A note.")),
        Chart("A finding", "A line.", {}, numbers if number == "SP1" else Table("Other", *rest())),
    )


def rest():
    return (Column("Only"),), (("-1",),)


SECTIONS = (
    section("SP1", (("Thefts", "930", Badge("no change", "No change")), ("Fires", "[x]", "none"))),
    section("SP2", (("Frauds", "+15.8%", Badge("improved", "Improved")),)),
)


def test_the_description_has_what_the_standard_asks(rows, cover):
    csv = {name: csv_bytes(tuple(TABLES[name][2]), each) for name, each in rows.items()}
    told = json.loads(datapackage(cover, "pack-2014-15-q1", csv))
    assert NAME.fullmatch(told["name"])
    assert told["licenses"][0]["name"] == "OGL-UK-3.0"
    assert all(source["title"] for source in told["sources"])
    assert [resource["name"] for resource in told["resources"]] == list(csv)
    for resource in told["resources"]:
        content = csv[resource["name"]]
        assert NAME.fullmatch(resource["name"])
        assert resource["path"] == f"{resource['name']}.csv"
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        fields = resource["schema"]["fields"]
        assert [f["name"] for f in fields] == content.decode().splitlines()[0].split(",")
        assert all(f["type"] in TYPES and f["title"] and f["description"] for f in fields)


def test_the_columns_hold_what_the_description_says(rows):
    for name, (_, _, fields) in TABLES.items():
        content = csv_bytes(tuple(fields), rows[name])
        table = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
        for column, field in fields.items():
            filled = table[column][table[column] != ""]
            if field.type == "number":
                pd.to_numeric(filled)
            if field.type == "date":
                pd.to_datetime(filled, format="%Y-%m-%d")
            if field.only:
                assert set(filled) <= set(field.only)


def test_an_internal_description_gives_no_licence(rows, cover):
    told = json.loads(datapackage(replace(cover, audience="internal"), "x", {"measures": b"a\n"}))
    assert "licenses" not in told
    assert told["description"].startswith("Not for publication. ")


def test_the_sheets_begin_with_cover_contents_and_notes(rows, cover):
    made = book(cover, rows, SECTIONS)
    names = [sheet.name for sheet in made.sheets]
    assert names == [
        "Cover", "Contents", "Notes", "Measures", "Dashboard", "Classes", "All table 1",
        "SP1 table 1", "SP2 table 1",
    ]  # fmt: skip
    about = {row[0]: row[1] for row in made.sheets[0].rows}
    assert about["Contact"] == "Planning and Performance Co-ordinator"
    assert about["Licence"].startswith("Open Government Licence v3.0")
    assert [row[0] for row in made.sheets[1].rows] == names[3:]


def test_tables_that_every_section_has_are_one_sheet(rows, cover):
    joined = next(s for s in book(cover, rows, SECTIONS).sheets if s.name == "All table 1")
    assert joined.title == "Measures of each priority, now"
    assert joined.labels == ("Priority", "Measure", "Figure", "Assessment")
    shown = [[c if isinstance(c, str) else c.value for c in row] for row in joined.rows]
    assert shown[0] == ["SP1", "Thefts", 930, "No change"]
    assert shown[1] == ["SP1", "Fires", "[x]", "none"]
    assert str(shown[2][2]) == "0.158"
    assert joined.notes == (
        "This sheet contains one table.",
        "Letters in square brackets are shorthand, explained on the sheet Notes.",
        "A note.",
    )


def test_every_measure_is_in_one_class(rows, cover):
    classes = next(s for s in book(cover, rows, ()).sheets if s.name == "Classes")
    assert len(classes.rows) == len(STATES)
    counted = sum(row[1].value for row in classes.rows)
    assert counted == len({row["measure"] for row in rows["measures"]})


def test_every_sheet_of_an_internal_pack_says_not_for_publication(rows, cover):
    inside = replace(cover, audience="internal")
    assert all(s.notes[0] == "Not for publication" for s in book(inside, rows, SECTIONS).sheets)
    assert not any("Not for publication" in s.notes for s in book(cover, rows, SECTIONS).sheets)


def test_the_sheet_of_measures_holds_the_rows_of_the_csv(rows, cover):
    made = openpyxl.load_workbook(io.BytesIO(xlsx(book(cover, rows, ()))))
    page = made["Measures"]
    head = next(row for row in range(1, 9) if page.cell(row, 1).value == "Priority")
    fields = list(TABLES["measures"][2])
    place = fields.index("value") + 1
    values = [page.cell(head + n, place).value for n in range(1, len(rows["measures"]) + 1)]
    wanted = [row["value"] for row in rows["measures"]]
    assert values == [None if v is None else pytest.approx(float(v)) for v in wanted]
    assert page.max_row == head + len(rows["measures"])


def test_numbers_of_a_section_are_those_printed(rows, cover):
    page = next(s for s in book(cover, rows, SECTIONS).sheets if s.name == "SP1 table 1")
    assert page.title == "SP1: The numbers"
    ((month, figure),) = page.rows
    assert month == "April"
    assert isinstance(figure, Number)
    assert figure.value == 1021


@pytest.mark.pack
def test_the_spreadsheets_of_a_whole_pack_agree_with_its_tables(whole_pack):
    told = json.loads((whole_pack / "tables/datapackage.json").read_text("utf-8"))
    for resource in told["resources"]:
        content = (whole_pack / "tables" / resource["path"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == resource["hash"].removeprefix("sha256:")
    pages = pd.read_excel(whole_pack / "tables/pack.xlsx", None, header=None, na_filter=False)
    other = pd.read_excel(
        whole_pack / "tables/pack.ods", None, header=None, na_filter=False, engine="odf"
    )
    assert list(pages) == list(other)
    assert len(pages) > 40
    for name, page in pages.items():
        assert page.shape == other[name].shape, name
