"""Make a pack from beginning to end: check, run, export, join, publish."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path

from panelpack import claims, commentary, news
from panelpack.document import OnePage
from panelpack.errors import DataError
from panelpack.exporters import drawing, html, pdf, pictures, word
from panelpack.kernels.lean import uncollected
from panelpack.pack import fingerprint, held, stopping, unknown_areas
from panelpack.pack.cluster import Cluster
from panelpack.pack.datafiles import Rows, data_files, table_rows
from panelpack.pack.inputs import input_files
from panelpack.pack.kept import keep_last
from panelpack.pack.manifest import digests, manifest
from panelpack.pack.notebook import check_notebook
from panelpack.pack.publish import publish, reserved
from panelpack.pack.report import Built, built
from panelpack.pack.request import Request
from panelpack.pack.run import Job, Made, Ran, export, run
from panelpack.pack.stale import Stale
from panelpack.pack.workers import Workers
from panelpack.ready import ready
from panelpack.series import Figures


def build(
    request: Request,
    done: Callable[[str], None] = lambda section: None,
    remark: Callable[[str], None] = lambda text: None,
    unchanged: Callable[[str], None] = lambda section: None,
) -> Built:
    """Build the pack, put it in `request.target`, whole or not at all, and say what became of it.

    `done` hears of each section as it is finished, `unchanged` of each that need not be run again,
    `remark` of each text that is held from the public, of areas that the force has not, and of each
    warning that a kernel gave. Raises DataError when data, plan or a notebook is at fault, or the
    place can't be written; an older pack then stands as it was.
    """
    # A cluster's processes import while this one reads and judges.
    with reserved(request.target), _cluster(request) as cluster:
        of = request.asked.digest()
        # Broken returns are told once here, not by every notebook.
        figures = Figures(request.plan, request.quarter, request.audience, request.as_at)
        touched = news.of_measures(figures)
        jobs = _jobs(request, touched)
        _check_claims(request, figures, remark)
        inputs = digests(request.plan.folder, input_files(request, figures))
        rows = table_rows(request, figures)
        stale = Stale(request, figures, of, touched)
        stopping.heed()
        kept = _kept(stale, request.sections, unchanged)
        to_run = [job for job in jobs if job.section not in kept]
        new = _run(request, figures, to_run, done, cluster)
        made = [kept.get(job.section) or new[job.section] for job in jobs]
        for text in (*_told(request, figures), *(t for each in made for t in each.remarks)):
            remark(text)
        files = _files(request, rows, made)
        read = stale.read_besides(made)
        _check_same(request.plan.folder, of["workbook"], read, made)
        files["manifest.json"] = manifest(request, inputs, files)
        publish(request.target, files)
        for section in new.values():
            stale.keep(section)
        keep_last(request.asked, of, files, request.until, read)
        return built(request, figures, list(new))


def _check_same(
    folder: Path, workbook: Mapping[str, str], read: Mapping[str, str], made: Iterable[Made]
) -> None:
    """Raise DataError if a file changed that the pack is made from, or that a notebook has read.

    A file that a notebook has changed itself, such as a log of its own, may be another one now.
    """
    own = {name for each in made for name in each.changed}
    others = {name: digest for name, digest in read.items() if name not in own}
    now = fingerprint.of_workbook(folder) | fingerprint.of_each(folder, others)
    fingerprint.check_same(workbook | others, now)


def _told(request: Request, figures: Figures) -> Iterator[str]:
    """Yield what somebody should read before the pack is given out."""
    yield from held.told(request, figures)
    yield from unknown_areas.told(figures)


def _cluster(request: Request) -> AbstractContextManager[Cluster | None]:
    """Return the cluster that is to run the notebooks; it gives None where this machine is."""
    if not request.cluster:
        return nullcontext()
    return Cluster(request.cluster, request.plan.folder)


def _run(
    request: Request,
    figures: Figures,
    jobs: list[Job],
    done: Callable[[str], None],
    cluster: Cluster | None,
) -> dict[str, Made]:
    """Run notebooks, and return what came of them by section."""
    if not jobs:
        return {}
    made: dict[str, Made] = {}

    def finish(ran: Ran) -> None:
        """Export a section while the notebooks of others run."""
        stopping.heed()
        made[ran.section] = export(ran)
        done(ran.section)

    if cluster:
        cluster.send_figures(figures)
    here_or_there = nullcontext(cluster) if cluster else Workers(request.jobs)
    with ready(figures), here_or_there as workers:
        workers.run_all(run, jobs, finish)
    return made


def _kept(
    stale: Stale, sections: Iterable[str], unchanged: Callable[[str], None]
) -> dict[str, Made]:
    """Return the sections that need not be run again, and remember the charts of all."""
    made: dict[str, Made] = {}
    for section in sections:
        drawings, kept = stale.drawn(section)
        drawing.remember(drawings)
        pictures.remember(kept)
        if found := stale.kept(section):
            made[section] = found
            unchanged(section)
    return made


def _check_claims(request: Request, figures: Figures, remark: Callable[[str], None]) -> None:
    """Raise DataError for claims that no figure bears out; inside the office they are remarks."""
    faults = [fault for section in request.sections for fault in _faults(request, figures, section)]
    if faults and not request.is_internal:
        raise DataError("\n".join(faults))
    for fault in faults:
        remark(fault)


def _faults(request: Request, figures: Figures, section: str) -> list[str]:
    """Return the faulty claims of what the audience reads.

    What the public doesn't read can't stop its pack: that would tell of withheld words.
    """
    faults = [claim for claim in claims.check(figures, [section]) if claim.is_fault]
    if not faults or request.is_internal:
        return [claim.fault for claim in faults]
    unread = commentary.lines_left_out(figures, section)
    return [claim.fault for claim in faults if claim.line not in unread]


def _jobs(request: Request, touched: Mapping[str, date]) -> list[Job]:
    """Return what is to be run; every notebook that can't be is told of at once."""
    jobs, faults = [], []
    for section in request.sections:
        try:
            jobs.append(_job(request, section, touched))
        except DataError as error:
            faults.append(str(error))
    if faults:
        raise DataError("\n".join(faults))
    return jobs


def _job(request: Request, section: str, touched: Mapping[str, date]) -> Job:
    notebook = request.plan.notebook(section)
    job = Job(
        section=section,
        workbook=request.plan.folder,
        notebook=notebook.relative_to(request.plan.folder).as_posix(),
        **request.parameters,
        touched=touched,
        keep_notebook=request.is_internal,
    )
    check_notebook(notebook, job.notebook, job.parameters)
    return job


def _files(request: Request, rows: Rows, made: Sequence[Made]) -> dict[str, bytes]:
    """Return all files of the pack but its manifest."""
    stopping.heed()
    files, sections = _of_sections(request, made), [section.blocks for section in made]
    # Typst sets the paper beside Python: the longest of all, on a processor that has nothing to do.
    with uncollected(), ThreadPoolExecutor(1) as beside:
        paper = beside.submit(pdf.pack_pdf, request.cover, sections)
        files["index.html"] = html.pack_page(request.cover, sections).encode()
        files["report.docx"] = word.pack_docx(request.cover, sections)
        files |= data_files(request, rows, made)
        files["report.pdf"] = paper.result()
    return files


def _of_sections(request: Request, made: Iterable[Made]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for section in made:
        files[f"sections/{section.section}.html"] = section.html.encode()
        files[f"sections/{section.section}.pdf"] = section.pdf
        if any(isinstance(block, OnePage) for block in section.blocks):
            files[f"{section.section}.pdf"] = pdf.page_pdf(request.cover, section.blocks)
        if request.is_internal:
            name = request.plan.notebook(section.section).name
            files[f"notebooks/{name}"] = section.notebook
    return files
