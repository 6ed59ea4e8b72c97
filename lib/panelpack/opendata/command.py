"""`panelpack open-data`: publishers' files in, the workbook's open data tables out."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from panelpack.errors import DataError
from panelpack.workbook import find_workbook

_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(path_type=Path)


def _whole(ctx, param, folder: Path) -> Path:
    """Return the workbook that a folder lies in; outside of any, tables need no more than it."""
    with suppress(DataError):
        return find_workbook(folder)
    return folder


_workbook = click.option(
    "--workbook",
    type=_FOLDER,
    default=".",
    show_default="the current folder",
    callback=_whole,
    help="The workbook, or a folder in it.",
)
_retrieved = click.option(
    "--retrieved",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Day the files were downloaded, for source.yaml.",
)


@click.group("open-data")
def opendata_command():
    """Make the open data tables from the publishers' own files.

    Each command checks the files, counts or reshapes them, and writes its tables with a
    source.yaml under data/. It writes all of its files or none.

    Example: panelpack open-data police-uk ~/Downloads/police-uk
    """


@opendata_command.command("police-uk")
@click.argument("places", nargs=-1, metavar="[FOLDER_OR_GLOB…]")
@_workbook
@click.option(
    "--engine",
    help="Address of the engine that counts: duckdb://, postgres://… or pyspark://… "
    "(default: the plan's).",
)
@click.option(
    "--lake",
    type=_FOLDER,
    help="Folder of the Parquet files (default: lake/police-uk in the workbook).",
)
@_retrieved
def police_uk(places, workbook, engine, lake, retrieved):
    """Count street-level crime by month, force, district and crime type.

    Reads the publisher's street files, YYYY-MM/YYYY-MM-force-street.csv or all in one folder, of
    one force or all, and keeps their rows as Parquet in the lake. A file that the lake has
    already is not read again. Without a folder all that the lake holds is counted.

    A month and force that was counted before is replaced whole by this run; every other month and
    force stays. A row of another month than its file, an unknown crime type or a month of a force
    in two files stops the run, and nothing is written.

    Needs data/reference/districts.csv (panelpack open-data reference).

    Example: panelpack open-data police-uk ~/Downloads/police-uk
    """
    from panelpack.opendata import import_street

    _say(import_street.run(places, workbook, engine, _day(retrieved), lake))


@opendata_command.command("home-office")
@click.option("--rolling", type=_FILE, required=True, help="Published rolling years, CSV.")
@click.option("--quarters", type=_FILE, required=True, help="Quarters by force and group, CSV.")
@click.option(
    "--known",
    nargs=3,
    multiple=True,
    metavar="FORCE GROUP YEAR_ENDING",
    help="A published year declared to differ from its four quarters; may be repeated.",
)
@_workbook
@_retrieved
def home_office(rolling, quarters, known, workbook, retrieved):
    """Bring in recorded crime by quarter and by published rolling year.

    Four quarters must give back the published year wherever both exist; a difference that is not
    declared with --known stops the run. Both tables are replaced whole.

    Example: panelpack open-data home-office --rolling rolling.csv --quarters quarters.csv
    """
    from panelpack.opendata import import_tables

    _say(import_tables.home_office(rolling, quarters, frozenset(known), workbook, _day(retrieved)))


@opendata_command.command("asb")
@click.argument("file", type=_FILE)
@_workbook
@_retrieved
def asb(file, workbook, retrieved):
    """Bring in anti-social behaviour incidents by force and financial year.

    The forces must add up to the published total. The table is replaced whole.

    Needs data/reference/districts.csv (panelpack open-data reference).

    Example: panelpack open-data asb asb-incidents.csv
    """
    from panelpack.opendata import import_tables

    _say(import_tables.asb(file, workbook, _day(retrieved)))


@opendata_command.command("arrests")
@click.argument("file", type=_FILE)
@click.option("--force", required=True, help="The force the file is about, like Kent.")
@_workbook
@_retrieved
def arrests(file, force, workbook, retrieved):
    """Bring in arrests of 10 to 17 year olds, a proxy for youth justice.

    The table is replaced whole.

    Example: panelpack open-data arrests arrests-by-age.csv --force Kent
    """
    from panelpack.opendata import import_tables

    _say(import_tables.arrests(file, force, workbook, _day(retrieved)))


@opendata_command.command("reference")
@click.option(
    "--lookup", type=_FILE, required=True, help="Districts to partnerships to forces, CSV."
)
@click.option("--populations", type=_FILE, required=True, help="Populations by district, CSV.")
@click.option("--boundaries", type=_FILE, required=True, help="District boundaries, GeoJSON.")
@_workbook
@_retrieved
def reference(lookup, populations, boundaries, workbook, retrieved):
    """Bring in districts, populations and boundaries.

    All three are replaced whole. Populations and boundaries may be those of one force's area.

    Example: panelpack open-data reference --lookup lookup.csv --populations populations.csv
    --boundaries districts.geojson
    """
    from panelpack.opendata import import_tables

    _say(import_tables.reference(lookup, populations, boundaries, workbook, _day(retrieved)))


def _day(moment) -> str:
    return moment.date().isoformat() if moment else ""


def _say(made: tuple[list, list[str]]) -> None:
    """Print what was found on stderr and what was made on stdout."""
    paths, remarks = made
    for remark in remarks:
        click.echo(remark, err=True)
    for path in paths:
        click.echo(path)
