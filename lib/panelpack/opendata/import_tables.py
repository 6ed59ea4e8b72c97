"""One run of each smaller import: publishers' tables in, the workbook's tables out."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from panelpack.opendata import arrests as arrests_table
from panelpack.opendata import asb_incidents, read, store
from panelpack.opendata import home_office as recorded
from panelpack.opendata import recorded_crime_checks as checks
from panelpack.opendata import reference as areas
from panelpack.opendata.tables import SOURCES


def home_office(rolling: Path, quarters: Path, known: frozenset, workbook: Path, retrieved: str):
    """Check the two tables against each other and write them; return paths and remarks."""
    years, mended, years_file = recorded.read_rolling(rolling)
    every_quarter, quarters_file = recorded.read_quarters(quarters)
    agreement = checks.check_agreement(checks.compare_with_published(every_quarter, years), known)
    groups = checks.groups(every_quarter)
    kept, absent = checks.leave_out_uncollected(every_quarter, groups)
    negative = checks.negative_cells(kept)
    quality = pd.concat([agreement, mended, absent, negative], ignore_index=True)
    tables = {
        "recorded-crime-quarterly.csv": kept,
        "recorded-crime-rolling-year.csv": years,
        "groups.csv": groups,
        "data-quality.csv": quality,
    }
    vintage = f"quarters {kept['quarter'].min()} to {kept['quarter'].max()}"
    paths = _write(
        workbook, "home-office", recorded.SOURCE, tables, [years_file, quarters_file],
        vintage, retrieved,
    )  # fmt: skip
    return paths, _agreement_remarks(agreement, negative)


def _agreement_remarks(agreement: pd.DataFrame, negative: pd.DataFrame) -> list[str]:
    said = [
        f"{row.check}: "
        + " ".join(filter(None, (row.force, row.offence_group, row.period, str(row.value))))
        + (f", {row.note}" if row.note else "")
        for row in agreement.itertuples()
    ]
    return [*said, f"negative quarters kept and listed: {len(negative)}"]


def asb(file: Path, workbook: Path, retrieved: str):
    """Write anti-social behaviour incidents by force and year; return paths and remarks."""
    forces = frozenset(read.districts(workbook)["force"])
    table, record = asb_incidents.read(file, forces)
    paths = _write(
        workbook, "ons", asb_incidents.SOURCE, {"asb-incidents-yearly.csv": table}, [record],
        _years(table), retrieved,
    )  # fmt: skip
    return paths, [f"{table['force'].nunique()} forces, {table['year'].nunique()} years"]


def arrests(file: Path, force: str, workbook: Path, retrieved: str):
    """Write arrests of 10 to 17 year olds by year; return paths and remarks."""
    table, record = arrests_table.read(file, force)
    paths = _write(
        workbook, "home-office-arrests", arrests_table.SOURCE,
        {"arrests-10-17-yearly.csv": table}, [record], _years(table), retrieved,
    )  # fmt: skip
    return paths, [f"{len(table)} years of {force}; a proxy, not first-time entrants"]


def _years(table: pd.DataFrame) -> str:
    return f"financial years {table['year'].min()} to {table['year'].max()}"


def reference(lookup: Path, populations: Path, boundaries: Path, workbook: Path, retrieved: str):
    """Write districts, populations and boundaries; return paths and remarks."""
    districts, lookup_file = areas.read_lookup(lookup)
    people, people_file = areas.read_populations(populations, districts)
    shapes, shapes_file = areas.read_boundaries(boundaries, districts)
    years = people["year"]
    vintage = f"populations {years.min()} to {years.max()}; lookup 2016, boundaries 2013"
    paths = _write(
        workbook, "reference", areas.SOURCE,
        {"districts.csv": districts, "populations.csv": people},
        [lookup_file, people_file, shapes_file], vintage, retrieved,
        {"districts.geojson": areas.geojson_bytes(shapes)},
    )  # fmt: skip
    return paths, [f"{len(districts)} districts, {len(shapes['features'])} boundaries"]


def _write(workbook, source, about, tables, inputs, vintage, retrieved, others=None) -> list[Path]:
    """Publish a source's tables, its other files and its `source.yaml`, whole or not at all."""
    content = {name: store.csv_bytes(table) for name, table in tables.items()} | (others or {})
    record = about.describe(tables, store.as_records(inputs), vintage, retrieved)
    return store.publish(Path(workbook) / SOURCES[source], content | {"source.yaml": record})
