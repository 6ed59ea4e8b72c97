"""Counting police.uk street files: every row once, nothing guessed, nothing half done."""

import re
import shutil

import pytest
import yaml
from click.testing import CliRunner

from panelpack.errors import DataError
from panelpack.opendata import crime_types, import_street, read
from panelpack.opendata.command import opendata_command
from street_archive import FORCE, HEADER, Archive, asb, row

ENGINE = "duckdb://"


@pytest.fixture
def office(workbook, tmp_path):
    """A workbook with reference tables only."""
    folder = tmp_path / "office"
    shutil.copytree(workbook / "data/reference", folder / "data/reference")
    return folder


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "archive")


def run(office, archive, retrieved="2014-12-01"):
    return import_street.run((str(archive.folder),), office, ENGINE, retrieved)


def refused(office, archive):
    with pytest.raises(DataError) as error:
        run(office, archive)
    assert not (office / "data/open").exists()
    return str(error.value)


def counted(office, month="2014-04"):
    table = read.street_crime(office, "Leicestershire", types="published")
    table = table[(table["month"] == month) & (table["count"] > 0)]
    cells = zip(table["district"], table["crime_type"], table["count"], strict=True)
    return {(district, kind): count for district, kind, count in cells}


def test_every_row_counts_once(office, archive):
    archive(
        *[asb()] * 3,
        *[row()] * 2,
        row("Leicester 011B", Location='On or near Shop, "The Corner", Market Place'),
        row("Charnwood 001C", "Violence and sexual offences"),
    )
    _, remarks = run(office, archive)
    assert counted(office) == {
        ("Blaby", "Anti-social behaviour"): 3,
        ("Charnwood", "Violence and sexual offences"): 1,
        ("Leicester", "Burglary"): 3,
    }
    assert remarks[0].startswith("1 file, 7 rows counted, 1 file read anew; 0 rows outside or")


def test_commas_quotes_and_line_ends_inside_a_cell_shift_nothing(office, archive):
    plain = [row("Leicester 002A", "Drugs")] * 200
    quoted = row("Charnwood 001C", "Robbery", Location='The "Old, New" Inn,\nMarket Place')
    archive(*plain, quoted, *plain)
    run(office, archive)
    assert counted(office) == {("Leicester", "Drugs"): 400, ("Charnwood", "Robbery"): 1}


def test_rows_outside_the_districts_stay_in_the_forces_total(office, archive):
    archive(row(), row("Rugby 001A"), row("Rugby 003B"), row(""), row("Corby 002C", "Drugs"))
    run(office, archive)
    assert counted(office) == {
        ("Leicester", "Burglary"): 1,
        (read.OUTSIDE, "Burglary"): 3,
        (read.OUTSIDE, "Drugs"): 1,
    }
    quality = read.quality(office, "police-uk")
    named = zip(quality["check"], quality["value"], quality["count"], strict=True)
    assert set(named) == {
        ("rows", "", 5),
        ("ID used before", "", 4),
        ("district outside the force", "Corby", 1),
        ("district outside the force", "Rugby", 2),
        ("no LSOA", "", 1),
    }


def test_a_force_of_another_name_is_kept_apart(office, archive):
    other = "Warwickshire Police"
    archive(row())
    archive(row("Rugby 001A", **{"Falls within": other}), force="warwickshire")
    run(office, archive)
    assert counted(office) == {("Leicester", "Burglary"): 1}
    assert read.street_crime(office, "Warwickshire")["district"].unique().tolist() == ["Rugby"]


def test_a_file_without_small_areas_is_counted_as_outside(office, archive):
    short = [name for name in HEADER if not name.startswith("LSOA")]
    cells = [c for name, c in zip(HEADER, row(), strict=True) if not name.startswith("LSOA")]
    archive(row(month="2014-05"), month="2014-05")
    archive(cells, header=short)
    run(office, archive)
    assert counted(office) == {(read.OUTSIDE, "Burglary"): 1}
    assert counted(office, "2014-05") == {("Leicester", "Burglary"): 1}


def test_a_month_read_again_is_replaced_and_others_stay(office, archive):
    archive(row(), asb())
    may = archive(row(month="2014-05"), month="2014-05")
    run(office, archive)
    may.unlink()
    archive(row("Melton 001A"))
    paths, _ = run(office, archive)
    assert counted(office) == {("Melton", "Burglary"): 1}
    assert counted(office, "2014-05") == {("Leicester", "Burglary"): 1}
    inputs = yaml.safe_load((office / "data/open/police-uk/source.yaml").read_text())["inputs"]
    assert [(i["month"], i["rows"], i["forces"]) for i in inputs] == [
        ("2014-04", 1, ["Leicestershire"]),
        ("2014-05", 1, ["Leicestershire"]),
    ]
    before = [path.read_bytes() for path in paths]
    run(office, archive)
    assert [path.read_bytes() for path in paths] == before


def test_months_without_a_crime_of_a_type_are_zero(office, archive):
    archive(row())
    archive(row("Leicester 002A", "Drugs", "2014-05"), month="2014-05")
    run(office, archive)
    table = read.street_crime(office, "Leicestershire")
    drugs = table[(table["crime_type"] == "Drugs") & (table["district"] == "Leicester")]
    assert dict(zip(drugs["month"], drugs["count"], strict=True)) == {"2014-04": 0, "2014-05": 1}


@pytest.mark.parametrize(
    ("older", "kind", "group"),
    [
        ("2012-04", "Violent crime", "Violence, sexual offences and other crime"),
        ("2011-02", "Violent crime", "All other crime"),
        ("2012-04", "Public disorder and weapons", "Public disorder and weapons"),
        ("2013-01", "Drugs", "Drugs"),
    ],
)
def test_a_change_of_the_publishers_list_makes_no_step(office, archive, older, kind, group):
    archive(row(kind=kind, month=older), month=older)
    archive(row(kind="Violence and sexual offences"), row(kind="Public order"), row(kind="Drugs"))
    run(office, archive)
    table = read.street_crime(office, "Leicestershire")
    wide = table.pivot_table(index="month", columns="crime_type", values="count", aggfunc="sum")
    assert wide.loc[older, group] == 1
    assert wide.loc["2014-04", group] >= 1
    assert (wide.sum(axis=1) == [1, 3]).all()


def test_a_quiet_month_is_not_taken_for_an_old_one(office, archive):
    archive(row(kind="Violence and sexual offences"), row(kind="Bicycle theft"))
    archive(row(month="2014-05"), month="2014-05")
    run(office, archive)
    table = read.street_crime(office, "Leicestershire")
    assert {"Violence and sexual offences", "Bicycle theft"} <= set(table["crime_type"])
    published = read.street_crime(office, "Leicestershire", types="published")
    assert published.groupby("month")["crime_type"].nunique().tolist() == [14, 14]


def test_every_type_belongs_to_a_comparable_group(workbook):
    shipped = read.street_crime(workbook, "Leicestershire", types="published")
    assert set(shipped["crime_type"]) <= crime_types.KNOWN
    table = crime_types.table(workbook)
    assert len(table) == 16
    assert (table["lists"].str.contains("2013")).sum() == 14
    assert (table["lists"].str.contains("2011")).sum() == 11
    assert (table["lists"].str.contains("2010")).sum() == 6


def own_types(office):
    """Give the workbook a list of 2015, in which cyber crime was taken out of other crime."""
    own = crime_types.table(office)
    own["lists"] += own["lists"].str.endswith("2013").map({True: " 2015", False: ""})
    own.insert(2, "comparable_since_2013", own["crime_type"])
    own = own.set_index("crime_type")
    own.loc["Cyber crime"] = own.loc["Other crime"].replace("2010 2011 2013 2015", "2015")
    own.to_csv(office / crime_types.PLACE)


def test_a_workbook_may_have_a_list_of_crime_types_of_its_own(office, archive):
    own_types(office)
    new = row(kind="Cyber crime", month="2015-05")
    archive(row(kind="Other crime", month="2014-05"), month="2014-05")
    archive(row(kind="Other crime", month="2015-05"), new, new, month="2015-05")
    run(office, archive)
    assert counted(office, "2015-05")["Leicester", "Cyber crime"] == 2
    table = read.street_crime(office, "Leicestershire")
    assert "Cyber crime" not in set(table["crime_type"])
    other = table[table["crime_type"] == "Other crime"].groupby("month")["count"].sum()
    assert other.to_dict() == {"2014-05": 1, "2015-05": 3}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text.replace("since_2013", "since"), "its header should be crime_type,lists"),
        (lambda text: text.replace("lists", "list"), "its column 'lists' should hold the years"),
        (lambda text: f"{text}Drugs,2011 2013 2015,a,b,c,d\n", "each type should have one row"),
        (lambda text: f"{text}Fraud,2015,,b,c,d\n", "without an empty cell"),
    ],
)
def test_what_is_no_list_of_crime_types_is_told(office, archive, change, told):
    own_types(office)
    path = office / crime_types.PLACE
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    archive(row())
    assert re.search(rf"reference/crime-types\.csv: .*{told}", refused(office, archive))


def test_an_unknown_crime_type_is_refused(office, archive):
    archive(row(), row(kind="Cyber crime"), row(kind="Cyber crime"))
    told = refused(office, archive)
    assert "'Cyber crime' is not a crime type of police.uk (2 rows)" in told
    assert f"list it in {crime_types.PLACE} (docs/open-data.md says how)" in told
    assert "2014-04-leicestershire-street.csv" in told


def test_a_row_of_another_month_is_refused(office, archive):
    archive(row(), row(month="2014-03"))
    assert "1 row not of the month in the file's name, such as of '2014-03'" in refused(
        office, archive
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text.replace("Crime type", "Crime Type", 1), "lacks Crime type"),
        (lambda text: text.replace("Crime ID", "Month", 1), "once each"),
        (lambda text: text.rstrip("\n"), "ends in the middle of a line"),
        (lambda text: "", "the file is empty or ends in the middle of a line"),
        (lambda text: text.splitlines()[0] + "\n", "a header and no rows"),
        (lambda text: text + "a,b\n", "line 3 cannot be read"),
        (lambda text: text.replace(f"{FORCE},,", ",,"), "rows without 'Falls within'"),
    ],
)
def test_a_file_that_is_not_as_published_is_refused(office, archive, change, told):
    path = archive(row())
    path.write_text(change(path.read_text()))
    message = refused(office, archive)
    assert told in message
    assert "2014-04-leicestershire-street.csv" in message


def test_the_same_month_twice_is_refused(office, archive):
    path = archive(row())
    copy = archive.folder / "again" / path.name
    copy.parent.mkdir()
    shutil.copy(path, copy)
    assert "the same file twice, its crimes would count double" in refused(office, archive)
    copy.rename(copy.with_name("2014-04-leicestershire-2-street.csv"))
    assert "both hold 2014-04 of Leicestershire Police. Give one of them." in refused(
        office, archive
    )


def test_a_file_of_another_name_is_refused(office, archive, tmp_path):
    path = archive(row())
    with pytest.raises(DataError, match="the name does not say month and force"):
        import_street.run((str(path.rename(tmp_path / "april.csv")),), office, ENGINE, "")
    with pytest.raises(DataError, match="no street files here"):
        import_street.run((str(tmp_path / "nowhere"),), office, ENGINE, "")


def test_an_unknown_engine_is_told_in_words(office, archive):
    archive(row())
    with pytest.raises(DataError, match="'nosuch' is none of duckdb, postgres, pyspark"):
        import_street.run((str(archive.folder),), office, "nosuch://", "")


def test_the_command_says_what_it_made(office, archive):
    archive(row(), asb())
    arguments = ["police-uk", str(archive.folder), "--workbook", str(office)]
    done = CliRunner().invoke(opendata_command, [*arguments, "--retrieved", "2014-12-01"])
    assert done.exit_code == 0
    assert "1 file, 2 rows counted, 1 file read anew" in done.stderr
    made = [line.rsplit("/", 1)[1] for line in done.stdout.splitlines()]
    assert made == [
        "street-crime-monthly.csv", "data-quality.csv", "crime-types.csv", "source.yaml",
    ]  # fmt: skip
    source = read.provenance(office, "police-uk")
    assert source["retrieved"] == "2014-12-01"
    assert source["tables"]["street-crime-monthly.csv"] == 2
    assert source["vintage"] == "1 month from 2014-04 to 2014-04"
