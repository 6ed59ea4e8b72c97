"""The lake of street-level rows: nothing lost, nothing read twice, nothing half written."""

import csv
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panelpack.errors import DataError
from panelpack.opendata import crime_types, import_street, lake_index, read, store, street_counts
from panelpack.opendata.lake import Lake
from panelpack.opendata.street_files import find
from street_archive import FORCE, HEADER, Archive, asb, row

DUCKDB = "duckdb://"


@pytest.fixture
def office(workbook, tmp_path):
    """A workbook with reference tables only."""
    folder = tmp_path / "office"
    shutil.copytree(workbook / "data/reference", folder / "data/reference")
    return folder


def bring_in(lake, archive):
    return lake.bring_in(find((str(archive.folder),)))


def rows_in(path):
    with duckdb.connect() as connection:
        return connection.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()


def content(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def test_every_row_and_every_column_is_kept_as_published(lake, archive):
    """Numbers, gaps, words like NA and copies of a row: all is text, in the file's order."""
    odd = row(**{"Crime ID": "007", "Longitude": "1e5", "Context": "NA", "LSOA code": "NULL"})
    quoted = row(Location='The "Old, New" Inn,\nMarket Place')
    archive(odd, quoted, quoted, asb(), asb(), asb())
    (held,), read_anew = bring_in(lake, archive)
    given_rows = [tuple(cell or None for cell in cells) for cells in (odd, quoted, quoted)]
    assert rows_in(lake.path(held))[:3] == given_rows
    assert len(rows_in(lake.path(held))) == held.rows == 6
    assert read_anew == 1
    with duckdb.connect() as connection:
        described = connection.execute(f"DESCRIBE FROM '{lake.path(held)}'").fetchall()
    assert [name for name, *_ in described] == [n.lower().replace(" ", "_") for n in HEADER]
    assert {kind for _, kind, *_ in described} == {"VARCHAR"}


def test_a_file_is_read_again_only_if_its_content_changed(lake, archive):
    archive(row())
    may = archive(row(month="2014-05"), month="2014-05")
    held, _ = bring_in(lake, archive)
    before = {item.file: lake.path(item).stat().st_mtime_ns for item in held}
    may.touch()
    again, read_anew = bring_in(lake, archive)
    assert (again, read_anew) == (held, 0)
    archive(row(month="2014-05"), row(month="2014-05"), month="2014-05")
    changed, read_anew = bring_in(lake, archive)
    assert read_anew == 1
    assert [item.rows for item in changed] == [1, 2]
    assert lake.path(changed[0]).stat().st_mtime_ns == before[changed[0].file]
    assert len(list(lake.folder.glob("*/*.parquet"))) == 2


def test_other_files_of_the_lake_stay(lake, archive):
    archive(row())
    bring_in(lake, archive)
    shutil.rmtree(archive.folder)
    archive(row(month="2014-05"), month="2014-05")
    asked, _ = bring_in(lake, archive)
    assert [item.month for item in asked] == ["2014-05"]
    assert [item.month for item in lake.everything()] == ["2014-04", "2014-05"]


def test_a_file_under_a_new_name_takes_the_place_of_its_months(lake, archive):
    archive(row()).rename(archive.folder / "2014-04-leics-street.csv")
    bring_in(lake, archive)
    shutil.rmtree(archive.folder)
    archive(row(), row())
    bring_in(lake, archive)
    (held,) = lake.everything()
    assert (held.file, held.rows) == ("2014-04-leicestershire-street.csv", 2)


def test_half_of_a_file_of_two_forces_is_not_replaced(lake, archive):
    kent = {"Falls within": "Kent Police"}
    archive(row(), row(**kent), force="south-and-middle")
    bring_in(lake, archive)
    before = content(lake.folder)
    shutil.rmtree(archive.folder)
    archive(row())
    told = "holds 2014-04 of Leicestershire Police and of Kent Police. Give the files of Kent Pol"
    with pytest.raises(DataError, match=told):
        bring_in(lake, archive)
    assert content(lake.folder) == before
    archive(row(**kent), force="kent")
    bring_in(lake, archive)
    assert [item.rows for item in lake.everything()] == [1, 1]


@pytest.mark.parametrize(
    "fault",
    [
        lambda archive: archive(row(kind="Cyber crime", month="2014-05"), month="2014-05"),
        lambda archive: archive(row(month="2014-05"), ["a", "b"], month="2014-05"),
        lambda archive: archive(row(month="2014-05-03"), month="2014-05"),
        lambda archive: archive(row(), force="leics"),
    ],
    ids=["unknown type", "not CSV", "a day for a month", "a month twice"],
)
def test_a_refused_run_leaves_the_lake_as_it_was(lake, archive, fault):
    archive(row())
    bring_in(lake, archive)
    before = content(lake.folder)
    archive(row(), row())
    fault(archive)
    with pytest.raises(DataError):
        bring_in(lake, archive)
    assert content(lake.folder) == before


def test_a_stopped_run_leaves_the_lake_as_it_was(lake, archive, monkeypatch):
    archive(row())
    held, _ = bring_in(lake, archive)
    before = content(lake.folder)
    archive(row(), row())

    def full(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(store, "publish", full)
        bring_in(lake, archive)
    assert content(lake.folder) == before
    assert lake.everything() == held


def test_what_a_killed_run_left_is_cleared_away(lake, archive):
    archive(row())
    bring_in(lake, archive)
    left = lake.folder / "2014-04/leicestershire-0123456789abcdef.parquet"
    left.write_bytes(b"PAR1")
    assert [item.rows for item in lake.everything()] == [1]
    bring_in(lake, archive)
    assert not left.exists()


def test_a_parquet_file_that_was_cut_short_is_read_again(lake, archive):
    archive(row(), row())
    (held,), _ = bring_in(lake, archive)
    lake.path(held).write_bytes(lake.path(held).read_bytes()[:-1])
    with pytest.raises(DataError, match=r"cut short.*has 2014-04-leicestershire-street\.csv"):
        lake.everything()
    _, read_anew = bring_in(lake, archive)
    assert read_anew == 1
    assert len(rows_in(lake.path(held))) == 2


@pytest.mark.parametrize("text", ["", "[]", '{"layout": 2, "files": []}', '{"files": [{}]}'])
def test_an_index_that_cannot_be_read_is_told(lake, archive, text):
    (lake.folder / lake_index.NAME).write_text(text)
    archive(row())
    with pytest.raises(DataError, match="Remove the folder and bring the street files in again"):
        bring_in(lake, archive)


def test_an_empty_lake_is_told(office):
    with pytest.raises(DataError, match="the lake is empty"):
        import_street.run((), office, DUCKDB)


def test_two_runs_on_one_lake_at_once_are_refused(lake):
    with (
        lake.alone(),
        pytest.raises(DataError, match="another run is at work"),
        Lake(lake.folder).alone(),
    ):
        pass


def test_the_lake_alone_gives_the_same_tables(office, archive):
    """Once in the lake, the publisher's files may go."""
    archive(row(), asb(), asb())
    archive(row(month="2014-05"), month="2014-05")
    paths, _ = import_street.run((str(archive.folder),), office, DUCKDB)
    before = [path.read_bytes() for path in paths]
    shutil.rmtree(archive.folder)
    shutil.rmtree(office / "data/open")
    paths, remarks = import_street.run((), office, DUCKDB)
    assert [path.read_bytes() for path in paths] == before
    assert remarks[0].startswith("2 files, 4 rows counted, 0 files read anew")


def test_rows_that_cannot_be_told_apart_are_counted_and_kept(office, archive):
    twice = row(**{"Crime ID": "x"})
    archive(asb(), asb(), asb(""), twice, twice, twice, row(**{"Crime ID": "y"}))
    import_street.run((str(archive.folder),), office, DUCKDB)
    quality = read.quality(office, "police-uk")
    found = dict(zip(quality["check"], quality["count"], strict=True))
    assert found == {"rows": 7, "no ID": 3, "ID used before": 2, "no LSOA": 1}
    assert read.street_crime(office, "Leicestershire")["count"].sum() == 7


def test_an_id_that_two_forces_use_is_not_a_repeat(lake, archive):
    other = {"Falls within": "Rutland Police", "Crime ID": "abc"}
    archive(row(), row(), row(**other))
    (held,), _ = bring_in(lake, archive)
    found = {part.force: (part.rows, part.repeated_id) for part in held.forces}
    assert found == {FORCE: (2, 1), "Rutland Police": (1, 0)}


def test_a_quote_that_comes_late_shifts_no_column(lake, archive):
    """The first files have no quoted cell, and a guess would settle on there being none."""
    for month in ("2014-01", "2014-02", "2014-03"):
        archive(*[row(month=month)] * 9000, month=month)
    late = row("Charnwood 001C", "Robbery", Location='Shop "A, B", Market Place, Leicester, UK')
    archive(*[row()] * 9000, late, *[row(kind="Drugs")] * 10)
    held, _ = bring_in(lake, archive)
    counts = street_counts.count(lake, held, DUCKDB)
    assert set(counts["crime_type"]) == {"Burglary", "Robbery", "Drugs"}
    assert set(counts["crime_type"]) <= crime_types.KNOWN
    assert counts["count"].sum() == 36011


LETTERS = st.text(st.sampled_from("ab, \"\n'é"), max_size=6).map(str.strip)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["Leicester 001A", "Blaby 002B", "Rugby 003C", "", " "]),
        st.sampled_from(["Burglary", "Drugs", "Anti-social behaviour"]),
        st.sampled_from(["", "a", "b"]),
        LETTERS,
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=12)
@given(rows=ROWS)
def test_counts_are_those_of_a_plain_loop(rows):
    with tempfile.TemporaryDirectory() as folder:
        archive, lake = Archive(Path(folder, "archive")), Lake(Path(folder, "lake"))
        lake.folder.mkdir()
        path = archive(
            *(
                row(lsoa, kind, **{"Crime ID": crime, "Location": place})
                for lsoa, kind, crime, place in rows
            )
        )
        (held,), _ = lake.bring_in(find((str(path),)))
        counts = street_counts.count(lake, [held], DUCKDB)
        with path.open(newline="") as file:
            plain = Counter(
                (r["LSOA name"].strip()[:-5], r["Crime type"]) for r in csv.DictReader(file)
            )
    district = counts["district"].fillna("")
    found = dict(
        zip(zip(district, counts["crime_type"], strict=True), counts["count"], strict=True)
    )
    assert found == plain
    ids = [crime for _, _, crime, _ in rows if crime]
    assert held.forces[0].without_id == len(rows) - len(ids)
    assert held.forces[0].repeated_id == len(ids) - len(set(ids))


def test_memory_does_not_grow_with_the_rows(lake, archive):
    """Forty times the rows of a large force's month fit in little more memory."""
    path = archive()
    line = ",".join(row(**{"Crime ID": "{:064x}"})) + "\n"
    small, large = path.with_name("2014-04-small-street.csv"), path
    small.write_text(path.read_text() + "".join(map(line.format, range(7_500))))
    with large.open("a") as file:
        file.writelines(map(line.format, range(300_000)))
    command = [sys.executable, "-c", PEAKS, str(lake.folder), str(small), str(large)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    before, after = map(int, done.stdout.split())
    assert large.stat().st_size > 30 * 2**20
    assert after - before < 150


PEAKS = """
import resource, sys
from pathlib import Path
from panelpack.opendata import street_counts, street_files
from panelpack.opendata.lake import Lake
for path in sys.argv[2:]:
    lake = Lake(Path(sys.argv[1]))
    held, _ = lake.bring_in(street_files.find((path,)))
    street_counts.count(lake, held, "duckdb://")
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_the_index_is_a_line_a_file_in_order(lake, archive):
    archive(row(month="2014-05"), month="2014-05")
    archive(row())
    bring_in(lake, archive)
    text = (lake.folder / lake_index.NAME).read_text()
    files = [entry["file"] for entry in json.loads(text)["files"]]
    assert files == ["2014-04-leicestershire-street.csv", "2014-05-leicestershire-street.csv"]
    assert len(text.splitlines()) == 4
