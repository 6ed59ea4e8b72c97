"""States and notices: each said by word, shape and colour, and by no colour alone."""

import re

from gate.page import Finding, Page, words

# The fixed words of the states; what is bound to them must begin with one.
STATES = {
    "pp-improved": "improved",
    "pp-no-change": "no significant change|no change",
    "pp-deteriorated": "deteriorated",
    "pp-no-polarity": "changed|no polarity|higher|lower",
    "pp-not-enough-data": "not enough data",
    "pp-small-numbers": "small numbers",
    "pp-not-available": "not available",
    "pp-awaiting-clearance": "awaiting clearance",
    "pp-not-tested": "not tested",
}
TONES = {
    "pp-tone-missing": "Missing: ",
    "pp-tone-withheld": "Withheld: ",
    "pp-tone-caution": "Caution: ",
    "pp-tone-note": "Note: ",
}


def check(page: Page) -> list[Finding]:
    """All states and notices of a page that are not said in words."""
    rules = (_states, _assessments, _shapes, _notices)
    return [finding for rule in rules for finding in rule(page)]


def _states(page: Page):
    for tag in page.soup.find_all(class_=list(STATES)):
        (state, *others) = set(tag["class"]) & set(STATES)
        said, is_badge = words(tag), "pp-badge" in tag["class"]
        if others or not is_badge:
            yield page.fault(
                tag,
                "state by colour",
                "a state's colour without its badge",
                "Say it as word, shape and colour",
            )
        elif not re.match(rf"(?i)(?:{STATES[state]})\b", said):
            yield page.fault(
                tag,
                "state by colour",
                f"{state} says {said!r}",
                f"Write its word: {STATES[state].split('|')[0]}",
            )
        if is_badge and not tag.select_one("svg.pp-shape :is(path, circle, rect)"):
            yield page.fault(tag, "state by colour", "a state has no shape", "Draw its shape")
    for tag in page.soup.find_all(class_="pp-badge"):
        if not set(tag["class"]) & set(STATES):
            yield page.fault(
                tag, "state by colour", "a badge of no known state", "Use one of the nine states"
            )


def _assessments(page: Page):
    for box in page.soup.find_all(class_="pp-assessment"):
        if box.select_one(".pp-verdict .pp-badge") is None or not box.select_one("h2, h3, h4, h5"):
            yield page.fault(
                box,
                "state by colour",
                "an assessment without measure or word",
                "Give it the measure's heading and its badge",
            )


def _shapes(page: Page):
    shapes: dict[str, str] = {}
    for tag in page.soup.select(".pp-badge"):
        drawn = "".join(str(part) for part in tag.select("svg > *"))
        state = " ".join(sorted(set(tag["class"]) & set(STATES)))
        if drawn and shapes.setdefault(drawn, state) != state:
            yield page.fault(
                tag,
                "state by colour",
                f"{state} and {shapes[drawn]} have one shape",
                "Give each state a shape of its own",
            )


def _notices(page: Page):
    for tag in page.soup.find_all(class_="pp-notice"):
        said = words(tag)
        tones = [word for tone, word in TONES.items() if tone in tag["class"]]
        if len(tones) != 1 or not said.startswith(tones[0]) or not tag.select_one("svg.pp-shape"):
            yield page.fault(
                tag,
                "notice",
                "a notice does not say its kind in a word",
                f"Begin it with one of {', '.join(TONES.values())}",
            )
