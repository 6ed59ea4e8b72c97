"""How long a pack takes, against a plain loop and against itself: benchmarks/build.py [ROUNDS].

Each round (default 3) runs in turn, in copies of the workbook, and takes the CPU and wall seconds
of the whole tree of processes:

- `loop`: what an analyst types for each notebook, `papermill`, then `jupyter nbconvert --to
  panelpack-html`;
- `notebooks`: the same notebooks in warm kernels, two at once, and the same HTML;
- `cold`: `panelpack build` of the whole pack, all files, nothing kept;
- `nothing`: the same again, nothing changed; `python` is `python -c pass`;
- `figure`: the same after one figure of one return has changed;
- `least`: of that build only what none can do without: libraries imported, figures read, the
  notebooks that show the changed one run in warm kernels, and report.pdf set, its charts drawn
  already. No page, DOCX, spreadsheet or check;
- `quarters 1` to `quarters 8`: that many quarters, one after the other, nothing kept (one round, in
  which the first quarter is built four times in between, as the machine gets slower or faster).

Prints the medians and the ratios and writes benchmarks/results/build.json.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from panelpack.kernels.forking import environment

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results" / "build.json"
QUARTER = "2014-15-q1"
PARAMETERS = {"quarter": QUARTER, "audience": "public", "as_at": ""}
AT_ONCE = 2
GROWTH = (1, 2, 1, 4, 1, 8, 1)
PARTS = ("params", "data", "notebooks")


def run(*command: str | Path, cwd: Path, **variables: str) -> str:
    """Run a command and return what it told; end with that if it fails."""
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=cwd,
        env=os.environ | variables,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stderr


def loop(workbook: Path, out: Path) -> None:
    """Run the commands of a plain loop over the notebooks."""
    parameters = [text for pair in PARAMETERS.items() for text in ("-p", *pair)]
    for notebook in sorted((workbook / "notebooks").glob("*.ipynb")):
        made = out / notebook.name
        run("-m", "papermill", "--no-progress-bar", notebook, made, *parameters, cwd=workbook)
        run("-m", "nbconvert", "--to", "panelpack-html", made, cwd=workbook)


def notebooks(workbook: Path, out: Path) -> None:
    """Run the same notebooks warm, in a process of its own."""
    run(__file__, "--warm", workbook, out, cwd=workbook, **environment())


def run_warm(workbook: Path, out: Path) -> None:
    """Be that process: run every notebook and write its page."""
    with _warm(workbook) as (_, executed):
        from panelpack.exporters import html
        from panelpack.exporters.reading import blocks_of

        def one(notebook: Path) -> None:
            page = html.section_page(blocks_of(executed(notebook)))
            (out / f"{notebook.stem}.html").write_text(page, "utf-8")

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(one, sorted((workbook / "notebooks").glob("*.ipynb"))))


def least(workbook: Path, by_hand: Path, sections: Iterable[str]) -> dict[str, float]:
    """Return the seconds of the least that a build after a change of one figure can do."""
    told = run(__file__, "--least", workbook, by_hand, *sections, cwd=workbook, **environment())
    return json.loads(told.splitlines()[-1])


def run_least(workbook: Path, by_hand: Path, *sections: str) -> None:
    """Be the process that does it, and tell its seconds; the loop ran what need not run again."""
    began = time.perf_counter()
    with _warm(workbook) as (asked, executed), ThreadPoolExecutor(AT_ONCE) as pool:
        ran = pool.map(executed, map(asked.plan.notebook, sections))
        again = dict(zip(sections, ran, strict=True))
    took = {"wall": time.perf_counter() - began, "cpu": time.process_time() + _children_seconds()}

    import nbformat

    from panelpack.exporters import paper, pdf
    from panelpack.exporters.reading import blocks_of

    def kept(section: str) -> nbformat.NotebookNode:
        return nbformat.read(by_hand / asked.plan.notebook(section).name, as_version=4)

    shown = [blocks_of(again.get(section) or kept(section)) for section in asked.sections]
    paper.of_pack(asked.cover, shown)  # draws the charts, which a build has kept
    setting = measured(lambda: pdf.pack_pdf(asked.cover, shown), time.process_time)
    whole = {unit: round(took[unit] + setting[unit], 3) for unit in took}
    print(json.dumps(whole), file=sys.stderr)


@contextmanager
def _warm(workbook: Path) -> Iterator[tuple]:
    """Give what is asked of a build, and a function that runs a notebook in a warm kernel."""
    from panelpack.kernels.lean import import_jsonschema

    import_jsonschema()
    from panelpack.kernels.run import run_notebook
    from panelpack.kernels.server import WarmServer, load
    from panelpack.pack.request import ask
    from panelpack.quarters import Quarter
    from panelpack.ready import ready
    from panelpack.series import Figures

    os.environ["PANELPACK_BUILD"] = "1"
    load()
    asked = ask(workbook, Quarter.parse(QUARTER))
    figures = Figures(asked.plan, asked.quarter, asked.audience, asked.as_at)
    with ready(figures), WarmServer() as server:
        yield (
            asked,
            lambda notebook: run_notebook(notebook, PARAMETERS, workbook, server.folder),
        )


def build(workbook: Path, out: Path, quarter: str = QUARTER) -> list[str]:
    """Build the pack of a quarter into a folder, and return the sections that were run."""
    told = run("-m", "panelpack", "build", quarter, "--outputs", out, cwd=workbook)
    return re.findall(r"(?m)^(\S+) done ", told)


def change_a_figure(workbook: Path) -> None:
    """Change one figure that the pack shows, and clear the return as it is now."""
    version = workbook / f"data/returns/{QUARTER}/force/v1"
    values = version / "values.csv"
    text = values.read_text("utf-8")
    line = next(row for row in text.splitlines() if row.startswith("sp03_night_time,,2014-15-q1,"))
    count = line.split(",")[3]
    values.write_text(text.replace(line, line.replace(count, str(int(count) + 1), 1)), "utf-8")
    head = version / "return.yaml"
    said = re.sub("(?m)^sha256: .*$", f"sha256: {_digest(values)}", head.read_text("utf-8"))
    head.write_text(said, "utf-8")
    for record in (version.parent / "clearances").glob("v1-*.yaml"):
        words = record.read_text("utf-8")
        words = re.sub("(?m)^values_sha256: .*$", f"values_sha256: {_digest(values)}", words)
        words = re.sub("(?m)^return_sha256: .*$", f"return_sha256: {_digest(head)}", words)
        record.write_text(words, "utf-8")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def copied(folder: Path) -> Path:
    """Return a copy of the workbook."""
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part)
    return folder


def measured(work: Callable[[], object], seconds: Callable[[], float] | None = None) -> dict:
    """Return the wall and CPU seconds of some work; of all that it starts, unless told of what."""
    seconds = seconds or _children_seconds
    began, before = time.perf_counter(), seconds()
    work()
    wall, cpu = time.perf_counter() - began, seconds() - before
    return {"wall": round(wall, 3), "cpu": round(cpu, 3)}


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def one_round(folder: Path) -> dict[str, dict[str, float]]:
    """Measure everything once."""
    workbook = copied(folder / "workbook")
    pages = [folder / name for name in ("by-hand", "warm")]
    for page in pages:
        page.mkdir()
    out = folder / "out"
    taken = {
        "loop": measured(lambda: loop(workbook, pages[0])),
        "notebooks": measured(lambda: notebooks(workbook, pages[1])),
        "cold": measured(lambda: build(workbook, out)),
        "nothing": measured(lambda: build(workbook, out)),
        "python": measured(lambda: run("-c", "pass", cwd=workbook)),
    }
    by_hand, warm = ({p.name: p.read_bytes() for p in page.glob("*.html")} for page in pages)
    if by_hand != warm:
        raise SystemExit("the loop and the warm kernels did not give the same pages")
    change_a_figure(workbook)
    ran: list[str] = []
    taken["figure"] = measured(lambda: ran.extend(build(workbook, out)))
    return taken | {"least": least(workbook, pages[0], ran)}


def growth(folder: Path) -> dict[str, dict[str, float]]:
    """Measure 1, 2, 4 and 8 quarters, each as if it were that of the workbook."""
    workbook = copied(folder / "growing")
    files = workbook / "params/quarters"
    names = [f"20{year}-{year + 1}-q{q}" for year in (12, 13) for q in (1, 2, 3, 4)]
    for name in names:
        if not (files / f"{name}.yaml").exists():
            (files / f"{name}.yaml").write_text(f"quarter: {name}\nas_at: 2014-09-29\n", "utf-8")

    def some(count: int, out: Path) -> None:
        for name in names[:count]:
            build(workbook, out, name)

    taken: dict[str, list[dict[str, float]]] = {}
    for turn, count in enumerate(GROWTH):
        seconds = measured(lambda turn=turn, count=count: some(count, folder / f"out-{turn}"))
        taken.setdefault(f"quarters {count}", []).append(seconds)
    return {name: medians(each) for name, each in taken.items()}


def medians(taken: list[dict[str, float]]) -> dict[str, float]:
    """Return the median of each unit."""
    return {unit: round(median(each[unit] for each in taken), 3) for unit in taken[0]}


def ratios(middle: dict[str, dict[str, float]]) -> dict[str, float]:
    """Return what the project promises, from the medians."""

    def over(one: str, other: str, unit: str) -> float:
        return round(middle[one][unit] / middle[other][unit], 3)

    return {
        "notebooks and HTML, CPU of the loop over ours": over("loop", "notebooks", "cpu"),
        "notebooks and HTML, wall of the loop over ours": over("loop", "notebooks", "wall"),
        "CPU of the loop over the whole cold pack": over("loop", "cold", "cpu"),
        "wall of the loop over the whole cold pack": over("loop", "cold", "wall"),
        "wall of nothing changed beyond python -c pass": round(
            middle["nothing"]["wall"] - middle["python"]["wall"], 3
        ),
        "CPU of one figure changed over cold": over("figure", "cold", "cpu"),
        "wall of one figure changed over cold": over("figure", "cold", "wall"),
        "CPU of the least for one figure over cold": over("least", "cold", "cpu"),
        "CPU of 8 quarters over 1": over("quarters 8", "quarters 1", "cpu"),
        "wall of 8 quarters over 1": over("quarters 8", "quarters 1", "wall"),
    }


def main(rounds: int = 3) -> None:
    """Measure, print and record."""
    taken = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            taken.append(one_round(Path(folder)))
    with tempfile.TemporaryDirectory() as folder:
        grown = growth(Path(folder))
    middle = {name: medians([each[name] for each in taken]) for name in taken[0]} | grown
    for name, each in middle.items():
        print(f"{name:12} {each['wall']:8.2f} s wall {each['cpu']:8.2f} s CPU")
    told = ratios(middle)
    for name, value in told.items():
        print(f"{name:52} {value:8.2f}")
    record = {
        "notebooks": len(list((ROOT / "notebooks").glob("*.ipynb"))),
        "processors": len(os.sched_getaffinity(0)),
        "busy with other work": round(os.getloadavg()[2], 1),
        "rounds": taken,
        "median seconds": middle,
        "ratios": told,
    }
    RESULTS.write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--warm"]:
        run_warm(Path(sys.argv[2]), Path(sys.argv[3]))
    elif sys.argv[1:2] == ["--least"]:
        run_least(Path(sys.argv[2]), Path(sys.argv[3]), *sys.argv[4:])
    else:
        main(*map(int, sys.argv[1:2]))
