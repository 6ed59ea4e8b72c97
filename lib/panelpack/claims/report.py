"""What a transcribed report is made of: sections, sentences, tables and their rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from panelpack.claims.cells import words_of
from panelpack.claims.rows import Row


class Line(NamedTuple):
    """A line of the file: its number from 1 on, and its text."""

    number: int
    text: str


@dataclass(frozen=True)
class Table:
    """A table: what stands above it, the priority it belongs to, and its rows."""

    line: int
    title: str
    code: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Sentence:
    """A sentence with its line; `bare` has blanks for what stands in quotation marks."""

    line: int
    text: str
    bare: str


@dataclass
class Section:
    """A heading with the sentences and tables below it; `code` is the number of its priority."""

    line: int
    title: str
    code: str
    sentences: list[Sentence] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    @property
    def digits(self) -> str:
        """The number of the priority without a letter."""
        return re.sub(r"\D", "", self.code)


@dataclass
class Report:
    """A whole transcription."""

    text: str
    dated: date | None = None
    sections: list[Section] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    panels: set[str] = field(default_factory=set)
    """Codes of the panels that the dashboard has, with or without a table."""
    notes: list[Sentence] = field(default_factory=list)
    """Comments, keys and whatever stands between tables."""

    def tables_of(self, section: Section) -> list[Table]:
        """Return the tables of a section: of its priority, or standing in it."""
        numbered = [
            t for t in self.tables if section.digits and re.sub(r"\D", "", t.code) == section.digits
        ]
        return numbered or section.tables or self._alike(section) or self._all_for(section)

    def rows_of(self, section: Section) -> list[tuple[Row, Table]]:
        """Return the rows of a section's tables, each with its table."""
        return [(row, table) for table in self.tables_of(section) for row in table.rows]

    def has_own_tables(self, section: Section) -> bool:
        """Whether tables stand in a section or are of its priority, and not only of its words."""
        return bool(section.digits and self.tables_of(section)) or bool(section.tables)

    def _all_for(self, section: Section) -> list[Table]:
        """Return every table where a report keeps them apart and without numbers of"
        " priorities."""
        return [] if section.digits or any(t.code for t in self.tables) else self.tables

    def _alike(self, section: Section) -> list[Table]:
        if section.digits or not section.title:
            return []
        named = words_of(section.title)
        return [t for t in self.tables if len(named & words_of(t.title)) >= 2]
