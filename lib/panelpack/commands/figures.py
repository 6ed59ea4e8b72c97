"""`panelpack measures` and `panelpack status`: the figures of a quarter, and what is missing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

import click

from panelpack.commands.options import (
    as_at_option,
    audience_option,
    format_option,
    known_figures,
    quarter_argument,
    workbook_option,
)

STATUS_HEADS = {
    "priority": "Priority",
    "measure": "Measure",
    "partner": "From",
    "state": "State",
    "board": "Board",
    "due": "Return due",
}


@click.command("measures")
@quarter_argument
@workbook_option
@audience_option
@as_at_option
@format_option("csv")
def measures_command(quarter, workbook, audience, as_at, form):
    """Print the figures of a quarter's pack, one row a measure and column.

    Example: panelpack measures 2014-15-q1 > figures.csv
    """
    from panelpack.pack.csvfile import csv_bytes
    from panelpack.pack.figures import MEASURE_COLUMNS, measure_rows

    figures = known_figures(quarter, workbook, audience, as_at)
    rows = measure_rows(figures)
    if form == "json":
        click.echo(_json(rows, MEASURE_COLUMNS))
    else:
        click.echo(csv_bytes(MEASURE_COLUMNS, rows), nl=False)


@click.command("status")
@quarter_argument
@workbook_option
@as_at_option
@format_option("text")
def status_command(quarter, workbook, as_at, form):
    """Tell of every measure whether the public may see its figure, and what it waits for.

    Example: panelpack status latest
    """
    from panelpack.pack.figures import status_rows

    figures = known_figures(quarter, workbook, "public", as_at)
    rows = list(status_rows(figures))
    if form == "json":
        click.echo(_json(rows, list(rows[0]) if rows else ()))
        return
    click.echo(f"{figures.quarter.label}, as known on {figures.as_at}")
    click.echo(_table(rows))


def _json(rows: Iterable[Mapping], columns: Sequence[str]) -> str:
    from panelpack.pack.csvfile import json_value

    plain = [{column: json_value(row[column]) for column in columns} for row in rows]
    return json.dumps(plain, ensure_ascii=False, indent=1)


def _table(rows: Sequence[Mapping]) -> str:
    """Return rows as text in columns, as wide as their longest cell."""
    lines = [list(STATUS_HEADS.values())]
    lines += [[str(row[key] or "-") for key in STATUS_HEADS] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
