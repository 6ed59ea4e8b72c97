"""Where it happens: a measure by district, per 1,000 people and over time."""

from __future__ import annotations

import pandas as pd

from panelpack import charts, comparison, shorthand, tables, wording
from panelpack.document import Chart, Group, Heading, Prose, Table, text
from panelpack.opendata import read
from panelpack.plan import Measure
from panelpack.section.pictures import Pictures, quarter_of, unanswered

PER = 1000
# A line through fewer quarters shows nothing that the table doesn't.
FEWEST_QUARTERS = 4


class Places(Pictures):
    """What a measure with figures by district can show."""

    def districts(self, measure: str, question: str) -> Group:
        """Show the quarter by district beside a year before, per 1,000 people, and since when."""
        self._only_counts(measure)
        series = {a: self.quarterly(measure, a) for a in self.figures.areas(measure)}
        frame, m = self._by_district(series), self.measure(measure)
        if frame.drop(index=read.OUTSIDE, errors="ignore").empty:
            reported = self.reported(measure)
            why = "" if reported.value is None else " It came without districts."
            return unanswered(question, f"{self._said(reported)}{why}")
        quarter, before = self.quarter, self.quarter.same_quarter_last_year
        rows = tuple(self._district_rows(frame, m))
        table = Table(
            f"{m.name} by district, {quarter.label}",
            (
                tables.text("District"),
                tables.numbers(quarter.label),
                tables.numbers(before.label),
                tables.numbers("Change"),
                tables.numbers("% change"),
                tables.numbers("Per 1,000 people"),
            ),
            rows,
            (*self._population_note(), *tables.shorthand_notes(rows)),
        )
        places = [p for p in frame.index if p != read.OUTSIDE]
        history, of = self._history(measure, {p: series[p] for p in places})
        drawing = charts.small_multiples(history, f"{m.unit} a {of}")
        top = frame.loc[places, "now"].idxmax()
        finding = (
            f"{top} recorded most: {wording.number(frame.loc[top, 'now'])} of "
            f"{wording.number(frame['now'].sum())}"
        )
        description = (
            f"{m.title}: a small chart for each of {len(places)} districts, by {of}. "
            f"In {quarter.label}: {self._quoted(frame, places)}"
        )
        revised = [self._marks(m, history, place) for place in places]
        values = tables.columns(history, f"{m.name} by district and {of}", revised=revised)
        chart = Chart(finding, description, charts.spec(drawing), values)
        return Group((Heading(question), table, *self._outside(frame), chart))

    def _history(self, measure: str, series: dict[str, pd.Series]) -> tuple[pd.DataFrame, str]:
        """Return the districts' series by quarter, or as they are where quarters are too few."""
        quarters = pd.DataFrame(series)
        if len(quarters) >= FEWEST_QUARTERS or self.measure(measure).cadence == "quarter":
            return quarters, "quarter"
        months = {p: self.figures.series(measure, p) for p in series}
        return pd.DataFrame(months), self.measure(measure).cadence

    def _by_district(self, series: dict[str, pd.Series]) -> pd.DataFrame:
        now, before = map(quarter_of, (self.quarter, self.quarter.same_quarter_last_year))
        rows = {a: {"now": s.get(now), "before": s.get(before)} for a, s in series.items()}
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=["now", "before"], dtype=float)
        frame = frame[frame["now"].notna()]
        order = sorted(frame.index, key=lambda a: (a == read.OUTSIDE, -frame.loc[a, "now"], a))
        return frame.loc[order]

    def _district_rows(self, frame: pd.DataFrame, measure: Measure):
        people, places = self._people(), measure.change_places
        comparable = self.reported(measure.id).change.state != comparison.NOT_COMPARABLE
        total = frame.sum(min_count=len(frame))
        quarters = self.quarter, self.quarter.same_quarter_last_year
        for area, row in [*frame.iterrows(), ("All", total)]:
            change = comparison.change(row["now"], row["before"], places, comparable=comparable)
            own = ["", *frame.index] if area == "All" else [area]
            now, before = (self._is_revised(measure, [quarter_of(q)], own) for q in quarters)
            rate = _per_head(row["now"], people.get(area), is_place=area != read.OUTSIDE)
            yield (
                area[:1].upper() + area[1:],
                wording.marked(wording.number(row["now"]), now),
                _count(row["before"], before),
                *wording.count_change(change, places),
                wording.marked(rate, now and not rate.startswith("[")),
            )

    def _people(self) -> pd.Series:
        """Return the population of the force's districts, and of `All` if each one's is known."""
        table = self._populations
        table = table[table["year"] == self._year(table)]
        people = table.set_index("district")["population"]
        own = read.districts(self.plan.folder, self.plan.settings.force)
        if not len(people) or len(people) < len(own):
            return people
        return pd.concat([people, pd.Series({"All": people.sum()})])

    @property
    def _populations(self) -> pd.DataFrame:
        """The population of the force's districts by year."""
        table = read.populations(self.plan.folder)
        own = read.districts(self.plan.folder, self.plan.settings.force)
        return table[table["code"].isin(own["code"])]

    def _year(self, table: pd.DataFrame) -> int | None:
        """Return the last year known by the quarter's end, else the first one there is."""
        years = table["year"]
        known = years[years <= self.quarter.end.year]
        return None if years.empty else int(known.max() if len(known) else years.min())

    def _population_note(self) -> list[str]:
        year = self._year(self._populations)
        if year is None:
            return []
        return [f"Per 1,000 people: the quarter's count by mid-year population {year}."]

    def _outside(self, frame: pd.DataFrame) -> list[Prose]:
        if read.OUTSIDE not in frame.index:
            return []
        count = wording.number(frame.loc[read.OUTSIDE, "now"])
        said = (
            f"{count} records of the quarter name no district of the force: their place is "
            "outside it or unknown. They are counted in the total and belong to no district."
        )
        return [Prose((text(said),))]

    def _quoted(self, frame: pd.DataFrame, places: list[str]) -> str:
        return "; ".join(f"{p} {wording.number(frame.loc[p, 'now'])}" for p in places) + "."


def _count(count: float, is_revised: bool) -> str:
    if pd.isna(count):
        return shorthand.NOT_AVAILABLE
    return wording.marked(wording.number(count), is_revised)


def _per_head(count: float, people: float | None, is_place: bool) -> str:
    if not is_place:
        return shorthand.NOT_APPLICABLE
    return wording.number(PER * count / people, 1) if people else shorthand.NOT_AVAILABLE
