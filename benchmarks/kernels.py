"""Notebooks executed and turned to HTML, by hand and warm: benchmarks/kernels.py [ROUNDS [FOLDER]].

By hand is what an analyst types for each notebook, `papermill` and then `jupyter nbconvert --to
html`. Warm is two at once in kernels forked from one process, and the same HTML exporter. Wall and
CPU seconds are those of the whole tree of processes; each round (default 1) does both, in turn.
FOLDER holds the notebooks (default: the workbook's). Prints a table and writes
benchmarks/results/kernels.json.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from panelpack.kernels.lean import import_jsonschema

import_jsonschema()

from nbconvert import HTMLExporter  # noqa: E402

from panelpack.kernels.run import run_notebook  # noqa: E402
from panelpack.kernels.server import WarmServer  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results" / "kernels.json"
PARAMETERS = {"quarter": "2014-15-q1", "audience": "public", "as_at": ""}
AT_ONCE = 2


def by_hand(notebooks: list[Path], folder: Path) -> None:
    """Run the commands of a plain loop."""
    parameters = [text for pair in PARAMETERS.items() for text in ("-p", *pair)]
    for notebook in notebooks:
        out = folder / notebook.name
        for command in (
            ["papermill", "--no-progress-bar", notebook, out, *parameters],
            ["nbconvert", "--to", "html", "--log-level", "ERROR", out],
        ):
            done = subprocess.run(
                [sys.executable, "-m", *command], cwd=ROOT, stderr=subprocess.PIPE
            )
            if done.returncode:
                raise SystemExit(done.stderr.decode())


def warm(notebooks: list[Path], folder: Path) -> None:
    """Run the same in warm kernels, in a process of its own that imports all it needs."""
    command = [sys.executable, __file__, "--warm", folder, *notebooks]
    subprocess.run(command, cwd=ROOT, check=True)


def run_warm(folder: Path, notebooks: list[Path]) -> None:
    """Be that process."""
    with WarmServer() as server, ThreadPoolExecutor(AT_ONCE) as pool:
        exporter = HTMLExporter()

        def one(notebook: Path) -> None:
            executed = run_notebook(notebook, PARAMETERS, ROOT, server.folder)
            page, _ = exporter.from_notebook_node(executed)
            (folder / f"{notebook.stem}.html").write_text(page, "utf-8")

        list(pool.map(one, notebooks))


def measured(work: Callable[[list[Path], Path], None], notebooks: list[Path]) -> dict[str, float]:
    """Return the wall and CPU seconds of some work, and check that it made every page."""
    with tempfile.TemporaryDirectory() as folder:
        began, before = time.perf_counter(), _children_seconds()
        work(notebooks, Path(folder))
        wall, cpu = time.perf_counter() - began, _children_seconds() - before
        pages = {path.stem for path in Path(folder).glob("*.html")}
    missing = {path.stem for path in notebooks} - pages
    if missing:
        raise SystemExit(f"no page for {', '.join(sorted(missing))}")
    return {"wall": round(wall, 2), "cpu": round(cpu, 2)}


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(rounds: int = 1, folder: Path = ROOT / "notebooks") -> None:
    """Measure, print and record."""
    notebooks = sorted(folder.glob("*.ipynb"))
    pairs = [(measured(by_hand, notebooks), measured(warm, notebooks)) for _ in range(rounds)]
    middle = {
        name: {unit: median(pair[i][unit] for pair in pairs) for unit in ("wall", "cpu")}
        for i, name in enumerate(("by hand", "warm"))
    }
    times = {
        unit: round(median(hand[unit] / fast[unit] for hand, fast in pairs), 1)
        for unit in ("wall", "cpu")
    }
    for name, each in middle.items():
        print(f"{name:8} {each['wall']:7.2f} s wall {each['cpu']:7.2f} s CPU")
    print(f"times    {times['wall']:7.1f}        {times['cpu']:7.1f}")
    record = {
        "notebooks": len(notebooks),
        "at once": AT_ONCE,
        "processors": len(os.sched_getaffinity(0)),
        "rounds": [{"by hand": hand, "warm": fast} for hand, fast in pairs],
        "median seconds": middle,
        "times less": times,
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--warm"]:
        run_warm(Path(sys.argv[2]), [Path(name) for name in sys.argv[3:]])
    else:
        main(*map(int, sys.argv[1:2]), *map(Path, sys.argv[2:3]))
