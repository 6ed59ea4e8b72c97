"""Workers end with their owner, whatever they are doing."""

import os
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

from panelpack.errors import DataError
from panelpack.kernels.forking import environment
from panelpack.pack.workers import Workers

SECONDS = 60.0


def half_an_answer(told: Path, _warm: Path) -> None:
    """Send the beginning of a result to the pool, then wait for the end."""
    frame = sys._getframe()
    while "result_queue" not in frame.f_locals:
        frame = frame.f_back
    os.write(frame.f_locals["result_queue"]._writer.fileno(), struct.pack("!i", 1000) + b"half")
    told.touch()
    time.sleep(SECONDS)


def half_an_answer_and_end(told: Path, _warm: Path) -> None:
    """Send the beginning of a result to the pool, and end as a process that is killed does."""
    threading.Timer(0.2, os._exit, (1,)).start()
    half_an_answer(told, _warm)


def test_workers_that_are_sending_a_result_end_at_once(tmp_path):
    """A pool waits for the rest of a result for ever, if somebody might still send it."""
    workers, told, refused = Workers(1), tmp_path / "told", []
    workers.__enter__()

    def ask() -> None:
        try:
            workers.run_all(half_an_answer, [told], refused.append)
        except DataError as error:
            refused.append(str(error))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    while not told.exists():
        time.sleep(0.01)
    ending = threading.Thread(target=workers.__exit__, args=(None, None, None), daemon=True)
    ending.start()
    for thread in (ending, asking):
        thread.join(SECONDS / 3)
        assert not thread.is_alive()
    assert "was killed" in refused[0]


def test_a_worker_that_ends_while_it_sends_a_result_is_told_of(tmp_path):
    """As a build runs: in a process that can be forked."""
    told = str(tmp_path / "told")
    program = (
        "from pathlib import Path\n"
        "from panelpack.kernels.lean import import_jsonschema\n"
        "import_jsonschema()\n"
        "from panelpack.kernels.server import load\n"
        "load()\n"
        "from panelpack.errors import DataError\n"
        "from panelpack.pack.workers import Workers\n"
        "from test_pack_workers import half_an_answer_and_end\n"
        "with Workers(1) as workers:\n"
        "    try:\n"
        f"        workers.run_all(half_an_answer_and_end, [Path({told!r})], print)\n"
        "    except DataError as error:\n"
        "        print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parent,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert "was killed" in done.stdout, done.stderr
