"""Charts as plain Vega-Lite, the same for the same data in every process."""

from __future__ import annotations

import json
from typing import Any

import altair as alt

from panelpack.charts.theme import CONFIG
from panelpack.document import VEGA_LITE_MEDIA_TYPE

# JupyterLab draws Vega-Lite 5 without the internet; the charts use nothing newer.
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.20.1.json"
RENDERER = "panelpack"


def spec(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """Return a chart of this package as plain JSON values: Vega-Lite 5, its look included.

    The same data give the same result, whatever was drawn before and whatever theme Altair has.
    Altair's own check of every mark is left to the tests: it is a fifth of a section's time.
    """
    with alt.theme.enable("none"):
        return _plain(chart.to_dict(validate=False))


def show_offline() -> None:
    """Let JupyterLab draw charts by itself, unless Altair was told how to show them already.

    Altair's own way loads a library from the internet.
    """
    alt.renderers.register(RENDERER, _bundle)
    if alt.renderers.active == "default":
        alt.renderers.enable(RENDERER)


def _plain(drawn: dict[str, Any]) -> dict[str, Any]:
    whole = drawn | {"$schema": SCHEMA, "config": CONFIG}
    return json.loads(json.dumps(whole, allow_nan=False))


def _bundle(drawn: dict[str, Any], **_options) -> dict[str, Any]:
    return {VEGA_LITE_MEDIA_TYPE: _plain(drawn), "text/plain": "A chart"}
