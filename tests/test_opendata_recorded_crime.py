"""Recorded crime: four quarters give back the published year, or the import is refused."""

import pytest
from click.testing import CliRunner

from panelpack.errors import DataError
from panelpack.opendata import import_tables, read
from panelpack.opendata import recorded_crime_checks as checks
from panelpack.opendata.command import opendata_command
from panelpack.opendata.tables import table_of
from panelpack.quarters import Quarter

FORCE = "Leicestershire"
ROLLING = "12 months ending,PFA,Region,Offence,Rolling year total number of offences"
QUARTERS = "force,offence_group,quarter_end,offences,financial_year,financial_quarter"
FIRST = Quarter.parse("2013-14-q1")
COUNTS = (803, 921, 1363, 1112, 930)


def quarter_rows(counts=COUNTS, group="Robbery", force=FORCE):
    quarters = [FIRST.shift(n) for n in range(len(counts))]
    return [
        f"{force},{group},{q.end},{n},{q.financial_year},{q.number}"
        for q, n in zip(quarters, counts, strict=True)
    ]


def year_rows(counts=COUNTS, group="Robbery", force=FORCE):
    ends = [FIRST.shift(n).end for n in range(3, len(counts))]
    sums = [sum(counts[n - 3 : n + 1]) for n in range(3, len(counts))]
    return [
        f"{end:%d-%m-%Y},{force},East Midlands,{group},{total}"
        for end, total in zip(ends, sums, strict=True)
    ]


@pytest.fixture
def files(tmp_path):
    """Write the publisher's two tables; return their paths."""

    def write(quarters=None, years=None, headers=(ROLLING, QUARTERS), end="\n"):
        rolling, quarterly = tmp_path / "rolling.csv", tmp_path / "quarters.csv"
        years = year_rows() if years is None else years
        quarters = quarter_rows() if quarters is None else quarters
        rolling.write_text("\n".join([headers[0], *years]) + end, "utf-8")
        quarterly.write_text("\n".join([headers[1], *quarters]) + end, "utf-8")
        return rolling, quarterly

    return write


def run(files, office, known=frozenset()):
    return import_tables.home_office(*files, known, office, "2014-12-01")


def refused(files, office):
    with pytest.raises(DataError) as error:
        run(files, office)
    assert not (office / "data").exists()
    return str(error.value)


def test_quarters_and_years_that_agree_are_written(files, tmp_path):
    _, remarks = run(files(), tmp_path)
    table = read.recorded_crime(tmp_path, FORCE)
    assert table["quarter"].tolist() == [str(FIRST.shift(n)) for n in range(5)]
    assert table["offences"].tolist() == list(COUNTS)
    years = read.recorded_crime_years(tmp_path, FORCE)
    assert dict(zip(years["year_ending"], years["offences"], strict=True)) == {
        "2014-03-31": 4199,
        "2014-06-30": 4326,
    }
    assert "four quarters equal the published year: 2" in remarks


def test_a_tampered_quarter_is_refused_naming_the_place(files, tmp_path):
    changed = quarter_rows((803, 921, 1363, 1112, 931))
    told = refused(files(quarters=changed), tmp_path)
    assert told.startswith("1 published years are not the sum of their four quarters")
    assert "Leicestershire, Robbery, year to 2014-06-30: published 4326, four quarters 4327" in told


def test_a_tampered_year_is_refused_unless_it_is_declared(files, tmp_path):
    years = year_rows()
    years[0] = years[0].replace("4199", "4190")
    paths = files(years=years)
    assert "year to 2014-03-31: published 4190, four quarters 4199" in refused(paths, tmp_path)
    _, remarks = run(paths, tmp_path, frozenset({(FORCE, "Robbery", "2014-03-31")}))
    assert (
        "declared to differ from the published year: Leicestershire Robbery 2014-03-31 4190, "
        "four quarters make 4199" in remarks
    )


def test_a_missing_quarter_is_not_summed_over(files, tmp_path):
    quarters = quarter_rows()
    del quarters[2]
    _, remarks = run(files(quarters=quarters), tmp_path)
    assert "four quarters equal the published year: 0" in remarks
    assert any(r.startswith("published year without four quarters: 2") for r in remarks)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"headers": (ROLLING.replace("PFA", "Force"), QUARTERS)}, "rolling.csv: the header is"),
        ({"headers": (ROLLING, QUARTERS + ",note")}, "quarters.csv: the header is"),
        ({"end": ""}, "ends in the middle of a line"),
        ({"years": []}, "a header and no rows"),
        ({"years": [*year_rows(), year_rows()[0]]}, "1 rows come twice, the first for"),
        ({"quarters": [*quarter_rows(), quarter_rows()[0]]}, "1 rows come twice, the first for"),
        ({"years": ["30-06-2014,Leicestershire,East Midlands,Robbery,4.5"]},
         "row 1 has '4.5' as 'Rolling year total number of offences', which is not a whole number"),
        ({"years": ['30-06-2014,Leicestershire,East Midlands,Robbery,"4,326"']},
         "row 1 has '4,326'"),
        ({"years": ["29-06-2014,Leicestershire,East Midlands,Robbery,4326"]},
         "'29-06-2014' is not the last day of a quarter"),
        ({"years": ["2014-06-30,Leicestershire,East Midlands,Robbery,4326"]},
         "'2014-06-30' is not the last day of a quarter"),
        ({"years": ["30-06-2014,Leicestershire,East Midlands,Robbery"]},
         "line 2 has 4 cells and should have 5"),
        ({"years": ['30-06-2014,"Leicestershire,East Midlands,Robbery,4326']}, "is not CSV"),
        ({"quarters": ["Leicestershire,Robbery,2014-06-30,930,2014/15,2"]},
         "2014-06-30 stands beside 2014/15 quarter 2, which does not end on that day"),
        ({"quarters": ["Leicestershire,Robbery,30-06-2014,930,2014/15,1"]},
         "'30-06-2014' is not a date like 2014-06-30"),
    ],
)  # fmt: skip
def test_a_table_that_is_not_as_published_is_refused(files, tmp_path, change, told):
    assert told in refused(files(**change), tmp_path)


def test_a_file_that_is_missing_or_no_text_is_refused(files, tmp_path):
    rolling, quarters = files()
    with pytest.raises(DataError, match=r"none\.csv: cannot be read"):
        run((tmp_path / "none.csv", quarters), tmp_path)
    rolling.write_bytes(b"\xff\xfe" + rolling.read_bytes())
    with pytest.raises(DataError, match="not UTF-8 text from byte 0 on"):
        run((rolling, quarters), tmp_path)


def test_the_mended_date_is_listed(files, tmp_path):
    counts = (1,) * 20
    years = [row.replace("31-12-2017", "30-12-2017") for row in year_rows(counts)]
    run(files(quarter_rows(counts), years), tmp_path)
    ends = read.recorded_crime_years(tmp_path, FORCE)["year_ending"].tolist()
    assert "2017-12-31" in ends and "2017-12-30" not in ends
    quality = read.quality(tmp_path, "home-office")
    (mended,) = quality[quality["check"] == "date mended"].itertuples()
    assert (mended.period, mended.value) == ("30-12-2017", "1")


def test_a_group_that_was_not_collected_is_unavailable_and_never_zero(files, tmp_path):
    counts = (5,) * 16 + (0,) * 4
    other = (7,) * 20
    run(
        files(
            quarter_rows(counts, "Domestic burglary") + quarter_rows(other),
            year_rows(counts, "Domestic burglary") + year_rows(other),
        ),
        tmp_path,
    )
    table = read.recorded_crime(tmp_path, FORCE)
    ended = table[(table["offence_group"] == "Domestic burglary") & (table["offences"].isna())]
    assert ended["quarter"].tolist() == ["2017-18-q1", "2017-18-q2", "2017-18-q3", "2017-18-q4"]
    assert set(ended["status"]) == {"nationally_unavailable"}
    assert (table["status"] == "supplied").sum() == 36


def test_a_quarter_below_zero_is_kept_and_listed(files, tmp_path):
    counts = (10, 3, -2, 8, 9)
    _, remarks = run(files(quarter_rows(counts), year_rows(counts)), tmp_path)
    assert read.recorded_crime(tmp_path, FORCE)["offences"].tolist() == list(counts)
    assert "negative quarters kept and listed: 1" in remarks


def test_forces_are_written_in_one_way(files, tmp_path):
    names = ("London, City of", "Devon & Cornwall")
    quarters = [r for name in names for r in quarter_rows(force=f'"{name}"')]
    years = [r for name in names for r in year_rows(force=f'"{name}"')]
    run(files(quarters, years), tmp_path)
    for name in ("City of London", "Devon and Cornwall"):
        assert len(read.recorded_crime(tmp_path, name)) == 5
    with pytest.raises(DataError, match="nothing for 'Kent'; it has City of London, Devon"):
        read.recorded_crime(tmp_path, "Kent")


def test_the_command_writes_the_same_bytes_again(files, tmp_path):
    rolling, quarters = files()
    arguments = ["home-office", "--rolling", str(rolling), "--quarters", str(quarters)]
    arguments += ["--workbook", str(tmp_path), "--retrieved", "2014-12-01"]
    first = CliRunner().invoke(opendata_command, arguments)
    assert first.exit_code == 0
    made = {path: path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file()}
    assert len(made) == 5
    assert CliRunner().invoke(opendata_command, arguments).exit_code == 0
    assert {path: path.read_bytes() for path in made} == made


def test_a_wrong_call_is_refused_with_code_2(tmp_path):
    for arguments in (["home-office"], ["nosuch"], ["arrests", "x.csv"]):
        done = CliRunner().invoke(opendata_command, arguments)
        assert done.exit_code == 2, arguments


def test_the_shipped_quarters_give_back_every_published_year(workbook):
    quarters = table_of(workbook, "home-office", "recorded-crime-quarterly.csv")
    years = table_of(workbook, "home-office", "recorded-crime-rolling-year.csv")
    compared = checks.compare_with_published(quarters, years)
    both = compared.dropna(subset="four_quarters")
    assert (both["offences"] == both["four_quarters"]).all()
    burglary = both[(both["offence_group"] == "Domestic burglary")].set_index("year_ending")
    assert burglary.loc["2014-06-30", "offences"] == 4326
    quality = read.quality(workbook, "home-office").set_index("check")["value"]
    assert quality["four quarters equal the published year"] == "974"
    assert len(both) >= 900


def test_all_crime_without_fraud_in_the_shipped_table(workbook):
    table = read.recorded_crime(workbook, FORCE)
    kept = table[~table["offence_group"].isin(read.NOT_IN_ALL_CRIME)]
    totals = kept.groupby("quarter")["offences"].sum()
    assert (totals["2014-15-q1"], totals["2013-14-q1"]) == (15271, 15142)
