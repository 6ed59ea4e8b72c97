"""What is said follows: findings from their tables, assessments from their ranges, and in time."""

import re
from collections.abc import Iterator

from bs4 import Tag

from gate.figures import CHANGE, MORE, NUMBER, QUARTER, SAME, _value
from gate.page import Finding, Page, short, words

LIMITS = re.compile(
    rf"last value, ({NUMBER}).*?(within|above|below) the (?:upper |lower )?(?:trial )?limits? of "
    rf"({NUMBER})(?: to ({NUMBER}))?"
)
VERDICT = re.compile(r"\b(Up|Down) ([\d.]+)%.*?\(95% range ([+−]?[\d.]+)%? to ([+−]?[\d.]+)%\)")
EXPECTED = re.compile(rf"(?<![\d,.])({NUMBER}) to ({NUMBER}) \w+ (?:expected|were to be expected)")
FARED = re.compile(
    rf"({NUMBER}) to ({NUMBER}) \w+ were to be expected.*?\(95% range\)\. ({NUMBER}) came, "
    r"which is (also inside|inside|outside|above|below)"
)
RANK = re.compile(
    r"([\d.]+) for each 1,000 people, the (joint )?(?:(\w+) )?(highest|lowest) of (\d+) forces"
)
PLACES = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"]
PERIOD = re.compile(r"Quarter ([1-4]) (\d{4})/\d{2}|(\d{4})/\d{2}|([A-Z][a-z]+) (\d{4})")
ENDS = {1: "June", 2: "September", 3: "December", 4: "March"}
NAMES = "January February March April May June July August September October November December"
ROSE = re.compile(r"\b(?:rose|risen|increased|went up|grew|grown|is up)\b")
FELL = re.compile(r"\b(?:fell|fallen|decreased|went down|dropped|shrank|is down|was reduced)\b")
COMMENTED = ("What happened", "So what", "What next")
# A count of hundreds, or a number with places or per cent; years and shares of ten are words.
TOLD = r"(?<![\d.,/£])(?:\d{1,3}(?:,\d{3})+|\d+\.\d+%?|(?!19|20)\d{3,})(?![\d/]|[.,]\d)"
SHARE = re.compile(r"\d+(?:\.\d+)?%")


def check(page: Page) -> list[Finding]:
    """All that a page says and its own figures do not bear out."""
    rules = (
        _findings,
        _control,
        _ranks,
        _verdicts,
        _expected,
        _changes,
        _told,
        _periods,
        _columns,
        _shares,
    )
    return [finding for rule in rules for finding in rule(page)]


def _cells(table: Tag) -> list[list[str]]:
    return [[words(c) for c in row.find_all(["th", "td"])] for row in table.select("tbody tr")]


def _findings(page: Page):
    """A chart's finding says where the last value lies as its limits have it."""
    for figure in page.soup.find_all("figure"):
        said = words(figure.find("figcaption"))
        found, table = LIMITS.search(said), figure.find("table")
        rows = _cells(table) if table else []
        if found:
            value, low = _value(found[1]), _value(found[3])
            high = _value(found[4] or found[3])
            where = "above" if value > high else "below" if value < low else "within"
            if found[2] != where:
                yield page.fault(figure.figcaption, "finding", f"{found[0]!r} is not so", SAME)
        for label in figure.select("svg text"):
            told = re.search(rf"^last value ({NUMBER})", words(label))
            if told and rows and not any(told[1] == cell for cell in rows[-1]):
                fault = f"the label {words(label)!r} is not of the last row"
                yield page.fault(figure.figcaption, "finding", fault, SAME)
        yield from _labels(page, figure, {row[0]: row[1:] for row in rows})


def _labels(page: Page, figure: Tag, rows: dict[str, list[str]]):
    """A label that names a row has a number of that row, and one of what is expected."""
    held = [n for row in rows.values() for cell in row for n in re.findall(NUMBER, cell)]
    for label in figure.select("svg text"):
        told = re.fullmatch(rf"(.*[a-z]) ({NUMBER})", words(label))
        own = rows.get(told[1], held if told[1] == "expected" else None) if told else None
        if own is not None and told[2] not in own:
            fault = f"the label {words(label)!r} is not in its row"
            yield page.fault(figure.figcaption, "finding", fault, SAME)
    said = words(figure.find(class_="pp-description"))
    names = " ".join(words(text) for text in figure.select("svg text"))
    if "holds 80% and" in said and not ("80% range" in names and "95% range" in names):
        yield page.fault(figure.figcaption, "labels", "its bands have no names", "Name each band")


def _control(page: Page):
    """The limits of a control chart are in order, and its signals those of its values."""
    for table in page.soup.find_all("table"):
        heads = [words(th) for th in table.select("thead th")]
        if heads[-1:] != ["Signal"] or "Upper limit" not in heads:
            continue
        signals = set()
        for row in (dict(zip(heads, cells, strict=False)) for cells in _cells(table)):
            signals.add(row["Signal"])
            told = [row.get(name, "") for name in ("Value", "Lower limit", "Centre", "Upper limit")]
            if not all(re.fullmatch(rf"[−+]?{NUMBER}%?", each) for each in told):
                continue
            value, low, centre, high = map(_value, told)
            if not low <= centre <= high:
                yield page.fault(table, "limits", f"{told[1:]} are not in order", SAME)
            name = {1: "above the upper limit", -1: "below the lower limit"}
            where = name.get((value > high) - (value < low), "")
            if (where or "limit" in row["Signal"].split("near")[0]) and row["Signal"] != where:
                fault = (
                    f"{told[0]} of {heads[0].lower()} {next(iter(row.values()))}: {row['Signal']!r}"
                )
                yield page.fault(table, "signal", f"{fault} with limits {low:g} to {high:g}", SAME)
        yield from _told_signals(page, table, signals - {"none"})


def _told_signals(page: Page, table: Tag, signals: set[str]):
    figure = table.find_parent("figure")
    said = words(figure.find(class_="pp-description")) if figure is not None else ""
    lost = [signal for signal in signals if signal.lower() not in said.lower()]
    is_told = (
        bool(re.search(r"(?i)\bsignals?: |gives? an? signal", said)) and "No value" not in said
    )
    if (
        lost
        or (is_told and not signals)
        or (figure and not signals and "No value gives" not in said)
    ):
        fault = f"the description does not tell {', '.join(lost) or 'that no value gives a signal'}"
        yield page.fault(table, "signal", fault, SAME)


def _ranks(page: Page):
    for figure in page.soup.find_all("figure"):
        found, table = RANK.search(words(figure.find("figcaption"))), figure.find("table")
        rates = [row[1] for row in _cells(table) if row[0] != "Together"] if table and found else []
        rates = [float(rate) for rate in rates if re.fullmatch(r"[\d.]+", rate)]
        if not found:
            continue
        own, sign = float(found[1]), 1 if found[4] == "highest" else -1
        beyond = sum(sign * rate > sign * own for rate in rates)
        ties = sum(rate == own for rate in rates)
        # Rates that are printed alike may differ in their later decimals.
        is_so = beyond < _ordinal(found[3] or "first") <= beyond + ties
        if not is_so or int(found[5]) != len(rates) or (found[2] and ties < 2):
            yield page.fault(figure.figcaption, "rank", f"{found[0]!r} is not so", SAME)


def _ordinal(told: str) -> int:
    return PLACES.index(told) + 1 if told in PLACES else int(re.match(r"\d+", told)[0])


def _verdicts(page: Page):
    """An estimate lies in its range and goes the way it is said to; the range bears it out."""
    for box in page.soup.select(".pp-assessment"):
        said = words(box.select_one(".pp-prose"))
        found = VERDICT.search(said)
        if not found:
            continue
        size = _value(found[2]) * (1 if found[1] == "Up" else -1)
        low, high = _value(found[3]), _value(found[4])
        # A test that stands alone may lose its class when all are taken together.
        is_unproved = "no significant change" in said.lower() and "taken together" not in said
        if not low - 1 <= size <= high + 1 or (is_unproved and not low - 1 <= 0 <= high + 1):
            yield page.fault(box, "verdict", f"{found[0]!r} is not borne out", SAME)


def _expected(page: Page):
    for tag in page.texts:
        said = words(tag)
        for low, high in EXPECTED.findall(said):
            if _value(low) > _value(high):
                yield page.fault(tag, "range", f"{low} to {high} goes down", SAME)
        if found := FARED.search(said):
            is_in = _value(found[1]) <= _value(found[3]) <= _value(found[2])
            if is_in != ("inside" in found[4]):
                yield page.fault(tag, "range", f"{found[3]} is {found[4]}: not so", SAME)


def _changes(page: Page):
    """The change of a headline figure is that of its sentence, and commentary goes the same way."""
    for box in page.soup.select("dl.pp-figures > div"):
        part = box.find_parent("section", class_="section") or page.soup.main or page.soup
        name, told = words(box.dt), " ".join(words(dd) for dd in box.find_all("dd")[1:])
        change = CHANGE.search(told)
        if not change:
            continue
        size, is_up = change[2], change[1] == "+"
        for item in part.select(".pp-list li, .pp-prose"):
            said = words(item)
            own = re.search(rf"({NUMBER}) (more|fewer|higher|lower) than", said)
            if said.startswith(f"{name}: ") and own and own[1] != size:
                fault = f"{name}: {own[0]} here, {change[0]} in its headline"
                yield page.fault(item, "figure", fault, SAME)
            yield from _way(page, item, name, size, is_up)


def _way(page: Page, item: Tag, name: str, size: str, is_up: bool) -> Iterator[Finding]:
    for sentence in re.split(r"(?<=[.!?]) ", words(item)):
        counted = re.search(
            rf"(?<![\d,.]){re.escape(size)} (more|fewer) (?!than what)\w+", sentence
        )
        is_named = name.lower() in sentence.lower() and "year before" in sentence
        ways = {bool(p.search(sentence)) and up for p, up in ((ROSE, "up"), (FELL, "down"))} - {
            False
        }
        is_other = is_named and len(ways) == 1 and (ways == {"up"}) != is_up
        if is_other or (counted and (counted[1] in MORE) != is_up and name.split()[-1] in sentence):
            fault = f"{short(sentence)!r} goes another way than {name}"
            yield page.fault(item, "direction", fault, SAME)


def _told(page: Page):
    """A number of the commentary stands in a table, a list or a chart of its section too."""
    for head in page.soup.find_all(re.compile("^h[2-4]$")):
        if words(head) != "Commentary":
            continue
        part = head.find_parent("section", class_="section") or page.soup.main
        said = [*head.find_all_next("p", class_="pp-prose")]
        said = [p for p in said if part in p.parents and words(p.find_previous("h3")) in COMMENTED]
        rest = words(part)
        for paragraph in said:
            rest = rest.replace(words(paragraph), "")
        held = set(re.findall(TOLD, rest))
        for paragraph in said:
            if lost := [n for n in re.findall(TOLD, words(paragraph)) if n not in held]:
                fault = f"{lost[0]} is in no table or list of its section"
                yield page.fault(paragraph, "figure", fault, SAME)


def _periods(page: Page):
    """No headline is of a later quarter; months are the quarter's own; clearance is in time."""
    head = words(page.soup.find("header"))
    own = QUARTER.search(head)
    if not own:
        return
    number, year = int(own[1]), int(own[2])
    end = f"{ENDS[number]} {year + (number == 4)}"
    for tag in page.soup.select("header p, caption, .pp-figures dd, .pp-list li"):
        for months in re.findall(r"\b3 months to ([A-Z][a-z]+ \d{4})", words(tag)):
            if months != end:
                yield page.fault(tag, "quarter", f"3 months to {months}, not {end}", SAME)
        late = [q for q in QUARTER.findall(words(tag)) if (int(q[1]), int(q[0])) > (year, number)]
        if late and not re.search(r"expected|due|predict|next", words(tag)):
            fault = f"{words(tag)!r} tells of a quarter to come"
            yield page.fault(tag, "quarter", short(fault, 120), SAME)
    eyebrow = words(page.soup.find(class_="eyebrow"))
    for caption in page.soup.find_all("caption") if re.fullmatch(r"[A-Z]+\d+", eyebrow) else ():
        kind = re.sub(r"\d", "", eyebrow)
        if other := set(re.findall(rf"\b{kind}\d+\b", words(caption))) - {eyebrow}:
            yield page.fault(caption, "caption", f"it names {other.pop()} in {eyebrow}", SAME)
    known = re.search(r"as known on (\d+ \w+ \d{4})", head)
    for day in re.findall(r"; cleared by [^;]*?, (\d+ \w+ \d{4})", words(page.soup.main)):
        if known and _day(day) > _day(known[1]):
            yield page.fault(None, "withheld", f"a figure was cleared on {day}, after it", SAME)


def _day(told: str) -> tuple[int, int, int]:
    day, month, year = told.split()
    return int(year), NAMES.split().index(month), int(day)


def _columns(page: Page):
    """Rows and columns of periods go on in time; numbers are set and written alike."""
    for table in page.soup.find_all("table"):
        heads = [words(th) for th in table.select("thead th")]
        for told in ([row[0] for row in _cells(table) if row], heads[1:]):
            times = [_time(each) for each in told]
            if (
                len(times) > 2
                and all(times)
                and times != sorted(times)
                and times != sorted(times)[::-1]
            ):
                yield page.fault(table, "order", "its periods are out of order", "Go on in time")
        for place, head in enumerate(table.select("thead th")):
            if "pp-n" in head.get("class", []):
                yield from _column(page, table, place)


def _column(page: Page, table: Tag, place: int):
    rows = (row.find_all(["th", "td"], recursive=False) for row in table.select("tbody tr"))
    cells = [row[place] for row in rows if len(row) > place and row[place].name == "td"]
    numbers = [cell for cell in cells if re.fullmatch(rf"[+−]?£?{NUMBER}[m%]?", words(cell))]
    for cell in numbers:
        if "pp-n" not in cell.get("class", []):
            yield page.fault(cell, "number", f"{words(cell)} is set as words", "Set it flush right")
    kinds = {len(words(cell).rstrip("m%").partition(".")[2]) for cell in numbers}
    alone = [
        k
        for k in kinds
        if sum(len(words(c).rstrip("m%").partition(".")[2]) == k for c in numbers) == 1
    ]
    is_drawn = table.find_parent("figure") is not None
    if is_drawn and len(numbers) > 5 and len(kinds) > 1 and 0 in alone:
        yield page.fault(table, "number", "one number has other places than its column", SAME)


def _time(told: str) -> tuple | None:
    if re.fullmatch(r"Q[1-4]", told):
        return (0, int(told[1]))
    found = PERIOD.fullmatch(told)
    if not found or (found[4] and found[4] not in NAMES.split()):
        return None
    if found[4]:
        return (int(found[5]), NAMES.split().index(found[4]))
    return (int(found[2] or found[3]), int(found[1] or 0))


def _shares(page: Page):
    """No share is over one hundred per cent, and one of a thing is one."""
    for tag in page.soup.select(".pp-value, .pp-list li"):
        for share in SHARE.findall(words(tag)) if tag.name != "li" else ():
            if float(share[:-1]) > 100:
                yield page.fault(tag, "share", f"{share} is more than all", SAME)
    for tag in page.texts:
        if found := re.search(
            r"(?<![\d,.])1 (?:offences|incidents|reports|people|crimes|values)\b", words(tag)
        ):
            yield page.fault(tag, "slip", f"{found[0]!r}", "Write one of a thing as one")
