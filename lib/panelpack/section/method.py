"""The method page: each rule in plain words, made from the constants that the code uses."""

from __future__ import annotations

from panelpack import assessment, spc, tables
from panelpack.document import Group, Heading, List, Prose, Table, text
from panelpack.opendata import read
from panelpack.section.pictures import BASELINE_YEARS, Pictures


class Method(Pictures):
    """What only the method page shows."""

    def about_comparisons(self) -> Group:
        """Explain how figures are compared."""
        return _rule(
            "Comparisons",
            "Each figure stands beside the same months of the year before.",
            "A change is given as a number and as a percentage, rounded half up. "
            "Changes of a rate are percentage points, never a percentage of a percentage.",
            "Where the figure before is zero there is no percentage. "
            "Figures from before a change of recording are not compared with later ones.",
        )

    def about_control_charts(self) -> Group:
        """Explain how limits are set and what counts as a signal."""
        p = spc.PTD
        return _rule(
            "Control charts",
            f"The limits come from the {BASELINE_YEARS} financial years before the reported one "
            "and stay fixed after them. They hold what chance alone would bring.",
            "A signal is any of these: a value outside the limits; "
            f"{p.shift_n} values in a row on one side of the centre; "
            f"{p.trend_n} values in a row that rise or fall; "
            "two of three values close to the same limit.",
            "A change without a signal is not called an improvement or a concern.",
        )

    def about_assessment(self) -> Group:
        """Explain how a measure gets its class."""
        return _rule(
            "Assessment against the end of the last financial year",
            "Counts with three years of months or quarters are tested with a quasi-Poisson "
            "model. It knows the season and the length of each month, and how much the counts "
            "vary by themselves.",
            "Two rates are compared by Newcombe's interval for their difference. "
            "Without the number of people asked, a rate is not tested.",
            "Two counts alone are not tested either: the page of the priority shows their ratio "
            "with its range.",
            f"A quarter with an expected count below {assessment.SMALLEST_COUNT} is called small "
            "numbers. Over all measures together, false alarms are held at "
            f"{100 * assessment.LEVEL:.0f}% (Benjamini and Hochberg).",
        )

    def about_prediction(self) -> Group:
        """Explain what the predicted ranges are."""
        return _rule(
            "Prediction",
            "The predicted range comes from the past of the series alone. It knows the level, "
            "the slope and the season, and it widens the further it looks.",
            "A 95% range should hold what comes 19 times in 20. Nothing is said about causes.",
        )

    def about_clearance(self) -> Group:
        """Explain what is published and what is withheld."""
        boards = sorted({p.board for p in self.plan.settings.partners.values()})
        group = _rule(
            "Publication",
            "A partner's figure is published only after its own board has cleared it. "
            "Anything else is withheld, and its row says so.",
        )
        return Group((*group.blocks, List(tuple(text(board) for board in boards))))

    def open_data_quality(self) -> Group:
        """Show what is known about the quality of each open source."""
        folder = self.plan.folder
        sources = dict.fromkeys(m.open.source for m in self.plan.measures.values() if m.open)
        facts = [read.provenance(folder, source) for source in sources]
        rows = tuple((f["title"], f["publisher"], f["licence"]) for f in facts)
        columns = (tables.text("Source"), tables.text("Publisher"), tables.text("Licence"))
        return Group(
            (
                Heading("Open data"),
                Prose(
                    (
                        text(
                            "Open data is used up to the end of the reported quarter. Publishers "
                            "revise their tables, so a count may differ from the one first printed."
                        ),
                    )
                ),
                Table("Open data in this pack", columns, rows),
            )
        )


def _rule(title: str, *paragraphs: str) -> Group:
    return Group((Heading(title), Prose(tuple(text(p) for p in paragraphs))))
