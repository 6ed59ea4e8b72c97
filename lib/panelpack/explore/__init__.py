"""The analyst's workbench: charts to click on, for any workbook and quarter, never in a pack.

A notebook opens a `Desk` and asks it for what it wants to look at. Everything works without the
internet, and the figures are those that the pack would show the same audience on the same day.
"""

from panelpack.explore.desk import Desk, open_desk

__all__ = ["Desk", "open_desk"]
