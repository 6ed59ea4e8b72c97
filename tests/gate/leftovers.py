"""What must not stand in a published file: remarks, contacts, traces of machines, slips of pen."""

import re
from calendar import month_name
from collections.abc import Iterator

from bs4 import CData, Comment, Declaration, ProcessingInstruction

from gate.page import Finding, Page, short, words
from panelpack.personal import find

ROLE = "Name a role, and nothing by which one person is known"

# In every file, also in data: rule, what is looked for, how to mend it.
ANYWHERE = [
    (
        "contact",
        r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
        r"|(?<![\w.,/£-])(?:\(?\+44\)?|\(?0\d{2,4}\)?)(?:[ -]?\d{2,4}){2,4}(?![\w.,/%-]\w|\w)"
        r"|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|(?<![\w./])@[A-Za-z]\w{2,}"
        r"|(?<![\w/.])www\.\w"
        r"|(?i:\bext(?:ension|n)?\.? ?\d{2,}|\b(?:tel|telephone|phone|mobile|fax)\b[:.]? ?\+?\d)",
        "Name a role and no address: contacts change and may be a person's",
    ),
    (
        "path",
        r"\b[A-Za-z]:[\\/](?![\\/])\S+|\\\\\w+\\\w+|(?<![\w.])/(?:home|Users|tmp|root|mnt|var)/\S+"
        r"|(?<![\w./])(?:/(?:opt|srv|etc|usr|work|data|media)|~)/\w\S*|\b(?:file|s3|smb|ftp|ssh|jdbc):/"
        r"|\blocalhost\b|\b127\.0\.0\.1\b|\bhttps?://(?:\w+(?:[:/]|\b(?!\.))|[\d.]+\b)",
        "Take it out: it tells of the machine",
    ),
    (
        "placeholder",
        r"\b(?:TODO|FIXME|XXX+|TBC|TBA|TBD)\b|(?i:\blorem ipsum\b|\bto be (?:confirmed|completed|"
        r"added|written|checked)\b|\b(?:figures?|text|chart|table)s? (?:to follow|goes? here)\b|"
        r"\bclick (?:or tap )?here to enter\b|"
        r"\binsert (?:text|figure|chart|name|date) |\bhello,? world\b|\basdf|^test$"
        r"|\bnot yet (?:cleared|approved|checked|written)\b|\b(?:error|no data):? ?no data\b)"
        r"|\?{3}|_{3,}"
        r"|\bX+\.X+|£X|(?<![IVXL])\bXX\b|\{[\w.,:!]*\}|\$\{|%[sd]\b|%\(\w+\)|<[a-z ]+>"
        r"|\[(?!(?:c|x|z|p|r|u)\])[A-Za-z][a-z ]*\]",
        "Write the words, or say what is missing, why, from whom and by when",
    ),
    (
        "markup",
        r"\{\{|\}\}|\{%|\]\{\w|\]\(\w|\*\*\w|(?:^|\n)#{1,6} |```|&(?:amp|lt|gt|nbsp|quot|#\d+);"
        r"|</?(?:p|b|br|strong|em|span|div|td|tr|li)\s*/?>",
        "Let the renderer write it, so that readers see words",
    ),
    (
        "raw value",
        r"\bTraceback\b|\b\w+Error:|\bdtype:|<[\w.]+ object at |\b(?:Timestamp|Period|Decimal)\("
        r"|\b(?:NaN|NaT|nan|undefined)\b|\bnull\b(?! hypothes)|(?<=[a-z,:=] )None\b|^None$"
        r"|\w+Warning: |\barray\(|\[\d+(?:, \d+)+\]|\{'\w+': |\b0x[0-9a-f]+\b"
        r"|(?<=[a-z,:=] )(?:True|False)\b|\bp = 0\.0+\b|(?<![\d.])[−-]0(?:\.0+)?(?![\d.,])"
        r"|(?<!\w)[-−]?inf\b|#(?:REF|N/A|NAME|VALUE|DIV/0|NUM)\b|\d[eE][+-]\d|\d\.\d{5,}",
        "Print the figure rounded, or [x] not available with its reason",
    ),
    (
        "letters",
        "\ufffd|Â[£ ·±°]|â€|Ã[\x80-\xbf©¨¢]|\ufeff|\u00ad|[\ufb00-\ufb06]"
        "|[\u0370-\u052f]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]"
        "|[\x00-\x08\x0b\x0c\x0e-\x1f]",
        "Write the file in UTF-8, without marks that can't be seen",
    ),
    (
        "marking",
        r"\b(?:OFFICIAL[- :]+SENSITIVE|RESTRICTED|CONFIDENTIAL|DRAFT)\b"
        r"|\b(?:EMBARGOED|PROTECT|SECRET)\b|\bComment \[|\bACTION:|\bN\.?B\.?:? ask\b"
        r"|(?i:\b(?:not for publication|internal (?:draft|use|only)|do not (?:share|publish)"
        r"|embargo\w*"
        r"|note to self|version 0\.\d)\b)",
        "Publish only what is final and public",
    ),
]
# In what is read as prose or as a printed table.
IN_WORDS = [
    (
        "date",
        r"(?<![\d/])\d{1,2}[/.]\d{1,2}[/.](?:19|20)?\d{2}(?![\d/])"
        r"|(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])"
        r"|\b\d{1,2}(?:st|nd|rd|th) (?=[A-Z])"
        r"|\b\d{1,2} (?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
        rf"|\b(?:{'|'.join(month_name[1:])}) \d{{1,2}}(?:st|nd|rd|th)?, \d{{4}}"
        r"|(?<![\w/-])(?<!prints )\d{1,2}-\d{1,2}-\d{4}\b|\bFY ?\d\d"
        r"|\bQ[1-4] \d\d/\d\d\b|(?<![\w/-])20\d\d-\d\d\b(?!-)",
        "Write it as 29 September 2014",
    ),
    (
        "number",
        r"(?<![\w.,/=-])\d{5,}(?![\w/-])|(?<![\w.)/–−-])-\d|(?<![a-z])[$€]\d|\d[\u2009\u202f]\d{3}"
        r"|(?<!Quarter )(?<![\w.,/%£−+-])[1-9]\d{0,2} \d{3}(?![\w.,/%])"
        r"|\d ?(?:per ?cent|pct|%age)\b|\d %|£[\d,.]+ ?(?:mn|M|mill|k|K)\b|£\d+,[\d,]+\.00\b",
        "Write it as 15,243, −127 or £3.24m",
    ),
    (
        "sign",
        "[\u00b9\u00b2\u00b3\u2070-\u2079\u2020\u2021\u2190-\u21ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f]|-{2,}>|<-{2,}|={2,}>",
        "Say it in a word: a sign is read out by its own name, or not at all",
    ),
    (
        "slip",
        r"(?i:\b(?!had |that )([a-z]{2,}) \1\b)| [,;](?!\w)| \.(?=\s|$)|[a-z]{3}[.;][A-Z][a-z]|!"
        r"|(?<![.\w])\w+\.\.(?!\.)|\b(?:teh|recieved?|goverment|seperate|occured|untill|wich|thier)\b"
        r"|\b(?:[A-Za-z] ){4,}[A-Za-z]\b|\xa0{2,}|\u200b",
        "Write each word once and whole",
    ),
    (
        "spelling",
        r"(?i)\b(?:neighbor|behavior|color|favor|labor|center|offense|defense|catalog|analyz|traveled"
        r"|canceled)(?:s|ed|ing|hoods?|al|es)?\b",
        "Write British English",
    ),
]
TYPED_LIST = re.compile(r"(?:[-–—*•·●▪]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+\S")
CAPITALS = re.compile(r"[^a-z]*\b[A-Z]{2,}(?:[^a-z]+[A-Z]{2,}){2,}[^a-z]*")
ALL = [(rule, re.compile(pattern), remedy) for rule, pattern, remedy in ANYWHERE]
WORDS = [*ALL, *((rule, re.compile(pattern), remedy) for rule, pattern, remedy in IN_WORDS)]


def check(page: Page) -> list[Finding]:
    """All leftovers of a page: in its words, beside them, and where no reader sees them."""
    return [*_in_text(page), *_unseen(page), *_typed(page)]


def remarks(file: str, where: str, said: str, rules=WORDS) -> Iterator[Finding]:
    """What must not stand in a text, at most once a rule."""
    for rule, pattern, remedy in rules:
        if found := pattern.search(said):
            shown = short(found[0].strip() or repr(found[0]), 40)
            yield Finding(file, where, rule, f"{shown!r} stands in {short(said, 50)!r}", remedy)
    # Lines of a paper are looked at alone: side by side, cells make numbers that are none.
    for held in (one for line in said.splitlines() for one in find(line)):
        yield Finding(file, where, "person", f"{held.words!r} may be {held.kind}", ROLE)


def _in_text(page: Page):
    for tag in [
        *page.texts,
        *page.soup.select("h1, h2, h3, h4, h5, h6, dt, summary, title, text"),
    ]:
        if "internal" not in tag.get("class", []):
            yield from remarks(page.name, f"line {tag.sourceline}", words(tag))


def _unseen(page: Page):
    for node in page.soup.find_all(
        string=lambda s: isinstance(s, Comment | CData | Declaration | ProcessingInstruction)
    ):
        yield page.fault(
            node.parent, "comment", f"{short(str(node))!r} is hidden in the page", "Take it out"
        )
    if re.search(r"(?:&nbsp;|&#160;|\xa0)\s*(?:&nbsp;|&#160;|\xa0)", page.text):
        yield page.fault(None, "slip", "spaces set words apart", "Leave that to the style sheet")
    for style in page.soup.find_all("style"):
        for said in re.findall(r"/\*.*?\*/", style.get_text(), re.DOTALL):
            yield from remarks(page.name, "style sheet", said, ALL)


def _typed(page: Page):
    for tag in page.soup.find_all(["p", "li", "dd", "td"]):
        said = words(tag)
        if TYPED_LIST.match(said):
            yield page.fault(tag, "list", "a list typed by hand", "Write <ul> or <ol> with <li>")
        if tag.name == "p" and CAPITALS.fullmatch(said):
            yield page.fault(
                tag, "capitals", f"{short(said)!r} is all capitals", "Write it in small letters"
            )
