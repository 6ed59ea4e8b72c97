"""What builds leave that are ended in whatever way: benchmarks/kills.py [BUILDS].

Begins so many builds (default 40) of two sections of a copy of the workbook, and ends each after a
random time with Ctrl-C, SIGTERM or SIGKILL. After each no process of it may be left, and a pack is
whole or not there. After the first two kinds it may have left no file either; what a killed build
leaves the next one removes, and the last is let alone to do so. Prints how many were ended in which
way, and ends with 1 if anything was left.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from pathlib import Path

from build import QUARTER, copied

ONLY = ("--only", "sp03,sp12")
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
TIDY = ("SIGINT", "SIGTERM", "ended by itself")
LONGEST, PATIENCE = 5.0, 15.0
KEPT = {".cache", ".lock"}
MARK = "PANELPACK_BENCHMARK"


def begin(workbook: Path, out: Path, scratch: Path, mark: str) -> subprocess.Popen:
    """Begin a build; all its processes carry the mark in their environment."""
    return subprocess.Popen(
        [sys.executable, "-m", "panelpack", "build", QUARTER, "--outputs", out, "--force", *ONLY],
        cwd=workbook,
        env=os.environ | {"TMPDIR": str(scratch), MARK: mark},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def stop(process: subprocess.Popen, ender: signal.Signals) -> str:
    """End a build; return how, and that it went on if it did."""
    process.send_signal(ender)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return f"did not end at {ender.name}"
    return ender.name


def running(mark: str) -> list[int]:
    """Return the processes that carry the mark."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"{MARK}={mark}".encode() in path.read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def faults_of_pack(pack: Path) -> list[str]:
    """Say whether a pack that is there is not whole."""
    if not pack.exists():
        return []
    listed = json.loads((pack / "manifest.json").read_text())["outputs"]
    return [
        f"{name} is not what the manifest says"
        for name, digest in listed.items()
        if hashlib.sha256((pack / name).read_bytes()).hexdigest() != digest
    ]


def faults(mark: str, pack: Path, scratch: Path, before: set[Path] | None) -> list[str]:
    """Return what an ended build has left, after it had some time to end.

    `before` are the files that were there when it began, left by a killed one; None if this one
    was killed, and may leave some.
    """
    deadline = time.monotonic() + PATIENCE
    while (living := running(mark)) and time.monotonic() < deadline:
        time.sleep(0.05)
    told = [f"processes {living}"] if living else []
    left = set() if before is None else files(pack, scratch) - before
    return told + faults_of_pack(pack) + [f"left: {path.name}" for path in sorted(left)]


def files(pack: Path, scratch: Path) -> set[Path]:
    """Return what stands in the temporary folder, and beside the pack, that is no part of it."""
    beside = {path for path in pack.parent.glob(".*") if path.suffix not in KEPT}
    return {*scratch.iterdir(), *beside}


def main(builds: int = 40) -> None:
    """End builds, and say what was left."""
    random.seed(1)
    # A shell lets what it runs in the background ignore Ctrl-C, and builds would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    ended: Counter[str] = Counter()
    told: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        workbook, scratch = copied(Path(folder, "workbook")), Path(folder, "scratch")
        scratch.mkdir()
        pack = Path(folder, "out", QUARTER, "public-only")
        for number in range(builds + 1):
            mark, ender = uuid.uuid4().hex, random.choice(SIGNALS)
            before = files(pack, scratch) if number < builds else set()
            process = begin(workbook, Path(folder, "out"), scratch, mark)
            try:  # the last is left to end by itself, and clears up after the one before
                process.wait(random.uniform(0, LONGEST) if number < builds else None)
                how = "ended by itself"
            except subprocess.TimeoutExpired:
                how = stop(process, ender)
            ended[how] += 1
            left = faults(mark, pack, scratch, before if how in TIDY else None)
            left += [how] if how.startswith("did not") else []
            told += [f"build {number}, {how}: {fault}" for fault in left]
    print(", ".join(f"{count} {how}" for how, count in sorted(ended.items())))
    print("\n".join(told) or "nothing was left")
    raise SystemExit(bool(told))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
