"""The section by partnership: figures by hand, the map beside its table, and other areas."""

import json
import re

import pandas as pd
import pytest

from panelpack import tables
from panelpack.document import Badge, Chart, Notice
from panelpack.errors import DataError
from panelpack.opendata import read
from panelpack.plan import load_plan
from panelpack.quarters import Quarter
from panelpack.section import Section, open_section
from panelpack.section.partnership_rows import told_once
from section_cells import of_type, said, table, words

MEASURES = ("sp11_street", "sp12_street", "sp14_street", "sp08_incidents")


@pytest.fixture(scope="module")
def section(workbook):
    return open_section("csp", "2014-15-q1", workbook=str(workbook))


@pytest.fixture(scope="module")
def shown(section):
    return section.by_partnership()


@pytest.fixture(scope="module")
def raw(workbook):
    return pd.read_csv(workbook / "data/open/police-uk/street-crime-monthly.csv")


def opened(folder, quarter="2014-15-q1"):
    period = Quarter.parse(quarter)
    return Section("csp", load_plan(folder), period, "public", period.end)


def rows_of(shown, measure=0):
    return {row[0]: row for row in table(shown, measure)}


def test_counts_rates_and_changes_are_those_worked_out_by_hand(shown):
    """872 burglaries among 338,491 people are 2.58 for each 1,000; 910 in the quarter before."""
    row = rows_of(shown, 1)["Leicester"]
    assert pytest.approx(2.576, abs=5e-4) == 1000 * 872 / 338491
    assert row == ("Leicester", "2.58", "872", "910", "−38", "−4.2%")


def test_every_count_is_that_of_the_published_rows(shown, raw):
    quarter = raw[raw["month"].isin(["2014-04", "2014-05", "2014-06"])]
    asb = quarter["crime_type"] == "Anti-social behaviour"
    for n, part in enumerate(
        (
            quarter[~asb],
            quarter[quarter["crime_type"] == "Burglary"],
            quarter[quarter["crime_type"] == "Vehicle crime"],
            quarter[asb],
        )
    ):
        counts = part.groupby("district")["count"].sum()
        rows = rows_of(shown, n)
        for district, count in counts.items():
            assert rows[district[:1].upper() + district[1:]][2] == f"{count:,}"
        assert rows["All"][2] == f"{counts.sum():,}"


def test_what_lies_outside_is_shown_and_in_the_total(shown):
    for n in range(len(MEASURES)):
        rows = rows_of(shown, n)
        counts = {name: int(row[2].replace(",", "")) for name, row in rows.items()}
        assert counts["Outside or unknown"] > 0
        assert sum(counts.values()) == 2 * counts["All"]
        assert rows["Outside or unknown"][1] == "[z]"


def test_the_map_and_its_table_hold_the_same_numbers(shown):
    charts = of_type(shown, Chart)
    assert len(charts) == len(MEASURES)
    for chart in charts:
        drawn = {
            row["name"]: row["shown"]
            for data in chart.spec["datasets"].values()
            for row in data
            if "geometry" in row
        }
        rates = {row[0]: row[1] for row in chart.table.rows}
        assert drawn == {name: rates[name] for name in drawn}
        assert len(drawn) == 9
        for name, rate in drawn.items():
            assert f"{name} {rate}" in chart.description


def test_a_change_on_the_quarter_before_says_that_it_holds_the_season(shown):
    notes = " ".join(of_type(shown, Chart)[0].table.notes)
    assert "The same quarter a year before is not known" in notes
    assert "Quarter 4 2013/14, the quarter before" in notes


def test_the_one_table_of_rates_repeats_those_of_the_measures(section, shown):
    rows = {row[0]: row for row in table(section.partnership_rates())}
    assert list(rows)[-1] == "All" and len(rows) == 10
    for n in range(len(MEASURES)):
        for name, row in rows.items():
            assert row[n + 1] == rows_of(shown, n)[name][1]


def test_a_sentence_sums_it_up(section):
    assert section.partnership_sentence() == (
        "Street-level crime in Quarter 1 2014/15: highest in Leicester, 21.9 for each 1,000 "
        "people; lowest in Rutland, 7.3; all together 14.6."
    )


def test_the_first_quarter_has_nothing_to_compare_with(workbook):
    shown = open_section("csp", "2013-14-q4", workbook=str(workbook)).by_partnership()
    assert (
        "No earlier quarter recorded in the same way is known"
        in of_type(shown, Chart)[0].table.notes[0]
    )
    assert rows_of(shown)["Leicester"][3:6] == ("[x]", "[x]", "[x]")


def test_a_quarter_without_data_says_so(workbook):
    shown = open_section("csp", "2012-13-q2", workbook=str(workbook)).by_partnership()
    assert len(of_type(shown, Notice)) == len(MEASURES)
    assert of_type(shown, Chart) == []


# Another area: districts that share a partnership, years of months, and no boundaries.


@pytest.fixture
def northamptonshire(copy_of_workbook):
    """Three and a half years of made months for another force; Corby doubles in the quarter."""
    folder = copy_of_workbook
    plan = folder / "params/plan.yaml"
    text = re.sub("(?m)^force: .*$", "force: Northamptonshire", plan.read_text("utf-8"))
    text = re.sub(r"(?m)^similar_forces: .*$", "", text)
    plan.write_text(text, "utf-8")
    districts = read.districts(folder, "Northamptonshire")
    path = folder / "data/open/police-uk/street-crime-monthly.csv"
    lines = [path.read_text("utf-8")]
    for n, month in enumerate(pd.period_range("2011-04", "2014-06", freq="M")):
        for k, district in enumerate([*districts["district"], "outside or unknown"]):
            count = 200 + 10 * k + (7 * n + 3 * k) % 11
            count += 250 if district == "Corby" and str(month) >= "2014-04" else 0
            for kind in ("Burglary", "Anti-social behaviour", "Bicycle theft"):
                lines.append(f"{month},Northamptonshire,{district},{kind},{count}\n")
    path.write_text("".join(lines), "utf-8")
    return folder


def test_districts_of_one_partnership_are_added_up(northamptonshire):
    section = opened(northamptonshire)
    rows = rows_of(section.by_partnership(), 1)
    assert "Daventry and South Northamptonshire" in rows
    assert "Daventry" not in rows
    series = section.quarterly("sp12_street", "Daventry")
    other = section.quarterly("sp12_street", "South Northamptonshire")
    count = int(series.iloc[-1] + other.iloc[-1])
    assert rows["Daventry and South Northamptonshire"][2] == f"{count:,}"
    assert "Daventry and South Northamptonshire (Daventry, South Northamptonshire)" in said(
        section.by_partnership()
    )


def test_with_years_of_months_charts_and_tests_speak(northamptonshire):
    rows = rows_of(opened(northamptonshire).by_partnership(), 1)
    assert rows["Corby"][6:] == ("Concern", "Deteriorated")
    assert {row[7] for name, row in rows.items() if name in ("Kettering", "Wellingborough")} == {
        "No significant change"
    }
    assert rows["Corby"][3] != "[x]"


def test_without_boundaries_or_people_the_tables_remain(northamptonshire):
    shown = opened(northamptonshire).by_partnership()
    assert of_type(shown, Chart) == []
    assert "There is no map: the workbook has no boundary of" in said(shown)
    assert rows_of(shown, 1)["Corby"][1] == "[x]"
    own = [row for name, row in rows_of(shown, 1).items() if name[:3] not in ("All", "Out")]
    top = max(own, key=lambda row: int(row[2].replace(",", "")))
    assert f"{top[0]} recorded most, {top[2]} offences" in said(shown)
    for text in words(shown.to_json()):
        assert not re.search(r"\b(nan|None|inf)\b", text)


def test_other_boundaries_make_another_map(northamptonshire):
    """Square districts in a row, and a population for each."""
    districts = read.districts(northamptonshire, "Northamptonshire")
    reference = northamptonshire / "data/reference"
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "district": name},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [
                    [[[n, 52], [n, 53], [n + 1, 53], [n + 1, 52], [n, 52]]],
                ],
            },
        }
        for n, (name, code) in enumerate(districts[["district", "code"]].to_numpy())
    ]
    collection = {"type": "FeatureCollection", "features": features}
    (reference / "districts.geojson").write_text(json.dumps(collection), "utf-8")
    lines = [
        f"{code},{name},2014,100000\n" for name, code in districts[["district", "code"]].to_numpy()
    ]
    with (reference / "populations.csv").open("a") as file:
        file.writelines(lines)
    charts = of_type(opened(northamptonshire).by_partnership(), Chart)
    assert charts
    rows = {row[0]: row for row in charts[1].table.rows}
    pair = rows["Daventry and South Northamptonshire"]
    assert float(pair[1]) == pytest.approx(int(pair[2].replace(",", "")) / 200, abs=0.051)
    shapes = [
        row for data in charts[1].spec["datasets"].values() for row in data if "geometry" in row
    ]
    assert len(shapes) == len(districts) - 1
    (joined,) = [s for s in shapes if s["name"].startswith("Daventry")]
    assert len(joined["geometry"]["coordinates"]) == 2


def test_a_plan_without_measures_for_it_says_how_to_name_them(copy_of_workbook):
    plan = copy_of_workbook / "params/plan.yaml"
    plan.write_text(re.sub(r"(?m)^partnerships: .*$", "", plan.read_text("utf-8")), "utf-8")
    section = opened(copy_of_workbook)
    (notice,) = of_type(section.by_partnership(), Notice)
    assert "partnerships in params/plan.yaml" in notice.text
    assert "No figures" in section.partnership_sentence()


@pytest.mark.parametrize(
    ("listed", "why"),
    [
        ("[sp99_street]", "unknown measure 'sp99_street'"),
        ("[sp11_street, sp11_street]", "names sp11_street twice"),
        ("[sp12_satisfaction]", "no count"),
    ],
)
def test_mistakes_in_the_plan_are_told_with_their_line(copy_of_workbook, listed, why):
    plan = copy_of_workbook / "params/plan.yaml"
    text = re.sub(r"(?m)^partnerships: .*$", f"partnerships: {listed}", plan.read_text("utf-8"))
    plan.write_text(text, "utf-8")
    with pytest.raises(DataError, match=rf"plan\.yaml.*\d.*{why}"):
        load_plan(copy_of_workbook)


def test_what_no_partnership_has_is_told_once(shown):
    """Three months of a past allow no chart and no test of any district."""
    for chart in of_type(shown, Chart):
        assert [c.label for c in chart.table.columns][-1] == "% change"
        assert "Variation: no chart for any partnership." in chart.table.notes
        assert "Assessment: not enough data for any partnership." in chart.table.notes


def test_a_state_that_differs_or_tells_something_stays_in_its_column():
    heads = (tables.text("Place"), tables.text("Variation"), tables.text("Assessment"))
    none, fine = Badge("not enough data", "Not enough data"), Badge("improved", "Improved")
    mixed = (("A", Badge("no chart", "No chart"), none), ("B", "[z]", fine))
    columns, rows, notes = told_once(heads, mixed)
    assert [c.label for c in columns] == ["Place", "Assessment"]
    assert rows == (("A", none), ("B", fine))
    assert notes == ["Variation: no chart for any partnership."]
    assert told_once(heads[::2], (("A", fine), ("B", fine)))[2] == []


def test_districts_are_added_up_to_quarters_once(section, monkeypatch):
    asked, add = [], section.quarterly
    monkeypatch.setattr(section, "quarterly", lambda *of: asked.append(of) or add(*of))
    section.districts("sp11_street", "Where did it happen?")
    assert len(asked) == len(set(asked)) == len(section.figures.areas("sp11_street"))
