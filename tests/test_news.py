"""As at which day a pack is: only days with news give a new one, and change what they touch."""

from datetime import date, datetime

import pytest

import tiny_workbook
from conftest import seal
from panelpack import news
from panelpack.pack import kept
from panelpack.pack.build import build
from panelpack.pack.kept import is_unchanged
from panelpack.pack.request import ask
from panelpack.plan import load_plan, load_quarter
from panelpack.quarters import Quarter
from panelpack.section import open_section
from panelpack.series import Figures

pytestmark = pytest.mark.usefixtures("kept_workers")
QUARTER = Quarter.parse("2014-15-q1")
RETURN = "data/returns/2014-15-q1/force/v1"
OPEN = (
    'import panelpack\n\nsection = panelpack.open("{}", quarter, audience, as_at)\nsection.title()'
)
SECOND = """\
id: two
number: P2
title: The second
short: Second
aim: Fewer.
owner: Someone
panels: []
measures:
  fires:
    title: Fires
    name: Fires
    kind: count
    better: fewer
    unit: fires
    cadence: quarter
    partner: brigade
    why: It matters.
    review: 2015-03-31
"""


@pytest.fixture
def book(tiny):
    """Two partners, a priority each, a page of both, and a page of none; cleared in September."""
    plan = tiny / "params/plan.yaml"
    text = plan.read_text("utf-8").replace("one, two, three", "one, two, all, none")
    text = text.replace("partners:\n", "partners:\n  brigade: {name: Brigade, board: Its board}\n")
    plan.write_text(text, "utf-8")
    (tiny / "params/priorities/two.yaml").write_text(SECOND)
    version = tiny / "data/returns/2014-15-q1/brigade/v1"
    version.mkdir(parents=True)
    head = tiny_workbook.RETURN.replace("force", "brigade").replace("The board", "Its board")
    (version / "return.yaml").write_text(head)
    values = tiny_workbook.VALUES.replace("thefts", "fires")
    (version / "values.csv").write_text(values)
    (tiny / "notebooks/three.ipynb").unlink()
    for section, shows in (("one", "thefts"), ("two", "fires")):
        call = f'section.series("{shows}"); section.headline()'
        tiny_workbook.write_notebook(tiny, section, OPEN.format(section), call)
    both = 'section.series("thefts"); section.series("fires"); section.dashboard()'
    tiny_workbook.write_notebook(tiny, "all", OPEN.format("all"), both)
    tiny_workbook.write_notebook(tiny, "none", OPEN.format("none"))
    clear(tiny, "force", "2014-09-10")
    clear(tiny, "brigade", "2014-09-20")
    return tiny


def clear(book, partner, on):
    version = book / f"data/returns/2014-15-q1/{partner}/v1"
    seal(version)
    word = version.parent / "clearances/v1-1.yaml"
    word.write_text(word.read_text().replace("2014-07-20", on))


def known(book, day):
    return news.as_known(load_plan(book), load_quarter(book, QUARTER), date.fromisoformat(day))


@pytest.mark.parametrize(
    ("today", "as_at"),
    [
        ("2014-07-10", "2014-06-30"),  # the quarter's end
        ("2014-07-20", "2014-07-20"),  # the returns came
        ("2014-08-14", "2014-07-20"),  # due today
        ("2014-08-20", "2014-08-15"),  # overdue
        ("2014-09-09", "2014-08-15"),
        ("2014-09-10", "2014-09-10"),  # a board cleared
        ("2014-09-19", "2014-09-10"),
        ("2014-09-21", "2014-09-20"),
        ("2014-09-28", "2014-09-20"),
        ("2014-09-29", "2014-09-29"),  # the quarter's own day
        ("2026-01-01", "2014-09-29"),
    ],
)
def test_a_pack_is_as_at_its_newest_news_until_its_own_day(book, today, as_at):
    assert known(book, today) == date.fromisoformat(as_at)


def test_a_pack_holds_until_the_next_news(book):
    plan, file = load_plan(book), load_quarter(book, QUARTER)
    assert news.holds_until(plan, file, date(2014, 9, 9)) == date(2014, 9, 10)
    assert news.holds_until(plan, file, date(2014, 9, 21)) == date(2014, 9, 29)
    assert news.holds_until(plan, file, date(2014, 9, 29)) is None


def test_promises_issues_and_releases_are_news(book):
    head = book / RETURN / "return.yaml"
    head.write_text(head.read_text() + "gaps:\n  thefts: {reason: late, until: 2014-09-03}\n")
    released = book / "data/releases/0.yaml"
    released.parent.mkdir()
    released.write_text(
        "text_sha256: 0\nfile: x\nholds: []\non: 2014-09-05\nby: A\nreason: B\nrecorded: C\n"
    )
    found = news.days(load_plan(book), QUARTER)
    assert {date(2014, 9, 4), date(2014, 9, 5)} <= found


def test_what_is_cleared_for_a_later_day_stays_shut_until_then(book, monkeypatch):
    monkeypatch.setattr(news, "london_day", lambda: date(2014, 9, 15))
    monkeypatch.chdir(book)
    section = open_section("two", "2014-15-q1")
    assert section.as_at == date(2014, 9, 10)
    assert section.series("fires").count() == 0
    assert section.series("thefts").count() == 2
    monkeypatch.setattr(news, "london_day", lambda: date(2014, 9, 20))
    assert open_section("two", "2014-15-q1").series("fires").count() == 2


def test_the_public_learns_nothing_of_when_an_uncleared_return_came(book):
    plan = load_plan(book)
    public, internal = (Figures(plan, QUARTER, a, date(2014, 9, 9)) for a in ("public", "internal"))
    assert news.of_measures(public) == {}
    assert news.of_measures(internal)["thefts"] == date(2014, 7, 20)
    later = Figures(plan, QUARTER, "public", date(2014, 9, 15))
    assert news.of_measures(later) == {"thefts": date(2014, 9, 10)}


def files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.*")}


def test_a_clearance_day_changes_the_sections_that_it_touches_and_no_other(book):
    target = book / "outputs/2014-15-q1/public"
    build(ask(book, QUARTER, as_at=date(2014, 9, 19)))
    before = files(target)
    assert b"Figures as known on 10 September 2014" in before["sections/one.html"]
    assert b"Figures up to 30 June 2014" in before["sections/none.html"]
    build(ask(book, QUARTER, as_at=date(2014, 9, 20)))
    after = files(target)
    changed = {name for name in after if after[name] != before.get(name)}
    sections = {name for name in changed if name.startswith("sections/")}
    assert sections == {f"sections/{s}.{kind}" for s in ("two", "all") for kind in ("html", "pdf")}
    assert {"index.html", "manifest.json", "report.pdf", "tables/measures.csv"} <= changed
    assert b"Figures as known on 20 September 2014" in after["sections/two.html"]


def test_days_without_news_give_no_new_pack(book, monkeypatch):
    request = on(book, monkeypatch, date(2014, 9, 12))
    build(request)
    assert is_unchanged(request.asked)
    assert is_unchanged(on(book, monkeypatch, date(2014, 9, 19)).asked)
    later = on(book, monkeypatch, date(2014, 9, 20))
    assert not is_unchanged(later.asked)
    build(later)
    assert is_unchanged(later.asked)
    assert b"20 September 2014" in (later.target / "index.html").read_bytes()


def on(book, monkeypatch, day):
    """Return what is asked on a day without naming one."""

    class Clock:
        @staticmethod
        def now(zone):
            assert str(zone) == "Europe/London"
            return datetime.combine(day, datetime.min.time())

    monkeypatch.setattr(news, "london_day", lambda: day)
    monkeypatch.setattr(kept, "datetime", Clock)
    return ask(book, QUARTER)
