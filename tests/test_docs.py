"""The documentation: it builds without a warning, no link is broken, and it is complete."""

import doctest
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click
import pytest

import panelpack
from panelpack import spc
from panelpack.__main__ import main
from panelpack.assessment import CLASSES, SMALLEST_BASE, SMALLEST_COUNT, WORDS
from panelpack.commentary.words import SAID
from panelpack.control import control_chart
from panelpack.pack.fields import DASHBOARD, MEASURES
from panelpack.returns.layout import COLUMNS
from panelpack.returns.model import STATUSES
from panelpack.section import Section

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
WITH_EXAMPLES = [path for path in PAGES if ">>> " in path.read_text()]
MODELS = re.findall(r"^```\{keys\} (\S+)$", "\n".join(p.read_text() for p in PAGES), re.MULTILINE)
# Where the theme says by what it was made; nothing else on a page leads out.
CREDITS = {"www.sphinx-doc.org", "pradyunsg.me", "github.com"}


@dataclass
class Page(HTMLParser):
    """One built page: its anchors, where it leads, what it loads, and its words."""

    path: Path
    anchors: set = field(default_factory=set)
    links: list = field(default_factory=list)
    loaded: list = field(default_factory=list)
    words: list = field(default_factory=list)

    def __post_init__(self):
        super().__init__()
        self.feed(self.path.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.anchors |= {given[key] for key in ("id", "name") if given.get(key)}
        target = given.get("href") or given.get("src")
        if target is not None and given.get("rel") not in ("canonical",):
            (self.links if tag == "a" else self.loaded).append(target)

        if tag in ("dd", "td", "th", "p"):
            self.words.append(" ")

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        said = " ".join("".join(self.words).split())
        return said.translate(str.maketrans("’‘“”", "''\"\""))


@cache
def page(path: Path) -> Page:
    return Page(path)


def broken(folder: Path) -> Iterator[str]:
    """Give each link or file of the pages in a folder that leads nowhere in it."""
    for path in sorted(folder.rglob("*.html")):
        for target in page(path).links + page(path).loaded:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            found = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            is_page = found.suffix == ".html" and found.is_file()
            if not found.is_file():
                yield f"{path.name}: {target} is missing"
            elif parts.fragment and is_page and unquote(parts.fragment) not in page(found).anchors:
                yield f"{path.name}: {target} has no such place"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built documentation."""
    target = tmp_path_factory.mktemp("docs")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q"]
    command += ["-d", str(target / "trees"), str(DOCS), str(target / "html")]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")
    return target / "html"


def text_of(site, name):
    return page(site / f"{name}.html").text


def test_every_link_leads_somewhere(site):
    assert list(broken(site)) == []
    assert len(page(site / "index.html").links) > 20


def test_a_broken_link_is_found(tmp_path):
    (tmp_path / "one.html").write_text('<a href="two.html#there">x</a><img src="no.png"><p id="p">')
    (tmp_path / "two.html").write_text('<a href="one.html#p">x</a><a href="#top">x</a>')
    assert list(broken(tmp_path)) == [
        "one.html: two.html#there has no such place",
        "one.html: no.png is missing",
        "two.html: #top has no such place",
    ]


def test_nothing_is_loaded_from_elsewhere(site):
    outside = {"http", "https"}
    for path in site.rglob("*.html"):
        assert [t for t in page(path).loaded if urlsplit(t).scheme or urlsplit(t).netloc] == []
        hosts = {urlsplit(t).netloc for t in page(path).links if urlsplit(t).scheme in outside}
        assert hosts <= CREDITS
    for path in site.rglob("*.css"):
        assert re.findall(r"@import|url\(\s*[\"']?(?:https?:)?//", path.read_text("utf-8")) == []


def test_every_page_can_be_reached_from_the_first(site):
    first = site / "index.html"
    listed = {(first.parent / urlsplit(link).path).resolve() for link in page(first).links}
    for path in PAGES:
        assert site / path.relative_to(DOCS).with_suffix(".html") in listed | {first}, path.name


def commands(group=main, names=("panelpack",)):
    for name, command in group.commands.items():
        yield (*names, name), command
        yield from commands(command, (*names, name)) if isinstance(command, click.Group) else ()


def test_every_command_is_there_with_all_its_options(site):
    told = text_of(site, "reference/commands")
    for names, command in commands():
        _, _, own = told.partition(f" {' '.join(names)} [OPTIONS]")
        assert f"$ {' '.join(names[:2])}" in own, names
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, (names, parameter.name)
                said = parameter.help.partition("[")[0].strip()
                assert said and parameter.opts[0] in own and said in own


@pytest.mark.parametrize("place", MODELS)
def test_every_key_says_what_it_means(site, place, monkeypatch):
    monkeypatch.syspath_prepend(DOCS)
    from from_code import keys

    meanings = keys.meanings(keys.model_named(place))
    assert [key for key, meaning in meanings.items() if not meaning.endswith(".")] == []
    told = text_of(site, "reference/plan") + text_of(site, "reference/returns")
    for meaning in meanings.values():
        assert meaning.split("`")[0].rstrip() in told


def test_every_model_that_a_file_is_read_into_has_its_keys_told():
    told = {place.partition(":")[2] for place in MODELS}
    assert told >= {"PlanFile", "Priority", "Measure", "QuarterFile", "ReturnFile", "Access"}


def test_the_lists_are_those_of_the_code(site):
    outputs, returns = text_of(site, "reference/outputs"), text_of(site, "reference/returns")
    for column, told in [*MEASURES.items(), *DASHBOARD.items()]:
        assert f"{column} {told.description}" in outputs
    assert ",".join(COLUMNS) in returns
    assert all(f"{status} " in returns for status in STATUSES)
    commentary = text_of(site, "reference/commentary")
    assert all(re.search(rf"\b{word} [A-Z]", commentary) for word in SAID)
    assert all(WORDS[state] in commentary for state in CLASSES)


def test_every_method_of_a_section_is_told(site):
    told = text_of(site, "reference/library")
    shown = [name for name in dir(Section) if not name.startswith("_")]
    methods = [name for name in shown if callable(getattr(Section, name))]
    assert len(methods) > 40
    assert [name for name in methods if f"section.{name}(" not in told] == []


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=lambda path: path.stem)
def test_worked_examples_hold(path):
    # A fence would be read as the last line of what is printed.
    text = re.sub(r"^```.*$", "", path.read_text("utf-8"), flags=re.MULTILINE)
    test = doctest.DocTestParser().get_doctest(text, {}, path.name, str(path), 0)
    failed, tried = doctest.DocTestRunner().run(test)
    assert (failed, tried) == (0, text.count(">>> "))


def test_the_page_on_control_charts_tells_what_its_charts_show(site):
    told, p = text_of(site, "how-to/read-a-control-chart"), spc.CAUTIOUS
    section = panelpack.open("sp12", "2014-15-q1", workbook=str(ROOT))
    series = section.series("sp12_recorded")
    result = control_chart(series, section.measure("sp12_recorded"), section.quarter)
    last, phase = result.shown.iloc[-1], result.phases.iloc[-1]
    assert f"shaded years, {phase['centre']:,.0f}." in told
    assert f"The limits, {last['lower']:,.0f} and {last['upper']:,.0f}." in told
    assert f"moves by {phase['mean_range']:.0f} from one quarter to the next" in told
    assert f"with {last['value']:.0f}." in told and result.variation == "common_cause"
    change = section.reported("sp12_level").change
    assert f"had {change.before}, and {change.now} is {change.percent}% more" in told
    assert f"so {change.difference} more" in told
    drugs = section.measure("sp03_drug_offences")
    signals = control_chart(section.series(drugs.id), drugs, section.quarter)
    assert signals.types == "hhhhhhhlll..." and drugs.better == "neutral"
    assert f"run {p.shift_n} values in a row" in told and f"trend {p.trend_n} values" in told
    assert f"fewer than {spc.FIRM_FROM} values" in told
    assert f"From fewer than {p.limits_n} values" in told


def test_the_charts_are_drawings_with_words(site):
    html = (site / "how-to/read-a-control-chart.html").read_text("utf-8")
    drawings = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    drawn = [d for d in drawings if 'role="img"' in d and "last value" in d]
    assert len(drawn) == 2
    assert all(re.search(r"<title[^>]*>.*A control chart of", d) for d in drawn)


def test_the_page_on_method_names_the_thresholds_of_the_code(site):
    told = text_of(site, "method")
    assert f"Below {SMALLEST_COUNT} expected cases" in told
    assert f"With fewer than {SMALLEST_BASE} it is" in told
    assert f"{spc.XMR_FACTOR} mean moving ranges" in told
    assert f"fewer than {100 * spc.STEP_LEVEL:.0f} of 100 series" in told
