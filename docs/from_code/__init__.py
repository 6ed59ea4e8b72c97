"""Reference pages made from the code: each directive writes Markdown that Sphinx then reads."""

from collections.abc import Callable, Iterator

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from from_code import chart, commands, keys, lists, methods


def _directive(write: Callable[..., Iterator[str]]) -> type[SphinxDirective]:
    """Return a directive that shows the lines of Markdown which `write` gives for its words."""

    class Written(SphinxDirective):
        optional_arguments = 9

        def run(self) -> list[nodes.Node]:
            return self.parse_text_to_nodes(
                "\n".join(write(*self.arguments)), allow_section_headings=True
            )

    return Written


def setup(app):
    """Give Sphinx the directives."""
    app.add_directive("commands", _directive(commands.written))
    app.add_directive("keys", _directive(keys.written))
    app.add_directive("columns", _directive(lists.columns))
    app.add_directive("commentary-words", _directive(lists.commentary_words))
    app.add_directive("return-cells", _directive(lists.return_cells))
    app.add_directive("statuses", _directive(lists.statuses))
    app.add_directive("classes", _directive(lists.classes))
    app.add_directive("section-methods", _directive(methods.written))
    app.add_directive("signals", _directive(lists.signals))
    app.add_directive("control-chart", chart.ControlChart)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
