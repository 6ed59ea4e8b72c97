"""Whether a series has stepped, run or returned: questions about its past."""

from __future__ import annotations

import pandas as pd

from panelpack import charts, comparison, spc, tables, units, wording
from panelpack.control import STEP_SPAN, since_break
from panelpack.document import Block, Chart, Group, Heading, Notice, Prose, text
from panelpack.plan import Measure
from panelpack.quarters import day_label
from panelpack.section.pictures import Pictures, unanswered

# So many values in a row on one side of the mean count as a shift.
SHIFT = spc.CAUTIOUS.shift_n
# A year is called extreme among so many.
YEARS_COMPARED = 5
# A rank correlation of fewer pairs can be anything by chance.
FEWEST_TOGETHER = 8
# Fewer values before the year have no mean to lie above or below.
FEWEST_FOR_MEAN = 4


class Signals(Pictures):
    """What priorities ask of a series' past; each answer has its question as heading."""

    def step(self, measure: str, question: str) -> Group:
        """Say whether a step change is found in a measure's series, with its evidence."""
        m = self.measure(measure)
        series = since_break(self._counts(measure), m)
        if not series.count():
            return unanswered(question, self._said(self.reported(measure)))
        series = series.iloc[-STEP_SPAN[series.index.freqstr[0]] :]
        found = spc.suggest_steps(series)
        paragraphs = [text(f"{m.name}, {_span(series)}: {wording.lower_first(found.sentence)}")]
        paragraphs += [
            text(f"Accepted by an analyst from {day_label(s.on)}: {s.reason}.") for s in m.steps
        ]
        if not m.steps:
            paragraphs.append(
                text("No step has been accepted, so the limits are not started anew.")
            )
        return Group((Heading(question), Prose(tuple(paragraphs))))

    def run(self, measure: str, question: str) -> Group:
        """Say how long the present run on one side of the mean is, and whether it is a signal."""
        series = self._since_baseline(measure).dropna()
        baseline = series[: self._baseline_end(series)]
        if len(baseline) < FEWEST_FOR_MEAN:
            why = f"{self._said(self.reported(measure))} {_too_few(len(baseline))} {_RULE}"
            return unanswered(question, why)
        mean = baseline.mean()
        length = _run_length(series, mean)
        side = "above" if series.iloc[-1] > mean else "below"
        verdict = "That is a signal" if length >= SHIFT else "That is not a signal yet"
        last = f"last {length} of {len(series)} values lie"
        last = {0: "last value lies on", 1: "last value lies"}.get(length, last)
        where = f"{side} the mean" if length else "the mean"
        said = f"The {last} {where} of {wording.number(mean, 1)}. {verdict}."
        return Group((Heading(question), Prose((text(said), text(_RULE)))))

    def volume_and_rate(self, volume: str, rate: str, question: str) -> Group:
        """Show a count above a rate over the same quarters, or say why they can't be related."""
        pair = [self._of_recent_years(self.quarterly(m)) for m in (volume, rate)]
        count, share = (self.measure(m) for m in (volume, rate))
        both = int((pair[0].notna() & pair[1].notna()).sum())
        if both < FEWEST_TOGETHER:
            known = " ".join(self._said(self.reported(m)) for m in (volume, rate))
            why = (
                f"{known} Both are known together for {both} of the {FEWEST_TOGETHER} quarters "
                "that it takes to see whether they move together."
            )
            return unanswered(question, why)
        if any(s.dropna().nunique() < 2 for s in pair):
            why = "One of the two has not moved at all, so they can't have moved together."
            return unanswered(question, why)
        names = f"{count.name} and {wording.lower_first(share.name)}"
        upper = charts.line(pair[0], count.unit, count.name)
        drawing = charts.linked(upper, charts.line(pair[1], share.unit, share.name))
        frame = pd.concat(pair, axis=1, keys=[count.name, share.name], sort=True)
        places = (count.places, share.places)
        revised = [self._marks(m, s) for m, s in zip((count, share), pair, strict=True)]
        correlation = wording.number(pair[0].corr(pair[1], method="spearman"), 2)
        chart = Chart(
            f"{names}: rank correlation {correlation} over {both} quarters",
            f"{count.title}, above {wording.lower_first(share.title)}, by quarter.",
            charts.spec(drawing),
            tables.columns(frame, f"{names}, by quarter", places, revised),
        )
        return Group((Heading(question), chart))

    def same_quarter(self, measure: str, question: str) -> Group:
        """Show a count beside the same quarter of each earlier year."""
        self._only_counts(measure)
        m = self.measure(measure)
        series = since_break(self.quarterly(measure), m).dropna()
        rows = series[[p.end_time.month == self.quarter.end.month for p in series.index]]
        if len(rows) < 2 or rows.index[-1].end_time.date() != self.quarter.end:
            why = "The same quarter of an earlier year, recorded in the same way, is not known."
            return unanswered(question, f"{self._said(self.reported(measure))} {why}")
        labels = [wording.period(p) for p in rows.index]
        frame = pd.DataFrame({"label": labels, "value": rows.to_numpy()})
        caption, revised = f"{m.name} in the same quarter of each year", self._marks(m, rows)
        table = tables.columns(rows.to_frame(m.name), caption, revised=(revised,))
        drawing = charts.bars(frame, m.unit)
        chart = Chart(
            _same_quarter_finding(rows, m.change_places),
            f"{m.title}. A bar for the same quarter of each of {len(rows)} years.",
            charts.spec(drawing),
            table,
        )
        return Group((Heading(question), chart, *_regression(series, m)))


_RULE = (
    f"A shift needs {SHIFT} values in a row on one side of the mean; fewer happen by chance "
    "too often."
)


def _too_few(values: int) -> str:
    if not values:
        return "No value recorded in the same way is known before this year, so there is no mean."
    known = "1 value" if values == 1 else f"{values} values"
    are = "is" if values == 1 else "are"
    return f"{known} recorded in the same way {are} known before this year, too few for a mean."


def _span(series: pd.Series) -> str:
    first, last = series.first_valid_index(), series.last_valid_index()
    return f"{wording.period(first)} to {wording.period(last)}"


def _run_length(series: pd.Series, mean: float) -> int:
    """Count the last values that lie strictly on one side of the mean."""
    sides = (series > mean).astype(int) - (series < mean).astype(int)
    last = sides.iloc[-1]
    return int((sides.iloc[::-1] == last).cumprod().sum()) if last else 0


def _same_quarter_finding(rows: pd.Series, places: int) -> str:
    before = wording.period(rows.index[-2])
    change = comparison.change(rows.iloc[-1], rows.iloc[-2], places)
    return (
        f"{wording.number(rows.iloc[-1])}: {change.words} on {before}, "
        f"and {units.standing(rows.iloc[-1], rows)} of {len(rows)} years"
    )


def _regression(series: pd.Series, measure: Measure) -> list[Block]:
    """Say whether the last whole year was extreme, so that a return is to be expected."""
    years = _whole_years(series)
    if len(years) < YEARS_COMPARED or not _are_consecutive(years.iloc[-YEARS_COMPARED:]):
        return []
    years = years.iloc[-YEARS_COMPARED:]
    last, rank = years.iloc[-1], int((years > years.iloc[-1]).sum()) + 1
    name, place = wording.period(years.index[-1]), units.standing(last, years)
    told = f"{name} had {wording.number(last)} {measure.unit}, {place} of the {YEARS_COMPARED} "
    told += f"years to then, whose mean is {wording.number(years.mean())}."
    if rank not in (1, YEARS_COMPARED):
        told += " It was not extreme, so no return to the average is to be expected from it."
        return [Prose((text(told),))]
    caution = (
        "After an extreme value the next is usually closer to the average, whatever is done. "
        "A change on such a year is no proof that anything worked."
    )
    return [Prose((text(told),)), Notice("caution", "Return to the average", caution)]


def _are_consecutive(years: pd.Series) -> bool:
    return len(pd.period_range(years.index[0], years.index[-1], freq="Y-MAR")) == len(years)


def _whole_years(series: pd.Series) -> pd.Series:
    """Sum a series by financial year; a year with a gap or still running is left out."""
    periods = {"M": 12, "Q": 4, "Y": 1}[series.index.freqstr[0]]
    years = series.groupby(series.index.asfreq("Y-MAR"))
    return years.sum().where(years.count() == periods).dropna()
