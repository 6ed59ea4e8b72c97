"""A file is held by one at a time, for as long as its holder has it open."""

import subprocess
import sys

from panelpack import locks
from panelpack.locks import hold

WAIT = """
import sys
from panelpack.locks import hold
with open(sys.argv[1], "ab") as file:
    print(hold(file), flush=True)
    print(hold(file, wait=True), flush=True)
"""


def test_one_holds_a_file_until_it_is_closed(tmp_path):
    with (tmp_path / "lock").open("ab") as first, (tmp_path / "lock").open("ab") as second:
        assert hold(first)
        assert not hold(second)
        first.close()
        assert hold(second)


def test_who_waits_has_it_when_its_holder_has_ended(tmp_path):
    with (tmp_path / "lock").open("ab") as mine:
        assert hold(mine)
        command = [sys.executable, "-c", WAIT, str(tmp_path / "lock")]
        other = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert other.stdout.readline() == "False\n"
    assert other.communicate()[0] == "True\n"


def test_where_nothing_is_kept_all_have_it(tmp_path, monkeypatch):
    monkeypatch.setattr(locks, "ARE_KEPT", False)
    with (tmp_path / "lock").open("ab") as first, (tmp_path / "lock").open("ab") as second:
        assert hold(first)
        assert hold(second)
