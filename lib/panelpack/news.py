"""Days on which something became known: as at which day a pack is, and a section in it.

A pack whose quarter's file names a day that has come is as at that day for ever. Before, it is as
at the newest day on which something became known, so that days without news give no new pack,
and a board's word for next week shows nothing today. In the same way a section is as at the newest
day that touched what it shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from panelpack import issued, releases
from panelpack.plan import Plan, QuarterFile
from panelpack.quarters import Quarter
from panelpack.returns import london_day
from panelpack.returns.news import boards_heard, days_of_returns
from panelpack.series import Figures

_DAY = timedelta(days=1)
# What a notebook looks up by the name of a measure, see `dependencies`.
_OF_MEASURES = ("figures ", "judgement ", "revisions ")


def days(plan: Plan, quarter: Quarter) -> set[date]:
    """Return every day, past or to come, on which a quarter's pack may have something new."""
    found = {_end_of(month) for month in quarter.months}
    found |= {partner.due(quarter) + _DAY for partner in plan.settings.partners.values()}
    found |= {issue.as_at + _DAY for issue in issued.issues(plan.folder)}
    return found | set(releases.days(plan.folder)) | set(days_of_returns(plan, quarter))


def as_known(plan: Plan, file: QuarterFile, today: date | None = None) -> date:
    """Return the day that a quarter's pack is as at, if it is built on a day (of London; now)."""
    today = today or london_day()
    if file.as_at <= today:
        return file.as_at
    known = [day for day in days(plan, Quarter.parse(file.quarter)) if day <= today]
    return max(known, default=today)


def holds_until(plan: Plan, file: QuarterFile, today: date | None = None) -> date | None:
    """Return the first day on which a pack built on a day may come out otherwise; None if never."""
    today = today or london_day()
    if file.as_at <= today:
        return None
    return min(d for d in (*days(plan, Quarter.parse(file.quarter)), file.as_at) if d > today)


def of_measures(figures: Figures) -> dict[str, date]:
    """Return the newest day that touched each measure of partners, as the audience may know it.

    Boards' words and promises that ran out count. When a return came counts inside the office only:
    the public is told nothing of one that no board has cleared.
    """
    plan, found = figures.plan, {}
    heard = {p: set(boards_heard(plan, p, figures.quarter)) for p in plan.settings.partners}
    if figures.audience != "public":
        for sent in figures.returns:
            heard[sent.partner].add(sent.head.known_on)
    for measure in plan.measures.values():
        own = heard.get(measure.partner, set()) | _run_out(figures, measure.id)
        past = [day for day in own if day <= figures.as_at]
        if past:
            found[measure.id] = max(past)
    return found


def of_section(
    looked_up: Iterable[str], touched: Mapping[str, date], quarter: Quarter, as_at: date
) -> date:
    """Return the newest day up to `as_at` that touched what a section looked up.

    Open data has the end of the quarter.

    >>> q1, until = Quarter.parse("2014-15-q1"), date(2014, 9, 29)
    >>> of_section(["figures a", "file x"], {"a": date(2014, 9, 10)}, q1, until)
    datetime.date(2014, 9, 10)
    >>> of_section(["figures b"], {"a": date(2014, 9, 10)}, q1, until)
    datetime.date(2014, 6, 30)
    """
    names = {name.partition(" ")[2] for name in looked_up if name.startswith(_OF_MEASURES)}
    return min(as_at, max((touched[n] for n in names & touched.keys()), default=quarter.end))


def _run_out(figures: Figures, measure: str) -> set[date]:
    ends = (entry.gap.ends for entry in figures.all_of(measure) if entry.gap is not None)
    return {end.end + _DAY for end in ends if end is not None}


def _end_of(month: str) -> date:
    year, number = map(int, month.split("-"))
    return date(year + number // 12, number % 12 + 1, 1) - _DAY
