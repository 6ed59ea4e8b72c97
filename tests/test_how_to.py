"""The transcripts in docs/how-to are run, each page in a copy of the workbook with its files."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from panelpack.__main__ import main

FOLDER = Path(__file__).resolve().parents[1] / "docs/how-to"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^```{code-block} text\n:caption: (\S+)\n\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = [path for path in sorted(FOLDER.glob("*.md")) if BLOCK.search(path.read_text("utf-8"))]


def commands(page):
    """Yield each command of a page, and the lines that it is shown to print."""
    for block in BLOCK.findall(page.read_text("utf-8")):
        for told in block.split("$ ")[1:]:
            command, *lines = told.splitlines()
            yield command, lines


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_transcript_is_what_happens(page, copy_of_workbook, monkeypatch):
    monkeypatch.chdir(copy_of_workbook)
    for name, content in FILE.findall(page.read_text("utf-8")):
        (copy_of_workbook / name).write_text(content, "utf-8")
    for command, lines in commands(page):
        program, *arguments = shlex.split(command)
        assert program == "panelpack"
        ended = CliRunner().invoke(main, arguments)
        assert ended.exit_code == 0, ended.output
        assert ended.stdout.replace(f"{copy_of_workbook}/", "").splitlines() == lines


def test_there_are_transcripts():
    told = {page.stem for page in PAGES}
    assert told >= {"add-a-measure", "add-a-priority", "adopt", "receive-a-return", "run-a-quarter"}
    assert "issue-a-pack" in told
