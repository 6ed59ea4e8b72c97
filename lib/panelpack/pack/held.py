"""What is left out of a public pack because it may be about somebody, told to whoever builds it."""

from __future__ import annotations

from collections.abc import Iterator

from panelpack import clearance, commentary, releases
from panelpack.pack.request import Request
from panelpack.releases import Passage
from panelpack.returns import known_returns
from panelpack.series import Figures


def told(request: Request, figures: Figures) -> Iterator[str]:
    """Yield a line for each text that is held: its place and the remedy, none of its words."""
    if not request.is_internal:
        for passage in _passages(request, figures):
            yield (
                f"{passage.file}, {passage.place}: left out, as it may be about somebody. "
                f"Read it, then change it or release it: panelpack release {passage.file}"
            )


def _passages(request: Request, figures: Figures) -> Iterator[Passage]:
    returns = known_returns(request.plan, request.quarter, request.as_at)
    yield from clearance.held(returns, request.as_at, request.plan)
    free = releases.released(request.plan.folder, request.as_at)
    for path in (commentary.path_of(figures, section) for section in request.sections):
        written = commentary.passages(path) if path.exists() else ()
        yield from (passage for passage in written if releases.is_held(passage.text, free))
