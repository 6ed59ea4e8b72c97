"""Office files hold only what the project writes: closed lists of parts, elements and values.

A person's traces, active parts and looks for their own sake come as parts and elements that no
renderer of the project writes, so whatever is not listed is a fault. Each function takes the
members of a file by name and returns its faults.
"""

import re

from lxml import etree

PARTS = {
    "docx": r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:core|app)\.xml|"
    r"word/(?:document|styles|settings|numbering|fontTable|header\d+|footer\d+)\.xml|"
    r"word/_rels/document\.xml\.rels|word/media/image\d+\.png",
    "xlsx": r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:core|app)\.xml|"
    r"xl/(?:workbook|styles|sharedStrings)\.xml|xl/_rels/workbook\.xml\.rels|"
    r"xl/theme/theme\d+\.xml|xl/tables/table\d+\.xml|"
    r"xl/worksheets/(?:_rels/)?sheet\d+\.xml(?:\.rels)?",
    "ods": r"mimetype|(?:content|meta|styles|settings)\.xml|META-INF/manifest\.xml",
}
ELEMENTS = {
    "word/document.xml": """
        document body p pPr pStyle keepNext pageBreakBefore spacing jc numPr ilvl numId r rPr b
        bCs i iCs bdr color shd sz szCs t tab hyperlink bookmarkStart bookmarkEnd drawing inline
        extent docPr cNvGraphicFramePr graphicFrameLocks graphic graphicData pic nvPicPr cNvPr
        cNvPicPr blipFill blip stretch fillRect spPr xfrm off ext prstGeom tbl tblPr tblStyle tblW
        tblLayout tblCellMar tblLook tblCaption tblGrid gridCol tblHeader tr trPr cantSplit tc tcPr
        tcW tcBorders tcMar vAlign left right top bottom sectPr headerReference footerReference
        pgSz pgMar""",
    "word/settings.xml": """
        settings defaultTabStop characterSpacingControl compat compatSetting themeFontLang
        decimalSymbol listSeparator updateFields""",
    "word/header": "hdr p pPr pStyle r rPr t",
    "word/footer": "ftr p pPr pStyle r rPr t fldChar instrText",
    "docProps/core.xml": """
        coreProperties title description creator lastModifiedBy revision language created
        modified""",
    "docProps/app.xml": "Properties Application AppVersion",
    "xl/workbook.xml": """
        workbook workbookPr workbookProtection bookViews workbookView sheets sheet definedNames
        definedName calcPr""",
    "xl/worksheets/sheet": """
        worksheet sheetPr outlinePr pageSetUpPr dimension sheetViews sheetView pane selection
        sheetFormatPr cols col sheetData row c is t v pageMargins pageSetup tableParts tablePart""",
    "content.xml": """
        document-content automatic-styles style paragraph-properties table-cell-properties
        table-column-properties table-properties text-properties map number number-style
        percentage-style text body spreadsheet table table-column table-header-rows table-row
        table-cell p database-ranges database-range""",
    "meta.xml": """
        document-meta meta title description creator language date creation-date generator""",
}
PERSONS = ("creator", "lastModifiedBy", "initial-creator", "manager", "company")
SERIF = re.compile(r"(?i)times|georgia|cambria|garamond|palatino|comic|courier|script")
SMALLEST, NORMAL = 16, 24
PALEST = 4.5


def faults(files, kind):
    """Return what a file holds beside what the project writes."""
    for name in files:
        if not re.fullmatch(PARTS[kind], name):
            yield f"a part that the project does not write: {name}"
    for name, content in files.items():
        part = next((part for part in ELEMENTS if name.startswith(part)), None)
        if part is None:
            continue
        root, known = etree.fromstring(content), set(ELEMENTS[part].split())
        for held in sorted({_name(element) for element in root.iter()} - known):
            yield f"{name}: {held} has no place in a pack"
        if name in ("docProps/core.xml", "meta.xml"):
            yield from _persons(root)
    yield from {"docx": _word, "xlsx": _sheets, "ods": _ods}[kind](files)


def said(files):
    """Yield each text of a file with the part it stands in, but for the digits of numbers."""
    for name, content in files.items():
        if any(name.startswith(part) for part in ELEMENTS):
            for element in etree.fromstring(content).iter(etree.Element):
                if (element.text or "").strip() and _name(element) != "v":
                    yield name, element.text


def _name(element):
    is_tag = isinstance(element.tag, str)
    return etree.QName(element).localname if is_tag else f"a comment ({(element.text or '')[:40]})"


def _persons(root):
    """One name stands for who made it."""
    told = {e.text for e in root.iter() if _name(e) in PERSONS and (e.text or "").strip()}
    if len(told) > 1:
        yield f"several makers are named: {', '.join(sorted(told))}"


def _word(files):
    for name in ("word/document.xml", "word/styles.xml"):
        for element in etree.fromstring(files[name]).iter():
            yield from _looks(name, element)
    if not re.search(rb"<w:instrText[^>]*>\s*PAGE\s*<", b"".join(_parts(files, "word/footer"))):
        yield "pages are not numbered"
    heads = b" ".join(_parts(files, "word/header")).decode().replace("\xa0", " ")
    title = re.search(r"<dc:title[^>]*>(.*?)</dc:title>", files["docProps/core.xml"].decode())
    if title and heads and title[1] not in heads:
        yield f"the running head does not say the title {title[1]!r}"
    sizes = re.search(
        rb"<w:docDefaults>.*?<w:sz w:val=\"(\d+)\"", files["word/styles.xml"], re.DOTALL
    )
    if sizes is None or int(sizes[1]) < NORMAL:
        yield "the words are smaller than 12 pt"


def _parts(files, start):
    return [content for name, content in files.items() if name.startswith(start)]


def _looks(place, element):
    name, value = _name(element), _attribute(element, "val")
    if name == "jc" and value in ("both", "distribute"):
        yield f"{place}: words are set {value}"
    elif name == "lang" and value and value != "en-GB":
        yield f"{place}: words in {value}"
    elif name in ("sz", "szCs") and value.isdigit() and int(value) < SMALLEST:
        yield f"{place}: words of {int(value) / 2:g} pt"
    elif name in ("caps", "smallCaps", "vanish", "highlight", "strike", "webHidden"):
        yield f"{place}: {name} changes how words are read"
    elif name == "rFonts" and SERIF.search(_attribute(element, "ascii")):
        yield f"{place}: the font {_attribute(element, 'ascii')}"
    elif name == "color" and value not in ("", "auto", "FFFFFF") and _contrast(value) < PALEST:
        yield f"{place}: words in pale {value}"
    elif name == "color" and value == "FFFFFF" and not _on_dark(element):
        yield f"{place}: white words"


def _attribute(element, name):
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


def _on_dark(element):
    """Whether the cell or the run around a colour has a dark ground."""
    for above in element.iterancestors():
        for shade in (e for e in above.iter() if _name(e) == "shd"):
            if _contrast(_attribute(shade, "fill")) >= PALEST:
                return True
        if _name(above) in ("tc", "body", "styles"):
            return False
    return False


def _contrast(colour):
    """Contrast of a colour with white (WCAG 2)."""
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", colour):
        return 1.0
    parts = [int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    light = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 1.05 / (0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] + 0.05)


def _sheets(files):
    styles = files["xl/styles.xml"].decode()
    grounds = re.findall(r"<fgColor[^>]*>", styles)
    if grounds or "<dxf>" in styles:
        yield "cells have a ground of colour, which can't be heard"
    if any(float(size) < 10 for size in re.findall(r'<sz val="([\d.]+)"', styles)):
        yield "words smaller than 10 pt"
    for name, content in files.items():
        if name.startswith("xl/worksheets/sheet"):
            yield from _sheet(name, content.decode())


def _sheet(name, page):
    if 'state="frozen"' not in page:
        yield f"{name}: the head of the table does not stay in sight"
    if re.search(r'<(?:col|row)\b[^>]*\b(?:width|ht)="0(?:\.\d+)?"', page):
        yield f"{name}: a row or column without size"
    if re.search(r'<c\b[^>]*\bt="e"', page):
        yield f"{name}: a cell holds an error"


def _ods(files):
    content = files["content.xml"].decode()
    if re.search(r'fo:background-color="(?!transparent)', content):
        yield "cells have a ground of colour, which can't be heard"
    if re.search(r'(?:display="false"|table:protected="true")', content):
        yield "a part is hidden or locked"
