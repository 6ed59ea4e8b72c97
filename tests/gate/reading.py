"""What is said: links, headings that are headings, claims, plain words, sentences."""

import re

from bs4 import Tag

from gate.page import Finding, Page, short, words

SAYS_NO_TARGET = re.compile(
    r"(?i)^\W*(?:click|tap|press|here|this|(?:read |see |learn |find out |for )?more"
    r"(?: information| details| on this| about this)?|(?:further )?information|"
    r"details|link|this (?:link|page|section)|see (?:here|this|below|above)|go|view|continue|"
    r"download|next|previous|top|(?:please )?(?:click|go|see|look) (?:here|this|below)(?: .*)?|"
    r"https?:.*|www\..*)\W*$"
)
COLOUR = r"red|green|amber|orange|yellow|blue|purple|pink|grey|gray|brown|teal|colou?red"
BY_COLOUR = re.compile(
    rf"(?i)\b(?:(?:in|marked|shown|shaded|highlighted|printed|coloured) (?:in )?(?:{COLOUR})|"
    rf"(?:{COLOUR}) (?:rows?|cells?|figures?|lines?|bars?|bands?|text|numbers?|badges?|ones?|"
    r"means?|shows?|shading|areas?|districts?|points?|dots?)|"
    rf"(?:rated|flagged|scored|graded|status(?: is)?:?) (?:as )?(?:{COLOUR})|"
    rf"(?:{COLOUR})[- ](?:rated|rating|status))\b|\bRAG\b"
)
BY_PLACE = re.compile(
    r"(?i)\b(?:(?:table|chart|figure|box|map|list|column) (?:on|to|at) the (?:right|left)|"
    r"(?:right|left)[- ]hand (?:table|chart|column|side)|"
    r"the (?:round|square|triangular) (?:icon|one|shape))"
)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“0-9])")
LONG, LONGEST, MOST_LONG = 25, 60, 0.05
LONGEST_PARAGRAPH = 120
# Common words of other languages that are not English words.
FOREIGN = re.compile(
    r"(?i)\b(?:la|le|les|des|du|et|ce|est|une|dans|pour|tout|el|il|avec|sur|sont|qui|aux|und|der|das|nicht|ist|von|mit|eine|"
    r"auf|dem|los|las|del|una|por|para|con|yn|mae|wedi|gan|yr|ar|ydd|heddlu|jest|nie|się|oraz|della|"
    r"che|sono|och|het|een|niet)\b"
)
ACCENTED = re.compile(r"\w*[à-öø-ÿŵŷžšč]\w*", re.IGNORECASE)
JARGON = re.compile(
    r"(?i)\b(?:leverag\w+|synerg\w+|going forward|deliverables?|utilis\w+|"
    r"blue[- ]sky|"
    r"low[- ]hanging|paradigm\w*|drill down into|touch base|moving forward|key learnings?)\b"
)
SIGNIFICANT = re.compile(r"(?i)(?<!no )(?<!not )\bsignificant(?:ly)?\b")
SHOWN = ["pp-improved", "pp-deteriorated", "pp-no-polarity"]
CLAIMING = ["p", "li", "figcaption", "h2", "h3", "h4"]
BY_PERCENT = re.compile(
    r"\b(?:rose|fell|risen|fallen|increased?|decreased?|up|down|rise|fall|grew|dropped) "
    r"(?:by |of )?[\d.]+%"
)
COUNT = re.compile(r"(?<![\w/.,+−-])£?\d[\d,]*(?:\.\d+)?(?![\d%/]|[.,]\d)")
PERIOD = re.compile(
    r"(?:Quarter )?\d(?: to \d)? \d{4}/\d{2}|\b(?:19|20)\d{2}(?:/\d{2})?\b|\b[A-Z]+\d+"
)
ABBREVIATION = re.compile(r"(?<![\w-])[A-Z]{2,}(?=s?(?![\w]))")
GLOSSARY = "Words and abbreviations"
BOLD = {"strong", "b", "em"}
# Their own looks say what they are.
NAMED = {"eyebrow", "pp-value"}


def check(page: Page) -> list[Finding]:
    """All faults of what a page says."""
    rules = (
        _links,
        _headings,
        _colour,
        _language,
        _sentences,
        _abbreviations,
        _plain,
        _claims,
    )
    return [finding for rule in rules for finding in rule(page)]


def _links(page: Page):
    for link in page.soup.find_all("a"):
        if SAYS_NO_TARGET.match(words(link)):
            yield page.fault(
                link, "link", f"{words(link)!r} does not say where it leads", "Name the target"
            )


def _headings(page: Page):
    for tag in page.soup.find_all(["p", "div", "li", "dd"]):
        said = words(tag)
        bold = " ".join(words(child) for child in tag.find_all(BOLD, recursive=False))
        inside = tag.find_all(True, recursive=False)
        if said and bold == said and inside and not NAMED & set(tag.get("class", [])):
            yield page.fault(
                tag,
                "heading",
                "bold words pose as a heading",
                "Make it a heading of its level, or plain",
            )


def _colour(page: Page):
    for tag in page.texts:
        for pattern, what in ((BY_COLOUR, "colour"), (BY_PLACE, "place")):
            if found := pattern.search(words(tag)):
                yield page.fault(
                    tag,
                    f"state by {what}",
                    f"{found[0]!r} can't be heard",
                    "Name it in words that need no eyes",
                )


def _language(page: Page):
    for tag in page.texts:
        found = FOREIGN.findall(words(tag))
        accented = set(ACCENTED.findall(words(tag)))
        if len({word.lower() for word in found} | accented) >= 3:
            yield page.fault(
                tag,
                "language",
                "the words are of another language",
                "Write British English, or mark the language",
            )


def _plain(page: Page):
    for tag in page.texts:
        if found := JARGON.search(words(tag)):
            yield page.fault(tag, "jargon", f"{found[0]!r} is jargon", "Say it in plain words")


def _claims(page: Page):
    """Significance is claimed where an assessment shows it; a percentage stands with a number."""
    for tag in page.soup.main.find_all(CLAIMING) if page.soup.main else ():
        said = words(tag)
        if SIGNIFICANT.search(said) and _is_judged_otherwise(page, tag):
            yield page.fault(
                tag, "claim", "no assessment here shows anything significant", "Say what was found"
            )
        is_bare = BY_PERCENT.search(said) and not COUNT.search(PERIOD.sub("", said))
        if is_bare and tag.find_parent(class_="pp-assessment") is None:
            fault = f"{BY_PERCENT.search(said)[0]!r} stands without its number"
            yield page.fault(tag, "claim", fault, "Print the number beside its percentage")


def _is_judged_otherwise(page: Page, tag: Tag) -> bool:
    part = tag.find_parent("section", class_="section") or page.soup.main
    return part.find(class_="pp-badge") is not None and part.find(class_=SHOWN) is None


def _abbreviations(page: Page):
    """In the whole pack each one stands in the glossary, or in brackets after its words."""
    if page.name != "index.html":
        return
    explained, told = _glossary(page), set()
    for tag in page.texts:
        for short_form in ABBREVIATION.findall(words(tag)):
            if short_form not in explained | told:
                told.add(short_form)
                yield page.fault(
                    tag,
                    "abbreviation",
                    f"nothing explains {short_form}",
                    "Add it to abbreviations in params/plan.yaml, or write it out",
                )


def _glossary(page: Page) -> set[str]:
    caption = page.soup.find("caption", string=GLOSSARY)
    table = caption.find_parent("table") if caption else None
    rows = table.select("tbody th") if table else ()
    listed = {name for row in rows for name in ABBREVIATION.findall(words(row))}
    in_brackets = re.findall(r"[a-z] \(([A-Z]{2,})\)", words(page.soup.main))
    return listed | set(in_brackets)


def sentences(page: Page) -> list[tuple[Tag, str]]:
    """Every sentence of a page's paragraphs and lists, with where it stands."""
    found = []
    for tag in page.soup.find_all(["p", "li"]):
        parts = tag.find_all("span", recursive=False) or [tag]
        whole = (
            [tag] if tag.find_parent(class_="pp-notice") is None else [*parts, tag.find("strong")]
        )
        for part in whole:
            found += [(tag, s) for s in SENTENCE_END.split(words(part)) if s]
    return found


def _sentences(page: Page):
    said = sentences(page)
    long = [(tag, s) for tag, s in said if len(s.split()) > LONG]
    for tag, sentence in said:
        if len(sentence.split()) > LONGEST:
            yield page.fault(
                tag,
                "sentence",
                f"a sentence of {len(sentence.split())} words",
                f"Split it: at most {LONG}",
            )
    if page.name == "index.html" and len(long) > MOST_LONG * len(said):
        yield page.fault(
            long[0][0],
            "sentence",
            f"{len(long)} of {len(said)} sentences are long",
            f"Keep 95% to {LONG} words",
        )
    for tag in page.texts:
        if len(words(tag).split()) > LONGEST_PARAGRAPH:
            fault = f"a paragraph of {len(words(tag).split())} words"
            yield page.fault(tag, "paragraph", fault, f"Part it: at most {LONGEST_PARAGRAPH}")
        letters = re.sub(r"[^A-Za-z]", "", words(tag))
        if len(letters) > 25 and letters.isupper():
            yield page.fault(
                tag,
                "capitals",
                f"{short(words(tag))!r} is all capitals",
                "Write it in small letters",
            )
