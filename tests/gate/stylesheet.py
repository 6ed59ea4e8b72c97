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
# The properties that the pack's own sheet sets; another would change what readers see or hear.
PROPERTIES = {
    "--edge", "-webkit-print-color-adjust", "-webkit-text-size-adjust", "align-items",
    "align-self", "background", "border", "border-bottom", "border-collapse", "border-left",
    "border-left-color", "border-top", "border-top-width", "box-shadow", "box-sizing",
    "break-after", "break-before", "break-inside", "caption-side", "color", "column-gap",
    "columns", "content", "cursor", "display", "flex", "flex-wrap", "float", "font",
    "font-family", "font-size", "font-variant-numeric", "font-weight", "gap", "grid-column",
    "grid-template-columns", "height", "justify-content", "left", "line-height", "list-style",
    "margin", "margin-bottom", "margin-right", "margin-top", "max-height", "max-width",
    "min-width", "outline", "outline-offset", "overflow", "overflow-wrap", "overflow-x",
    "overflow-y", "padding", "padding-bottom", "padding-left", "padding-right", "padding-top",
    "position", "print-color-adjust", "scroll-behavior", "size", "stroke-linecap",
    "stroke-linejoin", "text-align", "text-decoration", "text-decoration-thickness",
    "text-size-adjust", "text-underline-offset", "text-wrap", "top", "vertical-align",
    "white-space", "width",
}  # fmt: skip
COLOURS = {
    "#0b0c0c", "#12436d", "#28a197", "#942514", "#b1b4b6", "#f2f5f8", "#f3f2f1", "#ffdd00",
    "#fff\\b", "#000\\b",
}  # fmt: skip
COLOUR = re.compile(
    r"#[\da-fA-F]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklch|color|color-mix|light-dark)\(|"
    r"(?<![\w-])(?:red|green|blue|white|black|gr[ae]y|silver|yellow|orange|amber|purple|pink|teal|"
    r"transparent|lime|navy|maroon|gold|crimson|tomato|currentcolor)(?![\w-])"
)
MOVING = re.compile(
    r"gradient\(|!important|break-all|keep-all|cursor\s*:\s*none|(?<![\w-])pre(?![\w-])"
)
UNKNOWN = "Keep to what the pack's own style sheet sets"
PALETTE = "Keep to the palette: its colours are told apart by all eyes"
LEAST_MARGIN = 10
NOT_PRINTED = re.compile(
    r"([^{}]+)\{[^{}]*?((?<![\w-])(?:color|background|border|opacity|position|height|font-family|width)\s*:"
    r"[^;}]*)"
)
# Bands and links lose their ground on paper; what scrolls on a screen is shown whole there.
MAY_CHANGE = (".band", ".internal", "nav a", "footer")
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
        found += [*_closed(page, style, plain), *_on_paper(page, style, sheet)]
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


def _closed(page: Page, style, sheet: str):
    """Properties, colours and states of links are those that the pack's own sheet needs."""
    colours = "|".join(sorted(COLOURS))
    for block in re.finditer(r"([^{}]+)\{([^{}]*)\}", sheet):
        for told in filter(None, (part.strip() for part in block[2].split(";"))):
            name, _, value = (part.strip() for part in told.partition(":"))
            if name not in PROPERTIES:
                yield page.fault(style, "style", f"the style sheet sets {name!r}", UNKNOWN)
            loud = re.sub(rf"{colours}|\"[^\"]*\"|-webkit-[\w-]+|system-ui", "", value)
            if found := COLOUR.search(loud):
                yield page.fault(style, "colour", f"the style sheet holds {found[0]!r}", PALETTE)
            if MOVING.search(told):
                yield page.fault(style, "style", f"it sets {told!r}", UNKNOWN)
        if strange := re.search(
            r":(?:visited|link|target|active|checked|first-l\w+|marker)", block[1]
        ):
            yield page.fault(style, "style", f"it sets what {strange[0]} looks like", UNKNOWN)
        if ":hover" in block[1] and not re.fullmatch(
            r"\s*text-decoration[^:]*:[^:;]*;?\s*", block[2]
        ):
            yield page.fault(style, "style", f"on hovering it sets {block[2].strip()!r}", UNKNOWN)


def _on_paper(page: Page, style, sheet: str):
    """Paper is A4 with margins; on it only what leads about changes colour or place."""
    for rule in PAGE_RULE.findall(sheet):
        size = re.search(r"size\s*:\s*([^;}]+)", rule)
        margins = re.search(r"margin\s*:\s*([^;}]+)", rule)
        sides = [float(n) for n in re.findall(r"([\d.]+)mm", margins[1])] if margins else []
        if size is None or size[1].strip() != "A4" or not sides or min(sides) < LEAST_MARGIN:
            yield page.fault(
                style, "print", f"the page of paper is {rule!r}", "Set A4 with margins"
            )
    for block in re.findall(r"@media print\s*\{((?:[^{}]|\{[^{}]*\})*)\}", sheet):
        for told in NOT_PRINTED.finditer(block):
            if not told[1].strip().startswith(MAY_CHANGE):
                fault = f"on paper {told[1].strip()} has {told[2].strip()!r}"
                yield page.fault(style, "print", fault, "Print it as it is seen")
