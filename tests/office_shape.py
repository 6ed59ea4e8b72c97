"""Office files as they open: paper, margins and ways about in a DOCX, what a book shows first."""

import re
import struct
from collections.abc import Iterator

A4 = (11906, 16838)
LEAST_MARGIN, MOST_MARGIN = 567, 1701
NARROWEST, USUAL_ZOOM = 6.0, (85, 150)
KEPT_IN_PNG = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"pHYs"}
# English Metric Units in a centimetre; pictures of up to SHAPE pixels are shapes of states.
EMU, SHAPE, NEAR = 360_000, 200, 0.03
LEAST_CHART, LEAST_SHAPE = 6 * EMU, EMU // 10
STATES = {"28A197", "FFDD00", "942514", "FFFFFF"}
# A number that was written as words, which a spreadsheet can't count with.
NUMBER_AS_TEXT = re.compile(
    r'<c r="([A-Z]+)\d+"[^>]*>\s*<is><t[^>]*>([+−-]?\d[\d,]*(?:\.\d+)?%?)</'
)


def faults(files: dict[str, bytes], kind: str) -> Iterator[str]:
    """Yield what is wrong with how a file opens: kind is docx, xlsx or ods."""
    yield from {"docx": _word, "xlsx": _book, "ods": _open_book}[kind](files)


def _word(files):
    body = files["word/document.xml"].decode()
    yield from _paper(body)
    yield from _ways(body, files["word/_rels/document.xml.rels"].decode())
    if body.count("<w:tbl>") != body.count("<w:tblCaption"):
        yield "a table has no name"
    if body.count("<w:cantSplit") != len(re.findall(r"<w:tr[ >]", body)):
        yield "a row may break over two pages"
    if "<w:tab/><w:tab/>" in body:
        yield "tabs set words apart"
    for fill in sorted(set(re.findall(r'<w:shd [^>]*w:fill="([^"]+)"', body)) - STATES):
        yield f"a ground of {fill}"
    starts = re.findall(
        r'<w:start(?:Override)? w:val="(\d+)"', files["word/numbering.xml"].decode()
    )
    if set(starts) != {"1"}:
        yield f"lists begin at {', '.join(sorted(set(starts)))}"
    yield from _states(body)
    yield from _pictures(files, body)


def _starts(numbering):
    starts = set(re.findall(r'<w:start(?:Override)? w:val="(\d+)"', numbering))
    if starts != {"1"}:
        yield f"lists begin at {', '.join(sorted(starts))}"


def _paper(body):
    for width, height in re.findall(r'<w:pgSz [^>]*?w:w="(\d+)" w:h="(\d+)"', body):
        if tuple(sorted((int(width), int(height)))) != A4:
            yield f"a page of {width} by {height}, which is not A4"
    for sides in re.findall(r"<w:pgMar ([^>]*)>", body):
        told = [int(n) for n in re.findall(r'w:(?:top|right|bottom|left)="(\d+)"', sides)]
        if not all(LEAST_MARGIN <= side <= MOST_MARGIN for side in told):
            yield f"margins of {told}"
    for section in re.findall(r"<w:sectPr.*?</w:sectPr>", body, re.DOTALL)[:1]:
        if not all(f"<w:{part}Reference" in section for part in ("header", "footer")):
            yield "no running head or foot"


def _ways(body, relations):
    """Links and contents lead to places of the document itself."""
    names = set(re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]*)"', body))
    for anchor in sorted(set(re.findall(r'w:anchor="([^"]*)"', body)) - names):
        yield f"a link leads to {anchor}, which is not there"
    if not re.search(r'<w:pStyle w:val="TOC\d"/>', body):
        yield "there are no contents"
    used = set(re.findall(r'r:(?:embed|id)="([^"]*)"', body))
    for name in sorted(used - set(re.findall(r'\bId="([^"]*)"', relations))):
        yield f"a part is named that is not there: {name}"


def _states(body):
    """A cell in the colour of a state holds its shape, with words for it, and its word."""
    for cell in re.findall(r"<w:tc>.*?</w:tc>", body, re.DOTALL):
        is_state = re.search(r'w:fill="(?:28A197|FFDD00|942514)"', cell)
        if is_state and not ("<w:drawing>" in cell and 'descr="' in cell):
            yield "a state has no shape"
            return


def _pictures(files, body):
    """Each picture is shown once, is a whole PNG, and tells nothing but what it shows."""
    charts = re.findall(r'descr="([^"]{60,})".*?r:embed="([^"]*)"', body, re.DOTALL)
    relations = files["word/_rels/document.xml.rels"].decode()
    targets = dict(re.findall(r'<Relationship [^>]*?Id="([^"]*)"[^>]*?Target="([^"]*)"', relations))
    targets |= {i: t for t, i in re.findall(r'Target="([^"]*)"[^>]*?Id="([^"]*)"', relations)}
    told: dict[bytes, str] = {}
    for words, name in charts:
        content = files.get("word/" + targets.get(name, ""), b"")
        if told.setdefault(content, words) != words:
            yield f"one picture stands for two charts: {words[:40]}"
    shown = re.findall(r'<wp:extent cx="(\d+)" cy="(\d+)".*?r:embed="([^"]*)"', body, re.DOTALL)
    for across, down, name in shown:
        yield from _shown(int(across), int(down), files.get("word/" + targets.get(name, ""), b""))
    pictures = [target for target in targets.values() if target.endswith(".png")]
    if len(set(pictures)) < len(pictures):
        yield "one picture stands for two"
    used = list(dict.fromkeys(targets.get(name, "") for *_, name in shown))
    if used != sorted(used, key=lambda target: int(re.sub(r"\D", "", target) or 0)):
        yield "the pictures are not in the order in which they were made"
    for name, content in files.items():
        if name.endswith(".png"):
            kinds = set(_chunks(content))
            if not {b"IHDR", b"IEND"} <= kinds:
                yield f"{name} is no whole picture"
            if over := kinds - KEPT_IN_PNG:
                yield f"{name} also holds {b', '.join(sorted(over)).decode('latin-1')}"


def _shown(across: int, down: int, content: bytes):
    """A picture keeps its shape, and a chart can be read: a state's shape is small and square."""
    if content[12:16] != b"IHDR":
        return
    wide, high = struct.unpack(">II", content[16:24])
    if abs(across * high - down * wide) > NEAR * across * high:
        yield f"a picture of {wide} by {high} is drawn out to {across} by {down}"
    if across < (LEAST_CHART if wide > SHAPE else LEAST_SHAPE):
        yield f"a picture is {across / EMU:.1f} cm wide"


def _chunks(content: bytes) -> Iterator[bytes]:
    """Yield the kinds of the chunks of a PNG (ISO/IEC 15948, 5.3)."""
    at = 8 if content.startswith(b"\x89PNG\r\n\x1a\n") else len(content)
    while at + 12 <= len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        yield content[at + 4 : at + 8]
        at += 12 + length


def _book(files):
    book, styles = files["xl/workbook.xml"].decode(), files["xl/styles.xml"].decode()
    names = re.findall(r'<sheet [^>]*?name="([^"]*)"', book)
    if any(re.fullmatch(r"Sheet ?\d*", name) for name in names):
        yield f"the sheets are {', '.join(names[:3])} …, not each named"
    if re.search(r'activeTab="(?!0")', book):
        yield "it opens on another sheet than the first"
    if re.search(r"<definedName [^>]*hidden=", book):
        yield "a name is hidden"
    formats = re.findall(r'formatCode="([^"]*)"', styles)
    if any(re.search(r"^;|;;", each.replace("&quot;", "'")) for each in formats):
        yield "a format hides numbers"
    if re.search(r'<color rgb="(?:FF|00)FFFFFF"', styles):
        yield "white words"
    for name, content in files.items():
        if name.startswith("xl/worksheets/sheet"):
            yield from _sheet(name, content.decode())


def _sheet(name, page):
    if not re.search(r"<c [^>]*><(?:is|v)", page):
        yield f"{name} is blank"
    counted = set(re.findall(r'<c r="([A-Z]+)\d+"(?: s="\d+")?(?: t="n")?><v>', page))
    for column, said in NUMBER_AS_TEXT.findall(page):
        if column in counted:
            yield f"{name}: the number {said} is written as words"
    widths = [float(width) for width in re.findall(r'<col [^>]*width="([\d.]+)"', page)]
    if any(width < NARROWEST for width in widths):
        yield f"{name}: a column too narrow for its numbers"
    if re.search(r'<(?:row|col) [^>]*(?:hidden|collapsed)="1"', page):
        yield f"{name}: a row or column is hidden"
    for zoom in re.findall(r'zoomScale="(\d+)"', page):
        if not USUAL_ZOOM[0] <= int(zoom) <= USUAL_ZOOM[1]:
            yield f"{name}: shown at {zoom}%"


def _open_book(files):
    content = files["content.xml"].decode()
    if re.search(r'table:visibility="(?:collapse|filter)"', content):
        yield "a row or column is hidden"
    for value, said in re.findall(
        r'office:value-type="float" office:value="([^"]*)"[^>]*><text:p>([^<]*)<', content
    ):
        plain = said.replace(",", "").replace("−", "-").lstrip("+£").rstrip("m")
        if re.fullmatch(r"-?\d+(?:\.\d+)?", plain) and abs(float(plain) - float(value)) > 0.51:
            yield f"a cell shows {said} and holds {value}"
            return
