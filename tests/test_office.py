"""Office documents: the same bytes for the same content, and no file left beside them."""

import io
import tempfile

import openpyxl
import pytest

from panelpack import office


def test_an_archive_holds_what_went_in_and_nothing_of_when():
    files = {"mimetype": b"a kind", "a/b.xml": b"<b/>"}
    made = office.packed(files)
    assert made == office.packed(office.members(made))
    assert office.members(made) == files
    assert list(office.members(office.packed(dict(reversed(files.items()))))) == [
        "a/b.xml",
        "mimetype",
    ]


@pytest.fixture
def no_temporary_files(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "absent"))


def test_a_workbook_is_written_without_a_file_that_a_killed_process_would_leave(no_temporary_files):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B2"] = "Thefts", 1021
    book.create_sheet("Second").append(["last"])
    with pytest.raises(FileNotFoundError):
        book.save(io.BytesIO())  # the library's own way
    read = openpyxl.load_workbook(io.BytesIO(office.packed(office.written(book))))
    assert read.sheetnames == ["Sheet", "Second"]
    assert [read["Sheet"]["A1"].value, read["Sheet"]["B2"].value] == ["Thefts", 1021]
    assert read["Second"]["A1"].value == "last"
