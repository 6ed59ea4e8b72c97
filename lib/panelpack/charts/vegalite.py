"""Charts as plain Vega-Lite, the same for the same data in every process."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import altair as alt
from altair.utils import schemapi

from panelpack.charts.shared import WRITTEN
from panelpack.charts.theme import CONFIG
from panelpack.document import VEGA_LITE_MEDIA_TYPE

# JupyterLab draws Vega-Lite 5 without the internet; the charts use nothing newer.
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.20.1.json"
RENDERER = "panelpack"

_Draw = TypeVar("_Draw", bound=Callable[..., alt.TopLevelMixin])


def unchecked(draw: _Draw) -> _Draw:
    """Let a function draw without Altair's check of every part as it is made.

    For this package's own charts, which the tests check against Altair's schema: the checks are a
    fifth of a section's time.
    """

    @wraps(draw)
    def drawn(*args, **kwargs):
        with schemapi.debug_mode(False):
            return draw(*args, **kwargs)

    return drawn


def spec(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """Return a chart of this package as plain JSON values: Vega-Lite 5, its look included.

    The same data give the same result, whatever was drawn before and whatever theme Altair has.
    Altair's own check of every mark is left to the tests, see `unchecked`.
    """
    with alt.theme.enable("none"), schemapi.debug_mode(False):
        return _plain(chart.to_dict(validate=False, context={WRITTEN: {}}))


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
