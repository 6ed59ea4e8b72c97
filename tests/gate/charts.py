"""Charts that can be heard: a finding, words for those who don't see it, and the numbers."""

import re
from collections.abc import Iterable
from itertools import zip_longest

from bs4 import Tag

from gate.page import Finding, Page, short, words

FEWEST_WORDS = 8
FILE_NAME = re.compile(r"(?i)\b[\w-]+\.(?:svg|png|jpe?g|gif|webp|pdf|html?|ipynb|csv|xlsx)\b")
SAYS_NOTHING = re.compile(
    r"(?i)^\W*(?:(?:a |an |the )?(?:image|picture|photo|graphic|graph|chart|figure|diagram|plot|"
    r"svg|untitled|logo|map|drawing)\b\W*\d*\W*)+(?:of\b.{0,20})?$"
)
ORDER = ["figcaption", "div pp-drawing", "p pp-description", "details pp-numbers"]
NUMBER = r"[−-]?[\d,]+(?:\.\d+)?"
# What an alternative says of the values drawn: it must stand in the table, at least rounded.
SAID = [
    re.compile(rf"between ({NUMBER}) and ({NUMBER})"),
    re.compile(rf"limits of ({NUMBER}) to ({NUMBER})"),
    re.compile(rf"last value, ({NUMBER})"),
    re.compile(rf"({NUMBER}) to ({NUMBER}) \w+ expected in"),
    re.compile(rf": ({NUMBER}) \w+ in (?:Quarter \d )?\d{{4}}/\d{{2}}"),
]
# What a label in the drawing says of a value, besides the scales.
LABEL = re.compile(rf"(?:last value|(?<!% )limit|mean|centre|target) ({NUMBER})%?$")
FEWEST_LABELS = 3
VALUES = re.compile(r"\b(\d+) values from\b")


def check(page: Page) -> list[Finding]:
    """All faults of a page's charts, icons and pictures."""
    found = [f for drawing in page.soup.find_all("svg") for f in _drawing(page, drawing)]
    found += [f for figure in page.soup.find_all("figure") for f in _figure(page, figure)]
    found += [f for image in page.soup.find_all("img") for f in _image(page, image)]
    return found


def _drawing(page: Page, drawing: Tag):
    if drawing.get("aria-hidden") == "true":
        if {"pp-shape"} != set(drawing.get("class", [])):
            yield page.fault(
                drawing,
                "alternative",
                "a drawing is hidden from screen readers",
                "Give it role img and a <title>",
            )
        return
    title = drawing.find("title", recursive=False)
    says = " ".join(title.get_text().split()) if title else ""
    if (
        drawing.get("role") != "img"
        or not says
        or drawing.get("aria-labelledby") != title.get("id")
    ):
        yield page.fault(
            drawing,
            "alternative",
            "a drawing has no role or no name",
            'Write role="img" and name it by its <title>',
        )
    yield from _alternative(page, drawing, says)
    if drawing.find_parent("figure") is None:
        yield page.fault(
            drawing,
            "data table",
            "a chart stands alone, without its data table",
            "Put it in a <figure> with finding, description and table",
        )


def _image(page: Page, image: Tag):
    if not str(image.get("src", "")).startswith("data:image/"):
        yield page.fault(
            image, "outside", f"a picture comes from {image.get('src')!r}", "Put it into the page"
        )
    yield from _alternative(page, image, " ".join(image.get("alt", "").split()))
    if image.find_parent("figure") is None:
        yield page.fault(
            image, "data table", "a picture stands alone: its words can't be read", "Write them"
        )


def _alternative(page: Page, tag: Tag, says: str):
    if FILE_NAME.search(says):
        yield page.fault(
            tag,
            "alternative",
            f"the alternative {short(says)!r} is a file name",
            "Say what the chart shows",
        )
    elif SAYS_NOTHING.match(says) or len(says.split()) < FEWEST_WORDS:
        yield page.fault(
            tag,
            "alternative",
            f"the alternative {short(says)!r} does not say what is shown",
            "Say finding, range and signals",
        )


def _figure(page: Page, figure: Tag):
    parts = [
        " ".join([part.name, *part.get("class", [])[:1]])
        for part in figure.find_all(True, recursive=False)
    ]
    if parts != ORDER:
        yield page.fault(
            figure,
            "data table",
            f"a chart's figure holds {', '.join(parts)}",
            "Order it: finding, drawing, description, details with the data table",
        )
    table = figure.find("table")
    if table is None or len(table.select("tbody td")) < 1:
        yield page.fault(
            figure, "data table", "the chart has no data table", "Add the table of its numbers"
        )
        return
    caption, summary = words(table.find("caption")), words(figure.find("summary"))
    if not caption or caption not in summary:
        yield page.fault(
            figure,
            "data table",
            f"{short(summary)!r} does not name the table",
            f"Write “Data table: {caption}”",
        )
    if figure.select("svg [class*=legend]"):
        yield page.fault(
            figure, "labels", "the drawing has a legend", "Label each line where it ends"
        )
    if len(figure.select("svg text")) < FEWEST_LABELS:
        yield page.fault(
            figure, "labels", "the drawing has no labels", "Name its scales and its lines"
        )
    yield from _agreement(page, figure, caption)
    yield from _numbers(page, figure, table)


def _agreement(page: Page, figure: Tag, caption: str):
    """The title of the drawing is the finding, the description and the table's name."""
    title = figure.select_one("svg > title")
    finding = words(figure.find("figcaption")).rstrip(". ")
    described = words(figure.find(class_="pp-description"))
    said = " ".join(title.get_text().split()) if title else ""
    for what, part in {"finding": finding, "description": described, "table": caption}.items():
        if not part or part not in said:
            yield page.fault(
                figure,
                "alternative",
                f"the chart's title does not give its {what}",
                f"Say in it “{short(part)}”",
            )
    if len(described.split()) < FEWEST_WORDS:
        yield page.fault(
            figure,
            "alternative",
            f"{described!r} describes nothing",
            "Say what is drawn, its range and its signals",
        )


def _numbers(page: Page, figure: Tag, table: Tag):
    cells = [words(cell) for cell in table.select("tbody td")]
    held = [_value(n) for cell in cells for n in re.findall(NUMBER, cell) if re.search(r"\d", n)]
    # A quarter may be said of a table of months.
    held += [sum(held[n : n + 3]) for n in range(len(held) - 2)]
    title = figure.select_one("svg > title")
    said = " ".join(
        [
            words(figure.find("figcaption")),
            words(figure.find(class_="pp-description")),
            title.get_text() if title else "",
        ]
    )
    for phrase in SAID:
        for match in phrase.finditer(said):
            for number in match.groups():
                if not any(abs(_value(number) - value) <= _unit(number) for value in held):
                    yield page.fault(
                        figure,
                        "numbers",
                        f"{match[0]!r}: {number} is not in the table",
                        "Give words and table the same numbers",
                    )
    for label in figure.select("svg text"):
        told = LABEL.search(words(label))
        if told and not any(abs(_value(told[1]) - value) <= _unit(told[1]) for value in held):
            yield page.fault(
                figure,
                "numbers",
                f"the label {words(label)!r} is not in the table",
                "Give drawing and table the same numbers",
            )
    rows = [[words(cell) for cell in row.find_all("td")] for row in table.select("tbody tr")]
    counts = {len(rows), *map(_figures, [cells, *zip_longest(*rows, fillvalue="")])}
    for count in VALUES.findall(said):
        if int(count) not in counts:
            yield page.fault(
                figure,
                "numbers",
                f"{count} values are said, the table holds others",
                "Give words and table the same values",
            )


def _figures(cells: Iterable[str]) -> int:
    return sum(bool(re.search(r"\d", cell)) for cell in cells)


def _value(number: str) -> float:
    return float(number.replace(",", "").replace("−", "-").rstrip("."))


def _unit(number: str) -> float:
    """Half of the last place of a number: how far rounding may take it."""
    places = len(number.partition(".")[2])
    return 0.5 * 10**-places + 1e-9
