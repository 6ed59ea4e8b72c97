"""Run one section's notebook through papermill, and export what it shows.

`run` is all that a worker does: one job in, the section's blocks out. `export` makes its files in
the process that builds, where the libraries that draw and set are loaded once for all sections.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import DeadKernelError
from papermill.exceptions import PapermillExecutionError

from panelpack import news
from panelpack.document import MEDIA_TYPE, Block, Chart, Title, from_json
from panelpack.errors import DataError
from panelpack.exporters import drawing, html, pdf, word
from panelpack.exporters.characters import clean
from panelpack.exporters.reading import blocks_of
from panelpack.kernels.run import run_notebook
from panelpack.pack.kernel import OwnedKernelManager, last_words
from panelpack.pack.notebook import INJECTED, PARAMETERS, first_line, has_tag, stable_bytes
from panelpack.quarters import Quarter

_LOOKED_UP = "looked-up"
# The last cell of each notebook that is run; no part of what it gives.
_TELL = (
    "import json; from panelpack import dependencies; "
    "print(json.dumps([dependencies.noted(), dependencies.read(), "
    "dependencies.changed()]))"
)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Job:
    """One notebook to run: `notebook` under the folder `workbook`, and its parameters."""

    section: str
    workbook: Path
    notebook: str
    quarter: str
    audience: str
    as_at: str
    touched: Mapping[str, date] = field(default_factory=dict)
    """The newest day that touched each measure, see `news`."""
    keep_notebook: bool = False

    @property
    def parameters(self) -> dict[str, str]:
        """What papermill passes to the notebook, and what its title has to echo."""
        return {"quarter": self.quarter, "audience": self.audience, "as_at": self.as_at}


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What came of a job: the section's blocks, and the path of their notebook as `source`.

    `notebook` is the executed notebook, if the job was to keep it; `remarks` are warnings of the
    kernel, which are told to whoever builds and are no part of the pack. `looked_up` names what the
    notebook looked up, `read` has the digests of the files that it read, `changed` names those that
    it changed itself.
    """

    section: str
    blocks: tuple[Block, ...]
    source: str = ""
    notebook: bytes = b""
    remarks: tuple[str, ...] = ()
    looked_up: tuple[str, ...] = ()
    read: Mapping[str, str] = field(default_factory=dict)
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Made(Ran):
    """A section with its files, and its charts as they were drawn for these and the pack's papers.

    `drawings` are for `drawing.remember`, `pictures` for `pictures.remember`.
    """

    html: str
    pdf: bytes
    drawings: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def run(job: Job, warm: Path) -> Ran:
    """Run a section's notebook and return its blocks.

    `warm` is the folder of the running `WarmServer` that its kernel is forked from.

    Raises DataError naming the notebook and the cell when a cell fails, shows something that is
    no block, or when the title says that the notebook reported on something else.
    """
    executed = _execute(job, warm)
    told, cells = _take_told(executed), executed.cells
    executed.cells = [cell for cell in cells if not has_tag(cell, INJECTED)]
    remarks = tuple(_take_warnings(executed, job))
    try:
        blocks = blocks_of(executed)
        executed.cells = cells
        check_echo(blocks[0], job)
        return Ran(
            section=job.section,
            source=job.notebook,
            blocks=(_dated(blocks[0], told["looked_up"], job), *blocks[1:]),
            notebook=_kept(executed) if job.keep_notebook else b"",
            remarks=remarks,
            **told,
        )
    except DataError as error:
        raise DataError(f"{job.notebook}, {error}") from error


def export(ran: Ran) -> Made:
    """Return a section with its HTML page and its PDF.

    Raises DataError naming the notebook when a block can't be drawn or set.
    """
    charts = [block for block in ran.blocks if isinstance(block, Chart)]
    try:
        return Made(
            **vars(ran),
            html=html.section_page(ran.blocks),
            pdf=pdf.section_pdf(ran.blocks),
            drawings=drawing.kept(charts),
            pictures=word.draw_ahead(charts),
        )
    except DataError as error:
        raise DataError(f"{ran.source}, {error}") from error


def _execute(job: Job, warm: Path) -> nbformat.NotebookNode:
    """Run the notebook in the workbook's folder; the cell that fails is named."""
    notebook = nbformat.read(job.workbook / job.notebook, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if not has_tag(cell, INJECTED)]
    notebook.cells.append(nbformat.v4.new_code_cell(_TELL, id=_LOOKED_UP))
    tagged = next(i for i, cell in enumerate(notebook.cells) if has_tag(cell, PARAMETERS))
    try:
        return run_notebook(
            notebook,
            job.parameters,
            job.workbook,
            warm,
            log_output=False,
            kernel_manager_class=OwnedKernelManager,
        )
    except PapermillExecutionError as error:
        raise DataError(f"{job.notebook}, {_failure(error, tagged)}") from None
    except (DeadKernelError, RuntimeError) as error:
        told = last_words()
        raise DataError(
            f"{job.notebook}: the kernel that ran it died ({told or error}); "
            "run the notebook in JupyterLab to see where"
        ) from error


def _take_told(executed: nbformat.NotebookNode) -> dict[str, Any]:
    """Take out the cell that was added to a notebook, and return what it told."""
    cell = executed.cells.pop()
    looked_up, read, changed = json.loads("".join(output.text for output in cell.outputs))
    return {"looked_up": tuple(looked_up), "read": read, "changed": tuple(changed)}


def _kept(executed: nbformat.NotebookNode) -> bytes:
    """Return an executed notebook to keep, its blocks as JupyterLab shows them."""
    for cell in executed.cells:
        for output in cell.get("outputs", ()):
            block = output.data[MEDIA_TYPE]
            if "text/html" not in output.data and block["type"] != Chart.type:
                output.data["text/html"] = html.shown(from_json(block))
    return stable_bytes(executed)


def _failure(error: PapermillExecutionError, parameters_cell: int) -> str:
    """Say which cell failed and how, the cell numbered as in the analyst's own notebook."""
    # papermill puts a cell of its own after the one with the parameters.
    number = error.cell_index + (error.cell_index <= parameters_cell)
    place = f"cell {number} ({first_line(error.source)})"
    said = clean(_COLOUR.sub("", error.evalue)).strip()
    if error.ename == DataError.__name__:
        return f"{place}: {said}"
    return f"{place} failed with {error.ename}: {said}"


def _take_warnings(executed: nbformat.NotebookNode, job: Job):
    """Take what the kernel wrote on its error stream out of the notebook, and yield it."""
    for number, cell in enumerate(executed.cells, 1):
        outputs = cell.get("outputs", [])
        for output in outputs:
            if output.output_type == "stream" and output.name == "stderr":
                said = clean(_COLOUR.sub("", output.text)).strip()
                yield f"{job.notebook}, cell {number} ({first_line(cell.source)}) warns: {said}"
        if outputs:
            cell.outputs = [o for o in outputs if o.get("name") != "stderr"]


def _dated(title: Title, looked_up: tuple[str, ...], job: Job) -> Title:
    """Return a section's title with the day of its own news, which the day of the pack hides."""
    quarter, as_at = Quarter.parse(job.quarter), date.fromisoformat(job.as_at)
    day = news.of_section(looked_up, job.touched, quarter, as_at)
    return replace(title, as_at=day.isoformat())


def check_echo(title: Title, job: Job) -> None:
    """Raise DataError unless a section's title says that it reports on what was asked for."""
    asked = {"section": job.section} | job.parameters
    for key, wanted in asked.items():
        told = getattr(title, key)
        if told != wanted:
            raise DataError(
                f"the title says {key} {told!r}, but {wanted!r} was asked for: let "
                f'panelpack.open("{job.section}", quarter, audience, as_at) take the parameters'
            )
