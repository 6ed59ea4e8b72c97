"""`panelpack backtest`: how the predictions of each measure would have fared."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

import click

from panelpack.commands.options import (
    as_at_option,
    audience_option,
    known_figures,
    workbook_option,
)

_NUMBERS = {
    "mase": "MASE",
    "naive_mase": "naive",
    "scrps": "sCRPS",
    "naive_scrps": "naive",
    "inside80": "in 80%",
    "inside95": "in 95%",
    "quarter_inside95": "quarter in 95%",
    "year_inside95": "year in 95%",
}


@click.command("backtest")
@click.argument("quarter", metavar="[QUARTER|latest]", default="latest")
@click.option(
    "--measure", "chosen", multiple=True, metavar="ID", help="Only this; may be repeated."
)
@workbook_option
@audience_option
@as_at_option
def backtest_command(quarter, chosen, workbook, audience, as_at):
    """Replay every prediction of each series, and print errors and how often ranges held.

    Errors are in units of the usual change on a year before; "naive" is that of repeating the
    year before. A measure with too short a series says so.

    Example: panelpack backtest --measure sp12_recorded
    """
    figures = known_figures(quarter, workbook, audience, as_at)
    for name in chosen:
        _check_known(name, figures)
    lines = list(_lines(figures, chosen or _with_series(figures)))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (
            cell.rjust(w) if n else cell.ljust(w)
            for n, (cell, w) in enumerate(zip(line, widths, strict=True))
        )
        click.echo("  ".join(cells).rstrip())


def _check_known(name: str, figures) -> None:
    known = list(figures.plan.measures)
    if name not in known:
        close = ", ".join(get_close_matches(name, known, 3, 0.4))
        remedy = f"close to it: {close}" if close else "'panelpack measures' lists them"
        raise click.BadParameter(f"no measure {name!r}; {remedy}", param_hint="--measure")
    if not _is_predicted(figures.plan.measures[name]):
        told = f"{name} is no count by month or quarter, and nothing else is predicted"
        raise click.BadParameter(told, param_hint="--measure")


def _is_predicted(measure) -> bool:
    return measure.kind == "count" and measure.cadence != "year"


def _with_series(figures) -> list[str]:
    """Return the measures that are predicted and have a series."""
    counts = (m.id for m in figures.plan.measures.values() if _is_predicted(m))
    return [m for m in counts if figures.series(m).count() > 1]


def _lines(figures, measures) -> Iterator[list[str]]:
    from panelpack import outlook

    yield ["measure", "predicted", *_NUMBERS.values()]
    for name in measures:
        measure = figures.plan.measures[name]
        changes = [*(s.on for s in measure.steps), *(b.since for b in measure.breaks)]
        series = figures.series(name)
        if series.empty:
            yield [name, "0", *[""] * len(_NUMBERS)]
            continue
        result = outlook.backtest(series, steps=changes)
        summary = result.summary
        yield [name, str(len(result.table)), *(_told(summary[key], key) for key in _NUMBERS)]


def _told(value: float, key: str) -> str:
    if value != value:
        return "-"
    return f"{value:.0%}" if "inside" in key else f"{value:.2f}"
