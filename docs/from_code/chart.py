"""A control chart of the workbook's own figures, drawn while the documentation is built."""

from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import panelpack
from panelpack.exporters.drawing import svg

WORKBOOK = Path(__file__).parents[2]
# The drawing is wider than a telephone: what can be scrolled must be reached by keyboard too.
_FIGURE = """<figure class="drawing">
<div role="region" aria-label="Chart" tabindex="0">{drawn}</div>
<figcaption>{title}.</figcaption>
</figure>"""


class ControlChart(SphinxDirective):
    """Show the chart of a section's measure as the public pack of a quarter has it."""

    required_arguments = 3

    def run(self) -> list[nodes.Node]:
        """Return the drawing with its words, for those who can't see it and for all."""
        section, quarter, measure = self.arguments
        opened = panelpack.open(section, quarter, workbook=str(WORKBOOK))
        chart = opened.control_chart(measure).blocks[0]
        shown = _FIGURE.format(drawn=svg(chart, measure), title=escape(chart.title))
        return [nodes.raw("", shown, format="html")]
