"""What can be said where figures are missing, agreed only in part, or told in words."""

from __future__ import annotations

from panelpack import wording
from panelpack.document import Block, Group, Heading, List, Notice, Prose, text
from panelpack.reported import Reported
from panelpack.section.pictures import Pictures, unanswered

# Why there is none stands with the other gaps of the section.
_NO_WAY = "There is no figure yet that could say which way it went."


class Known(Pictures):
    """What priorities say of measures without a figure, or with words for one."""

    def until_then(self, measure: str, nearest: str, question: str) -> Group:
        """Say when a figure is due, and show the nearest published one until then."""
        awaited, m = self.reported(measure), self.measure(nearest)
        if awaited.value is not None:
            lead = f"The figure has come: {self._said(awaited)}"
        else:
            lead = f"{awaited.measure.name}: {self._why_missing(awaited)}."
        beside = f"The nearest published figure is {wording.lower_first(m.title)}. {m.why}"
        return Group((Heading(question), Prose((text(lead), text(beside))), self.line(nearest)))

    def direction(self, measure: str, question: str) -> Group:
        """Say which way a measure should go within this priority, why, and which way it went."""
        reported = self.reported(measure)
        m = reported.measure
        wanted = {"more": "more is better", "fewer": "fewer is better"}.get(m.better)
        rule = (
            f"Here {wanted}: {wording.lower_first(m.why)}"
            if wanted
            else f"Neither way is better: {m.why}"
        )
        went = self._said(reported) if reported.status == "supplied" else _NO_WAY
        return Group((Heading(question), Prose((text(rule), text(went)))))

    def told_in_words(self, question: str, *measures: str) -> Group:
        """Show what partners told in words, beside what can be counted."""
        told = [self.reported(m) for m in measures]
        if not any(r.status == "supplied" for r in told):
            return unanswered(question, self._said_together(told))
        lines = List(tuple(text(self._said(r)) for r in told))
        without = [r for r in told if r.measure.kind == "text" and r.status == "supplied"]
        if not without:
            return Group((Heading(question), lines))
        names = "; ".join(r.measure.name for r in without)
        caution = f"Told in words, without numerator or base, so no range can be given: {names}."
        return Group((Heading(question), lines, Notice("caution", "Words, not figures", caution)))

    def agreed_so_far(self, question: str, *measures: str) -> Group:
        """Show what is agreed about measures that are still in development.

        Where the headline has given the state of every measure, it is not said again.
        """
        reported = [self.reported(m) for m in measures]
        codes = {panel.code for panel in self.priority.panels}
        comments = [c.text for c in self.figures.comments if codes & set(c.panels)]
        blocks: list[Block] = [Heading(question)]
        if any(r.status == "supplied" for r in self._own()):
            blocks.append(List(tuple(text(self._said(r)) for r in reported)))
        elif not comments:
            blocks.append(Prose((text(self._nothing_added(reported)),)))
        blocks += [Notice("note", "What the partners add", comment) for comment in comments]
        return Group(tuple(blocks))

    def _nothing_added(self, reported: list[Reported]) -> str:
        """Say of measures whose state stands above that their partners told nothing else."""
        partners = self.plan.settings.partners
        of = (r.measure.partner for r in reported)
        names = dict.fromkeys(partners[partner].name for partner in of if partner)
        told = f" {' and '.join(names)} added no comment for the quarter." if names else ""
        return f"No more than stands above.{told}"

    def _why_missing(self, reported: Reported) -> str:
        return wording.reason(reported.entry, self.plan, self.quarter, self.as_at)
