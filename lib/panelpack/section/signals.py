"""Whether a series has stepped, run or returned: questions about its past."""

from __future__ import annotations

import pandas as pd

from panelpack import charts, comparison, spc, tables, wording
from panelpack.document import Block, Chart, Group, Heading, Notice, Prose, text
from panelpack.quarters import day_label
from panelpack.section.pictures import Pictures, unanswered

# So many values in a row on one side of the mean count as a shift.
SHIFT = spc.PTD.shift_n


class Signals(Pictures):
    """What priorities ask of a series' past; each answer has its question as heading."""

    def step(self, measure: str, question: str) -> Group:
        """Say whether a step change is found in a measure's series, with its evidence."""
        series = self._since_baseline(measure)
        if not series.count():
            return unanswered(question, self._said(self.reported(measure)))
        m = self.plan.measures[measure]
        found = spc.suggest_steps(series)
        paragraphs = [text(f"{m.name}, {_span(series)}: {_lower(found.sentence)}")]
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
        if len(series) < 2:
            why = f"{self._said(self.reported(measure))} {_RULE}"
            return unanswered(question, why)
        mean = series[: self._baseline_end(series)].mean()
        length = _run_length(series, mean)
        side = "above" if series.iloc[-1] > mean else "below"
        verdict = "That is a signal" if length >= SHIFT else "That is not a signal yet"
        said = (
            f"The last {length} of {len(series)} values lie {side} the mean of "
            f"{wording.number(mean, 1)}. {verdict}."
        )
        return Group((Heading(question), Prose((text(said), text(_RULE)))))

    def same_quarter(self, measure: str, question: str) -> Group:
        """Show a count beside the same quarter of each earlier year."""
        series, m = self.series(measure).dropna(), self.plan.measures[measure]
        rows = series[[p.end_time.month == self.quarter.end.month for p in series.index]]
        if len(rows) < 2 or rows.index[-1].end_time.date() != self.quarter.end:
            return unanswered(question, self._said(self.reported(measure)))
        labels = [wording.period(p) for p in rows.index]
        frame = pd.DataFrame({"label": labels, "value": rows.to_numpy()})
        table = tables.columns(rows.to_frame(m.name), f"{m.name} in the same quarter of each year")
        drawing = charts.bars(frame, m.unit)
        chart = Chart(
            _same_quarter_finding(rows, m.change_places),
            f"{m.title}. A bar for the same quarter of each of {len(rows)} years.",
            charts.spec(drawing),
            table,
        )
        return Group((Heading(question), chart, *_regression(rows)))


_RULE = (
    f"A shift needs {SHIFT} values in a row on one side of the mean; fewer happen by chance "
    "too often."
)


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _span(series: pd.Series) -> str:
    first, last = series.first_valid_index(), series.last_valid_index()
    return f"{wording.period(first)} to {wording.period(last)}"


def _run_length(series: pd.Series, mean: float) -> int:
    """Count the last values that lie strictly on one side of the mean."""
    sides = (series > mean).astype(int) - (series < mean).astype(int)
    last = sides.iloc[-1]
    return int((sides.iloc[::-1] == last).cumprod().sum()) if last else 0


def _same_quarter_finding(rows: pd.Series, places: int) -> str:
    change = comparison.change(rows.iloc[-1], rows.iloc[-2], places)
    rank = int((rows > rows.iloc[-1]).sum()) + 1
    return (
        f"{wording.number(rows.iloc[-1])}: {change.words} on the year before, "
        f"and number {rank} from the top of {len(rows)} years"
    )


def _regression(rows: pd.Series) -> list[Block]:
    """Warn where last year's figure was itself extreme, so that a return is to be expected."""
    earlier, last_year = rows.iloc[:-2], rows.iloc[-2]
    if not len(earlier) or earlier.min() <= last_year <= earlier.max():
        return []
    side = "highest" if last_year > earlier.max() else "lowest"
    said = (
        f"The year before was the {side} of the years before this one. "
        "After an extreme value the next is usually closer to the average, whatever is done."
    )
    return [Notice("caution", "Return to the average", said)]
