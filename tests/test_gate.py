"""The gate: what every file of a built public pack must be, so that everyone can read it.

It looks at the workbook's own pack, or with --pack DIR at any other.
"""

import pytest

from gate import (
    agreement,
    browser,
    charts,
    datafiles,
    figures,
    leftovers,
    office,
    paper,
    reading,
    structure,
    stylesheet,
    tables,
    tagged,
    validators,
)
from gate.page import Finding, pages, told

pytestmark = pytest.mark.pack
ON_PAGES = [structure, stylesheet, tables, charts, reading, leftovers, figures]


@pytest.fixture(scope="module")
def held(whole_pack):
    """The pages of the pack by their names."""
    return {page.name: page for page in pages(whole_pack)}


@pytest.fixture(scope="module")
def chromium():
    with browser.opened() as opened:
        yield opened


@pytest.fixture(scope="module")
def axe():
    return validators.AXE.read_text("utf-8")


def passes(findings):
    if findings:
        pytest.fail(f"{len(findings)} findings\n{told(findings)}", pytrace=False)


def pdfs(folder):
    return [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.pdf"))]


def test_the_pack_is_whole(whole_pack, held):
    wanted = {"index.html", "report.pdf", "manifest.json", "tables/measures.csv"}
    wanted |= {name.replace(".html", ".pdf") for name in held if "/" in name}
    missing = [name for name in sorted(wanted) if not (whole_pack / name).is_file()]
    passes([Finding(name, "", "pack", "it is missing", "Build the pack anew") for name in missing])
    assert any("/" in name for name in held), "no section has a page"


def test_data_and_manifest_follow(whole_pack, held):
    passes(datafiles.check(whole_pack, held["index.html"]))


@pytest.mark.parametrize("rules", ON_PAGES, ids=lambda m: m.__name__)
def test_pages_follow(rules, held):
    passes([finding for page in held.values() for finding in rules.check(page)])


def test_whole_section_and_paper_say_the_same(whole_pack, held):
    sections = {name[9:-5]: page for name, page in held.items() if name.startswith("sections/")}
    passes(agreement.check(whole_pack, held["index.html"], sections))


def test_office_files_follow_and_say_the_same(whole_pack, held):
    passes(office.check(whole_pack, held["index.html"]))


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
def test_the_whole_opens_at_once_and_prints_whole(whole_pack, held, chromium):
    passes(browser.check_load(chromium, whole_pack / "index.html"))
    passes(browser.check_print(chromium, held["index.html"]))


@pytest.mark.java
@pytest.mark.node
def test_pages_in_vnu(whole_pack, held):
    passes(validators.check_vnu(whole_pack, list(held.values())))


@pytest.mark.node
def test_pages_in_html_validate(whole_pack, held):
    passes(validators.check_html_validate(whole_pack, list(held.values())))


def test_papers_follow(whole_pack):
    passes([finding for name in pdfs(whole_pack) for finding in paper.check(whole_pack, name)])


def test_papers_are_their_pages(whole_pack, held):
    papers = {name.replace(".html", ".pdf"): page for name, page in held.items()}
    whole = papers.pop("index.pdf")
    papers |= {"report.pdf": whole, "summary.pdf": whole}
    passes(
        [
            finding
            for name, page in papers.items()
            if (whole_pack / name).is_file()
            for finding in tagged.check(whole_pack, name, page)
        ]
    )


def test_papers_in_outloud_and_pdfua(whole_pack):
    passes(validators.check_pdf(whole_pack, pdfs(whole_pack)))
