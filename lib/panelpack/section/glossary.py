"""Words and abbreviations that every pack uses, explained for those who don't work with figures.

A plan adds its own with `abbreviations`; where both explain a word, the plan's own holds.
"""

from __future__ import annotations

from collections.abc import Mapping

from panelpack import tables
from panelpack.document import Table

TITLE = "Words and abbreviations"
GENERAL = {
    "% Var": "variance: the change on the year before, in per cent",
    "ASB": "anti-social behaviour",
    "Base": "how many people or cases a share is worked out from",
    "Baseline": "the period that later figures are compared with",
    "Cohort": "a group of people who are followed over time",
    "Common cause": "what chance alone would bring, by the control chart",
    "Control limits": "the lowest and highest values that chance alone would bring",
    "Financial year": "April to March",
    "ID": "identification number",
    "L. YTD": "last year to date: the same months of the year before",
    "LSOA": "Lower Layer Super Output Area, a small area that statistics are counted for",
    "Mean": "the average: the sum of the values divided by how many there are",
    "ONS": "Office for National Statistics",
    "p": "how likely chance alone is to bring as much: .001 is once in 1,000 times",
    "Predicted range": "where later values should lie if things go on as they have",
    "Signal": "a value, or a row of values, that chance alone would rarely bring",
    "YTD": "year to date: from April to the end of the reported quarter",
}


def glossary(own: Mapping[str, str]) -> Table:
    """Return the table of words, in the order of the alphabet, with those of a plan among them."""
    told = GENERAL | dict(own)
    rows = sorted(told.items(), key=lambda row: row[0].strip("% ").casefold())
    return Table(TITLE, (tables.text("Word"), tables.text("What it means")), tuple(rows))
