"""Street files as the world has them: each is counted as it stands, or refused in one sentence."""

import hashlib
import random
import shutil

import pytest

from panelpack.errors import DataError
from panelpack.opendata import street_counts, street_parquet
from panelpack.opendata.csv_faults import first_fault
from panelpack.opendata.street_files import find
from street_archive import FORCE, HEADER, asb, row

DUCKDB = "duckdb://"
PLACE = "On or near High Street"


def bring_in(lake, archive):
    return lake.bring_in(find((str(archive.folder),)))[0]


def counted(lake, archive):
    """Rows by crime type."""
    counts = street_counts.count(lake, bring_in(lake, archive), DUCKDB)
    return counts.groupby("crime_type")["count"].sum().to_dict()


def write(path, change):
    path.write_bytes(change(path.read_bytes()))


@pytest.mark.parametrize(
    "change",
    [
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: content.replace(b"\n", b"\r\n", 2),
        lambda content: content.replace(b"\n", b"\n\n"),
        lambda content: content.replace(PLACE.encode(), b'"On or near ""The Corner"", Oadby"'),
        lambda content: content.replace(PLACE.encode(), b'"On or near\nHigh Street"'),
        lambda content: content.replace(PLACE.encode(), b'On or near "The Corner"'),
        lambda content: content.replace(PLACE.encode(), "On or near Parêt\x00".encode()),
        lambda content: b'"' + content.replace(b",", b'","').replace(b"\n", b'"\n"')[:-1],
    ],
    ids=["BOM", "CRLF", "line ends of two kinds", "empty lines", "commas and quotes in a cell",
         "a line end in a cell", "quotes inside a bare cell", "accents and NUL", "all quoted"],
)  # fmt: skip
def test_what_csv_allows_is_counted(lake, archive, change):
    write(archive(row(), row(kind="Drugs"), asb()), change)
    assert counted(lake, archive) == {"Burglary": 1, "Drugs": 1, "Anti-social behaviour": 1}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda content: content.replace(b"High", b"H\xf4tel", 1), "line 2 .*not UTF-8 text"),
        (
            lambda content: content.replace(b"Falls", b"F\xe4lls"),
            "lacks Month, Falls within, Crime type",
        ),
        (lambda content: content[:-1].rpartition(b",")[0] + b"\n", "line 5 .*11 cells, and .* 12"),
        (lambda content: content[: len(content) // 2], "ends in the middle of a line"),
        (lambda content: content.replace(b"On or", b'"On or', 1), "line 2 .*a quote is where"),
        (lambda content: content + b'x,"2014-04,\n', "line 6 .*a quote is where"),
        (lambda content: content.replace(b"\nabc", b"\nabc,", 1), "line 2 .*13 cells"),
        (lambda content: content + b"\n\x1a\n", "line 7 .*1 cells"),
        (lambda content: content.decode().encode("utf-16"), "ends in the middle of a line"),
        (lambda content: content.decode().encode("utf-16-be"), "header is not the publisher's"),
        (lambda content: content.replace(b"\n", b"\r"), "ends in the middle of a line"),
        (lambda content: content.replace(b",", b";"), "header is not the publisher's"),
        (lambda content: content.replace(b",", b"\t"), "header is not the publisher's"),
        (lambda content: b"\x00" * 100 + b"\n", "header is not the publisher's"),
        (lambda content: b"<!DOCTYPE html>\n<html></html>\n", "header is not the publisher's"),
        (lambda content: b"version https://git-lfs\n", "header is not the publisher's"),
        (lambda content: content.splitlines(True)[0], "a header and no rows.*take the file away"),
        (lambda content: content + content, "'Crime type' is not a crime type .*1 row"),
    ],
)
def test_what_is_not_csv_is_told(lake, archive, change, told):
    archive(row(month="2014-03"), month="2014-03")
    path = archive(*[row()] * 4)
    write(path, change)
    with pytest.raises(DataError, match=told) as error:
        bring_in(lake, archive)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)
    assert not list(lake.folder.glob("*/*.parquet"))


def test_a_stray_quote_that_swallows_a_row_is_told(lake, archive):
    """Two rows would become one with the right number of cells, and nobody would know."""
    write(
        archive(row(Location="one"), row(Location="two")),
        lambda content: content.replace(b",one,", b',"one,').replace(b",two,", b',"two" ,'),
    )
    with pytest.raises(DataError, match=r"line 2 cannot be read \(a quote is where none can be"):
        bring_in(lake, archive)


def test_columns_in_another_order_and_extra_ones_are_read_by_name(lake, archive):
    names = [*HEADER, "Note"]
    random.Random(1).shuffle(names)

    def cells(values):
        return [(dict(zip(HEADER, values, strict=True)) | {"Note": "x"})[name] for name in names]

    archive(cells(row()), cells(row(kind="Drugs")), cells(asb()), header=names)
    archive(row(month="2014-05"), month="2014-05")
    held = bring_in(lake, archive)
    counts = street_counts.count(lake, held, DUCKDB)
    assert set(counts["force"]) == {FORCE}
    assert set(counts["district"]) == {"Leicester", "Blaby"}
    assert held[0].forces[0].without_id == 1


def test_files_of_years_ago_lack_columns(lake, archive):
    header = ("Month", "Reported by", "Falls within", "Easting", "Northing", "Location",
              "Crime type", "Context")  # fmt: skip
    cells = ["2010-12", FORCE, FORCE, "458000", "304000", PLACE, "Violent crime", ""]
    archive(cells, cells, month="2010-12", header=header)
    (held,) = bring_in(lake, archive)
    assert (held.rows, held.forces[0].without_id) == (2, 2)


def test_month_folders_in_folders_are_searched_and_other_files_passed_over(lake, archive):
    path = archive(row())
    deep = archive.folder / "2014-12/unzipped/2014-05/2014-05-leicestershire-street.csv"
    deep.parent.mkdir(parents=True)
    archive(row(month="2014-05"), month="2014-05").rename(deep)
    path.with_name("2014-04-leicestershire-outcomes.csv").write_text("Crime ID\n")
    path.with_name("._2014-04-leicestershire-street.csv").write_text("of another system")
    assert [item.month for item in bring_in(lake, archive)] == ["2014-04", "2014-05"]


@pytest.mark.parametrize("name", ["2014-13-kent-street.csv", "May-kent-street.csv",
                                  "2014-05-kent-street.CSV"])  # fmt: skip
def test_a_street_file_whose_name_has_no_month_is_not_passed_over(lake, archive, name):
    path = archive(row())
    shutil.copy(path, path.with_name(name))
    with pytest.raises(DataError, match=f"{name}: the name does not say month and force"):
        bring_in(lake, archive)


def test_a_link_has_its_own_name_and_counts_once(lake, archive):
    path = archive(row())
    stored = path.rename(archive.folder / "SHA256-0a1b")
    path.symlink_to(stored)
    (archive.folder / "again").symlink_to(path.parent)
    (held,) = lake.bring_in(find((str(archive.folder), f"{archive.folder}/again")))[0]
    assert (held.file, held.rows) == ("2014-04-leicestershire-street.csv", 1)


def test_a_copy_under_another_name_is_told(lake, archive):
    path = archive(row())
    shutil.copy(path, path.with_name("2014-04-leicestershire-copy-street.csv"))
    with pytest.raises(DataError, match=r"copy-street\.csv and .*both hold 2014-04 of"):
        bring_in(lake, archive)


def test_an_archive_that_is_still_packed_is_told(tmp_path):
    (tmp_path / "2014-12.zip").write_bytes(b"PK")
    with pytest.raises(DataError, match=r"2014-12\.zip: packed\. Unpack it"):
        find((str(tmp_path / "*.zip"),))


def test_a_folder_in_place_of_a_file_is_told(lake, archive):
    (archive.folder / "2014-04/2014-04-kent-street.csv").mkdir(parents=True)
    with pytest.raises(DataError, match="cannot be read"):
        bring_in(lake, archive)


def test_what_is_recorded_is_what_was_read(lake, archive):
    """A file that changes between being found and being read has the digest of its rows."""
    path = archive(row())
    found = find((str(path),))
    archive(row(), row())
    (held,), _ = lake.bring_in(found)
    assert held.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert held.rows == 2


def test_ids_are_compared_on_the_disk_as_in_memory(lake, archive, monkeypatch):
    other = {"Falls within": "Rutland Police"}
    archive(row(), row(), asb(), row(**{"Crime ID": "x"}), *[row(**other)] * 3)
    few = bring_in(lake, archive)
    shutil.rmtree(lake.folder)
    lake.folder.mkdir()
    monkeypatch.setattr(street_parquet, "_IDS_AT_ONCE", 2)
    assert [item.forces for item in bring_in(lake, archive)] == [item.forces for item in few]
    assert [part.repeated_id for part in few[0].forces] == [1, 2]


def test_blocks_make_no_difference(lake, archive, monkeypatch):
    archive(
        *[row(**{"Crime ID": str(number % 7)}) for number in range(50)],
        row(Location='The "Old,\nNew" Inn'),
    )
    whole = bring_in(lake, archive)
    shutil.rmtree(lake.folder)
    lake.folder.mkdir()
    small = street_parquet.pa.csv.ReadOptions(use_threads=False, block_size=600)
    monkeypatch.setattr(street_parquet, "_READ", small)
    pieces = bring_in(lake, archive)
    assert [item.forces for item in pieces] == [item.forces for item in whole]
    assert [item.sha256 for item in pieces] == [item.sha256 for item in whole]


def test_the_first_fault_is_where_its_row_begins(tmp_path):
    path = tmp_path / "any.csv"
    for content, fault in (
        (b'a,b\n1,"x\ny"\n\n3,4\n', None),
        (b'a,b\n1,"x\ny"\n3\n', (4, "1 cells, and the header has 2")),
        (b'a,b\n1,"x\ny\n3,4\n', (2, "a quote is where none can be, or never ends")),
        (b"a,b\n1,2\n3,\xff\n", (3, "not UTF-8 text")),
        (b"\xef\xbb\xbfa,b\n1,2\n", None),
    ):
        path.write_bytes(content)
        assert first_fault(path, 2) == fault
