"""The smaller imports, the shipped tables, and writing all of a source or nothing."""

import csv
import hashlib
import json
import os
import re
import shutil

import pytest
import yaml
from click.testing import CliRunner

from panelpack.errors import DataError
from panelpack.opendata import import_tables, read, store
from panelpack.opendata.areas import areas_of
from panelpack.opendata.command import opendata_command
from panelpack.opendata.names import district_key, force_name
from panelpack.opendata.reference import doubled_area
from panelpack.opendata.tables import COMMANDS, SOURCES, table_of

FORCE = "Leicestershire"
TOTAL = "ENGLAND AND WALES (exc. BTP)"
LOOKUP = """\
LAD16CD,LAD16NM,CSP16CD,CSP16NM,PFA16CD,PFA16NM,FID
E06000016,Leicester,E22000172,Leicester,E23000021,Leicestershire,1
E07000130,Charnwood,E22000160,Charnwood,E23000021,Leicestershire,2
E06000023,"Bristol, City of",E22000001,Bristol,E23000036,Avon & Somerset,3
"""
SQUARE = [[0, 0], [1.00001, 0], [1.00001, 1], [0, 1], [0, 0]]


@pytest.fixture
def file(tmp_path):
    def write(text, name="table.csv"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


@pytest.fixture
def office(workbook, tmp_path):
    folder = tmp_path / "office"
    shutil.copytree(workbook / "data/reference", folder / "data/reference")
    return folder


@pytest.fixture
def reference(file, tmp_path):
    """Import a small reference; keywords change one of its three files."""

    def run(lookup=LOOKUP, populations=None, boundaries=None):
        people = populations or "code,name,year,population\nE06000016,Leicester,2013,333800\n"
        properties = {"LAD13CD": "E06000016", "LAD13NM": "Leicester", "extra": 1}
        geometry = {"type": "Polygon", "coordinates": [SQUARE]}
        feature = {"type": "Feature", "properties": properties, "geometry": geometry}
        shapes = boundaries or json.dumps({"type": "FeatureCollection", "features": [feature]})
        files = (file(lookup, "lookup.csv"), file(people, "people.csv"), file(shapes, "s.geojson"))
        import_tables.reference(*files, tmp_path / "made", "")
        return tmp_path / "made"

    return run


def asb_table(office, total=None, **changed):
    """The publisher's table with ten incidents a force, its total and a region."""
    forces = sorted(set(read.districts(office)["force"]))
    rows = {force: 10 for force in forces} | changed
    lines = [f'"{name}",2013/14,{n},1.5' for name, n in rows.items()]
    whole = sum(rows.values()) if total is None else total
    lines += [f'"{TOTAL}",2013/14,{whole},1.5', "East Midlands,2013/14,50,1.5"]
    lines += ["British Transport Police,2013/14,[u1],[u1]"]
    return "\n".join(["area,financial_year,asb_incidents,per_1000", *lines, ""])


def test_asb_incidents_of_the_forces_make_the_published_total(office, file):
    text = asb_table(office).replace(f'"{FORCE}"', f'"{FORCE} [note 3]"')
    paths, remarks = import_tables.asb(file(text), office, "")
    assert [path.name for path in paths] == ["asb-incidents-yearly.csv", "source.yaml"]
    (row,) = read.asb_incidents(office, FORCE).itertuples()
    assert (row.year, row.incidents, row.publisher_notes) == ("2013-14", 10, "3")
    transport = read.asb_incidents(office, "British Transport Police")
    assert transport["incidents"].isna().all()
    with pytest.raises(DataError, match="nothing for 'East Midlands'"):
        read.asb_incidents(office, "East Midlands")
    assert remarks == ["44 forces, 1 years"]


def test_a_region_with_a_forces_name_is_left_out(office, file):
    text = asb_table(office) + '"West Midlands",2013/14,40,1.5\n'
    import_tables.asb(file(text), office, "")
    assert read.asb_incidents(office, "West Midlands")["incidents"].tolist() == [10]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (f'"{FORCE}",2013/14,10', f'"{FORCE}",2013/14,11', f"add up to {TOTAL!r} in 2013-14"),
        (f'"{FORCE}",2013/14,10,1.5\n', "", f"add up to {TOTAL!r} in 2013-14"),
        (f'"{FORCE}",2013/14,10', f'"{FORCE}",2013-14,10', "'2013-14' is not a financial year"),
        (f'"{FORCE}",2013/14,10', f'"{FORCE}",2013/14,ten', "'ten' is not a number"),
        (f'"{FORCE}",2013/14,10', f'"{FORCE}",2013/14,"1,0"', "'1,0' is not a number"),
        ("asb_incidents", "incidents", "the header is"),
    ],
)  # fmt: skip
def test_a_tampered_asb_table_is_refused(office, file, old, new, told):
    text = asb_table(office)
    assert old in text
    with pytest.raises(DataError, match=re.escape(told)):
        import_tables.asb(file(text.replace(old, new, 1)), office, "")
    assert not (office / "data/open").exists()


ARRESTS = """\
financial_year,offence_group,age_group,sex,arrests
2013/14,Burglary,10 - 17 years,Female,53.0
2013/14,Burglary,10 - 17 years,Male,561
2013/14,Theft,10 - 17 years,Male,2
2013/14,Burglary,18 - 20 years,Male,999
2012/13,Burglary,10 - 17 years,Male,7
"""


def test_arrests_are_added_up_over_groups_and_sexes(file, tmp_path):
    import_tables.arrests(file(ARRESTS), FORCE, tmp_path, "")
    table = read.arrests_10_17(tmp_path, FORCE)
    assert dict(zip(table["year"], table["arrests"], strict=True)) == {"2012-13": 7, "2013-14": 616}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("53.0", "53.5", "row 1 has '53.5' as 'arrests', which is not a whole number"),
        ("10 - 17", "10-17", "no row of the age group '10 - 17 years'"),
        ("sex,arrests", "gender,arrests", "the header is"),
        ("2013/14,Theft", "2013/14,Burglary", "1 rows come twice"),
    ],
)
def test_a_tampered_table_of_arrests_is_refused(file, tmp_path, old, new, told):
    with pytest.raises(DataError, match=re.escape(told)):
        import_tables.arrests(file(ARRESTS.replace(old, new)), FORCE, tmp_path, "")


def test_reference_tables_name_forces_one_way(reference):
    made = reference()
    assert read.districts(made, FORCE)["district"].tolist() == ["Leicester", "Charnwood"]
    assert read.districts(made, "Avon and Somerset")["code"].tolist() == ["E06000023"]
    (shape,) = read.boundaries(made)["features"]
    assert shape["properties"] == {"code": "E06000016", "district": "Leicester"}
    (ring,) = shape["geometry"]["coordinates"]
    assert ring == [[0, 0], [0, 1], [1.0, 1], [1.0, 0], [0, 0]]
    assert doubled_area(ring) < 0 < doubled_area(SQUARE)


def test_a_force_without_all_its_populations_has_none(reference):
    with pytest.raises(DataError, match="not every district of Leicestershire has a population"):
        read.force_population(reference(), FORCE)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"populations": "code,name,year,population\nE1,X,2013,9\n"}, "E1 is not in the lookup"),
        ({"populations": "code,name,year,population\nE06000016,X,2013,n\n"}, "row 1 has 'n'"),
        ({"boundaries": "{}"}, "not GeoJSON of districts"),
        ({"boundaries": "not json"}, "not GeoJSON of districts"),
        ({"lookup": LOOKUP + LOOKUP.splitlines()[1] + "\n"}, "1 rows come twice"),
        ({"lookup": LOOKUP.replace("FID", "ID")}, "the header is"),
    ],
)
def test_a_wrong_reference_is_refused(reference, tmp_path, change, told):
    with pytest.raises(DataError, match=re.escape(told)):
        reference(**change)
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("source", SOURCES)
def test_the_shipped_tables_are_those_their_source_yaml_describes(workbook, source):
    record = read.provenance(workbook, source)
    for name, rows in record["tables"].items():
        assert len(table_of(workbook, source, name)) == rows, name
    for given in record["inputs"]:
        assert re.fullmatch(r"[0-9a-f]{64}", given["sha256"])
        assert "/" not in given["file"]
        assert given["rows"] > 0
    assert record["licence"] == store.LICENCE
    assert source in COMMANDS


def test_the_shipped_figures_of_leicestershire(workbook):
    people = read.force_population(workbook, FORCE)
    assert people[2013] == 1033339
    assert len(read.districts(workbook, FORCE)) == 9
    assert len(read.boundaries(workbook)["features"]) == 9
    assert len(read.districts(workbook)["force"].unique()) == 43
    street = read.street_crime(workbook, FORCE)
    spring = street[street["month"].between("2014-04", "2014-06")]
    crime = spring[spring["crime_type"] != "Anti-social behaviour"]
    assert crime["count"].sum() == 15215
    assert crime.groupby("district")["count"].sum()[["Leicester", read.OUTSIDE]].tolist() == [
        7429,
        23,
    ]


def test_every_month_has_as_many_rows_as_its_file_had(workbook):
    table = read.street_crime(workbook, FORCE, types="published")
    counted = table.groupby("month")["count"].sum().to_dict()
    inputs = read.provenance(workbook, "police-uk")["inputs"]
    assert counted == {given["month"]: given["rows"] for given in inputs}
    assert len(counted) == 11


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text.replace("count", "counts", 1), "not the table the command makes"),
        (lambda text: text.replace(",88\n", ",88.5\n", 1), "not the table the command makes"),
        (lambda text: text.replace(",88\n", ",eighty\n", 1), "not the table the command makes"),
        (lambda text: text.replace(",88\n", ",\n", 1), "not the table the command makes"),
    ],
)
def test_a_table_changed_by_hand_is_refused_when_it_no_longer_fits(copy_of_workbook, change, told):
    path = copy_of_workbook / "data/open/police-uk/street-crime-monthly.csv"
    path.write_text(change(path.read_text()))
    with pytest.raises(DataError, match=told):
        read.street_crime(copy_of_workbook, FORCE)


@pytest.mark.parametrize("text", ["", "title: x\n", "[", "- a\n"])
def test_a_source_yaml_that_says_too_little_is_refused(copy_of_workbook, text):
    (copy_of_workbook / "data/open/ons/source.yaml").write_text(text)
    with pytest.raises(DataError, match="panelpack open-data asb FILE"):
        read.provenance(copy_of_workbook, "ons")


def test_what_a_caller_does_with_a_table_changes_nothing(workbook):
    table = table_of(workbook, "police-uk", "street-crime-monthly.csv")
    table.loc[:, "count"] = 0
    assert read.street_crime(workbook, FORCE)["count"].sum() > 0


def test_a_forces_rows_are_the_callers_own_and_follow_the_file(copy_of_workbook):
    table = read.districts(copy_of_workbook, "Leicestershire")
    table["district"] = "Nowhere"
    assert "Nowhere" not in set(read.districts(copy_of_workbook, "Leicestershire")["district"])
    path = copy_of_workbook / "data" / "reference" / "districts.csv"
    path.write_text(path.read_text("utf-8").replace("Blaby", "Blabie"), "utf-8")
    assert "Blabie" in set(read.districts(copy_of_workbook, "Leicestershire")["district"])


def test_a_failed_write_leaves_the_old_files(tmp_path, monkeypatch):
    store.publish(tmp_path / "out", {"a.csv": b"old a", "b.csv": b"old b"})
    replace, done = os.replace, []

    def full_disk(source, target):
        done.append(target)
        if len(done) == 4:
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", full_disk)
    with pytest.raises(DataError, match=r"could not be written \(No space left on device\)"):
        store.publish(tmp_path / "out", {"a.csv": b"new a", "b.csv": b"new b", "c.csv": b"new c"})
    found = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert found == {"a.csv": b"old a", "b.csv": b"old b"}


def test_the_commands_of_the_small_tables_run(office, file):
    table = file(asb_table(office))
    done = CliRunner().invoke(opendata_command, ["asb", str(table), "--workbook", str(office)])
    assert (done.exit_code, done.stderr) == (0, "44 forces, 1 years\n")
    record = read.provenance(office, "ons")
    assert record["retrieved"] == store.NOT_RECORDED
    assert record["inputs"][0]["sha256"] == hashlib.sha256(table.read_bytes()).hexdigest()
    arrests = file(ARRESTS, "arrests.csv")
    command = ["arrests", str(arrests), "--force", FORCE, "--workbook", str(office)]
    done = CliRunner().invoke(opendata_command, command)
    assert (done.exit_code, done.stderr) == (
        0, "2 years of Leicestershire; a proxy, not first-time entrants\n",
    )  # fmt: skip


def test_a_command_finds_the_workbook_that_its_folder_lies_in(office, file):
    for place in ("params", "notebooks/explore"):
        (office / place).mkdir(parents=True)
    (office / "params/plan.yaml").touch()
    inside = str(office / "notebooks/explore")
    command = ["asb", str(file(asb_table(office))), "--workbook", inside]
    assert CliRunner().invoke(opendata_command, command).exit_code == 0
    assert (office / "data/open/ons/asb-incidents-yearly.csv").exists()


def test_csv_has_gaps_as_empty_cells_and_plain_line_ends(office, file):
    import_tables.asb(file(asb_table(office)), office, "")
    content = (office / "data/open/ons/asb-incidents-yearly.csv").read_bytes()
    assert b"\r" not in content
    rows = {row[0]: row for row in csv.reader(content.decode().splitlines())}
    assert rows["British Transport Police"] == ["British Transport Police", "2013-14", "", "", ""]
    assert rows[FORCE] == [FORCE, "2013-14", "10", "1.5", ""]


@pytest.mark.parametrize(
    ("published", "ours"),
    [
        ("Leicestershire Police", "Leicestershire"),
        ("Metropolitan Police Service", "Metropolitan Police"),
        ("London, City of", "City of London"),
        ("Devon & Cornwall Police", "Devon and Cornwall"),
        (" Dyfed-Powys ", "Dyfed-Powys"),
        ("Avon and Somerset Constabulary", "Avon and Somerset"),
    ],
)
def test_a_force_has_one_name(published, ours):
    assert force_name(published) == ours
    assert force_name(ours) == ours


def test_a_district_is_known_under_both_its_styles():
    assert district_key("Herefordshire, County of") == district_key("herefordshire ")


def test_provenance_is_written_the_same_with_and_without_the_fast_writer(workbook):
    """libyaml is not everywhere; the bytes must not tell whether it is here."""
    for path in sorted(workbook.glob("data/**/source.yaml")):
        record = yaml.safe_load(path.read_text("utf-8"))
        record["notes"] = [
            *record.get("notes", []),
            "Môn: 'a' \"b\" # c, " * 12,
            "2014-04",
            "no",
            "",
        ]
        style = {"sort_keys": False, "allow_unicode": True, "width": 98}
        assert yaml.dump(record, Dumper=store._DUMPER, **style) == yaml.safe_dump(record, **style)


def test_the_areas_of_a_force_are_its_districts_and_partnerships(workbook, tmp_path):
    found = areas_of(workbook, "Devon and Cornwall")
    assert {"Exeter", "East and Mid Devon", "outside or unknown"} <= set(found)
    assert "Leicester" not in found
    # A workbook that has no districts of its force can't tell.
    assert areas_of(workbook, "British Transport Police") == []
    assert areas_of(tmp_path, "Leicestershire") == []
