"""Tables for spreadsheets: one description, written as XLSX and as ODS.

They follow the Government Analysis Function's guidance on spreadsheets: one table a sheet from
A1, no merged or hidden cells, no formulas, no links, numbers as numbers, shorthand explained.
"""

from panelpack.exporters.sheets.model import Book, Number, Sheet, number, plain, sheet_names
from panelpack.exporters.sheets.ods import ods
from panelpack.exporters.sheets.xlsx import xlsx

__all__ = ["Book", "Number", "Sheet", "number", "ods", "plain", "sheet_names", "xlsx"]
