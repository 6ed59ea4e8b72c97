"""Questions about counts: repeats, parts and bridges."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd

from panelpack import charts, comparison, tables, wording
from panelpack.document import Chart, Group, Heading, Prose, Table, text
from panelpack.reported import Reported
from panelpack.section.pictures import Pictures, quarter_of, unanswered
from panelpack.section.rates import names

# The rounding of figures that are printed to two decimals.
BRIDGE_TOLERANCE = Decimal("0.005")
_REPEATED = (
    "Reports",
    "People behind them",
    "Reports of people already reported in the quarter",
    "Share of reports that are repeats",
    "Reports for each person",
)


class Counts(Pictures):
    """What priorities ask of counts and sums; each answer has its question as heading."""

    def repeats(self, reports: str, people: str, question: str) -> Group:
        """Show reports, the people behind them and how many reports are repeats."""
        self._only_counts(reports, people)
        pair = self.reported(reports), self.reported(people)
        found = [self._of_quarter(m) for m in (reports, people)]
        if None in found:
            return unanswered(question, self._said_together(pair))
        count, heads = found
        if not 0 < heads <= count:
            why = f"{count:,} reports can't concern {heads:,} people. One of the two is wrong."
            return unanswered(question, why if count or heads else "There were no reports.")
        marks = [self._is_revised(r.measure, [quarter_of(self.quarter)]) for r in pair]
        numbers = (
            wording.marked(f"{count:,}", marks[0]),
            wording.marked(f"{heads:,}", marks[1]),
            *(
                wording.marked(words, any(marks))
                for words in (
                    f"{count - heads:,}",
                    f"{100 * (count - heads) / count:.1f}%",
                    f"{count / heads:.2f}",
                )
            ),
        )
        rows = tuple(zip(_REPEATED, numbers, strict=True))
        columns = (tables.text("What"), tables.numbers("Number"))
        caption, notes = f"Reports and people, {self.quarter.label}", tables.shorthand_notes(rows)
        table = Table(caption, columns, rows, tuple(notes))
        said = (
            f"{numbers[0]} reports concern {numbers[1]} people, so {numbers[2]} reports "
            "are of somebody already reported in the same quarter."
        )
        return Group((Heading(question), Prose((text(said),)), table))

    def bridge(self, total: str, *parts: str, question: str) -> Group:
        """Show how parts add up to a total, and check that they do."""
        whole, pieces = self.reported(total), [self.reported(p) for p in parts]
        if any(r.value is None for r in (whole, *pieces)):
            return unanswered(question, self._said_together((whole, *pieces)))
        rest = whole.value - sum(p.value for p in pieces)
        rows = [(r.measure.name, tables.figure(r)) for r in (whole, *pieces)]
        left = f"{wording.MINUS if rest < 0 else ''}£{wording.number(abs(rest), 2)}m"
        rows.append(("Left over when the parts are taken from the total", left))
        frame = pd.DataFrame(
            {
                "label": names([whole, *pieces]),
                "amount": [float(whole.value), *(-float(p.value) for p in pieces)],
                "kind": ["total", *("step" for _ in pieces)],
            }
        )
        table = Table(
            f"{whole.measure.name}, as at {whole.period}",
            (tables.text("Part"), tables.numbers("£ million")),
            tuple(rows),
            tuple(tables.shorthand_notes(rows)),
        )
        holds = abs(rest) <= BRIDGE_TOLERANCE
        finding = (
            f"The parts add up to {wording.figure(whole.measure, whole.value)}"
            if holds
            else f"The parts do not add up: {left} is left over"
        )
        description = "The total stands first; each part is taken from what is left before it."
        chart = Chart(
            finding, description, charts.spec(charts.waterfall(frame, "£ million")), table
        )
        return Group((Heading(question), chart))

    def parts(self, question: str, *measures: str) -> Group:
        """Show the counts that make up a priority side by side, and their sum."""
        self._only_counts(*measures)
        known = [self.reported(m) for m in measures]
        if any(r.change.difference is None for r in known):
            return unanswered(question, self._said_together(known))
        m = known[0].measure
        sums = [sum(r.value for r in known), sum(r.before for r in known)]
        pairs = [(r.measure.name, r.value, r.before) for r in known] + [("Together", *sums)]
        changes = [comparison.change(now, before, m.change_places) for _, now, before in pairs]
        table = _parts_table(known, pairs, changes)
        frame = pd.DataFrame(pairs[:-1], columns=["label", "now", "before"])
        frame = frame.astype({"now": float, "before": float})
        drawing = charts.paired_bars(
            frame, m.unit, before=known[0].period_before, now=known[0].period
        )
        finding = "; ".join(
            f"{name}: {change.words}" for (name, _, _), change in zip(pairs, changes, strict=True)
        )
        described = (
            f"Two bars for each part, in {m.unit} from zero: "
            f"{known[0].period} above {known[0].period_before}."
        )
        chart = Chart(finding, described, charts.spec(drawing), table)
        return Group((Heading(question), chart))

    def _of_quarter(self, measure: str) -> int | None:
        """Return the quarter's own count, however long the year to date is."""
        found = self.quarterly(measure).get(quarter_of(self.quarter))
        return None if found is None or pd.isna(found) else int(found)


def _parts_table(
    known: Sequence[Reported], pairs: Sequence[tuple], changes: Sequence[comparison.Change]
) -> Table:
    first = known[0]
    figures = [(tables.figure(r), tables.before(r)) for r in known]
    figures += [tuple(map(wording.number, sums)) for _, *sums in pairs[len(known) :]]
    rows = tuple(
        (pair[0], *shown, *wording.count_change(change, first.measure.change_places))
        for pair, shown, change in zip(pairs, figures, changes, strict=True)
    )
    heads = (first.period, first.period_before, "Change", "% change")
    return Table(
        f"The parts and their sum, {first.period}",
        (tables.text("Part"), *map(tables.numbers, heads)),
        rows,
        tuple(tables.shorthand_notes(rows)),
    )
