"""The files in `tables/`: data for programs, and the same for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable

from panelpack.exporters.sheets import ods, xlsx
from panelpack.judgement import judge_all
from panelpack.pack.csvfile import csv_bytes
from panelpack.pack.datapackage import TABLES, datapackage
from panelpack.pack.figures import Row, dashboard_rows, measure_rows, of_priorities
from panelpack.pack.request import Request
from panelpack.pack.run import Made
from panelpack.pack.spreadsheet import book
from panelpack.series import Figures

Rows = dict[str, list[Row]]


def table_rows(request: Request, figures: Figures) -> Rows:
    """Return the rows of each data table of the pack, or of the priorities asked for."""
    judged = judge_all(figures)
    rows = {"measures": measure_rows(figures, judged), "dashboard": dashboard_rows(figures, judged)}
    # A page of the whole pack, such as the summary, tells of every priority.
    if set(request.sections) <= set(request.plan.priorities):
        return {name: of_priorities(each, figures, request.sections) for name, each in rows.items()}
    return rows


def data_files(request: Request, rows: Rows, made: Iterable[Made]) -> dict[str, bytes]:
    """Return CSV tables with their description, and the spreadsheets, by their path in the pack."""
    csv = {name: csv_bytes(tuple(TABLES[name][2]), each) for name, each in rows.items()}
    priorities = [each.blocks for each in made if each.section in request.plan.priorities]
    tables = book(request.cover, rows, priorities)
    name = f"police-and-crime-{request.quarter}-{request.audience}"
    files = {f"{table}.csv": content for table, content in csv.items()}
    files["datapackage.json"] = datapackage(request.cover, name, csv)
    files |= {"pack.xlsx": xlsx(tables), "pack.ods": ods(tables)}
    return {f"tables/{name}": content for name, content in files.items()}
