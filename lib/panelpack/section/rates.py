"""Questions about rates and ratios: what a share, a survey or two counts can bear."""

from __future__ import annotations

import pandas as pd

from panelpack import charts, evidence, shorthand, tables, wording
from panelpack.document import Block, Chart, Group, Heading, Notice, Prose, Table, text
from panelpack.errors import DataError
from panelpack.reported import Reported
from panelpack.section.pictures import Pictures, unanswered

# Bases that show how a survey's margin shrinks, where the return doesn't give its own.
ILLUSTRATED_BASES = (50, 100, 200, 400, 1000)

_EXACT = (
    "The range is exact for independent events (Poisson). "
    "Counts of people or crimes vary more than that, so the true range is wider."
)


_TOO_FEW = "Fewer than two of these rates have a figure, or the one to compare with has none."


class Rates(Pictures):
    """What priorities ask of a rate or of two counts; each answer has its question as heading."""

    def rate_ratio(self, measure: str, question: str) -> Group:
        """Answer whether two counts differ by more than chance, with an exact interval."""
        reported = self.reported(measure)
        if why := self._no_ratio(reported):
            return unanswered(question, f"{self._said(reported)} {why}".rstrip())
        now, before = int(reported.value), int(reported.before)
        test = evidence.rate_ratio(now, before)
        m = reported.measure
        words = tables.figure(reported), tables.before(reported)
        answer = (
            f"{m.name}: {words[0]} against {words[1]}. "
            f"If each were an independent event, the ratio would be {test.ratio:.2f}, "
            f"with a 95% range of {test.low:.2f} to {test.high:.2f}."
        )
        row = (
            m.name,
            *words,
            f"{test.ratio:.2f}",
            _between(test.low, test.high),
        )
        table = Table(
            f"Ratio of {wording.lower_first(m.name)} to a year before",
            (
                tables.text("Measure"),
                tables.numbers(reported.period),
                tables.numbers(reported.period_before),
                tables.numbers("Ratio"),
                tables.numbers("95% range of the ratio"),
            ),
            (row,),
            tuple(tables.shorthand_notes([row])),
        )
        caveats = self._caveats(measure)
        return Group((Heading(question), Prose((text(answer), text(_EXACT))), table, *caveats))

    def shares(self, question: str, *measures: str) -> Group:
        """Show what share of its base each measure is, with its interval."""
        known = [self.reported(m) for m in measures]
        known = [r for r in known if r.entry.base and r.entry.numerator is not None]
        if not known:
            told = " ".join(self._said(self.reported(m)) for m in measures)
            return unanswered(question, f"The returns hold no numerator and base. {told}")
        frame = pd.DataFrame([_share(r) for r in known])
        rows = tuple(
            (
                r.measure.name,
                wording.marked(wording.number(r.entry.numerator), r.revised),
                wording.marked(wording.number(r.entry.base), r.revised),
                f"{row.value:.1f}%",
                f"{row.low:.1f}% to {row.high:.1f}%",
            )
            for r, row in zip(known, frame.itertuples(), strict=True)
        )
        table = Table(
            "Shares with 95% ranges (Wilson)",
            (
                tables.text("Measure"),
                tables.numbers("Number"),
                tables.numbers("Of"),
                tables.numbers("Share"),
                tables.numbers("95% range"),
            ),
            rows,
            tuple(tables.shorthand_notes(rows)),
        )
        finding = "; ".join(f"{row.label}: {row.value:.1f}%" for row in frame.itertuples())
        description = "A dot for each share, with a line for its 95% range."
        chart = Chart(finding, description, charts.spec(charts.intervals(frame, "%")), table)
        return Group((Heading(question), chart))

    def compare(self, question: str, against: str, *measures: str) -> Group:
        """Set rates side by side, in order of size, with one of them as the line to compare."""
        known = [self.reported(m) for m in (*measures, against)]
        self._only_rates(*measures, against)
        known = [r for r in known if r.value is not None]
        overall = self.reported(against)
        if len(known) < 2 or overall.value is None:
            return unanswered(question, f"{_TOO_FEW} {self._said(overall)}")
        known.sort(key=lambda r: -r.value)
        frame = pd.DataFrame({"label": names(known), "value": [float(r.value) for r in known]})
        rows = tuple(
            (
                r.measure.name,
                tables.figure(r),
                f"{wording.signed(r.value - overall.value, r.measure.places)} points",
                shorthand.NOT_AVAILABLE if r.entry.base is None else wording.number(r.entry.base),
            )
            for r in known
        )
        name = overall.measure.name
        table = Table(
            f"Rates beside {wording.lower_first(name)}",
            (
                tables.text("Measure"),
                tables.numbers("Rate"),
                tables.numbers(f"Difference from {wording.figure(overall.measure, overall.value)}"),
                tables.numbers("People asked"),
            ),
            rows,
            tuple(tables.shorthand_notes(rows)),
        )
        best, last = known[0], known[-1]
        finding = (
            f"Highest: {best.measure.name}, {wording.figure(best.measure, best.value)}. "
            f"Lowest: {last.measure.name}, {wording.figure(last.measure, last.value)}"
        )
        drawing = charts.bars(frame, overall.measure.unit)
        described = f"A bar for each of {len(known)} rates, the highest first."
        chart = Chart(finding, described, charts.spec(drawing), table)
        return Group((Heading(question), chart, *_without_base(known)))

    def _only_rates(self, *measures: str) -> None:
        for measure in measures:
            if not self.measure(measure).is_rate:
                raise DataError(f"section {self.id}: {measure} is no rate to compare.")

    def survey_error(self, measure: str, question: str) -> Group:
        """Show how far a survey's rate may be off, at its own base or at several."""
        reported = self.reported(measure)
        if reported.value is None or not reported.measure.is_rate:
            why = "" if reported.value is None else " It is not a rate."
            return unanswered(question, f"{self._said(reported)}{why}")
        bases = [int(reported.entry.base)] if reported.entry.base else list(ILLUSTRATED_BASES)
        rate = float(reported.value)
        ranges = [evidence.wilson(rate / 100 * base, base) for base in bases]
        rows = tuple(
            (
                f"{base:,}",
                f"{100 * low:.1f}% to {100 * high:.1f}%",
                f"{50 * (high - low):.1f} points",
            )
            for base, (low, high) in zip(bases, ranges, strict=True)
        )
        table = Table(
            f"How sure {wording.figure(reported.measure, reported.value)} is, by people asked",
            (
                tables.text("People asked"),
                tables.numbers("95% range"),
                tables.numbers("Half its width"),
            ),
            rows,
        )
        blocks: list[Block] = [Heading(question)]
        if not reported.entry.base:
            said = (
                f"{reported.measure.name}: {wording.figure(reported.measure, reported.value)} "
                f"in {reported.when}. The return does not say how many people were asked. "
                "The table shows how far the rate could be off for several numbers of people."
            )
            blocks.append(Prose((text(said),)))
        return Group((*blocks, table))

    def _no_ratio(self, reported: Reported) -> str:
        """Say why two figures have no ratio; empty where they have one."""
        if reported.measure.kind not in ("count", "cohort"):
            return "It is not a count, so it has no range of this kind."
        if reported.value is None:
            return "Without a figure there is no ratio."
        if reported.before is None:
            return f"There is no figure for {reported.when_before} to compare with."
        if reported.change.state == "not comparable":
            return "A ratio would compare two different things."
        return "" if reported.before else "The figure before is zero, so there is no ratio."

    def _caveats(self, measure: str) -> list[Block]:
        told = [c.text for c in self.figures.comments if measure in c.measures]
        return [Notice("caution", "What the partner says of this figure", t) for t in told]


def _share(reported: Reported) -> dict:
    numerator, base = float(reported.entry.numerator), float(reported.entry.base)
    low, high = evidence.wilson(numerator, base)
    value = 100 * numerator / base
    return {"label": reported.measure.name, "value": value, "low": 100 * low, "high": 100 * high}


def names(reported: list[Reported]) -> list[str]:
    """Return the short names of reported measures."""
    return [r.measure.name for r in reported]


def _between(low: float, high: float) -> str:
    return f"{low:.2f} to {high:.2f}"


def _without_base(known: list[Reported]) -> list[Block]:
    missing = [r for r in known if r.entry.base is None]
    if not missing:
        return []
    told = f"{len(missing)} of these {len(known)} rates came without"
    if len(missing) == len(known):
        told = f"All {len(known)} of these rates came without"
    said = (
        f"{told} the number of people asked. Whether they differ by more than chance can't be said."
    )
    return [Notice("caution", "No base", said)]
