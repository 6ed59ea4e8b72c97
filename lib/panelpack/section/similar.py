"""Where the force stands among similar ones: rates per 1,000 people between funnel limits."""

from __future__ import annotations

from difflib import get_close_matches

import numpy as np
import pandas as pd

from panelpack import charts, evidence, shorthand, tables, units, wording
from panelpack.document import Chart, Group, Heading, Prose, Table, text
from panelpack.errors import DataError
from panelpack.evidence import Funnel
from panelpack.opendata import read
from panelpack.plan import Measure
from panelpack.published import chosen
from panelpack.section.pictures import Pictures, quarter_of, unanswered

PER = 1000
# Corners of a limit's curve; more can't be seen.
CORNERS = 41
_CAUTION = (
    "Forces differ in how they record crime, and in who lives, works and visits there. "
    "A place outside the limits is a reason to ask why, not a mark for good or bad work."
)
_LIMITS = f"Limits are rates for each {PER:,} people at the population of the force."
_RULE = (
    "The limits hold what chance and the usual spread between these forces would bring. The inner "
    "ones do so 19 times in 20, the outer ones 998 times in 1,000."
)


class Similar(Pictures):
    """What a measure of Home Office data can show of other forces."""

    def similar_forces(self, measure: str, question: str) -> Group:
        """Show the quarter's rate beside those of the forces that the plan declares similar."""
        m = self.measure(measure)
        if m.open is None or m.open.source != "home-office":
            raise DataError(
                f"section {self.id}: {measure} is not Home Office data, so other forces have no "
                "figure for it. Compare a measure with 'open: {source: home-office, …}'."
            )
        counts, people, absent = self._of_similar(measure)
        own = self.plan.settings.force
        why = self._why_not_compared(measure, counts, absent)
        if why:
            return unanswered(question, why)
        found = evidence.funnel(counts, people, PER)
        chart = Chart(
            f"{m.name}: {_standing(found, own)}",
            _described(found, own, f"{m.title}, {self.quarter.label}."),
            charts.spec(_drawing(found, own, m.unit)),
            self._similar_table(found, m),
        )
        said = [_spread_told(found, own), *absent, self._people_told(), _RULE, _CAUTION]
        return Group((Heading(question), chart, Prose(tuple(map(text, said)))))

    def _of_similar(self, measure: str) -> tuple[pd.Series, pd.Series, list[str]]:
        """Return counts and people of the forces that can be compared, and who is left out."""
        settings = self.plan.settings
        counts, people = self._by_force(measure), self._people_of_forces()
        group, absent = [], []
        for force in (settings.force, *settings.similar_forces):
            why = _why_absent(force, counts, people, self.quarter.label)
            absent += [why] if why else []
            group += [] if why else [force]
        return counts.reindex(group), people.reindex(group), absent

    def _by_force(self, measure: str) -> pd.Series:
        """Return the quarter's count by force; empty where it isn't published yet."""
        if self.quarter.end > self.figures.until:
            return pd.Series(dtype=float)
        table = read.recorded_crime_in(self.plan.folder, str(self.quarter))
        table = chosen(table, "offence_group", self.measure(measure))
        return table.groupby("force")["offences"].sum().astype(float)

    def _why_not_compared(self, measure: str, counts: pd.Series, absent: list[str]) -> str:
        settings, m = self.plan.settings, self.measure(measure)
        self._check_similar()
        if not settings.similar_forces:
            return "The plan declares no similar forces (similar_forces in params/plan.yaml)."
        if settings.force not in counts.index:
            return f"{m.name}: {absent[0]}"
        if len(counts) < evidence.FEWEST_UNITS:
            few = f"{len(counts)} forces are too few; it takes {evidence.FEWEST_UNITS}."
            return f"{m.name}: {' '.join([*absent, few])}"
        return "" if counts.any() else f"{m.name}: no force recorded any in {self.quarter.label}."

    def _check_similar(self) -> None:
        known = read.recorded_crime_forces(self.plan.folder)
        for force in self.plan.settings.similar_forces:
            if force not in known:
                near = get_close_matches(force, known, n=1)
                meant = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(known)}."
                raise DataError(
                    f"params/plan.yaml: 'similar_forces' names {force!r}, which the Home Office "
                    f"data doesn't have; {meant}"
                )

    def _people_of_forces(self) -> pd.Series:
        table = read.force_people(self.plan.folder)
        if table.empty:
            return pd.Series(dtype=float)
        return table[table["year"] == self._year_of_people(table)].set_index("force")["people"]

    def _year_of_people(self, table: pd.DataFrame) -> str:
        """Return the financial year of the quarter, or the nearest one with populations."""
        years = sorted(table["year"].unique())
        return min(max(str(self.quarter)[:7], years[0]), years[-1])

    def _people_told(self) -> str:
        year = self._year_of_people(read.force_people(self.plan.folder)).replace("-", "/")
        return (
            "The rate divides the quarter's offences by the resident population that the ONS uses "
            f"for {year}. That is worked out from its printed rates, to the nearest thousand."
        )

    def _similar_table(self, found: Funnel, measure: Measure) -> Table:
        ordered = found.table.sort_values("rate", ascending=False)
        limits = _limits(found, ordered["exposure"])
        own, is_revised = (
            self.plan.settings.force,
            self._is_revised(measure, [quarter_of(self.quarter)]),
        )
        rows = [
            (
                force,
                *_rate_and_count(row["rate"], row["count"], is_revised and force == own),
                wording.number(row["exposure"]),
                *limits[force],
                _position(row),
            )
            for force, row in ordered.iterrows()
        ]
        count, people = found.table[["count", "exposure"]].sum()
        whole = _rate_and_count(found.centre, count, is_revised)
        rows.append(("Together", *whole, wording.number(people), *[shorthand.NOT_APPLICABLE] * 3))
        columns = (
            tables.text("Force"),
            tables.numbers(f"Per {PER:,} people"),
            tables.numbers("Offences"),
            tables.numbers("People"),
            tables.numbers(f"{100 * evidence.NEAR:g}% limits"),
            tables.numbers(f"{100 * evidence.FAR:g}% limits"),
            tables.text("Against the limits"),
        )
        caption = f"{measure.name} in {self.quarter.label}: similar forces"
        notes = (_LIMITS, *tables.shorthand_notes(rows))
        return Table(caption, columns, tuple(rows), notes)


def _limits(found: Funnel, people: pd.Series) -> dict[str, tuple[str, str]]:
    """Return between which rates the limits lie at each force's population, inner and outer."""
    pairs = [found.limits(people.to_numpy(), level) for level in (evidence.NEAR, evidence.FAR)]
    told = [[_range(*ends) for ends in zip(*pair, strict=True)] for pair in pairs]
    return dict(zip(people.index, zip(*told, strict=True), strict=True))


def _range(low: float, high: float) -> str:
    return f"{wording.number(low, 2)} to {wording.number(high, 2)}"


def _rate_and_count(rate: float, count: float, is_revised: bool) -> tuple[str, str]:
    return (
        wording.marked(wording.number(rate, 2), is_revised),
        wording.marked(wording.number(count), is_revised),
    )


def _why_absent(force: str, counts: pd.Series, people: pd.Series, quarter: str) -> str:
    """Say why a force can't be compared; nothing where it can."""
    if force not in counts.index:
        return f"The Home Office has no figure of {force} for {quarter}."
    if force not in people.index:
        return (
            f"{force} is left out: few or none live where it polices, so a rate for each 1,000 "
            "residents would mean nothing, and the ONS prints none."
        )
    if counts[force] < 0:
        return f"{force} is left out: revisions of other quarters leave its count below zero."
    return ""


def _drawing(found: Funnel, own: str, unit: str):
    table = found.table
    thousands = table["exposure"] / PER
    points = pd.DataFrame(
        {
            "label": table.index,
            "size": thousands.to_numpy(),
            "value": table["rate"].to_numpy(),
            "own": table.index == own,
            "outside": (table["beyond"] > 0).to_numpy(),
        }
    )
    sizes = np.linspace(0.85 * thousands.min(), 1.1 * thousands.max(), CORNERS)
    lower, upper = found.limits(sizes * PER, evidence.NEAR)
    lower_far, upper_far = found.limits(sizes * PER, evidence.FAR)
    limits = pd.DataFrame(
        {
            "size": sizes,
            "centre": found.centre,
            "lower": lower,
            "upper": upper,
            "lower_far": lower_far,
            "upper_far": upper_far,
        }
    )
    axis = f"{unit} per {PER:,} people in the quarter"
    return charts.funnel(points, limits, axis, "Resident population, thousands")


def _position(row: pd.Series) -> str:
    if not row["beyond"]:
        return "within"
    side = "above" if row["z"] > 0 else "below"
    return f"{side} the {100 * row['beyond']:g}% limit"


def _standing(found: Funnel, own: str) -> str:
    row = found.table.loc[own]
    rank = units.standing(row["rate"], found.table["rate"])
    said = f"{wording.number(row['rate'], 2)} for each {PER:,} people"
    place = "within the limits" if not row["beyond"] else _position(row)
    return f"{said}, {rank} of {len(found.table)} forces and {place}"


def _spread_told(found: Funnel, own: str) -> str:
    table = found.table
    high, low = table["rate"].idxmax(), table["rate"].idxmin()
    rates = f"{wording.number(table.loc[low, 'rate'], 2)} ({low}) to "
    rates += f"{wording.number(table.loc[high, 'rate'], 2)} ({high})"
    said = f"{own} is compared with {len(table) - 1} forces that the office declares similar. "
    return f"{said}Rates go from {rates}; all together have {wording.number(found.centre, 2)}."


def _described(found: Funnel, own: str, what: str) -> str:
    outside = found.table[found.table["beyond"] > 0]
    told = "; ".join(f"{force} {_position(row)}" for force, row in outside.iterrows())
    return (
        f"{what} A funnel plot: a point for each of {len(found.table)} forces, its rate for each "
        f"{PER:,} people by its population. Limits of 95% and 99.8% stand around the rate of all. "
        f"{own} is the diamond. {f'Outside: {told}' if told else 'No force lies outside'}."
    )
