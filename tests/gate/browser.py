"""Pages in a real browser: axe, looks as they are computed, keys, spacing, no request, print."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pymupdf
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Page as Tab

from gate.page import Finding, Page, short
from gate.page import words as plain

CHROMIUM = "/usr/bin/chromium"
WIDE, NARROW = (1280, 900), (320, 640)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MOST_BYTES = 3_000_000
SLOWEST_PAINT = 1000
LOOK = (Path(__file__).parent / "look.js").read_text("utf-8")
# WCAG 1.4.12: a reader's own spacing.
SPACED = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }
"""
CUT_OFF = """() => [...document.querySelectorAll('body *')].filter(e => {
  const css = getComputedStyle(e)
  return !e.closest('svg') && /hidden|clip/.test(css.overflowX + css.overflowY)
    && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
}).map(e => `<${e.localName} ${e.className}> ${e.textContent.trim().slice(0, 40)}`)"""
FOCUSED = """() => {
  const e = document.activeElement, css = getComputedStyle(e), box = e.getBoundingClientRect()
  const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(v => { v /= 255
    return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 })
    return .2126 * r + .7152 * g + .0722 * b }
  const ring = css.outlineStyle !== 'none' && parseFloat(css.outlineWidth) >= 2
    && 1.05 / (light(css.outlineColor) + .05) >= 3
  return {
    place: [...document.querySelectorAll('a[href], summary, [tabindex="0"]')].indexOf(e),
    says: `<${e.localName} ${e.id || e.className}> ${e.textContent.trim().slice(0, 40)}`,
    ring, seen: box.width > 2 && box.height > 2 && box.right > 0 && box.left >= 0,
    top: box.bottom > 0 && box.top < innerHeight, isBody: e === document.body,
  }
}"""
FOCUSABLE = "document.querySelectorAll('a[href], summary, [tabindex=\"0\"]').length"
PAINTED = """() => new Promise(done => {
  const look = () => {
    const found = performance.getEntriesByName('first-contentful-paint')
    found.length ? done(found[0].startTime) : setTimeout(look, 20)
  }
  look()
})"""
STRIPPED = """() => {
  document.querySelectorAll('style').forEach(s => s.remove())
  document.querySelectorAll('svg').forEach(s => s.remove())
  return document.body.innerText
}"""


@contextmanager
def opened() -> Iterator[Browser]:
    """A headless Chromium for as many pages as there are."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def check(browser: Browser, page: Page, sizes=(WIDE, NARROW)) -> list[Finding]:
    """What a browser shows of one page at each size: looks, keys, spacing, what it asks for."""
    found, asked = [], []
    with _shown(browser, page) as tab:
        address = tab.url
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda said: asked.append(said.text) if said.type == "error" else None)
        tab.reload()
        found += _keys(tab, page)
        for width, height in sizes:
            tab.set_viewport_size({"width": width, "height": height})
            found += [Finding(page.name, **fault) for fault in tab.evaluate(LOOK, width)]
        found += [*_spaced(tab, page), *_unstyled(tab, page)]
    return found + [
        Finding(page.name, "", "outside", f"the page asks for {short(wanted)}", "Take it out")
        for wanted in asked
        if wanted != address
    ]


def check_axe(browser: Browser, page: Page, axe: str, sizes=(WIDE, NARROW)) -> list[Finding]:
    """What axe finds at each size; `axe` is its source."""
    found = []
    with _shown(browser, page) as tab:
        tab.evaluate(axe)
        for width, height in sizes:
            tab.set_viewport_size({"width": width, "height": height})
            found += _axe(tab, page, width)
    return found


@contextmanager
def _shown(browser: Browser, page: Page) -> Iterator[Tab]:
    """A tab that shows a page from a file of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "page.html")
        path.write_text(page.text, "utf-8")
        tab = browser.new_page(viewport={"width": WIDE[0], "height": WIDE[1]})
        tab.goto(path.as_uri())
        yield tab
        tab.close()


def _axe(tab: Tab, page: Page, width: int) -> Iterator[Finding]:
    options = {"runOnly": TAGS, "resultTypes": ["violations"]}
    result = tab.evaluate("options => axe.run(document, options)", options)
    for violation in result["violations"]:
        for node in violation["nodes"]:
            yield Finding(
                page.name,
                f"at {width} px, {' '.join(map(str, node['target']))}",
                f"axe {violation['id']}",
                violation["help"],
                short(" ".join(node["failureSummary"].split()), 160),
            )


def _keys(tab: Tab, page: Page) -> Iterator[Finding]:
    """Press Tab until the page is left: each stop in order, seen, with a ring."""
    stops, places = tab.evaluate(FOCUSABLE), []
    for _ in range(stops + 2):
        tab.keyboard.press("Tab")
        at = tab.evaluate(FOCUSED)
        if at["isBody"] or at["place"] in places:
            break
        places.append(at["place"])
        if not at["ring"] or not at["seen"] or not at["top"]:
            yield Finding(
                page.name,
                at["says"],
                "focus",
                "the focus can't be seen",
                "Draw a ring of 2 px or more around it, at 3 : 1",
            )
        if at["place"] < 0:
            yield Finding(
                page.name,
                at["says"],
                "focus",
                "a stop for keys that does nothing",
                "Let keys stop at links, at summaries and at what scrolls",
            )
    if places != list(range(stops)):
        yield Finding(
            page.name,
            "",
            "focus",
            f"keys reach {len(places)} of {stops} stops in order",
            "Let Tab go through the page as it is read, without a trap",
        )


def _spaced(tab: Tab, page: Page) -> Iterator[Finding]:
    style = tab.add_style_tag(content=SPACED)
    wide = tab.evaluate("document.documentElement.scrollWidth")
    if wide > tab.viewport_size["width"]:
        yield Finding(
            page.name,
            "",
            "text spacing",
            f"the page is {wide} px wide when words are spaced",
            "Let words wrap",
        )
    for said in tab.evaluate(CUT_OFF):
        yield Finding(
            page.name,
            said,
            "text spacing",
            "words are cut off when they are spaced",
            "Let it grow with its words",
        )
    style.evaluate("style => style.remove()")


def _unstyled(tab: Tab, page: Page) -> Iterator[Finding]:
    """Without colours and styles every block can be read, in its order."""
    said, at = "".join(tab.evaluate(STRIPPED).split()), 0
    blocks = page.soup.select("h1, h2, h3, h4, .pp-badge, p, figcaption, caption, th, td")
    for block in blocks:
        words = plain(block).replace(" ", "")
        found = said.find(words, at)
        if found < 0:
            yield page.fault(
                block,
                "without style",
                "it can't be read, or not in its order",
                "Let it be seen without the style sheet",
            )
        at = max(at, found)


def check_load(browser: Browser, path: Path) -> list[Finding]:
    """Size and time of the whole pack: at most 3 MB, painted within a second (best of three)."""
    found = []
    if path.stat().st_size > MOST_BYTES:
        found.append(
            Finding(
                path.name,
                "",
                "size",
                f"{path.stat().st_size:,} bytes",
                f"Keep it to {MOST_BYTES:,}",
            )
        )
    times = []
    for _ in range(3):
        tab = browser.new_page()
        tab.goto(path.as_uri())
        times.append(tab.evaluate(PAINTED))
        tab.close()
    if min(times) > SLOWEST_PAINT:
        found.append(
            Finding(
                path.name,
                "",
                "first paint",
                f"{min(times):.0f} ms",
                f"Keep it to {SLOWEST_PAINT} ms: fewer and lighter charts",
            )
        )
    return found


def check_print(browser: Browser, page: Page) -> list[Finding]:
    """The page on paper: every block is there, nothing at the edge, no way past the head."""
    with _shown(browser, page) as tab:
        made = tab.pdf(prefer_css_page_size=True)
    found = []
    with pymupdf.open(stream=made) as paper:
        said = "".join("".join(leaf.get_text().split()) for leaf in paper)
        for number, leaf in enumerate(paper, 1):
            for x0, _, x1, _, word, *_ in leaf.get_text("words"):
                if x0 < 15 or x1 > leaf.rect.width - 15:
                    found.append(
                        Finding(
                            page.name,
                            f"printed page {number}",
                            "print",
                            f"{word!r} is cut off",
                            "Let it fit the paper",
                        )
                    )
    for block in page.soup.select("main :is(h1, h2, h3, h4, p, figcaption, caption)"):
        if "back" not in block.get("class", []) and plain(block).replace(" ", "") not in said:
            found.append(page.fault(block, "print", "it is not on paper", "Let it be printed"))
    held = {word for cell in page.soup.select("main td") for word in plain(cell).split()}
    lost = sorted(word for word in held if word not in said)
    if lost:
        found.append(
            Finding(
                page.name,
                "",
                "print",
                f"cells are not on paper: {short(str(lost))}",
                "Let every table be printed whole",
            )
        )
    if "Skiptomaincontent" in said:
        found.append(
            Finding(page.name, "", "print", "the skip link is printed", "Hide it on paper")
        )
    return found
