"""Packs built by local processes and on a cluster: benchmarks/cluster.py [ROUNDS [QUARTERS]].

The cluster is a LocalCluster on this machine, with as many workers as there are processors; it
runs before the clock starts, as an office's would. Each round (default 1) builds so many public
packs (default 8: those up to the reported quarter), each both ways in turn, as the machine may get
busy meanwhile, and compares every byte. Prints a table and writes benchmarks/results/cluster.json.
The bar is 1.25 times.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from distributed import LocalCluster

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results" / "cluster.json"
LAST = (2014, 1)
BAR = 1.25


def quarters(number: int) -> list[str]:
    """Return the names of so many financial quarters in a row, the last one that is on file."""
    last = LAST[0] * 4 + LAST[1] - 1
    named = (divmod(each, 4) for each in range(last - number + 1, last + 1))
    return [f"{year}-{(year + 1) % 100:02d}-q{quarter + 1}" for year, quarter in named]


def build(name: str, outputs: Path, *options: str) -> float:
    """Build the pack of a quarter; return the seconds that it took."""
    began = time.perf_counter()
    # A quarter without a file of its own is known at the day of the report.
    command = ["build", name, "--as-at", "2014-09-29", "--outputs", str(outputs), *options]
    done = subprocess.run(
        [sys.executable, "-m", "panelpack", *command], cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return time.perf_counter() - began


def files(folder: Path) -> dict[str, bytes]:
    """Return the packs below a folder, without what builds keep beside them."""
    found = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in found}
    return {name: path.read_bytes() for name, path in named.items() if "/." not in name}


def one_round(names: list[str], address: str) -> dict[str, float]:
    """Build everything both ways; return the seconds of each."""
    with tempfile.TemporaryDirectory() as folder:
        here, there = Path(folder) / "here", Path(folder) / "there"
        seconds = {"local": 0.0, "cluster": 0.0}
        for name in names:
            seconds["local"] += build(name, here)
            seconds["cluster"] += build(name, there, "--cluster", address)
        if files(here) != files(there):
            raise SystemExit("the packs differ")
    return {name: round(each, 2) for name, each in seconds.items()}


def main(rounds: int = 1, number: int = 8) -> int:
    """Measure, print and record; return 1 if the cluster takes longer than the bar."""
    names, processors = quarters(number), len(os.sched_getaffinity(0))
    with (
        tempfile.TemporaryDirectory() as scratch,
        LocalCluster(
            n_workers=processors,
            threads_per_worker=1,
            dashboard_address=":0",
            host="127.0.0.1",
            local_directory=scratch,
        ) as cluster,
    ):
        told = [one_round(names, cluster.scheduler_address) for _ in range(rounds)]
    middle = {name: median(each[name] for each in told) for name in ("local", "cluster")}
    ratio = round(median(each["cluster"] / each["local"] for each in told), 2)
    for name, seconds in middle.items():
        print(f"{name:8} {seconds:7.2f} s for {number} quarters")
    print(f"ratio    {ratio:7.2f} (at most {BAR})")
    record = {
        "quarters": names,
        "processors": processors,
        "rounds": told,
        "median seconds": middle,
        "ratio": ratio,
        "bar": BAR,
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(record, indent=2) + "\n")
    return int(ratio > BAR)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
