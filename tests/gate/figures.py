"""What figures say of each other on a page: change, percentage, direction, state and quarter."""

import re
from collections.abc import Iterator

from bs4 import Tag

from gate.page import Finding, Page, bare, short, words

NUMBER = r"[\d,]+(?:\.\d+)?"
CHANGE = re.compile(rf"(?<![\w.])([+−])£?({NUMBER})m?(?: points?)? \(([+−]?)({NUMBER})%\)")
MORE, FEWER = {"more", "higher", "up"}, {"fewer", "less", "lower", "down"}
# A direction in words, and the percentage in the brackets that end it.
DIRECTION = re.compile(
    rf"\b({'|'.join(sorted(MORE | FEWER))})\b(?! or )[^().]*\(([+−])({NUMBER})%\)"
)
AGAINST = re.compile(
    rf"(?<![\w.])({NUMBER})(?: [a-z]+){{0,3}},? against ({NUMBER})[^().]*\(([+−]{NUMBER})%\)"
)
TOLD = re.compile(
    rf"(?:^|[:.] )({NUMBER})(%?) [\w ]*?in (?:Quarter \d )?\d{{4}}/\d{{2}}, "
    rf"({NUMBER}) (more|fewer) than in "
    rf"[^()]*\(([+−]{NUMBER})%\)"
)
# The word that a verdict's sentence must have, by the state of its badge.
VERDICTS = {
    "pp-improved": "a significant improvement",
    "pp-deteriorated": "a significant deterioration",
    "pp-no-polarity": "a significant change",
    "pp-no-change": "no significant change",
}
RANGE = re.compile(rf"range ([+−]?{NUMBER})%? to ([+−]?{NUMBER})%?")
TOTALS = {"total", "together", "sum", "all together"}
QUARTER = re.compile(r"Quarter ([1-4]) (\d{4})/(\d{2})")
MONTHS = {
    1: "April to June",
    2: "July to September",
    3: "October to December",
    4: "January to March",
}
SAME = "Let both follow from the same figures"


def check(page: Page) -> list[Finding]:
    """All places of a page where its figures contradict each other."""
    rules = (_changes, _against, _verdicts, _key_figures, _tables, _signs, _summary, _quarters)
    return [finding for rule in rules for finding in rule(page)]


def _value(printed: str) -> float:
    """A printed number: thousands, minus and currency are read."""
    return float(re.sub(r"[£,%+m]", "", printed).replace("−", "-"))


def _near(printed: str, value: float) -> bool:
    """Whether a percentage is as printed, give or take one unit of its last place."""
    places = len(re.sub(r"\D", "", printed.partition(".")[2]))
    return abs(_value(printed) - value) <= 10**-places + 1e-9


def _changes(page: Page):
    """A change and its percentage go the same way, and the way that the words say."""
    for tag in page.texts:
        said = words(tag)
        for sign, number, other, percent in CHANGE.findall(said):
            if other and other != sign and _value(percent):
                fault = f"{sign}{number} is given as {other}{percent}%"
                yield page.fault(tag, "direction", fault, SAME)
        for way, sign, percent in DIRECTION.findall(said):
            if _value(percent) and (way in MORE) != (sign == "+"):
                fault = f"{way!r} is given as {sign}{percent}%"
                yield page.fault(tag, "direction", fault, SAME)


def _against(page: Page):
    """A percentage follows from the two numbers printed beside it."""
    for tag in page.texts:
        said = words(tag)
        found = [(now, _value(before), percent) for now, before, percent in AGAINST.findall(said)]
        for now, _, change, way, percent in (m for m in TOLD.findall(said) if not m[1]):
            size = _value(change) * (1 if way in MORE else -1)
            found.append((now, _value(now) - size, percent))
        for now, before, percent in found:
            if before > 0 and not _near(percent, 100 * (_value(now) - before) / before):
                fault = f"{percent}% does not follow from {now} against {before:,.10g}"
                yield page.fault(tag, "sum", fault, SAME)


def _verdicts(page: Page):
    """The badge of an assessment, its sentence and its range say the same."""
    for box in page.soup.select(".pp-assessment"):
        badge, said = box.select_one(".pp-verdict .pp-badge"), words(box.select_one(".pp-prose"))
        if badge is None:
            continue
        (state, *_) = [name for name in badge["class"] if name != "pp-badge"] or [""]
        told = {name for name, phrase in VERDICTS.items() if re.search(rf"(?i)\b{phrase}\b", said)}
        if (told or state in VERDICTS) and told != {state}:
            fault = f"the badge says {words(badge)!r}, its sentence {short(said)!r}"
            yield page.fault(badge, "verdict", fault, SAME)
        ends = RANGE.search(said) if state in VERDICTS and state != "pp-no-change" else None
        if ends and _value(ends[1]) < 0 < _value(ends[2]):
            fault = f"{words(badge)!r} with a range from {ends[1]} to {ends[2]}"
            yield page.fault(badge, "verdict", fault, SAME)


def _key_figures(page: Page):
    """A headline figure is the one in the section's list and table, and its change follows."""
    for box in page.soup.select("dl.pp-figures"):
        part = box.find_parent("section", class_="section") or page.soup.main or page.soup
        rows = dict(_figure_rows(part))
        for each in box.find_all("div", recursive=False):
            name, told = words(each.dt), [words(dd) for dd in each.find_all("dd")]
            if not told:
                continue
            listed = [words(li) for li in part.select(".pp-list li")]
            listed = [said for said in listed if said.startswith(f"{bare(name)}: ")]
            if listed and not any(_has(said, told[0]) for said in listed):
                fault = f"{name}: {told[0]} is not in its sentence {short(listed[0])!r}"
                yield page.fault(each, "figure", fault, SAME)
            if name in rows and rows[name] != told[0]:
                fault = f"{name}: {told[0]} here, {rows[name]} in the table"
                yield page.fault(each, "figure", fault, SAME)
            yield from _headline(page, each, told)


def _headline(page: Page, each: Tag, told: list[str]):
    change = CHANGE.search(told[1]) if len(told) > 1 else None
    if len(told) < 2:
        fault = f"{words(each.dt)}: {told[0]} stands without its period or comparator"
        yield page.fault(each, "figure", fault, "Say of when it is, or against what")
    elif re.match(rf"[+−]{NUMBER}%", told[1]) and not told[1].endswith("as supplied"):
        fault = f"{short(told[1])!r} is a percentage without its number"
        yield page.fault(each, "figure", fault, "Print number and percentage")
    elif change and re.fullmatch(NUMBER, told[0]) and change[3]:
        before = _value(told[0]) - _value(change[1] + change[2])
        if before > 0 and not _near(change[3] + change[4], 100 * (_value(told[0]) / before - 1)):
            fault = f"{change[0]} does not follow from {told[0]}"
            yield page.fault(each, "sum", fault, SAME)


def _figure_rows(part: Tag) -> Iterator[tuple[str, str]]:
    for table in part.find_all("table"):
        if [words(th) for th in table.select("thead th")][:2] == ["Measure", "Figure"]:
            for row in table.select("tbody tr"):
                cells = [words(cell) for cell in row.find_all(["th", "td"])]
                if len(cells) > 1:
                    yield cells[0], re.sub(r" \[\w\]", "", cells[1])


def _has(said: str, figure: str) -> bool:
    return re.search(rf"(?<![\d,.+−]){re.escape(figure)}(?![\d%]|[.,]\d)", said) is not None


def _tables(page: Page):
    """Change and % change of a table follow from its two figures; a total from its parts."""
    for table in page.soup.find_all("table"):
        heads = [words(th) for th in table.select("thead th, thead td")]
        rows = [[words(c) for c in row.find_all(["th", "td"])] for row in table.select("tbody tr")]
        for row, tag in zip(rows, table.select("tbody tr"), strict=True):
            if len(row) == len(heads):
                yield from _row(page, tag, heads, row)
        yield from _total(page, table, rows)


def _row(page: Page, tag: Tag, heads: list[str], row: list[str]):
    at = heads.index("Change") if "Change" in heads else 0
    if at < 2 or not all(re.fullmatch(rf"[+−]?{NUMBER}", cell) for cell in row[at - 2 : at + 1]):
        return
    one, other, change = map(_value, row[at - 2 : at + 1])
    now, before = (other, one) if heads[at - 2] == "Then" else (one, other)
    if abs(now - before - change) > 0.051:
        fault = f"{row[0]}: {row[at]} is not what {row[at - 2]} and {row[at - 1]} differ by"
        yield page.fault(tag, "sum", fault, SAME)
    percent = row[at + 1] if heads[at + 1 :][:1] == ["% change"] else ""
    is_given = re.fullmatch(rf"[+−]?{NUMBER}%", percent) and before > 0
    if is_given and not _near(percent, 100 * (now - before) / before):
        fault = f"{row[0]}: {percent} does not follow from {row[at - 2]} and {row[at - 1]}"
        yield page.fault(tag, "sum", fault, SAME)


def _total(page: Page, table: Tag, rows: list[list[str]]):
    if len(rows) < 3 or not rows[-1] or rows[-1][0].lower() not in TOTALS:
        return
    for place, told in enumerate(rows[-1][1:], 1):
        parts = [row[place] for row in rows[:-1] if len(row) > place]
        are_counts = all(re.fullmatch(r"−?[\d,]+", cell) for cell in [*parts, told])
        if are_counts and sum(map(_value, parts)) != _value(told):
            fault = f"{told} is not the sum of {', '.join(parts)}"
            yield page.fault(table, "sum", short(fault, 120), SAME)


def _signs(page: Page):
    """The word of a variation's or assurance's icon is that of its kind, and its shape is there."""
    for tag in page.soup.select(".pp-sign"):
        kinds = {name.removeprefix("pp-") for name in tag["class"]} - {"sign"}
        if kinds != {words(tag).lower().replace(" ", "-")} or not tag.select_one(
            "svg.pp-shape > *"
        ):
            fault = f"{' '.join(sorted(kinds))} says {words(tag)!r}"
            yield page.fault(tag, "state by colour", fault, "Say it as word and icon of one kind")


def _summary(page: Page):
    """Each row of the summary has its priority's figure, change and state, and says their way."""
    sections = {}
    for number in page.soup.select("section.section > h2 > .number"):
        sections[words(number)] = number.find_parent("section")
    listed = page.soup.select_one("section.section:has(> h2#summary)")
    rows = listed.find("table").select("tbody tr") if listed is not None else ()
    told = set()
    for row in rows:
        cells = [words(cell) for cell in row.find_all(["th", "td"])]
        priority = cells[0].split(" ")[0]
        told.add(priority)
        if priority in sections:
            yield from _priority(page, row, cells, sections[priority])
    for number in sections.keys() - told if told & sections.keys() else ():
        if number:
            fault = f"the summary has no row for {number}"
            yield page.fault(listed, "summary", fault, "Give every priority its row")


def _priority(page: Page, row: Tag, cells: list[str], section: Tag):
    said = " ".join(section.get_text(" ").split())
    for cell in cells[2:4]:
        if re.search(r"\d", cell) and not _has(said, cell):
            fault = f"{cells[0]}: {cell} is not in its section"
            yield page.fault(row, "summary", fault, SAME)
    way = re.search(r": (more|higher|fewer|lower)\b", cells[1])
    if way and cells[3][:1] in "+−" and (way[1] in MORE) != (cells[3][:1] == "+"):
        fault = f"{cells[1]!r} stands beside {cells[3]}"
        yield page.fault(row, "direction", fault, SAME)
    states = _states(section, cells[1].partition(":")[0])
    own = {words(badge) for badge in row.select(".pp-badge")}
    if states and not own & states:
        fault = f"{cells[0]}: {', '.join(own) or 'no state'}, its section says {', '.join(states)}"
        yield page.fault(row, "summary", short(fault, 140), SAME)


def _states(section: Tag, measure: str) -> set[str]:
    """The states that a section gives a measure, or all of its states where it has none."""
    boxes = [*section.select(".pp-assessment"), *section.select("tr:has(.pp-badge)")]
    own = set()
    for box in boxes:
        name = words(box.find(["h2", "h3", "h4", "h5", "th"]))
        if measure in name.split("; "):
            own |= {words(badge) for badge in box.select(".pp-badge")}
    return own or {words(badge) for badge in section.select(".pp-badge")}


def _quarters(page: Page):
    """Title, head and foot tell one quarter, its own months, and one day of knowledge."""
    parts = [
        tag for tag in page.soup.find_all(["title", "header", "footer"]) if tag.parent.name != "svg"
    ]
    said = {tag.name: words(tag) for tag in parts}
    told = {name: set(QUARTER.findall(text)) for name, text in said.items()}
    if len(set.union(set(), *told.values())) > 1:
        shown = "; ".join(
            f"{k}: {', '.join(f'Quarter {n} {y}/{z}' for n, y, z in v)}" for k, v in told.items()
        )
        yield page.fault(None, "quarter", f"more than one is told ({shown})", "Tell one quarter")
        return
    for number, year, after in set.union(set(), *told.values()):
        if int(after) != (int(year) + 1) % 100:
            yield page.fault(None, "quarter", f"{year}/{after} is no financial year", "Mend it")
        period = f"{MONTHS[int(number)]} {int(year) + (number == '4')}"
        for name, text in said.items():
            for months in re.findall(r"\b[A-Z][a-z]+ to [A-Z][a-z]+ \d{4}", text):
                if months != period:
                    fault = f"the {name} says {months!r}, the quarter is {period}"
                    yield page.fault(None, "quarter", fault, "Tell the quarter's own months")
    told_on = " ".join(part.get_text(" ") for part in parts)
    days = set(re.findall(r"[Ff]igures as known on\s+(\d+ \w+ \d{4})", told_on))
    if len(days) > 1:
        yield page.fault(None, "quarter", f"figures as known on {' and '.join(sorted(days))}", SAME)
