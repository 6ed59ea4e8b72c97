"""The checkers of others: vnu and html-validate on pages, outloud and pdfua on PDFs."""

import json
import subprocess
import tempfile
from pathlib import Path

import outloud
import pdfua

from gate.page import Finding, Page, short

TOOLS = Path(__file__).parents[1] / "browser"
MODULES = TOOLS / "node_modules"
VNU = MODULES / "vnu-jar/build/dist/vnu.jar"
AXE = MODULES / "axe-core/axe.min.js"
HTML_VALIDATE = MODULES / "html-validate/bin/html-validate.mjs"
# A region is named by its table's caption, which is no heading.
NOT_ERRORS = "Section lacks heading"


def check_vnu(folder: Path, pages: list[Page]) -> list[Finding]:
    """What the Nu Html Checker says of all pages at once: errors and warnings."""
    command = ["java", "-jar", str(VNU), "--format", "json", "--stdout"]
    command += [page.name for page in pages]
    said = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert said.stdout.strip(), said.stderr
    return [
        Finding(
            _within(m["url"].removeprefix("file:"), folder),
            f"line {m.get('lastLine', 0)}",
            "vnu",
            short(m["message"], 160),
            "Write it as HTML has it",
        )
        for m in json.loads(said.stdout)["messages"]
        if not m["message"].startswith(NOT_ERRORS)
    ]


def check_html_validate(folder: Path, pages: list[Page]) -> list[Finding]:
    """What html-validate says of all pages, by its recommended and accessibility rules."""
    with tempfile.TemporaryDirectory() as kept:
        said = Path(kept, "said.json")  # what it prints may be cut off
        config = ["--config", str(TOOLS / "htmlvalidate.json"), "-f", f"json={said}"]
        names = [str(folder / page.name) for page in pages]
        subprocess.run(
            ["node", str(HTML_VALIDATE), *config, *names],
            cwd=TOOLS,
            capture_output=True,
            timeout=300,
        )
        files = json.loads(said.read_text("utf-8"))
    return [
        Finding(
            _within(file["filePath"], folder),
            f"line {m['line']}, {m.get('selector') or ''}",
            f"html-validate {m['ruleId']}",
            short(m["message"], 160),
            "Write it as HTML has it",
        )
        for file in files
        for m in file["messages"]
    ]


def check_pdf(folder: Path, names: list[str]) -> list[Finding]:
    """Errors of outloud and pdfua in PDFs."""
    found = []
    for name in names:
        path = folder / name
        for said in outloud.check(str(path)).findings:
            if said.severity == "error":
                found.append(
                    Finding(
                        name,
                        f"page {said.page}" if said.page else "",
                        said.rule,
                        said.message,
                        short(said.evidence or "see outloud", 100),
                    )
                )
        for said in pdfua.validate(str(path)).findings:
            if said.severity.name == "ERROR":
                found.append(Finding(name, "", said.rule_id, said.message, "See pdfua"))
    return found


def _within(name: str, folder: Path) -> str:
    path = Path(name)
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
