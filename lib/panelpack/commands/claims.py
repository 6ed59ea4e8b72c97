"""`panelpack claims`: the claims of a report or of commentary, and what bears them out."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click

from panelpack.commands.options import (
    as_at_option,
    audience_option,
    format_option,
    known_figures,
    workbook_option,
)

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("claims")
@click.argument("file", required=False, type=_FILE)
@click.option("--quarter", default="latest", show_default=True, help="The quarter it reports on.")
@workbook_option
@audience_option
@as_at_option
@format_option("text")
def claims_command(file, quarter, workbook, audience, as_at, form):
    """List what a report claims, and what supports or contradicts it or isn't there.

    FILE is the plain text of a report: prose, and tables with tabs, bars, wide spaces or as HTML.
    Without FILE the commentary of the quarter is listed: which claims are bound to figures and
    true, which are false, which are bound to nothing.

    Contradicted claims come first, then those that would need a figure and have none. What figures
    can't tell, such as a cause, is listed and is no fault.

    Exit code 0: no fault; 1: some claim is contradicted or has nothing that supports it.

    Example: panelpack claims report.txt --quarter 2014-15-q1
    """
    figures = known_figures(quarter, workbook, audience, as_at)
    found = _of_commentary(figures) if file is None else _of_report(file, figures)
    if form == "json":
        click.echo(json.dumps({"claims": found}, ensure_ascii=False, indent=1))
    else:
        for claim in found:
            click.echo(_told(claim))
        click.echo(_summed(found))
    if any(claim["alarm"] for claim in found):
        click.get_current_context().exit(1)


def _of_report(file: Path, figures) -> list[dict]:
    from panelpack.claims.audit import audit
    from panelpack.claims.findings import VERDICTS
    from panelpack.claims.reading import text_of

    found = audit(text_of(file), figures.as_at, figures)
    order = list(VERDICTS)
    found.sort(key=lambda finding: order.index(finding.verdict))
    return [{"file": file.name} | f.as_json() | {"alarm": f.is_alarm} for f in found]


def _of_commentary(figures) -> list[dict]:
    from panelpack import claims

    return [
        {
            "file": c.file,
            "line": c.line,
            "words": c.words,
            "kind": "bound words",
            "verdict": c.verdict,
            "evidence": c.told,
            "remedy": c.remedy,
            "alarm": c.is_fault,
        }
        for c in claims.check(figures, figures.plan.settings.order)
    ]


def _summed(found: list[dict]) -> str:
    """Return the last line: how many faults, and how many claims of each verdict."""
    counted = Counter(claim["verdict"] for claim in found)
    faults = sum(claim["alarm"] for claim in found)
    told = ", ".join(f"{count} {verdict}" for verdict, count in counted.items())
    return f"{faults} {'fault' if faults == 1 else 'faults'}" + (f": {told}" if told else "")


def _told(claim: dict) -> str:
    lines = [f"{claim['file']}, line {claim['line']}: {claim['verdict']} ({claim['kind']})"]
    lines += [f"  says: {claim['words']}"]
    lines += [f"  figures: {claim['evidence']}"] if claim["evidence"] else []
    lines += [f"  remedy: {claim['remedy']}"] if claim.get("remedy") else []
    return "\n".join(lines)
