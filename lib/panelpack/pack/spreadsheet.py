"""`tables/pack.xlsx` and `tables/pack.ods`: the pack's tables for those who work with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from panelpack import assessment, shorthand, tables
from panelpack.document import STATES, Badge, Block, Chart, Cover, Table, Title
from panelpack.exporters import outline, paper
from panelpack.exporters.sheets import Book, Number, Sheet, number, plain, sheet_names
from panelpack.pack.datapackage import (
    LICENCE,
    NOT_FOR_PUBLICATION,
    TABLES,
    description,
    sources,
)
from panelpack.pack.figures import Row

ONE_TABLE = "This sheet contains one table."
SHORTHAND = "Letters in square brackets are shorthand, explained on the sheet Notes."
EMPTY = "Some cells are empty: there is nothing to show in them."
EACH = "each priority"


def book(
    cover: Cover, rows: Mapping[str, Sequence[Row]], sections: Sequence[Sequence[Block]]
) -> Book:
    """Return a pack's tables as a spreadsheet.

    `rows` are those of the CSV tables by their names in `datapackage.TABLES`, `sections` the
    priorities' blocks, whose tables are taken as they are printed.
    """
    data = [*map(_data_sheet, rows, rows.values()), _classes(rows["measures"])]
    data += _printed(sections)
    named = zip(data, sheet_names(["Cover", "Contents", "Notes", *(s.name for s in data)])[3:],
                strict=True)  # fmt: skip
    data = [replace(sheet, name=name) for sheet, name in named]
    sheets = [_cover(cover), _contents(data), _notes(), *data]
    return Book(
        title=f"{cover.title}, {cover.quarter}",
        description=description(cover),
        author=cover.office,
        as_at=date.fromisoformat(cover.as_at),
        sheets=tuple(_noted(sheet, cover.is_internal) for sheet in sheets),
    )


def _cover(cover: Cover) -> Sheet:
    facts = [("Title", f"{cover.title}, {cover.quarter}"), ("Description", description(cover))]
    facts += [("Source", source) for source in sources(cover)]
    facts += paper.facts(cover)
    facts.append(("Licence", NOT_FOR_PUBLICATION if cover.is_internal else _licence()))
    return Sheet("Cover", cover.title, ("About", "Details"), tuple(facts))


def _licence() -> str:
    return f"{LICENCE['title']}, {LICENCE['path']}"


def _contents(data: Sequence[Sheet]) -> Sheet:
    rows = tuple((sheet.name, sheet.title) for sheet in data)
    return Sheet("Contents", "Contents", ("Sheet", "Table"), rows)


def _notes() -> Sheet:
    signs = [(mark, note.removeprefix(mark).strip()) for mark, note in shorthand.NOTES.items()]
    states = [(assessment.WORDS[state], assessment.MEANINGS[state]) for state in STATES]
    return Sheet(
        "Notes", "Shorthand and assessments", ("Sign or word", "What it means"),
        (*signs, *states),
    )  # fmt: skip


def _data_sheet(name: str, rows: Sequence[Row]) -> Sheet:
    title, row, fields = TABLES[name]
    cells = tuple(tuple(plain(each[field]) for field in fields) for each in rows)
    labels = tuple(field.title for field in fields.values())
    return Sheet(title.partition(" (")[0], f"{title}: {row[0].lower()}{row[1:-1]}", labels, cells)


def _classes(measures: Sequence[Row]) -> Sheet:
    """Return how many measures are in each class, and which."""
    classes = {row["measure"]: row for row in measures}.values()
    rows = []
    for state in STATES:
        named = [
            f"{row['priority']} {row['title']}" for row in classes if row["assessment"] == state
        ]
        rows.append((assessment.WORDS[state], plain(len(named)), "; ".join(named) or "none"))
    labels = ("Assessment", "Measures", "Which")
    return Sheet("Classes", "Summary of classes: the measures by assessment", labels, tuple(rows))


def _printed(sections: Sequence[Sequence[Block]]) -> Iterator[Sheet]:
    """Yield the sections' tables; those that every section has are joined into one."""
    groups: dict[tuple, list[tuple[Title, Table]]] = {}
    for blocks in sections:
        title = blocks[0]
        for table in _tables(blocks):
            groups.setdefault(_kind(title, table), []).append((title, table))
    counts: dict[str, int] = {}
    for (caption, _), group in sorted(groups.items(), key=lambda item: len(item[1]) == 1):
        alone = len(group) == 1
        owner = (group[0][0].number or "Section") if alone else "All"
        counts[owner] = counts.get(owner, 0) + 1
        name = f"{owner} table {counts[owner]}"
        if alone:
            title, table = group[0]
            labels, rows = _labels(table), _rows(table)
            yield Sheet(name, f"{title.number}: {table.caption}", labels, rows, table.notes)
        else:
            yield _joined(name, caption, group)


def _tables(blocks: Sequence[Block]) -> Iterator[Table]:
    for block in (inner for outer in blocks for inner in outline.flat(outer)):
        table = block.table if isinstance(block, Chart) else block
        if isinstance(table, Table) and table.rows and table.columns:
            yield tables.sourced(table)


def _kind(title: Title, table: Table) -> tuple:
    """Return what tables of the same kind share: caption but for the priority, and columns."""
    number = re.escape(title.number) or "(?!)"
    return re.sub(rf"\b{number}\b", EACH, table.caption), table.columns


def _joined(name: str, caption: str, group: Sequence[tuple[Title, Table]]) -> Sheet:
    labels = ("Priority", *_labels(group[0][1]))
    rows = [(title.number, *row) for title, table in group for row in _rows(table)]
    notes = dict.fromkeys(note for _, table in group for note in table.notes)
    return Sheet(name, caption, labels, tuple(rows), tuple(notes))


def _labels(table: Table) -> tuple[str, ...]:
    return tuple(column.label for column in table.columns)


def _rows(table: Table) -> tuple[tuple[str | Number, ...], ...]:
    return tuple(
        tuple(
            cell.word if isinstance(cell, Badge)
            else number(cell) if column.align == "number" else cell
            for cell, column in zip(row, table.columns, strict=True)
        )
        for row in table.rows
    )  # fmt: skip


def _noted(sheet: Sheet, internal: bool) -> Sheet:
    """Put above a table what its sheet holds, and that it is not for publication if so."""
    cells = [cell for row in sheet.rows for cell in row]
    has_marks = any(isinstance(c, str) and c.startswith(tuple(shorthand.NOTES)) for c in cells)
    general = [NOT_FOR_PUBLICATION] if internal else []
    general.append(ONE_TABLE)
    general += [SHORTHAND] if has_marks and sheet.name != "Notes" else []
    general += [EMPTY] if "" in cells else []
    marks = tuple(shorthand.NOTES)
    own = [note for note in sheet.notes if note.strip() and not note.startswith(marks)]
    return replace(sheet, notes=(*general, *own))
