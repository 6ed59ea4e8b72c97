"""Controls in JupyterLab that turn what sets a control chart's limits."""

from __future__ import annotations

import html

import ipywidgets as widgets
from IPython.display import display

from panelpack import charts, spc
from panelpack.explore.frames import readable

_WIDE = widgets.Layout(width="380px")
_HIGH = widgets.Layout(width="380px", height="160px")
_STYLE = {"description_width": "100px"}
_NOWHERE = "nowhere"


class Dials:
    """Controls above a chart that is drawn anew at each turn, for an `explore.WhatIf`.

    `box` is what a notebook shows, `turned` the control chart that it shows now.
    """

    def __init__(self, what_if):
        self._what_if, self.turned = what_if, None
        named = [(f"{m.id}: {m.name}", m.id) for m in what_if.choices]
        self.measure = widgets.Dropdown(
            options=named,
            value=what_if.measure.id,
            description="Measure",
            layout=_WIDE,
            style=_STYLE,
        )
        self.baseline = widgets.IntSlider(
            min=2,
            max=max(2, what_if.longest),
            description="Periods",
            continuous_update=False,
            layout=_WIDE,
            style=_STYLE,
        )
        self.rebase = widgets.Dropdown(description="Start anew", layout=_WIDE, style=_STYLE)
        self.exclude = widgets.SelectMultiple(description="Leave out", layout=_HIGH, style=_STYLE)
        self.profile = widgets.Dropdown(
            options=list(spc.PROFILES), description="Rules", layout=_WIDE, style=_STYLE
        )
        self.reset = widgets.Button(
            description="Back to what the plan has",
            icon="undo",
            layout=widgets.Layout(width="280px"),
        )
        self._shown = widgets.Output()
        self._said = widgets.HTML()
        self._fill()
        self.measure.observe(self._other_measure, "value")
        self.reset.on_click(lambda _: self._fill())
        self._turns = (self.baseline, self.rebase, self.exclude, self.profile)
        for turn in self._turns:
            turn.observe(self._draw, "value")
        left = widgets.VBox([self.measure, self.baseline, self.rebase, self.profile, self.reset])
        above = widgets.HBox([left, self.exclude], layout=widgets.Layout(flex_flow="row wrap"))
        self.box = widgets.VBox([above, self._said, self._shown])
        self._draw()

    def _fill(self) -> None:
        """Set every control to what the plan has for the measure."""
        planned, self._quiet = self._what_if.planned, True
        periods = list(self._what_if.periods)
        self.baseline.max = max(2, self._what_if.longest)
        self.baseline.value = planned.baseline
        self.baseline.description = f"{self._what_if.measure.cadence.capitalize()}s"
        self.rebase.options = [_NOWHERE, *periods[1:]]
        self.rebase.value = planned.rebase[-1] if planned.rebase else _NOWHERE
        self.exclude.options = periods[::-1]
        self.exclude.value = planned.exclude
        self.profile.value = planned.profile
        self._quiet = False
        self._draw()

    def _other_measure(self, change) -> None:
        self._what_if = self._what_if.of(change["new"])
        self._fill()

    def _draw(self, _change=None) -> None:
        if self._quiet:
            return
        start = [] if self.rebase.value == _NOWHERE else [self.rebase.value]
        # Starts that the plan accepted before the last one stay as they are.
        earlier = self._what_if.planned.rebase[:-1]
        self.turned = self._what_if.judge(
            self.baseline.value, [*earlier, *start], self.exclude.value, self.profile.value
        )
        self._said.value = _said(self.turned)
        table = self._what_if.compare(self.turned)
        drawing = charts.control_chart(self.turned, self._what_if.measure.unit)
        with self._shown:
            self._shown.clear_output(wait=True)
            display(drawing, readable(table))


def _said(chart: spc.ControlChart) -> str:
    notes = "".join(f"<li>{html.escape(note)}</li>" for note in chart.notes)
    said = f"<p><b>{html.escape(chart.sentence)}</b></p>"
    return f"{said}<ul>{notes}</ul>" if notes else said
