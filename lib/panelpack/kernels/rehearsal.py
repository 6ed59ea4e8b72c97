"""Do once in the warm process what every notebook does, so that what is loaded late is there.

Libraries import parts of themselves, and templates are compiled, when they are first used: 0.1
seconds a kernel. No chart is drawn here, and nothing stays but modules and templates.
"""

from __future__ import annotations

import contextlib
import importlib

import altair as alt
import pandas as pd

from panelpack.document import Heading

_USED_BY_KERNELS = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "runpy",
    "sqlite3",
    "tornado.platform.asyncio",
)


def rehearse() -> None:
    """Specify a chart, show a table and a block, and import what ipykernel does as it begins."""
    table = pd.DataFrame({"month": pd.to_datetime(["2014-04-01"]), "value": [1.5], "name": ["a"]})
    chart = alt.Chart(table).mark_line().encode(x="month:T", y="value:Q", color="name:N")
    alt.layer(chart, chart).to_dict()
    table.to_html()
    repr(table)
    Heading("Rehearsal", 2)._repr_mimebundle_()
    for name in _USED_BY_KERNELS:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
