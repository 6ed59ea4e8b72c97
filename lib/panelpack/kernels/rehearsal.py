"""Do once in the warm process what every notebook does, so that what is loaded late is there.

Libraries import parts of themselves, look for plug-ins and compile templates and patterns when they
are first used: 0.1 seconds a kernel. No chart is drawn here, and nothing stays but what was loaded.
"""

from __future__ import annotations

import contextlib
import importlib

import altair as alt
import pandas as pd

from panelpack import markdown
from panelpack.charts import line, spec
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
    """Specify charts, show a table and a block, read a text, import what ipykernel begins with."""
    table = pd.DataFrame({"month": pd.to_datetime(["2014-04-01"]), "value": [1.5], "name": ["a"]})
    chart = alt.Chart(table).mark_line().encode(x="month:T", y="value:Q", color="name:N")
    alt.layer(chart, chart).to_dict()
    months = pd.period_range("2014-04", periods=2, freq="M")
    spec(line(pd.Series([1.0, 2.0], months), "offences"))
    table.to_html()
    repr(table)
    Heading("Rehearsal", 2)._repr_mimebundle_()
    markdown.blocks("Read **once**.\n\n- And a list.\n")
    for name in _USED_BY_KERNELS:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
