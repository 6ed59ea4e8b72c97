"""Questions about counts: yardsticks, repeats, parts and bridges."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from panelpack import charts, comparison, tables, wording
from panelpack.document import Chart, Group, Heading, Prose, Table, text
from panelpack.reported import Reported
from panelpack.section.pictures import Pictures, unanswered
from panelpack.section.rates import names

# The rounding of figures that are printed to two decimals.
BRIDGE_TOLERANCE = Decimal("0.005")


class Counts(Pictures):
    """What priorities ask of counts and sums; each answer has its question as heading."""

    def yardsticks(self, measure: str, question: str) -> Group:
        """Compare the quarter's count with every yardstick that a reader may have in mind."""
        reported, series = self.reported(measure), self.series(measure)
        if reported.value is None:
            return unanswered(question, self._said(reported))
        rows = tuple(self._yardsticks(reported, series))
        m = reported.measure
        table = Table(
            f"{m.name} in {reported.period}: {wording.figure(m, reported.value)}, compared",
            (
                tables.text("Compared with"),
                tables.numbers("Then"),
                tables.numbers("Now"),
                tables.numbers("Change"),
                tables.numbers("% change"),
            ),
            rows,
        )
        ups = sum(row[3].startswith("+") for row in rows)
        said = (
            f"Of {len(rows)} fair comparisons, {ups} show a rise and {len(rows) - ups} do not. "
            "Which one is chosen decides how the figure sounds, so all are shown."
        )
        return Group((Heading(question), Prose((text(said),)), table))

    def repeats(self, reports: str, people: str, question: str) -> Group:
        """Show reports, the people behind them and how many reports are repeats."""
        pair = self.reported(reports), self.reported(people)
        if any(r.value is None for r in pair):
            return unanswered(question, " ".join(map(self._said, pair)))
        count, heads = (int(r.value) for r in pair)
        rows = (
            ("Reports", f"{count:,}"),
            ("People behind them", f"{heads:,}"),
            ("Reports of people already reported in the quarter", f"{count - heads:,}"),
            ("Share of reports that are repeats", f"{100 * (count - heads) / count:.1f}%"),
            ("Reports for each person", f"{count / heads:.2f}"),
        )
        caption = f"Reports and people, {pair[0].period}"
        table = Table(caption, (tables.text("What"), tables.numbers("Number")), rows)
        said = (
            f"{count:,} reports concern {heads:,} people, so {count - heads:,} reports "
            "are of somebody already reported in the same quarter."
        )
        return Group((Heading(question), Prose((text(said),)), table))

    def bridge(self, total: str, *parts: str, question: str) -> Group:
        """Show how parts add up to a total, and check that they do."""
        whole, pieces = self.reported(total), [self.reported(p) for p in parts]
        if any(r.value is None for r in (whole, *pieces)):
            return unanswered(question, " ".join(map(self._said, (whole, *pieces))))
        rest = whole.value - sum(p.value for p in pieces)
        rows = [(r.measure.name, wording.figure(r.measure, r.value)) for r in (whole, *pieces)]
        rows.append(("Left over when the parts are taken from the total", f"£{rest:.2f}m"))
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
        )
        holds = abs(rest) <= BRIDGE_TOLERANCE
        finding = (
            f"The parts add up to {wording.figure(whole.measure, whole.value)}"
            if holds
            else f"The parts do not add up: £{rest:.2f}m is left over"
        )
        description = "The total stands first; each part is taken from what is left before it."
        chart = Chart(
            finding, description, charts.spec(charts.waterfall(frame, "£ million")), table
        )
        return Group((Heading(question), chart))

    def parts(self, question: str, *measures: str) -> Group:
        """Show the counts that make up a priority side by side, and their sum."""
        known = [self.reported(m) for m in measures]
        if any(r.value is None or r.before is None for r in known):
            return unanswered(question, " ".join(map(self._said, known)))
        m = known[0].measure
        sums = [sum(r.value for r in known), sum(r.before for r in known)]
        pairs = [(r.measure.name, r.value, r.before) for r in known] + [("Together", *sums)]
        changes = [comparison.change(now, before, m.change_places) for _, now, before in pairs]
        table = Table(
            f"The parts and their sum, {known[0].period}",
            (
                tables.text("Part"),
                tables.numbers(known[0].period),
                tables.numbers(known[0].period_before),
                tables.numbers("Change"),
                tables.numbers("% change"),
            ),
            tuple(
                _part_row(*pair, c, m.change_places) for pair, c in zip(pairs, changes, strict=True)
            ),
        )
        frame = pd.DataFrame(pairs[:-1], columns=["label", "now", "before"])
        frame = frame.astype({"now": float, "before": float})
        drawing = charts.paired_bars(
            frame, m.unit, before=known[0].period_before, now=known[0].period
        )
        finding = "; ".join(
            f"{name}: {change.words}" for (name, _, _), change in zip(pairs, changes, strict=True)
        )
        chart = Chart(finding, "Two bars for each part.", charts.spec(drawing), table)
        return Group((Heading(question), chart))

    def _yardsticks(self, reported: Reported, series: pd.Series):
        m, now = reported.measure, series.get(series.last_valid_index())
        yearly = comparison.rolling_sum(series)
        last, year = series.last_valid_index(), {"M": 12, "Q": 4}[series.index.freqstr[0]]
        baseline = self._since_baseline(m.id)[: self._baseline_end(series)].dropna()
        same = baseline[[p.end_time.month == last.end_time.month for p in baseline.index]]
        for label, then, current in (
            (f"The same quarter a year before ({reported.period_before})", reported.before, now),
            ("The quarter before", series.get(last - 1), now),
            (f"The mean of {len(baseline)} quarters before this year", baseline.mean(), now),
            (f"The mean of the same quarter in {len(same)} years", same.mean(), now),
            ("The twelve months before, twelve-month sums", yearly.get(last - year), yearly[last]),
        ):
            change = comparison.change(_whole(current), _whole(then), m.change_places)
            if change.difference is not None and change.percent is not None:
                yield (
                    label,
                    wording.number(change.before),
                    wording.number(change.now),
                    wording.signed(change.difference),
                    f"{wording.signed(change.percent, m.change_places)}%",
                )


def _whole(value: float | Decimal | None) -> Decimal | None:
    return None if value is None or pd.isna(value) else comparison.round_half_up(value)


def _part_row(name: str, now, before, change: comparison.Change, places: int) -> tuple[str, ...]:
    percent = change.percent
    return (
        name,
        wording.number(now),
        wording.number(before),
        wording.signed(change.difference),
        wording.NOT_AVAILABLE if percent is None else f"{wording.signed(percent, places)}%",
    )
