"""A workbook as a folder: found from inside it, its newest quarter named."""

import pytest

from panelpack.errors import DataError
from panelpack.quarters import Quarter
from panelpack.workbook import find_quarter, find_workbook, quarters_on_file

QUARTER = Quarter.parse("2014-15-q1")


def test_a_workbook_is_found_from_inside_it(tiny):
    assert find_workbook(tiny / "params/priorities") == tiny
    assert find_workbook(tiny) == tiny
    with pytest.raises(DataError, match="no workbook here or above"):
        find_workbook(tiny.parent)


def test_a_quarter_file_of_another_name_is_told(tiny):
    (tiny / "params/quarters/spring.yaml").write_text("")
    with pytest.raises(DataError, match=r"params/quarters/spring\.yaml: the name is wrong"):
        quarters_on_file(tiny)


def test_the_latest_quarter_is_the_newest_on_file(tiny):
    assert find_quarter("latest", tiny) == QUARTER
    other = tiny / "params/quarters/2013-14-q4.yaml"
    other.write_text("quarter: 2013-14-q4\nas_at: 2014-05-01\n")
    assert find_quarter("latest", tiny) == QUARTER
    for path in (tiny / "params/quarters").iterdir():
        path.unlink()
    with pytest.raises(DataError, match="no quarter, so there is no latest one"):
        find_quarter("latest", tiny)
    with pytest.raises(ValueError, match="'2014' is not a quarter"):
        find_quarter("2014", tiny)
