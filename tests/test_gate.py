"""The gate: what every file of a built public pack must be, so that everyone can read it.

It looks at the workbook's own pack, or with --pack DIR at any other.
"""

import pytest

from gate import (
    agreement,
    browser,
    charts,
    datafiles,
    drawn,
    figures,
    followed,
    leftovers,
    office,
    paper,
    reading,
    required,
    sealed,
    sourced,
    states,
    structure,
    stylesheet,
    tables,
    tagged,
    validators,
    whole,
)
from gate.page import pages, told

pytestmark = pytest.mark.pack
ON_PAGES = [structure, stylesheet, tables, charts, drawn, reading, required, leftovers]
ON_PAGES += [states, figures, followed]


@pytest.fixture(scope="module")
def pack(whole_pack):
    """The pack, if all of its files are there and open: no rule reads a broken file."""
    if whole.check(whole_pack):
        pytest.fail("files are broken, missing or over: see test_every_file_opens", pytrace=False)
    return whole_pack


@pytest.fixture(scope="module")
def held(pack):
    """The pages of the pack by their names."""
    return {page.name: page for page in pages(pack)}


@pytest.fixture(scope="module")
def axe():
    return validators.AXE.read_text("utf-8")


def passes(findings):
    if findings:
        pytest.fail(f"{len(findings)} findings\n{told(findings)}", pytrace=False)


def pdfs(folder):
    return [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.pdf"))]


def test_every_file_opens(whole_pack):
    passes(whole.check(whole_pack))


def test_data_and_manifest_follow(pack, held):
    passes(datafiles.check(pack, held["index.html"]))


@pytest.mark.parametrize("rules", ON_PAGES, ids=lambda m: m.__name__)
def test_pages_follow(rules, held):
    passes([finding for page in held.values() for finding in rules.check(page)])


def test_whole_section_and_paper_say_the_same(pack, held):
    sections = {name[9:-5]: page for name, page in held.items() if name.startswith("sections/")}
    passes(agreement.check(pack, held["index.html"], sections))


def test_pages_say_what_the_data_hold(pack, held):
    data = sourced.Data.read(pack)
    passes([finding for page in held.values() for finding in sourced.check(page, data)])


def test_office_files_follow_and_say_the_same(pack, held):
    passes(office.check(pack, held["index.html"]))


@pytest.mark.browser
def test_pages_in_a_browser(held, chromium):
    passes([finding for page in held.values() for finding in browser.check(chromium, page)])


@pytest.mark.browser
@pytest.mark.node
def test_pages_in_axe(held, chromium, axe):
    """The whole at both sizes; the sections, which hold the same, at the size of a phone."""
    found = browser.check_axe(chromium, held["index.html"], axe)
    for name, page in held.items():
        if name != "index.html":
            found += browser.check_axe(chromium, page, axe, [browser.NARROW])
    passes(found)


@pytest.mark.browser
def test_the_whole_opens_at_once_and_prints_whole(pack, held, chromium):
    passes(browser.check_load(chromium, pack / "index.html"))
    passes(browser.check_print(chromium, held["index.html"]))


@pytest.mark.java
@pytest.mark.node
def test_pages_in_vnu(pack, held):
    passes(validators.check_vnu(pack, list(held.values())))


@pytest.mark.node
def test_pages_in_html_validate(pack, held):
    passes(validators.check_html_validate(pack, list(held.values())))


def test_papers_follow(pack):
    passes([finding for name in pdfs(pack) for finding in paper.check(pack, name)])


def test_papers_hold_nothing_unseen(pack):
    passes([finding for name in pdfs(pack) for finding in sealed.check(pack, name)])


def test_papers_are_their_pages(pack, held):
    papers = {name.replace(".html", ".pdf"): page for name, page in held.items()}
    index = papers.pop("index.pdf")
    papers |= {"report.pdf": index, "summary.pdf": index}
    passes(
        [
            finding
            for name, page in papers.items()
            if (pack / name).is_file()
            for finding in tagged.check(pack, name, page)
        ]
    )


def test_papers_in_outloud_and_pdfua(pack):
    passes(validators.check_pdf(pack, pdfs(pack)))
