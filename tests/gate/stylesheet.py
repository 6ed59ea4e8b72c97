"""The style sheet of a page: nothing from outside, nothing that moves, hides or can't grow."""

import re

from gate.page import Finding, Page

PAGE_RULE = re.compile(r"@page\s*\{(?:[^{}]|\{[^{}]*\})*\}")
# What a style sheet must not hold: rule, pattern, how to mend it.
REFUSED = [
    ("outside", r"@import|@font-face|@namespace|url\(|expression\(|javascript:", "Take it out"),
    ("style", r"(?<![\w-])content\s*:\s*(?![\"']{2}|none)[^;}]+", "Put words in the page itself"),
    (
        "motion",
        r"(?<![\w-])(?:animation|transition)[\w-]*\s*:[^;}]+|scroll-behavior\s*:\s*smooth|@keyframes",
        "Let nothing on the page move",
    ),
    (
        "zoom",
        r"(?<![\w-])font(?:-size)?\s*:[^;}]*?\d(?:px|vw|vh|vmin|vmax)\b(?![^;}]*\))",
        "Size words in rem or em, so that they grow with a reader's own size",
    ),
    (
        "small words",
        r"(?<![\w-])font(?:-size)?\s*:[^;}/]*?(?<![\d.])(?:[0-8](?:\.\d+)?pt|0?\.[0-7]\d*r?em)\b",
        "Set words in 9 pt or more on paper, 12 pt on screens",
    ),
    (
        "style",
        r"@media[^{]*\((?:orientation|prefers-[\w-]+|forced-colors|hover|pointer|scripting|max-height"
        r"|min-height|height)[^)]*\)|forced-color-adjust\s*:\s*none|@supports|@layer|@container",
        "Look the same to every reader, whatever the settings",
    ),
    (
        "hidden",
        r"(?<![\w-])(?:text-indent\s*:\s*-|clip(?:-path)?\s*:(?!\s*(?:none|auto))|mask[\w-]*\s*:"
        r"|-webkit-text-fill-color|-webkit-line-clamp|text-overflow|content-visibility|zoom\s*:"
        r"|(?:font-)?size-adjust|mix-blend-mode|background-clip)[^;}]*",
        "Show words whole, where they stand",
    ),
]
REFUSED = [(rule, re.compile(pattern), remedy) for rule, pattern, remedy in REFUSED]
# What leads about the page may be left out on paper.
MAY_BE_LEFT_OUT = {".skip", ".back", ".band a", ".pp-numbers summary"}


def check(page: Page) -> list[Finding]:
    """All faults of a page's style sheet, of which there is one, in its head."""
    found = []
    styles = page.soup.find_all("style")
    if len(styles) != 1 or styles[0].parent.name != "head":
        found.append(
            page.fault(None, "style", "not one style sheet in the head", "Keep one, in <head>")
        )
    for style in styles:
        sheet = re.sub(r"/\*.*?\*/", "", style.get_text(), flags=re.DOTALL)
        plain = PAGE_RULE.sub("", sheet)
        for rule, pattern, remedy in REFUSED:
            for held in pattern.finditer(plain):
                said = " ".join(held[0].split())
                found.append(page.fault(style, rule, f"the style sheet holds {said!r}", remedy))
        found += _left_out(page, style, plain)
    return found


def _left_out(page: Page, style, sheet: str):
    """Which parts the style sheet takes away, and whether it has thought of paper at all."""
    if "@media print" not in sheet:
        yield page.fault(style, "print", "no style for paper", "Add @media print")
    for block in re.finditer(r"([^{}]+)\{([^{}]*)\}", sheet):
        if re.search(r"display\s*:\s*none|visibility\s*:\s*hidden", block[2]):
            parts = {part.strip() for part in block[1].split(",")}
            if lost := sorted(parts - MAY_BE_LEFT_OUT):
                fault = f"the style sheet takes {', '.join(lost)} away"
                yield page.fault(style, "hidden", fault, "Show it, or take it out of the page")
