"""What each community safety partnership has of the measures that the plan shows for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property

import pandas as pd

from panelpack import assessment, charts, comparison, tables, wording
from panelpack.control import control_chart
from panelpack.document import Badge, Block, Chart, Group, Heading, Prose, Table, text
from panelpack.opendata import read
from panelpack.plan import Measure
from panelpack.section.partnership_rows import (
    ALL,
    Row,
    badge_of,
    cells,
    compared_with,
    finding,
    places_of,
    row_rate,
    tested,
    told_once,
)
from panelpack.section.pictures import quarter_of, unanswered
from panelpack.section.places import PER, Places
from panelpack.section.quoted import FEWEST_CHARTED, NO_CHART, VARIATIONS, is_quotable
from panelpack.section.summary import Summary

_RULES = (
    "A place outside the area, or unknown, belongs to no partnership; it is counted in the line "
    "for all. Rates use the resident population; a city centre or a park has many visitors.",
    f"Variation comes from a control chart by month, which needs {FEWEST_CHARTED} months of the "
    "financial years before. The assessment is that of the whole pack; false alarms are controlled "
    "over all partnerships and measures of this section.",
)


class Partnerships(Places, Summary):
    """What the section of the partnerships shows."""

    def by_partnership(self) -> Group:
        """Show each measure by partnership: a map, the change, the rate and the control status."""
        measures = self.plan.settings.partnerships
        if not measures:
            why = "The plan names no measures for it (partnerships in params/plan.yaml)."
            return unanswered("By community safety partnership", why)
        blocks: list[Block] = [Prose(tuple(map(text, (*self._partnerships_said(), *_RULES))))]
        for measure in measures:
            blocks += self._partnership_blocks(self.measure(measure))
        return Group(tuple(blocks))

    def partnership_rates(self) -> Table | Group:
        """Show the rate of every measure for each partnership in one table."""
        known = [m for m in self.plan.settings.partnerships if self._partnership_rows(m)]
        if not known:
            return Group(())
        found = {m: {r.name: r for r in self._partnership_rows(m)} for m in known}
        names = [*sorted({*found[known[0]]} - {ALL, read.OUTSIDE}), ALL]
        places = {m: places_of(self._partnership_rows(m)) for m in known}
        rows = tuple(
            (name, *(row_rate(found[m].get(name), places[m]) for m in known)) for name in names
        )
        heads = (tables.numbers(self.measure(m).name) for m in known)
        caption = f"Per {PER:,} people in {self.quarter.label}, by partnership"
        notes = (*self._population_note(), *tables.shorthand_notes(rows))
        return Table(caption, (tables.text("Partnership"), *heads), rows, notes)

    def partnership_sentence(self) -> str:
        """Say in one sentence how the first measure lies across the partnerships."""
        for measure in self.plan.settings.partnerships[:1]:
            rows, m = self._partnership_rows(measure), self.measure(measure)
            if rows:
                return f"{m.name} in {self.quarter.label}: {finding(rows, m)}."
        return "No figures by community safety partnership are known for the quarter."

    def _partnerships_said(self) -> list[str]:
        districts = read.districts(self.plan.folder, self.plan.settings.force)
        joined = districts.groupby("csp")["district"].agg(list)
        several = [f"{csp} ({', '.join(d)})" for csp, d in joined.items() if len(d) > 1]
        if not several:
            return [f"Each of the {len(districts)} districts is a community safety partnership."]
        said = f"{len(districts)} districts form {len(joined)} community safety partnerships."
        return [said, f"Of more than one district: {'; '.join(several)}."]

    def _partnership_blocks(self, measure: Measure) -> list[Block]:
        rows = self._partnership_rows(measure.id)
        if not rows:
            reported = self.reported(measure.id)
            why = "" if reported.value is None else " It came without districts."
            return list(unanswered(measure.name, f"{self._said(reported)}{why}").blocks)
        table, shapes, why = self._partnership_table(measure, rows), *self._shapes(rows)
        heading = Heading(measure.name)
        if why:
            said = (f"{measure.name}: {finding(rows, measure)}.", f"There is no map: {why}")
            return [heading, Prose(tuple(map(text, said))), table]
        places = places_of(rows)
        # A rate is shaded as it is printed, so that the two can't differ at the end of a class.
        rates = {r.name: comparison.round_half_up(r.rate, places) for r in rows if r.name in shapes}
        unit = f"{measure.unit} per {PER:,} people in the quarter"
        drawing = charts.district_map(pd.Series(rates, dtype=float), shapes, unit, places)
        quoted = "; ".join(f"{name} {rate:,}" for name, rate in rates.items())
        description = (
            f"A map of {len(shapes)} partnerships, the darker the higher the rate of "
            f"{wording.lower_first(measure.name)} for each {PER:,} people in {self.quarter.label}: "
            f"{quoted}."
        )
        title = f"{measure.name}: {finding(rows, measure)}"
        chart = Chart(title, description, charts.spec(drawing), table)
        return [heading, chart]

    def _comparator(self, measure: Measure) -> pd.Period | None:
        """Return the same quarter a year before if it is known, else the quarter before."""
        series = self.quarterly(measure.id)
        now = quarter_of(self.quarter)
        for then in (now - 4, now - 1):
            start = then.start_time.date()
            alike = not any(start < b.since <= self.quarter.end for b in measure.breaks)
            if alike and pd.notna(series.get(then)):
                return then
        return None

    @cached_property
    def _partnership_rows(self) -> Callable[[str], list[Row]]:
        """What gives the rows of a measure of the section, the highest rate first, then the rest.

        A class depends on every measure, but a control chart only on its own.
        """
        measures = [self.measure(m) for m in self.plan.settings.partnerships]
        months = {m.id: self._by_partnership(m) for m in measures}
        results = {
            (m.id, name): tested(series, m, self.quarter)
            for m in measures
            for name, series in months[m.id].items()
            if name != read.OUTSIDE
        }
        judged = assessment.control_false_alarms(results)
        return cache(lambda m: self._rows_of(self.measure(m), months[m], judged))

    def _by_partnership(self, measure: Measure) -> dict[str, pd.Series]:
        """Return a measure's series by partnership, districts summed; a gap in one is a gap."""
        parts: dict[str, list[pd.Series]] = {}
        for area in self.figures.areas(measure.id):
            parts.setdefault(self._csp.get(area, area), []).append(self.series(measure.id, area))
        return {
            name: pd.concat(found, axis=1).sum(axis=1, min_count=len(found))
            for name, found in parts.items()
        }

    def _areas_of(self, measure: Measure, name: str) -> list[str]:
        """Return the areas whose figures a row is made of; the line for all is the whole's."""
        areas = self.figures.areas(measure.id)
        return [""] if name == ALL else [a for a in areas if self._csp.get(a, a) == name]

    @cached_property
    def _csp(self) -> dict[str, str]:
        """The partnership of each district."""
        districts = read.districts(self.plan.folder, self.plan.settings.force)
        return dict(zip(districts["district"], districts["csp"], strict=True))

    def _rows_of(self, measure: Measure, months: dict[str, pd.Series], judged: dict) -> list[Row]:
        then, people = self._comparator(measure), self._people_by_partnership
        now, rows = quarter_of(self.quarter), []
        every = months | {ALL: self.series(measure.id)}
        quarters = self._summed(pd.DataFrame(every))
        for name, series in every.items():
            counts = quarters[name].to_dict()
            if pd.isna(count := counts.get(now)):
                continue
            inhabitants = people.get(name) if name != read.OUTSIDE else None
            result = judged.get((measure.id, name))
            badge = badge_of(result) if result else self.judged(measure.id).badge
            areas = self._areas_of(measure, name)
            rows.append(
                Row(
                    name=name,
                    now=float(count),
                    then=float(counts.get(then, float("nan"))),
                    rate=PER * float(count) / inhabitants if inhabitants else None,
                    variation=self._variation(series, measure),
                    assessed=badge,
                    revised=self._is_revised(measure, [now], areas),
                    revised_then=then is not None and self._is_revised(measure, [then], areas),
                )
            )
        if {row.name for row in rows} <= {ALL, read.OUTSIDE}:
            return []
        last = {read.OUTSIDE: 1, ALL: 2}
        return sorted(rows, key=lambda r: (last.get(r.name, 0), -(r.rate or r.now), r.name))

    def _variation(self, series: pd.Series, measure: Measure) -> Badge:
        chart = control_chart(series, measure, self.quarter)
        return VARIATIONS[chart.variation] if is_quotable(chart, self.quarter) else NO_CHART

    @cached_property
    def _people_by_partnership(self) -> dict[str, float]:
        """The population of each partnership whose every district has one, and of all."""
        districts = read.districts(self.plan.folder, self.plan.settings.force)
        people = self._people()
        known = districts.assign(people=districts["district"].map(people))
        sums = known.groupby("csp")["people"].sum(min_count=1)
        whole = known.groupby("csp")["people"].count() == known.groupby("csp").size()
        found = sums[whole].dropna().to_dict()
        return found | ({ALL: float(people[ALL])} if ALL in people.index else {})

    @cached_property
    def _outlines(self) -> dict[str, list]:
        return read.outlines(self.plan.folder)

    def _shapes(self, rows: list[Row]) -> tuple[dict[str, list], str]:
        """Return the outlines of each partnership, or why there can be no map."""
        districts = read.districts(self.plan.folder, self.plan.settings.force)
        missing = districts.loc[~districts["code"].isin(list(self._outlines)), "district"]
        if not missing.empty:
            return {}, f"the workbook has no boundary of {', '.join(missing)}."
        if any(r.rate is None for r in rows if r.name != read.OUTSIDE):
            return {}, "not every partnership has a population, so there are no rates."
        shown = {row.name for row in rows}
        shapes: dict[str, list] = {}
        for code, csp in districts[["code", "csp"]].to_numpy():
            if csp in shown:
                shapes.setdefault(csp, []).extend(self._outlines[code])
        return shapes, ""

    def _partnership_table(self, measure: Measure, rows: list[Row]) -> Table:
        then = self._comparator(measure)
        before = "Quarter before" if then is None else wording.period(then)
        columns = (
            tables.text("Partnership"),
            tables.numbers(f"Per {PER:,} people"),
            tables.numbers(self.quarter.label),
            tables.numbers(before),
            tables.numbers("Change"),
            tables.numbers("% change"),
            tables.text("Variation"),
            tables.text("Assessment"),
        )
        shown = tuple(cells(row, measure, places_of(rows)) for row in rows)
        caption = f"{measure.name} by partnership, {self.quarter.label}"
        columns, shown, without = told_once(columns, shown)
        notes = (
            compared_with(then, self.quarter),
            *without,
            *self._population_note(),
            *tables.shorthand_notes(shown),
        )
        return Table(caption, columns, shown, notes)
