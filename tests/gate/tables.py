"""Tables that can be heard: caption, headers with scope, nothing merged, no cell without words."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import zip_longest

from bs4 import Tag

from gate.charts import FILE_NAME
from gate.page import Finding, Page, short, words

SHORTHAND = {
    "[c]": "confidential",
    "[x]": "not available",
    "[z]": "not applicable",
    "[p]": "provisional",
    "[r]": "revised",
    "[u]": "low reliability",
}
MARK = re.compile(r"\[[a-z]+\]")
UNGROUPED = re.compile(r"[+−]?\d{4,}(?:\.\d+)?")
MARKED = re.compile(r"[+−£]?[\d,.]+%?\s?[*†‡#^~ᵃᵇ¹²³]+")
PLAIN = re.compile(r"[+−]?[\d,]+(?:\.\d+)?")
PLACEHOLDERS = {
    "-",
    "–",
    "—",
    "*",
    "?",
    "n/a",
    "na",
    "nil",
    "null",
    "nan",
    "tbc",
    ".",
    "..",
    "...",
    "…",
    ":",
    "#",
    "x",
    "unknown",
    "error",
    "true",
    "false",
}
GENERIC_CAPTION = re.compile(r"(?i)^(table|data|figures?|caption|untitled)?[\s\d.:]*$")


def check(page: Page) -> list[Finding]:
    """All faults of a page's tables."""
    found = [f for table in page.soup.find_all("table") for f in _table(page, table)]
    return [*found, *_names(page), *_shorthand(page)]


def _table(page: Page, table: Tag) -> Iterable[Finding]:
    yield from _caption(page, table)
    heads = table.select(":scope > thead > tr")
    body = table.select(":scope > tbody > tr")
    if len(heads) != 1 or not body:
        yield page.fault(
            table,
            "table",
            f"{len(heads)} head rows and {len(body)} rows",
            "Give it one head row and the rows below it",
        )
        return
    names = heads[0].find_all(["th", "td"], recursive=False)
    yield from _head(page, names)
    for row in body:
        yield from _row(page, row, len(names))


def _caption(page: Page, table: Tag):
    caption = table.find(True)
    if caption is None or caption.name != "caption" or not words(caption):
        yield page.fault(
            table,
            "caption",
            "the table has no caption",
            "Begin it with a <caption> that says what it holds",
        )
    elif GENERIC_CAPTION.match(words(caption)) or FILE_NAME.search(words(caption)):
        yield page.fault(
            caption, "caption", f"{words(caption)!r} does not say what it holds", "Name the measure"
        )


def _names(page: Page):
    """No two tables have one name, no two columns of a table, no two of its rows."""
    every = page.soup.find_all("table")
    alike = [page.soup.find_all("caption")]
    alike += [table.select(f"{part} th") for table in every for part in ("thead", "tbody")]
    for cells in alike:
        counts = Counter(map(words, cells))
        for cell in cells:
            if words(cell) and counts[words(cell)] > 1:
                fault = f"{short(words(cell))!r} is there {counts[words(cell)]} times"
                remedy = "Give each table, column and row a name of its own"
                yield page.fault(cell, "name", fault, remedy)
    for table in every:
        yield from _places(page, table)


def _places(page: Page, table: Tag):
    """A column of whole numbers has no .0 in it, and sources have the numbers of the notes."""
    rows = [row.find_all(["th", "td"], recursive=False) for row in table.select("tbody tr")]
    for column in zip_longest(*rows):
        cells = [cell for cell in column if cell and PLAIN.fullmatch(words(cell))]
        ends = {"." in words(cell) for cell in cells}
        for cell in cells if len(ends) > 1 else ():
            if words(cell).endswith(".0"):
                fault = f"{words(cell)!r} stands among whole numbers"
                yield page.fault(cell, "number", fault, "Give a column one number of places")
    heads = table.select("thead th")
    block = table.find_parent(class_="pp-data")
    if heads and words(heads[-1]) == "Source" and block and "pp-n" in heads[-1].get("class", []):
        told = {m[1] for li in block.select("li") if (m := re.match(r"Source (\d+):", words(li)))}
        used = {number for row in rows for number in re.findall(r"\d+", words(row[-1]))}
        if told != used:
            fault = f"rows name sources {sorted(used)}, notes {sorted(told)}"
            yield page.fault(table, "note", fault, "Give each source its note")


def _head(page: Page, names: list[Tag]):
    for cell in names:
        if cell.name == "td" and words(cell):
            yield page.fault(
                cell, "header", "a column's header is a data cell", 'Make it <th scope="col">'
            )
        if cell.name == "th" and cell.get("scope") != "col":
            yield page.fault(cell, "header", "a column's header has no scope", 'Add scope="col"')
        yield from _merged(page, cell)


def _row(page: Page, row: Tag, width: int):
    cells = row.find_all(["th", "td"], recursive=False)
    if len(cells) != width:
        yield page.fault(
            row,
            "merged cells",
            f"{len(cells)} cells in a table of {width} columns",
            "Give each row a cell for every column",
        )
    for place, cell in enumerate(cells):
        yield from _merged(page, cell)
        if place == 0 and cell.name == "td" and words(cell):
            yield page.fault(
                cell,
                "row header",
                "the first cell of a row is a data cell",
                'Make it <th scope="row">',
            )
        if place == 0 and cell.name == "th" and cell.get("scope") != "row":
            yield page.fault(cell, "row header", "a row's header has no scope", 'Add scope="row"')
        if place and cell.name == "th":
            yield page.fault(
                cell,
                "row header",
                "a data cell is used as a row's header",
                "Make it <td>: only the first cell heads its row",
            )
        if not words(cell) and (place or len(cells) > 1):
            yield page.fault(
                cell,
                "empty cell",
                "a cell says nothing",
                "Say why there is no figure, like [x] for not available",
            )
        if UNGROUPED.fullmatch(words(cell)) and "pp-n" in cell.get("class", []):
            fault = f"{words(cell)!r} has no comma"
            yield page.fault(cell, "number", fault, "Group thousands: 1,021")
        if MARKED.fullmatch(words(cell)):
            yield page.fault(
                cell, "shorthand", f"{words(cell)!r} has a mark of its own", "Use [p], [r] or [u]"
            )
        if words(cell).lower() in PLACEHOLDERS:
            yield page.fault(
                cell,
                "shorthand",
                f"{words(cell)!r} stands for a figure",
                "Use [c], [x], [z] with a note",
            )


def _merged(page: Page, cell: Tag):
    if cell.has_attr("colspan") or cell.has_attr("rowspan"):
        yield page.fault(
            cell,
            "merged cells",
            "a cell spans several columns or rows",
            "Repeat the words in each cell",
        )


def _shorthand(page: Page):
    """Each mark used in a cell is explained in the notes of its table."""
    for table in page.soup.find_all("table"):
        block = table.find_parent(class_=["pp-data", "pp-numbers"])
        notes = " ".join(words(note) for note in (block.select(".pp-notes li") if block else ()))
        used = {mark for cell in table.find_all("td") for mark in MARK.findall(words(cell))}
        for mark in sorted(used):
            if mark not in SHORTHAND:
                yield page.fault(
                    table,
                    "shorthand",
                    f"{mark} is no known mark",
                    f"Use one of {' '.join(SHORTHAND)}",
                )
            elif f"{mark} {SHORTHAND[mark]}" not in notes.replace(mark + " =", mark):
                yield page.fault(
                    table,
                    "shorthand",
                    f"{mark} has no note {short(notes)!r}",
                    f"Add “{mark} {SHORTHAND[mark]}” below the table",
                )
