"""One report in many layouts: what is found in it doesn't hang on how it was transcribed."""

import textwrap

import pytest

from panelpack.claims.audit import audit
from panelpack.claims.layout import lines_of
from panelpack.claims.reading import read
from panelpack.claims.tabular import cells_of

HEAD = ["Harbourshire Police and Crime Panel", "Date: 22 February 2019"]
PRIORITIES = [
    (
        "Strategic Priority 1 – To reduce residential burglary and help those who suffer from it in"
        " each of the four districts",
        [
            "Residential burglary fell on last year, and officers in every one of the four"
            " districts went on with their visits to homes that had been entered before.",
            "The number of repeat visits isn't known. A report is to be presented to the board"
            " on 8 February 2019, and members are asked to bear with us until then.",
        ],
    ),
    (
        "Strategic Priority 2 – To reduce robbery",
        [
            "There were 77 robberies in the quarter. Satisfaction data is available for all"
            " who told us of a robbery, and was collected by telephone as it was before.",
            "“Robbery is going down everywhere in the county”, the inspectors said in May.",
        ],
    ),
    ("Strategic Priority 3 – To increase trust", ["It will take years to earn it."]),
]
PANELS = [
    (
        "1 To Reduce Residential Burglary",
        [["", "YTD", "L. YTD", "% Var"], ["Residential burglary offences", "412", "390", "5.6%"]],
    ),
    (
        "2 To Reduce Robbery",
        [
            ["", "YTD", "L. YTD", "% Var"],
            ["Fewer robberies of people and of shops in a street or park", "71", "64", "10.9%"],
            ["Satisfaction of victims of robbery", "NA", "NA", "NA"],
        ],
    ),
    ("3 To Increase Trust", [["", "Actual"], ["Trust in the police", "71.0%"]]),
]
NOTE = "SP2 Comments: satisfaction is not available before May, as the survey is new."
FOUND = [
    ("direction", "contradicted"),
    ("date", "contradicted"),
    ("number", "contradicted"),
    ("availability", "contradicted"),
    ("title", "contradicted"),
]


def composed(heading, paragraph, panel, table, between="\n\n"):
    parts = list(HEAD)
    for number, (title, paragraphs) in enumerate(PRIORITIES, 4):
        parts.append(heading(number, title))
        parts += [paragraph(f"{number}.{n}", text) for n, text in enumerate(paragraphs, 1)]
    for title, rows in PANELS:
        parts += [panel(title), table(rows)]
    return between.join([*parts, paragraph("", NOTE)])


def bars(rows):
    marks = ["---" for _ in rows[0]]
    return "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], marks, *rows[1:]))


def tabs(rows):
    return "\n".join("\t".join(row) for row in rows)


def wide(rows, width=40):
    lines = []
    for label, *cells in rows:
        first, *rest = textwrap.wrap(label, width) or [""]
        lines += [first.ljust(width) + "".join(cell.rjust(12) for cell in cells), *rest]
    return "\n".join(lines)


def dashes(rows):
    widths = [max(len(row[n]) for row in rows) + 2 for n in range(len(rows[0]))]
    rows = [rows[0], ["-" * width for width in widths], *rows[1:]]
    return "\n".join(
        "  " + "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) for row in rows
    )


def grid(rows):
    rule = f"+{'+'.join('-' * 64 for _ in rows[0])}+"
    body = [f"|{'|'.join(f' {cell}'.ljust(64) for cell in row)}|" for row in rows]
    return "\n".join([rule, *(line for row in body for line in (row, rule))])


def html(rows):
    cells = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    return "<table>\n" + "\n".join(f"<tr>{row}</tr>" for row in cells) + "\n</table>"


def wrapped(text, hyphens=False):
    lines = textwrap.wrap(text, 72)
    for n in range(len(lines) - 1):
        first, _, rest = lines[n + 1].partition(" ")
        if hyphens and first.isalpha() and first.islower() and len(first) > 6 and rest:
            lines[n : n + 2] = f"{lines[n]} {first[:4]}-", f"{first[4:]} {rest}"
    return "\n".join(lines)


def paged(text):
    lines = text.split("\n")
    pages = [lines[n : n + 11] for n in range(0, len(lines), 11)]
    foot = "\n\n{:>40}\n\n\fHarbourshire Panel                 February papers\n\n"
    return "".join("\n".join(p) + foot.format(f"Page {n}") for n, p in enumerate(pages, 1))


PDF = composed(lambda n, t: wrapped(f"{n}. {t}"), lambda n, t: wrapped(f"{n} {t}", True), str, wide)
MARKDOWN = composed(
    lambda n, t: f"## {n}. **{t}**", "{} {}".format, "### {}".format, bars
)  # fmt: skip
DOCX = composed("{}.\t{}".format, "{}\t{}".format, str, tabs, between="\n")
LAYOUTS = {
    "html": composed("{}. {}".format, "- {}. {}".format, "<p>{}</p>".format, html),
    "markdown": MARKDOWN,
    "bullets": composed(
        lambda n, t: f"# {t}", lambda n, t: f"* {t}" if n else t, "**{}**".format, bars
    ),
    "named": composed("{}. {}".format, "{} {}".format, "SP{}".format, bars),
    "docx": DOCX,
    "docx with empty lines": DOCX.replace("\n", "\n\n"),
    "pdf": paged(PDF),
    "indented": textwrap.indent(PDF, "   "),
    "hanging": composed(
        "{}       {}".format,
        lambda n, t: textwrap.fill(f"{n:<9}{t}", 72, subsequent_indent=" " * 9),
        str,
        wide,
    ),
    "dashes": composed("{}. {}".format, "{} {}".format, str, dashes),
    "grid": composed("{}. {}".format, "{} {}".format, str, grid),
    "windows": MARKDOWN.replace("\n", "\r\n").replace("Priority ", "Priority\N{NO-BREAK SPACE}"),
    "straight": MARKDOWN.translate(str.maketrans("“”’–", '""\'-')),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_is_found_in_every_layout(layout):
    found = [f for f in audit(LAYOUTS[layout]) if f.is_alarm]
    assert [(f.kind, f.verdict) for f in found] == FOUND
    lines = LAYOUTS[layout].replace("\r\n", "\n").split("\n")
    assert "fell on" in " ".join(lines[found[0].line - 1 : found[0].line + 1])
    assert "77 robberies" in " ".join(lines[found[2].line - 1 : found[2].line + 1])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_has_the_same_parts(layout):
    whole = read(LAYOUTS[layout])
    assert whole.panels == {"1", "2", "3"}
    assert [s.code for s in whole.sections if s.code] == ["1", "2", "3"]
    assert [[cell.cells for cell in t.rows] for t in whole.tables] == [
        [tuple(row[1:]) for row in rows[1:]] for _, rows in PANELS
    ]
    assert [t.rows[0].label for t in whole.tables] == [rows[1][0] for _, rows in PANELS]


def test_a_table_of_all_priorities_is_one_for_each():
    rows = [["Priority", "Measure", "YTD", "L. YTD"], ["SP1", "Burglary", "412", "390"]]
    whole = read("# Dashboard\n\n" + bars([*rows, ["SP2", "Robbery", "71", "64"]]))
    assert [(t.code, t.rows[0].label, t.rows[0].moved) for t in whole.tables] == [
        ("1", "Burglary", 1),
        ("2", "Robbery", 1),
    ]


def test_the_number_of_a_page_is_no_line_of_the_report():
    text = "Burglary fell in the north and in the Old\n\nPage 3 of 9\n\nTown of Harbour.\n"
    assert [(line.number, line.text) for line in lines_of(text)] == [
        (1, "Burglary fell in the north and in the Old"),
        (5, "Town of Harbour."),
        (6, ""),
    ]


def test_html_that_is_never_closed_takes_no_line_away():
    text = "<table><tr><td>A\n\n<p>Words\n\nBurglary fell.\n"
    assert [line.number for line in lines_of(text)] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("Trust | 71.0%", ["Trust", "71.0%"]),
        (" | Actual", ["", "Actual"]),
        ("\tActual", ["", "Actual"]),
        ("Police | Crime", None),
        ("5.1.\tBurglary fell.", None),
        ("•\tBurglary fell.", None),
    ],
)
def test_a_line_is_a_row_or_a_paragraph(line, cells):
    assert cells_of(line) == cells
