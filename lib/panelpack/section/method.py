"""The method page: each rule in plain words with a worked example from the pack's own figures.

The words are made from the constants that the code uses, so the two can't differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from panelpack import assessment, evidence, spc, tables, wording
from panelpack.control import BASELINE_YEARS, STEP_SPAN
from panelpack.document import Block, Group, Heading, List, Prose, Table, text
from panelpack.opendata import read
from panelpack.section.glossary import TITLE, glossary
from panelpack.section.predictions import Predictions


class Method(Predictions):
    """What only the method page shows.

    `example` is the id of a measure to work a rule on; by default the plan's first count of open
    data, so that a page stays right when a priority is dropped.
    """

    def about_comparisons(self, example: str = "") -> Group:
        """Explain how figures are compared."""
        return _rule(
            "Comparisons",
            "Each figure stands beside the same months of the year before.",
            "A change is given as a number and as a percentage, rounded half up. "
            "Changes of a rate are percentage points, never a percentage of a percentage.",
            "Where the figure before is zero there is no percentage. "
            "Figures from before a change of recording are not compared with later ones.",
            self._worked(self._worked_comparison, example),
        )

    def about_control_charts(self, example: str = "") -> Group:
        """Explain how limits are set and what counts as a signal."""
        p = spc.CAUTIOUS
        return _rule(
            "Control charts",
            f"The limits come from the {BASELINE_YEARS} financial years before the reported one "
            "and stay fixed after them. They hold what chance alone would bring.",
            f"The centre is the mean; the limits lie {spc.XMR_FACTOR} mean moving ranges from it. "
            "A moving range is the difference between two values in a row.",
            "A signal is any of these: a value outside the limits; "
            f"{p.shift_n} values in a row on one side of the centre; "
            f"{p.trend_n} values in a row that rise or fall; "
            "two of three values close to the same limit.",
            f"No limits are set from fewer than {p.limits_n} values; limits from fewer than "
            f"{spc.FIRM_FROM} are called trial limits. A limit below zero is shown as zero "
            "where no value can be negative.",
            "A change without a signal is not called an improvement or a concern.",
            self._worked(self._worked_limits, example),
        )

    def about_assessment(self, example: str = "") -> Group:
        """Explain how a measure gets its class."""
        return _rule(
            "Assessment against the end of the last financial year",
            "Counts with three years of months or quarters are tested with a quasi-Poisson "
            "model. It knows the season and the length of each month, and how much the counts "
            "vary by themselves.",
            "Two rates are compared by Newcombe's interval for their difference. "
            "Without the number of people asked, a rate is not tested.",
            "Two counts alone are not tested either: the page of the priority shows their ratio "
            "with its range. They are tested where the plan names a related series that shows "
            "how much such a count varies.",
            f"A quarter with an expected count below {assessment.SMALLEST_COUNT} is called small "
            "numbers. Over all measures together, false alarms are held at "
            f"{100 * assessment.LEVEL:.0f}% (Benjamini and Hochberg).",
            self._worked(self._worked_assessment, example),
        )

    def about_rates(self, example: str = "") -> Group:
        """Explain how sure a share is."""
        return _rule(
            "Shares and surveys",
            "A share of few people can be far from the share of all. Its 95% range is Wilson's, "
            "which also holds for small bases and for shares near 0% or 100%.",
            f"Below a base of {assessment.SMALLEST_BASE} a rate gets no class, unless its measure "
            "states another floor.",
            *self._of_averages(),
            self._worked(self._worked_share, example),
        )

    def _of_averages(self) -> list[str]:
        """Say what averages allow, where the plan has any."""
        if all(m.kind != "average" for m in self.plan.measures.values()):
            return []
        return [
            "An average comes without the spread behind it, so it gets no class. Averages are "
            "never added up; a control chart shows what is usual of them."
        ]

    def about_steps(self, example: str = "") -> Group:
        """Explain when a lasting change of level is called a step."""
        return _rule(
            "Step changes",
            f"A step is looked for in the last {STEP_SPAN['M']} months or {STEP_SPAN['Q']} "
            "quarters: one date at which the level may have changed for good.",
            "It is called a step where chance would bring it in fewer than "
            f"{100 * spc.STEP_LEVEL:.0f} of 100 series, and where it explains the series clearly "
            "better than a straight trend.",
            "A step is only suggested. An analyst accepts it in the measure's file with a reason, "
            "and the control limits begin anew there.",
            self._worked(self._worked_step, example),
        )

    def about_prediction(self, example: str = "") -> Group:
        """Explain what the predicted ranges are."""
        return _rule(
            "Prediction",
            "The predicted range comes from the past of the series alone. It knows the level, "
            "the slope and the season, and it widens the further it looks.",
            "A 95% range should hold what comes 19 times in 20. Nothing is said about causes.",
            self._worked(self._worked_prediction, example),
        )

    def about_clearance(self) -> Group:
        """Explain what is published and what is withheld."""
        boards = sorted({p.board for p in self.plan.settings.partners.values()})
        group = _rule(
            "Publication",
            "A partner's figure is published only after its own board has cleared it. "
            "Anything else is withheld, and its row says so.",
            "Those who clear figures:",
        )
        return Group((*group.blocks, List(tuple(text(board) for board in boards))))

    def words_and_abbreviations(self) -> Group:
        """Explain the words and abbreviations of the pack."""
        return Group((Heading(TITLE), glossary(self.plan.settings.abbreviations)))

    def open_data_quality(self) -> Group:
        """Show what is known about the quality of each open source."""
        folder = self.plan.folder
        sources = dict.fromkeys(m.open.source for m in self.plan.measures.values() if m.open)
        facts = [read.provenance(folder, source) for source in sources]
        rows = tuple((f["title"], f["publisher"], f["licence"]) for f in facts)
        columns = (tables.text("Source"), tables.text("Publisher"), tables.text("Licence"))
        said = (
            "Open data is used up to the end of the reported quarter. Publishers revise their "
            "tables, so a count may differ from the one first printed."
        )
        notes = [block for f in facts for block in _source_notes(f)]
        table = Table("Open data in this pack", columns, rows)
        return Group((Heading("Open data"), Prose((text(said),)), table, *notes))

    def _name(self, measure: str) -> str:
        return self.measure(measure).name

    def _worked(self, tell: Callable[[str], str], example: str) -> str:
        """Return a rule worked on a measure; nothing where the plan has none to work it on."""
        counts = (m.id for m in self.plan.measures.values() if m.open and m.cadence != "year")
        measure = example or next((m for m in counts if not self.series(m).empty), "")
        return tell(measure) if measure else ""

    def _worked_comparison(self, example: str) -> str:
        reported = self.reported(example)
        change, m = reported.change, reported.measure
        if change.percent is None:
            return ""
        now, before = (wording.figure(m, v) for v in (change.now, change.before))
        return (
            f"Example. {m.name}: {now} in {reported.when} less {before} in "
            f"{reported.when_before} is {wording.change_number(reported)}, and that is "
            f"{wording.change_percent(reported)} of {before}."
        )

    def _worked_limits(self, example: str) -> str:
        result = self._control(example)
        if result is None or result.limit_status == "none":
            return ""
        phase = result.phases.iloc[-1]
        last = result.shown.iloc[-1]
        lines = (phase["centre"], phase["mean_range"], last["lower"], last["upper"])
        centre, spread, lower, upper = (wording.number(line, 1) for line in lines)
        return (
            f"Example. {self._name(example)}: {int(phase['used'])} values have a mean of "
            f"{centre} and a mean moving range of {spread}, so the limits are {lower} and {upper}. "
            f"{result.sentence}"
        )

    def _worked_assessment(self, example: str) -> str:
        result = self.judged(example).result
        if result.p is None or result.expected is None:
            return ""
        expected, came = (wording.number(result.expected * r) for r in (1, result.ratio))
        return (
            f"Example. {self._name(example)}: {expected} were to be expected and {came} came. "
            f"{result.sentence} "
            f"The probability of a difference this large by chance alone is "
            f"{wording.number(100 * result.p, 1)}%."
        )

    def _worked_step(self, example: str) -> str:
        series = self.series(example).iloc[-STEP_SPAN["Q"] :]
        return f"Example. {self._name(example)}: {spc.suggest_steps(series).sentence}"

    def _worked_prediction(self, example: str) -> str:
        told = " ".join(self._fared(example))
        return f"Example. {self._name(example)}. {told}" if told else ""

    def _worked_share(self, example: str) -> str:
        entry = self.reported(example).entry
        if entry.numerator is None or not entry.base:
            return ""
        low, high = evidence.wilson(float(entry.numerator), float(entry.base))
        share = wording.number(100 * entry.numerator / entry.base, 1)
        return (
            f"Example. {self._name(example)}: {wording.number(entry.numerator)} of "
            f"{wording.number(entry.base)} is {share}%, with a range of "
            f"{wording.number(100 * low, 1)}% to {wording.number(100 * high, 1)}%."
        )


def _source_notes(facts: Mapping) -> tuple[Block, ...]:
    """Return what must be known of an open source under its name; nothing where nothing must."""
    notes = tuple(text(note) for note in facts.get("notes", ()))
    return (Heading(facts["title"], level=3), List(notes)) if notes else ()


def _rule(title: str, *paragraphs: str) -> Group:
    return Group((Heading(title), Prose(tuple(text(p) for p in paragraphs if p))))
