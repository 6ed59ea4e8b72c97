"""Which files a pack is made from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from panelpack import clearance, commentary, issued
from panelpack.document import Notice
from panelpack.pack.fingerprint import below
from panelpack.pack.request import Request
from panelpack.returns import Return, known_returns, records_by
from panelpack.series import Figures


def input_files(request: Request, figures: Figures) -> list[Path]:
    """Return the files of the workbook that decide what stands in the pack, sorted.

    `figures` are what the pack shows. For the public, a return or a commentary counts only if the
    pack shows all of it: the hash of one that is partly withheld would tell its content to
    whoever tries every small number, or every word.
    """
    found = {*_open_to_all(request), *_of_partners(request, figures), *_written(request, figures)}
    files = (path for path in found if path.is_file() and not path.name.startswith("."))
    return sorted(files, key=Path.as_posix)


def _open_to_all(request: Request) -> Iterator[Path]:
    folder = request.plan.folder
    yield folder / "params" / "plan.yaml"
    yield from (folder / "params" / "priorities").glob("*.yaml")
    yield folder / "params" / "quarters" / f"{request.quarter}.yaml"
    yield from map(request.plan.notebook, request.sections)
    for issue in issued.before(folder, request.as_at):
        yield from issue.files
    for part in ("open", "reference"):
        yield from below(folder / "data" / part, links=True)


def _of_partners(request: Request, figures: Figures) -> Iterator[Path]:
    for sent in known_returns(request.plan, request.quarter, request.as_at):
        if request.is_internal or is_wholly_shown(sent, figures):
            version = request.plan.folder / sent.path
            yield from below(version, links=True)
            yield from records_by(sent, request.plan, request.as_at)


def _written(request: Request, figures: Figures) -> Iterator[Path]:
    folder = request.plan.folder / "data" / "commentary" / str(request.quarter)
    for section in request.sections:
        # Only what the audience may see decides: classes change with the figures beside them, so
        # the words of the two audiences differ by more than what is left out.
        left_out = (isinstance(block, Notice) for block in commentary.read(figures, section))
        if request.is_internal or not any(left_out):
            yield folder / f"{section}.md"


def is_wholly_shown(sent: Return, figures: Figures) -> bool:
    """Say whether the figures hold all that a return says, so that its hash tells nothing.

    A figure that is not cleared, is hidden as small, or that a later return replaced is not held.
    """
    plan, on, quarter = figures.plan, figures.as_at, sent.head.quarter
    remarks = (
        clearance.comments([sent], quarter, audience, on, plan)
        for audience in ("public", "internal")
    )
    entries = clearance.entries([sent], "internal", on, plan)
    return (
        next(remarks) == next(remarks)
        and bool(entries)
        and all(entry in figures.entries(entry.measure, entry.area) for entry in entries)
    )
