"""Open data for the rest of the package: counted tables and where they come from.

Light: pandas only. Each file is read once a process (again if it has changed on disk) and a copy
is returned, so callers may do with it what they like. Every function raises DataError, in one
sentence with the file and the command that makes it, if a table is missing or not as made.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from panelpack.errors import DataError
from panelpack.opendata.names import OUTSIDE
from panelpack.opendata.tables import (
    COMMANDS,
    has_force,
    missing,
    of_force,
    path_of,
    provenance,
    stamp,
    table_of,
)

__all__ = [
    "NOT_IN_ALL_CRIME",
    "OUTSIDE",
    "arrests_10_17",
    "asb_incidents",
    "boundaries",
    "covers",
    "districts",
    "force_people",
    "force_population",
    "outlines",
    "populations",
    "provenance",
    "quality",
    "recorded_crime",
    "recorded_crime_forces",
    "recorded_crime_groups",
    "recorded_crime_in",
    "recorded_crime_years",
    "stamp",
    "street_crime",
]

NOT_IN_ALL_CRIME = ("Fraud offences",)
"""Offence groups that the report's all crime leaves out."""

_COUNTED = {
    "police-uk": "street-crime-monthly.csv",
    "home-office": "recorded-crime-quarterly.csv",
    "ons": "asb-incidents-yearly.csv",
    "home-office-arrests": "arrests-10-17-yearly.csv",
}


def covers(workbook: Path | str, source: str, force: str) -> bool:
    """Say whether a source of counts has rows of the force.

    Raise DataError for a force that no table knows: its name is mistyped.
    """
    if has_force(workbook, source, _COUNTED[source], force):
        return True
    tables = ({"reference": "districts.csv"} | _COUNTED).items()
    here = [(other, name) for other, name in tables if path_of(workbook, other, name).exists()]
    if not any(has_force(workbook, other, name, force) for other, name in here):
        of_force(workbook, source, _COUNTED[source], force)
    return False


def recorded_crime(workbook: Path | str, force: str) -> pd.DataFrame:
    """Return the force's offences by group and quarter, a row for every group and quarter.

    Columns offence_group, quarter (`2014-15-q1`), offences (Int64), status. Where a group was not
    collected, offences is missing and status `nationally_unavailable`; elsewhere `supplied`.
    Quarters below zero are the publisher's revisions and are kept.
    Source: Home Office, quarters worked out from published rolling years.
    """
    rows = of_force(workbook, "home-office", "recorded-crime-quarterly.csv", force)
    quarters = sorted(rows["quarter"].unique())
    every = pd.MultiIndex.from_product(
        [recorded_crime_groups(workbook)["offence_group"], quarters],
        names=["offence_group", "quarter"],
    )
    full = rows.set_index(["offence_group", "quarter"])["offences"].astype("Int64").reindex(every)
    table = full.reset_index()
    table["status"] = "supplied"
    table.loc[table["offences"].isna(), "status"] = "nationally_unavailable"
    return table


def recorded_crime_in(workbook: Path | str, quarter: str) -> pd.DataFrame:
    """Return all forces' offences of one quarter: force, offence_group, offences."""
    table = table_of(workbook, "home-office", "recorded-crime-quarterly.csv")
    return table[table["quarter"] == quarter].drop(columns="quarter").reset_index(drop=True)


def recorded_crime_forces(workbook: Path | str) -> list[str]:
    """Return the forces that the Home Office tables name, in order of the alphabet."""
    table = table_of(workbook, "home-office", "recorded-crime-quarterly.csv")
    return sorted(table["force"].unique())


def recorded_crime_groups(workbook: Path | str) -> pd.DataFrame:
    """Return offence_group, first_quarter, last_quarter and reason, a row a group."""
    return table_of(workbook, "home-office", "groups.csv")


def recorded_crime_years(workbook: Path | str, force: str) -> pd.DataFrame:
    """Return the published twelve-month totals: offence_group, year_ending (ISO date), offences.

    Zeros of groups before they began and after they ended are the publisher's.
    """
    return of_force(workbook, "home-office", "recorded-crime-rolling-year.csv", force)


def street_crime(workbook: Path | str, force: str, types: str = "comparable") -> pd.DataFrame:
    """Return the force's street-level crime: month, district, crime_type, count.

    A row for every month read, district and type, zero where nothing was recorded; the district
    OUTSIDE holds what names no district of the force. With `types="comparable"` the types are
    as wide as the oldest month of the force needs, so that a change of the publisher's list makes
    no step; with `types="published"` they are the publisher's own.
    Source: data.police.uk, rows counted.
    """
    rows = of_force(workbook, "police-uk", "street-crime-monthly.csv", force)
    names = table_of(workbook, "police-uk", "crime-types.csv")
    if types == "comparable":
        rows = rows.assign(crime_type=rows["crime_type"].map(_comparable(rows, names)))
        return _filled(rows, {month: set(rows["crime_type"]) for month in rows["month"].unique()})
    listed = {
        month: set(
            names.loc[names["lists"].str.contains(_list_of(month, part, names)), "crime_type"]
        )
        for month, part in rows.groupby("month")
    }
    return _filled(rows, listed)


def asb_incidents(workbook: Path | str, force: str) -> pd.DataFrame:
    """Return the force's anti-social behaviour incidents: year, incidents, per_1000, notes."""
    return of_force(workbook, "ons", "asb-incidents-yearly.csv", force)


def force_people(workbook: Path | str) -> pd.DataFrame:
    """Return the people that the ONS divides by: force, year (`2014-15`), people.

    Worked out from the incidents and the rate that it prints to two decimals, so right to about
    one in a thousand and rounded to thousands. Up to 2015-16 they are the mid-year estimates of
    the calendar year before, from 2016-17 on those of 2020. The ONS prints no rate for the City
    of London, where few live and many work, nor for the British Transport Police.
    """
    table = table_of(workbook, "ons", "asb-incidents-yearly.csv").dropna(subset="per_1000")
    people = (table["incidents"].astype(float) / table["per_1000"]).round().astype("int64") * 1000
    return table[["force", "year"]].assign(people=people).reset_index(drop=True)


def arrests_10_17(workbook: Path | str, force: str) -> pd.DataFrame:
    """Return arrests of 10 to 17 year olds: year, arrests. A proxy, not first-time entrants."""
    return of_force(workbook, "home-office-arrests", "arrests-10-17-yearly.csv", force)


def districts(workbook: Path | str, force: str | None = None) -> pd.DataFrame:
    """Return district, code, csp, force for England and Wales, or of one force."""
    if force is None:
        return table_of(workbook, "reference", "districts.csv")
    return of_force(workbook, "reference", "districts.csv", force).assign(force=force)


def populations(workbook: Path | str) -> pd.DataFrame:
    """Return code, district, year and population (mid-year estimate), a row each year."""
    return table_of(workbook, "reference", "populations.csv").astype({"year": "int64"})


def force_population(workbook: Path | str, force: str) -> pd.Series:
    """Return the population of the force area by year: the sum of its districts."""
    codes = districts(workbook, force)["code"]
    table = populations(workbook)
    inside = table[table["code"].isin(codes)]
    if inside["code"].nunique() < len(codes):
        path = path_of(workbook, "reference", "populations.csv")
        raise DataError(
            f"{path}: not every district of {force} has a population; "
            f"make it again with '{COMMANDS['reference']}'."
        )
    return inside.groupby("year")["population"].sum()


def boundaries(workbook: Path | str) -> dict:
    """Return the district boundaries as GeoJSON, with the properties `code` and `district`."""
    path = path_of(workbook, "reference", "districts.geojson")
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise missing(path, "reference", error) from error


def outlines(workbook: Path | str) -> dict[str, list]:
    """Return the rings of each district by its code, points as longitude and latitude."""
    found: dict[str, list] = {}
    for feature in boundaries(workbook)["features"]:
        shape = feature["geometry"]
        parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        found[feature["properties"]["code"]] = [ring for part in parts for ring in part]
    return found


def quality(workbook: Path | str, source: str) -> pd.DataFrame:
    """Return the source's quality table, every cell as text but `count`."""
    return table_of(workbook, source, "data-quality.csv")


def _list_of(month: str, rows: pd.DataFrame, names: pd.DataFrame) -> str:
    """Return which of the publisher's lists a month's types are from, by its year.

    In the year of a change the types tell. In every later year the new list holds, also in a
    month so quiet that none of its own types occurs.
    """
    lists = names.set_index("crime_type")["lists"].str.split()
    first = {name: years[0] for name, years in lists.items()}
    told = [first.get(name, "2013") for name in rows["crime_type"].unique()]
    return max(*told, *(year for year in first.values() if year < month[:4]), "2010")


def _comparable(rows: pd.DataFrame, names: pd.DataFrame) -> dict[str, str]:
    oldest = min(_list_of(month, part, names) for month, part in rows.groupby("month"))
    groups = names.get(f"comparable_since_{oldest}", names["crime_type"])
    return dict(zip(names["crime_type"], groups, strict=True))


def _filled(rows: pd.DataFrame, types: dict[str, set[str]]) -> pd.DataFrame:
    """Return a row for each month, district and type of that month's list."""
    places = sorted(rows["district"].unique(), key=lambda name: (name == OUTSIDE, name))
    every = pd.MultiIndex.from_tuples(
        [
            (month, place, name)
            for month in sorted(types)
            for place in places
            for name in sorted(types[month])
        ],
        names=["month", "district", "crime_type"],
    )
    counts = rows.groupby(["month", "district", "crime_type"])["count"].sum()
    return counts.reindex(every, fill_value=0).reset_index()
